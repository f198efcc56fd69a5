"""Sheets of several cards: what fits, who lies where, and what comes together after the cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.errors import ProjectError
from outreach.faces.label import label_side
from outreach.frame import Box, Matrix
from outreach.model.printer import Margins, SideSetup
from outreach.model.project import PrintSettings
from outreach.model.round import Message
from outreach.model.stock import HAGAKI, NAGA3, Stock
from outreach.post.labels import load_labels
from outreach.press.imposition import Flip, Target, cut_and_stack, is_upended
from outreach.press.matrices import moved_to
from outreach.press.sheets import PAPERS, USUAL, Cut, Sheet, sheet_named, sheet_names
from outreach.units import to_points
from outreach.workflow import pressing
from outreach.workflow.content import addressee_text, card_body, message_text
from outreach.workflow.outfit import Outfit
from outreach.workflow.piles import Piles
from outreach.workflow.press_room import PressRoom, Row, Side
from outreach.workflow.pressing import Made, Pressing, Spot, parts_of
from tests.conftest import Paper, Sight

ROW = Row(1, "k1", card_body("", "group", ""))
FAMILIES = ("森田", "林", "堀", "岡部", "谷", "関口", "辻", "泉", "柏", "秋山", "西", "椿")

stocks = st.builds(
    Stock, st.just("own"), st.integers(900, 1070).map(lambda mm: mm / 10),
    st.integers(1400, 1540).map(lambda mm: mm / 10), st.just("card"),
)  # fmt: skip
names = st.builds(
    lambda paper, count, cut: f"{paper}-{count}up{cut}",
    st.sampled_from([*PAPERS, "a3+"]), st.integers(1, 24),
    st.sampled_from(["", "-butt", "-perforated"]),
)  # fmt: skip
flips = st.sampled_from(Flip)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Any sheet that takes cards of any size the post takes."""
    stock = draw(stocks)
    return sheet_named(draw(st.sampled_from(sheet_names(stock))), stock)


def laid(box: Box, matrix: Matrix) -> Box:
    """Where a box of a card comes to lie on its sheet."""
    ends = moved_to(matrix, (box.x, box.y)), moved_to(matrix, (box.right, box.bottom))
    (x, right), (y, bottom) = (sorted(pair) for pair in zip(*ends, strict=True))
    return Box(x, y, right - x, bottom - y)


def overlap(one: Box, other: Box) -> float:
    """How far two boxes lie over each other, in mm."""
    across = min(one.right, other.right) - max(one.x, other.x)
    return min(across, min(one.bottom, other.bottom) - max(one.y, other.y))


# -- what fits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "size", "grid", "margins"),
    [
        ("a4-2up", (297, 210), (2, 1), (45.5, 31.0)),
        ("a4-4up-butt", (210, 297), (2, 2), (5.0, 0.5)),
        ("a4-4up-perforated", (210, 297), (2, 2), (5.0, 0.5)),
        ("a3-8up-butt", (420, 297), (4, 2), (10.0, 0.5)),
        ("sra3-8up", (450, 320), (4, 2), (16.0, 9.0)),
        ("A3+-8up", (483, 329), (4, 2), (32.5, 13.5)),
        ("ＳＲＡ４－４ｕｐ", (225, 320), (2, 2), (9.5, 9.0)),
    ],
)
def test_a_sheet_of_postcards_has_these_measures(
    name: str, size: tuple[int, int], grid: tuple[int, int], margins: tuple[float, float]
) -> None:
    sheet = sheet_named(name, HAGAKI)
    assert (sheet.width, sheet.height) == size
    assert (sheet.columns, sheet.rows) == grid
    assert (sheet.block.x, sheet.block.y) == margins


def test_the_usual_sheets_take_postcards() -> None:
    assert set(USUAL) <= set(sheet_names(HAGAKI))


