"""A finished face: items at fixed places. It knows nothing of people, files or PDF.

Everything is in millimetres from the upper left corner of the trim, y downwards, as one measures
with a ruler on the card; font sizes are in points. Painters only paint it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

Matrix = tuple[float, float, float, float, float, float]


class Gray(NamedTuple):
    """Black ink only: 0 is black, 1 is paper."""

    level: float


class CMYK(NamedTuple):
    """Process inks, each 0 to 1."""

    cyan: float
    magenta: float
    yellow: float
    black: float


class RGB(NamedTuple):
    """sRGB, each 0 to 1."""

    red: float
    green: float
    blue: float


class Separation(NamedTuple):
    """The registration colour All: every plate, 0 to 1."""

    tint: float


Colour = Gray | CMYK | RGB | Separation
BLACK = Gray(0.0)


class Box(NamedTuple):
    """A rectangle in mm from the upper left corner of the trim."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the y of the lower edge."""
        return self.y + self.height

    def inset(self, by: float) -> Box:
        """Return the box with ``by`` mm taken off every side."""
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


class Direction(StrEnum):
    """How a line of glyphs runs; the names are HarfBuzz's."""

    DOWN = "ttb"
    RIGHT = "ltr"


class Glyph(NamedTuple):
    """One glyph: its number in the font, the text it stands for, its origin in mm.

    In a line that runs down, the origin is the top centre of the glyph's cell; in one that runs
    right, the left end of the baseline.
    """

    id: int
    text: str
    x: float
    y: float


class GlyphRun(NamedTuple):
    """Glyphs of one font, size and colour along one line.

    ``matrix`` turns or slants the whole run about its first glyph's origin (a b c d e f as in PDF,
    lengths in mm, y downwards). ``stroke`` is the width in points of an added outline (0: none).
    ``actual_text``, where given, is what search and copying shall find for the whole run.
    ``tracking``, where given, promises that each glyph follows the one before by the font's own
    advance and this many em more, so that nobody has to measure.
    """

    font: str
    size: float
    direction: Direction
    glyphs: tuple[Glyph, ...]
    colour: Colour = BLACK
    matrix: Matrix | None = None
    stroke: float = 0.0
    actual_text: str | None = None
    tracking: float | None = None

    @property
    def text(self) -> str:
        """Return the source text of the run."""
        return "".join(glyph.text for glyph in self.glyphs)


class Path(NamedTuple):
    """Straight lines through ``points`` (mm), filled or stroked (``width`` in mm, 0: filled)."""

    points: tuple[tuple[float, float], ...]
    colour: Colour = BLACK
    width: float = 0.0
    closed: bool = True
    dash: tuple[float, ...] = ()
    matrix: Matrix | None = None


class Bars(NamedTuple):
    """Filled rectangles of one colour (mm), painted together: the bars of a barcode."""

    boxes: tuple[Box, ...]
    colour: Colour = BLACK


class Picture(NamedTuple):
    """A baked bitmap by its name in the job's store, placed by the matrix of its unit square."""

    name: str
    matrix: Matrix


class Artwork(NamedTuple):
    """A drawn design by its name in the job's store; its page's trim corner goes to the matrix."""

    name: str
    matrix: Matrix = (1, 0, 0, 1, 0, 0)


class Shared(NamedTuple):
    """Items that many faces have in common, painted once per file (frame, sender …)."""

    name: str
    items: tuple[GlyphRun | Path, ...]


Item = GlyphRun | Path | Bars | Picture | Artwork | Shared


def moved(item: Item, dx: float, dy: float) -> Item:
    """Return the item ``dx`` mm further right and ``dy`` mm further down, else as it was."""
    if isinstance(item, GlyphRun):
        # A run's matrix turns about its first glyph, which takes it along.
        glyphs = [Glyph(id, text, x + dx, y + dy) for id, text, x, y in item.glyphs]
        return item._replace(glyphs=tuple(glyphs))
    if isinstance(item, Path):
        if item.matrix is not None:  # it maps the points about the corner of the trim
            return item._replace(matrix=_moved_matrix(item.matrix, dx, dy))
        return item._replace(points=tuple([(x + dx, y + dy) for x, y in item.points]))
    if isinstance(item, Bars):
        boxes = [Box(x + dx, y + dy, width, height) for x, y, width, height in item.boxes]
        return item._replace(boxes=tuple(boxes))
    if isinstance(item, Shared):
        return _moved_shared(item, dx, dy)
    return item._replace(matrix=_moved_matrix(item.matrix, dx, dy))


def _moved_matrix(matrix: Matrix, dx: float, dy: float) -> Matrix:
    a, b, c, d, e, f = matrix
    return (a, b, c, d, e + dx, f + dy)


@lru_cache(maxsize=1024)  # a painter knows what is shared by its identity
def _moved_shared(item: Shared, dx: float, dy: float) -> Shared:
    items = [moved(each, dx, dy) for each in item.items]
    return Shared(item.name, tuple([i for i in items if isinstance(i, GlyphRun | Path)]))


@dataclass(frozen=True, slots=True)
class Frame:
    """One face of a mailpiece: trim size in mm, the bleed drawn around it, and its items."""

    width: float
    height: float
    items: tuple[Item, ...] = field(default=())
    bleed: float = 0.0
