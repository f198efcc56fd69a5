"""The imitated hand: a set block of text as somebody would have written it.

The words are set by rule first, so that they break, hang and fit as they should. Then every glyph
strays a little from its place, and not by chance alone: a hand drifts off the line and comes back,
grows and shrinks, presses and eases, and its ink runs low, each gradually. The figures are standard
deviations that looked like a person's card at an arm's length (see docs/hands.md).

A hand writes messages. It never imitates a signature: that is scanned, or left to its author.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import NamedTuple

from outreach.fonts import CELL_TOP, LETTERINGS, FontSet, Lettering, Stack
from outreach.frame import Box, Direction, Glyph, GlyphRun, HandGlyph, HandLine, Path
from outreach.model.hand import USUAL_LETTERING
from outreach.typeset.bank import variants_of
from outreach.typeset.chance import drawn, normals
from outreach.typeset.fit import Block, Line, Setting
from outreach.units import to_mm

VERSION = b"1"  # of the movements: a change of them would change a card that is printed again

# How gradual a movement is: the share of its last value that remains at the next glyph.
DRIFTING, GROWING, PRESSING, DRYING = 0.88, 0.85, 0.9, 0.93
FROM_LINE_TO_LINE = 0.5

# In em: off the line gradually and by chance, along it, where lines begin.
DRIFT, HOP, GAP, BEGINNING = 0.021, 0.013, 0.018, 0.09
SLOPE = 0.006  # radians
GROWTH, UNEVEN = 0.018, 0.016  # of the size, gradually and by chance
PRESSURE = 0.0045  # em of outline
LEAST_STROKE = 0.08  # points; many printers draw any finer line a whole dot wide all the same
DRY, DRIER = 0.07, 0.045  # of the ink: how much paper shows through, and how that varies
DRIEST = 0.24
SMALL = 0.5  # how far readings stray beside the words they stand by
DEPTH = 1 - CELL_TOP  # em of a cell below the baseline
PER_GLYPH = 7
PER_LINE = 2

# What differs by less is not seen, and fewer numbers make smaller files.
SIZES, STROKES, TONES = 0.2, 0.06, 0.04


@dataclass(frozen=True, slots=True)
class Hand:
    """One of the hands a card may be set in: its name, its fonts, its temper.

    ``solid``: a print shop's black stays whole, since a paler one would be screened into dots.
    """

    name: str
    stack: Stack
    lettering: Lettering
    solid: bool = False

    def enlarged(self, setting: Setting) -> Setting:
        """Return the setting at the size this hand writes; the readable minimum stays."""
        times = self.lettering.size
        return replace(setting, size=setting.size * times, largest=setting.largest * times)


def hand_for(lettering: str, fonts: FontSet, *, solid: bool = False) -> Hand:
    """Return the hand of that name, the usual one for "". Raises KeyError for an unknown name.

    ``solid`` is for what a print shop prints: the ink then varies in weight alone.
    """
    name = lettering or USUAL_LETTERING
    return Hand(name, fonts.letterings[name], LETTERINGS[name], solid)


def written(
    block: Block, hand: Hand, seed: bytes, bounds: Box
) -> tuple[HandLine | GlyphRun | Path, ...]:
    """Return the block as the hand writes it, the same for the same seed on every machine.

    No glyph's cell leaves ``bounds`` (mm: where ink may be, a little more than the text's place),
    unless it was set outside. A character that comes again never has the shape it had last.
    """
    if not hand.lettering.manner.unrest:  # type stands as it was set
        return block.runs
    pen = _Pen(block, hand, seed, bounds)
    return tuple([item for line in block.lines for item in pen.line(line)])


class _Sway(NamedTuple):
    """What a line does as a whole: where it begins (em), how it slopes, how lively it is."""

    begin: float
    slope: float
    unrest: float


class _Pen:
    """The hand on its way through one message: what it did last decides what it does next."""

    def __init__(self, block: Block, hand: Hand, seed: bytes, bounds: Box) -> None:
        self.hand = hand
        self.bounds = bounds
        self._fonts = {font.id: font for font in hand.stack}
        runs = [item for line in block.lines for item in line.items if isinstance(item, GlyphRun)]
        # Words lie on their side in a column, so that one of these is enough to know it.
        self.down = any(run.direction is Direction.DOWN or run.matrix for run in runs)
        count = sum(len(run.glyphs) for run in runs)
        numbers = PER_GLYPH * count + PER_LINE * (len(block.lines) + 1)
        self._chance = normals(VERSION + seed, numbers).__next__
        self._choice = iter(drawn(VERSION + seed + b"variants", count)).__next__
        self._last: dict[tuple[str, int], int] = {}
        self._drift = self._growth = self._press = self._dry = 0.0
        self._begin, self._slope = self._chance(), self._chance()

    def line(self, line: Line) -> Iterator[HandLine | Path]:
        """Yield the line: its text once, with the first of its runs, and its paths after them."""
        runs = [item for item in line.items if isinstance(item, GlyphRun) and item.glyphs]
        sway = self._sway(SMALL if line.is_gloss else 1.0)
        text = line.text
        for run in runs:
            direction, glyphs = run.direction, tuple(self._run(run, runs[0].glyphs[0], sway))
            if self._stands(run):
                direction, glyphs = Direction.DOWN, tuple(self._beside(run.font, glyphs))
            manner = self.hand.lettering.manner
            yield HandLine(run.font, direction, glyphs, run.colour, text, run.matrix, manner)
            text = ""
        yield from [item for item in line.items if isinstance(item, Path)]

    def _stands(self, run: GlyphRun) -> bool:
        """Return whether the run stands across a column: two figures side by side."""
        return self.down and run.direction is Direction.RIGHT and run.matrix is None

    def _beside(self, font: str, glyphs: Sequence[HandGlyph]) -> Iterator[HandGlyph]:
        """Yield glyphs of a row as ones of the column, so that its line goes on through them."""
        for number, glyph in enumerate(glyphs, start=1):
            em = to_mm(glyph.size)
            right, up = self._fonts[font].vertical_origin(glyph.id)
            x, y = glyph.x + right * em, glyph.y - up * em
            yield glyph._replace(x=x, y=y, is_beside=number < len(glyphs))

    def _sway(self, unrest: float) -> _Sway:
        self._begin = _gradual(self._begin, self._chance(), FROM_LINE_TO_LINE)
        self._slope = _gradual(self._slope, self._chance(), FROM_LINE_TO_LINE)
        unrest *= self.hand.lettering.manner.unrest
        return _Sway(unrest * BEGINNING * self._begin, unrest * SLOPE * self._slope, unrest)

    def _run(self, run: GlyphRun, first: Glyph, sway: _Sway) -> Iterator[HandGlyph]:
        em = to_mm(run.size)
        if run.matrix is not None or self._stands(run):
            yield from self._word(run, first, sway, em)
            return
        for glyph in run.glyphs:
            size, stroke, tone = self._touch(run.size, sway.unrest)
            dx, dy = self._shift(glyph, first, sway, em)
            left, top = (
                (glyph.x - em / 2, glyph.y) if self.down else (glyph.x, glyph.y - CELL_TOP * em)
            )
            dx, dy = _within(Box(left, top, em, em), dx, dy, self.bounds)
            # A smaller glyph stands in the middle of its place, not in a corner of it.
            spare = (em - to_mm(size)) / 2
            aside, below = (0.0, spare) if self.down else (spare, spare * (DEPTH - CELL_TOP))
            variant = self._variant(run.font, glyph)
            x, y = glyph.x + dx + aside, glyph.y + dy + below
            yield HandGlyph(glyph.id, glyph.text, x, y, size, stroke, tone, variant)

    def _word(self, run: GlyphRun, first: Glyph, sway: _Sway, em: float) -> Iterator[HandGlyph]:
        """Yield the glyphs of a run that lies or stands across a column: it moves as one."""
        size, stroke, tone = self._touch(run.size, sway.unrest)
        head = run.glyphs[0]
        dx, dy = self._shift(head, first, sway, em)
        long = run.glyphs[-1].x - head.x + em / 2
        if run.matrix is not None:  # on its side: its baseline is left, the tops of it are right
            cell = Box(head.x - DEPTH * em, head.y, em, long)
        else:
            cell = Box(head.x, head.y - CELL_TOP * em, long, em)
        dx, dy = _within(cell, dx, dy, self.bounds)
        for glyph in run.glyphs:
            # The first has its chances already; a run draws no more of them than it has glyphs.
            hop = 0.0 if glyph is head else 0.5 * em * sway.unrest * HOP * self._chance()
            x, y = glyph.x + dx, glyph.y + dy + hop
            variant = self._variant(run.font, glyph)
            yield HandGlyph(glyph.id, glyph.text, x, y, size, stroke, tone, variant)

    def _touch(self, base: float, unrest: float) -> tuple[float, float, float]:
        """Return the next glyph's size and outline in points, and its tone."""
        self._growth = _gradual(self._growth, self._chance(), GROWING)
        self._press = _gradual(self._press, self._chance(), PRESSING)
        self._dry = _gradual(self._dry, self._chance(), DRYING)
        growth = GROWTH * self._growth + UNEVEN * self._chance()
        size = _stepped(base * (1 + unrest * growth), SIZES)
        weight = self.hand.lettering.weight + unrest * PRESSURE * self._press
        ink = 0.0 if self.hand.solid else self.hand.lettering.ink
        tone = min(max(ink * (DRY + DRIER * self._dry), 0.0), DRIEST)
        return size, _stepped(max(weight * base, LEAST_STROKE), STROKES), _stepped(tone, TONES)

    def _shift(self, glyph: Glyph, first: Glyph, sway: _Sway, em: float) -> tuple[float, float]:
        """Return how far from its place the next glyph stands, in mm."""
        self._drift = _gradual(self._drift, self._chance(), DRIFTING)
        off = em * sway.unrest * (DRIFT * self._drift + HOP * self._chance())
        on = em * (sway.begin + sway.unrest * GAP * self._chance())
        if self.down:
            return off - sway.slope * (glyph.y - first.y), on
        return on, off + sway.slope * (glyph.x - first.x)

    def _variant(self, font: str, glyph: Glyph) -> int:
        """Return which shape a glyph has this time: any but the one it had last."""
        choice, count = self._choice(), variants_of(glyph.text)
        last = self._last.get((font, glyph.id))
        other = choice % count if last is None else last + 1 + choice % (count - 1)
        variant = other % count
        self._last[font, glyph.id] = variant
        return variant


def _gradual(last: float, chance: float, remaining: float) -> float:
    """Return the next value of a movement that varies by 1 and remembers where it was."""
    return remaining * last + _FRESH[remaining] * chance


_FRESH = {
    each: sqrt(1 - each * each) for each in (DRIFTING, GROWING, PRESSING, DRYING, FROM_LINE_TO_LINE)
}


def _stepped(value: float, step: float) -> float:
    return round(round(value / step) * step, 3)


def _within(cell: Box, dx: float, dy: float, bounds: Box) -> tuple[float, float]:
    """Return the shift as far as the cell stays inside, or gets no further out than it was."""
    left, right = min(bounds.x - cell.x, 0.0), max(bounds.right - cell.right, 0.0)
    up, down = min(bounds.y - cell.y, 0.0), max(bounds.bottom - cell.bottom, 0.0)
    return min(max(dx, left), right), min(max(dy, up), down)
