"""Which hand each card has: from the files, over the paper, into the ledger."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from outreach.artwork import Slot
from outreach.artwork.ink import Ink, read_ink
from outreach.errors import ExitCode, Severity, Where
from outreach.faces.picture import Extras, picture_side
from outreach.faces.ruling import PALE, WIDTH, ruling
from outreach.faces.words import Scans
from outreach.frame import BLACK, Box, Direction, HandLine, Stencil
from outreach.frame import Path as Drawn
from outreach.model.round import Message
from outreach.model.stock import HAGAKI
from outreach.press.imposition import Target
from outreach.workflow.content import card_body, card_of, message_in, message_text
from outreach.workflow.desk import open_desk
from outreach.workflow.furnishing import room_for
from outreach.workflow.prepare import prepare

if TYPE_CHECKING:
    from tests.conftest import Office, Paper, Sight

WORDS = "雪がふりました。"
ROWS = "key,message,hand,lettering\n"
KEYS = {1: "kaaaa", 2: "kbbbb", 3: "kcccc"}


@pytest.fixture
def office(office: Office, printed_once: Path) -> Office:
    """The small project with its design drawn already."""
    shutil.copytree(printed_once / ".outreach/cache", office.root / ".outreach/cache")
    return office


def ink_png(path: Path, width: float, height: float, dpi: int = 300) -> Path:
    """A scan of a thick purple stroke along the whole of its lower edge, and one up its left."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns, rows = round(width / 25.4 * dpi), round(height / 25.4 * dpi)
    image = Image.new("RGBA", (columns, rows), (150, 0, 160, 0))
    thick = max(dpi // 25, 4)
    image.paste((150, 0, 160, 255), (0, rows - thick, columns, rows))
    image.paste((150, 0, 160, 255), (0, 0, thick, rows))
    image.save(path, dpi=(dpi, dpi))
    return path


def frozen(office: Office, round_id: str = "r1") -> dict[str, dict[str, object]]:
    """The facts of every frozen card, by key."""
    log = json.loads(office.done("log", "--round", round_id, "--json"))
    return {each["key"]: each["data"] for each in log if each["kind"] == "planned"}


def problems_of(office: Office, *arguments: str) -> list[dict[str, object]]:
    found = json.loads(office.run(*arguments, "--json").stdout)["problems"]
    return [dict(each) for each in found]


def text_of(paper: Paper, path: Path) -> list[str]:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        count = len(document)
    return [paper.text_of(path, page) for page in range(count)]


# -- from the files ---------------------------------------------------------------------------


def test_who_says_the_hand_first(office: Office) -> None:
    """A row of the messages, then the recipient, the round, the design."""
    office.replace("designs/plain/design.toml", "alt", 'hand = "書体"\nlettering = "round"\nalt')
    office.replace("recipients/recipients.csv", "call_name\n", "call_name,書き方,書体\n")
    office.replace("recipients/recipients.csv", "けんさん\n", "けんさん,,大きくはっきり\n")
    office.replace("recipients/recipients.csv", "あおいさん\n", "あおいさん,書体,clear\n")
    office.write("rounds/r1/messages.csv", f"{ROWS}kcccc,,ペン,\n")
    office.done("print", "r1")
    facts = frozen(office)
    assert (facts["kaaaa"]["hand"], facts["kaaaa"]["lettering"]) == ("set", "round")
    assert (facts["kbbbb"]["hand"], facts["kbbbb"]["lettering"]) == ("set", "clear")
    assert (facts["kcccc"]["hand"], facts["kcccc"].get("lettering")) == ("pen", None)


def test_the_round_comes_before_the_design(office: Office) -> None:
    office.replace("designs/plain/design.toml", "alt", 'hand = "scan"\nalt')
    office.replace("rounds/r1/round.toml", "message", 'hand = "pen"\nmessage')
    office.done("print", "r1")
    assert {facts["hand"] for facts in frozen(office).values()} == {"pen"}


def test_a_chosen_picture_brings_its_own_hand(office: Office) -> None:
    office.replace("designs/plain/design.toml", "alt", 'hand = "pen"\nalt')
    office.replace("rounds/r1/round.toml", '"plain"', '"auto"')
    office.done("print", "r1")
    assert {facts["hand"] for facts in frozen(office).values()} == {"pen"}
    assert office.run("print", "r1").exit_code == ExitCode.DONE  # all is as it was frozen


def test_the_usual_hand_is_written_down_too(office: Office) -> None:
    office.replace("rounds/r1/round.toml", "message", 'lettering = "フェルトペン"\nmessage')
    office.done("print", "r1")
    kept = {(facts["hand"], facts["lettering"]) for facts in frozen(office).values()}
    assert kept == {("set", "felt-tip")}


def test_to_name_the_usual_hand_changes_nothing_that_is_frozen(printed_office: Office) -> None:
    printed_office.replace("rounds/r1/round.toml", "message", 'hand = "set"\nmessage')
    assert printed_office.run("print", "r1").exit_code == ExitCode.DONE


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [('hand = "pan"', "toml-choice", "Did you mean pen?"),
     ('lettering = "はっきり"', "toml-choice", "Did you mean 大きくはっきり?"),
     ("ruling = 2", "toml-type", "4 to 20"), ("ruling = true", "toml-type", "4 to 20"),
     ('ruling = "wide"', "toml-type", "4 to 20")],
)  # fmt: skip
def test_a_word_nobody_knows_is_said_at_its_line(
    office: Office, line: str, code: str, said: str
) -> None:
    office.replace("rounds/r1/round.toml", "message", f"{line}\nmessage")
    (problem,) = problems_of(office, "check", "r1")
    assert (problem["code"], problem["line"]) == (code, 5)
    assert said in f"{problem['message']} {problem['hint']}"


