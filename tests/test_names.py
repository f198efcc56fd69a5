"""The name in the middle: size, joint names, organisations, rare characters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.errors import ExitCode
from outreach.frame import Box, Direction, Frame, GlyphRun
from outreach.model.recipient import Addressee, JointName

if TYPE_CHECKING:
    from tests.conftest import Paper, Sight

MIDDLE = Box(35.5, 24.0, 24.0, 110.0)  # where the name of one or two people stands
SCHOOL = "一般社団法人ななかまど市民活動センター"
ORGANISATION = Addressee("", honorific="御中", organisation=SCHOOL, postal_code="0640809")
COUPLE = (JointName("節子", "様"),)
FOUR = (JointName("陽介", "様"), JointName("すみれ", "ちゃん"), JointName("健", "くん"))


def runs_of(frame: Frame) -> list[GlyphRun]:
    return [item for item in frame.items if isinstance(item, GlyphRun)]


def run_of(frame: Frame, text: str) -> GlyphRun:
    return next(run for run in runs_of(frame) if run.text == text)


def ink_tops(sight: Sight, box: Box) -> Box:
    found = sight.bounds(sight.window(sight.black, box))
    assert found is not None
    return found._replace(x=found.x + box.x, y=found.y + box.y)


# -- one person ---------------------------------------------------------------------------------


def test_the_name_of_one_person_stands_on_the_cards_centre_line(paper: Paper) -> None:
    ink = ink_tops(paper.see(paper.frame(paper.person("国", "国"))), MIDDLE)
    assert ink.x + ink.width / 2 == pytest.approx(50.0, abs=0.3)


def test_the_name_starts_a_little_lower_than_the_address(paper: Paper) -> None:
    sight = paper.see(paper.frame(paper.person("国", "国"), heading=False))
    name, address = ink_tops(sight, MIDDLE), ink_tops(sight, Box(60.0, 22.0, 40.0, 126.0))
    assert 3.0 < name.y - address.y < 12.0


@pytest.mark.parametrize("numerals", ["kanji", "arabic"])
def test_the_name_is_larger_than_address_and_sender_for_every_sample_recipient(
    paper: Paper, sample_addressees: Mapping[str, Addressee], numerals: str
) -> None:
    for addressee in sample_addressees.values():
        name = addressee.family_name or addressee.department or addressee.organisation
        runs = runs_of(paper.frame(addressee, numerals=numerals))
        code, *others = runs
        named = [run for run in others if run.text and run.text in name]
        assert named
        honorifics = ("様", "御中", "ちゃん", "くん")
        address = [run.size for run in others if run.size < max(r.size for r in named)]
        assert code.actual_text
        assert max(address, default=0.0) <= min(run.size for run in named) - 1.0
        assert all(run.size == named[0].size for run in others if run.text in honorifics)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(1, 12), st.integers(0, 14), st.integers(0, 4))
def test_a_long_name_makes_the_address_smaller_before_it_is_outgrown(
    paper: Paper, family: int, given_name: int, joint: int
) -> None:
    names = tuple(JointName("花" * 2, "様") for _ in range(joint))
    face = paper.face(paper.person("森" * family, "木" * given_name, joint_names=names))
    if face.frame is not None:
        sizes = {run.text: run.size for run in runs_of(face.frame)}
        address = next(size for text, size in sizes.items() if text.startswith("北海道"))
        assert sizes["森" * family] > address


def test_a_long_name_is_set_tighter_before_it_is_set_smaller(paper: Paper) -> None:
    frame = paper.frame(paper.person("オブライエン", "クリストファー"))
    assert run_of(frame, "オブライエン").size >= 16.0


def test_a_latin_name_lies_on_its_side_and_its_honorific_stands(paper: Paper) -> None:
    frame = paper.frame(paper.person("Smith", "John"))
    assert run_of(frame, "Smith").direction is Direction.RIGHT
    assert run_of(frame, "Smith").matrix == (0, 1, -1, 0, 0, 0)
    assert run_of(frame, "様").direction is Direction.DOWN


def test_a_name_without_a_given_name_needs_no_gap_for_it(paper: Paper) -> None:
    frame = paper.frame(paper.person("石田"))
    size_mm = run_of(frame, "石田").size * 0.3528
    last, after = run_of(frame, "石田").glyphs[-1], run_of(frame, "様").glyphs[0]
    assert after.y - last.y < 2.0 * size_mm


# -- several people -----------------------------------------------------------------------------


def test_given_names_of_a_couple_stand_at_one_height_each_with_an_honorific(paper: Paper) -> None:
    frame = paper.frame(paper.person("国", "国国", joint_names=(JointName("国", "様"),)))
    sight = paper.see(frame)
    right, left = Box(50.2, 24.0, 9.0, 100.0), Box(38.0, 24.0, 11.8, 100.0)
    given_at = run_of(frame, "国国").glyphs[0].y
    below_family = Box(38.0, given_at, 21.0, 90.0)
    tops = [
        ink_tops(sight, Box(side.x, below_family.y, side.width, below_family.height)).y
        for side in (right, left)
    ]
    assert tops[0] == pytest.approx(tops[1], abs=0.1)
    honorifics = [run.glyphs[0] for run in runs_of(frame) if run.text == "様"]
    assert len(honorifics) == 2
    assert honorifics[0].y == honorifics[1].y


def test_the_second_name_stands_left_of_the_first(paper: Paper) -> None:
    frame = paper.frame(paper.person("松本", "和夫", joint_names=COUPLE))
    assert run_of(frame, "節子").glyphs[0].x < run_of(frame, "和夫").glyphs[0].x


def test_another_family_name_stands_at_the_height_of_the_first(paper: Paper) -> None:
    joint = (JointName("綾", "様", "小野寺"),)
    frame = paper.frame(paper.person("遠藤", "修", joint_names=joint))
    assert run_of(frame, "小野寺").glyphs[0].y == run_of(frame, "遠藤").glyphs[0].y
    assert run_of(frame, "綾").glyphs[0].y == run_of(frame, "修").glyphs[0].y


def test_a_family_of_four_is_read_from_right_to_left_each_with_its_own_honorific(
    paper: Paper,
) -> None:
    frame = paper.frame(paper.person("小川", "佳代", joint_names=FOUR))
    names = [run_of(frame, name).glyphs[0] for name in ("佳代", "陽介", "すみれ", "健")]
    assert [glyph.x for glyph in names] == sorted((glyph.x for glyph in names), reverse=True)
    assert len({glyph.y for glyph in names}) == 1
    said = [run.text for run in runs_of(frame) if run.text in ("様", "ちゃん", "くん")]
    assert said == ["様", "様", "ちゃん", "くん"]


@pytest.mark.parametrize("joint", [COUPLE, FOUR, (*FOUR, JointName("桃", "ちゃん"))])
def test_names_side_by_side_do_not_touch(paper: Paper, joint: tuple[JointName, ...]) -> None:
    addressee = paper.person("国国", "国国", joint_names=joint)
    sight = paper.see(paper.frame(addressee, heading=False))
    block = sight.window(sight.black, Box(35.5, 30.0, 45.0, 100.0)).any(axis=0)
    gaps = np.flatnonzero(np.diff(block.astype(int)) == 1)
    assert len(gaps) >= len(joint) + 1


def test_the_pixels_of_name_and_address_do_not_touch(
    paper: Paper, sample_addressees: Mapping[str, Addressee]
) -> None:
    frames = [paper.frame(addressee, heading=False) for addressee in sample_addressees.values()]
    pdf = paper.pdf(*frames)
    for page, frame in enumerate(frames):
        address = next(run for run in runs_of(frame)[1:] if run.direction is Direction.DOWN)
        edge = address.glyphs[0].x - address.size * 0.3528 / 2
        white = _widest_white(paper.look(pdf, page, dpi=100), Box(45.0, 25.0, edge - 45.0, 110.0))
        assert white >= 1.4


def _widest_white(sight: Sight, box: Box) -> float:
    """The widest run of empty pixel columns in the box, in mm."""
    filled = sight.window(sight.black, box).any(axis=0)
    edges = np.flatnonzero(np.concatenate(([True], filled, [True])))
    return float((np.diff(edges) - 1).max()) / sight.dpi * 25.4


# -- organisations and those who live with others -----------------------------------------------


def test_a_department_carries_the_honorific_and_its_organisation_stands_right_of_it(
    paper: Paper,
) -> None:
    addressee = paper.person("", honorific="御中", organisation=SCHOOL, department="事務局")
    frame = paper.frame(addressee)
    department, organisation = run_of(frame, "事務局"), run_of(frame, SCHOOL)
    assert organisation.glyphs[0].x > department.glyphs[0].x
    assert organisation.size < department.size
    assert run_of(frame, "御中").glyphs[0].x == department.glyphs[0].x


def test_a_long_organisation_stands_in_two_columns_broken_after_its_legal_form(
    paper: Paper,
) -> None:
    long = "社会福祉法人オホーツク暮らしの広場協議会"
    frame = paper.frame(paper.person("", honorific="御中", organisation=long))
    first, second = run_of(frame, "社会福祉法人"), run_of(frame, "オホーツク暮らしの広場協議会")
    assert first.size >= 14.0
    assert run_of(frame, "御中").glyphs[0].x == second.glyphs[0].x < first.glyphs[0].x
    assert run_of(frame, "御中").glyphs[0].y > second.glyphs[-1].y


def test_thirty_characters_of_organisation_fit(paper: Paper) -> None:
    long = "特定非営利活動法人北海道ひきこもり家族支援連絡協議会石狩支部"
    assert paper.face(paper.person("", honorific="御中", organisation=long)).frame is not None


def test_a_title_stands_between_organisation_and_name_and_smaller(paper: Paper) -> None:
    addressee = paper.person("山田", "太郎", organisation=SCHOOL, title="事務局長")
    frame = paper.frame(addressee)
    columns = [run_of(frame, text) for text in (SCHOOL, "事務局長", "山田")]
    places = [run.glyphs[0].x for run in columns]
    assert places == sorted(places, reverse=True)
    assert columns[1].size < columns[2].size


@pytest.mark.parametrize(("typed", "printed"), [("宮本", "宮本様方"), ("宮本様方", "宮本様方")])
def test_care_of_stands_right_of_the_name_higher_and_smaller(
    paper: Paper, typed: str, printed: str
) -> None:
    frame = paper.frame(paper.person("岡本", "朋子", care_of=typed))
    care, name = run_of(frame, printed), run_of(frame, "岡本")
    assert care.glyphs[0].x > name.glyphs[0].x
    assert care.glyphs[0].y < name.glyphs[0].y
    assert care.size < name.size


# -- rare characters ----------------------------------------------------------------------------


def test_a_variant_of_a_character_is_kept_in_the_text_of_the_page(paper: Paper) -> None:
    frame = paper.frame(paper.person("渡邉\U000e0100", "佐知"))
    assert "渡邉\U000e0100" in paper.text_of(paper.pdf(frame))


def test_a_variant_and_its_base_of_one_glyph_both_keep_their_text(paper: Paper) -> None:
    serif = paper.fonts["address"][0]
    same = "葛\U000e0100"
    if serif.glyph_of(same) != serif.glyph_of("葛"):
        same = next(
            chr(c) + chr(s)
            for c in range(0x4E00, 0x9FA0)
            for s in (0xE0100, 0xE0101, 0xE0102)
            if serif.glyph_of(chr(c) + chr(s)) == serif.glyph_of(chr(c)) is not None
        )
    frame = paper.frame(paper.person(same, "国", joint_names=(JointName(same[0], "様", "国"),)))
    text = "".join(paper.shows(paper.pdf(frame)))
    assert same in text
    assert same[0] in text.replace(same, "")


@pytest.mark.parametrize("name", ["髙橋", "山﨑", "𠮷田", "勅使河原"])
def test_names_are_printed_and_found_as_typed(paper: Paper, name: str) -> None:
    assert name in paper.text_of(paper.pdf(paper.frame(paper.person(name, "実"))))


def test_a_name_with_a_character_the_font_lacks_is_refused_and_only_that_is_named(
    paper: Paper,
) -> None:
    face = paper.face(paper.person("猫\U0001f431山", "太郎"))
    (problem,) = face.problems
    said = f"{problem.message} {problem.hint}"
    assert face.frame is None
    assert (problem.kind, problem.code) == (ExitCode.LAYOUT, "glyph-missing")
    assert "\U0001f431 (U+1F431)" in said
    assert not set("猫山太郎") & set(said)


def test_a_name_the_font_has_only_as_a_look_alike_is_refused(paper: Paper) -> None:
    serif = paper.fonts["address"][0]
    lacking = next(chr(c) for c in range(0xF900, 0xFADA) if not serif.covers(chr(c)))
    (problem,) = paper.face(paper.person(f"山{lacking}")).problems
    assert f"U+{ord(lacking):04X}" in str(problem.message)


def test_a_name_too_long_even_at_the_smallest_size_is_refused(paper: Paper) -> None:
    (problem,) = paper.face(paper.person("長" * 40, "名" * 40)).problems
    assert (problem.kind, problem.code) == (ExitCode.LAYOUT, "does-not-fit")
    assert problem.where.key == "k7f3q"


# -- capitals, figures and legal forms -----------------------------------------------------------


def house(name: str) -> Addressee:
    return Addressee("", honorific="御中", organisation=name, postal_code="0640809")


@pytest.mark.parametrize("name", ["NHK", "NTT東日本", "第123回PTA", "R&Dセンター", "便り2024"])
def test_short_capitals_and_figures_stand_and_read_back_in_one_column(
    paper: Paper, name: str
) -> None:
    frame = paper.frame(house(name))
    assert run_of(frame, name).direction is Direction.DOWN
    assert name in paper.text_of(paper.pdf(frame))


@pytest.mark.parametrize("name", ["HOKKAIDO", "Kodama", "NHK Tower", "A Tower"])
def test_longer_words_lie_and_so_do_the_words_beside_them(paper: Paper, name: str) -> None:
    found = [run for run in runs_of(paper.frame(house(name))) if run.text.strip() in name.split()]
    assert len(found) == len(name.split())
    assert all(run.matrix is not None for run in found)


def test_a_long_house_parts_after_its_legal_form_and_not_inside_a_word(paper: Paper) -> None:
    frame = paper.frame(house("一般社団法人ななかまど市民活動支援センター"))
    assert run_of(frame, "一般社団法人") and run_of(frame, "ななかまど市民活動支援センター")


@pytest.mark.parametrize("word", ["市民", "町立", "市営", "町会"])
def test_no_column_ends_inside_a_word_that_begins_with_a_place(paper: Paper, word: str) -> None:
    name = f"北海道ななかまど{word}活動支援相談連携推進交流会館あすなろ"
    parts = [run.text for run in runs_of(paper.frame(house(name))) if run.text in name]
    assert len(parts) > 1 and any(word in part for part in parts)
