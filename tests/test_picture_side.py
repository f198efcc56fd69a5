"""The picture side as printed: words in their slot, art to the edge, marks of a proof."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from outreach.errors import ExitCode, Severity, Where
from outreach.faces.picture import picture_side
from outreach.faces.slant import PROOF_TEXT, proof_of
from outreach.frame import Box, Frame, GlyphRun
from outreach.model.round import Message
from outreach.model.stock import HAGAKI
from outreach.press.imposition import Target

if TYPE_CHECKING:
    from tests.conftest import Paper, Sight

LAYOUTS = pytest.mark.parametrize(
    "layout", ["words-only", "picture-above", "picture-right", "full-corner"]
)
WITH_PICTURE = pytest.mark.parametrize("layout", ["picture-above", "picture-right", "full-corner"])
LETTER = "雪の夜です。\n窓を少しあけたら、\n煮物の匂いがしました。"
SAFE = Box(5.0, 5.0, 90.0, 138.0)
WHERE = Where("rounds/2027-01a/messages.csv", 4, "k7f3q")


def message(text: str = LETTER, layout: str = "words-only") -> Message:
    return Message(text, layout, "こだま", "set")


def faced(paper: Paper, layout: str, text: str = LETTER) -> Frame:
    face = paper.picture_side(layout).face(message(text, layout), WHERE)
    assert face.frame is not None, [str(problem.message) for problem in face.problems]
    return face.frame


def added_ink(paper: Paper, layout: str, text: str = LETTER) -> tuple[Sight, Box]:
    """What the words add to the drawn design, in mm."""
    bare, worded = paper.see(faced(paper, layout, "")), paper.see(faced(paper, layout, text))
    differing = np.abs(worded.pixels.astype(int) - bare.pixels.astype(int)).max(axis=2) > 40
    ink = worded.bounds(differing)
    assert ink is not None
    return worded, ink


@LAYOUTS
def test_the_words_stand_in_their_slot_and_the_safe_area(paper: Paper, layout: str) -> None:
    slot = paper.drawn(layout)[1].slot("message")
    assert slot is not None
    _, ink = added_ink(paper, layout)
    slack = 0.4  # a stroke of a hand may leave its em square by a hair
    assert ink.x >= slot.box.x - slack and ink.right <= slot.box.right + slack
    assert ink.y >= slot.box.y - slack and ink.bottom <= slot.box.bottom + slack
    assert ink.x >= SAFE.x and ink.right <= SAFE.right
    assert ink.y >= SAFE.y and ink.bottom <= SAFE.bottom


@LAYOUTS
def test_the_words_are_read_in_order(paper: Paper, layout: str) -> None:
    shows = "".join(paper.shows(paper.pdf(faced(paper, layout))))
    places = [shows.index(line) for line in LETTER.split("\n")]
    assert places == sorted(places)


@LAYOUTS
def test_a_second_reader_finds_every_line_whole(paper: Paper, layout: str) -> None:
    lines = paper.lines_by_poppler(paper.pdf(faced(paper, layout)))
    for line in LETTER.split("\n"):
        assert any(line in found for found in lines)


@WITH_PICTURE
def test_at_home_the_art_reaches_the_edge_it_bleeds_over(paper: Paper, layout: str) -> None:
    sight = paper.see(faced(paper, layout), dpi=150)
    assert sight.ink[:, -1].mean() > 0.55  # every layout's picture bleeds on the right
    assert sight.ink[0].mean() > 0.55


@WITH_PICTURE
def test_for_the_shop_the_art_fills_three_millimetres_beyond_the_trim(
    paper: Paper, layout: str
) -> None:
    side = paper.picture_side(layout, target=Target.SHOP)
    frame = side.face(message(layout=layout), WHERE).frame
    assert frame is not None
    sight = paper.see(frame, dpi=150, target=Target.SHOP)
    assert sight.ink[:, -1].mean() > 0.55
    assert sight.ink[0].mean() > 0.55


def test_the_trim_of_a_shop_page_shows_what_the_home_page_shows(paper: Paper) -> None:
    home = paper.see(faced(paper, "picture-above"), dpi=150)
    side = paper.picture_side("picture-above", target=Target.SHOP)
    frame = side.face(message(layout="picture-above"), WHERE).frame
    assert frame is not None
    shop = paper.see(frame, dpi=150, target=Target.SHOP)
    trimmed = shop.window(shop.ink, Box(3.0, 3.0, 100.0, 148.0))
    rows, columns = (min(a, b) for a, b in zip(trimmed.shape, home.ink.shape, strict=True))
    assert (trimmed[:rows, :columns] != home.ink[:rows, :columns]).mean() < 0.01


def test_the_artist_is_credited_where_the_design_shows_it(paper: Paper) -> None:
    assert "絵・こだま" in paper.text_of(paper.pdf(faced(paper, "words-only")))


def test_no_credit_is_printed_where_the_design_hides_it(paper: Paper) -> None:
    design, drawn = paper.drawn("words-only")
    hidden = replace(design, credit=False)
    side, _ = picture_side(HAGAKI, hidden, drawn, paper.fonts)
    assert side is not None
    frame = side.face(message(), WHERE).frame
    assert frame is not None
    assert "こだま" not in paper.text_of(paper.pdf(frame))


@LAYOUTS
def test_a_credit_stays_inside_the_safe_area(paper: Paper, layout: str) -> None:
    blank = paper.drawn(layout)
    side, _ = picture_side(HAGAKI, replace(blank[0], credit=False), blank[1], paper.fonts)
    assert side is not None
    bare = side.face(message("", layout), WHERE).frame
    assert bare is not None
    without, credited = paper.see(bare), paper.see(faced(paper, layout, ""))
    differing = np.abs(without.pixels.astype(int) - credited.pixels.astype(int)).max(axis=2) > 40
    ink = credited.bounds(differing)
    assert ink is not None
    assert ink.x >= SAFE.x and ink.right <= SAFE.right and ink.bottom <= SAFE.bottom


# -- what is said -------------------------------------------------------------------------------


def test_words_too_long_say_about_how_much(paper: Paper) -> None:
    face = paper.picture_side().face(message("雪の夜です。" * 100), WHERE)
    (problem,) = face.problems
    assert face.frame is None
    assert (problem.kind, problem.code) == (ExitCode.LAYOUT, "does-not-fit")
    assert problem.where == WHERE
    assert 200 < int(dict(problem.message.values)["count"]) < 600


def test_words_in_too_many_lines_say_how_many_there_is_room_for(paper: Paper) -> None:
    (problem,) = paper.picture_side().face(message("\n".join("雪" * 40)), WHERE).problems
    assert problem.code == "does-not-fit"
    values = dict(problem.message.values)
    assert values["lines"] == 40
    fits = message("\n".join("雪" * values["most"]))
    assert not paper.picture_side().face(fits, WHERE).problems


@pytest.mark.parametrize("text", ["雪。", "窓の雪です。"])
@pytest.mark.parametrize("layout", ["full-corner", "picture-right", "picture-above"])
def test_a_word_or_two_stand_about_the_middle_of_their_place(
    paper: Paper, layout: str, text: str
) -> None:
    slot = paper.drawn(layout)[1].slot("message")
    assert slot is not None
    _, ink = added_ink(paper, layout, text)
    across = (ink.x + ink.width / 2 - slot.box.x) / slot.box.width
    down = (ink.y + ink.height / 2 - slot.box.y) / slot.box.height
    assert 0.4 < across < 0.6
    assert 0.38 < down < 0.55


def test_a_character_no_hand_has_is_named_and_nothing_of_the_message(paper: Paper) -> None:
    face = paper.picture_side().face(message("窓の\U0001f431です"), WHERE)
    (problem,) = face.problems
    assert face.frame is None
    assert problem.code == "glyph-missing"
    assert "U+1F431" in str(problem.message)
    assert str(problem.hint).startswith("Leave it out, or write it another way.")
    assert "窓" not in str(problem.message)


def test_a_character_another_font_draws_is_a_warning_that_names_it(paper: Paper) -> None:
    stack = paper.fonts["message"]
    lacking = next((c for c in "𠮷槗圡邊﨑" if not stack[0].covers(c)), None)
    if lacking is None:
        pytest.skip("the first hand has every character tried")
    face = paper.picture_side().face(message(f"{lacking}田さんへ"), WHERE)
    (problem,) = face.problems
    assert face.frame is not None
    assert (problem.code, problem.severity) == ("substitute-font", Severity.WARNING)
    assert lacking in str(problem.message) and "felt-tip pen" in str(problem.message)
    assert "田" not in str(problem.message)


def test_a_blank_is_never_called_a_substitute(paper: Paper) -> None:
    assert paper.picture_side().face(message("雪 の\u3000夜"), WHERE).problems == ()


def test_a_card_without_words_is_the_bare_picture(paper: Paper) -> None:
    frame = faced(paper, "picture-above", "")
    assert not any(isinstance(item, GlyphRun) for item in frame.items)


# -- proofs -------------------------------------------------------------------------------------


@LAYOUTS
def test_a_proof_of_the_picture_side_is_marked_across(paper: Paper, layout: str) -> None:
    assert_marked(paper, faced(paper, layout))


def test_a_proof_of_the_address_side_is_marked_across(paper: Paper) -> None:
    assert_marked(paper, paper.frame(paper.person("原", "実")))


def assert_marked(paper: Paper, frame: Frame) -> None:
    proof = proof_of(frame, paper.fonts["address"][0])
    pdf = paper.pdf(proof)
    assert paper.text_of(pdf).count("".join(PROOF_TEXT.split())) == 3
    plain, marked = paper.see(frame, dpi=100), paper.look(pdf, dpi=100)
    changed = np.abs(plain.pixels.astype(int) - marked.pixels.astype(int)).max(axis=2) > 25
    thirds = np.array_split(changed, 3, axis=0)
    for third in thirds:
        ink = marked.bounds(third)
        assert ink is not None
        assert ink.width > 50.0