@pytest.mark.parametrize("file", ["recipients/recipients.csv", "rounds/r1/messages.csv"])
def test_a_cell_nobody_understands_is_said_at_its_row(office: Office, file: str) -> None:
    if file.startswith("recipients"):
        office.replace(file, "call_name\n", "call_name,hand,lettering\n")
        office.replace(file, "けんさん\n", "けんさん,ペンで,cleer\n")
    else:
        office.write(file, f"{ROWS}kbbbb,,ペンで,cleer\n")
    found = [each for each in problems_of(office, "check", "r1") if each["file"] == file]
    assert [each["code"] for each in found] == ["hand-unknown", "lettering-unknown"]
    assert [each["hint"] for each in found] == ["Did you mean ペン?", "Did you mean clear?"]
    assert {each["key"] for each in found} == {"kbbbb"}


def test_what_the_address_book_says_of_the_hand_is_exported_and_shown(office: Office) -> None:
    office.replace("recipients/recipients.csv", "call_name\n", "call_name,書き方,書体\n")
    office.replace("recipients/recipients.csv", "けんさん\n", "けんさん,直筆,まるい字\n")
    shown = json.loads(office.done("recipients", "show", "kbbbb", "--json"))["recipient"]
    assert (shown["hand"], shown["lettering"]) == ("scan", "round")
    office.done("recipients", "export", str(office.root / "book.csv"))
    text = (office.root / "book.csv").read_text("utf-8-sig")
    assert "scan,round" in text


def test_a_column_that_only_begins_like_ours_is_left_alone(office: Office) -> None:
    office.replace("recipients/recipients.csv", "call_name\n", "call_name,書類,書籍\n")
    assert office.run("check").exit_code == ExitCode.DONE
    assert "書" not in office.run("check").stderr


def test_a_design_is_told_how_its_cards_are_written(office: Office) -> None:
    office.done("designs", "edit", "plain", "--hand", "書体", "--lettering", "clear")
    shown = json.loads(office.done("designs", "show", "plain", "--json"))
    assert (shown["hand"], shown["lettering"]) == ("set", "clear")
    assert "large and clear" in office.done("designs", "show", "plain")


def test_what_was_frozen_before_there_were_hands_is_read_as_ever() -> None:
    old = '["雪。","plain","みなみ","set",""]'
    message = message_in(card_body('{"family_name":"青木"}', "a", old))
    assert message == Message("雪。", "plain", "みなみ", "set")
    assert message_text(message) == old


