"""Printed files go when their time is over, and never while anything may still be posted."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.cli import outside
from tests.conftest import OFFICE_DAY

if TYPE_CHECKING:
    from tests.conftest import Office


@pytest.fixture
def posted(printed_office: Office) -> Office:
    printed_office.done("post", "r1", "--on", "today", "--count", "3")
    printed_office.write("out/r1/proof.pdf", "a preview")
    return printed_office


def days_later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    monkeypatch.setattr(outside, "today", lambda: OFFICE_DAY + timedelta(days=days))


def lying(office: Office) -> list[str]:
    out = office.root / "out"
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


def test_ninety_days_after_the_posting_only_the_trace_is_left(
    posted: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    days_later(monkeypatch, 89)
    posted.done("tidy")
    assert "r1/1/address.pdf" in lying(posted)
    days_later(monkeypatch, 90)
    posted.done("tidy")
    assert lying(posted) == ["r1/1/batch.json"]


def test_it_is_entered_which_files_went(posted: Office) -> None:
    posted.done("tidy", "--days", "0")
    log = json.loads(posted.done("log", "--json"))
    tidied = [each for each in log if each["kind"] == "tidied"]
    assert [(each["round"], each["data"]["batch"]) for each in tidied] == [("r1", 0), ("r1", 1)]
    posted.done("tidy", "--days", "0")
    assert len(json.loads(posted.done("log", "--json"))) == len(log)


def test_the_days_of_the_settings_count(posted: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = (posted.root / "outreach.toml").read_text("utf-8")
    posted.write("outreach.toml", f"{settings}[keep]\ndays = 10\n")
    days_later(monkeypatch, 10)
    posted.done("tidy")
    assert lying(posted) == ["r1/1/batch.json"]


def test_a_dry_run_removes_nothing(posted: Office) -> None:
    before = lying(posted)
    shown = json.loads(posted.done("tidy", "--days", "0", "--dry-run", "--json"))
    assert [each["round"] for each in shown] == ["r1"]
    assert "out/r1/1/address.pdf" in shown[0]["files"]
    assert lying(posted) == before


def test_what_is_not_posted_stays(printed_office: Office) -> None:
    before = lying(printed_office)
    printed_office.done("tidy", "--days", "0")
    assert lying(printed_office) == before


def test_one_card_held_back_keeps_the_files_of_all(printed_office: Office) -> None:
    printed_office.done("post", "r1", "--on", "today", "--count", "2", "--held", "2")
    before = lying(printed_office)
    printed_office.done("tidy", "--days", "0")
    assert lying(printed_office) == before


def test_a_posting_that_was_undone_keeps_the_files(posted: Office) -> None:
    log = json.loads(posted.done("log", "--json"))
    last = max(each["seq"] for each in log if each["kind"] == "posted")
    posted.done("undo", str(last), "--because", "まちがい")
    before = lying(posted)
    posted.done("tidy", "--days", "0")
    assert lying(posted) == before


def test_a_lost_ledger_is_still_noticed_afterwards(posted: Office) -> None:
    posted.done("tidy", "--days", "0")
    (posted.root / "ledger.db").unlink()
    (posted.root / ".outreach" / "id").unlink()
    assert posted.run("plan", "r1").exit_code == 8


def test_the_doctor_reminds(posted: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    days_later(monkeypatch, 100)
    findings = json.loads(posted.done("doctor", "--json"))["findings"]
    (found,) = [each for each in findings if each["name"] == "tidy"]
    assert found["state"] == "warning" and "r1" in found["message"]
