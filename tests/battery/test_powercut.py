"""The power fails at every single write: what was acknowledged is there, the rest whole or not."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from outreach.errors import OutreachError, errors_in
from outreach.ledger import connection, schema
from tests.battery.powercut import Connection, Disk, Files, Op, Recorder
from tests.battery.settings import COUNTS, DONE, ROOT, fast_folder
from tests.battery.work import Work, fingerprint, open_ledger

FIRST = ROOT / "tests" / "golden" / "ledger-1.sql"
COMMITS = 14  # of one recording: short ones, so that looking at every state stays quick
TEARS = 4

Settings = Callable[[str], str]


def as_they_are(sql: str) -> str:
    return sql


def with_wal_and_normal(sql: str) -> str:
    changed = {
        "PRAGMA journal_mode = TRUNCATE": "PRAGMA locking_mode = EXCLUSIVE;"
        " PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = EXTRA": "PRAGMA synchronous = NORMAL",
    }
    return changed.get(sql, sql)


def with_delete_and_full(sql: str) -> str:
    changed = {
        "PRAGMA journal_mode = TRUNCATE": "PRAGMA journal_mode = DELETE",
        "PRAGMA synchronous = EXTRA": "PRAGMA synchronous = FULL",
    }
    return changed.get(sql, sql)


@dataclass
class Recording:
    """Everything written; ``acknowledged``: how much of it, and what the ledger held then."""

    start: Files = field(default_factory=dict)
    log: list[Op] = field(default_factory=list)
    acknowledged: list[tuple[int, str]] = field(default_factory=list)


def record(seed: int, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Recording:
    """Let the real ledger work on a recorded disk; every other one begins with version 1."""
    found = Recording()
    recorder = Recorder(found.log)
    rng = random.Random(seed)
    with fast_folder() as folder, monkeypatch.context() as patched:
        path = Path(folder) / "ledger.db"
        if seed % 2:
            with closing(sqlite3.connect(path, isolation_level=None)) as old:
                old.executescript(FIRST.read_text(encoding="utf-8"))
                old.execute("PRAGMA user_version = 1")
                old.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            found.start = {"ledger.db": bytearray(path.read_bytes())}
            found.acknowledged.append((0, fingerprint(path)))
        connect = sqlite3.connect

        def recorded(database: object, **options: object) -> object:
            if database != path:
                return connect(database, **options)  # type: ignore[call-overload]
            return Connection(path, recorder, settings)

        if not seed % 2:
            found.log.append(Op("create", "ledger.db"))
        patched.setattr(connection.sqlite3, "connect", recorded)
        with open_ledger(path, rng) as ledger:
            patched.undo()
            _note(found, ledger)
            work = Work(ledger, rng)
            while len(found.acknowledged) < COMMITS:
                before = len(found.log)
                if work.step() and len(found.log) > before:
                    _note(found, ledger)
    return found


def _note(found: Recording, ledger: object) -> None:
    """Note what the ledger holds at this moment: asked of the open connection itself."""
    digest = hashlib.sha256()
    for table in ("meta", "person", "event", "content", "note"):
        for row in ledger._connection.execute(f"SELECT * FROM {table} ORDER BY 1"):  # type: ignore[attr-defined]
            digest.update(repr(tuple(row)).encode())
    found.acknowledged.append((len(found.log), digest.hexdigest()))


@dataclass
class Outcome:
    """What the states of some recordings showed."""

    states: int = 0
    lost: int = 0
    broken: int = 0
    mixed: int = 0

    @property
    def bad(self) -> int:
        return self.lost + self.broken + self.mixed


def replay(found: Recording, folder: Path, rng: random.Random, outcome: Outcome, most: int) -> None:
    """Cut the power after every write of a recording, in several ways, and look."""
    disk = Disk(found.start)
    seen: set[tuple[str, int]] = set()
    held: dict[str, str] = {}
    for point, op in enumerate((Op("folder"), *found.log)):
        disk.take(op)
        acknowledged = sum(at <= point for at, _ in found.acknowledged)
        ways = [disk.whole(), disk.lost(), *(disk.torn(rng) for _ in range(TEARS))]
        for files in ways if disk.pending else ways[:1]:
            digest = _digest(files)
            if (digest, acknowledged) in seen or outcome.states >= most:
                continue
            seen.add((digest, acknowledged))
            if digest not in held:
                held[digest] = _after(files, folder, expected=acknowledged > 0)
            outcome.states += 1
            _judge(held[digest], found, acknowledged, outcome)


def _digest(files: Files) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name} {len(files[name])} ".encode() + files[name])
    return digest.hexdigest()


def _after(files: Files, folder: Path, *, expected: bool) -> str:
    """Return what a ledger holds that is opened after the cut: a fingerprint, or what is wrong."""
    for old in folder.iterdir():
        old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    path = folder / "ledger.db"
    is_new = not expected and not files.get("ledger.db")
    try:
        with open_ledger(path, random.Random(0), expected=expected) as ledger:
            if errors_in(ledger.verify()):
                return "broken"
    except (OutreachError, sqlite3.Error):
        return "broken"
    return "new" if is_new else fingerprint(path)


def _judge(held: str, found: Recording, acknowledged: int, outcome: Outcome) -> None:
    """Count it well where the ledger holds what was acknowledged, or the one step after it."""
    fingerprints = [fingerprint for _, fingerprint in found.acknowledged]
    if held == "new" or (acknowledged == 0 and held not in ("broken", *fingerprints)):
        outcome.lost += acknowledged > 0  # made, but not named yet: opening it named it anew
    elif held == "broken":
        outcome.broken += 1
    elif held in fingerprints[max(0, acknowledged - 1) : acknowledged + 1]:
        pass
    elif held in fingerprints:
        outcome.lost += 1
    else:
        outcome.mixed += 1


def cut(
    settings: Settings, most: int, folder: Path, monkeypatch: pytest.MonkeyPatch, until_bad: bool
) -> Outcome:
    """Record and replay until enough states were seen, or the first bad ones."""
    outcome, seed = Outcome(), 0
    while outcome.states < most and not (until_bad and outcome.bad):
        found = record(seed, settings, monkeypatch)
        replay(found, folder, random.Random(seed), outcome, most)
        seed += 1
    return outcome


@pytest.mark.battery
def test_a_power_cut_at_any_write_loses_nothing_that_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = cut(as_they_are, COUNTS.cuts, tmp_path, monkeypatch, until_bad=False)
    DONE["states after a power cut"] += outcome.states
    assert outcome.bad == 0, outcome
    assert outcome.states >= COUNTS.cuts


@pytest.mark.battery
@pytest.mark.parametrize("settings", [with_wal_and_normal, with_delete_and_full])
def test_settings_known_to_lose_entries_are_caught_losing_them(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = cut(settings, COUNTS.cuts, tmp_path, monkeypatch, until_bad=True)
    DONE["states of settings that must fail"] += outcome.states
    assert outcome.lost > 0, outcome
