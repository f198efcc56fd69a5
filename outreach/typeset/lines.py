"""Cells at places: one vertical or horizontal line of cells becomes glyph runs in millimetres."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from outreach.fonts import Font
from outreach.frame import BLACK, Colour, Direction, Glyph, GlyphRun, Matrix
from outreach.typeset.shape import Cell
from outreach.units import to_mm

# The middle of a Latin capital above its baseline, in em: what is centred in a vertical line.
CAPITAL_MIDDLE = 0.37
QUARTER_TURN: Matrix = (0, 1, -1, 0, 0, 0)  # clockwise, y downwards


def vertical_line(
    row: Sequence[Cell],
    x: float,
    top: float,
    size: float,
    colour: Colour = BLACK,
    tracking: float = 0.0,
) -> list[GlyphRun]:
    """Return the runs of a line down the centre ``x`` from ``top`` (mm), ``size`` in points.

    ``tracking`` is extra space after every cell, in em.
    """
    em = to_mm(size)
    runs: list[GlyphRun] = []
    glyphs: list[Glyph] = []
    font: Font | None = None
    y = top
    for cell in row:
        if cell.font is not font and glyphs:
            runs.append(_down(font, size, glyphs, colour))
            glyphs = []
        font = cell.font
        if cell.turned or cell.upright:
            if glyphs:
                runs.append(_down(font, size, glyphs, colour))
                glyphs = []
            runs.append(
                _turned(cell, x, y, size, colour)
                if cell.turned
                else _upright(cell, x, y, size, colour)
            )
        else:
            at = y
            for glyph in cell.glyphs:
                glyphs.append(Glyph(glyph.id, glyph.text, x + glyph.dx * em, at + glyph.dy * em))
                at += glyph.advance * em
            if not cell.glyphs and glyphs:
                glyphs[-1] = glyphs[-1]._replace(text=glyphs[-1].text + cell.text)
        y += (cell.advance + tracking) * em
    if glyphs:
        runs.append(_down(font, size, glyphs, colour))
    return runs


def _down(font: Font | None, size: float, glyphs: Iterable[Glyph], colour: Colour) -> GlyphRun:
    assert font is not None
    return GlyphRun(font.id, size, Direction.DOWN, tuple(glyphs), colour)


def _turned(cell: Cell, x: float, y: float, size: float, colour: Colour) -> GlyphRun:
    em = to_mm(size)
    glyphs = _along(cell, x - CAPITAL_MIDDLE * em, y, em)
    return GlyphRun(cell.font.id, size, Direction.RIGHT, glyphs, colour, QUARTER_TURN)


def _upright(cell: Cell, x: float, y: float, size: float, colour: Colour) -> GlyphRun:
    em = to_mm(size)
    width = sum(glyph.advance for glyph in cell.glyphs)
    left, baseline = x - width / 2 * em, y + (0.5 + CAPITAL_MIDDLE) * em
    return GlyphRun(cell.font.id, size, Direction.RIGHT, _along(cell, left, baseline, em), colour)


def _along(cell: Cell, x: float, y: float, em: float) -> tuple[Glyph, ...]:
    """Return the cell's glyphs along a baseline that starts at (x, y)."""
    glyphs = []
    for glyph in cell.glyphs:
        glyphs.append(Glyph(glyph.id, glyph.text, x + glyph.dx * em, y + glyph.dy * em))
        x += glyph.advance * em
    return tuple(glyphs)


def horizontal_line(
    row: Sequence[Cell],
    left: float,
    baseline: float,
    size: float,
    colour: Colour = BLACK,
    tracking: float = 0.0,
) -> list[GlyphRun]:
    """Return the runs of a line along ``baseline`` from ``left`` (mm), ``size`` in points."""
    em = to_mm(size)
    runs: list[GlyphRun] = []
    glyphs: list[Glyph] = []
    font: Font | None = None
    x = left
    for cell in row:
        if cell.font is not font and glyphs and font is not None:
            runs.append(GlyphRun(font.id, size, Direction.RIGHT, tuple(glyphs), colour))
            glyphs = []
        font = cell.font
        glyphs += _along(cell, x, baseline, em)
        if not cell.glyphs and glyphs:
            glyphs[-1] = glyphs[-1]._replace(text=glyphs[-1].text + cell.text)
        x += (cell.advance + tracking) * em
    if glyphs and font is not None:
        runs.append(GlyphRun(font.id, size, Direction.RIGHT, tuple(glyphs), colour))
    return runs
