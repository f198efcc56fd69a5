"""What a printer cannot print: whatever of a face lies in the margins it leaves white.

Asked of every face of a job, so only the outermost glyphs of a line are looked at, and what faces
share once. A picture in the margin is no error: it gets a white edge, said once a job.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from operator import add
from typing import NamedTuple

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.faces.paircode import ALPHABET, LENGTH
from outreach.frame import (
    Bars,
    Box,
    Direction,
    Frame,
    Glyph,
    GlyphRun,
    Gray,
    HandGlyph,
    HandLine,
    Item,
    Matrix,
    Path,
    Shared,
    Stencil,
)
from outreach.model.printer import PICTURE, SideSetup
from outreach.phrase import Phrase, phrase
from outreach.press.correction import straightened, upside_down
from outreach.press.matrices import combined, moved_to, undone
from outreach.sources.printers import FILE_NAME
from outreach.units import to_mm

_HAIR = 0.05  # mm: less is nothing anybody sees
_PALE = 0.8  # Gray from here on is guide lines, which nobody misses
_ABOVE, _BELOW = 0.86, 0.12  # em of a line's ink above its baseline and below
_FIGURE, _FIGURE_UP = 0.55, 0.72  # em: how wide and high figures and Latin letters are


class Part(StrEnum):
    """What a printer can swallow."""

    CODE = "code"
    BARCODE = "barcode"
    QR = "qr"
    HAND = "hand"
    WORDS = "words"
    HEADING = "heading"
    CREDIT = "credit"
    PAIR = "pair"
    LINES = "lines"


class Edge(StrEnum):
    """An edge of a side held upright."""

    TOP = "top"
    RIGHT = "right"
    BOTTOM = "bottom"
    LEFT = "left"


class Loss(NamedTuple):
    """A part that reaches into the margin at an edge."""

    part: Part
    edge: Edge


def safe_box(setup: SideSetup, width: float, height: float) -> Box:
    """Return what of a side that size (mm) comes onto the paper, as the side is measured.

    The margins are the printer's, so it is what lies between them once the side is corrected.
    """
    top, right, bottom, left = setup.margins
    back = undone(straightened(setup, width, height))
    if setup.rotate:
        back = combined(back, upside_down(width, height))
    corners = ((left, top), (width - right, top), (width - right, height - bottom),
               (left, height - bottom))  # fmt: skip
    across, down = zip(*[moved_to(back, corner) for corner in corners], strict=True)
    # A skewed margin runs aslant: of the two ends of an edge the inner one counts.
    (_, x, far, _), (_, y, low, _) = sorted(across), sorted(down)
    return Box(x, y, far - x, low - y)


def lost(frame: Frame, safe: Box) -> tuple[Loss, ...]:
    """Return the parts of a face that do not lie in the safe box, each once, and at which edge."""
    return _beyond(frame.items, safe)


def unprintable(
    frame: Frame, safe: Box, setup: SideSetup, side: str, where: Where
) -> tuple[Problem, ...]:
    """Return what is wrong with printing a face; ``where`` names its card.

    ``side`` is "address", "picture", "envelope" or "label". A part that is read is an error, lines
    and the white edge around a picture are warnings, the same for every card of a job.
    """
    losses = lost(frame, safe)
    turns = bool(losses) and _would_turn(frame, setup)
    found = [_problem(loss, setup, side, where, turns=turns) for loss in losses]
    if frame.bleed and (edge := white_edge(setup)):
        found.append(_white(edge))
    return tuple(found)


def _would_turn(frame: Frame, setup: SideSetup) -> bool:
    """Return whether nothing would be lost if the card went in the other way round."""
    other = replace(setup, rotate=0 if setup.rotate else 180)
    left = lost(frame, safe_box(other, frame.width, frame.height))
    return all(loss.part in _NO_LOSS for loss in left)


def white_edge(setup: SideSetup) -> float:
    """Return how many mm of paper at most stay white along an edge of a picture."""
    return max(setup.margins)


def _beyond(items: Iterable[Item], safe: Box) -> tuple[Loss, ...]:
    losses: dict[Loss, None] = {}
    for item in items:
        if isinstance(item, Shared):
            losses |= dict.fromkeys(_shared(_Same(item), safe))
            continue
        reach = _reach(item)
        if reach is None:
            continue
        left, top, right, bottom = reach
        if (
            left >= safe.x - _HAIR and top >= safe.y - _HAIR
            and right <= safe.right + _HAIR and bottom <= safe.bottom + _HAIR
        ):  # fmt: skip
            continue
        if part := _part(item):
            losses |= dict.fromkeys(Loss(part, edge) for edge in _edges(reach, safe))
    return tuple(losses)


class _Same:
    """A shared thing, the same only as itself: to compare all its items would take too long."""

    __slots__ = ("item",)

    def __init__(self, item: Shared) -> None:
        self.item = item

    def __hash__(self) -> int:
        return id(self.item)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.item is self.item


@lru_cache(maxsize=256)
def _shared(same: _Same, safe: Box) -> tuple[Loss, ...]:
    return _beyond(same.item.items, safe)


Reach = tuple[float, float, float, float]  # left, top, right, bottom in mm


def _reach(item: Item) -> Reach | None:
    """Return how far an item reaches, about; None for pictures, which may reach anywhere."""
    if isinstance(item, GlyphRun):
        return _of_run(item)
    if isinstance(item, HandLine):
        return _of_line(item.glyphs, item.direction, item.matrix)
    if isinstance(item, Bars):
        lefts, tops, widths, heights = zip(*item.boxes, strict=True)
        right, bottom = max(map(add, lefts, widths)), max(map(add, tops, heights))
        return min(lefts), min(tops), right, bottom
    if isinstance(item, Path):
        points = item.points
        return _around([moved_to(item.matrix, p) for p in points] if item.matrix else points)
    if isinstance(item, Stencil):
        return _around([moved_to(item.matrix, (x, y)) for x in (0.0, 1.0) for y in (0.0, 1.0)])
    return None


def _of_run(run: GlyphRun) -> Reach:
    first, last = run.glyphs[0], run.glyphs[-1]
    em = to_mm(run.size)
    if run.matrix is not None:
        return _turned([_cell(g, em, run.direction) for g in run.glyphs], first, run.matrix)
    left, top, _, low = _cell(first, em, run.direction)
    _, _, right, bottom = _cell(last, em, run.direction)
    return left, top, max(right, left), max(bottom, low)


def _of_line(glyphs: tuple[HandGlyph, ...], direction: Direction, matrix: Matrix | None) -> Reach:
    cells = [_cell(glyph, to_mm(glyph.size), direction) for glyph in glyphs]
    if matrix is not None:
        return _turned(cells, glyphs[0], matrix)
    lefts, tops, rights, bottoms = zip(*cells, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _cell(glyph: Glyph | HandGlyph, em: float, direction: Direction) -> Reach:
    """Return about where a glyph's ink is: that of figures is narrower than its em."""
    if direction is Direction.DOWN:
        return glyph.x - em / 2, glyph.y, glyph.x + em / 2, glyph.y + em
    if glyph.text.isascii():
        return glyph.x, glyph.y - _FIGURE_UP * em, glyph.x + _FIGURE * em, glyph.y
    return glyph.x, glyph.y - _ABOVE * em, glyph.x + em, glyph.y + _BELOW * em