@given(st.builds(Message, *[st.text(max_size=8)] * 8))
def test_a_message_is_read_as_it_was_frozen(message: Message) -> None:
    body = card_body('{"family_name":"青木"}', "a", message_text(message))
    assert message_in(body) == message == card_of(1, "kaaaa", body).message


# -- a pen ------------------------------------------------------------------------------------


def test_a_card_for_the_pen_shows_lines_and_no_words(office: Office, paper: Paper) -> None:
    office.replace("rounds/r1/round.toml", "message", 'hand = "pen"\nmessage')
    office.prints("direction_page = false")
    office.done("print", "r1")
    pages = text_of(paper, office.root / "out/r1/1/picture.pdf")
    assert len(pages) == 3
    assert not any("雪" in page for page in pages)
    sight = paper.look(office.root / "out/r1/1/picture.pdf", dpi=600)
    grey = (sight.pixels < 235).all(axis=2)
    assert sight.bounds(grey) is not None


def test_a_pen_needs_no_typed_words(office: Office) -> None:
    office.replace("rounds/r1/round.toml", 'message = "{{ call_name }}へ\\n雪がふりました。"',
                   'hand = "ペン"')  # fmt: skip
    assert office.run("check", "r1").exit_code == ExitCode.DONE
    assert office.run("check").exit_code == ExitCode.DONE
    office.done("print", "r1")


def test_who_gets_no_pen_still_needs_words(office: Office) -> None:
    office.replace("rounds/r1/round.toml", 'message = "{{ call_name }}へ\\n雪がふりました。"',
                   'hand = "ペン"')  # fmt: skip
    office.write("rounds/r1/messages.csv", f"{ROWS}kbbbb,,set,\n")
    (problem,) = problems_of(office, "check", "r1")
    assert (problem["code"], problem["key"]) == ("no-words", "kbbbb")


def slot(direction: Direction, **other: object) -> Slot:
    box = Box(12.0, 80.0, 70.0, 52.0)
    values: dict[str, object] = {
        "name": "message", "box": box, "direction": direction, "role": "message", "size": 12.0,
        "minimum": 10.0, "leading": 1.6, "align": "start", "valign": "start", "colour": BLACK,
        **other,
    }  # fmt: skip
    return Slot(**values)  # type: ignore[arg-type]


class Lines(NamedTuple):
    """Where guide lines stand (mm), in order, and how they run."""

    places: list[float]
    across: set[tuple[float, float]]


def lines_of(paths: tuple[Drawn, ...], direction: Direction) -> Lines:
    along = 0 if direction is Direction.DOWN else 1
    places = [path.points[0][along] for path in paths]
    across = {(path.points[0][1 - along], path.points[1][1 - along]) for path in paths}
    assert all(path.points[0][along] == path.points[1][along] for path in paths)
    return Lines(sorted(places), across)


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("pitch", [None, 4.0, 7.0, 9.0, 12.5, 20.0])
def test_guide_lines_are_even_pale_and_inside_the_slot(
    direction: Direction, pitch: float | None
) -> None:
    place = slot(direction)
    paths = ruling(place, pitch)
    found = lines_of(paths, direction)
    low, high = (12.0, 82.0) if direction is Direction.DOWN else (80.0, 132.0)
    assert low + WIDTH / 2 - 1e-9 <= found.places[0] and found.places[-1] <= high - WIDTH / 2 + 1e-9
    steps = {round(b - a, 6) for a, b in zip(found.places, found.places[1:], strict=False)}
    assert len(steps) == 1
    if pitch is not None:
        assert steps == {pitch}
    assert found.across == {(80.0, 132.0) if direction is Direction.DOWN else (12.0, 82.0)}
    assert {(path.colour, path.width) for path in paths} == {(PALE, WIDTH)}
    assert 0.82 <= PALE.level <= 0.88 and 0.1 <= WIDTH <= 0.15


