"""The customer barcode on paper: measured, and read back by a reader of our own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.errors import Where
from outreach.faces.address import address_side
from outreach.faces.barcode import CLEAR, SMALLEST, barcode_box, bars, bars_box, customer_barcode
from outreach.faces.horizontal import horizontal_side
from outreach.faces.label import label_side
from outreach.frame import Bars, Box, Frame
from outreach.model.project import PrintSettings, Sender, Writing
from outreach.model.recipient import JointName
from outreach.model.stock import HAGAKI, STOCKS, Form, Stock
from outreach.post.barcode import bars_of, symbols
from outreach.post.frames import SENDER_BOXES
from outreach.post.labels import LabelSheet, load_labels
from tests.barcode_reader import Found, UnreadableError, read

if TYPE_CHECKING:
    from tests.conftest import Paper, Sight

CODES = st.text("0123456789", min_size=7, max_size=7)
DATA = st.text("0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=18)
FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def printed(paper: Paper, frame: Frame, dpi: float = 600) -> Sight:
    return paper.look(paper.sheet(frame), dpi=dpi)


def inked_box(found: Found, dpi: float) -> Box:
    mm = 25.4 / dpi
    left, right = found.bars[0].left * mm, found.bars[-1].right * mm
    top, low = min(bar.top for bar in found.bars) * mm, max(bar.low for bar in found.bars) * mm
    return Box(left, top, right - left, low - top)


@FEW
@given(CODES, DATA)
def test_what_is_printed_reads_back(paper: Paper, code: str, data: str) -> None:
    said = symbols(code, data)
    sight = paper.see(Frame(100.0, 148.0, customer_barcode(said, HAGAKI)), dpi=300)
    assert read(sight.black).symbols == said


@pytest.mark.parametrize(
    ("code", "data", "check", "read_back"),
    [
        ("2730102", "3-20-5B604", "0", "3-20-5B604"),
        ("6230011", "6-7LB106", "4", "6-7LB106"),
        ("9100067", "3-80-25J1-2B", "9", "3-80-25J1-2"),
        ("0640804", "29-1524-23-2-501", "3", "29-1524-23-2-"),
        ("1008792", "", "0", ""),
    ],
)
def test_an_example_of_the_post_reads_back_from_paper(
    paper: Paper, code: str, data: str, check: str, read_back: str
) -> None:
    drawn = customer_barcode(symbols(code, data), HAGAKI)
    found = read(paper.see(Frame(100.0, 148.0, drawn), dpi=300).black)
    assert (found.code, found.data, found.symbols[-2]) == (code, read_back, check)


def test_all_bars_of_a_card_are_painted_as_one_path(paper: Paper) -> None:
    drawn = customer_barcode(symbols("0700036", "9-46"), HAGAKI)
    with pikepdf.open(paper.pdf(Frame(100.0, 148.0, drawn))) as pdf:
        operators = [str(operator) for _, operator in pikepdf.parse_content_stream(pdf.pages[0])]
    assert operators == [*67 * ["re"], "f"]


@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
def test_on_every_stock_the_bars_read_back_from_their_place(paper: Paper, stock: Stock) -> None:
    said = symbols("0700036", "9-46")
    frame = Frame(stock.width, stock.height, customer_barcode(said, stock))
    sight = printed(paper, frame, 300)
    found = read(sight.black)
    box, place = inked_box(found, 300), barcode_box(stock).inset(CLEAR)
    assert found.symbols == said
    assert box == pytest.approx(place, abs=0.1)
    assert box.x >= 10.5 and stock.width - box.right >= 10.5
    assert stock.height - box.bottom >= 13.0


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_a_turned_envelope_reads_back(paper: Paper, quarter: int) -> None:
    said = symbols("2730102", "3-20-5B604")
    ink = paper.see(Frame(100.0, 148.0, customer_barcode(said, HAGAKI)), dpi=300).black
    assert read(np.rot90(ink, quarter)).symbols == said


@pytest.mark.parametrize("size", [8.0, 9.0, 10.0, 11.5])
def test_the_printed_bars_keep_the_posts_measures(paper: Paper, size: float) -> None:
    said = symbols("0600001", "2-13B604")
    frame = Frame(120.0, 40.0, bars(said, 10.0, 10.0, size))
    sight = printed(paper, frame, 1200)
    for name, (least, most), measured in measures(read(sight.black), 1200):
        scale = size / 10
        assert least * scale - 0.022 <= measured <= most * scale + 0.022, name


@pytest.mark.parametrize("name", ["hagaki", "naga3", "naga4"])
def test_at_an_office_printers_resolution_all_bars_and_spaces_are_alike(
    paper: Paper, name: str
) -> None:
    # A page of whole dots, which a viewer need not stretch to its pixels.
    frame = Frame(101.6, 228.6, customer_barcode(symbols("0600001", "2"), STOCKS[name]))
    found = read(printed(paper, frame).black)
    assert len({bar.right - bar.left for bar in found.bars}) == 1
    assert len({after.left - bar.right for bar, after in pairwise(found.bars)}) == 1


def measures(found: Found, dpi: float) -> Iterator[tuple[str, tuple[float, float], float]]:
    """Yield what was measured in mm with what the post allows at 10 points."""
    mm = 25.4 / dpi
    lengths = {1: ("long", (3.4, 3.6)), 4: ("timing", (1.05, 1.35))}
    for bar, kind in zip(found.bars, bars_of(found.symbols), strict=True):
        if kind in lengths:
            yield *lengths[kind], (bar.low - bar.top) * mm
        yield "width", (0.5, 0.7), (bar.right - bar.left) * mm
    for bar, after in pairwise(found.bars):
        yield "pitch", (0.95, 1.3), (after.left - bar.left) * mm
        yield "space", (0.45, 0.6), (after.left - bar.right) * mm


def test_the_clear_zone_on_a_card_keeps_off_the_senders_code() -> None:
    zone = barcode_box(HAGAKI)
    assert zone.y - max(box.bottom for box in SENDER_BOXES) >= 0.2


@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
def test_no_barcode_stands_where_the_stamp_is_cancelled(stock: Stock) -> None:
    assert barcode_box(stock).y > 70.0


def test_the_smallest_size_fits_where_little_room_is() -> None:
    assert bars_box(0.0, 0.0, SMALLEST).width == pytest.approx(63.84)


@pytest.mark.parametrize("size", [7.9, 11.6])
def test_a_size_the_post_does_not_read_is_refused(size: float) -> None:
    with pytest.raises(ValueError, match="points"):
        bars(symbols("0600001", "2"), 0.0, 0.0, size)


# -- on finished faces --------------------------------------------------------------------------

SENDER = Sender(
    "group", "こだま", "便りのへや", "0600042", "札幌市中央区大通西30丁目9-81", "第二青空ビル305"
)
SAID = symbols("0640809", "7-91-8-302")
LONG = "グランドメゾン大通公園ノースタワー壱番館アネックス1203号室"
ADDRESSEES = {
    "one": {},
    "couple": {"building": LONG, "joint_names": (JointName("節子", "様"), JointName("健", "様"))},
    "office": {
        "organisation": "一般社団法人ななかまど市民活動支援センター",
        "department": "地域連携推進部相談支援課",
        "title": "主任相談支援専門員",
        "building": LONG,
    },
}
FACES = [
    *((stock, Writing.VERTICAL) for stock in STOCKS.values()),
    *((stock, Writing.HORIZONTAL) for stock in STOCKS.values() if stock.form is Form.ENVELOPE),
]


def place_of_bars(frame: Frame) -> Box:
    (bars,) = (item for item in frame.items if isinstance(item, Bars))
    left, top = min(bar.x for bar in bars.boxes), min(bar.y for bar in bars.boxes)
    right, low = max(bar.right for bar in bars.boxes), max(bar.bottom for bar in bars.boxes)
    return Box(left, top, right - left, low - top)


def clear_of_all_else(paper: Paper, frame: Frame) -> Found:
    """Read the barcode of a face from the ink around it, which must be its own."""
    sight = printed(paper, frame, 300)
    return read(sight.window(sight.ink, place_of_bars(frame).inset(0.1 - CLEAR)))


def finished(paper: Paper, stock: Stock, writing: Writing, kind: str) -> Frame:
    side_of = address_side if writing is Writing.VERTICAL else horizontal_side
    settings = PrintSettings(barcode=True, writing=writing)
    side, problems = side_of(stock, paper.fonts["address"], settings, [SENDER], sample=False)
    assert side is not None, problems
    addressee = paper.person("長谷川", "佐知子", **ADDRESSEES[kind])
    frame = side.face(addressee, SENDER.id, Where(), SAID).frame
    assert frame is not None
    return frame


@pytest.mark.parametrize("kind", ADDRESSEES)
@pytest.mark.parametrize(("stock", "writing"), FACES)
def test_on_a_finished_face_the_barcode_reads_back_with_2_mm_clear_around_it(
    paper: Paper, stock: Stock, writing: Writing, kind: str
) -> None:
    frame = finished(paper, stock, writing, kind)
    assert clear_of_all_else(paper, frame).symbols == SAID


@pytest.mark.parametrize("kind", ADDRESSEES)
@pytest.mark.parametrize(("stock", "writing"), FACES)
def test_on_a_finished_face_the_barcode_keeps_10_mm_from_every_edge(
    paper: Paper, stock: Stock, writing: Writing, kind: str
) -> None:
    frame = finished(paper, stock, writing, kind)
    bars_at = place_of_bars(frame)
    assert bars_at.x >= 10.0 and bars_at.y >= 10.0
    assert bars_at.right <= frame.width - 10.0 and bars_at.bottom <= frame.height - 10.0


@pytest.mark.parametrize("sheet", load_labels().values(), ids=lambda sheet: sheet.name)
def test_on_a_label_the_barcode_reads_back_with_2_mm_clear_around_it(
    paper: Paper, sheet: LabelSheet
) -> None:
    side = label_side(sheet, paper.fonts["address"], PrintSettings(barcode=True), sample=False)
    face = side.face(paper.person("長谷川", "佐知子"), Where(), SAID)
    assert face.frame is not None
    if any(isinstance(item, Bars) for item in face.frame.items):
        assert clear_of_all_else(paper, face.frame).symbols == SAID
    else:
        assert [problem.code for problem in (*side.problems, *face.problems)] == [
            "barcode-left-out"
        ]


def test_a_picture_without_a_barcode_is_unreadable(paper: Paper) -> None:
    with pytest.raises(UnreadableError):
        read(paper.see(paper.frame(paper.person("原", "実")), dpi=150).black)
