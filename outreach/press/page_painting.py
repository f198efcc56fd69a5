"""Paths, letters and pictures of a content stream, put into mm (ISO 32000-1 §8.5, §8.9, §9.4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pikepdf

from outreach.frame import Box, Matrix
from outreach.press.matrices import STILL, Point, combined, moved_to
from outreach.press.page_colours import Family, Ink, space_of
from outreach.press.page_fonts import PageFont, Shown
from outreach.press.page_painted import (
    Bitmap,
    Clip,
    Kind,
    Painted,
    Ring,
    box_around,
    common,
    corners_of,
)
from outreach.press.page_state import State
from outreach.units import MM_PER_POINT

_STEPS = 8  # lines a curve is taken for
_ASCENT, _DESCENT = 0.88, -0.12  # em: the cell of a Japanese letter
_EVERYWHERE = Box(-1e6, -1e6, 2e6, 2e6)
PAINTS = {  # operator: fills, draws the outline, closes it
    "S": (False, True, False), "s": (False, True, True), "f": (True, False, False),
    "F": (True, False, False), "f*": (True, False, False), "B": (True, True, False),
    "B*": (True, True, False), "b": (True, True, True), "b*": (True, True, True),
    "n": (False, False, False),
}  # fmt: skip
TEXT_STATE = {
    "Tc": ("spacing", 1.0), "Tw": ("word_spacing", 1.0), "Tz": ("stretch", 0.01),
    "TL": ("leading", 1.0), "Ts": ("rise", 1.0), "Tr": ("mode", 1.0),
}  # fmt: skip
TEXT = ("BT", "ET", "Tm", "Td", "TD", "T*", "Tj", "TJ", "'", '"')


class Painter:
    """Holds the path and the text object in the making, and what was painted so far."""

    def __init__(self) -> None:
        self.painted: list[Painted] = []
        self._rings: list[list[Point]] = []
        self._at: Point = (0.0, 0.0)
        self._clip = ""
        self._line = self._text = STILL

    # -- paths --------------------------------------------------------------------------------

    def path(self, name: str, numbers: Sequence[float], state: State) -> State:
        """Do a path operator; return the state, which a clip narrows."""
        match name:
            case "m":
                self._rings.append([self._to(state, *numbers[-2:])])
            case "l":
                self._ring().append(self._to(state, *numbers[-2:]))
            case "c" | "v" | "y":
                self._curve(name, numbers, state)
            case "re":
                self._rectangle(numbers, state)
            case "h":
                self._ring().append(self._ring()[0])
            case "W" | "W*":
                self._clip = name
            case _:
                return self._paint(name, state)
        return state

    def _to(self, state: State, x: float, y: float) -> Point:
        self._at = (x, y)
        return moved_to(state.ctm, (x, y))

    def _ring(self) -> list[Point]:
        return self._rings[-1]

    def _rectangle(self, numbers: Sequence[float], state: State) -> None:
        x, y, width, height = numbers
        corners = corners_of(state.ctm, (x, y, x + width, y + height))
        self._rings.append([*corners, corners[0]])
        self._at = (x, y)

    def _curve(self, name: str, numbers: Sequence[float], state: State) -> None:
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if name == "v":
            points.insert(0, self._at)
        elif name == "y":
            points.append(points[-1])
        (x0, y0), ((x1, y1), (x2, y2), (x3, y3)) = self._at, points
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            s = 1 - t
            x = s * s * s * x0 + 3 * s * s * t * x1 + 3 * s * t * t * x2 + t * t * t * x3
            y = s * s * s * y0 + 3 * s * s * t * y1 + 3 * s * t * t * y2 + t * t * t * y3
            self._ring().append(moved_to(state.ctm, (x, y)))
        self._at = (x3, y3)

    def _paint(self, name: str, state: State) -> State:
        fills, draws, closes = PAINTS[name]
        rings = tuple(tuple(ring) for ring in self._rings)
        clip, self._clip, self._rings = self._clip, "", []
        if rings and (fills or draws):
            self._add_path(rings, state, fills=fills, draws=draws, closes=closes, name=name)
        if clip and rings:
            box = box_around(point for ring in rings for point in ring)
            return clipped(state, Clip(rings, clip == "W*", box))
        return state

    def _add_path(
        self, rings: tuple[Ring, ...], state: State, *, fills: bool, draws: bool, closes: bool,
        name: str,
    ) -> None:  # fmt: skip
        wide = state.width * _scale(state.ctm)
        around = wide / 2 if draws else 0.0
        box = seen(box_around((point for ring in rings for point in ring), around), state)
        if box is None:
            return
        self._add(
            state, kind=Kind.SHAPE if fills else Kind.LINE, box=box,
            ink=state.fill if fills else None, pen=state.pen if draws else None, rings=rings,
            even_odd="*" in name, closed=closes, width=wide / MM_PER_POINT,
        )  # fmt: skip

    def _add(self, state: State, **parts: Any) -> None:
        alpha = min(
            state.fill_alpha if parts.get("ink") or parts.get("picture") else 1.0,
            state.pen_alpha if parts.get("pen") else 1.0,
        )
        self.painted.append(
            Painted(
                alpha=alpha,
                blend=state.blend,
                masked=state.masked,
                clips=state.clips,
                overprint=(state.fill_overprint, state.pen_overprint),
                **parts,
            )
        )

    def shading(self, ink: Ink, state: State) -> None:
        """Paint a shading over all that the clip lets through."""
        box = seen(_EVERYWHERE, state)
        if box is not None:
            self._add(state, kind=Kind.SHADING, box=box, ink=ink)

    def picture(self, picture: Bitmap, state: State) -> None:
        """Paint a picture over the unit square."""
        ring = corners_of(state.ctm, (0.0, 0.0, 1.0, 1.0))
        box = seen(box_around(ring), state)
        if box is not None:
            ink = state.fill if picture.family is None else None
            self._add(
                state, kind=Kind.PICTURE, box=box, ink=ink, picture=picture, matrix=state.ctm,
                rings=(ring,),
            )  # fmt: skip

    # -- letters ------------------------------------------------------------------------------

    def text(self, name: str, operands: Sequence[Any], state: State) -> State:
        """Do a text operator; return the state, which some of them change."""
        if name in TEXT_STATE:
            field, factor = TEXT_STATE[name]
            change: dict[str, Any] = {field: float(operands[0]) * factor}
            return state._replace(**change)
        match name:
            case "BT":
                self._line = self._text = STILL
            case "Tm":
                a, b, c, d, e, f = (float(each) for each in operands)
                self._line = self._text = (a, b, c, d, e, f)
            case "Td" | "TD":
                x, y = float(operands[0]), float(operands[1])
                self._next(x, y)
                return state._replace(leading=-y) if name == "TD" else state
            case "T*":
                self._next(0.0, -state.leading)
            case "Tj" | "TJ":
                self._show(operands[0], state)
            case "'":
                self._next(0.0, -state.leading)
                self._show(operands[0], state)
            case '"':
                apart, between = float(operands[0]), float(operands[1])
                state = state._replace(word_spacing=apart, spacing=between)
                self._next(0.0, -state.leading)
                self._show(operands[2], state)
        return state

    def _next(self, x: float, y: float) -> None:
        self._line = self._text = combined((1.0, 0.0, 0.0, 1.0, x, y), self._line)

    def _show(self, operand: Any, state: State) -> None:
        font = state.font
        if font is None:
            return
        parts = operand if isinstance(operand, pikepdf.Array) else [operand]
        start, pen = self._text, 0.0
        shown: list[Shown] = []
        for part in parts:
            if isinstance(part, pikepdf.String):
                glyphs = font.shown(bytes(part))
                shown += glyphs
                pen += self._length(glyphs, state)
            else:
                pen -= float(part) / 1000 * state.size * (1 if font.vertical else state.stretch)
        step = (0.0, -pen) if font.vertical else (pen, 0.0)
        self._text = combined((1.0, 0.0, 0.0, 1.0, *step), self._text)
        if shown:
            self._add_letters(shown, start, pen, font, state)

    @staticmethod
    def _length(glyphs: Sequence[Shown], state: State) -> float:
        """Return how far the pen goes on; in a vertical line that is downwards."""
        blanks = sum(glyph.blank for glyph in glyphs)
        length = sum(glyph.advance for glyph in glyphs) * state.size
        vertical = state.font is not None and state.font.vertical
        spaces = len(glyphs) * state.spacing + blanks * state.word_spacing
        # A positive spacing widens a horizontal line, and in a vertical one draws it together.
        return length - spaces if vertical else (length + spaces) * state.stretch

    def _add_letters(
        self, shown: Sequence[Shown], start: Matrix, length: float, font: PageFont, state: State
    ) -> None:
        em, rise = state.size, state.rise
        matrix = combined(start, state.ctm)
        if font.vertical:
            cell = (-em / 2, -length + rise, em / 2, rise)
        else:
            cell = (0.0, em * _DESCENT + rise, length, em * _ASCENT + rise)
        box = seen(box_around(corners_of(matrix, cell)), state)
        if box is None:
            return
        fills, draws = state.mode in (0, 2, 4, 6), state.mode in (1, 2, 5, 6)
        self._add(
            state, kind=Kind.LETTERS, box=box, ink=state.fill if fills else None,
            pen=state.pen if draws else None, font=font, hidden=state.mode in (3, 7),
            glyphs=tuple(glyph.glyph for glyph in shown),
            size=abs(em) * _scale(matrix) / MM_PER_POINT,
            width=state.width * _scale(state.ctm) / MM_PER_POINT if draws else 0.0,
        )  # fmt: skip


def _scale(matrix: Matrix) -> float:
    a, b, c, d, _, _ = matrix
    return math.sqrt(abs(a * d - b * c))


def seen(box: Box, state: State) -> Box | None:
    """Return what of a box the clips let through, None for nothing."""
    left: Box | None = box
    for clip in state.clips:
        left = None if left is None else common(left, clip.box)
    return left


def clipped(state: State, clip: Clip) -> State:
    """Return the state with one clip more; one that clips nothing off the last is left away."""
    if state.clips and clip.is_box and common(clip.box, state.clips[-1].box) == state.clips[-1].box:
        return state
    return state._replace(clips=(*state.clips, clip))


def bitmap_of(entries: Any, source: Any, spaces: Any) -> Bitmap:
    """Return what a preflight knows of a picture from its entries, long or short (§8.9.7)."""

    def entry(long: str, short: str) -> Any:
        return entries.get(long, entries.get(short))

    family: Family | None = None
    spot, bits = "", 1
    if not entry("/ImageMask", "/IM"):
        named = entry("/ColorSpace", "/CS")
        space = space_of(named, spaces)
        family, bits = space.family, int(entry("/BitsPerComponent", "/BPC") or 8)
        spot = space.ink((1.0,) * space.count).spot if family is Family.SPOT else ""
    packed = entry("/Filter", "/F")
    filters = list(packed) if isinstance(packed, pikepdf.Array) else [packed] if packed else []
    return Bitmap(
        source, spaces, int(entry("/Width", "/W") or 0), int(entry("/Height", "/H") or 0), bits,
        family, spot, tuple(str(each) for each in filters),
        isinstance(entries.get("/SMask"), pikepdf.Stream),
    )  # fmt: skip
