"""Printers as profiles: described, chosen, tested, and what they cannot print."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.errors import ExitCode, Problem, Severity
from outreach.faces.barcode import customer_barcode
from outreach.faces.qr import qr_paths
from outreach.frame import (
    BLACK,
    Artwork,
    Box,
    Direction,
    Frame,
    Glyph,
    GlyphRun,
    Gray,
    HandGlyph,
    HandLine,
    Item,
    Shared,
    Stencil,
)
from outreach.frame import (
    Path as Line,
)
from outreach.model.printer import Margins, Pass, Printer, SideSetup
from outreach.model.stock import HAGAKI
from outreach.post.barcode import symbols
from outreach.press.correction import correction
from outreach.press.matrices import moved_to
from outreach.press.printable import Edge, Loss, Part, lost, safe_box, unprintable
from outreach.sources.printers import FILE_NAME
from outreach.workflow.desk import Desk, open_desk
from outreach.workflow.printers import (
    drift_of_printer,
    printer_for,
    printers_waiting,
    setups_in,
    tuning,
)
from tests.conftest import OFFICE_DAY, WHERE, Office, Paper

CARD = (100.0, 148.0)
TRUE_READINGS = "12.0 88.0 12.0 88.0 22.0 126.0"
lengths = st.floats(0, 30)
margins = st.builds(Margins, lengths, lengths, lengths, lengths)
setups = st.builds(
    SideSetup, margins, x=st.floats(-5, 5), y=st.floats(-5, 5), skew=st.floats(-2, 2),
    scale_x=st.floats(95, 105), scale_y=st.floats(95, 105), rotate=st.sampled_from([0, 180]),
)  # fmt: skip


def listed(office: Office) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(office.done("printers", "list", "--json"))
    return found


def named(office: Office, name: str) -> dict[str, Any]:
    return next(each for each in listed(office)["printers"] if each["name"] == name)


def desk_of(office: Office) -> Desk:
    from outreach.cli.outside import clock, entropy

    return open_desk(office.root, clock, entropy, OFFICE_DAY)


def add(office: Office, *options: str, name: str = "office") -> None:
    office.done("printers", "add", name, *options)


# -- described --------------------------------------------------------------------------------


def test_a_printer_that_was_added_is_listed_as_it_was_described(office: Office) -> None:
    add(office, "--model", "EP-50V", "--tray", "rear", "--margins", "３、3,14,3", "--rotate", "180",
        "--face", "down", "--overshoot", "2", "--second-pass", "reversed", "--queue", "ep50",
        "--duplex", "long", "--remind", "5")  # fmt: skip
    side = {
        "margins": [3, 3, 14, 3], "offset": [0, 0], "scale": [100, 100], "skew": 0, "rotate": 180,
        "face": "down", "overshoot": 2,
    }  # fmt: skip
    assert named(office, "office") == {
        "name": "office", "model": "EP-50V", "tray": "rear", "stock": "hagaki", "queue": "ep50",
        "duplex": "long", "second_pass": "reversed", "tested": None, "remind": 5, "address": side,
        "picture": side,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "stock"), [("長形3号", "naga3"), ("Ａ４", "a4"), ("label-24",) * 2]
)
def test_a_tray_may_hold_anything_that_is_printed_on(
    office: Office, typed: str, stock: str
) -> None:
    add(office, "--stock", typed)
    assert named(office, "office")["stock"] == stock


def test_the_first_printer_is_the_default_until_another_is_chosen(office: Office) -> None:
    add(office)
    add(office, "--stock", "a4", name="big")
    assert listed(office)["default"] == "office"
    office.done("printers", "use", "BIG")
    assert listed(office)["default"] == "big"
    office.done("printers", "use", "--none")
    assert listed(office)["default"] is None
    assert printer_for(desk_of(office).project) is None


def test_whoever_chooses_says_a_printer_or_none(office: Office) -> None:
    add(office)
    assert office.run("printers", "use").exit_code == ExitCode.USAGE
    assert office.run("printers", "use", "office", "--none").exit_code == ExitCode.USAGE
    assert office.run("printers", "use", "offise").exit_code == ExitCode.PROJECT
    assert listed(office)["default"] == "office"


def test_an_unknown_printer_is_answered_with_the_nearest(office: Office) -> None:
    add(office)
    result = office.run("printers", "test", "offise")
    assert result.exit_code == ExitCode.PROJECT
    assert "Did you mean office?" in result.stderr


def test_a_name_is_given_once(office: Office) -> None:
    add(office, "--model", "first")
    result = office.run("printers", "add", "office", "--model", "second")
    assert result.exit_code == ExitCode.PROJECT
    assert named(office, "office")["model"] == "first"


def test_a_file_that_takes_no_further_table_is_left_as_it_is(office: Office) -> None:
    written = 'printer = { lab = { model = "x" } }\n'
    office.write(FILE_NAME, written)
    result = office.run("printers", "add", "office")
    assert result.exit_code == ExitCode.PROJECT and "Open it in an editor" in result.stderr
    assert (office.root / FILE_NAME).read_text("utf-8") == written


def test_what_others_wrote_into_the_file_stays(office: Office) -> None:
    own = '# わたしのメモ\r\ndefault = "a"\r\n[printer.a]\r\nmodel = "X" # 古い\r\n'
    (office.root / FILE_NAME).write_bytes(own.encode())
    add(office, name="b")
    office.done("printers", "test", "a", "--read", "address", "12.5 88.5 12.5 88.5 22 126")
    office.done("printers", "use", "b")
    text = (office.root / FILE_NAME).read_bytes().decode()
    assert text.startswith(
        '# わたしのメモ\r\ndefault = "b"\r\n[printer.a]\r\nmodel = "X" # 古い\r\n'
    )
    assert "\n" not in text.replace("\r\n", "")
    assert named(office, "a")["address"]["offset"] == [-0.5, 0]


@pytest.mark.parametrize(("old", "new", "hint"), [
    ("overshoot = 0.0", "oversoot = 1", "Did you mean overshoot?"),
    ("margins = [0.0, 0.0, 0.0, 0.0]", "margins = [3, 3]", "4 numbers from 0 to 150"),
    ("rotate = 0", "rotate = 90", "0 or 180"),
    ('face = "up"', 'face = "upp"', "Did you mean up?"),
    ("overshoot = 0.0", "overshoot = 4", "from 0 to 3"),
    ("skew = 0.0", "skew = true", "from -5 to 5"),
    ("scale = [100.0, 100.0]", "scale = [1, 1]", "from 80 to 120"),
    ('stock = "hagaki"', 'stock = "hagakki"', "Did you mean hagaki?"),
    ('default = "office"', 'default = "offic"', "Did you mean office?"),
    ("remind = 20", "remind = -1", "whole number"),
])  # fmt: skip
def test_what_is_wrong_in_the_file_is_said_with_its_line(
    office: Office, old: str, new: str, hint: str
) -> None:
    add(office)
    text = (office.root / FILE_NAME).read_text(encoding="utf-8")
    office.write(FILE_NAME, text.replace(old, new, 1))
    line = text[: text.index(old)].count("\n") + 1
    result = office.run("printers", "list")
    assert result.exit_code == ExitCode.PROJECT
    assert f"{FILE_NAME}:{line}:" in result.stderr and hint in result.stderr


@pytest.mark.parametrize("content", [b"default = ", b"\xff\xfe", b"printer = 1", b"[printer]\na=1"])
def test_a_faulty_file_stops_every_command_and_stays_as_it_is(
    office: Office, content: bytes
) -> None:
    (office.root / FILE_NAME).write_bytes(content)
    commands = (
        ("list",), ("add", "new"), ("use", "--none"), ("test", "a"),
        ("test", "a", "--read", "address", TRUE_READINGS),
    )  # fmt: skip
    for command in commands:
        assert office.run("printers", *command).exit_code == ExitCode.PROJECT
    assert (office.root / FILE_NAME).read_bytes() == content


@pytest.mark.parametrize("options", [
    ("--margins", "3,3"), ("--margins", "a"), ("--overshoot", "4"), ("--rotate", "90"),
    ("--face", "left"),
])  # fmt: skip
def test_what_cannot_be_typed_is_refused_before_anything_is_written(
    office: Office, options: Iterable[str]
) -> None:
    assert office.run("printers", "add", "office", *options).exit_code == ExitCode.USAGE
    assert office.run("printers", "add", "事務所").exit_code == ExitCode.USAGE
    assert not (office.root / FILE_NAME).exists()


# -- tested -----------------------------------------------------------------------------------


def test_the_test_page_has_both_faces_of_a_card_at_its_size(office: Office, paper: Paper) -> None:
    add(office)
    office.done("printers", "test", "office")
    path = office.root / "out" / "printer-office.pdf"
    assert "宛名面" in paper.text_of(path, 0)
    assert "絵柄面" in paper.text_of(path, 1)
    assert paper.look(path, dpi=254).pixels.shape[:2] == pytest.approx((1480, 1000), abs=1)


def test_an_envelope_has_one_face_to_test(office: Office) -> None:
    add(office, "--stock", "naga3")
    said = json.loads(office.done("printers", "test", "office", "--json"))
    assert said["sides"] == ["address"]
    read = ("--read", "picture", TRUE_READINGS)
    assert office.run("printers", "test", "office", *read).exit_code == ExitCode.USAGE


def test_the_test_page_never_overwrites_a_file_that_is_named(office: Office) -> None:
    add(office)
    mine = office.root / "mine.pdf"
    mine.write_bytes(b"mine")
    result = office.run("printers", "test", "office", "-o", str(mine))
    assert result.exit_code == ExitCode.OUTPUT
    assert mine.read_bytes() == b"mine"


def test_the_same_test_page_is_the_same_bytes(office: Office) -> None:
    add(office)
    pages = []
    for _ in range(2):
        office.done("printers", "test", "office")
        pages.append((office.root / "out" / "printer-office.pdf").read_bytes())
    assert pages[0] == pages[1]


def test_what_is_read_corrects_the_side_it_was_read_on(office: Office) -> None:
    add(office)
    read = "１２．５ 88.5、12.5, 88.5 21.7 125.7"
    office.done("printers", "test", "office", "--read", "宛名", read)
    found = named(office, "office")
    assert found["address"]["offset"] == [-0.5, 0.3]
    assert found["picture"]["offset"] == [0, 0]
    assert found["tested"] == OFFICE_DAY.isoformat()


def test_a_second_reading_is_added_to_the_first(office: Office) -> None:
    add(office, "--rotate", "180")
    for read in ("12.5 88.5 12.5 88.5 22 126", "12.2 88.2 12.2 88.2 22 126"):
        office.done("printers", "test", "office", "--read", "picture", read)
    # It goes in head down: what is too far right on the card is too far left on the page.
    assert named(office, "office")["picture"]["offset"] == [0.7, 0]


def test_readings_of_a_page_that_stands_right_leave_the_correction_alone(office: Office) -> None:
    add(office)
    office.done("printers", "test", "office", "--read", "address", "12.4 88.5 12.3 88.4 22.3 126.4")
    before = named(office, "office")["address"]
    office.done("printers", "test", "office", "--read", "address", TRUE_READINGS)
    assert named(office, "office")["address"] == before


@pytest.mark.parametrize("readings", [
    "12 88 12 88 22", "12 88 12 88 22 126 1", "12 88 12 88 22 x", "0 0 0 0 0 0",
    "12 88 12 89 22 126", "88 12 88 12 22 126", "12 88 12 88 22 150",
])  # fmt: skip
def test_readings_that_cannot_be_right_are_refused(office: Office, readings: str) -> None:
    add(office)
    before = (office.root / FILE_NAME).read_bytes()
    result = office.run("printers", "test", "office", "--read", "address", readings)
    assert result.exit_code == ExitCode.USAGE
    assert (office.root / FILE_NAME).read_bytes() == before


# -- what it is printed with ------------------------------------------------------------------


@pytest.mark.parametrize(("stock", "meant"), [
    ("hagaki", {"address": 1.0, "picture": 2.0}),
    ("a4", {"address": 1.0, "picture": 2.0}),
    ("you2", {"envelope": 1.0}),
    ("label-24", {"label": 1.0}),
])  # fmt: skip
def test_a_tray_speaks_of_what_lies_in_it_alone(stock: str, meant: dict[str, float]) -> None:
    sides = {"address": SideSetup(x=1.0), "picture": SideSetup(x=2.0)}
    found = setups_in(Printer("office", stock=stock, sides=sides))
    assert {side: setup.x for side, setup in found.items()} == meant


def test_only_what_changes_the_files_changes_the_tuning() -> None:
    printer = Printer("office", sides={"address": SideSetup()})
    same = replace(printer, model="X", queue="q", tested=date(2026, 1, 2), sides={
        "address": SideSetup(Margins(3, 3, 3, 3)),
    })  # fmt: skip
    assert tuning(same) == tuning(printer)
    others = [
        replace(printer, sides={"address": setup})
        for setup in (SideSetup(x=0.1), SideSetup(rotate=180), SideSetup(overshoot=1.0))
    ]
    others.append(replace(printer, second_pass=Pass.REVERSED))
    assert len({tuning(each) for each in [printer, *others]}) == 5


# -- due for another test ---------------------------------------------------------------------


def made(office: Office, name: str, ways: int) -> None:
    """Enter in the ledger that so many batches were made with a printer."""
    with desk_of(office).write_ledger() as ledger:
        number = next(ledger.cards("r1")).no
        for way in range(ways):
            ledger.made("r1", OFFICE_DAY, 1, [number], {"printer": name, "tuning": str(way)})


def drift(office: Office, name: str) -> Problem | None:
    desk = desk_of(office)
    printer = printer_for(desk.project, name)
    assert printer is not None
    with desk.read_ledger() as ledger:
        return drift_of_printer(ledger, printer)


def test_after_so_many_batches_a_printer_is_to_be_tested_again(printed_office: Office) -> None:
    add(printed_office, "--remind", "3")
    made(printed_office, "other", 3)
    made(printed_office, "office", 2)
    assert drift(printed_office, "office") is None
    made(printed_office, "office", 3)
    warned = drift(printed_office, "office")
    assert warned is not None and warned.severity is Severity.WARNING
    assert "office" in str(warned.message) and "3 batches" in str(warned.message)
    desk = desk_of(printed_office)
    with desk.read_ledger() as ledger:
        (task,) = printers_waiting(desk, ledger)
    assert (task.code, task.command) == ("printer-to-test", "outreach printers test office")


def test_a_test_begins_the_count_anew(printed_office: Office) -> None:
    add(printed_office, "--remind", "1")
    made(printed_office, "office", 2)
    read = ("--read", "address", TRUE_READINGS)
    printed_office.done("printers", "test", "office", *read)
    assert drift(printed_office, "office") is None


def test_nobody_is_reminded_who_does_not_want_to_be(printed_office: Office) -> None:
    add(printed_office, "--remind", "0")
    made(printed_office, "office", 2)
    assert drift(printed_office, "office") is None


# -- what cannot be printed -------------------------------------------------------------------


@given(setups, st.floats(0, 1), st.floats(0, 1))
def test_what_lies_in_the_safe_box_lands_between_the_margins(
    setup: SideSetup, right: float, low: float
) -> None:
    width, height = CARD
    safe = safe_box(setup, width, height)
    point = safe.x + right * safe.width, safe.y + low * safe.height
    x, y = moved_to(correction(setup, width, height) or (1, 0, 0, 1, 0, 0), point)
    top, far, bottom, left = setup.margins
    assert left - 1e-6 <= x <= width - far + 1e-6
    assert top - 1e-6 <= y <= height - bottom + 1e-6


@given(margins)
def test_a_printer_that_prints_straight_takes_all_between_its_margins(white: Margins) -> None:
    top, right, bottom, left = white
    expected = Box(left, top, CARD[0] - left - right, CARD[1] - top - bottom)
    assert safe_box(SideSetup(white), *CARD) == pytest.approx(expected)
    turned = Box(right, bottom, expected.width, expected.height)
    assert safe_box(SideSetup(white, rotate=180), *CARD) == pytest.approx(turned)


def card(*items: Item) -> Frame:
    return Frame(*CARD, items)


WORD = GlyphRun("f", 12.0, Direction.DOWN, (Glyph(1, "雪", 50.0, 20.0), Glyph(1, "雪", 50.0, 24.2)))
ASLANT = WORD._replace(matrix=(0.0, 1.0, -1.0, 0.0, 0.0, 0.0))
WRITTEN = HandLine("f", Direction.DOWN, (HandGlyph(1, "雪", 50.0, 20.0, 12.0, 0.0, 0.0),))
BARS = customer_barcode(symbols("0600042", "17-9-81"), HAGAKI)[0]
FRAME_LINE = Line(((8.0, 12.0), (92.0, 12.0)), BLACK, 0.3, closed=False)
INK = Stencil("ink", (20.0, 0.0, 0.0, 10.0, 5.0, 130.0))


@pytest.mark.parametrize(("items", "safe", "loss"), [
    ((WORD,), Box(0, 21, 100, 127), (Part.WORDS, Edge.TOP)),
    ((WORD,), Box(0, 0, 100, 27), (Part.WORDS, Edge.BOTTOM)),
    ((WORD,), Box(49, 0, 51, 148), (Part.WORDS, Edge.LEFT)),
    ((WORD,), Box(0, 0, 51, 148), (Part.WORDS, Edge.RIGHT)),
    ((ASLANT,), Box(43, 0, 57, 148), (Part.WORDS, Edge.LEFT)),
    ((Shared("sender", (WORD,)),), Box(0, 21, 100, 127), (Part.WORDS, Edge.TOP)),
    ((WRITTEN,), Box(0, 21, 100, 127), (Part.HAND, Edge.TOP)),
    ((INK,), Box(0, 0, 100, 135), (Part.HAND, Edge.BOTTOM)),
    ((BARS,), Box(0, 0, 100, 132), (Part.BARCODE, Edge.BOTTOM)),
    ((FRAME_LINE,), Box(10, 0, 90, 148), (Part.LINES, Edge.LEFT)),
    (qr_paths("https://example.org/", Box(70, 120, 22, 22)), Box(0, 0, 85, 148),
     (Part.QR, Edge.RIGHT)),
])  # fmt: skip
def test_what_reaches_into_a_margin_is_known_for_what_it_is(
    items: tuple[Item, ...], safe: Box, loss: tuple[Part, Edge]
) -> None:
    assert lost(card(*items), safe) == (Loss(*loss),)
    assert lost(card(*items), Box(0.0, 0.0, *CARD)) == ()


def test_pale_guide_lines_and_pictures_may_reach_anywhere() -> None:
    pale = FRAME_LINE._replace(colour=Gray(0.85))
    assert lost(card(pale, Artwork("design")), Box(20, 20, 60, 100)) == ()


def test_a_printer_that_swallows_the_postal_code_is_refused(paper: Paper) -> None:
    setup = SideSetup(Margins(14.0, 3.0, 3.0, 3.0))
    frame = paper.frame(paper.person("原", "実"))
    found = unprintable(frame, safe_box(setup, *CARD), setup, "address", WHERE)
    errors = [problem for problem in found if problem.is_error]
    assert {problem.code for problem in errors} == {"unprintable"}
    assert any("The postal code" in str(problem.message) for problem in errors)
    assert all("14 mm at the top" in str(problem.message) for problem in found)
    assert all(problem.kind is ExitCode.LAYOUT for problem in errors)
    assert all(problem.where.key == WHERE.key for problem in errors)


def test_the_same_card_goes_in_the_other_way_round(paper: Paper) -> None:
    setup = SideSetup(Margins(14.0, 3.0, 3.0, 3.0), rotate=180)
    frame = paper.frame(paper.person("原", "実"))
    found = unprintable(frame, safe_box(setup, *CARD), setup, "address", WHERE)
    assert not [problem for problem in found if "postal code" in str(problem.message)]
    assert all("at the bottom" in str(problem.message) for problem in found)


@pytest.mark.parametrize("white", [Margins(3, 3, 3, 3), Margins(5, 4, 5, 4), Margins(3, 6.5, 3, 3)])
def test_usual_margins_take_nothing_from_an_address_side(paper: Paper, white: Margins) -> None:
    setup = SideSetup(white)
    frame = paper.frame(paper.person("長谷川", "健太郎"))
    assert unprintable(frame, safe_box(setup, *CARD), setup, "address", WHERE) == ()


def test_a_white_edge_around_pictures_is_said_once_and_stops_nothing() -> None:
    setup = SideSetup(Margins(3.0, 3.0, 14.0, 3.0))
    frame = Frame(*CARD, (Artwork("design"),), bleed=3.0)
    said = {
        unprintable(frame, safe_box(setup, *CARD), setup, "picture", replace(WHERE, key=key))
        for key in ("kaaaa", "kbbbb")
    }
    ((warning,),) = said
    assert warning.severity is Severity.WARNING and "14 mm" in str(warning.message)


def test_a_borderless_printer_leaves_no_white_edge() -> None:
    setup = SideSetup(overshoot=2.0)
    frame = Frame(*CARD, (Artwork("design"),), bleed=3.0)
    assert unprintable(frame, safe_box(setup, *CARD), setup, "picture", WHERE) == ()


def test_a_round_is_not_printed_where_the_postal_code_would_be_lost(office: Office) -> None:
    add(office, "--margins", "25,3,3,3")
    result = office.run("print", "r1")
    assert result.exit_code == ExitCode.LAYOUT
    assert "The postal code lies where the printer prints nothing" in result.stderr
    assert not list((office.root / "out").glob("r1/*"))


def test_a_round_comes_out_moved_as_the_printer_needs_it(office: Office, paper: Paper) -> None:
    office.done("print", "r1", "--side", "address")
    add(office)
    office.done("printers", "test", "office", "--read", "address", "10 86 10 86 21 125")
    office.done("print", "r1", "--side", "address")
    plain, moved = sorted((office.root / "out" / "r1").glob("*/address.pdf"), key=age)
    last = -1
    first, then = (paper.look(path, page_of(path, last), dpi=254) for path in (plain, moved))
    before, after = first.bounds(first.black), then.bounds(then.black)
    assert before is not None and after is not None
    assert (after.x - before.x, after.y - before.y) == pytest.approx((2.0, 1.0), abs=0.11)


def age(path: Path) -> int:
    return path.stat().st_mtime_ns


def page_of(path: Path, index: int) -> int:
    """The number of a page counted from the end."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        return len(document) + index
