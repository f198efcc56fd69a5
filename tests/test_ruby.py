"""Readings and emphasis dots: what an author may mark, and where it comes to stand."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.fonts import FontSet, Stack
from outreach.frame import Box, Direction, Frame, GlyphRun, Path
from outreach.typeset.emphasis import remarks
from outreach.typeset.fit import Block, Line, Missing, Setting, fit_text
from outreach.typeset.markup import Span, plain, spans
from outreach.typeset.shape import cells, who_draws

if TYPE_CHECKING:
    from tests.conftest import Paper

BOX = Box(20.0, 30.0, 50.0, 60.0)
DOWN = Setting(Direction.DOWN, 13.0, 10.5, 1.7)
ACROSS = Setting(Direction.RIGHT, 13.0, 10.5, 1.7)
SETTINGS = pytest.mark.parametrize("setting", [DOWN, ACROSS], ids=["down", "across"])
EM = 0.3528  # mm of a point
# Pieces of a message that may stand beside each other in any order.
PIECES = (
    "雪", "の", "、", "。", "「", "」", "ッ", "\n", "\u3000", "a1", "｜", "《", "》", "12月",
    "漢字《かんじ》", "志《こころざし》", "日々《ひび》", "東京《とう きょう》", "｜スノウ《snow》",
    "承《うけたまわりました》", "《《強い》》", "｜《", "！？",
)  # fmt: skip
MESSAGES = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@pytest.fixture(scope="module")
def serif(fonts: FontSet) -> Stack:
    return fonts["address"]


def block_of(text: str, stack: Stack, setting: Setting = DOWN, box: Box = BOX) -> Block:
    block = fit_text(text, stack, box, setting)
    assert isinstance(block, Block), block
    return block


def words(block: Block) -> list[str]:
    return [line.text for line in block.lines if not line.is_gloss]


def readings(block: Block) -> list[str]:
    return [line.text for line in block.lines if line.is_gloss]


def dots(block: Block) -> list[Path]:
    return [item for item in block.runs if isinstance(item, Path)]


def along(line: Line, setting: Setting) -> list[tuple[str, float]]:
    """Each character of a line with the place where it begins, in mm along the line."""
    at = 1 if setting.direction is Direction.DOWN else 0
    glyphs = [g for run in line.items if isinstance(run, GlyphRun) for g in run.glyphs]
    return [(glyph.text, (glyph.x, glyph.y)[at]) for glyph in glyphs]


def without_blanks(text: str) -> str:
    return "".join(text.split())


# -- what is a mark -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("白い漢字《かんじ》。", [Span("白い"), Span("漢字", "かんじ"), Span("。")]),
        ("佐々木《ささき》", [Span("佐々木", "ささき")]),
        ("八ヶ岳《やつがたけ》", [Span("八ヶ岳", "やつがたけ")]),
        ("邉\U000e0100《べ》", [Span("邉\U000e0100", "べ")]),
        ("とても｜ほし空《ぞら》", [Span("とても"), Span("ほし空", "ぞら")]),
        ("|SNOW《スノー》", [Span("SNOW", "スノー")]),
        ("《《強く》》言う", [Span("強く", stressed=True), Span("言う")]),
        ("漢字｜《かんじ》", [Span("漢字"), Span("《"), Span("かんじ》")]),
        ("《はじめに》", [Span("《はじめに》")]),
        ("ひらがな《かな》", [Span("ひらがな《かな》")]),
        ("映画《雪の女王》", [Span("映画《雪の女王》")]),
        ("漢字《》", [Span("漢字《》")]),
        ("漢字《 》", [Span("漢字《 》")]),
        ("漢字《かん", [Span("漢字《かん")]),
        ("あ｜い", [Span("あ｜い")]),
    ],
)
def test_only_what_is_meant_as_a_mark_is_one(text: str, found: list[Span]) -> None:
    assert list(spans(text)) == found


def test_a_mark_does_not_reach_over_the_end_of_a_line() -> None:
    assert plain("漢字《か\nんじ》") == "漢字《か\nんじ》"


@pytest.mark.parametrize("filling", ["雪", "《", "｜", "雪《", "《《", "｜《"])
def test_a_line_of_ten_thousand_marks_is_read_in_one_go(filling: str) -> None:
    text = filling * (10_000 // len(filling))
    assert len(plain(text + "漢字《かんじ》")) <= len(text) + len("漢字《かんじ》")


# -- where it stands ----------------------------------------------------------------------------


@SETTINGS
@settings(max_examples=150, deadline=None)
@given(text=MESSAGES, leading=st.sampled_from([1.2, 1.5, 1.9]))
def test_no_word_and_no_reading_is_lost(
    serif: Stack, setting: Setting, text: str, leading: float
) -> None:
    roomy = Box(0.0, 0.0, 90.0, 140.0)
    wanted = Setting(setting.direction, 11.0, 6.0, leading, largest=14.0)
    block = fit_text(text, serif, roomy, wanted)
    if isinstance(block, Block):
        assert without_blanks("".join(words(block))) == without_blanks(plain(text))
        meant = "".join(span.reading for line in text.split("\n") for span in spans(line))
        assert without_blanks("".join(readings(block))) == without_blanks(meant)


@SETTINGS
@settings(max_examples=150, deadline=None)
@given(text=MESSAGES, leading=st.sampled_from([1.2, 1.5, 1.9]))
def test_nothing_beside_a_line_touches_the_line_before(
    serif: Stack, setting: Setting, text: str, leading: float
) -> None:
    wanted = Setting(setting.direction, 12.0, 8.0, leading, largest=15.0)
    block = fit_text(text, serif, Box(0.0, 0.0, 90.0, 140.0), wanted)
    if not isinstance(block, Block):
        return
    em = block.size * EM
    down = setting.direction is Direction.DOWN
    lines: list[tuple[float, float]] = []  # of each: middle of the words, outer edge of the notes
    for line in block.lines:
        glyphs = [g for run in line.items if isinstance(run, GlyphRun) for g in run.glyphs]
        if line.is_gloss:
            lines[-1] = (lines[-1][0], em)
        elif glyphs and not any(isinstance(run, GlyphRun) and run.matrix for run in line.items):
            upright = any(run.direction is Direction.RIGHT for run in line.items
                          if isinstance(run, GlyphRun))  # fmt: skip
            if down and upright:
                return  # its places are not those of the column
            middle = -glyphs[0].x if down else glyphs[0].y - 0.38 * em
            noted = any(isinstance(item, Path) for item in line.items)
            lines.append((middle, em if noted else em / 2))
        else:
            return
    for (before, _), (middle, reach) in pairwise(lines):
        assert middle - reach >= before + em / 2 - 1e-3


@SETTINGS
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=MESSAGES, align=st.sampled_from(["start", "block", "end"]))
def test_no_reading_and_no_dot_leaves_the_box(
    paper: Paper, serif: Stack, setting: Setting, text: str, align: str
) -> None:
    wanted = Setting(setting.direction, 13.0, 8.0, 1.5, align, largest=16.0)
    block = fit_text(text, serif, BOX, wanted)
    if not isinstance(block, Block):
        return
    sight = paper.see(Frame(100.0, 148.0, block.runs), dpi=150)
    ink = sight.bounds(sight.black)
    if ink is None:
        return
    slack, hang = 0.35, block.size * EM
    down = setting.direction is Direction.DOWN
    over = hang if align == "end" else 0.0  # a line that ends at the edge hangs into it
    assert ink.x >= BOX.x - slack - (0 if down else over)
    assert ink.right <= BOX.right + slack + (0 if down else hang)
    assert ink.y >= BOX.y - slack - (over if down else 0)
    assert ink.bottom <= BOX.bottom + slack + (hang if down else 0)


@SETTINGS
def test_a_reading_is_half_as_large_and_outside_its_word(serif: Stack, setting: Setting) -> None:
    block = block_of("漢字《かんじ》", serif, setting)
    base, reading = block.lines
    (word,), (over,) = base.items, reading.items
    assert isinstance(word, GlyphRun)
    assert isinstance(over, GlyphRun)
    assert over.size == word.size / 2
    em = word.size * EM
    if setting.direction is Direction.DOWN:
        assert over.glyphs[0].x - word.glyphs[0].x == pytest.approx(0.75 * em, abs=0.01)
    else:
        assert word.glyphs[0].y - over.glyphs[0].y == pytest.approx(0.94 * em, abs=0.01)


@SETTINGS
@pytest.mark.parametrize(
    ("base", "reading"), [("漢字", "かんじ"), ("雪", "ゆ"), ("三味線", "しゃみ")]
)
def test_a_reading_stands_in_the_middle_of_its_word(
    serif: Stack, setting: Setting, base: str, reading: str
) -> None:
    first, over = block_of(f"のの{base}《{reading}》のの", serif, setting).lines
    em = 13 * EM
    start = along(first, setting)[2][1] + len(base) * em / 2
    places = [at for _, at in along(over, setting)]
    middle = (places[0] + places[-1] + em / 2) / 2
    assert middle == pytest.approx(start, abs=0.02)


@SETTINGS
def test_a_reading_leans_over_kana_but_never_over_kanji(serif: Stack, setting: Setting) -> None:
    em = 13 * EM

    def ends(text: str) -> tuple[float, float, float, float]:
        """The end of the letter before, the reading's start and end, the start of the next."""
        line, over = block_of(text, serif, setting).lines
        letters, places = along(line, setting), [at for _, at in along(over, setting)]
        return letters[0][1] + em, places[0], places[-1] + em / 2, letters[2][1]

    before, start, end, after = ends("の暁《あかつき》の")
    assert start == pytest.approx(before - em / 2, abs=0.01)
    assert end == pytest.approx(after + em / 2, abs=0.01)
    before, start, end, after = ends("雪｜暁《あかつき》雪")
    assert start >= before - 0.01
    assert end <= after + 0.01
    before, start, end, after = ends("の｜暁《あかつき》雪")
    assert start < before - 0.1
    assert end <= after + 0.01


