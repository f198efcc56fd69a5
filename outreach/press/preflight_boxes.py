"""The boxes of a page (ISO 32000-1 §14.11.2), and what a preflight asks of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from outreach.frame import Box, Matrix
from outreach.model.shop import Shop
from outreach.phrase import phrase
from outreach.press.matrices import combined
from outreach.press.page_painted import box_around, corners_of
from outreach.press.page_reader import inherited
from outreach.press.preflight_remarks import warning
from outreach.sources.fault import Fault
from outreach.units import MM_PER_POINT

_NEAR = 0.02  # mm: boxes are written with a few decimals
_KEYS = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
_A4 = (0.0, 0.0, 595.276, 841.89)  # of a page that does not say how large it is
# Japan Post: a private card may be 90-107 mm by 140-154 mm.
_SHORT, _LONG = (90.0, 107.0), (140.0, 154.0)

Corners = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """The boxes a page has, in points (left, low, right, high), how it is turned and its unit.

    ``stray`` are keys of boxes that make no sense.
    """

    media: Corners
    crop: Corners | None = None
    bleed: Corners | None = None
    trim: Corners | None = None
    art: Corners | None = None
    turn: int = 0
    unit: float = 1.0
    stray: tuple[str, ...] = ()

    @property
    def finished(self) -> Corners:
        """Return what is left of the page when it is cut."""
        return self.trim or self.art or self.crop or self.media

    @property
    def base(self) -> Matrix:
        """Return what takes points to mm from the upper left of the trim, as one looks at it."""
        mm = MM_PER_POINT * self.unit
        turned: Matrix = {
            90: (0, mm, mm, 0, 0, 0),
            180: (-mm, 0, 0, mm, 0, 0),
            270: (0, -mm, -mm, 0, 0, 0),
        }.get(self.turn, (mm, 0, 0, -mm, 0, 0))
        corner = box_around(corners_of(turned, self.finished))
        return combined(turned, (1, 0, 0, 1, -corner.x, -corner.y))

    def in_mm(self, box: Corners) -> Box:
        """Return a box in mm from the upper left of the trim."""
        return box_around(corners_of(self.base, box))

    @property
    def reach(self) -> Box:
        """Return how far the art may be printed: the bleed box, or all of the page."""
        return self.in_mm(self.bleed or self.media)


def boxes_of(page: Any) -> PageBoxes:
    """Return the boxes of a page's dictionary; media, crop and turn may be its parents'."""
    stray = []
    found: dict[str, Corners | None] = {}
    for key in _KEYS:
        given = inherited(page, key) if key in ("/MediaBox", "/CropBox") else page.get(key)
        found[key] = None if given is None else _corners(given)
        if given is not None and found[key] is None:
            stray.append(key[1:])
    turn, unit = inherited(page, "/Rotate"), page.get("/UserUnit")
    crop, bleed, trim, art = (found[key] for key in _KEYS[1:])
    return PageBoxes(
        found["/MediaBox"] or _A4, crop, bleed, trim, art,
        turn=int(turn) % 360 if isinstance(turn, int) else 0,
        unit=float(unit) if unit is not None and float(unit) > 0 else 1.0, stray=tuple(stray),
    )  # fmt: skip


def _corners(given: Any) -> Corners | None:
    try:
        left, low, right, high = (float(edge) for edge in given)
    except (TypeError, ValueError):
        return None
    corners = min(left, right), min(low, high), max(left, right), max(low, high)
    return corners if corners[0] < corners[2] and corners[1] < corners[3] else None


def box_faults(boxes: PageBoxes, shop: Shop | None) -> Iterator[Fault]:
    """Yield what is wrong with the boxes of one page."""
    for name in boxes.stray:
        yield Fault(
            "box-senseless", phrase("its {box} is no rectangle", box=name),
            phrase("Export the file anew."),
        )  # fmt: skip
    yield from _nesting(boxes)
    if boxes.unit != 1.0:
        yield warning(
            "unit", phrase("it measures in a unit of its own, which many printers pass over"),
            phrase("Export the file anew at its true size."),
        )  # fmt: skip
    if shop is not None:
        yield from _for_the_shop(boxes, shop)


def _nesting(boxes: PageBoxes) -> Iterator[Fault]:
    pairs = (
        ("TrimBox", boxes.trim, "BleedBox", boxes.bleed),
        ("TrimBox", boxes.trim, "MediaBox", boxes.media),
        ("BleedBox", boxes.bleed, "MediaBox", boxes.media),
        ("ArtBox", boxes.art, "MediaBox", boxes.media),
        ("CropBox", boxes.crop, "MediaBox", boxes.media),
    )
    for inner_name, inner, outer_name, outer in pairs:
        if inner is None or outer is None:
            continue
        over = max(_overhang(boxes.in_mm(inner), boxes.in_mm(outer)))
        if over > _NEAR:
            yield Fault(
                "box-nesting",
                phrase("the {inner} reaches {over} mm out of the {outer}", inner=inner_name,
                       outer=outer_name, over=f"{over:.2f}"),
                phrase("Set the boxes inside each other: MediaBox, BleedBox, TrimBox."),
            )  # fmt: skip
            return  # what else does not nest follows from it


def _overhang(inner: Box, outer: Box) -> tuple[float, float, float, float]:
    return (
        outer.x - inner.x, outer.y - inner.y, inner.right - outer.right, inner.bottom - outer.bottom
    )  # fmt: skip


def _for_the_shop(boxes: PageBoxes, shop: Shop) -> Iterator[Fault]:
    if boxes.trim is not None and boxes.art is not None:
        yield Fault(
            "trim-and-art", phrase("it has a TrimBox and an ArtBox; only one of them may be there"),
            phrase("Take the ArtBox out (ISO 15930)."),
        )  # fmt: skip
    elif boxes.trim is None and boxes.art is None:
        yield Fault(
            "trim-missing", phrase("nothing says where it is cut: it has no TrimBox"),
            phrase("Export it with a trim box of the card's size."),
        )  # fmt: skip
        return
    yield from _room(boxes, shop)
    if boxes.turn:
        yield warning(
            "turned", phrase("it is turned by {angle}° when it is looked at", angle=boxes.turn),
            phrase("Turn the page itself: some presses pass over the turn."),
        )  # fmt: skip
    trim = boxes.in_mm(boxes.finished)
    sides = sorted((trim.width, trim.height))
    if not all(low - _NEAR <= side <= high + _NEAR
               for side, (low, high) in zip(sides, (_SHORT, _LONG), strict=True)):  # fmt: skip
        yield warning(
            "no-postcard",
            phrase("cut, it measures {width} × {height} mm, which is no postcard "
                   "(90–107 × 140–154 mm)", width=f"{trim.width:.1f}", height=f"{trim.height:.1f}"),
            phrase("See that the size is meant so: other mail costs more to post."),
        )  # fmt: skip


def has_room(boxes: PageBoxes, shop: Shop) -> bool:
    """Return whether the page reaches as far beyond the trim as the shop wants art to."""
    around = boxes.in_mm(boxes.finished).inset(-shop.bleed)
    return max(_overhang(around, boxes.reach)) <= _NEAR


def _room(boxes: PageBoxes, shop: Shop) -> Iterator[Fault]:
    if boxes.crop is not None and max(
        _overhang(boxes.reach, boxes.in_mm(boxes.crop))
    ) > _NEAR:  # fmt: skip
        yield warning(
            "crop-cuts", phrase("its CropBox hides a part of what is to be printed"),
            phrase("Take the CropBox out, or make it as large as the MediaBox."),
        )  # fmt: skip
    if not has_room(boxes, shop):
        around = boxes.in_mm(boxes.finished)
        least = max(0.0, min(_overhang(boxes.reach, around)))
        yield Fault(
            "no-bleed",
            phrase("it has no bleed: the page ends {least} mm beyond the cut, {wanted} mm are "
                   "needed on every side", least=f"{least:.1f}",
                   wanted=f"{shop.bleed:g}"),
            phrase("Draw the art {wanted} mm over every edge and export it with its bleed.",
                   wanted=f"{shop.bleed:g}"),
        )  # fmt: skip
