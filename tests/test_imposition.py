"""Labels on their sheets, and faces moved to their places."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.errors import ProjectError
from outreach.faces.rows import line_cells
from outreach.faces.slant import slanted
from outreach.frame import Bars, Box, Frame, Item, Path, Shared, moved
from outreach.post.labels import LabelSheet, load_labels
from outreach.press.imposition import Page, label_places, plain_page, sheet_of
from outreach.press.pdf import Volume
from outreach.typeset.lines import horizontal_line

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from tests.conftest import Paper, Sight

A4 = Box(0.0, 0.0, 210.0, 297.0)


@st.composite
def sheets(draw: st.DrawFn) -> LabelSheet:
    """A sheet of any maker on A4, its labels apart from each other or edge to edge."""
    columns, rows = draw(st.integers(1, 5)), draw(st.integers(1, 12))
    pitch_x, pitch_y = 200.0 / columns, 290.0 / rows
    gap = st.floats(0.0, 4.0)
    width, height = pitch_x - draw(gap), pitch_y - draw(gap)
    return LabelSheet("own", columns, rows, width, height, 5.0, 3.0, pitch_x, pitch_y)


@st.composite
def jobs(draw: st.DrawFn) -> tuple[LabelSheet, int, frozenset[int], int]:
    """A sheet, the label to start with, those used already, and how many labels are wanted."""
    sheet = draw(sheets())
    start = draw(st.integers(1, sheet.count))
    used = draw(st.frozensets(st.integers(1, sheet.count)))
    used -= {draw(st.integers(start, sheet.count))}  # one at least is left
    return sheet, start, used, draw(st.integers(1, 150))


def boxes(job: tuple[LabelSheet, int, frozenset[int], int]) -> list[tuple[int, Box]]:
    sheet, start, used, wanted = job
    places = islice(label_places(sheet, start, used), wanted)
    return [(page, Box(x, y, sheet.label_width, sheet.label_height)) for page, x, y in places]


@given(jobs())
def test_every_label_is_placed_once_and_in_order(
    job: tuple[LabelSheet, int, frozenset[int], int],
) -> None:
    found = [(page, box.y, box.x) for page, box in boxes(job)]
    assert len(found) == job[3]
    assert found == sorted(set(found))


@given(jobs())
def test_no_label_lies_on_a_used_place_or_before_the_first(
    job: tuple[LabelSheet, int, frozenset[int], int],
) -> None:
    sheet, start, used, wanted = job
    free = [n for n in range(start, sheet.count + 1) if n not in used][:wanted]
    first = [(box.x, box.y) for page, box in boxes(job) if page == 0]
    assert first == [sheet.place(number) for number in free]


@given(jobs())
def test_no_label_leaves_the_page_and_no_place_of_a_later_sheet_stays_empty(
    job: tuple[LabelSheet, int, frozenset[int], int],
) -> None:
    found = boxes(job)
    for _, box in found:
        assert box.x >= 0 and box.y >= 0
        assert box.right <= A4.right + 1e-6 and box.bottom <= A4.bottom + 1e-6
    last = found[-1][0]
    for page in range(1, last):
        assert sum(1 for number, _ in found if number == page) == job[0].count


@given(sheets())
def test_no_two_labels_of_a_sheet_lie_over_each_other(sheet: LabelSheet) -> None:
    places = [sheet.place(number) for number in range(1, sheet.count + 1)]
    for index, (x, y) in enumerate(places):
        for other_x, other_y in places[:index]:
            apart = max(abs(x - other_x) - sheet.label_width, abs(y - other_y) - sheet.label_height)
            assert apart >= -1e-6


@pytest.mark.parametrize(("start", "used"), [(0, ()), (25, ()), (3, (25,)), (1, (0,))])
def test_a_number_that_is_no_label_is_refused(start: int, used: tuple[int, ...]) -> None:
    with pytest.raises(ProjectError) as caught:
        label_places(load_labels()["label-24"], start, used)
    assert "label-24" in str(caught.value.message)


def test_a_first_sheet_without_a_free_label_is_refused() -> None:
    with pytest.raises(ProjectError) as caught:
        label_places(load_labels()["label-24"], 23, (23, 24))
    assert "No label" in str(caught.value.message)


# -- moving --------------------------------------------------------------------------------------


def look(paper: Paper, page: Page, frame: Frame, folder: FilePath) -> Sight:
    volume = Volume(page, paper.store, "r1")
    volume.add(frame)
    path = folder / "moved.pdf"
    volume.save(path)
    return paper.look(path, dpi=254)


def items_of_every_kind(paper: Paper) -> dict[str, Item]:
    stack = paper.fonts["address"]
    row, _ = line_cells(stack, "雪あかり")
    (run,) = horizontal_line(row, 20.0, 20.0, 12.0)
    square = Path(((20.0, 20.0), (30.0, 20.0), (30.0, 25.0), (20.0, 25.0)))
    turned = square._replace(matrix=(0.0, 1.0, -1.0, 0.0, 50.0, 0.0))
    return {
        "a line of text": run,
        "a slanted line": slanted("見本", stack[0], 20.0, (40.0, 30.0), 30.0, run.colour),
        "a path": square,
        "a turned path": turned,
        "bars": Bars((Box(20.0, 20.0, 0.6, 3.5), Box(21.2, 21.0, 0.6, 1.2))),
        "shared items": Shared("both", (run, turned)),
    }


@pytest.mark.parametrize(
    "kind",
    ["a line of text", "a slanted line", "a path", "a turned path", "bars", "shared items"],
)
def test_what_is_moved_looks_the_same_elsewhere(
    paper: Paper, tmp_path: FilePath, kind: str
) -> None:
    item, page = items_of_every_kind(paper)[kind], plain_page(100.0, 100.0)
    before = look(paper, page, Frame(100.0, 100.0, (item,)), tmp_path)
    after = look(paper, page, Frame(100.0, 100.0, (moved(item, 30.0, 40.0),)), tmp_path)
    was, now = before.bounds(before.ink), after.bounds(after.ink)
    assert was is not None and now is not None
    assert (now.x - was.x, now.y - was.y) == pytest.approx((30.0, 40.0), abs=0.11)
    assert (now.width, now.height) == pytest.approx((was.width, was.height), abs=0.11)
    assert after.ink.sum() == pytest.approx(before.ink.sum(), rel=0.02)


def test_shared_items_at_one_place_are_painted_once(paper: Paper) -> None:
    shared = items_of_every_kind(paper)["shared items"]
    assert moved(shared, 3.0, 4.0) is moved(shared, 3.0, 4.0)


@settings(max_examples=20)
@given(st.integers(1, 24), st.integers(1, 60))
def test_a_sheet_holds_every_item_of_its_faces(start: int, wanted: int) -> None:
    sheet = load_labels()["label-24"]
    corner = Path(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)))
    face = Frame(sheet.label_width, sheet.label_height, (corner,))
    placed = [(face, x, y) for _, x, y in islice(label_places(sheet, start), wanted)]
    frame = sheet_of(placed, sheet.width, sheet.height)
    assert (frame.width, frame.height, frame.bleed) == (210.0, 297.0, 0.0)
    corners = [item.points[0] for item in frame.items if isinstance(item, Path)]
    assert corners == [(x, y) for _, x, y in placed]


def test_a_page_nobody_trims_is_all_trim() -> None:
    page = plain_page(235.0, 120.0)
    assert page.trim == Box(0.0, 0.0, 235.0, 120.0)
    assert page.bleed == 0.0