def test_two_long_readings_side_by_side_do_not_run_into_each_other(serif: Stack) -> None:
    (_, over) = block_of("暁《あかつき》暁《あかつき》", serif).lines
    places = [at for _, at in along(over, DOWN)]
    assert min(b - a for a, b in pairwise(places)) >= 13 * EM / 2 - 0.01


def test_a_word_with_one_reading_is_not_parted(serif: Stack) -> None:
    narrow = Box(0.0, 0.0, 50.0, 5.2 * 13 * EM)
    assert words(block_of("雪の夜窓｜漢字《かんじ》の", serif, DOWN, narrow))[0] == "雪の夜窓"


@pytest.mark.parametrize("reading", ["まち", "ま ち"])
def test_a_line_may_break_where_each_character_has_a_reading_of_its_own(
    serif: Stack, reading: str
) -> None:
    narrow = Box(0.0, 0.0, 50.0, 5.2 * 13 * EM)
    fixed = Setting(Direction.DOWN, 13.0, 13.0, 1.7)
    block = block_of(f"雪の夜窓｜街地《{reading}》の月", serif, fixed, narrow)
    assert readings(block) == ["ま", "ち"]


def test_a_base_longer_than_a_line_is_broken_with_its_reading(serif: Stack) -> None:
    narrow = Box(0.0, 0.0, 90.0, 4.2 * 13 * EM)
    block = block_of("｜雪の夜の窓辺《あいうえお》", serif, DOWN, narrow)
    assert "".join(words(block)) == "雪の夜の窓辺"
    assert "".join(readings(block)) == "あいうえお"


