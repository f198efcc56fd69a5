"""What comes from people: gifts nobody asked for, and letters to and fro."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outreach.ledger import Ledger
from outreach.ledger.inquiry import WaitingCard
from outreach.ledger.standing import without_reversed
from outreach.model.event import Event, EventKind
from outreach.model.gift import Gift

_TO_AND_FRO = frozenset({EventKind.LETTER, EventKind.REPLY, EventKind.POSTED, EventKind.RETURNED})


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as it was entered; ``queued`` are cards to the person, frozen before it came.

    Whoever wrote them could not know of it: they are to be read once more before they go.
    ``first`` is the day on which the first piece went to the person, None where none did yet.
    """

    seq: int
    queued: tuple[WaitingCard, ...]
    first: date | None


def enter_reply(
    ledger: Ledger, key: str, on: date, *, gift: Gift | None = None, prompted: bool = False
) -> Reply:
    """Enter a reply as the gift it is; nothing is ever worked out from it."""
    with ledger.transaction():
        seq = ledger.reply(key, on, prompted, gift.value if gift else "")
        sent = (each.on for each in without_reversed(ledger.events(key=key))
                if each.kind is EventKind.POSTED)  # fmt: skip
        return Reply(seq, tuple(ledger.waiting_cards(key)), min(sent, default=None))


def conversation(ledger: Ledger, key: str) -> list[Event]:
    """Return what went to and fro with a person, oldest first: letters, replies, and what was sent.

    What was undone is not among it.
    """
    found = [each for each in without_reversed(ledger.events(key=key)) if each.kind in _TO_AND_FRO]
    return sorted(found, key=lambda each: (each.on, each.seq))


def unanswered(events: Sequence[Event]) -> Event | None:
    """Return the last letter that came in, unless one went out on its day or since.

    ``events`` are those of one person, oldest first.
    """
    letters = [each for each in events if each.kind is EventKind.LETTER]
    came = [each for each in letters if each.data.get("direction") == "in"]
    if not came:
        return None
    last = came[-1]
    answered = any(each.data.get("direction") == "out" and each.on >= last.on for each in letters)
    return None if answered else last
