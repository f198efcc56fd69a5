"""A writing list: what an author needs to write to people, and no address; and back again."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from outreach.errors import OutputError, Problem, Where
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.sources.characters import BLANKS, cell_fault
from outreach.sources.columns import doubled, find_columns, is_header, lacking
from outreach.sources.export import (
    ENCODINGS,
    EPOCH,
    NOT_IN_XML,
    UTF_8,
    table_as_csv,
    without_clock,
)
from outreach.sources.fault import Fault
from outreach.sources.fields import key_fault
from outreach.sources.formulas import as_meant, harmless_text
from outreach.sources.tables import (
    BOOK_SUFFIX,
    BOOK_UNREADABLE,
    CSV_SUFFIXES,
    Table,
    open_table,
)
from outreach.sources.toml import trimmed_message

# Canonical name: the Japanese one, as in the address book where it has the same column.
WRITING_COLUMNS = {
    "key": "管理番号",
    "call_name": "呼び名",
    "likes": "好きなこと",
    "avoid": "避ける話題",
    "last_written": "前に書いた便り",
    "message": "便り",
    "room": "入る文字数",
    "length": "いまの文字数",
    "round": "回",
    "trace": "しるし",
}
LIST_SUFFIXES = (BOOK_SUFFIX, ".csv")
_ASKED_FOR = ("key", "message")
_WIDTHS = {"key": 11, "call_name": 14, "likes": 20, "avoid": 20, "last_written": 40, "message": 50,
           "room": 9, "length": 9}  # fmt: skip
_HIDDEN = ("round", "trace")
_GREY, _HEAD, _RED, _LINE = "F2F2F2", "D9E2DC", "F8CBAD", "BFBFBF"
_GAUGE = '=LEN(SUBSTITUTE({message}{row},CHAR(10),""))'


class ListEntry(NamedTuple):
    """A row of a list that is given out: somebody to write to, without name and address.

    ``room`` is how many characters surely fit; None: not known, or as a pen writes.
    """

    key: str
    call_name: str
    likes: str
    avoid: str
    last_written: str
    message: str
    room: int | None


class ListRow(NamedTuple):
    """A row of a list that came back; ``untouched``: the message is the one it was given with."""

    where: Where
    key: str
    message: str
    round: str
    call_name: str
    untouched: bool


def write_list(
    entries: Iterable[ListEntry], path: Path, round_id: str, headings: Mapping[str, str]
) -> None:
    """Write a writing list as xlsx or CSV (UTF-8 with BOM), by the path's suffix.

    In the xlsx only the messages can be changed, and a gauge counts them while they are written.
    What a spreadsheet would run as a formula is text. ``headings`` are what the columns are called.

    Raises:
        OutputError: the suffix is another one, or the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in LIST_SUFFIXES:
        message = phrase("A writing list is an .xlsx or a .csv file.")
        raise OutputError(message, phrase("Let its name end in one of the two."))
    with replacing(path) as stream:
        if suffix == BOOK_SUFFIX:
            _write_book(entries, stream, round_id, headings)
        else:
            columns = [name for name in WRITING_COLUMNS if name != "length"]
            rows = (_texts(entry, round_id, columns) for entry in entries)
            text = table_as_csv([headings[name] for name in columns], rows)
            stream.write(text.encode(ENCODINGS[UTF_8]))


def _texts(entry: ListEntry, round_id: str, columns: Iterable[str]) -> list[str]:
    room = "" if entry.room is None else str(entry.room)
    further = {"room": room, "round": round_id, "trace": trace_of(entry.message), "length": ""}
    texts = {**entry._asdict(), **further}
    return [texts[name] for name in columns]


def trace_of(message: str) -> str:
    """Return a short hash by which a message nobody touched is known, blank for none."""
    # A letter first: a spreadsheet takes no number out of it.
    return f"m{hashlib.sha256(message.encode()).hexdigest()[:11]}" if message else ""


# -- the workbook -------------------------------------------------------------------------------


