"""QR symbols read back from the printed page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import zxingcpp

from outreach.errors import ExitCode, Where
from outreach.faces.picture import picture_side
from outreach.faces.qr import QUIET_ZONE, SMALLEST_MODULE, qr_paths
from outreach.frame import Box, Frame
from outreach.model.round import Message
from outreach.model.stock import HAGAKI

if TYPE_CHECKING:
    from tests.conftest import Paper

BOX = Box(20.0, 30.0, 20.0, 20.0)
LINK = "https://example.org/c/k7f3q"
WORDS = Message("雪です。", "words-only", "こだま", "set")


@pytest.mark.parametrize("text", [LINK, "https://example.org/手紙", "0123456789"])
def test_a_printed_symbol_reads_back_as_its_text(paper: Paper, text: str) -> None:
    paths = qr_paths(text, BOX)
    assert paths is not None
    sight = paper.see(Frame(100.0, 148.0, paths))
    assert [found.text for found in zxingcpp.read_barcodes(sight.pixels)] == [text]


@pytest.mark.parametrize("layout", ["words-only", "picture-above", "picture-right"])
def test_the_symbol_of_a_layout_reads_back_beside_its_words(paper: Paper, layout: str) -> None:
    frame = paper.picture_side(layout, qr=LINK).face(WORDS, Where()).frame
    assert frame is not None
    found = zxingcpp.read_barcodes(paper.see(frame).pixels)
    assert [symbol.text for symbol in found] == [LINK]


def test_the_ink_keeps_a_quiet_zone_of_four_modules(paper: Paper) -> None:
    paths = qr_paths(LINK, BOX)
    assert paths is not None
    sight = paper.see(Frame(100.0, 148.0, paths), dpi=600)
    ink = sight.bounds(sight.black)
    assert ink is not None
    modules = 25 if ink.width / BOX.width < 25.5 / 33 else 29
    module = BOX.width / (modules + 2 * QUIET_ZONE)
    assert ink.x == pytest.approx(BOX.x + QUIET_ZONE * module, abs=0.1)
    assert BOX.bottom - ink.bottom == pytest.approx(QUIET_ZONE * module, abs=0.1)


def test_dots_too_fine_for_a_phone_are_refused() -> None:
    small = Box(0.0, 0.0, SMALLEST_MODULE * 20, SMALLEST_MODULE * 20)
    assert qr_paths(LINK, small) is None


def test_a_text_no_symbol_can_hold_is_refused() -> None:
    assert qr_paths("x" * 5000, BOX) is None


def test_a_text_too_long_for_its_place_is_a_layout_problem(paper: Paper) -> None:
    design, drawn = paper.drawn("words-only")
    side, (problem,) = picture_side(HAGAKI, design, drawn, paper.fonts.roles, LINK * 8)
    assert side is None
    assert (problem.kind, problem.code) == (ExitCode.LAYOUT, "qr-too-long")


def test_a_layout_without_a_place_for_the_symbol_says_so(paper: Paper) -> None:
    design, drawn = paper.drawn("full-corner")
    side, (problem,) = picture_side(HAGAKI, design, drawn, paper.fonts.roles, LINK)
    assert side is None
    assert problem.code == "no-slot"
