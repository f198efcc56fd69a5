"""Marks and slugs: where each line lies, in mm, and that none lies on a card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings

from outreach.frame import Box, Frame, GlyphRun, Item, Separation
from outreach.frame import Path as Line
from outreach.model.stock import HAGAKI
from outreach.press.imposition import Page, Target, plain_page
from outreach.press.marks import LINE, marked_page, page_marks, sheet_marks
from outreach.press.pdf import Volume
from outreach.press.sheets import Cut, Sheet, sheet_named, sheet_names
from outreach.press.slug import slug
from outreach.units import to_mm
from outreach.workflow.outfit import Outfit
from outreach.workflow.press_room import PressRoom, Side
from tests.conftest import Paper, Sight
from tests.test_sheets import laid, printed, room, sheets

__all__ = ["room"]  # the fixture

FINE = 600.0
WORDS = ("2027-01a", "第12刷", "1250/1250枚", "宛名面")
Span = tuple[float, float]


def pile_words(sheet: Sheet) -> tuple[str, ...]:
    piles = [f"山{n}: {n * 1250 - 1249}–{n * 1250}" for n in range(1, sheet.count + 1)]
    return (*WORDS, *piles, "空き 3")


def inked(line: Line) -> Box:
    """The ink of one stretch of a line, all of which run along the paper's edges."""
    xs, ys = zip(*line.points, strict=True)
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if width > height:
        return Box(min(xs), min(ys) - LINE / 2, width, LINE)
    return Box(min(xs) - LINE / 2, min(ys), LINE, height)


def segments(lines: Sequence[Line]) -> list[Box]:
    """The ink of every stretch of every line."""
    return [
        inked(line._replace(points=(start, end)))
        for line in lines
        for start, end in zip(line.points, line.points[1:], strict=False)
    ]


def touches(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.x, other.x)
    return min(across, min(one.bottom, other.bottom) - max(one.y, other.y)) > 1e-6


def look(paper: Paper, page: Page, items: Sequence[Item], folder: Path, dpi: float = FINE) -> Sight:
    volume = Volume(page, paper.store, "r1")
    volume.add(Frame(page.width, page.height, tuple(items)))
    volume.save(folder / "marks.pdf")
    return paper.look(folder / "marks.pdf", dpi=dpi)


def lines_across(sight: Sight, y: float, start: float, end: float) -> list[float]:
    """The middles of the lines that a level at ``y`` meets between two places, in mm."""
    row = sight.window(sight.ink, Box(start, y, end - start, 25.4 / sight.dpi * 1.01))[0]
    middles: list[float] = []
    first = None
    for at, ink in enumerate([*row, False]):
        if ink and first is None:
            first = at
        elif not ink and first is not None:
            middles.append(start + (first + at) / 2 * 25.4 / sight.dpi)
            first = None
    return middles


# -- a page for the shop --------------------------------------------------------------------------


def test_a_marked_page_has_bleed_and_ten_millimetres_of_marks() -> None:
    page = marked_page(HAGAKI)
    assert (page.width, page.height, page.bleed) == (126.0, 174.0, 3.0)
    assert page.trim == Box(13.0, 13.0, 100.0, 148.0)


def test_crop_marks_are_double_at_trim_and_bleed(paper: Paper, tmp_path: Path) -> None:
    page = marked_page(HAGAKI)
    sight = look(paper, page, page_marks(page), tmp_path)
    expected = [10.0, 13.0, 63.0, 113.0, 116.0]  # bleed, trim, the centre, trim, bleed
    assert lines_across(sight, 2.0, 0.0, 126.0) == pytest.approx(expected, abs=0.1)
    assert lines_across(sight, 172.0, 0.0, 126.0) == pytest.approx(expected, abs=0.1)


def test_marks_end_where_the_bleed_begins(paper: Paper, tmp_path: Path) -> None:
    page = marked_page(HAGAKI)
    sight = look(paper, page, page_marks(page), tmp_path)
    assert not sight.window(sight.ink, page.trim.inset(-2.95)).any()
    assert sight.window(sight.ink, page.trim.inset(-3.2)).any()


