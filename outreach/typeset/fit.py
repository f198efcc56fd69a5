"""Text into a box by rule: as large as the layout wants, never below its readable minimum.

What does not fit is said, with how much; nothing is ever clipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from outreach.fonts import Stack
from outreach.frame import BLACK, Box, Colour, Direction, GlyphRun
from outreach.typeset.kinsoku import break_lines, hangs, squeezed
from outreach.typeset.lines import horizontal_line, vertical_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm

STEP = 0.5  # points between the sizes tried
BASELINE = 0.88  # of the em below the top of the ideographic em box


@dataclass(frozen=True, slots=True)
class Setting:
    """How a block of text is to be set; sizes in points, ``leading`` in em."""

    direction: Direction
    size: float
    minimum: float
    leading: float
    align: str = "start"
    valign: str = "start"
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Block:
    """Text set in its box."""

    runs: tuple[GlyphRun, ...]
    size: float
    lines: int


@dataclass(frozen=True, slots=True)
class Overflow:
    """The text does not fit even at the minimum: how many characters are too many."""

    characters: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Characters no font of the role draws."""

    characters: tuple[str, ...]


@lru_cache(maxsize=1024)
def _paragraph(stack: Stack, text: str, direction: Direction) -> tuple[tuple[Cell, ...], bool]:
    row, missing = cells(stack, text, direction)
    return tuple(squeezed(row, direction)), bool(missing)


@lru_cache(maxsize=1024)
def _broken(
    stack: Stack, text: str, direction: Direction, measure: float
) -> tuple[tuple[Cell, ...], ...]:
    row = _paragraph(stack, text, direction)[0]
    return tuple(tuple(line) for line in break_lines(row, measure))


def broken_lines(
    stack: Stack, text: str, direction: Direction, measure: float
) -> list[tuple[Cell, ...]]:
    """Return the lines of ``text``, paragraph by paragraph, none longer than ``measure`` em."""
    return [
        line
        for paragraph in text.split("\n")
        for line in _broken(stack, paragraph, direction, measure)
    ]


def fit_text(text: str, stack: Stack, box: Box, setting: Setting) -> Block | Overflow | Missing:
    """Return ``text`` set into ``box`` (mm), or why it cannot be."""
    paragraphs = text.split("\n")
    if any(_paragraph(stack, paragraph, setting.direction)[1] for paragraph in paragraphs):
        lacking = [c for p in paragraphs for c in cells(stack, p, setting.direction)[1]]
        return Missing(tuple(dict.fromkeys(lacking)))
    down = setting.direction is Direction.DOWN
    length, depth = (box.height, box.width) if down else (box.width, box.height)
    size = setting.size
    while size >= setting.minimum - 1e-9:
        em = to_mm(size)
        lines = broken_lines(stack, text, setting.direction, length / em)
        room = int((depth / em - 1) / setting.leading + 1e-9) + 1 if depth >= em else 0
        if len(lines) <= room and all(_within(line, length / em) for line in lines):
            return Block(tuple(_place(lines, box, setting, size)), size, len(lines))
        size -= STEP
    over = sum(len(cell.text) for line in lines[room:] for cell in line)
    return Overflow(max(over + sum(_beyond(line, length / em) for line in lines[:room]), 1))


def _within(line: Sequence[Cell], measure: float) -> bool:
    """Return whether the line keeps to the measure, one hanging mark aside."""
    kept = line[:-1] if len(line) > 1 and hangs(line[-1]) else line
    return width_of(kept) <= measure + 1e-9


def _beyond(line: Sequence[Cell], measure: float) -> int:
    """Return about how many characters of the line stand beyond the measure."""
    if _within(line, measure):
        return 0
    long = width_of(line)
    return ceil(sum(len(cell.text) for cell in line) * (long - measure) / long)


def _start(room: float, used: float, align: str) -> float:
    """Return where something ``used`` long begins in ``room``: at its start, centre or end."""
    return {"start": 0.0, "centre": (room - used) / 2, "end": room - used}[align]


def _place(
    lines: Sequence[tuple[Cell, ...]], box: Box, setting: Setting, size: float
) -> list[GlyphRun]:
    em = to_mm(size)
    pitch = setting.leading * em
    depth = (len(lines) - 1) * pitch + em
    runs: list[GlyphRun] = []
    if setting.direction is Direction.DOWN:
        across = box.right - _start(box.width, depth, setting.valign) - em / 2
        for index, line in enumerate(lines):
            top = box.y + _start(box.height, width_of(line) * em, setting.align)
            runs += vertical_line(line, across - index * pitch, top, size, setting.colour)
        return runs
    first = box.y + _start(box.height, depth, setting.valign) + BASELINE * em
    for index, line in enumerate(lines):
        left = box.x + _start(box.width, width_of(line) * em, setting.align)
        runs += horizontal_line(line, left, first + index * pitch, size, setting.colour)
    return runs
