"""What the next rounds want of the drawer, one after the other, and what to buy for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from outreach.errors import ProblemsFoundError
from outreach.ledger import Ledger
from outreach.model.round import Round
from outreach.post.rates import former_prices
from outreach.sources.rounds import load_round, round_ids
from outreach.stamping import Purchase, shares, to_buy, values_of
from outreach.workflow.desk import Desk
from outreach.workflow.facts import by_yen
from outreach.workflow.prepare import prepare
from outreach.workflow.stamps import day_of_posting, free_stamps, takes_stamps, wanting


@dataclass(frozen=True, slots=True)
class Need:
    """A round that is not posted: how many pieces there are of each postage (yen), what to buy.

    ``frozen``: it is printed; else these are the pieces it would have today. A round that cannot
    be planned yet has no pieces and is not ``readable``.
    """

    round_id: str
    post_on: date
    frozen: bool
    due: Mapping[int, int]
    purchases: tuple[Purchase, ...] = ()
    readable: bool = True


class _Open(NamedTuple):
    """A round that is not posted, and how many of its pieces lack stamps of how many yen."""

    need: Need
    lacking: Mapping[int, int]


def needs(desk: Desk) -> list[Need]:
    """Return what is wanted by every printed round that waits, and by the next one to be printed.

    What is noted for a piece is kept for it; the rest of the drawer serves the rounds in the order
    of their days. None where postage is paid by a mark.
    """
    if not takes_stamps(desk):
        return []
    with desk.read_ledger() as ledger:
        left = values_of(free_stamps(desk, ledger))
        return [_bought(each, left) for each in sorted(_rounds(desk, ledger), key=_day)]


def _day(each: _Open) -> tuple[date, str]:
    return each.need.post_on, each.need.round_id


def _bought(each: _Open, left: Counter[int]) -> Need:
    """Return the need with what to buy; takes what it uses out of ``left``."""
    missing = Counter(each.lacking)
    for way, count in shares(each.lacking, left):
        missing[sum(way)] -= count
    purchases = to_buy(+missing, left, former_prices)
    for purchase in purchases:
        if purchase.beside:
            left[purchase.beside] -= purchase.count
    return replace(each.need, purchases=purchases)


def _rounds(desk: Desk, ledger: Ledger) -> Iterator[_Open]:
    for round_id in sorted({card.round for card in ledger.waiting_cards()}):
        day = day_of_posting(desk, round_id)
        wants = wanting(desk, ledger, round_id, day)
        due = Counter(piece.yen for piece in wants.pieces)
        if due:
            yield _Open(Need(round_id, day, True, due), wants.lacking)
    if plan := _next(desk, ledger):
        need = _unfrozen(desk, ledger, plan)
        yield _Open(need, need.due)


def _next(desk: Desk, ledger: Ledger) -> Round | None:
    """Return the round that is to be printed next, a reserve only where there is no other."""
    plans = (load_round(desk.project, round_id)[0] for round_id in round_ids(desk.project.root))
    coming = [plan for plan in plans if plan and plan.post_on >= desk.today]
    coming.sort(key=lambda plan: (plan.reserve, plan.post_on, plan.id))
    return next((plan for plan in coming if not ledger.is_frozen(plan.id)), None)


def _unfrozen(desk: Desk, ledger: Ledger, plan: Round) -> Need:
    try:
        with prepare(desk, ledger, plan.id) as prepared:
            return Need(plan.id, plan.post_on, False, by_yen(prepared.postage()))
    except ProblemsFoundError:
        return Need(plan.id, plan.post_on, False, {}, readable=False)
