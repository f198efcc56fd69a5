"""The day of a posting: which day can be, and never two cards to one person or home on one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import OFFICE_FILES, Office

TOML = "rounds/r1/round.toml"


def post(office: Office, on: str, *more: str, round_id: str = "r1", count: int = 3) -> Any:
    return office.run("post", round_id, "--on", on, "--count", str(count), *more)


def second_round(office: Office, only: str = "", post_on: str = "2026-12-09") -> None:
    text = (office.root / TOML).read_text("utf-8").replace("2026-12-08", post_on)
    office.write("rounds/r2/round.toml", only + text)
    office.done("print", "r2")


def posted(office: Office, round_id: str) -> set[str]:
    found = json.loads(office.done("log", "--round", round_id, "--json"))
    return {each["key"] for each in found if each["kind"] == "posted"}


@pytest.mark.parametrize("on", ["2026-12-07", "2024-01-01"])
def test_a_round_is_not_posted_before_it_was_there(office: Office, on: str) -> None:
    office.done("print", "r1")  # on the 9th
    result = post(office, on)
    assert (result.exit_code, "2026-12-08" in result.stderr) == (10, True)
    assert posted(office, "r1") == set()


def test_a_round_is_posted_on_its_own_day_though_it_was_frozen_later(office: Office) -> None:
    office.done("print", "r1")
    result = post(office, "2026-12-08")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.fixture(scope="module")
def old_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose round of a Sunday in 2024 was printed afterwards."""
    office = Office(tmp_path_factory.mktemp("old") / "office")
    for name, text in OFFICE_FILES.items():
        office.write(name, text.replace("2026-12-08", "2024-06-16").replace("2025-04", "2024-04"))
    office.done("print", "r1")
    return office.root


@pytest.mark.parametrize(
    ("on", "code", "said"),
    [
        ("2024-06-15", 10, "earliest is 2024-06-16"),
        ("2024-06-16", 0, "a Sunday or a holiday"),
        ("2024-07-15", 0, "the mail moves on from 2024-07-16"),  # 海の日
    ],
)
def test_an_old_round_is_entered_afterwards_and_odd_days_are_told(
    spoken: None, old_once: Path, tmp_path: Path, on: str, code: int, said: str
) -> None:
    shutil.copytree(old_once, tmp_path / "office")
    result = post(Office(tmp_path / "office"), on)
    assert (result.exit_code, said in result.stderr) == (code, True)


def test_a_posting_long_before_the_day_of_its_round_is_told(printed_office: Office) -> None:
    printed_office.replace(TOML, "2026-12-08", "2026-12-17")
    result = post(printed_office, "today")
    assert (result.exit_code, "8 days before the day of the round" in result.stderr) == (0, True)


def test_two_cards_to_one_person_on_one_day_are_told(printed_office: Office) -> None:
    office = printed_office
    office.replace("outreach.toml", "[sender.a]",
                   "[rhythm]\nhousehold_same_day = true\n[sender.a]")  # fmt: skip
    post(office, "today", "--held", "2,3", count=1)
    second_round(office)
    (gone,) = posted(office, "r1")
    told = post(office, "today", round_id="r2")
    assert told.exit_code == 0
    assert "Two cards went to the same person or home" in told.stderr
    assert gone in posted(office, "r2")


def test_the_second_card_goes_on_another_day(printed_office: Office) -> None:
    post(printed_office, "2026-12-08")
    second_round(printed_office)
    assert post(printed_office, "2026-12-09", round_id="r2").exit_code == 0


def test_a_posting_that_was_undone_hinders_no_other(printed_office: Office) -> None:
    office = printed_office
    post(office, "today", "--held", "2,3", count=1)
    entries = json.loads(office.done("log", "--round", "r1", "--json"))
    (seq,) = (each["seq"] for each in entries if each["kind"] == "posted")
    office.done("undo", str(seq), "--because", "the wrong stack")
    second_round(office)
    assert post(office, "today", round_id="r2").exit_code == 0


def test_a_newsletter_may_go_on_the_day_of_a_card(printed_office: Office) -> None:
    office = printed_office
    office.replace("recipients/recipients.csv", "on,call_name", "on,call_name,mailings")
    book = (office.root / "recipients/recipients.csv").read_text("utf-8")
    head, *rows = book.splitlines()
    rows = [f"{row},card;newsletter" for row in rows]
    office.write("recipients/recipients.csv", "\n".join((head, *rows)) + "\n")
    post(office, "today")
    office.write("rounds/n1/round.toml", 'mailing = "newsletter"\npost_on = 2026-12-09\n')
    office.done("print", "n1")
    waiting = json.loads(office.done("plan", "n1", "--json"))["included"]
    assert post(office, "today", round_id="n1", count=len(waiting)).exit_code == 0


def _live_together(office: Office) -> None:
    name = "recipients/recipients.csv"
    office.replace(
        name, "江口,葵,えぐち あおい,040-0063,北海道,函館市,若松町6-7",
        "青木,葵,あおき あおい,060-0001,北海道,札幌市中央区,北1条西2丁目3-4",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rhythm", "code"),
    [
        ("", 10),
        ("[rhythm]\nhousehold_same_day = true\n", 0),
        ('[rhythm]\nhousehold_same_day = ["kaaaa", "kcccc"]\n', 0),
    ],
)
def test_two_cards_reach_one_home_on_one_day_only_where_it_is_wished(
    office: Office, rhythm: str, code: int
) -> None:
    _live_together(office)
    office.replace("outreach.toml", "[sender.a]", f"{rhythm}[sender.a]")
    office.replace(TOML, 'design = "plain"', 'design = "plain"\nonly = ["kaaaa"]')
    office.done("print", "r1")
    text = (office.root / TOML).read_text("utf-8").replace('"kaaaa"', '"kcccc"')
    office.write("rounds/r2/round.toml", text.replace("2026-12-08", "2026-12-09"))
    office.done("print", "r2")
    assert post(office, "today", count=1).exit_code == 0
    result = post(office, "today", round_id="r2", count=1)
    assert result.exit_code == 0
    assert ("Two cards went to the same person or home" in result.stderr) is (code == 10)


@pytest.mark.parametrize(("gap", "told"), [("gap = 10", True), ("spread = 3", False)])
def test_cards_too_few_days_apart_are_told_where_a_gap_is_set(
    printed_office: Office, gap: str, told: bool
) -> None:
    office = printed_office
    second_round(office, post_on="2026-12-30")  # printed for a day that is far enough
    office.replace("outreach.toml", "[sender.a]", f"[rhythm]\n{gap}\n[sender.a]")
    post(office, "2026-12-08")
    office.replace("rounds/r2/round.toml", "2026-12-30", "2026-12-09")
    result = post(office, "2026-12-09", round_id="r2")
    assert (result.exit_code, "Less than 10 days" in result.stderr) == (0, told)
