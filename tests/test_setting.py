"""How large a message is set, where its lines end, and how much is too much."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from budoux import load_default_japanese_parser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.fonts import FontSet, Stack
from outreach.frame import Box, Direction, Frame, GlyphRun
from outreach.typeset.fit import Block, Line, Overflow, Setting, fit_text, over, room_of
from outreach.typeset.phrases import ends_phrase

if TYPE_CHECKING:
    from tests.conftest import Paper

BOX = Box(22.0, 23.0, 56.0, 97.5)
LOW = Box(7.5, 95.5, 85.0, 31.5)
EM = 0.3528  # mm of a point
DOWN = Setting(Direction.DOWN, 13.0, 10.5, 1.9, largest=16.25)
ACROSS = Setting(Direction.RIGHT, 12.0, 10.0, 1.6, largest=15.0)
PLACES = pytest.mark.parametrize(("setting", "box"), [(DOWN, BOX), (ACROSS, LOW)])
TEXT = st.text(alphabet="雪の夜窓猫コーヒーっ「」（）、。あいうえおab12 \n", max_size=150)
LONG = (
    "昨日の夕方、散歩の途中で赤い実を見つけました。名前を調べてみたら、ナナカマドというのだそうです。"
    "雪の上に落ちると、そこだけ明かりがついたように見えます。今日はその実をかきました。"
)


@pytest.fixture(scope="module")
def serif(fonts: FontSet) -> Stack:
    return fonts["address"]


def block_of(text: str, stack: Stack, setting: Setting, box: Box) -> Block:
    block = fit_text(text, stack, box, setting)
    assert isinstance(block, Block), block
    return block


def texts(block: Block) -> list[str]:
    return [line.text for line in block.lines]


def start(line: Line, setting: Setting) -> float:
    """Where the first glyph of a line begins along it, in mm."""
    glyph = next(g for run in line.items if isinstance(run, GlyphRun) for g in run.glyphs)
    return glyph.y if setting.direction is Direction.DOWN else glyph.x


def middle(line: Line, setting: Setting) -> float:
    """How far the line is from the side of the page where lines begin, in mm."""
    glyph = next(g for run in line.items if isinstance(run, GlyphRun) for g in run.glyphs)
    return -glyph.x if setting.direction is Direction.DOWN else glyph.y


# -- sizes --------------------------------------------------------------------------------------


@PLACES
def test_a_short_message_is_set_larger_with_more_white(
    serif: Stack, setting: Setting, box: Box
) -> None:
    short = block_of("さちさんへ\n雪がやみました。", serif, setting, box)
    long = block_of("\n".join(["街灯の下に雪が見えます。"] * 5), serif, setting, box)
    assert setting.size < short.size <= setting.largest
    assert long.size == setting.size
    first, second = short.lines
    pitch = middle(second, setting) - middle(first, setting)
    assert setting.leading < pitch / (short.size * EM) <= 1.2 * setting.leading


@PLACES
def test_the_longer_a_text_the_smaller_it_is_set(serif: Stack, setting: Setting, box: Box) -> None:
    fitted = [fit_text("雪" * count, serif, box, setting) for count in range(1, 200)]
    sizes = [block.size for block in fitted if isinstance(block, Block)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == setting.size + int((setting.largest - setting.size) / 0.5) * 0.5


@PLACES
def test_a_line_of_the_author_stays_one_line_when_a_message_grows(
    serif: Stack, setting: Setting, box: Box
) -> None:
    wide = int((box.height if setting.direction is Direction.DOWN else box.width) / (13 * EM))
    for count in range(1, wide + 1):
        text = "雪" * count + "\n猫"
        assert texts(block_of(text, serif, setting, box)) == text.split("\n")


@PLACES
def test_a_line_a_letter_too_long_is_set_a_little_smaller_and_stays_whole(
    serif: Stack, setting: Setting, box: Box
) -> None:
    length = box.height if setting.direction is Direction.DOWN else box.width
    text = "雪" * (int(length / (setting.size * EM)) + 1) + "\n猫の夜"
    block = block_of(text, serif, setting, box)
    assert texts(block) == text.split("\n")
    assert 0.9 * setting.size <= block.size < setting.size


@PLACES
@settings(max_examples=200, deadline=None)
@given(text=TEXT)
def test_every_size_is_within_the_layouts_range(
    serif: Stack, setting: Setting, box: Box, text: str
) -> None:
    block = fit_text(text, serif, box, setting)
    if isinstance(block, Block):
        assert setting.minimum <= block.size <= setting.largest
        assert "".join("".join(texts(block)).split()) == "".join(text.split())


@settings(max_examples=30, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(text=TEXT, align=st.sampled_from(["start", "centre", "end", "block"]))
@PLACES
def test_a_message_that_grew_keeps_inside_its_box(
    paper: Paper, serif: Stack, setting: Setting, box: Box, text: str, align: str
) -> None:
    placed = Setting(setting.direction, 13.0, 10.5, 1.6, align, "centre", largest=17.0, indent=1.0)
    block = fit_text(text, serif, box, placed)
    if not isinstance(block, Block):
        return
    sight = paper.see(Frame(100.0, 148.0, block.runs), dpi=150)
    ink = sight.bounds(sight.black)
    if ink is None:
        return
    slack, hang = 0.35, block.size * EM
    down = setting.direction is Direction.DOWN
    assert ink.x >= box.x - slack - (0 if down else hang)
    assert ink.right <= box.right + slack + (0 if down else hang)
    assert ink.y >= box.y - slack - (hang if down else 0)
    assert ink.bottom <= box.bottom + slack + (hang if down else 0)


def test_a_block_that_begins_alike_stands_in_the_middle_together(serif: Stack) -> None:
    together = Setting(Direction.DOWN, 13.0, 10.5, 1.9, "block", "centre")
    block = block_of("雪の夜です\n猫", serif, together, BOX)
    first, second = (start(line, together) for line in block.lines)
    assert first == second
    above, below = first - BOX.y, BOX.bottom - first - 5 * block.size * EM
    assert 0.8 * below < above < below


# -- rules of the page --------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["窓の雪", "窓の雪\n" * 5, LONG, LONG + LONG[:70]])
def test_on_ruled_paper_every_line_stands_between_its_rules(serif: Stack, text: str) -> None:
    box = Box(14.0, 17.2, 72.0, 78.0)
    ruled = Setting(Direction.DOWN, 12.0, 10.5, 1.7, largest=14.0, pitch=9.0)
    block = block_of(text.strip(), serif, ruled, box)
    for number, line in enumerate(block.lines):
        assert middle(line, ruled) == pytest.approx(-(86.0 - 4.5 - 9.0 * number), abs=1e-6)


def test_a_reading_on_ruled_paper_does_not_cross_the_rule(serif: Stack) -> None:
    box = Box(14.0, 17.2, 72.0, 78.0)
    ruled = Setting(Direction.DOWN, 14.0, 10.5, 1.7, largest=16.0, pitch=9.0)
    assert block_of("窓の雪《ゆき》", serif, ruled, box).size * EM <= 4.5


# -- indents ------------------------------------------------------------------------------------


def test_the_paragraphs_of_running_text_are_indented_but_not_twice_and_no_greeting(
    serif: Stack,
) -> None:
    indented = Setting(Direction.DOWN, 12.0, 12.0, 1.5, indent=1.0)
    text = f"さちさんへ\n{LONG}\n\u3000空がきれいです。\n短い文です。\nみなみ"
    block = block_of(text, serif, indented, Box(0.0, 0.0, 90.0, 97.5))
    starts = {line.text[:2]: start(line, indented) for line in block.lines}
    em = 12 * EM
    assert starts["さち"] == starts["みな"] == starts["\u3000空"] == 0.0
    assert starts["昨日"] == starts["短い"] == pytest.approx(em, abs=0.01)


def test_a_letter_in_short_lines_is_not_indented(serif: Stack) -> None:
    indented = Setting(Direction.DOWN, 12.0, 12.0, 1.5, indent=1.0)
    block = block_of("雪です。\n空が青い。", serif, indented, BOX)
    assert [start(line, indented) for line in block.lines] == [BOX.y, BOX.y]


def test_an_opening_bracket_stands_at_the_edge(paper: Paper, serif: Stack) -> None:
    flat = Setting(Direction.RIGHT, 13.0, 13.0, 1.7)
    block = block_of("「雪」", serif, flat, LOW)
    sight = paper.see(Frame(100.0, 148.0, block.runs))
    ink = sight.bounds(sight.black)
    assert ink is not None
    assert LOW.x <= ink.x < LOW.x + 0.2 * 13 * EM


# -- where lines end ----------------------------------------------------------------------------


LETTER_PAPER = (Setting(Direction.DOWN, 12.0, 10.5, 1.7, largest=16.0, pitch=9.0),
                Box(14.0, 17.2, 72.0, 78.0))  # fmt: skip
BREATH = "さちさんへ\n今朝の雪はとても軽くて、息で飛びました。\nこだまより"


@pytest.mark.parametrize("times", [1.0, 0.95, 1.1])
def test_on_letter_paper_a_line_of_the_author_stays_whole_whatever_the_hand(
    serif: Stack, times: float
) -> None:
    setting, box = LETTER_PAPER
    hand = replace(setting, size=12.0 * times, largest=16.0 * times)
    block = block_of(BREATH, serif, hand, box)
    assert texts(block) == BREATH.split("\n")
    assert max(10.5, 0.875 * hand.size) <= block.size


@pytest.mark.parametrize("ems", [8, 9, 10, 11, 12, 13, 14, 15])
@pytest.mark.parametrize(
    "line",
    [
        "今朝の雪はとても軽くて、息で飛びました。",
        "窓の外がまだ青いうちに、やかんが音を立てています。",
        "昨日の夕方は、遠くで花火の音がしました。",
    ],
)
def test_where_a_line_must_break_it_breaks_between_phrases_and_leaves_no_scrap(
    serif: Stack, line: str, ems: int
) -> None:
    fixed = Setting(Direction.DOWN, 12.0, 12.0, 1.5)
    lines = texts(block_of(f"猫へ\n{line}", serif, fixed, Box(0.0, 0.0, 90.0, ems * 12 * EM)))[1:]
    places = [sum(map(len, lines[: n + 1])) for n in range(len(lines) - 1)]
    assert places and all(ends_phrase(line, at) for at in places)
    assert len(lines[-1]) >= 4


def test_a_line_in_two_is_parted_at_its_pause(serif: Stack) -> None:
    fixed = Setting(Direction.DOWN, 12.0, 12.0, 1.5)
    lines = texts(block_of(BREATH, serif, fixed, Box(0.0, 0.0, 60.0, 16 * 12 * EM)))
    assert lines[1:3] == ["今朝の雪はとても軽くて、", "息で飛びました。"]


def test_a_mark_that_hangs_does_not_push_a_block_out_of_its_box(serif: Stack) -> None:
    together = Setting(Direction.DOWN, 12.0, 12.0, 1.5, "block")
    block = block_of(
        "雪" * 10 + "、\n猫", serif, together, Box(0.0, 7.0, 60.0, 10 * 12 * EM + 0.01)
    )
    assert texts(block)[0].endswith("、")
    assert start(block.lines[0], together) == pytest.approx(7.0)


def test_a_place_between_phrases_is_what_the_model_says(serif: Stack) -> None:
    parser = load_default_japanese_parser()
    for text in (LONG, "今日はとてもいい天気なので外を見ています。", "雪", "あいう", "SnowとABC雪"):
        ends, at = [], 0
        for phrase in parser.parse(text):
            at += len(phrase)
            ends.append(at)
        assert [at for at in range(1, len(text)) if ends_phrase(text, at)] == ends[:-1]


def test_short_lines_end_with_phrases(serif: Stack) -> None:
    narrow = Setting(Direction.RIGHT, 12.0, 12.0, 1.5)
    text = "今日はとてもいい天気なので窓から外を見ています。"
    lines = texts(block_of(text, serif, narrow, Box(0.0, 0.0, 9.6 * 12 * EM, 40.0)))
    ends = {at for at in range(1, len(text)) if ends_phrase(text, at)}
    reached = [sum(map(len, lines[: n + 1])) for n in range(len(lines) - 1)]
    assert set(reached) <= ends
    assert len(lines) == 3


@settings(max_examples=100, deadline=None)
@given(count=st.integers(20, 80), ems=st.floats(6.0, 16.5))
def test_phrases_never_make_a_message_too_long_or_smaller(
    serif: Stack, count: int, ems: float
) -> None:
    fixed = Setting(Direction.RIGHT, 12.0, 12.0, 1.5)
    text, em = LONG[:count], 12 * EM
    width = ems * em
    deep = Box(0.0, 0.0, width, 900.0)
    lines = texts(block_of(text, serif, fixed, deep))

    def low(lines: int) -> Box:
        return Box(0.0, 0.0, width, em * (1 + 1.5 * (lines - 1)) + 0.01)

    # As low a box as the words need when lines are filled to the end.
    needed = next(n for n in range(1, 80) if not over(text, serif, low(n), fixed))
    assert len(texts(block_of(text, serif, fixed, low(needed)))) <= needed <= len(lines)


def test_no_paragraph_ends_with_a_single_letter_on_a_line(serif: Stack) -> None:
    fixed = Setting(Direction.DOWN, 12.0, 12.0, 1.5)
    for count in range(2, 90):
        lines = texts(block_of("雪" * count, serif, fixed, Box(0.0, 0.0, 60.0, 97.5)))
        assert count < 2 or len(lines[-1]) > 1


# -- too long -----------------------------------------------------------------------------------


@PLACES
@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="雪の夜窓猫ー「」、。あいうab1 \n", min_size=120, max_size=500))
def test_what_is_too_much_is_exactly_what_has_to_go(
    serif: Stack, setting: Setting, box: Box, text: str
) -> None:
    long = over(text, serif, box, setting)
    fitted = fit_text(text, serif, box, setting)
    assert isinstance(fitted, Block) == (long == 0)
    if isinstance(fitted, Overflow):
        assert fitted.characters == long
        assert not over(_without_last(text, long), serif, box, setting)
        assert over(_without_last(text, long - 1), serif, box, setting)


def _without_last(text: str, count: int) -> str:
    """The text without its last characters; ends of lines are none."""
    while count:
        count -= text[-1] != "\n"
        text = text[:-1]
    return text


@PLACES
@pytest.mark.parametrize("length", [2_000, 10_000])
@pytest.mark.parametrize("break_", ["", "\n"])
def test_a_book_is_too_long_by_all_but_what_fits(
    serif: Stack, setting: Setting, box: Box, length: int, break_: str
) -> None:
    text = ("窓の雪が青い。" + break_) * (length // 7)
    long = over(text, serif, box, setting)
    fits = len(text.replace("\n", "")) - long
    assert 30 < fits < 400
    assert fit_text(text, serif, box, setting) == Overflow(long)


def test_marks_and_readings_count_nothing(serif: Stack) -> None:
    fixed = Setting(Direction.DOWN, 13.0, 13.0, 1.9)
    bare = over("雪" * 300, serif, BOX, fixed)
    assert over("雪" * 299 + "《《雪》》", serif, BOX, fixed) == bare
    assert over("雪" * 299 + "｜雪《ゆき》", serif, BOX, fixed) == bare


@PLACES
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_as_many_characters_as_the_gauge_says_surely_fit(
    serif: Stack, setting: Setting, box: Box, data: st.DataObject
) -> None:
    room = room_of(serif, box, setting)
    pieces = st.sampled_from(
        ["雪が降る、", "「窓」と", "コーヒーの", "きっと", "しずかです。", "12月は"]
    )
    text = "".join(data.draw(st.lists(pieces, min_size=room // 3 + 1, max_size=room // 3 + 1)))
    assert not over(text[:room], serif, box, setting)


@PLACES
def test_the_gauge_wastes_little(serif: Stack, setting: Setting, box: Box) -> None:
    room = room_of(serif, box, setting)
    fits = 2_000 - over("雪" * 2_000, serif, box, setting)
    assert 0.85 * fits < room <= fits


def test_the_gauge_of_a_box_too_small_for_a_line_is_nothing(serif: Stack) -> None:
    assert room_of(serif, Box(0.0, 0.0, 50.0, 2.0), ACROSS) == 0
    assert room_of(serif, Box(0.0, 0.0, 2.0, 50.0), ACROSS) == 0
