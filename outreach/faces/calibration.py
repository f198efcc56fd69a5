"""The page that shows where a printer really prints: verniers that an ordinary ruler reads.

Whoever tests a printer lays a ruler on the printed page, its 0 on the paper's edge, and reads at
six strokes how far each stands from the edge, to a tenth of a millimetre and without a lens::

    A───┐                    ┌───B     A, B: from the left edge, along the upper line
        │         E          │         C, D: from the left edge, along the lower line
                  │                    E, F: from the top edge, along the middle line
        │         F          │
    C───┘                    └───D

Each stroke is the 0 of a vernier (ノギス) whose main scale is the ruler: ten strokes 0.9 mm apart
run on from it, and that which meets a stroke of the ruler is the tenth. At B, D and F, near the far
edge, they run back towards the near one, 1.1 mm apart, and are read alike. A ruler is needed, for
what is printed cannot measure itself; no stroke has to stand at the very edge, where most printers
print nothing. The page is in Japanese whatever the command speaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from outreach.fonts import Stack
from outreach.frame import BLACK, Box, Colour, Direction, Frame, Gray, Item, Path
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm

LETTERS = "ABCDEF"
# mm from the edges to the strokes: trays leave up to 20 mm white at the end that comes last.
_ASIDE, _INSIDE = 12.0, 22.0
_RULER = 280.0  # mm: what a ruler of 30 cm reaches
_SHARED = 10  # strokes of a vernier beside its 0
_ON, _BACK = 0.9, -1.1  # mm from stroke to stroke
_THIN, _LINE, _HEAVY = 0.12, 0.2, 0.5  # mm
_ZERO, _FIVE, _SHORT = 5.0, 4.0, 2.8  # mm: strokes rise so far from the ruler
_GREY = Gray(0.45)
_TITLE, _LETTER, _PLAIN, _SMALL, _TINY = 11.0, 13.0, 7.6, 6.6, 5.2  # points
_LEADING = 4.3  # mm
_EDGE = 6.0  # mm that words keep from the sides
_CONTROL = 50.0  # mm
_CROSS_Y = 107.0  # mm from the top: where both faces have their crosses


class Spots(NamedTuple):
    """Where the strokes that are read stand on a page, in mm from its upper left corner."""

    left: float
    right: float
    top: float
    bottom: float
    middle: float

    @property
    def readings(self) -> tuple[float, ...]:
        """Return what is read at A to F where a printer prints true."""
        return (self.left, self.right, self.left, self.right, self.top, self.bottom)


def spots(width: float, height: float) -> Spots:
    """Return where the strokes stand on a page of that size (mm)."""
    right, bottom = min(width - _ASIDE, _RULER), min(height - _INSIDE, _RULER)
    return Spots(_ASIDE, right, _INSIDE, bottom, width / 2)


@dataclass(frozen=True, slots=True)
class TestPage:
    """What a test page says of itself.

    ``printer`` is the name it is read under, ``side`` "address" or "picture". ``is_turned``: the
    page goes in head down; ``is_face_up``: the face lies so in the tray. ``has_back``: another page
    is printed on its back.
    """

    printer: str
    side: str
    is_turned: bool
    is_face_up: bool
    has_back: bool


_SIDES = {"address": "宛名", "picture": "絵柄"}
_HOW = (
    "1. 定規の 0 を紙の左端に合わせ、A と B のある線に沿って置きます。",
    "2. 長い線（0）のすぐ手前の目もりが mm。次に、定規の目もりと",
    "　 ぴったり重なる線をさがします。その番号が小数です。",
    "　 例：長い線が 12 と 13 の間、7 の線が重なる → 12.7",
    "3. C と D も左端から。E と F は紙の上端から、下へ読みます。",
    "4. ６つの数を下に書き、パソコンで打ちます（次からの印刷に効きます）。",
)


def calibration_page(page: TestPage, width: float, height: float, stack: Stack) -> Frame:
    """Return one face of the test page for paper of that size (mm)."""
    places = spots(width, height)
    items = chain(
        _verniers(places, stack),
        _head(page, places, stack),
        _instructions(page, width, stack),
        _boxes(places, width, stack),
        _controls(width, stack),
        _crosses(page, width, stack) if page.has_back else (),
    )
    return Frame(width, height, tuple(items))


# -- verniers ---------------------------------------------------------------------------------


def _verniers(places: Spots, stack: Stack) -> Iterator[Item]:
    """Yield the six verniers, each on the line that the ruler is laid along."""
    left, right, top, bottom, middle = places
    rows = (("A", left, top, _ON), ("B", right, top, _BACK),
            ("C", left, bottom, _ON), ("D", right, bottom, _BACK))  # fmt: skip
    for letter, x, y, step in rows:
        yield from _across(letter, x, y, step, stack)
    yield from _downwards("E", middle, top, _ON, stack)
    yield from _downwards("F", middle, bottom, _BACK, stack)


def _across(letter: str, x: float, y: float, step: float, stack: Stack) -> Iterator[Item]:
    """Yield a vernier read from the left edge; the ruler lies below its line."""
    end = x + _SHARED * step
    yield _stroke(0.0 if step > 0 else end - 2.0, y, max(x, end) + 2.0, y, _LINE)
    for at in range(_SHARED + 1):
        place = x + at * step
        yield _stroke(place, y, place, y - _rise(at), _HEAVY / 2 if at == 0 else _THIN)
        if at % 5 == 0:
            yield from _centred(stack, str(at), place, y - _rise(at) - 0.6, _TINY)
    yield from _centred(stack, letter, (x + end) / 2, y - _ZERO - 1.6, _LETTER)


def _downwards(letter: str, x: float, y: float, step: float, stack: Stack) -> Iterator[Item]:
    """Yield a vernier read from the top edge; the ruler lies right of its line."""
    end = y + _SHARED * step
    yield _stroke(x, 0.0 if step > 0 else end - 2.0, x, max(y, end) + 2.0, _LINE)
    for at in range(_SHARED + 1):
        place = y + at * step
        yield _stroke(x, place, x - _rise(at), place, _HEAVY / 2 if at == 0 else _THIN)
        if at % 5 == 0:
            row = _cells(stack, str(at))
            left = x - _rise(at) - 0.6 - width_of(row) * to_mm(_TINY)
            yield from horizontal_line(row, left, place + 0.36 * to_mm(_TINY), _TINY)
    middle = (y + end) / 2 + 0.36 * to_mm(_LETTER)
    yield from _centred(stack, letter, x - _ZERO - 4.6, middle, _LETTER)


def _rise(at: int) -> float:
    return _ZERO if at == 0 else _SHORT if at % 5 else _FIVE


# -- what is said on the page -----------------------------------------------------------------


def _head(page: TestPage, places: Spots, stack: Stack) -> Iterator[Item]:
    """Yield what the page is, and which edge goes in first."""
    left, top = _EDGE, places.top + 9.0
    number = 2 if page.side == "picture" else 1
    yield from _text(stack, "調整ページ", left, top, _TITLE)
    yield from _text(stack, f"{_SIDES[page.side]}面　{number}", left, top + 5.2, _PLAIN)
    yield from _text(stack, page.printer, left, top + 9.6, _SMALL, _GREY)
    x, y = places.middle + 9.0, places.top + 5.0
    yield _arrow(Box(x - 4.0, y, 8.0, 13.0), down=page.is_turned)
    yield from _text(stack, "この辺を先に", x + 5.5, y + 5.0, 9.0)
    lies = "上" if page.is_face_up else "下"
    yield from _text(stack, f"この面を{lies}にして入れる", x + 5.5, y + 10.0, _SMALL)


def _arrow(box: Box, *, down: bool) -> Path:
    """Return an arrow to the edge that goes in first."""
    middle, neck, half = box.x + box.width / 2, box.height * 0.42, box.width / 7
    outline = (
        (middle, 0.0), (box.right, neck), (middle + half, neck), (middle + half, box.height),
        (middle - half, box.height), (middle - half, neck), (box.x, neck),
    )  # fmt: skip
    return Path(tuple((x, box.bottom - y if down else box.y + y) for x, y in outline))


def _instructions(page: TestPage, width: float, stack: Stack) -> Iterator[Item]:
    size = _fitting(stack, _HOW, width - 2 * _EDGE, _PLAIN)
    for at, line in enumerate(_HOW):
        yield from _text(stack, line, _EDGE, 49.0 + at * _LEADING, size)
    command = f'outreach printers test {page.printer} --read {_SIDES[page.side]} "A B C D E F"'
    small = _fitting(stack, (command,), width - 2 * _EDGE, _SMALL)
    yield from _text(stack, command, _EDGE, 49.0 + len(_HOW) * _LEADING, small)


def _boxes(places: Spots, width: float, stack: Stack) -> Iterator[Item]:
    """Yield a box for each reading, what it would be if the printer printed true under it."""
    each = min((width - 2 * _EDGE) / len(LETTERS), 24.0)
    for at, (letter, true) in enumerate(zip(LETTERS, places.readings, strict=True)):
        x, y = _EDGE + at * each, 78.0
        corners = ((x, y), (x + each - 1.2, y), (x + each - 1.2, y + 8.0), (x, y + 8.0))
        yield Path(corners, width=_THIN)
        yield from _text(stack, letter, x + 0.8, y + 3.4, _PLAIN)
        yield from _text(stack, f"本来 {true:.1f}", x + 0.8, y + 10.6, _TINY, _GREY)


def _controls(width: float, stack: Stack) -> Iterator[Item]:
    """Yield a line of 50 mm in both directions: shrunk pages are seen before anything is read."""
    x, y = _EDGE, 94.0
    yield from _measure(x, y, x + _CONTROL, y)
    words = ("この線が 50 mm でないとき：", "「用紙に合わせる」を切る")
    for at, line in enumerate(words):
        yield from _text(stack, line, x + _CONTROL + 2.0, y - 1.2 + at * 3.4, _TINY)
    far = width - 4.5
    yield from _measure(far, 52.0, far, 52.0 + _CONTROL)


def _measure(x: float, y: float, far: float, low: float) -> Iterator[Path]:
    """Yield a line with a bar at either end, whose outer edges are its length."""
    yield _stroke(x, y, far, low, _LINE)
    for at_x, at_y in ((x, y), (far, low)):
        if y == low:
            yield _stroke(at_x, at_y - 1.5, at_x, at_y + 1.5, _THIN)
        else:
            yield _stroke(at_x - 1.5, at_y, at_x + 1.5, at_y, _THIN)


# -- front and back ---------------------------------------------------------------------------


def _crosses(page: TestPage, width: float, stack: Stack) -> Iterator[Item]:
    """Yield what shows against the light how far the two faces stand apart, to a tenth of a mm.

    On the first face a scale of millimetres, on the back a vernier of 0.9 mm from its 0 both ways,
    each on its own side of a line. From the back the first face is seen through the paper, left and
    right exchanged: so the scale for across stands on the left of the one and the right of the
    other, and a scale for up and down rises to the left on both.
    """
    front = page.side == "address"
    step = 1.0 if front else _ON
    quarter = width / 4
    across, down = (quarter, width - quarter) if front else (width - quarter, quarter)
    for at in range(-_SHARED // 2, _SHARED // 2 + 1):
        long = 2.6 if at == 0 else 2.2 if abs(at) == 5 else 1.5
        up = -long if front else long
        place = across + at * step
        yield _stroke(place, _CROSS_Y, place, _CROSS_Y + up, _THIN)
        place = _CROSS_Y + at * step
        yield _stroke(down, place, down - long, place, _THIN)
    yield _stroke(across - 7.0, _CROSS_Y, across + 7.0, _CROSS_Y, _THIN)
    yield _stroke(down, _CROSS_Y - 7.0, down, _CROSS_Y + 7.0, _THIN)
    if not front:
        yield from _through(across, down, stack)


def _through(across: float, down: float, stack: Stack) -> Iterator[Item]:
    """Yield the words on the back that say how the two faces are held against the light."""
    low = _CROSS_Y + 2.8 + to_mm(_TINY)
    for at in (-5, 0, 5):
        yield from _centred(stack, str(abs(at)), across + at * _ON, low, _TINY)
        row = _cells(stack, str(abs(at)))
        left = down - 3.2 - width_of(row) * to_mm(_TINY)
        level = _CROSS_Y + at * _ON + 0.36 * to_mm(_TINY)
        yield from horizontal_line(row, left, level, _TINY)
    lines = ("光に透かす：0 と 0 が合えば表裏がそろっています。", "合う線の番号 × 0.1 mm がずれ。")
    for at, line in enumerate(lines):
        middle = (across + down) / 2
        yield from _centred(stack, line, middle, _CROSS_Y - 5.6 + at * 2.6, _TINY)


# -- strokes and letters ----------------------------------------------------------------------


def _stroke(x: float, y: float, far: float, low: float, width: float) -> Path:
    return Path(((x, y), (far, low)), BLACK, width, closed=False)


def _text(
    stack: Stack, text: str, x: float, y: float, size: float, colour: Colour = BLACK
) -> Iterator[Item]:
    yield from horizontal_line(_cells(stack, text), x, y, size, colour)


def _centred(stack: Stack, text: str, middle: float, y: float, size: float) -> Iterator[Item]:
    row = _cells(stack, text)
    yield from horizontal_line(row, middle - width_of(row) * to_mm(size) / 2, y, size)


def _fitting(stack: Stack, lines: tuple[str, ...], room: float, largest: float) -> float:
    """Return the size in points at which the longest line fits its room, ``largest`` at most."""
    longest = max(width_of(_cells(stack, line)) for line in lines)
    return min(largest, room / to_mm(longest))


def _cells(stack: Stack, text: str) -> tuple[Cell, ...]:
    return tuple(cells(stack, text, Direction.RIGHT)[0])
