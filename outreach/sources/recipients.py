"""The address book: every file of recipients/, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path

from outreach.errors import Problem, Severity, Where
from outreach.model.project import Project
from outreach.model.recipient import Recipient
from outreach.phrase import phrase
from outreach.sources.characters import BLANKS
from outreach.sources.columns import (
    RECIPIENT_COLUMNS,
    Cells,
    doubled,
    find_columns,
    is_header,
    lacking,
    misspelt,
)
from outreach.sources.fault import Fault
from outreach.sources.fields import key_fault
from outreach.sources.formulas import as_meant
from outreach.sources.rows import read_row
from outreach.sources.tables import BOOK_SUFFIX, CSV_SUFFIXES, Table, open_table

FOLDER = "recipients"


def recipient_files(root: Path) -> tuple[list[Path], list[Path]]:
    """Return the files of the address book and those that are skipped, each sorted by name.

    Skipped are Excel's lock files, dot files, backups and whatever is no CSV, TSV or xlsx.
    """
    folder = root / FOLDER
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    read = [path for path in files if _is_read(path)]
    return read, [path for path in files if path not in read]


def _is_read(path: Path) -> bool:
    hidden = path.name.startswith(("~$", "."))
    return not hidden and path.suffix.lower() in (*CSV_SUFFIXES, BOOK_SUFFIX)


def file_name(path: Path) -> str:
    """Return how problems name a file of the address book."""
    return f"{FOLDER}/{path.name}"


def is_address_book(cells: Sequence[str]) -> bool:
    """Return whether a row of cells is the header row of an address book."""
    return is_header(cells, RECIPIENT_COLUMNS)


def read_recipients(project: Project) -> Iterator[Recipient | Problem]:
    """Yield every recipient of the address book, and every problem, in the files' order.

    A row with an error yields its problems (kind SOURCE) and no recipient. Nothing is held but
    the keys seen so far.
    """
    files, _ = recipient_files(project.root)
    if not files:
        yield _NO_FILE.at(Where(FOLDER))
    seen: dict[str, Where] = {}
    for path in files:
        yield from _read_file(project, path, seen)


_NO_FILE = Fault(
    "recipients-none",
    phrase("There is no address book."),
    phrase("Put a CSV or xlsx file into the folder recipients."),
)


def _read_file(
    project: Project, path: Path, seen: dict[str, Where]
) -> Iterator[Recipient | Problem]:
    file = file_name(path)
    with open_table(path, file, is_address_book) as table:
        if isinstance(table, Problem):
            yield table
            return
        problems = header_problems(table, file)
        yield from problems
        if any(problem.is_error for problem in problems):
            return
        pick = cell_picker(table)
        for row in table.rows:
            if isinstance(row, Problem):
                yield row
                continue
            cells = pick(row.cells)
            key = None if key_fault(cells.key) else cells.key
            where = Where(file, row.line, key)
            recipient, problems = read_row(cells, where, project.senders)
            first = seen.setdefault(key.lower(), where) if key else where
            if first is not where:
                problems.append(_used_before(first).at(where))
            yield from problems
            if recipient is not None and first is where:
                yield recipient


def header_problems(table: Table, file: str) -> list[Problem]:
    """Return what keeps a header row from being one: columns missing, doubled or misspelt."""
    where = Where(file, table.line)
    places = find_columns(table.headers, RECIPIENT_COLUMNS)
    required = ["key", "postal_code"]
    if not {"family_name", "organisation"} & places.keys():
        required.append("family_name")
    if "address" not in places and not {"city", "street"} <= places.keys():
        required.append("address")
    problems = [
        lacking(column, RECIPIENT_COLUMNS, table.headers).at(where)
        for column in required
        if column not in places
    ]
    problems += doubled(places, where)
    if not problems:
        problems = misspelt(table.headers, RECIPIENT_COLUMNS, where, Severity.WARNING)
    return problems


def cell_picker(table: Table) -> Callable[[list[str]], Cells]:
    """Return the function that takes a row's known cells out of it, trimmed."""
    places = find_columns(table.headers, RECIPIENT_COLUMNS)
    beyond = len(table.headers)  # where a blank is added, for the columns that the file lacks
    pick = itemgetter(*(places.get(name, [beyond])[0] for name in Cells._fields))

    def picked(cells: list[str]) -> Cells:
        found = [cell.strip(BLANKS) for cell in pick([*cells, ""])]
        # One look at the whole row: marks are rare, and this is done for every row there is.
        return Cells(*map(_meant, found) if "'" in "".join(found) else found)

    return picked


def _meant(cell: str) -> str:
    """Return a cell without the apostrophe that an export of ours put before a formula."""
    return as_meant(cell).strip(BLANKS) if cell[:1] == "'" else cell


def _used_before(first: Where) -> Fault:
    return Fault(
        "key-twice",
        phrase("The key is used before, at {file}:{line}.", file=first.file, line=first.line),
        phrase("Give one of the two rows another key; a key belongs to one person for ever."),
    )
