"""Checking a ledger from the first entry to the last; every check is a query or one pass."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby

from outreach.errors import ExitCode, Problem
from outreach.ledger import schema
from outreach.ledger.chain import entry_hash, genesis, salted
from outreach.ledger.invariants import broken
from outreach.ledger.log import event_of
from outreach.ledger.sql import EVENT_COLUMNS, EVENT_FIELDS, among
from outreach.ledger.standing import STANDING_KINDS, reason_against, standing_of
from outreach.model.event import Event, EventKind
from outreach.model.recipient import Kind
from outreach.phrase import Phrase, phrase

# Each entry as the chain has it, as a JSON list made by SQLite.
_LINKS = (
    "SELECT seq, prev, hash, json_array(seq, at, on_date, kind, round, person_id, card_no, batch,"
    " reverses, data, prev) FROM event WHERE seq > ? ORDER BY seq"
)

_KIND_OF_POSTED = (
    "(SELECT json_extract(q.data, '$.kind') FROM event q WHERE q.person_id = e.person_id"
    " AND q.kind = 'planned' AND q.round = e.round ORDER BY q.seq DESC LIMIT 1)"
)
_CHANGED = among(
    {*STANDING_KINDS, EventKind.REVERSED} - {EventKind.CONSENT}  # somebody said more than yes
)
_BEFORE_ANY_CONSENT = (
    "SELECT e.seq FROM event e WHERE e.kind = 'posted' AND NOT EXISTS (SELECT 1 FROM event c"
    " WHERE c.person_id = e.person_id AND c.kind = 'consent' AND c.seq < e.seq) AND NOT EXISTS"
    f" (SELECT 1 FROM event c WHERE c.person_id = e.person_id AND c.kind IN {_CHANGED})"
    f" AND {_KIND_OF_POSTED} IS NOT '{Kind.ORGANISATION}'"
)
_OF_CHANGING_MINDS = (
    f"SELECT {EVENT_FIELDS}, CASE e.kind WHEN 'posted' THEN {_KIND_OF_POSTED} END FROM event e"
    f" WHERE e.kind IN {among({*STANDING_KINDS, EventKind.POSTED, EventKind.REVERSED})}"
    f" AND e.person_id IN (SELECT person_id FROM event WHERE kind IN {_CHANGED})"
    " ORDER BY e.person_id, e.seq"
)


def verify(connection: sqlite3.Connection, head: tuple[int, str] | None = None) -> list[Problem]:
    """Return everything that is wrong with a ledger.

    Args:
        connection: an open ledger.
        head: number and hash of an entry noted elsewhere, which must still be there.
    """
    found: list[Problem] = []
    try:
        for check in (_damage, _rules, _chain):
            found += check(connection)
        found += _cut_off(connection, head)
        if not found:  # what entries say is only worth reading if they are the ones written
            for check in (_contents, _broken_invariants, _unasked):
                found += check(connection)
    except (sqlite3.DatabaseError, ValueError, KeyError) as error:
        what = type(error).__name__  # its words might quote what was stored
        found.append(_problem("unreadable", phrase("The file cannot be read: {what}.", what=what)))
    return found


def _problem(code: str, message: Phrase) -> Problem:
    hint = phrase("Restore the latest backup that verifies: outreach restore FILE.")
    return Problem(ExitCode.LEDGER, f"ledger-{code}", message, hint)


def _wrong(code: str, seq: int, what: Phrase) -> Problem:
    return _problem(code, phrase("Entry {seq}: {what}.", seq=seq, what=what))


def _damage(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (what,) in connection.execute("PRAGMA integrity_check(10)"):
        if what != "ok":
            yield _problem("damaged", phrase("The file is damaged: {what}.", what=what))
    (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    for table, row, parent, _ in broken[:10]:
        yield _problem("dangling", _what_is_gone(table, row, parent, last))


def _what_is_gone(table: str, row: int, parent: str, last: int) -> Phrase:
    """Return in a coordinator's words what a row rests on and misses; its number is an entry's."""
    if parent == "person":
        return phrase("Entry {seq} is about a person of whom nothing is left.", seq=row)
    if table == "event":
        return phrase("Entry {seq} takes back an entry that is missing.", seq=row)
    if row > last:
        return phrase("An entry at the end is missing: {seq}. Only what was kept beside it is "
                      "left; the ledger ends with entry {last}.", seq=row, last=last)  # fmt: skip
    return phrase("Entry {seq} is missing; only what was kept beside it is left.", seq=row)


def _rules(connection: sqlite3.Connection) -> Iterator[Problem]:
    differing = schema.described(connection) ^ schema.expected()
    for name in sorted({name for _, name, _ in differing}):
        yield _problem("rules", phrase("The rule or table {name} was changed.", name=name))


def newest(connection: sqlite3.Connection, count: int) -> list[Problem]:
    """Return what is wrong with the chain of the last ``count`` entries; the first is named."""
    (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
    return list(_chain(connection, max(last - count, 0)))


def _chain(connection: sqlite3.Connection, before: int = 0) -> Iterator[Problem]:
    """Name the first entry after ``before`` that is not what its own hash and the last one say."""
    meta = dict(connection.execute("SELECT name, value FROM meta").fetchall())
    prev = meta.get("genesis", "")
    if prev != genesis(meta.get("id", "")):
        yield _problem("root", phrase("The ledger's id and the root of its chain do not agree."))
    if before:
        row = connection.execute("SELECT hash FROM event WHERE seq = ?", (before,)).fetchone()
        prev = row[0] if row else ""
    try:
        for seq, linked, hash_, text in connection.execute(_LINKS, (before,)):
            if seq != before + 1:
                yield _wrong("missing", before + 1, phrase("it is missing"))
                return
            if linked != prev or not _is_hash_of(hash_, text, connection, seq):
                yield _wrong("chain", seq, phrase("it was changed after it was written"))
                return
            before, prev = seq, hash_
    except sqlite3.DatabaseError:
        yield _wrong("chain", before + 1, phrase("it cannot be read"))


def _is_hash_of(hash_: str, text: str, connection: sqlite3.Connection, seq: int) -> bool:
    """Return whether an entry has this hash; SQLite's JSON, far quicker, is nearly always ours."""
    if hashlib.sha256(text.encode()).hexdigest() == hash_:
        return True
    row = connection.execute(f"SELECT {EVENT_COLUMNS} FROM event WHERE seq = ?", (seq,)).fetchone()
    return entry_hash(row[:-1]) == hash_


