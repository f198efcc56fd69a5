"""The print files: boxes, fonts, what they hold and what they must not, byte for byte."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest

from outreach.frame import CMYK, RGB, Box, Frame, Gray, Separation
from outreach.frame import Path as Line
from outreach.model.recipient import Addressee
from outreach.model.round import Message
from outreach.press.imposition import Target
from outreach.workflow import pressing
from outreach.workflow.content import addressee_text, card_body, message_text
from outreach.workflow.piles import Piles
from outreach.workflow.press_room import PressRoom, Row, Side
from outreach.workflow.pressing import Made, Part, Pressing, Spot, parts_of

if TYPE_CHECKING:
    from tests.conftest import Paper

ROOT = Path(__file__).parent.parent
MM = 72 / 25.4
FAMILIES = ("森田", "林", "堀", "岡部", "谷", "関口", "辻")
HOMES = ("青空荘3", "雪の館12", "", "ハイツ・ド・猫101")
LETTER = "{}さんへ\n雪の夜です。"


@pytest.fixture(scope="module")
def room(paper: Paper) -> PressRoom:
    from outreach.model.stock import HAGAKI

    sides = {layout: paper.picture_side(layout) for layout in ("words-only", "picture-above")}
    address = paper.address_side()
    font = paper.fonts["address"][0]
    return PressRoom("r", "2027-01a", paper.store, font, Target.HOME, HAGAKI, address, sides)


def dealt(rows: Iterable[Row], *sides: Side) -> Iterator[tuple[Row, Sequence[Spot]]]:
    piles = Piles(sides, {})
    return ((row, piles.spots(row)) for row in rows)


def rows(paper: Paper, count: int) -> Iterator[Row]:
    for no in range(1, count + 1):
        family = FAMILIES[no % 7]
        addressee = paper.person(family, "実", building=HOMES[no % 4])
        design = ("words-only", "picture-above")[no % 2]
        words = Message(LETTER.format(family), design, "こだま", "set")
        body = card_body(addressee_text(addressee), "group", message_text(words))
        yield Row(no, f"k{no}", body)


def make_parts(room: PressRoom, parts: Iterable[Part], total: int) -> list[Made]:
    with Pressing(room, parts, total, lambda done, total: None) as making:
        return making.finish()


def batch(room: PressRoom, paper: Paper, folder: Path, count: int = 5) -> list[str]:
    """Make a batch and return the names and hashes of its files."""
    folder.mkdir()
    parts = parts_of(dealt(rows(paper, count), Side.ADDRESS, Side.PICTURE), folder)
    made = make_parts(room, parts, count)
    assert not any(file.problems for file in made)
    return [
        f"{file.name} {file.pages} {file.first_card}-{file.last_card} {file.sha256}"
        for file in made
    ]


@pytest.fixture(scope="module")
def files(room: PressRoom, paper: Paper, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("press") / "1"
    batch(room, paper, folder)
    return folder


def in_mm(box: pikepdf.Array) -> list[float]:
    return [round(float(value) / MM, 2) for value in box]


# -- boxes --------------------------------------------------------------------------------------


def test_a_home_page_is_the_card_itself(paper: Paper) -> None:
    with pikepdf.open(paper.pdf(paper.frame(paper.person("原")))) as pdf:
        page = pdf.pages[0]
        for box in (page.mediabox, page.cropbox, page.trimbox):
            assert in_mm(box) == [0.0, 0.0, 100.0, 148.0]


def test_a_shop_page_has_three_millimetres_of_bleed_around_the_trim(paper: Paper) -> None:
    with pikepdf.open(paper.pdf(paper.frame(paper.person("原")), target=Target.SHOP)) as pdf:
        page = pdf.pages[0]
        assert in_mm(page.mediabox) == [0.0, 0.0, 106.0, 154.0]
        assert in_mm(page.bleedbox) == [0.0, 0.0, 106.0, 154.0]
        assert in_mm(page.trimbox) == [3.0, 3.0, 103.0, 151.0]


def test_the_face_lies_in_the_trim_of_a_shop_page(paper: Paper) -> None:
    dot = Frame(100.0, 148.0, (Line(((10, 20), (15, 20), (15, 24), (10, 24))),))
    sight = paper.see(dot, target=Target.SHOP)
    assert sight.bounds(sight.black) == pytest.approx(Box(13.0, 23.0, 5.0, 4.0), abs=0.1)


def test_a_print_dialogue_is_told_not_to_scale(files: Path) -> None:
    with pikepdf.open(files / "address.pdf") as pdf:
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"


# -- what a file holds --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["address.pdf", "picture.pdf"])
def test_every_font_is_embedded_and_subset_once(files: Path, name: str) -> None:
    with pikepdf.open(files / name) as pdf:
        programs = []
        for font in fonts_of(pdf):
            (descendant,) = font.DescendantFonts
            descriptor = descendant.FontDescriptor
            program = descriptor.get("/FontFile2") or descriptor.get("/FontFile3")
            assert program is not None
            assert re.match(r"/[A-Z]{6}\+", str(descendant.BaseFont))
            programs.append((str(descendant.BaseFont), program.objgen))
        assert programs
        assert len({base for base, _ in programs}) == len(set(programs))


@pytest.mark.parametrize("name", ["address.pdf", "picture.pdf"])
def test_every_code_shown_has_its_text(files: Path, name: str) -> None:
    with pikepdf.open(files / name) as pdf:
        known = {
            str(resource): mapped_codes(font)
            for page in pdf.pages
            for resource, font in page.Resources.Font.items()
        }
        shown = list(shown_codes(pdf))
        assert shown
        for resource, codes in shown:
            assert codes <= known[resource]


def fonts_of(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    yield from pdf.pages[0].Resources.Font.values()


def mapped_codes(font: pikepdf.Dictionary) -> set[int]:
    cmap = font.ToUnicode.read_bytes().decode("ascii")
    rows = re.findall(r"^<([0-9A-F]{4})> <([0-9A-F]+)>$", cmap, re.MULTILINE)
    return {int(code, 16) for code, text in rows if text}


def shown_codes(pdf: pikepdf.Pdf) -> Iterator[tuple[str, set[int]]]:
    streams = [page for page in pdf.pages]
    forms = [
        x for x in pdf.pages[0].Resources.XObject.values() if "/Font" in x.get("/Resources", {})
    ]
    for stream in (*streams, *forms):
        font = ""
        for operands, operator in pikepdf.parse_content_stream(stream):
            if str(operator) == "Tf":
                font = str(operands[0])
            elif str(operator) in ("Tj", "TJ"):
                texts = operands[0] if str(operator) == "TJ" else [operands[0]]
                data = b"".join(bytes(t) for t in texts if isinstance(t, pikepdf.String))
                yield font, {int.from_bytes(data[i : i + 2]) for i in range(0, len(data), 2)}


def test_each_designs_artwork_is_stored_once(files: Path) -> None:
    with pikepdf.open(files / "picture.pdf") as pdf:
        streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        kinds = [str(stream.get("/Subtype")) for stream in streams]
        # Five cards, two designs: their artwork and credits, and the one that has a picture.
        assert kinds.count("/Image") == 1
        assert kinds.count("/Form") == 4
        assert len({page.Resources.objgen for page in pdf.pages}) == 1


@pytest.mark.parametrize("name", ["address.pdf", "picture.pdf"])
def test_a_file_holds_nothing_but_pages(files: Path, name: str) -> None:
    with pikepdf.open(files / name) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/Lang", "/ViewerPreferences"}
        assert not any("/Annots" in page for page in pdf.pages)
        assert len(pdf.attachments) == 0


@pytest.mark.parametrize("name", ["address.pdf", "picture.pdf"])
def test_a_file_says_of_itself_only_which_round_it_is(files: Path, name: str) -> None:
    with pikepdf.open(files / name) as pdf:
        assert {key: str(value) for key, value in pdf.docinfo.items()} == {"/Title": "2027-01a"}
    assert b"pikepdf" not in (files / name).read_bytes()


def test_a_further_card_costs_less_than_three_kilobytes(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    batch(room, paper, tmp_path / "few", 4)
    batch(room, paper, tmp_path / "many", 104)
    few, many = (sum(f.stat().st_size for f in (tmp_path / n).iterdir()) for n in ("few", "many"))
    assert (many - few) / 100 < 3000


# -- order and sameness -------------------------------------------------------------------------


def test_page_k_of_one_file_backs_page_k_of_the_other(files: Path, paper: Paper) -> None:
    for page in range(5):
        name = FAMILIES[page + 1]
        assert name in paper.text_of(files / "address.pdf", page)
        assert f"{name}さんへ" in paper.text_of(files / "picture.pdf", page)


def test_in_a_duplex_file_the_two_faces_of_a_card_follow_each_other(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    (part,) = parts_of(dealt(rows(paper, 3), Side.CARDS), tmp_path)
    (made,) = make_parts(room, [part], 3)
    assert made.pages == 6
    texts = [paper.text_of(tmp_path / "cards.pdf", page) for page in range(6)]
    assert all("北海道" in text for text in texts[::2])
    assert [f"{FAMILIES[n]}さんへ" in texts[2 * n - 1] for n in (1, 2, 3)] == [True] * 3


def test_the_same_cards_give_the_same_bytes(room: PressRoom, paper: Paper, tmp_path: Path) -> None:
    assert batch(room, paper, tmp_path / "a") == batch(room, paper, tmp_path / "b")


def test_volumes_go_on_numbering_where_the_last_one_ended(
    room: PressRoom, paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressing, "VOLUME", 3)
    made = [line.rsplit(" ", 1)[0] for line in batch(room, paper, tmp_path / "1", 7)]
    assert made == [
        "address-0001.pdf 3 1-3", "picture-0001.pdf 3 1-3", "address-0002.pdf 3 4-6",
        "picture-0002.pdf 3 4-6", "address-0003.pdf 1 7-7", "picture-0003.pdf 1 7-7",
    ]  # fmt: skip
    assert FAMILIES[0] in paper.text_of(tmp_path / "1" / "address-0003.pdf")


def test_worker_processes_give_the_same_bytes_as_one(
    room: PressRoom, paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressing, "VOLUME", 3)
    alone = batch(room, paper, tmp_path / "alone", 7)
    monkeypatch.setattr(pressing, "ALONE", 1)
    assert batch(room, paper, tmp_path / "shared", 7) == alone


def test_a_press_room_that_travelled_to_another_process_gives_the_same_bytes(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    travelled = pickle.loads(pickle.dumps(room))
    assert batch(travelled, paper, tmp_path / "there") == batch(room, paper, tmp_path / "here")


SCRIPT = """
import hashlib, sys
from pathlib import Path
from outreach.errors import Where
from outreach.faces.address import address_side
from outreach.fonts import load_fonts
from outreach.model.project import PrintSettings, Sender
from outreach.model.recipient import Addressee
from outreach.model.stock import HAGAKI
from outreach.press.imposition import Target, single_page
from outreach.press.pdf import Store, Volume
fonts = load_fonts(Path("."), {})
senders = [Sender("a", "こだま"), Sender("b", "ひびき")]
side, _ = address_side(HAGAKI, fonts["address"], PrintSettings(), senders, sample=True)
store = Store({font.id: font for font in fonts.fonts}, {})
volume = Volume(single_page(HAGAKI, Target.HOME), store, "r")
for name, sender in (("渡邉\\U000e0100", "b"), ("渡邉", "a")):
    addressee = Addressee(name, "実", city="札幌市", street="北1条2-3")
    volume.add(side.face(addressee, sender, Where()).frame)
