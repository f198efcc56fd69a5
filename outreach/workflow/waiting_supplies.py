"""What waits in the cupboard: stamps to buy and envelopes to have at hand before a round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from outreach.ledger import FrozenCard, Ledger
from outreach.ledger.inquiry import WaitingCard
from outreach.ledger.numbers import listed as numbered
from outreach.model.round import Round
from outreach.model.stock import STOCKS, Form
from outreach.model.words import listed, stock_words
from outreach.phrase import phrase
from outreach.workflow.desk import Desk
from outreach.workflow.refusals import command_again
from outreach.workflow.stamps import shopping
from outreach.workflow.stationery import stationery
from outreach.workflow.tasks import Role, Task

# (envelope or label the address stands on, blank for a card; postage in yen): how many pieces.
Supplies = Mapping[tuple[str, int], int]


def supplies_of(cards: Iterable[FrozenCard]) -> Counter[tuple[str, int]]:
    """Return what frozen cards go out on, and their postage."""
    found = Counter[tuple[str, int]]()
    for card in cards:
        stock = str(card.facts.get("stock", ""))
        is_card = stock in STOCKS and STOCKS[stock].form is Form.CARD
        found["" if is_card else stock, int(str(card.facts.get("yen", 0)))] += 1
    return found


def envelopes_waiting(round_id: str, supplies: Supplies, due: date | None) -> Iterator[Task]:
    """Yield the envelopes and labels that a round will be printed on."""
    counts = Counter[str]()
    for (stock, _), count in supplies.items():
        counts[stock] += count
    needed = [phrase("{count} × {stock}", count=count, stock=stock_words(stock))
              for stock, count in sorted(counts.items()) if stock]  # fmt: skip
    if needed:
        what = phrase("Round {round} needs at hand: {stocks}.",
                      round=round_id, stocks=listed(needed))  # fmt: skip
        yield Task(Role.SECRETARIAT, "envelopes", what, f"outreach plan {round_id}", round_id,
                   due=due)  # fmt: skip


def in_envelopes(plan: Round, count: int) -> Counter[tuple[str, int]]:
    """Return what as many cards of a round go out on that are wished in an envelope by now."""
    kind = stationery(plan, in_envelope=True)
    return Counter({(kind.separate, kind.yen): count} if count else {})


def again_in_envelopes(
    round_id: str, cards: Sequence[WaitingCard], due: date | None
) -> Iterator[Task]:
    """Yield that open cards are to be printed again, in an envelope, as their people wish now."""
    if cards:
        what = phrase("An envelope is wished by now: no. {numbers} of round {round} is to be "
                      "printed again.", numbers=numbered(card.card_no for card in cards),
                      round=round_id)  # fmt: skip
        command = command_again(round_id, [card.key for card in cards])
        yield Task(Role.SECRETARIAT, "to-print-again", what, command, round_id, due=due)


def stamps_waiting(
    desk: Desk, ledger: Ledger, round_id: str, supplies: Supplies, due: date | None
) -> Iterator[Task]:
    """Yield the stamps to buy for a round, as far as the drawer has none for it."""
    wanted = Counter[int]()
    for (_, yen), count in supplies.items():
        wanted[yen] += count
    bought = shopping(desk, ledger, round_id, wanted)
    if bought:
        stamps = [phrase("{count} of {yen} yen", count=each.count, yen=each.yen) for each in bought]
        what = phrase("Stamps to buy for round {round}: {stamps}.",
                      round=round_id, stamps=listed(stamps))  # fmt: skip
        first = bought[0]
        command = f"outreach stamps buy … --yen {first.yen} --count {first.count} --on today"
        yield Task(Role.SECRETARIAT, "stamps-to-buy", what, command, round_id, due=due)
