"""Where a face lies on its page: geometry only, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from outreach.frame import Box
from outreach.model.stock import BLEED, Stock


class Target(StrEnum):
    """Who prints: the office printer cuts nothing, the shop trims."""

    HOME = "home"
    SHOP = "shop"


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the place of the trim on it, mm from the page's upper left corner."""

    width: float
    height: float
    trim: Box

    @property
    def bleed(self) -> float:
        """Return how far the page reaches beyond the trim."""
        return self.trim.x


def single_page(stock: Stock, target: Target) -> Page:
    """Return the page for one face: the stock itself at home, with 3 mm bleed for the shop."""
    around = BLEED if target is Target.SHOP else 0.0
    trim = Box(around, around, stock.width, stock.height)
    return Page(stock.width + 2 * around, stock.height + 2 * around, trim)


def volumes(first: int, last: int, size: int) -> list[tuple[int, int]]:
    """Return the cards first … last (counted from 1) in volumes of at most ``size``."""
    return [(start, min(start + size - 1, last)) for start in range(first, last + 1, size)]
