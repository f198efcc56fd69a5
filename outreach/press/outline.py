"""Letters as shapes, for shops that take no fonts: each shape once per file, placed as often.

What is painted is what the embedded fonts would paint, at the same places. Words can no longer be
searched for or copied, which nobody does with paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

import uharfbuzz as hb
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from outreach.fonts import Contour, outline_of
from outreach.frame import Direction, GlyphRun, HandLine
from outreach.press.colour import both_operators, colour_operator
from outreach.press.content import ContentPainter, Fonts, Placed
from outreach.press.hands import HandKey, HandUse, places
from outreach.press.imposition import Page
from outreach.typeset.bank import EM, Points
from outreach.units import POINTS_PER_MM

TYPE_EM = 1000  # units to the em in a shape of type; in one of a hand there are EM
_MARGIN = 0.2  # em: no added outline is wider on either side


class Letter(NamedTuple):
    """A shape: a glyph of a font in lines of a direction, or as a hand wrote it this time.

    ``stroked``: an outline is added, of a width that is said where it is placed.
    """

    font: str
    id: int
    direction: Direction
    stroked: bool
    hand: HandKey | None = None
    variant: int = 0

    @property
    def em(self) -> int:
        """Return how many units the shape has to the em."""
        return EM if self.hand else TYPE_EM


class Outlines:
    """The shapes of one file's letters, named when they are first placed."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self._names: dict[Letter, str] = {}
        self._drawn: dict[str, tuple[Letter, list[Contour]]] = {}
        self._hands: dict[HandKey, HandUse] = {}

    def name(self, letter: Letter) -> str:
        """Return the resource name of a shape, blank for a glyph without ink."""
        name = self._names.get(letter)
        if name is None:
            contours = self._contours(letter)
            name = self._names[letter] = f"G{len(self._drawn)}" if contours else ""
            if contours:
                self._drawn[name] = letter, contours
        return name

    def _contours(self, letter: Letter) -> list[Contour]:
        font = self.fonts.use(letter.font).font
        if letter.hand is not None:
            use = self._hands.setdefault(letter.hand, HandUse(font, letter.hand, ""))
            return [_contour(ring) for ring in use.shape(letter.id, letter.variant)]
        contours = font.outline(letter.id)
        if letter.direction is Direction.RIGHT:
            return contours
        x, y = [TYPE_EM * place for place in font.vertical_origin(letter.id)]
        return [_shifted(contour, -x, -y) for contour in contours]

    def forms(self, pdf: Pdf) -> Iterator[tuple[str, Object]]:
        """Yield each shape by its name as a form, an em of it one unit (ISO 32000-1 §8.10)."""
        for name, (letter, contours) in self._drawn.items():
            yield name, shape(pdf, contours, letter.em, "B" if letter.stroked else "f")


def shape(pdf: Pdf, contours: Sequence[Contour], em: int, paint: str) -> Object:
    """Return contours as a form that paints them with the colour and line of where it is shown.

    They have ``em`` units to the em, which the form makes one unit. ``paint`` is the operator that
    fills them (f), strokes them (S) or does both (B).
    """
    paths = " ".join([_path(contour) for contour in contours])
    form = Stream(pdf, f"{paths} {paint}".encode("ascii"))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array(_box(contours, _MARGIN * em))
    form.Matrix = Array([1 / em, 0, 0, 1 / em, 0, 0])
    form.Resources = Dictionary()
    return pdf.make_indirect(form)


