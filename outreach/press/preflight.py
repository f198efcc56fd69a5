"""Preflight: everything about a print file that would come out wrong, before paper is spent.

Any PDF may be looked at, our own or not. Without a print shop's preset a file is judged as one for
a printer of one's own; how exactly it is looked at is the caller's to choose.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import pikepdf

from outreach.errors import Problem
from outreach.frame import Box
from outreach.model.shop import Shop, Standard
from outreach.phrase import phrase
from outreach.press.page_painted import Painted, common
from outreach.press.page_reader import Shelf, read_page
from outreach.press.preflight_boxes import PageBoxes, box_faults, boxes_of, has_room
from outreach.press.preflight_document import (
    document_faults,
    page_faults,
    stream_faults,
    told_names,
)
from outreach.press.preflight_identity import claimed, identity_faults, said_by
from outreach.press.preflight_painted import Room, font_fault, painted_faults, reading_faults
from outreach.press.preflight_remarks import Finding, Remark, findings_of, warning
from outreach.sources.fault import Fault

if TYPE_CHECKING:
    from outreach.press.preflight_ink import InkRules

MOST_PAGES = 100_000
MOST_VIEWS = 40
_SENSELESS = (
    TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, RecursionError,
    pikepdf.PdfError, pikepdf.ForeignObjectError, pikepdf.DeletedObjectError, NotImplementedError,
)  # fmt: skip
_BROKEN = Fault(
    "broken", phrase("it is no PDF, or so damaged that it cannot be read"),
    phrase("Export the file anew, or ask for it again."),
)  # fmt: skip
_LOCKED = Fault(
    "locked", phrase("it wants a password before it can be read"),
    phrase("Export the file anew without a password."),
)  # fmt: skip
_DAMAGED = Fault(
    "damaged", phrase("parts of it are damaged or cut off, and had to be guessed"),
    phrase("Copy or export the file anew: it was perhaps not sent to its end."),
)  # fmt: skip
_STRANGE = Fault(
    "content-broken", phrase("a part of it makes no sense and could not be looked at"),
    phrase("Export the file anew."),
)  # fmt: skip


class View(NamedTuple):
    """What a viewer shows of a page, and its trim, mm from the trim's upper left corner."""

    shown: Box
    trim: Box


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was found in a file, how many pages it has, and what it was judged by (None: home).

    ``page_sizes`` are those of its pages when they are cut, in mm; ``two_sided``: it asks to be
    printed on both sides. ``views`` are, for the first pages with findings, what a viewer shows of
    the page and its trim, both in mm from the trim's corner.
    """

    findings: tuple[Finding, ...]
    pages: int = 0
    shop: Shop | None = None
    page_sizes: tuple[tuple[float, float], ...] = ()
    two_sided: bool = False
    views: Mapping[int, View] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """Return the findings as problems, errors first."""
        return [finding.problem for finding in self.findings]


def preflight(
    file: Path, shop: Shop | None, *, quick: bool = False, names: Collection[str] = ()
) -> Preflight:
    """Return all that is wrong with a file, judged by a shop's preset (None: a printer at home).

    ``quick`` looks at the file as a whole, its resources and every page's dictionary, not at what
    the pages paint. ``names`` are words its properties must not hold; none is ever told.

    Raises OSError where the file cannot be read.
    """
    with file.open("rb") as stream:
        return preflight_stream(stream, file.name, lambda _: shop, quick=quick, names=names)


def preflight_stream(
    stream: BinaryIO,
    name: str,
    shop_for: Callable[[Standard], Shop | None],
    *,
    quick: bool = False,
    names: Collection[str] = (),
) -> Preflight:
    """Return all that is wrong with an open file called ``name``.

    ``shop_for`` says by what it is judged, told the standard the file claims to keep.
    """
    try:
        with pikepdf.open(stream, suppress_warnings=True) as pdf:
            return _Flight(pdf, name, shop_for, names).done(quick=quick)
    except pikepdf.PasswordError:
        return Preflight(tuple(findings_of([Remark(_LOCKED)], name)))
    except (*_SENSELESS, pikepdf.DataDecodingError):
        return Preflight(tuple(findings_of([Remark(_BROKEN)], name)))


class _Flight:
    """One file being looked at."""

    def __init__(
        self,
        pdf: pikepdf.Pdf,
        name: str,
        shop_for: Callable[[Standard], Shop | None],
        names: Collection[str],
    ) -> None:
        self._pdf = pdf
        self._name = name
        self._names = names
        self._said = said_by(pdf)
        self._shop = shop_for(claimed(self._said))
        self._shelf = Shelf()
        self._inks: dict[PageBoxes, InkRules] = {}
        self._boxes: dict[object, tuple[PageBoxes, list[Fault]]] = {}
        # What the page before painted: things that pages share are the very same, and judged once.
        self._looked: tuple[Room | None, dict[Painted, list[tuple[Fault, Box]]]] = (None, {})
        self._remarks: list[Remark] = []

    def done(self, *, quick: bool) -> Preflight:
        """Look at everything and return what was found."""
        self._add(self._whole(quick=quick))
        sizes: dict[tuple[float, float], int] = {}
        count = 0
        for count, page in enumerate(self._pages(), start=1):
            boxes, faults = self._boxes_of(page)
            self._remarks += [Remark(fault, count) for fault in faults]
            trim = boxes.in_mm(boxes.finished)
            sizes.setdefault((round(trim.width, 1), round(trim.height, 1)), count)
            self._add(page_faults(page, self._shop), count)
            if not quick:
                self._content(page, boxes, count)
        self._add(self._counted(count, sizes))
        if self._pdf.get_warnings():  # what qpdf had to mend or guess, a press may read otherwise
            self._remarks.append(Remark(_DAMAGED))
        found = tuple(findings_of(self._remarks, self._name))
        two_sided = self._is_two_sided()
        return Preflight(found, count, self._shop, tuple(sizes), two_sided, self._views(found))

    def _views(self, found: Iterable[Finding]) -> dict[int, View]:
        pages = sorted({finding.page or 1 for finding in found})[:MOST_VIEWS]
        views = {}
        for number in pages:
            if number <= len(self._pdf.pages):
                boxes = boxes_of(self._pdf.pages[number - 1].obj)
                media = boxes.in_mm(boxes.media)
                shown = common(media, boxes.in_mm(boxes.crop)) if boxes.crop else media
                views[number] = View(shown or media, boxes.in_mm(boxes.finished))
        return views

    def _add(self, faults: Iterator[Fault], page: int = 0) -> None:
        """Note faults; where a rule stumbles over senseless objects, that is one."""
        try:
            self._remarks += [Remark(fault, page) for fault in faults]
        except _SENSELESS:
            self._remarks.append(Remark(_STRANGE, page))

    def _whole(self, *, quick: bool) -> Iterator[Fault]:
        yield from document_faults(self._pdf, self._said, self._shop)
        if self._names:
            yield from told_names(self._said, self._names)
        if self._shop is not None:
            yield from identity_faults(self._pdf, self._said, self._shop)
            if not quick:
                yield from stream_faults(self._pdf, self._shop)

    def _pages(self) -> Iterator[Any]:
        """Yield the dictionaries of the pages; a flat list of them needs no tree to be climbed."""
        kids = self._pdf.Root.Pages.get("/Kids")
        if kids is not None and not any("/Kids" in kid for kid in kids):
            yield from kids
        else:
            yield from (page.obj for _, page in zip(range(MOST_PAGES), self._pdf.pages))  # noqa: B905

    def _boxes_of(self, page: Any) -> tuple[PageBoxes, list[Fault]]:
        known = _box_key(page)
        if known is None or known not in self._boxes:
            boxes = boxes_of(page)
            found = boxes, list(box_faults(boxes, self._shop))
            if known is None:
                return found
            self._boxes[known] = found
        return self._boxes[known]

    # -- what the pages paint -----------------------------------------------------------------

    def _content(self, page: Any, boxes: PageBoxes, number: int) -> None:
        try:
            self._painted(page, boxes, number)
        except _SENSELESS:
            self._remarks.append(Remark(_STRANGE, number))

    def _painted(self, page: Any, boxes: PageBoxes, number: int) -> None:
        shop = self._shop
        media = boxes.in_mm(boxes.media)
        room = Room(boxes.in_mm(boxes.finished), boxes.reach, media)
        reading = read_page(page, boxes.base, self._shelf)
        self._remarks += [Remark(fault, number) for fault in reading_faults(reading, shop)]
        before = self._looked[1] if self._looked[0] == room else {}
        looked: dict[Painted, list[tuple[Fault, Box]]] = {}
        for thing in reading.painted:
            found = before.get(thing)
            if found is None:
                found = list(painted_faults(thing, shop, room))
            looked[thing] = found
            self._remarks += [Remark(fault, number, box) for fault, box in found]
            if (missing := font_fault(thing, shop)) is not None:
                self._remarks.append(Remark(missing, number))
        self._looked = room, looked
        if shop is not None:
            rules = self._inks.get(boxes)
            if rules is None:
                from outreach.press.preflight_ink import InkRules  # NumPy only where ink is weighed

                rules = self._inks[boxes] = InkRules(shop, room, checks_bleed=has_room(boxes, shop))
            found_ink = rules.faults(reading.painted)
            self._remarks += [Remark(fault, number, box) for fault, box in found_ink]

    # -- counts -------------------------------------------------------------------------------

    def _counted(self, count: int, sizes: Iterable[tuple[float, float]]) -> Iterator[Fault]:
        listed = list(sizes)
        if count == 0:
            yield Fault("no-pages", phrase("it has no pages"), phrase("Export the file anew."))
        if len(listed) > 1:
            told = ", ".join(f"{width:.1f} × {height:.1f} mm" for width, height in listed[:4])
            words = phrase("its pages differ in size: {sizes}", sizes=told)
            hint = phrase("Put pages of one size into one file.")
            yield (Fault("sizes-differ", words, hint) if self._shop
                   else warning("sizes-differ", words, hint))  # fmt: skip
        if count % 2 and self._is_two_sided():
            yield odd_count(count)

    def _is_two_sided(self) -> bool:
        wishes = self._pdf.Root.get("/ViewerPreferences")
        asked = wishes.get("/Duplex") if isinstance(wishes, pikepdf.Dictionary) else None
        return str(asked).startswith("/DuplexFlip") or self._name.startswith("cards")


def odd_count(count: int) -> Fault:
    """Return the fault of a file for both sides whose last page has no back."""
    return Fault(
        "count-odd",
        phrase("it is to be printed on both sides, and has an odd number of pages ({count})",
               count=count),
        phrase("Add the page that is missing: every card has two."),
    )  # fmt: skip


def _box_key(page: Any) -> object:
    """Return what tells pages with the very same boxes, None where they are the page's own."""
    keys: list[object] = []
    for name in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
        box = page.get(name)
        if box is not None and not box.is_indirect:
            return None
        keys.append(None if box is None else box.objgen)
    if keys[0] is None or "/UserUnit" in page or "/Rotate" in page:
        return None
    parent = page.get("/Parent")
    return (*keys, None if parent is None else parent.objgen)
