"""Handwriting comes off the paper: found however the sheet lies, each piece from its own cell."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from outreach.faces.hand_sheet import hand_sheet
from outreach.frame import Direction
from outreach.scan.cutting import DPI, REACH, cut_cells
from outreach.scan.finding import Pixels, find_sheets
from outreach.scan.inking import Inked, ink_of
from outreach.scan.marks import APART, words
from outreach.scan.sheet import (
    CELLS,
    HEIGHT,
    WIDTH,
    HandCell,
    HandSheet,
    Wanted,
    laid_out,
    sheet_code,
    sheet_data,
    sheet_of_data,
)
from outreach.workflow.hand_reading import BLURRED
from tests.photographed import INKS, Camera, Written, likeness, photograph, write

if TYPE_CHECKING:
    from tests.conftest import Paper

SCAN = 200  # dpi of a sheet put on a scanner
MM = DPI / 25.4
ROWS = tuple(8.8 * at for at in range(1, 5))
WIDE = [Wanted(at, f"k{at}", 78.0, 44.0, Direction.RIGHT, ROWS) for at in range(1, 7)]
TALL = [
    Wanted(at, f"k{at}", 56.0, 97.5, Direction.DOWN, (9.3, 18.7, 28.0, 37.3, 46.7))
    for at in range(7, 11)
]


def sheets_of(wanted: Sequence[Wanted], salt: str = "s") -> list[HandSheet]:
    return [
        HandSheet(sheet_code(salt, number, cells), number, cells)
        for number, cells in enumerate(laid_out(wanted), 1)
    ]


class Desk:
    """Prints sheets and writes on them."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.hands = [font.path for font in paper.fonts.roles["message"]]

    def print(self, sheet: HandSheet, dpi: float = SCAN) -> Image.Image:
        names = {cell.key: "ゆみさん" for cell in sheet.cells}
        frame = hand_sheet(sheet, names, self.paper.fonts["address"], "r1", ("線の中へ。",))
        with pypdfium2.PdfDocument(self.paper.sheet(frame)) as pdf:
            return pdf[0].render(scale=dpi / 72).to_pil().convert("RGB")

    def write(self, sheet: HandSheet, seed: int = 1, **how: object) -> Written:
        rng = np.random.default_rng(seed)
        return write(self.print(sheet), sheet.cells, rng, self.hands, SCAN, **how)


@pytest.fixture(scope="module")
def desk(paper: Paper) -> Desk:
    return Desk(paper)


def read(picture: Pixels, sheet: HandSheet) -> dict[int, Inked | None]:
    """The ink of each cell of the only sheet in a picture."""
    (seen,) = find_sheets(picture)
    assert seen.code == sheet.code
    patches = cut_cells(picture, seen, sheet.cells)
    return {cell.number: (patch is not None and ink_of(patch, cell)) or None
            for cell, patch in patches}  # fmt: skip


def strokes(ink: Inked) -> Pixels:
    return np.ascontiguousarray(ink.pixels[:, :, 3])


