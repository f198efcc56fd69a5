"""What the tests share: fonts, invented people, and eyes for printed pages."""

from __future__ import annotations

import ctypes
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import count
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result

from outreach.artwork import DrawnDesign
from outreach.artwork.draw import draw_design
from outreach.cli import language, outside
from outreach.cli.main import cli
from outreach.errors import Where, errors_in
from outreach.faces import Face
from outreach.faces.address import AddressSide, address_side
from outreach.faces.picture import Extras, PictureSide, picture_side
from outreach.fonts import FontSet, load_fonts
from outreach.frame import Box, Frame
from outreach.model.design import Design
from outreach.model.project import PrintSettings, Sender
from outreach.model.recipient import Addressee, Recipient
from outreach.model.stock import HAGAKI
from outreach.post.gazetteer import Gazetteer, open_gazetteer
from outreach.press.imposition import Target, plain_page, single_page
from outreach.press.pdf import Store, Volume
from outreach.sources.project import load_project
from outreach.sources.recipients import read_recipients
from outreach.units import MM_PER_INCH
from outreach.workflow import postal

ROOT = Path(__file__).parent.parent
SAMPLE_PARTS = ("designs", "recipients", "rounds")
WHERE = Where("recipients/people.csv", 7, "k7f3q")
SENDER = Sender(
    "group", "こだま", "便りのへや", "0600042", "札幌市中央区大通西30丁目9-81", "第二青空ビル305"
)
HOME = Addressee(
    "原", "実", postal_code="0640809", prefecture="北海道", city="札幌市中央区",
    street="南9条西7丁目91-8",
)  # fmt: skip

Pixels = npt.NDArray[np.uint8]
Ink = npt.NDArray[np.bool_]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="draw the golden pictures anew instead of comparing with them",
    )


@dataclass(frozen=True)
class Sight:
    """A rendered page: its pixels (rows, columns, RGB) and their number per inch."""

    pixels: Pixels
    dpi: float

    @cached_property
    def ink(self) -> Ink:
        """Whatever is not paper."""
        return np.logical_or.reduce([self.pixels[:, :, plane] < 235 for plane in range(3)])

    @cached_property
    def black(self) -> Ink:
        """Only what is printed dark and without colour."""
        return np.logical_and.reduce([self.pixels[:, :, plane] < 140 for plane in range(3)])

    def window(self, ink: Ink, box: Box) -> Ink:
        """The part of the ink inside a box in mm."""
        scale = self.dpi / MM_PER_INCH
        left, top, right, low = (
            round(edge * scale) for edge in (box.x, box.y, box.right, box.bottom)
        )
        return ink[max(top, 0) : low, max(left, 0) : right]

    def bounds(self, ink: Ink) -> Box | None:
        """The smallest box in mm around the ink."""
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        if not rows.size:
            return None
        mm = MM_PER_INCH / self.dpi
        left, top = columns[0] * mm, rows[0] * mm
        return Box(left, top, (columns[-1] + 1) * mm - left, (rows[-1] + 1) * mm - top)


