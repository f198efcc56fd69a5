"""Taking the ink off the paper: light evened, guide lines and specks gone, each pen's own colour.

It is reckoned in densities, the logarithm of how much light is missing: there a stroke over a line
is the sum of both, so that the line is subtracted and leaves no nick in the stroke.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from outreach.frame import Direction
from outreach.scan.cutting import DPI, REACH
from outreach.scan.finding import Pixels
from outreach.scan.sheet import AROUND, DOT, HandCell
from outreach.units import MM_PER_INCH

Density = npt.NDArray[Any]  # rows, columns, of red green blue; 0 is paper
Strength = npt.NDArray[Any]  # how much ink: between the densest of the three and their mean
Mask = npt.NDArray[np.bool_]
Pens = npt.NDArray[np.uint8]  # which pen, by number

_MM = DPI / MM_PER_INCH  # pixels
_LIGHT_STEP = 5  # pixels that become one where the light is measured
_WIDEST = 7.0  # mm: a stroke that is broader is taken for a shadow
_LINE_REACH = 1.0  # mm from where a guide line should lie
_LINE_PIECE = 12.0  # mm of a guide line that are looked at together
_LINE_MOST = 0.45  # density: what is darker is no guide line
_FAINTEST, _SURE = 0.07, 0.16  # density: the edge of a stroke, and what a stroke must reach
_EDGE = 0.17  # of the stroke beside it: what is paler is the haze a camera puts around it
_BESIDE = 0.5  # mm
_NOISE = 4.0  # times the paper's own unevenness
_SPECK = 0.06  # mm²: less is dust
_EMPTY = 1.5  # mm² of ink in a cell: less is a slip of the pen
_NEUTRAL = 0.30  # how much less than the densest colour the palest must be for a coloured ink
_WASHED = 0.10  # the same of a stroke as a whole, where there is a pen of this hue
_HUES, _HUE_NEAR, _HUE_LEAST = 36, 2, 0.04  # steps of a circle, steps alike, part of all the ink
_HUE_AROUND = 0.25  # mm
_MOST_INKS = 5
_MOSTLY = 0.7  # of a stroke in one colour: then all of it is
_PALE, _DEEP = 0.10, 0.80  # of a pen's full density: nothing of its colour, and all of it


@dataclass(frozen=True)
class Inked:
    """The ink of one cell: RGBA at ``cutting.DPI``, as large as the cell; ``area`` in mm².

    Where strokes reach beyond the cell it is so much larger.
    """

    pixels: Pixels
    area: float


def ink_of(patch: Pixels, cell: HandCell) -> Inked | None:
    """Return the ink in a cell that was cut out (``cut_cells``), None where it is empty."""
    density = density_of(patch)
    for line in _lines(cell):
        _take_out(density, line, cell)
    inked = lifted(density, _inside(patch.shape[:2]), _printed(patch.shape[:2], cell))
    return inked and replace(inked, pixels=_trimmed(inked.pixels, cell))


def lifted(density: Density, inside: Mask, printed: Mask) -> Inked | None:
    """Return the strokes that begin ``inside``, none of what is ``printed``; None if hardly any."""
    # A photo's colours are coarser and noisier than its light.
    strength = (density.max(axis=2) + density.mean(axis=2)) / 2
    strength = cv2.GaussianBlur(strength, (0, 0), 0.8)
    strength[printed] = 0
    ink = _strokes(strength, inside)
    area = float(ink.sum()) / _MM**2
    if area < _EMPTY:
        return None
    rows, columns = (np.flatnonzero(ink.any(axis=at)) for at in (1, 0))
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    out = np.zeros((*ink.shape, 4), np.uint8)
    out[part] = _coloured(density[part], strength[part], ink[part])
    return Inked(out, area)


def png_of(ink: Pixels, dpi: int) -> bytes:
    """Return ink as a PNG that holds its resolution and nothing else besides."""
    out = io.BytesIO()
    Image.fromarray(ink, "RGBA").save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def _trimmed(ink: Pixels, cell: HandCell) -> Pixels:
    """Return the cell, and beyond it only as far as strokes reach."""
    edge = round(REACH * _MM)
    rows, columns = (np.flatnonzero(ink[:, :, 3].any(axis=at)) for at in (1, 0))
    top, left = min(edge, rows[0]), min(edge, columns[0])
    low = max(edge + round(cell.box.height * _MM), rows[-1] + 1)
    right = max(edge + round(cell.box.width * _MM), columns[-1] + 1)
    return np.ascontiguousarray(ink[top:low, left:right])


# -- light ----------------------------------------------------------------------------------------


def density_of(patch: Pixels) -> Density:
    """Return how much of the paper's own light is missing, as density; the light may be uneven."""
    rows, columns = patch.shape[:2]
    small = cv2.resize(
        patch, (max(8, columns // _LIGHT_STEP), max(8, rows // _LIGHT_STEP)),
        interpolation=cv2.INTER_AREA,
    )  # fmt: skip
    side = round(_WIDEST * _MM / _LIGHT_STEP) | 1
    shape = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    gray = small.max(axis=2)
    light = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, shape, borderType=cv2.BORDER_REPLICATE)
    light = cv2.GaussianBlur(cv2.medianBlur(light, 5), (0, 0), 2.0).astype(np.float32)
    # The lamp's colour changes slowly; beside a red stroke a camera makes paper red as well.
    hue = small.astype(np.float32) / np.maximum(gray, 1)[:, :, None]
    calm = cv2.medianBlur((hue * 255).round().astype(np.uint8), side | 1)
    light = light[:, :, None] * cv2.GaussianBlur(calm.astype(np.float32) / 255, (0, 0), 4.0)
    light = cv2.resize(light, (columns, rows), interpolation=cv2.INTER_LINEAR)
    shares = (patch.astype(np.float32) + 1) / (light + 1)
    density = -np.log(np.clip(shares, 0.02, 4.0))
    # Closing keeps to the brightest of the paper; its middle is a little darker.
    evened: Density = (density - np.median(density, axis=(0, 1))).astype(np.float32)
    return evened


# -- guide lines ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Line:
    """A printed line: whether it runs down, and where it lies across (mm on the sheet)."""

    down: bool
    at: float


def _lines(cell: HandCell) -> Iterator[_Line]:
    box, down = cell.box, cell.direction is Direction.DOWN
    for at in cell.lines:
        yield _Line(down, at)
    yield from (_Line(True, box.x), _Line(True, box.right))
    yield from (_Line(False, box.y), _Line(False, box.bottom))


def _take_out(density: Density, line: _Line, cell: HandCell) -> None:
    """Subtract a printed line where it lies, piece by piece; what is written over it stays."""
    box = cell.box
    view = density if line.down else density.transpose(1, 0, 2)
    across = (line.at - (box.x if line.down else box.y) + REACH) * _MM
    start, length = REACH * _MM, (box.height if line.down else box.width) * _MM
    left = max(0, round(across - _LINE_REACH * _MM))
    right = min(view.shape[1], round(across + _LINE_REACH * _MM) + 1)
    pieces = max(1, round(length / (_LINE_PIECE * _MM)))
    ends = np.linspace(start - 2, start + length + 2, pieces + 1).round().astype(int)
    profiles = []
    for top, low in pairwise(ends):
        profiles.append(_profile(view[top:low, left:right]))
    middles = (ends[:-1] + ends[1:]) / 2
    rows = np.arange(ends[0], ends[-1])
    stack = np.array(profiles).reshape(pieces, -1)
    smooth = np.stack([np.interp(rows, middles, column) for column in stack.T], axis=1)
    strip = view[ends[0] : ends[-1], left:right]
    strip -= smooth.reshape(strip.shape).astype(np.float32)


def _profile(strip: Density) -> Density:
    """Return the density of a printed line across it: what most of its length has."""
    middle: Density = np.clip(np.percentile(strip, 40, axis=0), 0, _LINE_MOST).astype(np.float32)
    return middle


# -- strokes --------------------------------------------------------------------------------------


def _inside(shape: tuple[int, ...]) -> Mask:
    edge = round(REACH * _MM)
    mask = np.zeros(shape, bool)
    mask[edge : shape[0] - edge, edge : shape[1] - edge] = True
    return mask


def _printed(shape: tuple[int, ...], cell: HandCell) -> Mask:
    """Return where black is printed: the squares around the cell, and what lies beyond reach."""
    edge = round((REACH - AROUND) * _MM)
    mask = np.ones(shape, bool)
    mask[edge : shape[0] - edge, edge : shape[1] - edge] = False
    half = DOT / 2 + 0.4
    for x, y in cell.dots:
        column, row = (x - cell.box.x + REACH) * _MM, (y - cell.box.y + REACH) * _MM
        top, left = max(0, round(row - half * _MM)), max(0, round(column - half * _MM))
        mask[top : round(row + half * _MM), left : round(column + half * _MM)] = True
    return mask


def _strokes(strength: Strength, inside: Mask) -> Mask:
    """Return where strokes are: edges and all, without dust, noise and what is outside the cell."""
    noise = 1.4826 * float(np.median(np.abs(strength[inside])))
    faintest, sure = max(_FAINTEST, 2 * noise), max(_SURE, _NOISE * noise)
    around = np.ones((2 * round(_BESIDE * _MM) + 1,) * 2, np.uint8)
    floor = np.maximum(faintest, _EDGE * cv2.dilate(strength, around))
    many, labels, stats, _ = cv2.connectedComponentsWithStats(
        (strength > floor).astype(np.uint8), connectivity=8
    )
    dark = np.bincount(labels.ravel(), (strength > sure).ravel(), many)
    within = np.bincount(labels.ravel(), inside.ravel(), many)
    kept = (stats[:, cv2.CC_STAT_AREA] >= _SPECK * _MM**2) & (dark >= 0.5 * _SPECK * _MM**2)
    kept &= within > 0
    kept[0] = False
    strokes: Mask = kept[labels]
    return strokes


# -- colours --------------------------------------------------------------------------------------


def _coloured(density: Density, strength: Strength, ink: Mask) -> Pixels:
    """Return the strokes as RGBA: each pen's colour at its fullest, and how much of it lies where.

    Colours of thin strokes are smeared by a camera; so they are looked at a little around as well.
    """
    weight = np.where(ink, strength, 0)[:, :, None]
    near = cv2.GaussianBlur(np.clip(density, 0, None) * weight, (0, 0), _HUE_AROUND * _MM)
    hue = near / (near.max(axis=2, keepdims=True) + 1e-6)
    pens = _pens(hue, strength, ink)
    out = np.zeros((*ink.shape, 4), np.uint8)
    for pen in range(1, int(pens.max()) + 1):
        mine = pens == pen
        if not mine.any():
            continue
        full, colour = _full(density[mine], strength[mine])
        # Black has no hue, whatever lamp it was photographed under.
        out[mine, :3] = colour if pen > 1 else round(float(colour.mean()))
        part = np.clip((strength[mine] / full - _PALE) / (_DEEP - _PALE), 0, 1)
        out[mine, 3] = (part * part * (3 - 2 * part) * 255).round().astype(np.uint8)
    out[out[:, :, 3] == 0] = 0
    return out


def _pens(hue: Density, strength: Strength, ink: Mask) -> Pens:
    """Return which pen wrote where: 0 none, 1 one without a hue, then by how frequent they are."""
    coloured = ink & (hue.min(axis=2) < 1 - _NEUTRAL)
    steps = (_angle(hue) * _HUES).astype(int) % _HUES
    counts = np.bincount(steps[coloured], strength[coloured], _HUES)
    peaks = _peaks(counts, _HUE_LEAST * float(strength[ink].sum()))
    pens = ink.astype(np.uint8)
    if not peaks:
        return pens
    nearest = np.stack([_apart(steps[coloured], peak) for peak in peaks]).argmin(axis=0)
    pens[coloured] = nearest.astype(np.uint8) + 2
    _unite(pens, ink)
    _lend_hue(pens, hue, peaks)
    weights = np.bincount(pens[ink], strength[ink])
    rare = np.flatnonzero(weights < _HUE_LEAST * weights.sum())
    pens[ink & np.isin(pens, rare)] = weights.argmax()
    return pens


def _lend_hue(pens: Pens, hue: Density, peaks: list[int]) -> None:
    """Give strokes nearly without a hue to the pen whose hue they have on average.

    In little light a camera washes colours out; over a whole stroke what is left of them shows.
    """
    many, strokes = cv2.connectedComponents((pens == 1).astype(np.uint8), connectivity=8)
    at = strokes.ravel()
    sums = [np.bincount(at, hue[:, :, band].ravel(), many) for band in range(3)]
    whole = np.stack(sums, axis=1)[None]
    whole = whole / (whole.max(axis=2, keepdims=True) + 1e-6)
    steps = (_angle(whole) * _HUES).astype(int) % _HUES
    apart = np.stack([_apart(steps[0], peak) for peak in peaks])
    lent = (whole[0].min(axis=1) < 1 - _WASHED) & (apart.min(axis=0) <= _HUE_NEAR + 1)
    lent[0] = False
    mine = lent[strokes]
    pens[mine] = (apart.argmin(axis=0) + 2)[strokes[mine]]


def _unite(pens: Pens, ink: Mask) -> None:
    """Give a stroke that is mostly of one pen wholly to it."""
    many, strokes = cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)
    kinds = int(pens.max()) + 1
    shares = np.bincount((strokes * kinds + pens).ravel(), minlength=many * kinds)
    shares = shares.reshape(many, kinds)
    best = shares.argmax(axis=1)
    clear = shares.max(axis=1) >= _MOSTLY * shares.sum(axis=1)
    clear[0] = False
    settled = clear[strokes]
    pens[settled] = best[strokes[settled]].astype(np.uint8)


