"""How much ink lies where: what a page paints, put onto a raster of plates, opaque as on a press.

The raster has the four process plates and one for all spot inks, 150 dots an inch; letters are too
fine for it and are judged by their colour. Pages that begin alike are painted once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
from PIL import Image, ImageDraw

from outreach.frame import Box
from outreach.press.inkpicture import opened
from outreach.press.inkplaces import (
    DPI,
    LEVELS,
    SCALE,
    TOLERANCE,
    Mask,
    Over,
    Plates,
    Sheet,
    Window,
    blank_sheet,
    levels,
)
from outreach.press.page_colours import Family, Ink
from outreach.press.page_painted import (
    Bitmap,
    Clip,
    Kind,
    Painted,
    Ring,
    box_around,
    is_upright,
)

_MOST_RINGS = 20_000
_KEPT_PICTURES = 4
_KEPT_STARTS, _KEPT_PIXELS = 24, 40_000_000  # of a large page fewer, for the memory they take
_KEPT_CLIPS = 64
_DARKENING = frozenset(("Multiply", "Darken", "ColorBurn"))


@dataclass(frozen=True, slots=True)
class _Start:
    """A beginning that pages have in common, and what it looks like."""

    painted: tuple[Painted, ...]
    sheet: Sheet


class InkMeter:
    """Weighs the ink of pages of one size; ``area`` is what is looked at (mm)."""

    def __init__(self, area: Box, limit: float) -> None:
        self.area = area
        self.limit = limit
        self._paper = blank_sheet(area)
        self._starts: dict[int, _Start] = {}
        self._most_starts = min(_KEPT_STARTS, _KEPT_PIXELS // self._paper.covered.size)
        self._pictures: dict[object, tuple[Any, Plates, Mask | None, bool]] = {}
        self._broken: set[object] = set()
        self._clips: dict[Clip, Mask] = {}

    def sheet(self, painted: Sequence[Painted]) -> Sheet:
        """Return the sheet with everything on it; it is not to be changed."""
        things = [each for each in painted if _is_weighed(each)]
        if not things:
            return self._paper
        start = self._starts.get(id(things[0]))
        if start is None:
            return self._first(things)
        shared = _shared(start.painted, things)
        if shared < len(start.painted):
            start = self._shorter(start, shared)
        sheet = start.sheet
        if shared < len(things):
            sheet = sheet.copy()
            self._paint_all(sheet, things[shared:])
        return sheet

    def _first(self, things: Sequence[Painted]) -> Sheet:
        sheet = self._paper.copy()
        self._paint_all(sheet, things)
        if len(self._starts) >= self._most_starts:
            self._starts.clear()
        self._starts[id(things[0])] = _Start(tuple(things), sheet)
        return sheet

    def _shorter(self, start: _Start, shared: int) -> _Start:
        """Return the start cut to what this page has in common with it."""
        sheet = self._paper.copy()
        self._paint_all(sheet, start.painted[:shared])
        shorter = _Start(start.painted[:shared], sheet)
        self._starts[id(start.painted[0])] = shorter
        return shorter

    def is_broken(self, picture: Bitmap) -> bool:
        """Return whether a picture that was painted could not be read."""
        return _key(picture) in self._broken

    # -- painting -----------------------------------------------------------------------------

    def _paint_all(self, sheet: Sheet, things: Sequence[Painted]) -> None:
        for each in things:
            self._paint(sheet, each)

    def _paint(self, sheet: Sheet, thing: Painted) -> None:
        window = self._paper.window(thing.box)
        if window is None:
            return
        if thing.kind is Kind.LETTERS:
            self._letters(sheet, thing, window)
            return
        clip = self._clip(thing, window)
        if thing.picture is not None:
            self._picture(sheet, thing, window, clip)
            return
        if thing.ink is not None:
            mask = self._filled(thing, window)
            self._lay(sheet, window, _and(mask, clip), thing, thing.ink, thing.overprint[0])
        if thing.pen is not None:
            mask = self._drawn(thing, window)
            self._lay(sheet, window, _and(mask, clip), thing, thing.pen, thing.overprint[1])

    def _lay(
        self, sheet: Sheet, window: Window, mask: Mask, thing: Painted, ink: Ink, over: bool
    ) -> None:
        colour = _colour(ink)
        below = sheet.plates[window]
        laid = np.broadcast_to(colour, below.shape)
        if over:
            laid = np.where(colour > 0, laid, below)
        below[mask] = _mixed(laid, below, thing)[mask]
        sheet.covered[window][mask] = not ink.is_paper

    def _letters(self, sheet: Sheet, thing: Painted, window: Window) -> None:
        """Judge letters that let what is below show through by the heaviest place below them."""
        if thing.ink is None:
            return
        colour, below = _colour(thing.ink), sheet.plates[window]
        totals = np.where(colour > 0, colour, below).sum(axis=2, dtype=np.uint16)
        most = float(totals.max()) / LEVELS
        if most > self.limit + TOLERANCE:
            sheet.over.append(Over(thing.box, most))

    def _clip(self, thing: Painted, window: Window) -> Mask | None:
        """Return what clips that are no boxes let through; boxes narrowed ``thing.box`` already."""
        found: Mask | None = None
        for clip in thing.clips:
            if clip.is_box:
                continue
            if clip not in self._clips:
                if len(self._clips) >= _KEPT_CLIPS:
                    self._clips.clear()
                rows, columns = self._paper.covered.shape
                whole = (slice(0, rows), slice(0, columns))
                self._clips[clip] = self._rings(clip.rings, clip.even_odd, whole)
            part = self._clips[clip][window]
            found = part if found is None else found & part
        return found

    def _filled(self, thing: Painted, window: Window) -> Mask:
        if thing.kind is Kind.SHADING or (len(thing.rings) == 1 and is_upright(thing.rings[0])):
            return np.ones(_size(window), np.bool_)
        return self._rings(thing.rings, thing.even_odd, window)

    def _rings(self, rings: Sequence[Ring], even_odd: bool, window: Window) -> Mask:
        """Return what rings enclose (ISO 32000-1 §8.5.3.3)."""
        turns = np.zeros(_size(window), np.int16)
        for ring in rings[:_MOST_RINGS]:
            part = self._within(self._paper.window(box_around(ring)), window)
            if part is None:
                continue
            inside = self._polygon(ring, (part[0], part[1]))
            there = (
                slice(part[0].start - window[0].start, part[0].stop - window[0].start),
                slice(part[1].start - window[1].start, part[1].stop - window[1].start),
            )
            turns[there] += inside * (1 if even_odd or _area(ring) > 0 else -1)
        found: Mask = (turns % 2 == 1) if even_odd else (turns != 0)
        return found

    @staticmethod
    def _within(part: Window | None, window: Window) -> Window | None:
        if part is None:
            return None
        rows, columns = (
            slice(max(a.start, b.start), min(a.stop, b.stop))
            for a, b in zip(part, window, strict=True)
        )
        return (rows, columns) if rows.start < rows.stop and columns.start < columns.stop else None

    def _polygon(self, ring: Ring, window: Window) -> Mask:
        if is_upright(ring):
            return np.ones(_size(window), np.bool_)
        height, width = _size(window)
        drawn = Image.new("1", (width, height))
        if len(ring) > 2:
            ImageDraw.Draw(drawn).polygon(self._pixels(ring, window), fill=1)
        return np.asarray(drawn)

    def _drawn(self, thing: Painted, window: Window) -> Mask:
        height, width = _size(window)
        drawn = Image.new("1", (width, height))
        pen = ImageDraw.Draw(drawn)
        wide = max(1, round(thing.width / 72 * DPI))
        for ring in thing.rings[:_MOST_RINGS]:
            points = self._pixels(ring, window)
            pen.line([*points, points[0]] if thing.closed else points, fill=1, width=wide)
        return np.asarray(drawn)

    def _pixels(self, ring: Ring, window: Window) -> list[tuple[float, float]]:
        left = self.area.x * SCALE + window[1].start + 0.5
        top = self.area.y * SCALE + window[0].start + 0.5
        return [
            (min(max(x * SCALE - left, -1e5), 1e5), min(max(y * SCALE - top, -1e5), 1e5))
            for x, y in ring
        ]

    # -- pictures -----------------------------------------------------------------------------

    def _picture(self, sheet: Sheet, thing: Painted, window: Window, clip: Mask | None) -> None:
        assert thing.picture is not None
        samples, alpha = self._decoded(thing.picture)
        rows, columns, inside = self._sampled(thing, window, samples.shape[:2])
        mask = _and(inside, clip)
        if samples.shape[2] == 1 and thing.ink is not None:
            mask = mask & (samples[rows, columns, 0] > 0)
            self._lay(sheet, window, mask, thing, thing.ink, thing.overprint[0])
            return
        below = sheet.plates[window]
        laid = samples[rows, columns]
        if alpha is not None:
            mask = mask & alpha[rows, columns]
        below[mask] = _mixed(laid, below, thing)[mask]
        sheet.covered[window][mask] = True

    def _sampled(
        self, thing: Painted, window: Window, size: tuple[int, ...]
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Mask]:
        """Return row and column in the picture of each pixel, and which pixels lie in it."""
        a, b, c, d, e, f = thing.matrix
        rows, columns = window
        y = (np.arange(rows.start, rows.stop) + 0.5)[:, None] / SCALE + self.area.y - f
        x = (np.arange(columns.start, columns.stop) + 0.5)[None, :] / SCALE + self.area.x - e
        turn = a * d - b * c or 1e-12
        across = np.floor((d * x - c * y) / turn * size[1])
        down = np.floor((1 - (a * y - b * x) / turn) * size[0])
        inside = (across >= 0) & (across < size[1]) & (down >= 0) & (down < size[0])
        return (
            np.clip(down, 0, size[0] - 1).astype(np.intp),
            np.clip(across, 0, size[1] - 1).astype(np.intp),
            np.broadcast_to(inside, _size(window)),
        )

    def _decoded(self, picture: Bitmap) -> tuple[Plates, Mask | None]:
        stream, key = picture.source, _key(picture)
        if key not in self._pictures:
            if len(self._pictures) >= _KEPT_PICTURES:
                self._pictures.pop(next(iter(self._pictures)))
            self._pictures[key] = (stream, *opened(picture))
        _, samples, alpha, is_whole = self._pictures[key]
        if not is_whole:
            self._broken.add(key)
        return samples, alpha


def _key(picture: Bitmap) -> object:
    stream = picture.source
    known = isinstance(stream, pikepdf.Object) and stream.objgen != (0, 0)
    return stream.objgen if known else id(stream)


def _shared(start: Sequence[Painted], things: Sequence[Painted]) -> int:
    count = 0
    for one, other in zip(start, things, strict=False):
        if one is not other:
            break
        count += 1
    return count


def _is_weighed(thing: Painted) -> bool:
    """Return whether a thing is put on the plates: letters only where they overprint.

    The registration colour is on all plates by its nature; where it may not be is another rule.
    """
    ink = thing.ink or thing.pen
    if ink is not None and ink.family is Family.ALL:
        return False
    if thing.kind is not Kind.LETTERS:
        return True
    return thing.overprint[0] and not thing.hidden and thing.ink is not None


def _size(window: Window) -> tuple[int, int]:
    rows, columns = window
    return rows.stop - rows.start, columns.stop - columns.start


def _and(mask: Mask, clip: Mask | None) -> Mask:
    return mask if clip is None else mask & clip


def _area(ring: Ring) -> float:
    return sum(
        x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True)
    )


def _colour(ink: Ink) -> npt.NDArray[np.uint8]:
    return np.array(levels(ink), np.uint8)


def _mixed(laid: npt.NDArray[np.uint8], below: Plates, thing: Painted) -> Plates:
    """Return what comes out where ``laid`` lies on ``below``: opaque unless it lets through."""
    if thing.alpha >= 1.0 and thing.blend not in _DARKENING:
        return laid
    paper, upper = below.astype(np.float64), laid.astype(np.float64)
    if thing.blend in _DARKENING:
        upper = 255 - (255 - paper) * (255 - upper) / 255
    mixed: Plates = np.rint(paper + (upper - paper) * thing.alpha).astype(np.uint8)
    return mixed
