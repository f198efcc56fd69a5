"""plan: who gets a card, who does not and why, and what it will cost; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.errors import Problem
from outreach.ledger import Ledger
from outreach.model.recipient import Recipient
from outreach.sources.recipients import read_recipients
from outreach.workflow.desk import Desk
from outreach.workflow.prepare import Prepared, prepare


@dataclass(frozen=True, slots=True)
class Included:
    """Someone who gets a card."""

    card_no: int
    key: str
    branch: str = ""


@dataclass(frozen=True, slots=True)
class LeftOutPerson:
    """Someone who gets none, and why (a Reason's word)."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A round as it stands; the four counts add up to the address book.

    ``unreadable`` rows have an error; the cards of ``unfinished`` recipients cannot be made yet,
    as a problem about their message or their key says. ``missing`` are keys the ledger knows and
    no file has. ``postage_yen`` is for all cards.
    """

    round_id: str
    frozen: bool
    included: tuple[Included, ...]
    left_out: tuple[LeftOutPerson, ...]
    missing: tuple[str, ...]
    postage_yen: int
    problems: tuple[Problem, ...]
    unreadable: int = 0
    unfinished: int = 0

    @property
    def register(self) -> int:
        """Return how many rows the address book has."""
        return len(self.included) + len(self.left_out) + self.unreadable + self.unfinished


def plan(desk: Desk, round_id: str) -> Plan:
    """Return the plan of a round; a frozen round keeps its card numbers, newcomers come last.

    Raises ProblemsFoundError where the round's own files have errors.
    """
    with desk.read_ledger() as ledger, prepare(desk, ledger, round_id) as prepared:
        branches, unreadable = _register(desk)
        included = _numbered(ledger, prepared, branches)
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
            tuple(dict.fromkeys(prepared.problems)),
            unreadable,
            max(len(branches) - len(included) - len(left_out), 0),
        )


def _register(desk: Desk) -> tuple[dict[str, str], int]:
    """Return the branch of everyone who can be read, by key, and how many rows cannot."""
    branches: dict[str, str] = {}
    unreadable = set()
    for found in read_recipients(desk.project):
        if isinstance(found, Recipient):
            branches[found.key] = found.branch
        elif found.is_error and found.where.line is not None:
            unreadable.add((found.where.file, found.where.line))
    return branches, len(unreadable)


def _numbered(
    ledger: Ledger, prepared: Prepared, branches: Mapping[str, str]
) -> tuple[Included, ...]:
    frozen = {card.key: card.no for card in ledger.cards(prepared.round.id)}
    next_no = ledger.next_card_no(prepared.round.id)
    included = []
    for _, key, _ in prepared.chosen.rows():
        no = frozen.get(key)
        if no is None:
            no, next_no = next_no, next_no + 1
        included.append(Included(no, key, branches.get(key, "")))
    return tuple(sorted(included, key=lambda card: card.card_no))
