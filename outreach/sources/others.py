"""The columns that people keep in the address book beside ours, for an export to carry along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from outreach.errors import Problem, Where
from outreach.sources.characters import BLANKS
from outreach.sources.columns import RECIPIENT_COLUMNS, find_columns, fold
from outreach.sources.formulas import as_meant
from outreach.sources.recipients import file_name, is_address_book, recipient_files
from outreach.sources.tables import Row, Table, open_table

# A heading, folded, and how often it came before in its file: two blank ones stay two columns.
_Column = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Others:
    """The other columns of all files, and their filled cells by file and line."""

    columns: Mapping[_Column, str] = field(default_factory=dict)
    cells: Mapping[tuple[str | None, int | None], Mapping[_Column, str]] = field(
        default_factory=dict
    )

    @property
    def headings(self) -> tuple[str, ...]:
        """Return the headings, in the order in which the files have them."""
        return tuple(self.columns.values())

    def cells_of(self, where: Where) -> tuple[str, ...]:
        """Return the cells of a row under all of these headings, blank where it has none."""
        own = self.cells.get((where.file, where.line), {})
        return tuple(own.get(column, "") for column in self.columns)


NO_OTHERS = Others()


def read_others(root: Path) -> Others:
    """Return what the files of the address book have beside our columns.

    A column without any filled cell is left out; what cannot be read is, too.
    """
    named: dict[_Column, str] = {}
    cells: dict[tuple[str | None, int | None], dict[_Column, str]] = {}
    filled: set[_Column] = set()
    for path in recipient_files(root)[0]:
        name = file_name(path)
        with open_table(path, name, is_address_book) as table:
            if isinstance(table, Problem):
                continue
            columns = {at: column for at, column, _ in _columns_of(table)}
            for _, column, heading in _columns_of(table):
                named.setdefault(column, heading)
            for row in table.rows if columns else ():
                if isinstance(row, Row) and (found := _cells_of(row, columns)):
                    cells[name, row.line] = found
                    filled |= found.keys()
    return Others({column: named[column] for column in named if column in filled}, cells)


def _columns_of(table: Table) -> Iterator[tuple[int, _Column, str]]:
    """Yield the place, the identity and the heading of every column that is none of ours."""
    known = {at for places in find_columns(table.headers, RECIPIENT_COLUMNS).values()
             for at in places}  # fmt: skip
    seen = Counter[str]()
    for at, heading in enumerate(table.headers):
        if at not in known:
            word = fold(heading)
            yield at, (word, seen[word]), heading.strip(BLANKS)
            seen[word] += 1


def _cells_of(row: Row, columns: Mapping[int, _Column]) -> dict[_Column, str]:
    return {
        column: as_meant(text)
        for at, column in columns.items()
        if (text := row.cells[at].strip(BLANKS))
    }
