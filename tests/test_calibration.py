"""The test page of a printer: read from the paper with a ruler, and what becomes of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.faces.calibration import TestPage as Page
from outreach.faces.calibration import calibration_page, spots
from outreach.frame import Box, Matrix
from outreach.model.printer import SideSetup
from outreach.model.stock import STOCKS
from outreach.press.correction import correction, refined, straightened, upside_down
from outreach.press.imposition import plain_page
from outreach.press.matrices import combined, moved_to
from outreach.press.pdf import Store, Volume
from outreach.press.printable import Edge, Loss, Part, lost
from tests.conftest import Paper, Sight

CARD = (100.0, 148.0)
SIZES = [(stock.width, stock.height) for stock in STOCKS.values()] + [(210.0, 297.0)]
TRUE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

faults = st.builds(
    SideSetup,
    x=st.floats(-4, 4), y=st.floats(-4, 4), skew=st.floats(-1, 1),
    scale_x=st.floats(98, 102), scale_y=st.floats(98, 102),
)  # fmt: skip
turns = st.sampled_from([0, 180])


def printer_with(fault: SideSetup, size: tuple[float, float]) -> Matrix:
    """A printer that scales along its own edges, and then takes the paper in askew and off."""
    scale = SideSetup(scale_x=fault.scale_x, scale_y=fault.scale_y)
    askew = SideSetup(x=fault.x, y=fault.y, skew=fault.skew)
    return combined(straightened(scale, *size), straightened(askew, *size))


def printed(setup: SideSetup, printer: Matrix, size: tuple[float, float]) -> Matrix:
    """Where a side's points come out on the paper, held upright, from a printer so set up."""
    fed = combined(correction(setup, *size) or TRUE, printer)
    return combined(fed, upside_down(*size)) if setup.rotate else fed


def exact(matrix: Matrix, size: tuple[float, float]) -> list[float]:
    """What an endlessly fine ruler reads at A to F."""
    at = spots(*size)
    rows = [(x, y) for y in (at.top, at.bottom) for x in (at.left, at.right)]
    column = [(at.middle, at.top), (at.middle, at.bottom)]
    return [moved_to(matrix, p)[0] for p in rows] + [moved_to(matrix, p)[1] for p in column]


def read(matrix: Matrix, size: tuple[float, float]) -> list[float]:
    """What a person reads at A to F: tenths of a millimetre."""
    return [round(reading, 1) for reading in exact(matrix, size)]


def corners(size: tuple[float, float]) -> list[tuple[float, float]]:
    return [(x, y) for x in (0.0, size[0]) for y in (0.0, size[1])]


def pages(
    paper: Paper, size: tuple[float, float], name: str, *, turned: bool = False,
    matrix: Matrix | None = None,
) -> Path:  # fmt: skip
    stack = paper.fonts["address"]
    volume = Volume(plain_page(*size), Store({font.id: font for font in stack}, {}), "test")
    for side in ("address", "picture"):
        page = Page("office", side, turned, is_face_up=True, has_back=True)
        volume.add(calibration_page(page, *size, stack), matrix)
    path = paper.folder / f"{name}.pdf"
    volume.save(path)
    return path


def strokes(sight: Sight, box: Box, *, down: bool = False) -> list[float]:
    """The middles in mm of the strokes that cross a thin box, along it."""
    ink = sight.window(sight.black, box).all(axis=1 if down else 0)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], ink, [False])).astype(int)))
    start = box.y if down else box.x
    return [start + (a + b) / 2 * 25.4 / sight.dpi for a, b in edges.reshape(-1, 2)]


def vernier(marks: Sequence[float], *, back: bool) -> float:
    """What a ruler reads at a vernier whose eleven strokes stand so far from the edge."""
    marks = sorted(marks, reverse=back)
    assert len(marks) == 11
    tenth = min(range(11), key=lambda at: abs(marks[at] - round(marks[at])))
    whole = round(marks[0]) if tenth in (0, 10) else math.floor(marks[0])
    return whole + tenth % 10 / 10


