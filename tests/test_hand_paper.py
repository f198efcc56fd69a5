"""Imitated hands on paper: found by search, small in the file, to the eye what was written."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pikepdf
import pypdfium2
import pytest
import uharfbuzz as hb

from outreach.fonts import LETTERINGS
from outreach.frame import (
    CMYK,
    RGB,
    Bitmap,
    Box,
    Direction,
    Frame,
    Gray,
    HandGlyph,
    HandLine,
    Item,
    Stencil,
    moved,
)
from outreach.press.imposition import plain_page
from outreach.press.pdf import Store, Volume
from outreach.typeset.chance import seed_of
from outreach.typeset.fit import Block, Setting, fit_text
from outreach.typeset.hand import hand_for, written
from outreach.units import to_mm

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Paper, Sight

BOX = Box(14.0, 14.0, 72.0, 116.0)
DOWN = Setting(Direction.DOWN, 13.0, 9.0, 1.7)
ACROSS = Setting(Direction.RIGHT, 13.0, 9.0, 1.6)
BOTH = pytest.mark.parametrize("setting", [DOWN, ACROSS], ids=["down", "across"])
EVERY = pytest.mark.parametrize(
    "name", [name for name, each in LETTERINGS.items() if each.manner.unrest]
)
# Small kana, brackets, a long mark, two figures in one place, a Latin word, an old form of 高.
LETTER = "きょうは髙橋さんの畑で、\n「コーヒー」をいただきました。\n12月のSapporoは、もう雪です。"
MESSAGE = (
    "ゆうべ、はじめての雪が降りました。起きたら、向かいの屋根が白くて、町の音がすこし遠くなって"
    "いました。台所で湯をわかしながら、しばらく窓の外を見ていました。また、なにか描いたら送りますね。"
)


def block(paper: Paper, name: str, setting: Setting, text: str = LETTER) -> Block:
    hand = hand_for(name, paper.fonts)
    found = fit_text(text, hand.stack, BOX, hand.enlarged(setting))
    assert isinstance(found, Block)
    return found


def card(
    paper: Paper, name: str, setting: Setting, key: str = "k7f3q", text: str = LETTER
) -> Frame:
    hand = hand_for(name, paper.fonts)
    seed = seed_of("2026-12a", key, text, name)
    items = written(block(paper, name, setting, text), hand, seed, BOX.inset(-2))
    return Frame(100.0, 148.0, items)


def plain(paper: Paper, name: str, setting: Setting, text: str = LETTER) -> Frame:
    return Frame(100.0, 148.0, tuple(block(paper, name, setting, text).runs))


# -- found by search ------------------------------------------------------------------------------


@EVERY
@BOTH
def test_a_reader_finds_every_line_whole(paper: Paper, name: str, setting: Setting) -> None:
    pdf = paper.pdf(card(paper, name, setting))
    wanted = [line.text for line in block(paper, name, setting).lines]
    assert paper.lines_by_poppler(pdf) == wanted
    assert paper.text_of(pdf) == "".join(wanted)


@EVERY
@BOTH
def test_what_is_found_lies_where_it_is_written(paper: Paper, name: str, setting: Setting) -> None:
    """A second reader's box around each line covers its ink from end to end."""
    frame = card(paper, name, setting)
    pdf = paper.pdf(frame)
    sight = paper.look(pdf)
    for box in boxes_by_poppler(pdf):
        inside = sight.window(sight.ink, box.inset(-0.4 * to_mm(13)))
        assert inside.sum() > 0.05 * sight.ink.sum()
        length = box.height if setting is DOWN else box.width
        assert length > 8 * to_mm(13)