def test_rows_have_a_line_below_each_and_none_above_the_first() -> None:
    found = lines_of(ruling(slot(Direction.RIGHT), 9.0), Direction.RIGHT)
    assert found.places[0] - 80.0 > 9.0
    assert len(found.places) == 5


def test_columns_stand_between_lines() -> None:
    found = lines_of(ruling(slot(Direction.DOWN), 9.0), Direction.DOWN)
    assert len(found.places) == 8  # seven columns
    assert found.places[0] - 12.0 == pytest.approx(82.0 - found.places[-1])


def test_without_a_wish_there_is_room_for_a_pen() -> None:
    found = lines_of(ruling(slot(Direction.RIGHT)), Direction.RIGHT)
    assert found.places[1] - found.places[0] >= 8.0


@pytest.mark.parametrize("pitch", [0.0, 60.0])
def test_no_lines_where_none_are_wanted_or_none_fits(pitch: float) -> None:
    assert ruling(slot(Direction.RIGHT), pitch) == ()


def test_letter_paper_keeps_the_lines_it_has() -> None:
    assert ruling(slot(Direction.DOWN, pitch=9.0)) == ()
    assert ruling(slot(Direction.DOWN, pitch=9.0), 9.0) != ()


@pytest.mark.parametrize("wish", ["9", '"none"', '"なし"'])
def test_the_round_says_how_far_apart_the_lines_are(office: Office, wish: str) -> None:
    office.replace("rounds/r1/round.toml", "message", f'hand = "pen"\nruling = {wish}\nmessage')
    office.done("print", "r1")
    expected = 9.0 if wish == "9" else 0.0
    assert {facts["ruling"] for facts in frozen(office).values()} == {expected}
    office.replace("rounds/r1/round.toml", f"ruling = {wish}", "ruling = 10")
    result = office.run("print", "r1")
    assert result.exit_code == ExitCode.STATE
    assert "the guide lines" in result.stderr


# -- scanned handwriting ----------------------------------------------------------------------


@pytest.fixture
def scanned(office: Office) -> Office:
    """A round whose three cards are written by hand, each on a slip of its own size."""
    office.replace("rounds/r1/round.toml", "message", 'hand = "scan"\nmessage')
    for size, key in enumerate(KEYS.values(), start=1):
        ink_png(office.root / f"rounds/r1/hand/{key}.png", 20.0 + size, 30.0)
    return office


def purple(sight: Sight) -> Box | None:
    """Where the ink of ``ink_png`` is on a page."""
    red, green, blue = np.moveaxis(sight.pixels.astype(int), 2, 0)
    return sight.bounds((red > green + 80) & (blue > green + 80))


def test_handwriting_stands_in_the_slot_as_large_as_it_was_written(
    scanned: Office, paper: Paper
) -> None:
    assert scanned.run("check", "r1").exit_code == ExitCode.DONE
    scanned.prints("direction_page = false")
    scanned.done("print", "r1")
    path = scanned.root / "out/r1/1/picture.pdf"
    assert not any("雪" in page for page in text_of(paper, path))
    slot = paper.drawn("words-only")[1].slot("message")
    assert slot is not None
    found = json.loads(scanned.done("plan", "r1", "--json"))["included"]
    for page, card in enumerate(found):
        ink = purple(paper.look(path, page=page, dpi=600))
        assert ink is not None
        width = 20.0 + list(KEYS.values()).index(card["key"]) + 1
        assert (ink.width, ink.height) == pytest.approx((width, 30.0), abs=0.15)
        assert slot.box.x - 0.1 <= ink.x and ink.right <= slot.box.right + 0.1
        assert slot.box.y - 0.1 <= ink.y and ink.bottom <= slot.box.bottom + 0.1


def test_without_its_handwriting_no_card_is_printed(scanned: Office) -> None:
    (scanned.root / "rounds/r1/hand/kbbbb.png").unlink()
    (problem,) = problems_of(scanned, "check", "r1")
    assert (problem["code"], problem["key"]) == ("no-handwriting", "kbbbb")
    assert "outreach hand sheet" in str(problem["hint"])
    assert scanned.run("print", "r1").exit_code == ExitCode.SOURCE
    assert scanned.run("print", "r1", "--side", "address").exit_code == ExitCode.SOURCE
    assert not (scanned.root / "out").exists()


