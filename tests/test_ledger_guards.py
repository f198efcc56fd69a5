"""What another program can do to the ledger's file: nothing, or nothing unnoticed."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

from outreach.errors import LedgerError
from outreach.ledger import FileConsent, Identity, Ledger, LeftOut, PlannedCard
from outreach.ledger.chain import canonical_data, entry_hash, genesis
from outreach.ledger.schema import MIGRATIONS
from outreach.ledger.sql import EVENT_COLUMNS
from outreach.model.event import ReturnReason
from outreach.model.recipient import Basis
from outreach.model.standing import Reason

DAY = date(2025, 6, 1)
KEYS = ("k1", "k2", "k3", "k4")
PLANNED = range(5, 9)  # the entries of the world below: 1-4 consent, 5-8 planned, 9 left out
LAST = 18


def open_ledger(path: Path, *, expected: bool = True) -> Ledger:
    numbers = count(1)
    return Ledger.open(
        path,
        clock=lambda: datetime(2025, 6, 1, tzinfo=UTC),
        entropy=lambda size: next(numbers).to_bytes(size, "big"),
        expected=expected,
    )


def test_the_rules_of_a_version_never_change() -> None:
    """A ledger keeps the rules it was made with, to the letter: other words need a migration."""
    statements = "\0".join(MIGRATIONS[0]).encode()
    assert hashlib.sha256(statements).hexdigest() == (
        "470011699b4b836e27bf8725b097185a73e5baa8c22e1703cf502e3cbb63ffa2"
    )


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Four cards: 1 posted and come back, 2 posted, 3 made, 4 only planned; k9 left out."""
    path = tmp_path_factory.mktemp("world") / "ledger.db"
    people = [Identity(key, f"name {key}", f"home {key}") for key in KEYS]
    cards = [PlannedCard(no, who, "{}", {}, "", "") for no, who in enumerate(people, start=1)]
    with open_ledger(path, expected=False) as ledger:
        consents = [FileConsent(who, Basis.SELF, DAY) for who in people]
        others = [LeftOut(Identity("k9"), Reason.NO_CONSENT)]
        ledger.freeze("r1", DAY, 1, cards, others, consents)
        ledger.made("r1", DAY, 1, [1, 2, 3], {"side": "both"})
        ledger.post("r1", DAY, 2, held=[3])
        ledger.returned("r1", "k1", ReturnReason.OTHER, DAY)
        assert ledger.head()[0] == LAST
    return path.read_bytes()


@pytest.fixture
def path(original: bytes, tmp_path: Path) -> Path:
    copied = tmp_path / "ledger.db"
    copied.write_bytes(original)
    return copied


