"""Another ledger, an older one or a changed one is noticed before anything rests on it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from outreach.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Office

EVERYDAY = (
    ("plan", "r1"), ("today",), ("post", "r1", "--on", "today", "--count", "3"), ("stop", "kaaaa"),
    ("verify",),
)  # fmt: skip


@pytest.mark.parametrize("command", EVERYDAY, ids=lambda command: command[0])
def test_an_older_copy_of_the_ledger_is_refused(
    printed_office: Office, tmp_path: Path, command: tuple[str, ...]
) -> None:
    ledger = printed_office.root / "ledger.db"
    older = shutil.copy(ledger, tmp_path / "older.db")
    printed_office.done("stop", "kbbbb")
    shutil.copy(older, ledger)
    result = printed_office.run(*command)
    assert result.exit_code == ExitCode.LEDGER
    assert "lacks entries that were there before" in result.stderr


@pytest.mark.parametrize("command", EVERYDAY, ids=lambda command: command[0])
def test_another_projects_ledger_is_refused(
    printed_office: Office, tmp_path: Path, command: tuple[str, ...]
) -> None:
    root = printed_office.root
    shutil.copytree(root, tmp_path / "twin")
    (root / "ledger.db").unlink()
    shutil.rmtree(root / ".outreach")
    shutil.rmtree(root / "out")
    printed_office.done("stop", "kbbbb")
    shutil.copy(tmp_path / "twin" / "ledger.db", root / "ledger.db")
    result = printed_office.run(*command)
    assert result.exit_code == ExitCode.LEDGER
    assert "not this project's" in result.stderr


@pytest.mark.parametrize("command", EVERYDAY, ids=lambda command: command[0])
def test_a_ledger_whose_entry_was_changed_is_refused(
    printed_office: Office, command: tuple[str, ...]
) -> None:
    with closing(sqlite3.connect(printed_office.root / "ledger.db")) as connection:
        (guard,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'event_never_changed'"
        ).fetchone()
        connection.execute("DROP TRIGGER event_never_changed")
        connection.execute("UPDATE event SET on_date = '2020-01-01' WHERE seq = 2")
        connection.execute(guard)
        connection.commit()
    result = printed_office.run(*command)
    assert result.exit_code == ExitCode.LEDGER
    assert "Entry 2: it was changed after it was written" in result.stderr


def test_a_restored_ledger_counts_from_then_on(printed_office: Office, tmp_path: Path) -> None:
    root = printed_office.root
    printed_office.done("backup", str(tmp_path / "kept.zip"))
    printed_office.done("stop", "kbbbb")
    (root / "ledger.db").rename(tmp_path / "moved-away.db")
    printed_office.done("restore", str(tmp_path / "kept.zip"))
    printed_office.done("plan", "r1")
