"""The slug of a sheet: small words in its margin that say whose it is, and what lies in each pile.

It stands outside what the cards paint and outside their marks, where a printer can print if there
is such a place, and bears card numbers, never a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from outreach.faces.turning import turned
from outreach.fonts import Stack
from outreach.frame import Box, Direction, GlyphRun, Path
from outreach.model.stock import BLEED
from outreach.press.marks import CENTRE_BAR
from outreach.press.sheets import Cut, Sheet
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm

_SIZES = (7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0)  # points, the largest that fits is taken
_WHITE = (5.0, 3.0, 0.3)  # mm of the paper's edge that are kept free, as far as there is room
_CLEAR = 0.2  # mm between the bleed and the words
_APART = 0.8  # mm more, where there is room
_BESIDE = 2.0  # mm kept from marks along the margin
_PITCH = 1.3  # em from line to line
_DESCENT = 0.14  # em below a baseline
_LEAD = 2.5  # em that the arrow and 上 take before the words
_PEN = 0.15  # mm
_ROUNDING = 1e-6
_BETWEEN = 1.0  # em between words


class _Strip(NamedTuple):
    """A free strip of a margin in mm; ``lies``: above the cards, not beside them."""

    box: Box
    lies: bool

    @property
    def length(self) -> float:
        return self.box.width if self.lies else self.box.height

    @property
    def depth(self) -> float:
        return self.box.height if self.lies else self.box.width


def slug(sheet: Sheet, words: Sequence[str], stack: Stack) -> tuple[GlyphRun | Path, ...]:
    """Return an arrow to the top of a sheet and these words, mm from its corner, in black.

    A word is never broken. Nothing is returned where no margin has room for 4 points.
    """
    rows = [_cells(stack, word) for word in words]
    widths = tuple([width_of(row) for row in rows])
    place = _place(sheet, widths)
    if place is None:
        return ()
    strip, size, lines = place
    em, box = to_mm(size), strip.box
    high = _height(len(lines)) * em
    # Next to the cards, as far from the paper's edge as it can be, but not quite touching them.
    near = min((strip.depth - high) / 2, _APART)
    low, right = box.bottom - high - near, box.right - near
    top = (box.x, low) if strip.lies else (right - em, box.y)
    items: list[GlyphRun | Path] = [*_arrow(*top, em), *_above(stack, *top, size, lies=strip.lies)]
    for number, line in enumerate(lines):
        across = (number * _PITCH + 1 - _DESCENT) * em
        baseline = low + across if strip.lies else across - right
        along = (box.x if strip.lies else box.y) + _LEAD * em
        for at in line:
            items += _word(rows[at], along, baseline, size, strip.lies)
            along += (widths[at] + _BETWEEN) * em
    return tuple(items)


@lru_cache(maxsize=256)
def _cells(stack: Stack, text: str) -> tuple[Cell, ...]:
    return tuple(cells(stack, text, Direction.RIGHT)[0])


@lru_cache(maxsize=256)
def _word(
    row: tuple[Cell, ...], along: float, baseline: float, size: float, lies: bool
) -> tuple[GlyphRun, ...]:
    """Return a word: the same on many sheets, so that the painter knows it again.

    Beside the cards it runs down, its feet to the paper's edge.
    """
    runs = horizontal_line(row, along, baseline, size)
    return runs if lies else turned(runs, -90.0, (0.0, 0.0))


@lru_cache(maxsize=16)
def _arrow(x: float, y: float, em: float) -> tuple[Path, ...]:
    """Return an arrow upwards in a square of one em with its corner at (x, y)."""
    middle, wing = x + em / 2, 0.28 * em
    top, low, side = y + 0.08 * em, y + 0.95 * em, y + 0.4 * em
    head = ((middle - wing, side), (middle, top), (middle + wing, side))
    lines = ((middle, low), (middle, top)), head
    return tuple([Path(line, width=_PEN, closed=False) for line in lines])


def _above(stack: Stack, x: float, y: float, size: float, *, lies: bool) -> tuple[GlyphRun, ...]:
    """Return 上, upright after the arrow at (x, y)."""
    em = to_mm(size)
    left, top = (x + em, y) if lies else (x, y + em)
    return horizontal_line(_cells(stack, "上"), left, top + (1 - _DESCENT) * em, size)


@lru_cache(maxsize=64)
def _place(sheet: Sheet, widths: tuple[float, ...]) -> tuple[_Strip, float, list[range]] | None:
    """Return the strip to write in, the size in points, and which words stand on each line.

    ``widths`` are those of the words, in em. Far from the paper's edge comes first, then large.
    """
    for white, size in product(_WHITE, _SIZES):
        em = to_mm(size)
        for strip in _strips(sheet, white):
            lines = _broken(widths, strip.length / em - _LEAD)
            if lines and _height(len(lines)) * em <= strip.depth + _ROUNDING:
                return strip, size, lines
    return None


def _height(lines: int) -> float:
    return 1 + (lines - 1) * _PITCH


def _broken(widths: Sequence[float], length: float) -> list[range]:
    """Return which words stand on each line (lengths in em), none where one is too long."""
    lines: list[range] = []
    start, end = 0, -_BETWEEN
    for number, width in enumerate(widths):
        if width > length:
            return []
        if end + _BETWEEN + width > length:
            lines.append(range(start, number))
            start, end = number, -_BETWEEN
        end += _BETWEEN + width
    return [*lines, range(start, len(widths))]


def _strips(sheet: Sheet, white: float) -> Iterator[_Strip]:
    """Yield the free strips above and left of the cards, ``white`` mm from the paper's edges.

    Each is first looked for beyond the marks, then between those of the first card.
    """
    first, block = sheet.trim(0, 0), sheet.block
    x_room, y_room = (0.0, 0.0) if sheet.cut is Cut.PERFORATED else sheet.mark_room
    depth_x, depth_y = (edge - BLEED - _CLEAR - white for edge in (block.x, block.y))
    start_x = max(block.x - BLEED - x_room, white)  # where the marks at the side begin
    start_y = max(block.y - BLEED - y_room, white)
    left, right = _between(sheet, first.x, first.right, block.x + block.width / 2)
    top, low = _between(sheet, first.y, first.bottom, block.y + block.height / 2)
    beyond_x, beyond_y = depth_x - max(x_room, 0.0), depth_y - max(y_room, 0.0)
    yield _Strip(Box(start_x, white, sheet.width - 2 * start_x, beyond_y), lies=True)
    left, top = max(left, white), max(top, white)
    yield _Strip(Box(left, white, right - left, depth_y), lies=True)
    yield _Strip(Box(white, start_y, beyond_x, sheet.height - 2 * start_y), lies=False)
    yield _Strip(Box(white, top, depth_x, low - top), lies=False)


def _between(sheet: Sheet, start: float, end: float, middle: float) -> tuple[float, float]:
    """Return what is free between the marks at both ends of a card, and a centre mark."""
    if sheet.cut is Cut.MARKS and start < middle < end:
        end = middle - CENTRE_BAR
    return start + _BESIDE, end - _BESIDE
