"""Files as people really have them: messy workbooks, phones' cards, and what is no address book."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from outreach.errors import Problem
from outreach.sources.importers.contact import Entry
from outreach.sources.importers.opening import MOST_BYTES
from outreach.sources.importers.reading import AddressBook, read_foreign

HEADER = ["No.", "氏名", "〒", "住所", "番地", "備考"]


def read(tmp_path: Path, data: bytes | str, name: str = "people.dat") -> AddressBook | Problem:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_foreign(path, name)


def entries(found: AddressBook | Problem) -> list[Entry]:
    assert isinstance(found, AddressBook), found
    return [each for each in found.entries if isinstance(each, Entry)]


def refusal(found: AddressBook | Problem) -> str:
    assert isinstance(found, Problem)
    return found.code


# -- workbooks ---------------------------------------------------------------------------------


def book(fill: Callable[[Workbook], None]) -> bytes:
    workbook = Workbook()
    fill(workbook)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def sheet_of(*rows: Sequence[object], change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    def fill(workbook: Workbook) -> None:
        for row in rows:
            workbook.active.append(list(row))
        change(workbook.active)

    return book(fill)


def test_a_messy_workbook_is_read_as_a_person_reads_it(tmp_path: Path) -> None:
    def mess(sheet: Any) -> None:
        sheet.merge_cells("A1:F1")
        sheet.merge_cells("D5:D6")  # two of one house
        sheet.row_dimensions[7].hidden = True

    data = sheet_of(
        ["会報の送り先一覧"], [], [], HEADER,
        [1, "青木 由美", 600001, "札幌市中央区北1条西", "2-3", "覚え"],
        [2, "青木 健", 600001, None, "2-3"],
        [3, "隠れた 人", 600001, "札幌市中央区", "1"],
        [4], [],
        ["合計", "2名"],
        change=mess,
    )  # fmt: skip
    found = read(tmp_path, data)
    first, second = entries(found)
    assert isinstance(found, AddressBook)
    assert (first.where.line, second.where.line) == (5, 6)
    assert first.fields["postal_code"] == "060-0001"
    assert [fault.code for fault in first.faults] == ["postal-code-zero"]
    assert first.fields["address"] == second.fields["address"] == "札幌市中央区北1条西2-3"
    assert first.fields["note"] == "覚え"
    assert first.cells["postal_code"] == "C5"
    codes = {remark.code for remark in found.remarks}
    assert codes == {"rows-hidden", "rows-total", "columns-left"}


def changed_sheet(data: bytes, old: str, new: str) -> bytes:
    """A workbook whose sheet was written by another program than Excel."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", 8) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/"):
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode())
            target.writestr(name, part)
    return made.getvalue()


def test_a_hidden_row_that_does_not_say_its_number_is_passed_over(tmp_path: Path) -> None:
    rows = [["氏名", "〒", "住所"], ["青木 由美", "060-0001", "札幌市北区1-2"],
            ["林 久", "070-0031", "旭川市1-2"]]  # fmt: skip
    data = sheet_of(*rows, change=lambda sheet: None)
    found = read(tmp_path, changed_sheet(data, '<row r="2">', '<row hidden="1">'))
    assert [entry.fields["family_name"] for entry in entries(found)] == ["林"]
    assert [problem.code for problem in found.remarks] == ["rows-hidden"]


def test_a_bomb_of_merged_cells_is_refused_quickly(tmp_path: Path) -> None:
    rows = [["氏名", "〒", "住所"], ["青木 由美", "060-0001", "札幌市北区1-2"]]
    data = sheet_of(*rows, change=lambda sheet: sheet.merge_cells("D1:E1"))
    bomb = "".join(f'<mergeCell ref="A{row}:A{row + 990}"/>' for row in range(1, 20_001))
    before = time.process_time()
    assert refusal(read(tmp_path, changed_sheet(data, '<mergeCell ref="D1:E1"/>', bomb))) == (
        "merges-too-many"
    )
    assert time.process_time() - before < 2


def test_a_house_number_that_became_a_date_is_refused_with_its_cell(tmp_path: Path) -> None:
    row = [1, "青木 由美", "060-0001", "札幌市中央区北1条西", datetime(2026, 1, 2)]
    (entry,) = entries(read(tmp_path, sheet_of(HEADER, row)))
    assert [fault.code for fault in entry.faults] == ["cell-date"]
    assert entry.cells["street"] == "E2"


