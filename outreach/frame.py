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


class HandGlyph(NamedTuple):
    """One glyph as a hand wrote it: which of the font's glyphs, and how it came out this time.

    ``id`` is the glyph's number in the font, ``variant`` which of its shapes in the bank it is.
    The origin is a Glyph's. ``size`` and ``stroke`` (the width of an added outline) are in points.
    ``tone`` is how much paper shows through the ink: 0 is the line's colour, 1 nothing but paper.
    ``is_beside``: the next glyph stands beside this one, not after it (縦中横).
    """

    id: int
    text: str
    x: float
    y: float
    size: float
    stroke: float
    tone: float
    variant: int = 0
    is_beside: bool = False


class Manner(NamedTuple):
    """How a hand shapes its letters: all that its bank of shapes depends on besides the font.

    ``unrest`` is how far they stray (1: as a relaxed hand's do, 0: not at all), ``rise`` how much
    strokes to the right go up, ``width`` how wide a letter is beside the font's.
    """

    unrest: float = 1.0
    rise: float = 0.0
    width: float = 1.0


RELAXED = Manner()


class HandLine(NamedTuple):
    """A line in an imitated hand: each glyph has a place, size, weight and ink of its own.

    ``text`` is what search and copying find for the whole line, "" for what goes on with the line
    of the item before. ``matrix`` is a GlyphRun's: it turns the line about its first glyph's
    origin. ``manner`` is that of the bank the shapes are from.
    """

    font: str
    direction: Direction
    glyphs: tuple[HandGlyph, ...]
    colour: Colour = BLACK
    text: str = ""
    matrix: Matrix | None = None
    manner: Manner = RELAXED


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


class Bitmap(NamedTuple):
    """Dots of one ink, row by row from the top; each row is padded to bytes, a 1 bit is ink."""

    columns: int
    rows: int
    bits: bytes


class Stencil(NamedTuple):
    """A bitmap by its name in the job's store, its ink painted in one colour, all else untouched.

    The matrix maps its unit square, upper left corner first, to the card: (20, 0, 0, 10, 5, 7) is
    20 mm wide and 10 mm high with its upper left corner at (5, 7).
    """

    name: str
    matrix: Matrix
    colour: Colour = BLACK


class Artwork(NamedTuple):
    """A drawn design by its name in the job's store; its page's trim corner goes to the matrix."""

    name: str
    matrix: Matrix = (1, 0, 0, 1, 0, 0)


class Shared(NamedTuple):
    """Items that many faces have in common, painted once per file (frame, sender …)."""

    name: str
    items: tuple[GlyphRun | Path, ...]


Item = GlyphRun | HandLine | Path | Bars | Picture | Stencil | Artwork | Shared


def moved(item: Item, dx: float, dy: float) -> Item:
    """Return the item ``dx`` mm further right and ``dy`` mm further down, else as it was."""
    if isinstance(item, GlyphRun):
        # A run's matrix turns about its first glyph, which takes it along.
        glyphs = [Glyph(id, text, x + dx, y + dy) for id, text, x, y in item.glyphs]
        return item._replace(glyphs=tuple(glyphs))
    if isinstance(item, HandLine):
        written = [glyph._replace(x=glyph.x + dx, y=glyph.y + dy) for glyph in item.glyphs]
        return item._replace(glyphs=tuple(written))
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