def test_a_character_of_a_reading_that_no_font_draws_is_named(serif: Stack) -> None:
    assert fit_text("雪《\U0001f431》", serif, BOX, DOWN) == Missing(("\U0001f431",))


@SETTINGS
def test_search_finds_the_words_as_one_line(paper: Paper, fonts: FontSet, setting: Setting) -> None:
    text = (
        "昨日《きのう》の夜、志《こころざし》も新た。\n今日《きょう》は《《とても》》寒《さむ》い。"
    )
    block = block_of(text, fonts["message"], setting)
    pdf = paper.pdf(Frame(100.0, 148.0, block.runs))
    found = paper.lines_by_poppler(pdf)
    assert "昨日の夜、志も新た。" in found
    assert "今日はとても寒い。" in found


# -- dots ---------------------------------------------------------------------------------------


@SETTINGS
def test_each_letter_has_a_dot_and_no_mark_has_one(serif: Stack, setting: Setting) -> None:
    block = block_of("雪が《《きれい、「ね」！》》です", serif, setting)
    assert len(dots(block)) == 4
    assert "".join(words(block)) == "雪がきれい、「ね」！です"


def test_dots_stand_beside_their_letters_on_paper(paper: Paper, serif: Stack) -> None:
    across = block_of("雪《《国国》》", serif, ACROSS)
    bare = paper.see(Frame(100.0, 148.0, block_of("雪国国", serif, ACROSS).runs))
    sight = paper.see(Frame(100.0, 148.0, across.runs))
    plain_ink, ink = bare.bounds(bare.black), sight.bounds(sight.black)
    assert plain_ink is not None
    assert ink is not None
    assert ink.height > plain_ink.height + 0.6
    assert ink.y >= BOX.y


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("今日は《《雪》》です。窓の外が静かです。", False),
        ("《《雪》》", False),
        ("窓の外が静かで、" * 20 + "《《とてもとてもとてもとてもとても》》静か。", True),
        ("今日は《《とてもいい》》です。", True),
        ("何もつけない便り", False),
    ],
)
def test_more_dots_than_taste_allows_are_remarked_on(text: str, warned: bool) -> None:
    assert [remark.code for remark in remarks(text)] == ["many-dots"] * warned


# -- marks that stand side by side --------------------------------------------------------------


@pytest.mark.parametrize("cry", ["!?", "!!", "！？", "？！"])
def test_a_cry_stands_upright_in_one_cell_and_stays_as_typed(serif: Stack, cry: str) -> None:
    (cell,), missing = cells(serif, cry, Direction.DOWN)
    assert not missing
    assert cell.upright
    assert cell.text == "".join(glyph.text for glyph in cell.glyphs) == cry


def test_three_cries_stand_one_below_the_other(serif: Stack) -> None:
    row, _ = cells(serif, "！！！", Direction.DOWN)
    assert [cell.text for cell in row] == ["！", "！", "！"]


def test_who_draws_a_character_is_told_by_name(fonts: FontSet) -> None:
    stacks = {"serif": fonts["address"], "none": ()}
    assert who_draws("雪", stacks) == ("serif",)
    assert who_draws("\U0001f431", stacks) == ()