@settings(max_examples=50)
@given(sheets())
def test_cards_lie_within_the_paper_and_apart(sheet: Sheet) -> None:
    paper = Box(0.0, 0.0, sheet.width, sheet.height)
    trims = [sheet.trim(n % sheet.columns, n // sheet.columns) for n in range(sheet.count)]
    for index, trim in enumerate(trims):
        assert overlap(trim, paper) == pytest.approx(min(trim.width, trim.height))
        apart = -6.0 if sheet.cut is Cut.MARKS else 0.0
        assert all(overlap(trim, other) <= apart + 1e-6 for other in trims[:index])


@settings(max_examples=50)
@given(sheets())
def test_the_white_around_all_cards_is_the_same_on_opposite_sides(sheet: Sheet) -> None:
    first, last = sheet.trim(0, 0), sheet.trim(sheet.columns - 1, sheet.rows - 1)
    assert first.x == pytest.approx(sheet.width - last.right)
    assert first.y == pytest.approx(sheet.height - last.bottom)


@given(names, stocks)
def test_a_sheet_that_is_refused_says_what_does_fit(name: str, stock: Stock) -> None:
    try:
        assert sheet_named(name, stock).count == int(name.split("-")[1].removesuffix("up"))
    except ProjectError as error:
        sums, offered = str(error.message), str(error.hint).removeprefix("What fits: ")
        needs, has = sums.split(" = ")[1].split(" mm, ")
        assert float(needs) > float(has.split(" has ")[1].rstrip("."))
        assert [sheet_named(each, stock) for each in offered.rstrip(".").split(", ")]


def test_four_cards_with_gutters_are_refused_on_a4_with_the_sum() -> None:
    with pytest.raises(ProjectError) as caught:
        sheet_named("a4-4up", HAGAKI)
    assert str(caught.value.message) == "a4-4up needs 2 × 148 + 6 = 302 mm, A4 has 297."
    assert str(caught.value.hint) == (
        "What fits: a4-2up, a4-4up-butt, a4-4up-perforated, sra4-4up."
    )


def test_where_only_the_marks_have_no_room_the_sum_says_so() -> None:
    with pytest.raises(ProjectError) as caught:
        sheet_named("a4-2up", replace(HAGAKI, name="wide", width=140.0))
    assert str(caught.value.message) == "a4-2up needs 2 × 140 + 6 + 2 × 7 = 300 mm, A4 has 297."


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("a4-2upp", "Did you mean a4-2up?"),
        ("a4-4up-but", "Did you mean a4-4up-butt?"),
        ("hagaki", "Known here: " + ", ".join(USUAL) + "."),
        ("a4-0up", "Did you mean a4-2up?"),
        ("", "Known here: " + ", ".join(USUAL) + "."),
    ],
)
def test_a_name_nobody_knows_is_answered_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(ProjectError) as caught:
        sheet_named(name, HAGAKI)
    assert name in str(caught.value.message)
    assert str(caught.value.hint) == hint


def test_envelopes_lie_on_no_sheet() -> None:
    with pytest.raises(ProjectError, match="Only cards are cut"):
        sheet_named("a3-2up", NAGA3)


# -- backs meet fronts ----------------------------------------------------------------------------


def turned_over(sheet: Sheet, flip: Flip, x: float, y: float) -> tuple[float, float]:
    """Where a point of the address side is found on the page of the other side.

    Paper turned over its upright edge keeps its top: left and right change. Turned over a lying
    edge it keeps left and right, and its foot is the top of the other page.
    """
    long_is_upright = sheet.height > sheet.width
    if (flip is Flip.LONG) == long_is_upright:
        return sheet.width - x, y
    return x, sheet.height - y


@given(sheets(), flips, st.floats(0, 1), st.floats(0, 1))
def test_every_picture_is_behind_its_address_and_upright_with_it(
    sheet: Sheet, flip: Flip, across: float, down: float
) -> None:
    for front, back in zip(sheet.seats(), sheet.seats(flip), strict=True):
        u, v = across * sheet.card_width, down * sheet.card_height
        there = turned_over(sheet, flip, *moved_to(front.matrix, (u, v)))
        # A card that is turned like the page of a book keeps its top; left and right change.
        here = moved_to(back.matrix, (sheet.card_width - u, v))
        assert here == pytest.approx(there)


@given(sheets(), st.none() | flips)
def test_no_card_paints_over_another_nor_less_than_itself(sheet: Sheet, flip: Flip | None) -> None:
    clips = [laid(seat.clip, seat.matrix) for seat in sheet.seats(flip)]
    trim = Box(0.0, 0.0, sheet.card_width, sheet.card_height)
    for index, (clip, seat) in enumerate(zip(clips, sheet.seats(flip), strict=True)):
        assert overlap(clip, laid(trim, seat.matrix)) == pytest.approx(sheet.card_width)
        assert all(overlap(clip, other) <= 1e-6 for other in clips[:index])