def test_every_sheet_that_is_shown_is_read(tmp_path: Path) -> None:
    def fill(workbook: Workbook) -> None:
        workbook.active.title = "集計"
        workbook.active.append(["件数", 3])
        for name, state in (("会員", "visible"), ("団体", "visible"), ("旧", "hidden")):
            sheet = workbook.create_sheet(name)
            sheet.append(["氏名", "〒", "住所"])
            sheet.append([f"{name} 試験", "060-0001", "札幌市北区1-2"])
            sheet.sheet_state = state

    found = read(tmp_path, book(fill))
    assert [entry.fields["family_name"] for entry in entries(found)] == ["会員", "団体"]
    assert entries(found)[1].cells["postal_code"] == "団体!B2"
    assert isinstance(found, AddressBook)
    assert {remark.code for remark in found.remarks} == {"sheet-hidden", "sheet-unknown"}


def test_a_header_of_two_rows_and_one_merged_over_two_columns_are_understood(
    tmp_path: Path,
) -> None:
    two_rows = sheet_of(
        ["氏名", "自宅", None], [None, "郵便番号", "住所"],
        ["青木 由美", "060-0001", "札幌市北区1-2"],
        change=lambda sheet: (sheet.merge_cells("A1:A2"), sheet.merge_cells("B1:C1")),
    )  # fmt: skip
    wide = sheet_of(
        ["氏名", None, "〒", "住所"], ["青木", "由美", "060-0001", "札幌市北区1-2"],
        change=lambda sheet: sheet.merge_cells("A1:B1"),
    )  # fmt: skip
    for data in (two_rows, wide):
        (entry,) = entries(read(tmp_path, data))
        assert [entry.fields[name] for name in ("family_name", "given_name")] == ["青木", "由美"]
        assert entry.fields["address"] == "札幌市北区1-2"


# -- vCard -------------------------------------------------------------------------------------

APPLE = """BEGIN:VCARD
VERSION:3.0
N:青木;由美;;;
FN:青木 由美
X-PHONETIC-FIRST-NAME:ゆみ
X-PHONETIC-LAST-NAME:あおき
ORG:試験社;総務部;
item1.ADR;type=WORK:;;1条通1-2;旭川市;北海道;070-0031;日本
item2.ADR;type=HOME;type=pref:;;北1条西2丁目3-4\\nハイツ302;札幌
 市中央区;北海道;060-0001;日本
NOTE:秘密\\, とても
UID:abc-1
END:VCARD
"""


def test_a_vcard_of_a_phone_is_read(tmp_path: Path) -> None:
    (entry,) = entries(read(tmp_path, APPLE.replace("\n", "\r\n")))
    assert dict(entry.fields) == {
        "family_name": "青木", "given_name": "由美", "kana": "あおき ゆみ",
        "prefecture": "北海道", "city": "札幌市中央区", "street": "北1条西2丁目3-4",
        "building": "ハイツ302", "postal_code": "060-0001",
    }  # fmt: skip
    assert (entry.source_id, entry.where.line) == ("vcard:abc-1", 1)


def test_a_fold_may_part_the_bytes_of_one_character(tmp_path: Path) -> None:
    data = APPLE.replace("\n", "\r\n").encode()
    at = data.index("由".encode()) + 1
    (entry,) = entries(read(tmp_path, data[:at] + b"\r\n " + data[at:]))
    assert entry.fields["given_name"] == "由美"


@pytest.mark.parametrize("charset", ["SHIFT_JIS", "UTF-8"])
def test_quoted_printable_of_version_2_1_is_read(tmp_path: Path, charset: str) -> None:
    codec = "cp932" if charset == "SHIFT_JIS" else "utf-8"

    def quoted(text: str) -> str:
        return "".join(
            f"={byte:02X}" if byte > 126 or byte in b"=\\" else chr(byte)
            for byte in text.encode(codec)
        )

    street = quoted("表町1-2")  # its second byte is a backslash in Shift_JIS
    mark = f"CHARSET={charset};ENCODING=QUOTED-PRINTABLE"
    card = (
        f"BEGIN:VCARD\r\nVERSION:2.1\r\nN;{mark}:{quoted('髙﨑')};{quoted('健')};;;\r\n"
        f"SOUND;X-IRMC-N;CHARSET={charset}:"
    ).encode() + "ﾀｶｻｷ;ｹﾝ;;;".encode(codec) + (
        f"\r\nADR;HOME;{mark}:;;{street[:8]}=\r\n{street[8:]};{quoted('旭川市')};"
        f"{quoted('北海道')};070-0031;\r\nPHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\r\n SkZJRg==\r\n\r\n"
        "END:VCARD\r\n"
    ).encode()  # fmt: skip
    (entry,) = entries(read(tmp_path, card))
    assert [entry.fields[name] for name in ("family_name", "given_name")] == ["髙﨑", "健"]
    assert (entry.fields["street"], entry.fields["kana"]) == ("表町1-2", "ﾀｶｻｷ ｹﾝ")


