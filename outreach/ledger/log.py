"""The append-only log of events: transactions, the chain, and reading back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar

from outreach.errors import StateError
from outreach.ledger.chain import canonical_data, entry_hash
from outreach.ledger.connection import plain_words
from outreach.ledger.holder import in_use, leave_note, take_note_away
from outreach.ledger.invariants import broken
from outreach.ledger.records import Clock, Entropy
from outreach.ledger.sql import EVENT_COLUMNS, EVENT_FIELDS
from outreach.model.event import Event, EventKind, NewEvent
from outreach.phrase import phrase

CHUNK = 1000  # how many people or cards are looked at together

T = TypeVar("T")

_INSERT = f"INSERT OR FAIL INTO event ({EVENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_EVENT = f"SELECT {EVENT_FIELDS}, p.key FROM event e LEFT JOIN person p USING (person_id)"


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield the items in lists of at most ``CHUNK``."""
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def event_of(row: tuple[Any, ...]) -> Event:
    """Return the Event of a row of seq … data, key."""
    seq, at, on, kind, round_id, person_id, card_no, batch, reverses, data, key = row
    return Event(
        seq, at, date.fromisoformat(on), EventKind(kind), round_id, person_id, card_no, batch,
        reverses, json.loads(data), key,
    )  # fmt: skip


class EventLog:
    """The ledger as far as the log goes; a context manager that closes the file."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock, entropy: Entropy) -> None:
        self._connection = connection
        self._clock = clock
        self._entropy = entropy
        self._touched: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @property
    def id(self) -> str:
        """Return the random id this ledger was given when it was created."""
        return str(self._one("SELECT value FROM meta WHERE name = 'id'")[0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything inside or nothing; takes the write lock at once, before anything is read.

        One inside another is a part of it that can fail alone.

        Raises:
            LedgerError: another program holds the ledger.
            OutputError: the disk is full or may not be written.
        """
        nested = self._connection.in_transaction
        begin, commit, rollback = (
            ("SAVEPOINT inner", "RELEASE inner", ("ROLLBACK TO inner", "RELEASE inner"))
            if nested
            else ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
        )
        with plain_words():
            self._begin(begin, nested=nested)
            try:
                yield
                if not nested:
                    self._refuse_broken()
                self._connection.execute(commit)
            except BaseException:
                self._roll_back(rollback)
                raise
            finally:
                if not nested:
                    take_note_away(self._connection)

    def _begin(self, statement: str, *, nested: bool) -> None:
        try:
            self._connection.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise in_use(self._connection) from error
            raise
        if not nested:
            self._touched.clear()  # of a transaction that was taken back
            leave_note(self._connection, self._now())

    def _now(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _refuse_broken(self) -> None:
        """Look once more at every round that was touched: the last guard before it is for ever."""
        rounds, self._touched = self._touched, set()
        for round_id in sorted(rounds):
            for _, seq, what in broken(self._connection, round_id):
                raise StateError(
                    phrase("The ledger refuses entry {seq}: {what}.", seq=seq, what=what)
                )

    def _roll_back(self, statements: Iterable[str]) -> None:
        for statement in statements:
            if self._connection.in_transaction:  # a full disk makes SQLite roll back by itself
                self._connection.execute(statement)

    def append(self, events: Iterable[NewEvent]) -> list[int]:
        """Write the events at the end of the chain and return their numbers; in a transaction.

        Raises:
            StateError: a guard of the ledger refuses one of them.
        """
        if not self._connection.in_transaction:
            raise RuntimeError("append belongs in a transaction")
        before, prev = self.head()
        at = self._now()
        with plain_words():
            self._connection.executemany(_INSERT, _chained(self._noting(events), before, prev, at))
        return list(range(before + 1, self.head()[0] + 1))

    def _noting(self, events: Iterable[NewEvent]) -> Iterator[NewEvent]:
        for event in events:
            if event.round is not None:
                self._touched.add(event.round)
            yield event

    def head(self) -> tuple[int, str]:
        """Return number and hash of the last entry; of an empty ledger 0 and its root."""
        row = self._first("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")
        row = row or self._one("SELECT 0, value FROM meta WHERE name = 'genesis'")
        return int(row[0]), str(row[1])

    def noted(self, seq: int | None, digits: str) -> tuple[int, str] | None:
        """Return number and hash of the entry whose hash begins with digits that were noted.

        Args:
            seq: its number where that was noted too; then None comes back for no other reason
                than that there is no such entry, or another one.
            digits: the first digits of its hash, or all of them.
        """
        span = (seq, seq) if seq is not None else (1, self.head()[0])
        row = self._first(
            "SELECT seq, hash FROM event WHERE seq BETWEEN ? AND ? AND substr(hash, 1, ?) = ?",
            *span, len(digits), digits,
        )  # fmt: skip
        return (int(row[0]), str(row[1])) if row else None

    def event(self, seq: int) -> Event | None:
        """Return an entry by its number."""
        row = self._first(f"{_EVENT} WHERE e.seq = ?", seq)
        return event_of(row) if row else None

    def events(self, *, round: str | None = None, key: str | None = None) -> Iterator[Event]:
        """Yield the entries in order, all or those of a round, of a key, or of both."""
        wanted = [
            (clause, value)
            for clause, value in (("e.round = ?", round), ("p.key = ?", key))
            if value is not None
        ]
        where = "".join(f" {'AND' if at else 'WHERE'} {w[0]}" for at, w in enumerate(wanted))
        for row in self._rows(f"{_EVENT}{where} ORDER BY e.seq", *(value for _, value in wanted)):
            yield event_of(row)

    def _rows(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with plain_words():
            # Not "yield from": left unfinished, it would close the cursor of a closed file.
            for row in self._connection.execute(sql, values):  # noqa: UP028
                yield row

    def _first(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        return next(self._rows(sql, *values), None)

    def _one(self, sql: str, *values: object) -> tuple[Any, ...]:
        return next(self._rows(sql, *values))


def _chained(
    events: Iterable[NewEvent], seq: int, prev: str, at: str
) -> Iterator[tuple[object, ...]]:
    for event in events:
        seq += 1
        columns = (
            seq, at, event.on.isoformat(), event.kind, event.round, event.person_id,
            event.card_no, event.batch, event.reverses, canonical_data(event.data), prev,
        )  # fmt: skip
        prev = entry_hash(columns)
        yield (*columns, prev)
