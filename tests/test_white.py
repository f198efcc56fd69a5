"""White between the blocks of a face, as printed: nothing runs into its neighbour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from outreach.errors import Where
from outreach.faces.address import AddressSide, address_side
from outreach.faces.barcode import CLEAR
from outreach.faces.horizontal import horizontal_side
from outreach.faces.label import label_side
from outreach.faces.places import SMALLEST_ADDRESS
from outreach.frame import Bars, Box, Frame, GlyphRun, Item, Shared
from outreach.model.project import PrintSettings, Writing
from outreach.model.recipient import Addressee, JointName
from outreach.model.stock import HAGAKI, KAKU2, NAGA3, NAGA4, YOU2, Stock
from outreach.post.barcode import symbols
from outreach.post.labels import load_labels
from tests.conftest import HOME, SENDER

if TYPE_CHECKING:
    from tests.conftest import Paper, Sight

STOCKS = (HAGAKI, NAGA3, NAGA4, YOU2, KAKU2)
WHERE = Where("recipients/people.csv", 7, "k7f3q")
SYMBOLS = symbols("0640809", "7-91-8")
PIXEL = 0.25  # mm at 100 dpi
FAMILY = replace(
    HOME,
    joint_names=(
        JointName("美咲", "様"), JointName("一郎", "くん"), JointName("さくら", "ちゃん"),
        JointName("健", "くん"),
    ),
)  # fmt: skip
FIVE_HOUSES = replace(
    HOME,
    family_name="勅使河原",
    given_name="龍之介",
    joint_names=(
        JointName("かほる", "様", "小比類巻"), JointName("充", "殿", "五十嵐"),
        JointName("吾", "様", "髙橋"), JointName("凛", "ちゃん", "林"),
    ),
)  # fmt: skip
DESCENDERS = (
    replace(HOME, family_name="Ggyjpq", given_name="Jyp"),
    replace(HOME, family_name="Gregory", given_name="", joint_names=(JointName("Jyp", "様"),)),
    replace(HOME, family_name="", given_name="", organisation="Happy Typing", honorific=""),
)
PEOPLE = (
    HOME,
    FAMILY,
    FIVE_HOUSES,
    *DESCENDERS,
    replace(FAMILY, building="グランドメゾン北二十四条壱番館1101号室"),
    replace(FIVE_HOUSES, building="グランドメゾン北二十四条壱番館1101号室"),
    replace(HOME, organisation="札幌便り教育委員会", department="学校教育部児童生徒担当課"),
    replace(FAMILY, organisation="北の便り研究所", title="所長", building="第三ビル 4階"),
    replace(HOME, family_name="小笠原", given_name="権右衛門之助", care_of="勅使河原"),
)


def upright(paper: Paper, stock: Stock) -> AddressSide:
    settings = PrintSettings(barcode=True)
    side, problems = address_side(stock, paper.fonts["address"], settings, [SENDER], sample=False)
    assert side is not None, [str(problem.message) for problem in problems]
    return side


def faces(paper: Paper, person: Addressee, stock: Stock, writing: Writing) -> Frame | None:
    if writing is Writing.VERTICAL:
        return upright(paper, stock).face(person, SENDER.id, WHERE, SYMBOLS).frame
    settings = PrintSettings(barcode=True)
    side, _ = horizontal_side(stock, paper.fonts["address"], settings, [SENDER], sample=False)
    assert side is not None
    return side.face(person, SENDER.id, WHERE, SYMBOLS).frame


def seen(paper: Paper, frame: Frame, dpi: float = 100) -> Sight:
    return paper.look(paper.sheet(frame), dpi=dpi)


def is_clear(paper: Paper, frame: Frame) -> bool:
    """Whether no ink but the bars' own is in the 2 mm around the barcode."""
    (bars,) = [item for item in frame.items if isinstance(item, Bars)]
    boxes = bars.boxes
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, low = max(box.right for box in boxes), max(box.bottom for box in boxes)
    zone = Box(left, top, right - left, low - top).inset(-CLEAR)
    others = tuple(item for item in frame.items if item is not bars)
    sight = seen(paper, Frame(frame.width, frame.height, others), dpi=300)
    return not sight.window(sight.ink, zone).any()


ALL_WAYS = [(stock, Writing.VERTICAL) for stock in STOCKS]
ALL_WAYS += [(stock, Writing.HORIZONTAL) for stock in STOCKS[1:]]


@pytest.mark.parametrize(("stock", "writing"), ALL_WAYS)
@pytest.mark.parametrize("person", [*DESCENDERS, FIVE_HOUSES], ids=["gyj", "two", "firm", "five"])
def test_no_letter_reaches_into_the_white_around_the_barcode(
    paper: Paper, stock: Stock, writing: Writing, person: Addressee
) -> None:
    frame = faces(paper, person, stock, writing)
    assert frame is not None
    assert is_clear(paper, frame)


