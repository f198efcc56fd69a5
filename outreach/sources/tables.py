"""A CSV, TSV or xlsx file as a stream of rows, each with the line it starts on."""

from __future__ import annotations

import csv
import io
import itertools
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from outreach.errors import Problem, Where
from outreach.phrase import phrase
from outreach.sources.encodings import NOT_DECODABLE, find_encoding
from outreach.sources.fault import Fault, unreadable

CSV_SUFFIXES = (".csv", ".tsv")
BOOK_SUFFIX = ".xlsx"
_CHUNK = 500


class Row(NamedTuple):
    """One record: the physical line it starts on, and one cell for every header."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """An open file: its header row, and its rows as they are read; a row may be a problem.

    ``line`` is the header row's; ``delimiter`` is a comma or a tab, and empty for a workbook,
    where ``sheet`` is the name of the sheet.
    """

    headers: Sequence[str]
    line: int
    rows: Iterator[Row | Problem]
    delimiter: str
    sheet: str = ""


def open_table(
    path: Path, file: str, is_header: Callable[[Sequence[str]], bool]
) -> AbstractContextManager[Table | Problem]:
    """Open a table; ``file`` is its name for problems, ``is_header`` finds an xlsx book's sheet.

    The context gives the table, or the problem that keeps it from being read.
    """
    if path.suffix.lower() == BOOK_SUFFIX:
        return _open_book(path, file, is_header)
    return _open_csv(path, file)


@contextmanager
def _open_csv(path: Path, file: str) -> Iterator[Table | Problem]:
    try:
        stream = path.open("rb")
    except OSError as error:
        yield unreadable(error).at(Where(file))
        return
    with stream:
        encoding = find_encoding(stream)
        if isinstance(encoding, int):
            yield NOT_DECODABLE.at(Where(file, encoding))
            return
        stream.seek(0)
        with io.TextIOWrapper(stream, encoding, newline="") as text:
            top = _to_header(text)
            delimiter = "\t" if top[-1].count("\t") > top[-1].count(",") else ","
            records = csv_records(itertools.chain(top, text), delimiter, file)
            yield _table(records, file, delimiter)


def _to_header(text: Iterable[str]) -> list[str]:
    """Return the lines up to the first that is not blank: the one that shows the delimiter."""
    top = [""]
    for line in text:
        top.append(line)
        if line.strip():
            break
    return top[1:] or top


def _table(
    records: Iterator[Row | Problem], file: str, delimiter: str, sheet: str = ""
) -> Table | Problem:
    header = next(records, None)
    if header is None:
        return TABLE_EMPTY.at(Where(file, 1))
    if isinstance(header, Problem):
        return header
    rows = fitted(records, len(header.cells), file, exact=bool(delimiter))
    return Table(header.cells, header.line, rows, delimiter, sheet)


TABLE_EMPTY = Fault(
    "table-empty",
    phrase("The file is empty."),
    phrase("Its first row must name the columns."),
)


def csv_records(
    lines: Iterable[str], delimiter: str, file: str, *, blanks: bool = False
) -> Iterator[Row | Problem]:
    """Yield the records that are not blank, the header row first; ``blanks``: rows of blank cells.

    An empty line is no record in either case.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)) or (blanks and cells):
                yield Row(line, cells)
            line = reader.line_num + 1
    except csv.Error:
        yield _BROKEN_QUOTES.at(Where(file, line))


def csv_rows(
    lines: Sequence[str], delimiter: str, file: str, *, blanks: bool = False
) -> Iterator[Row | Problem]:
    """Yield the records of a whole text; behind a broken one it goes on with the next line."""
    start = 0
    while start < len(lines):
        again = 0
        behind = map(lines.__getitem__, range(start, len(lines)))  # islice would walk there anew
        for row in csv_records(behind, delimiter, file, blanks=blanks):
            if isinstance(row, Problem):
                again = start + (row.where.line or 1)
                is_long = len(lines[again - 1]) > csv.field_size_limit()
                yield (_CELL_ENDLESS if is_long else _ROW_BROKEN).at(Where(file, again))
            else:
                yield Row(start + row.line, row.cells)
        if not again:
            return
        start = again


_ROW_BROKEN = Fault(
    "csv-quotes",
    phrase("The cells of this row cannot be told apart: a quotation mark is not closed."),
    phrase("Put the cell into quotation marks, and double each one inside it."),
)
_CELL_ENDLESS = Fault(
    "cell-too-long",
    phrase("A cell of this row is far too long."),
    phrase("No cell of an address book is: see what stands there, and empty it."),
)
_BROKEN_QUOTES = Fault(
    "csv-quotes",
    phrase("From this line on the cells cannot be told apart: a quotation mark is not closed."),
    phrase("Put the cell into quotation marks, and double each one inside it."),
)


def fitted(
    records: Iterator[Row | Problem], width: int, file: str, exact: bool
) -> Iterator[Row | Problem]:
    """Yield rows of the header's width; a filled cell beyond it means that cells have shifted."""
    for record in records:
        if isinstance(record, Problem) or len(record.cells) == width:
            yield record
        elif len(record.cells) < width:
            yield Row(record.line, record.cells + [""] * (width - len(record.cells)))
        elif exact and any(map(str.strip, record.cells[width:])):
            yield _SHIFTED.at(Where(file, record.line))
        else:
            yield Row(record.line, record.cells[:width])


_SHIFTED = Fault(
    "row-too-long",
    phrase("The row has more cells than there are columns: a comma inside a cell splits it."),
    phrase("Put the cell with the comma into quotation marks."),
)


@contextmanager
def _open_book(
    path: Path, file: str, is_header: Callable[[Sequence[str]], bool]
) -> Iterator[Table | Problem]:
    import openpyxl  # a tenth of a second, which projects without a workbook do not pay

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and drop-downs, which are not read
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except OSError as error:
        yield unreadable(error).at(Where(file))
        return
    except Exception:  # any: a damaged or locked file fails anywhere inside a foreign parser
        yield BOOK_UNREADABLE.at(Where(file))
        return
    try:
        yield _first_known(book.worksheets, file, is_header)
    finally:
        book.close()


BOOK_UNREADABLE = Fault(
    "book-unreadable",
    phrase("The workbook cannot be read: it is damaged, or has a password."),
    phrase("Open it in Excel and save it again as .xlsx without a password."),
)


def _first_known(
    sheets: Sequence[Any], file: str, is_header: Callable[[Sequence[str]], bool]
) -> Table | Problem:
    """Return the first sheet whose first filled row is a header we know, else the first sheet."""
    tables = [_table(_book_records(sheet, file), file, "", sheet.title) for sheet in sheets]
    for table in tables:
        if isinstance(table, Table) and is_header(table.headers):
            return table
    return next(iter(tables), TABLE_EMPTY.at(Where(file)))


def _book_records(sheet: Any, file: str) -> Iterator[Row | Problem]:
    sheet.reset_dimensions()  # other programs than Excel write a wrong size, which would cut rows
    rows = enumerate(sheet.iter_rows(values_only=True), 1)
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                chunk = list(itertools.islice(rows, _CHUNK))
        except Exception:  # any: see _open_book
            yield BOOK_UNREADABLE.at(Where(file))
            return
        if not chunk:
            return
        for line, values in chunk:
            cells = [cell_text(value) for value in values]
            if any(map(str.strip, cells)):
                yield Row(line, cells)


def cell_text(value: object) -> str:
    """Return a cell's value as text; dates come out as ISO, which the row's rules recognise."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