def wrong_cells(found: dict[int, Inked | None], sheet: HandSheet, written: Written) -> list[int]:
    """The numbers of the cells whose ink is not what was written there."""
    wrong = []
    for cell in sheet.cells:
        ink = found[cell.number]
        if cell.number not in written.masks or ink is None:
            if (cell.number in written.masks) or ink is not None:
                wrong.append(cell.number)
            continue
        small = cv2.resize(strokes(ink), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        alike, away = likeness(small, written.in_cell(cell, DPI / 4), DPI / 4)
        if alike < 0.75 or away > 1.0:
            wrong.append(cell.number)
    return wrong


# -- the sheet itself ---------------------------------------------------------------------------


def test_the_marks_are_the_same_for_ever_for_sheets_are_on_paper() -> None:
    digest = hashlib.sha256(repr(words()).encode()).hexdigest()
    assert digest[:16] == "cab690d9390073fd"


def test_no_mark_can_be_taken_for_another_however_it_is_turned() -> None:
    grids = [np.array(word) for word in words()]
    turned = [np.rot90(grid, turn) for grid in grids for turn in range(4)]
    flat = np.array([grid.ravel() for grid in turned], int)
    apart = (flat[:, None, :] != flat[None, :, :]).sum(axis=2)
    assert apart[~np.eye(len(flat), dtype=bool)].min() >= APART


@given(
    st.lists(
        st.tuples(st.floats(20, 140), st.floats(15, 140), st.sampled_from(list(Direction))),
        min_size=1, max_size=30,
    )
)  # fmt: skip
def test_every_cell_has_its_size_on_one_sheet_and_touches_no_other(
    sizes: list[tuple[float, float, Direction]],
) -> None:
    wanted = [Wanted(at, f"k{at}", *size) for at, size in enumerate(sizes, 1)]
    sheets = laid_out(wanted)
    assert [cell.number for cells in sheets for cell in cells] == [each.number for each in wanted]
    for cells in sheets:
        for cell in cells:
            box, size = cell.box, wanted[cell.number - 1]
            assert (box.width, box.height) == pytest.approx((size.width, size.height), abs=0.01)
            assert box.x >= CELLS.x and box.y >= CELLS.y
            assert box.right <= CELLS.right + 0.02 and box.bottom <= CELLS.bottom + 0.02
            for other in (each.box for each in cells if each is not cell):
                beside = other.x - box.right >= 9.9 or box.x - other.right >= 9.9
                assert beside or other.y - box.bottom >= 9.9 or box.y - other.bottom >= 9.9


def test_the_code_changes_with_whose_cells_they_are_and_tells_nothing_of_them() -> None:
    (sheet,) = sheets_of(WIDE)
    other = sheets_of([each._replace(key="other") for each in WIDE])[0]
    assert sheet.code == sheets_of(WIDE)[0].code
    assert len({sheet.code, other.code, sheets_of(WIDE, "another project")[0].code}) == 3
    assert all(each.key not in sheet.code.lower() for each in WIDE)


def test_a_sheet_comes_back_from_its_record_as_it_was() -> None:
    for sheet in sheets_of(WIDE + TALL):
        assert sheet_of_data(sheet_data(sheet)) == sheet  # type: ignore[arg-type]


# -- finding ------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [pytest.param(0, marks=pytest.mark.slow), 3])
def test_a_scanned_sheet_is_read_whichever_way_it_lay(desk: Desk, turn: int) -> None:
    sheet = sheets_of(WIDE)[0]
    written = desk.write(sheet, skip=(4,))
    found = read(np.rot90(np.asarray(written.picture), turn).copy(), sheet)
    assert wrong_cells(found, sheet, written) == []
    assert found[4] is None


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_photo_from_the_side_in_a_shadow_is_read(desk: Desk, seed: int) -> None:
    sheet = sheets_of(WIDE if seed % 2 else TALL)[0]
    written = desk.write(sheet, seed, skip=(sheet.cells[1].number,))
    photo = photograph([written.picture], np.random.default_rng(seed))
    assert wrong_cells(read(photo, sheet), sheet, written) == []


@pytest.mark.slow
def test_a_sheet_that_is_not_flat_is_read(desk: Desk) -> None:
    sheet = sheets_of(WIDE)[0]
    written = desk.write(sheet)
    rng = np.random.default_rng(8)
    photo = photograph([written.picture], rng, Camera(curl=3.0, tilt=10))
    assert wrong_cells(read(photo, sheet), sheet, written) == []


@pytest.mark.slow
def test_two_sheets_in_one_photo_are_told_apart(desk: Desk) -> None:
    sheets = sheets_of(WIDE + TALL)[:2]
    written = [desk.write(sheet, 4) for sheet in sheets]
    camera = Camera(size=(3200, 2000), turn=95.0, tilt=12)
    pictures = [each.picture for each in written]
    photo = photograph(pictures, np.random.default_rng(5), camera)
    seen = find_sheets(photo)
    assert {each.code for each in seen} == {sheet.code for sheet in sheets}
    for each in seen:
        at = next(at for at, sheet in enumerate(sheets) if sheet.code == each.code)
        found = {
            cell.number: ink_of(patch, cell) if patch is not None else None
            for cell, patch in cut_cells(photo, each, sheets[at].cells)
        }
        assert wrong_cells(found, sheets[at], written[at]) == []


@pytest.mark.slow
def test_two_sheets_with_the_same_number_are_told_apart(desk: Desk) -> None:
    one, two = sheets_of(WIDE)[0], sheets_of(WIDE, "another round")[0]
    pictures = [desk.print(sheet) for sheet in (one, two)]
    camera = Camera(size=(2600, 1800), turn=5.0, tilt=12)
    seen = find_sheets(photograph(pictures, np.random.default_rng(6), camera))
    assert {each.code for each in seen} == {one.code, two.code}
    assert [each.marks for each in seen] == [4, 4]


def test_a_sheet_with_a_corner_out_of_the_picture_is_read(desk: Desk) -> None:
    sheet = sheets_of(WIDE)[0]
    written = desk.write(sheet)
    picture = np.asarray(written.picture).copy()
    picture[-int(30 * SCAN / 25.4) :, : int(30 * SCAN / 25.4)] = 90  # a hand on it
    assert wrong_cells(read(picture, sheet), sheet, written) == []


def test_a_picture_without_a_sheet_has_none() -> None:
    rng = np.random.default_rng(1)
    blank = np.full((900, 1200, 3), 240, np.uint8)
    assert find_sheets(blank) == []
    assert find_sheets(rng.integers(0, 255, (900, 1200, 3), np.uint8)) == []


@pytest.mark.parametrize(("blur", "is_blurred"), [(1.0, False), (9.0, True)])
def test_a_blurred_photo_is_known_by_its_marks(desk: Desk, blur: float, is_blurred: bool) -> None:
    sheet = sheets_of(WIDE)[0]
    camera = Camera(blur=blur, tilt=5.0, noise=2.0)
    photo = photograph([desk.print(sheet)], np.random.default_rng(2), camera)
    seen = find_sheets(photo)
    if is_blurred:
        assert not seen or not seen[0].code or seen[0].blur > BLURRED
    else:
        assert seen[0].code == sheet.code and seen[0].blur < BLURRED


# -- ink ----------------------------------------------------------------------------------------


def patch_of(desk: Desk, cell: HandCell, sheet: HandSheet) -> Pixels:
    """A blank cell as it is cut from a clean scan."""
    picture = np.asarray(desk.print(sheet, DPI))
    (seen,) = find_sheets(picture)
    return next(patch for each, patch in cut_cells(picture, seen, [cell]) if patch is not None)


@pytest.fixture(scope="module")
def blank(desk: Desk) -> tuple[HandCell, Pixels]:
    sheet = sheets_of(WIDE)[0]
    return sheet.cells[0], patch_of(desk, sheet.cells[0], sheet)


def at(x: float, y: float) -> tuple[int, int]:
    """A place in a cell (mm) as a pixel of the patch."""
    return round((x + REACH) * MM), round((y + REACH) * MM)


def drawn(
    blank: tuple[HandCell, Pixels], lines: Sequence[Sequence[tuple[float, float]]],
    ink: str = "black", pen: float = 0.6,
) -> Inked | None:  # fmt: skip
    cell, patch = blank
    mask = np.zeros(patch.shape[:2], np.uint8)
    for line in lines:
        points = np.array([at(x, y) for x, y in line])
        cv2.polylines(mask, [points], False, 255, round(pen * MM), cv2.LINE_AA)
    soft = cv2.GaussianBlur(mask, (0, 0), 1.0)[..., None] / 255
    inked = patch * (1 - soft * (1 - np.array(INKS[ink]) / 255))
    return ink_of(inked.astype(np.uint8), cell)


def test_a_blank_cell_leaves_no_trace_of_its_lines(blank: tuple[HandCell, Pixels]) -> None:
    assert ink_of(blank[1], blank[0]) is None


def test_a_stroke_over_a_line_has_no_nick(blank: tuple[HandCell, Pixels]) -> None:
    cell, _ = blank
    ink = drawn(blank, [[(20, 3), (20, 41)]])
    assert ink is not None
    column = strokes(ink)[round(4 * MM) : round(40 * MM), round(20 * MM)]
    assert column.min() >= 0.9 * column.max()
    rows = [round(line * MM) for line in cell.guides]
    beside = strokes(ink)[rows, round(30 * MM) :]
    assert beside.max() == 0


def test_a_stroke_along_a_line_stays(blank: tuple[HandCell, Pixels]) -> None:
    ink = drawn(blank, [[(10, ROWS[1]), (40, ROWS[1])], [(50, 10), (50, 30)]], pen=0.8)
    assert ink is not None
    along = strokes(ink)[round(ROWS[1] * MM), round(11 * MM) : round(39 * MM)]
    assert (along > 120).mean() > 0.95


@pytest.mark.parametrize("name", INKS)
def test_an_ink_keeps_its_colour(blank: tuple[HandCell, Pixels], name: str) -> None:
    ink = drawn(blank, [[(5, 5), (60, 20), (10, 35)]], name)
    assert ink is not None
    core = ink.pixels[strokes(ink) > 200][:, :3]
    assert np.abs(np.median(core, axis=0) - INKS[name]).max() < 25


def test_two_pens_in_one_cell_stay_two(blank: tuple[HandCell, Pixels]) -> None:
    cell, patch = blank
    picture = patch.copy()
    cv2.line(picture, at(10, 10), at(60, 10), INKS["black"], round(0.7 * MM), cv2.LINE_AA)
    cv2.line(picture, at(10, 30), at(60, 30), INKS["red"], round(0.7 * MM), cv2.LINE_AA)
    ink = ink_of(picture, cell)
    assert ink is not None
    for y, name in ((10, "black"), (30, "red")):
        seen = ink.pixels[round(y * MM), round(30 * MM)]
        assert seen[3] > 200
        assert np.abs(seen[:3].astype(int) - INKS[name]).max() < 30


def test_a_stroke_may_leave_its_cell_by_three_millimetres(blank: tuple[HandCell, Pixels]) -> None:
    cell, _ = blank
    ink = drawn(blank, [[(30, 40), (30, cell.box.height + 2.5)]])
    assert ink is not None
    assert ink.pixels.shape[0] / MM == pytest.approx(cell.box.height + 2.8, abs=0.4)
    assert ink.pixels.shape[1] / MM == pytest.approx(cell.box.width, abs=0.1)


def test_what_is_scribbled_beside_a_cell_is_left_out(blank: tuple[HandCell, Pixels]) -> None:
    cell, _ = blank
    ink = drawn(blank, [[(10, 10), (40, 10)], [(30, cell.box.height + 1.6), (50, 46)]])
    assert ink is not None
    assert ink.pixels.shape[0] / MM == pytest.approx(cell.box.height, abs=0.1)


def test_a_dot_of_dust_is_no_writing(blank: tuple[HandCell, Pixels]) -> None:
    assert drawn(blank, [[(20, 20), (20.2, 20)]], pen=0.3) is None


def test_a_shadows_edge_is_no_writing(blank: tuple[HandCell, Pixels]) -> None:
    cell, patch = blank
    columns = np.arange(patch.shape[1])
    light = 1 - 0.5 / (1 + np.exp(-(columns - 700) / 8.0))
    assert ink_of((patch * light[None, :, None]).astype(np.uint8), cell) is None


def test_the_same_picture_gives_the_same_ink(blank: tuple[HandCell, Pixels]) -> None:
    one, two = (drawn(blank, [[(5, 5), (60, 20), (10, 35)]], "pencil") for _ in range(2))
    assert one is not None and two is not None
    assert np.array_equal(one.pixels, two.pixels)


def test_a_sheet_of_a4_is_printed_as_large_as_it_says(desk: Desk) -> None:
    picture = desk.print(sheets_of(WIDE)[0])
    assert picture.size == pytest.approx((WIDTH * SCAN / 25.4, HEIGHT * SCAN / 25.4), abs=2)