def _write_book(
    entries: Iterable[ListEntry], stream: BinaryIO, round_id: str, headings: Mapping[str, str]
) -> None:
    from openpyxl import Workbook  # a tenth of a second, which a CSV does not pay
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    book.properties.created = EPOCH
    book.calculation.fullCalcOnLoad = True
    sheet = book.create_sheet(headings["message"])
    _lay_out(sheet)
    styles = _styles()
    sheet.append([_styled(WriteOnlyCell(sheet, headings[name]), styles["head"])
                  for name in WRITING_COLUMNS])  # fmt: skip
    last = 1
    for last, entry in enumerate(entries, start=2):
        texts = dict(zip(WRITING_COLUMNS, _texts(entry, round_id, WRITING_COLUMNS), strict=True))
        sheet.append([_cell(sheet, styles, name, text, last) for name, text in texts.items()])
    _colour_what_is_over(sheet, last)
    made = io.BytesIO()
    book.save(made)
    without_clock(made, stream)


def _column(name: str) -> str:
    return chr(ord("A") + list(WRITING_COLUMNS).index(name))


def _lay_out(sheet: Any) -> None:
    """Set widths, what stays in sight, what may be changed, and how it comes onto paper."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = f"{_column('likes')}2"
    for name, width in _WIDTHS.items():
        sheet.column_dimensions[_column(name)].width = width
    for name in _HIDDEN:
        sheet.column_dimensions[_column(name)].hidden = True
    guard = sheet.protection
    guard.sheet = True  # without a password: against a slip, not against a person
    guard.formatColumns = guard.formatRows = guard.formatCells = False  # False: may be done
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4 (ECMA-376, 18.3.1.63)
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _styles() -> dict[str, dict[str, Any]]:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    wrapped = Alignment(wrap_text=True, vertical="top")
    line = Side(style="thin", color=_LINE)
    frame = Border(line, line, line, line)
    grey = {"alignment": wrapped, "border": frame, "fill": PatternFill("solid", _GREY)}
    free = {"alignment": wrapped, "border": frame, "protection": Protection(locked=False)}
    head = {**grey, "fill": PatternFill("solid", _HEAD), "font": Font(bold=True)}
    return {"head": head, "grey": grey, "message": {**free, "font": Font(size=12)}}


def _styled(cell: Any, style: Mapping[str, Any]) -> Any:
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def _cell(sheet: Any, styles: Mapping[str, Any], name: str, text: str, row: int) -> Any:
    """Return a cell; a number for the room, a formula for the gauge, and text for all else."""
    from openpyxl.cell import WriteOnlyCell

    style = styles.get(name, styles["grey"])
    if name == "room":
        return _styled(WriteOnlyCell(sheet, int(text) if text else None), style)
    if name == "length":
        gauge = _GAUGE.format(message=_column("message"), row=row)
        return _styled(WriteOnlyCell(sheet, gauge), style)
    cell = WriteOnlyCell(sheet, NOT_IN_XML.sub(" ", harmless_text(text)))
    cell.data_type = "s"  # also what begins with an equals sign
    cell.number_format = "@"
    return _styled(cell, style)


def _colour_what_is_over(sheet: Any, last: int) -> None:
    """Let the gauge and its message turn red while there are more characters than fit."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    message, room, length = map(_column, ("message", "room", "length"))
    over = f"AND(ISNUMBER(${room}2),${length}2>${room}2)"
    red = PatternFill(bgColor=_RED, fill_type="solid")
    sheet.conditional_formatting.add(
        f"{message}2:{length}{max(last, 2)}", FormulaRule(formula=[over], fill=red)
    )


# -- back again ---------------------------------------------------------------------------------


def read_list(path: Path, file: str) -> tuple[list[ListRow | Problem], list[Problem]]:
    """Return the rows of a list that came back, and what keeps the list from being read at all.

    ``file`` is its name for problems. Columns may stand in any order; rows without a key and a
    message are left away.
    """
    if path.suffix.lower() not in (BOOK_SUFFIX, *CSV_SUFFIXES):
        return [], [_NO_LIST.at(Where(file))]
    with open_table(path, file, partial(is_header, columns=WRITING_COLUMNS)) as table:
        if isinstance(table, Problem):
            return [], [table]
        if problems := _header_problems(table, file):
            return [], problems
        places = {name: at for name, (at, *_) in _places(table).items()}
        merged = _merged(path, table, places) if table.sheet else {}
        if isinstance(merged, Fault):
            return [], [merged.at(Where(file))]
        return list(_rows(table, file, places, merged)), []