def _turned(cells: Iterable[Reach], about: Glyph | HandGlyph, matrix: Matrix) -> Reach:
    """Return how far cells reach when a matrix turns them about a glyph's origin."""
    points = [
        moved_to(matrix, (x - about.x, y - about.y))
        for left, top, right, bottom in cells
        for x in (left, right)
        for y in (top, bottom)
    ]
    left, top, right, bottom = _around(points)
    return left + about.x, top + about.y, right + about.x, bottom + about.y


def _around(points: Iterable[tuple[float, float]]) -> Reach:
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def _edges(reach: Reach, safe: Box) -> Iterator[Edge]:
    left, top, right, bottom = reach
    if top < safe.y - _HAIR:
        yield Edge.TOP
    if right > safe.right + _HAIR:
        yield Edge.RIGHT
    if bottom > safe.bottom + _HAIR:
        yield Edge.BOTTOM
    if left < safe.x - _HAIR:
        yield Edge.LEFT


def _part(item: Item) -> Part | None:
    """Return what an item is of a face, as well as can be told from it."""
    if isinstance(item, GlyphRun):
        if isinstance(item.colour, Gray) and item.colour.level >= _PALE:
            return None  # 見本 across a sample, the rim of a code
        text = item.actual_text or item.text
        return next((part for part, shape in _SHAPES.items() if shape.fullmatch(text)), Part.WORDS)
    if isinstance(item, Bars):
        return Part.BARCODE
    if isinstance(item, Path):
        if isinstance(item.colour, Gray) and item.colour.level >= _PALE:
            return None
        return Part.LINES if item.width else Part.QR
    return Part.HAND


