"""Frozen cards that would go out otherwise by now: in an envelope, or at another postage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from outreach.errors import ExitCode, Problem, Severity
from outreach.ledger import FrozenCard, Ledger
from outreach.ledger.numbers import listed
from outreach.model.recipient import Mailing
from outreach.model.round import Round
from outreach.model.words import pieces, stock_words
from outreach.phrase import phrase
from outreach.sources.rounds import load_round
from outreach.workflow.desk import Desk
from outreach.workflow.planning import Plan
from outreach.workflow.refusals import command_again
from outreach.workflow.stamps import yen_on
from outreach.workflow.stationery import Stationery, stationery

Way = tuple[str, int]  # what a piece goes out on, and its postage in yen


def drifts(desk: Desk, made: Plan) -> list[Problem]:
    """Return warnings about frozen cards that the plan reckons with otherwise than as frozen."""
    plan, _ = load_round(desk.project, made.round_id)
    if plan is None or not made.frozen:
        return []
    coming = {each.key: bool(each.separate) for each in made.included if not each.posted}
    found: defaultdict[tuple[Way, Way], list[FrozenCard]] = defaultdict(list)
    with desk.read_ledger() as ledger:
        for card in ledger.cards(made.round_id):
            if card.key in coming and (ways := _ways(plan, card, in_envelope=coming[card.key])):
                found[ways].append(card)
    return [_drift(plan.id, before, now, cards) for (before, now), cards in sorted(found.items())]


def _ways(plan: Round, card: FrozenCard, *, in_envelope: bool) -> tuple[Way, Way] | None:
    """Return how a card is frozen and how it would go now; None where that is the same.

    Rates that changed are no drift: the day of posting decides, and nothing is printed for it.
    """
    kind = stationery(plan, in_envelope and plan.mailing is Mailing.CARD)
    before = (str(card.facts.get("stock", "")), int(str(card.facts.get("yen", 0))))
    if (before[0], yen_on(plan, card.facts, plan.post_on)) == (kind.stock, kind.yen):
        return None
    return before, (kind.stock, kind.yen)


def _drift(round_id: str, before: Way, now: Way, cards: Collection[FrozenCard]) -> Problem:
    return Problem(
        ExitCode.STATE,
        "differs-from-frozen",
        phrase("{count} (no. {numbers}): frozen as {stock} at {frozen:,} yen each, now {other} at "
               "{yen:,} yen. The postage below is that of now; what is printed is as frozen.",
               count=pieces(len(cards)), numbers=listed(card.no for card in cards),
               stock=stock_words(before[0]), frozen=before[1], other=stock_words(now[0]),
               yen=now[1]),
        phrase("To print it as it is now: {command}",
               command=command_again(round_id, [card.key for card in cards])),
        severity=Severity.WARNING,
    )  # fmt: skip


def reckoned_otherwise(
    plan: Round | None, ledger: Ledger, round_id: str, on: date, posted: Collection[int]
) -> Iterator[Problem]:
    """Yield a warning for posted pieces whose weight in round.toml asks for another postage."""
    kinds = {kind for _, kind, _, _ in ledger.postage(round_id)}
    if plan is None or kinds <= {"card"}:
        return  # a million cards are not looked at for nothing
    numbers, found = {*posted}, defaultdict[tuple[int, int], list[int]](list)
    for card in (card for card in ledger.cards(round_id) if card.no in numbers):
        entered, asked = yen_on(plan, card.facts, on), _asked(plan, card.facts, on)
        if asked is not None and asked.yen != entered:
            found[entered, asked.yen].append(card.no)
    for (entered, yen), some in sorted(found.items()):
        yield Problem(
            ExitCode.STATE,
            "differs-from-frozen",
            phrase("By the weight in round.toml the postage is {yen:,} yen each and not {entered:,}"
                   ", as frozen and now entered: {count} (no. {numbers}).", yen=yen,
                   entered=entered, count=pieces(len(some)), numbers=listed(some)),
            phrase("Weigh one. If too little is on them, add the stamps, or pay the rest at the "
                   "post office: else each recipient is asked for it, or the mail comes back."),
            plan.where,
            Severity.WARNING,
        )  # fmt: skip


def _asked(plan: Round, facts: Mapping[str, object], on: date) -> Stationery | None:
    """Return what a frozen piece would go out on by the round's weight; None for bare cards."""
    stock, kind = str(facts.get("stock", "")), facts.get("class")
    if kind == "card":
        return None
    asked = stationery(replace(plan, post_on=on), plan.mailing is Mailing.CARD)
    return asked if asked.stock == stock else None
