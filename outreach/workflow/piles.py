"""Which page of which file a piece stands on: pieces are dealt out in printing order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING

from outreach.press.imposition import label_places
from outreach.workflow import pressing
from outreach.workflow.content import stock_in
from outreach.workflow.press_room import Row, Side, outside_of
from outreach.workflow.pressing import Spot

if TYPE_CHECKING:
    from outreach.post.labels import LabelSheet


class Piles:
    """Deals pieces out: each card to ``sides``, its envelope or label to a file of its own.

    ``labels`` is the first free label of the first sheet and those of it that are used already.
    Raises ProjectError where there is no such label.
    """

    def __init__(
        self,
        sides: Sequence[Side],
        sheets: Mapping[str, LabelSheet],
        labels: tuple[int, Sequence[int]] = (1, ()),
        *,
        outsides: bool = True,
    ) -> None:
        self._cards = [_pages(side) for side in sides]
        self._outsides = outsides
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
            self._piles[stock] = _pages(outside_of(stock), stock)
        return self._piles[stock]


def _pages(side: Side, stock: str = "") -> Iterator[Spot]:
    """Yield the places of one piece a page, or of both faces on two, without end."""
    step = 2 if side is Side.CARDS else 1
    for number in count():
        volume, before = divmod(number, pressing.VOLUME)
        yield Spot(side, stock, volume + 1, before * step + 1)


def _labels(sheet: LabelSheet, start: int, used: Sequence[int]) -> Iterator[Spot]:
    """Return the places of labels without end; a volume holds whole sheets."""
    numbers = {sheet.place(label): label for label in range(1, sheet.count + 1)}
    places = label_places(sheet, start, used)
    sheets = max(pressing.VOLUME // sheet.count, 1)
    return (
        Spot(Side.LABEL, sheet.name, page // sheets + 1, page % sheets + 1, numbers[x, y], x, y)
        for page, x, y in places
    )
