"""What stands in the stamp's place: payment marks and pair codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.errors import LayoutError, Problem
from outreach.faces.address import address_side
from outreach.faces.horizontal import horizontal_side
from outreach.faces.paircode import ALPHABET, blank_side, pair_code, pair_mark
from outreach.faces.payment import DIAMETER, office_problems, office_text, payment_mark
from outreach.frame import Box, Frame, Item
from outreach.model.project import Payment, PrintSettings, Sender, Writing
from outreach.model.stock import HAGAKI, KAKU2, NAGA3, NAGA4, STOCKS, YOU2, Stock

if TYPE_CHECKING:
    from tests.conftest import Paper

OFFICE = "札幌中央郵便局"
LYING = Writing.HORIZONTAL


def page_of(stock: Stock, writing: Writing) -> tuple[float, float]:
    turned = writing is Writing.HORIZONTAL
    return (stock.height, stock.width) if turned else (stock.width, stock.height)


def pdf_of(paper: Paper, items: tuple[Item, ...], stock: Stock, writing: Writing) -> Path:
    return paper.sheet(Frame(*page_of(stock, writing), items))


def mark(paper: Paper, payment: Payment, office: str = OFFICE) -> tuple[Item, ...]:
    printing = PrintSettings(payment=payment, post_office=office)
    return payment_mark(paper.fonts["address"], printing, HAGAKI)


# -- payment marks -------------------------------------------------------------------------------


def test_a_stamp_needs_no_mark(paper: Paper) -> None:
    assert mark(paper, Payment.STAMP) == ()


@pytest.mark.parametrize(
    ("payment", "words"),
    [(Payment.SEPARATE, "料金別納郵便"), (Payment.LATER, "料金後納郵便")],
)
def test_a_mark_says_how_postage_is_paid_below_the_office(
    paper: Paper, payment: Payment, words: str
) -> None:
    path = pdf_of(paper, mark(paper, payment), HAGAKI, Writing.VERTICAL)
    assert paper.text_of(path) == "札幌中央局" + words
    assert "".join(paper.lines_by_poppler(path)) == "札幌中央局" + words


def test_without_an_office_only_the_words_stand_there(paper: Paper) -> None:
    path = pdf_of(paper, mark(paper, Payment.LATER, ""), HAGAKI, Writing.VERTICAL)
    assert paper.text_of(path) == "料金後納郵便"


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
@pytest.mark.parametrize("writing", Writing)
def test_a_mark_is_a_circle_of_two_to_three_centimetres_in_the_stamps_corner(
    paper: Paper, stock: Stock, writing: Writing
) -> None:
    printing = PrintSettings(payment=Payment.SEPARATE, post_office=OFFICE)
    items = payment_mark(paper.fonts["address"], printing, stock, writing)
    sight = paper.look(pdf_of(paper, items, stock, writing), dpi=200)
    ink = sight.bounds(sight.ink)
    assert ink is not None
    assert ink.width == pytest.approx(DIAMETER, abs=0.3) and 20.0 <= DIAMETER <= 30.0
    assert ink.height == pytest.approx(ink.width, abs=0.3)
    width, _ = page_of(stock, writing)
    zone = Box(width - 70.0, 0.0, 70.0, 35.0) if writing is LYING else Box(0.0, 0.0, 35.0, 70.0)
    assert ink.x >= zone.x + 5.0 - 0.2 or writing is LYING
    assert ink.right <= zone.right and ink.x >= zone.x
    assert ink.y >= 5.0 and ink.bottom <= zone.bottom


@pytest.mark.parametrize(
    "office",
    ["銀座郵便局", OFFICE, "札幌北二十四条西郵便局", "新さっぽろ駅前通地下街郵便局"],
)
def test_all_of_a_mark_stays_inside_its_circle(paper: Paper, office: str) -> None:
    items = mark(paper, Payment.SEPARATE, office)
    ring, *inside = items
    whole = paper.look(pdf_of(paper, items, HAGAKI, Writing.VERTICAL), dpi=300)
    circle = paper.look(pdf_of(paper, (ring,), HAGAKI, Writing.VERTICAL), dpi=300)
    assert whole.bounds(whole.ink) == circle.bounds(circle.ink)
    words = pdf_of(paper, tuple(inside[:-1]), HAGAKI, Writing.VERTICAL)
    rest = paper.look(words, dpi=300)
    ink = rest.bounds(rest.ink)
    assert ink is not None and ink.width < DIAMETER - 1.0


@pytest.mark.parametrize(
    ("name", "short"),
    [
        (OFFICE, "札幌中央局"),
        ("銀座局", "銀座局"),
        ("旭川東", "旭川東局"),
        (" 銀座郵便局 ", "銀座局"),
        ("", ""),
    ],
)
def test_an_office_is_written_as_marks_write_it(name: str, short: str) -> None:
    assert office_text(name) == short


@pytest.mark.parametrize("office", ["あ" * 40, "札幌\U000313f0郵便局"])
def test_an_office_that_cannot_be_set_is_refused(paper: Paper, office: str) -> None:
    with pytest.raises(LayoutError) as caught:
        mark(paper, Payment.LATER, office)
    assert "post_office" in str(caught.value.message)


@pytest.mark.parametrize("side_of", [address_side, horizontal_side])
@pytest.mark.parametrize("office", ["あ" * 40, "札幌\U000313f0郵便局"])
def test_an_office_that_cannot_be_set_is_told_with_all_that_is_wrong(
    paper: Paper, office: str, side_of: Callable[..., tuple[object, list[Problem]]]
) -> None:
    printing = PrintSettings(payment=Payment.LATER, post_office=office)
    sender = Sender("group", "\U000313f0", address="札幌市中央区大通西3")
    stack = paper.fonts["address"]
    side, problems = side_of(STOCKS["naga3"], stack, printing, [sender], sample=False)
    assert side is None
    assert {problem.code for problem in problems} == {"glyph-missing", "payment-office"}
    assert {problem.where.file for problem in problems} == {"outreach.toml"}


def test_a_mark_without_an_office_needs_the_senders_address(paper: Paper) -> None:
    stack = paper.fonts["address"]
    bare, full = Sender("bare", "こだま"), Sender("full", "こだま", address="札幌市中央区大通西3")
    later = PrintSettings(payment=Payment.LATER)
    (problem,) = office_problems(later, [bare, full], stack)
    assert "bare" in str(problem.message) and problem.where.file == "outreach.toml"
    assert not office_problems(PrintSettings(), [bare], stack)
    named = PrintSettings(payment=Payment.LATER, post_office=OFFICE)
    assert not office_problems(named, [bare], stack)


# -- pair codes ----------------------------------------------------------------------------------

ROUNDS = st.text("abcdefghij-0123456789", min_size=1, max_size=12)


@given(ROUNDS, st.integers(1, 10**6))
def test_a_code_is_four_characters_nobody_mixes_up(round_id: str, number: int) -> None:
    code = pair_code(round_id, number)
    assert len(code) == 4 and set(code) <= set(ALPHABET)
    assert not set(code) & set("0O1IL2Z5S8BAEU")
    assert code == pair_code(round_id, number)


@given(ROUNDS, st.integers(0, 10**6))
def test_no_two_cards_of_a_round_have_the_same_code(round_id: str, first: int) -> None:
    codes = {pair_code(round_id, first + number) for number in range(500)}
    assert len(codes) == 500


def test_rounds_do_not_share_their_codes() -> None:
    one, other = ([pair_code(name, no) for no in range(1, 40)] for name in ("2026-12a", "2026-12b"))
    assert one != other


@pytest.mark.parametrize(
    ("stock", "writing"),
    [(YOU2, Writing.VERTICAL), (YOU2, LYING), (NAGA4, LYING), (KAKU2, Writing.VERTICAL)],
)
def test_the_stamp_hides_the_code(paper: Paper, stock: Stock, writing: Writing) -> None:
    items = pair_mark("XM6X", paper.fonts["address"][0], stock, writing)
    sight = paper.look(pdf_of(paper, items, stock, writing), dpi=300)
    ink = sight.bounds(sight.ink)
    assert ink is not None
    width, _ = page_of(stock, writing)
    x = width - 18.5 if writing is LYING else 18.5
    stamp = Box(x - 9.0, 18.7 - 11.0, 18.0, 22.0)  # the smallest usual stamp
    assert stamp.x < ink.x and ink.right < stamp.right
    assert stamp.y < ink.y and ink.bottom < stamp.bottom


@pytest.mark.parametrize("writing", Writing)
def test_a_payment_mark_sends_the_code_to_the_corner(paper: Paper, writing: Writing) -> None:
    items = pair_mark("XM6X", paper.fonts["address"][0], NAGA3, writing, Payment.LATER)
    sight = paper.look(pdf_of(paper, items, NAGA3, writing), dpi=300)
    ink = sight.bounds(sight.ink)
    assert ink is not None
    height = page_of(NAGA3, writing)[1]
    assert ink.x == pytest.approx(5.0, abs=0.3)
    assert ink.bottom == pytest.approx(height - 5.0, abs=0.3)


def test_the_card_in_an_envelope_bears_nothing_but_its_code(paper: Paper) -> None:
    made = blank_side(HAGAKI, "XM6X", paper.fonts["address"][0])
    assert made.frame is not None and not made.problems
    path = pdf_of(paper, made.frame.items, HAGAKI, Writing.VERTICAL)
    assert paper.text_of(path) == "XM6X"
    sight = paper.look(path, dpi=300)
    ink = sight.bounds(sight.ink)
    assert ink is not None and ink.width < 8.0 and ink.height < 2.0
    assert not sight.black.any()  # pale: K 40 %
    assert ink.x >= 5.0 - 0.1 and ink.bottom <= 143.0 + 0.2
