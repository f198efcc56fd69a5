"""Fonts of a page as far as a preflight needs them: what is shown, how wide, which shape."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import pikepdf

_BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>()\s*<((?:[0-9A-Fa-f]{4})+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<((?:[0-9A-Fa-f]{4})+)>")
_ENDCHAR = 14  # Type 2 charstrings: what ends a glyph
_MOST_CODES = 200_000
_NUMBERS = {28: 3, 255: 5}  # how many bytes a number in a charstring takes, by its first


class Shown(NamedTuple):
    """One glyph that is shown: its number (-1: unknown), its advance in em, is it a single blank.

    ``blank`` is a one-byte code 32, which word spacing widens (ISO 32000-1 §9.3.3).
    """

    glyph: int
    advance: float
    blank: bool


@dataclass(frozen=True, eq=False)
class PageFont:
    """A font as a page names it."""

    name: str
    embedded: bool
    vertical: bool
    composite: bool
    widths: Mapping[int, float]
    usual: float
    glyphs: Mapping[int, int] | None = None
    shapes: Shapes | None = None
    texts: Mapping[int, str] = field(default_factory=dict)

    def shown(self, data: bytes) -> list[Shown]:
        """Return the glyphs a string shows."""
        if not self.composite:
            return [
                Shown(self._glyph(code), self.widths.get(code, self.usual), code == 32)
                for code in data
            ]
        codes = [data[at] << 8 | data[at + 1] for at in range(0, len(data) - 1, 2)]
        return [
            Shown(self._glyph(code), self.widths.get(code, self.usual), False) for code in codes
        ]

    def _glyph(self, code: int) -> int:
        if self.glyphs is not None:
            return self.glyphs.get(code, 0)
        return code if self.composite else -1

    def is_empty(self, glyph: int) -> bool:
        """Return whether a glyph that stands for a visible character draws nothing."""
        if glyph <= 0 or self.shapes is None:
            return False
        text = self.texts.get(glyph, "")
        return bool(text.strip()) and text.isprintable() and self.shapes.is_empty(glyph)


class Shapes:
    """Which glyphs of an embedded font draw anything: TrueType (glyf) or bare CFF."""

    def __init__(self, program: pikepdf.Stream, kind: str) -> None:
        self._program = program
        self._kind = kind

    def is_empty(self, glyph: int) -> bool:
        """Return whether a glyph surely has no outline."""
        return glyph in self._empty

    @cached_property
    def _empty(self) -> frozenset[int]:
        try:
            data = self._program.read_bytes()
            found = _empty_truetype(data) if self._kind == "/FontFile2" else _empty_cff(data)
        except (struct.error, IndexError, ValueError, pikepdf.PdfError):
            return frozenset()  # of a broken program nothing is sure
        return frozenset(found)


def _empty_truetype(data: bytes) -> list[int]:
    count = struct.unpack_from(">H", data, 4)[0]
    tables = {}
    for at in range(count):
        tag, _, offset, length = struct.unpack_from(">4s3I", data, 12 + 16 * at)
        tables[tag] = (offset, length)
    if b"loca" not in tables:
        return []
    is_long = struct.unpack_from(">h", data, tables[b"head"][0] + 50)[0]
    offset, length = tables[b"loca"]
    wide = 4 if is_long else 2
    places = struct.unpack_from(f">{length // wide}{'I' if is_long else 'H'}", data, offset)
    return [at for at in range(len(places) - 1) if places[at] == places[at + 1]]


def _empty_cff(data: bytes) -> list[int]:
    """Return the glyphs of a bare CFF (Adobe TN 5176) whose charstrings only end."""
    at = data[2]
    at = _index(data, at)[1]  # names
    tops, at = _index(data, at)
    top = data[tops[0][0] : tops[0][1]]
    start = _charstrings(top)
    glyphs, _ = _index(data, start)
    return [number for number, (low, high) in enumerate(glyphs) if _only_ends(data[low:high])]


def _index(data: bytes, at: int) -> tuple[list[tuple[int, int]], int]:
    """Return where each object of an INDEX begins and ends, and where the INDEX ends."""
    count = struct.unpack_from(">H", data, at)[0]
    if not count:
        return [], at + 2
    size = data[at + 2]
    first = at + 3
    ends = [
        int.from_bytes(data[first + size * each : first + size * (each + 1)], "big")
        for each in range(count + 1)
    ]
    base = first + size * (count + 1) - 1
    return [(base + low, base + high) for low, high in pairwise(ends)], base + ends[-1]


def _charstrings(top: bytes) -> int:
    """Return the offset of the glyphs from a top dictionary (operator 17)."""
    at, last = 0, 0
    while at < len(top):
        first = top[at]
        if first == 17:
            return last
        if first <= 21:
            at += 2 if first == 12 else 1
            continue
        last, at = _number(top, at)
    raise ValueError("no charstrings")


def _number(top: bytes, at: int) -> tuple[int, int]:
    """Return a number of a dictionary and where the next begins; a real one counts as 0."""
    first = top[at]
    if first == 28:
        return int(struct.unpack_from(">h", top, at + 1)[0]), at + 3
    if first == 29:
        return int(struct.unpack_from(">i", top, at + 1)[0]), at + 5
    if first == 30:
        at += 1
        while top[at] & 0xF != 0xF and top[at] >> 4 != 0xF:
            at += 1
        return 0, at + 1
    if first <= 246:
        return first - 139, at + 1
    if first <= 250:
        return (first - 247) * 256 + top[at + 1] + 108, at + 2
    return -(first - 251) * 256 - top[at + 1] - 108, at + 2


def _only_ends(charstring: bytes) -> bool:
    """Return whether a glyph says at most its width and then ends."""
    at = 0
    while at < len(charstring) and charstring[at] != _ENDCHAR:
        first = charstring[at]
        if first < 32 and first != 28:
            return False
        at += _NUMBERS.get(first, 1 if first <= 246 else 2)
    return True


# -- reading a font's dictionary ------------------------------------------------------------------


def font_of(found: Any) -> PageFont:
    """Return a font resource as a preflight sees it."""
    name = str(found.get("/BaseFont", found.get("/Name", "?"))).removeprefix("/")
    name = name[7:] if name[6:7] == "+" else name
    if found.get("/Subtype") == pikepdf.Name.Type0:
        return _composite(name, found)
    return _simple(name, found)


def _simple(name: str, found: Any) -> PageFont:
    is_type3 = found.get("/Subtype") == pikepdf.Name.Type3
    first = int(found.get("/FirstChar", 0))
    scale = abs(float(found.FontMatrix[0])) if is_type3 and "/FontMatrix" in found else 0.001
    row = list(found.get("/Widths", []))[:256]
    widths = {first + at: float(width) * scale for at, width in enumerate(row)}
    program, _ = _program(found.get("/FontDescriptor"))
    # Courier is 0.6 em wide, the other thirteen standard fonts about half an em.
    return PageFont(
        name, is_type3 or program is not None, False, False, widths, 0.5, _named_glyphs(found)
    )


def _named_glyphs(found: Any) -> dict[int, int] | None:
    """Return the codes that an encoding leads to .notdef, all others to some glyph; None: none."""
    encoding = found.get("/Encoding")
    if not isinstance(encoding, pikepdf.Dictionary) or "/Differences" not in encoding:
        return None
    glyphs, code = dict.fromkeys(range(256), -1), 0
    for each in encoding.Differences:
        if isinstance(each, pikepdf.Name):
            glyphs[code] = 0 if str(each) == "/.notdef" else -1
            code += 1
        else:
            code = int(each)
    return glyphs


def _composite(name: str, found: Any) -> PageFont:
    below = found.DescendantFonts[0]
    encoding = found.get("/Encoding")
    vertical = isinstance(encoding, pikepdf.Name) and str(encoding).endswith("-V")
    identity = str(encoding) in ("/Identity-H", "/Identity-V")
    program, kind = _program(below.get("/FontDescriptor"))
    shapes = Shapes(program, kind) if program is not None and identity else None
    usual = float(below.get("/DW", 1000)) / 1000
    if vertical:
        usual = abs(float(below.DW2[1])) / 1000 if "/DW2" in below else 1.0
    row = below.get("/W2" if vertical else "/W", [])
    widths = advances(row, 3 if vertical else 1)
    texts = _texts(found) if shapes is not None else {}
    glyphs = None if identity else dict.fromkeys(range(65536), -1)
    if identity and isinstance(below.get("/CIDToGIDMap"), pikepdf.Stream):
        glyphs = _mapped(below.CIDToGIDMap.read_bytes())
        texts = {glyphs.get(code, 0): text for code, text in texts.items()}
    return PageFont(
        name, program is not None, vertical, True, widths, usual, glyphs, shapes, texts
    )  # fmt: skip


def _mapped(data: bytes) -> dict[int, int]:
    return {at: data[2 * at] << 8 | data[2 * at + 1] for at in range(len(data) // 2)}


def _program(descriptor: Any) -> tuple[Any, str]:
    if isinstance(descriptor, pikepdf.Dictionary):
        for kind in ("/FontFile2", "/FontFile3", "/FontFile"):
            program: Any = descriptor.get(kind)
            if isinstance(program, pikepdf.Stream):
                is_opentype = str(program.get("/Subtype")) == "/OpenType"
                return program, "/OpenType" if is_opentype else kind
    return None, ""


def advances(row: Any, each: int = 1) -> dict[int, float]:
    """Return advances in em from a W (one number a glyph) or a W2 (three) array (§9.7.4.3)."""
    widths: dict[int, float] = {}
    at, items = 0, list(row)
    while at < len(items) - 1 and len(widths) < _MOST_CODES:
        first, second = int(items[at]), items[at + 1]
        if isinstance(second, pikepdf.Array):
            for step, single in enumerate(list(second)[::each]):
                widths[first + step] = abs(float(single)) / 1000
            at += 2
        else:
            width = abs(float(items[at + 2])) / 1000
            last = min(int(second), first + 65535)
            widths |= dict.fromkeys(range(first, last + 1), width)
            at += 2 + each
    return widths


def _texts(found: Any) -> dict[int, str]:
    """Return what each code stands for, from ToUnicode: single characters and ranges of them."""
    if not isinstance(found.get("/ToUnicode"), pikepdf.Stream):
        return {}
    texts: dict[int, str] = {}
    for block in _BLOCK.finditer(found.ToUnicode.read_bytes()):
        rows = (_CHAR if block[1] == b"char" else _RANGE).findall(block[2])
        for low, high, text in rows:
            start, end = int(low, 16), int(high or low, 16)
            value = bytes.fromhex(text.decode("ascii")).decode("utf-16-be", "replace")
            for code in range(start, min(end, start + 255) + 1):
                texts[code] = value[:-1] + chr(min(ord(value[-1]) + code - start, 0x10FFFF))
    return texts