@dataclass
class Paper:
    """Makes faces of invented people, prints them, and looks at what came out."""

    fonts: FontSet
    folder: Path
    designs: dict[str, DrawnDesign] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _sides: dict[object, AddressSide] = field(default_factory=dict)

    # -- faces ----------------------------------------------------------------------------------

    def person(self, family: str, given: str = "", **parts: object) -> Addressee:
        return replace(HOME, family_name=family, given_name=given, **parts)

    def address_side(
        self, *, sample: bool = False, sender: Sender = SENDER, **settings: object
    ) -> AddressSide:
        wanted = (sample, sender, tuple(settings.items()))
        if wanted not in self._sides:
            printing = PrintSettings(**settings)
            side, problems = address_side(
                HAGAKI, self.fonts["address"], printing, [sender], sample=sample
            )
            assert side is not None, problems
            self._sides[wanted] = side
        return self._sides[wanted]

    def face(self, addressee: Addressee, **settings: object) -> Face:
        side = self.address_side(**settings)
        return side.face(addressee, next(iter(side.senders)), WHERE)

    def frame(self, addressee: Addressee, **settings: object) -> Frame:
        face = self.face(addressee, **settings)
        assert face.frame is not None, [str(problem.message) for problem in face.problems]
        return face.frame

    def drawn(self, layout: str, target: Target = Target.HOME) -> tuple[Design, DrawnDesign]:
        place = self.folder / "designs" / layout
        pictures = () if layout == "words-only" else ("picture.png",)
        design = Design(layout, place, "Test", "こだま", layout, pictures)
        name = f"{layout} {target}"
        if name not in self.designs:
            place.mkdir(parents=True, exist_ok=True)
            _paint_picture(place / "picture.png")
            cache = self.folder / "cache"
            made, problems = draw_design(design, HAGAKI, target.value, cache)
            assert made is not None, problems
            self.designs[name] = made
        return design, self.designs[name]

    def picture_side(
        self, layout: str = "words-only", qr: str = "", target: Target = Target.HOME
    ) -> PictureSide:
        design, drawn = self.drawn(layout, target)
        side, problems = picture_side(HAGAKI, design, drawn, self.fonts, Extras(qr))
        assert side is not None and not errors_in(problems), problems
        return side

    # -- paper ----------------------------------------------------------------------------------

    @property
    def store(self) -> Store:
        artwork = {drawn.name: drawn.pdf for drawn in self.designs.values()}
        return Store({font.id: font for font in self.fonts.fonts}, artwork)

    def pdf(self, *frames: Frame, target: Target = Target.HOME, title: str = "r1") -> Path:
        volume = Volume(single_page(HAGAKI, target), self.store, title)
        for frame in frames:
            volume.add(frame)
        path = self.folder / f"{next(self._numbers)}.pdf"
        volume.save(path)
        return path

    def sheet(self, frame: Frame) -> Path:
        """A PDF whose only page is as large as the frame."""
        volume = Volume(plain_page(frame.width, frame.height), self.store, "r1")
        volume.add(frame)
        path = self.folder / f"{next(self._numbers)}.pdf"
        volume.save(path)
        return path

    def look(self, pdf: Path, page: int = 0, dpi: float = 300) -> Sight:
        with pypdfium2.PdfDocument(pdf) as document:
            bitmap = document[page].render(scale=dpi / 72, rev_byteorder=True)
            return Sight(bitmap.to_numpy().copy(), dpi)

    def see(self, frame: Frame, dpi: float = 300, target: Target = Target.HOME) -> Sight:
        return self.look(self.pdf(frame, target=target), dpi=dpi)

    def text_of(self, pdf: Path, page: int = 0) -> str:
        """The page's text as PDFium reads it, without the blanks and line ends it guesses."""
        with pypdfium2.PdfDocument(pdf) as document:
            text = document[page].get_textpage().get_text_range()
        return "".join(text.split())

    def shows(self, pdf: Path, page: int = 0) -> list[str]:
        """The text of every run in the order of the content stream.

        A column is shown in two operators, its last two glyphs apart; here they are one again.
        """
        with pypdfium2.PdfDocument(pdf) as document:
            leaf = document[page]
            textpage = leaf.get_textpage()
            texts: list[str] = []
            before = (0.0, 0.0)
            for item in leaf.get_objects([pdfium_c.FPDF_PAGEOBJ_TEXT]):
                size = pdfium_c.FPDFTextObj_GetText(item.raw, textpage.raw, None, 0)
                buffer = (pdfium_c.FPDF_WCHAR * (size // 2))()
                pdfium_c.FPDFTextObj_GetText(item.raw, textpage.raw, buffer, size)
                text = bytes(buffer).decode("utf-16-le").rstrip("\0 ")
                place = item.get_matrix().get()[4:]
                size_in_points = ctypes.c_float()
                pdfium_c.FPDFTextObj_GetFontSize(item.raw, size_in_points)
                if texts and _goes_on(before, place, len(texts[-1]) * size_in_points.value):
                    texts[-1] += text
                else:
                    texts.append(text)
                    before = place
            return texts

    def lines_by_poppler(self, pdf: Path, page: int = 1) -> list[str]:
        """The page's lines as a second reader finds them; skips where it is not installed."""
        tool = shutil.which("pdftotext")
        if tool is None:
            pytest.skip("pdftotext (poppler-utils) is not installed")
        command = [tool, "-f", str(page), "-l", str(page), "-enc", "UTF-8", str(pdf), "-"]
        done = subprocess.run(command, capture_output=True, check=True)
        text = done.stdout.decode("utf-8")
        return [line.strip() for line in text.split("\n") if line.strip()]


def _goes_on(before: tuple[float, float], place: tuple[float, float], length: float) -> bool:
    """Whether text at a place (points) takes up where text of that length above it ended."""
    down = before[1] - place[1]
    return abs(before[0] - place[0]) < 0.01 and 0.85 * length < down < 1.28 * length


def _paint_picture(path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (1461, 2122), (200, 40, 30)).save(path)


@pytest.fixture(scope="session")
def fonts() -> FontSet:
    """The fonts of a project that asks for none in particular."""
    return load_fonts(ROOT, {})


@pytest.fixture(scope="session")
def paper(fonts: FontSet, tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """Eyes and hands for everything printed."""
    return Paper(fonts, tmp_path_factory.mktemp("paper"))


@pytest.fixture
def sample_project(tmp_path: Path) -> Path:
    """A copy of the sample project, to be written in."""
    folder = tmp_path / "project"
    for part in SAMPLE_PARTS:
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "outreach.toml", folder)
    return folder


@pytest.fixture(scope="session")
def sample_addressees() -> Mapping[str, Addressee]:
    """Everyone in the sample address book, by key."""
    project, problems = load_project(ROOT)
    assert project is not None, problems
    found = [each for each in read_recipients(project) if isinstance(each, Recipient)]
    return {recipient.key: recipient.addressee for recipient in found}


# -- the command line -------------------------------------------------------------------------

OFFICE_FILES = {
    "outreach.toml": (
        '[project]\nname = "試し"\n[sender.a]\nname = "ゆきあかり"\npostal_code = "060-0042"\n'
        'address = "札幌市中央区大通西17丁目9-81"\n'
    ),
    "rounds/r1/round.toml": (
        'mailing = "card"\npost_on = 2026-12-08\ndesign = "plain"\nauthor = "みなみ"\n'
        'message = "{{ call_name }}へ\\n雪がふりました。"\n'
    ),
    "designs/plain/design.toml": (
        'title = "線"\nartist = "ゆき"\nlayout = "words-only"\nalt = "線"\n'
    ),
    "recipients/recipients.csv": (
        "key,family_name,given_name,kana,postal_code,prefecture,city,street,kind,consent,"
        "consent_on,call_name\n"
        "kaaaa,青木,由美,あおき ゆみ,060-0001,北海道,札幌市中央区,北1条西2丁目3-4,person,self,"
        "2025-04-01,ゆみさん\n"
        "kbbbb,𠮷上,健,よしがみ けん,070-0034,北海道,旭川市,４条通17丁目5,person,family,"
        "2025-04-01,けんさん\n"
        "kcccc,江口,葵,えぐち あおい,040-0063,北海道,函館市,若松町6-7,person,self,2025-04-01,"
        "あおいさん\n"
        "kdddd,大谷,修,おおたに おさむ,040-0063,北海道,函館市,若松町8-9,person,,,おさむさん\n"
    ),
}  # fmt: skip
OFFICE_DAY = date(2026, 12, 9)


class Office:
    """A small project on disk, and the command line started in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *arguments: str, lang: str = "en") -> Result:
        """Run a command; what it printed is in ``stdout`` and ``stderr``."""
        where = ["--lang", lang, "--project", str(self.root)]
        return CliRunner().invoke(cli, [*where, *arguments])

    def done(self, *arguments: str, lang: str = "en") -> str:
        """Run a command that must succeed, and return its stdout."""
        result = self.run(*arguments, lang=lang)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace a text in a file of the project."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def prints(self, line: str) -> None:
        """Write a line into [print] of the settings, in place of one of the same name."""
        text = (self.root / "outreach.toml").read_text(encoding="utf-8")
        head, _, rest = text.partition("[print]\n")
        rest = re.sub(rf"(?m)\A((?:[^\[].*\n)*?){line.split()[0]} = .*\n", r"\1", rest)
        self.write("outreach.toml", f"{head}[print]\n{line}\n{rest}")


@pytest.fixture(scope="session")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The message catalogues, compiled."""
    root = tmp_path_factory.mktemp("catalogues")
    shutil.copytree(ROOT / "outreach" / "locale", root / "outreach" / "locale")
    for path in root.rglob("*.po"):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as sink:
            write_mo(sink, read_po(source))
    return root / "outreach" / "locale"


@pytest.fixture(scope="session")
def postal_data(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """The installed postal data, read once: a project of its own would take two seconds."""
    return open_gazetteer(tmp_path_factory.mktemp("postal"))


@pytest.fixture
def spoken(catalogues: Path, postal_data: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both languages at hand, whatever this computer is set to, on a fixed day."""
    monkeypatch.setattr(postal, "open_gazetteer", lambda _cache: postal_data)
    monkeypatch.setattr(language, "FOLDER", catalogues)
    monkeypatch.setattr(outside, "today", lambda: OFFICE_DAY)
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.delenv("OUTREACH_DEBUG", raising=False)


@pytest.fixture
def office(spoken: None, tmp_path: Path) -> Office:
    """A small project in which nothing was done yet."""
    found = Office(tmp_path / "office")
    for name, text in OFFICE_FILES.items():
        found.write(name, text)
    return found


@pytest.fixture(scope="session")
def printed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project whose round r1 was printed."""
    found = Office(tmp_path_factory.mktemp("printed") / "office")
    for name, text in OFFICE_FILES.items():
        found.write(name, text)
    found.done("print", "r1")
    return found.root


@pytest.fixture
def printed_office(spoken: None, printed_once: Path, tmp_path: Path) -> Office:
    """A copy of a small project whose round r1 was printed: three cards."""
    shutil.copytree(printed_once, tmp_path / "office")
    return Office(tmp_path / "office")
