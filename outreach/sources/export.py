"""The address book written as one file, for another program or another computer."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from outreach.errors import ExitCode, OutputError, Problem, ProblemsFoundError, Where
from outreach.model.recipient import Addressee, Mailing, Recipient
from outreach.phrase import phrase
from outreach.post.areas import hyphened
from outreach.sources.atomic import replacing
from outreach.sources.columns import RECIPIENT_COLUMNS, Cells, label
from outreach.sources.fields import joint_names_cell
from outreach.sources.formulas import harmless, harmless_text
from outreach.sources.others import NO_OTHERS, Others
from outreach.sources.splicing import unfit
from outreach.sources.tables import BOOK_SUFFIX

UTF_8, CP932 = "utf-8", "cp932"
ENCODINGS = {UTF_8: "utf-8-sig", CP932: CP932}  # Excel opens UTF-8 rightly only with a BOM
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # a workbook must bear a date; no clock is read for it


def export_recipients(
    rows: Iterable[Recipient], path: Path, encoding: str = UTF_8, others: Others = NO_OTHERS
) -> None:
    """Write recipients to a new CSV (with CRLF) or xlsx file, by the path's suffix.

    Every canonical column is written, postal codes with their hyphen, and behind them the files'
    other columns. In the CSV a cell that a spreadsheet would run as a formula gets an apostrophe
    before it, which comes off when the file is read here; in the xlsx every cell is text.

    Args:
        rows: the recipients.
        path: the file, which is replaced.
        encoding: of a CSV, one of ``ENCODINGS``: UTF-8 with BOM, or CP932 for programs that read
            no other; CP932 is only written if it has every character.
        others: what the files have beside our columns.

    Raises:
        OutputError: the suffix is another one, or the file cannot be written.
        ProblemsFoundError: characters that CP932 does not have; nothing is written.
    """
    columns = (*RECIPIENT_COLUMNS, *others.headings)
    cells: Iterable[Sequence[str]] = (
        (*recipient_cells(row), *others.cells_of(row.where)) for row in rows
    )
    if encoding == CP932:
        cells = _fitting(columns, cells)
    export_table(columns, cells, path, encoding)


def _fitting(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """Return rows all of whose characters CP932 has; their keys come first."""
    kept = list(rows)
    problems = [
        _not_in_cp932(row[0], column, lost)
        for row in (("", *columns[1:]), *kept)
        for column, text in zip(columns, row, strict=True)
        if (lost := [each for each in dict.fromkeys(text) if unfit(each, CP932)])
    ]
    if problems:
        message = phrase("Shift_JIS (CP932) does not have every character; nothing was written.")
        raise ProblemsFoundError(message, problems)
    return kept


def _not_in_cp932(key: str, column: str, lost: Sequence[str]) -> Problem:
    characters = ", ".join(f"{each} (U+{ord(each):04X})" for each in lost)
    return Problem(
        ExitCode.SOURCE,
        "character-not-in-encoding",
        phrase("{column} has what Shift_JIS (CP932) does not: {characters}.",
               column=label(column), characters=characters),
        phrase("Export as UTF-8 (leave --encoding out), or as .xlsx; a name is never rewritten."),
        Where(key=key or None),
    )  # fmt: skip


def export_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], path: Path, encoding: str = UTF_8
) -> None:  # fmt: skip
    """Write any rows of text under their columns, as ``export_recipients`` does.

    Raises:
        OutputError: the suffix is another one, or the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in (".csv", BOOK_SUFFIX):
        message = phrase("An export is a .csv or .xlsx file.")
        raise OutputError(message, phrase("Let its name end in one of the two."))
    if suffix == BOOK_SUFFIX and encoding != UTF_8:
        message = phrase("A workbook has no encoding to choose.")
        raise OutputError(message, phrase("Leave --encoding out, or write a .csv file."))
    with replacing(path) as stream:
        if suffix == BOOK_SUFFIX:
            _write_book(columns, rows, stream)
        else:
            stream.write(table_as_csv(columns, rows).encode(ENCODINGS[encoding]))


def table_as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV text (CRLF) in which no cell is run as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(map(harmless, row))
    return text.getvalue()


def _write_book(columns: Sequence[str], rows: Iterable[Sequence[str]], stream: BinaryIO) -> None:
    from openpyxl import Workbook  # a tenth of a second, which a CSV does not pay
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    book.properties.created = EPOCH
    sheet = book.create_sheet()
    for row in (columns, *rows):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, NOT_IN_XML.sub(" ", harmless_text(text)))
            cell.data_type = "s"  # also what begins with an equals sign
            cell.number_format = "@"
            cells.append(cell)
        sheet.append(cells)
    made = io.BytesIO()
    book.save(made)
    without_clock(made, stream)


def without_clock(made: BinaryIO, stream: BinaryIO) -> None:
    """Copy a workbook without the time of its making: the same rows, the same bytes."""
    stamp = f">{EPOCH:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>".encode()
    with ZipFile(made) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb">[^<]*</dcterms:modified>", stamp, data)
            target.writestr(ZipInfo(name), data, ZIP_DEFLATED)


def recipient_cells(recipient: Recipient) -> Cells:
    """Return a recipient as the cells of an address book's row, postal code with its hyphen."""
    addressee = recipient.addressee
    return Cells(
        **_address_cells(addressee),
        key=recipient.key,
        kana=recipient.kana,
        kind=recipient.kind.value,
        mailings=";".join(mailing.value for mailing in Mailing if mailing in recipient.mailings),
        gender=recipient.gender,
        branch=recipient.branch,
        consent=recipient.consent.value,
        consent_on=recipient.consent_on.isoformat() if recipient.consent_on else "",
        call_name=recipient.call_name,
        likes=recipient.likes,
        avoid=recipient.avoid,
        sender_line=recipient.sender_line,
        envelope="yes" if recipient.envelope else "",
        hand=recipient.hand,
        lettering=recipient.lettering,
        note=recipient.note,
    )


_SAME = ("family_name", "given_name", "honorific", "organisation", "department", "title",
         "care_of", "prefecture", "city", "street", "building", "address")  # fmt: skip


def _address_cells(addressee: Addressee) -> dict[str, str]:
    cells: dict[str, str] = {name: getattr(addressee, name) for name in _SAME}
    cells["postal_code"] = hyphened(addressee.postal_code)
    cells["joint_names"] = joint_names_cell(addressee.joint_names)
    return cells
