"""Frames to PDF content streams: the operators of ISO 32000-1 §8 and §9, nothing more.

Frames measure in millimetres downwards from the trim; pages in points upwards from their lower
left corner. One show operator per column where the font's own advances allow it, so that a reader
finds each column as one line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from outreach.fonts import Font
from outreach.frame import (
    Artwork,
    Bars,
    Colour,
    Direction,
    Frame,
    Glyph,
    GlyphRun,
    Gray,
    HandLine,
    Item,
    Manner,
    Matrix,
    Path,
    Picture,
    Shared,
    Stencil,
)
from outreach.press.colour import colour_operator
from outreach.press.fonts import FontUse, Use
from outreach.press.hands import HandKey, HandUse, handwriting
from outreach.press.imposition import Page
from outreach.units import MM_PER_POINT, POINTS_PER_MM

TOLERANCE = 0.002  # em: a step this near to the font's own advance needs no correction


Placed = Artwork | Picture | Stencil | Shared  # what is painted by its name alone


class Fonts:
    """The fonts of one file and the names of their resources."""

    def __init__(self, fonts: Mapping[str, Font]) -> None:
        self._fonts = fonts
        self.used: dict[str, FontUse] = {}
        self.names: dict[Use, str] = {}
        self.hands: dict[HandKey, HandUse] = {}

    def use(self, font_id: str) -> FontUse:
        """Return the record of what this file uses of the font."""
        used = self.used.get(font_id)
        if used is None:
            used = self.used[font_id] = FontUse(self._fonts[font_id])
        return used

    def name(self, font_id: str, direction: Direction, variant: int) -> str:
        """Return the resource name for showing this font."""
        use = Use(font_id, direction, variant)
        name = self.names.get(use)
        if name is None:
            self.use(font_id)
            number = list(self.used).index(font_id)
            name = self.names[use] = f"F{number}{use.resource}"
        return name

    def hand(self, font_id: str, manner: Manner, direction: Direction) -> HandUse:
        """Return the record of what this file uses of the font as a hand writes it."""
        key = HandKey(font_id, manner, direction)
        use = self.hands.get(key)
        if use is None:
            font = self.use(font_id).font  # it counts as used: the hand is made of it
            use = self.hands[key] = HandUse(font, key, f"W{len(self.hands)}")
        return use


class ContentPainter:
    """Paints the items of a face onto its page; shared items and artwork only by name."""

    def __init__(self, page: Page, fonts: Fonts, place: Callable[[Placed], str]) -> None:
        self.fonts = fonts
        self.place = place
        self.left = page.trim.x * POINTS_PER_MM
        self.top = (page.height - page.trim.y) * POINTS_PER_MM
        self._colour: Colour = Gray(0.0)
        # A line that many cards share is one run, the very same: shown once, then repeated.
        self._text = lru_cache(maxsize=64)(self._text_object)

    def paint(self, frame: Frame) -> bytes:
        """Return the page's content stream."""
        return self.paint_items(frame.items)

    def paint_items(self, items: tuple[Item, ...]) -> bytes:
        """Return the content stream of items; colours are known to start black."""
        self._colour = Gray(0.0)
        return "\n".join(self._painted(items)).encode("ascii")

    def _painted(self, items: tuple[Item, ...]) -> Iterator[str]:
        """Yield the operators of each item; those of a line that a hand wrote come together."""
        line: list[HandLine] = []
        for item in items:
            if isinstance(item, HandLine):
                if item.text and line:
                    yield self._hand_line(line)
                    line = []
                line.append(item)
                continue
            if line:
                yield self._hand_line(line)
                line = []
            yield self._item(item)
        if line:
            yield self._hand_line(line)

    def _hand_line(self, parts: list[HandLine]) -> str:
        """Return one text object, in it the words that readers shall find for all of it.

        The mark ends inside the object: Poppler measures the words with the state it finds there.
        """
        corner = self.left, self.top
        shown = [
            handwriting(part, self.fonts.hand(part.font, part.manner, part.direction), corner)
            for part in parts
        ]
        text = "\n".join(shown)
        if parts[0].text:
            text = f"{_span(parts[0].text)}\n{text}\nEMC"
        return f"q 1 j BT {text}\nET Q"

    def _item(self, item: Item) -> str:
        if isinstance(item, GlyphRun):
            return self._run(item)
        if isinstance(item, HandLine):
            return self._hand_line([item])
        if isinstance(item, Path):
            return self._path(item)
        if isinstance(item, Bars):
            return self._bars(item)
        if isinstance(item, Shared):
            return f"/{self.place(item)} Do"
        if isinstance(item, Stencil):
            return self._stencil(item)
        a, b, c, d, e, f = item.matrix
        x, y = self.left + e * POINTS_PER_MM, self.top - f * POINTS_PER_MM
        name = self.place(item)
        return f"q {_turn(a, b, c, d)} {x:.3f} {y:.3f} cm /{name} Do Q"

    def _stencil(self, stencil: Stencil) -> str:
        """Return a bitmap's ink in one colour; PDF's unit square begins at its lower left."""
        a, b, c, d, e, f = [number * POINTS_PER_MM for number in stencil.matrix]
        x, y = self.left + c + e, self.top - d - f
        pen, name = colour_operator(stencil.colour, fill=True), self.place(stencil)
        return f"q {pen} {a:.3f} {-b:.3f} {-c:.3f} {d:.3f} {x:.3f} {y:.3f} cm /{name} Do Q"

    # -- text ---------------------------------------------------------------------------------

    def _run(self, run: GlyphRun) -> str:
        text = f"{self._fill(run.colour)}{self._text(run)}"
        if run.actual_text is None:
            return text
        return f"{_span(run.actual_text)}\n{text}\nEMC"

    def _text_object(self, run: GlyphRun) -> str:
        use = self.fonts.use(run.font)
        first = run.glyphs[0]
        placed = self._placed(run, first)
        shows = self._shows(run, use)
        stroke = f"2 Tr {run.stroke:g} w " if run.stroke else ""
        unstroke = " 0 Tr" if run.stroke else ""
        text = f"BT {stroke}{shows[0][0]} {placed} Tm {shows[0][1]}"
        for font, show in shows[1:]:
            text += f" {font} {show}"
        text = f"{text}{unstroke} ET"
        if not run.stroke or run.colour == Gray(0.0):
            return text
        return f"q {colour_operator(run.colour, fill=False)} {text} Q"  # strokes are black else

    def _placed(self, run: GlyphRun, first: Glyph) -> str:
        x = self.left + first.x * POINTS_PER_MM
        y = self.top - first.y * POINTS_PER_MM
        if run.matrix is None:
            return f"1 0 0 1 {x:.3f} {y:.3f}"
        a, b, c, d, e, f = run.matrix
        x, y = x + e * POINTS_PER_MM, y - f * POINTS_PER_MM
        return f"{a:.5f} {-b:.5f} {-c:.5f} {d:.5f} {x:.3f} {y:.3f}"

    def _shows(self, run: GlyphRun, use: FontUse) -> list[tuple[str, str]]:
        """Return (font operator, show operator) pairs: a new pair where the text map changes."""
        known = use.shown[run.direction]
        shown = [known[glyph[:2]] for glyph in run.glyphs]
        codes = [glyph.code for glyph in shown]
        if run.tracking:
            space = self._correction(run.tracking, run.direction)
            codes[1:] = [space + code for code in codes[1:]]
        elif run.tracking is None:
            self._correct(run, [glyph.advance for glyph in shown], codes)
        parts = []
        start = 0
        for variant, group in groupby(shown, key=itemgetter(2)):
            end = start + len(list(group))
            name = self.fonts.name(run.font, run.direction, variant)
            parts.append((f"/{name} {run.size:g} Tf", _show_apart(codes[start:end], run.direction)))
            start = end
        return parts

    def _correct(self, run: GlyphRun, advances: Sequence[float], codes: list[str]) -> None:
        """Put a correction before each code whose glyph does not stand where the font says."""
        down = run.direction is Direction.DOWN
        em = run.size * MM_PER_POINT
        last = run.glyphs[0]
        for index, glyph in enumerate(run.glyphs[1:], start=1):
            step = ((glyph.y - last.y) if down else (glyph.x - last.x)) / em
            extra = step - advances[index - 1]
            if extra > TOLERANCE or extra < -TOLERANCE:
                codes[index] = self._correction(extra, run.direction) + codes[index]
            last = glyph

    @staticmethod
    def _correction(extra: float, direction: Direction) -> str:
        """Return the number that moves the next glyph on by ``extra`` em, hex string around it.

        A positive number in a show array moves back in a horizontal line, on in a vertical one.
        """
        return f">{extra * 1000 if direction is Direction.DOWN else -extra * 1000:.0f}<"

    # -- colour and lines ---------------------------------------------------------------------

    def _fill(self, colour: Colour) -> str:
        if colour == self._colour and type(colour) is type(self._colour):
            return ""
        self._colour = colour
        return colour_operator(colour, fill=True) + " "

    def _path(self, path: Path) -> str:
        points = [
            f"{self.left + x * POINTS_PER_MM:.3f} {self.top - y * POINTS_PER_MM:.3f}"
            for x, y in path.points
        ]
        shape = f"{points[0]} m {' '.join(f'{point} l' for point in points[1:])}"
        if not path.width and path.matrix is None:
            return f"{self._fill(path.colour)}{shape} f"
        pen = colour_operator(path.colour, fill=not path.width)
        paint = "f"
        if path.width:
            dash = " ".join(f"{length * POINTS_PER_MM:.2f}" for length in path.dash)
            pen += f" {path.width * POINTS_PER_MM:.3f} w [{dash}] 0 d"
            paint = "s" if path.closed else "S"
        return f"q {self._moved(path.matrix)}{pen} {shape} {paint} Q"

    def _bars(self, bars: Bars) -> str:
        """Return all bars as one path filled once: a fill for each costs more than the card."""
        left, top, mm = self.left, self.top, POINTS_PER_MM
        shapes = [
            f"{left + x * mm:.3f} {top - (y + high) * mm:.3f} {wide * mm:.3f} {high * mm:.3f} re"
            for x, y, wide, high in bars.boxes
        ]
        return f"{self._fill(bars.colour)}{' '.join(shapes)} f"

    def _moved(self, matrix: Matrix | None) -> str:
        """Return the operator that applies a matrix about the trim's upper left corner."""
        if matrix is None:
            return ""
        a, b, c, d, e, f = matrix
        x = self.left * (1 - a) + self.top * c + e * POINTS_PER_MM
        y = self.top * (1 - d) + self.left * b - f * POINTS_PER_MM
        return f"{a:.5f} {-b:.5f} {-c:.5f} {d:.5f} {x:.3f} {y:.3f} cm "


