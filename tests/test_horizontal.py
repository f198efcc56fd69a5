"""Envelopes in horizontal writing as printed: measured, read back and looked at."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.errors import Where
from outreach.faces.horizontal import EDGE, HorizontalSide, horizontal_side, lying_places
from outreach.frame import Bars, Box, Frame, GlyphRun, Item, Shared
from outreach.model.project import Payment, PrintSettings, Sender
from outreach.model.recipient import Addressee, JointName
from outreach.model.stock import KAKU2, NAGA3, NAGA4, YOU2, Stock
from outreach.post.barcode import symbols
from tests.barcode_reader import read

if TYPE_CHECKING:
    from tests.conftest import Paper, Sight

ENVELOPES = (NAGA3, NAGA4, YOU2, KAKU2)
WHERE = Where("recipients/people.csv", 7, "k7f3q")
SYMBOLS = symbols("0640809", "7-91-8")
HOME = Addressee(
    "原", "実", postal_code="0640809", prefecture="北海道", city="札幌市中央区",
    street="南9条西7丁目91-8",
)  # fmt: skip
GROUP = Sender(
    "group", "こだま", "便りのへや", "0600042", "札幌市中央区大通西30丁目9-81", "第二青空ビル305"
)
BOX = Sender("box", "ゆきあかり", "", "0608799", "札幌中央郵便局 私書箱第12号")
NPO = Sender(
    "npo", "事務局", "特定非営利活動法人ななかまど便りの会", "0640808",
    "北海道札幌市中央区南八条西2丁目5-74", "市民活動プラザ星園401号室",
)  # fmt: skip
HOUSE = "社会福祉法人北の便り就労支援協議会"
PEOPLE = (
    HOME,
    replace(HOME, building="プレミアムステーションフロント新さっぽろ公園イースト参番館1208号室"),
    replace(HOME, joint_names=(JointName("美咲", "様"), JointName("凛", "ちゃん"))),
    replace(HOME, organisation=HOUSE, department="地域連携推進室", title="室長"),
    replace(HOME, family_name="", given_name="", organisation=HOUSE, honorific="御中"),
    replace(HOME, family_name="𠮷上", care_of="宮本", postal_code=""),
    replace(HOME, family_name="マリア・フェルナンダ", given_name="ゴンサレス"),
    replace(HOME, street="南9条西7丁目91番地の8", city="虻田郡真狩村字美原西町緑の森")
)  # fmt: skip


def side_of(
    paper: Paper, stock: Stock, *senders: Sender, sample: bool = False, **wanted: object
) -> HorizontalSide:
    side, problems = horizontal_side(
        stock, paper.fonts["address"], PrintSettings(**wanted), senders or (GROUP,), sample=sample
    )
    assert side is not None, [str(problem.message) for problem in problems]
    return side


def frame_of(
    paper: Paper, stock: Stock, person: Addressee, *bars: str, sender: Sender = GROUP
) -> Frame:
    face = side_of(paper, stock, sender).face(person, sender.id, WHERE, bars)
    assert face.frame is not None, [str(problem.message) for problem in face.problems]
    return face.frame


def see(paper: Paper, frame: Frame, dpi: float = 150) -> Sight:
    return paper.look(paper.sheet(frame), dpi=dpi)


def runs(frame: Frame) -> dict[str, GlyphRun]:
    return {item.text: item for item in frame.items if isinstance(item, GlyphRun)}


def only(frame: Frame, *items: Item) -> Frame:
    return Frame(frame.width, frame.height, items)


# -- zones ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("stock", ENVELOPES, ids=lambda stock: stock.name)
def test_the_face_is_the_envelope_turned(paper: Paper, stock: Stock) -> None:
    frame = frame_of(paper, stock, HOME)
    assert (frame.width, frame.height) == (stock.height, stock.width)


@pytest.mark.parametrize("stock", ENVELOPES, ids=lambda stock: stock.name)
@pytest.mark.parametrize("bars", [(), SYMBOLS], ids=["plain", "barcode"])
@pytest.mark.parametrize("sender", [GROUP, BOX, NPO], ids=lambda sender: sender.id)
def test_ink_keeps_out_of_the_postmark_and_off_the_edges(
    paper: Paper, stock: Stock, bars: tuple[str, ...], sender: Sender
) -> None:
    for person in PEOPLE:
        frame = frame_of(paper, stock, person, *bars, sender=sender)
        sight = see(paper, frame, dpi=100)
        zone = Box(frame.width - 70.0, 0.0, 70.0, 35.0)
        assert not sight.window(sight.ink, zone).any()
        ink = sight.bounds(sight.ink)
        assert ink is not None
        slack = 0.4  # a pixel and a half
        assert min(ink.x, ink.y) >= EDGE - slack
        assert ink.right <= frame.width - EDGE + slack
        assert ink.bottom <= frame.height - EDGE + slack


@pytest.mark.parametrize("stock", ENVELOPES, ids=lambda stock: stock.name)
@pytest.mark.parametrize("person", PEOPLE, ids=range(len(PEOPLE)))
def test_no_part_lies_over_another(paper: Paper, stock: Stock, person: Addressee) -> None:
    frame = frame_of(paper, stock, person, *SYMBOLS)
    bars = [item for item in frame.items if isinstance(item, Bars)]
    others = [item for item in frame.items if not isinstance(item, Bars)]
    parts = [only(frame, *bars), *(only(frame, item) for item in others)]
    boxes = [see(paper, part, dpi=60) for part in parts]
    inked = [sight.bounds(sight.ink) for sight in boxes]
    for one, other in combinations([box for box in inked if box is not None], 2):
        across = one.x < other.right and other.x < one.right
        assert not (across and one.y < other.bottom and other.y < one.bottom)


@pytest.mark.parametrize("stock", ENVELOPES, ids=lambda stock: stock.name)
def test_the_name_is_largest_and_stands_with_its_address_about_the_middle(
    paper: Paper, stock: Stock
) -> None:
    frame = frame_of(paper, stock, HOME)
    found = runs(frame)
    name = [found[text] for text in ("原", "実", "様")]
    assert {run.size for run in name} == {max(run.size for run in found.values())}
    sight = see(paper, only(frame, *name))
    ink = sight.bounds(sight.ink)
    assert ink is not None
    whole = see(paper, only(frame, *found.values()))
    block = whole.bounds(whole.ink)
    assert block is not None
    off = abs(block.x + block.width / 2 - frame.width / 2)
    beside = frame.width - 70.0 - block.right  # the postmark keeps the address from the middle
    assert off <= 3.5 or (off <= 7.0 and beside <= 5.0)
    em = found["北海道札幌市中央区南9条西7丁目91-8"].size * 0.3528
    assert ink.x - block.x == pytest.approx(3.0 * em, abs=0.1 * name[0].size * 0.3528)
    assert ink.y + ink.height / 2 == pytest.approx(frame.height / 2, abs=6.0)


@pytest.mark.parametrize("stock", ENVELOPES, ids=lambda stock: stock.name)
def test_the_address_has_its_code_above_and_flush_with_it(paper: Paper, stock: Stock) -> None:
    frame = frame_of(paper, stock, HOME)
    found = runs(frame)
    code = see(paper, only(frame, found["064-0809"]), dpi=300)
    address = see(paper, only(frame, found["北海道札幌市中央区南9条西7丁目91-8"]), dpi=300)
    above, below = code.bounds(code.ink), address.bounds(address.ink)
    assert above is not None and below is not None
    assert 2.4 <= above.height <= 6.0
    assert below.y - above.bottom >= 2.0
    assert below.x == pytest.approx(above.x, abs=1.0)


@pytest.mark.parametrize("stock", ENVELOPES, ids=lambda stock: stock.name)
def test_the_sender_stands_lower_right_and_smallest(paper: Paper, stock: Stock) -> None:
    frame = frame_of(paper, stock, HOME)
    (block,) = [i for i in frame.items if isinstance(i, Shared) and i.name.startswith("sender")]
    sight = see(paper, only(frame, block))
    ink = sight.bounds(sight.ink)
    assert ink is not None
    assert ink.x > frame.width / 2 and ink.y > frame.height / 2
    address = runs(frame)["北海道札幌市中央区南9条西7丁目91-8"].size
    assert max(item.size for item in block.items if isinstance(item, GlyphRun)) <= address
    assert ink.right > runs(frame)["様"].glyphs[0].x  # further right than the name


# -- reading -------------------------------------------------------------------------------------


def test_an_envelope_reads_code_address_name_sender(paper: Paper) -> None:
    person = replace(HOME, building="星見ビル305", organisation="便りの会", title="係長")
    path = paper.sheet(frame_of(paper, NAGA3, person))
    parts = ["064-0809", "北海道札幌市中央区南9条西7丁目91-8", "星見ビル305", "便りの会"]
    sender = ["060-0042", "札幌市中央区大通西30丁目9-81", "第二青空ビル305", "便りのへや", "こだま"]
    whole = "".join([*parts, "係長原実様", *sender])
    assert paper.text_of(path) == whole
    assert "".join("".join(paper.lines_by_poppler(path)).split()) == whole


def test_a_discreet_sender_shows_only_what_is_given(paper: Paper) -> None:
    discreet = Sender("discreet", "こだま")
    frame = frame_of(paper, YOU2, HOME, sender=discreet)
    assert paper.text_of(paper.sheet(frame)).endswith("様こだま")


@pytest.mark.parametrize("stock", ENVELOPES, ids=lambda stock: stock.name)
def test_the_barcode_is_read_back_from_directly_under_the_name(paper: Paper, stock: Stock) -> None:
    frame = frame_of(paper, stock, HOME, *SYMBOLS)
    bars = only(frame, *(item for item in frame.items if isinstance(item, Bars)))
    sight = see(paper, bars, dpi=300)
    assert read(sight.ink).symbols == SYMBOLS
    ink = sight.bounds(sight.ink)
    assert ink is not None
    name = runs(frame)["様"]
    assert 2.0 <= ink.y - name.glyphs[0].y <= 8.0
    around = Box(ink.x, ink.y, ink.width, ink.height).inset(-1.9)
    rest = see(paper, only(frame, *(i for i in frame.items if not isinstance(i, Bars))), dpi=300)
    assert not rest.window(rest.ink, around).any()


# -- marks, codes, samples -----------------------------------------------------------------------


def test_mark_and_pair_code_keep_apart(paper: Paper) -> None:
    side = side_of(paper, NAGA3, payment=Payment.SEPARATE, post_office="札幌中央郵便局")
    face = side.face(HOME, "group", WHERE, (), "XM6X")
    assert face.frame is not None
    text = paper.text_of(paper.sheet(face.frame))
    assert text.startswith("札幌中央局料金別納") and text.endswith("XM6X")
    sight = see(paper, only(face.frame, *face.frame.items[-1:]))
    ink = sight.bounds(sight.ink)
    assert ink is not None
    assert ink.right < 20.0 and ink.y > 110.0  # the lower left corner


def test_a_sample_is_marked(paper: Paper) -> None:
    face = side_of(paper, YOU2, sample=True).face(HOME, "group", WHERE)
    assert face.frame is not None
    assert paper.text_of(paper.sheet(face.frame)).startswith("見本")


# -- what does not fit ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "text", "words"),
    [
        ("street", "字" + "ニセコ" * 90, "The address"),
        ("family_name", "寿限無" * 40, "The name"),
        ("organisation", "ネットワーク" * 60, "The organisation"),
    ],
)
def test_what_is_too_long_is_said(paper: Paper, part: str, text: str, words: str) -> None:
    face = side_of(paper, NAGA4).face(replace(HOME, **{part: text}), "group", WHERE)
    assert face.frame is None
    (problem,) = face.problems
    assert problem.code == "does-not-fit" and problem.where == WHERE
    assert str(problem.message).startswith(words)
    assert text not in str(problem.message)


def test_a_sender_too_long_or_without_glyphs_is_said_once(paper: Paper) -> None:
    long = replace(GROUP, id="long", organisation="とても長い名前の団体" * 30)
    rare = replace(GROUP, id="rare", name="原\U000313f0")
    side, problems = horizontal_side(
        YOU2, paper.fonts["address"], PrintSettings(), [GROUP, long, rare], sample=False
    )
    assert side is None
    assert [problem.code for problem in problems] == ["does-not-fit", "glyph-missing"]
    assert all(problem.where.file == "outreach.toml" for problem in problems)


def test_a_mark_without_office_and_address_is_refused(paper: Paper) -> None:
    side, problems = horizontal_side(
        YOU2, paper.fonts["address"], PrintSettings(payment=Payment.LATER),
        [Sender("bare", "こだま")], sample=False,
    )  # fmt: skip
    assert side is None
    assert [problem.code for problem in problems] == ["payment-office"]


NAMES = st.text("原森佐々木勅使河龍之介翔凛アリス・ー", min_size=1, max_size=14)
STREETS = st.text("北南東西条丁目番地字町1234567890-のニセコ", min_size=1, max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(NAMES, NAMES, STREETS, STREETS, st.sampled_from(ENVELOPES), st.integers(0, 4))
def test_a_face_fits_inside_its_zones_or_says_what_does_not(
    paper: Paper, family: str, given_name: str, street: str, building: str, stock: Stock, more: int
) -> None:
    joint = tuple(JointName(given_name, "様") for _ in range(more))
    person = replace(
        HOME, family_name=family, given_name=given_name, street=street, building=building,
        joint_names=joint,
    )  # fmt: skip
    face = side_of(paper, stock).face(person, "group", WHERE, SYMBOLS)
    if face.frame is None:
        assert {problem.code for problem in face.problems} == {"does-not-fit"}
        return
    places = lying_places(stock)
    for run in (item for item in face.frame.items if isinstance(item, GlyphRun)):
        squeeze = run.matrix[0] if run.matrix else 1.0
        em = run.size * 25.4 / 72
        first, last = run.glyphs[0], run.glyphs[-1]
        right = first.x + (last.x - first.x) * squeeze + 0.5 * em * squeeze
        bottom, top = first.y + 0.12 * em, first.y - 0.88 * em
        assert right <= places.width - EDGE + 0.6 * em and first.x >= places.left - 0.5
        assert bottom <= places.height - EDGE + 0.01
        if run.actual_text is None:
            assert right <= places.postmark.x + 0.5 * em or top >= places.postmark.bottom - 0.01


def test_what_is_too_long_for_an_envelope_is_said_of_the_envelope(paper: Paper) -> None:
    person = replace(HOME, family_name="寿限無" * 40)
    (problem,) = side_of(paper, NAGA4).face(person, GROUP.id, WHERE).problems
    assert "envelope" in str(problem.message) and "address side" not in str(problem.message)
    assert "larger envelope" in str(problem.hint)