@pytest.mark.parametrize("name", ["label-10", "label-12"])
def test_no_letter_on_a_label_reaches_into_the_white_around_the_barcode(
    paper: Paper, name: str
) -> None:
    settings = PrintSettings(barcode=True)
    side = label_side(load_labels()[name], paper.fonts["address"], settings, sample=False)
    for person in DESCENDERS:
        frame = side.face(person, WHERE, SYMBOLS).frame
        assert frame is not None
        assert is_clear(paper, frame)


# -- blocks --------------------------------------------------------------------------------------


def flat(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield from item.items if isinstance(item, Shared) else (item,)


def blocks(frame: Frame, side: AddressSide) -> dict[str, list[Item]]:
    """What is printed by the block it belongs to, the columns of the address right of all."""
    found: dict[str, list[Item]] = {"sender": [], "frame": [], "address": [], "name": []}
    for item in frame.items:
        if isinstance(item, Shared):
            found["sender" if item.name.startswith("sender") else "frame"] += flat((item,))
    runs = [item for item in frame.items if isinstance(item, GlyphRun)]
    numbers = [run for run in runs if run.actual_text == "0640809" or run.text == "0640809"]
    found["frame"] += numbers
    rest = [run for run in runs if run not in numbers]
    first = max(run.glyphs[0].x for run in rest)
    found["address"] = [run for run in rest if first - run.glyphs[0].x < side.places.scale]
    found["name"] = [run for run in rest if run.size == max(each.size for each in rest)]
    return found


@pytest.mark.parametrize("stock", STOCKS, ids=lambda stock: stock.name)
def test_two_millimetres_of_white_lie_between_the_blocks_of_an_upright_side(
    paper: Paper, stock: Stock
) -> None:
    side = upright(paper, stock)
    for person in PEOPLE:
        frame = side.face(person, SENDER.id, WHERE, SYMBOLS).frame
        assert frame is not None
        parts = [tuple(items) for items in blocks(frame, side).values() if items]
        pages = [Frame(frame.width, frame.height, items) for items in parts]
        sights = [seen(paper, page) for page in pages]
        boxes = [box for sight in sights if (box := sight.bounds(sight.ink)) is not None]
        for one, other in combinations(boxes, 2):
            across = max(one.x, other.x) - min(one.right, other.right)
            along = max(one.y, other.y) - min(one.bottom, other.bottom)
            assert max(across, along) >= 2.0 - PIXEL, person


@pytest.mark.parametrize("stock", STOCKS, ids=lambda stock: stock.name)
@pytest.mark.parametrize("person", PEOPLE, ids=range(len(PEOPLE)))
def test_the_name_is_clearly_larger_than_the_address_and_the_sender_smaller(
    paper: Paper, stock: Stock, person: Addressee
) -> None:
    side = upright(paper, stock)
    frame = side.face(person, SENDER.id, WHERE, SYMBOLS).frame
    assert frame is not None
    found = blocks(frame, side)
    name, address = found["name"][0], found["address"][0]
    assert isinstance(name, GlyphRun) and isinstance(address, GlyphRun)
    # Five names, a house and a building on the narrowest envelope leave the address its least size.
    assert name.size >= 1.25 * address.size or address.size == SMALLEST_ADDRESS
    sender = [item.size for item in found["sender"] if isinstance(item, GlyphRun)]
    assert min(sender) < 0.9 * address.size


@pytest.mark.parametrize("stock", [HAGAKI, NAGA3, KAKU2], ids=lambda stock: stock.name)
def test_a_family_of_five_is_set_large_where_the_sheet_has_room(paper: Paper, stock: Stock) -> None:
    side = upright(paper, stock)
    frame = side.face(FAMILY, SENDER.id, WHERE, SYMBOLS).frame
    assert frame is not None
    name = blocks(frame, side)["name"][0]
    assert isinstance(name, GlyphRun)
    assert name.size >= 16.5 * side.places.scale


def test_a_section_is_not_twice_as_large_as_its_house(paper: Paper) -> None:
    section = replace(
        HOME, family_name="", given_name="", honorific="御中", organisation="札幌北便り協会",
        department="相談支援課",
    )  # fmt: skip
    for stock in STOCKS:
        frame = upright(paper, stock).face(section, SENDER.id, WHERE).frame
        assert frame is not None
        sizes = {run.text: run.size for run in frame.items if isinstance(run, GlyphRun)}
        assert sizes["相談支援課"] <= 1.7 * sizes["札幌北便り協会"]
