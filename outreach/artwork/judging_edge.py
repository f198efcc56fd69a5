"""Small things near the edge of a picture: a signature, a date, a seal that the cut would take.

A signature stands by itself on something calm, in thin strokes of one ink. Grass, snow or leaves
run along an edge and go on behind it, and may be cut anywhere; so only marks that are small, full
of strokes and alone count, and many of them are a pattern. Lengths are in mm of the picture as if
it filled a postcard: whoever signs a drawing knows nothing of layouts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

from outreach.artwork.cropping import Part
from outreach.artwork.layouts import Hole
from outreach.frame import Box

POSTCARD = 148.0  # mm: the longer side of a picture as looked at
SCALE = 5.0  # pixels per mm
STROKE = 34  # of 255: how far a stroke stands out from what is beside it
LONG, SHORT = (5.0, 45.0), (1.5, 12.0)  # mm: the sides of a signature
SEAL = (4.0, 16.0)  # mm: the sides of a seal
MOST = 2  # a name and a date; more is a pattern
BAND = 16.0  # mm along the border of a picture: where people sign

_CELL = 1.0  # mm of the grid marks are gathered on
_REACH = 2  # cells from one stroke of a mark to the next
_BUSY = 0.08  # of a cell is stroke
_RING = 3  # cells around a mark that are looked at …
_ALONE = 0.06  # … and hold at most this much of anything
_INKED = (0.08, 0.70)  # of a mark's box is stroke
_STROKES = 5  # that a line along a name meets
_RED = 60  # of 255: by how much a seal is redder than anything else

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A small thing by itself in a picture; ``box`` is in fractions of its width and height."""

    box: Box


def marks_in(image: Image.Image) -> list[Mark]:
    """Return what looks like a signature, a date or a seal along the border of an RGB picture."""
    factor = POSTCARD * SCALE / max(image.size)
    size = (max(round(image.width * factor), 40), max(round(image.height * factor), 40))
    small = image.resize(size, Image.Resampling.BOX if factor < 1 else Image.Resampling.BICUBIC)
    dark, light = _strokes(small.convert("L"))
    anything = _busy(ImageChops.lighter(dark, light))
    boxes = [
        box
        for ink in (dark, light)
        for box in _alone(_busy(ink), anything)
        if _is_in_band(box, size) and _is_mark(ink, small, box)
    ]
    if len(boxes) > MOST:
        return []
    return [Mark(_fraction(box, size)) for box in boxes]


def is_at_risk(mark: Mark, size: tuple[int, int], part: Part, hole: Hole, trusted: Box) -> bool:
    """Return whether a mark is cut off, or lies where a cut, an edge or a shape may take it.

    ``part`` (pixels) is what is shown in ``hole`` of a picture of this ``size``; ``trusted`` the
    part of the page (mm) that no cutting harms.
    """
    scale = hole.opening.width / (part[2] - part[0])
    x = hole.opening.x + (mark.box.x * size[0] - part[0]) * scale
    y = hole.opening.y + (mark.box.y * size[1] - part[1]) * scale
    right, low = x + mark.box.width * size[0] * scale, y + mark.box.height * size[1] * scale
    kept = hole.kept
    left_end, top_end = max(kept.x, trusted.x), max(kept.y, trusted.y)
    right_end, low_end = min(kept.right, trusted.right), min(kept.bottom, trusted.bottom)
    return x < left_end or y < top_end or right > right_end or low > low_end


