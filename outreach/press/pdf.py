"""PDF volumes: the only writer of print files, through pikepdf.

Pages go into ``Kids`` directly and share one resource dictionary; each font is embedded once as a
subset when the volume is closed; each design's artwork is one Form XObject. Bytes depend on the
frames alone: no dates, an id made from the content.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path as FilePath
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from outreach.fonts import Font
from outreach.frame import Bitmap, Box, Direction, Frame, HandLine, Matrix, Shared, Stencil
from outreach.press.content import ContentPainter, Fonts, Placed
from outreach.press.finish import PLAIN, Finish
from outreach.press.fonts import VERTICAL_ORIGIN, FontUse, to_unicode
from outreach.press.hands import HandUse
from outreach.press.imposition import Page, plain_page
from outreach.units import to_points


@dataclass(frozen=True, slots=True)
class Store:
    """What items name: the job's fonts, drawn designs (one-page PDFs) and bitmaps of ink.

    ``stencils`` is asked for each name once per volume, when it is first painted.
    """

    fonts: Mapping[str, Font]
    artwork: Mapping[str, bytes]
    stencils: Mapping[str, Bitmap] = field(default_factory=dict)


class Laid(NamedTuple):
    """A face on a sheet: the matrix takes its trim (mm, y downwards) to the sheet.

    Nothing outside ``clip`` (mm from its own trim corner) is painted.
    """

    frame: Frame
    matrix: Matrix
    clip: Box


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where the faces of one size of page are painted, and what they share."""

    page: Page
    painter: ContentPainter
    placed: dict[str | int, str]


