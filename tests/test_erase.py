"""A person is erased: nothing of them is left in any file, and the counts stay."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.sources.columns import RECIPIENT_COLUMNS
from outreach.sources.removing import without_only, without_rows

if TYPE_CHECKING:
    from tests.conftest import Office

NAME, GIVEN, STREET = "青木", "由美", "北1条西2丁目3-4"


def traces(root: Path, *words: str) -> set[str]:
    """The files that hold one of the words, as people or Excel save them."""
    found = set()
    for path in root.rglob("*"):
        if not path.is_file():
            continue
        pieces = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                pieces += [packed.read(name) for name in packed.namelist()]
        codes = [word.encode(code) for word in words for code in ("utf-8", "cp932", "utf-16-le")]
        codes += [word.encode("ascii", "xmlcharrefreplace") for word in words]
        if any(code in piece for piece in pieces for code in codes):
            found.add(path.relative_to(root).as_posix())
    return found


def text_of(office: Office) -> dict[str, str]:
    folder = office.root / "rounds" / "r1"
    return {path.name: path.read_text("utf-8-sig") for path in folder.glob("*.*")}


@pytest.fixture
def posted(printed_office: Office) -> Office:
    """The small project with everything anybody leaves in one: words, hands, previews, notes."""
    office = printed_office
    office.write("rounds/r1/messages.csv", "key,message\nkaaaa,由美さんへ\nkbbbb,健さんへ\n")
    office.write("rounds/r1/hand/kaaaa.png", "ink of 由美")
    office.write("rounds/r1/hand/kbbbb.png", "ink")
    cells = [{"key": key, "number": no} for no, key in enumerate(("kaaaa", "kbbbb"))]
    sheets = {"version": 1, "salt": "s", "sheets": [{"code": "c", "number": 1, "cells": cells}]}
    office.write("rounds/r1/hand/sheets.json", json.dumps(sheets))
    office.write("out/r1/proof.pdf", f"{NAME} {GIVEN}")
    office.done("post", "r1", "--on", "today", "--count", "3")
    return office


def test_nothing_of_the_person_is_left_in_any_file(posted: Office) -> None:
    assert traces(posted.root, NAME, STREET)
    posted.done("erase", "kaaaa", "--yes")
    assert traces(posted.root, NAME, GIVEN, STREET, "あおき") == set()


def test_a_batch_laid_elsewhere_goes_too(printed_office: Office) -> None:
    place = printed_office.root / "usb" / "r1"
    printed_office.done("print", "r1", "--duplex", "-o", str(place))
    printed_office.done("post", "r1", "--on", "today", "--count", "3")
    printed_office.done("erase", "kaaaa", "--yes")
    assert [path.name for path in place.iterdir()] == ["batch.json"]


def test_files_for_a_print_shop_go_too_though_they_bear_no_keys(printed_office: Office) -> None:
    place = printed_office.root / "usb" / "r1"
    printed_office.replace("rounds/r1/round.toml", "{{ call_name }}へ\\n", "")
    printed_office.done("printed", "r1")
    printed_office.done("print", "r1", "--again", "--for", "shop", "--because", "名なし",
                        "-o", str(place))  # fmt: skip
    printed_office.done("post", "r1", "--on", "today", "--count", "3")
    printed_office.done("erase", "kaaaa", "--yes")
    assert [path.name for path in place.iterdir()] == ["batch.json"]


def test_nothing_of_anybody_else_is_touched(posted: Office) -> None:
    book = posted.root / "recipients" / "recipients.csv"
    before = book.read_text("utf-8").splitlines(keepends=True)
    posted.done("erase", "kaaaa", "--yes")
    assert book.read_text("utf-8") == "".join(line for line in before if "kaaaa" not in line)
    assert text_of(posted)["messages.csv"] == "key,message\nkbbbb,健さんへ\n"
    assert (posted.root / "rounds/r1/hand/kbbbb.png").exists()
    (sheet,) = json.loads((posted.root / "rounds/r1/hand/sheets.json").read_text())["sheets"]
    assert [cell["key"] for cell in sheet["cells"]] == ["kbbbb"]
    posted.done("check")


def test_the_ledger_is_whole_and_counts_what_it_counted(posted: Office) -> None:
    def figures() -> list[tuple[str, object]]:
        log = json.loads(posted.done("log", "--json"))
        return [(each["kind"], each["card_no"]) for each in log if each["round"]]

    before = figures()
    posted.done("erase", "kaaaa", "--yes")
    posted.done("verify")
    assert figures() == before


def test_the_paper_about_it_names_nobody_and_gives_the_entry(
    posted: Office, tmp_path: Path
) -> None:
    paper = tmp_path / "certificate.txt"
    said = posted.done("erase", "kaaaa", "--yes", "-o", str(paper))
    entry = json.loads(posted.done("log", "--json"))[-1]
    assert entry["kind"] == "erased"
    assert f"entry {entry['seq']}" in said and paper.read_text("utf-8") == said
    assert "recipients/recipients.csv" in said and "out/r1/1/address.pdf" in said
    assert not any(word in said for word in (NAME, GIVEN, STREET))


def test_an_erased_key_gets_nothing_should_its_row_come_back(posted: Office) -> None:
    book = posted.root / "recipients" / "recipients.csv"
    before = book.read_bytes()
    posted.done("erase", "kaaaa", "--yes")
    book.write_bytes(before)
    posted.write("rounds/r2/round.toml", text_of(posted)["round.toml"])
    plan = json.loads(posted.done("plan", "r2", "--json"))
    assert {"key": "kaaaa", "reason": "stopped"} in plan["left_out"]


def test_an_erased_key_is_not_looked_for_any_more(posted: Office) -> None:
    posted.done("erase", "kaaaa", "--yes")
    posted.write("rounds/r2/round.toml", text_of(posted)["round.toml"])
    assert json.loads(posted.done("plan", "r2", "--json"))["missing"] == []


def test_an_erased_key_takes_no_new_consent(posted: Office) -> None:
    posted.done("erase", "kaaaa", "--yes")
    before = posted.done("log", "--json")
    result = posted.run("consent", "KAAAA", "--basis", "self", "--on", "today")
    assert result.exit_code == 10
    assert "was erased" in result.stderr and "new key" in result.stderr
    assert posted.done("log", "--json") == before


def test_whatever_is_entered_later_an_erased_key_is_not_missed(posted: Office) -> None:
    posted.done("erase", "kaaaa", "--yes")
    posted.done("stop", "kaaaa")
    assert json.loads(posted.done("plan", "r1", "--json"))["missing"] == []


def test_the_plan_says_that_pieces_went_to_people_who_are_gone(posted: Office) -> None:
    posted.done("erase", "kaaaa", "--yes")
    plan = json.loads(posted.done("plan", "r1", "--json"))
    assert plan["posted"] == len(plan["included"]) + plan["departed"] == 3
    assert "1 of the posted pieces went to people who were erased" in posted.done("plan", "r1")


def test_while_a_card_lies_on_paper_nothing_is_erased(printed_office: Office) -> None:
    before = (printed_office.root / "recipients" / "recipients.csv").read_bytes()
    result = printed_office.run("erase", "kaaaa", "--yes")
    assert result.exit_code == 10
    assert "of round r1 may lie here on paper" in result.stderr
    assert (printed_office.root / "recipients" / "recipients.csv").read_bytes() == before
    printed_office.done("stop", "kaaaa")
    printed_office.done("pulled", "r1", "kaaaa")
    printed_office.done("erase", "kaaaa", "--yes")
    assert traces(printed_office.root, NAME, STREET) == set()


def test_a_key_that_is_in_no_file_any_more_is_erased_too(posted: Office) -> None:
    posted.replace("recipients/recipients.csv", "kaaaa,", "kzzzz,")
    posted.done("erase", "kaaaa", "--yes")
    posted.done("erase", "kzzzz", "--yes")
    assert traces(posted.root, NAME, STREET) == set()


def test_a_key_nobody_knows_is_a_slip(posted: Office) -> None:
    assert posted.run("erase", "kqqqq", "--yes").exit_code == 4


def test_without_a_yes_nothing_happens(posted: Office) -> None:
    assert posted.run("erase", "kaaaa").exit_code == 1
    assert "recipients/recipients.csv" in traces(posted.root, NAME)


def test_what_was_cut_off_is_taken_up_by_the_same_command(
    posted: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from outreach.workflow import removal

    def fails(_path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(removal, "remove", fails)
    assert posted.run("erase", "kaaaa", "--yes").exit_code != 0
    monkeypatch.undo()
    posted.done("erase", "kaaaa", "--yes")
    kinds = [each["kind"] for each in json.loads(posted.done("log", "--json"))]
    assert kinds.count("erased") == 1
    assert traces(posted.root, NAME, STREET) == set()


def test_what_a_restore_put_aside_is_cleaned_too(posted: Office, tmp_path: Path) -> None:
    posted.done("backup", str(tmp_path / "kept.zip"))
    posted.replace("recipients/recipients.csv", "青木,由美", "青木,裕美")
    posted.done("restore", str(tmp_path / "kept.zip"))
    posted.done("erase", "kaaaa", "--yes")
    assert traces(posted.root, NAME, STREET) == set()


def test_backups_made_here_are_named_with_their_end(posted: Office, tmp_path: Path) -> None:
    posted.done("backup", str(tmp_path / "kept.zip"))
    assert "kept.zip of 2026-12-09: destroy it on 2027-12-09" in posted.done(
        "erase", "kaaaa", "--yes"
    )


def test_what_a_killed_run_left_behind_goes_too(posted: Office) -> None:
    posted.write(".outreach-x1/unpacked/recipients/recipients.csv", NAME + STREET)
    posted.done("erase", "kaaaa", "--yes")
    assert not (posted.root / ".outreach-x1").exists()


def test_words_of_the_person_elsewhere_are_pointed_out(posted: Office) -> None:
    posted.write("memo.txt", "青木由美さんに電話")
    said = posted.done("erase", "kaaaa", "--yes")
    assert "may still stand in memo.txt" in said
    assert NAME not in said


def test_a_row_of_a_workbook_is_gone_with_its_text(posted: Office) -> None:
    columns = list(RECIPIENT_COLUMNS)[:6]
    book = openpyxl.Workbook()
    for row in (columns, ["kxxxx", "白鳥", "澪"], ["kyyyy", "森", "新"]):
        book.active.append(row)
    path = posted.root / "recipients" / "more.xlsx"
    book.save(path)
    data, count = without_rows(path, "KXXXX", RECIPIENT_COLUMNS)
    path.write_bytes(data)
    assert count == 1
    assert traces(posted.root, "白鳥") == set()
    assert "recipients/more.xlsx" in traces(posted.root, "新")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_row_goes_and_every_other_byte_stays(tmp_path: Path, encoding: str, end: str) -> None:
    lines = ["管理番号,姓,備考", 'k1,"表,能","一行\n二行"', "k2,予,", "", "K1,十,x"]
    path = tmp_path / "book.csv"
    path.write_bytes(end.join(lines).encode(encoding))
    data, count = without_rows(path, "k1", RECIPIENT_COLUMNS)
    assert count == 2
    assert data == (end.join([lines[0], *lines[2:4]]) + end).encode(encoding)


@given(
    st.lists(st.from_regex("[a-z][a-z0-9]{1,5}", fullmatch=True), min_size=1, max_size=6),
    st.integers(0, 5),
)
def test_a_key_leaves_the_list_of_a_round_and_the_others_stay(keys: list[str], at: int) -> None:
    import tomllib

    gone = keys[at % len(keys)]
    listed = ", ".join(f'"{key}"' for key in keys)
    text = f'mailing = "card"\nonly = [{listed}] # {gone}\nauthor = "a"\n'
    after, count = without_only(text, gone.upper())
    assert tomllib.loads(after)["only"] == [key for key in keys if key != gone]
    assert count == keys.count(gone)
    assert after.endswith(f'# {gone}\nauthor = "a"\n')
