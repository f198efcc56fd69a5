"""What people decide and do outside a round: consent, stop, pause, replies, and taking back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from outreach.errors import StateError
from outreach.ledger.connection import plain_words
from outreach.ledger.people import People
from outreach.ledger.records import Identity
from outreach.ledger.sql import STANDS
from outreach.model.event import Event, EventKind, NewEvent
from outreach.model.recipient import Basis
from outreach.model.words import EVENTS
from outreach.phrase import phrase

_NEVER_UNDONE = {
    EventKind.PLANNED: phrase("a frozen piece stays frozen; make it again with print --again"),
    EventKind.LEFT_OUT: phrase("whom a frozen round left out stays in the books"),
    EventKind.MADE: phrase("the files exist; say printed --spoilt if the paper is no good"),
    EventKind.CONFIRM: phrase("who the key named before is no longer known; confirm again"),
    EventKind.REVERSED: phrase("a reversal is not reversed; enter again what happened"),
}

# An entry another one rests on is undone after it.
_RESTS_ON = {EventKind.POSTED: EventKind.RETURNED, EventKind.PRINTED: EventKind.POSTED}


class Decisions(People):
    """The ledger as far as decisions go.

    Each works for a key in no file too: a stop must not fail because a row is gone. Free words go
    to a side table that can be emptied, never into the chain.
    """

    def consent(self, key: str, on: date, basis: Basis, note: str = "") -> int:
        """Enter a consent given now; lifts a stop and a pause; a refusal, if it is their own."""
        data = {"basis": basis, "source": "command"}
        return self._decide(key, EventKind.CONSENT, on, data, note)

    def stop(self, key: str, on: date, note: str = "") -> int:
        """Enter that nothing more may be sent; needs no reason and works at once."""
        return self._decide(key, EventKind.STOP, on, {}, note)

    def pause(self, key: str, on: date, until: date, note: str = "") -> int:
        """Enter a pause; ``until`` is when to ask again, the pause does not end by itself."""
        return self._decide(key, EventKind.PAUSE, on, {"until": until.isoformat()}, note)

    def release(self, key: str, on: date, note: str = "") -> int:
        """Enter that a held address is good again, or a pause over; lifts no stop, no refusal."""
        return self._decide(key, EventKind.RELEASE, on, {}, note)

    def reply(self, key: str, on: date, prompted: bool = False) -> int:
        """Enter a reply as the gift it is; ``prompted``: someone told them to."""
        return self._decide(key, EventKind.REPLY, on, {"prompted": prompted})

    def letter(self, key: str, on: date, incoming: bool) -> int:
        """Enter a consultation letter that came in or went out."""
        return self._decide(key, EventKind.LETTER, on, {"direction": "in" if incoming else "out"})

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
