"""What people decide and do outside a round: consent, stop, pause, replies, and taking back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from outreach.errors import StateError
from outreach.ledger.connection import plain_words
from outreach.ledger.people import People
from outreach.ledger.records import Identity
from outreach.ledger.sql import STANDS
from outreach.model.event import Event, EventKind, NewEvent, Wish
from outreach.model.recipient import Basis
from outreach.model.words import EVENTS
from outreach.phrase import phrase

_NEVER_UNDONE = {
    EventKind.PLANNED: phrase("a frozen piece stays frozen; make it again with print --again"),
    EventKind.LEFT_OUT: phrase("whom a frozen round left out stays in the books"),
    EventKind.MADE: phrase("the files exist; say printed --spoilt if the paper is no good"),
    EventKind.CONFIRM: phrase("who the key named before is no longer known; confirm again"),
    EventKind.REVERSED: phrase("a reversal is not reversed; enter again what happened"),
    EventKind.HANDED: phrase("the project is elsewhere; take it back with baton take"),
    EventKind.TIDIED: phrase("the files are gone; print makes them again"),
    EventKind.ERASED: phrase("what was erased is gone"),
}
_NONE: Mapping[str, object] = MappingProxyType({})

# An entry another one rests on is undone after it.
_RESTS_ON = {EventKind.POSTED: EventKind.RETURNED, EventKind.PRINTED: EventKind.POSTED}


class Decisions(People):
    """The ledger as far as decisions go.

    Each works for a key in no file too: a stop must not fail because a row is gone. Free words go
    to a side table that can be emptied, never into the chain.
    """

    def consent(
        self, key: str, on: date, basis: Basis, note: str = "", terms: Mapping[str, object] = _NONE
    ) -> int:
        """Enter a consent; lifts an earlier stop and a pause; their own no only if it is their own.

        ``terms`` may say how it was given, its scope (mailings), envelope (only in one), review.
        """
        data = {"basis": basis, "source": "command", **terms}
        return self._decide(key, EventKind.CONSENT, on, data, note)

    def stop(self, key: str, on: date, note: str = "", by: Basis | None = None) -> int:
        """Enter that nothing more may be sent; needs no reason and works at once."""
        return self._decide(key, EventKind.STOP, on, {"by": by} if by else {}, note)

    def wish(self, key: str, on: date, wish: Wish, note: str = "", **data: object) -> int:
        """Enter a wish about rhythm, author or rest, with its days, until, not, or cards."""
        return self._decide(key, EventKind.WISH, on, {"wish": wish, **data}, note)

    def moved(self, key: str, on: date, until: date, note: str = "") -> int:
        """Enter a move filed with the post on a day; ``until`` is when forwarding ends."""
        return self._decide(key, EventKind.MOVED, on, {"until": until.isoformat()}, note)

    def pause(self, key: str, on: date, until: date, note: str = "") -> int:
        """Enter a pause; ``until`` is when to ask again, the pause does not end by itself."""
        return self._decide(key, EventKind.PAUSE, on, {"until": until.isoformat()}, note)

    def release(self, key: str, on: date, note: str = "") -> int:
        """Enter that a held address is good again, or a pause over; lifts no stop, no refusal."""
        return self._decide(key, EventKind.RELEASE, on, {}, note)

    def reply(self, key: str, on: date, prompted: bool = False, kind: str = "") -> int:
        """Enter a reply as the gift it is; ``prompted``: someone told them to."""
        data = {"prompted": prompted, **({"kind": kind} if kind else {})}
        return self._decide(key, EventKind.REPLY, on, data)

    def letter(self, key: str, on: date, incoming: bool, continuing: bool = False) -> int:
        """Enter a consultation letter that came in or went out, one of several or by itself."""
        data = {"direction": "in" if incoming else "out"}
        more = {"continuing": True} if continuing else {}
        return self._decide(key, EventKind.LETTER, on, {**data, **more})

    def office(
        self, kind: EventKind, on: date, data: Mapping[str, object], note: str = "",
        round_id: str | None = None,
    ) -> int:  # fmt: skip
        """Enter something about the office: stamps, a cost, a hand-over, files removed."""
        with self.transaction():
            return self._noted(NewEvent(kind, on, round=round_id, data=data), note)

    def undo(self, seq: int, on: date, because: str = "") -> int:
        """Enter that an entry does not count, and return the number of the reversal.

        Raises:
            StateError: there is no such entry, it is undone already, or it cannot be.
        """
        with self.transaction():
            event = self._undoable(seq)
            reversal = NewEvent(
                EventKind.REVERSED,
                on,
                event.person_id,
                event.round,
                event.card_no,
                event.batch,
                seq,
            )
            return self._noted(reversal, because)

    def note(self, seq: int) -> str:
        """Return the words entered with an entry, blank if there are none or they were erased."""
        row = self._first("SELECT body FROM note WHERE seq = ?", seq)
        return str(row[0]) if row else ""

    def annotate(self, seq: int, words: str) -> None:
        """Keep words beside an entry, outside the chain."""
        with self.transaction(), plain_words():
            self._connection.execute("INSERT INTO note VALUES (?, ?)", (seq, words))

    def _decide(
        self, key: str, kind: EventKind, on: date, data: Mapping[str, object], note: str = ""
    ) -> int:
        with self.transaction():
            person = self._enter([Identity(key)])[key]
            return self._noted(NewEvent(kind, on, person.person_id, data=data), note)

    def _noted(self, event: NewEvent, note: str) -> int:
        (seq,) = self.append([event])
        if note:
            self.annotate(seq, note)
        return seq

    def _undoable(self, seq: int) -> Event:
        event = self.event(seq)
        if event is None:
            raise StateError(phrase("There is no entry {seq} in the ledger.", seq=seq))
        if event.kind in _NEVER_UNDONE:
            raise StateError(
                phrase(
                    "Entry {seq} ({kind}) cannot be undone: {why}.",
                    seq=seq, kind=EVENTS[event.kind], why=_NEVER_UNDONE[event.kind],
                )
            )  # fmt: skip
        if self._first("SELECT 1 FROM event WHERE reverses = ?", seq):
            raise StateError(phrase("Entry {seq} is undone already.", seq=seq))
        if blocking := self._resting_on(event):
            raise StateError(
                phrase("Entry {later} rests on entry {seq}.", later=blocking, seq=seq),
                phrase("Undo entry {later} first.", later=blocking),
            )
        return event

    def _resting_on(self, event: Event) -> int | None:
        row = self._first(
            "SELECT e.seq FROM event e WHERE e.person_id = ? AND e.kind = ? AND e.round = ?"
            f" AND e.seq > ? AND {STANDS}",
            event.person_id, _RESTS_ON.get(event.kind), event.round, event.seq,
        )  # fmt: skip
        return int(row[0]) if row else None
