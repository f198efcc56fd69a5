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
from pathlib import Path as FilePath

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from outreach.fonts import Font
from outreach.frame import Bitmap, Direction, Frame, HandLine, Shared, Stencil
from outreach.press.content import ContentPainter, Fonts, Placed
from outreach.press.fonts import VERTICAL_ORIGIN, FontUse, to_unicode
from outreach.press.hands import HandUse
from outreach.press.imposition import Page
from outreach.units import to_points


@dataclass(frozen=True, slots=True)
class Store:
    """What items name: the job's fonts, drawn designs (one-page PDFs) and bitmaps of ink.

    ``stencils`` is asked for each name once per volume, when it is first painted.
    """

    fonts: Mapping[str, Font]
    artwork: Mapping[str, bytes]
    stencils: Mapping[str, Bitmap] = field(default_factory=dict)


class Volume:
    """One PDF file in the making. Add faces, then ``save``; nothing is written before."""

    def __init__(self, page: Page, store: Store, title: str) -> None:
        self.page = page
        self.store = store
        self.fonts = Fonts(store.fonts)
        self.pdf: Pdf = pikepdf.new()
        self._placed_on: dict[Page, dict[str | int, str]] = {}
        self._shared: list[Shared] = []  # kept alive: they are told apart by identity
        self._xobjects = Dictionary()
        self._resources = self.pdf.make_indirect(Dictionary())
        self._kids: list[pikepdf.Object] = []
        self.turn_to(page)
        self.pdf.docinfo[Name.Title] = title

    def turn_to(self, page: Page) -> None:
        """Make the next pages of another size."""
        self.page = page
        self._placed = self._placed_on.setdefault(page, {})
        self._painter = ContentPainter(page, self.fonts, self._place)
        self._boxes()
        self._common = self._common_entries()

    def _boxes(self) -> None:
        page, trim = self.page, self.page.trim
        width, height = to_points(page.width), to_points(page.height)
        low = page.height - trim.bottom
        media = [0, 0, width, height]
        inside = [to_points(trim.x), to_points(low), to_points(trim.right)]
        inside.append(to_points(low + trim.height))
        self._media = self.pdf.make_indirect(_numbers(media))
        self._trim = self.pdf.make_indirect(_numbers(inside)) if page.bleed else self._media

    def _common_entries(self) -> dict[str, pikepdf.Object]:
        """Return what every page's dictionary holds."""
        entries = {
            "/Type": Name.Page,
            "/Parent": self.pdf.Root.Pages,
            "/MediaBox": self._media,
            "/TrimBox": self._trim,
            "/Resources": self._resources,
        }
        return entries | ({"/BleedBox": self._media} if self.page.bleed else {})

    def add(self, frame: Frame) -> None:
        """Add a face as the next page."""
        painted = self._painter.paint(frame)
        # What a hand wrote are long rows of numbers: packing them well takes little and saves much.
        is_written = any([isinstance(item, HandLine) for item in frame.items])
        content = self._deflated(painted) if is_written else Stream(self.pdf, painted)
        page = Dictionary({**self._common, "/Contents": content})
        self._kids.append(self.pdf.make_indirect(page))

    def __len__(self) -> int:
        return len(self._kids)

    def _place(self, item: Placed) -> str:
        """Return the resource name of a shared thing, making it at its first use."""
        known = id(item) if isinstance(item, Shared) else item.name
        name = self._placed.get(known)
        if name is None:
            name = self._placed[known] = f"X{len(self._xobjects)}"
            self._xobjects[f"/{name}"] = self._make(item)
        return name

    def _make(self, item: Placed) -> pikepdf.Object:
        if isinstance(item, Shared):
            self._shared.append(item)
            return self._shared_form(item)
        if isinstance(item, Stencil):
            return self._image_mask(self.store.stencils[item.name])
        with pikepdf.open(io.BytesIO(self.store.artwork[item.name])) as drawn:
            page = drawn.pages[0]
            page.trimbox = page.mediabox  # qpdf clips the form to the trim: the bleed would go
            form = page.as_form_xobject()
            return self.pdf.copy_foreign(drawn.make_indirect(form))

    def _shared_form(self, item: Shared) -> pikepdf.Object:
        painter = ContentPainter(self.page, self.fonts, self._place)
        form = Stream(self.pdf, painter.paint_items(item.items))
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = self._media
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
