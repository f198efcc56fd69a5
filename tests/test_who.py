"""Everything held about one person: nothing is left out, and nobody else is in it."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from outreach.model.event import EventKind
from outreach.model.gift import Gift
from outreach.model.words import EVENTS, GIFTS

if TYPE_CHECKING:
    from tests.conftest import Office


def held(office: Office, key: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(office.done("who", key, "--json"))
    return found


@pytest.fixture
def full(printed_office: Office) -> Office:
    """A project in which something about kaaaa stands in every place there is."""
    office = printed_office
    office.replace("recipients/recipients.csv", "call_name\n", "call_name,血液型\n")
    office.replace("recipients/recipients.csv", "ゆみさん\n", "ゆみさん,AB型\n")
    for other in ("けんさん", "あおいさん", "おさむさん"):
        office.replace("recipients/recipients.csv", f"{other}\n", f"{other},\n")
    office.write("rounds/r2/round.toml", 'post_on = 2027-06-08\ndesign = "plain"\nauthor = "けい"\n'
                 'only = ["kaaaa"]\nmessage = "夏です。"\n')  # fmt: skip
    office.write("rounds/r2/messages.csv", "key,message\nkaaaa,蝉の声です。\nkbbbb,麦茶です。\n")
    office.write("rounds/r2/hand/kaaaa.png", "")
    office.done("consent", "kaaaa", "--basis", "family", "--on", "today", "--how", "玄関先で")
    office.done("post", "r1", "--on", "today", "--count", "3")
    office.done("letter", "kaaaa", "--in", "--on", "today")
    return office


def test_every_place_that_names_the_person_is_shown(full: Office) -> None:
    found = held(full, "kaaaa")
    (row,) = found["rows"]
    assert (row["file"], row["line"]) == ("recipients/recipients.csv", 2)
    assert row["cells"]["family_name"] == "青木"
    assert row["cells"]["血液型"] == "AB型"
    kinds = [entry["kind"] for entry in found["entries"]]
    assert kinds == ["consent", "planned", "made", "consent", "printed", "posted", "letter"]
    assert [entry["note"] for entry in found["entries"] if entry["note"]] == ["玄関先で"]
    (piece,) = found["pieces"]
    assert piece["message"] == "ゆみさんへ\n雪がふりました。"
    assert piece["address"]["street"] == "北1条西2丁目3-4"
    assert (piece["round"], piece["card_no"], piece["posted"]) == ("r1", 2, "2026-12-09")
    assert [row["cells"]["message"] for row in found["messages"]] == ["蝉の声です。"]
    assert found["files"] == ["rounds/r2/round.toml", "rounds/r2/hand/kaaaa.png"]
    (printed,) = found["printed"]
    assert printed["folder"] == "out/r1/1"
    assert {"address.pdf", "picture.pdf"} <= {*printed["files"]}
    assert (found["posted"], found["print_shop"], found["hashes"]) == (1, [], True)


def test_nobody_else_is_in_it(full: Office) -> None:
    said = full.done("who", "kaaaa") + full.done("who", "kaaaa", "--json")
    for word in ("𠮷上", "けんさん", "江口", "若松町", "麦茶", "kbbbb", "kcccc"):
        assert word not in said


def test_the_text_holds_what_the_data_holds(full: Office) -> None:
    said = full.done("who", "kaaaa", lang="ja")
    for word in ("青木", "血液型", "AB型", "北1条西2丁目3-4", "雪がふりました。", "蝉の声です。",
                 "玄関先で", "rounds/r2/hand/kaaaa.png", "out/r1/1/batch.csv"):  # fmt: skip
        assert word in said


def test_the_page_for_the_person_is_a_file_in_utf_8(full: Office, tmp_path: Path) -> None:
    page = tmp_path / "kaaaa.txt"
    said = full.done("who", "KAAAA", "-o", str(page))
    assert "青木" not in said
    assert page.read_text(encoding="utf-8") == full.done("who", "kaaaa")
    assert full.run("who", "kaaaa", "-o", str(page)).exit_code == 9


def test_the_page_is_in_words_and_not_in_codes(full: Office) -> None:
    said = full.done("who", "kaaaa", lang="ja")
    assert "（kind）: 本人" in said
    assert "（consent）: ご本人" in said
    assert said.count("（postal_code）: 060-0001") == 2  # the row, and the piece as it was frozen
    assert "〒060-0042 札幌市中央区大通西17丁目9-81" in said
    assert "差出人: ゆきあかり" in said
    assert "（message）: 蝉の声です。" in said
    assert held(full, "kaaaa")["pieces"][0]["address"]["postal_code"] == "0600001"


@pytest.mark.parametrize(
    ("head", "cell", "words"),
    [
        ("gender", "female", "woman"),
        ("性別", "男", "man"),
        ("gender", "未回答", "未回答"),
        ("envelope", "はい", "yes"),
        ("mailings", "card;会報", "card, newsletter"),
        ("mailings", "card;?", "card;?"),
        ("consent", "停止", "stop"),
        ("postal_code", "0600001", "060-0001"),
        ("postal_code", "６０", "６０"),
        ("hand", "pen", "a real pen"),
        ("sender_line", "gone", "gone"),
        ("血液型", "AB", "AB"),
    ],
)
def test_a_cell_is_told_in_words_where_there_are_any(head: str, cell: str, words: str) -> None:
    from outreach.cli.held_cells import meaning

    assert str(meaning(head, cell, {})) == words


def test_nobody_is_said_to_be_in_a_file_of_envelopes_they_are_not_in(office: Office) -> None:
    office.replace("recipients/recipients.csv", "call_name\n", "call_name,envelope\n")
    for name, answer in (("ゆみ", "yes"), ("けん", ""), ("あおい", ""), ("おさむ", "")):
        office.replace("recipients/recipients.csv", f"{name}さん\n", f"{name}さん,{answer}\n")
    office.done("print", "r1")
    inside, outside = (held(office, key)["printed"][0]["files"] for key in ("kaaaa", "kbbbb"))
    assert "envelopes-you2.pdf" in inside
    assert "envelopes-you2.pdf" not in outside
    assert {"address.pdf", "picture.pdf", "batch-sheet.pdf"} <= {*outside}


def test_what_was_erased_is_told_in_the_readers_language(full: Office) -> None:
    full.done("erase", "kaaaa", "--yes")
    said = full.done("who", "kaaaa", lang="ja")
    assert "What it said" not in said


def test_a_key_only_the_ledger_knows_is_found(office: Office) -> None:
    office.done("stop", "kzzzz")
    found = held(office, "KZZZZ")
    assert (found["rows"], found["status"]) == ([], "stopped")
    assert [entry["kind"] for entry in found["entries"]] == ["stop"]


def test_a_row_the_program_cannot_use_is_shown_as_it_is(office: Office) -> None:
    office.replace("recipients/recipients.csv", "060-0001", "６０")
    assert office.run("check").exit_code == 4
    (row,) = held(office, "kaaaa")["rows"]
    assert row["cells"]["postal_code"] == "６０"


def test_a_key_nobody_has_is_refused(office: Office) -> None:
    refused = office.run("who", "kzzzz")
    assert refused.exit_code == 4
    assert "kzzzz" in refused.stderr


def test_what_was_undone_is_held_and_marked(office: Office) -> None:
    office.done("stop", "kaaaa")
    office.done("undo", "1", "--because", "取りちがえ")
    stop, reversal = held(office, "kaaaa")["entries"]
    assert (stop["undone"], reversal["note"]) == (2, "取りちがえ")
    assert "undone by entry 2" in office.done("who", "kaaaa")


def test_files_for_a_print_shop_are_told(office: Office) -> None:
    office.replace("rounds/r1/round.toml", "{{ call_name }}へ\\n", "")
    office.done("print", "r1", "--for", "shop", "--side", "picture")
    assert held(office, "kaaaa")["print_shop"] == [{"round": "r1", "batch": 1, "side": "picture"}]
    assert "print shop may have got" in office.done("who", "kaaaa")


def test_files_for_a_print_shop_are_found_though_they_bear_no_keys(office: Office) -> None:
    office.replace("rounds/r1/round.toml", "{{ call_name }}へ\\n", "")
    office.done("print", "r1", "--for", "shop")
    assert "kaaaa" not in (office.root / "out/r1/1/batch.csv").read_text(encoding="utf-8-sig")
    (printed,) = held(office, "kaaaa")["printed"]
    assert printed["files"] == ["picture.pdf"]


def test_a_file_that_cannot_be_read_is_named(full: Office) -> None:
    full.write("out/r1/1/batch.csv", "no such heading\n")
    found = held(full, "kaaaa")
    assert found["unread"] == ["out/r1/1/batch.csv"]
    assert "out/r1/1/batch.csv cannot be read" in full.done("who", "kaaaa")


def test_asking_writes_nothing(full: Office) -> None:
    before = sorted((path, path.read_bytes()) for path in full.root.rglob("*") if path.is_file())
    full.done("who", "kaaaa")
    full.done("today")
    after = sorted((path, path.read_bytes()) for path in full.root.rglob("*") if path.is_file())
    assert after == before


# -- the log beside it ----------------------------------------------------------------------------


def test_the_log_is_cut_by_days(full: Office) -> None:
    full.done("letter", "kbbbb", "--in", "--on", "2020-01-01")
    every = json.loads(full.done("log", "--json"))
    early = json.loads(full.done("log", "--json", "--until", "2020-12-31"))
    late = json.loads(full.done("log", "--json", "--since", "2021-01-01"))
    assert [each["on"] for each in early] == ["2020-01-01"]
    assert [*early, *late] != [] and len(early) + len(late) == len(every)


def test_the_log_of_a_key_nobody_has_is_refused(full: Office) -> None:
    refused = full.run("log", "--recipient", "kaaab")
    assert refused.exit_code == 4
    assert "Did you mean kaaaa?" in refused.stderr
    assert full.run("log", "--recipient", "kdddd").exit_code == 0


def test_a_log_that_ends_before_it_begins_is_a_slip(full: Office) -> None:
    slip = full.run("log", "--since", "2026-12-02", "--until", "2026-12-01")
    assert slip.exit_code == 2
    assert "--since is later than --until" in slip.stderr
    full.done("log", "--since", "2026-12-01", "--until", "2026-12-01")


def test_every_kind_of_entry_has_words() -> None:
    assert {*EVENTS} == {*EventKind}
    assert {*GIFTS} == {*Gift}


def test_the_log_tells_what_stands_with_an_entry(full: Office, tmp_path: Path) -> None:
    for line, words in (
        ("moved kaaaa --on 2026-12-01", "moved house (until 2027-12-01)"),
        ("returned r1 kaaaa --reason expired --on today", "came back (not fetched in time)"),
        ("reply kaaaa --on today --kind thanks --prompted", "reply (thanks, somebody told them"),
        ("letter kaaaa --out --on today --continuing", "letter (went out, one of several)"),
    ):
        full.done(*line.split())
        assert words in full.done("log", "--recipient", "kaaaa")


def test_the_log_says_the_same_in_every_format(full: Office, tmp_path: Path) -> None:
    full.done("wish", "kaaaa", "less", "--days", "40")
    full.done("moved", "kaaaa", "--on", "2026-12-01")
    entries = json.loads(full.done("log", "--json", "--since", "today"))
    rows = list(
        csv.DictReader(io.StringIO(full.done("log", "--format", "csv", "--since", "today")))
    )
    assert [row["kind"] for row in rows] == [entry["kind"] for entry in entries]
    assert [json.loads(row["data"]) for row in rows] == [entry["data"] for entry in entries]
    full.done("log", "--format", "xlsx", "--since", "today", "-o", str(tmp_path / "log.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "log.xlsx").worksheets[0]
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == [row["kind"] for row in rows]
    assert "fewer cards" in full.done("log", "--since", "today")


def test_a_copy_of_the_project_tells_the_same(full: Office, tmp_path: Path) -> None:
    from tests.conftest import Office

    shutil.copytree(full.root, tmp_path / "copy")
    assert Office(tmp_path / "copy").done("who", "kaaaa") == full.done("who", "kaaaa")
