"""Importing into the address book: who is new, what changes where it stands, what is refused."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click import testing
from click.testing import CliRunner
from openpyxl import Workbook

from outreach.cli import import_
from outreach.cli.main import cli
from outreach.sources import atomic, splicing
from outreach.sources.held import Holdings

if TYPE_CHECKING:
    from tests.conftest import Office

BOOK = "recipients/recipients.csv"
NEW = "recipients/imported.csv"
HEADER = "氏名,ふりがな,敬称,〒,住所,備考"


@pytest.fixture
def foreign(office: Office) -> Any:
    """Imports the rows of a hand-made list, and returns what was said as JSON."""

    def run(*rows: str, header: str = HEADER, args: tuple[str, ...] = ("--yes",)) -> Any:
        path = office.root.parent / "list.csv"
        path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
        result = office.run("import", str(path), "--json", *args)
        said = json.loads(result.stdout)
        assert result.exit_code == (4 if said["refused"] else 0), result.stderr
        return said

    return run


def rows_of(office: Office, name: str) -> list[dict[str, str]]:
    text = (office.root / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def row_of(office: Office, key: str) -> dict[str, str]:
    return next(row for row in rows_of(office, BOOK) if row["key"] == key)


def codes(said: Any) -> list[str]:
    return [problem["code"] for entry in said["refused"] for problem in entry["problems"]]


def test_new_people_go_to_a_new_file_without_consent(office: Office, foreign: Any) -> None:
    before = (office.root / BOOK).read_bytes()
    said = foreign("森 葵子,もり きこ,様,640951,札幌市中央区宮の森1条8丁目13-76,覚え")
    (row,) = rows_of(office, NEW)
    assert said["files"] == [NEW]
    assert row["key"] == said["added"][0]["key"]
    assert (row["family_name"], row["given_name"]) == ("森", "葵子")
    assert (row["postal_code"], row["consent"], row["note"]) == ("064-0951", "", "覚え")
    assert "postal-code-zero" in [problem["code"] for problem in said["warnings"]]
    assert (office.root / BOOK).read_bytes() == before
    assert (office.root / NEW).read_bytes().startswith(b"\xef\xbb\xbfkey,family_name,")


def test_importing_the_same_file_twice_changes_nothing(office: Office, foreign: Any) -> None:
    rows = ("森 葵子,,,064-0951,札幌市中央区宮の森1条8丁目13-76,",
            "NPO法人こだま,,御中,070-0031,旭川市1条通5-6,")  # fmt: skip
    foreign(*rows)
    before = {path.name: path.read_bytes() for path in (office.root / "recipients").iterdir()}
    said = foreign(*rows)
    assert (len(said["unchanged"]), said["added"], said["changed"]) == (2, [], [])
    assert said["written"] is False
    after = {path.name: path.read_bytes() for path in (office.root / "recipients").iterdir()}
    assert after == before


def test_a_later_import_goes_on_with_the_file_of_its_source(office: Office, foreign: Any) -> None:
    foreign("森 葵子,,,064-0951,札幌市中央区宮の森1条8丁目13-76,")
    foreign("林 久,,,064-0951,札幌市中央区宮の森1条9丁目1,")
    assert [row["family_name"] for row in rows_of(office, NEW)] == ["森", "林"]
    office.write(NEW, "key,family_name,postal_code,address\n")  # someone's own, without ids
    foreign("原 実,,,064-0951,札幌市中央区宮の森1条9丁目2,")
    assert [row["family_name"] for row in rows_of(office, "recipients/imported-2.csv")] == ["原"]


def test_a_row_is_changed_where_it_stands_and_nothing_else_of_it(
    office: Office, foreign: Any
) -> None:
    before = (office.root / BOOK).read_bytes()
    said = foreign("青木 由美,,,060-0001,札幌市中央区北5条西6丁目7,")
    (changed,) = said["changed"]
    assert (changed["key"], changed["columns"]) == ("kaaaa", ["street"])
    after = (office.root / BOOK).read_bytes()
    assert after == before.replace("北1条西2丁目3-4".encode(), "北5条西6丁目7".encode())


@pytest.mark.parametrize(
    ("encoding", "ending", "delimiter"),
    [("cp932", "\r\n", ","), ("utf-8-sig", "\n", ","), ("utf-16", "\r\n", "\t")],
)
def test_the_other_cells_keep_their_bytes(
    office: Office, foreign: Any, encoding: str, ending: str, delimiter: str
) -> None:
    rows = [
        "管理番号,姓,名,郵便番号,住所,趣味,同意",
        'kaaaa,"青木",由美,600001,旭川市1-2,"川,山",本人',
        "",
        'kbbbb,原,実,0600001,"旭川市1-3",""',
    ]
    if delimiter == "\t":
        rows = [row.replace("川,山", "川。山").replace(",", "\t") for row in rows]
    text = ending.join(rows)
    (office.root / BOOK).write_bytes(text.encode(encoding))
    said = foreign("青木 由美,あおき,,060-0001,旭川市9-9,", "原 実,はら,,060-0001,旭川市1-3,")
    assert [each["columns"] for each in said["changed"]] == [["kana", "address"], ["kana"]]
    expected = text.replace("旭川市1-2", "旭川市9-9").replace("同意", f"同意{delimiter}ふりがな")
    expected = expected.replace("本人", f"本人{delimiter}あおき")
    expected += f"{delimiter}{delimiter}はら"
    assert (office.root / BOOK).read_bytes() == expected.encode(encoding)


def test_consent_mailings_and_key_are_never_touched(office: Office, foreign: Any) -> None:
    header = "key,family_name,given_name,postal_code,city,street,consent,consent_on,mailings,likes"
    row = "kaaaa,青木,由美,060-0001,札幌市中央区,北1条西2丁目3-4,family,2026-01-01,report,絵本"
    said = foreign(row, header=header)
    assert said["changed"][0]["columns"] == ["likes"]
    now = row_of(office, "kaaaa")
    assert (now["consent"], now["consent_on"]) == ("self", "2025-04-01")
    new = "kzzzz,林,久,060-0001,札幌市中央区,北1条西2丁目9,self,2026-01-01,card,絵本"
    foreign(new, new.replace("kzzzz,林", "kyyyy,原").replace("self,2026-01-01", "停止,"),
            header=header)  # fmt: skip
    added = {row["key"]: row for row in rows_of(office, NEW)}
    assert (added["kzzzz"]["consent"], added["kzzzz"]["consent_on"]) == ("", "")
    assert added["kyyyy"]["consent"] == "停止"


def test_a_blank_cell_never_erases_a_filled_one(office: Office, foreign: Any) -> None:
    header = "key,姓,名,郵便番号,市区町村,町名番地,建物名"
    rows = f"{header}\nkcccc,江口,葵,040-0063,函館市,若松町6-7,コーポ5\n"
    office.write(BOOK, rows)
    said = foreign("江口 葵,,,040-0063,函館市末広町1-1,")
    assert said["changed"][0]["columns"] == ["street"]
    assert "cell-kept" in [problem["code"] for problem in said["warnings"]]
    assert row_of(office, "kcccc")["建物名"] == "コーポ5"


@pytest.mark.parametrize(
    "row",
    ["青木　由美,アオキ　ユミ,様,０６０－０００１,北海道札幌市中央区北１条西２丁目３−４,",
     "青木由美,あおき ゆみ,,600001,札幌市中央区北1条西2丁目3-4,"],
)  # fmt: skip
def test_the_same_in_another_way_of_writing_is_no_change(foreign: Any, row: str) -> None:
    said = foreign(row)
    assert [each["key"] for each in said["unchanged"]] == ["kaaaa"]


def test_people_of_one_name_at_several_places_are_not_guessed_between(
    office: Office, foreign: Any
) -> None:
    with (office.root / BOOK).open("a", encoding="utf-8") as stream:
        stream.write("keeee,青木,由美,,060-0001,北海道,札幌市中央区,北9条1,person,,,\n")
    said = foreign("青木 由美,,,060-0001,札幌市中央区北5条1,", "林 久,,,060-0001,札幌市北区1,")
    assert codes(said) == ["match-ambiguous"]
    assert f"{BOOK}:2, {BOOK}:6" in said["refused"][0]["problems"][0]["message"]
    assert len(said["added"]) == 1


def test_the_programs_own_id_finds_someone_who_moved_or_married(office: Office) -> None:
    def kit(family: str, code: str, street: str) -> Any:
        headers = "氏名(姓),氏名(名),郵便番号(自宅欄),自宅住所(市区町村),自宅住所(番地等)"
        headers += ",デザインキット住所ID"
        path = office.root.parent / "kit.csv"
        path.write_text(f"{headers}\n{family},久,{code},旭川市,{street},12\n", encoding="cp932")
        return json.loads(office.run("import", str(path), "--yes", "--json").stdout)

    kit("林", "070-0031", "1条通1-2")
    assert kit("林", "070-0034", "4条通18丁目5")["changed"][0]["columns"] == [
        "postal_code", "street",
    ]  # fmt: skip
    assert kit("原", "070-0034", "4条通18丁目5")["changed"][0]["columns"] == ["family_name"]
    assert codes(kit("森", "070-0031", "1条通1-2")) == ["id-names-someone-else"]
    (row,) = rows_of(office, "recipients/hagaki-design-kit.csv")
    assert (row["family_name"], row["source_id"]) == ("原", "hagaki-design-kit:12")


def test_a_key_of_another_name_and_address_is_refused(foreign: Any) -> None:
    header = "key,family_name,given_name,postal_code,address"
    said = foreign("kaaaa,林,久,070-0031,旭川市1-2", header=header)
    assert codes(said) == ["key-names-someone-else"]


def test_a_row_in_a_workbook_is_refused_with_sheet_and_cell(office: Office, foreign: Any) -> None:
    workbook = Workbook()
    workbook.active.title = "会員"
    for row in (["key", "姓", "名", "郵便番号", "住所"],
                ["kxxxx", "林", "久", "070-0031", "旭川市1-2"]):  # fmt: skip
        workbook.active.append(row)
    workbook.save(office.root / "recipients" / "more.xlsx")
    said = foreign("林 久,,,070-0031,旭川市9-9,")
    (problem,) = said["refused"][0]["problems"]
    assert problem["code"] == "book-row-changed"
    assert "会員" in problem["message"] and "E2" in problem["hint"]
    assert len(foreign("林 久,,,070-0031,旭川市1-2,")["unchanged"]) == 1


def test_a_character_the_file_cannot_hold_refuses_the_row(office: Office, foreign: Any) -> None:
    text = "key,姓,名,郵便番号,住所\nkaaaa,吉上,健,070-0031,旭川市1-2\n"
    (office.root / BOOK).write_bytes(text.encode("cp932"))
    header = "key,family_name,given_name,postal_code,address"
    said = foreign("kaaaa,𠮷上,健,070-0031,旭川市1-2", header=header)
    (problem,) = said["refused"][0]["problems"]
    assert problem["code"] == "character-not-in-encoding"
    assert "U+20BB7" in problem["message"]
    assert (office.root / BOOK).read_bytes() == text.encode("cp932")


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [("森 葵子,,,064-0951,,", "address-missing", ""),
     ("森 葵子,,,12,札幌市北区1-2,", "postal-code-form", "〒"),
     (",,,064-0951,札幌市北区1-2,", "name-missing", "氏名"),
     ("森 ?子,,,064-0951,札幌市北区1-2,", "character-lost", "氏名"),
     ("森 葵\ue000,,,064-0951,札幌市北区1-2,", "character-forbidden", "氏名"),
     ("森 葵子,,,064-0951,1月2日,", "cell-date", "住所"),
     ("森 葵子,,,064-0951,〃,", "cell-ditto", "住所"),
     ("森 葵子,,,,札幌市北区1-2,", "postal-code-missing", "〒")],
)  # fmt: skip
def test_a_broken_row_says_its_cell_and_stops_no_other(
    office: Office, foreign: Any, row: str, code: str, cell: str
) -> None:
    said = foreign("林 久,,,070-0031,旭川市1-2,", row, "原 実,,,070-0031,旭川市1-3,")
    (refused,) = said["refused"]
    assert (refused["line"], code in codes(said)) == (3, True)
    assert cell in refused["problems"][0]["message"]
    assert "森" not in json.dumps(refused, ensure_ascii=False)
    assert [row["family_name"] for row in rows_of(office, NEW)] == ["林", "原"]


def test_what_an_import_takes_passes_check(office: Office, foreign: Any) -> None:
    foreign("林 久,,,070-0031,旭川市1-2,", "森 葵子 様,,,064-0951,札幌市北区1-2,=1+1")
    said = json.loads(office.run("check", "--json").stdout)
    files = [each for each in said["problems"] if (each["file"] or "").startswith("recipients/")]
    assert [each for each in files if each["severity"] == "error"] == []


def test_the_same_person_twice_in_one_file_is_taken_once(office: Office, foreign: Any) -> None:
    row = "林 久,,,070-0031,旭川市1-2,"
    said = foreign(row, row, row.replace("1-2", "9-9"))
    assert [len(said[kind]) for kind in ("added", "unchanged", "refused")] == [1, 1, 1]
    assert codes(said) == ["entry-twice-unlike"]
    assert "list.csv:2" in said["refused"][0]["problems"][0]["message"]
    assert len(rows_of(office, NEW)) == 1


def test_a_second_entry_of_another_name_is_no_repetition(office: Office, foreign: Any) -> None:
    place = "060-0001,札幌市中央区北1条西2丁目3-4"
    said = foreign(
        f"kaaaa,青木 由美,{place}", f"kaaaa,青井,{place}", header="管理番号,氏名,〒,住所"
    )
    assert (len(said["unchanged"]), codes(said)) == (1, ["name-changed-whole"])


def test_a_key_of_one_letter_stays(office: Office, foreign: Any) -> None:
    foreign("k,森 葵子,070-0031,旭川市1-2", header="管理番号,氏名,〒,住所")
    assert [row["key"] for row in rows_of(office, NEW)] == ["k"]


def test_a_wrong_cell_does_not_let_in_another_of_its_kind(office: Office, foreign: Any) -> None:
    text = ("key,family_name,given_name,honorific,postal_code,address,building\n"
            "kzzzz,森,葵子,,070-0031,旭川市1-2,=1\n")  # fmt: skip
    office.write("recipients/more.csv", text)
    said = foreign("森 葵子,,=様,070-0031,旭川市1-2,")
    assert (said["changed"], codes(said)) == ([], ["cell-formula"])
    assert (office.root / "recipients" / "more.csv").read_text(encoding="utf-8") == text


def test_a_file_of_the_address_book_is_known_on_any_way_to_it(office: Office) -> None:
    way = office.root / "designs" / ".." / BOOK
    (office.root / "designs").mkdir(exist_ok=True)
    said = json.loads(office.run("import", str(way), "--json", "--yes").stdout)
    assert codes(said) == ["import-own-file"]


def test_someone_who_said_stop_does_not_come_back_without_a_word(
    office: Office, foreign: Any
) -> None:
    office.done("consent", "kaaaa", "--basis", "self", "--on", "2026-01-02")
    office.done("stop", "kaaaa")
    moved = foreign("青木 由美,,,070-0031,旭川市1-2,", args=("--dry-run",))
    assert [each["code"] for each in moved["warnings"]].count("entry-stopped") == 1
    same = foreign("青木 由美,,,060-0001,札幌市中央区北1条西2丁目3-4,")
    assert (len(same["unchanged"]), same["warnings"]) == (1, [])


def test_a_stop_is_remembered_though_the_row_is_gone(printed_office: Office) -> None:
    printed_office.done("stop", "kaaaa")
    text = (printed_office.root / BOOK).read_text(encoding="utf-8")
    printed_office.write(BOOK, "".join(line for line in text.splitlines(keepends=True)
                                       if not line.startswith("kaaaa")))  # fmt: skip
    path = printed_office.root.parent / "list.csv"
    path.write_text(f"{HEADER}\n青木 由美,,,070-0031,旭川市1-2,\n林 久,,,070-0031,旭川市1-2,\n",
                    encoding="utf-8")  # fmt: skip
    said = json.loads(printed_office.run("import", str(path), "--json", "--dry-run").stdout)
    stopped = [each for each in said["warnings"] if each["code"] == "entry-stopped"]
    assert [each["line"] for each in stopped] == [2]


def test_an_id_of_the_other_program_that_the_file_cannot_hold_refuses_the_row(
    office: Office,
) -> None:
    text = ("key,family_name,given_name,postal_code,address,source_id\n"
            "kzzzz,森,葵子,070-0031,旭川市1-2,vcard:1\n")  # fmt: skip
    (office.root / "recipients" / "vcard.csv").write_bytes(text.encode("cp932"))
    path = office.root.parent / "card.vcf"
    card = "BEGIN:VCARD\nN:林;久;;;\nUID:caf\u00e9\nADR:;;1-2;旭川市;;070-0031;\nEND:VCARD\n"
    path.write_text(card, encoding="utf-8")
    result = office.run("import", str(path), "--json", "--yes")
    assert result.exit_code == 4
    assert codes(json.loads(result.stdout)) == ["character-not-in-encoding"]
    assert (office.root / "recipients" / "vcard.csv").read_bytes() == text.encode("cp932")


def test_many_changes_of_a_large_file_look_for_its_encoding_once(
    office: Office, foreign: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = "key,family_name,given_name,postal_code,address"
    rows = [f"k{at:04d},林,久{at},070-0031,旭川市{at}-2" for at in range(300)]
    (office.root / BOOK).write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    looked: list[int] = []
    found = splicing.find_encoding
    monkeypatch.setattr(splicing, "find_encoding", lambda data: looked.append(1) or found(data))
    said = foreign(*(row.replace("-2", "-3") for row in rows), header=header)
    assert len(said["changed"]) == 300
    assert len(looked) < 10


def test_a_folder_is_listed_once_however_many_are_new(
    office: Office, foreign: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[str] = []
    target = Holdings.target

    def counting(self: Holdings, slug: str, root: Path) -> Any:
        listed.append(slug)
        return target(self, slug, root)

    monkeypatch.setattr(Holdings, "target", counting)
    said = foreign(*(f"林 久{at},,,070-0031,旭川市{at}-2," for at in range(30)))
    assert len(said["added"]) == 30
    assert len(listed) < 4


@pytest.mark.parametrize("word", ["stop", "ＳＴＯＰ", "Stop", "停止"])
def test_a_stop_in_a_foreign_file_comes_in_as_one(office: Office, foreign: Any, word: str) -> None:
    header = "key,family_name,given_name,postal_code,address,consent,kind,mailings,note"
    foreign(f"kzzzz,林,久,070-0031,旭川市1-2,{word},,,", header=header)
    assert [row["consent"] for row in rows_of(office, NEW)] == [word]


def test_a_stop_in_full_width_letters_and_another_shape_of_the_name_is_found(
    office: Office, foreign: Any
) -> None:
    header = "key,family_name,given_name,postal_code,address,consent"
    office.write(BOOK, f"{header}\nkaaaa,髙橋,葵,070-0031,旭川市1-2,ＳＴＯＰ\n")
    said = foreign("高橋 葵,,,064-0951,札幌市中央区宮の森1条8丁目13-76,", args=("--dry-run",))
    assert [each["code"] for each in said["warnings"]] == ["entry-stopped"]


def test_a_stop_is_remembered_in_another_shape_of_the_name(office: Office, foreign: Any) -> None:
    office.replace(BOOK, "kaaaa,青木,由美", "kaaaa,髙橋,由美")
    office.done("print", "r1")
    office.done("stop", "kaaaa")
    text = (office.root / BOOK).read_text(encoding="utf-8")
    office.write(BOOK, "".join(line for line in text.splitlines(keepends=True)
                               if not line.startswith("kaaaa")))  # fmt: skip
    said = foreign("高橋 由美,,,070-0031,旭川市1-2,", args=("--dry-run",))
    assert "entry-stopped" in [each["code"] for each in said["warnings"]]


def test_an_export_comes_back_unchanged_after_a_code_was_accepted(office: Office) -> None:
    office.replace(BOOK, "040-0063,北海道,函館市,若松町6-7", "060-0001,北海道,函館市,若松町6-7")
    office.done("recipients", "postal", "kcccc", "--accept")
    file = str(office.root.parent / "again.csv")
    office.done("recipients", "export", file)
    said = json.loads(office.run("import", file, "--json", "--yes").stdout)
    assert (len(said["unchanged"]), said["changed"], said["refused"]) == (4, [], [])


def test_nothing_is_written_without_a_yes(office: Office) -> None:
    path = office.root.parent / "list.csv"
    path.write_text(f"{HEADER}\n林 久,,,070-0031,旭川市1-2,\n", encoding="utf-8")
    before = sorted((office.root / "recipients").iterdir())
    assert office.run("import", str(path)).exit_code == 1
    assert office.run("import", str(path), "--dry-run").exit_code == 0
    assert office.run("import", str(path), "--dry-run", "--yes").exit_code == 0
    assert sorted((office.root / "recipients").iterdir()) == before


def test_the_screen_counts_everyone(office: Office) -> None:
    path = office.root.parent / "list.csv"
    rows = "林 久,,,070-0031,旭川市1-2,\n原 実,,,,旭川市1,\n"
    known = "青木 由美,,,060-0001,札幌市中央区北1条西2丁目3-4,\n"
    path.write_text(f"{HEADER}\n{rows}{known}", encoding="utf-8")
    result = office.run("import", str(path), "--yes")
    assert "1 new, 0 changed, 1 unchanged, 1 refused." in result.stdout
    assert NEW in result.stdout
    assert result.exit_code == 4


def test_a_file_of_our_own_address_book_is_not_imported(office: Office) -> None:
    result = office.run("import", str(office.root / BOOK), "--yes")
    assert result.exit_code == 4
    assert "belongs to the address book already" in result.stderr


def test_a_file_that_is_no_address_book_is_refused_beside_one_that_is(
    office: Office, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "b.csv").write_text(f"{HEADER}\n林 久,,,070-0031,旭川市1-2,\n", encoding="utf-8")
    result = office.run("import", str(tmp_path / "a.pdf"), str(tmp_path / "b.csv"), "--yes",
                        "--json")  # fmt: skip
    said = json.loads(result.stdout)
    assert (result.exit_code, len(said["added"]), codes(said)) == (4, 1, ["file-not-text"])


def test_a_format_may_be_named(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("姓,会社名,郵便番号,住所\n林,試験社,070-0031,旭川市1-2\n", encoding="utf-8")
    said = json.loads(office.run("import", str(path), "--format", "eight_meishi", "--dry-run",
                                 "--json").stdout)  # fmt: skip
    assert said["formats"] == {"b.csv": "eight_meishi"}
    wrong = office.run("import", str(path), "--format", "vcard", "--dry-run")
    assert wrong.exit_code == 4


def test_an_address_book_with_errors_of_its_own_is_mended_first(
    office: Office, tmp_path: Path
) -> None:
    office.write("recipients/broken.csv", 'key,姓,郵便番号,住所\nk1,"林,070-0031,旭川市1\n')
    (tmp_path / "b.csv").write_text(f"{HEADER}\n林 久,,,070-0031,旭川市1-2,\n", encoding="utf-8")
    result = office.run("import", str(tmp_path / "b.csv"), "--yes")
    assert result.exit_code == 4
    assert "recipients/broken.csv:2" in result.stderr
    assert not (office.root / NEW).exists()


def test_a_file_that_changed_meanwhile_is_not_written(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b.csv").write_text(f"{HEADER}\n青木 由美,あおき,,060-0001,札幌市中央区北5条1,\n"
                                    "林 久,,,070-0031,旭川市1-2,\n", encoding="utf-8")  # fmt: skip
    write = import_.write_import

    def edited_meanwhile(*args: Any) -> list[str]:
        office.replace(BOOK, "由美", "由実")
        return write(*args)

    monkeypatch.setattr(import_, "write_import", edited_meanwhile)
    result = office.run("import", str(tmp_path / "b.csv"), "--yes")
    assert result.exit_code == 10
    assert "北5条" not in (office.root / BOOK).read_text(encoding="utf-8")
    assert not (office.root / NEW).exists()


@pytest.mark.parametrize("crash_at", [1, 2])
def test_a_crash_between_two_files_leaves_each_of_them_whole(
    office: Office, tmp_path: Path, crash_at: int
) -> None:
    """The process is killed in the middle; a second import finishes the work."""
    (tmp_path / "b.csv").write_text(f"{HEADER}\n青木 由美,,,060-0001,札幌市中央区北5条1,\n"
                                    "林 久,,,070-0031,旭川市1-2,\n", encoding="utf-8")  # fmt: skip
    program = (
        "import os, pathlib, sys\n"
        "replace, calls = pathlib.Path.replace, []\n"
        "def killing(self, target):\n"
        "    if pathlib.Path(target).suffix == '.csv':\n"
        "        calls.append(target)\n"
        f"        if len(calls) == {crash_at}:\n"
        "            os._exit(9)\n"
        "    return replace(self, target)\n"
        "pathlib.Path.replace = killing\n"
        "from outreach.workflow import import_review\n"
        "import_review._postal_warnings = lambda desk, plan: []  # two seconds of reading data\n"
        "from outreach.cli.main import main\n"
        "main()\n"
    )
    before = (office.root / BOOK).read_bytes()
    command = [sys.executable, "-c", program, "--project", str(office.root), "import",
               str(tmp_path / "b.csv"), "--yes"]  # fmt: skip
    assert subprocess.run(command, capture_output=True, check=False).returncode == 9
    now = (office.root / BOOK).read_bytes()
    expected = before.replace("北1条西2丁目3-4".encode(), "北5条1".encode())
    assert now == (before if crash_at == 1 else expected)
    assert not (office.root / NEW).exists()
    assert office.run("import", str(tmp_path / "b.csv"), "--yes").exit_code == 0
    assert (office.root / BOOK).read_bytes() == expected
    assert [row["family_name"] for row in rows_of(office, NEW)] == ["林"]


def test_a_folder_that_takes_no_file_is_said(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "b.csv").write_text(f"{HEADER}\n林 久,,,070-0031,旭川市1-2,\n", encoding="utf-8")
    monkeypatch.setattr(atomic.tempfile, "mkstemp", full)
    assert office.run("import", str(tmp_path / "b.csv"), "--yes").exit_code == 9


def test_a_postal_code_that_does_not_go_with_the_address_is_pointed_out(foreign: Any) -> None:
    said = foreign("林 久,,,001-0010,札幌市中央区北一条西2丁目3,", args=("--dry-run",))
    (problem,) = [each for each in said["warnings"] if each["code"] == "postal-mismatch"]
    assert "060-0001" in problem["message"]
    assert problem["line"] == 2


def test_the_command_is_named_as_in_the_help(spoken: None) -> None:
    result = CliRunner().invoke(cli, ["--lang", "en", "import", "--help"])
    assert "--format" in result.stdout and "hagaki_design_kit" in result.stdout


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1)])
def test_on_a_terminal_a_person_is_asked(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    (tmp_path / "b.csv").write_text(f"{HEADER}\n林 久,,,070-0031,旭川市1-2,\n", encoding="utf-8")
    monkeypatch.setattr(testing._NamedTextIOWrapper, "isatty", lambda self: True, raising=False)
    command = ["--lang", "en", "--project", str(office.root), "import", str(tmp_path / "b.csv")]
    result = CliRunner().invoke(cli, command, input=f"{answer}\n")
    assert result.exit_code == code, result.output
    assert "Write this?" in result.stderr
    assert (office.root / NEW).exists() is (code == 0)
