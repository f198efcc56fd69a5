"""Importing what is slightly broken: the wrong cell is named, the rows around it come in."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from outreach.sources.atomic import leftovers, replacing

if TYPE_CHECKING:
    from tests.conftest import Office

HEADER = "氏名,〒,住所1,住所2,備考"
GOOD = "森 葵子,064-0951,札幌市中央区宮の森1条8丁目,13-76,"
LAST = "林 久,064-0951,札幌市中央区宮の森1条9丁目,1,"
Take = Callable[..., Any]


@pytest.fixture
def take(office: Office) -> Take:
    """Imports bytes, text or rows of cells (a workbook) and returns what was said as JSON."""

    def run(content: bytes | str | Workbook, *args: str) -> Any:
        path = office.root.parent / ("list.xlsx" if isinstance(content, Workbook) else "list.csv")
        if isinstance(content, Workbook):
            content.save(path)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return json.loads(office.run("import", str(path), "--json", *(args or ("--yes",))).stdout)

    return run


def refused(said: Any) -> list[tuple[int, list[str]]]:
    return [(each["line"], [one["code"] for one in each["problems"]]) for each in said["refused"]]


def warned(said: Any) -> list[str]:
    return [each["code"] for each in said["warnings"]]


def test_a_date_under_a_merged_heading_is_refused_at_its_own_cell(take: Take) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["氏名", "〒", "住所"])
    sheet.append(["森 葵子", "064-0951", "札幌市中央区宮の森1条8丁目", date(2026, 1, 2)])
    sheet.append(["林 久", "064-0951", "札幌市中央区宮の森1条9丁目", "1-2"])
    sheet.merge_cells("C1:D1")
    said = take(book)
    assert refused(said) == [(2, ["cell-date"])]
    assert said["refused"][0]["problems"][0]["message"].startswith("D2")
    assert len(said["added"]) == 1


@pytest.mark.parametrize("cell", ["1月2日", "2026/1/2", "46024"])
def test_the_line_that_is_wrong_is_the_one_that_is_named(take: Take, cell: str) -> None:
    said = take(f"{HEADER}\n森 葵子,064-0951,札幌市中央区宮の森1条8丁目,{cell},\n")
    assert refused(said) == [(2, ["cell-date"])]
    assert said["refused"][0]["problems"][0]["message"].startswith("住所2")


def test_a_date_at_the_end_of_an_address_is_warned_of(take: Take) -> None:
    said = take("氏名,〒,住所\n森 葵子,064-0951,札幌市中央区宮の森1条8丁目2月3日\n")
    assert (refused(said), len(said["added"])) == ([], 1)
    assert "cell-date-at-end" in warned(said)


def test_two_lost_zeros_come_back_where_the_address_confirms_them(
    office: Office, take: Take
) -> None:
    said = take(f"{HEADER}\n森 葵子,10024,札幌市北区北24条西5丁目,1-1,\n"
                "林 久,10024,札幌市中央区大通西5丁目,1-1,\n")  # fmt: skip
    assert warned(said).count("postal-code-zero") == 1
    assert refused(said) == [(3, ["postal-code-zeros"])]
    assert "001-0024" in said["refused"][0]["problems"][0]["hint"]
    text = (office.root / "recipients" / "imported.csv").read_text(encoding="utf-8-sig")
    assert "001-0024" in text


def test_a_missing_code_is_refused_with_the_one_to_write(take: Take) -> None:
    said = take(f"{HEADER}\n森 葵子,,札幌市北区北24条西5丁目,1-1,\n")
    assert refused(said) == [(2, ["postal-code-missing"])]
    assert "001-0024" in said["refused"][0]["problems"][0]["hint"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("原 実,064-0951,札幌市中央区宮の森1条9丁目,2,".encode() + b"\xe6\x9f", "encoding-broken"),
        ("原 実,064-0951,札幌市中央区宮の森\0 1条9丁目,2,".encode(), "file-not-text"),
        ("原 実,064-0951,札幌市中央区宮の森1条9丁目,2,\0".encode(), "file-not-text"),
        ("原 実,064-0951,札幌市中央区宮の森1条9丁目,2,".encode() + b"x" * 200_000, "cell-too-long"),
        ('原 実,064-0951,"札幌市中央区宮の森1条9丁目,2,'.encode(), "csv-quotes"),
        ("原 実,064-0951,札幌市中央区宮の森1条9丁目,2,,,多い".encode(), "row-too-long"),
    ],
)
def test_a_broken_row_stops_none_around_it(take: Take, row: bytes, code: str) -> None:
    said = take(b"\n".join((HEADER.encode(), GOOD.encode(), row, LAST.encode(), b"")))
    assert refused(said) == [(3, [code])]
    assert [each["line"] for each in said["added"]] == [2, 4]


def test_a_broken_byte_of_shift_jis_stops_no_other_row(take: Take) -> None:
    row = "原 実,064-0951,札幌市中央区宮の森1条9丁目,2,".encode("cp932") + b"\x85"
    said = take(b"\r\n".join((HEADER.encode("cp932"), GOOD.encode("cp932"), row,
                              LAST.encode("cp932"), b"")))  # fmt: skip
    assert refused(said) == [(3, ["encoding-broken"])]
    assert len(said["added"]) == 2


def test_a_last_row_that_breaks_off_is_the_only_one_refused(take: Take) -> None:
    said = take(f'{HEADER}\n{GOOD}\n{LAST}\n"原 実","064-0951","札幌市中央')
    assert refused(said) == [(4, ["csv-quotes"])]
    assert len(said["added"]) == 2


def test_another_encoding_is_refused_as_a_whole(take: Take) -> None:
    said = take(f"{HEADER}\n{GOOD}\n{LAST}\n".encode("euc-jp"))
    assert (said["added"], said["written"]) == ([], False)
    assert said["refused"][0]["line"] is None


def test_a_change_of_someone_stopped_says_that_the_stop_stays(office: Office, take: Take) -> None:
    office.done("consent", "kaaaa", "--basis", "self", "--on", "2026-01-02")
    office.done("stop", "kaaaa")
    said = take(f"{HEADER}\n青木 由美,060-0001,札幌市中央区北1条西2丁目,3-5,\n", "--dry-run")
    (stopped,) = [each for each in said["warnings"] if each["code"] == "entry-stopped"]
    assert stopped["message"].startswith("kaaaa")


def test_the_old_and_the_new_text_are_shown(office: Office, take: Take) -> None:
    said = take(f"{HEADER}\n青木 由美,060-0001,札幌市中央区北5条西6丁目,7,\n", "--dry-run")
    (changed,) = said["changed"]
    assert changed["changes"] == {"street": ["北1条西2丁目3-4", "北5条西6丁目7"]}
    path = office.root.parent / "list.csv"
    shown = office.run("import", str(path), "--dry-run").stdout
    assert "北1条西2丁目3-4" in shown
    assert "北5条西6丁目7" in shown


def test_looking_only_shows_no_key_that_will_never_be(office: Office, take: Take) -> None:
    said = take(f"{HEADER}\n森 葵子,060-0001,旭川市宮下通8丁目,1,\n", "--dry-run")
    (new,) = said["added"]
    assert new["key"] is None
    assert "postal-mismatch" in warned(said)
    assert not any("--accept" in each["hint"] for each in said["warnings"])


def test_a_file_with_headings_alone_is_told(take: Take) -> None:
    assert warned(take(f"{HEADER}\n")) == ["rows-none"]


def test_warnings_come_in_the_order_of_the_lines(take: Take) -> None:
    said = take(f"{HEADER}\n森 葵子,640951,札幌市中央区宮の森1条8丁目,13-76,\n"
                "原 実,060-0001,旭川市宮下通8丁目,1,\n"
                "林 久,640951,札幌市中央区宮の森1条9丁目,1,\n")  # fmt: skip
    lines = [each["line"] for each in said["warnings"]]
    assert lines == sorted(lines, key=lambda line: line or 0)
    assert len(lines) > 2


def test_what_to_write_into_a_workbook_of_ours_is_shown(office: Office, take: Take) -> None:
    book = Workbook()
    book.active.append(["key", "family_name", "given_name", "postal_code", "address"])
    book.active.append(["kzzzz", "原", "実", "064-0951", "札幌市中央区宮の森1条9丁目2"])
    book.save(office.root / "recipients" / "more.xlsx")
    said = take(f"{HEADER}\n原 実,064-0951,札幌市中央区宮の森1条9丁目,3,\n", "--dry-run")
    (entry,) = said["refused"]
    assert entry["by_hand"] == {"E2": "札幌市中央区宮の森1条9丁目3"}
    messages = [each["message"] + each["hint"] for each in entry["problems"]]
    assert not any("宮の森" in each for each in messages)


def test_cells_beyond_the_headings_are_never_dropped_without_a_word(take: Take) -> None:
    book = Workbook()
    book.active.append(["氏名", "〒", "住所"])
    book.active.append(["森 葵子", "064-0951", "札幌市中央区宮の森1条8丁目13-76", "305号室"])
    said = take(book)
    (left,) = [each for each in said["warnings"] if each["code"] == "columns-left"]
    assert "D1" in left["message"]


def test_half_width_kana_are_the_same_person(take: Take) -> None:
    at_home = "064-0951,札幌市中央区宮の森1条9丁目,3,"
    said = take(f"{HEADER}\nﾔﾏﾀﾞ ﾊﾅ,{at_home}\nヤマダ ハナ,{at_home}\n")
    assert (len(said["added"]), len(said["unchanged"])) == (1, 1)
    assert "entry-twice" in warned(said)


# -- export -------------------------------------------------------------------------------------


def exported(office: Office, name: str, exit_code: int) -> list[dict[str, str]]:
    path = office.root.parent / name
    result = office.run("recipients", "export", str(path))
    assert result.exit_code == exit_code, result.stderr
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_an_export_says_which_rows_it_had_to_leave_out(office: Office) -> None:
    whole = exported(office, "whole.csv", 0)
    office.write("recipients/more.csv", "key,family_name,postal_code,address\nkzzzz,原,1,札幌市\n")
    result = office.run("recipients", "export", str(office.root.parent / "part.csv"))
    assert result.exit_code == 4
    assert "recipients/more.csv:2" in result.stderr.splitlines()[-2]
    assert len(exported(office, "again.csv", 4)) == len(whole)


def test_an_export_keeps_the_columns_of_the_desk(office: Office) -> None:
    office.write("recipients/more.csv", "key,family_name,postal_code,address,担当\n"
                 "kzzzz,原,064-0951,札幌市中央区宮の森1条9丁目2,佐藤\n")  # fmt: skip
    rows = {row["key"]: row for row in exported(office, "all.csv", 0)}
    assert (rows["kzzzz"]["担当"], rows["kaaaa"]["担当"]) == ("佐藤", "")


def test_an_export_is_not_written_into_the_address_book(office: Office) -> None:
    target = office.root / "recipients" / "copy.csv"
    assert office.run("recipients", "export", str(target)).exit_code != 0
    assert not target.exists()


# -- what a run that was killed left behind -----------------------------------------------------


def left_behind(folder: Path, age: float) -> Path:
    with replacing(folder / "some.csv"):
        (path,) = leftovers(folder)
        kept = path.with_name(".outreach-killed.tmp")
        kept.write_bytes(b"everyone")
        os.utime(kept, (path.stat().st_mtime - age,) * 2)
    return kept


def test_a_half_written_file_goes_when_it_is_old_enough(tmp_path: Path) -> None:
    fresh = left_behind(tmp_path, 60)
    with replacing(tmp_path / "other.csv"):
        pass
    assert fresh.exists()
    os.utime(fresh, (1, 1))
    with replacing(tmp_path / "other.csv"):
        pass
    assert leftovers(tmp_path) == []


def test_the_doctor_names_a_half_written_file(office: Office) -> None:
    kept = left_behind(office.root / "recipients", 60)
    said = office.run("doctor", "--json").stdout
    assert kept.name in said
