"""What a short text on the outside tells, and what only looks as if it did."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.faces.reading import passages
from outreach.frame import Direction, Frame, Glyph, GlyphRun, HandGlyph, HandLine, Shared
from outreach.workflow.telling import Kind, Teller, joined, open_teller

_WORDS = re.compile("ひきこもり|支援|相談|病気|サポート")


class Found(NamedTuple):
    code: str
    words: str
    start: int
    why: str = "家族の目にふれます"
    gentler: str = ""


class PlainAdviser:
    """Knows five words: enough to see what is made of the adviser's answer."""

    def read(self, text: str, avoid: tuple[str, ...] = ()) -> tuple[Found, ...]:
        hits = tuple(Found("expose", m[0], m.start()) for m in _WORDS.finditer(text))
        return (*hits, Found("question", "？", text.index("？"))) if "？" in text else hits

    def exposing(self, text: str) -> tuple[Found, ...]:
        return self.read(text.replace("？", ""))


@pytest.fixture
def teller() -> Teller:
    return Teller(PlainAdviser())  # type: ignore[arg-type]


def kinds(teller: Teller, text: str) -> dict[str, str]:
    return {each.words: each.kind.value for each in teller.own_line(text)}


# -- in Latin letters -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("hikikomori-net", "hikikomori"),
        ("2026-12-HIKIKOMORI", "HIKIKOMORI"),
        ("soudan_2027", "soudan"),
        ("sodanshitsu", "sodanshitsu"),
        ("wakamono-shien", "shien"),
        ("jiritsushien", "jiritsushien"),
        ("futoukou-no-kai", "futoukou"),
        ("sapporo-fukushi", "fukushi"),
        ("shougaisha-2027", "shougaisha"),
        ("peer-support", "support"),
        ("Counseling-2027", "Counseling"),
        ("mentalhealth", "mentalhealth"),
        ("ｈｉｋｉｋｏｍｏｒｉ", "hikikomori"),
    ],
)  # fmt: skip
def test_a_telling_word_is_found_in_a_name_however_it_is_written(
    teller: Teller, name: str, word: str
) -> None:
    assert joined(teller.name(name)) == word


@pytest.mark.parametrize(
    "name",
    ["koshien-2027", "fukushima", "futokoro", "soda-net", "2026-12a", "winter-street", "yuushien",
     "k7f3q", "shogai-gakushu", "supper", "hospitality", "kikori", "neat"],
)  # fmt: skip
def test_what_only_sounds_alike_is_left_alone(teller: Teller, name: str) -> None:
    assert teller.name(name) == ()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://www.hikikomori-letters.example.org/", "hikikomori"),
        ("https://example.org/wakamono/soudan/?page=2", "soudan"),
        ("https://example.org/%E6%94%AF%E6%8F%B4", "支援"),
        ("https://xn--w8jm5gwcwb.example.org/", "ひきこもり"),
        ("https://example.org/snow", ""),
    ],
)
def test_the_address_behind_a_qr_code_is_read_host_and_path(
    teller: Teller, url: str, words: str
) -> None:
    assert joined(teller.page(url)) == words


@given(st.text(max_size=40))
def test_every_word_found_stands_in_the_text_where_it_is_said_to(text: str) -> None:
    teller = Teller(PlainAdviser())  # type: ignore[arg-type]
    shown = unicodedata.normalize("NFKC", text)
    assert all(shown[each.start : each.end] == each.words for each in teller.house(text))


# -- somebody's own address -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("あおば病院", "病院"),
        ("第三若草寮12", "寮"),
        ("みどり寮", "寮"),
        ("グループホームひだまり201", "グループホーム"),
        ("作業所こだま", "作業所"),
        ("北の就労センター", "就労"),
        ("デイケア室", "デイケア"),
    ],
)
def test_a_place_of_care_in_an_address_is_a_fact(teller: Teller, line: str, word: str) -> None:
    assert kinds(teller, line) == {word: "place"}


@pytest.mark.parametrize(
    "line",
    ["病院前ハイツ303", "山田クリニックビル5階", "ハイツ北一条302", "学寮町会館",
     "第2白樺荘205号室", "コーポ施療"],
)  # fmt: skip
def test_a_house_near_such_a_place_is_none(teller: Teller, line: str) -> None:
    assert kinds(teller, line) == {}