volume.save(Path(sys.argv[1]))
print(hashlib.sha256(Path(sys.argv[1]).read_bytes()).hexdigest())
"""


def test_the_bytes_do_not_depend_on_pythons_hash_seed(tmp_path: Path) -> None:
    digests = set()
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", SCRIPT, str(tmp_path / "out.pdf")]
        done = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, check=True, encoding="ascii"
        )
        digests.add(done.stdout.strip())
    assert len(digests) == 1
    assert digests == {hashlib.sha256((tmp_path / "out.pdf").read_bytes()).hexdigest()}


def test_nothing_is_saved_where_a_card_cannot_be_set(
    room: PressRoom, paper: Paper, tmp_path: Path
) -> None:
    bad = Addressee("山\U0001f431", "実", city="札幌市", street="北1条2-3")
    words = Message("雪です。", "words-only", "こだま", "set")
    row = Row(1, "k1", card_body(addressee_text(bad), "group", message_text(words)))
    parts = parts_of(dealt([row], Side.ADDRESS), tmp_path)
    (made,) = make_parts(room, parts, 1)
    assert [problem.code for problem in made.problems] == ["glyph-missing"]
    assert list(tmp_path.iterdir()) == []


# -- geometry and colour ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "seen"),
    [
        (Gray(0.0), (0, 0, 0)),
        (Gray(0.5), (127, 127, 127)),
        (RGB(1.0, 0.0, 0.0), (255, 0, 0)),
        (CMYK(0.0, 0.0, 0.0, 1.0), (35, 31, 32)),
        (Separation(1.0), (0, 0, 0)),
    ],
)
def test_a_colour_is_painted_in_its_own_ink(
    paper: Paper, colour: Gray | RGB | CMYK | Separation, seen: tuple[int, int, int]
) -> None:
    square = Line(((10, 20), (30, 20), (30, 40), (10, 40)), colour)
    sight = paper.see(Frame(100.0, 148.0, (square,)), dpi=72)
    pixel = sight.pixels[85, 57].astype(int)
    assert max(abs(pixel - seen)) <= 40


def test_a_line_is_as_wide_and_as_long_as_it_says(paper: Paper) -> None:
    line = Line(((20, 50), (60, 50)), Gray(0.0), 2.0, False)
    sight = paper.see(Frame(100.0, 148.0, (line,)))
    assert sight.bounds(sight.black) == pytest.approx(Box(20.0, 49.0, 40.0, 2.0), abs=0.1)


def test_a_turned_path_turns_about_the_corner_of_the_trim(paper: Paper) -> None:
    quarter = (0.0, 1.0, -1.0, 0.0, 90.0, 10.0)  # x, y become 90 - y, 10 + x
    square = Line(((10, 20), (30, 20), (30, 60), (10, 60)), Gray(0.0), matrix=quarter)
    for target, off in ((Target.HOME, 0.0), (Target.SHOP, 3.0)):
        sight = paper.see(Frame(100.0, 148.0, (square,)), target=target)
        expected = Box(30.0 + off, 20.0 + off, 40.0, 20.0)
        assert sight.bounds(sight.black) == pytest.approx(expected, abs=0.1)
