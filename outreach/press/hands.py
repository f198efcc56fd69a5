"""Imitated hands in a PDF: a font made of the variants a file uses, and lines shown with it.

A glyph number is given to each (glyph, variant, text) when it is first shown, so that pages can be
written before the font is; its outlines are warped when the file is closed.

A column is shown as a line that is turned a quarter, with a font whose glyphs lie: to the eye they
stand. With vertical fonts MuPDF finds no word in glyphs that are placed one by one; a turned line
every reader knows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outreach.fonts import Font
from outreach.frame import Direction, HandLine, Manner, Matrix
from outreach.press.colour import both_operators
from outreach.press.truetype import truetype
from outreach.typeset.bank import EM, Points, warped
from outreach.units import POINTS_PER_MM

# Of 1000: a step so small that the figure beside it goes on with the line, for every reader.
BESIDE = 100.0


class HandKey(NamedTuple):
    """What an embedded hand is made of: a font, how it shapes its letters, how its lines run."""

    font: str
    manner: Manner
    direction: Direction


Code = tuple[int, int, str, bool]  # glyph, variant, text, whether the next stands beside it


class HandUse:
    """What one file uses of one hand; filled while pages are written.

    ``reach`` is what no glyph goes beyond, lying or not, in 1/1000 em: left, low, right, top.
    """

    reach = (-300, -800, 1300, 1200)

    def __init__(self, font: Font, key: HandKey, name: str) -> None:
        self.font = font
        self.key = key
        self.name = name
        self.codes: dict[Code, str] = _Codes()

    def outlines(self) -> tuple[str, bytes]:
        """Return ("TrueType", file) for embedding; glyph 0 is blank."""
        glyphs = [self.shape(id, variant) for id, variant, *_ in self.codes]
        advances = [round(EM / 1000 * width) for _, width in self.widths()]
        return "TrueType", truetype(EM, [[], *glyphs], [EM, *advances])

    def shape(self, id: int, variant: int) -> Sequence[Points]:
        """Return a glyph's rings in units of EM to the em, lying as its lines want it."""
        rings = warped(self.font, id, variant, self.key.manner)
        if self.key.direction is Direction.RIGHT:
            return rings
        # It lies on its side; the top centre of its cell comes to its origin.
        centre, top = [round(EM * place) for place in self.font.vertical_origin(id)]
        return [tuple([(top - y, x - centre, on) for x, y, on in ring]) for ring in rings]

    def tag(self) -> str:
        """Return the six letters before the font's name, made from what is in it."""
        used = repr((self.key, list(self.codes)))
        digest = hashlib.sha256(used.encode()).digest()
        return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])

    @property
    def texts(self) -> dict[int, str]:
        """Return what each glyph number stands for."""
        return {number: text for number, (_, _, text, _) in enumerate(self.codes, start=1)}

    def widths(self) -> list[tuple[int, float]]:
        """Return (glyph number, advance along the line in 1/1000 em)."""
        down = self.key.direction is Direction.DOWN
        advance = self.font.hb.get_glyph_v_advance if down else self.font.hb.get_glyph_h_advance
        scale = 1000 / self.font.upem
        return [
            (number, BESIDE if is_beside else abs(advance(id)) * scale)
            for number, (id, _, _, is_beside) in enumerate(self.codes, start=1)
        ]

    @staticmethod
    def vertical_metrics() -> list[tuple[int, float, float, float]]:
        """Return nothing: no hand is shown in a PDF's own vertical mode."""
        return []


class _Codes(dict[Code, str]):
    """The glyph numbers as hex, given from 1 in the order they are first asked for."""

    def __missing__(self, wanted: Code) -> str:
        code = self[wanted] = f"{len(self) + 1:04X}"
        return code


def handwriting(line: HandLine, use: HandUse, corner: tuple[float, float]) -> str:
    """Return the operators of a line; ``corner`` is the trim's upper left in points.

    They stand in a text object; each glyph is shown at its own place, none turned in the line.
    """
    codes, colour = use.codes, line.colour
    stroke = tone = -1.0
    parts = [f"/{use.name} 1 Tf"]
    for glyph, place in zip(line.glyphs, places(line, corner), strict=True):
        if glyph.stroke != stroke:
            stroke = glyph.stroke
            parts.append(f"2 Tr {stroke:g} w" if stroke else "0 Tr")
        if glyph.tone != tone:
            tone = glyph.tone
            parts.append(both_operators(colour, tone))
        code = codes[glyph.id, glyph.variant, glyph.text, glyph.is_beside]
        parts.append(f"{place} Tm<{code}>Tj")
    return "\n".join(parts)


def places(line: HandLine, corner: tuple[float, float]) -> Iterator[str]:
    """Return the text matrix of each glyph: its size, how it lies, its place in points."""
    if line.matrix is not None:
        return _turned(line, line.matrix, corner)
    lying = line.direction is Direction.DOWN
    return _places_of(line, "0 -{0} {0} 0" if lying else "{0} 0 0 {0}", corner)


def _places_of(line: HandLine, pattern: str, corner: tuple[float, float]) -> Iterator[str]:
    left, top = corner
    turns: dict[float, str] = {}
    for _, _, x, y, size, *_ in line.glyphs:
        turn = turns.get(size)
        if turn is None:
            turn = turns[size] = pattern.format(f"{size:g}")
        yield f"{turn} {left + x * POINTS_PER_MM:.1f} {top - y * POINTS_PER_MM:.1f}"


def _turned(line: HandLine, matrix: Matrix, corner: tuple[float, float]) -> Iterator[str]:
    """Yield the text matrices of a line that is turned about the origin of its first glyph."""
    left, top = corner
    a, b, c, d, e, f = matrix
    first = line.glyphs[0]
    down = line.direction is Direction.DOWN
    lying = (c, d, -a, -b) if down else (a, b, c, d)
    for _, _, x, y, size, *_ in line.glyphs:
        x, y = x - first.x, y - first.y
        across = left + (first.x + a * x + c * y + e) * POINTS_PER_MM
        up = top - (first.y + b * x + d * y + f) * POINTS_PER_MM
        p, q, r, s = lying
        turn = " ".join([f"{size * number:.4g}" for number in (p, -q, -r, s)])
        yield f"{turn} {across:.1f} {up:.1f}"