def test_a_card_without_its_handwriting_can_be_planned(scanned: Office) -> None:
    (scanned.root / "rounds/r1/hand/kbbbb.png").unlink()
    plan = json.loads(scanned.done("plan", "r1", "--json"))
    assert {card["key"] for card in plan["included"]} == set(KEYS.values())


def test_handwriting_needs_no_typed_words(scanned: Office) -> None:
    scanned.replace("rounds/r1/round.toml", 'message = "{{ call_name }}へ\\n雪がふりました。"', "")
    scanned.done("print", "r1")


@pytest.mark.parametrize("loss", ["gone", "other"])
def test_a_frozen_card_is_never_printed_with_another_handwriting(
    scanned: Office, loss: str
) -> None:
    scanned.done("print", "r1", "--side", "address")
    path = scanned.root / "rounds/r1/hand/kbbbb.png"
    path.unlink()
    if loss == "other":
        ink_png(path, 25.0, 20.0)
    result = scanned.run("print", "r1", "--side", "picture")
    assert result.exit_code == ExitCode.STATE
    included = json.loads(scanned.done("plan", "r1", "--json"))["included"]
    no = next(card["card_no"] for card in included if card["key"] == "kbbbb")
    assert f"No. {no} is not as it was frozen: the message, the handwriting" in result.stderr
    assert "kaaaa" not in result.stderr


def test_a_card_written_anew_is_printed_again_with_a_reason(scanned: Office) -> None:
    scanned.done("print", "r1")
    ink_png(scanned.root / "rounds/r1/hand/kbbbb.png", 25.0, 20.0)
    assert scanned.run("print", "r1").exit_code == ExitCode.STATE
    scanned.done("printed", "r1")
    scanned.done("print", "r1", "--again", "--only", "kbbbb", "--because", "書きなおし")
    assert scanned.run("print", "r1").exit_code == ExitCode.DONE


def test_the_same_handwriting_makes_the_same_bytes(scanned: Office, tmp_path: Path) -> None:
    scanned.done("print", "r1")
    scanned.done("print", "r1", "-o", str(tmp_path / "again"), "--side", "picture")
    first = scanned.root / "out/r1/1/picture.pdf"
    assert first.read_bytes() == (tmp_path / "again/picture.pdf").read_bytes()


def test_a_broken_scan_is_said_with_its_file(scanned: Office) -> None:
    (scanned.root / "rounds/r1/hand/kaaaa.png").write_bytes(b"no picture")
    (problem,) = problems_of(scanned, "check", "r1")
    assert (problem["code"], problem["file"]) == ("ink-unreadable", "rounds/r1/hand/kaaaa.png")
    assert problem["key"] == "kaaaa"


def test_handwriting_much_too_large_is_reduced_and_said(scanned: Office) -> None:
    ink_png(scanned.root / "rounds/r1/hand/kaaaa.png", 150.0, 60.0, dpi=150)
    (problem,) = problems_of(scanned, "check", "r1")
    assert (problem["code"], problem["severity"]) == ("handwriting-small", Severity.WARNING)


# -- the signature ----------------------------------------------------------------------------


@pytest.fixture
def signed(office: Office) -> Office:
    """A round by an author whose scanned signature the project has."""
    ink_png(office.root / "signatures/minami.png", 24.0, 10.0)
    text = (office.root / "outreach.toml").read_text("utf-8")
    office.write("outreach.toml", f'{text}\n[signature]\n"みなみ" = "minami.png"\n')
    return office


def test_a_signature_stands_after_the_words_of_its_author(signed: Office, paper: Paper) -> None:
    signed.prints("direction_page = false")
    signed.done("print", "r1")
    path = signed.root / "out/r1/1/picture.pdf"
    place = paper.drawn("words-only")[1].slot("message")
    assert place is not None
    for page in range(3):
        sight = paper.look(path, page=page, dpi=400)
        ink = purple(sight)
        assert ink is not None
        assert ink.height <= 12.0
        assert ink.bottom == pytest.approx(place.box.bottom, abs=0.3)
        assert ink.x >= place.box.x - 0.1
        assert "雪がふりました。" in paper.text_of(path, page)


