"""QR symbols read back from the printed page."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PIL import Image

from outreach.errors import ExitCode, Where
from outreach.faces.picture import Extras, picture_side
from outreach.faces.qr import QUIET_ZONE, SMALLEST_MODULE, SMALLEST_SYMBOL, qr_paths
from outreach.frame import Box, Frame
from outreach.model.round import Message
from outreach.model.stock import HAGAKI
from outreach.sources.pages import page_fault

if TYPE_CHECKING:
    from tests.conftest import Office, Paper

BOX = Box(20.0, 30.0, 20.0, 20.0)
LINK = "https://example.org/haru"
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
    assert ink.width >= SMALLEST_SYMBOL
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
    side, (problem,) = picture_side(HAGAKI, design, drawn, paper.fonts, Extras(LINK * 8))
    assert side is None
    assert (problem.kind, problem.code) == (ExitCode.LAYOUT, "qr-too-long")


def test_a_layout_without_a_place_for_the_symbol_says_so(paper: Paper) -> None:
    design, drawn = paper.drawn("full-corner")
    side, (problem,) = picture_side(HAGAKI, design, drawn, paper.fonts, Extras(LINK))
    assert side is None
    assert problem.code == "no-slot"


# -- what a printed symbol must be ---------------------------------------------------------------


@pytest.mark.parametrize("layout", ["picture-above", "picture-right", "words-only"])
def test_the_symbol_on_a_card_is_large_and_can_lose_a_quarter(paper: Paper, layout: str) -> None:
    frame = paper.picture_side(layout, qr=LINK).face(WORDS, Where()).frame
    assert frame is not None
    sight = paper.see(frame, dpi=300)
    (found,) = zxingcpp.read_barcodes(sight.pixels)
    assert found.ec_level == "Q"
    corners = found.position
    side = math.dist((corners.top_left.x, corners.top_left.y),
                     (corners.top_right.x, corners.top_right.y))  # fmt: skip
    assert side / 300 * 25.4 >= SMALLEST_SYMBOL - 0.2


def test_words_keep_above_the_symbol(paper: Paper) -> None:
    words = Message("雪。\n" * 9 + "雪。", "picture-above", "こだま", "set")
    side = paper.picture_side("picture-above", qr=LINK)
    assert side.slot is not None
    alone = paper.picture_side("picture-above").slot
    assert alone is not None and side.slot.box.bottom < alone.box.bottom
    assert side.face(words, Where()).problems[0].code == "does-not-fit"


def test_a_place_too_small_for_a_phone_is_a_layout_problem(paper: Paper) -> None:
    design, drawn = paper.drawn("words-only")
    small = [replace(slot, box=Box(slot.box.x, slot.box.y, 14.0, 14.0)) if slot.name == "qr"
             else slot for slot in drawn.slots]  # fmt: skip
    drawn = replace(drawn, slots=tuple(small))
    side, (problem,) = picture_side(HAGAKI, design, drawn, paper.fonts, Extras(LINK))
    assert (side, problem.code) == (None, "qr-too-small")


# -- where it may lead ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    ["https://example.org/", "https://www.example.org/page#access", "https://例え.jp/手紙",
     "https://example.org/?page_id=12", "https://example.org:443/a/b.html?lang=ja&p=3"],
)  # fmt: skip
def test_a_public_page_is_taken(url: str) -> None:
    assert page_fault(url) is None


@pytest.mark.parametrize(
    ("url", "code"),
    [("http://example.org/", "qr-https"), ("example.org", "qr-https"),
     ("javascript:alert(1)", "qr-https"), ("https:///path", "qr-https"),
     ("mailto:a@example.org", "qr-https"), ("tel:0110000000", "qr-https"),
     ("https://example.org/{{ key }}", "qr-gaps"), ("https://example.org/%7Bkey%7D", "qr-gaps"),
     ("https://example.org/<key>", "qr-gaps"), ("https://example.org/a b", "qr-gaps"),
     ("https://u:p@example.org/", "qr-private"), ("https://192.168.0.1/", "qr-private"),
     ("https://[::1]/", "qr-private"), ("https://localhost/", "qr-private"),
     ("https://nas.local/", "qr-private"), ("https://example.org:8443/", "qr-private"),
     ("https://example.org:x/", "qr-address"), ("https://[::1/", "qr-address"),
     ("https://bit.ly/3abc", "qr-shortener"), ("https://example.org/" + "a" * 90, "qr-long"),
     ("https://example.org/?utm_source=card", "qr-tracking"),
     ("https://example.org/?p=1&fbclid=x", "qr-tracking"),
     ("https://example.org/?UTM_Campaign=x", "qr-tracking"),
     ("https://example.org/?k7f3q", "qr-tracking"), ("https://example.org/?id=7", "qr-tracking"),
     ("https://example.org/#utm_source=card", "qr-tracking"),
     ("https://example.org/#/a?ref=card", "qr-tracking"),
     ("https://example.org/?p=1;gclid=2", "qr-tracking")],
)  # fmt: skip
def test_an_address_that_follows_someone_is_refused(url: str, code: str) -> None:
    fault = page_fault(url)
    assert fault is not None and fault.code == code


PAGE = '\n[qr.home]\nurl = "https://example.org/haru"\n'


def with_page(office: Office, named: str = "home", page: str = PAGE) -> Office:
    settings = office.root / "outreach.toml"
    office.write("outreach.toml", settings.read_text(encoding="utf-8") + page)
    office.replace("rounds/r1/round.toml", "author =", f'qr = "{named}"\nauthor =')
    return office


@pytest.mark.parametrize("named", ["home", "https://example.org/haru"])
def test_a_round_names_a_page_of_the_project(office: Office, named: str) -> None:
    with_page(office, named).done("proof", "r1", "--png")
    pictures = sorted((office.root / "out" / "r1").glob("*.png"))
    with_symbol = [path for path in pictures if zxingcpp.read_barcodes(Image.open(path))]
    assert with_symbol


@pytest.mark.parametrize(
    ("named", "reason"),
    [("hoem", "home"), ("https://example.org/other", "outreach.toml"),
     ("https://example.org/?r=1", "follow")],
)  # fmt: skip
def test_any_other_address_in_a_round_is_refused_with_the_reason(
    office: Office, named: str, reason: str
) -> None:
    result = with_page(office, named).run("check", "r1", "--json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (result.exit_code, problem["code"], problem["line"]) == (3, "qr-unknown", 4)
    assert reason in problem["hint"]


def test_a_page_that_may_not_be_led_to_stops_everything(office: Office) -> None:
    page = '\n[qr.home]\nurl = "https://example.org/?utm_source=card"\n'
    result = with_page(office, page=page).run("check", "--json")
    (problem,) = json.loads(result.stdout)["problems"]
    found = (result.exit_code, problem["code"], problem["file"])
    assert found == (3, "qr-tracking", "outreach.toml")


def test_no_page_holds_the_key_of_a_recipient(office: Office) -> None:
    page = '\n[qr.home]\nurl = "https://example.org/c/KAAAA"\n'
    result = with_page(office, page=page).run("check", "r1", "--json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (result.exit_code, problem["code"], problem["key"]) == (3, "qr-names-someone", "kaaaa")
