"""addresses: a table of addresses in, the parts of each and what its postal code is worth out."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from outreach.errors import ExitCode, Problem, ProblemsFoundError, Severity, Where
from outreach.model.recipient import Addressee
from outreach.phrase import Phrase, phrase
from outreach.post.address import Reader, Reading, address_of, take_code
from outreach.post.areas import hyphened
from outreach.post.barcode import barcode_data, symbols
from outreach.post.codes import CodeCheck, check_code, is_office_next_door
from outreach.post.gazetteer import Gazetteer
from outreach.sources.characters import BLANKS, cell_fault, needs_a_look
from outreach.sources.columns import RECIPIENT_COLUMNS, doubled, find_columns, label, lacking
from outreach.sources.fault import Fault
from outreach.sources.fields import (
    ZEROS_PUT_BACK,
    changed_by_excel,
    code_with_two_zeros,
    parse_postal_code,
)
from outreach.sources.formulas import as_meant
from outreach.sources.importers.opening import COLUMNS_TOO_MANY, MOST_COLUMNS, Shape, open_foreign
from outreach.sources.recipients import is_address_book
from outreach.sources.tables import TABLE_EMPTY, Row, Table, csv_rows, fitted, open_table

NOTHING = Reading("", "", "", "", "")


class Cells(NamedTuple):
    """The cells of a row that count here, trimmed; a column the file lacks is blank."""

    key: str
    postal_code: str
    prefecture: str
    city: str
    street: str
    building: str
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is found out about one row.

    ``postal_code`` is seven digits or blank; ``barcode`` what a customer barcode says after it,
    None where there must be none. ``is_broken``: the row's cells could not be told apart.
    """

    line: int
    postal_code: str
    reading: Reading
    check: CodeCheck
    barcode: str | None
    symbols: tuple[str, ...]
    problems: tuple[Problem, ...]
    is_broken: bool = False


def read_addresses(path: Path, file: str, gazetteer: Gazetteer) -> Iterator[Answer]:
    """Yield an answer for every row of a CSV, TSV or xlsx file, in order, whatever is wrong.

    ``file`` is its name for problems. The columns are ``postal_code`` and ``address``, or the
    recipients', in either language. Raises ProblemsFoundError where no row can be read at all.
    """
    desk = _Desk(gazetteer, file)
    for table in _opened(path, file):
        pick = _picker(table)
        for row in table.rows:
            if isinstance(row, Problem):
                yield _unreadable(row, table.line)
            else:
                yield desk.answer(row.line, pick(row.cells))


def _picker(table: Table) -> Callable[[list[str]], Cells]:
    """Return the function that takes the cells that count out of a row."""
    places = find_columns(table.headers, RECIPIENT_COLUMNS)
    beyond = len(table.headers)  # where a blank is added, for the columns that the file lacks
    pick = itemgetter(*(places.get(name, [beyond])[0] for name in Cells._fields))
    return lambda row: Cells(*[as_meant(cell.strip(BLANKS)) for cell in pick([*row, ""])])


def _unreadable(problem: Problem, line: int) -> Answer:
    at = problem.where.line or line
    return Answer(at, "", NOTHING, CodeCheck(None), None, (), (problem,), is_broken=True)


class _Desk:
    """Answers one row after the other."""

    def __init__(self, gazetteer: Gazetteer, file: str) -> None:
        self._gazetteer = gazetteer
        self._reader = Reader(gazetteer)
        self._file = file

    def answer(self, line: int, cells: Cells) -> Answer:
        """Return what is found out about a row."""
        address, building = address_of(_addressee(cells))
        inner, _ = take_code(address)
        code, fault = parse_postal_code(cells.postal_code) if cells.postal_code else (inner, None)
        zeros = code_with_two_zeros(cells.postal_code)
        if zeros and self._goes_with(zeros, address, building):
            code, fault = zeros, ZEROS_PUT_BACK
        faults = [fault] if fault else []
        faults += _cell_faults(cells)
        if inner and code and inner != code:
            faults.append(_two_codes(inner, code))
        reading = self._reader.read(address, building, code) if address else NOTHING
        check = check_code(self._gazetteer, code, reading)
        faults += _faults(code, address, reading, check)
        if check.ok and is_office_next_door(self._gazetteer, code, reading):
            faults.append(_CODE_OF_OFFICE)
        barcode = barcode_data(code, reading, is_office=self._gazetteer.is_office(code))
        marks = () if barcode is None else symbols(code, barcode)
        where = Where(self._file, line, cells.key or None)
        problems = tuple(each.at(where) for each in faults)
        return Answer(line, code, reading, check, barcode, marks, problems)

    def _goes_with(self, code: str, address: str, building: str) -> bool:
        reading = self._reader.read(address, building, code)
        return bool(check_code(self._gazetteer, code, reading).ok)