def test_another_author_is_not_signed_for(signed: Office, paper: Paper) -> None:
    signed.replace("rounds/r1/round.toml", 'author = "みなみ"', 'author = "けい"')
    signed.done("print", "r1")
    assert purple(paper.look(signed.root / "out/r1/1/picture.pdf")) is None


def test_a_pen_signs_for_itself(signed: Office, paper: Paper) -> None:
    signed.replace("rounds/r1/round.toml", "message", 'hand = "pen"\nmessage')
    signed.done("print", "r1")
    assert purple(paper.look(signed.root / "out/r1/1/picture.pdf")) is None


def test_a_signature_given_later_is_a_change_of_what_is_frozen(printed_office: Office) -> None:
    ink_png(printed_office.root / "signatures/minami.png", 24.0, 10.0)
    text = (printed_office.root / "outreach.toml").read_text("utf-8")
    printed_office.write("outreach.toml", f'{text}\n[signature]\n"みなみ" = "minami.png"\n')
    assert printed_office.run("print", "r1").exit_code == ExitCode.STATE


def test_a_signature_that_is_not_there_is_said_once(signed: Office) -> None:
    (signed.root / "signatures/minami.png").unlink()
    (problem,) = problems_of(signed, "check", "r1")
    assert (problem["code"], problem["file"]) == ("signature-missing", "outreach.toml")
    assert signed.run("print", "r1").exit_code == ExitCode.PROJECT


