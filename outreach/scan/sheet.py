"""A sheet of A4 to write on: where its marks, its code and its numbered cells lie, in mm.

Its code says nothing to anyone else: which cell belongs to whom stands in the round's own record.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from outreach.frame import Box, Direction
from outreach.scan.marks import MARK

WIDTH, HEIGHT = 210.0, 297.0
EDGE = 8.0  # from the marks to the edge of the paper: printers leave 5 mm blank
CODE_BOX = Box(152.0, 6.0, 26.0, 26.0)
CELLS = Box(13.0, 40.0, 184.0, 226.0)
GAP, BELOW = 11.0, 13.0  # mm between cells beside and below each other; a label is in the latter
AROUND = 3.0  # mm that a stroke may reach beyond its cell
DOT, DOT_AWAY = 1.6, 3.2  # mm: the black squares at a cell's corners, and how far out they are
SCHEME = "OH1:"
_DIGITS = 12  # of base 32: 60 bits


class Wanted(NamedTuple):
    """A cell that is to be on a sheet: whose card, its number in the round, its size in mm.

    ``guides`` are how far its lines are from its left edge, or from its top where they lie.
    """

    number: int
    key: str
    width: float
    height: float
    direction: Direction
    guides: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class HandCell:
    """A numbered cell at its place on the sheet, for the words of one card."""

    number: int
    key: str
    box: Box
    direction: Direction
    guides: tuple[float, ...] = ()

    @property
    def lines(self) -> tuple[float, ...]:
        """Return where the guide lines are on the sheet: the x of columns, the y of rows (mm)."""
        start = self.box.x if self.direction is Direction.DOWN else self.box.y
        return tuple(start + at for at in self.guides)

    @property
    def dots(self) -> tuple[tuple[float, float], ...]:
        """Return the middles of the black squares around the cell, from the upper left clockwise.

        By them the cell is found to a tenth of a millimetre where the paper is bent.
        """
        out = self.box.inset(-DOT_AWAY)
        return ((out.x, out.y), (out.right, out.y), (out.right, out.bottom), (out.x, out.bottom))


@dataclass(frozen=True, slots=True)
class HandSheet:
    """A sheet: its code, its number among the sheets of its round, and its cells."""

    code: str
    number: int
    cells: tuple[HandCell, ...]


def corner_marks() -> tuple[tuple[float, float], ...]:
    """Return the upper left corners of the four marks, clockwise from the upper left one."""
    right, low = WIDTH - EDGE - MARK, HEIGHT - EDGE - MARK
    return ((EDGE, EDGE), (right, EDGE), (right, low), (EDGE, low))


def laid_out(wanted: Sequence[Wanted]) -> list[tuple[HandCell, ...]]:
    """Return the cells of each sheet, in their order, row by row.

    A slot is part of a postcard, so that one always fits.
    """
    sheets: list[list[HandCell]] = []
    x = y = row = 0.0
    for each in wanted:
        if sheets and x + each.width > CELLS.right:
            x, y, row = CELLS.x, y + row + BELOW, 0.0
        if not sheets or y + each.height > CELLS.bottom:
            sheets.append([])
            x, y, row = CELLS.x, CELLS.y, 0.0
        box = Box(round(x, 2), round(y, 2), round(each.width, 2), round(each.height, 2))
        sheets[-1].append(HandCell(each.number, each.key, box, each.direction, each.guides))
        x, row = x + each.width + GAP, max(row, each.height)
    return [tuple(cells) for cells in sheets]


def sheet_code(salt: str, number: int, cells: Sequence[HandCell]) -> str:
    """Return the code of a sheet: the same cells have the same, and nobody can tell whose."""
    content = json.dumps([salt, number, [_cell_data(cell) for cell in cells]])
    digest = hashlib.sha256(content.encode()).digest()
    return SCHEME + base64.b32encode(digest).decode()[:_DIGITS]


# -- the record of a round's sheets ------------------------------------------------------------


def sheet_data(sheet: HandSheet) -> dict[str, object]:
    """Return a sheet as the record keeps it."""
    return {
        "code": sheet.code,
        "number": sheet.number,
        "cells": [_cell_data(cell) for cell in sheet.cells],
    }


def _cell_data(cell: HandCell) -> dict[str, object]:
    return {
        "number": cell.number,
        "key": cell.key,
        "box": list(cell.box),
        "direction": cell.direction.value,
        "guides": list(cell.guides),
    }


def sheet_of_data(data: dict[str, Any]) -> HandSheet:
    """Return the sheet the record keeps; KeyError, TypeError or ValueError where it is damaged."""
    cells = tuple(
        HandCell(int(cell["number"]), str(cell["key"]), Box(*map(float, cell["box"])),
                 Direction(cell["direction"]), tuple(map(float, cell["guides"])))
        for cell in data["cells"]
    )  # fmt: skip
    return HandSheet(str(data["code"]), int(data["number"]), cells)