class Volume:
    """One PDF file in the making. Add faces, then ``save``; nothing is written before."""

    def __init__(self, page: Page, store: Store, title: str, finish: Finish = PLAIN) -> None:
        self.page = page
        self.store = store
        self.finish = finish
        self.fonts = Fonts(store.fonts)
        self.pdf: Pdf = pikepdf.new()
        self._desks: dict[Page, _Desk] = {}
        self._shared: list[Shared] = []  # kept alive: they are told apart by identity
        self._xobjects = Dictionary()
        self._resources = self.pdf.make_indirect(Dictionary())
        self._kids: list[pikepdf.Object] = []
        self.turn_to(page)
        self.pdf.docinfo[Name.Title] = title

    def turn_to(self, page: Page) -> None:
        """Make the next pages of another size."""
        self.page = page
        self._boxes()
        self._common = self._common_entries()

    def _desk(self, page: Page) -> _Desk:
        desk = self._desks.get(page)
        if desk is None:
            placed: dict[str | int, str] = {}
            place = partial(self._place, page, placed)
            desk = self._desks[page] = _Desk(page, ContentPainter(page, self.fonts, place), placed)
        return desk

    def _boxes(self) -> None:
        page, trim = self.page, self.page.trim
        media = self._box(Box(0.0, 0.0, page.width, page.height))
        self._media = self._trim = self._bleed = media
        if trim != Box(0.0, 0.0, page.width, page.height):
            self._trim = self._box(trim)
            self._bleed = self._box(trim.inset(-page.bleed))

    def _box(self, box: Box) -> pikepdf.Object:
        """Return a box in mm from the upper left as a page box in points."""
        low = to_points(self.page.height - box.bottom)
        sides = [to_points(box.x), low, to_points(box.right), low + to_points(box.height)]
        return self.pdf.make_indirect(_numbers(sides))

    def _common_entries(self) -> dict[str, pikepdf.Object]:
        """Return what every page's dictionary holds."""
        entries = {
            "/Type": Name.Page,
            "/Parent": self.pdf.Root.Pages,
            "/MediaBox": self._media,
            "/TrimBox": self._trim,
            "/Resources": self._resources,
        }
        return entries | ({"/BleedBox": self._bleed} if self.page.bleed else {})

    def add(self, frame: Frame, correction: Matrix | None = None) -> None:
        """Add a face as the next page.

        ``correction`` moves all of it about the page's upper left corner (mm, y downwards), as the
        printer needs it to come out straight.
        """
        painted = self._desk(self.page).painter.paint(frame)
        self._add(_corrected(painted, correction, self.page.height), is_written(frame))

    def add_sheet(
        self, faces: Iterable[Laid], furniture: Frame, correction: Matrix | None = None
    ) -> None:
        """Add a sheet of several faces as the next page; ``furniture`` is all that is not card."""
        parts = [self._desk(self.page).painter.paint(furniture)]
        written = False
        for frame, matrix, clip in faces:
            written = written or is_written(frame)
            desk = self._desk(plain_page(frame.width, frame.height))
            move = _operator(matrix, frame.height, self.page.height)
            parts.append(b"q %b %b\n%b\nQ" % (move, _clip(clip, frame.height),
                                             desk.painter.paint(frame)))  # fmt: skip
        painted = b"\n".join(part for part in parts if part)
        self._add(_corrected(painted, correction, self.page.height), written)

    def _add(self, painted: bytes, written: bool) -> None:
        # What a hand wrote are long rows of numbers: packing them well takes little and saves much.
        content = self._deflated(painted) if written else Stream(self.pdf, painted)
        page = Dictionary({**self._common, "/Contents": content})
        self._kids.append(self.pdf.make_indirect(page))

    def __len__(self) -> int:
        return len(self._kids)

    def _place(self, page: Page, placed: dict[str | int, str], item: Placed) -> str:
        """Return the resource name of a shared thing, making it at its first use on such a page."""
        known = id(item) if isinstance(item, Shared) else item.name
        name = placed.get(known)
        if name is None:
            name = placed[known] = f"X{len(self._xobjects)}"
            self._xobjects[f"/{name}"] = self._make(item, page)
        return name

    def _make(self, item: Placed, page: Page) -> pikepdf.Object:
        if isinstance(item, Shared):
            self._shared.append(item)
            return self._shared_form(item, page)
        if isinstance(item, Stencil):
            return self._image_mask(self.store.stencils[item.name])
        with pikepdf.open(io.BytesIO(self.store.artwork[item.name])) as drawn:
            leaf = drawn.pages[0]
            leaf.trimbox = leaf.mediabox  # qpdf clips the form to the trim: the bleed would go
            form = leaf.as_form_xobject()
            return self.pdf.copy_foreign(drawn.make_indirect(form))

    def _shared_form(self, item: Shared, page: Page) -> pikepdf.Object:
        place = partial(self._place, page, self._desk(page).placed)
        form = Stream(self.pdf, ContentPainter(page, self.fonts, place).paint_items(item.items))
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = _numbers([0, 0, to_points(page.width), to_points(page.height)])
        form.Resources = self._resources
        return self.pdf.make_indirect(form)

    def _deflated(self, data: bytes) -> Stream:
        """Return a stream packed better than plain pages are worth the time to be."""
        return Stream(self.pdf, zlib.compress(data, 6), Filter=Name.FlateDecode)

    def _image_mask(self, bitmap: Bitmap) -> pikepdf.Object:
        """Return a bitmap as a stencil (ISO 32000-1 §8.9.6.2): no transparency, only ink."""
        mask = self._deflated(bitmap.bits)
        mask.Type, mask.Subtype = Name.XObject, Name.Image
        mask.ImageMask = True
        mask.Width, mask.Height = bitmap.columns, bitmap.rows
        mask.BitsPerComponent = 1
        mask.Decode = Array([1, 0])  # a 1 bit is ink; unless told so, a 0 were
        return self.pdf.make_indirect(mask)

    def save(self, path: FilePath) -> None:
        """Write the volume to ``path``. Raises OSError where the disk does not take it."""
        pages = self.pdf.Root.Pages
        pages.Kids = Array(self._kids)
        pages.Count = len(self._kids)
        self._resources[Name.Font] = self._font_resources()
        self._resources[Name.XObject] = self._xobjects
        self._resources[Name.ColorSpace] = Dictionary(All=self._registration())
        self.pdf.Root.ViewerPreferences = Dictionary(
            PrintScaling=Name("/None"), Enforce=Array([Name.PrintScaling])
        )
        self.pdf.Root.Lang = pikepdf.String("ja")
        # Streams of a few hundred bytes: the finest level takes three times as long for a tenth.
        pikepdf.settings.set_flate_compression_level(1)
        self.pdf.save(
            path,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            min_version="1.6",
        )

    def _registration(self) -> Array:
        tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
        return Array([Name.Separation, Name.All, Name.DeviceCMYK, tint])

    # -- fonts --------------------------------------------------------------------------------

    def _font_resources(self) -> Dictionary:
        maps: dict[str, list[Stream]] = {}
        descendants: dict[str, pikepdf.Object] = {}
        resources = Dictionary()
        for (font_id, direction, variant), name in self.fonts.names.items():
            use = self.fonts.used[font_id]
            if font_id not in descendants:
                descendants[font_id] = self._descendant(use, _plain(font_id))
                maps[font_id] = [Stream(self.pdf, to_unicode(texts)) for texts in use.maps]
            resources[f"/{name}"] = self._composite(
                descendants[font_id], direction, maps[font_id][variant]
            )
        self._add_hands(resources)
        return resources

    def _add_hands(self, resources: Dictionary) -> None:
        for use in self.fonts.hands.values():
            descendant = self._descendant(use, f"{_plain(use.font.id)}-Hand")
            text = Stream(self.pdf, to_unicode(use.texts))
            resources[f"/{use.name}"] = self._composite(descendant, Direction.RIGHT, text)

    def _composite(
        self, descendant: pikepdf.Object, direction: Direction, text: Stream
    ) -> pikepdf.Object:
        """Return the Type 0 font that shows a descendant in lines of this direction."""
        vertical = direction is Direction.DOWN
        return self.pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=descendant.BaseFont,
                Encoding=Name("/Identity-V") if vertical else Name("/Identity-H"),
                DescendantFonts=Array([descendant]),
                ToUnicode=text,
            )
        )

    def _descendant(self, use: FontUse | HandUse, family: str) -> pikepdf.Object:
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
            FontDescriptor=self._descriptor(use, kind, data, name),
            DW=1000,
            W=_runs_of(use.widths()),
            DW2=Array([VERTICAL_ORIGIN, -1000]),
            W2=_vertical(use.vertical_metrics()),
        )
        if kind == "TrueType":
            descendant.CIDToGIDMap = Name.Identity
        return self.pdf.make_indirect(descendant)

    def _descriptor(
        self, use: FontUse | HandUse, kind: str, data: bytes, name: Name
    ) -> pikepdf.Object:
        extents = use.font.hb.get_font_extents("ltr")
        scale = 1000 / use.font.upem
        program = self._deflated(data)
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
        return self.pdf.make_indirect(descriptor)


def is_written(frame: Frame) -> bool:
    """Return whether a face bears what a hand wrote."""
    return any([isinstance(item, HandLine) for item in frame.items])


def _operator(matrix: Matrix, height: float, onto: float) -> bytes:
    """Return the operator for a matrix in mm, y downwards, from a height to another's (mm)."""
    a, b, c, d, e, f = matrix
    x, y = to_points(c * height + e), to_points(onto - d * height - f)
    return f"{a:.7g} {-b:.7g} {-c:.7g} {d:.7g} {x:.4f} {y:.4f} cm".encode("ascii")


def _corrected(painted: bytes, correction: Matrix | None, height: float) -> bytes:
    if correction is None:
        return painted
    return b"q %b\n%b\nQ" % (_operator(correction, height, height), painted)


def _clip(box: Box, height: float) -> bytes:
    """Return the operators that let nothing outside a box (mm from the upper left) be painted."""
    low = height - box.bottom
    edges = (to_points(length) for length in (box.x, low, box.width, box.height))
    return " ".join([*(f"{edge:.3f}" for edge in edges), "re W n"]).encode("ascii")


def _numbers(values: Iterable[float]) -> Array:
    return Array([round(value, 3) for value in values])


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
