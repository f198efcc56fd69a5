"""Foreign address books are known by their headers, and each says what it says, no more."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.errors import Problem
from outreach.sources.importers.contact import Entry
from outreach.sources.importers.reading import AddressBook, read_foreign

HEADERS: Mapping[str, Sequence[str]] = json.loads(
    (Path(__file__).parent / "import_headers.json").read_text(encoding="utf-8")
)
NAME = {"family_name": "青木", "given_name": "由美"}
PARTS = {
    "prefecture": "北海道", "city": "札幌市中央区", "street": "北1条西2丁目3-4",
    "building": "ハイツ302", "postal_code": "060-0001",
}  # fmt: skip
WHOLE = {
    "address": "北海道札幌市中央区北1条西2丁目3-4", "building": "ハイツ302",
    "postal_code": "060-0001",
}  # fmt: skip
# What is typed into each format's columns, and what must come out of it.
HOME = {
    "google_contacts_new": (
        {"First Name": "由美", "Last Name": "青木", "Phonetic First Name": "ゆみ",
         "Phonetic Last Name": "あおき", "Address 1 - Label": "Home",
         "Address 1 - Street": "北1条西2丁目3-4", "Address 1 - City": "札幌市中央区",
         "Address 1 - Region": "北海道", "Address 1 - Postal Code": "060-0001",
         "Address 1 - Country": "JP", "Address 1 - Extended Address": "ハイツ302",
         "Notes": "秘密", "Organization Name": "試験社"},
        {**NAME, **PARTS, "kana": "あおき ゆみ"},
    ),
    "google_contacts_old": (
        {"Name": "青木 由美", "Given Name": "由美", "Family Name": "青木",
         "Given Name Yomi": "ゆみ", "Family Name Yomi": "あおき", "Address 1 - Type": "Home",
         "Address 1 - Street": "北1条西2丁目3-4\nハイツ302", "Address 1 - City": "札幌市中央区",
         "Address 1 - Region": "北海道", "Address 1 - Postal Code": "〒060-0001"},
        {**NAME, **PARTS, "kana": "あおき ゆみ"},
    ),
    "outlook_ja": (
        {"姓": "青木", "名": "由美", "敬称": "様", "番地 (自宅)": "北1条西2丁目3-4",
         "住所 2 (自宅)": "ハイツ302", "市町村 (自宅)": "札幌市中央区",
         "都道府県 (自宅)": "北海道", "郵便番号 (自宅)": "600001",
         "国 (自宅)/地域": "日本", "姓フリガナ": "あおき", "名前フリガナ": "ゆみ",
         "会社名": "試験社", "番地 (会社)": "別の所1", "市町村 (会社)": "旭川市"},
        {**NAME, **PARTS, "honorific": "様", "kana": "あおき ゆみ"},
    ),
    "windows_contacts_ja": (
        {"姓": "青木", "名": "由美", "自宅の番地": "北1条西2丁目3-4",
         "自宅の市区町村": "札幌市中央区", "自宅の郵便番号": "０６０－０００１",
         "自宅の都道府県": "北海道", "携帯電話 ": "090", "オフィスの場所 ": "本社"},
        {**NAME, **{k: v for k, v in PARTS.items() if k != "building"}},
    ),
    "hagaki_design_kit": (
        {"氏名(姓)": "青木", "氏名(名)": "由美", "フリガナ(姓)": "アオキ", "フリガナ(名)": "ユミ",
         "郵便番号(自宅欄)": "0600001", "自宅住所(都道府県)": "北海道",
         "自宅住所(市区町村)": "札幌市中央区", "自宅住所(番地等)": "北1条西2丁目3-4",
         "自宅住所(建物名)": "ハイツ302", "敬称": "様", "連名1(名:自宅欄)": "健",
         "連名1(敬称:自宅欄)": "君", "連名2(姓:自宅欄)": "江口", "連名2(名:自宅欄)": "葵",
         "連名4(名:会社欄)": "会社の人", "デザインキット住所ID": "7", "送受履歴": "x"},
        {**NAME, **PARTS, "kana": "アオキ ユミ", "honorific": "様",
         "joint_names": "健:君;江口 葵:様"},
    ),
    "atena_shokunin": (
        {"姓": "青木", "名": "由美", "姓かな": "あおき", "名かな": "ゆみ", "敬称": "様",
         "自宅〒": "060-0001", "自宅住所1": "北海道札幌市中央区", "自宅住所2": "北1条西2丁目3-4",
         "自宅住所3": "ハイツ302", "連名": "健", "連名敬称": "君", "会社住所1": "旭川市1-2"},
        {**NAME, **WHOLE, "kana": "あおき ゆみ", "honorific": "様", "joint_names": "健:君"},
    ),
    "fudemame_cloud": (
        {"姓": "青木", "名": "由美", "敬称": "様", "セイ": "アオキ", "メイ": "ユミ",
         "顧客コード": "C1", "住所1-分類": "会社", "住所1-市区町村": "旭川市",
         "住所1-地名番地": "1-2", "住所2-分類": "自宅", "住所2-郵便番号": "060‐0001",
         "住所2-都道府県": "北海道", "住所2-市区町村": "札幌市中央区",
         "住所2-地名番地": "北1条西2丁目3-4", "住所2-ビル名": "ハイツ302",
         "連名1-名": "健", "連名1-敬称": "君"},
        {**NAME, **PARTS, "kana": "アオキ ユミ", "honorific": "様", "joint_names": "健:君"},
    ),
    "printmagic": (
        {"名前": "青木　由美", "フリガナ": "アオキ ユミ", "連名1": "健", "敬称": "様",
         "連名敬称1": "君", "自宅郵便番号": "060 0001",
         "自宅住所": "北海道札幌市中央区北1条西2丁目3-4", "会社住所": "旭川市1-2",
         "印刷住所（自宅/会社）": "自宅", "印刷する/しない": "する"},
        {**NAME, **{k: v for k, v in WHOLE.items() if k != "building"}, "kana": "アオキ ユミ",
         "honorific": "様", "joint_names": "健:君"},
    ),
    "eight_meishi": (
        {"会社名": "試験社", "部署名": "総務部", "役職": "部長", "姓": "青木", "名": "由美",
         "郵便番号": "060-0001", "住所": "北海道札幌市中央区北1条西2丁目3-4"},
        {**NAME, **{k: v for k, v in WHOLE.items() if k != "building"},
         "organisation": "試験社", "department": "総務部", "title": "部長"},
    ),
    "cybozu_atena_mix": (
        {"名前（姓）": "青木", "名前（名）": "由美", "よみ姓）": "あおき", "よみ（名）": "ゆみ",
         "連名": "健", "自宅〒": "060-0001", "自宅住所１": "北海道札幌市中央区北1条",
         "自宅住所２": "西2丁目3-4", "自宅住所３": "ハイツ302"},
        {**NAME, **WHOLE, "kana": "あおき ゆみ", "joint_names": "健:様"},
    ),
}  # fmt: skip


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",", quoted: bool = False) -> str:
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def table_of(headers: Sequence[str], *people: Mapping[str, str]) -> list[list[str]]:
    return [list(headers), *([person.get(header, "") for header in headers] for person in people)]


def read(tmp_path: Path, data: bytes | str, name: str = "people.txt") -> AddressBook:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    found = read_foreign(path, name)
    assert isinstance(found, AddressBook), found
    return found


def entries(book: AddressBook) -> list[Entry]:
    assert not [each for each in book.entries if isinstance(each, Problem)]
    return [each for each in book.entries if isinstance(each, Entry)]


def only(tmp_path: Path, name: str, person: Mapping[str, str]) -> Entry:
    (entry,) = entries(read(tmp_path, as_csv(table_of(HEADERS[name], person))))
    return entry


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", HEADERS)
def test_every_format_is_known_by_its_headers_in_any_encoding(
    tmp_path: Path, name: str, encoding: str
) -> None:
    typed, expected = HOME[name]
    if encoding == "cp932":
        typed = {header: text.replace("‐", "-") for header, text in typed.items()}
    text = as_csv(table_of(HEADERS[name], typed), quoted=name == "outlook_ja")
    book = read(tmp_path, text.encode(encoding))
    (entry,) = entries(book)
    assert book.format == name
    assert dict(entry.fields) == expected


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_tabs_and_semicolons_are_found_as_well(tmp_path: Path, delimiter: str) -> None:
    typed, expected = HOME["atena_shokunin"]
    text = as_csv(table_of(HEADERS["atena_shokunin"], typed), delimiter)
    (entry,) = entries(read(tmp_path, text))
    assert dict(entry.fields) == expected


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_headers_may_stand_in_any_order_among_others_and_some_be_missing(
    tmp_path: Path, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(HEADERS)))
    typed, expected = HOME[name]
    unused = [header for header in HEADERS[name] if header not in typed]
    kept = data.draw(st.lists(st.sampled_from(unused), unique=True)) if unused else []
    headers = data.draw(st.permutations([*typed, *kept, "よそ1", "よそ2"]))
    book = read(tmp_path, as_csv(table_of(headers, {**typed, "よそ1": "x"})))
    (entry,) = entries(book)
    assert dict(entry.fields) == expected
    assert any("よそ1" in str(remark.message) for remark in book.remarks)


@pytest.mark.parametrize(
    ("name", "choice"),
    [("atena_shokunin", {"宛先": "会社"}), ("printmagic", {"印刷住所（自宅/会社）": "会社"})],
)
def test_the_company_is_written_to_where_the_format_says_so(
    tmp_path: Path, name: str, choice: dict[str, str]
) -> None:
    typed, _ = HOME[name]
    company = {
        "会社住所1": "旭川市1-2", "会社住所": "旭川市1-2", "会社〒": "070-0031",
        "会社郵便番号": "070-0031", "会社名": "試験社", "役職名": "部長", "役職": "部長",
    }  # fmt: skip
    fields = only(tmp_path, name, {**typed, **company, **choice}).fields
    assert (fields["address"], fields["postal_code"]) == ("旭川市1-2", "070-0031")
    assert (fields["organisation"], fields["title"]) == ("試験社", "部長")


def test_the_company_is_written_to_where_there_is_no_other_address(tmp_path: Path) -> None:
    person = {"氏名(姓)": "青木", "会社名(会社欄)": "試験社", "郵便番号(会社欄)": "070-0031",
              "会社住所(市区町村)": "旭川市", "会社住所(番地等)": "1条通1-2",
              "連名1(名:自宅欄)": "家の人", "連名4(名:会社欄)": "健"}  # fmt: skip
    fields = only(tmp_path, "hagaki_design_kit", person).fields
    assert (fields["organisation"], fields["city"]) == ("試験社", "旭川市")
    assert fields["joint_names"] == "健:様"


def test_what_is_not_to_be_printed_is_refused_with_that_word(tmp_path: Path) -> None:
    typed, _ = HOME["printmagic"]
    entry = only(tmp_path, "printmagic", {**typed, "印刷する/しない": "しない"})
    assert [fault.code for fault in entry.faults] == ["entry-left-out"]


def test_the_first_of_several_google_values_counts(tmp_path: Path) -> None:
    typed, expected = HOME["google_contacts_new"]
    several = {**typed, "Address 1 - Street": "北1条西2丁目3-4 ::: 南9条1-1",
               "Address 1 - Postal Code": "060-0001 ::: 064-0809"}  # fmt: skip
    assert dict(only(tmp_path, "google_contacts_new", several).fields) == expected


def test_numbered_google_addresses_are_chosen_by_their_label(tmp_path: Path) -> None:
    groups = {
        f"Address {n} - {part}": text
        for n, label, town in (
            (1, "Work", "旭川市"),
            (2, "* Other", "函館市"),
            (3, "自宅", "北見市"),
        )
        for part, text in (("Label", label), ("City", town), ("Street", "1-2"))
    }
    headers = ["Last Name", "First Name", *groups]
    person = {"Last Name": "青木", **groups}
    (preferred,) = entries(read(tmp_path, as_csv(table_of(headers, person))))
    assert preferred.fields["city"] == "函館市"
    person["Address 2 - Label"] = "Other"
    (home,) = entries(read(tmp_path, as_csv(table_of(headers, person))))
    assert home.fields["city"] == "北見市"


def test_a_google_name_in_one_cell_is_parted_at_its_blank(tmp_path: Path) -> None:
    typed, expected = HOME["google_contacts_new"]
    person = {**typed, "First Name": "青木　由美", "Last Name": ""}
    assert dict(only(tmp_path, "google_contacts_new", person).fields) == expected


@pytest.mark.parametrize(
    "formatted",
    ["〒060-0001\n北海道札幌市中央区北1条西2丁目3-4\nハイツ302\n日本",
     "日本\n〒０６０−０００１ 北海道札幌市中央区北1条西2丁目3-4\nハイツ302"],
)  # fmt: skip
def test_a_formatted_google_address_stands_in_where_its_parts_are_blank(
    tmp_path: Path, formatted: str
) -> None:
    person = {"Last Name": "青木", "First Name": "由美", "Address 1 - Formatted": formatted}
    assert dict(only(tmp_path, "google_contacts_new", person).fields) == {**NAME, **WHOLE}


def test_an_address_abroad_is_refused_with_words(tmp_path: Path) -> None:
    typed, _ = HOME["google_contacts_new"]
    entry = only(tmp_path, "google_contacts_new", {**typed, "Address 1 - Country": "Taiwan"})
    assert [fault.code for fault in entry.faults] == ["country-foreign"]


@pytest.mark.parametrize(
    "header",
    [["氏名", "〒", "住所"], ["お名前", "郵便番号", "ご住所"], ["名前", "郵便", "住所１", "住所２"],
     ["姓", "名", "フリガナ", "郵便番号", "都道府県", "市区町村", "番地", "マンション名"]],
)  # fmt: skip
def test_hand_made_headers_are_known(tmp_path: Path, header: list[str]) -> None:
    values = {"氏名": "青木 由美", "お名前": "青木 由美", "名前": "青木 由美", "姓": "青木",
              "名": "由美", "〒": "600001", "郵便番号": "060-0001", "郵便": "０６０ー０００１",
              "住所": "札幌市北区1-2", "ご住所": "札幌市北区1-2", "住所１": "札幌市北区",
              "住所２": "1-2", "都道府県": "北海道", "市区町村": "札幌市北区", "番地": "1-2",
              "マンション名": "", "フリガナ": "アオキ"}  # fmt: skip
    book = read(tmp_path, as_csv(table_of(header, values)))
    (entry,) = entries(book)
    fields = entry.fields
    assert (book.format, fields["family_name"], fields["given_name"]) == ("table", "青木", "由美")
    assert fields["postal_code"] == "060-0001"
    whole = fields.get("city", "") + fields.get("street", "") + fields.get("address", "")
    assert whole == "札幌市北区1-2"


@pytest.mark.parametrize(
    ("cell", "family", "given", "honorific"),
    [("青木 由美 様", "青木", "由美", "様"), ("青木由美様", "青木由美", "", "様"),
     ("髙﨑　健 先生", "髙﨑", "健", "先生"), ("𠮷上󠄀 健", "𠮷上󠄀", "健", ""),
     ("ジョン・スミス", "ジョン・スミス", "", "")],
)  # fmt: skip
def test_a_name_in_one_cell_is_parted_and_never_rewritten(
    tmp_path: Path, cell: str, family: str, given: str, honorific: str
) -> None:
    book = read(tmp_path, f"氏名,郵便番号,住所\n{cell},060-0001,札幌市北区1-2\n")
    (entry,) = entries(book)
    said = [entry.fields.get(name, "") for name in ("family_name", "given_name", "honorific")]
    assert said == [family, given, honorific]
    assert ("name-not-split" in [fault.code for fault in entry.faults]) is (not given)


def test_a_house_in_the_name_cell_is_an_organisation(tmp_path: Path) -> None:
    book = read(tmp_path, "氏名,〒,住所\nNPO法人 こだま 御中,060-0001,札幌市北区1-2\n")
    (entry,) = entries(book)
    assert entry.fields["organisation"] == "NPO法人 こだま"
    assert "family_name" not in entry.fields


def test_a_postal_code_inside_the_address_goes_to_its_own_column(tmp_path: Path) -> None:
    rows = ["氏名,住所", "青木 由美,〒060-0001 札幌市北区1-2", "江口 葵,064-0809札幌市中央区1-2",
            "大谷 修,札幌市北区1-2（〒001－0010）"]  # fmt: skip
    found = entries(read(tmp_path, "\n".join(rows)))
    assert [entry.fields["postal_code"] for entry in found] == ["060-0001", "064-0809", "001-0010"]
    assert [found[0].fields["address"], found[2].fields["address"]] == ["札幌市北区1-2"] * 2


def test_two_different_postal_codes_are_not_guessed_between(tmp_path: Path) -> None:
    book = read(tmp_path, "氏名,〒,住所\n青木 由美,060-0001,〒064-0809札幌市中央区1-2\n")
    (entry,) = entries(book)
    assert [fault.code for fault in entry.faults] == ["postal-code-twice"]


def test_a_file_of_unknown_headers_names_them_but_never_a_person(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("品名,数量\nりんご,3\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("青木 由美,060-0001,札幌市北区1-2\n", encoding="utf-8")
    unknown = read_foreign(tmp_path / "a.csv", "a.csv")
    headerless = read_foreign(tmp_path / "b.csv", "b.csv")
    assert isinstance(unknown, Problem) and isinstance(headerless, Problem)
    assert "品名, 数量" in str(unknown.message)
    assert "氏名, 郵便番号" in str(unknown.hint)
    assert "青木" not in str(headerless.message)


@pytest.mark.parametrize(
    "row", ["山田,太郎,札幌", "Yamada,Taro,Sapporo", "名取 年子,札幌市北区", "試験の会,会長"]
)
def test_a_file_without_headers_gets_nobody_into_a_message(tmp_path: Path, row: str) -> None:
    (tmp_path / "a.csv").write_text(f"{row}\n鈴木,花子,旭川\n", encoding="utf-8")
    found = read_foreign(tmp_path / "a.csv", "a.csv")
    assert isinstance(found, Problem)
    assert not any(word in f"{found.message}{found.hint}" for word in row.split(","))


def test_title_rows_may_stand_above_the_header(tmp_path: Path) -> None:
    titles = "会報の送り先,,\n令和8年11月現在,,\n,,\n"
    text = f"{titles}氏名,〒,住所\n青木 由美,060-0001,札幌市北区1-2\n合計 1名,,\n"
    book = read(tmp_path, text)
    (entry,) = entries(book)
    assert entry.where.line == 5
    assert [remark.code for remark in book.remarks] == ["rows-total"]


@pytest.mark.parametrize(
    "headers",
    ["フリガナ,氏名,旧姓,性別,生年月日,郵便番号,住所１,住所２,電話番号,Fax番号",
     "氏名,氏名カナ,郵便番号,都道府県,市区町村,番地,電話番号"],
)  # fmt: skip
def test_what_exporters_write_for_fudemame_is_known(tmp_path: Path, headers: str) -> None:
    typed = {"氏名": "青木 由美", "フリガナ": "アオキ ユミ", "氏名カナ": "アオキ ユミ",
             "郵便番号": "0600001", "住所１": "北海道札幌市中央区北1条西2丁目3-4",
             "住所２": "ハイツ302", "都道府県": "北海道", "市区町村": "札幌市中央区",
             "番地": "北1条西2丁目3-4 ハイツ302", "電話番号": "011-000-0000"}  # fmt: skip
    book = read(tmp_path, as_csv(table_of(headers.split(","), typed)))
    (entry,) = entries(book)
    fields = entry.fields
    assert (book.format, fields["kana"]) == ("fudemame", "アオキ ユミ")
    address = "".join(fields.get(name, "") for name in ("prefecture", "city", "street", "address"))
    assert address.startswith("北海道札幌市中央区北1条西2丁目3-4")


def test_a_column_is_a_key_only_if_it_looks_like_ours(tmp_path: Path) -> None:
    rows = "管理番号,氏名,〒,住所\n001,青木 由美,060-0001,札幌市1\nk7f3q,江口 葵,060-0001,札幌市2\n"
    first, second = entries(read(tmp_path, rows))
    assert ("key" in first.fields, second.fields["key"]) == (False, "k7f3q")
    assert [fault.code for fault in first.faults] == ["key-not-ours"]
