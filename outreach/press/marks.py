"""Marks outside what is printed: where to cut, what lies where, which way is up.

Japanese crop marks (トンボ) are double: the inner lines of a corner show the trim, the outer ones
the bleed 3 mm further out, and the two cross where the bleeds meet. All are hairlines in the
registration colour, on every plate, and none lies on what a card may paint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from outreach.frame import Box, Path, Separation
from outreach.model.stock import BLEED, Stock
from outreach.press.imposition import Page
from outreach.press.sheets import LONGEST_MARK, Cut, Sheet

LINE = 0.1  # mm, about 0.3 pt
REGISTRATION = Separation(1.0)
_SHORTEST_TICK = 1.0  # mm: a cut line in a narrow margin is seen, a shorter one is a speck
CENTRE_BAR = 5.0  # mm that the bar of a centre mark reaches to each side

_Line = list[tuple[float, float]]
_Span = tuple[float, float]


def marked_page(stock: Stock) -> Page:
    """Return the page of one face with 3 mm of bleed and 10 mm for marks around it."""
    around = BLEED + LONGEST_MARK
    trim = Box(around, around, stock.width, stock.height)
    return Page(stock.width + 2 * around, stock.height + 2 * around, trim, BLEED)


def page_marks(page: Page) -> tuple[Path, ...]:
    """Return the double crop marks and centre marks of a page, mm from its trim's corner."""
    across, down = (0.0, page.trim.width), (0.0, page.trim.height)
    return _double([across], [down], (page.trim.x - page.bleed, page.trim.y - page.bleed))


def sheet_marks(sheet: Sheet) -> tuple[Path, ...]:
    """Return the marks of a sheet, mm from its corner; where it is torn there are none."""
    if sheet.cut is Cut.PERFORATED:
        return ()
    across = [(box.x, box.right) for box in (sheet.trim(n, 0) for n in range(sheet.columns))]
    down = [(box.y, box.bottom) for box in (sheet.trim(0, n) for n in range(sheet.rows))]
    room = sheet.mark_room
    if sheet.cut is Cut.BUTT:
        return _both_ways(_ticks, across, down, room)
    return _double(across, down, room)


def _double(across: Sequence[_Span], down: Sequence[_Span], room: _Span) -> tuple[Path, ...]:
    """Return double marks and centre marks around columns and rows of trims.

    ``room`` is how long marks are at the sides, and above and below, in mm.
    """
    corners = _both_ways(_brackets, across, down, room)
    return (*corners, *_both_ways(_centres, across, down, room))


def _both_ways(
    lines: Callable[[Sequence[_Span], Sequence[_Span], _Span], Iterator[_Line]],
    across: Sequence[_Span], down: Sequence[_Span], room: _Span,
) -> tuple[Path, ...]:  # fmt: skip
    """Return what stands above and below the trims, and the same at their sides."""
    above = list(lines(across, down, room))
    beside = lines(down, across, (room[1], room[0]))
    every = [*above, *([(x, y) for y, x in line] for line in beside)]
    return tuple(Path(tuple(line), REGISTRATION, LINE, closed=False) for line in every)


def _edges(down: Sequence[_Span], room: _Span) -> tuple[tuple[float, float, int], ...]:
    """Return where marks begin and end above and below all trims, and which way they go (y)."""
    top, bottom = down[0][0] - BLEED, down[-1][1] + BLEED
    return (top, top - room[1], -1), (bottom, bottom + room[1], 1)


def _brackets(across: Sequence[_Span], down: Sequence[_Span], room: _Span) -> Iterator[_Line]:
    """Yield the lines above and below the trims, each joined to the line of the bleed it meets.

    Where cards are side by side their bleeds meet, and one line between the trims serves both. The
    edge of the bleed is drawn on its outer side: half a line must not lie within.
    """
    for bleed, far, away in _edges(down, room):
        near = bleed + away * LINE / 2
        for trim, outwards in ((across[0][0], -1), (across[-1][1], 1)):
            yield [(trim, far), (trim, near), (trim + outwards * (BLEED + room[0]), near)]
        for (_, end), (start, _) in pairwise(across):
            yield [(end, far), (end, near), (start, near), (start, far)]
            yield [((end + start) / 2, near), ((end + start) / 2, far)]


def _centres(across: Sequence[_Span], down: Sequence[_Span], room: _Span) -> Iterator[_Line]:
    """Yield a centre mark above and one below: a line outwards and a bar across it."""
    middle = (across[0][0] + across[-1][1]) / 2
    for near, far, _ in _edges(down, room):
        yield [(middle, near), (middle, far)]
        yield [(middle - CENTRE_BAR, (near + far) / 2), (middle + CENTRE_BAR, (near + far) / 2)]


def _ticks(across: Sequence[_Span], down: Sequence[_Span], room: _Span) -> Iterator[_Line]:
    """Yield one line a cut above and below, where the margin leaves room for it."""
    if room[1] < _SHORTEST_TICK:
        return
    for near, far, _ in _edges(down, room):
        for x in sorted({round(edge, 6) for span in across for edge in span}):
            yield [(x, near), (x, far)]
