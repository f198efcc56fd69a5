"""The bank of an imitated hand: some eight shapes of a glyph, each warped smoothly its own way.

Nobody writes a letter twice alike. What differs is gradual: the whole leans a little, its parts
stand nearer or further, strokes bend. So the points of the outline, on the curve and off it, move
with a smooth noise; none is added or lost. Lean and turn are made here and not where the glyph is
placed: readers take a line whose glyphs are turned for many lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import floor
from typing import NamedTuple

from outreach.fonts import Font
from outreach.frame import Manner
from outreach.typeset.chance import drawn, normals, seed_of
from outreach.typeset.outline import Dot, Ring, simplified

VARIANTS = 8
OF_KANJI = 6  # hardly any comes often in a message, and each costs as much as three kana
KANJI = "\u4e00"  # here they begin; 々 and what is older comes rarely enough
EM = 500  # units: at 16 points one is a hundredth of a millimetre, and most steps fit one byte
UNIT = EM / 1000
VERSION = "1"  # of the shapes: a change of them would change a card that is printed again

# Standard deviations at full unrest; lengths in thousandths of an em, angles in radians.
TURN = 0.024
LEAN = 0.012
STRETCH = 0.018
PART_SHIFT = 9.0
PART_TURN = 0.014
WAVES = ((420.0, 13.0), (120.0, 4.0))  # cell of the noise, and how far it moves a point
MIDDLE = (500.0, 380.0)  # of a kanji
FIELD = 32  # cells of the noise before it comes again


Points = tuple[tuple[int, int, bool], ...]


class Shape(NamedTuple):
    """A glyph's outline, ring by ring, and which rings are one part: each of the dots of 氵."""

    rings: tuple[Ring, ...]
    parts: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=4096)
def shape_of(font: Font, glyph: int) -> Shape:
    """Return the outline of a glyph with no more points than it needs, and its parts."""
    rings = tuple(simplified(font.outline(glyph)))
    return Shape(rings, _parts([_extent(ring) for ring in rings]))


def variants_of(text: str) -> int:
    """Return how many shapes there are of the glyph that stands for a text."""
    return OF_KANJI if text >= KANJI else VARIANTS


def warped(font: Font, glyph: int, variant: int, manner: Manner) -> list[Points]:
    """Return the rings of one of a glyph's variants in whole units of EM to the em, (x, y, on).

    It depends on the font's name and outline, the glyph, the variant and the manner, and on nothing
    else.
    """
    shape = shape_of(font, glyph)
    seed = seed_of("bank", VERSION, font.id, str(glyph), str(variant))
    unrest = manner.unrest
    chance = [unrest * number for number in normals(seed, 4 + 3 * len(shape.parts))]
    turn, lean = TURN * chance[0] + manner.rise, LEAN * chance[1] - TURN * chance[0]
    wide, high = manner.width * (1 + STRETCH * chance[2]), 1 + STRETCH * chance[3]
    waves = _waves(drawn(seed, 4), unrest)
    rings: list[Points] = [()] * len(shape.rings)
    for number, part in enumerate(shape.parts):
        of_part = chance[4 + 3 * number : 7 + 3 * number]
        for at, ring in zip(part, _moved([shape.rings[at] for at in part], of_part), strict=True):
            dots = []
            for x, y, on in ring:
                dx, dy = waves(x, y)
                x, y = wide * (x + dx - MIDDLE[0]), high * (y + dy - MIDDLE[1])
                right, up = MIDDLE[0] + x + lean * y, MIDDLE[1] + y + turn * x
                dots.append((round(right * UNIT), round(up * UNIT), on))
            rings[at] = tuple(dots)
    return rings


def _moved(rings: Sequence[Ring], chance: Sequence[float]) -> list[Ring]:
    """Return the rings of a part shifted, and turned about its middle by a small angle."""
    left, low, right, top = _extent([dot for ring in rings for dot in ring])
    x, y = (left + right) / 2, (low + top) / 2
    dx, dy, turn = PART_SHIFT * chance[0], PART_SHIFT * chance[1], PART_TURN * chance[2]
    dx, dy = dx + turn * y, dy - turn * x
    return [[Dot(a + dx - turn * b, b + dy + turn * a, on) for a, b, on in r] for r in rings]


Noise = Callable[[float, float], tuple[float, float]]


def _waves(offsets: bytes, unrest: float) -> Noise:
    """Return the smooth noise of one variant: how far the point at (x, y) moves.

    All variants look at one field of noise that comes again, each through a window of its own.
    """
    field = _field()
    (coarse, far), (fine, near) = WAVES
    far, near = far * unrest, near * unrest
    a, b, c, d = offsets

    def noise(x: float, y: float) -> tuple[float, float]:
        ax, ay = _smooth(field, x / coarse + a, y / coarse + b)
        bx, by = _smooth(field, x / fine + c, y / fine + d)
        return far * ax + near * bx, far * ay + near * by

    return noise


@lru_cache(maxsize=1)
def _field() -> tuple[tuple[float, float], ...]:
    numbers = normals(seed_of("field", VERSION), 2 * FIELD * FIELD)
    return tuple(zip(numbers, numbers, strict=True))


def _smooth(field: Sequence[tuple[float, float]], x: float, y: float) -> tuple[float, float]:
    """Return the field's value between its nodes, without a kink at any of them."""
    column, row = floor(x), floor(y)
    u, v = x - column, y - row
    u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
    left, right = column % FIELD, (column + 1) % FIELD
    low, top = row % FIELD * FIELD, (row + 1) % FIELD * FIELD
    ax, ay = field[low + left]
    bx, by = field[low + right]
    cx, cy = field[top + left]
    dx, dy = field[top + right]
    ax, ay = ax + u * (bx - ax), ay + u * (by - ay)
    cx, cy = cx + u * (dx - cx), cy + u * (dy - cy)
    return ax + v * (cx - ax), ay + v * (cy - ay)


Extent = tuple[float, float, float, float]


def _extent(dots: Sequence[Dot]) -> Extent:
    xs, ys = [dot.x for dot in dots], [dot.y for dot in dots]
    return min(xs), min(ys), max(xs), max(ys)


def _parts(extents: Sequence[Extent]) -> tuple[tuple[int, ...], ...]:
    """Return the rings in groups that keep together, since their extents overlap: 口 and its hole.

    A group that overlaps two others joins them.
    """
    parts: list[tuple[Extent, tuple[int, ...]]] = []
    for number, extent in enumerate(extents):
        apart = []
        joined: tuple[int, ...] = (number,)
        for other, rings in parts:
            if _overlap(extent, other):
                extent = (
                    min(extent[0], other[0]), min(extent[1], other[1]),
                    max(extent[2], other[2]), max(extent[3], other[3]),
                )  # fmt: skip
                joined = rings + joined
            else:
                apart.append((other, rings))
        parts = [*apart, (extent, joined)]
    return tuple([rings for _, rings in parts])


def _overlap(one: Extent, other: Extent) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]
