"""Cropping: which part of a picture is shown, and what becomes of its main thing. Geometry only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.artwork.layouts import Hole
from outreach.frame import Box
from outreach.model.design import Focus
from outreach.model.stock import Stock
from outreach.units import MM_PER_INCH

if TYPE_CHECKING:
    from outreach.artwork.attention import MainThing  # which would load Pillow

Part = tuple[float, float, float, float]  # left, top, right, bottom in pixels

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


def resolution(part: Part, hole: Hole) -> float:
    """Return how many pixels an inch of paper has where a hole shows this part of a picture."""
    return (part[2] - part[0]) / hole.opening.width * MM_PER_INCH


def fate(
    thing: MainThing, size: tuple[int, int], part: Part, hole: Hole, trusted: Box
) -> tuple[Focus, float]:
    """Return where the focus lies on the page (mm), and the part of the main thing that is lost.

    Lost is what is cut off, what a shape or a veil takes, and what lies outside ``trusted``. A main
    thing that is only a point is lost wholly or not at all.
    """
    scale = hole.opening.width / (part[2] - part[0])

    def on_page(x: float, y: float) -> Focus:
        return (
            hole.opening.x + (x * size[0] - part[0]) * scale,
            hole.opening.y + (y * size[1] - part[1]) * scale,
        )

    left, top = on_page(thing.left, thing.top)
    right, bottom = on_page(thing.right, thing.bottom)
    kept = _common(hole.kept, trusted)
    whole = max(right - left, 0.01) * max(bottom - top, 0.01)
    inside = _common(kept, Box(left, top, max(right - left, 0.01), max(bottom - top, 0.01)))
    return on_page(*thing.focus), 1 - max(inside.width, 0.0) * max(inside.height, 0.0) / whole


def _common(one: Box, other: Box) -> Box:
    """Return what two boxes have in common; its width or height is 0 where that is nothing."""
    x, y = max(one.x, other.x), max(one.y, other.y)
    width, height = min(one.right, other.right) - x, min(one.bottom, other.bottom) - y
    return Box(x, y, max(width, 0.0), max(height, 0.0))
