"""plan: who gets a card, who does not and why, and what it will cost; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.errors import Problem
from outreach.ledger import Ledger
from outreach.workflow.desk import Desk
from outreach.workflow.prepare import Prepared, prepare


@dataclass(frozen=True, slots=True)
class Included:
    """Someone who gets a card."""

    card_no: int
    key: str


@dataclass(frozen=True, slots=True)
class LeftOutPerson:
    """Someone who gets none, and why (a Reason's word)."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A round as it stands; included and left out add up to the address book.

    ``missing`` are keys the ledger knows and no file has. ``postage_yen`` is for all cards.
    """

    round_id: str
    frozen: bool
    included: tuple[Included, ...]
    left_out: tuple[LeftOutPerson, ...]
    missing: tuple[str, ...]
    postage_yen: int
    problems: tuple[Problem, ...]


def plan(desk: Desk, round_id: str) -> Plan:
    """Return the plan of a round; a frozen round keeps its card numbers, newcomers come last.

    Raises ProblemsFoundError where the round's own files have errors.
    """
    with desk.read_ledger() as ledger, prepare(desk, ledger, round_id) as prepared:
        included = _numbered(ledger, prepared)
        left_out = tuple(
            LeftOutPerson(other.identity.key, str(other.reason)) for other in prepared.left_out()
        )
        return Plan(
            round_id,
            ledger.is_frozen(round_id),
            included,
            left_out,
            tuple(prepared.missing),
            len(included) * prepared.postage_yen,
            tuple(prepared.problems),
        )


def _numbered(ledger: Ledger, prepared: Prepared) -> tuple[Included, ...]:
    frozen = {card.key: card.no for card in ledger.cards(prepared.round.id)}
    next_no = ledger.next_card_no(prepared.round.id)
    included = []
    for _, key, _ in prepared.chosen.rows():
        no = frozen.get(key)
        if no is None:
            no, next_no = next_no, next_no + 1
        included.append(Included(no, key))
    return tuple(sorted(included, key=lambda card: card.card_no))
