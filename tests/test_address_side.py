"""The address side as printed: measured, read back and looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.errors import ExitCode, Where
from outreach.faces.address import address_parts, address_side
from outreach.faces.places import places_of
from outreach.frame import Box, GlyphRun
from outreach.model.project import PrintSettings, Sender
from outreach.model.recipient import Addressee, JointName
from outreach.model.stock import HAGAKI
from outreach.post.frames import POSTMARK_ZONE, SENDER_BOXES, code_frame
from outreach.sources.project import load_project

if TYPE_CHECKING:
    from tests.conftest import Paper, Sight

CARD = Box(0.0, 0.0, 100.0, 148.0)
CODE_BOXES = code_frame(HAGAKI).boxes
SAFE = CARD.inset(5.0)
RIGHT_THIRD = Box(58.0, 22.0, 42.0, 126.0)  # where only the address stands beside a plain name
LONG = "プレミアムステーションフロント新さっぽろ公園イースト参番館1208号室"
UNBROKEN = "サンシャインプラザミッドナイトガーデンヒルズレジデンス"
SCHOOL = "一般社団法人ななかまど市民活動センター"


def assert_clear(sight: Sight) -> None:
    """Assert that ink keeps out of the postmark zone and inside the safe area."""
    assert sight.bounds(sight.window(sight.ink, POSTMARK_ZONE)) is None
    ink = sight.bounds(sight.ink)
    assert ink is not None
    slack = 0.1  # a pixel of antialiasing
    assert ink.x >= SAFE.x - slack and ink.y >= SAFE.y - slack
    assert ink.right <= SAFE.right + slack and ink.bottom <= SAFE.bottom + slack


def columns_in(sight: Sight, box: Box) -> list[Box]:
    """The columns of black ink in a part of the page, from right to left, in mm of the page."""
    ink = sight.window(sight.black, box)
    filled = ink.any(axis=0)
    edges = [i for i in range(1, len(filled)) if filled[i] != filled[i - 1]]
    found = []
    for left, right in pairwise(edges):
        if not filled[left]:
            continue
        column = sight.bounds(ink[:, left:right])
        assert column is not None
        width = (right - left) / sight.dpi * 25.4
        x = box.x + left / sight.dpi * 25.4
        if width > 0.6:  # ー and 一 seen from the side are no columns of their own
            found.append(Box(x, box.y + column.y, width, column.height))
    return sorted(found, key=lambda column: -column.x)


# -- the postal code ----------------------------------------------------------------------------


def test_the_frame_has_the_measures_japan_post_gives() -> None:
    assert CODE_BOXES[0].x == 44.3
    assert CODE_BOXES[-1].right == pytest.approx(100.0 - 8.0)
    gaps = [round(after.x - box.right, 3) for box, after in pairwise(CODE_BOXES)]
    assert gaps == [1.3, 1.3, 1.9, 1.1, 1.1, 1.1]
    assert {(box.y, box.width, box.height) for box in CODE_BOXES} == {(12.0, 5.7, 8.0)}


@pytest.mark.parametrize("frame", [True, False])
@pytest.mark.parametrize("code", ["0640809", "1234567", "9988776"])
def test_each_digit_is_centred_in_its_box_to_three_tenths_of_a_millimetre(
    paper: Paper, code: str, frame: bool
) -> None:
    addressee = paper.person("原", "実", postal_code=code)
    sight = paper.see(paper.frame(addressee, frame=frame), dpi=400)
    for box in CODE_BOXES:
        ink = sight.bounds(sight.window(sight.black, box))
        assert ink is not None
        assert ink.x + ink.width / 2 == pytest.approx(box.width / 2, abs=0.3)
        assert ink.y + ink.height / 2 == pytest.approx(box.height / 2, abs=0.3)


def test_no_ink_of_a_digit_leaves_the_boxes(paper: Paper) -> None:
    sight = paper.see(paper.frame(paper.person("原", "実")), dpi=400)
    band = sight.window(sight.black, Box(36.0, 9.0, 64.0, 14.0)).copy()
    for box in CODE_BOXES:
        sight.window(band, Box(box.x - 36.0, box.y - 9.0, box.width, box.height))[:] = False
    assert not band.any()


def test_digits_are_as_high_as_the_sorting_machine_reads(paper: Paper) -> None:
    sight = paper.see(paper.frame(paper.person("原", "実", postal_code="8888888")), dpi=400)
    ink = sight.bounds(sight.window(sight.black, CODE_BOXES[0]))
    assert ink is not None
    assert 2.4 <= ink.height <= 6.0
    assert ink.height / ink.width >= 1.2


def test_the_frame_is_vermilion_without_black_or_cyan(paper: Paper) -> None:
    sight = paper.see(paper.frame(paper.person("原", "実", postal_code="")), dpi=400)
    band = sight.window(sight.ink, Box(40.0, 10.0, 60.0, 12.0))
    assert band.any()
    assert not sight.window(sight.black, Box(40.0, 10.0, 60.0, 12.0)).any()


def test_without_the_frame_nothing_but_the_digits_is_at_the_top(paper: Paper) -> None:
    frame = paper.frame(paper.person("原", "実", postal_code=""), frame=False, heading=False)
    sight = paper.see(frame)
    assert not sight.window(sight.ink, Box(0.0, 0.0, 100.0, 23.0)).any()


def test_at_least_two_millimetres_are_free_under_the_code(paper: Paper) -> None:
    sight = paper.see(paper.frame(paper.person("原", "実"), frame=False))
    gap = Box(40.0, 20.5, 60.0, places_of(HAGAKI).address_top - 20.6)
    assert not sight.window(sight.black, gap).any()


def test_the_senders_digits_stand_in_their_boxes(paper: Paper) -> None:
    sight = paper.see(paper.frame(paper.person("原", "実")), dpi=400)
    for box in SENDER_BOXES:
        ink = sight.bounds(sight.window(sight.black, box))
        assert ink is not None
        assert ink.x + ink.width / 2 == pytest.approx(box.width / 2, abs=0.3)


def test_the_heading_stands_at_the_top_centre(paper: Paper) -> None:
    frame = paper.frame(paper.person("原", "実"), frame=False, heading=True)
    sight = paper.see(frame)
    ink = sight.bounds(sight.window(sight.ink, Box(0.0, 0.0, 100.0, 11.0)))
    assert ink is not None
    assert ink.x + ink.width / 2 == pytest.approx(50.0, abs=0.5)


# -- zones --------------------------------------------------------------------------------------


@pytest.mark.parametrize("frame", [True, False])
def test_every_sample_recipient_keeps_clear_of_the_postmark_and_the_edge(
    paper: Paper, sample_addressees: Mapping[str, Addressee], frame: bool
) -> None:
    assert len(sample_addressees) >= 38
    frames = [paper.frame(a, sample=True, frame=frame) for a in sample_addressees.values()]
    pdf = paper.pdf(*frames)
    for page in range(len(frames)):
        assert_clear(paper.look(pdf, page, dpi=100))


ODD = {
    "longest": dict(family_name="勅使河原", given_name="佐保子之介", building=LONG),
    "unbroken": dict(family_name="工藤", given_name="真帆", building=UNBROKEN),
    "latin": dict(family_name="Smith", given_name="John"),
    "katakana": dict(family_name="オブライエン", given_name="クリストファー"),
    "five names": dict(
        family_name="小川",
        given_name="佳代",
        joint_names=tuple(JointName(name, "ちゃん") for name in ("陽介", "すみれ", "健", "桃")),
    ),
    "organisation": dict(family_name="", organisation=SCHOOL, department="事務局"),
    "thirty characters": dict(
        family_name="", organisation="特定非営利活動法人北海道ひきこもり家族支援連絡協議会石狩支部"
    ),
    "title": dict(
        family_name="山田",
        given_name="太郎",
        organisation=SCHOOL,
        department="事務局",
        title="事務局長",
        building="ななかまどビル4階",
    ),
    "whole address": dict(
        family_name="原",
        given_name="実",
        city="",
        street="",
        address="北海道札幌市厚別区厚別中央1条6丁目13-92　サンライズコーポ厚別中央301号室",
    ),
    "long town": dict(
        family_name="木", city="利尻郡利尻富士町", street="鴛泊字栄町ポンモシリ972番地の12の345"
    ),
}


@pytest.mark.parametrize("numerals", ["kanji", "arabic"])
@pytest.mark.parametrize("parts", ODD.values(), ids=ODD.keys())
def test_odd_addressees_keep_clear_too(
    paper: Paper, parts: dict[str, object], numerals: str
) -> None:
    addressee = replace(paper.person("原"), **parts)
    assert_clear(paper.see(paper.frame(addressee, numerals=numerals), dpi=150))


WORDS = st.text(alphabet="森田𠮷髙札幌条丁目番地ハイツーっゃぽあいう（）・-0123456789", max_size=40)
NAMES = st.text(alphabet="森田𠮷髙橋邉あいすみれマリーン", max_size=14)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(NAMES.filter(bool), NAMES, st.lists(NAMES, max_size=4), WORDS, WORDS, WORDS)
def test_whoever_it_is_is_set_inside_the_zones_or_refused(
    paper: Paper,
    family: str,
    given_name: str,
    joint: list[str],
    street: str,
    building: str,
    co: str,
) -> None:
    names = tuple(JointName(name, "様") for name in joint)
    addressee = paper.person(
        family, given_name, joint_names=names, street=street, building=building, care_of=co[:20]
    )
    face = paper.face(addressee)
    if face.frame is None:
        assert {(p.kind, p.code) for p in face.problems} == {(ExitCode.LAYOUT, "does-not-fit")}
    else:
        assert_clear(paper.see(face.frame, dpi=100))


def test_the_sample_mark_crosses_every_address_side_of_a_sample_project(paper: Paper) -> None:
    pdf = paper.pdf(paper.frame(paper.person("原", "実"), sample=True))
    assert "見本" in paper.text_of(pdf)
    plain = paper.see(paper.frame(paper.person("原", "実")))
    marked = paper.look(pdf)
    grey = marked.bounds(marked.ink & ~plain.ink)
    assert grey is not None
    assert grey.width > 40.0 and grey.height > 40.0


# -- the address --------------------------------------------------------------------------------


def test_the_building_is_smaller_and_starts_lower(paper: Paper) -> None:
    sight = paper.see(paper.frame(paper.person("原", "実", building="国国国国"), heading=False))
    street, building = columns_in(sight, RIGHT_THIRD)
    assert building.y - street.y > 3.5
    assert building.width < 0.92 * street.width
    assert building.right < street.x


def test_a_short_address_stands_in_one_column_inside_the_codes_right_edge(paper: Paper) -> None:
    sight = paper.see(paper.frame(paper.person("原", "実"), heading=False))
    (column,) = columns_in(sight, RIGHT_THIRD)
    assert column.right <= CODE_BOXES[-1].right


def test_the_first_column_of_two_ends_with_the_town(paper: Paper) -> None:
    addressee = paper.person(
        "木", city="利尻郡利尻富士町", street="鴛泊字栄町ポンモシリ972番地の12"
    )
    shows = paper.shows(paper.pdf(paper.frame(addressee)))
    assert "北海道利尻郡利尻富士町" in shows
    assert "鴛泊字栄町ポンモシリ九七二番地の一二" in shows


def test_a_building_breaks_between_words_and_leaves_no_stump(paper: Paper) -> None:
    longer = LONG.replace("公園", "駅前公園中央")
    shows = paper.shows(paper.pdf(paper.frame(paper.person("工藤", "真帆", building=longer))))
    assert "プレミアムステーションフロント新さっぽろ駅前公園中央" in shows
    assert "イースト参番館一二〇八号室" in shows


def test_a_building_of_one_long_word_is_condensed_a_little_rather_than_broken(
    paper: Paper,
) -> None:
    shows = paper.shows(paper.pdf(paper.frame(paper.person("工藤", "真帆", building=UNBROKEN))))
    assert UNBROKEN in shows


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(1, 99), st.integers(100, 9999), st.integers(100, 9999))
def test_no_column_begins_or_ends_inside_a_number(
    paper: Paper, block: int, house: int, room: int
) -> None:
    street = f"字トノマップ上川添北{block}条西{block}丁目{house}番地の{room}"
    frame = paper.frame(paper.person("森", street=street, building=f"{LONG[:14]}{room}号室"))
    numerals = "〇一二三四五六七八九十―"
    for before, after in pairwise(run.text for run in frame.items if hasattr(run, "glyphs")):
        assert not (before[-1] in numerals and after[0] in numerals + "丁番号条目")


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("札幌市北区北24条西5丁目1-23 青空荘 101", ("札幌市北区北24条西5丁目1-23", "青空荘 101")),
        ("札幌市北区北24条西5丁目1-23\u3000青空荘", ("札幌市北区北24条西5丁目1-23", "青空荘")),
        ("北海道 札幌市北区 北24条西5丁目 1-23", ("北海道札幌市北区北24条西5丁目1-23", "")),
        ("北海道 えりも町本町908番地 青空荘", ("北海道えりも町本町908番地", "青空荘")),
        ("札幌市北区北24条西5丁目1-23", ("札幌市北区北24条西5丁目1-23", "")),
    ],
)  # fmt: skip
def test_a_whole_address_is_parted_after_the_house_number(
    paper: Paper, whole: str, parts: tuple[str, str]
) -> None:
    addressee = paper.person("原", prefecture="", city="", street="", address=whole)
    assert address_parts(addressee) == ("", *parts)


def test_an_address_too_long_for_the_card_is_refused_without_being_quoted(paper: Paper) -> None:
    face = paper.face(paper.person("原", "実", building="とても長い名前の建物" * 40))
    (problem,) = face.problems
    assert face.frame is None
    assert (problem.kind, problem.code) == (ExitCode.LAYOUT, "does-not-fit")
    assert problem.where.key == "k7f3q"
    assert "建物" not in f"{problem.message}{problem.hint}"


def test_a_character_no_font_has_is_named_and_nothing_else_of_the_address(paper: Paper) -> None:
    (problem,) = paper.face(paper.person("原", "実", building="青空\U0001f431荘")).problems
    said = f"{problem.message} {problem.hint}"
    assert "U+1F431" in said
    assert "青空" not in said and "荘" not in said


# -- reading it back ----------------------------------------------------------------------------


def test_the_text_reads_code_then_address_then_name_then_sender(paper: Paper) -> None:
    addressee = paper.person("松本", "和夫", building="ハイツ北一条302")
    text = "".join(paper.shows(paper.pdf(paper.frame(addressee))))
    parts = [
        "064-0809", "北海道札幌市中央区南九条西七丁目九一―八", "ハイツ北一条三〇二", "松本", "和夫",
        "様", "札幌市中央区大通西三十丁目", "こだま", "060-0042",
    ]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_second_reader_finds_each_column_as_one_line_and_the_code_with_its_hyphen(
    paper: Paper,
) -> None:
    addressee = paper.person("松本", "和夫", building="ハイツ北一条302")
    lines = paper.lines_by_poppler(paper.pdf(paper.frame(addressee)))
    for column in (
        "064-0809", "北海道札幌市中央区南九条西七丁目九一―八", "ハイツ北一条三〇二",
        "松本 和夫 様", "便りのへや", "こだま", "060-0042",
    ):  # fmt: skip
        assert column in lines
    assert lines.index("064-0809") < lines.index("松本 和夫 様") < lines.index("060-0042")


def test_figures_stand_in_pairs_side_by_side_where_the_project_wants_arabic(paper: Paper) -> None:
    addressee = paper.person("原", street="国23国", city="", prefecture="")
    frame = paper.frame(addressee, numerals="arabic", heading=False)
    (column,) = columns_in(paper.see(frame), RIGHT_THIRD)
    assert column.height < 3 * 13 * 0.3528 + 0.3  # three cells: the pair takes one


# -- the sender ---------------------------------------------------------------------------------


def test_the_sender_stands_lower_left_and_smaller_than_the_address(paper: Paper) -> None:
    sight = paper.see(paper.frame(paper.person("原", "実"), heading=False))
    left = sight.bounds(sight.window(sight.black, Box(0.0, 0.0, 34.0, 148.0)))
    assert left is not None
    assert left.y > POSTMARK_ZONE.bottom
    widths = [column.width for column in columns_in(sight, Box(0.0, 70.0, 34.0, 50.0))]
    (address,) = columns_in(sight, RIGHT_THIRD)
    assert max(widths) < address.width


def test_a_sender_that_does_not_fit_is_found_before_any_card(paper: Paper) -> None:
    sender = Sender("wordy", "こだま", address="札幌市中央区大通西" * 20)
    side, problems = address_side(
        HAGAKI, paper.fonts["address"], PrintSettings(), [sender], sample=False
    )
    assert side is None
    assert [(problem.code, problem.where.file) for problem in problems] == [
        ("does-not-fit", "outreach.toml")
    ]


def test_a_sender_without_a_postal_code_gets_empty_boxes(paper: Paper) -> None:
    sender = Sender("bare", "こだま")
    sight = paper.see(paper.frame(paper.person("原", "実"), sender=sender))
    assert not any(sight.window(sight.black, box).any() for box in SENDER_BOXES)


def test_every_card_of_the_sample_project_says_that_it_is_a_sample(
    paper: Paper, sample_project: Path, sample_addressees: Mapping[str, Addressee]
) -> None:
    project, _ = load_project(sample_project)
    assert project is not None
    senders = list(project.senders.values())
    side, problems = address_side(
        HAGAKI, paper.fonts["address"], project.printing, senders, sample=project.sample
    )
    assert side is not None and not problems
    faces = [side.face(a, senders[-1].id, Where()).frame for a in sample_addressees.values()]
    pdf = paper.pdf(*(frame for frame in faces if frame is not None))
    assert len(faces) >= 38
    assert all("見本" in paper.text_of(pdf, page) for page in range(len(faces)))


# -- a whole address in one cell -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "street", "building"),
    [
        ("札幌市中央区南9条西1-2-3コーポA101", "札幌市中央区南九条西一―二―三", "コーポA一〇一"),
        (
            "札幌市中央区北1条西2丁目 3-4 ハイツ白樺",
            "札幌市中央区北一条西二丁目三―四",
            "ハイツ白樺",
        ),
        ("秋田県由利本荘市尾崎17", "秋田県由利本荘市尾崎一七", ""),
        ("新潟県三条市旭町二丁目三番一号荘203", "新潟県三条市旭町二丁目三番一号", "荘二〇三"),
        ("札幌市中央区大通西二十丁目", "札幌市中央区大通西二十丁目", ""),
    ],
)
def test_a_whole_address_is_cut_after_its_house_number(
    paper: Paper, address: str, street: str, building: str
) -> None:
    to = Addressee("原", "久", honorific="様", postal_code="0640809", address=address)
    frame = paper.frame(to)
    columns = [item.text for item in frame.items if isinstance(item, GlyphRun)]
    assert street in columns
    assert not building or building in columns
    assert street + building in paper.text_of(paper.pdf(frame))
