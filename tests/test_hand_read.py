"""``outreach hand read`` and ``hand signature``: from photos and scans onto the right cards."""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from outreach.sources.project import load_project
from outreach.workflow.hand_signature import unheard_of
from outreach.workflow.hands import Record, load_record
from tests.photographed import Camera, Written, photograph, write
from tests.test_artwork_layouts import in_process
from tests.test_hand_sheet import by_hand

if TYPE_CHECKING:
    from tests.conftest import Office, Paper

__all__ = ["in_process"]
DPI = 150
KEYS = ("kaaaa", "kbbbb", "kcccc")

pytestmark = pytest.mark.usefixtures("in_process")


class Author:
    """Prints the sheets of an office's round and writes on them."""

    def __init__(self, office: Office, paper: Paper) -> None:
        self.office = office
        self.root = office.root
        self.fonts = [font.path for font in paper.fonts.roles["message"]]

    @property
    def record(self) -> Record:
        return load_record(self.root, "r1")

    def printed(self, *keys: str) -> Image.Image:
        """The sheet with the cells of these cards, or of all."""
        path = self.root / "sheets.pdf"
        only = [word for key in keys for word in ("--only", key)]
        self.office.done("hand", "sheet", "r1", "-o", str(path), *only)
        with pypdfium2.PdfDocument(path) as pdf:
            return pdf[0].render(scale=DPI / 72).to_pil().convert("RGB")

    def written(self, *keys: str, seed: int = 1, skip: tuple[int, ...] = ()) -> Written:
        """A sheet for these cards, or for all, with words in its cells."""
        picture, cells = self.printed(*keys), self.record.sheets[-1].cells
        rng = np.random.default_rng(seed)
        return write(picture, cells, rng, self.fonts, DPI, skip=skip, ink="black")

    def scan(self, written: Written, name: str = "scan.png") -> str:
        path = self.root / name
        written.picture.save(path, dpi=(DPI, DPI))
        return str(path)

    def there(self) -> dict[str, bytes]:
        """The handwriting that is kept, by key."""
        files = (self.root / "rounds" / "r1" / "hand").glob("*.png")
        return {file.stem: file.read_bytes() for file in sorted(files)}

    def reads(self, *arguments: str) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.office.done("hand", "read", "--json", *arguments))
        return data


@pytest.fixture
def author(office: Office, paper: Paper) -> Author:
    by_hand(office)
    return Author(office, paper)


def states(data: dict[str, Any]) -> dict[str, str]:
    return {cell["key"]: cell["state"] for cell in data["cells"]}


def test_each_cell_comes_onto_its_own_card(author: Author) -> None:
    two = author.scan(author.written("kbbbb", "kcccc"), "2.png")
    data = author.reads(two, author.scan(author.written("kaaaa"), "1.png"))
    assert states(data) == dict.fromkeys(KEYS, "stored")
    assert data["missing"] == [] and data["problems"] == []
    assert [*author.there()] == [*KEYS]


def test_the_file_is_ink_with_a_size_and_tells_nothing_else(author: Author) -> None:
    author.reads(author.scan(author.written()))
    with Image.open(author.root / "rounds/r1/hand/kaaaa.png") as image:
        assert image.mode == "RGBA"
        assert 300 <= image.info["dpi"][0] <= 601
        width, height = (
            side / dpi * 25.4 for side, dpi in zip(image.size, image.info["dpi"], strict=True)
        )
        assert (width, height) == pytest.approx((56.0, 97.5), abs=3.2)
        assert set(image.info) <= {"dpi"} and image.getexif() == {}
        assert image.getchannel("A").histogram()[0] > 0.6 * image.width * image.height


