"""The imitated hand: what was set by rule, as somebody would have written it."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from statistics import correlation, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.fonts import LETTERINGS, FontSet
from outreach.frame import Box, Direction, GlyphRun, HandGlyph, HandLine, Path
from outreach.model.hand import LETTERINGS as NAMES
from outreach.typeset.chance import seed_of
from outreach.typeset.fit import Block, Setting, fit_text
from outreach.typeset.hand import Hand, hand_for, written
from outreach.units import to_mm

BOX = Box(12.0, 14.0, 76.0, 118.0)
BOUNDS = BOX.inset(-2.0)
DOWN = Setting(Direction.DOWN, 13.0, 9.0, 1.7)
ACROSS = Setting(Direction.RIGHT, 13.0, 9.0, 1.6)
BOTH = pytest.mark.parametrize("setting", [DOWN, ACROSS], ids=["down", "across"])
WRITTEN = [name for name, each in LETTERINGS.items() if each.manner.unrest]
EVERY = pytest.mark.parametrize("name", WRITTEN)
LETTER = (
    "ゆうべ、はじめての雪が降りました。\n起きたら、向かいの屋根が白くて、\n町の音がすこし遠くなって"
    "いました。\nはは、ひとりで笑ってしまいました。\n12月のはじめ、Sapporoの朝です。"
)
SEED = seed_of("2026-12a", "k7f3q", LETTER)
# Variant, size, outline and tone of four letters: a card printed again next year is the same.
PINNED = [
    (4, 13.0, 0.18, 0.04),
    (5, 13.0, 0.18, 0.08),
    (2, 13.0, 0.18, 0.08),
    (4, 13.0, 0.18, 0.04),
]


def hand(fonts: FontSet, name: str = "felt-tip", *, solid: bool = False) -> Hand:
    return hand_for(name, fonts, solid=solid)


def set_in(hand: Hand, setting: Setting, text: str = LETTER) -> Block:
    block = fit_text(text, hand.stack, BOX, hand.enlarged(setting))
    assert isinstance(block, Block)
    return block


def by(
    hand: Hand, setting: Setting = DOWN, seed: bytes = SEED, text: str = LETTER
) -> list[HandLine]:
    items = written(set_in(hand, setting, text), hand, seed, BOUNDS)
    return [item for item in items if isinstance(item, HandLine)]


def strokes(lines: list[HandLine]) -> list[HandGlyph]:
    return [glyph for line in lines for glyph in line.glyphs]


def runs(block: Block) -> list[GlyphRun]:
    return [run for run in block.runs if isinstance(run, GlyphRun)]


# -- what stays -----------------------------------------------------------------------------------


@EVERY
@BOTH
def test_every_glyph_that_was_set_is_written_in_its_order(
    fonts: FontSet, name: str, setting: Setting
) -> None:
    block = set_in(hand(fonts, name), setting)
    plain = [(glyph.id, glyph.text) for run in runs(block) for glyph in run.glyphs]
    assert [(each.id, each.text) for each in strokes(by(hand(fonts, name), setting))] == plain


@settings(max_examples=80, deadline=None)
@given(text=st.text("雪の。「」ー12Aq!、\n　", min_size=1, max_size=40), down=st.booleans())
def test_whatever_can_be_set_can_be_written(fonts: FontSet, text: str, down: bool) -> None:
    setting = DOWN if down else ACROSS
    block = fit_text(text, hand(fonts).stack, BOX, setting)
    assert isinstance(block, Block)
    found = strokes(
        [i for i in written(block, hand(fonts), SEED, BOUNDS) if isinstance(i, HandLine)]
    )
    assert len(found) == sum(len(run.glyphs) for run in runs(block))


@BOTH
def test_every_line_has_its_whole_text_once(fonts: FontSet, setting: Setting) -> None:
    block = set_in(hand(fonts), setting)
    found = [line.text for line in by(hand(fonts), setting) if line.text]
    assert found == [line.text for line in block.lines]


@EVERY
@BOTH
def test_the_same_seed_writes_the_same_card(fonts: FontSet, name: str, setting: Setting) -> None:
    assert by(hand(fonts, name), setting) == by(hand(fonts, name), setting)


@EVERY
@BOTH
def test_another_seed_writes_every_line_otherwise(
    fonts: FontSet, name: str, setting: Setting
) -> None:
    ours = by(hand(fonts, name), setting)
    theirs = by(hand(fonts, name), setting, seed_of("2026-12a", "k9x2m", LETTER))
    assert all(a.glyphs != b.glyphs for a, b in zip(ours, theirs, strict=True))


def test_a_card_is_written_alike_on_every_machine_and_for_ever(fonts: FontSet) -> None:
    first = strokes(by(hand(fonts), DOWN, bytes(32), "ああああ"))
    assert [(g.variant, g.size, g.stroke, g.tone) for g in first] == PINNED


@settings(max_examples=40, deadline=None)
@given(seed=st.binary(min_size=32, max_size=32), down=st.booleans())
def test_no_glyph_leaves_the_bounds_it_was_set_in(fonts: FontSet, seed: bytes, down: bool) -> None:
    for glyph in strokes(by(hand(fonts), DOWN if down else ACROSS, seed, "雪の夜です。" * 18)):
        em = to_mm(glyph.size)
        left = glyph.x - em / 2 if down else glyph.x
        top = glyph.y if down else glyph.y - 0.88 * em
        near = 0.04 * em  # a glyph grown a little in the middle of its place
        assert BOUNDS.x - near <= left and left + em <= BOUNDS.right + em + near
        assert BOUNDS.y - near <= top and top + em <= BOUNDS.bottom + em + near


@settings(max_examples=40, deadline=None)
@given(seed=st.binary(min_size=32, max_size=32), down=st.booleans())
def test_no_glyph_strays_half_an_em_from_where_it_was_set(
    fonts: FontSet, seed: bytes, down: bool
) -> None:
    setting, words = (DOWN if down else ACROSS), "雪の夜です。" * 18
    block = set_in(hand(fonts), setting, words)
    plain = [glyph for run in runs(block) for glyph in run.glyphs]
    half = to_mm(block.size) / 2
    for was, now in zip(plain, strokes(by(hand(fonts), setting, seed, words)), strict=True):
        assert abs(was.x - now.x) < half and abs(was.y - now.y) < half


# -- what a hand does -----------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    seed=st.binary(min_size=32, max_size=32), text=st.text("のはいし雪、", min_size=2, max_size=60)
)
def test_a_character_never_has_the_shape_it_had_last(
    fonts: FontSet, seed: bytes, text: str
) -> None:
    last: dict[int, int] = {}
    for glyph in strokes(by(hand(fonts), DOWN, seed, text)):
        assert last.get(glyph.id) != glyph.variant
        last[glyph.id] = glyph.variant


def test_all_eight_shapes_of_a_character_are_used(fonts: FontSet) -> None:
    drawn = Counter(glyph.variant for glyph in strokes(by(hand(fonts), DOWN, text="の" * 200)))
    assert set(drawn) == set(range(8))


def test_kanji_have_at_least_six_shapes(fonts: FontSet) -> None:
    drawn = {glyph.variant for glyph in strokes(by(hand(fonts), DOWN, text="雪" * 200))}
    assert drawn == set(range(6))


def crossings(line: HandLine) -> list[float]:
    """How far each glyph of a column is from the one before, across the column."""
    return [glyph.x for glyph in line.glyphs]


def test_a_hand_drifts_off_the_line_gradually(fonts: FontSet) -> None:
    line = by(hand(fonts), DOWN, text="の" * 25)[0]
    places = crossings(line)
    steps = [abs(b - a) for a, b in pairwise(places)]
    assert max(places) - min(places) > max(steps)
    assert correlation(places[:-1], places[1:]) > 0.3


def test_the_ink_of_a_hand_runs_low_gradually(fonts: FontSet) -> None:
    tones = [glyph.tone for glyph in strokes(by(hand(fonts), DOWN, text="の" * 300))]
    assert max(tones) > min(tones)
    assert correlation(tones[:-1], tones[1:]) > 0.6


def test_lines_do_not_begin_at_one_height(fonts: FontSet) -> None:
    starts = [line.glyphs[0].y for line in by(hand(fonts), DOWN, text="雪の夜\n" * 6 + "です")]
    assert pstdev(starts) > 0.05


def test_what_a_print_shop_prints_is_of_one_ink(fonts: FontSet) -> None:
    lines = by(hand(fonts, solid=True))
    assert {glyph.tone for glyph in strokes(lines)} == {0.0}
    assert len({glyph.stroke for glyph in strokes(lines)}) > 2


# -- the hands ------------------------------------------------------------------------------------


def test_every_lettering_that_can_be_chosen_can_be_written() -> None:
    assert list(LETTERINGS) == list(NAMES)
    assert len(WRITTEN) >= 4


def test_no_name_means_the_usual_hand(fonts: FontSet) -> None:
    assert hand_for("", fonts) == hand_for("felt-tip", fonts)


def test_an_unknown_hand_is_refused(fonts: FontSet) -> None:
    with pytest.raises(KeyError):
        hand_for("quill", fonts)


def test_type_stands_as_it_was_set(fonts: FontSet) -> None:
    block = set_in(hand(fonts, "type"), DOWN)
    assert written(block, hand(fonts, "type"), SEED, BOUNDS) == block.runs


def test_no_two_hands_are_made_of_one_font(fonts: FontSet) -> None:
    assert len({fonts.letterings[name][0].id for name in WRITTEN}) == len(WRITTEN)


def test_the_clear_hand_is_larger_and_steadier_and_never_pale(fonts: FontSet) -> None:
    def straying(name: str) -> float:
        line = by(hand(fonts, name), DOWN, text="の" * 18)[0]
        return pstdev(glyph.x for glyph in line.glyphs) / to_mm(line.glyphs[0].size)

    clear, usual = strokes(by(hand(fonts, "clear"))), strokes(by(hand(fonts)))
    assert min(glyph.size for glyph in clear) > max(glyph.size for glyph in usual)
    assert straying("clear") < straying("felt-tip") / 2
    assert {glyph.tone for glyph in clear} == {0.0}


def test_a_large_hand_still_goes_down_to_the_readable_minimum(fonts: FontSet) -> None:
    clear = hand(fonts, "clear").enlarged(DOWN)
    assert (clear.size, clear.minimum) == (pytest.approx(15.6), 9.0)


def test_the_projects_own_message_font_is_the_usual_hand(fonts: FontSet) -> None:
    assert fonts.letterings["felt-tip"] == fonts["message"]


# -- what stands beside the words ------------------------------------------------------------------


def test_readings_are_written_too_and_stray_less(fonts: FontSet) -> None:
    block = set_in(hand(fonts), DOWN, "雪《ゆき》の夜")
    lines = [
        each for each in written(block, hand(fonts), SEED, BOUNDS) if isinstance(each, HandLine)
    ]
    assert [line.text for line in lines] == ["雪の夜", "ゆき"]
    small = lines[1].glyphs
    assert all(glyph.size < 0.6 * lines[0].glyphs[0].size for glyph in small)


def test_emphasis_dots_stay_with_their_line(fonts: FontSet) -> None:
    block = set_in(hand(fonts), DOWN, "とても《《しずか》》です")
    dots = [item for item in block.runs if isinstance(item, Path)]
    assert [i for i in written(block, hand(fonts), SEED, BOUNDS) if isinstance(i, Path)] == dots


def test_figures_side_by_side_go_on_with_their_column(fonts: FontSet) -> None:
    line = [each for each in by(hand(fonts), DOWN, text="朝12月") if "2" in _text(each)]
    assert [each.direction for each in line] == [Direction.DOWN]
    assert [glyph.is_beside for glyph in line[0].glyphs] == [True, False]


def _text(line: HandLine) -> str:
    return "".join(glyph.text for glyph in line.glyphs)
