"""What a ledger of an earlier version goes through, and who is told that it is in use."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

from outreach.errors import LedgerError
from outreach.ledger import Ledger, schema

FIRST = Path(__file__).parent / "golden" / "ledger-1.sql"
DAY = date(2026, 12, 1)


def opened(path: Path, *, patience: float = 0.0, reading: bool = False) -> Ledger:
    numbers = count(1)
    opening = Ledger.open_for_reading if reading else Ledger.open
    return opening(
        path,
        clock=lambda: datetime(2026, 12, 1, 3, tzinfo=UTC),
        entropy=lambda size: next(numbers).to_bytes(size, "big"),
        expected=path.exists(),
        patience=patience,
    )


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(FIRST.read_text(encoding="utf-8"))
        connection.execute("PRAGMA user_version = 1")
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    yield path


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_reading_an_old_ledger_changes_nothing(old: Path) -> None:
    before = old.read_bytes()
    with opened(old, reading=True) as ledger:
        assert ledger.verify() == []
        assert ledger.head()[0] > 0
    assert old.read_bytes() == before
    assert not old.with_name("ledger.db.version-1").exists()


def test_the_first_entry_migrates_and_keeps_what_was(old: Path) -> None:
    before = old.read_bytes()
    with opened(old) as ledger:
        ledger.stop("k1", DAY)
        assert ledger.verify() == []
    kept = old.with_name("ledger.db.version-1")
    assert (version_of(old), version_of(kept)) == (schema.VERSION, 1)
    with closing(sqlite3.connect(kept)) as copy, closing(sqlite3.connect(":memory:")) as first:
        first.deserialize(before)
        assert list(copy.iterdump()) == list(first.iterdump())


def test_a_migration_that_is_cut_off_leaves_the_old_ledger(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = (*schema.MIGRATIONS[:-1], (*schema.MIGRATIONS[-1], "SELECT no_such_column"))
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    with pytest.raises(sqlite3.OperationalError):
        opened(old)
    monkeypatch.undo()
    assert version_of(old) == 1
    with opened(old) as ledger:
        assert ledger.verify() == []


def test_whoever_comes_second_is_told_who_is_at_it(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with opened(path) as first, opened(path) as second:
        with first.transaction(), pytest.raises(LedgerError) as refused:
            second.stop("k1", DAY)
        said = dict(refused.value.message.values)
        assert said["since"] == "2026-12-01T03:00:00Z"
        assert said["who"]
        second.stop("k1", DAY)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["ledger.db", "ledger.db-journal"]
