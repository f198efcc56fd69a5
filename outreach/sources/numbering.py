"""Giving rows without a key a random one; what stands in their file stays as it is."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import ExitCode, Problem, Where
from outreach.model.project import Project
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.sources.characters import BLANKS
from outreach.sources.columns import RECIPIENT_COLUMNS, find_columns, lacking, likely
from outreach.sources.encodings import find_encoding
from outreach.sources.recipients import file_name, is_address_book, recipient_files
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
            keys = {line: _new_key(entropy, used) for line in file.lines}
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


def _new_key(entropy: Entropy, used: set[str]) -> str:
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
    from openpyxl.utils import get_column_letter  # only where there is a workbook

    if column is None:
        return Problem(
            ExitCode.SOURCE,
            "book-keys-none",
            phrase("The workbook has no column for the keys."),
            phrase("Add an empty column key (管理番号) in Excel, then start this command again."),
            Where(file_name(file.path), file.header),
        )
    letter = get_column_letter(column + 1)
    cells = ", ".join(f"{letter}{line}" for line in file.lines[:_MOST_CELLS_NAMED])
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
    # Commas, tabs, quotes and line ends are no part of any character in UTF-8 and CP932, so those
    # files are edited as bytes (Latin-1); CP932 has characters with two codes, which must stay.
    encoding = str(find_encoding(io.BytesIO(data))).removesuffix("-sig")
    as_bytes = "latin-1"
    if encoding == "utf-16":
        encoding = as_bytes = "utf-16-le" if data.startswith(b"\xff\xfe") else "utf-16-be"
    text = data.decode(as_bytes)
    heading = RECIPIENT_COLUMNS["key"].encode(encoding).decode(as_bytes)
    if file.column is None:
        filled = "".join(_with_column(text, file, {file.header: heading, **keys}))
    else:
        filled = "".join(_filled(text, file, file.column, keys))
    with replacing(file.path) as stream:
        stream.write(filled.encode(as_bytes))


def _with_column(text: str, file: _Unnumbered, cells: dict[int, str]) -> Iterator[str]:
    """Yield the lines of a CSV text, with a further cell before each record and its heading."""
    mark = next((mark for mark in _BYTE_ORDER_MARKS if text.startswith(mark)), "")
    yield mark
    for number, line in enumerate(io.StringIO(text[len(mark) :], newline=""), 1):
        if number in cells:
            yield cells[number] + file.delimiter
        yield line


# As UTF-16 reads it, and as the bytes of UTF-8 look one by one.
_BYTE_ORDER_MARKS = ("\ufeff", "\u00ef\u00bb\u00bf")


def _filled(text: str, file: _Unnumbered, column: int, keys: dict[int, str]) -> Iterator[str]:
    """Yield the pieces of a CSV text as they stand, with the keys put into their records."""
    done = at = 0
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if number in keys:
            start, end, lacking_cells = _cell_span(text, at, file.delimiter, column)
            yield text[done:start] + file.delimiter * lacking_cells + keys[number]
            done = end
        at += len(line)
    yield text[done:]


def _cell_span(text: str, at: int, delimiter: str, column: int) -> tuple[int, int, int]:
    """Return where the key's cell of the record at ``at`` starts and ends, and the cells lacking.

    Excel leaves out the last cells of a row where they are blank.
    """
    cell = re.compile(f'"(?:[^"]|"")*"|[^{delimiter}\r\n]*')
    for place in range(column):
        at = _end(cell, text, at)
        if not text.startswith(delimiter, at):
            return at, at, column - place
        at += 1
    return at, _end(cell, text, at), 0


def _end(cell: re.Pattern[str], text: str, at: int) -> int:
    found = cell.match(text, at)
    return found.end() if found else at
