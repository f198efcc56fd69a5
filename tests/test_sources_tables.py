"""Files of the address book as Excel and others save them: encodings, lines, workbooks."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from outreach.errors import Problem, Where
from outreach.model.project import Project
from outreach.model.recipient import Recipient
from outreach.sources.recipients import read_recipients

HEADER = "管理番号,姓,郵便番号,住所,備考\r\n"
PRINTABLE = "k1,髙﨑,060-0001,札幌市㈱通1-2,覚え\r\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "recipients").mkdir()
    return Project(tmp_path, "試験", {}, "")


def read(
    project: Project, data: bytes, name: str = "a.csv"
) -> tuple[list[Recipient], list[Problem]]:
    (project.root / "recipients" / name).write_bytes(data)
    return read_all(project)


def read_all(project: Project) -> tuple[list[Recipient], list[Problem]]:
    found = list(read_recipients(project))
    return (
        [item for item in found if isinstance(item, Recipient)],
        [item for item in found if isinstance(item, Problem)],
    )


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_encoding_delimiter_and_line_ends_are_found_not_asked(
    project: Project, encoding: str, delimiter: str, ending: str
) -> None:
    text = (HEADER + PRINTABLE).replace(",", delimiter).replace("\r\n", ending)
    (recipient,), problems = read(project, text.encode(encoding))
    assert problems == []
    assert recipient.addressee.family_name == "髙﨑"
    assert recipient.addressee.address == "札幌市㈱通1-2"
    assert recipient.where.line == 2


def test_utf_16_of_the_other_byte_order_is_read_as_well(project: Project) -> None:
    data = codecs.BOM_UTF16_BE + (HEADER + PRINTABLE).encode("utf-16-be")
    assert len(read(project, data)[0]) == 1


def test_half_width_kana_in_cp932_are_not_taken_for_utf_8(project: Project) -> None:
    row = "k1,ﾂｱﾃｲﾄｳ,0600001,ｻｯﾎﾟﾛｼ1-2,\r\n"
    (recipient,), _ = read(project, (HEADER + row).encode("cp932"))
    assert recipient.addressee.family_name == "ﾂｱﾃｲﾄｳ"


@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
def test_utf_8_with_a_broken_byte_is_not_read_as_nonsense(project: Project, bom: bytes) -> None:
    data = bom + (HEADER + PRINTABLE).encode() + b"k2,\x82\xa0,0600001,x1,\r\n"
    recipients, (problem,) = read(project, data)
    assert recipients == []
    assert (problem.code, problem.where) == ("encoding-broken", Where("recipients/a.csv", 3))


def test_bytes_of_no_encoding_are_refused_at_their_line(project: Project) -> None:
    data = (HEADER + PRINTABLE).encode("cp932") + b"k2,\xff\xfe\x81\r\n"
    _, (problem,) = read(project, data)
    assert (problem.code, problem.where.line) == ("encoding-broken", 3)


def test_a_broken_byte_far_into_a_file_has_the_right_line(project: Project) -> None:
    rows = "".join(f"k{number},試験,0600001,札幌市北区1-2,{'長' * 200}\n" for number in range(4000))
    data = (HEADER + rows).encode() + b"\xff\n"
    _, (problem,) = read(project, data)
    assert (problem.code, problem.where.line) == ("encoding-broken", 4002)


def test_a_row_is_numbered_by_the_line_it_starts_on(project: Project) -> None:
    rows = '\r\nk1,試験,0600001,札幌市1-2,"一\n二\r\n三"\r\n,,,,\r\nk2,試験,0600001,札幌市1-2,\r\n'
    recipients, problems = read(project, ("\r\n" + HEADER + rows).encode())
    assert problems == []
    assert [recipient.where.line for recipient in recipients] == [4, 8]
    assert recipients[0].note == "一\n二\r\n三"


def test_a_row_with_an_unquoted_comma_is_refused_not_shifted(project: Project) -> None:
    rows = "k1,試験,0600001,札幌市北区,1-2,覚え\nk2,試験,0600001,札幌市1-2,,,\n"
    recipients, (problem,) = read(project, (HEADER + rows).encode())
    assert (problem.code, problem.where.line) == ("row-too-long", 2)
    assert [recipient.key for recipient in recipients] == ["k2"]


def test_cells_left_out_at_the_end_of_a_row_are_blank(project: Project) -> None:
    recipients, problems = read(project, (HEADER + "k1,試験,0600001,札幌市1-2\n").encode())
    assert (len(recipients), problems) == (1, [])


def test_a_quotation_mark_that_is_not_closed_is_refused_at_its_row(project: Project) -> None:
    rows = 'k1,試験,0600001,札幌市1-2,\nk2,"試験,0600001,札幌市1-2,\nk3,試験,0600001,札幌市1-2,\n'
    recipients, (problem,) = read(project, (HEADER + rows).encode())
    assert (problem.code, problem.where.line) == ("csv-quotes", 3)
    assert [recipient.key for recipient in recipients] == ["k1"]


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_an_empty_file_says_so(project: Project, data: bytes) -> None:
    assert codes(read(project, data)[1]) == ["table-empty"]


def test_an_address_book_of_a_header_only_is_fine(project: Project) -> None:
    assert read(project, HEADER.encode()) == ([], [])


def save_book(project: Project, *sheets: Sequence[Sequence[object]]) -> None:
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    book.save(project.root / "recipients" / "book.xlsx")


BOOK_HEADER = ["管理番号", "姓", "郵便番号", "住所", "建物名", "同意", "同意日"]


def test_a_workbook_is_read_with_its_number_and_date_cells(project: Project) -> None:
    row = ["k1", "髙﨑", 600001, "札幌市北区1-2", 101.0, "本人", datetime(2026, 1, 2)]
    save_book(project, [BOOK_HEADER, [], row])
    (recipient,), (problem,) = read_all(project)
    assert recipient.where == Where("recipients/book.xlsx", 3, "k1")
    assert recipient.addressee.postal_code == "0600001"
    assert recipient.addressee.building == "101"
    assert recipient.consent_on == date(2026, 1, 2)
    assert (problem.code, problem.where.line) == ("postal-code-zero", 3)


@pytest.mark.parametrize("cell", [datetime(2026, 1, 2), date(2026, 1, 2), time(1, 2)])
def test_a_house_number_in_a_date_cell_is_refused(project: Project, cell: object) -> None:
    save_book(project, [BOOK_HEADER, ["k1", "試験", "060-0001", cell]])
    recipients, problems = read_all(project)
    assert (recipients, codes(problems)) == ([], ["cell-date"])


def test_the_first_sheet_with_a_header_we_know_is_read(project: Project) -> None:
    row = ["k1", "試験", "060-0001", "札幌市北区1-2"]
    save_book(project, [["集計", "件数"]], [[], BOOK_HEADER, row])
    assert [recipient.where.line for recipient in read_all(project)[0]] == [3]


def test_a_workbook_without_a_known_header_names_the_missing_columns(project: Project) -> None:
    save_book(project, [["集計", "件数"]])
    assert set(codes(read_all(project)[1])) == {"column-missing"}


def test_a_long_workbook_is_read_to_its_end(project: Project) -> None:
    rows = [[f"k{number}", "試験", "060-0001", "札幌市北区1-2"] for number in range(1200)]
    save_book(project, [BOOK_HEADER, *rows])
    assert len(read_all(project)[0]) == 1200


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0 locked"])
def test_a_workbook_that_cannot_be_read_says_so(project: Project, data: bytes) -> None:
    _, (problem,) = read(project, data, "book.xlsx")
    assert (problem.code, problem.where.file) == ("book-unreadable", "recipients/book.xlsx")


def test_a_reader_who_stops_early_leaves_no_file_open(project: Project) -> None:
    (project.root / "recipients" / "a.csv").write_bytes((HEADER + PRINTABLE * 2).encode())
    reading = read_recipients(project)
    assert isinstance(next(reading), Recipient)
    reading.close()
    (project.root / "recipients" / "a.csv").unlink()