def read_from_paper(
    sight: Sight, size: tuple[float, float], x_off: float = 0.0, y_off: float = 0.0
) -> list[float]:
    """What a person reads who lays a ruler along lines that stand about so far off."""
    at = spots(*size)
    found = []
    for y in (at.top, at.bottom):
        for x, back in ((at.left, False), (at.right, True)):
            left = x_off + (x - 13.0 if back else x - 2.0)
            row = Box(left, y + y_off - 2.1, 15.0, 0.3)
            found.append(vernier(strokes(sight, row), back=back))
    for y, back in ((at.top, False), (at.bottom, True)):
        top = y_off + (y - 13.0 if back else y - 2.0)
        column = Box(at.middle + x_off - 2.1, top, 0.3, 15.0)
        found.append(vernier(strokes(sight, column, down=True), back=back))
    return found


@given(faults, turns)
def test_one_test_brings_every_point_within_three_twentieths(fault: SideSetup, turn: int) -> None:
    printer, setup = printer_with(fault, CARD), SideSetup(rotate=turn)
    setup = refined(setup, read(printed(setup, printer, CARD), CARD), *CARD)
    after = printed(setup, printer, CARD)
    for x, y in corners(CARD):
        right, low = moved_to(after, (x, y))
        assert abs(right - x) <= 0.15 and abs(low - y) <= 0.15


@given(faults, faults, turns, st.sampled_from(SIZES))
def test_fine_readings_undo_a_printer_whatever_corrected_it_before(
    fault: SideSetup, before: SideSetup, turn: int, size: tuple[float, float]
) -> None:
    printer = printer_with(fault, size)
    setup = SideSetup(
        x=before.x, y=before.y, scale_x=before.scale_x, scale_y=before.scale_y, skew=before.skew,
        rotate=turn,
    )  # fmt: skip
    for _ in range(2):
        setup = refined(setup, exact(printed(setup, printer, size), size), *size)
    after = printed(setup, printer, size)
    for point in corners(size):
        assert math.dist(moved_to(after, point), point) <= 0.05


@given(faults, turns, st.sampled_from(SIZES))
def test_readings_of_a_page_that_stands_right_change_nothing(
    fault: SideSetup, turn: int, size: tuple[float, float]
) -> None:
    setup = SideSetup(
        x=round(fault.x, 2), y=round(fault.y, 2), skew=round(fault.skew, 2),
        scale_x=round(fault.scale_x, 2), scale_y=round(fault.scale_y, 2), rotate=turn,
    )  # fmt: skip
    assert refined(setup, spots(*size).readings, *size) == setup


def test_readings_of_a_page_shrunk_to_fit_make_it_whole_again() -> None:
    printer = straightened(SideSetup(scale_x=95, scale_y=95), *CARD)
    setup = refined(SideSetup(), read(printed(SideSetup(), printer, CARD), CARD), *CARD)
    assert moved_to(printed(setup, printer, CARD), (100, 148)) == pytest.approx((100, 148), abs=0.2)


@given(st.floats(0.1, 3), turns, st.sampled_from(SIZES))
def test_what_a_borderless_driver_enlarges_comes_out_true(
    by: float, turn: int, size: tuple[float, float]
) -> None:
    width, height = size
    across, down = (width + 2 * by) / width, (height + 2 * by) / height
    driver = (across, 0.0, 0.0, down, -by, -by)
    after = printed(SideSetup(overshoot=by, rotate=turn), driver, size)
    for point in corners(size):
        assert moved_to(after, point) == pytest.approx(point, abs=1e-9)


def test_a_side_that_comes_out_right_is_left_alone() -> None:
    assert correction(SideSetup(), *CARD) is None


def test_a_skew_turns_clockwise() -> None:
    turned = correction(SideSetup(skew=1.0), *CARD)
    assert turned is not None
    x, y = moved_to(turned, (50.0, 24.0))  # 50 mm above the middle
    assert (x, y) == pytest.approx((50.5, 24.0), abs=0.01)


@pytest.mark.parametrize("size", SIZES)
def test_a_ruler_reads_on_the_paper_where_the_strokes_stand(
    paper: Paper, size: tuple[float, float]
) -> None:
    sight = paper.look(pages(paper, size, f"true-{size[0]:g}"), dpi=508)
    assert read_from_paper(sight, size) == pytest.approx(spots(*size).readings)


