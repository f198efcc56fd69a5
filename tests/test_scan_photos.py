"""How much of what is written comes onto the right card, over many photos of all kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from outreach.frame import Direction
from outreach.scan.cutting import cut_cells
from outreach.scan.finding import find_sheets
from outreach.scan.inking import ink_of
from outreach.scan.sheet import HandSheet, Wanted
from tests.photographed import Camera, photograph
from tests.test_scan import Desk, sheets_of, wrong_cells

if TYPE_CHECKING:
    from tests.conftest import Paper

PHOTOS = 56
WANTED = [
    *(Wanted(at, f"k{at}", 85.0, 31.5, Direction.RIGHT, (10.5, 21.0)) for at in range(1, 11)),
    *(Wanted(at, f"k{at}", 78.0, 26.0, Direction.RIGHT, (8.7, 17.3)) for at in range(11, 21)),
]  # fmt: skip

pytestmark = pytest.mark.slow


def camera_of(number: int) -> Camera:
    """A camera like many: some photos are small, some paper is bent, some is cut off."""
    size = (2000, 1500) if number % 5 == 0 else (3200, 2400)
    curl = 2.0 if number % 7 == 0 else 0.0
    return Camera(size, curl=curl)


def right_cells(desk: Desk, sheet: HandSheet, number: int) -> int:
    """How many cells of a photo come out right, the one left empty among them."""
    written = desk.write(sheet, number, skip=(sheet.cells[number % len(sheet.cells)].number,))
    photo = photograph([written.picture], np.random.default_rng(number), camera_of(number))
    seen = find_sheets(photo)
    if len(seen) != 1 or seen[0].code != sheet.code or seen[0].matrix is None:
        return 0
    found = {
        cell.number: None if patch is None else ink_of(patch, cell)
        for cell, patch in cut_cells(photo, seen[0], sheet.cells)
    }
    return len(sheet.cells) - len(wrong_cells(found, sheet, written))


def test_of_500_cells_in_56_photos_at_least_99_in_a_hundred_are_right(paper: Paper) -> None:
    desk, sheets = Desk(paper), sheets_of(WANTED)
    chosen = [sheets[number % len(sheets)] for number in range(PHOTOS)]
    right = sum(right_cells(desk, sheet, number) for number, sheet in enumerate(chosen))
    every = sum(len(sheet.cells) for sheet in chosen)
    assert every >= 500
    assert right >= 0.99 * every, f"{right} of {every}"
