"""What somebody asks of a print beside its ways, and what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from outreach.errors import Problem
from outreach.ledger import Ledger
from outreach.model.recipient import Mailing
from outreach.stamping import Purchase
from outreach.workflow.facts import Postage, by_pieces
from outreach.workflow.ways import AS_USUAL, Ways


@dataclass(frozen=True, slots=True)
class Again:
    """A wish to print cards anew: which keys (none: all not posted), and why."""

    because: str
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """What a print did; ``fresh`` is False where the very same batch was there already.

    ``superseded`` are cards whose pages in it count no more: printed again in one of the folders
    ``newer``, or for people who get no card now. ``stamps`` are those to buy for a fresh batch,
    ``ways`` how it was made, down to the printer.
    """

    round_id: str
    batch: int
    folder: Path
    cards: int
    left_out: int
    postage: tuple[Postage, ...]
    fresh: bool
    problems: tuple[Problem, ...] = field(default=())
    superseded: tuple[int, ...] = ()
    newer: tuple[Path, ...] = ()
    mailing: Mailing = Mailing.CARD
    stamps: tuple[Purchase, ...] = ()
    ways: Ways = AS_USUAL

    @property
    def postage_yen(self) -> int:
        """Return the postage of all of them."""
        return sum(each.yen for each in self.postage)


class Rehearsed(NamedTuple):
    """Files made aside: where they lie, where a print would put them, and how they were made."""

    folder: Path
    place: Path
    ways: Ways


def postage_of(ledger: Ledger, round_id: str, numbers: Sequence[int]) -> tuple[Postage, ...]:
    """Return the frozen postage of these pieces, by its kinds."""
    found = ledger.postage(round_id, numbers)
    return by_pieces(Postage(stock, kind, pieces, yen) for stock, kind, yen, pieces in found)
