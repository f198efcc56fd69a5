"""Every entry another program could try to write: refused exactly where a plain reading says so.

The rules are read here once more, in Python and without a look at the triggers; then entries of
every kind, about everybody, in every round and with every number are tried against a small ledger.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from outreach.ledger import FileConsent, Identity, LeftOut, PlannedCard
from outreach.ledger.chain import canonical_data, entry_hash
from outreach.ledger.sql import EVENT_COLUMNS
from outreach.model.event import EventKind, ReturnReason
from outreach.model.recipient import Basis
from outreach.model.standing import Reason
from tests.battery.settings import DONE
from tests.battery.work import DAY, open_ledger

OFFICE = {"stamps", "cost", "handed", "tidied"}
ABOUT_CARDS = {"made", "printed", "spoilt", "held", "posted", "returned", "pulled"}
AFTER_MADE = {"printed", "spoilt", "held", "posted", "pulled"}
NEVER_REVERSED = {
    "planned", "left_out", "made", "confirm", "reversed", "handed", "tidied", "erased",
}  # fmt: skip
SECRET = "a-word-nobody-may-find-again"
KEYS = ("k1", "k2", "k3", "k4")


@dataclass(frozen=True)
class Entry:
    """What a rule looks at."""

    kind: str
    round: str | None
    person: str | None
    card: int | None
    batch: int | None
    reverses: int | None
    seq: int = 0


def same(one: object, other: object) -> bool:
    """Return whether both are there and equal: nothing is equal to nothing."""
    return one is not None and one == other


def is_allowed(new: Entry, log: Sequence[Entry]) -> bool:
    """Return whether an entry may follow a log."""
    if new.kind not in set(EventKind) or (new.kind == "reversed") != (new.reverses is not None):
        return False
    if new.kind == "reversed":
        return may_be_reversed(new, log)
    if (new.person is None) != (new.kind in OFFICE):
        return False
    gone = {entry.reverses for entry in log}
    here = [e for e in log if same(e.round, new.round)]
    of_card = [e for e in here if same(e.card, new.card)]
    of_person = [e for e in here if same(e.person, new.person)]
    posted = any(e.kind == "posted" and e.seq not in gone for e in of_person)
    returned = any(e.kind == "returned" and e.seq not in gone for e in of_person)
    planned = [e for e in of_card if e.kind == "planned"]
    if new.kind == "planned":
        return (
            None not in (new.round, new.card, new.batch)
            and all(e.person == new.person and (e.batch or 0) < (new.batch or 0) for e in planned)
            and all(e.card == new.card for e in of_person if e.kind == "planned")
            and not posted
        )
    if new.kind == "left_out":
        known = any(e.kind in ("planned", "left_out") for e in of_person)
        return new.round is not None and new.card is None and not known
    if new.kind not in ABOUT_CARDS:
        return True
    return (
        any(e.person == new.person for e in planned)
        and not (new.kind == "made" and new.batch is None)
        and not (new.kind in AFTER_MADE and all(e.kind != "made" for e in of_card))
        and not (new.kind in ("posted", "pulled") and posted)
        and not (new.kind == "returned" and (not posted or returned))
    )


def may_be_reversed(new: Entry, log: Sequence[Entry]) -> bool:
    gone = {entry.reverses for entry in log}
    target = next((entry for entry in log if entry.seq == new.reverses), None)
    if target is None or target.person != new.person or target.kind in NEVER_REVERSED:
        return False
    came_back = target.kind == "posted" and any(
        e.kind == "returned" and e.seq not in gone and same(e.person, target.person)
        and same(e.round, target.round)
        for e in log
    )  # fmt: skip
    return target.seq not in gone and not came_back


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1 posted and come back, 2 posted, 3 made, 4 planned; k9 left out; something undone."""
    path = tmp_path_factory.mktemp("world") / "ledger.db"
    people = [Identity(key, f"name {key}", f"home {key}") for key in KEYS]
    cards = [PlannedCard(no, who, SECRET, {}, "", "") for no, who in enumerate(people, start=1)]
    with open_ledger(path, random.Random(0)) as ledger:
        stated = [FileConsent(who, Basis.SELF, DAY) for who in people]
        others = [LeftOut(Identity("k9"), Reason.NO_CONSENT)]
        ledger.freeze("r1", DAY, 1, cards, others, stated)
        ledger.made("r1", DAY, 1, [1, 2, 3], {"side": "both"})
        ledger.post("r1", DAY, 2, held=[3])
        ledger.returned("r1", "k1", ReturnReason.OTHER, DAY)
        ledger.undo(ledger.stop("k4", DAY, SECRET), DAY, SECRET)
        ledger.office(EventKind.COST, DAY, {"yen": 1, "what": "ink", "fiscal_year": 2025})
        ledger.office(EventKind.TIDIED, DAY, {"batch": 1}, round_id="r1")
        ledger.confirm(people[1], date(2025, 6, 2))
    return path


