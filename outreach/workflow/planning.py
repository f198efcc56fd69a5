"""plan: who gets a card, who does not and why, and what it will cost; writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from outreach.errors import ExitCode, Problem, Severity
from outreach.ledger import Ledger
from outreach.model.recipient import Mailing, Recipient
from outreach.model.round import Round
from outreach.model.stock import STOCKS, Form
from outreach.phrase import phrase
from outreach.post.rates import rates_changed
from outreach.sources.recipients import read_recipients
from outreach.stamping import Purchase
from outreach.workflow.desk import Desk
from outreach.workflow.facts import Postage, by_pieces, by_yen
from outreach.workflow.pace import excluded
from outreach.workflow.prepare import Prepared, prepare
from outreach.workflow.stamps import shopping

if TYPE_CHECKING:
    from outreach.choosing import Candidate


@dataclass(frozen=True, slots=True)
class Included:
    """Someone who gets a piece; ``separate`` is the envelope or label their address stands on.

    ``design`` is the picture chosen for them, blank in a round that does not choose. ``posted``:
    it went out, and stays in the plan whatever became of its person since. ``farewell`` is 1 or 2
    where it is the first or last of the two cards somebody asked to end with.
    """

    card_no: int
    key: str
    branch: str = ""
    separate: str = ""
    design: str = ""
    posted: bool = False
    farewell: int = 0


@dataclass(frozen=True, slots=True)
class LeftOutPerson:
    """Someone who gets none, and why (a Reason's word).

    ``about`` is the day or the key that the reason is about, blank where it is about none.
    """

    key: str
    reason: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A round as it stands; the four counts add up to the address book.

    ``unreadable`` rows have an error; the cards of ``unfinished`` recipients cannot be made yet,
    as a problem about their message or their key says. ``missing`` are keys the ledger knows and
    no file has. ``postage`` says what the pieces cost by what they go out on, as frozen where they
    are posted; ``spent`` is the part of it that is posted, whoever has left the address book since.
    ``envelope`` is what labels are taken to be stuck on, blank in a round without labels.
    ``stamps`` are those to buy for what is still to go, beside what the drawer has. ``departed``
    are pieces posted to people who were erased, or have left the address book since.
    """

    round_id: str
    frozen: bool
    included: tuple[Included, ...]
    left_out: tuple[LeftOutPerson, ...]
    missing: tuple[str, ...]
    postage: tuple[Postage, ...]
    problems: tuple[Problem, ...]
    unreadable: int = 0
    unfinished: int = 0
    mailing: Mailing = Mailing.CARD
    spent: tuple[Postage, ...] = ()
    envelope: str = ""
    stamps: tuple[Purchase, ...] = ()
    departed: int = 0

    @property
    def posted(self) -> int:
        """Return how many pieces are posted."""
        return sum(each.pieces for each in self.spent)

    @property
    def posted_yen(self) -> int:
        """Return the postage of the pieces posted."""
        return sum(each.yen for each in self.spent)

    @property
    def postage_yen(self) -> int:
        """Return the postage of all pieces."""
        return sum(each.yen for each in self.postage)

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
        numbers, gone = _frozen(ledger, round_id)
        included = _included(ledger, prepared, branches, numbers, gone)
        left_out = tuple(
            LeftOutPerson(*other) for other in prepared.left_out_about() if other[0] not in gone
        )
        plan = prepared.round
        spent = Counter((each.stock, each.postage_class, each.yen) for each in gone.values())
        due = Counter(_due(prepared, gone))
        dearer = _dearer(plan, desk.today, due)
        problems = (*prepared.problems, *_named(prepared, gone), *dearer)
        return Plan(
            round_id,
            ledger.is_frozen(round_id),
            included,
            left_out,
            tuple(prepared.missing),
            _postage(spent + due),
            tuple(dict.fromkeys(problems)),
            unreadable,
            max(len(branches) - len(included) - len(left_out), 0),
            plan.mailing,
            _postage(spent),
            "" if plan.stock in STOCKS else plan.envelope,
            shopping(desk, ledger, round_id, by_yen(_postage(due))),
            len(gone.keys() - branches.keys()),
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


class _Gone(NamedTuple):
    """A posted card as it was frozen; little of it, for there may be very many."""

    no: int
    stock: str
    postage_class: str
    yen: int
    design: str


def _frozen(ledger: Ledger, round_id: str) -> tuple[dict[str, int], dict[str, _Gone]]:
    """Return the card numbers of a round by key, and what is posted of it by key."""
    numbers: dict[str, int] = {}
    gone: dict[str, _Gone] = {}
    posted, paid = ledger.posted_cards(round_id), ledger.paid(round_id)
    for card in ledger.cards(round_id):
        numbers[card.key] = card.no
        if card.no in posted:
            texts = (str(card.facts.get(name, "")) for name in ("stock", "class", "design"))
            stock, postage_class, design = map(intern, texts)
            yen = paid.get(card.no, int(str(card.facts.get("yen", 0))))
            gone[card.key] = _Gone(card.no, stock, postage_class, yen, design)
    return numbers, gone


def _due(prepared: Prepared, gone: Collection[str]) -> Iterator[tuple[str, str, int]]:
    """Yield stock, class and postage of every card that is still to go."""
    for card in prepared.staged():
        if card.key not in gone:
            kind = prepared.facts.kind(int(card.facts))
            yield kind.stock, kind.postage_class, kind.yen


def _named(prepared: Prepared, gone: Collection[str]) -> Sequence[Problem]:
    """Return the problems of those asked for by name who must get nothing, as print has them."""
    asked = [(key, reason) for key, reason in prepared.asked_for if key not in gone]
    return excluded(asked).problems if asked else ()


def _dearer(plan: Round, today: date, due: Collection[object]) -> Iterator[Problem]:
    """Yield a warning where the rates changed since the day the round should have been posted."""
    if due and plan.post_on < today and rates_changed(plan.post_on, today):
        yield Problem(
            ExitCode.PROJECT,
            "rates-changed",
            phrase("The postage is that of {day}; the rates have changed since.", day=plan.post_on),
            phrase("If it is posted now, write the new day as post_on. Where it is printed "
                   "already, outreach stamps plan {id} names the stamps to add.", id=plan.id),
            plan.where,
            Severity.WARNING,
        )  # fmt: skip


def _postage(costs: Mapping[tuple[str, str, int], int]) -> tuple[Postage, ...]:
    """Return the sums, what most pieces go out on first."""
    return by_pieces(
        Postage(stock, named, count, yen) for (stock, named, yen), count in costs.items()
    )


def _included(
    ledger: Ledger,
    prepared: Prepared,
    branches: Mapping[str, str],
    numbers: Mapping[str, int],
    gone: Mapping[str, _Gone],
) -> tuple[Included, ...]:
    """Return who is in the address book and gets a piece or got it, by number."""
    next_no = ledger.next_card_no(prepared.round.id)
    chooses = prepared.round.chooses
    included = [
        Included(
            each.no, key, branches[key], _separate(each.stock), each.design if chooses else "", True
        )
        for key, each in gone.items()
        if key in branches
    ]
    for card in prepared.staged():
        if card.key in gone:
            continue
        no = numbers.get(card.key)
        if no is None:
            no, next_no = next_no, next_no + 1
        design = prepared.design_of(card) if chooses else ""
        farewell = prepared.pace.farewells.get(card.key, 0)
        branch = branches.get(card.key, "")
        included.append(Included(no, card.key, branch, card.stock, design, farewell=farewell))
    return tuple(sorted(included, key=lambda card: card.card_no))


def _separate(stock: str) -> str:
    """Return the stock where it is no card, and so the address does not stand on one."""
    return "" if stock in STOCKS and STOCKS[stock].form is Form.CARD else stock


# -- why this picture ---------------------------------------------------------------------------


class How(StrEnum):
    """How somebody comes to a picture."""

    ROUND = "round"  # the round names one for all
    MESSAGES = "messages"  # the person's own row does
    FROZEN = "frozen"  # chosen before the freeze, and kept
    CHOSEN = "chosen"
    LEFT_OUT = "left-out"  # nothing goes there
    UNFINISHED = "unfinished"  # something is wrong first


@dataclass(frozen=True, slots=True)
class Why:
    """Why a person gets the picture they get.

    ``reason`` says why nothing goes there (a Reason's word); ``again`` names the round the picture
    went there in before. ``candidates`` are all pictures of a round that chooses, by name.
    """

    round_id: str
    key: str
    how: How
    design: str = ""
    reason: str = ""
    again: str = ""
    candidates: tuple[Candidate, ...] = ()
    problems: tuple[Problem, ...] = ()


def explain(desk: Desk, round_id: str, key: str) -> Why:
    """Return why the recipient of a key gets the picture that the plan gives them.

    Raises ProblemsFoundError where the round's own files have errors.
    """
    with desk.read_ledger() as ledger, prepare(desk, ledger, round_id, why=key) as prepared:
        problems = tuple(each for each in dict.fromkeys(prepared.problems)
                         if each.where.key in (None, key))  # fmt: skip
        card = next((card for card in prepared.staged() if card.key == key), None)
        if card is None:
            reasons = {each.identity.key: str(each.reason) for each in prepared.left_out()}
            how = How.LEFT_OUT if key in reasons else How.UNFINISHED
            return Why(round_id, key, how, reason=reasons.get(key, ""), problems=problems)
        design = prepared.design_of(card)
        how = _how(ledger, prepared, key, design)
        if prepared.choices is None or how is How.MESSAGES:
            return Why(round_id, key, how, design, problems=problems)
        candidates = tuple(prepared.choices.candidates(design))
        again = next((each.round for each in candidates if each.design == design), "")
        return Why(round_id, key, how, design, "", again, candidates, problems)


def _how(ledger: Ledger, prepared: Prepared, key: str, design: str) -> How:
    row = prepared.messages.get(key)
    if row is not None and row.design:
        return How.MESSAGES
    if not prepared.round.chooses:
        return How.ROUND
    frozen = (card for card in ledger.cards(prepared.round.id) if card.key == key)
    return How.FROZEN if any(card.facts.get("design") == design for card in frozen) else How.CHOSEN
