"""Fonts in a PDF: which glyphs a file uses, its subset, widths and ToUnicode.

Glyph numbers are kept (CID = glyph number), so pages can be written before the subset is known.
One glyph can stand for different texts (a base character and the same with a selector); each text
beyond the first goes through a further Type 0 font that shares the file but not the ToUnicode map.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import uharfbuzz as hb

from outreach.fonts import Font
from outreach.frame import Direction

VERTICAL_ORIGIN = 880.0  # the default DW2 of PDF: origin 880 up, advance -1000
VERTICAL_ADVANCE = 1000.0


class Shown(NamedTuple):
    """How a glyph is shown: its code as hex, advance in em, which ToUnicode map has its text."""

    code: str
    advance: float
    variant: int


class Use(NamedTuple):
    """A font resource of a file: which font, how it runs, which ToUnicode map."""

    font: str
    direction: Direction
    variant: int

    @property
    def resource(self) -> str:
        """Return the end of the resource's name."""
        return f"{'V' if self.direction is Direction.DOWN else 'H'}{self.variant}"


class FontUse:
    """What one file uses of one font; filled while pages are written.

    ``reach`` is what no glyph goes beyond, in 1/1000 em: left, low, right, top.
    """

    reach = (-200, -300, 1200, 1100)

    def __init__(self, font: Font) -> None:
        self.font = font
        self.maps: list[dict[int, str]] = [{}]
        self.shown: dict[Direction, dict[tuple[int, str], Shown]] = {
            direction: _ShownOnce(self, direction) for direction in Direction
        }

    def show(self, glyph: int, text: str, direction: Direction) -> Shown:
        """Return how to show ``glyph`` standing for ``text``; remembers that it is used."""
        return Shown(f"{glyph:04X}", self.advance(glyph, direction), self._variant(glyph, text))

    def _variant(self, glyph: int, text: str) -> int:
        for number, texts in enumerate(self.maps):
            if texts.setdefault(glyph, text) == text:
                return number
        self.maps.append({glyph: text})
        return len(self.maps) - 1

    def advance(self, glyph: int, direction: Direction) -> float:
        """Return the glyph's advance in em along the line, as the PDF's widths will say it."""
        if direction is Direction.DOWN:
            units: int = -self.font.hb.get_glyph_v_advance(glyph)
            return round(units / self.font.upem, 4)
        units = self.font.hb.get_glyph_h_advance(glyph)
        return round(units / self.font.upem, 4)

    @property
    def glyphs(self) -> list[int]:
        """Return the glyphs used, in order."""
        return sorted({glyph for texts in self.maps for glyph in texts})

    def subset(self) -> bytes:
        """Return the font file with only the glyphs used, their numbers kept."""
        request = hb.SubsetInput()
        request.sets(hb.SubsetInputSets.GLYPH_INDEX).set(self.glyphs)
        request.flags = (
            hb.SubsetFlags.RETAIN_GIDS
            | hb.SubsetFlags.NO_HINTING
            | hb.SubsetFlags.NO_LAYOUT_CLOSURE
            | hb.SubsetFlags.CFF_IDENTITY_CHARSET
            | hb.SubsetFlags.NOTDEF_OUTLINE
        )
        dropped = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "DSIG", "name", "gasp", "vhea", "vmtx")
        request.drop_table_tag_set.update(hb_tags(dropped))
        return bytes(hb.subset(self.font.face, request).blob.data)

    def outlines(self) -> tuple[str, bytes]:
        """Return ("TrueType", file) or ("CFF", table) for embedding."""
        data = self.subset()
        if "CFF " in self.font.face.table_tags:
            return "CFF", bytes(hb.Face(hb.Blob(data)).reference_table("CFF ").data)
        return "TrueType", data

    def tag(self) -> str:
        """Return the six letters before the name of a subset, made from what is in it."""
        used = ",".join(map(str, self.glyphs)) + self.font.id
        digest = hashlib.sha256(used.encode()).digest()
        return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])

    def widths(self) -> list[tuple[int, float]]:
        """Return (glyph, advance in 1/1000 em) of horizontal lines."""
        return [(g, self.advance(g, Direction.RIGHT) * 1000) for g in self.glyphs]

    def vertical_metrics(self) -> list[tuple[int, float, float, float]]:
        """Return (glyph, advance, origin x, origin y) in 1/1000 em where they are not as usual."""
        rows = [
            vertical_row(self.font, glyph, glyph, self.advance(glyph, Direction.RIGHT) * 1000)
            for glyph in self.glyphs
        ]
        return [row for row in rows if row]


def vertical_row(
    font: Font, glyph: int, number: int, width: float
) -> tuple[int, float, float, float] | None:
    """Return (number, advance, origin x, origin y) of a glyph, None where it is as usual.

    All but the number are in 1/1000 em, as is its ``width`` in horizontal lines. In a PDF the
    origin is usually half the width to the right and 880 up, the advance 1000 down.
    """
    x, y = font.vertical_origin(glyph)
    down = round(font.hb.get_glyph_v_advance(glyph) / font.upem, 4) * 1000
    usual = down == -VERTICAL_ADVANCE and abs(1000 * x - width / 2) <= 0.6
    if usual and abs(1000 * y - VERTICAL_ORIGIN) <= 0.6:
        return None
    return number, down, 1000 * x, 1000 * y


class _ShownOnce(dict[tuple[int, str], Shown]):
    """How each (glyph, text) of a direction is shown, worked out when first asked for."""

    def __init__(self, use: FontUse, direction: Direction) -> None:
        super().__init__()
        self._use = use
        self._direction = direction

    def __missing__(self, wanted: tuple[int, str]) -> Shown:
        shown = self[wanted] = self._use.show(*wanted, self._direction)
        return shown


def hb_tags(names: Iterable[str]) -> set[int]:
    """Return OpenType tags as the numbers HarfBuzz takes."""
    return {int.from_bytes(name.encode("ascii"), "big") for name in names}


def to_unicode(texts: Mapping[int, str]) -> bytes:
    """Return the ToUnicode CMap of a map glyph → text (ISO 32000-1 §9.10.3)."""
    rows = [
        f"<{glyph:04X}> <{text.encode('utf-16-be').hex().upper()}>"
        for glyph, text in sorted(texts.items())
    ]
    blocks = []
    for start in range(0, len(rows), 100):  # at most 100 rows a block, says the CMap format
        block = rows[start : start + 100]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar")
    body = "\n".join(blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
