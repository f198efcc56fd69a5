"""Any address book file becomes entries: the format is found by its headers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from pathlib import Path

from outreach.errors import Problem, Severity, Where
from outreach.phrase import Phrase, phrase
from outreach.sources.cells import cell_name
from outreach.sources.columns import fold
from outreach.sources.fault import Fault
from outreach.sources.importers.book import Sheet, read_book
from outreach.sources.importers.contact import Contact, Entry
from outreach.sources.importers.contactxml import CONTACTXML, read_contactxml
from outreach.sources.importers.entries import entry_of
from outreach.sources.importers.formats import OUTREACH, TABULAR
from outreach.sources.importers.opening import (
    COLUMNS_TOO_MANY,
    MOST_COLUMNS,
    Opened,
    Shape,
    open_foreign,
)
from outreach.sources.importers.tabular import Header, contacts_reader, known_header, spread
from outreach.sources.importers.vcard import VCARD, read_vcards
from outreach.sources.tables import Row, csv_rows, fitted

AUTO = "auto"
FORMATS = (*(format.name for format in (OUTREACH, *TABULAR)), CONTACTXML, VCARD)
_SLUGS = {format.name: format.slug for format in (OUTREACH, *TABULAR)} | {
    CONTACTXML: "contactxml",
    VCARD: "vcard",
}
_MOST_TITLES = 30  # rows in which a header is looked for
_MOST_NAMED = 12
_LONGEST_HEADER = 20
_TOTAL = re.compile(r"(?:合計|総計|小計|計|total)[\s::]*\d*(?:名|件|人|通|枚)?", re.IGNORECASE)
# What only a header ends in. Of a row of people nothing must get into a message.
_NAMED = re.compile(
    r".*(?:番号|番地|住所|宛先|宛名|氏名|名前|品名|名称|会員名|商品名|コード|数量|個数|件数|区分|種別|分類|備考|"
    r"メモ|金額|単価|合計|電話|携帯|メール|アドレス|日付|年月日|担当|都道府県|市区町村|状態|フリガナ|ふりがな)|"
    r"(?:.*[ _-])?(?:names?|address(?:es)?|phone|mobile|e-?mail|fax|id|no|numbers?|date|code|"
    r"quantity|price|amount|total|type|status|notes?|comments?|url|city|street|country|item)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AddressBook:
    """A foreign file that was read: what it is, its entries or what is wrong with a row of it.

    ``slug`` names the file of ours its new rows go to; ``remarks`` are what was passed over.
    """

    file: str
    format: str
    slug: str
    entries: list[Entry | Problem]
    remarks: list[Problem] = field(default_factory=list)


def read_foreign(path: Path, file: str, format: str = AUTO) -> AddressBook | Problem:
    """Read a file of a foreign address book; ``file`` is its name for problems.

    Returns the problem that keeps it from being read at all. ``format`` is one of ``FORMATS``, or
    ``auto``: what its first bytes and its headers say it is.
    """
    opened = open_foreign(path, file)
    if isinstance(opened, Problem):
        return opened
    if opened.shape in (Shape.XML, Shape.VCARD):
        return _read_cards(opened, file, format)
    if format in (CONTACTXML, VCARD):
        return _OTHER_FORMAT.at(Where(file))
    remarks: list[Problem] = []
    if opened.shape is Shape.BOOK:
        book = read_book(opened.data, file)
        if isinstance(book, Problem):
            return book
        sheets, hidden = book
        remarks += [_sheet_hidden(name).at(Where(file)) for name in hidden]
        headers = [_header_of_sheet(sheet, format) for sheet in sheets]
    else:
        text = _text_sheet(opened, file, format)
        if isinstance(text, Problem):
            return text
        sheets, headers = [text[0]], [text[1]]
    return _read_sheets(file, sheets, headers, remarks)


def _read_cards(opened: Opened, file: str, format: str) -> AddressBook | Problem:
    name = VCARD if opened.shape is Shape.VCARD else CONTACTXML
    if format not in (AUTO, name):
        return _OTHER_FORMAT.at(Where(file))
    read: Callable[[Opened, str], list[Contact | Problem] | Problem]
    read = read_vcards if name == VCARD else read_contactxml
    found = read(opened, file)
    if isinstance(found, Problem):
        return found
    entries = [each if isinstance(each, Problem) else entry_of(each) for each in found]
    return AddressBook(file, name, _SLUGS[name], entries)


_OTHER_FORMAT = Fault(
    "format-other",
    phrase("The file is not of the format that was named."),
    phrase("Leave --format out: the format is found by the headers."),
)


def _text_sheet(opened: Opened, file: str, format: str) -> tuple[Sheet, Header | None] | Problem:
    """Return a CSV as a sheet, parted by the delimiter that gives the best header."""
    lines = list(io.StringIO(opened.text, newline=""))
    best: tuple[int, str, Header | None] = (0, ",", None)
    for delimiter in ",\t;":
        top = list(islice(csv_rows(lines, delimiter, file), _MOST_TITLES))
        if any(isinstance(row, Row) and len(row.cells) > MOST_COLUMNS for row in top):
            return COLUMNS_TOO_MANY.at(Where(file))
        found = _best_header(Sheet("", top), format)
        if found is not None and found[0] > best[0]:
            best = found[0], delimiter, found[1]
    _, delimiter, header = best
    return Sheet("", [_sound(row, file) for row in csv_rows(lines, delimiter, file)]), header


def _sound(row: Row | Problem, file: str) -> Row | Problem:
    """Return a row, or the problem of one with bytes that are no text; the others stand."""
    if isinstance(row, Problem):
        return row
    for mark, fault in (("\0", _ZERO_BYTE), ("\ufffd", _BYTES_BROKEN)):
        if any(mark in cell for cell in row.cells):
            return fault.at(Where(file, row.line))
    return row


_ZERO_BYTE = Fault(
    "file-not-text",
    phrase("This row holds a zero byte, which no text has; only this row is refused."),
    phrase("Type the row again where the file was made, and export it once more."),
)
_BYTES_BROKEN = Fault(
    "encoding-broken",
    phrase("This row holds a character that was lost when the file was saved; only this row is "
           "refused."),
    phrase("Type the row again where the file was made, and export it once more."),
)  # fmt: skip


def _header_of_sheet(sheet: Sheet, format: str) -> Header | None:
    found = _best_header(sheet, format)
    return found[1] if found else None


def _best_header(sheet: Sheet, format: str) -> tuple[int, Header] | None:
    """Return the first of the best header rows near the top, of one row or of two.

    A group heading may stand above the words of its columns; the lower word counts.
    """
    formats = [each for each in (OUTREACH, *TABULAR) if each.name == format] or TABULAR
    rows = [row for row in sheet.rows[:_MOST_TITLES] if isinstance(row, Row)]
    best: tuple[int, Header] | None = None
    for at, row in enumerate(rows):
        tried = [(row.cells, row.line)]
        for below in rows[at + 1 : at + 2]:
            if below.line == row.line + 1:
                tried.append((_lower_words(row.cells, below.cells), below.line))
        for words, line in tried:
            found = known_header(words, line, formats)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    return (best[0], spread(best[1], sheet.merges)) if best else None


def _lower_words(high: Sequence[str], low: Sequence[str]) -> list[str]:
    """Return the words of a header of two rows."""
    pairs = zip_longest(high, low, fillvalue="")
    return [below if below.strip() else above for above, below in pairs]


def _read_sheets(
    file: str, sheets: Sequence[Sheet], headers: Sequence[Header | None], remarks: list[Problem]
) -> AddressBook | Problem:
    known = [(sheet, header) for sheet, header in zip(sheets, headers, strict=True) if header]
    if not known:
        return _not_known(sheets).at(Where(file, 1))
    entries: list[Entry | Problem] = []
    several = len(known) > 1
    for sheet, header in zip(sheets, headers, strict=True):
        if header is None:
            if sheet.rows:
                remarks.append(_sheet_unknown(sheet.name).at(Where(file)))
            continue
        prefix = f"{sheet.name}!" if several else ""
        entries += _entries_of(sheet, header, file, prefix, remarks)
    if not entries:
        remarks.append(_NO_ROWS.at(Where(file, known[0][1].last)))
    format = known[0][1].format.name
    return AddressBook(file, format, _SLUGS[format], entries, remarks)


def _entries_of(
    sheet: Sheet, header: Header, file: str, prefix: str, remarks: list[Problem]
) -> Iterator[Entry | Problem]:
    """Yield the entries of the rows under a header; what is passed over is noted."""
    rows = [row for row in sheet.rows if isinstance(row, Problem) or row.line > header.last]
    contact_of = contacts_reader(header, _cell_namer(sheet, header, prefix))
    used, filled, totals = header.used, set[int](), list[int]()
    for row in fitted(iter(rows), _width(sheet, header), file, exact=not sheet.name):
        if isinstance(row, Problem):
            yield row
            continue
        filled.update(at for at, cell in enumerate(row.cells) if at not in used and cell.strip())
        if _is_total(row, header):
            totals.append(row.line)
        elif any(row.cells[at].strip() for at in used if at < len(row.cells)):
            yield entry_of(contact_of(Where(file, row.line), row.cells))
    where = Where(file)
    if sheet.hidden:
        remarks.append(_rows_hidden(sheet.hidden).at(where))
    if totals:
        remarks.append(_rows_total(totals).at(where))
    if filled:
        remarks.append(_columns_left(_headings(header, filled)).at(Where(file, header.last)))


def _width(sheet: Sheet, header: Header) -> int:
    """Return how many cells of a row count: in a workbook also those beyond the headings."""
    rows = (len(row.cells) for row in sheet.rows if sheet.name and isinstance(row, Row))
    return max(len(header.words), *rows, 0)


def _headings(header: Header, places: Iterable[int]) -> list[str]:
    """Return the headings of columns, of one without any the name of its blank cell."""
    words = dict(enumerate(header.words))
    return [words.get(at, "").strip() or cell_name(at, header.last) for at in sorted(places)]


def _cell_namer(sheet: Sheet, header: Header, prefix: str) -> Callable[[int, int], str]:
    """Return how messages name a cell: D7 in a workbook, the column's header in a CSV."""
    if not sheet.name:
        return lambda line, column: " ".join(header.words[column].split())
    return lambda line, column: f"{prefix}{cell_name(column, line)}"


