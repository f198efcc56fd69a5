"""The address book as it stands in its files, cell by cell, for whoever changes it there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from outreach.errors import Problem, ProblemsFoundError, Where
from outreach.model.project import Project
from outreach.phrase import phrase
from outreach.sources.cells import cell_name
from outreach.sources.characters import BLANKS
from outreach.sources.columns import RECIPIENT_COLUMNS, Cells, find_columns, fold
from outreach.sources.fault import unreadable
from outreach.sources.recipients import (
    FOLDER,
    cell_picker,
    file_name,
    header_problems,
    is_address_book,
    recipient_files,
)
from outreach.sources.splicing import raw_text
from outreach.sources.tables import BOOK_SUFFIX, Row, Table, open_table

# What another program calls an entry; a column of files that were imported, beside ours.
SOURCE_ID = {"source_id": "取込元ID"}
_ALL = RECIPIENT_COLUMNS | SOURCE_ID


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file of the address book: its bytes when it was read, and where each column stands.

    ``encoding`` is that of a CSV file, blank for a workbook, as ``delimiter`` is.
    """

    path: Path
    data: bytes
    headers: tuple[str, ...]
    header_line: int
    places: Mapping[str, int]
    delimiter: str
    sheet: str
    encoding: str

    @property
    def name(self) -> str:
        """Return how problems name the file."""
        return file_name(self.path)

    @property
    def is_book(self) -> bool:
        """Return whether it is a workbook, which is never written to."""
        return self.path.suffix.lower() == BOOK_SUFFIX

    def cell(self, column: str, line: int) -> str:
        """Return the name of a workbook's cell, such as D7."""
        return cell_name(self.places[column], line)

    def heading(self, column: str) -> str:
        """Return how a further column is headed here: in the language of the others."""
        is_english = any(fold(header) in _ALL for header in self.headers)
        return column if is_english else _ALL[column]


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row of the address book as text, whether it has errors or not.

    ``file`` is None for one that is still to be written.
    """

    where: Where
    cells: Cells
    source_id: str = ""
    file: HeldFile | None = None


@dataclass(frozen=True, slots=True)
class Holdings:
    """Every file of the address book and every row of them."""

    files: list[HeldFile] = field(default_factory=list)
    rows: list[HeldRow] = field(default_factory=list)

    def target(self, slug: str, root: Path) -> tuple[str, HeldFile | None]:
        """Return the file that takes the new rows of a source, and what it holds if it is there.

        One made by an earlier import is gone on with; another of that name is left alone.
        """
        by_name = {file.path.name.lower(): file for file in self.files}
        folder = root / FOLDER
        lying = {path.name.lower() for path in folder.iterdir()} if folder.is_dir() else set()
        for number in count(1):
            name = f"{slug}.csv" if number == 1 else f"{slug}-{number}.csv"
            held = by_name.get(name)
            if held is not None and {"key", "source_id"} <= held.places.keys():
                return name, held
            if name not in lying:
                return name, None
        raise AssertionError  # numbers do not end


def read_holdings(project: Project) -> Holdings:
    """Return the whole address book as it stands.

    Raises:
        ProblemsFoundError: a file cannot be read whole; who is in it is not known then.
    """
    holdings, problems = Holdings(), list[Problem]()
    for path in recipient_files(project.root)[0]:
        for each in _read(path):
            if isinstance(each, Problem):
                problems.append(each)
            elif isinstance(each, HeldFile):
                holdings.files.append(each)
            else:
                holdings.rows.append(each)
    if problems:
        message = phrase("The address book itself must be mended first; nothing was imported.")
        raise ProblemsFoundError(message, problems)
    return holdings


def _read(path: Path) -> Iterator[HeldFile | HeldRow | Problem]:
    name = file_name(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        yield unreadable(error).at(Where(name))
        return
    with open_table(path, name, is_address_book) as table:
        if isinstance(table, Problem):
            yield table
            return
        wrong = [problem for problem in header_problems(table, name) if problem.is_error]
        yield from wrong
        if wrong:
            return
        file = _file_of(path, data, table)
        yield file
        pick, at = cell_picker(table), file.places.get("source_id")
        for row in table.rows:
            if isinstance(row, Problem):
                yield row
                return
            cells = pick(row.cells)
            source = _text(row, at)
            yield HeldRow(Where(name, row.line, cells.key or None), cells, source, file)


def _file_of(path: Path, data: bytes, table: Table) -> HeldFile:
    places = {name: found[0] for name, found in find_columns(table.headers, _ALL).items()}
    headers = tuple(table.headers)
    encoding = raw_text(data).encoding if table.delimiter else ""
    return HeldFile(path, data, headers, table.line, places, table.delimiter, table.sheet, encoding)


def _text(row: Row, at: int | None) -> str:
    return "" if at is None else row.cells[at].strip(BLANKS)
