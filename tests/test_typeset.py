"""Text set into boxes: the right glyphs, the right size, inside the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.fonts import Font, FontSet, Stack
from outreach.frame import Box, Direction, Frame, GlyphRun
from outreach.typeset.fit import Block, Missing, Overflow, Setting, fit_text
from outreach.typeset.lines import vertical_line
from outreach.typeset.shape import cells

if TYPE_CHECKING:
    from tests.conftest import Paper

BOX = Box(20.0, 30.0, 50.0, 60.0)
DOWN = Setting(Direction.DOWN, 13.0, 10.5, 1.7)
ACROSS = Setting(Direction.RIGHT, 13.0, 10.5, 1.7)
SETTINGS = pytest.mark.parametrize("setting", [DOWN, ACROSS], ids=["down", "across"])
LETTER = (
    "街灯の下にだけ、降る雪が見えます。\n窓を少しあけたら、どこかの家から\n煮物の匂いがしました。"
)
EM = 0.3528  # mm of a point


@pytest.fixture(scope="module")
def serif(fonts: FontSet) -> Font:
    return fonts["address"][0]


def glyphs_of(font: Font, text: str, direction: Direction) -> list[int]:
    row, missing = cells((font,), text, direction)
    assert not missing
    return [glyph.id for cell in row for glyph in cell.glyphs]


def set_in_box(text: str, stack: Stack, setting: Setting, box: Box = BOX) -> Block:
    block = fit_text(text, stack, box, setting)
    assert isinstance(block, Block), block
    return block


# -- glyphs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("character", "ー（）「」『』【】、。っゃァ～…―：")
def test_a_vertical_line_takes_the_vertical_form(serif: Font, character: str) -> None:
    down = glyphs_of(serif, character, Direction.DOWN)
    assert down != glyphs_of(serif, character, Direction.RIGHT)


@pytest.mark.parametrize("character", "雪漢様")
def test_a_character_that_needs_no_other_form_keeps_its_glyph(serif: Font, character: str) -> None:
    down = glyphs_of(serif, character, Direction.DOWN)
    assert down == glyphs_of(serif, character, Direction.RIGHT)


@pytest.mark.parametrize("number", range(5))
def test_every_hand_of_the_messages_has_vertical_brackets(fonts: FontSet, number: int) -> None:
    stack = fonts["message"]
    if number >= len(stack):
        pytest.skip("fewer fonts are installed")
    down = glyphs_of(stack[number], "（ー「", Direction.DOWN)
    across = glyphs_of(stack[number], "（ー「", Direction.RIGHT)
    assert all(a != b for a, b in zip(down, across, strict=True))


def test_the_hyphen_of_an_address_is_an_upright_stroke_on_paper(paper: Paper, serif: Font) -> None:
    row, _ = cells((serif,), "―", Direction.DOWN)
    runs = vertical_line(tuple(row), 50.0, 50.0, 30.0)
    sight = paper.see(Frame(100.0, 148.0, tuple(runs)))
    ink = sight.bounds(sight.black)
    assert ink is not None
    assert ink.height > 5 * ink.width
    assert ink.x + ink.width / 2 == pytest.approx(50.0, abs=0.3)


def test_a_comma_stands_in_the_upper_right_of_its_cell(paper: Paper, serif: Font) -> None:
    row, _ = cells((serif,), "、", Direction.DOWN)
    sight = paper.see(Frame(100.0, 148.0, tuple(vertical_line(tuple(row), 50.0, 50.0, 30.0))))
    ink = sight.bounds(sight.black)
    assert ink is not None
    assert ink.x > 50.0
    assert ink.bottom < 50.0 + 30 * EM / 2


# -- Latin words and figures --------------------------------------------------------------------


def test_a_latin_word_in_a_vertical_line_lies_on_its_side(serif: Font) -> None:
    row, _ = cells((serif,), "雪Snow雪", Direction.DOWN)
    runs = vertical_line(tuple(row), 50.0, 20.0, 12.0)
    assert [(run.text, run.direction) for run in runs] == [
        ("雪", Direction.DOWN), ("Snow", Direction.RIGHT), ("雪", Direction.DOWN)
    ]  # fmt: skip
    assert runs[1].matrix == (0, 1, -1, 0, 0, 0)


@pytest.mark.parametrize("text", ["3", "12", "A"])
def test_two_figures_or_one_letter_stand_upright_in_one_cell(serif: Font, text: str) -> None:
    (cell,), _ = cells((serif,), text, Direction.DOWN)
    assert cell.upright
    assert cell.advance == 1.0


def test_a_pair_of_figures_is_centred_on_its_column(paper: Paper, serif: Font) -> None:
    row, _ = cells((serif,), "雪12雪", Direction.DOWN)
    sight = paper.see(Frame(100.0, 148.0, tuple(vertical_line(tuple(row), 50.0, 20.0, 24.0))))
    pair = sight.bounds(sight.window(sight.black, Box(0.0, 20 + 24 * EM, 100.0, 24 * EM)))
    assert pair is not None
    assert pair.x + pair.width / 2 == pytest.approx(50.0, abs=0.4)
    assert pair.width <= 24 * EM * 1.2


# -- fitting ------------------------------------------------------------------------------------


@SETTINGS
def test_text_that_fits_has_the_size_the_layout_wants(serif: Font, setting: Setting) -> None:
    assert set_in_box("雪です。", (serif,), setting).size == 13.0


@SETTINGS
def test_longer_text_is_set_smaller_but_never_below_the_minimum(
    serif: Font, setting: Setting
) -> None:
    sizes = []
    for count in range(1, 200, 3):
        fitted = fit_text("窓の雪" * count, (serif,), BOX, setting)
        if isinstance(fitted, Block):
            sizes.append(fitted.size)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == setting.size
    assert setting.minimum <= sizes[-1] < setting.size


@SETTINGS
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(alphabet="雪の夜窓猫コーヒーっ「」（）、。ab12\n", max_size=120),
    align=st.sampled_from(["start", "centre", "end"]),
    valign=st.sampled_from(["start", "centre", "end"]),
)
def test_no_ink_leaves_the_box_but_a_hanging_mark_at_the_end_of_its_line(
    paper: Paper, serif: Font, setting: Setting, text: str, align: str, valign: str
) -> None:
    placed = Setting(setting.direction, 13.0, 10.5, 1.7, align, valign)
    fitted = fit_text(text, (serif,), BOX, placed)
    if not isinstance(fitted, Block):
        return
    sight = paper.see(Frame(100.0, 148.0, fitted.runs), dpi=150)
    ink = sight.bounds(sight.black)
    if ink is None:
        return
    slack = 0.35  # antialiasing, and strokes a hair outside the em square
    hang = fitted.size * EM
    down = setting.direction is Direction.DOWN
    assert ink.x >= BOX.x - slack - (0 if down else hang)
    assert ink.right <= BOX.right + slack + (0 if down else hang)
    assert ink.y >= BOX.y - slack - (hang if down else 0)
    assert ink.bottom <= BOX.bottom + slack + (hang if down else 0)


@SETTINGS
def test_the_text_of_a_block_is_the_text_that_was_set(serif: Font, setting: Setting) -> None:
    block = set_in_box(LETTER, (serif,), setting)
    assert "".join(run.text for run in block.runs) == LETTER.replace("\n", "")


@SETTINGS
@pytest.mark.parametrize("extra", [1, 10, 50])
def test_what_is_too_much_is_said_within_a_line(serif: Font, setting: Setting, extra: int) -> None:
    full = max(
        count
        for count in range(1, 400)
        if isinstance(fit_text("雪" * count, (serif,), BOX, setting), Block)
    )
    over = fit_text("雪" * (full + extra), (serif,), BOX, setting)
    assert over == Overflow(extra)


def test_an_unbreakable_word_too_long_for_the_line_says_how_much(serif: Font) -> None:
    over = fit_text("https://example.org/" + "a" * 60, (serif,), BOX, ACROSS)
    assert isinstance(over, Overflow)
    room = "https://example.org/" + "a" * (60 - over.characters)
    assert isinstance(fit_text(room, (serif,), BOX, ACROSS), Block)
    assert isinstance(fit_text(room + "a", (serif,), BOX, ACROSS), Overflow)


def test_a_box_lower_than_a_line_takes_nothing(serif: Font) -> None:
    over = fit_text("雪です", (serif,), Box(0.0, 0.0, 50.0, 2.0), ACROSS)
    assert over == Overflow(3)


def test_empty_lines_are_kept(serif: Font) -> None:
    assert [line.text for line in set_in_box("雪\n\n猫", (serif,), DOWN).lines] == ["雪", "", "猫"]


@SETTINGS
def test_every_missing_character_is_named_once(serif: Font, setting: Setting) -> None:
    missing = fit_text("雪\U0001f600猫\n\U0001f431\U0001f600", (serif,), BOX, setting)
    assert missing == Missing(("\U0001f600", "\U0001f431"))


def test_columns_go_from_right_to_left_and_lines_from_top_to_bottom(serif: Font) -> None:
    down = set_in_box("雪\n猫", (serif,), DOWN).runs
    across = set_in_box("雪\n猫", (serif,), ACROSS).runs
    assert down[0].glyphs[0].x > down[1].glyphs[0].x
    assert across[0].glyphs[0].y < across[1].glyphs[0].y


@SETTINGS
def test_text_set_at_the_end_or_the_centre_stands_there(
    paper: Paper, serif: Font, setting: Setting
) -> None:
    def middle(place: str) -> tuple[float, float]:
        at = Setting(setting.direction, 13.0, 13.0, 1.7, place, place)
        sight = paper.see(Frame(100.0, 148.0, set_in_box("国国", (serif,), at).runs))
        ink = sight.bounds(sight.black)
        assert ink is not None
        return ink.x + ink.width / 2, ink.y + ink.height / 2

    centre = (BOX.x + BOX.width / 2, BOX.y + BOX.height / 2)
    across, along = middle("centre")
    assert across == pytest.approx(centre[0], abs=0.4)
    # A block of rows in the very middle would seem to sink: it stands a little above.
    rise = 0.0 if setting.direction is Direction.DOWN else 0.04 * (BOX.height - 13 * EM)
    assert along == pytest.approx(centre[1] - rise, abs=0.4)
    start, end = middle("start"), middle("end")
    assert (start[0] - centre[0]) * (end[0] - centre[0]) < 0
    assert (start[1] - centre[1]) * (end[1] - centre[1]) < 0


def test_a_blank_between_latin_words_is_in_the_text(paper: Paper, serif: Font) -> None:
    block = set_in_box("Let it snow", (serif,), ACROSS)
    pdf = paper.pdf(Frame(100.0, 148.0, block.runs))
    assert paper.lines_by_poppler(pdf) == ["Let it snow"]


def test_a_run_at_its_fonts_own_advances_says_so(serif: Font) -> None:
    (run,) = set_in_box("窓の雪", (serif,), DOWN).runs
    assert isinstance(run, GlyphRun)
    assert run.tracking == 0.0


# -- reading back -------------------------------------------------------------------------------


@SETTINGS
def test_a_browser_reads_the_lines_in_order(paper: Paper, fonts: FontSet, setting: Setting) -> None:
    block = set_in_box(LETTER, fonts["message"], setting)
    pdf = paper.pdf(Frame(100.0, 148.0, block.runs))
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage().get_text_range()
    assert "".join(text.split()) == "".join(LETTER.split())


# -- half-width kana ---------------------------------------------------------------------------


@pytest.mark.parametrize("direction", [Direction.DOWN, Direction.RIGHT])
def test_half_width_kana_are_set_wide_with_their_mark_and_stay_as_typed(
    serif: Font, direction: Direction
) -> None:
    narrow, _ = cells((serif,), "ﾔﾏﾀﾞ ﾊﾟｰﾙ", direction)
    wide, _ = cells((serif,), "ヤマダ パール", direction)
    assert [cell.text for cell in narrow] == ["ﾔ", "ﾏ", "ﾀﾞ", " ", "ﾊﾟ", "ｰ", "ﾙ"]
    assert [[g.id for g in cell.glyphs] for cell in narrow] == [
        [g.id for g in cell.glyphs] for cell in wide
    ]


def test_a_mark_of_voicing_without_a_base_is_still_printed(serif: Font) -> None:
    row, missing = cells((serif,), "亜ﾞ", Direction.DOWN)
    assert "".join(cell.text for cell in row) + "".join(missing) == "亜ﾞ"