def test_a_printer_is_put_right_by_what_is_read_from_its_paper(paper: Paper) -> None:
    fault = SideSetup(x=1.3, y=-0.8, scale_x=100.4, scale_y=99.7, skew=0.3)
    printer, setup = printer_with(fault, CARD), SideSetup()
    sight = paper.look(pages(paper, CARD, "crooked", matrix=printer), dpi=1016)
    setup = refined(setup, read_from_paper(sight, CARD, 1.3, -0.8), *CARD)
    after = printed(setup, printer, CARD)
    for point in corners(CARD):
        assert math.dist(moved_to(after, point), point) < 0.3
    again = paper.look(pages(paper, CARD, "straight", matrix=after), dpi=1016)
    setup = refined(setup, read_from_paper(again, CARD), *CARD)
    after = printed(setup, printer, CARD)
    for point in corners(CARD):
        assert math.dist(moved_to(after, point), point) < 0.15


def test_the_control_lines_are_fifty_millimetres_long(paper: Paper) -> None:
    sight = paper.look(pages(paper, CARD, "control"), dpi=508)
    across = strokes(sight, Box(2.0, 92.8, 60.0, 0.3))
    down = strokes(sight, Box(94.2, 48.0, 0.3, 58.0), down=True)
    assert across[-1] - across[0] == pytest.approx(50.0, abs=0.06)
    assert down[-1] - down[0] == pytest.approx(50.0, abs=0.06)


def test_the_scales_of_front_and_back_meet_against_the_light(paper: Paper) -> None:
    path = pages(paper, CARD, "light")
    front = paper.look(path, 0, dpi=508)
    back = Sight(paper.look(path, 1, dpi=508).pixels[:, ::-1], 508)
    millimetres = strokes(front, Box(18.0, 106.0, 14.0, 0.2))
    tenths = strokes(back, Box(18.0, 107.7, 14.0, 0.2))
    assert np.diff(millimetres) == pytest.approx([1.0] * 10, abs=0.06)
    assert np.diff(tenths) == pytest.approx([0.9] * 10, abs=0.06)
    assert millimetres[5] == pytest.approx(25.0, abs=0.05)
    assert tenths[5] == pytest.approx(25.0, abs=0.05)
    up, low = (
        strokes(each, Box(x, 100.0, 0.2, 14.0), down=True)
        for each, x in ((front, 73.9), (back, 75.9))
    )
    assert up[5] == pytest.approx(107.0, abs=0.05)
    assert low[5] == pytest.approx(107.0, abs=0.05)


def test_the_page_says_its_side_and_how_the_readings_are_typed(paper: Paper) -> None:
    path = pages(paper, CARD, "words")
    front, back = paper.text_of(path, 0), paper.text_of(path, 1)
    assert "宛名面" in front and 'outreachprinterstestoffice--read宛名"ABCDEF"' in front
    assert "絵柄面" in back and '--read絵柄"ABCDEF"' in back
    assert "光に透かす" in back and "光に透かす" not in front


@pytest.mark.parametrize("turned", [False, True])
def test_the_arrow_points_to_the_edge_that_goes_in_first(paper: Paper, turned: bool) -> None:
    sight = paper.look(pages(paper, CARD, f"arrow-{turned}", turned=turned))
    arrow = sight.window(sight.black, Box(54.5, 26.5, 9.0, 14.0)).sum(axis=1)
    upper, lower = arrow[: len(arrow) // 2].sum(), arrow[len(arrow) // 2 :].sum()
    assert (lower > upper) == turned


@pytest.mark.parametrize("size", SIZES)
def test_only_the_lines_for_the_ruler_run_up_to_an_edge(
    paper: Paper, size: tuple[float, float]
) -> None:
    for side in ("address", "picture"):
        page = Page("office", side, is_turned=False, is_face_up=False, has_back=True)
        frame = calibration_page(page, *size, paper.fonts["address"])
        found = lost(frame, Box(0.0, 0.0, *size).inset(3.0))
        assert set(found) <= {Loss(Part.LINES, Edge.LEFT), Loss(Part.LINES, Edge.TOP)}
