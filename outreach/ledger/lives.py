"""A card's life: a pure fold over the entries of one card, in the ledger's order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from outreach.model.event import EventKind


@dataclass(frozen=True, slots=True)
class CardEntry:
    """What the fold needs of an entry about a card."""

    no: int
    key: str
    person_id: str
    kind: EventKind
    batch: int | None
    data: str
    needs_consent: bool


@dataclass(frozen=True, slots=True)
class Life:
    """Where a card stands. ``made`` holds each (batch, data) its files were made with.

    ``pulled``: somebody took it out of the stack, and did not take that back.
    """

    no: int
    key: str
    person_id: str
    batch: int
    needs_consent: bool
    made: frozenset[tuple[int, str]] = frozenset()
    printed: bool = False
    spoilt: bool = False
    held: bool = False
    pulled: bool = False
    posted: bool = False
    returned: bool = False

    @property
    def is_on_hand(self) -> bool:
        """Return whether good paper of this card may lie here."""
        return bool(self.made) and not self.spoilt and not self.pulled and not self.posted

    @property
    def is_unconfirmed(self) -> bool:
        """Return whether its files were made and nobody said what became of the paper."""
        return self.is_on_hand and not self.printed and not self.held


def life_of(entries: Iterable[CardEntry]) -> Life:
    """Return where a card stands after ``entries``: one card's, in order, none reversed."""
    iterator = iter(entries)
    life = _planned(next(iterator))
    for entry in iterator:
        life = _after(life, entry)
    return life


def _planned(entry: CardEntry) -> Life:
    return Life(entry.no, entry.key, entry.person_id, entry.batch or 0, entry.needs_consent)


def _after(life: Life, entry: CardEntry) -> Life:
    match entry.kind:
        case EventKind.PLANNED:
            return _planned(entry)  # supersedes: what was made before is waste paper
        case EventKind.MADE:
            return _made(life, entry.batch or 0, entry.data)
        case EventKind.PRINTED:
            return replace(life, printed=True)
        case EventKind.SPOILT:
            return replace(life, spoilt=True, printed=False)
        case EventKind.HELD:
            return replace(life, held=True)
        case EventKind.PULLED:
            return replace(life, pulled=True, held=False)
        case EventKind.POSTED:
            return replace(life, posted=True, printed=True, held=False)
        case EventKind.RETURNED:
            return replace(life, returned=True)
        case _:
            return life


def _made(life: Life, batch: int, data: str) -> Life:
    if batch < life.batch:
        return life  # the files of an older batch show a superseded card
    return replace(life, made=_with(life.made, batch, data), spoilt=False, pulled=False)


@lru_cache(maxsize=256)
def _with(made: frozenset[tuple[int, str]], batch: int, data: str) -> frozenset[tuple[int, str]]:
    """Return the set with one more; one object for all cards of a batch."""
    return made | {(batch, data)}
