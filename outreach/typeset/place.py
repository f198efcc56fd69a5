"""Lines at their places: what was cut into lines becomes glyph runs, readings and dots in mm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from outreach.fonts import Font
from outreach.frame import Box, Direction, GlyphRun, Path
from outreach.typeset.emphasis import ASIDE, dot, dots
from outreach.typeset.kinsoku import white_half
from outreach.typeset.lines import horizontal_line, vertical_line
from outreach.typeset.row import Reading, Row
from outreach.typeset.ruby import RUBY, readings_of_line
from outreach.typeset.setting import Setting
from outreach.typeset.shape import Cell, drawn_back, width_of
from outreach.units import to_mm

BASELINE = 0.88  # of the em below the top of the ideographic em box
BESIDE = 0.55  # em beside a line that its readings or dots take, with a hair of white
OPTICAL = 0.46  # of the free height above: what stands in the very middle seems to sink


class Line(NamedTuple):
    """A line as set. ``text`` is what search shall find in it, readings and dots left out.

    ``items`` are its glyph runs, and the emphasis dots beside them as paths. A ``gloss`` is the
    readings (ruby) beside the line before it: a line of its own, so that it never comes between
    the words.
    """

    items: tuple[GlyphRun | Path, ...]
    text: str
    is_gloss: bool = False


class Cut(NamedTuple):
    """A line cut out of its row: the cells ``start`` to ``end``, ``indent`` em further in."""

    row: Row
    start: int
    end: int
    indent: float = 0.0

    @property
    def is_noted(self) -> bool:
        """Return whether anything stands beside the line."""
        notes = self.row.notes
        return bool(notes.readings or notes.stressed) and notes.beside(self.start, self.end)

    @property
    def inset(self) -> float:
        """Return how far in (em) the line begins, so that no reading reaches out of it."""
        return self.indent + self.row.notes.lead.get(self.start, 0.0)

    def flush(self, direction: Direction) -> float:
        """Return the white (em) of an opening bracket that begins the line: it is left out.

        So the bracket's ink stands at the edge, as JLREQ §3.1.5 has it (天付き).
        """
        if self.start >= self.end or self.start in self.row.notes.padding:
            return 0.0
        return white_half(self.row.cells[self.start], direction)

    @property
    def length(self) -> float:
        """Return how long the line is in em, inset and all."""
        tail = self.row.notes.tail.get(self.end - 1, 0.0)
        return self.inset + self.row.width(self.start, self.end) + tail


@dataclass(frozen=True, slots=True)
class Plan:
    """Lines that fit their box: their size in points and their pitch in mm."""

    cuts: tuple[Cut, ...]
    size: float
    pitch: float

    @property
    def steps(self) -> list[float]:
        """Return how far (mm) each line is from the one before; the first from the block's start.

        A line with readings or dots has room for them, wherever the pitch leaves too little.
        """
        em = to_mm(self.size)
        steps = [
            max(self.pitch, (1 + BESIDE) * em) if cut.is_noted else self.pitch for cut in self.cuts
        ]
        steps[0] = BESIDE * em if self.cuts[0].is_noted else 0.0
        return steps

    @property
    def depth(self) -> float:
        """Return how deep the block is in mm."""
        return sum(self.steps) + to_mm(self.size)


def placed(plan: Plan, box: Box, setting: Setting) -> Iterator[Line]:
    """Yield the lines of the plan at their places in the box, each with its readings after it."""
    em = to_mm(plan.size)
    down = setting.direction is Direction.DOWN
    length, depth = (box.height, box.width) if down else (box.width, box.height)
    origin = box.y if down else box.x
    middles = _grid(plan, setting, depth) if setting.pitch else _middles(plan, setting, depth)
    together, align = 0.0, setting.align
    if align == "block":
        # A mark that hangs over the end does not push the beginning out.
        together = min(max([cut.length for cut in plan.cuts]) * em, length)
        align = "block" if down else "centre"  # nothing seems to sink to one side
    for cut, middle in zip(plan.cuts, middles, strict=True):
        used = together or (cut.length - cut.flush(setting.direction)) * em
        start = origin + start_of(length, used, align) + cut.inset * em
        across = box.right - middle if down else box.y + middle
        yield from _line(cut, start, across, plan.size, setting)


def start_of(room: float, used: float, align: str) -> float:
    """Return where something ``used`` long begins in ``room``: at its start, centre or end."""
    if align == "start":
        return 0.0
    return (room - used) * {"centre": 0.5, "block": OPTICAL, "end": 1.0}[align]


def _middles(plan: Plan, setting: Setting, depth: float) -> Iterator[float]:
    """Yield the middle of each line, in mm from the side of the box where the first one is."""
    across = setting.direction is Direction.RIGHT and setting.valign == "centre"
    at = start_of(depth, plan.depth, "block" if across else setting.valign)
    for step in plan.steps:
        at += step
        yield at + to_mm(plan.size) / 2


def _grid(plan: Plan, setting: Setting, depth: float) -> Iterator[float]:
    """Yield the middles of the lines between the rules of a fixed grid."""
    free = int(depth / setting.pitch + 1e-6) - len(plan.cuts)
    first = int(start_of(free, 0, setting.valign))
    for index in range(len(plan.cuts)):
        yield (first + index + 0.5) * setting.pitch


def _line(cut: Cut, start: float, middle: float, size: float, setting: Setting) -> Iterator[Line]:
    """Yield one line from ``start`` along ``middle`` (mm), and its readings as another."""
    items = _run(_cells(cut, setting.direction), start, middle, size, setting)
    text = "".join([cell.text for cell in cut.row.cells[cut.start : cut.end]])
    if not cut.is_noted:
        yield Line(items, text)
        return
    # Room for a reading is no blank between words: said, for readers would guess one.
    items = tuple([run._replace(actual_text=run.text) for run in items])
    # Where the row's own measure begins.
    origin = start - cut.flush(setting.direction) * to_mm(size)
    yield Line((*items, *_dots(cut, origin, middle, size, setting)), text)
    readings = readings_of_line(cut.row.notes, cut.start, cut.end)
    if readings:
        over = [item for r in readings for item in _reading(cut, r, origin, middle, size, setting)]
        words = " ".join(["".join([cell.text for cell in r.cells]) for r in readings])
        yield Line(tuple(over), words, is_gloss=True)


def _run(
    cells: tuple[Cell, ...], start: float, middle: float, size: float, setting: Setting
) -> tuple[GlyphRun, ...]:
    if setting.direction is Direction.DOWN:
        return vertical_line(cells, middle, start, size, setting.colour)
    baseline = middle + (BASELINE - 0.5) * to_mm(size)
    return horizontal_line(cells, start, baseline, size, setting.colour)


def _cells(cut: Cut, direction: Direction) -> tuple[Cell, ...]:
    cells = cut.row.cells[cut.start : cut.end]
    white = cut.flush(direction)
    if white:
        cells = (drawn_back(cells[0], white, direction), *cells[1:])
    padding = cut.row.notes.padding
    if not padding:
        return cells
    row: list[Cell] = []
    for at, cell in enumerate(cells, cut.start):
        before, after = padding.get(at, (0.0, 0.0))
        row += [*_room(cell.font, before), cell, *_room(cell.font, after)]
    return tuple(row)


@lru_cache(maxsize=256)
def _room(font: Font, long: float) -> tuple[Cell, ...]:
    """Return a cell of nothing, ``long`` em; none at all where there is no room to leave."""
    return (Cell("", font, (), long),) if long else ()


def _dots(cut: Cut, origin: float, middle: float, size: float, setting: Setting) -> Iterator[Path]:
    em = to_mm(size)
    for at in range(cut.start, cut.end):
        if at not in cut.row.notes.stressed:
            continue
        cell = cut.row.cells[at]
        for place in dots(cell):
            along = origin + (cut.row.width(cut.start, at) + place) * em
            if setting.direction is Direction.DOWN:
                yield dot(middle + ASIDE * em, along, em, setting.direction, setting.colour)
            else:
                yield dot(along, middle - ASIDE * em, em, setting.direction, setting.colour)


def _reading(
    cut: Cut, reading: Reading, origin: float, middle: float, size: float, setting: Setting
) -> tuple[GlyphRun, ...]:
    """Return a reading beside its base: spread over a longer one, else as far out as it leans."""
    em = to_mm(size)
    base = cut.row.width(reading.start, reading.end)
    long = RUBY * width_of(reading.cells)
    gap = max(base - long, 0.0) / len(reading.cells)
    offset = gap / 2 if gap else (base - reading.before + reading.after - long) / 2
    at = max(cut.row.width(cut.start, reading.start) + offset, -cut.inset)
    cells: list[Cell] = []
    for cell in reading.cells:
        cells += [*(_room(cell.font, gap / RUBY) if cells else ()), cell]
    aside = (0.5 + RUBY / 2) * em * (1 if setting.direction is Direction.DOWN else -1)
    return _run(tuple(cells), origin + at * em, middle + aside, RUBY * size, setting)
