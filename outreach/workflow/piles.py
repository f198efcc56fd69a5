"""Which page of which file a piece stands on: pieces are dealt out in printing order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING

from outreach.press.imposition import cut_and_stack, label_places
from outreach.workflow import pressing
from outreach.workflow.content import stock_in
from outreach.workflow.formes import is_reversed
from outreach.workflow.outfit import HOME, Outfit
from outreach.workflow.press_room import Row, Side, outside_of
from outreach.workflow.pressing import Spot

if TYPE_CHECKING:
    from outreach.post.labels import LabelSheet


class Piles:
    """Deals pieces out: each card to ``sides``, its envelope or label to a file of its own.

    ``labels`` is the first free label of the first sheet and those of it that are used already.
    ``outfit`` says what cards lie on, and ``total`` how many there are: cut and stacked, the place
    of the first depends on the last. Raises ProjectError where there is no such label.
    """

    def __init__(
        self,
        sides: Sequence[Side],
        sheets: Mapping[str, LabelSheet],
        labels: tuple[int, Sequence[int]] = (1, ()),
        *,
        outsides: bool = True,
        outfit: Outfit = HOME,
        total: int = 0,
    ) -> None:
        self._cards = [_pages(side, outfit, total) for side in sides]
        self._outsides = outsides
        self._outfit = outfit
        self._piles: dict[str, Iterator[Spot]] = {
            name: _labels(sheet, *labels) for name, sheet in sheets.items()
        }

    def spots(self, row: Row) -> tuple[Spot, ...]:
        """Return every place of the next piece, the card before its envelope."""
        spots = [next(pages) for pages in self._cards]
        stock = stock_in(row.body)
        if stock and self._outsides:
            spots.append(next(self._pile(stock)))
        return tuple(spots)

    def _pile(self, stock: str) -> Iterator[Spot]:
        if stock not in self._piles:
            self._piles[stock] = _singles(outside_of(stock), self._outfit, 0, stock)
        return self._piles[stock]


def _pages(side: Side, outfit: Outfit, total: int) -> Iterator[Spot]:
    """Return the places of all cards on one side."""
    if outfit.sheet is not None and not outfit.repeat:
        return _stacked(side, outfit, outfit.sheet.count, total)
    return _singles(side, outfit, total)


def _singles(side: Side, outfit: Outfit, total: int, stock: str = "") -> Iterator[Spot]:
    """Yield the places of one piece a page, or of both faces on two, without end."""
    backwards = is_reversed(outfit, side)
    for number in count():
        volume, before = divmod(number, pressing.VOLUME)
        if backwards:
            before = min(total - volume * pressing.VOLUME, pressing.VOLUME) - 1 - before
        yield Spot(side, stock, volume + 1, _page(before, side, outfit))


def _stacked(side: Side, outfit: Outfit, places: int, total: int) -> Iterator[Spot]:
    """Yield the places of cards on sheets to be cut and stacked; a volume holds whole stacks."""
    backwards = is_reversed(outfit, side)
    most = max(pressing.VOLUME // places, 1)
    depth = min(outfit.stack or most, most)
    cards = most // depth * depth * places
    for volume, start in enumerate(range(0, total, cards), start=1):
        spots = list(cut_and_stack(min(total - start, cards), places, depth))
        last = max(sheet for sheet, _ in spots)
        for sheet, place in spots:
            page = _page(last - sheet if backwards else sheet, side, outfit)
            yield Spot(side, "", volume, page, place=place + 1)


def _page(before: int, side: Side, outfit: Outfit) -> int:
    """Return the page of a card with so many cards or sheets before it, after direction pages."""
    step = 2 if side is Side.CARDS else 1
    return (before + (1 if outfit.direction else 0)) * step + 1


def _labels(sheet: LabelSheet, start: int, used: Sequence[int]) -> Iterator[Spot]:
    """Return the places of labels without end; a volume holds whole sheets."""
    numbers = {sheet.place(label): label for label in range(1, sheet.count + 1)}
    places = label_places(sheet, start, used)
    sheets = max(pressing.VOLUME // sheet.count, 1)
    return (
        Spot(Side.LABEL, sheet.name, page // sheets + 1, page % sheets + 1, numbers[x, y], x, y)
        for page, x, y in places
    )
