"""Difficult addressees: honorifics, titles, 様方 and 気付, foreign names, and what is too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outreach.faces.addressee import care_of_text, name_texts, side_texts
from outreach.frame import Frame, GlyphRun
from outreach.model.recipient import Addressee, JointName

if TYPE_CHECKING:
    from tests.conftest import Paper

SCHOOL = "ななかまど中学校"


def runs_of(frame: Frame) -> list[GlyphRun]:
    return [item for item in frame.items if isinstance(item, GlyphRun)]


def run_of(frame: Frame, text: str) -> GlyphRun:
    return next(run for run in runs_of(frame) if run.text == text)


HONORIFICS = [
    (Addressee("", organisation=SCHOOL, honorific="御中"), "御中"),
    (Addressee("", organisation=SCHOOL, honorific="様"), "御中"),
    (Addressee("", organisation=SCHOOL, department="図書室", honorific="御中"), "御中"),
    (Addressee("山田", "太郎", organisation=SCHOOL, honorific="御中"), "様"),
    (Addressee("山田", "太郎", organisation=SCHOOL, honorific="先生"), "先生"),
    (Addressee("山田", "太郎", title="先生"), "先生"),
    (Addressee("山田", "太郎", honorific="殿"), "殿"),
    (Addressee("山田", "太郎", honorific=""), ""),
    (Addressee("", "はな", honorific="ちゃん"), "ちゃん"),
    (Addressee("", organisation=SCHOOL, title="校長", honorific="御中"), "様"),
    (Addressee("", organisation=SCHOOL, department="保護者各位", honorific="御中"), ""),
    (Addressee("", organisation=SCHOOL, department="保護者", title="各位"), "各位"),
    (Addressee("保護者各位", organisation=SCHOOL), ""),
    (Addressee("松本", honorific="様ご一家"), "様ご一家"),
]


@pytest.mark.parametrize(("addressee", "honorific"), HONORIFICS)
def test_everybody_has_the_honorific_that_is_due(addressee: Addressee, honorific: str) -> None:
    assert name_texts(addressee)[0].honorific == honorific


@pytest.mark.parametrize("addressee", [addressee for addressee, _ in HONORIFICS])
def test_a_house_and_a_person_never_both_have_an_honorific(addressee: Addressee) -> None:
    words = [text.honorific for text in name_texts(addressee)]
    words += [side.text for side in side_texts(addressee)]
    assert not ("様" in words and any("御中" in word for word in words))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("宮本", "宮本様方"), ("宮本方", "宮本方"), ("宮本様方", "宮本様方"),
        ("宮本様", "宮本様方"),
        ("緒方", "緒方様方"), ("緒方方", "緒方方"), ("土方", "土方様方"), ("竹内", "竹内様方"),
        ("北ホテル", "北ホテル気付"), ("北ホテル気付", "北ホテル気付"), ("宮本気付", "宮本気付"),
        ("株式会社北の広場内", "株式会社北の広場内"),
    ],
)  # fmt: skip
def test_whoever_lives_with_others_is_led_to(typed: str, printed: str) -> None:
    assert care_of_text(typed) == printed


def test_a_short_title_stands_small_above_the_name(paper: Paper) -> None:
    frame = paper.frame(paper.person("山田", "太郎", organisation=SCHOOL, title="理事長"))
    title, name = run_of(frame, "理事長"), run_of(frame, "山田")
    assert title.glyphs[0].x == name.glyphs[0].x
    assert title.glyphs[-1].y < name.glyphs[0].y
    assert title.size < 0.6 * name.size


def test_a_long_title_stands_between_organisation_and_name(paper: Paper) -> None:
    frame = paper.frame(paper.person("山田", "太郎", organisation=SCHOOL, title="代表取締役社長"))
    places = [run_of(frame, text).glyphs[0].x for text in (SCHOOL, "代表取締役社長", "山田")]
    assert places == sorted(places, reverse=True)


def test_an_office_without_a_person_is_addressed_by_its_title(paper: Paper) -> None:
    frame = paper.frame(paper.person("", honorific="御中", organisation=SCHOOL, title="校長"))
    assert run_of(frame, "校長").size == run_of(frame, "様").size > run_of(frame, SCHOOL).size


def test_a_hotel_stands_in_its_own_column_as_written(paper: Paper) -> None:
    frame = paper.frame(paper.person("岡本", "朋子", organisation="北国ホテル気付"))
    assert run_of(frame, "北国ホテル気付").glyphs[0].x > run_of(frame, "岡本").glyphs[0].x
    assert not any("様方" in run.text for run in runs_of(frame))


def test_people_named_only_beside_a_house_are_people(paper: Paper) -> None:
    two = (JointName("太郎", "様", "山田"), JointName("花子", "様", "田中"))
    frame = paper.frame(paper.person("", organisation=SCHOOL, joint_names=two))
    assert run_of(frame, "山田").glyphs[0].x > run_of(frame, "田中").glyphs[0].x
    assert run_of(frame, "太郎").glyphs[0].y == run_of(frame, "花子").glyphs[0].y


def test_a_repeated_family_name_is_printed_only_where_it_was_given(paper: Paper) -> None:
    joint = (JointName("節子", "様"), JointName("綾", "様", "松本"))
    runs = runs_of(paper.frame(paper.person("松本", "和夫", joint_names=joint)))
    assert [run.text for run in runs].count("松本") == 2


def test_a_given_name_alone_begins_where_names_begin(paper: Paper) -> None:
    alone, both = paper.person("", "花子"), paper.person("国", "花子")
    first = run_of(paper.frame(alone), "花子").glyphs[0].y
    assert first == run_of(paper.frame(both), "国").glyphs[0].y


def test_short_names_stand_wider_apart_than_long_ones(paper: Paper) -> None:
    def gap(family: str, given: str) -> float:
        frame = paper.frame(paper.person(family, given))
        return run_of(frame, given).glyphs[0].y - run_of(frame, family).glyphs[-1].y

    assert gap("森", "実") > gap("森", "葵子") > gap("佐藤", "葵子")


FOREIGN = "マイケル・クリストファー・ロドリゲス・サンチェス"


def test_a_long_foreign_name_parts_after_a_dot_and_keeps_it(paper: Paper) -> None:
    frame = paper.frame(paper.person(FOREIGN))
    first = run_of(frame, "マイケル・クリストファー・")
    second = run_of(frame, "ロドリゲス・サンチェス")
    assert first.glyphs[0].x > second.glyphs[0].x
    assert run_of(frame, "様").glyphs[0].x == second.glyphs[0].x


def test_a_foreign_name_that_fits_is_not_parted(paper: Paper) -> None:
    frame = paper.frame(paper.person("アンナ・マリア"))
    assert run_of(frame, "アンナ・マリア").size >= 18.0


@pytest.mark.parametrize(
    "name", ["José", "Jose\u0301", "Müller", "Nguyễn", "O’Brien", "van der Berg"]
)
def test_latin_names_lie_on_their_side_and_are_found_as_typed(paper: Paper, name: str) -> None:
    frame = paper.frame(paper.person(name, "F"))
    words = [run for run in runs_of(frame) if run.text in (*name.split(), "F")]
    assert words
    assert all(run.matrix and run.matrix[0] == 0 for run in words)
    assert "".join(name.split()) in paper.text_of(paper.pdf(frame))


def test_a_condensed_column_keeps_its_width_and_reads_as_one_line(paper: Paper) -> None:
    building = "サンシャインプラザミッドナイトガーデンヒルズレジデンス"
    frame = paper.frame(paper.person("原", "実", building=building))
    column = run_of(frame, building)
    assert column.matrix is not None
    assert column.matrix[0] == 1.0 and 0.8 <= column.matrix[3] < 1.0
    pdf = paper.pdf(frame)
    assert building in paper.text_of(pdf)
    assert building in paper.lines_by_poppler(pdf)


def test_a_condensed_name_reads_as_one_line(paper: Paper) -> None:
    pdf = paper.pdf(paper.frame(paper.person("オブライエン", "クリストファー")))
    assert "オブライエン クリストファー 様" in paper.lines_by_poppler(pdf)


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"building": "とても長い名前の建物" * 40}, "The address"),
        ({"organisation": "長い名前の団体" * 80}, "The organisation or title"),
        ({"given_name": "名" * 90}, "The name"),
    ],
)
def test_what_does_not_fit_is_named_with_how_many_characters(
    paper: Paper, parts: dict[str, str], what: str
) -> None:
    given = parts.get("given_name", "実")
    rest = {key: value for key, value in parts.items() if key != "given_name"}
    (problem,) = paper.face(paper.person("原", given, **rest)).problems
    said = dict(problem.message.values)
    assert str(said["what"]) == what
    assert 1 <= int(said["count"]) <= sum(map(len, parts.values()))


def test_the_middle_grows_smaller_before_a_long_address_is_refused(paper: Paper) -> None:
    crowd = {
        "joint_names": (JointName("太郎", "様"), JointName("花子", "様")),
        "organisation": "社会福祉法人オホーツク暮らしの広場協議会",
        "department": "訪問看護ステーション係",
    }
    plain = run_of(paper.frame(paper.person("原", "実", **crowd)), "原")
    street = "字トノマップ上川添北12条西10丁目南北3番地の15の207"
    building = "プレミアムステーションフロント新さっぽろ駅前公園中央イースト参番館1208号室"
    crowded = paper.frame(paper.person("原", "実", street=street, building=building, **crowd))
    assert run_of(crowded, "原").size < plain.size
