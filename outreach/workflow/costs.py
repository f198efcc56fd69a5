"""What the work costs beside postage: entered by hand, counted by fiscal year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from outreach.errors import StateError
from outreach.ledger import Ledger
from outreach.model.event import EventKind
from outreach.phrase import phrase
from outreach.post.calendar import fiscal_year, fiscal_year_of
from outreach.workflow.desk import Desk

_NEAR = timedelta(days=366)  # a bill may be paid in the year after, or in advance


class What(StrEnum):
    """What was paid for."""

    PAPER = "paper"
    INK = "ink"
    PRINTING = "printing"
    TRAVEL = "travel"
    FEE = "fee"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost as the ledger has it; ``because`` are the words beside it."""

    seq: int
    on: date
    yen: int
    what: str
    fiscal_year: int
    because: str = ""


def add_cost(
    ledger: Ledger, yen: int, what: What, on: date, because: str = "", year: int | None = None
) -> Cost:
    """Enter a cost; it counts in the fiscal year of its day, or in ``year``, the one beside it.

    Raises:
        StateError: the fiscal year named is not that of the day, nor the one before or after.
    """
    own = fiscal_year_of(on)
    counted = own if year is None else year
    if abs(counted - own) > 1:
        raise StateError(
            phrase("{on} is in fiscal year {own}; it cannot count in {year}.",
                   on=on, own=own, year=counted),
            phrase("Look at the day and the year: a fiscal year runs from April to March, and is "
                   "named after its April."),
        )  # fmt: skip
    data = {"yen": yen, "what": what.value, "fiscal_year": counted}
    seq = ledger.office(EventKind.COST, on, data, because)
    return Cost(seq, on, yen, what.value, counted, because)


def costs(desk: Desk, year: int) -> list[Cost]:
    """Return the costs that count in a fiscal year, net of what was undone, in their order."""
    first, last = fiscal_year(year)
    with desk.read_ledger() as ledger:
        entries = ledger.entries_between(first - _NEAR, last + _NEAR, (EventKind.COST,))
        found = [
            Cost(each.seq, each.on, int(str(each.data.get("yen", 0))),
                 str(each.data.get("what", What.OTHER)),
                 int(str(each.data.get("fiscal_year", fiscal_year_of(each.on)))))
            for each in entries
        ]  # fmt: skip
        return [
            Cost(each.seq, each.on, each.yen, each.what, year, ledger.note(each.seq))
            for each in sorted(found, key=lambda cost: (cost.on, cost.seq))
            if each.fiscal_year == year
        ]
