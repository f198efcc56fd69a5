"""Vertical columns of the address side: text that must not break inside a number or a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from outreach.fonts import Font, Stack, first_covering
from outreach.frame import BLACK, Colour, Direction, GlyphRun
from outreach.typeset.kinsoku import may_break, squeezed
from outreach.typeset.lines import vertical_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm

NUMERALS = frozenset("〇一二三四五六七八九十―0123456789０１２３４５６７８９")
NUMBERED = frozenset("丁条線号番軒区階室F")


class Column(NamedTuple):
    """A vertical line to be set: cells, size in points, how far below the top it starts (mm)."""

    row: tuple[Cell, ...]
    size: float
    indent: float = 0.0

    @property
    def length(self) -> float:
        """Return its length in mm, indent included."""
        return self.indent + width_of(self.row) * to_mm(self.size)


def column_row(stack: Stack, text: str) -> tuple[tuple[Cell, ...], list[str]]:
    """Return the cells of a column, all from the first font that has every character.

    The second value names the characters missing from the font that comes nearest.
    """
    font: Font | None = first_covering(stack, text)
    if font is None:
        lacking = min((font.missing(text) for font in stack), key=len, default=[text[:1]])
        return (), lacking
    row, _ = cells((font,), text, Direction.DOWN)
    return tuple(squeezed(row, Direction.DOWN)), []


def may_split(before: Cell, after: Cell) -> bool:
    """Return whether an address may go on in the next column here: never inside a number."""
    last, first = before.text[-1], after.text[0]
    if last in NUMERALS and (first in NUMERALS or first in NUMBERED):
        return False
    return may_break(before, after)


def split_row(row: Sequence[Cell], room: float) -> list[tuple[Cell, ...]]:
    """Return the cells in pieces of at most ``room`` em, broken at a blank or where allowed."""
    pieces: list[tuple[Cell, ...]] = []
    rest = list(row)
    while rest and width_of(rest) > room:
        cut = _cut(rest, room)
        if cut == 0:
            break
        pieces.append(tuple(rest[:cut]))
        rest = rest[cut:]
        while rest and not rest[0].glyphs:
            rest = rest[1:]
    return [*pieces, tuple(rest)]


def _cut(row: Sequence[Cell], room: float) -> int:
    filled, best, blank = 0.0, 0, 0
    for index, cell in enumerate(row[:-1]):
        filled += cell.advance
        if filled > room:
            break
        if not row[index + 1].glyphs:
            blank = index + 1
        elif cell.glyphs and may_split(cell, row[index + 1]):
            best = index + 1
    return blank if blank and blank >= best * 0.5 else best


def set_columns(
    columns: Sequence[Column], right: float, top: float, pitch: float, colour: Colour = BLACK
) -> list[GlyphRun]:
    """Return the runs of columns from ``right`` (centre of the first, mm) leftwards."""
    runs: list[GlyphRun] = []
    for index, column in enumerate(columns):
        x = right - index * pitch
        runs += vertical_line(column.row, x, top + column.indent, column.size, colour)
    return runs
