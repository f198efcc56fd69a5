"""The sheet an author writes on by hand: marks, a code and numbered cells of the cards' own size.

Lines are of a pale cyan that is taken out again afterwards; black is only what finds the place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outreach.faces.qr import qr_paths
from outreach.fonts import Stack
from outreach.frame import BLACK, RGB, Bars, Box, Colour, Direction, Frame, Gray, Item, Path
from outreach.scan.marks import mark_bars, mark_id
from outreach.scan.sheet import (
    CODE_BOX,
    DOT,
    HEIGHT,
    WIDTH,
    HandCell,
    HandSheet,
    corner_marks,
)
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm

CYAN = RGB(0.74, 0.93, 0.98)
_RULE, _FRAME = 0.2, 0.25  # mm
_LABEL, _LABEL_UP = 9.0, 3.6  # points; mm from its baseline to the cell
_NAME_GAP = 2.0  # mm between number and name
_HEAD, _SMALL, _GREY = 13.0, 8.5, Gray(0.35)
_LEFT = 40.0  # mm: where the words of the head begin, right of the arrow
_ARROW = Box(27.0, 9.0, 8.0, 12.0)


def hand_sheet(
    sheet: HandSheet, names: Mapping[str, str], stack: Stack, head: str, lines: tuple[str, ...]
) -> Frame:
    """Return the sheet on A4.

    ``names`` are what people are called, by key: the one word about them that an author sees.
    ``head`` and ``lines`` say what to do; what a font lacks of them is left out.
    """
    items: list[Item] = [Bars(tuple(_marks(sheet))), *_arrow()]
    items += qr_paths(sheet.code, CODE_BOX) or ()
    items += _text(stack, head, _LEFT, 13.5, _HEAD)
    for at, line in enumerate(lines):
        items += _text(stack, line, _LEFT, 19.5 + 4.6 * at, _SMALL, _GREY)
    for cell in sheet.cells:
        items += _cell(cell, names.get(cell.key, ""), stack)
    return Frame(WIDTH, HEIGHT, tuple(items))


def _marks(sheet: HandSheet) -> Iterator[Box]:
    for corner, (x, y) in enumerate(corner_marks()):
        yield from mark_bars(mark_id(sheet.number, corner), x, y)


def _arrow() -> Iterator[Path]:
    """Yield an arrow to the top of the sheet."""
    box, middle = _ARROW, _ARROW.x + _ARROW.width / 2
    neck, half = box.y + box.height * 0.45, box.width / 7
    yield Path(
        (
            (middle, box.y), (box.right, neck), (middle + half, neck), (middle + half, box.bottom),
            (middle - half, box.bottom), (middle - half, neck), (box.x, neck),
        )
    )  # fmt: skip


def _cell(cell: HandCell, name: str, stack: Stack) -> Iterator[Item]:
    box = cell.box
    corners = ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))
    yield Path(corners, CYAN, _FRAME)
    for at in cell.lines:
        ends = (
            ((at, box.y), (at, box.bottom))
            if cell.direction is Direction.DOWN
            else ((box.x, at), (box.right, at))
        )
        yield Path(ends, CYAN, _RULE, closed=False)
    yield Bars(tuple(Box(x - DOT / 2, y - DOT / 2, DOT, DOT) for x, y in cell.dots))
    baseline = box.y - _LABEL_UP
    number = _cells(stack, str(cell.number), box.width)
    yield from horizontal_line(number, box.x, baseline, _LABEL)
    start = width_of(number) * to_mm(_LABEL) + _NAME_GAP
    yield from horizontal_line(
        _cells(stack, name, box.width - start), box.x + start, baseline, _LABEL, _GREY
    )


def _text(
    stack: Stack, text: str, x: float, baseline: float, size: float, colour: Colour = BLACK
) -> tuple[Item, ...]:
    room = CODE_BOX.x - x
    return horizontal_line(_cells(stack, text, room, size), x, baseline, size, colour)


def _cells(stack: Stack, text: str, room: float, size: float = _LABEL) -> tuple[Cell, ...]:
    """Return the cells of as much of a text as a row of ``room`` mm takes."""
    row = cells(stack, text, Direction.RIGHT)[0]
    while row and width_of(row) * to_mm(size) > room:
        row.pop()
    return tuple(row)