def _is_total(row: Row, header: Header) -> bool:
    """Return whether a row sums up the table: 合計 38名, and nobody's address."""
    places = [at for role, at in header.roles.items() if "." in role]
    cells = row.cells
    if any(cells[at].strip() for at in places if at < len(cells)):
        return False
    return any(_TOTAL.fullmatch(fold(cell)) for cell in cells)


# -- what is said ----------------------------------------------------------------------------------


def _some(words: Iterable[object]) -> Phrase:
    """Return the first of many words as a list."""
    named = [str(word) for word in words]
    shown = ", ".join(named[:_MOST_NAMED])
    if len(named) <= _MOST_NAMED:
        return Phrase("{words}", (("words", shown),))
    return phrase("{words} … and {count} more", words=shown, count=len(named) - _MOST_NAMED)


def _not_known(sheets: Sequence[Sheet]) -> Fault:
    """Return the fault of a file without a header row we know, naming the headers seen.

    Only words that end as headers do are shown: a file without headers begins with a person.
    """
    rows = [row for sheet in sheets for row in sheet.rows[:1] if isinstance(row, Row)]
    words = [" ".join(cell.split()) for row in rows for cell in row.cells if cell.strip()]
    seen = [word for word in words if len(word) <= _LONGEST_HEADER and _NAMED.fullmatch(word)]
    hint = phrase(
        "The first row must name the columns, such as 氏名, 郵便番号 and 住所; or export from "
        "the other program once more: as CSV with its own headers, vCard or ContactXML."
    )
    message = phrase("No row with the names of the columns was found.")
    if seen:
        message = phrase(
            "No name and address is among the columns: {headers}.", headers=_some(seen)
        )
    return Fault("format-unknown", message, hint)


