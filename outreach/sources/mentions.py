"""Where a key stands in the tables of a project: the rows as they are, with or without errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from outreach.errors import Problem, Where
from outreach.sources.characters import BLANKS
from outreach.sources.columns import RECIPIENT_COLUMNS, find_columns, is_header
from outreach.sources.formulas import as_meant
from outreach.sources.recipients import file_name, recipient_files
from outreach.sources.tables import Row, open_table


@dataclass(frozen=True, slots=True)
class Mention:
    """A row that names a key: where it stands, and its filled cells under their own headings."""

    where: Where
    cells: tuple[tuple[str, str], ...]


def mentions_in_book(root: Path, key: str) -> Iterator[Mention | Problem]:
    """Yield every row of the address book that has a key, and every file that cannot be read."""
    for path in recipient_files(root)[0]:
        yield from mentions_in(path, file_name(path), RECIPIENT_COLUMNS, key)


def mentions_in(
    path: Path, file: str, columns: Mapping[str, str], key: str
) -> Iterator[Mention | Problem]:
    """Yield the rows of a table whose ``key`` column names a key, whatever its case.

    A Problem is yielded where the file cannot be read, or not to its end.
    """
    with open_table(path, file, partial(is_header, columns=columns)) as table:
        if isinstance(table, Problem):
            yield table
            return
        places = find_columns(table.headers, columns).get("key", [])
        for row in table.rows if places else ():
            if isinstance(row, Problem):
                yield row
            elif any(row.cells[at].strip(BLANKS).lower() == key.lower() for at in places):
                yield Mention(Where(file, row.line, key), _filled(table.headers, row))


def _filled(headings: Sequence[str], row: Row) -> tuple[tuple[str, str], ...]:
    cells = zip(headings, row.cells, strict=True)
    return tuple((head.strip(BLANKS), as_meant(text)) for head, text in cells if text.strip(BLANKS))
