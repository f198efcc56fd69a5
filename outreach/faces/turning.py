"""Items turned about a point: words on a tilted photo, and everything on a landscape card."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeVar

from outreach.frame import Glyph, GlyphRun, HandLine, Matrix, Path, Stencil

Point = tuple[float, float]
T = TypeVar("T", bound=GlyphRun | HandLine | Path | Stencil)


def turned(items: Iterable[T], degrees: float, middle: Point) -> tuple[T, ...]:
    """Return items turned by ``degrees`` anticlockwise about ``middle`` (mm)."""
    if not degrees:
        return tuple(items)
    # y runs downwards, so that anticlockwise to the eye is a negative angle.
    turn = math.radians(-degrees)
    cos, sin = round(math.cos(turn), 12), round(math.sin(turn), 12)  # a right angle is one
    rotation = (cos, sin, -sin, cos)
    return tuple(_turned(item, rotation, middle) for item in items)


Rotation = tuple[float, float, float, float]


def _turned(item: T, rotation: Rotation, middle: Point) -> T:
    if isinstance(item, Path):
        return item._replace(points=tuple(_about(p, rotation, middle) for p in item.points))
    if isinstance(item, Stencil):  # its matrix maps to the card, not about a point of its own
        a, b, c, d, _, _ = _after(item.matrix, rotation)
        x, y = _about((item.matrix[4], item.matrix[5]), rotation, middle)
        return item._replace(matrix=(a, b, c, d, x, y))
    # A run is turned by its matrix, about its first glyph, which goes where it belongs.
    first = item.glyphs[0]
    x, y = _about((first.x, first.y), rotation, middle)
    dx, dy = x - first.x, y - first.y
    matrix = _after(item.matrix or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), rotation)
    if isinstance(item, HandLine):
        strokes = [glyph._replace(x=glyph.x + dx, y=glyph.y + dy) for glyph in item.glyphs]
        return item._replace(glyphs=tuple(strokes), matrix=matrix)
    glyphs = [Glyph(g.id, g.text, g.x + dx, g.y + dy) for g in item.glyphs]
    return item._replace(glyphs=tuple(glyphs), matrix=matrix)


def _about(point: Point, rotation: Rotation, middle: Point) -> Point:
    x, y = point[0] - middle[0], point[1] - middle[1]
    a, b, c, d = rotation
    return middle[0] + a * x + c * y, middle[1] + b * x + d * y


def _after(matrix: Matrix, rotation: Rotation) -> Matrix:
    """Return the matrix followed by the rotation."""
    a, b, c, d = rotation
    p, q, r, s, e, f = matrix
    return (
        a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * e + c * f, b * e + d * f
    )  # fmt: skip