@given(sheets(), st.none() | flips)
def test_pictures_bleed_three_millimetres_to_all_outer_sides(
    sheet: Sheet, flip: Flip | None
) -> None:
    clips = [laid(seat.clip, seat.matrix) for seat in sheet.seats(flip)]
    block = sheet.block.inset(-3.0)
    assert min(clip.x for clip in clips) == pytest.approx(block.x)
    assert min(clip.y for clip in clips) == pytest.approx(block.y)
    assert max(clip.right for clip in clips) == pytest.approx(block.right)
    assert max(clip.bottom for clip in clips) == pytest.approx(block.bottom)


@pytest.mark.parametrize(
    ("width", "height", "flip", "upended"),
    [
        (210, 297, Flip.LONG, False),
        (210, 297, Flip.SHORT, True),
        (297, 210, Flip.LONG, True),
        (297, 210, Flip.SHORT, False),
    ],
)
def test_paper_is_upended_over_a_lying_edge(
    width: float, height: float, flip: Flip, upended: bool
) -> None:
    assert is_upended(width, height, flip) is upended


# -- cut and stack --------------------------------------------------------------------------------

jobs = st.tuples(st.integers(1, 200), st.integers(1, 12), st.integers(1, 40))


def piles_of(cards: int, places: int, depth: int) -> list[list[list[int | None]]]:
    """What lies on the table after the cut: stack by stack, pile by pile, from the top down."""
    lying: defaultdict[int, list[int | None]] = defaultdict(lambda: [None] * places)
    for card, (sheet, place) in enumerate(cut_and_stack(cards, places, depth)):
        assert lying[sheet][place] is None
        lying[sheet][place] = card
    assert sorted(lying) == list(range(len(lying)))
    printed = [lying[number] for number in sorted(lying)]
    stacks = [printed[start : start + depth] for start in range(0, len(printed), depth)]
    return [[list(pile) for pile in zip(*stack, strict=True)] for stack in stacks]


@given(jobs)
def test_piles_laid_on_each_other_are_in_sequence(job: tuple[int, int, int]) -> None:
    found = [card for stack in piles_of(*job) for pile in stack for card in pile]
    assert [card for card in found if card is not None] == list(range(job[0]))


@given(jobs)
def test_blanks_are_only_at_the_end_of_the_last_stack(job: tuple[int, int, int]) -> None:
    *whole, last = piles_of(*job)
    assert not any(card is None for stack in whole for pile in stack for card in pile)
    cards = [card for pile in last for card in pile]
    blanks = cards.count(None)
    assert cards[len(cards) - blanks :] == [None] * blanks
    assert blanks < job[1] * 2 or blanks < len(last) * len(last[0])


@given(jobs)
def test_no_sheet_is_wasted(job: tuple[int, int, int]) -> None:
    cards, places, _ = job
    sheets = sum(len(stack[0]) for stack in piles_of(*job))
    assert sheets == -(-cards // places)


# -- dealt into files -----------------------------------------------------------------------------


def dealt(
    cards: int, sides: Sequence[Side] = (Side.ADDRESS, Side.PICTURE), **ways: object
) -> list[list[Spot]]:
    """The spots of every side, card by card."""
    outfit = Outfit(**ways)  # type: ignore[arg-type]
    piles = Piles(sides, {}, outfit=outfit, total=cards)
    return [list(spots) for spots in zip(*(piles.spots(ROW) for _ in range(cards)), strict=True)]


outfits = st.fixed_dictionaries(
    {
        "sheet": st.none() | st.sampled_from([sheet_named(name, HAGAKI) for name in USUAL]),
        "stack": st.integers(0, 30),
        "direction": st.booleans(),
        "flip": flips,
    }
)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 150), outfits, st.integers(4, 60))
def test_the_pages_of_both_sides_pair_up(cards: int, ways: dict[str, object], volume: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pressing, "VOLUME", volume)
        address, picture = dealt(cards, **ways)
        assert [spot[2:] for spot in address] == [spot[2:] for spot in picture]
        assert len({spot[2:] for spot in address}) == cards
        first = 2 if ways["direction"] else 1
        assert min(spot.page for spot in address) == first
        (both,) = dealt(cards, (Side.CARDS,), **ways)
        pairs = [(spot.volume, spot.page, spot.place) for spot in both]
        assert pairs == [(spot.volume, spot.page * 2 - 1, spot.place) for spot in address]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 150), outfits, st.integers(4, 60))
