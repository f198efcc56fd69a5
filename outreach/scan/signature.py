"""A signature out of a photo of it: one name on otherwise bare paper."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

from outreach.artwork.paper import flatten_sheet
from outreach.frame import Box
from outreach.scan.finding import Pixels
from outreach.scan.inking import density_of, lifted, png_of
from outreach.units import MM_PER_INCH

DPI = 600  # of the signature: it is written large and printed small
HIGHEST, WIDEST = 12.0, 40.0  # mm on a card
_LONGEST = 4000  # pixels of the sheet it stands on
_COARSE = 900  # pixels in which it is looked for
_BROADEST = 15  # the part of the picture's side that a stroke is at most as broad as
_LEAST = 0.18  # density of a stroke
_TOGETHER = 0.05  # of the longer side: how far apart parts of one signature may be
_MARGIN = 0.12  # of its longer side: bare paper around it
_SMALLEST = 60  # pixels in the picture: below there is too little to be seen


def signature_of(picture: Pixels) -> bytes | None:
    """Return the signature in a picture as a PNG of ``DPI``, None where none is found.

    It is made as large as it may stand on a card: at most ``HIGHEST`` by ``WIDEST`` mm.
    """
    flat, _ = flatten_sheet(Image.fromarray(picture), _LONGEST)
    paper = np.asarray(flat)
    box = _found(paper)
    if box is None:
        return None
    written = _crop(paper, box)
    density = density_of(written)
    everywhere = np.ones(written.shape[:2], bool)
    inked = lifted(density, everywhere, ~everywhere)
    return None if inked is None else png_of(_trimmed(inked.pixels), DPI)


def _found(paper: Pixels) -> Box | None:
    """Return where the signature is, in pixels: the parts near each other with the most ink."""
    scale = min(1.0, _COARSE / max(paper.shape[:2]))
    small = cv2.resize(paper, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    side = max(small.shape[:2])
    shape = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side // _BROADEST | 1,) * 2)
    light = cv2.morphologyEx(small, cv2.MORPH_CLOSE, shape, borderType=cv2.BORDER_REPLICATE)
    density = np.log((light.astype(np.float32) + 1) / (small.astype(np.float32) + 1)).max(axis=2)
    ink = (cv2.GaussianBlur(density, (0, 0), 1.0) > _LEAST).astype(np.uint8)
    _clear_edges(ink)
    reach = np.ones((2 * round(_TOGETHER * side) + 1,) * 2, np.uint8)
    _, groups = cv2.connectedComponents(cv2.dilate(ink, reach))
    weights = np.bincount(groups.ravel(), (density * ink).ravel())
    weights[0] = 0
    if not weights.any():
        return None
    rows, columns = np.nonzero((groups == weights.argmax()) & (ink > 0))
    width, height = np.ptp(columns) + 1, np.ptp(rows) + 1
    if max(width, height) / scale < _SMALLEST:
        return None
    margin = _MARGIN * max(width, height)
    box = Box(columns.min() - margin, rows.min() - margin, width + 2 * margin, height + 2 * margin)
    return Box(*(float(part) / scale for part in box))


def _clear_edges(ink: Pixels) -> None:
    """Take away what touches the edges of the picture: the table, a finger, the edge of a page."""
    _, labels = cv2.connectedComponents(ink, connectivity=8)
    edges = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    ink[np.isin(labels, np.unique(edges[edges > 0]))] = 0


def _crop(paper: Pixels, box: Box) -> Pixels:
    """Return the signature with its margin, so large that it comes out as it may stand."""
    bare = 1 + 2 * _MARGIN
    scale = min(HIGHEST / (box.height / bare), WIDEST / (box.width / bare)) * DPI / MM_PER_INCH
    left, top = max(0, round(box.x)), max(0, round(box.y))
    part = paper[top : round(box.bottom), left : round(box.right)]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(part, None, fx=scale, fy=scale, interpolation=way)


def _trimmed(ink: Pixels) -> Pixels:
    rows, columns = (np.flatnonzero(ink[:, :, 3].any(axis=at)) for at in (1, 0))
    return np.ascontiguousarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
