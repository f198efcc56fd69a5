"""A round from the first look to the letter box, as it is typed."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner

from outreach.cli.main import cli

if TYPE_CHECKING:
    from tests.conftest import Office

LOG = ["seq", "at", "on", "kind", "round", "key", "card_no", "batch", "reverses", "data"]


def entries(office: Office, *arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(office.done("log", "--json", *arguments))
    return found


def kinds(office: Office, key: str) -> list[object]:
    return [entry["kind"] for entry in entries(office, "--recipient", key)]


def test_the_plan_accounts_for_everyone_and_writes_nothing(office: Office) -> None:
    plan = json.loads(office.done("plan", "r1", "--json"))
    assert plan == {
        "round": "r1",
        "included": [
            {"card_no": 1, "key": "kcccc"},
            {"card_no": 2, "key": "kaaaa"},
            {"card_no": 3, "key": "kbbbb"},
        ],
        "left_out": [{"key": "kdddd", "reason": "no-consent"}],
        "unreadable": 0,
        "unfinished": 0,
        "missing": [],
        "postage_yen": 255,
        "postage": [
            {"stock": "hagaki", "class": "card", "pieces": 3, "yen_each": 85, "yen": 255},
        ],
        "posted": 0,
        "posted_yen": 0,
        "envelope": None,
        "stamps_to_buy": [{"yen": 85, "count": 3, "beside": None}],
    }
    assert not (office.root / "ledger.db").exists()
    said = office.done("plan", "r1", lang="ja")
    assert "出す 3通 ＋ 出さない 1件 ＝ 宛先名簿 4件" in said
    assert "同意がない" in said and "255円" in said


def test_a_stop_between_print_and_post_keeps_the_card_home(printed_office: Office) -> None:
    stopped = printed_office.run("stop", "kaaaa")
    assert "Piece 2 of round r1 may lie here" in stopped.stderr
    refused = printed_office.run("post", "r1", "--on", "today", "--count", "3")
    assert refused.exit_code == 7
    assert "Take out of the stack: 2." in refused.stderr
    assert "outreach pulled r1 kaaaa" in refused.stderr
    printed_office.done("pulled", "r1", "kaaaa")
    printed_office.done("post", "r1", "--on", "2026/12/9", "--count", "2")
    posted = [e["key"] for e in entries(printed_office, "--round", "r1") if e["kind"] == "posted"]
    assert posted == ["kcccc", "kbbbb"]


def test_the_same_print_again_makes_nothing_new(printed_office: Office) -> None:
    before = entries(printed_office)
    assert "there already" in printed_office.done("print", "r1")
    assert entries(printed_office) == before


def test_a_spoilt_card_is_printed_again_for_a_reason(printed_office: Office) -> None:
    printed_office.done("printed", "r1", "--spoilt", "２")
    said = printed_office.done("print", "r1", "--again", "--only", "KAAAA", "--because", "紙づまり")
    assert said.startswith("out/r1/2: the files of 1 card.\n  address.pdf\n")
    assert "outreach post r1 --on today --count 3" in said
    printed_office.done("post", "r1", "--on", "今日", "--count", "3")
    printed_office.done("returned", "r1", "kaaaa", "--reason", "moved", "--on", "today")
    assert kinds(printed_office, "kaaaa")[-3:] == ["printed", "posted", "returned"]


def test_a_mistake_is_undone_and_stays_in_the_books(printed_office: Office) -> None:
    printed_office.done("stop", "kaaaa")
    seq = entries(printed_office)[-1]["seq"]
    printed_office.done("undo", str(seq), "--because", "別の方だった")
    printed_office.done("post", "r1", "--on", "today", "--count", "3")
    reversal = next(e for e in entries(printed_office) if e["kind"] == "reversed")
    assert reversal["reverses"] == seq
    assert "別の方だった" not in printed_office.done("log", "--json")


def test_a_card_kept_back_is_not_posted(printed_office: Office) -> None:
    said = printed_office.done("post", "r1", "--on", "today", "--count", "1", "--held", "1,3")
    assert "Stay here: 1, 3." in said


@pytest.mark.parametrize("typed", ["KAAAA", "ｋａａａａ", "kaaaa"])
def test_a_stop_holds_however_the_key_is_typed(office: Office, typed: str) -> None:
    office.done("stop", typed)
    plan = json.loads(office.done("plan", "r1", "--json"))
    assert {"key": "kaaaa", "reason": "stopped"} in plan["left_out"]


def test_a_stop_for_a_key_nobody_knows_is_entered_and_said(office: Office) -> None:
    result = office.run("stop", "kzzzz")
    assert result.exit_code == 0
    assert "has the key kzzzz" in result.stderr
    assert kinds(office, "kzzzz") == ["stop"]
    assert json.loads(office.done("plan", "r1", "--json"))["missing"] == ["kzzzz"]


def test_a_consent_lifts_a_stop_and_says_where_the_person_stands(office: Office) -> None:
    office.done("stop", "kaaaa")
    said = office.done("consent", "kaaaa", "--basis", "self", "--on", "today", "--how", "電話")
    assert "stands now: consented" in said


def test_a_pause_is_released(office: Office) -> None:
    office.done("pause", "kaaaa", "--until", "2027-02-01")
    shown = office.done("recipients", "show", "kaaaa", lang="ja")
    assert "休止中（2027-02-01 にあらためて尋ねる）" in shown
    office.done("release", "kaaaa", "--because", "本人から電話")
    assert kinds(office, "kaaaa") == ["pause", "release"]


def test_replies_and_letters_are_entered(office: Office) -> None:
    office.done("reply", "kaaaa", "--on", "today", "--prompted")
    office.done("letter", "kaaaa", "--in", "--on", "today")
    assert [entry["data"] for entry in entries(office)] == [
        {"v": 1, "prompted": True},
        {"v": 1, "direction": "in"},
    ]


@pytest.mark.parametrize(("arguments", "words"), [
    (["stop", "kaaaa", "--on", "2026-12-10"], "still to come"),
    (["pause", "kaaaa", "--until", "today"], "not to come"),
    (["printed", "r1", "--spoilt", "3-1"], "3,7-9"),
    (["post", "r1", "--on", "today", "--count", "-1"], "0 or more"),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused(office: Office, arguments: list[str], words: str) -> None:
    result = office.run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_the_log_is_the_same_as_json_as_csv_and_as_a_workbook(printed_office: Office) -> None:
    as_json = entries(printed_office, "--round", "r1")
    assert list(as_json[0]) == LOG
    assert {entry["kind"] for entry in as_json} == {"planned", "left_out", "made"}
    table = list(csv.reader(io.StringIO(printed_office.done("log", "--format", "csv"))))
    assert table[0] == LOG and len(table) == 1 + len(entries(printed_office))
    book = printed_office.root / "log.xlsx"
    printed_office.done("log", "--format", "xlsx", "-o", str(book))
    sheet = openpyxl.load_workbook(book).worksheets[0]
    assert [cell.value for cell in sheet[1]] == LOG
    assert sheet.max_row == len(table)


def test_the_log_names_nobody(printed_office: Office) -> None:
    for form in ("table", "csv", "json"):
        said = printed_office.done("log", "--format", form)
        assert "青木" not in said and "北1条" not in said


@pytest.mark.parametrize("text", ["吉上", "ヨシガミ", "よしがみけん", "旭川市４条", "KBBBB"])
def test_a_person_is_found_by_whatever_one_knows(office: Office, text: str) -> None:
    found = json.loads(office.done("recipients", "find", text, "--json"))
    assert [each["key"] for each in found] == ["kbbbb"]


def test_rows_without_a_key_get_one(office: Office) -> None:
    office.replace("recipients/recipients.csv", "\nkdddd,", "\n,")
    assert office.run("check").exit_code == 4
    assert "recipients/recipients.csv:5" in office.done("recipients", "number")
    office.done("check")


def test_the_address_book_is_written_as_one_file(office: Office) -> None:
    file = office.root / "all.csv"
    office.done("recipients", "export", str(file))
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert office.run("recipients", "export", str(file)).exit_code == 9


def test_a_changed_person_is_confirmed(printed_office: Office) -> None:
    row = "kaaaa,青木,由美,あおき ゆみ,060-0001,北海道,札幌市中央区,北1条西2丁目3-4"
    moved = "kaaaa,白井,由美,しらい ゆみ,001-0024,北海道,札幌市北区,北24条西5丁目1-23"
    printed_office.replace("recipients/recipients.csv", row, moved)
    refused = printed_office.run("print", "r1")
    assert refused.exit_code == 4
    assert "outreach recipients confirm kaaaa" in refused.stderr
    printed_office.done("recipients", "confirm", "kaaaa")
    assert printed_office.run("print", "r1").exit_code == 10


def test_a_proof_shows_the_cards_asked_for(office: Office) -> None:
    said = office.done("proof", "r1", "--only", "KAAAA", "--only", "kbbbb", "--png", lang="ja")
    assert "2通の校正刷り" in said
    assert (office.root / "out/r1/proof-kbbbb-picture.png").exists()
    assert not (office.root / "ledger.db").exists()


def test_check_says_what_it_looked_at(office: Office) -> None:
    assert office.done("check") == "All is well: 4 recipients, 1 round, 1 design.\n"
    assert json.loads(office.done("check", "r1", "--json")) == {"problems": []}


def test_doctor_finds_what_printing_needs(printed_office: Office) -> None:
    findings = json.loads(printed_office.done("doctor", "--json"))["findings"]
    names = [finding["name"] for finding in findings]
    roles = ["fonts-address", "fonts-message", "fonts-credit"]
    assert names[:4] == ["versions", *roles]
    assert names.index("folder") > max(at for at, name in enumerate(names) if "fonts-" in name)
    ledger = next(finding for finding in findings if finding["name"] == "ledger")
    assert ledger["state"] == "well"


def test_options_stand_before_or_after_the_command(office: Office) -> None:
    result = CliRunner().invoke(cli, ["check", "--project", str(office.root), "--lang", "ja"])
    assert result.exit_code == 0
    assert "問題ありません" in result.stdout
