"""What a page paints, thing by thing, with its place in mm: the material of a preflight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from outreach.frame import Box, Matrix
from outreach.press.matrices import STILL, Point, moved_to
from outreach.press.page_colours import Family, Ink
from outreach.press.page_fonts import PageFont

Ring = tuple[Point, ...]


class Kind(StrEnum):
    """What is painted."""

    SHAPE = "shape"
    LINE = "line"
    LETTERS = "letters"
    PICTURE = "picture"
    SHADING = "shading"


@dataclass(frozen=True, slots=True)
class Clip:
    """Nothing outside these rings (mm) is painted; ``even_odd`` as in ISO 32000-1 §8.5.3.3."""

    rings: tuple[Ring, ...]
    even_odd: bool
    box: Box

    @property
    def is_box(self) -> bool:
        """Return whether it is a single rectangle that stands upright."""
        return len(self.rings) == 1 and is_upright(self.rings[0])


@dataclass(frozen=True, slots=True, eq=False)
class Bitmap:
    """A picture's own data: its stream or inline image, size in pixels, bits and colours.

    ``family`` is None for a stencil, which is painted in the current colour.
    """

    source: Any
    spaces: Any
    width: int
    height: int
    bits: int
    family: Family | None
    spot: str = ""
    filters: tuple[str, ...] = ()
    soft: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """One painted thing. ``box`` is what of it can be seen, mm from the trim's upper left corner.

    ``ink`` fills it, ``pen`` draws its outline (None: it does not). ``width`` is a line's, ``size``
    that of letters, both in points as they come out. ``alpha``, ``blend`` and ``masked`` are its
    transparency; ``overprint`` is of filling and of stroking.
    """

    kind: Kind
    box: Box
    ink: Ink | None = None
    pen: Ink | None = None
    rings: tuple[Ring, ...] = ()
    even_odd: bool = False
    closed: bool = True
    width: float = 0.0
    size: float = 0.0
    font: PageFont | None = None
    glyphs: tuple[int, ...] = ()
    hidden: bool = False
    picture: Bitmap | None = None
    matrix: Matrix = STILL
    alpha: float = 1.0
    blend: str = "Normal"
    masked: bool = False
    overprint: tuple[bool, bool] = (False, False)
    clips: tuple[Clip, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one page paints, in order, and what else its content says.

    ``groups`` are the colour spaces of its transparency groups, None for one without. ``features``
    are the codes of what a print file must not have. ``unknown`` names resources that are missing;
    ``broken``: the content cannot be read; ``whole``: it was read to its end.
    """

    painted: tuple[Painted, ...] = ()
    groups: tuple[Family | None, ...] = ()
    features: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    broken: bool = False
    whole: bool = True


def is_upright(ring: Ring) -> bool:
    """Return whether a ring is a rectangle with upright sides."""
    corners = list(dict.fromkeys((round(x, 4), round(y, 4)) for x, y in ring))
    if len(corners) != 4:
        return False
    across, down = {x for x, _ in corners}, {y for _, y in corners}
    return len(across) == 2 and len(down) == 2


def box_around(points: Iterable[Point], by: float = 0.0) -> Box:
    """Return the box around points (mm), ``by`` wider on every side; of none an empty one."""
    places = list(points)
    if not places:
        return Box(0.0, 0.0, 0.0, 0.0)
    across, down = [x for x, _ in places], [y for _, y in places]
    left, top = min(across) - by, min(down) - by
    return Box(left, top, max(across) + by - left, max(down) + by - top)


def common(first: Box, second: Box) -> Box | None:
    """Return what two boxes have in common, None where that is nothing; a line is something."""
    left, top = max(first.x, second.x), max(first.y, second.y)
    right, bottom = min(first.right, second.right), min(first.bottom, second.bottom)
    if right < left or bottom < top:
        return None
    return Box(left, top, right - left, bottom - top)


def corners_of(matrix: Matrix, box: tuple[float, float, float, float]) -> Ring:
    """Return where a matrix takes the corners of a box (left, low, right, high)."""
    left, low, right, high = box
    return (
        moved_to(matrix, (left, low)), moved_to(matrix, (right, low)),
        moved_to(matrix, (right, high)), moved_to(matrix, (left, high)),
    )  # fmt: skip