@pytest.fixture
def raw(world: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another program's connection to a copy: no setting of ours is on."""
    copy = tmp_path / "ledger.db"
    copy.write_bytes(world.read_bytes())
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        yield connection


def row_of(raw: sqlite3.Connection, entry: Entry) -> tuple[object, ...]:
    """Return an entry as a row that is chained rightly."""
    seq, prev = raw.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    columns = (
        seq + 1, "2025-06-01T00:00:00Z", "2025-06-01", entry.kind, entry.round, entry.person,
        entry.card, entry.batch, entry.reverses, canonical_data({}), prev,
    )  # fmt: skip
    return (*columns, entry_hash(columns))


def is_taken(raw: sqlite3.Connection, row: tuple[object, ...], verb: str = "INSERT") -> bool:
    """Return whether the ledger takes a row; it is taken back at once."""
    raw.execute("SAVEPOINT attack")
    try:
        marks = ", ".join("?" * len(row))
        raw.execute(f"{verb} INTO event ({EVENT_COLUMNS}) VALUES ({marks})", row)
    except sqlite3.IntegrityError:
        return False
    finally:
        raw.execute("ROLLBACK TO attack")
        raw.execute("RELEASE attack")
    return True


def attempts(people: Sequence[str | None], last: int) -> Iterator[Entry]:
    kinds = (*sorted(EventKind), "sent")
    numbers = (None, 1, 2, 3, 4, 5)
    for kind, person, round_id, card in product(kinds, people, ("r1", "r2", None), numbers):
        for batch in (None, 1, 2) if kind in ("planned", "made") else (1,):
            yield Entry(kind, round_id, person, card, batch, None)
        if card == 1:
            yield Entry(kind, round_id, person, card, 1, 1)
    for person, reverses in product(people, range(1, last + 2)):
        yield Entry("reversed", "r1", person, 1, 1, reverses)
        yield Entry("reversed", None, person, None, None, reverses)


@pytest.mark.battery
def test_the_ledger_takes_exactly_the_entries_a_plain_reading_allows(
    raw: sqlite3.Connection,
) -> None:
    rows = raw.execute(
        "SELECT kind, round, person_id, card_no, batch, reverses, seq FROM event ORDER BY seq"
    )
    log = [Entry(*row) for row in rows]
    ids = [row[0] for row in raw.execute("SELECT person_id FROM person ORDER BY key")]
    wrong = []
    raw.execute("BEGIN")  # so that taking an attempt back costs no write
    for entry in attempts([*ids, None], len(log)):
        DONE["entries tried against the guards"] += 1
        if is_taken(raw, row_of(raw, entry), "INSERT OR REPLACE") != is_allowed(entry, log):
            wrong.append(entry)
    assert wrong == []


@pytest.mark.battery
@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"])
def test_an_entry_is_chained_to_the_last_and_has_the_next_number(
    raw: sqlite3.Connection, verb: str
) -> None:
    (person,) = raw.execute("SELECT person_id FROM person WHERE key = 'k4'").fetchone()
    row = row_of(raw, Entry("reply", None, person, None, None, None))
    assert is_taken(raw, row, verb)
    last = int(str(row[0]))
    for number in (1, last - 1, last + 1, None):
        assert not is_taken(raw, (number, *row[1:]), verb)
    for number in (1, 2, last - 1):  # in the place of another, and chained to the one before it
        assert not is_taken(raw, chained_after(raw, number, row), verb)
    assert not is_taken(raw, (*row[:10], "0" * 64, row[11]), verb)
    assert not is_taken(raw, (*row[:10], None, row[11]), verb)


def chained_after(
    raw: sqlite3.Connection, number: int, row: tuple[object, ...]
) -> tuple[object, ...]:
    """Return a row as the entry with a number that there is already, its hashes all right."""
    (prev,) = raw.execute(
        "SELECT coalesce((SELECT hash FROM event WHERE seq = ? - 1),"
        " (SELECT value FROM meta WHERE name = 'genesis'))", (number,)
    ).fetchone()  # fmt: skip
    columns = (number, *row[1:10], prev)
    return (*columns, entry_hash(columns))


NEVER = (
    "UPDATE event SET kind = 'reply' WHERE seq = 1",
    "UPDATE OR REPLACE event SET seq = 2 WHERE seq = 1",
    "DELETE FROM event WHERE seq = 1",
    "DELETE FROM event",
    "UPDATE meta SET value = 'x'",
    "DELETE FROM meta",
    "INSERT OR REPLACE INTO meta VALUES ('id', 'x')",
    "INSERT OR REPLACE INTO meta VALUES ('genesis', 'x')",
    "INSERT OR REPLACE INTO person SELECT 'x', key, salt, '', '' FROM person",
    "INSERT OR REPLACE INTO person SELECT person_id, 'x' || key, salt, '', '' FROM person",
    "UPDATE person SET key = 'x' WHERE key = 'k1'",
    "UPDATE person SET person_id = 'x' WHERE key = 'k1'",
    "UPDATE OR REPLACE person SET key = 'k2' WHERE key = 'k1'",
    "UPDATE person SET salt = x'01' WHERE key = 'k1'",
    "DELETE FROM person",
    "INSERT OR REPLACE INTO content SELECT seq, person_id, 'x' FROM content",
    "INSERT INTO content SELECT seq, person_id, 'x' FROM event WHERE kind = 'consent'",
    "INSERT INTO content SELECT 99, person_id, 'x' FROM event WHERE kind = 'consent' LIMIT 1",
    "UPDATE content SET body = 'x'",
    "UPDATE content SET seq = seq + 100, body = ''",
    "UPDATE content SET person_id = 'x', body = ''",
    "DELETE FROM content",
    "INSERT OR REPLACE INTO note SELECT seq, 'x' FROM note",
    "UPDATE note SET body = 'x'",
    "UPDATE note SET seq = seq + 100, body = ''",
    "DELETE FROM note",
)


@pytest.mark.battery
@pytest.mark.parametrize("statement", NEVER)
def test_what_stands_is_never_changed_removed_or_replaced(
    raw: sqlite3.Connection, statement: str
) -> None:
    before = list(raw.iterdump())
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(statement)
    assert list(raw.iterdump()) == before
    DONE["statements tried against the guards"] += 1


@pytest.mark.battery
def test_what_is_erased_is_nowhere_in_the_file(world: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(world.read_bytes())
    assert SECRET.encode() in path.read_bytes()
    with open_ledger(path, random.Random(1), expected=True) as ledger:
        for key in KEYS:
            ledger.erase(key)
    assert SECRET.encode() not in path.read_bytes()


@pytest.mark.battery
def test_an_entry_about_nobody_known_is_refused(world: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(world.read_bytes())
    with open_ledger(path, random.Random(1), expected=True) as ledger:
        own = ledger._connection
        own.execute("BEGIN")
        row = row_of(own, Entry("stop", None, "nobody", None, None, None))
        own.execute(f"INSERT INTO event ({EVENT_COLUMNS}) VALUES ({', '.join('?' * 12)})", row)
        with pytest.raises(sqlite3.IntegrityError):
            own.execute("COMMIT")
        own.execute("ROLLBACK")
