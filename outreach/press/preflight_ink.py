"""Ink and bleed of a page, as the ink meter sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outreach.frame import Box
from outreach.model.shop import Shop
from outreach.phrase import phrase
from outreach.press.inkmeter import InkMeter
from outreach.press.inkplaces import Sheet
from outreach.press.page_painted import Kind, Painted, common
from outreach.press.preflight_painted import Room, over_limit
from outreach.sources.fault import Fault

_STRIP = 0.4  # mm: how far from an edge ink counts as reaching it
_LEAST = 1.0  # mm: a shorter gap in the bleed is left to the eye
_MOST_PLACES = 5  # of a page that are told: where one is too heavy, so is all that looks like it
_SAME = 0.4  # mm: a place on the raster, two pixels

_BROKEN = Fault(
    "picture-damaged", phrase("the picture's data is damaged or cut off"),
    phrase("Put the picture in anew, and export the file again."),
)  # fmt: skip


class InkRules:
    """Judges the ink and the bleed of pages of one size."""

    def __init__(self, shop: Shop, room: Room, *, checks_bleed: bool) -> None:
        self._shop = shop
        self._trim = room.trim
        self._checks_bleed = checks_bleed
        self._bleed = room.trim.inset(-shop.bleed)
        area = common(self._bleed, room.page) or room.trim
        self._meter = InkMeter(area, shop.ink_limit)
        self._known: tuple[Sheet | None, list[tuple[Fault, Box]]] = (None, [])

    def faults(self, painted: Sequence[Painted]) -> list[tuple[Fault, Box]]:
        """Return what is wrong with the ink of a page, and where; the same sheet is judged once."""
        sheet = self._meter.sheet(painted)
        if self._known[0] is not sheet:
            broken = self._broken(painted)
            self._known = sheet, [*self._over(sheet, painted), *self._bare(sheet), *broken]
        return self._known[1]

    def _over(self, sheet: Sheet, painted: Sequence[Painted]) -> Iterator[tuple[Fault, Box]]:
        worst = sorted(sheet.too_much(self._shop.ink_limit), key=lambda place: -place.most)
        for place in worst[:_MOST_PLACES]:
            yield over_limit(place.most, self._shop), self._exact(place.box, painted)

    def _exact(self, box: Box, painted: Sequence[Painted]) -> Box:
        """Return the box of the shape that a place on the raster is, or the place itself."""
        for thing in reversed(painted):
            seen = common(thing.box, self._meter.area)
            if thing.kind is Kind.SHAPE and seen is not None and _is_alike(seen, box):
                return seen
        return box

    def _broken(self, painted: Sequence[Painted]) -> Iterator[tuple[Fault, Box]]:
        """Yield the pictures whose data nobody can read: they come out black or blank."""
        for thing in painted:
            if thing.picture is not None and self._meter.is_broken(thing.picture):
                yield _BROKEN, thing.box

    def _bare(self, sheet: Sheet) -> Iterator[tuple[Fault, Box]]:
        """Yield where art reaches the cut and does not go on to the edge of the bleed."""
        if not self._checks_bleed:
            return
        trim, bleed = self._trim, self._bleed
        wide, high, around = trim.width, trim.height, self._shop.bleed
        sides = (
            (Box(trim.x, trim.y, wide, _STRIP), Box(trim.x, bleed.y, wide, _STRIP), True),
            (Box(trim.x, trim.bottom - _STRIP, wide, _STRIP),
             Box(trim.x, bleed.bottom - _STRIP, wide, _STRIP), True),
            (Box(trim.x, trim.y, _STRIP, high), Box(bleed.x, trim.y, _STRIP, high), False),
            (Box(trim.right - _STRIP, trim.y, _STRIP, high),
             Box(bleed.right - _STRIP, trim.y, _STRIP, high), False),
        )  # fmt: skip
        for inner, outer, along in sides:
            for start, length in sheet.bare(inner, outer, along=along):
                if length >= _LEAST:
                    yield self._gap(), _between(inner, outer, start, length, around, along)

    def _gap(self) -> Fault:
        return Fault(
            "bleed-not-covered",
            phrase("art reaches the cut here and does not go on {bleed} mm beyond it: a white edge "
                   "will show", bleed=f"{self._shop.bleed:g}"),
            phrase("Let the art reach {bleed} mm over the edge.", bleed=f"{self._shop.bleed:g}"),
        )  # fmt: skip


def _between(
    inner: Box, outer: Box, start: float, length: float, around: float, along: bool
) -> Box:
    """Return the stretch of bleed between the cut and the edge of it."""
    if along:
        return Box(inner.x + start, min(inner.y + _STRIP, outer.y), length, around)
    return Box(min(inner.x + _STRIP, outer.x), inner.y + start, around, length)


def _is_alike(one: Box, other: Box) -> bool:
    pairs = zip(_edges(one), _edges(other), strict=True)
    return all(abs(edge - edge_of_other) < _SAME for edge, edge_of_other in pairs)


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.right, box.bottom
