"""What was paid beside postage, by fiscal year."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Office


def add(office: Office, yen: str, on: str, *more: str) -> Any:
    return office.run("cost", "add", yen, "--what", "paper", "--on", on, *more)


def total(office: Office, year: str) -> int:
    return int(json.loads(office.done("cost", "list", "--fiscal-year", year, "--json"))["yen"])


@pytest.mark.parametrize(
    ("on", "year"),
    [("2026-03-31", "2025"), ("2026-04-01", "2026"), ("2026-12-09", "2026")],
)
def test_a_cost_counts_in_the_fiscal_year_of_its_day(office: Office, on: str, year: str) -> None:
    assert add(office, "3000", on).exit_code == 0
    assert total(office, year) == 3000


def test_a_bill_paid_in_april_can_count_in_the_year_before(office: Office) -> None:
    add(office, "1200", "2026-04-10", "--fiscal-year", "2025")
    assert (total(office, "2025"), total(office, "2026")) == (1200, 0)


def test_a_cost_counts_in_no_year_far_from_its_day(office: Office) -> None:
    result = add(office, "1200", "2026-04-10", "--fiscal-year", "2023")
    assert (result.exit_code, "2026" in result.stderr) == (10, True)


def test_a_cost_that_is_undone_counts_no_more(office: Office) -> None:
    add(office, "1200", "today")
    add(office, "500", "today")
    first = json.loads(office.done("cost", "list", "--json"))["costs"][0]["seq"]
    office.done("undo", str(first), "--because", "twice")
    assert total(office, "2026") == 500


def test_the_words_beside_a_cost_stay_out_of_the_chain(office: Office) -> None:
    add(office, "1200", "today", "--because", "厚い紙")
    (cost,) = json.loads(office.done("cost", "list", "--json"))["costs"]
    assert cost["because"] == "厚い紙"
    assert "厚い紙" not in office.done("log", "--json")


@pytest.mark.parametrize("yen", ["0", "-5", "1.5", "many"])
def test_a_cost_is_a_whole_number_of_yen(office: Office, yen: str) -> None:
    assert add(office, yen, "today").exit_code == 2


@pytest.mark.parametrize("yen", ["3,480", "３４８０", "３，４８０円", "¥3,480", "3480円"])
def test_an_amount_is_typed_as_it_stands_on_the_bill(office: Office, yen: str) -> None:
    assert add(office, yen, "today").exit_code == 0
    assert total(office, "2026") == 3480


@pytest.mark.parametrize("yen", ["3,48", "34,80", "3,4800", "1,2,3"])
def test_a_comma_at_the_wrong_place_is_no_amount(office: Office, yen: str) -> None:
    assert add(office, yen, "today").exit_code == 2


@pytest.mark.parametrize("yen", ["-5", "－５円", "▲500"])
def test_an_amount_below_zero_is_told_how_a_cost_is_taken_back(office: Office, yen: str) -> None:
    result = add(office, yen, "today")
    assert (result.exit_code, "outreach undo" in result.stderr) == (2, True)


@pytest.mark.parametrize(("word", "what"), [
    ("用紙", "paper"), ("インク", "ink"), ("ｲﾝｸ", "ink"), ("印刷", "printing"),
    ("交通費", "travel"), ("手数料", "fee"), ("その他", "other"), ("Paper", "paper"),
])  # fmt: skip
def test_what_was_paid_for_is_said_in_japanese_too(office: Office, word: str, what: str) -> None:
    office.done("cost", "add", "100", "--what", word, "--on", "today")
    (cost,) = json.loads(office.done("cost", "list", "--json"))["costs"]
    assert cost["what"] == what


def test_a_cost_is_not_entered_for_a_day_to_come(office: Office) -> None:
    assert add(office, "100", "2027-01-01").exit_code == 2


def test_costs_stand_in_the_report_beside_the_postage_of_what_was_posted(
    printed_office: Office,
) -> None:
    office = printed_office
    office.done("stamps", "buy", "yuki", "--yen", "85", "--count", "50", "--on", "today")
    office.done("post", "r1", "--on", "today", "--count", "3")
    add(office, "1745", "today")
    report = json.loads(office.done("report", "--fiscal-year", "2026", "--internal", "--json"))
    assert [each["thousand_yen"] for each in report["activities"]] == [2]
