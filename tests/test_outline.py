"""Letters as shapes: the same ink at the same places, and no font in the file."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pikepdf
import pypdfium2
import pytest

from outreach.artwork.draw import draw_design
from outreach.artwork.inks import default_profile
from outreach.artwork.layouts import SHIPPED
from outreach.errors import Where
from outreach.fonts import LETTERINGS
from outreach.frame import CMYK, Artwork, Box, Direction, Frame, Glyph, GlyphRun, Gray, HandLine
from outreach.frame import Path as Line
from outreach.model.design import Design
from outreach.model.round import Message
from outreach.model.shop import Standard
from outreach.model.stock import HAGAKI
from outreach.press.finish import PLAIN, Finish
from outreach.press.imposition import Page
from outreach.press.pdf import Store, Volume
from outreach.units import MM_PER_INCH

if TYPE_CHECKING:
    from tests.conftest import Paper

DPI = 2400  # a pixel is a hundredth of a millimetre
CARD = Page(100.0, 148.0, Box(0.0, 0.0, 100.0, 148.0))
OUTLINED = Finish(outlined=True)
WHERE = Where("rounds/r/messages.csv", 4, "k7f3q")
WORDS = "「雪の夜、ー」（12月）\nABCと。"
A, QUARTER = 0.25, (0.0, 1.0, -1.0, 0.0, 1.0, 2.0)
DOWN, RIGHT = Direction.DOWN, Direction.RIGHT

Grey = npt.NDArray[np.uint8]
Ink = npt.NDArray[np.bool_]


def printed(paper: Paper, frames: Iterable[Frame], finish: Finish, page: Page = CARD) -> Path:
    volume = Volume(page, paper.store, "r1", finish)
    for frame in frames:
        volume.add(frame)
    path = paper.folder / f"outline-{next(paper._numbers)}.pdf"
    volume.save(path)
    return path


def seen(pdf: Path, box: Box) -> Grey:
    """The part of the first page inside a box in mm."""
    points = 72 / MM_PER_INCH
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        width, height = page.get_size()
        cut = (box.x * points, height - box.bottom * points, width - box.right * points,
               box.y * points)  # fmt: skip
        bitmap = page.render(scale=DPI / 72, crop=cut, grayscale=True)
        return bitmap.to_numpy().copy().reshape(bitmap.height, bitmap.width)


def run_of(paper: Paper, text: str, direction: Direction, **more: object) -> GlyphRun:
    font = paper.fonts["address"][0]
    step = 6.0
    glyphs = [
        Glyph(
            font.glyph_of(letter) or 0, letter,
            30.0 + (0.0 if direction is DOWN else step * at),
            30.0 + (step * at if direction is DOWN else 0.0),
        )
        for at, letter in enumerate(text)
    ]  # fmt: skip
    return GlyphRun(font.id, 14.0, direction, tuple(glyphs), **more)


RUNS = {
    "down": {"direction": DOWN},
    "right": {"direction": RIGHT},
    "turned": {"direction": DOWN, "matrix": QUARTER},
    "slanted": {"direction": RIGHT, "matrix": (1.0, 0.0, -A, 1.0, 0.0, 0.0)},
    "squeezed": {"direction": DOWN, "matrix": (1.0, 0.0, 0.0, 0.8, 0.0, 0.0)},
    "stroked": {"direction": DOWN, "stroke": 0.4, "colour": Gray(0.4)},
    "stroked and turned": {"direction": RIGHT, "stroke": 0.4, "matrix": QUARTER},
    "coloured": {"direction": RIGHT, "colour": CMYK(0.1, 0.7, 0.3, 0.2)},
    "found as other words": {"direction": DOWN, "actual_text": "あれ"},
}


def same(one: Path, other: Path, box: Box) -> None:
    """Whether no edge of the ink is further off than a hundredth of a millimetre."""
    first, second = (seen(path, box) < 128 for path in (one, other))
    assert first.sum() > 5000
    assert not (first & ~grown(second)).any()
    assert not (second & ~grown(first)).any()


def grown(ink: Ink) -> Ink:
    """The ink and the pixels around it."""
    for axis in (0, 1):
        ink = ink | np.roll(ink, 1, axis) | np.roll(ink, -1, axis)
    return ink


@pytest.mark.parametrize("kind", RUNS)
def test_type_stands_where_the_font_puts_it(paper: Paper, kind: str) -> None:
    frames = [Frame(100.0, 148.0, (run_of(paper, "札幌「ー、", **RUNS[kind]),))]
    pair = [printed(paper, frames, finish) for finish in (PLAIN, OUTLINED)]
    same(*pair, Box(2.0, 25.0, 60.0, 34.0))


@pytest.mark.parametrize("lettering", LETTERINGS)
def test_a_hand_looks_the_same(paper: Paper, lettering: str) -> None:
    message = Message(WORDS, "words-only", "こだま", "set", lettering=lettering)
    frame = paper.picture_side().face(message, WHERE).frame
    assert frame is not None
    kept = [item for item in frame.items if isinstance(item, HandLine | GlyphRun)]
    frames = [Frame(100.0, 148.0, tuple(kept))]
    pair = [printed(paper, frames, finish) for finish in (PLAIN, OUTLINED)]
    same(*pair, Box(25.0, 20.0, 55.0, 70.0))


def test_an_address_side_looks_the_same(paper: Paper) -> None:
    frames = [paper.frame(paper.person("原", "実", building="ハイツ・ド・猫101"))]
    pair = [printed(paper, frames, finish) for finish in (PLAIN, OUTLINED)]
    same(*pair, Box(40.0, 10.0, 58.0, 60.0))


def test_no_font_is_left_in_the_file(paper: Paper) -> None:
    message = Message(WORDS, "words-only", "こだま", "set")
    frame = paper.picture_side().face(message, WHERE).frame
    assert frame is not None
    path = printed(paper, [frame, paper.frame(paper.person("原", "実"))], OUTLINED)
    with pikepdf.open(path) as pdf:
        kinds = {
            str(each.get("/Type")) for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary | pikepdf.Stream)
        }  # fmt: skip
        assert not {"/Font", "/FontDescriptor"} & kinds
    assert paper.text_of(path) == ""
    assert "原".encode("utf-16-be").hex().upper().encode() not in path.read_bytes()


def test_a_letter_that_comes_often_is_stored_once(paper: Paper) -> None:
    often = [Frame(100.0, 148.0, (run_of(paper, "ーーーー", DOWN),))] * 3
    with pikepdf.open(printed(paper, often, OUTLINED)) as pdf:
        forms = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        assert len([each for each in forms if each.get("/Subtype") == "/Form"]) == 1


def test_the_same_letter_is_another_shape_in_a_line_that_runs_down(paper: Paper) -> None:
    items = (run_of(paper, "雪", DOWN), run_of(paper, "雪", RIGHT))
    with pikepdf.open(printed(paper, [Frame(100.0, 148.0, items)], OUTLINED)) as pdf:
        assert len(pdf.pages[0].Resources.XObject) == 2


def test_blanks_paint_nothing(paper: Paper) -> None:
    line = Line(((10, 10), (20, 10)), Gray(0.0), 0.2, closed=False)
    path = printed(paper, [Frame(100.0, 148.0, (run_of(paper, "　 ", RIGHT), line))], OUTLINED)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages[0].Resources.XObject) == 0
    assert seen(path, Box(28.0, 20.0, 30.0, 20.0)).min() == 255


def test_ink_after_a_letter_has_its_own_colour(paper: Paper) -> None:
    run = run_of(paper, "雪", RIGHT, stroke=0.5, colour=CMYK(0.0, 1.0, 1.0, 0.0))
    box = Line(((60, 60), (70, 60), (70, 70), (60, 70)))
    sight = paper.look(printed(paper, [Frame(100.0, 148.0, (run, box))], OUTLINED))
    assert sight.bounds(sight.black) == pytest.approx(Box(60.0, 60.0, 10.0, 10.0), abs=0.1)


def test_the_same_letters_give_the_same_bytes(paper: Paper) -> None:
    frames = [paper.frame(paper.person("原", "実"))]
    first, second = (printed(paper, frames, OUTLINED) for _ in range(2))
    assert first.read_bytes() == second.read_bytes()


# -- what a layout says itself ------------------------------------------------------------------

TEXT = (
    "BT 0.2 w /{font} 14 Tf 1 0 0 1 40 360 Tm <{a}{b}> Tj 0 -20 Td 5 Tc <{a}{b}> Tj "
    "18 TL T* 0 Tc [<{a}> -500 <{b}> 250 <{a}>] TJ 60 Tz <{b}> Tj ET "
    "q 0.9 0.1 -0.2 1.1 60 20 cm 0 0.6 0.8 0 K BT /{font} 20 Tf 100 Tz 40 200 Td "
    "2 Tr 0.6 w <{a}{b}> Tj "
    "0 -30 TD 1 Tr <{a}> Tj 0 Tr 4 Ts <{b}> Tj 0 Ts <{a}> ' 1 3 <{b}{a}> \" "
    "T* 3 Tr <{a}{b}> Tj 0 Tr <{b}> Tj ET Q "
    "BT /{font} 9 Tf 40 60 Td <{a}{b}{a}> Tj ET"
)


@pytest.fixture(scope="module")
def page_of_words(paper: Paper) -> bytes:
    """A page that shows a TrueType font by every operator there is."""
    fonts = [font for font in paper.fonts.fonts if "glyf" in font.face.table_tags]
    if not fonts:
        pytest.skip("only fonts with CFF outlines are installed")
    glyphs = tuple(Glyph(fonts[0].glyph_of(letter) or 0, letter, 10.0, 10.0) for letter in "春夏")
    run = GlyphRun(fonts[0].id, 14.0, RIGHT, glyphs)
    with pikepdf.open(printed(paper, [Frame(100.0, 148.0, (run,))], PLAIN)) as pdf:
        page = pdf.pages[0]
        (name,) = page.Resources.Font.keys()
        codes = {key: f"{glyph.id:04X}" for key, glyph in zip("ab", glyphs, strict=True)}
        words = TEXT.format(font=name[1:], **codes)
        page.Contents = pdf.make_stream(words.encode())
        data = io.BytesIO()
        pdf.save(data)
        return data.getvalue()


def drawn_as(paper: Paper, art: bytes, finish: Finish) -> Path:
    volume = Volume(CARD, Store({}, {"art": art}), "r1", finish)
    volume.add(Frame(100.0, 148.0, (Artwork("art", (1, 0, 0, 1, 0, 148.0)),)))
    path = paper.folder / f"outline-{next(paper._numbers)}.pdf"
    volume.save(path)
    return path


def fonts_in(path: Path) -> set[str]:
    with pikepdf.open(path) as pdf:
        return {
            str(each.BaseFont) for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and "/BaseFont" in each
        }  # fmt: skip


def test_words_of_a_drawn_page_become_shapes_where_they_were(
    paper: Paper, page_of_words: bytes
) -> None:
    pair = [drawn_as(paper, page_of_words, finish) for finish in (PLAIN, OUTLINED)]
    assert [bool(fonts_in(path)) for path in pair] == [True, False]
    same(*pair, Box(10.0, 15.0, 50.0, 115.0))


def test_a_layouts_own_words_are_in_no_font_where_the_standard_knows_it_not(
    paper: Paper, tmp_path: Path
) -> None:
    shutil.copytree(SHIPPED / "words-only", tmp_path / "layouts" / "greeting")
    page = tmp_path / "layouts" / "greeting" / "layout.html"
    text = page.read_text(encoding="utf-8")
    greeting = '<p style="position:absolute;top:70mm;left:20mm;font:20pt serif">冬 AB</p>'
    page.write_text(text.replace("</svg>", f"</svg>{greeting}", 1), encoding="utf-8")
    design = Design("g", tmp_path, "g", "ゆき", "greeting", ())
    made, problems = draw_design(design, HAGAKI, "home", tmp_path / "c", [tmp_path / "layouts"])
    assert made is not None, problems
    kept = Finish(Standard.X1A, default_profile(), made_on=date(2026, 12, 1))
    pair = [drawn_as(paper, made.pdf, finish) for finish in (PLAIN, kept)]
    assert [bool(fonts_in(path)) for path in pair] == [True, False]
    same(*pair, Box(10.0, 60.0, 50.0, 25.0))


def test_words_in_a_font_that_cannot_be_read_stay_words(paper: Paper, page_of_words: bytes) -> None:
    with pikepdf.open(io.BytesIO(page_of_words)) as pdf:
        (font,) = pdf.pages[0].Resources.Font.values()
        font.Encoding = pikepdf.Name("/UniJIS-UTF16-H")
        data = io.BytesIO()
        pdf.save(data)
    assert fonts_in(drawn_as(paper, data.getvalue(), OUTLINED))
