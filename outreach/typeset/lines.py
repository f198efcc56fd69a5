"""Cells at places: one vertical or horizontal line of cells becomes glyph runs in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from outreach.fonts import Font
from outreach.frame import BLACK, Colour, Direction, Glyph, GlyphRun, Matrix
from outreach.typeset.shape import Cell
from outreach.units import to_mm

# The middle of a Latin capital above its baseline, in em: what is centred in a vertical line.
CAPITAL_MIDDLE = 0.37
# Most lines of a round come again on the next card at the same place: a town, a sentence for all.
LINES = 1024
QUARTER_TURN: Matrix = (0, 1, -1, 0, 0, 0)  # clockwise, y downwards


@lru_cache(maxsize=LINES)
def vertical_line(
    row: tuple[Cell, ...],
    x: float,
    top: float,
    size: float,
    colour: Colour = BLACK,
    tracking: float = 0.0,
) -> tuple[GlyphRun, ...]:
    """Return the runs of a line down the centre ``x`` from ``top`` (mm), ``size`` in points.

    ``tracking`` is extra space after every cell, in em.
    """
    em = to_mm(size)
    plain = _plain_column(row, x, top, em, tracking)
    if plain:
        font = row[0].font.id
        return (GlyphRun(font, size, Direction.DOWN, plain, colour, tracking=tracking),)
    line = _Line(size, Direction.DOWN, colour, tracking)
    y = top
    for cell in row:
        alone = cell.alone
        if alone is not None:
            line.add(cell.font, Glyph(alone.id, alone.text, x, y))
        elif cell.turned:
            line.insert(_turned(cell, x, y, size, colour))
        elif cell.upright:
            line.insert(_upright(cell, x, y, size, colour))
        else:
            at = y
            for glyph in cell.glyphs:
                placed = Glyph(glyph.id, glyph.text, x + glyph.dx * em, at + glyph.dy * em)
                line.add(cell.font, placed)
                at += glyph.advance * em
            line.uneven()
        y += (cell.advance + tracking) * em
    return line.finished()


@lru_cache(maxsize=LINES)
def condensed_line(
    row: tuple[Cell, ...],
    x: float,
    top: float,
    size: float,
    squeeze: float,
    colour: Colour = BLACK,
    tracking: float = 0.0,
) -> tuple[GlyphRun, ...]:
    """Return a vertical line set 平体: ``squeeze`` (1: not at all) of its length, full width.

    As phototypesetting did it, the glyphs are flattened along the line and keep their width.
    """
    runs = vertical_line(row, x, top, size, colour, tracking)
    return runs if squeeze == 1.0 else tuple(_flattened(run, top, squeeze) for run in runs)


def _flattened(run: GlyphRun, top: float, squeeze: float) -> GlyphRun:
    """Return the run flattened towards ``top``; a run's matrix works about its first glyph."""
    up = (1.0 - squeeze) * (top - run.glyphs[0].y)
    glyphs = tuple([glyph._replace(y=glyph.y + up) for glyph in run.glyphs])
    a, b, c, d, e, f = run.matrix or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return run._replace(glyphs=glyphs, matrix=(a, b * squeeze, c, d * squeeze, e, f))


def _plain_column(
    row: Sequence[Cell], x: float, top: float, em: float, tracking: float
) -> tuple[Glyph, ...]:
    """Return the glyphs of a line of one font's plain kanji and kana, as most are; else ()."""
    font = row[0].font if row else None
    glyphs = []
    y = top
    for cell in row:
        alone = cell.alone
        if alone is None or cell.font is not font:
            return ()
        glyphs.append(Glyph(alone.id, alone.text, x, y))
        y += (cell.advance + tracking) * em
    return tuple(glyphs)


class _Line:
    """Gathers the glyphs of a line into runs: a new one where the font changes."""

    def __init__(self, size: float, direction: Direction, colour: Colour, tracking: float) -> None:
        self.size = size
        self.direction = direction
        self.colour = colour
        self.tracking: float | None = tracking
        self._tracking = tracking
        self._font: Font | None = None
        self._glyphs: list[Glyph] = []
        self._runs: list[GlyphRun] = []

    def add(self, font: Font, glyph: Glyph) -> None:
        """Add the next glyph."""
        if font is not self._font:
            self._close()
            self._font = font
        self._glyphs.append(glyph)

    def uneven(self) -> None:
        """Note a cell that does not stand at its own advance."""
        self.tracking = None

    def insert(self, run: GlyphRun) -> None:
        """Add a run that lies across the line."""
        self._close()
        self._runs.append(run)

    def finished(self) -> tuple[GlyphRun, ...]:
        """Return the runs of the line."""
        self._close()
        return tuple(self._runs)

    def _close(self) -> None:
        if self._glyphs and self._font is not None:
            glyphs = tuple(self._glyphs)
            self._runs.append(
                GlyphRun(
                    self._font.id, self.size, self.direction, glyphs, self.colour,
                    tracking=self.tracking,
                )
            )  # fmt: skip
        self._glyphs = []
        self.tracking = self._tracking


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


@lru_cache(maxsize=LINES)
def horizontal_line(
    row: tuple[Cell, ...], left: float, baseline: float, size: float, colour: Colour = BLACK
) -> tuple[GlyphRun, ...]:
    """Return the runs of a line along ``baseline`` from ``left`` (mm), ``size`` in points."""
    em = to_mm(size)
    line = _Line(size, Direction.RIGHT, colour, 0.0)
    x = left
    for cell in row:
        alone = cell.alone
        if alone is not None:
            line.add(cell.font, Glyph(alone.id, alone.text, x, baseline))
        else:
            for glyph in _along(cell, x, baseline, em):
                line.add(cell.font, glyph)
            line.uneven()
        x += cell.advance * em
    return line.finished()