@lru_cache(maxsize=256)
def _turn(a: float, b: float, c: float, d: float) -> str:
    """Return the turning part of a matrix; PDF knows no exponents (ISO 32000-1 §7.3.3)."""
    return " ".join(f"{number:.6f}".rstrip("0").rstrip(".") for number in (a, -b, -c, d))


def _span(text: str) -> str:
    """Return what begins marked content that a reader takes for ``text`` as a whole."""
    words = f"\ufeff{text}".encode("utf-16-be").hex().upper()
    return f"/Span <</ActualText <{words}>>> BDC"


def _show_apart(codes: list[str], direction: Direction) -> str:
    """Return the show operators of a run; a column's last two glyphs have one of their own.

    PDFium (Chrome) takes text objects that begin at one height for one line and sorts them from
    left to right, which turns columns round. An object far below keeps the next column from
    joining this one, and two glyphs in it tell PDFium that it runs down; a column of one or two
    has no second object to spare. Nothing moves: the pen goes on by itself.
    """
    if direction is Direction.RIGHT or len(codes) < 3:
        return _show("".join(codes))
    end, _, code = codes[-2].rpartition("<")
    # A correction before the second last glyph ends the first array: no empty string after it.
    before = "".join(codes[:-2])
    first = f"[<{before}{end}] TJ" if end else _show(before)
    return f"{first} {_show(code + codes[-1])}"


def _show(codes: str) -> str:
    """Return the show operator for hex codes with corrections between them."""
    if "<" in codes or ">" in codes:
        return f"[<{codes}>] TJ"
    return f"<{codes}> Tj"
