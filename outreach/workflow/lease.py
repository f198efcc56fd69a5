"""Whose turn it is: what the ledger says of the project being handed over, and the guard of it.

Every hand-over is an entry with a generation, one higher than the last. The machine that gave the
project away writes nothing until it came back, or until somebody takes it back for good reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from outreach.errors import StateError
from outreach.ledger import Ledger
from outreach.model.event import Event, EventKind
from outreach.phrase import phrase

USUAL_DAYS = 14  # how long a packet can be taken if nobody says otherwise


class Handing(StrEnum):
    """What happened to the baton."""

    GIVEN = "given"
    TAKEN = "taken"
    RECLAIMED = "reclaimed"


@dataclass(frozen=True, slots=True)
class Lease:
    """The last hand-over: its generation (0: there never was one), entry, day and kind.

    ``expires`` is the last day on which a packet that was given can be taken.
    """

    generation: int = 0
    seq: int = 0
    on: date | None = None
    handing: Handing | None = None
    expires: date | None = None

    @property
    def is_away(self) -> bool:
        """Return whether the project was given away from here and has not come back."""
        return self.handing is Handing.GIVEN

    def data(self, handing: Handing, expires: date | None = None) -> dict[str, object]:
        """Return what the entry of a hand-over holds; a packet given is of the next generation."""
        generation = self.generation + (handing is not Handing.TAKEN)
        told = {"expires": expires.isoformat()} if expires else {}
        return {"direction": handing.value, "generation": generation, **told}


def lease_of(ledger: Ledger) -> Lease:
    """Return the last hand-over that a ledger tells of."""
    ever = (date.min, date.max)
    return last_lease(ledger.entries_between(*ever, (EventKind.HANDED,)))


def last_lease(handings: Iterable[Event]) -> Lease:
    """Return the last of some hand-overs, in the order of the ledger."""
    lease = Lease()
    for event in handings:
        expires = event.data.get("expires")
        lease = Lease(
            int(str(event.data["generation"])), event.seq, event.on,
            Handing(str(event.data["direction"])),
            date.fromisoformat(str(expires)) if expires else None,
        )  # fmt: skip
    return lease


def until(today: date, days: int) -> date:
    """Return the last day on which a packet given today can be taken."""
    return today + timedelta(days=days)


def refuse_away(lease: Lease) -> None:
    """Raise StateError where the project was handed over: two ledgers would part for ever."""
    if lease.is_away:
        raise StateError(
            phrase("The project was handed over on {day}; here it can only be read.",
                   day=lease.on.isoformat() if lease.on else ""),
            phrase("Enter it where the project is now, or take it back: outreach baton take FILE. "
                   "A lost packet: outreach baton reclaim --because …"),
        )  # fmt: skip