def _strokes(grey: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Return where thin dark and thin light strokes are, as 255 (top hats of mathematics)."""
    width = 5  # pixels, 1 mm: what is wider is a shape
    closed = grey.filter(ImageFilter.MaxFilter(width)).filter(ImageFilter.MinFilter(width))
    opened = grey.filter(ImageFilter.MinFilter(width)).filter(ImageFilter.MaxFilter(width))
    dark, light = (
        ImageChops.difference(plain, grey).point(lambda value: 255 if value >= STROKE else 0)
        for plain in (closed, opened)
    )
    return dark, light


def _busy(strokes: Image.Image) -> Image.Image:
    """Return the grid of cells, 255 where there are strokes."""
    cells = (
        max(1, round(strokes.width / SCALE / _CELL)),
        max(1, round(strokes.height / SCALE / _CELL)),
    )
    coarse = strokes.resize(cells, Image.Resampling.BOX)
    return coarse.point(lambda value: 255 if value >= 255 * _BUSY else 0)


def _alone(busy: Image.Image, anything: Image.Image) -> Iterator[Box]:
    """Yield the boxes (mm) of groups of busy cells that have nothing else around them."""
    around = anything.tobytes()
    for group in _groups(busy):
        across, down = [x for x, _ in group], [y for _, y in group]
        left, top, right, low = min(across), min(down), max(across), max(down)
        if max(right - left, low - top) > LONG[1]:
            continue
        ring = [
            around[y * busy.width + x]
            for y in range(max(top - _RING, 0), min(low + _RING + 1, busy.height))
            for x in range(max(left - _RING, 0), min(right + _RING + 1, busy.width))
            if not (left <= x <= right and top <= y <= low)
        ]
        if sum(map(bool, ring)) <= _ALONE * max(len(ring), 1):
            yield Box(left, top, right - left + 1, low - top + 1)


def _groups(busy: Image.Image) -> Iterator[list[Cell]]:
    """Yield the groups of busy cells that are near each other."""
    width, data = busy.width, busy.tobytes()
    free = {(at % width, at // width) for at, value in enumerate(data) if value}
    steps = range(-_REACH, _REACH + 1)
    while free:
        group, queue = [], [min(free)]
        free.discard(queue[0])
        while queue:
            x, y = queue.pop()
            group.append((x, y))
            near = {(x + across, y + down) for across in steps for down in steps} & free
            free -= near
            queue += near
        yield group


def _is_in_band(box: Box, size: tuple[int, int]) -> bool:
    """Return whether a box lies where people sign: along the border, but never into it."""
    width, height = size[0] / SCALE, size[1] / SCALE
    if min(box.x, box.y, width - box.right, height - box.bottom) < _CELL:
        return False  # it goes on beyond the picture
    x, y = box.x + box.width / 2, box.y + box.height / 2
    return min(x, y, width - x, height - y) <= BAND


def _is_mark(strokes: Image.Image, image: Image.Image, box: Box) -> bool:
    """Return whether what is in a box has the size and the strokes of a name, or is a seal."""
    edges = (box.x, box.y, box.right, box.bottom)
    left, top, right, low = (round(edge * SCALE) for edge in edges)
    place = (left, top, min(right, image.width), min(low, image.height))
    inside = strokes.crop(place)
    inked = inside.histogram()[255] / max(inside.width * inside.height, 1)
    if not _INKED[0] <= inked <= _INKED[1]:
        return False
    long, short = max(box.width, box.height), min(box.width, box.height)
    if SEAL[0] <= short and long <= SEAL[1] and long < 1.5 * short:
        return _is_red(image.crop(place))
    fits = LONG[0] <= long <= LONG[1] and SHORT[0] <= short <= SHORT[1] and long >= 1.5 * short
    return fits and _crossings(inside) >= _STROKES


def _is_red(image: Image.Image) -> bool:
    red, green, blue = image.resize((1, 1), Image.Resampling.BOX).tobytes()
    return red - max(green, blue) >= _RED


def _crossings(strokes: Image.Image) -> int:
    """Return how many strokes a line along the mark meets, where it meets the most of them."""
    lies = strokes.width >= strokes.height
    along = strokes if lies else strokes.transpose(Image.Transpose.ROTATE_90)
    width, data = along.width, along.tobytes()
    rows = (data[start : start + width] for start in range(0, len(data), width))
    return max(row.count(b"\x00\xff") + row.startswith(b"\xff") for row in rows)


def _fraction(box: Box, size: tuple[int, int]) -> Box:
    across, down = SCALE / size[0], SCALE / size[1]
    return Box(box.x * across, box.y * down, box.width * across, box.height * down)