def test_the_two_lines_of_a_corner_cross_where_the_bleeds_meet(
    paper: Paper, tmp_path: Path
) -> None:
    page = marked_page(HAGAKI)
    sight = look(paper, page, page_marks(page), tmp_path)
    # Above the bleed the line of the bleed runs on to the trim; below it there is none.
    assert lines_across(sight, 9.0, 0.0, 20.0) == pytest.approx([10.0, 13.0], abs=0.1)
    corner = sight.window(sight.ink, Box(9.8, 9.8, 3.3, 0.3))
    assert corner.any(axis=0).mean() > 0.95


def test_marks_are_hairlines_in_the_registration_colour() -> None:
    for line in page_marks(marked_page(HAGAKI)):
        assert line.colour == Separation(1.0)
        assert line.width == pytest.approx(to_mm(0.3), abs=0.01)


def test_a_shop_file_bears_its_marks_outside_the_bleed(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    shop = replace(room, target=Target.SHOP)
    made = printed(shop, paper, tmp_path, 1, marks=True)
    path = made["picture.pdf"].path
    with pikepdf.open(path) as pdf:
        leaf = pdf.pages[0]
        boxes = [[round(float(at) * 25.4 / 72, 2) for at in leaf[name]]
                 for name in ("/MediaBox", "/BleedBox", "/TrimBox")]  # fmt: skip
        assert boxes == [[0, 0, 126, 174], [10, 10, 116, 164], [13, 13, 113, 161]]
        forms = [item.read_bytes() for item in leaf.Resources.XObject.as_dict().values()
                 if item.Subtype == "/Form"]  # fmt: skip
        assert any(b"/All CS 1 SCN" in form for form in forms)
    pixels = paper.look(path, dpi=200).pixels.astype(int)
    red = pixels[:, :, 0] - pixels[:, :, 1] > 80
    found = paper.look(path, dpi=200).bounds(red)
    assert found is not None
    assert (found.x, found.right, found.y) == pytest.approx((10.0, 116.0, 10.0), abs=0.3)


# -- sheets ---------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(sheets())
def test_no_mark_lies_on_what_a_card_may_paint(sheet: Sheet) -> None:
    clips = [laid(seat.clip, seat.matrix) for seat in sheet.seats()]
    ink = segments(sheet_marks(sheet))
    assert not any(touches(line, clip) for line in ink for clip in clips)


@settings(max_examples=30)
@given(sheets())
def test_marks_stay_on_the_paper_and_mirror_each_other(sheet: Sheet) -> None:
    lines = segments(sheet_marks(sheet))
    for line in lines:
        assert line.x >= 0.0 and line.right <= sheet.width
        assert line.y >= 0.0 and line.bottom <= sheet.height
    middles = [(line.x + line.width / 2, line.y + line.height / 2) for line in lines]
    for x, y in middles:
        twin = pytest.approx((sheet.width - x, sheet.height - y), abs=1e-3)
        assert any(twin == other for other in middles)


@settings(max_examples=30)
@given(sheets())
def test_every_card_cut_out_has_marks_at_all_four_edges(sheet: Sheet) -> None:
    if sheet.cut is not Cut.MARKS:
        return
    lines = segments(sheet_marks(sheet))
    upright = {round(line.x + LINE / 2, 3) for line in lines if line.height > line.width}
    lying = {round(line.y + LINE / 2, 3) for line in lines if line.width > line.height}
    for column in range(sheet.columns):
        box = sheet.trim(column, 0)
        assert {round(box.x, 3), round(box.right, 3)} <= upright
    for row in range(sheet.rows):
        box = sheet.trim(0, row)
        assert {round(box.y, 3), round(box.bottom, 3)} <= lying


@settings(max_examples=30)
@given(sheets())
def test_marks_of_a_sheet_are_four_to_ten_millimetres_long(sheet: Sheet) -> None:
    if sheet.cut is Cut.MARKS:
        assert all(4.0 - 1e-6 <= length <= 10.0 for length in sheet.mark_room)


def test_butt_cuts_have_one_line_each(paper: Paper, tmp_path: Path) -> None:
    sheet = sheet_named("a4-2up-butt", HAGAKI)
    sight = look(paper, sheet.page, sheet_marks(sheet), tmp_path)
    assert lines_across(sight, 20.0, 0.0, 297.0) == pytest.approx([48.5, 148.5, 248.5], abs=0.1)


def test_torn_sheets_have_no_marks() -> None:
    assert sheet_marks(sheet_named("a4-4up-perforated", HAGAKI)) == ()


# -- slugs ----------------------------------------------------------------------------------------

ALL = [name for name in sheet_names(HAGAKI) if "-1up" not in name]


@pytest.mark.parametrize("name", ALL)
def test_every_sheet_of_postcards_has_room_for_its_slug(paper: Paper, name: str) -> None:
    sheet = sheet_named(name, HAGAKI)
    words = pile_words(sheet)
    items = slug(sheet, words, paper.fonts["address"])
    text = "".join(item.text for item in items if isinstance(item, GlyphRun))
    assert text == "上" + "".join(words)
    assert all(item.size >= 4.0 for item in items if isinstance(item, GlyphRun))


SEEN = ["a4-2up", "a4-4up-butt", "a3-8up-butt", "sra3-8up", "sra4-4up", "a3plus-9up", "b4-3up"]


@pytest.mark.parametrize("name", SEEN)
def test_a_slug_lies_on_no_card_and_no_mark(paper: Paper, tmp_path: Path, name: str) -> None:
    sheet = sheet_named(name, HAGAKI)
    words = slug(sheet, pile_words(sheet), paper.fonts["address"])
    written = look(paper, sheet.page, words, tmp_path, 200)
    marked = look(paper, sheet.page, sheet_marks(sheet), tmp_path, 200)
    assert not (written.ink & marked.ink).any()
    for seat in sheet.seats():
        assert not written.window(written.ink, laid(seat.clip, seat.matrix)).any()
    bounds = written.bounds(written.ink)
    assert bounds is not None
    white = min(bounds.x, bounds.y)
    assert white >= (0.2 if name == "a4-4up-butt" else 2.8)


def test_a_slug_is_five_millimetres_from_the_edge_where_there_is_room(
    paper: Paper, tmp_path: Path
) -> None:
    sheet = sheet_named("a4-2up", HAGAKI)
    sight = look(paper, sheet.page, slug(sheet, WORDS, paper.fonts["address"]), tmp_path)
    bounds = sight.bounds(sight.ink)
    assert bounds is not None
    assert bounds.x >= 5.0 and bounds.y >= 5.0


def test_the_arrow_points_to_the_top_of_the_page(paper: Paper, tmp_path: Path) -> None:
    for name in ("a4-2up", "sra3-8up"):
        sheet = sheet_named(name, HAGAKI)
        items = slug(sheet, WORDS, paper.fonts["address"])
        shaft, head = (item for item in items if isinstance(item, Line))
        (_, low), (_, high) = shaft.points
        assert high < low
        assert min(head.points, key=lambda point: point[1]) == shaft.points[1]
        assert next(item for item in items if isinstance(item, GlyphRun)).matrix is None


def test_a_slug_says_whose_sheet_it_is_and_what_lies_in_each_pile(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    sheet = sheet_named("sra4-4up", HAGAKI)
    made = printed(room, paper, tmp_path, 11, sheet=sheet, stack=2)
    said = [paper.text_of(made["address.pdf"].path, page) for page in range(3)]
    whose = ["2027-01a第3刷1/3枚宛名面", "2027-01a第3刷2/3枚宛名面", "2027-01a第3刷3/3枚宛名面"]
    piles = [
        "山1:1–2山2:3–4山3:5–6山4:7–8",
        "山1:1–2山2:3–4山3:5–6山4:7–8",
        "山1:9山2:10山3:11空き1",
    ]
    for text, words, rest in zip(said, whose, piles, strict=True):
        assert words in text and rest in text
    assert "1/3枚絵柄面" in paper.text_of(made["picture.pdf"].path)


def test_a_slug_of_a_sheet_full_of_one_card_says_which(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    sheet = sheet_named("a4-2up", HAGAKI)
    made = printed(room, paper, tmp_path, 2, (Side.PICTURE,), sheet=sheet, repeat=True)
    assert "2番×2" in paper.text_of(made["picture.pdf"].path, 1)


def test_a_job_without_sheets_has_neither_marks_nor_slug(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    made = printed(room, paper, tmp_path, 1)
    assert "第3刷" not in paper.text_of(made["address.pdf"].path)
    assert Outfit().sheet is None
    assert plain_page(100.0, 148.0).bleed == 0.0
