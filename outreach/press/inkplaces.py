"""Plates of ink on a raster of 150 dots an inch, and the places on them, in mm."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from outreach.frame import Box
from outreach.press.page_colours import Ink
from outreach.units import MM_PER_INCH

DPI = 150.0
SCALE = DPI / MM_PER_INCH  # pixels a mm
TOLERANCE = 1.0  # points of ink: five plates of 8 bits cannot be nearer
LEVELS = 2.55  # of a plate's 255, each percent
_BLOCK = 12  # pixels, 2 mm: places over the limit this near are one place
_LEAST_AREA = 0.2  # mm²: a dot of a noisy picture is no place
_INK = 12  # of 255: 5 %, below which nobody sees an edge

Plates = npt.NDArray[np.uint8]  # rows, columns, five: the process plates and all spot inks together
Mask = npt.NDArray[np.bool_]
Window = tuple[slice, slice]


class Over(NamedTuple):
    """A place with too much ink: its box (mm from the trim's corner) and the most ink in it (%)."""

    box: Box
    most: float


@dataclass
class Sheet:
    """What lies on an area of paper: the plates, and where anything but paper was painted.

    ``over`` are places that were found too heavy while they were painted.
    """

    area: Box
    plates: Plates
    covered: Mask
    over: list[Over] = field(default_factory=list)

    def copy(self) -> Sheet:
        """Return a sheet to go on painting on."""
        return Sheet(self.area, self.plates.copy(), self.covered.copy(), list(self.over))

    def window(self, box: Box) -> Window | None:
        """Return the pixels whose middle lies in a box (mm), None for none."""
        rows, columns = self.covered.shape
        left, right = _span(box.x - self.area.x, box.width, columns)
        top, low = _span(box.y - self.area.y, box.height, rows)
        if left >= right or top >= low:
            return None
        return slice(top, low), slice(left, right)

    def most(self) -> float:
        """Return the most ink in any place, in percent."""
        return float(self.plates.sum(axis=2, dtype=np.uint16).max()) / LEVELS

    def too_much(self, limit: float) -> list[Over]:
        """Return the places with more ink than the limit (%), those that hang together as one."""
        totals = self.plates.sum(axis=2, dtype=np.uint16)
        over = totals > (limit + TOLERANCE) * LEVELS
        if not over.any():
            return self.over
        found = list(self.over)
        for rows, columns in _clusters(over):
            part = over[rows, columns]
            if part.sum() / SCALE**2 >= _LEAST_AREA:
                most = float(totals[rows, columns][part].max()) / LEVELS
                found.append(Over(self._tight(part, rows, columns), most))
        return found

    def _tight(self, part: Mask, rows: slice, columns: slice) -> Box:
        down, across = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        left, top = columns.start + int(across[0]), rows.start + int(down[0])
        return Box(
            self.area.x + left / SCALE, self.area.y + top / SCALE,
            int(across[-1] - across[0] + 1) / SCALE, int(down[-1] - down[0] + 1) / SCALE,
        )  # fmt: skip

    def bare(self, inner: Box, outer: Box, *, along: bool) -> list[tuple[float, float]]:
        """Return the stretches where there is ink in one strip and nothing painted in the other.

        The strips lie beside each other, ``along``: from left to right. A stretch is its start and
        length in mm, from where the strips begin.
        """
        one, other = self.window(inner), self.window(outer)
        if one is None or other is None:
            return []
        axis = 0 if along else 1
        inked = ((self.plates[one].max(axis=2) > _INK) & self.covered[one]).any(axis=axis)
        missing = inked & ~self.covered[other].any(axis=axis)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], missing.astype(np.int8), [0]))))
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return [(int(start) / SCALE, int(end - start) / SCALE) for start, end in pairs]


def levels(ink: Ink) -> list[int]:
    """Return how much of a colour lies on each of the five plates, 0 to 255."""
    parts = (*ink.plates, min(ink.spots, 1.0))
    return [round(min(max(part, 0.0), 1.0) * 255) for part in parts]


def blank_sheet(area: Box) -> Sheet:
    """Return bare paper."""
    rows, columns = max(1, round(area.height * SCALE)), max(1, round(area.width * SCALE))
    plates = np.zeros((rows, columns, 5), np.uint8)
    return Sheet(area, plates, np.zeros((rows, columns), np.bool_))


def _span(start: float, length: float, most: int) -> tuple[int, int]:
    first, last = (
        int(np.ceil(min(max(edge * SCALE - 0.5, -1.0), most + 1.0)))
        for edge in (start, start + length)
    )
    return min(max(first, 0), most), min(max(last, 0), most)


def _clusters(over: Mask) -> list[Window]:
    """Return the windows around places that hang together, as far apart as a block is wide."""
    rows, columns = (-(-length // _BLOCK) for length in over.shape)
    padded = np.zeros((rows * _BLOCK, columns * _BLOCK), np.bool_)
    padded[: over.shape[0], : over.shape[1]] = over
    blocks = padded.reshape(rows, _BLOCK, columns, _BLOCK).any(axis=(1, 3))
    left = {(int(row), int(column)) for row, column in np.argwhere(blocks)}
    found = []
    while left:
        heap = _spread(left)
        down, across = [row for row, _ in heap], [column for _, column in heap]
        found.append(
            (
                slice(min(down) * _BLOCK, min((max(down) + 1) * _BLOCK, over.shape[0])),
                slice(min(across) * _BLOCK, min((max(across) + 1) * _BLOCK, over.shape[1])),
            )
        )
    return sorted(found, key=lambda window: (window[0].start, window[1].start))


def _spread(left: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take one block and all that hang together with it out of ``left``, and return them."""
    heap = [min(left)]
    left -= set(heap)
    for row, column in heap:
        near = {(row + down, column + across) for down in (-1, 0, 1) for across in (-1, 0, 1)}
        near &= left
        heap += sorted(near)
        left -= near
    return heap