def boxes_by_poppler(pdf: Path) -> list[Box]:
    """The boxes of the lines of the first page in mm, as Poppler highlights them."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    command = ["pdftotext", "-bbox-layout", str(pdf), "-"]
    told = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")
    pattern = r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">'
    edges = [[to_mm(float(edge)) for edge in found] for found in re.findall(pattern, told)]
    return [Box(x, y, right - x, low - y) for x, y, right, low in edges]


@BOTH
def test_search_finds_what_goes_on_through_figures_and_words(
    paper: Paper, setting: Setting
) -> None:
    with pypdfium2.PdfDocument(paper.pdf(card(paper, "round", setting))) as document:
        text = document[0].get_textpage()
        for words in ("髙橋さんの畑", "「コーヒー」", "12月のSapporo", "もう雪です。"):
            assert text.search(words).get_next() is not None, words


def test_a_column_is_a_line_for_readers_that_know_no_vertical_mode(paper: Paper) -> None:
    """Its glyphs lie and are shown one after the other down the page, as on a turned line."""
    line = next(iter(_lines(card(paper, "felt-tip", DOWN, text="雪の夜です"))))
    with pikepdf.open(paper.pdf(Frame(100, 148, (line._replace(text=""),)))) as pdf:
        fonts = list(pdf.pages[0].Resources.Font.values())
        assert [font.Encoding for font in fonts] == ["/Identity-H"]
        shown = [
            [float(number) for number in operands]
            for operands, operator in pikepdf.parse_content_stream(pdf.pages[0])
            if str(operator) == "Tm"
        ]
    for before, after in pairwise(shown):
        a, b, c, d = before[:4]
        assert a == d == 0 and b == -c < 0
        assert before[5] - after[5] == pytest.approx(c, rel=0.15)


def test_every_code_shown_has_its_text(paper: Paper) -> None:
    with pikepdf.open(paper.pdf(card(paper, "brush", DOWN))) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            face = _face(font)
            rows = font.ToUnicode.read_bytes().decode("ascii").split("beginbfchar")[1:]
            told = sum(row.split("endbfchar")[0].strip().count("\n") + 1 for row in rows)
            assert told == face.glyph_count - 1


def test_widths_in_the_file_are_those_of_the_font(paper: Paper) -> None:
    with pikepdf.open(paper.pdf(card(paper, "clear", ACROSS))) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            embedded, (start, widths) = hb.Font(_face(font)), font.DescendantFonts[0].W
            for number, width in enumerate(widths, start=int(start)):
                advance = embedded.get_glyph_h_advance(number) * 1000 / embedded.face.upem
                assert advance == pytest.approx(float(width), abs=1.1)


def _face(font: pikepdf.Object) -> hb.Face:
    data = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
    return hb.Face(hb.Blob(data))


def _lines(frame: Frame) -> Iterator[HandLine]:
    return (item for item in frame.items if isinstance(item, HandLine))


# -- to the eye -----------------------------------------------------------------------------------


@EVERY
@BOTH
def test_the_words_stand_where_they_were_set_and_weigh_about_the_same(
    paper: Paper, name: str, setting: Setting
) -> None:
    ours, theirs = paper.see(card(paper, name, setting)), paper.see(plain(paper, name, setting))
    a, b = ours.bounds(ours.ink), theirs.bounds(theirs.ink)
    assert a is not None and b is not None
    assert (a.x, a.y, a.right, a.bottom) == pytest.approx((b.x, b.y, b.right, b.bottom), abs=1.6)
    assert 0.9 < ours.ink.sum() / theirs.ink.sum() < 1.75


@EVERY
def test_each_letter_covers_the_place_it_was_set_in(paper: Paper, name: str) -> None:
    """Upright in its cell: a glyph turned or mirrored by the press would not."""
    for setting in (DOWN, ACROSS):
        ours = paper.see(card(paper, name, setting, text="鬱\n雪\n楽"), dpi=150)
        theirs = paper.see(plain(paper, name, setting, "鬱\n雪\n楽"), dpi=150)
        assert _likeness(ours, theirs) > 0.75


def _likeness(one: Sight, other: Sight) -> float:
    """The share of one page's ink that lies within 0.5 mm of the other's."""
    near = other.ink.copy()
    for axis in (0, 1):
        near = np.logical_or.reduce([np.roll(near, step, axis) for step in range(-3, 4)])
    return float((one.ink & near).sum() / one.ink.sum())


@EVERY
@BOTH
def test_two_cards_of_the_same_words_differ_all_over(
    paper: Paper, name: str, setting: Setting
) -> None:
    one, other = (paper.see(card(paper, name, setting, key)) for key in ("k7f3q", "k9x2m"))
    assert (one.ink ^ other.ink).sum() > 0.25 * one.ink.sum()


def test_two_letters_beside_each_other_are_not_alike(paper: Paper) -> None:
    sight = paper.see(card(paper, "felt-tip", DOWN, text="の\nの"), dpi=600)
    columns = np.flatnonzero(sight.ink.any(axis=0))
    first, second = (_cut(sight.ink[:, part]) for part in np.split(columns, [_gap(columns)]))
    height, width = (min(a, b) for a, b in zip(first.shape, second.shape, strict=True))
    differing = first[:height, :width] ^ second[:height, :width]
    assert differing.sum() > 0.12 * first.sum()


def _gap(columns: np.ndarray) -> int:
    return int(np.argmax(np.diff(columns))) + 1


def _cut(ink: np.ndarray) -> np.ndarray:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@BOTH
def test_a_turned_line_is_turned_with_all_its_letters(paper: Paper, setting: Setting) -> None:
    """Half a turn about its first letter, and the page half a turn as well: the same again."""
    [line] = _lines(card(paper, "round", setting, text="雪の夜"))
    first = line.glyphs[0]
    about = line._replace(matrix=(-1, 0, 0, -1, 100 - 2 * first.x, 148 - 2 * first.y))
    ours, theirs = (paper.see(Frame(100, 148, (each,)), dpi=200).ink for each in (line, about))
    assert (ours ^ theirs[::-1, ::-1]).sum() < 0.3 * ours.sum()


def test_a_moved_line_takes_all_its_letters_along() -> None:
    line = HandLine("f", Direction.DOWN, (HandGlyph(1, "雪", 3.0, 4.0, 12.0, 0.1, 0.0),))
    there = moved(line, 10.0, 20.0)
    assert isinstance(there, HandLine)
    assert [(glyph.x, glyph.y) for glyph in there.glyphs] == [(13.0, 24.0)]


@pytest.mark.parametrize(
    ("colour", "operators"),
    [
        (Gray(0.2), "0.4 g 0.4 G"),
        (RGB(0.2, 0.0, 0.6), "0.4 0.25 0.7 rg"),
        (CMYK(0, 0, 0, 1), "0.75 k"),
    ],
)
def test_where_ink_runs_low_paper_shows_through(paper: Paper, colour: Gray, operators: str) -> None:
    [line] = _lines(card(paper, "felt-tip", DOWN, text="雪"))
    glyphs = tuple(glyph._replace(tone=0.25) for glyph in line.glyphs)
    with pikepdf.open(
        paper.pdf(Frame(100, 148, (line._replace(glyphs=glyphs, colour=colour),)))
    ) as pdf:
        assert operators.encode() in pdf.pages[0].Contents.read_bytes()


# -- small, and the same again --------------------------------------------------------------------


def test_a_card_costs_less_than_three_kilobytes_and_a_job_less_than_150(paper: Paper) -> None:
    cards = [card(paper, "felt-tip", DOWN, f"k{number}", MESSAGE[:95]) for number in range(38)]
    path = paper.pdf(*cards)
    assert path.stat().st_size < 150_000
    with pikepdf.open(path) as pdf:
        sizes = [len(page.Contents.read_raw_bytes()) for page in pdf.pages]
    assert max(sizes) < 3000


def test_one_font_is_embedded_per_hand_however_many_cards_there_are(paper: Paper) -> None:
    cards = [card(paper, "round", DOWN, f"k{number}", "雪の夜です。") for number in range(6)]
    with pikepdf.open(paper.pdf(*cards)) as pdf:
        fonts = list(pdf.pages[0].Resources.Font.values())
        assert [str(font.BaseFont)[8:] for font in fonts] == ["Seto-Hand"]


def test_a_page_goes_back_to_plain_letters_after_a_hand(paper: Paper) -> None:
    hand, after = card(paper, "pen", DOWN, text="雪"), plain(paper, "clear", ACROSS, "夜の雪")
    alone, with_hand = paper.see(after), paper.see(Frame(100, 148, (*hand.items, *after.items)))
    left = Box(0, 0, 60, 148)  # where the hand wrote nothing
    assert (alone.window(alone.ink, left) == with_hand.window(with_hand.ink, left)).all()
    assert alone.window(alone.ink, left).any()


def test_the_same_cards_give_the_same_bytes(paper: Paper) -> None:
    first, again = (
        paper.pdf(*[card(paper, "brush", DOWN, key) for key in ("k1", "k2")]).read_bytes()
        for _ in range(2)
    )
    assert first == again


def test_a_card_is_the_same_whichever_cards_are_printed_before_it(paper: Paper) -> None:
    last = card(paper, "felt-tip", DOWN, "k2")
    alone, after = paper.pdf(last), paper.pdf(card(paper, "felt-tip", DOWN, "k1"), last)
    assert (paper.look(alone).pixels == paper.look(after, 1).pixels).all()


# -- stencils -------------------------------------------------------------------------------------


def stencilled(paper: Paper, bitmap: Bitmap, *items: Item) -> Path:
    volume = Volume(plain_page(100, 148), Store({}, {}, {"ink": bitmap}), "r1")
    volume.add(Frame(100.0, 148.0, items))
    path = paper.folder / "stencil.pdf"
    volume.save(path)
    return path


# Nine dots in three rows: the upper left one, the whole of the second row, and none below.
DOTS = Bitmap(9, 3, bytes((0b10000000, 0, 0b11111111, 0b10000000, 0, 0)))


def test_a_stencil_s_ink_lies_where_its_dots_are(paper: Paper) -> None:
    sight = paper.look(stencilled(paper, DOTS, Stencil("ink", (36, 0, 0, 12, 20, 30))))
    assert sight.bounds(sight.black) == pytest.approx(Box(20, 30, 36, 8), abs=0.2)
    first_row = sight.window(sight.black, Box(20, 30, 36, 4))
    assert np.flatnonzero(first_row.any(axis=0)).max() == pytest.approx(4 / 25.4 * 300, abs=2)


def test_a_stencil_is_painted_in_the_colour_it_is_given(paper: Paper) -> None:
    blue = Stencil("ink", (36, 0, 0, 12, 20, 30), RGB(0.1, 0.2, 0.8))
    pixels = paper.look(stencilled(paper, DOTS, blue)).pixels
    assert tuple(pixels[round(36 / 25.4 * 300), round(40 / 25.4 * 300)]) == (26, 51, 204)


def test_what_is_no_ink_of_a_stencil_lets_through_what_is_below(paper: Paper) -> None:
    whole = Bitmap(8, 1, b"\xff")
    below = Stencil("ink", (60, 0, 0, 60, 10, 10), Gray(0.5))
    sight = paper.look(stencilled(paper, whole, below))
    assert sight.bounds(sight.ink) == pytest.approx(Box(10, 10, 60, 60), abs=0.2)
    over = paper.look(stencilled(paper, DOTS, Stencil("ink", (60, 0, 0, 60, 10, 10), Gray(0.5))))
    assert (over.pixels[round(60 / 25.4 * 300), round(40 / 25.4 * 300)] == 255).all()


def test_a_stencil_brings_no_transparency_and_is_stored_once(paper: Paper) -> None:
    places = [(30, 0, 0, 10, 10, y) for y in (10, 40, 70)]
    path = stencilled(paper, DOTS, *[Stencil("ink", place) for place in places])
    with pikepdf.open(path) as pdf:
        images = list(pdf.pages[0].Resources.XObject.values())
        assert len(images) == 1
        assert images[0].ImageMask and "/SMask" not in images[0]


def test_a_moved_stencil_keeps_its_size() -> None:
    assert moved(Stencil("ink", (36, 0, 0, 12, 20, 30)), 5, 7).matrix == (36, 0, 0, 12, 25, 37)


def test_a_turned_stencil_is_turned_about_the_place_its_matrix_says(paper: Paper) -> None:
    """A quarter clockwise: its upper edge lies right, its left edge on top."""
    sight = paper.look(stencilled(paper, DOTS, Stencil("ink", (0, 36, -12, 0, 50, 30))))
    assert sight.bounds(sight.black) == pytest.approx(Box(42, 30, 8, 36), abs=0.2)


def test_pages_are_read_without_any_complaint(paper: Paper) -> None:
    path = paper.pdf(card(paper, "felt-tip", DOWN), card(paper, "clear", ACROSS))
    with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
        assert pdf.check_pdf_syntax() == []
