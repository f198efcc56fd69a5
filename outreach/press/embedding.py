"""Fonts into a PDF: each is embedded once, as the subset its pages use (ISO 32000-1 §9.7)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from outreach.frame import Direction
from outreach.press.content import Fonts
from outreach.press.fonts import VERTICAL_ORIGIN, FontUse, to_unicode
from outreach.press.hands import HandUse


def deflated(pdf: Pdf, data: bytes) -> Stream:
    """Return a stream packed better than plain pages are worth the time to be."""
    return Stream(pdf, zlib.compress(data, 6), Filter=Name.FlateDecode)


def font_resources(pdf: Pdf, fonts: Fonts) -> Dictionary:
    """Return the fonts of a file by the names its pages show them with; their subsets are made."""
    maps: dict[str, list[Stream]] = {}
    descendants: dict[str, pikepdf.Object] = {}
    resources = Dictionary()
    for (font_id, direction, variant), name in fonts.names.items():
        use = fonts.used[font_id]
        if font_id not in descendants:
            descendants[font_id] = _descendant(pdf, use, _plain(font_id))
            maps[font_id] = [Stream(pdf, to_unicode(texts)) for texts in use.maps]
        text = maps[font_id][variant]
        resources[f"/{name}"] = _composite(pdf, descendants[font_id], direction, text)
    for hand in fonts.hands.values():
        descendant = _descendant(pdf, hand, f"{_plain(hand.font.id)}-Hand")
        text = Stream(pdf, to_unicode(hand.texts))
        resources[f"/{hand.name}"] = _composite(pdf, descendant, Direction.RIGHT, text)
    return resources


def _composite(
    pdf: Pdf, descendant: pikepdf.Object, direction: Direction, text: Stream
) -> pikepdf.Object:
    """Return the Type 0 font that shows a descendant in lines of this direction."""
    vertical = direction is Direction.DOWN
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=descendant.BaseFont,
            Encoding=Name("/Identity-V") if vertical else Name("/Identity-H"),
            DescendantFonts=Array([descendant]),
            ToUnicode=text,
        )
    )


def _descendant(pdf: Pdf, use: FontUse | HandUse, family: str) -> pikepdf.Object:
    kind, data = use.outlines()
    name = Name(f"/{use.tag()}+{family}")
    system = Dictionary(
        Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2 if kind == "TrueType" else Name.CIDFontType0,
        BaseFont=name,
        CIDSystemInfo=system,
        FontDescriptor=_descriptor(pdf, use, (kind, data), name),
        DW=1000,
        W=_runs_of(use.widths()),
        DW2=Array([VERTICAL_ORIGIN, -1000]),
        W2=_vertical(use.vertical_metrics()),
    )
    if kind == "TrueType":
        descendant.CIDToGIDMap = Name.Identity
    return pdf.make_indirect(descendant)


def _descriptor(
    pdf: Pdf, use: FontUse | HandUse, outlines: tuple[str, bytes], name: Name
) -> pikepdf.Object:
    extents = use.font.hb.get_font_extents("ltr")
    scale = 1000 / use.font.upem
    kind, data = outlines
    program = deflated(pdf, data)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=4,
        FontBBox=Array(use.reach),
        ItalicAngle=0,
        Ascent=round(extents.ascender * scale),
        Descent=round(extents.descender * scale),
        CapHeight=730,
        StemV=80,
    )
    if kind == "TrueType":
        descriptor.FontFile2 = program
    else:
        program.Subtype = Name.CIDFontType0C
        descriptor.FontFile3 = program
    return pdf.make_indirect(descriptor)


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum() or letter == "-")


def _runs_of(widths: Iterable[tuple[int, float]]) -> Array:
    """Return the W array: glyph numbers in rows with their widths."""
    array = Array()
    row: list[float] = []
    start = previous = -2
    for glyph, width in widths:
        if glyph != previous + 1:
            if row:
                array.append(start)
                array.append(Array(row))
            start, row = glyph, []
        row.append(round(width, 1))
        previous = glyph
    if row:
        array.append(start)
        array.append(Array(row))
    return array


def _vertical(rows: Iterable[tuple[int, float, float, float]]) -> Array:
    array = Array()
    for glyph, advance, x, y in rows:
        array.append(glyph)
        array.append(Array([round(advance, 1), round(x, 1), round(y, 1)]))
    return array