@pytest.mark.slow
def test_handwriting_is_what_is_printed_on_the_card(author: Author) -> None:
    author.reads(author.scan(author.written()))
    author.office.done("proof", "r1", "--only", "kaaaa", "--side", "picture", "-o",
                       str(author.root / "p.pdf"))  # fmt: skip
    with pypdfium2.PdfDocument(author.root / "p.pdf") as pdf:
        page = np.asarray(pdf[0].render(scale=2).to_pil().convert("RGB"))
        text = pdf[0].get_textpage().get_text_range()
    assert "雪がふりました" not in text
    assert ((page.max(axis=2) < 90).sum()) > 500


def test_an_empty_cell_takes_nothing_away_and_is_said(author: Author) -> None:
    author.reads(author.scan(author.written()))
    before = author.there()
    data = author.reads(author.scan(author.written(skip=(2,)), "again.png"))
    assert states(data)["kaaaa"] == "empty"
    assert author.there()["kaaaa"] == before["kaaaa"]
    (problem,) = [each for each in data["problems"] if each["code"] == "cell-empty"]
    assert problem["severity"] == "warning" and "in 2" in problem["message"]


@pytest.mark.slow
def test_writing_it_once_more_replaces_it_and_says_so(author: Author) -> None:
    author.reads(author.scan(author.written()))
    before = author.there()
    assert states(author.reads(author.scan(author.written()))) == dict.fromkeys(KEYS, "same")
    data = author.reads(author.scan(author.written(seed=9), "again.png"))
    assert states(data)["kaaaa"] == "replaced"
    assert author.there()["kaaaa"] != before["kaaaa"]


def test_what_is_missing_is_said_by_number(author: Author) -> None:
    author.printed("kbbbb", "kcccc")
    data = author.reads(author.scan(author.written("kaaaa")))
    assert data["missing"] == [{"round": "r1", "sheet": 1, "cells": [1, 3]}]


@pytest.mark.slow
def test_trying_writes_nothing(author: Author) -> None:
    data = author.reads("--dry-run", author.scan(author.written()))
    assert states(data) == dict.fromkeys(KEYS, "stored")
    assert author.there() == {}


def test_what_is_right_is_kept_whatever_else_is_given(author: Author) -> None:
    good = author.scan(author.written())
    (author.root / "words.txt").write_text("hello", "utf-8")
    Image.new("RGB", (1200, 900), "white").save(author.root / "blank.jpg")
    wrong = [str(author.root / name) for name in ("words.txt", "blank.jpg", "nowhere.jpg")]
    result = author.office.run("hand", "read", "--json", wrong[0], good, *wrong[1:])
    assert result.exit_code == 4
    data = json.loads(result.stdout)
    assert states(data) == dict.fromkeys(KEYS, "stored")
    found = {problem["file"].rpartition("/")[2]: problem["code"] for problem in data["problems"]
             if problem["severity"] == "error"}  # fmt: skip
    assert found == {
        "words.txt": "picture-unknown", "blank.jpg": "sheet-none", "nowhere.jpg": "file-missing",
    }  # fmt: skip


def test_a_sheet_of_another_project_is_said_and_taken_by_nobody(author: Author) -> None:
    scan = author.scan(author.written())
    (author.root / "rounds/r1/hand/sheets.json").unlink()
    result = author.office.run("hand", "read", scan)
    assert result.exit_code == 4 and "another project" in result.stderr
    assert author.there() == {}


@pytest.mark.slow
def test_a_sheet_of_another_round_is_refused_where_one_is_named(author: Author) -> None:
    author.office.write(
        "rounds/r2/round.toml", (author.root / "rounds/r1/round.toml").read_text("utf-8")
    )
    scan = author.scan(author.written())
    result = author.office.run("hand", "read", scan, "--round", "r2")
    assert result.exit_code == 4 and "r1" in result.stderr
    assert author.there() == {}
    assert author.office.run("hand", "read", scan, "--round", "r9").exit_code == 3


