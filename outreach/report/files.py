"""The report as a CSV and as a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from outreach.phrase import phrase
from outreach.report.document import OFFICE_ONLY, Report, Say, SpokenTable, Unit, spoken
from outreach.sources.export import EPOCH, table_as_csv, without_clock
from outreach.sources.formulas import harmless_text

_FORMATS = {Unit.COUNT: "#,##0", Unit.YEN: "#,##0", Unit.THOUSAND_YEN: "#,##0"}
_WIDEST = 44  # characters; what is longer is wrapped
_TITLE_SIZE = 14
_LONGEST_NAME = 31  # of a sheet, which Excel allows
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "・"))


def as_csv(report: Report, say: Say) -> str:
    """Return the report as CSV text: the form first, then each table under its title, then notes.

    Tables are parted by a blank line. A cell that a spreadsheet would run is marked.
    """
    blocks = []
    for table in (spoken(each, say) for each in report.tables):
        text = table_as_csv(table.headings, ([str(cell) for cell in row] for row in table.rows))
        blocks.append(text if table.name == "form" else table_as_csv([table.title], []) + text)
    blocks.append(table_as_csv([say(phrase("notes"))], ([say(note)] for note in report.remarks)))
    return "\r\n".join(blocks)


def as_book(report: Report, say: Say) -> bytes:
    """Return the report as an xlsx workbook: the form and the tables, a sheet each.

    Numbers are numbers, headings stay in view, and each sheet prints on the width of an A4 page.
    The same report gives the same bytes.
    """
    from openpyxl import Workbook  # a tenth of a second, which a CSV does not pay

    book = Workbook()
    book.properties.creator, book.properties.title = "", say(report.title)
    book.properties.created = EPOCH
    book.remove(book.active)
    title = say(report.title) + (f"  {say(OFFICE_ONLY)}" if report.is_internal else "")
    names: set[str] = set()
    for section, table in _sheets(report, say):
        sheet = book.create_sheet(_sheet_name(section, table, names))
        _fill(sheet, title, table)
    _write_notes(book.create_sheet(_free(say(phrase("notes")), names)), report, say)
    made, plain = io.BytesIO(), io.BytesIO()
    book.save(made)
    without_clock(made, plain)
    return plain.getvalue()


def _sheets(report: Report, say: Say) -> Iterator[tuple[str, SpokenTable]]:
    yield "", spoken(report.form, say)
    several = sum(any(t.name == "postage" for t in s.tables) for s in report.sections) > 1
    for section in report.sections:
        for table in section.tables:
            yield say(section.title) if several else "", spoken(table, say)


def _sheet_name(section: str, table: SpokenTable, names: set[str]) -> str:
    title = table.title[:_LONGEST_NAME]
    room = _LONGEST_NAME - len(title) - 1
    return _free(f"{title} {section[:room]}" if section and room > 1 else title, names)


def _free(name: str, names: set[str]) -> str:
    """Return a sheet's name that is not taken, without what Excel forbids."""
    name = name.translate(_FORBIDDEN).strip("'")[:_LONGEST_NAME]
    found, number = name, 1
    while found.casefold() in names:
        number += 1
        found = f"{name[: _LONGEST_NAME - 3]} {number}"
    names.add(found.casefold())
    return found


def _fill(sheet: Any, title: str, table: SpokenTable) -> None:
    """Write a table under two lines of titles, its headings bold and in view."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    sheet["A1"], sheet["A2"] = harmless_text(title), harmless_text(table.title)
    sheet["A1"].font = Font(bold=True, size=_TITLE_SIZE)
    head, line = 4, Side(style="thin", color="999999")
    for at, heading in enumerate(table.headings, start=1):
        cell = sheet.cell(head, at, harmless_text(heading))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="EEEEEE")
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = Border(bottom=line, top=line)
        sheet.column_dimensions[get_column_letter(at)].width = _width(table, at - 1)
    for number, (row, is_total) in enumerate(zip(table.rows, table.totals, strict=True), head + 1):
        for at, value in enumerate(row, start=1):
            unit = table.units[at - 1]
            cell = sheet.cell(number, at)
            cell.value = value if isinstance(value, int) else harmless_text(value)
            cell.number_format = _FORMATS.get(unit, "@") if isinstance(value, int) else "@"
            cell.data_type = "n" if isinstance(value, int) else "s"
            side = "left" if unit is Unit.WORDS else "right"
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=side)
            cell.font = Font(bold=is_total)
            cell.border = Border(top=line) if is_total else Border()
    if table.remark:
        sheet.cell(head + len(table.rows) + 2, 1, harmless_text(table.remark))
    sheet.freeze_panes = f"A{head + 1}"
    _set_up_page(sheet, head, wide=table.name == "form")


def _width(table: SpokenTable, at: int) -> float:
    """Return a column's width in characters; Japanese ones are twice as wide."""
    cells = [table.headings[at], *(str(row[at]) for row in table.rows)]
    widths = [sum(2 if ord(letter) > 0xFF else 1 for letter in cell) for cell in cells]
    return float(min(max(widths) + 3, _WIDEST))


def _set_up_page(sheet: Any, head: int, *, wide: bool) -> None:
    sheet.page_setup.orientation = "landscape" if wide else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"


def _write_notes(sheet: Any, report: Report, say: Say) -> None:
    from openpyxl.styles import Alignment

    sheet.column_dimensions["A"].width = 100
    for number, note in enumerate(report.remarks, start=1):
        sheet.cell(number, 1, harmless_text(say(note))).alignment = Alignment(wrap_text=True)