class OutlinePainter(ContentPainter):
    """Paints as its parent does, letters as shapes; what a form paints has the page's colour."""

    def __init__(
        self, page: Page, fonts: Fonts, place: Callable[[Placed], str], outlines: Outlines
    ) -> None:
        super().__init__(page, fonts, place)
        self.outlines = outlines

    def _run(self, run: GlyphRun) -> str:
        return f"{self._fill(run.colour)}{self._text(run)}"

    def _text_object(self, run: GlyphRun) -> str:
        pen = ""
        if run.stroke:
            ink = colour_operator(run.colour, fill=False)
            pen = f"{ink} {run.stroke / run.size * TYPE_EM:.2f} w "
        shown = [
            f"q {place} cm /{name} Do Q"
            for glyph, place in zip(run.glyphs, self._places(run), strict=True)
            if (name := self._letter(run, glyph.id))
        ]
        return f"q {pen}{' '.join(shown)} Q"

    def _letter(self, run: GlyphRun, glyph: int) -> str:
        return self.outlines.name(Letter(run.font, glyph, run.direction, bool(run.stroke)))

    def _places(self, run: GlyphRun) -> Iterator[str]:
        """Yield the matrix of each glyph: its size, how it is turned, its place in points."""
        a, b, c, d, e, f = run.matrix or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        first = run.glyphs[0]
        turn = " ".join([f"{run.size * number:.5g}" for number in (a, -b, -c, d)])
        for glyph in run.glyphs:
            x, y = glyph.x - first.x, glyph.y - first.y
            across = self.left + (first.x + a * x + c * y + e) * POINTS_PER_MM
            up = self.top - (first.y + b * x + d * y + f) * POINTS_PER_MM
            yield f"{turn} {across:.3f} {up:.3f}"

    def _hand_line(self, parts: list[HandLine]) -> str:
        shown = [operators for part in parts for operators in self._written(part)]
        return "\n".join(["q 1 j", *shown, "Q"])

    def _written(self, line: HandLine) -> Iterator[str]:
        """Yield the operators of each glyph of a line that a hand wrote, its ink before it."""
        hand = HandKey(line.font, line.manner, line.direction)
        for glyph, place in zip(line.glyphs, places(line, (self.left, self.top)), strict=True):
            stroked = bool(glyph.stroke)
            letter = Letter(line.font, glyph.id, line.direction, stroked, hand, glyph.variant)
            name = self.outlines.name(letter)
            if name:
                pen = f"{glyph.stroke / glyph.size * EM:.2f} w " if stroked else ""
                ink = both_operators(line.colour, glyph.tone)
                yield f"{ink} {pen}q {place} cm /{name} Do Q"


def outlines_in(file: bytes) -> Callable[[int], list[Contour]]:
    """Return what gives each glyph's outline, in thousandths of an em, from a font in memory."""
    face = hb.Face(hb.Blob(file))
    return partial(outline_of, hb.Font(face), face.upem)


def _contour(ring: Points) -> Contour:
    """Return a ring of points, on the curve and off it, as TrueType means it (OpenType, glyf)."""
    dots: list[tuple[float, float, bool]] = []
    for (x, y, on), (next_x, next_y, next_on) in zip(ring, (*ring[1:], ring[0]), strict=True):
        dots.append((x, y, on))
        if not on and not next_on:
            dots.append(((x + next_x) / 2, (y + next_y) / 2, True))
    start = next(at for at, (_, _, on) in enumerate(dots) if on)
    dots = [*dots[start:], *dots[: start + 1]]
    pieces: list[tuple[float, ...]] = []
    for (pull_x, pull_y, was_on), (to_x, to_y, is_on) in pairwise(dots):
        if is_on:
            pieces.append((to_x, to_y) if was_on else (pull_x, pull_y, to_x, to_y))
    return Contour(dots[0][:2], pieces)


def _shifted(contour: Contour, dx: float, dy: float) -> Contour:
    (x, y), pieces = contour
    moved = [
        tuple([each + (dy if at % 2 else dx) for at, each in enumerate(piece)]) for piece in pieces
    ]
    return Contour((x + dx, y + dy), moved)


def _path(contour: Contour) -> str:
    """Return the operators of a closed path; a quadratic curve becomes the same cubic one."""
    parts = [f"{_plain(contour.start)} m"]
    last = contour.start
    for piece in contour.pieces:
        end = piece[-2], piece[-1]
        if len(piece) == 4:
            piece = (*_towards(piece, last), *_towards(piece, end), *end)
        parts.append(f"{_plain(piece)} {'l' if len(piece) == 2 else 'c'}")
        last = end
    return " ".join([*parts, "h"])


def _towards(piece: Sequence[float], tip: tuple[float, float]) -> tuple[float, float]:
    """Return the point two thirds of the way from a tip to what pulls a quadratic curve."""
    return tip[0] + 2 / 3 * (piece[0] - tip[0]), tip[1] + 2 / 3 * (piece[1] - tip[1])


def _plain(numbers: Iterable[float]) -> str:
    return " ".join([f"{round(number, 1):g}" for number in numbers])


def _box(contours: Sequence[Contour], margin: float) -> list[int]:
    """Return left, low, right and top of what the contours, and what pulls them, stay within."""
    numbers = [each for start, pieces in contours for each in (start, *pieces)]
    xs = [x for each in numbers for x in each[::2]]
    ys = [y for each in numbers for y in each[1::2]]
    low = [floor(min(axis) - margin) for axis in (xs, ys)]
    return [*low, *[ceil(max(axis) + margin) for axis in (xs, ys)]]
