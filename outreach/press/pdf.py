"""PDF volumes: the only writer of print files, through pikepdf.

Pages go into ``Kids`` directly and share one resource dictionary; each font is embedded once as a
subset when the volume is closed; each design's artwork is one Form XObject. Bytes depend on the
frames and the finish alone: no clock, an id made from the content.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path as FilePath
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from outreach.fonts import Font
from outreach.frame import Bitmap, Box, Frame, HandLine, Matrix, Shared, Stencil
from outreach.model.shop import Standard
from outreach.press.content import ContentPainter, Fonts, Placed
from outreach.press.embedding import deflated, font_resources
from outreach.press.finish import PLAIN, Finish
from outreach.press.imposition import Flip, Page, plain_page
from outreach.press.outline import OutlinePainter, Outlines
from outreach.press.records import note_records
from outreach.press.retrace import retrace
from outreach.press.standards import declare, streams_of, version_of
from outreach.units import to_points

_DUPLEX = {Flip.LONG: Name.DuplexFlipLongEdge, Flip.SHORT: Name.DuplexFlipShortEdge}


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
        self.title = title
        self.finish = finish
        self.fonts = Fonts(store.fonts)
        self._outlines = Outlines(self.fonts) if finish.outlined else None
        self.pdf: Pdf = pikepdf.new()
        self._desks: dict[Page, _Desk] = {}
        self._shared: list[Shared] = []  # kept alive: they are told apart by identity
        self._xobjects = Dictionary()
        self._resources = self.pdf.make_indirect(Dictionary())
        self._kids: list[pikepdf.Object] = []
        self._records: list[str] = []
        self._content = hashlib.sha256()
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
            desk = self._desks[page] = _Desk(page, self._painter(page, placed), placed)
        return desk

    def _painter(self, page: Page, placed: dict[str | int, str]) -> ContentPainter:
        place = partial(self._place, page, placed)
        if self._outlines is not None:
            return OutlinePainter(page, self.fonts, place, self._outlines)
        return ContentPainter(page, self.fonts, place)

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
        numbers = _numbers(sides)
        # Not every checker of a print shop looks behind a reference; it would save a few bytes.
        return numbers if self.finish.standard else self.pdf.make_indirect(numbers)

    def _common_entries(self) -> dict[str, pikepdf.Object]:
        """Return what every page's dictionary holds."""
        entries = {
            "/Type": Name.Page,
            "/Parent": self.pdf.Root.Pages,
            "/MediaBox": self._media,
            "/TrimBox": self._trim,
            "/Resources": self._resources,
        }
        bleeds = self.page.bleed or self.finish.standard
        return entries | ({"/BleedBox": self._bleed} if bleeds else {})

    def add(self, frame: Frame, correction: Matrix | None = None, record: str = "") -> None:
        """Add a face as the next page.

        ``correction`` moves all of it about the page's upper left corner (mm, y downwards), as the
        printer needs it to come out straight. ``record`` is the id of the piece the page belongs
        to: a number or a code, no name.
        """
        painted = self._desk(self.page).painter.paint(frame)
        self._add(_corrected(painted, correction, self.page.height), is_written(frame), record)

    def add_sheet(
        self,
        faces: Iterable[Laid],
        furniture: Frame,
        correction: Matrix | None = None,
        record: str = "",
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
        self._add(_corrected(painted, correction, self.page.height), written, record)

    def _add(self, painted: bytes, written: bool, record: str) -> None:
        # What a hand wrote are long rows of numbers: packing them well takes little and saves much.
        packed = written or self._outlines is not None
        content = deflated(self.pdf, painted) if packed else Stream(self.pdf, painted)
        page = Dictionary({**self._common, "/Contents": content})
        self._kids.append(self.pdf.make_indirect(page))
        self._records.append(record)
        if self.finish.standard:
            self._content.update(painted)

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
        self._content.update(self.store.artwork[item.name])
        with pikepdf.open(io.BytesIO(self.store.artwork[item.name])) as drawn:
            leaf = drawn.pages[0]
            leaf.trimbox = leaf.mediabox  # qpdf clips the form to the trim: the bleed would go
            form = drawn.make_indirect(leaf.as_form_xobject())
            if self.finish.outlined or self.finish.standard is Standard.X1A:
                retrace(drawn, form)  # PDF 1.4 knows no OpenType files, which WeasyPrint embeds
            return self.pdf.copy_foreign(form)

    def _shared_form(self, item: Shared, page: Page) -> pikepdf.Object:
        painter = self._painter(page, self._desk(page).placed)
        painted = painter.paint_items(item.items)
        self._content.update(painted)
        form = Stream(self.pdf, painted)
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox = _numbers([0, 0, to_points(page.width), to_points(page.height)])
        form.Resources = self._resources
        return self.pdf.make_indirect(form)

    def _image_mask(self, bitmap: Bitmap) -> pikepdf.Object:
        """Return a bitmap as a stencil (ISO 32000-1 §8.9.6.2): no transparency, only ink."""
        self._content.update(bitmap.bits)
        mask = deflated(self.pdf, bitmap.bits)
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
        if self._outlines is not None:
            for name, form in self._outlines.forms(self.pdf):
                self._xobjects[f"/{name}"] = form
        self._resources[Name.Font] = font_resources(self.pdf, self.fonts)
        self._resources[Name.XObject] = self._xobjects
        self._resources[Name.ColorSpace] = Dictionary(All=self._registration())
        self.pdf.Root.Lang = pikepdf.String("ja")
        self._finish()
        # Streams of a few hundred bytes: the finest level takes three times as long for a tenth.
        pikepdf.settings.set_flate_compression_level(1)
        self.pdf.save(
            path,
            deterministic_id=True,
            fix_metadata_version=False,  # it would write the metadata in its own words
            object_stream_mode=streams_of(self.finish.standard),
            force_version=version_of(self.finish.standard),
        )

    def _finish(self) -> None:
        """Write what the whole file is to say of itself."""
        if self.finish.standard is Standard.PLAIN:
            wishes = Dictionary(PrintScaling=Name("/None"), Enforce=Array([Name.PrintScaling]))
            if self.finish.flip is not None:
                wishes.Duplex = _DUPLEX[self.finish.flip]
            self.pdf.Root.ViewerPreferences = wishes
            return
        self._content.update(repr((self.title, self.finish, list(self.fonts.used))).encode())
        declare(self.pdf, self.title, self.finish, self._content.digest()[:16])
        if self.finish.records:
            note_records(self.pdf, self._kids, self._records)

    def _registration(self) -> Array:
        tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
        return Array([Name.Separation, Name.All, Name.DeviceCMYK, tint])


def is_written(frame: Frame) -> bool:
    """Return whether a face bears what a hand wrote."""
    return any([isinstance(item, HandLine) for item in frame.items])


def _operator(matrix: Matrix, height: float, onto: float) -> bytes:
    """Return the operator for a matrix in mm, y downwards, from a height to another's (mm)."""
    a, b, c, d, e, f = matrix
    x, y = to_points(c * height + e), to_points(onto - d * height - f)
    turn = " ".join(f"{number:.7f}" for number in (a, -b, -c, d))  # PDF knows no exponents
    return f"{turn} {x:.4f} {y:.4f} cm".encode("ascii")


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