def test_a_picture_in_quoted_printable_takes_no_longer_than_it_is(tmp_path: Path) -> None:
    photo = "PHOTO;ENCODING=QUOTED-PRINTABLE:" + ("=41" * 24 + "=\r\n") * 100_000 + "=41\r\n"
    card = f"BEGIN:VCARD\r\n{photo}N:青木;由美;;;\r\nADR:;;1-2;旭川市;;070-0031;\r\nEND:VCARD\r\n"
    before = time.process_time()
    (entry,) = entries(read(tmp_path, card))
    assert entry.fields["family_name"] == "青木"
    assert time.process_time() - before < 5  # half a minute where each line copies all before it


def test_version_4_with_a_label_preference_and_sort_keys_is_read(tmp_path: Path) -> None:
    text = (
        'BEGIN:VCARD\nVERSION:4.0\nFN:青木 由美\nN;SORT-AS="あおき,ゆみ":青木;由美;;;様\n'
        "ADR;TYPE=home:;;1-1;函館市;;040-0063;Japan\n"
        'ADR;TYPE=work;PREF=1;LABEL="a: b; c":;;1-2;旭川市;;070-0031;JP\n'
        "ORG:試験\\;社;部\nEND:VCARD\nBEGIN:VCARD\nFN:試験の会\nKIND:org\n"
        "ADR:;;1-3;北見市;;090-0020;\nEND:VCARD\n"
    )
    first, second = entries(read(tmp_path, text))
    assert (first.fields["city"], first.fields["organisation"]) == ("旭川市", "試験;社")
    assert (first.fields["kana"], first.fields["honorific"]) == ("あおき ゆみ", "様")
    assert second.fields["organisation"] == "試験の会"
    assert "family_name" not in second.fields


def test_a_card_that_breaks_off_does_not_stop_the_others(tmp_path: Path) -> None:
    cut = "BEGIN:VCARD\nN:切;れ;;;\n"
    found = read(tmp_path, cut + APPLE + cut)
    assert [entry.fields["family_name"] for entry in entries(found)] == ["青木"]
    assert isinstance(found, AddressBook)
    problems = [each for each in found.entries if isinstance(each, Problem)]
    assert [(each.code, each.where.line) for each in problems] == [
        ("vcard-cut-off", 1), ("vcard-cut-off", 16),
    ]  # fmt: skip


# -- ContactXML --------------------------------------------------------------------------------