def test_a_blurred_photo_is_said_by_its_sheet_and_nothing_of_it_is_taken(author: Author) -> None:
    picture = np.asarray(author.written().picture)
    Image.fromarray(cv2.GaussianBlur(picture, (0, 0), 4.5)).save(author.root / "blurred.png")
    result = author.office.run("hand", "read", str(author.root / "blurred.png"))
    assert result.exit_code == 4
    assert "heet 1" in result.stderr or "no sheet" in result.stderr
    assert author.there() == {}


@pytest.mark.slow
def test_a_sharp_photo_makes_up_for_a_blurred_one_of_the_same_sheet(author: Author) -> None:
    written = author.written()
    picture = cv2.GaussianBlur(np.asarray(written.picture), (0, 0), 3.0)
    Image.fromarray(picture).save(author.root / "blurred.png")
    data = author.reads(str(author.root / "blurred.png"), author.scan(written))
    assert states(data) == dict.fromkeys(KEYS, "stored")
    (unneeded,) = data["unneeded"]
    assert unneeded["file"].endswith("blurred.png")
    assert (unneeded["sheet"], data["problems"]) == (1, [])
    said = author.office.run("hand", "read", *(str(author.root / name)
                             for name in ("scan.png", "blurred.png")))  # fmt: skip
    assert "blurred.png: not needed, sheet 1 was read from another photo." in said.stdout
    assert (said.exit_code, "blurred" in said.stderr) == (0, False)


def test_a_photo_upside_down_and_the_pages_of_a_scan_are_read(author: Author) -> None:
    first, second = author.written("kaaaa"), author.written("kbbbb")
    upside_down = first.picture.rotate(180)
    upside_down.save(author.root / "s.tif", save_all=True, append_images=[second.picture])
    assert [*states(author.reads(str(author.root / "s.tif")))] == ["kaaaa", "kbbbb"]


def test_a_scan_as_pdf_is_read(author: Author) -> None:
    first, second = author.written("kaaaa"), author.written("kbbbb")
    first.picture.save(author.root / "s.pdf", save_all=True, append_images=[second.picture],
                       resolution=72)  # fmt: skip
    assert [*states(author.reads(str(author.root / "s.pdf")))] == ["kaaaa", "kbbbb"]


@pytest.mark.slow
def test_a_phones_photo_is_read(author: Author) -> None:
    rng = np.random.default_rng(3)
    photo = photograph([author.written().picture], rng, Camera(tilt=18, shift=(10, -10)))
    Image.fromarray(photo).save(author.root / "photo.jpg", quality=85)
    assert states(author.reads(str(author.root / "photo.jpg"))) == dict.fromkeys(KEYS, "stored")


@pytest.mark.slow
def test_old_sheets_are_read_after_new_ones_were_printed(author: Author) -> None:
    scan = author.scan(author.written())
    author.printed("kbbbb")
    assert states(author.reads(scan)) == dict.fromkeys(KEYS, "stored")


def test_without_its_libraries_it_says_what_to_install(
    author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "outreach.scan.finding", None)
    result = author.office.run("hand", "read", "x.jpg")
    assert result.exit_code == 3
    assert "pip install" in result.stderr
    assert author.office.run("hand", "sheet", "r1").exit_code == 0


# -- signatures ---------------------------------------------------------------------------------


def signed(path: Path, colour: tuple[int, int, int] = (30, 45, 140)) -> str:
    """A photo of a signature on paper, not evenly lit, on a dark table."""
    paper = np.full((1200, 1600, 3), 235, np.uint8)
    curve = [(400 + 8 * at, 600 + int(120 * np.sin(at / 7)) - at) for at in range(90)]
    cv2.polylines(paper, [np.array(curve)], False, colour, 11, cv2.LINE_AA)
    cv2.line(paper, (430, 760), (1080, 700), colour, 9, cv2.LINE_AA)
    light = np.linspace(0.7, 1.0, 1600)[None, :, None]
    photo = cv2.copyMakeBorder((paper * light).astype(np.uint8), 90, 90, 90, 90,
                               cv2.BORDER_CONSTANT, value=(45, 45, 50))  # fmt: skip
    Image.fromarray(photo).save(path, quality=85)
    return str(path)