_SHAPES = {
    Part.CODE: re.compile(r"\d{3}-?\d{4}"),
    Part.PAIR: re.compile(f"[{ALPHABET}]{{{LENGTH}}}"),
    Part.HEADING: re.compile("郵便はがき|POST ?CARD"),
    Part.CREDIT: re.compile("絵・.+", re.DOTALL),
}


# -- in words ---------------------------------------------------------------------------------

_FILE = Where(FILE_NAME)
_PARTS = {
    Part.CODE: phrase("The postal code"),
    Part.BARCODE: phrase("The customer barcode"),
    Part.QR: phrase("The QR code"),
    Part.HAND: phrase("The handwriting"),
    Part.WORDS: phrase("Part of the words"),
    Part.HEADING: phrase("The words 郵便はがき"),
    Part.CREDIT: phrase("The artist's name"),
    Part.PAIR: phrase("The pair code"),
    Part.LINES: phrase("A line or part of a frame"),
}
_EDGES = {
    Edge.TOP: phrase("at the top"),
    Edge.RIGHT: phrase("on the right"),
    Edge.BOTTOM: phrase("at the bottom"),
    Edge.LEFT: phrase("on the left"),
}
_SIDES = {
    "address": phrase("address side"),
    "picture": phrase("picture side"),
    "envelope": phrase("envelope"),
    "label": phrase("sheet of labels"),
}


def _problem(loss: Loss, setup: SideSetup, side: str, where: Where, *, turns: bool) -> Problem:
    words: dict[str, object] = {
        "part": _PARTS[loss.part], "side": _SIDES[side], "edge": _EDGES[loss.edge],
        "margin": f"{getattr(setup.seen_margins, loss.edge.value):g}",
    }  # fmt: skip
    message = phrase("{part} lies where the printer prints nothing: {side}, {margin} mm {edge}.",
                     **words)  # fmt: skip
    if loss.part in _NO_LOSS:
        return Problem(ExitCode.LAYOUT, f"unprintable-{loss.part}", message, _NO_LOSS[loss.part],
                       _FILE, Severity.WARNING)  # fmt: skip
    # The place to mend it is the printer's file, not the card's row: so all cards are told at once.
    return Problem(ExitCode.LAYOUT, "unprintable", message, _hint(loss, setup, side, turns=turns),
                   replace(_FILE, key=where.key))  # fmt: skip


def _hint(loss: Loss, setup: SideSetup, side: str, *, turns: bool) -> Phrase:
    if turns:
        return phrase("Let the card go in the other way round: rotate = {turn} in printers.toml. "
                      "Then the widest margin lies where nothing is.",
                      turn=0 if setup.rotate else 180)  # fmt: skip
    if loss.part is Part.HEADING:
        return phrase("Choose the driver's largest printable area and write its margins into "
                      "printers.toml. On a card that bears 郵便はがき already: heading = false "
                      "under [print].")  # fmt: skip
    if side == PICTURE and loss.part is not Part.CODE:
        return phrase("Choose a layout that keeps clear of that edge, print without borders "
                      "(overshoot in printers.toml), or use another printer.")  # fmt: skip
    return phrase("Choose the driver's largest printable area and write its margins into "
                  "printers.toml, or use another printer.")  # fmt: skip


_SMALLER_MARGIN = phrase("If the driver offers a larger printable area, choose it, and write its "
                         "margins into printers.toml.")  # fmt: skip

# What may be lost without anything being wrong with the card, and what to do about it.
_NO_LOSS = {
    Part.LINES: _SMALLER_MARGIN,
    Part.PAIR: phrase(
        "Without it nobody sees whether both sides are a pair. If the driver offers a "
        "larger printable area, choose it; or pair_code = false under [print]."
    ),
}


def _white(edge: float) -> Problem:
    return Problem(
        ExitCode.LAYOUT,
        "white-edge",
        phrase("Pictures get a white edge, {edge} mm where it is widest: the printer prints "
               "nothing there.", edge=f"{edge:g}"),
        phrase("For pictures to the edge, print without borders: overshoot in printers.toml."),
        _FILE,
        Severity.WARNING,
    )  # fmt: skip