@pytest.fixture
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """Return a connection as any database tool opens it: no foreign keys, no recursive triggers."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def person(raw: sqlite3.Connection, key: str) -> str:
    (found,) = raw.execute("SELECT person_id FROM person WHERE key = ?", (key,)).fetchone()
    return str(found)


def insert(
    raw: sqlite3.Connection, kind: str, key: str, how: str = "INSERT", **columns: object
) -> None:
    """Insert an entry that is chained as it should be, apart from what ``columns`` say."""
    (seq, prev) = raw.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    row = {
        "seq": seq + 1, "at": "2025-06-02T00:00:00Z", "on_date": "2025-06-02", "kind": kind,
        "round": "r1", "person_id": person(raw, key), "card_no": int(key[1]), "batch": 1,
        "reverses": None, "data": canonical_data({}), "prev": prev,
    } | columns  # fmt: skip
    values = (*row.values(), entry_hash(tuple(row.values())))
    marks = ", ".join("?" * len(values))
    raw.execute(f"{how} INTO event ({EVENT_COLUMNS}) VALUES ({marks})", values)


REFUSED = {
    "posting a posted card": ("posted", "k2", {}),
    "posting a card nobody made": ("posted", "k4", {}),
    "printing a card nobody made": ("printed", "k4", {}),
    "spoiling a card nobody made": ("spoilt", "k4", {}),
    "holding a card nobody made": ("held", "k4", {}),
    "making a card nobody planned": ("made", "k9", {"card_no": 9}),
    "making a card without a batch": ("made", "k4", {"batch": None}),
    "posting another person's card": ("posted", "k4", {"card_no": 3}),
    "posting a card of no round": ("posted", "k3", {"round": None}),
    "planning a card number of another person": ("planned", "k9", {"card_no": 4, "batch": 2}),
    "planning a second card for a person": ("planned", "k4", {"card_no": 5, "batch": 2}),
    "planning a card twice in a batch": ("planned", "k4", {}),
    "planning a posted card": ("planned", "k2", {"batch": 2}),
    "planning without a number": ("planned", "k4", {"card_no": None, "batch": 2}),
    "planning without a batch": ("planned", "k4", {"batch": None}),
    "leaving out someone of no round": ("left_out", "k9", {"round": None, "card_no": None}),
    "leaving out someone with a card": ("left_out", "k9", {"round": "r2"}),
    "leaving out someone planned": ("left_out", "k4", {"card_no": None}),
    "leaving out someone twice": ("left_out", "k9", {"card_no": None}),
    "a return of a card not posted": ("returned", "k3", {}),
    "a return of a card come back": ("returned", "k1", {}),
    "a kind nobody knows": ("opened", "k1", {}),
    "an entry about nobody": ("reply", "k1", {"person_id": None}),
    "a reversal of nothing": ("reversed", "k1", {}),
    "a reversal of no entry": ("reversed", "k1", {"reverses": 99}),
    "a reversal of someone else's entry": ("reversed", "k1", {"reverses": 2}),
    "a reversal of a freeze": ("reversed", "k1", {"reverses": PLANNED[0]}),
    "a reversal of a posting that came back": ("reversed", "k1", {"reverses": LAST - 2}),
    "a reversal by the wrong kind": ("reply", "k1", {"reverses": 1}),
    "a number too high": ("reply", "k1", {"seq": LAST + 2}),
    "a number already there": ("reply", "k1", {"seq": 3}),
    "a number left to the database": ("reply", "k1", {"seq": None}),
    "an entry not chained": ("reply", "k1", {"prev": "0" * 64}),
    "an entry chained to an older one": ("reply", "k1", {"prev": None}),
}


@pytest.mark.parametrize("how", ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"])
@pytest.mark.parametrize("what", REFUSED)
def test_no_program_can_enter(raw: sqlite3.Connection, path: Path, what: str, how: str) -> None:
    kind, key, columns = REFUSED[what]
    before = path.read_bytes()
    with pytest.raises(sqlite3.IntegrityError):
        insert(raw, kind, key, how, **columns)
    assert path.read_bytes() == before


def test_no_program_can_put_an_entry_in_the_place_of_another(raw: sqlite3.Connection) -> None:
    (prev,) = raw.execute("SELECT hash FROM event WHERE seq = 2").fetchone()
    with pytest.raises(sqlite3.IntegrityError, match="the number after the last"):
        insert(raw, "reply", "k1", "INSERT OR REPLACE", seq=3, prev=prev)


def test_two_reversals_of_one_entry_are_refused(raw: sqlite3.Connection) -> None:
    insert(raw, "reversed", "k3", reverses=3)
    for how in ("INSERT", "INSERT OR REPLACE"):
        with pytest.raises(sqlite3.IntegrityError, match="reversed already"):
            insert(raw, "reversed", "k3", how, reverses=3)


def test_a_proper_entry_by_another_program_is_an_entry(raw: sqlite3.Connection, path: Path) -> None:
    insert(raw, "reply", "k3", data=canonical_data({"prompted": False}))
    with open_ledger(path) as ledger:
        assert ledger.verify() == []


BLOCKED = {
    "changing an entry": "UPDATE event SET kind = 'reply' WHERE seq = 1",
    "replacing an entry": "UPDATE OR REPLACE event SET seq = 2 WHERE seq = 1",
    "deleting an entry": "DELETE FROM event WHERE seq = 18",
    "deleting all entries": "DELETE FROM event",
    "giving a key to someone else": "UPDATE person SET key = 'k8' WHERE key = 'k1'",
    "taking over a key": "UPDATE OR REPLACE person SET key = 'k2' WHERE key = 'k1'",
    "changing a random id": "UPDATE person SET person_id = 'x' WHERE key = 'k1'",
    "changing a salt": "UPDATE person SET salt = x'00' WHERE key = 'k1'",
    "deleting a person": "DELETE FROM person WHERE key = 'k1'",
    "replacing a person": "INSERT OR REPLACE INTO person VALUES ('x', 'k1', x'00', '', '')",
    "replacing an id": "INSERT OR REPLACE INTO person SELECT person_id, 'k8', x'', '', ''"
    " FROM person WHERE key = 'k1'",
    "changing a content": "UPDATE content SET body = 'other' WHERE seq = 5",
    "moving a content": "UPDATE OR REPLACE content SET seq = 6 WHERE seq = 5",
    "deleting a content": "DELETE FROM content",
    "replacing a content": "INSERT OR REPLACE INTO content SELECT seq, person_id, 'other'"
    " FROM content WHERE seq = 5",
    "a content for no card": "INSERT INTO content SELECT 1, person_id, '{}' FROM person",
    "changing the ledger's id": "UPDATE meta SET value = 'x'",
    "replacing the ledger's id": "INSERT OR REPLACE INTO meta VALUES ('id', 'x')",
    "deleting the ledger's id": "DELETE FROM meta",
    "numbering people": "UPDATE person SET rowid = 1",
}


@pytest.mark.parametrize("what", BLOCKED)
def test_no_program_can_succeed_in(raw: sqlite3.Connection, path: Path, what: str) -> None:
    before = path.read_bytes()
    with pytest.raises((sqlite3.IntegrityError, sqlite3.OperationalError)):
        raw.execute(BLOCKED[what])
    assert path.read_bytes() == before


def test_an_upsert_changes_no_entry(raw: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(
            "INSERT INTO event SELECT * FROM event WHERE seq = 1"
            " ON CONFLICT DO UPDATE SET kind = 'reply'"
        )


def test_notes_are_only_emptied(path: Path) -> None:
    with open_ledger(path) as ledger:
        seq = ledger.stop("k2", DAY, note="by letter")
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for sql in (
            "UPDATE note SET body = 'other'",
            "DELETE FROM note",
            f"INSERT OR REPLACE INTO note VALUES ({seq}, 'other')",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                raw.execute(sql)
        raw.execute("UPDATE note SET body = ''")


# -- what only the check can find ----------------------------------------------------------------


def tampered(path: Path, *statements: str) -> list[tuple[str, str]]:
    """Change a ledger as someone would who first removes the guards, and puts them back."""
    with open_ledger(path) as ledger:
        with closing(sqlite3.connect(path, isolation_level=None)) as raw:
            triggers = raw.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            guards = triggers.fetchall()
            for name, _ in guards:
                raw.execute(f"DROP TRIGGER {name}")
            for sql in statements:
                raw.execute(sql)
            for _, sql in guards:
                raw.execute(sql)
        return [(problem.code, str(problem.message)) for problem in ledger.verify()]


CHANGES = {
    "at": "'2024-01-01T00:00:00Z'",
    "on_date": "'2024-01-01'",
    "kind": "'reply'",
    "round": "'r2'",
    "person_id": "(SELECT person_id FROM person WHERE key = 'k9')",
    "card_no": "7",
    "batch": "2",
    "reverses": "1",
    "data": "replace(data, 'message', 'massage')",
    "prev": "'1' || substr(prev, 2) || 'x'",
    "hash": "'x' || substr(hash, 2)",
}


@pytest.mark.parametrize("seq", [PLANNED[0], PLANNED[-1]])
@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_column_is_named_by_its_entry(path: Path, column: str, seq: int) -> None:
    found = tampered(path, f"UPDATE event SET {column} = {CHANGES[column]} WHERE seq = {seq}")
    expected = ("ledger-chain", f"Entry {seq}: it was changed after it was written.")
    assert [problem for problem in found if problem[0] == "ledger-chain"] == [expected]


def test_every_flipped_letter_of_an_entry_is_noticed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        (data,) = raw.execute("SELECT data FROM event WHERE seq = 5").fetchone()
    for at in range(0, len(data), 17):
        flipped = data[:at] + chr(ord(data[at]) ^ 1) + data[at + 1 :]
        quoted = flipped.replace("'", "''")
        found = tampered(path, f"UPDATE event SET data = '{quoted}' WHERE seq = 5")
        assert ("ledger-chain", "Entry 5: it was changed after it was written.") in found


def test_a_number_that_is_missing_is_named(path: Path) -> None:
    found = tampered(path, "DELETE FROM event WHERE seq = 7")
    assert ("ledger-missing", "Entry 7: it is missing.") in found


def test_an_entry_that_is_no_text_any_more_is_named(path: Path) -> None:
    found = tampered(path, "UPDATE event SET round = CAST(x'ff' AS TEXT) WHERE seq = 6")
    assert ("ledger-chain", "Entry 6: it cannot be read.") in found


def test_an_end_that_was_cut_off_is_noticed_by_a_head_noted_before(path: Path) -> None:
    with open_ledger(path) as ledger:
        head = ledger.head()
    assert tampered(path, "DELETE FROM event WHERE seq = 18") == []
    with open_ledger(path) as ledger:
        (problem,) = ledger.verify(head)
        assert (problem.code, problem.where.file) == ("ledger-cut-off", None)
        ledger.reply("k2", DAY)
        assert [problem.code for problem in ledger.verify(head)] == ["ledger-rewritten"]


def test_another_id_does_not_fit_the_chain(path: Path) -> None:
    found = tampered(path, "UPDATE meta SET value = 'other' WHERE name = 'id'")
    assert [code for code, _ in found] == ["ledger-root"]
    root = genesis("other")
    found = tampered(path, f"UPDATE meta SET value = '{root}' WHERE name = 'genesis'")
    assert found[0][1].startswith("Entry 1:")


def test_a_changed_content_is_named_by_its_entry(path: Path) -> None:
    found = tampered(path, "UPDATE content SET body = '{\"other\": 1}' WHERE seq = 6")
    assert found == [("ledger-content", "Entry 6: the content is not the frozen one.")]


def test_a_missing_content_is_named_by_its_entry(path: Path) -> None:
    found = tampered(path, "DELETE FROM content WHERE seq = 6")
    assert found == [("ledger-no-content", "Entry 6: the content of the piece is missing.")]


def test_a_missing_person_is_noticed(path: Path) -> None:
    found = tampered(path, "DELETE FROM person WHERE key = 'k3'")
    assert "ledger-dangling" in [code for code, _ in found]


def rechained(path: Path, *rows: dict[str, object]) -> list[str]:
    """Enter rows no guard would let in, each properly chained; returns what the check says."""
    with open_ledger(path) as ledger:
        with closing(sqlite3.connect(path, isolation_level=None)) as raw:
            (guard,) = raw.execute(
                "SELECT sql FROM sqlite_schema WHERE name = 'event_guarded'"
            ).fetchone()
            raw.execute("DROP TRIGGER event_guarded")
            for row in rows:
                insert(raw, **row)  # type: ignore[arg-type]
            raw.execute(guard)
        return [str(problem.message) for problem in ledger.verify()]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"kind": "posted", "key": "k2"}, ["the piece is posted twice"]),
        ({"kind": "posted", "key": "k4"}, ["the piece was never made"]),
        ({"kind": "made", "key": "k9"}, ["the piece was never planned for this person"]),
        (
            {"kind": "left_out", "key": "k4", "card_no": None},
            ["the person is left out twice, or after having got a piece"],
        ),
        (
            {"kind": "returned", "key": "k3", "data": canonical_data({"reason": "other"})},
            ["the piece came back without having been posted"],
        ),
        (
            {"kind": "planned", "key": "k9", "card_no": 4, "batch": 2},
            ["the piece number belongs to two people", "the content of the piece is missing"],
        ),
        (
            {"kind": "planned", "key": "k4", "card_no": 5, "batch": 2},
            ["the person has two pieces in the round", "the content of the piece is missing"],
        ),
    ],
)
def test_an_impossible_entry_is_named(
    path: Path, row: dict[str, object], expected: list[str]
) -> None:
    assert rechained(path, row) == [f"Entry {LAST + 1}: {words}." for words in expected]


def test_a_posting_after_a_stop_is_named(path: Path) -> None:
    stop = {"kind": "stop", "key": "k3", "round": None, "card_no": None, "batch": None}
    found = rechained(path, stop, {"kind": "posted", "key": "k3"})
    assert found == [f"Entry {LAST + 2}: posted to someone who might not be written to."]


def test_a_ledger_without_its_guards_is_not_opened(path: Path, raw: sqlite3.Connection) -> None:
    with open_ledger(path) as ledger:
        raw.execute("DROP TRIGGER event_never_deleted")
        assert [problem.code for problem in ledger.verify()] == ["ledger-rules"]
    with pytest.raises(LedgerError, match="rules were changed"):
        open_ledger(path)


# -- erasing -------------------------------------------------------------------------------------


def test_erased_content_leaves_the_chain_whole(path: Path) -> None:
    with open_ledger(path) as ledger:
        before = ledger.head()
        ledger.erase("k3")
        assert ledger.head() == before
        assert ledger.verify() == []
        assert [key for _, key, _ in ledger.content("r1", 1)] == ["k1", "k2", "k4"]


def test_erasing_a_person_keeps_their_stop(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.stop("k3", DAY, note="asked by letter")
        ledger.erase("k3")
        assert ledger.standings(["k3"])["k3"].status == "stopped"
        assert not any(ledger.note(event.seq) for event in ledger.events(key="k3"))


def test_what_is_erased_is_not_in_the_file_any_more(path: Path) -> None:
    body = '{"to": "Invented Hamlet 5"}'
    with open_ledger(path) as ledger:
        ledger.consent("k7", DAY, Basis.SELF)
        card = PlannedCard(1, Identity("k7", "somebody", "somewhere"), body, {}, "", "")
        ledger.freeze("r2", DAY, 1, [card], [], [])
        assert body.encode() in path.read_bytes()
        ledger.erase("k7")
    assert body.encode() not in path.read_bytes()


def test_an_erased_person_can_be_entered_again(path: Path) -> None:
    stranger = Identity("k3", "another name", "another home")
    with open_ledger(path) as ledger:
        ledger.erase("k3")
        assert ledger.identity_changed([stranger]) == []
        before = ledger.person_id("k3")
        assert ledger.register([stranger])["k3"] == before
        assert ledger.identity_changed([Identity("k3", "name k3", "home k3")]) == ["k3"]
