"""Outlines with fewer points: what a scan traced too finely costs bytes in every variant.

Everything is in thousandths of an em. A curve that stays within the tolerance takes the place of
the pieces it covers; at 16 points the tolerance is half a printer's dot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot, sqrt
from typing import NamedTuple

from outreach.fonts import Contour

TOLERANCE = 4.0

Point = tuple[float, float]


class Dot(NamedTuple):
    """A point of an outline as TrueType has it: on the curve, or what pulls the curve."""

    x: float
    y: float
    on: bool


Ring = list[Dot]


class _Piece(NamedTuple):
    """A straight line (``pull`` None) or a quadratic curve between two points."""

    start: Point
    pull: Point | None
    end: Point

    @property
    def setting_out(self) -> Point:
        """Return the direction the piece begins with, of length 1."""
        return _direction(self.start, self.pull or self.end)

    @property
    def arriving(self) -> Point:
        """Return the direction the piece ends with, of length 1."""
        return _direction(self.pull or self.start, self.end)

    @property
    def length(self) -> float:
        """Return about how long the piece is: halfway between its chord and the way by its pull."""
        chord = hypot(self.end[0] - self.start[0], self.end[1] - self.start[1])
        if self.pull is None:
            return chord
        (ax, ay), (bx, by), (cx, cy) = self.start, self.pull, self.end
        return (chord + hypot(bx - ax, by - ay) + hypot(cx - bx, cy - by)) / 2

    @property
    def middle(self) -> Point:
        """Return the point halfway along the piece."""
        x, y = (self.start[0] + self.end[0]) / 2, (self.start[1] + self.end[1]) / 2
        if self.pull is None:
            return x, y
        return (x + self.pull[0]) / 2, (y + self.pull[1]) / 2


def simplified(contours: Iterable[Contour], tolerance: float = TOLERANCE) -> list[Ring]:
    """Return the contours as rings of points, nowhere further off than ``tolerance``."""
    rings = []
    for contour in contours:
        pieces = _pieces(contour)
        if len(pieces) > 1:
            rings.append(_ring(_merged(pieces, tolerance), tolerance))
    return rings


def _direction(start: Point, end: Point) -> Point:
    x, y = end[0] - start[0], end[1] - start[1]
    length = hypot(x, y) or 1.0
    return x / length, y / length


def _pieces(contour: Contour) -> list[_Piece]:
    """Return lines and quadratic curves; a cubic one becomes two of these."""
    pieces: list[_Piece] = []
    at = contour.start
    for given in (*contour.pieces, contour.start):
        end = given[-2], given[-1]
        if end == at:
            continue
        if len(given) == 6:
            pieces += _halves(at, given)
        else:
            pieces.append(_Piece(at, (given[0], given[1]) if len(given) == 4 else None, end))
        at = end
    return pieces


def _halves(start: Point, given: Sequence[float]) -> tuple[_Piece, _Piece]:
    """Return a cubic curve as two quadratic ones that meet in its middle."""
    (ax, ay), (bx, by, cx, cy, dx, dy) = start, given
    middle = (ax + 3 * bx + 3 * cx + dx) / 8, (ay + 3 * by + 3 * cy + dy) / 8
    early = (9 * ax + 21 * bx + 3 * cx - dx) / 32, (9 * ay + 21 * by + 3 * cy - dy) / 32
    late = (9 * dx + 21 * cx + 3 * bx - ax) / 32, (9 * dy + 21 * cy + 3 * by - ay) / 32
    return _Piece(start, early, middle), _Piece(middle, late, (dx, dy))


def _merged(pieces: list[_Piece], tolerance: float) -> list[_Piece]:
    """Return fewer pieces, each grown over its followers for as long as one curve serves."""
    bends = [_bend(pieces[at - 1], piece) for at, piece in enumerate(pieces)]
    first = min(range(len(pieces)), key=bends.__getitem__)  # the sharpest corner stays
    pieces = pieces[first:] + pieces[:first]
    merged: list[_Piece] = []
    start = 0
    while start < len(pieces):
        best, end = pieces[start], start + 1
        marks, lengths = [best.middle], [0.0, best.length]
        while end < len(pieces):
            marks += (pieces[end].start, pieces[end].middle)
            lengths.append(lengths[-1] + pieces[end].length)
            longer = _one_for(best.start, pieces[end].end, marks, lengths, tolerance)
            if longer is None:
                break
            best, end = longer, end + 1
        merged.append(best)
        start = end
    return merged


def _bend(before: _Piece, after: _Piece) -> float:
    """Return the cosine of the turn between two pieces: 1 goes straight on, -1 back."""
    (ax, ay), (bx, by) = before.arriving, after.setting_out
    return ax * bx + ay * by


def _one_for(
    start: Point, end: Point, marks: Sequence[Point], lengths: Sequence[float], tolerance: float
) -> _Piece | None:
    """Return the one line or curve that stays near all the marks, or None.

    The marks are the middles and the joints of the pieces in turn; ``lengths`` is how far along
    each piece begins. The curve is the one with the least squares there.
    """
    if _straight(start, end, marks, tolerance):
        return _Piece(start, None, end)
    x = y = total = 0.0
    for at, (mx, my) in enumerate(marks):
        piece = (at + 1) // 2
        t = lengths[piece] if at % 2 else (lengths[piece] + lengths[piece + 1]) / 2
        t /= lengths[-1]
        pull, first, last = 2 * t * (1 - t), (1 - t) ** 2, t * t
        x += pull * (mx - first * start[0] - last * end[0])
        y += pull * (my - first * start[1] - last * end[1])
        total += pull * pull
    drawn = (x / total, y / total)
    if all([_off(start, drawn, end, mark) <= tolerance for mark in marks]):
        return _Piece(start, drawn, end)
    return None


def _straight(start: Point, end: Point, marks: Iterable[Point], tolerance: float) -> bool:
    """Return whether every mark lies on the line between the two points."""
    x, y = _direction(start, end)
    if not (x or y):
        return False
    tolerance /= 2  # a line that was a curve is seen sooner than a curve that was another
    return all([abs((mx - start[0]) * y - (my - start[1]) * x) <= tolerance for mx, my in marks])


def _off(start: Point, pull: Point, end: Point, mark: Point) -> float:
    """Return about how far the mark is from a curve, measured at the curve's own parameter."""
    ax, ay = start[0] - pull[0], start[1] - pull[1]
    bx, by = end[0] - pull[0], end[1] - pull[1]
    mx, my = mark[0] - pull[0], mark[1] - pull[1]
    # On the curve mark - pull = (1-t)² a + t² b, so that the shares of a and b give t.
    area = ax * by - ay * bx or 1e-9
    of_a = max((mx * by - my * bx) / area, 0.0)
    of_b = max((ax * my - ay * mx) / area, 0.0)
    root_a, root_b = sqrt(of_a), sqrt(of_b)
    t = root_b / (root_a + root_b) if root_a + root_b else 0.5
    s = (1 - t) ** 2
    t *= t
    return hypot(mx - s * ax - t * bx, my - s * ay - t * by)


def _ring(pieces: list[_Piece], tolerance: float) -> Ring:
    """Return the points of a closed line; a point that lies midway between two pulls is implied."""
    ring: Ring = []
    for at, piece in enumerate(pieces):
        before, pull = pieces[at - 1].pull, piece.pull
        x, y = piece.start
        if (
            before is None
            or pull is None
            or hypot((before[0] + pull[0]) / 2 - x, (before[1] + pull[1]) / 2 - y) > tolerance
            or not ring
        ):
            ring.append(Dot(x, y, True))
        if pull is not None:
            ring.append(Dot(pull[0], pull[1], False))
    return ring
