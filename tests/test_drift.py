"""Frozen cards that would go out otherwise by now: plan, print and post all say so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Office

TOML = "rounds/n1/round.toml"
BOOK = "recipients/recipients.csv"


def printed_newsletter(office: Office, weight: int = 40) -> None:
    head, *rows = (office.root / BOOK).read_text("utf-8").splitlines()
    rows = [f"{row},newsletter" for row in rows]
    office.write(BOOK, "\n".join((f"{head},mailings", *rows)) + "\n")
    office.write(
        TOML, f'mailing = "newsletter"\npost_on = 2026-12-09\nstock = "naga3"\nweight = {weight}\n'
    )
    office.done("print", "n1")


def wish_envelope(office: Office, key: str) -> None:
    """Note in the address book that a person wants an envelope from now on."""
    head, *rows = (office.root / BOOK).read_text("utf-8").splitlines()
    rows = [f"{row},{'yes' if row.startswith(key) else ''}" for row in rows]
    office.write(BOOK, "\n".join((f"{head},envelope", *rows)) + "\n")


def count_of(office: Office) -> int:
    return len(json.loads(office.done("plan", "n1", "--json"))["included"])


def run(office: Office, *command: str) -> Any:
    return office.run(*command)


def test_a_weight_changed_after_the_freeze_is_told_by_the_plan(office: Office) -> None:
    printed_newsletter(office)
    assert run(office, "plan", "n1").stderr == ""
    office.replace(TOML, "weight = 40", "weight = 80")
    result = run(office, "plan", "n1")
    assert result.exit_code == 0
    assert "at 110 yen each, now" in result.stderr
    assert "outreach print n1 --again --only" in result.stderr


def test_print_names_one_command_for_all_that_differs(office: Office) -> None:
    printed_newsletter(office)
    office.replace(TOML, "weight = 40", "weight = 80")
    result = run(office, "print", "n1")
    assert result.exit_code == 10
    assert (
        result.stderr.count("outreach print n1 --again --only kaaaa --only kbbbb --only kcccc") == 3
    )
    for key in ("kaaaa", "kbbbb", "kcccc"):
        assert f"--only {key}" in result.stderr
    command = result.stderr.split("outreach ")[1].splitlines()[0].replace("…", "weighed").split()
    office.done("printed", "n1")
    office.done(*command)
    assert "frozen" not in run(office, "plan", "n1").stderr


def test_post_says_what_the_weight_of_the_round_asks_now(office: Office) -> None:
    printed_newsletter(office)
    office.replace(TOML, "weight = 40", "weight = 80")
    result = run(office, "post", "n1", "--on", "today", "--count", str(count_of(office)))
    assert (result.exit_code, "180 yen each and not 110" in result.stderr) == (0, True)


def test_post_says_nothing_of_a_weight_that_is_as_it_was(office: Office) -> None:
    printed_newsletter(office)
    result = run(office, "post", "n1", "--on", "today", "--count", str(count_of(office)))
    assert (result.exit_code, result.stderr) == (0, "")


def test_who_wants_an_envelope_now_is_printed_again_says_the_plan(printed_office: Office) -> None:
    office = printed_office
    wish_envelope(office, "kaaaa")
    office.done("pulled", "r1", "kaaaa")
    result = run(office, "plan", "r1")
    assert "outreach print r1 --again --only kaaaa --because …" in result.stderr
    office.done("printed", "r1")
    office.done("print", "r1", "--again", "--only", "kaaaa", "--because", "an envelope")
    assert "--again" not in run(office, "plan", "r1").stderr


def test_a_card_whose_rates_alone_changed_is_not_printed_again(office: Office) -> None:
    office.replace("rounds/r1/round.toml", "2026-12-08", "2024-09-25")
    office.replace(BOOK, "2025-04-01", "2024-04-01")
    office.done("print", "r1")
    office.replace("rounds/r1/round.toml", "2024-09-25", "2024-10-01")
    assert "--again" not in run(office, "plan", "r1").stderr


def test_after_a_stop_print_shows_the_postage_of_the_cards_to_be_posted(
    printed_office: Office,
) -> None:
    printed_office.done("stop", "kaaaa")
    said = printed_office.done("print", "r1")
    assert "Postage: 170 yen" in said
    assert "--count 2" in said


def test_who_stopped_in_the_address_book_is_not_counted_by_print_either(
    printed_office: Office,
) -> None:
    printed_office.replace(BOOK, "person,family", "person,stop")
    said = printed_office.done("print", "r1")
    assert "Postage: 170 yen" in said
    assert "--count 2" in said


@pytest.mark.parametrize("by", ["row", "word"])
def test_today_agrees_with_the_plan_about_who_wants_an_envelope(
    printed_office: Office, by: str
) -> None:
    office = printed_office
    if by == "row":
        wish_envelope(office, "kaaaa")
    else:
        office.done("consent", "kaaaa", "--basis", "self", "--on", "today", "--envelope")
    office.done("pulled", "r1", "kaaaa")
    plan = json.loads(office.done("plan", "r1", "--json"))["stamps_to_buy"]
    assert [(each["yen"], each["count"]) for each in plan] == [(110, 1), (85, 2)]
    said = office.done("today")
    assert "outreach print r1 --again --only kaaaa --because …" in said
    assert "1 of 110 yen" in said
    assert "2 of 85 yen" in said