def _addressee(cells: Cells) -> Addressee:
    return Addressee(
        "", prefecture=cells.prefecture, city=cells.city, street=cells.street,
        building=cells.building, address=cells.address,
    )  # fmt: skip


# -- what is wrong with a row -------------------------------------------------------------------


def _cell_faults(cells: Cells) -> Iterator[Fault]:
    look_closely = needs_a_look(cells[2:])
    for column, text in zip(Cells._fields[2:], cells[2:], strict=True):
        fault = cell_fault(label(column), text) if look_closely else None
        if fault := fault or changed_by_excel(column, text):
            yield fault


def _faults(code: str, address: str, reading: Reading, check: CodeCheck) -> Iterator[Fault]:
    if not address:
        yield _NO_ADDRESS
    elif not reading.city:
        yield _CITY_UNKNOWN
    elif not reading.is_placed:
        yield _TOWN_UNKNOWN
    if check.ok is False:
        yield _mismatch(code, check.suggestions)


_NO_ADDRESS = Fault(
    "address-missing",
    phrase("The row has no address."),
    phrase("Fill address (住所), or city (市区町村) and street (町名番地)."),
)
_CITY_UNKNOWN = Fault(
    "address-city-unknown",
    phrase("Which municipality is meant cannot be told: none is named, or several are called so."),
    phrase("Write the address with prefecture and municipality."),
    Severity.WARNING,
)
_TOWN_UNKNOWN = Fault(
    "address-town-unknown",
    phrase("The postal data of this municipality has no such town."),
    phrase("See how the post writes the town; it is not guessed."),
    Severity.WARNING,
)


_CODE_OF_OFFICE = Fault(
    "postal-code-of-office",
    phrase("This postal code belongs to one office or PO box, at another number of the town."),
    phrase("Only mail to that office may bear it; give anyone else the code of the town."),
    Severity.WARNING,
)


def _two_codes(inner: str, code: str) -> Fault:
    return Fault(
        "postal-code-twice",
        phrase("The address holds another postal code ({inner}) than the row ({code}).",
               inner=hyphened(inner), code=hyphened(code)),
        phrase("Keep the right one in postal_code (郵便番号) and take the other out."),
        Severity.WARNING,
    )  # fmt: skip


def _mismatch(code: str, proposed: Sequence[str]) -> Fault:
    shown = ", ".join(hyphened(each) for each in proposed)
    hint: Phrase = (
        phrase("{codes} would. Correct whichever of the two is wrong.", codes=shown)
        if shown
        else phrase("Correct whichever of the two is wrong.")
    )
    message = phrase("{code} does not go with this address.", code=hyphened(code))
    return Fault("postal-mismatch", message, hint, Severity.WARNING)


# -- the file -----------------------------------------------------------------------------------


def _opened(path: Path, file: str) -> Iterator[Table]:
    """Yield the file's one table while the file is open."""
    opened = open_foreign(path, file)
    if isinstance(opened, Problem):
        raise _refused(opened)
    if opened.shape is Shape.BOOK:
        with open_table(path, file, is_address_book) as table:
            yield _checked(table, file)
    else:
        yield _checked(_csv_table(opened.text, file), file)


def _checked(table: Table | Problem, file: str) -> Table:
    if isinstance(table, Problem):
        raise _refused(table)
    where = Where(file, table.line)
    places = find_columns(table.headers, RECIPIENT_COLUMNS)
    problems = doubled(places, where)
    if len(table.headers) > MOST_COLUMNS:
        problems = [COLUMNS_TOO_MANY.at(where)]
    elif not places.keys() & {"address", "street", "city"}:
        problems.append(lacking("address", RECIPIENT_COLUMNS, table.headers).at(where))
    if problems:
        raise _refused(*problems)
    return table


def _refused(*problems: Problem) -> ProblemsFoundError:
    as_source = [replace(problem, kind=ExitCode.SOURCE) for problem in problems]
    return ProblemsFoundError(phrase("The addresses cannot be read."), as_source)


def _csv_table(text: str, file: str) -> Table | Problem:
    lines = list(io.StringIO(text, newline=""))
    first = next((line for line in lines if line.strip()), "")
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    records = csv_rows(lines, delimiter, file, blanks=True)
    header = next(itertools.dropwhile(_is_blank, records), None)
    if header is None:
        return TABLE_EMPTY.at(Where(file, 1))
    if isinstance(header, Problem):
        return header
    rows = fitted(records, len(header.cells), file, exact=True)
    return Table(header.cells, header.line, rows, delimiter)


def _is_blank(row: Row | Problem) -> bool:
    return isinstance(row, Row) and not any(map(str.strip, row.cells))