def _angle(hue: Density) -> Strength:
    """Return the hue of densities as a part of the colour circle."""
    red, green, blue = hue[:, :, 0], hue[:, :, 1], hue[:, :, 2]
    angle = np.arctan2(np.sqrt(3) * (green - blue), 2 * red - green - blue) / (2 * np.pi)
    part: Strength = angle % 1.0
    return part


def _peaks(counts: npt.NDArray[Any], least: float) -> list[int]:
    """Return the hues that stand out, the most frequent first; what lies near one belongs to it."""
    rest, peaks = counts.copy(), list[int]()
    while len(peaks) < _MOST_INKS - 1:
        shifts = range(-_HUE_NEAR, _HUE_NEAR + 1)
        around = np.sum([np.roll(rest, shift) for shift in shifts], axis=0)
        best = int(np.argmax(around))
        if around[best] < max(least, 1e-9):
            break
        peaks.append(best)
        for shift in range(-2 * _HUE_NEAR, 2 * _HUE_NEAR + 1):
            rest[(best + shift) % _HUES] = 0
    return peaks


def _apart(steps: npt.NDArray[np.int_], peak: int) -> npt.NDArray[np.int_]:
    away = np.abs(steps - peak)
    apart: npt.NDArray[np.int_] = np.minimum(away, _HUES - away)
    return apart


def _full(density: Density, strength: Strength) -> tuple[float, npt.NDArray[np.float64]]:
    """Return how dense a pen's strokes are at their middle, and their colour there (0 to 255)."""
    full = max(float(np.quantile(strength, 0.85)), 2 * _FAINTEST)
    core = density[strength >= float(np.quantile(strength, 0.92))]
    colour = np.exp(-np.clip(np.median(core, axis=0), 0, 3)) * 255
    return full, colour.round()
