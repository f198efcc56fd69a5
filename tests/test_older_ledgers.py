"""A ledger made by an earlier version of the program is opened, printed from and posted."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from outreach.errors import ExitCode
from outreach.ledger import schema

if TYPE_CHECKING:
    from tests.conftest import Office

# Version 1 as its program wrote it: the round r1 of the small project, printed and not posted.
FIRST = Path(__file__).parent / "golden" / "ledger-1.sql"


@pytest.fixture
def old_office(office: Office) -> Office:
    """The small project with its ledger of version 1; the files of the batch are gone."""
    with closing(sqlite3.connect(office.root / "ledger.db", isolation_level=None)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
        connection.execute("PRAGMA user_version = 1")
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    return office


def test_a_ledger_of_version_1_verifies(old_office: Office) -> None:
    assert json.loads(old_office.done("verify", "--json"))["problems"] == []


def test_what_version_1_froze_is_printed_and_posted(old_office: Office) -> None:
    assert "the files of 3 cards" in old_office.done("print", "r1")
    assert (old_office.root / "out/r1/1/address.pdf").exists()
    old_office.done("post", "r1", "--on", "today", "--count", "3")
    plan = json.loads(old_office.done("plan", "r1", "--json"))
    assert (plan["posted"], plan["posted_yen"], plan["postage_yen"]) == (3, 255, 255)


def test_a_person_stopped_since_version_1_is_pulled(old_office: Office) -> None:
    old_office.done("stop", "kaaaa")
    assert old_office.run("print", "r1").exit_code == ExitCode.CONSENT
    old_office.done("printed", "r1")
    old_office.done("print", "r1", "--again", "--because", "停止があった")
    old_office.done("pulled", "r1", "kaaaa")
    old_office.done("post", "r1", "--on", "today", "--count", "2")
