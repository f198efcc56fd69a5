"""Items turned about a point: words on a tilted photo, and everything on a landscape card."""

from __future__ import annotations

import math
from collections.abc import Iterable

from outreach.frame import Glyph, GlyphRun, Matrix, Path

Point = tuple[float, float]


def turned(
    items: Iterable[GlyphRun | Path], degrees: float, middle: Point
) -> tuple[GlyphRun | Path, ...]:
    """Return runs and paths turned by ``degrees`` anticlockwise about ``middle`` (mm)."""
    if not degrees:
        return tuple(items)
    # y runs downwards, so that anticlockwise to the eye is a negative angle.
    turn = math.radians(-degrees)
    rotation = (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn))
    return tuple(_turned(item, rotation, middle) for item in items)


Rotation = tuple[float, float, float, float]


def _turned(item: GlyphRun | Path, rotation: Rotation, middle: Point) -> GlyphRun | Path:
    if isinstance(item, Path):
        return item._replace(points=tuple(_about(p, rotation, middle) for p in item.points))
    # A run is turned by its matrix, about its first glyph, which goes where it belongs.
    first = item.glyphs[0]
    x, y = _about((first.x, first.y), rotation, middle)
    glyphs = [Glyph(g.id, g.text, g.x + x - first.x, g.y + y - first.y) for g in item.glyphs]
    matrix = _after(item.matrix or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), rotation)
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