def test_a_backup_holds_handwriting_and_signatures(signed: Office, tmp_path: Path) -> None:
    ink_png(signed.root / "rounds/r1/hand/kaaaa.png", 20.0, 30.0)
    signed.done("backup", str(tmp_path / "b.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip") as kept:
        assert {"signatures/minami.png", "rounds/r1/hand/kaaaa.png"} <= set(kept.namelist())


@pytest.mark.parametrize("name", ["../minami.png", ".minami.png", "a/b.png"])
def test_a_signature_lies_in_its_folder_and_nowhere_else(signed: Office, name: str) -> None:
    signed.replace("outreach.toml", "minami.png", name)
    (problem,) = problems_of(signed, "check")
    assert (problem["code"], problem["line"]) == ("signature-name", 9)


# -- in the slot, wherever it lies ------------------------------------------------------------


def scan(tmp_path: Path, width: float, height: float) -> Ink:
    ink = read_ink(ink_png(tmp_path / f"{width}x{height}.png", width, height), "home")
    assert isinstance(ink, Ink)
    return ink


@pytest.mark.parametrize("layout", ["words-only", "picture-above", "wide-left", "polaroid"])
def test_signed_words_keep_to_their_slot(paper: Paper, tmp_path: Path, layout: str) -> None:
    design, drawn = paper.drawn(layout)
    side, _ = picture_side(HAGAKI, design, drawn, paper.fonts, Extras(round_id="r1"))
    place = drawn.slot("message")
    assert side is not None and place is not None
    message = Message(WORDS * 4, layout, "みなみ", "set", sign="0")
    scans = Scans(sign=scan(tmp_path, 24.0, 10.0))
    face = side.face(message, Where(key="kaaaa"), scans)
    assert face.frame is not None, face.problems
    stencils = [item for item in face.frame.items if isinstance(item, Stencil)]
    assert stencils
    for a, b, c, d, e, f in (each.matrix for each in stencils):
        corners = [(e, f), (e + a, f + b), (e + c, f + d), (e + a + c, f + b + d)]
        bounds = place.bounds
        assert all(bounds.x - 0.1 <= x <= bounds.right + 0.1 for x, _ in corners)
        assert all(bounds.y - 0.1 <= y <= bounds.bottom + 0.1 for _, y in corners)


def test_a_card_is_written_alike_whatever_its_number(paper: Paper) -> None:
    """Numbers change until the freeze; the key, the words and the round do not."""

    def strokes(round_id: str, key: str) -> list[HandLine]:
        design, drawn = paper.drawn("words-only")
        side, _ = picture_side(HAGAKI, design, drawn, paper.fonts, Extras(round_id=round_id))
        assert side is not None
        frame = side.face(Message(WORDS, "words-only", "", "set"), Where("f", 1, key)).frame
        assert frame is not None
        return [item for item in frame.items if isinstance(item, HandLine)]

    assert strokes("r1", "kaaaa") == strokes("r1", "kaaaa")
    assert strokes("r1", "kaaaa") != strokes("r1", "kbbbb")
    assert strokes("r1", "kaaaa") != strokes("r2", "kaaaa")


def test_the_clear_lettering_is_set_larger(paper: Paper) -> None:
    side = paper.picture_side()
    sizes = {}
    for lettering in ("", "clear"):
        message = Message(WORDS * 6, "words-only", "", "set", lettering=lettering)
        frame = side.face(message, Where(key="kaaaa")).frame
        assert frame is not None
        glyphs = [g for item in frame.items if isinstance(item, HandLine) for g in item.glyphs]
        sizes[lettering] = sum(glyph.size for glyph in glyphs) / len(glyphs)
    assert sizes["clear"] > 1.1 * sizes[""]


def test_a_character_the_hand_lacks_is_named_with_the_hand_that_has_it(paper: Paper) -> None:
    stacks = paper.fonts.letterings
    lacking = next((c for c in "𠮷槗圡邊﨑" if not stacks["felt-tip"][0].covers(c)
                    and any(stack[0].covers(c) for stack in stacks.values())), None)  # fmt: skip
    if lacking is None:
        pytest.skip("no lettering has what another lacks")
    face = paper.picture_side().face(Message(f"{lacking}田さん", "words-only", "", "set"), Where())
    (problem,) = face.problems
    having = [name for name, stack in stacks.items() if stack[0].covers(lacking)]
    assert problem.code == "substitute-font"
    assert all(name in str(problem.hint) for name in having)


def test_words_too_long_say_how_many_fit(office: Office) -> None:
    office.write("rounds/r1/messages.csv", f"key,message\nkbbbb,{WORDS * 60}\n")
    (problem,) = problems_of(office, "check", "r1")
    assert (problem["code"], problem["file"], problem["line"]) == (
        "does-not-fit", "rounds/r1/messages.csv", 2,
    )  # fmt: skip
    assert "characters too long; their place on the card holds about" in str(problem["message"])


def test_too_many_dots_are_a_word_of_taste(office: Office) -> None:
    office.replace("rounds/r1/round.toml", "雪がふりました。", "《《雪がふりました、たくさん。》》")
    (problem, *_) = problems_of(office, "check", "r1")
    assert (problem["code"], problem["severity"]) == ("many-dots", Severity.WARNING)
    assert office.run("print", "r1").exit_code == ExitCode.DONE


def test_for_the_shop_handwriting_is_no_rgb(scanned: Office) -> None:
    scanned.replace("rounds/r1/round.toml", "{{ call_name }}へ", "窓辺より")
    scanned.done("print", "r1", "--for", "shop")
    ink = read_ink(scanned.root / "rounds/r1/hand/kaaaa.png", Target.SHOP.value)
    assert isinstance(ink, Ink)
    assert all(type(layer.colour).__name__ in ("Gray", "CMYK") for layer in ink.layers)


def test_a_signature_leaves_less_room_for_words(signed: Office) -> None:
    desk = open_desk(
        signed.root, lambda: datetime(2026, 12, 9, tzinfo=UTC), bytes, date(2026, 12, 9)
    )
    rooms = []
    for author in ("みなみ", "けい"):
        signed.replace("rounds/r1/round.toml", 'author = "', f'author = "{author}" # "')
        with desk.read_ledger() as ledger, prepare(desk, ledger, "r1") as prepared:
            room, _ = room_for(prepared, Target.HOME)
            card = next(prepared.staged())
        assert room is not None
        rooms.append(room.letters(message_in(card.body), Where(key=card.key)))
    assert 0 < rooms[0] < rooms[1]
