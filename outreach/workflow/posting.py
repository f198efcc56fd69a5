"""post: the mail goes out, and nobody's who may not be written to at this moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from outreach.errors import Problem, ProblemsFoundError, errors_in
from outreach.ledger import Ledger
from outreach.model.recipient import ConsentCell, Kind, Recipient
from outreach.model.stamp import Stamp
from outreach.model.standing import Reason
from outreach.model.stock import STOCKS, Form
from outreach.phrase import phrase
from outreach.sources.recipients import read_recipients
from outreach.sources.rounds import load_round
from outreach.workflow.desk import Desk
from outreach.workflow.drift import reckoned_otherwise
from outreach.workflow.facts import Postage, by_pieces
from outreach.workflow.franking import Franked, frank
from outreach.workflow.permission import barred_by_artist
from outreach.workflow.returns import no_longer_forwarded
from outreach.workflow.stamps import use
from outreach.workflow.that_day import (
    posted_elsewhere,
    refuse_early,
    remarks_on_day,
    remarks_on_distance,
    remarks_on_second,
)
from outreach.workflow.wishes import barred_by_wish


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted and what was kept back by hand, by number, and with which stamps.

    ``short`` are stamps of which the drawer had fewer by the books. ``lacking`` are the numbers
    that bear less than the day's postage, by the yen of stamps they lack; ``bare`` those for which
    the drawer had none. ``frozen_yen`` and ``yen`` are the postage as it was frozen and as it is.
    """

    posted: tuple[int, ...]
    held: tuple[int, ...]
    stamps: Mapping[Stamp, int]
    short: Mapping[Stamp, int]
    lacking: Mapping[int, tuple[int, ...]]
    bare: tuple[int, ...] = ()
    frozen_yen: int = 0
    yen: int = 0
    problems: tuple[Problem, ...] = ()


def post_round(
    desk: Desk, round_id: str, on: date, count: int, held: Collection[int] = ()
) -> Posted:
    """Enter a posting of exactly the cards due, with their stamps and the postage of that day.

    The address book, wishes and the artists may rule out more than the ledger. Raises ConsentError
    (somebody ruled out has a card here) or StateError as Ledger.post does, StateError for a day
    before the round was there, ProblemsFoundError where the row of somebody with a card or the file
    of its design cannot be read, so that nobody knows what it says of consent.
    """
    plan, _ = load_round(desk.project, round_id)
    with desk.write_ledger(whole=True) as ledger:
        refuse_early(ledger, plan, round_id, on)
        barred = barred_now(desk, ledger, round_id, on)
        with ledger.transaction():
            franked = frank(desk, ledger, round_id, on)
            others = posted_elsewhere(ledger, round_id, on)
            result = ledger.post(round_id, on, count, held, barred, franked.facts)
            stamps = Counter(each for no in result.posted for each in franked.stamps.get(no, ()))
            short = use(ledger, stamps, on, round_id)
            problems = (
                *franked.problems,
                *remarks_on_day(plan, on),
                *remarks_on_second(desk, ledger, round_id, on, result.posted, others),
                *remarks_on_distance(desk, ledger, round_id, on, result.posted),
                *reckoned_otherwise(plan, ledger, round_id, on, result.posted),
            )
    return Posted(
        result.posted, result.held, stamps, short, franked.lacking(result.posted),
        tuple(no for no in result.posted if no in franked.bare), *_yen(franked, result.posted),
        problems,
    )  # fmt: skip


def barred_now(desk: Desk, ledger: Ledger, round_id: str, on: date) -> dict[str, Reason]:
    """Return the people of a round who must get nothing on a day though the ledger allows it.

    Raises ProblemsFoundError as barred_by_file does.
    """
    barred = barred_by_artist(desk, ledger, round_id, on)
    barred |= barred_by_wish(desk, ledger, round_id)
    barred |= dict.fromkeys(no_longer_forwarded(ledger, on), Reason.ADDRESS_HELD)
    return barred | barred_by_file(desk, ledger, round_id)


def to_be_posted(desk: Desk, round_id: str) -> tuple[tuple[int, ...], tuple[Postage, ...]]:
    """Return the numbers of the cards that may be posted today, those kept back too, and the cost.

    Raises ProblemsFoundError as barred_by_file does.
    """
    with desk.read_ledger() as ledger:
        barred = barred_now(desk, ledger, round_id, desk.today)
        waiting = {*ledger.tally(round_id).waiting}
        numbers = tuple(card.no for card in ledger.cards(round_id)
                        if card.no in waiting and card.key not in barred)  # fmt: skip
        kinds = ledger.postage(round_id, numbers)
    costs = (Postage(stock, kind, pieces, yen) for stock, kind, yen, pieces in kinds)
    return numbers, by_pieces(costs)


def _yen(franked: Franked, numbers: Iterable[int]) -> tuple[int, int]:
    """Return the postage, frozen and of the day, of those of the numbers where they differ."""
    found = [franked.yen.get(no, (0, 0)) for no in numbers]
    return sum(frozen for frozen, _ in found), sum(yen for _, yen in found)


def barred_by_file(desk: Desk, ledger: Ledger, round_id: str) -> dict[str, Reason]:
    """Return the people of a round whom the address book rules out now, and why."""
    stocks = {card.key: str(card.facts.get("stock", "")) for card in ledger.cards(round_id)}
    unseen = set(stocks)
    barred: dict[str, Reason] = {}
    problems: list[Problem] = []
    for found in read_recipients(desk.project):
        if isinstance(found, Problem):
            if found.where.key in unseen:
                problems.append(found)
        elif found.key in unseen:
            unseen.discard(found.key)
            if reason := ruled_out(found, stocks[found.key]):
                barred[found.key] = reason
    if errors_in(problems):
        raise ProblemsFoundError(
            phrase("Nothing was posted: rows of people it would go to cannot be read."), problems
        )
    return barred | dict.fromkeys(unseen, Reason.MISSING)


def ruled_out(recipient: Recipient, stock: str) -> Reason | None:
    """Return why what was frozen on this stock must not go to the person as the row is now."""
    if recipient.consent is ConsentCell.STOP:
        return Reason.STOPPED
    if recipient.consent is ConsentCell.BLANK and recipient.kind is not Kind.ORGANISATION:
        return Reason.NO_CONSENT
    # Whoever asked for an envelope since must never get the open card.
    return Reason.ENVELOPE if recipient.envelope and is_open(stock) else None


def is_open(stock: str) -> bool:
    """Return whether what was frozen on this stock goes out as an open card."""
    return stock in STOCKS and STOCKS[stock].form is Form.CARD