_NO_ROWS = Fault(
    "rows-none",
    phrase("Below the names of the columns there are no rows."),
    phrase("Is it the right file, and was everyone chosen when it was exported?"),
    Severity.WARNING,
)


def _sheet_hidden(name: str) -> Fault:
    return Fault(
        "sheet-hidden",
        phrase("The sheet {sheet} is hidden and was passed over.", sheet=name),
        phrase("Show it in Excel and import again if it belongs to the address book."),
        Severity.WARNING,
    )


def _sheet_unknown(name: str) -> Fault:
    return Fault(
        "sheet-unknown",
        phrase("The sheet {sheet} has no header row that is known; it was passed over.",
               sheet=name),
        phrase("Name its columns if it belongs to the address book."),
        Severity.WARNING,
    )  # fmt: skip


def _rows_hidden(lines: Sequence[int]) -> Fault:
    return Fault(
        "rows-hidden",
        phrase("Hidden rows were passed over: {lines}.", lines=_some(lines)),
        phrase("Show them in Excel (take the filter off) and import again if they belong to it."),
        Severity.WARNING,
    )


def _rows_total(lines: Sequence[int]) -> Fault:
    return Fault(
        "rows-total",
        phrase("Rows with totals were passed over: {lines}.", lines=_some(lines)),
        phrase("Nothing needs to be done."),
        Severity.WARNING,
    )


def _columns_left(names: Sequence[str]) -> Fault:
    return Fault(
        "columns-left",
        phrase("These columns are not taken over: {columns}.", columns=_some(names)),
        phrase("Only what mail needs is taken: names, addresses and how to address someone."),
        Severity.WARNING,
    )