def test_a_reversed_second_pass_starts_with_the_last_sheet(
    cards: int, ways: dict[str, object], volume: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pressing, "VOLUME", volume)
        address, picture = dealt(cards, two_pass=True, reversed=True, **ways)
        last: defaultdict[int, int] = defaultdict(int)
        for spot in address:
            last[spot.volume] = max(last[spot.volume], spot.page)
        first = 2 if ways["direction"] else 1
        for front, back in zip(address, picture, strict=True):
            assert back.volume == front.volume
            assert back.place == front.place
            assert back.page - first == last[front.volume] - front.page


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.sampled_from(USUAL), st.integers(0, 20), st.integers(8, 60))
def test_a_file_holds_whole_stacks_and_no_more_cards_than_it_may(
    cards: int, name: str, stack: int, volume: int
) -> None:
    sheet = sheet_named(name, HAGAKI)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pressing, "VOLUME", volume)
        (spots,) = dealt(cards, (Side.ADDRESS,), sheet=sheet, stack=stack)
    counts = [sum(s.volume == v for s in spots) for v in range(1, spots[-1].volume + 1)]
    assert max(counts) <= volume
    depth = min(stack, volume // sheet.count) or volume // sheet.count
    assert all(count % (depth * sheet.count) == 0 for count in counts[:-1])


# -- on paper -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def room(paper: Paper) -> PressRoom:
    sides = {"picture-above": paper.picture_side("picture-above")}
    font = paper.fonts["address"][0]
    return PressRoom(
        "2027-01a", "2027-01a", paper.store, font, Target.HOME, HAGAKI, paper.address_side(),
        sides, plain=paper.fonts["address"], batch=3,
    )  # fmt: skip


def family(no: int) -> str:
    return FAMILIES[(no - 1) % len(FAMILIES)]


def people(paper: Paper, count: int) -> list[Row]:
    rows = []
    for no in range(1, count + 1):
        addressee = addressee_text(paper.person(family(no), "実"))
        words = Message(f"{family(no)}さんへ", "picture-above", "こだま", "set")
        rows.append(Row(no, f"k{no}", card_body(addressee, "group", message_text(words))))
    return rows


def printed(
    room: PressRoom, paper: Paper, folder: Path, count: int,
    sides: Sequence[Side] = (Side.ADDRESS, Side.PICTURE), **ways: object,
) -> dict[str, Made]:  # fmt: skip
    """Make the files of so many cards, and return them by name."""
    room = replace(room, outfit=Outfit(**ways))  # type: ignore[arg-type]
    piles = Piles(sides, {}, outfit=room.outfit, total=count)
    folder.mkdir(exist_ok=True)
    parts = parts_of(((row, piles.spots(row)) for row in people(paper, count)), folder)
    with Pressing(room, parts, count, lambda done, total: None) as making:
        return {file.name: file for file in making.finish()}


def words_in(pdf: Path, page: int, box: Box) -> str:
    """The text within a box in mm."""
    with pypdfium2.PdfDocument(pdf) as document:
        leaf = document[page]
        height = leaf.get_height()
        text = leaf.get_textpage().get_text_bounded(
            to_points(box.x), height - to_points(box.bottom),
            to_points(box.right), height - to_points(box.y),
        )  # fmt: skip
        return "".join(text.split())


TRIM = Box(0.0, 0.0, 100.0, 148.0)


@pytest.mark.parametrize("name", ["a4-2up", "a4-4up-butt", "a3-8up-butt", "sra3-8up"])
@pytest.mark.parametrize("flip", Flip)
def test_addresses_and_pictures_of_a_card_stand_in_its_place(
    room: PressRoom, paper: Paper, tmp_path: Path, name: str, flip: Flip
) -> None:
    sheet = sheet_named(name, HAGAKI)
    made = printed(room, paper, tmp_path, 11, sheet=sheet, flip=flip)
    at = list(cut_and_stack(11, sheet.count, 11))
    assert made["address.pdf"].pages == made["picture.pdf"].pages == -(-11 // sheet.count)
    for no, (page, place) in enumerate(at, start=1):
        front = laid(TRIM, sheet.seats()[place].matrix)
        back = laid(TRIM, sheet.seats(flip)[place].matrix)
        assert family(no) in words_in(made["address.pdf"].path, page, front)
        assert f"{family(no)}さんへ" in words_in(made["picture.pdf"].path, page, back)


def window(sight: Sight, box: Box) -> np.ndarray:
    return sight.window(sight.ink, box)


@pytest.mark.parametrize("name", ["a4-2up", "a4-4up-perforated"])
@pytest.mark.parametrize("flip", Flip)
def test_a_picture_has_its_top_where_its_address_has(
    room: PressRoom, paper: Paper, tmp_path: Path, name: str, flip: Flip
) -> None:
    sheet = sheet_named(name, HAGAKI)
    made = printed(room, paper, tmp_path, 2, sheet=sheet, flip=flip)
    sight = paper.look(made["picture.pdf"].path, dpi=50)
    for seat in sheet.seats(flip)[:1]:
        upper = laid(Box(5.0, 5.0, 90.0, 40.0), seat.matrix)  # where the layout has its picture
        lower = laid(Box(5.0, 110.0, 90.0, 30.0), seat.matrix)
        assert window(sight, upper).mean() > 0.9
        assert window(sight, lower).mean() < 0.2


def test_places_without_a_card_stay_white(room: PressRoom, paper: Paper, tmp_path: Path) -> None:
    sheet = sheet_named("sra4-4up", HAGAKI)
    made = printed(room, paper, tmp_path, 5, sheet=sheet)
    for name, flip in (("address.pdf", None), ("picture.pdf", Flip.LONG)):
        sight = paper.look(made[name].path, page=1, dpi=50)
        seats = [laid(TRIM, seat.matrix) for seat in sheet.seats(flip)]
        inked = [bool(window(sight, box.inset(1.0)).any()) for box in seats]
        assert inked == [True, True, False, False]


def test_nothing_is_painted_beyond_the_bleed(room: PressRoom, paper: Paper, tmp_path: Path) -> None:
    sheet = sheet_named("a4-2up", HAGAKI)
    made = printed(room, paper, tmp_path, 2, (Side.PICTURE,), sheet=sheet)
    pixels = paper.look(made["picture.pdf"].path, dpi=200).pixels.astype(int)
    red = pixels[:, :, 0] - pixels[:, :, 1] > 80
    found = paper.look(made["picture.pdf"].path, dpi=200).bounds(red)
    assert found is not None
    block = sheet.block
    assert found.x == pytest.approx(block.x - 3.0, abs=0.2)
    assert found.right == pytest.approx(block.right + 3.0, abs=0.2)
    assert found.bottom == pytest.approx(block.bottom + 3.0, abs=0.2)  # the sheet is upended


def test_one_card_can_fill_its_sheets(room: PressRoom, paper: Paper, tmp_path: Path) -> None:
    sheet = sheet_named("a4-4up-butt", HAGAKI)
    made = printed(room, paper, tmp_path, 3, (Side.PICTURE,), sheet=sheet, repeat=True)
    file = made["picture.pdf"]
    assert (file.pages, file.pieces) == (3, 3)
    for page in range(3):
        for seat in sheet.seats(Flip.LONG):
            box = laid(TRIM, seat.matrix)
            assert f"{family(page + 1)}さんへ" in words_in(file.path, page, box)


def test_a_duplex_file_has_each_sheet_on_two_pages(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    sheet = sheet_named("a4-2up", HAGAKI)
    made = printed(room, paper, tmp_path, 3, (Side.CARDS,), sheet=sheet, direction=True)
    cards = made["cards.pdf"]
    assert cards.pages == 2 + 4
    texts = [paper.text_of(cards.path, page) for page in range(cards.pages)]
    assert ["宛名面" in text for text in texts] == [True, False] * 3
    assert "森田さんへ" in texts[3] and "堀さんへ" in texts[3] and "林さんへ" in texts[5]


def test_the_passes_by_hand_are_named_by_their_order(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    made = printed(room, paper, tmp_path, 3, two_pass=True, reversed=True, direction=True)
    assert set(made) == {"pass-1.pdf", "pass-2.pdf"}
    first, second = (made[f"pass-{number}.pdf"].path for number in (1, 2))
    pictures = [f"{family(no)}さんへ" in paper.text_of(first, no) for no in (1, 2, 3)]
    assert pictures == [True] * 3
    found = [family(4 - page) in paper.text_of(second, page) for page in (1, 2, 3)]
    assert found == [True] * 3


def test_behind_a_card_turned_over_its_short_edge_the_picture_stands_on_its_head(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    sights = []
    for flip in Flip:
        made = printed(room, paper, tmp_path / flip, 1, flip=flip)
        assert made["address.pdf"].pages == 1
        sights.append(paper.look(made["picture.pdf"].path, dpi=100).pixels.astype(int))
    upright, upended = sights
    assert np.abs(upright - upended[::-1, ::-1]).mean() < 2.0
    assert np.abs(upright - upended).mean() > 20.0


def test_the_same_cards_make_the_same_bytes(room: PressRoom, paper: Paper, tmp_path: Path) -> None:
    sheet = sheet_named("sra4-4up", HAGAKI)
    one = printed(room, paper, tmp_path / "1", 6, sheet=sheet)
    two = printed(room, paper, tmp_path / "2", 6, sheet=sheet)
    assert {file.sha256 for file in one.values()} == {file.sha256 for file in two.values()}


# -- through a printer ----------------------------------------------------------------------------


def test_a_sheet_that_lies_is_corrected_as_it_is_fed(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    """Its right edge goes in first, so what the printer has to the right is further down."""
    sheet = sheet_named("a4-2up", HAGAKI)
    plain = printed(room, paper, tmp_path / "1", 2, sheet=sheet)
    moved = printed(
        room, paper, tmp_path / "2", 2, sheet=sheet, setups={"address": SideSetup(x=4.0, y=1.0)}
    )
    was, now = (
        (sight := paper.look(made["address.pdf"].path, dpi=200)).bounds(sight.ink)
        for made in (plain, moved)
    )
    assert was is not None and now is not None
    assert (now.x - was.x, now.y - was.y) == pytest.approx((-1.0, 4.0), abs=0.15)


def test_only_cards_in_the_margin_of_a_printer_lose_something(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    setups = {"address": SideSetup(Margins(20.0, 0.0, 20.0, 0.0))}
    far = printed(
        room, paper, tmp_path / "1", 4, sheet=sheet_named("b4-4up", HAGAKI), setups=setups
    )
    assert not any(file.problems for file in far.values())
    near = printed(
        room, paper, tmp_path / "2", 4, sheet=sheet_named("a4-4up-butt", HAGAKI), setups=setups
    )
    swallowed = {p.where.key for p in near["address.pdf"].problems if p.is_error}
    assert swallowed == {"k1", "k2"}  # whose postal codes are in the upper row
    assert near["address.pdf"].sha256 == ""


def labels(room: PressRoom, paper: Paper, folder: Path, setup: SideSetup) -> Made:
    """Make a sheet of labels, the first and the last of it, with what a printer needs."""
    sheet = load_labels()["label-24"]
    side = label_side(sheet, paper.fonts["address"], PrintSettings(), sample=False)
    outfit = Outfit(setups={"label": setup}, direction=True)
    room = replace(room, card=None, labels={"label-24": side}, sheets={"label-24": sheet},
                   outfit=outfit)  # fmt: skip
    piles = Piles((), room.sheets, (1, range(2, 24)), outfit=outfit)
    words = message_text(Message("", "", "", ""))
    rows = []
    for no in (1, 2):
        addressee = addressee_text(paper.person(family(no), "実"))
        rows.append(Row(no, f"k{no}", card_body(addressee, "", words, "label-24")))
    folder.mkdir(exist_ok=True)
    parts = parts_of(((row, piles.spots(row)) for row in rows), folder)
    with Pressing(room, parts, 2, lambda done, total: None) as making:
        (made,) = making.finish()
    return made


def test_labels_are_moved_as_their_printer_needs(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    bounds = []
    for setup in (SideSetup(), SideSetup(x=3.0, y=-2.0)):
        made = labels(room, paper, tmp_path / f"{setup.x}", setup)
        assert (made.name, made.pages) == ("labels-label-24.pdf", 1)
        sight = paper.look(made.path, dpi=200)
        bounds.append(sight.bounds(sight.ink))
    was, now = bounds
    assert was is not None and now is not None
    assert (now.x - was.x, now.y - was.y) == pytest.approx((3.0, -2.0), abs=0.15)


def test_only_the_label_in_the_margin_of_a_printer_loses_something(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    made = labels(room, paper, tmp_path / "1", SideSetup(Margins(bottom=30.0)))
    assert {problem.where.key for problem in made.problems if problem.is_error} == {"k2"}
