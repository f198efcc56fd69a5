"""What waits, for whom: the nouns of a day's work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from outreach.model.recipient import Recipient
from outreach.phrase import Phrase


class Role(StrEnum):
    """Whose turn it is: whoever draws and writes, the secretariat, the coordinator."""

    PEERS = "peers"
    SECRETARIAT = "secretariat"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits: what, for whom, and the command that helps.

    ``due`` is the day by which it should be done, None where there is none. ``command`` is what to
    type; what only a person can fill in stands there as ``…``.
    """

    role: Role
    code: str
    what: Phrase
    command: str
    round: str = ""
    key: str = ""
    card_no: int | None = None
    due: date | None = None

    def is_overdue(self, day: date) -> bool:
        """Return whether it should have been done before a day."""
        return self.due is not None and self.due < day


@dataclass(frozen=True, slots=True)
class Register:
    """The address book read once: who can be read, and every key that stands in it."""

    people: Mapping[str, Recipient] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