XML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ContactXML SYSTEM "ContactXML_01_01_20020615.dtd">
<ContactXML xmlns="http://www.xmlns.org/2002/ContactXML" version="1.1">
<ContactXMLItem><PersonName><PersonNameItem xml:lang="ja-JP">
<FullName pronunciation="あおき ゆみ">青木 由美</FullName>
<FirstName pronunciation="ゆみ">由美</FirstName><LastName pronunciation="あおき">青木</LastName>
</PersonNameItem></PersonName>
<Address>
<AddressItem locationType="Home"><AddressCode codeDomain="ZIP7">0600001</AddressCode>
<FullAddress>北海道札幌市中央区北1条西2丁目3-4</FullAddress></AddressItem>
<AddressItem locationType="Office" preference="True">
<AddressCode codeDomain="ZIP7">070-0031</AddressCode>
<AddressLine addressLineType="Prefecture">北海道</AddressLine>
<AddressLine addressLineType="City">旭川市</AddressLine>
<AddressLine addressLineType="Town">１条通</AddressLine>
<AddressLine addressLineType="Number">1-2</AddressLine>
<AddressLine addressLineType="Building">試験&amp;会館</AddressLine></AddressItem>
</Address>
<Occupation><OccupationItem><OrganizationName>試験社</OrganizationName></OccupationItem></Occupation>
<Extension><ExtensionItem extensionType="Common" name="Suffix">様</ExtensionItem>
<ExtensionItem extensionType="Common" name="NamesOfFamily">健</ExtensionItem>
<ExtensionItem extensionType="Extended" name="X-Suffix">君</ExtensionItem>
<ExtensionItem extensionType="Common" name="NamesOfFamily">葵</ExtensionItem></Extension>
</ContactXMLItem>
</ContactXML>
"""


@pytest.mark.parametrize("encoding", ["UTF-8", "Shift_JIS", "UTF-16"])
def test_contactxml_is_read(tmp_path: Path, encoding: str) -> None:
    codec = "cp932" if encoding == "Shift_JIS" else encoding
    data = XML.replace("UTF-8", encoding).encode(codec)
    (entry,) = entries(read(tmp_path, data))
    assert dict(entry.fields) == {
        "family_name": "青木", "given_name": "由美", "kana": "あおき ゆみ", "honorific": "様",
        "joint_names": "健:君;葵:様", "organisation": "試験社", "prefecture": "北海道",
        "city": "旭川市", "street": "１条通1-2", "building": "試験&会館",
        "postal_code": "070-0031",
    }  # fmt: skip
    assert entry.where.line == 4


def test_contactxml_at_home_takes_the_whole_address(tmp_path: Path) -> None:
    (entry,) = entries(read(tmp_path, XML.replace(' preference="True"', "")))
    assert entry.fields["address"] == "北海道札幌市中央区北1条西2丁目3-4"
    assert "organisation" not in entry.fields


def test_entities_are_refused_and_nothing_is_fetched(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><ContactXML>&b;</ContactXML>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><ContactXML>&a;</ContactXML>'
    assert refusal(read(tmp_path, bomb)) == "xml-entities"
    assert refusal(read(tmp_path, outside)) == "xml-entities"
    assert refusal(read(tmp_path, "<a>" * 60_000)) == "xml-entities"


def test_xml_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    item = XML[XML.index("<ContactXMLItem>") : XML.index("</ContactXML>")]
    found = read(tmp_path, XML.replace("</ContactXML>", item[:-40]))
    assert len(entries(found)) == 1
    assert isinstance(found, AddressBook)
    assert isinstance(found.entries[-1], Problem)
    assert refusal(read(tmp_path, "<html></html>")) == "xml-other"


# -- what is no address book -------------------------------------------------------------------


def zip_of(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"%PDF-1.7\n%\xe2\xe3\n", "file-not-text"), (b"MZ\x90\x00\x03", "file-not-text"),
     (zip_of(a=b"x"), "file-not-text"), (b"PK\x03\x04 cut off", "book-unreadable"),
     (bytes(range(256)) * 8, "file-not-text"), (COMPOUND, "book-old"),
     (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "book-locked"),
     (b"", "table-empty"), (b"\r\n \r\n", "table-empty"),
     (zip_of(**{"xl/workbook.xml": bytes(MOST_BYTES + 1)}), "file-too-large"),
     ((",".join(f"c{n}" for n in range(10_000)) + "\n").encode() * 3, "columns-too-many"),
     ("氏名,〒\n".encode() + b"\x80\xff\n", "encoding-broken")],
)  # fmt: skip
def test_what_is_no_address_book_is_refused_by_its_content(
    tmp_path: Path, data: bytes, code: str
) -> None:
    begun = time.monotonic()
    assert refusal(read(tmp_path, data)) == code
    assert time.monotonic() - begun < 2


def test_a_file_of_200_megabytes_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(200 << 20)
    found = read_foreign(path, path.name)
    assert refusal(found) == "file-too-large"
    assert "200 MB" in str(found.message if isinstance(found, Problem) else "")


def test_a_quotation_mark_that_is_not_closed_keeps_the_rows_before_it(tmp_path: Path) -> None:
    rows = '青木 由美,060-0001,札幌市北区1-2\n"江口 葵,060-0001,札幌市北区1-3\n'
    found = read(tmp_path, "氏名,〒,住所\n" + rows)
    assert len(entries(found)) == 1
    assert isinstance(found, AddressBook)
    (problem,) = [each for each in found.entries if isinstance(each, Problem)]
    assert (problem.code, problem.where.line) == ("csv-quotes", 3)


def test_a_row_with_a_comma_too_many_does_not_stop_the_others(tmp_path: Path) -> None:
    rows = "青木 由美,060-0001,札幌市北区,1-2\n江口 葵,060-0001,札幌市北区1-3\n"
    found = read(tmp_path, "氏名,〒,住所\n" + rows)
    assert [entry.where.line for entry in entries(found)] == [3]


def test_a_cell_at_the_far_end_of_a_sheet_does_not_hang(tmp_path: Path) -> None:
    def far(sheet: Any) -> None:
        sheet["XFD3"] = "x"

    data = sheet_of(HEADER, [1, "青木 由美", "060-0001", "札幌市北区1-2"], change=far)
    assert refusal(read(tmp_path, data)) == "columns-too-many"
