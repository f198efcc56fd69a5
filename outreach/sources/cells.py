"""One cell of the address book, written where it stands."""

from __future__ import annotations

from pathlib import Path

from outreach.errors import Problem, SourceError, Where
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.sources.characters import BLANKS
from outreach.sources.columns import RECIPIENT_COLUMNS, find_columns
from outreach.sources.recipients import is_address_book
from outreach.sources.splicing import spliced
from outreach.sources.tables import BOOK_SUFFIX, Row, Table, open_table


def write_cell(root: Path, where: Where, column: str, text: str) -> None:
    """Put a text into a recipient's cell; every other byte of the file stays as it is.

    ``where`` is the row's place in the project at ``root``; ``column`` its canonical name, which
    the file's header must have. The file is replaced in one step.

    Raises:
        SourceError: the row stands in a workbook, which is not written to; or the file cannot be
            read, or is no longer as it was.
        OutputError: the file cannot be replaced.
    """
    file, line = str(where.file), int(where.line or 0)
    path = root / file
    with open_table(path, file, is_address_book) as table:
        if isinstance(table, Problem):
            raise SourceError(table.message, table.hint, [table])
        places = {name: at for name, (at, *_) in
                  find_columns(table.headers, RECIPIENT_COLUMNS).items()}  # fmt: skip
        delimiter, sheet = table.delimiter, table.sheet
        key = _cell(table, line, places["key"])
    if key != where.key:
        raise SourceError(
            phrase("{file} has changed meanwhile; nothing was written.", file=file),
            phrase("Save it, close it, and start the same command again."),
        )
    if path.suffix.lower() == BOOK_SUFFIX:
        raise _in_a_book(where, places[column], sheet, text)
    data = spliced(path.read_bytes(), delimiter, {line: {places[column]: text}})
    with replacing(path) as stream:
        stream.write(data)


def _cell(table: Table, line: int, place: int) -> str | None:
    rows = (row for row in table.rows if isinstance(row, Row) and row.line == line)
    row = next(rows, None)
    return None if row is None else row.cells[place].strip(BLANKS)


def cell_name(place: int, line: int | None) -> str:
    """Return how a spreadsheet calls a cell: C2 for the third column (place 2) of line 2."""
    from openpyxl.utils import get_column_letter  # only where there is a workbook

    return f"{get_column_letter(place + 1)}{line}"


def _in_a_book(where: Where, place: int, sheet: str, text: str) -> SourceError:
    return SourceError(
        phrase("The row of {key} stands in the workbook {file}, which is not written to.",
               key=where.key, file=where.file),
        phrase("Write {text} into the cell {cell} of the sheet {sheet} in Excel.",
               text=text, cell=cell_name(place, where.line), sheet=sheet),
    )  # fmt: skip