def _cut_off(connection: sqlite3.Connection, head: tuple[int, str] | None) -> Iterator[Problem]:
    if head is None or head[0] == 0:
        return
    row = connection.execute("SELECT hash FROM event WHERE seq = ?", head[:1]).fetchone()
    if row is None:
        yield _wrong("cut-off", head[0], phrase("it was there before; the end was cut off"))
    elif row[0] != head[1]:
        yield _wrong("rewritten", head[0], phrase("it is another one than was noted before"))


def _contents(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Compare each content that is not erased with the hash its card was frozen with."""
    rows = connection.execute(
        "SELECT e.seq, p.salt, c.body, json_extract(e.data, '$.content') FROM content c"
        " JOIN event e ON e.seq = c.seq JOIN person p ON p.person_id = e.person_id"
        " WHERE c.body <> '' AND length(p.salt) > 0 ORDER BY e.seq"
    )
    for seq, salt, body, frozen in rows:
        if salted(salt, "content", body) != frozen:
            yield _wrong("content", seq, phrase("the content is not the frozen one"))


def _broken_invariants(connection: sqlite3.Connection) -> Iterator[Problem]:
    for code, seq, what in broken(connection):
        yield _wrong(code, seq, what)


def _unasked(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Name each posting to someone who, at that entry, might not be written to.

    Whoever only ever consented is asked about in one query; the others are folded one by one.
    """
    plain = [seq for (seq,) in connection.execute(_BEFORE_ANY_CONSENT)]
    rows = connection.execute(_OF_CHANGING_MINDS)
    for seq in sorted({*plain, *_posted_against(map(event_of, rows))}):
        yield _wrong("unasked", seq, phrase("posted to someone who might not be written to"))


def _posted_against(events: Iterable[Event]) -> Iterator[int]:
    """Yield the postings against what was said before them: one person's after another's.

    ``key`` holds the kind of recipient.
    """
    for _, theirs in groupby(events, key=lambda event: event.person_id):
        said: list[Event] = []
        for event in theirs:
            if event.kind is EventKind.REVERSED:
                said = [earlier for earlier in said if earlier.seq != event.reverses]
            elif event.kind is not EventKind.POSTED:
                said.append(event)
            elif reason_against(standing_of(said), event.key != Kind.ORGANISATION):
                yield event.seq
