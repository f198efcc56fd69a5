"""A finished face: items at fixed places. It knows nothing of people, files or PDF.

Everything is in millimetres from the upper left corner of the trim, y downwards, as one measures
with a ruler on the card; font sizes are in points. Painters only paint it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
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


Item = GlyphRun | Path | Picture | Artwork | Shared


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


@dataclass(frozen=True, slots=True)
class Frame:
    """One face of a mailpiece: trim size in mm, the bleed drawn around it, and its items."""

    width: float
    height: float
    items: tuple[Item, ...] = field(default=())
    bleed: float = 0.0
