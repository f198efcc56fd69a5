"""Giving rows without a key a random one; what stands in their file stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import ExitCode, Problem, Where
from outreach.model.project import Project
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.sources.cells import cell_name
from outreach.sources.characters import BLANKS
from outreach.sources.columns import RECIPIENT_COLUMNS, find_columns, lacking, likely
from outreach.sources.recipients import file_name, is_address_book, recipient_files
from outreach.sources.splicing import lines_of, raw_text, spliced
from outreach.sources.tables import BOOK_SUFFIX, Table, open_table

# No i, l, o, 0 or 1, which are misread on paper. A key of a leading k looks like no number, no
# month and no formula to Excel.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_MOST_CELLS_NAMED = 20

Entropy = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class _Unnumbered:
    """What one file has: the place of its key column, its keys, and the lines without one.

    ``column`` is None where the file has no such column; it is put before the others then.
    """

    path: Path
    delimiter: str
    header: int
    column: int | None
    keys: frozenset[str]
    lines: tuple[int, ...]


def number_recipients(
    project: Project, entropy: Entropy, taken: Collection[str] = ()
) -> tuple[list[Where], list[Problem]]:
    """Write a new random key into every row of the address book's CSV files that has none.

    A file without a key column gets one, before the others.
    Each file is replaced in one step. ``taken`` are further keys that must not be used again, such
    as those only the ledger still knows.

    Returns:
        The places that have a key now (file, line, key), and the problems of kind SOURCE: files
        that cannot be read, and the cells of xlsx books, which must be filled by hand.

    Raises:
        OutputError: a file cannot be replaced.
    """
    files, problems = [], []
    for path in recipient_files(project.root)[0]:
        found = _look_through(path)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            files.append(found)
    used = {key.lower() for key in taken}.union(*(file.keys for file in files))
    numbered: list[Where] = []
    for file in files:
        if file.column is not None and not file.lines:
            continue
        if file.path.suffix.lower() == BOOK_SUFFIX:
            problems.append(_fill_by_hand(file, file.column))
        else:
            keys = {line: new_key(entropy, used) for line in file.lines}
            _write_keys(file, keys)
            numbered += [Where(file_name(file.path), line, key) for line, key in keys.items()]
    return numbered, problems


def _look_through(path: Path) -> _Unnumbered | Problem:
    with open_table(path, file_name(path), is_address_book) as table:
        if isinstance(table, Problem):
            return table
        places = find_columns(table.headers, RECIPIENT_COLUMNS).get("key")
        if places:
            return _keys_of(path, places[0], table)
        # A column that may be the keys' under another name gets no second one beside it.
        if is_address_book(table.headers) and not likely("key", RECIPIENT_COLUMNS, table.headers):
            return _keys_of(path, None, table)
        fault = lacking("key", RECIPIENT_COLUMNS, table.headers)
        return fault.at(Where(file_name(path), table.line))


def _keys_of(path: Path, column: int | None, table: Table) -> _Unnumbered | Problem:
    keys, lines = set(), []
    for row in table.rows:
        if isinstance(row, Problem):
            return row  # half a file is not rewritten
        key = "" if column is None else row.cells[column].strip(BLANKS)
        if key:
            keys.add(key.lower())
        else:
            lines.append(row.line)
    header = table.line
    return _Unnumbered(path, table.delimiter, header, column, frozenset(keys), tuple(lines))


def new_key(entropy: Entropy, used: set[str]) -> str:
    """Return a key that is not used yet and note it as used."""
    while True:
        number = int.from_bytes(entropy(8), "big")
        key = "k"
        for _ in range(4):
            number, letter = divmod(number, len(_LETTERS))
            key += _LETTERS[letter]
        if key not in used:
            used.add(key)
            return key


def _fill_by_hand(file: _Unnumbered, column: int | None) -> Problem:
    if column is None:
        return Problem(
            ExitCode.SOURCE,
            "book-keys-none",
            phrase("The workbook has no column for the keys."),
            phrase("Add an empty column key (管理番号) in Excel, then start this command again."),
            Where(file_name(file.path), file.header),
        )
    cells = ", ".join(cell_name(column, line) for line in file.lines[:_MOST_CELLS_NAMED])
    if len(file.lines) > _MOST_CELLS_NAMED:
        cells += " …"
    return Problem(
        ExitCode.SOURCE,
        "book-keys-blank",
        phrase("These cells have no key: {cells}.", cells=cells),
        phrase("A workbook is not written to: fill them in Excel, each with another key."),
        Where(file_name(file.path), file.lines[0]),
    )


def _write_keys(file: _Unnumbered, keys: dict[int, str]) -> None:
    data = file.path.read_bytes()
    if file.column is None:
        data = _with_column(data, file, {file.header: RECIPIENT_COLUMNS["key"], **keys})
    else:
        data = spliced(
            data, file.delimiter, {line: {file.column: key} for line, key in keys.items()}
        )
    with replacing(file.path) as stream:
        stream.write(data)


def _with_column(data: bytes, file: _Unnumbered, cells: dict[int, str]) -> bytes:
    """Return a CSV file with a further cell before each record and its heading."""
    raw = raw_text(data)
    pieces = [raw.mark]
    for number, line in lines_of(raw.text[len(raw.mark) :]):
        if number in cells:
            pieces.append(raw.within(cells[number]) + file.delimiter)
        pieces.append(line)
    return raw.as_bytes("".join(pieces))
