"""Frames to PDF content streams: the operators of ISO 32000-1 §8 and §9, nothing more.

Frames measure in millimetres downwards from the trim; pages in points upwards from their lower
left corner. One show operator per column where the font's own advances allow it, so that a reader
finds each column as one line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from outreach.fonts import Font
from outreach.frame import (
    CMYK,
    RGB,
    Artwork,
    Colour,
    Direction,
    Frame,
    Glyph,
    GlyphRun,
    Gray,
    Item,
    Path,
    Picture,
    Separation,
    Shared,
)
from outreach.press.fonts import FontUse, Use
from outreach.press.imposition import Page
from outreach.units import MM_PER_POINT, POINTS_PER_MM

TOLERANCE = 0.002  # em: a step this near to the font's own advance needs no correction


class Fonts:
    """The fonts of one file and the names of their resources."""

    def __init__(self, fonts: Mapping[str, Font]) -> None:
        self._fonts = fonts
        self.used: dict[str, FontUse] = {}
        self.names: dict[Use, str] = {}

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


class ContentPainter:
    """Paints the items of a face onto its page; shared items and artwork only by name."""

    def __init__(
        self, page: Page, fonts: Fonts, place: Callable[[Artwork | Picture | Shared], str]
    ) -> None:
        self.fonts = fonts
        self.place = place
        self.left = page.trim.x * POINTS_PER_MM
        self.top = (page.height - page.trim.y) * POINTS_PER_MM
        self._colour: Colour = Gray(0.0)

    def paint(self, frame: Frame) -> bytes:
        """Return the page's content stream."""
        return self.paint_items(frame.items)

    def paint_items(self, items: tuple[Item, ...]) -> bytes:
        """Return the content stream of items; colours are known to start black."""
        self._colour = Gray(0.0)
        parts = [self._item(item) for item in items]
        return "\n".join(parts).encode("ascii")

    def _item(self, item: Item) -> str:
        if isinstance(item, GlyphRun):
            return self._run(item)
        if isinstance(item, Path):
            return self._path(item)
        if isinstance(item, Shared):
            return f"/{self.place(item)} Do"
        a, b, c, d, e, f = item.matrix
        x, y = self.left + e * POINTS_PER_MM, self.top - f * POINTS_PER_MM
        name = self.place(item)
        return f"q {a:g} {-b:g} {-c:g} {d:g} {x:.3f} {y:.3f} cm /{name} Do Q"

    # -- text ---------------------------------------------------------------------------------

    def _run(self, run: GlyphRun) -> str:
        use = self.fonts.use(run.font)
        first = run.glyphs[0]
        placed = self._placed(run, first)
        shows = self._shows(run, use)
        stroke = f"2 Tr {run.stroke:g} w " if run.stroke else ""
        unstroke = " 0 Tr" if run.stroke else ""
        text = f"{self._fill(run.colour)}BT {stroke}{shows[0][0]} {placed} Tm {shows[0][1]}"
        for font, show in shows[1:]:
            text += f" {font} {show}"
        text += f"{unstroke} ET"
        if run.actual_text is None:
            return text
        words = ("\ufeff" + run.actual_text).encode("utf-16-be").hex().upper()
        return f"/Span <</ActualText <{words}>>> BDC\n{text}\nEMC"

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
        down = run.direction is Direction.DOWN
        em = run.size * MM_PER_POINT
        parts: list[tuple[str, str]] = []
        array: list[str] = []
        codes: list[str] = []
        current = -1
        last: Glyph | None = None
        due = 0.0
        for glyph in run.glyphs:
            code, advance, variant = use.show(glyph.id, glyph.text, run.direction)
            if last is not None:
                step = ((glyph.y - last.y) if down else (glyph.x - last.x)) / em
                extra = step - due
                if extra > TOLERANCE or extra < -TOLERANCE:
                    codes.append(f"> {extra * 1000 if down else -extra * 1000:.0f} <")
            if variant != current:
                if codes:
                    parts.append((array[0], _show("".join(codes))))
                    codes = [code] if not codes[-1].startswith(">") else [codes[-1], code]
                else:
                    codes = [code]
                name = self.fonts.name(run.font, run.direction, variant)
                array = [f"/{name} {run.size:g} Tf"]
                current = variant
            else:
                codes.append(code)
            last, due = glyph, advance
        parts.append((array[0], _show("".join(codes))))
        return parts

    # -- colour and lines ---------------------------------------------------------------------

    def _fill(self, colour: Colour) -> str:
        if colour == self._colour and type(colour) is type(self._colour):
            return ""
        self._colour = colour
        return _colour_operator(colour, fill=True) + " "

    def _path(self, path: Path) -> str:
        points = [
            (self.left + x * POINTS_PER_MM, self.top - y * POINTS_PER_MM) for x, y in path.points
        ]
        start, *rest = points
        shape = f"{start[0]:.3f} {start[1]:.3f} m " + " ".join(
            f"{x:.3f} {y:.3f} l" for x, y in rest
        )
        if not path.width:
            return f"{self._fill(path.colour)}{shape} f"
        dash = " ".join(f"{length * POINTS_PER_MM:.2f}" for length in path.dash)
        pen = f"{_colour_operator(path.colour, fill=False)} {path.width * POINTS_PER_MM:.3f} w"
        close = " s" if path.closed else " S"
        return f"q {pen} [{dash}] 0 d {shape}{close} Q"


def _show(codes: str) -> str:
    """Return the show operator for hex codes with corrections between them."""
    if "<" in codes or ">" in codes:
        return f"[<{codes}>] TJ".replace("[<>", "[").replace("<>", "")
    return f"<{codes}> Tj"


def _colour_operator(colour: Colour, *, fill: bool) -> str:
    values = " ".join(f"{value:g}" for value in colour)
    if isinstance(colour, Separation):
        return f"/All {'cs' if fill else 'CS'} {values} {'scn' if fill else 'SCN'}"
    operators = {Gray: ("g", "G"), CMYK: ("k", "K"), RGB: ("rg", "RG")}
    return f"{values} {operators[type(colour)][0 if fill else 1]}"
