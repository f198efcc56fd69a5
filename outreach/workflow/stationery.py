"""What a piece goes out on, and what its postage is: card, envelope, or label on an envelope."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from outreach.model.project import PrintSettings, Project, Writing
from outreach.model.recipient import Mailing
from outreach.model.round import Round
from outreach.model.stock import STOCKS, Stock
from outreach.post.rates import class_by_weight, postage


@dataclass(frozen=True, slots=True)
class Stationery:
    """What is printed on ("hagaki", "you2", "label-24"), the class it is posted under, its price.

    ``separate`` is the stock once more where the address does not stand on the card itself.
    """

    stock: str
    postage_class: str
    yen: int
    separate: str = ""


@lru_cache(maxsize=64)
def stationery(plan: Round, in_envelope: bool) -> Stationery:
    """Return what a piece of the round goes out on; ``in_envelope``: the person wants one."""
    if plan.mailing is not Mailing.CARD:
        return _posted(plan, plan.stock, plan.envelope, plan.stock)
    if in_envelope:
        return _posted(plan, plan.envelope, plan.envelope, plan.envelope)
    return _posted(plan, plan.stock, plan.stock, "")


def _posted(plan: Round, stock: str, posted_in: str, separate: str) -> Stationery:
    usual = STOCKS[posted_in].postage_class
    postage_class = class_by_weight(usual, plan.post_on, plan.weight) or usual
    weight = None if postage_class == "card" else plan.weight
    yen = postage(postage_class, plan.post_on, weight)
    return Stationery(stock, postage_class, yen, separate)


def settings_of(project: Project, plan: Round) -> PrintSettings:
    """Return the print settings as the round wants them."""
    settings = replace(project.printing, new_year=plan.is_marked)
    return replace(settings, writing=Writing(plan.writing)) if plan.writing else settings


def card_stock(plan: Round) -> Stock | None:
    """Return the card a round is printed on; None where it has none."""
    return STOCKS[plan.stock] if plan.mailing is Mailing.CARD else None
