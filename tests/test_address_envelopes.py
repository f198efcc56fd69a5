"""Upright envelopes: the same address side in larger type, measured and read back."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from outreach.errors import ExitCode, Where
from outreach.faces.address import AddressSide, address_side
from outreach.faces.barcode import barcode_box
from outreach.faces.places import places_of
from outreach.frame import Box, Frame, GlyphRun, Shared
from outreach.model.project import Payment, PrintSettings, Sender
from outreach.model.recipient import Addressee, JointName
from outreach.model.stock import STOCKS, Stock
from outreach.post.barcode import symbols
from outreach.post.frames import POSTMARK_ZONE, code_frame
from outreach.press.imposition import Target, single_page
from outreach.press.pdf import Volume
from tests.conftest import HOME, SENDER, WHERE

if TYPE_CHECKING:
    from tests.conftest import Paper, Sight

ENVELOPES = [STOCKS[name] for name in ("naga3", "naga4", "kaku2", "you2")]
NAMES = [stock.name for stock in ENVELOPES]
FIVE = tuple(JointName(name, "ちゃん") for name in ("陽介", "すみれ", "健", "桃"))
PEOPLE: dict[str, dict[str, object]] = {
    "plain": {"family_name": "佐々木", "given_name": "直人", "building": "ハイツ北一条302"},
    "five": {"family_name": "小川", "given_name": "佳代", "joint_names": FIVE},
    "house": {"family_name": "", "organisation": "一般社団法人ななかまど市民活動センター"},
    "office": {
        "family_name": "山田", "given_name": "太郎", "title": "校長", "department": "総務部",
        "organisation": "学校法人ななかまど学園北の広場中学校",
    },
    "long": {
        "family_name": "工藤", "given_name": "真帆",
        "building": "プレミアムステーションフロント新さっぽろ公園イースト参番館1208号室",
    },
}  # fmt: skip


def someone(parts: dict[str, object]) -> Addressee:
    return replace(HOME, **{"given_name": "", **parts})


def side_of(paper: Paper, stock: Stock, sender: Sender = SENDER, **settings: object) -> AddressSide:
    side, problems = address_side(
        stock, paper.fonts["address"], PrintSettings(**settings), [sender], sample=False
    )
    assert side is not None, problems
    return side


def frame_of(side: AddressSide, addressee: Addressee, **marks: object) -> Frame:
    face = side.face(addressee, next(iter(side.senders)), WHERE, **marks)
    assert face.frame is not None, face.problems
    return face.frame


def see(paper: Paper, stock: Stock, frame: Frame, dpi: float = 150) -> Sight:
    volume = Volume(single_page(stock, Target.HOME), paper.store, "r1")
    volume.add(frame)
    path = paper.folder / "envelope.pdf"
    volume.save(path)
    return paper.look(path, dpi=dpi)


def runs_of(frame: Frame) -> list[GlyphRun]:
    return [item for item in frame.items if isinstance(item, GlyphRun)]


@pytest.mark.parametrize("stock", ENVELOPES, ids=NAMES)
def test_the_code_is_centred_in_the_frame_the_manual_gives(paper: Paper, stock: Stock) -> None:
    large = stock.name == "kaku2"
    boxes = code_frame(stock).boxes
    assert boxes[0].y == (18.0 if large else 12.0)
    assert boxes[-1].right == pytest.approx(stock.width - (18.0 if large else 8.0))
    sight = see(paper, stock, frame_of(side_of(paper, stock), paper.person("原", "実")), 300)
    for box in boxes:
        ink = sight.bounds(sight.window(sight.black, box))
        assert ink is not None
        assert ink.x + ink.width / 2 == pytest.approx(box.width / 2, abs=0.3)
        assert ink.y + ink.height / 2 == pytest.approx(box.height / 2, abs=0.3)
        assert 2.4 <= ink.height <= 6.0


def test_the_lines_of_a_large_envelopes_frame_are_stronger() -> None:
    lines = code_frame(STOCKS["kaku2"]).lines
    assert all(0.6 <= line <= 0.8 for line in lines[:3])
    assert all(0.3 <= line <= 0.5 for line in lines[3:])


@pytest.mark.parametrize("parts", PEOPLE.values(), ids=PEOPLE.keys())
@pytest.mark.parametrize("stock", ENVELOPES, ids=NAMES)
def test_nobodys_ink_is_in_the_postmark_or_at_the_edge(
    paper: Paper, stock: Stock, parts: dict[str, object]
) -> None:
    side = side_of(paper, stock, barcode=True)
    addressee = someone(parts)
    bars = symbols(addressee.postal_code, "7-91-8")
    sight = see(paper, stock, frame_of(side, addressee, barcode=bars), 100)
    # On 長形4号 the official frame itself begins 0.7 mm inside the zone.
    zone = POSTMARK_ZONE._replace(width=min(35.0, code_frame(stock).boxes[0].x - 1.0))
    assert sight.bounds(sight.window(sight.ink, zone)) is None
    ink = sight.bounds(sight.ink)
    assert ink is not None
    assert ink.x >= 5.0 and ink.right <= stock.width - 5.0
    assert ink.y >= 5.0 and ink.bottom <= stock.height - 5.0
    assert _ink_around(sight, barcode_box(stock)) == []


def _ink_around(sight: Sight, box: Box) -> list[Box]:
    """The ink in the 2 mm that must stay empty around the bars."""
    inner = box.inset(2.0)
    strips = [
        Box(box.x, box.y, box.width, 1.8),
        Box(box.x, inner.bottom + 0.2, box.width, 1.8),
        Box(box.x, box.y, 1.7, box.height),
        Box(inner.right + 0.3, box.y, 1.7, box.height),
    ]
    return [s for s in strips if sight.window(sight.ink, s).any()]


@pytest.mark.parametrize("parts", PEOPLE.values(), ids=PEOPLE.keys())
@pytest.mark.parametrize("stock", ENVELOPES, ids=NAMES)
def test_code_address_name_and_sender_do_not_overlap(
    paper: Paper, stock: Stock, parts: dict[str, object]
) -> None:
    frame = frame_of(side_of(paper, stock), someone(parts))
    boxes = [_box(run) for run in runs_of(frame)[1:]]
    boxes += [_box(r) for i in frame.items if isinstance(i, Shared) and "sender" in i.name
              for r in i.items if isinstance(r, GlyphRun)]  # fmt: skip
    for one, other in combinations(boxes, 2):
        across = min(one.right, other.right) - max(one.x, other.x)
        down = min(one.bottom, other.bottom) - max(one.y, other.y)
        assert across <= 0.01 or down <= 0.01


def _box(run: GlyphRun) -> Box:
    """The box a run's glyphs fill, an em each; a code's plain figures are half as wide."""
    em = run.size * 25.4 / 72
    first, last = run.glyphs[0], run.glyphs[-1]
    squeeze = run.matrix[3] if run.matrix else 1.0
    if run.direction == "ttb":
        return Box(first.x - em / 2, first.y, em, (last.y - first.y + em) * squeeze)
    return Box(first.x, first.y - 0.75 * em, last.x - first.x + 0.5 * em, 0.75 * em)


@pytest.mark.parametrize("stock", ENVELOPES, ids=NAMES)
def test_the_name_stands_in_the_middle_and_is_larger_than_on_a_smaller_piece(
    paper: Paper, stock: Stock
) -> None:
    frame = frame_of(side_of(paper, stock), paper.person("国", "国"))
    name = next(run for run in runs_of(frame) if run.text == "国")
    assert name.glyphs[0].x == pytest.approx(stock.width / 2)
    assert name.size == pytest.approx(28.0 * places_of(stock).scale, abs=0.5)


def test_no_envelope_says_postcard(paper: Paper) -> None:
    for stock in ENVELOPES:
        before = side_of(paper, stock, heading=True).before.items
        assert not any(isinstance(item, GlyphRun) for item in before)


def test_the_senders_code_has_its_frame_where_there_is_room_and_is_plain_elsewhere(
    paper: Paper,
) -> None:
    for name, framed in (("naga3", True), ("naga4", False)):
        (sender,) = side_of(paper, STOCKS[name]).senders.values()
        assert any(not isinstance(item, GlyphRun) for item in sender.items) == framed
        codes = [i for i in sender.items if isinstance(i, GlyphRun) and i.actual_text]
        assert [run.actual_text for run in codes] == ["060-0042"]
        (plain,) = side_of(paper, STOCKS[name], frame=False).senders.values()
        assert all(isinstance(item, GlyphRun) for item in plain.items)


def test_a_payment_mark_is_painted_where_the_stamp_would_be(paper: Paper) -> None:
    stock = STOCKS["naga3"]
    side = side_of(paper, stock, payment=Payment.SEPARATE, post_office="札幌中央郵便局")
    sight = see(paper, stock, frame_of(side, paper.person("原", "実")))
    mark = sight.bounds(sight.window(sight.ink, POSTMARK_ZONE))
    assert mark is not None
    assert 20.0 <= mark.width <= 30.0 and 20.0 <= mark.height <= 30.0


def test_a_pair_code_is_where_the_stamp_hides_it(paper: Paper) -> None:
    stock = STOCKS["you2"]
    side = side_of(paper, stock)
    sight = see(paper, stock, frame_of(side, paper.person("原", "実"), code="C4XC"), 300)
    mark = sight.bounds(sight.window(sight.ink, POSTMARK_ZONE))
    assert mark is not None
    assert mark.width < 8.0 and mark.bottom < 25.0


@pytest.mark.parametrize("stock", ENVELOPES, ids=NAMES)
def test_a_second_reader_finds_code_address_name_and_sender_in_order(
    paper: Paper, stock: Stock
) -> None:
    side = side_of(paper, stock)
    volume = Volume(single_page(stock, Target.HOME), paper.store, "r1")
    volume.add(frame_of(side, paper.person("松本", "和夫", building="ハイツ北一条302")))
    path = paper.folder / f"{stock.name}.pdf"
    volume.save(path)
    text = "".join(paper.shows(path))
    parts = ["064-0809", "南九条西七丁目九一―八", "ハイツ北一条三〇二", "松本", "和夫", "こだま"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "ハイツ北一条三〇二" in paper.lines_by_poppler(path)


@pytest.mark.parametrize(
    "sender",
    [
        Sender("person", "小玉 春香", "", "0600042", "札幌市中央区大通西30丁目9-81"),
        Sender("box", "こだま", "", "0608799", "札幌中央郵便局 私書箱第12号"),
        Sender("name", "こだま"),
    ],
    ids=lambda sender: sender.id,
)
@pytest.mark.parametrize("name", ["hagaki", *NAMES])
def test_every_kind_of_sender_fits_every_stock(paper: Paper, name: str, sender: Sender) -> None:
    side = side_of(paper, STOCKS[name], sender=sender)
    said = "".join(item.text for item in side.senders[sender.id].items
                   if isinstance(item, GlyphRun))  # fmt: skip
    assert sender.name in said
    assert "便りのへや" not in said


def test_a_sender_far_too_long_is_said_with_how_many_characters(paper: Paper) -> None:
    wordy = Sender("wordy", "こだま", address="札幌市中央区大通西" * 40)
    side, problems = address_side(
        STOCKS["naga4"], paper.fonts["address"], PrintSettings(), [wordy], sample=False
    )
    assert side is None
    (problem,) = problems
    assert (problem.kind, problem.code) == (ExitCode.LAYOUT, "does-not-fit")
    assert problem.where == Where("outreach.toml")
    assert 1 <= int(dict(problem.message.values)["count"]) <= 360
