"""Whether a person may be written to, and why a card was left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from outreach.model.recipient import Basis, Mailing


class Status(StrEnum):
    """Where a person stands; derived from the ledger's events, never stored."""

    UNKNOWN = "unknown"  # nobody ever said yes
    CONSENTED = "consented"
    STOPPED = "stopped"
    REFUSED = "refused"  # mail came back refused: the person's own no
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says about one person.

    ``held``: mail came back, the address is in doubt. ``scope`` is what may be sent, None for all;
    ``envelope``: only in one; ``review`` is the day to ask again whether the consent still holds.
    ``less`` are the days there shall be between two cards at least, ``not_author`` is the pen name
    of whom they would rather not hear from; until ``mourning`` no New Year card goes there.
    ``farewell`` is the entry by which they asked to end with two more cards.
    """

    status: Status = Status.UNKNOWN
    basis: Basis | None = None
    consent_seq: int | None = None
    held: bool = False
    until: date | None = None
    scope: frozenset[Mailing] | None = None
    envelope: bool = False
    review: date | None = None
    less: int | None = None
    not_author: str = ""
    mourning: date | None = None
    farewell: int | None = None


class Reason(StrEnum):
    """Why someone gets no card in a round; neither an error nor a warning."""

    NO_CONSENT = "no-consent"
    STOPPED = "stopped"
    PAUSED = "paused"
    ADDRESS_HELD = "address-held"
    ENVELOPE = "envelope"  # asked for one after the open card was made
    OTHER_MAILING = "other-mailing"
    NOT_IN_ROUND = "not-in-round"
    MISSING = "missing"  # the ledger knows the key, the address book does not any more
    WITHDRAWN = "withdrawn"  # the picture was, by its artist, after the card was made
    SCOPE = "scope"  # the consent is for other mailings
    TOO_SOON = "too-soon"  # the last card was too few days ago
    CAP = "cap"  # as many cards a month as are allowed
    MOURNING = "mourning"  # no New Year card this year
    HOUSEHOLD = "household"  # another card goes to the same household that day


# What "someone excluded" means for exit code 7: the person or the family said no, or nobody yes.
CONSENT_REASONS = frozenset(
    {
        Reason.NO_CONSENT,
        Reason.STOPPED,
        Reason.PAUSED,
        Reason.ADDRESS_HELD,
        Reason.ENVELOPE,
        Reason.SCOPE,
    }
)