_NO_LIST = Fault(
    "list-format",
    phrase("It is neither an .xlsx nor a .csv file."),
    phrase("Open it where it was written, and save it as an Excel workbook (.xlsx) or as CSV."),
)


def _places(table: Table) -> dict[str, list[int]]:
    return find_columns(table.headers, WRITING_COLUMNS)


def _header_problems(table: Table, file: str) -> list[Problem]:
    where = Where(file, table.line)
    places = _places(table)
    absent = [name for name in _ASKED_FOR if name not in places]
    asked_for = {name: found for name, found in places.items() if name in _ASKED_FOR}
    return [
        *(lacking(name, WRITING_COLUMNS, table.headers).at(where) for name in absent),
        *doubled(asked_for, where),
    ]


def _rows(
    table: Table, file: str, places: Mapping[str, int], merged: Mapping[int, str]
) -> Iterator[ListRow | Problem]:
    for row in table.rows:
        if isinstance(row, Problem):
            yield row
            continue
        cells = {name: as_meant(_clean(row.cells[at])) for name, at in places.items()}
        found = _row(Where(file, row.line), cells)
        if row.line in merged:
            where = found.where if found else Where(file, row.line)
            yield _merged_cells(merged[row.line]).at(where)
        elif found and (fault := _fault(found)):
            yield fault.at(found.where)
        elif found:
            yield found


def _row(where: Where, cells: Mapping[str, str]) -> ListRow | None:
    """Return a row as it is meant, None where it has neither a key nor a message."""
    message = trimmed_message(cells["message"])
    key, round_id = (
        unicodedata.normalize("NFKC", cells.get(name, "")).strip(BLANKS)
        for name in ("key", "round")
    )
    if not key and not message:
        return None
    call_name, trace = (cells.get(name, "").strip(BLANKS) for name in ("call_name", "trace"))
    if key_fault(key) is None:
        where = replace(where, key=key)
    untouched = bool(message) and trace == trace_of(message)
    return ListRow(where, key, message, round_id, call_name, untouched)


def _clean(cell: str) -> str:
    """Return a cell without what Excel writes for a carriage return in a workbook."""
    return cell.replace("_x000D_", "")


def _fault(row: ListRow) -> Fault | None:
    """Return what is wrong with a row by itself: no key, or an error of Excel for a message."""
    if not row.key:
        return _NO_KEY
    # Only what begins so can be one; a message may begin with a minus or a plus.
    is_odd = row.message.startswith("#")
    fault = cell_fault(phrase("message"), row.message) if is_odd else None
    return fault if fault is not None and fault.code == "cell-formula" else None


_NO_KEY = Fault(
    "key-missing",
    phrase("The row has a message, but no key: nobody knows whom it is for."),
    phrase("Put the key back that stood there; it is in the list that was given out."),
)


def _merged_cells(cells: str) -> Fault:
    return Fault(
        "cells-merged",
        phrase("The cells {cells} are merged: which message is for whom cannot be told.",
               cells=cells),
        phrase("Unmerge them in Excel, put each message into its own row, and import again."),
    )  # fmt: skip


def _merged(path: Path, table: Table, places: Mapping[str, int]) -> dict[int, str] | Fault:
    """Return the lines of a workbook in which a key or message is merged with other cells.

    A message merged with cells at its right in its own row is whole, and no trouble.
    """
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and drop-downs, which are not read
            book = openpyxl.load_workbook(path)
    except Exception:  # any: a damaged file fails anywhere inside a foreign parser
        return BOOK_UNREADABLE
    found: dict[int, str] = {}
    asked_for = [places[name] + 1 for name in _ASKED_FOR]
    for area in book[table.sheet].merged_cells.ranges:
        hit = [at for at in asked_for if area.min_col <= at <= area.max_col]
        if hit and (area.min_row < area.max_row or hit != [area.min_col]):
            found |= dict.fromkeys(range(area.min_row, area.max_row + 1), str(area.coord))
    return found
