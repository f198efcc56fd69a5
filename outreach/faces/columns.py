"""Vertical columns of the address side: text that must not break inside a number or a name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from outreach.fonts import Stack
from outreach.frame import BLACK, Colour, Direction, GlyphRun
from outreach.typeset.kinsoku import may_break, squeezed
from outreach.typeset.lines import vertical_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm

NUMERALS = frozenset("〇一二三四五六七八九十―0123456789０１２３４５６７８９")
NUMBERED = frozenset("丁条線号番軒区階室棟館町通F")
WHOLE = frozenset(("丁目", "番地", "番館", "番町", "番通", "号室", "号棟", "号館"))  # one word each
PLACE_ENDS = frozenset("目地号市区郡町村字通")
LEGAL_FORMS = ("法人", "会社")  # what follows them is the name proper
NEAR_MIDDLE = 0.62  # of the length: as far down as the first of two columns goes
LONELY = 3.0  # em: a shorter column looks like a mistake


class Column(NamedTuple):
    """A vertical line to be set: cells, size in points, how far below the top it starts (mm)."""

    row: tuple[Cell, ...]
    size: float
    indent: float = 0.0

    @property
    def length(self) -> float:
        """Return its length in mm, indent included."""
        return self.indent + width_of(self.row) * to_mm(self.size)


@lru_cache(maxsize=1024)  # towns, and names of buildings, come again and again
def column_row(stack: Stack, text: str) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
    """Return the cells of a column, all from the first font that has every character.

    The second value names the characters missing from the font that comes nearest.
    """
    lacking: list[tuple[str, ...]] = []
    for font in stack:
        row, missing = cells((font,), text, Direction.DOWN)
        if not missing:
            return tuple(squeezed(row, Direction.DOWN)), ()
        lacking.append(tuple(dict.fromkeys(missing)))
    return (), min(lacking, key=len, default=(text[:1],))


def may_split(before: Cell, after: Cell) -> bool:
    """Return whether an address may go on in the next column here: never inside a number."""
    last, first = before.text[-1], after.text[0]
    if last in NUMERALS and (first in NUMERALS or first in NUMBERED or first in "のノ"):
        return False
    if last == "―" or (last in "のノ" and first in NUMERALS) or last + first in WHOLE:
        return False
    return may_break(before, after)


def split_row(row: Sequence[Cell], room: float, least: float = 0.4) -> list[tuple[Cell, ...]]:
    """Return the cells in pieces of at most ``room`` em, broken at a blank or where allowed.

    A good joint is taken only where it fills at least the part ``least`` of the room.
    """
    pieces: list[tuple[Cell, ...]] = []
    rest = list(row)
    while rest and width_of(rest) > room:
        cut = _cut(rest, room, least)
        if cut == 0:
            break
        pieces.append(tuple(rest[:cut]))
        rest = rest[cut:]
        while rest and rest[0].is_blank:
            rest = rest[1:]
    return [*pieces, tuple(rest)]


def in_two(row: Sequence[Cell], least: float) -> list[tuple[Cell, ...]]:
    """Return the cells in two pieces near the middle, or in one where nothing parts them."""
    cut = _cut(row, NEAR_MIDDLE * width_of(row), least)
    return [tuple(row[:cut]), tuple(row[cut:])] if cut else [tuple(row)]


def _cut(row: Sequence[Cell], room: float, least: float) -> int:
    """Return how many cells the column takes: to the best joint that leaves neither part short."""
    total, filled = width_of(row), 0.0
    places: list[tuple[bool, int, int]] = []
    for index in range(1, len(row)):
        filled += row[index - 1].advance
        if filled > room:
            break
        joint = _joint(row, index)
        if joint is not None:
            fair = filled >= least * room and total - filled >= LONELY
            places.append((fair, joint, index))
    return max(places, default=(False, 0, 0))[2]


def _joint(row: Sequence[Cell], index: int) -> int | None:
    """Return how well the text parts before ``index``, 0 to 3; None where it must not."""
    before, after = row[index - 1], row[index]
    if before.is_blank:
        return None
    if after.is_blank:
        return 3
    if not may_split(before, after):
        return None
    tail = "".join(cell.text for cell in row[max(index - 2, 0) : index])
    if tail[-1] in PLACE_ENDS or tail.endswith(LEGAL_FORMS):
        return 2
    return int(_is_joint_of_scripts(_script(before), _script(after)))


def _script(cell: Cell) -> str:
    first = cell.text[0]
    if first in NUMERALS:
        return "numeral"
    if "\u3041" <= first <= "\u309f":
        return "hiragana"
    if "\u30a0" <= first <= "\u30ff":
        return "katakana"
    return "latin" if first < "\u0250" else "kanji"


def _is_joint_of_scripts(before: str, after: str) -> bool:
    """Return whether a word probably ends here: kana after kanji may be its inflection."""
    return before != after and (before, after) != ("kanji", "hiragana")


def set_columns(
    columns: Sequence[Column], right: float, top: float, pitch: float, colour: Colour = BLACK
) -> list[GlyphRun]:
    """Return the runs of columns from ``right`` (centre of the first, mm) leftwards."""
    runs: list[GlyphRun] = []
    for index, column in enumerate(columns):
        x = right - index * pitch
        runs += vertical_line(column.row, x, top + column.indent, column.size, colour)
    return runs