def test_a_telling_word_in_an_address_is_a_place_and_not_a_topic(teller: Teller) -> None:
    assert kinds(teller, "ひきこもりサポートの家") == {"ひきこもり": "place", "サポート": "place"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("社会福祉法人ゆきのわ", "福祉"),
        ("精神保健センター分室", "精神保健"),
        ("あおば病院 地域室", "病院"),
        ("雪の寮舎", ""),
        ("便りのへや", ""),
    ],
)
def test_what_is_done_in_a_house_is_heard_from_its_name(
    teller: Teller, name: str, words: str
) -> None:
    assert joined(teller.house(name)) == words


@pytest.mark.parametrize("mark", ["親展", "至急", "重要書類在中", "CONFIDENTIAL", "本人限定"])
def test_a_mark_of_secrecy_is_told_from_a_topic(teller: Teller, mark: str) -> None:
    assert {each.kind for each in teller.line(mark)} == {Kind.MARK}


def test_an_important_monument_is_no_mark(teller: Teller) -> None:
    assert teller.line("重要文化財の家") == ()


# -- words ------------------------------------------------------------------------------------


def test_of_a_message_only_what_exposes_is_kept(teller: Teller) -> None:
    assert joined(teller.message("お元気ですか？ 病気のこと")) == "病気"


@given(st.text("ひきこもり支援。！？ \n雪", max_size=60))
def test_reading_a_message_by_sentences_loses_no_place(text: str) -> None:
    teller = Teller(PlainAdviser())  # type: ignore[arg-type]
    assert all(text[each.start : each.end] == each.words for each in teller.message(text))


def test_the_number_of_a_house_is_never_a_word(teller: Teller, tmp_path: Path) -> None:
    assert open_teller(tmp_path).own_line("条西2丁目8050-4") == ()


def test_half_width_kana_are_read_like_all_others(teller: Teller) -> None:
    assert joined(teller.line("ｻﾎﾟｰﾄの会")) == "サポート"


def test_a_word_inside_a_longer_one_is_said_once(teller: Teller) -> None:
    assert kinds(teller, "自立支援ホーム") == {"自立": "place", "支援": "place"}


def test_the_rules_of_the_project_are_asked_as_well(tmp_path: Path) -> None:
    (tmp_path / "wording.toml").write_text('[wording]\ntelling = ["雪の輪"]\n', "utf-8")
    assert joined(open_teller(tmp_path).house("雪の輪 みなみ")) == "雪の輪"
    assert joined(open_teller(tmp_path).house("ひきこもり支援")) == "ひきこもり、支援"
    assert open_teller(tmp_path / "elsewhere").house("雪の輪 みなみ") == ()


# -- a face -----------------------------------------------------------------------------------


def column(text: str, x: float, y: float = 10.0) -> GlyphRun:
    glyphs = tuple(Glyph(1, each, x, y + 4 * at) for at, each in enumerate(text))
    return GlyphRun("font", 10.0, Direction.DOWN, glyphs)


def row(text: str, y: float, x: float = 10.0) -> GlyphRun:
    glyphs = tuple(Glyph(1, each, x + 4 * at, y) for at, each in enumerate(text))
    return GlyphRun("font", 10.0, Direction.RIGHT, glyphs)


def test_columns_are_read_from_the_right_and_a_broken_word_is_whole_again() -> None:
    shared = Shared("sender a", (column("り支援", 20), column("ひきこも", 26)))
    (passage,) = passages(Frame(100, 148, (shared,)))
    assert [line.text for line in passage.lines] == ["ひきこも", "り支援"]
    assert (passage.name, passage.text) == ("sender a", "ひきこもり支援")


def test_rows_are_read_from_above_and_runs_of_one_row_are_one_line() -> None:
    items = (row("二", 30), row("ろ", 20, x=30), row("い", 20))
    (passage,) = passages(Frame(100, 148, items))
    assert [line.text for line in passage.lines] == ["いろ", "二"]


def test_a_line_written_by_an_imitated_hand_is_read_as_its_text() -> None:
    glyphs = (HandGlyph(1, "雪", 10, 10, 12, 0, 0), HandGlyph(2, "月", 10, 14, 12, 0, 0))
    line = HandLine("hand", Direction.DOWN, glyphs, text="雪月")
    assert [each.text for each in passages(Frame(100, 148, (line,)))] == ["雪月"]


def test_each_shared_block_is_read_by_itself_and_the_rest_last() -> None:
    items = (column("宛名", 50), Shared("b", (column("乙", 30),)), Shared("c", ()))
    assert [each.name for each in passages(Frame(100, 148, items))] == ["b", ""]
