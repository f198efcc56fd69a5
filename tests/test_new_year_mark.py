"""年賀 in red under the stamp, on cards and envelopes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from outreach.faces.address import address_side
from outreach.faces.greeting import new_year_mark
from outreach.faces.horizontal import horizontal_side
from outreach.faces.payment import stamp_middle
from outreach.frame import Box, Frame
from outreach.model.project import PrintSettings, Writing
from outreach.model.recipient import JointName
from outreach.model.stock import STOCKS, Form, Stock

if TYPE_CHECKING:
    from tests.conftest import Ink, Office, Paper, Sight

MARKED = PrintSettings(new_year=True)
LARGEST_STAMP = 33.0 / 2  # mm from its middle to its lower edge
SMALLEST_STAMP = 22.5 / 2


def red(sight: Sight) -> Ink:
    """Whatever is red and not the paler vermilion of frames and headings."""
    levels = sight.pixels.astype(int)
    return (levels[:, :, 0] > 180) & (levels[:, :, 1] < 80) & (levels[:, :, 2] < 80)


def mark_on(paper: Paper, stock: Stock, writing: Writing) -> tuple[Path, Frame]:
    lying = writing is Writing.HORIZONTAL
    size = (stock.height, stock.width) if lying else (stock.width, stock.height)
    frame = Frame(*size, new_year_mark(paper.fonts["address"], stock, writing))
    return paper.sheet(frame), frame


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
@pytest.mark.parametrize("writing", Writing)
def test_the_mark_stands_under_the_stamp_and_beside_no_address(
    paper: Paper, stock: Stock, writing: Writing
) -> None:
    pdf, frame = mark_on(paper, stock, writing)
    sight = paper.look(pdf, dpi=200)
    ink = sight.bounds(red(sight))
    x, y = stamp_middle(stock, writing)
    assert ink is not None and paper.text_of(pdf) == "年賀"
    assert ink.x + ink.width / 2 == pytest.approx(x, abs=0.3)
    if writing is Writing.VERTICAL:
        assert ink.y >= y + LARGEST_STAMP and ink.bottom <= 70.0 and ink.right <= 35.0
    else:
        assert ink.y >= y + SMALLEST_STAMP and ink.bottom <= 35.0 and ink.x >= frame.width - 70.0


def test_a_card_bears_the_mark_in_red_and_all_else_as_ever(paper: Paper) -> None:
    plain, marked = (paper.see(paper.frame(paper.person("原", "実"), new_year=wish))
                     for wish in (False, True))  # fmt: skip
    bounds = marked.bounds(red(marked))
    assert not red(plain).any() and bounds is not None and 0 < bounds.y < 70
    assert np.array_equal(plain.black, marked.black)


def test_the_mark_keeps_clear_of_many_names(paper: Paper) -> None:
    others = tuple(JointName(name, "様") for name in ("美津子", "健太郎", "桜子", "小百合"))
    many = replace(paper.person("長谷川", "清右衛門"), joint_names=others)
    sight = paper.see(paper.frame(many, new_year=True))
    mark = sight.bounds(red(sight))
    assert mark is not None
    around = Box(mark.x - 1.0, mark.y - 1.0, mark.width + 2.0, mark.height + 2.0)
    assert not sight.window(sight.black, around).any()


@pytest.mark.parametrize("name", [n for n, s in STOCKS.items() if s.form is Form.ENVELOPE])
@pytest.mark.parametrize("writing", Writing)
def test_an_envelope_bears_the_mark_too(paper: Paper, name: str, writing: Writing) -> None:
    make = horizontal_side if writing is Writing.HORIZONTAL else address_side
    from tests.conftest import SENDER, WHERE

    side, problems = make(STOCKS[name], paper.fonts["address"], MARKED, [SENDER], sample=False)
    assert side is not None, problems
    face = side.face(paper.person("原", "実"), SENDER.id, WHERE)
    assert face.frame is not None
    assert "年賀" in paper.text_of(paper.sheet(face.frame))


@pytest.mark.parametrize(
    ("lines", "marked"),
    [("", False), ('greeting = "年賀"', True), ('greeting = "寒中見舞い"', False),
     ('greeting = "年賀"\nmark = false', False)],
)  # fmt: skip
def test_only_a_round_of_new_year_cards_is_marked(
    office: Office, paper: Paper, lines: str, marked: bool
) -> None:
    office.replace("rounds/r1/round.toml", "2026-12-08", f"2026-12-21\n{lines}")
    office.prints("direction_page = false")
    office.done("print", "r1", "--side", "address")
    (pdf,) = (office.root / "out/r1/1").glob("address*.pdf")
    assert ("年賀" in paper.text_of(pdf)) is marked
