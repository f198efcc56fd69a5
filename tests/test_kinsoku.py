"""Where lines break: rules that hold for every text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.fonts import FontSet, Stack
from outreach.frame import Direction
from outreach.typeset.kinsoku import line_spans, may_break
from outreach.typeset.paragraph import row_of as typeset_row
from outreach.typeset.shape import Cell, width_of

NEVER_FIRST = "、。，．）」』】〕》〉！？ー々ゝゞ・：；っゃゅょぁぃぅぇぉァィゥェォッャュョ゛゜…"
NEVER_LAST = "（「『【〔《〈"
LETTERS = "雪の夜窓辺に猫がコーヒーをあたためる"
MARKED = LETTERS + NEVER_FIRST + NEVER_LAST
TEXT = st.text(alphabet=MARKED + "ab1 \u3000", max_size=60)
DENSE = st.text(alphabet=MARKED + "ab1", max_size=60)
DIRECTIONS = st.sampled_from(list(Direction))
FULL = 1e-6


@pytest.fixture(scope="module")
def serif(fonts: FontSet) -> Stack:
    return fonts["address"]


def row_of(stack: Stack, text: str, direction: Direction = Direction.DOWN) -> list[Cell]:
    return list(typeset_row(stack, text, direction).cells)


def lines_of(
    stack: Stack, text: str, measure: float, direction: Direction = Direction.DOWN
) -> list[list[Cell]]:
    row = typeset_row(stack, text, direction)
    assert not row.missing
    return [list(row.cells[start:end]) for start, end in line_spans(row, measure)]


def words(lines: Sequence[Sequence[Cell]]) -> list[str]:
    return ["".join(cell.text for cell in line) for line in lines]


def without_blanks(text: str) -> str:
    return text.replace(" ", "").replace("\u3000", "")


@settings(deadline=None)
@given(TEXT, st.floats(3.0, 20.0), DIRECTIONS)
def test_no_character_is_lost_doubled_or_moved(
    serif: Stack, text: str, measure: float, direction: Direction
) -> None:
    lines = lines_of(serif, text, measure, direction)
    assert without_blanks("".join(words(lines))) == without_blanks(text)


@settings(deadline=None, max_examples=300)
@given(DENSE, st.floats(3.0, 20.0), DIRECTIONS)
def test_no_line_starts_or_ends_with_a_forbidden_mark_unless_there_was_no_legal_break(
    serif: Stack, text: str, measure: float, direction: Direction
) -> None:
    for before, after in pairwise(lines_of(serif, text, measure, direction)):
        if before and after and not may_break(before[-1], after[0]):
            legal = [a for a, b in pairwise(before) if may_break(a, b)]
            assert not legal, f"{words([before])} could have ended elsewhere"


@pytest.mark.parametrize("mark", NEVER_FIRST)
def test_a_mark_that_never_starts_a_line_takes_its_neighbour_along(serif: Stack, mark: str) -> None:
    lines = words(lines_of(serif, f"雪の夜窓{mark}猫猫", 4.0))
    assert lines[1][0] != mark


@pytest.mark.parametrize("mark", NEVER_LAST)
def test_a_mark_that_never_ends_a_line_goes_over_with_what_it_opens(
    serif: Stack, mark: str
) -> None:
    assert words(lines_of(serif, f"雪の夜{mark}窓猫", 4.0)) == ["雪の夜", f"{mark}窓猫"]


@settings(deadline=None, max_examples=300)
@given(TEXT, st.floats(3.0, 20.0), DIRECTIONS)
def test_only_a_comma_or_a_full_stop_hangs_over_and_only_one(
    serif: Stack, text: str, measure: float, direction: Direction
) -> None:
    for line in lines_of(serif, text, measure, direction):
        over = width_of(line) - measure
        if over > FULL and len(line) > 1:
            assert line[-1].text in "、。，．"
            assert over <= line[-1].advance + FULL


@settings(deadline=None)
@given(TEXT, st.floats(3.0, 20.0))
def test_a_line_is_not_broken_before_the_next_character_would_be_too_much(
    serif: Stack, text: str, measure: float
) -> None:
    for before, after in pairwise(lines_of(serif, without_blanks(text), measure)):
        legal = len(after) < 2 or may_break(after[0], after[1])
        if legal and may_break(before[-1], after[0]):
            assert width_of(before) + after[0].advance > measure - FULL


def test_a_full_stop_hangs_over_a_full_line(serif: Stack) -> None:
    assert words(lines_of(serif, "雪の夜窓。猫", 4.0)) == ["雪の夜窓。", "猫"]


def test_two_dashes_or_leaders_stay_together(serif: Stack) -> None:
    assert words(lines_of(serif, "雪の夜……猫", 4.0)) == ["雪の", "夜……猫"]


def test_a_latin_word_is_never_broken(serif: Stack) -> None:
    lines = words(lines_of(serif, "雪の夜にSnow猫", 5.0, Direction.RIGHT))
    assert lines == ["雪の夜に", "Snow猫"]


def test_a_blank_at_the_end_of_a_line_goes_and_an_indent_at_the_start_stays(
    serif: Stack,
) -> None:
    lines = words(lines_of(serif, "\u3000雪の夜\u3000猫", 4.0))
    assert lines == ["\u3000雪の夜", "猫"]


def test_an_empty_text_is_one_empty_line(serif: Stack) -> None:
    assert lines_of(serif, "", 5.0) == [[]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("雪の夜猫12月の", "雪の夜猫"),
        ("雪の夜１２月の猫", "雪の夜"),
        ("雪の夜窓3匹の猫", "雪の夜窓"),
        ("雪の夜３．５猫の", "雪の夜"),
        ("雪の夜猫50%の窓", "雪の夜猫"),
        ("雪の夜猫￥５０の", "雪の夜猫"),
    ],
)
def test_a_figure_stays_with_its_digits_and_what_it_counts(
    serif: Stack, text: str, first: str
) -> None:
    assert words(lines_of(serif, text, 5.0))[0] == first


# -- neighbouring marks -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("雪。」猫", 3.5),
        ("雪」「猫", 3.5),
        ("雪、「猫", 3.5),
        ("雪）。猫", 3.5),
        ("「『雪", 2.5),
        ("雪」）。", 3.0),
        ("雪。猫", 3.0),
        ("雪「猫", 3.0),
    ],
)
@pytest.mark.parametrize("direction", Direction)
def test_neighbouring_marks_are_drawn_together_by_half_a_character(
    serif: Stack, text: str, length: float, direction: Direction
) -> None:
    assert width_of(row_of(serif, text, direction)) == pytest.approx(length)