def test_a_signature_is_kept_and_entered_under_its_authors_name(author: Author) -> None:
    settings = (author.root / "outreach.toml").read_text("utf-8")
    said = author.office.done("hand", "signature", "みなみ", signed(author.root / "photo.jpg"))
    assert "signatures/minami.png" in said
    text = (author.root / "outreach.toml").read_text("utf-8")
    assert text.startswith(settings.rstrip())
    assert tomllib.loads(text)["signature"] == {"みなみ": "minami.png"}
    with Image.open(author.root / "signatures/minami.png") as image:
        assert image.mode == "RGBA" and set(image.info) <= {"dpi"}
        width, height = (side / image.info["dpi"][0] * 25.4 for side in image.size)
        assert width <= 41 and height <= 13 and width > 15
        core = np.asarray(image)[np.asarray(image)[:, :, 3] > 200]
    assert core[:, 2].mean() > core[:, 0].mean() + 40
    assert author.office.run("check").exit_code == 0


@pytest.mark.slow
def test_a_signature_taken_again_replaces_the_old_one(author: Author) -> None:
    photo = signed(author.root / "photo.jpg")
    author.office.done("hand", "signature", "みなみ", photo)
    settings = (author.root / "outreach.toml").read_bytes()
    before = hashlib.sha256((author.root / "signatures/minami.png").read_bytes()).digest()
    red = signed(author.root / "red.jpg", (190, 40, 35))
    assert "replaced" in author.office.done("hand", "signature", "みなみ", red)
    assert (author.root / "outreach.toml").read_bytes() == settings
    after = hashlib.sha256((author.root / "signatures/minami.png").read_bytes()).digest()
    assert before != after


@pytest.mark.slow
def test_authors_whose_names_have_no_sure_reading_do_not_share_a_file(author: Author) -> None:
    photo = signed(author.root / "photo.jpg")
    for name in ("南", "北", "みなみ"):
        author.office.done("hand", "signature", name, photo)
    text = (author.root / "outreach.toml").read_text("utf-8")
    files = tomllib.loads(text)["signature"]
    assert [*files] == ["みなみ", "北", "南"] or {*files} == {"みなみ", "北", "南"}
    assert len({*files.values()}) == 3


def test_a_name_nobody_writes_under_is_taken_and_said_with_the_one_that_may_be_meant(
    author: Author,
) -> None:
    author.office.write("rounds/r1/messages.csv", "key,author\nkaaaa,かえで\n")
    result = author.office.run("hand", "signature", "かえ", signed(author.root / "photo.jpg"))
    assert (result.exit_code, "signatures/kae.png" in result.stdout) == (0, True)
    assert "No round and no message names this author" in result.stderr
    assert "Did you mean かえで?" in result.stderr


@pytest.mark.parametrize(
    ("name", "hint"),
    [("みなみん", "Did you mean みなみ?"), ("北", "Known here: みなみ, かえで."), ("かえで", "")],
)
def test_authors_are_those_of_rounds_and_single_messages(
    office: Office, name: str, hint: str
) -> None:
    office.write("rounds/r1/messages.csv", "key,author\nkaaaa,かえで\n")
    project, _ = load_project(office.root)
    assert project is not None
    assert [str(each.hint) for each in unheard_of(project, name)] == [hint] * bool(hint)


def test_a_picture_without_a_signature_changes_nothing(author: Author) -> None:
    Image.new("RGB", (900, 600), "white").save(author.root / "blank.png")
    settings = (author.root / "outreach.toml").read_bytes()
    result = author.office.run("hand", "signature", "みなみ", str(author.root / "blank.png"))
    assert result.exit_code == 4
    assert (author.root / "outreach.toml").read_bytes() == settings
    assert not (author.root / "signatures").exists()
