"""Where faces lie on their pages and sheets: geometry only, in millimetres."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from outreach.errors import ProjectError
from outreach.frame import Box, Frame, moved
from outreach.model.stock import BLEED, Stock
from outreach.phrase import phrase
from outreach.post.labels import LabelSheet


class Target(StrEnum):
    """Who prints: the office printer cuts nothing, the shop trims."""

    HOME = "home"
    SHOP = "shop"


class Flip(StrEnum):
    """Which edge a sheet is turned over for its other side."""

    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the place of the trim on it, mm from the page's upper left corner.

    ``bleed`` is how far what is printed reaches beyond the trim; what lies further out is marks.
    """

    width: float
    height: float
    trim: Box
    bleed: float = 0.0


def single_page(stock: Stock, target: Target) -> Page:
    """Return the page for one face: the stock itself at home, with 3 mm bleed for the shop."""
    around = BLEED if target is Target.SHOP else 0.0
    trim = Box(around, around, stock.width, stock.height)
    return Page(stock.width + 2 * around, stock.height + 2 * around, trim, around)


def plain_page(width: float, height: float) -> Page:
    """Return the page of a sheet that nobody trims (mm): labels, an envelope that lies."""
    return Page(width, height, Box(0.0, 0.0, width, height))


def is_upended(width: float, height: float, flip: Flip) -> bool:
    """Return whether paper that lies so (mm) has its top at the bottom when it is turned over.

    Over its long edge an upright sheet turns like a page, a lying one like a sheet of a calendar;
    over its short edge it is the other way round.
    """
    return (flip is Flip.LONG) == (width > height)


def cut_and_stack(cards: int, places: int, depth: int) -> Iterator[tuple[int, int]]:
    """Yield the sheet and the place on it (both from 0) of each card, in the order of the cards.

    At most ``depth`` sheets are cut at once. Cut, and the piles laid on each other in the order of
    their places, the cards of each such stack lie in sequence; places stay empty only at the end of
    the last piles.
    """
    above = 0
    while cards > 0:
        block = min(cards, places * depth)
        sheets = -(-block // places)
        for card in range(block):
            place, sheet = divmod(card, sheets)
            yield above + sheet, place
        above += sheets
        cards -= block


def label_places(
    sheet: LabelSheet, start: int = 1, skip: Collection[int] = ()
) -> Iterator[tuple[int, float, float]]:
    """Return without end the free labels in order: sheet (from 0), x and y in mm of its corner.

    The first label is ``start``; ``skip`` are labels of the first sheet that are used already, both
    counted from 1. Raises ProjectError where a number is no label of the sheet, or none is left.
    """
    first = range(start, sheet.count + 1)
    for label in (start, *skip):
        if not 1 <= label <= sheet.count:
            raise ProjectError(
                phrase("There is no label {label} on {sheet}.", label=label, sheet=sheet.name),
                phrase("Labels are counted from 1 to {count}, row by row.", count=sheet.count),
            )
    free = [label for label in first if label not in skip]
    if not free:
        raise ProjectError(
            phrase("No label of the first sheet is left."),
            phrase("Put in a new sheet and start with its first label."),
        )
    return _places(sheet, free)


def _places(sheet: LabelSheet, free: Iterable[int]) -> Iterator[tuple[int, float, float]]:
    places = [sheet.place(label) for label in range(1, sheet.count + 1)]
    yield from ((0, *places[label - 1]) for label in free)
    for number in count(1):
        yield from ((number, x, y) for x, y in places)


def sheet_of(placed: Iterable[tuple[Frame, float, float]], width: float, height: float) -> Frame:
    """Return one frame of the sheet's size with every face moved to its place (x, y in mm)."""
    items = [moved(item, x, y) for face, x, y in placed for item in face.items]
    return Frame(width, height, tuple(items))
