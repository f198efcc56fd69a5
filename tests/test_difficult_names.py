"""Difficult names: each is printed exactly as registered, or refused naming the character.

Family and given names are put together at random; nobody here is meant.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.pens.recordingPen import DecomposingRecordingPen, RecordingPen
from fontTools.ttLib import TTFont

from outreach.errors import ExitCode, Where
from outreach.faces import Face
from outreach.faces.horizontal import horizontal_side
from outreach.fonts import VOICING, clusters
from outreach.model.project import PrintSettings, Sender, Writing
from outreach.model.stock import YOU2

if TYPE_CHECKING:
    from tests.conftest import Paper

SENDER = Sender("group", "こだま", postal_code="0600042", address="札幌市中央区大通西30丁目9-81")


def typed(written: str) -> str:
    """The name as an address book holds it."""
    text = re.sub(r"\^([0-9A-F]{2})", lambda m: chr(0xE0100 + int(m[1], 16)), written)
    text = re.sub(r"~(\d)", lambda m: chr(0xFDFF + int(m[1])), text)
    return re.sub(r"_([0-9A-F]{4})", lambda m: chr(int(m[1], 16)), text)


def groups() -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """The groups of names in the file beside this one."""
    lines = (Path(__file__).parent / "difficult_names.txt").read_text(encoding="utf-8")
    plain = re.sub("^#.*\n", "", lines, flags=re.MULTILINE)
    for heading, names in re.findall(r"\[(\w+)\]([^\[]*)", plain):
        yield heading, [tuple(typed(part) for part in name.split("|")) for name in names.split()]


NAMES = dict(groups())


class Outlines:
    """The font as its file says it, read by another library than the one that prints."""

    def __init__(self, file: TTFont) -> None:
        self.file = file
        self.plain = self.file.getBestCmap()
        tables = self.file["cmap"].tables
        selected = next(table for table in tables if table.format == 14).uvsDict
        self.selected = {
            (base, selector): glyph for selector, rows in selected.items() for base, glyph in rows
        }
        ligatures = self._substitutions("ccmp")
        self.joined = {
            (code, ord(mark)): joined.LigGlyph
            for mark in VOICING
            for code, glyph in self.plain.items()
            for joined in ligatures.get(glyph, ())
            if joined.Component == [self.plain[ord(mark)]]
        }
        self.upright = self._substitutions("vert")
        self.local = self._substitutions("locl", "JAN ")

    def _substitutions(self, feature: str, language: str = "") -> dict[str, Any]:
        table = self.file["GSUB"].table
        scripts = {record.ScriptTag: record.Script for record in table.ScriptList.ScriptRecord}
        script = scripts["hani"]
        systems = {record.LangSysTag: record.LangSys for record in script.LangSysRecord}
        chosen = systems.get(language, script.DefaultLangSys)
        features = [table.FeatureList.FeatureRecord[index] for index in chosen.FeatureIndex]
        found: dict[str, Any] = {}
        for record in features:
            for number in record.Feature.LookupListIndex if record.FeatureTag == feature else ():
                for part in table.LookupList.Lookup[number].SubTable:
                    whole = getattr(part, "ExtSubTable", part)
                    found |= getattr(whole, "mapping", None) or whole.ligatures
        return found

    def glyph(self, cluster: str) -> str | None:
        """The glyph for exactly this base and selector, None where the font has none."""
        if cluster in VOICING:
            return None
        if "\uff61" <= cluster[0] <= "\uff9f":  # half-width kana are drawn wide, mark and all
            cluster = unicodedata.normalize("NFKC", cluster)
        if unicodedata.combining(cluster[-1]):
            cluster = unicodedata.normalize("NFC", cluster)
        if len(cluster) == 2:
            pair = ord(cluster[0]), ord(cluster[1])
            plain = self.plain.get(pair[0]) if pair in self.selected else None
            return self.selected.get(pair) or self.joined.get(pair) or plain
        return self.plain.get(ord(cluster)) if len(cluster) == 1 else None

    def number(self, cluster: str, writing: Writing) -> int:
        """The number of the glyph that stands for this cluster in a Japanese line."""
        name = self.glyph(cluster)
        assert name is not None
        name = self.local.get(name, name)
        lies = unicodedata.name(cluster[0]).startswith("LATIN") or cluster.isascii()
        if writing is Writing.VERTICAL and not lies:
            name = self.upright.get(name, name)
        return int(self.file.getGlyphID(name))


@dataclass(frozen=True)
class Sheet:
    """All names of a group on paper: faces in order, and what each printed page shows."""

    writing: Writing
    faces: list[Face]
    names: list[tuple[str, ...]]
    shown: dict[int, list[tuple[int, str]]]
    program: bytes

    def printed(self) -> Iterator[tuple[str, list[tuple[int, str]]]]:
        for number, (face, name) in enumerate(zip(self.faces, self.names, strict=True)):
            if face.frame is not None:
                for part in name:
                    yield part, self.shown[number]


@pytest.fixture(scope="module")
def outlines(paper: Paper) -> Iterator[Outlines]:
    font = paper.fonts["address"][0]
    with TTFont(font.path, fontNumber=font.index) as file:
        yield Outlines(file)


@pytest.fixture(scope="module", params=product(NAMES, Writing), ids="-".join)
def sheet(paper: Paper, request: pytest.FixtureRequest) -> Sheet:
    group, writing = request.param
    names = NAMES[group]
    if writing is Writing.VERTICAL:
        faces = [paper.face(paper.person(*name)) for name in names]
    else:
        lying, _ = horizontal_side(
            YOU2, paper.fonts["address"], PrintSettings(), [SENDER], sample=False
        )
        assert lying is not None
        faces = [lying.face(paper.person(*name), SENDER.id, Where()) for name in names]
    path = paper.pdf(*(face.frame for face in faces if face.frame is not None))
    numbers = [number for number, face in enumerate(faces) if face.frame is not None]
    with pikepdf.open(path) as pdf:
        shown = {
            number: list(glyphs_of(page)) for number, page in zip(numbers, pdf.pages, strict=True)
        }
        programs = {bytes(program) for program in font_programs(pdf)}
    assert len(programs) == 1
    return Sheet(writing, faces, names, shown, programs.pop())


def font_programs(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    for font in pdf.pages[0].Resources.Font.values():
        yield font.DescendantFonts[0].FontDescriptor.FontFile3.read_bytes()


def glyphs_of(page: pikepdf.Page) -> Iterator[tuple[int, str]]:
    """Every glyph the page shows by its number, with the text the file says it stands for."""
    texts: Mapping[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            texts = to_unicode(page.Resources.Font[operands[0]].ToUnicode.read_bytes())
        elif str(operator) in {"Tj", "TJ"}:
            for part in operands[0] if str(operator) == "TJ" else operands:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    for at in range(0, len(codes), 2):
                        glyph = int.from_bytes(codes[at : at + 2], "big")
                        yield glyph, texts[glyph]


def to_unicode(cmap: bytes) -> dict[int, str]:
    rows = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", cmap)
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in rows
    }


def part_of(shown: list[tuple[int, str]], part: str) -> list[tuple[int, str]]:
    """The glyphs that stand for a part of a name; none where the page does not say it."""
    text = "".join(each for _, each in shown)
    start = text.rfind(part)
    found: list[tuple[int, str]] = []
    at = 0
    for glyph, each in shown:
        if start <= at < start + len(part):
            found.append((glyph, each))
        at += len(each)
    return found if start >= 0 else []


# -- the tests ----------------------------------------------------------------------------------


def test_there_are_a_few_hundred_names() -> None:
    assert len({name for names in NAMES.values() for name in names}) >= 300


def test_a_name_is_printed_or_refused_by_the_code_of_what_is_missing(
    sheet: Sheet, outlines: Outlines
) -> None:
    for face, name in zip(sheet.faces, sheet.names, strict=True):
        lacking = [each for part in name for each in clusters(part) if not outlines.glyph(each)]
        if face.frame is None:
            (problem,) = face.problems
            assert (problem.kind, problem.code) == (ExitCode.LAYOUT, "glyph-missing")
            said = str(problem.message)
            assert lacking
            for each in dict.fromkeys(lacking):
                assert " ".join(f"U+{ord(c):04X}" for c in each) in said
        else:
            assert not lacking


def test_the_text_of_a_printed_name_is_what_was_typed(sheet: Sheet) -> None:
    for part, shown in sheet.printed():
        assert "".join(text for _, text in part_of(shown, part)) == part


def test_every_character_is_the_fonts_own_glyph_for_that_very_sequence(
    sheet: Sheet, outlines: Outlines
) -> None:
    for part, shown in sheet.printed():
        for glyph, text in part_of(shown, part):
            assert glyph == outlines.number(text, sheet.writing), (part, text)


def test_every_glyph_of_a_name_is_drawn_in_the_file_as_in_the_font(
    sheet: Sheet, outlines: Outlines
) -> None:
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(sheet.program), None)
    embedded = fonts[0].CharStrings
    original = outlines.file.getGlyphSet()
    for glyph in {glyph for part, shown in sheet.printed() for glyph, _ in part_of(shown, part)}:
        here, there = RecordingPen(), DecomposingRecordingPen(original)
        embedded[f"cid{glyph:05d}"].draw(here)
        original[outlines.file.getGlyphName(glyph)].draw(there)
        assert here.value == there.value and len(here.value) > 2


@pytest.mark.parametrize("group", ["compatibility", "kanji"])
def test_what_any_japanese_registry_writes_is_hardly_ever_refused(paper: Paper, group: str) -> None:
    refused = [name for name in NAMES[group] if paper.face(paper.person(*name)).frame is None]
    assert len(refused) < len(NAMES[group]) / 20
