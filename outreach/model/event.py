"""Events: what happened, as the ledger keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class EventKind(StrEnum):
    """The kinds of events; a card's life is planned, made, printed, posted, returned."""

    CONSENT = "consent"
    STOP = "stop"
    PAUSE = "pause"
    RELEASE = "release"
    CONFIRM = "confirm"
    LEFT_OUT = "left_out"
    PLANNED = "planned"
    MADE = "made"
    PRINTED = "printed"
    SPOILT = "spoilt"
    HELD = "held"
    POSTED = "posted"
    RETURNED = "returned"
    REPLY = "reply"
    LETTER = "letter"
    REVERSED = "reversed"
    WISH = "wish"
    MOVED = "moved"
    PULLED = "pulled"
    STAMPS = "stamps"
    COST = "cost"
    HANDED = "handed"
    TIDIED = "tidied"
    ERASED = "erased"


# Entries that are about the office, and nobody in particular.
OF_NOBODY = frozenset({EventKind.STAMPS, EventKind.COST, EventKind.HANDED, EventKind.TIDIED})


class Wish(StrEnum):
    """What somebody wishes about their cards; "usual" ends those about rhythm and author."""

    LESS = "less"
    AUTHOR = "author"
    REST = "rest"
    USUAL = "usual"
    MOURNING = "mourning"
    FAREWELL = "farewell"


class ReturnReason(StrEnum):
    """Why mail came back. Refused is the person's own no; the first three hold the address."""

    UNKNOWN = "unknown"
    MOVED = "moved"
    INCOMPLETE = "incomplete"
    REFUSED = "refused"
    EXPIRED = "expired"  # 保管期間経過: nobody fetched it
    UNDERPAID = "underpaid"  # 料金不足
    OTHER = "other"


HOLDING_REASONS = frozenset({ReturnReason.UNKNOWN, ReturnReason.MOVED, ReturnReason.INCOMPLETE})


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event not yet written: the ledger adds number, time and chain."""

    kind: EventKind
    on: date
    person_id: str | None = None
    round: str | None = None
    card_no: int | None = None
    batch: int | None = None
    reverses: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """An event as written.

    ``at`` is UTC (ISO 8601), ``on`` the business date; ``data`` is JSON with a version and holds
    no name, no address and no free text.
    """

    seq: int
    at: str
    on: date
    kind: EventKind
    round: str | None
    person_id: str | None
    card_no: int | None
    batch: int | None
    reverses: int | None
    data: Mapping[str, object]
    key: str | None = None
