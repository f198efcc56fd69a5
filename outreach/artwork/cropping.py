"""Cropping: which part of a picture is shown, and what becomes of its main thing. Geometry only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.artwork.layouts import Hole
from outreach.frame import Box
from outreach.model.design import Focus
from outreach.model.stock import Stock
from outreach.units import MM_PER_INCH

if TYPE_CHECKING:
    from outreach.artwork.attention import MainThing  # which would load Pillow

Part = tuple[float, float, float, float]  # left, top, right, bottom in pixels

AIR = 2.0  # mm left free around the main thing where there is room
FAR = 0.25  # of the height that is seen
MARGIN = 5.0  # mm inside the trim that a cutter or a printer may take
ANYWHERE = Box(-1000.0, -1000.0, 2000.0, 2000.0)


def trusted_area(stock: Stock, *, is_landscape: bool) -> Box:
    """Return the part of the page, as it is drawn, that no cutting and no printer's edge harms."""
    width, height = (stock.height, stock.width) if is_landscape else (stock.width, stock.height)
    return Box(0.0, 0.0, width, height).inset(MARGIN)


def window(size: tuple[int, int], hole: Hole, focus: Focus) -> Part:
    """Return the largest part of a picture that has the shape of the hole's opening.

    It is moved so that the focus comes to lie in the middle of what is kept of the opening (see
    ``Hole.kept``), as far as the picture reaches.
    """
    opening, kept = hole.opening, hole.kept
    aspect = opening.width / opening.height
    width = min(float(size[0]), size[1] * aspect)
    height = min(float(size[1]), width / aspect)  # the quotient may exceed it by a hair
    across = (kept.x + kept.width / 2 - opening.x) / opening.width
    down = (kept.y + kept.height / 2 - opening.y) / opening.height
    left = min(max(focus[0] * size[0] - across * width, 0.0), size[0] - width)
    top = min(max(focus[1] * size[1] - down * height, 0.0), size[1] - height)
    return left, top, left + width, top + height


def window_around(
    thing: MainThing, size: tuple[int, int], hole: Hole, trusted: Box = ANYWHERE
) -> Part:
    """Return the part of ``window``, moved until the whole main thing is seen with air around it.

    Seen is what lies in ``hole.kept`` and ``trusted`` (mm). Of a thing that is larger, as much as
    can be is kept: of its height the upper part, for there are heads and faces, unless its heart
    would be far outside then.
    """
    left, top, right, low = window(size, hole, thing.focus)
    seen = _common(hole.kept, trusted)
    if (thing.left, thing.top) == (thing.right, thing.bottom) or not seen.width or not seen.height:
        return left, top, right, low
    scale = (right - left) / hole.opening.width  # pixels per mm
    air = AIR * scale
    x, y = (seen.x - hole.opening.x) * scale, (seen.y - hole.opening.y) * scale
    reach = thing.left * size[0] - air - x, thing.right * size[0] + air - x - seen.width * scale
    # What sticks out on both sides is cut on both alike, at the top not before all below is gone.
    first, last = reach if reach[1] <= reach[0] else (sum(reach) / 2,) * 2
    moved_x = min(max(min(max(left, last), first), 0.0), size[0] - (right - left))
    height = seen.height * scale
    spare = height - (thing.bottom - thing.top) * size[1]
    air = min(air, spare / 2) if spare >= 0 else air  # what just fits has no air to give away
    first = thing.top * size[1] - air - y
    last = thing.bottom * size[1] + air - y - height
    if last > first and thing.focus[1] * size[1] > first + y + height * (1 + FAR):
        first = last = top
    moved_y = min(max(min(max(top, last), first), 0.0), size[1] - (low - top))
    return moved_x, moved_y, moved_x + right - left, moved_y + low - top


def resolution(part: Part, hole: Hole) -> float:
    """Return how many pixels an inch of paper has where a hole shows this part of a picture."""
    return (part[2] - part[0]) / hole.opening.width * MM_PER_INCH


def fate(
    thing: MainThing, size: tuple[int, int], part: Part, hole: Hole, trusted: Box
) -> tuple[Focus, float, float]:
    """Return where the focus lies on the page (mm), and the parts of the main thing that are lost.

    The first is all that is cut off, taken by a shape or a veil, or outside ``trusted``; the second
    what of it only the veil takes: it lies under the words. A main thing that is only a point is
    lost wholly or not at all; one that does not stand out cannot be lost.
    """
    scale = hole.opening.width / (part[2] - part[0])

    def on_page(x: float, y: float) -> Focus:
        return (
            hole.opening.x + (x * size[0] - part[0]) * scale,
            hole.opening.y + (y * size[1] - part[1]) * scale,
        )

    left, top = on_page(thing.left, thing.top)
    right, bottom = on_page(thing.right, thing.bottom)
    whole = Box(left, top, max(right - left, 0.01), max(bottom - top, 0.01))

    def lost_of(hole: Hole) -> float:
        inside = _common(_common(hole.kept, trusted), whole)
        return 1 - inside.width * inside.height / (whole.width * whole.height)

    lost, bare = lost_of(hole), lost_of(replace(hole, veil=None))
    return on_page(*thing.focus), lost * thing.is_clear, (lost - bare) * thing.is_clear


def _common(one: Box, other: Box) -> Box:
    """Return what two boxes have in common; its width or height is 0 where that is nothing."""
    x, y = max(one.x, other.x), max(one.y, other.y)
    width, height = min(one.right, other.right) - x, min(one.bottom, other.bottom) - y
    return Box(x, y, max(width, 0.0), max(height, 0.0))
