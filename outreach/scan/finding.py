"""Finding sheets in a picture, in any number, place and turn, and how the paper lies in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from outreach.frame import Box
from outreach.scan.marks import CORNERS, MARK, MENDED, NUMBERS, SIDE, words
from outreach.scan.sheet import CODE_BOX, SCHEME, corner_marks
from outreach.units import MM_PER_INCH

Pixels = npt.NDArray[Any]  # rows, columns, red green blue, each 0 to 255
Gray = npt.NDArray[Any]
Points = npt.NDArray[Any]  # of x and y
Matrix = npt.NDArray[Any]  # from mm on a sheet to pixels of a picture

_SIDES = (2200, 1200, 3600)  # pixels of the longer side in which marks are looked for, in turn
_NEAR = 0.35  # of its distance: how far a mark may be from where another one says it is
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_CODE_DPI = 300
_CODE_MARGIN = 4.0  # mm of paper around the code


class Mark(NamedTuple):
    """A corner mark in a picture: its sheet's number, which corner, its own four corners."""

    number: int
    corner: int
    points: Points


@dataclass(frozen=True)
class Sighting:
    """A sheet in a picture: its number on its marks, how many are seen, its code if it was read.

    ``points`` are places on the sheet in mm (x, y) and in the picture in pixels; ``matrix`` leads
    from the ones to the others, None where the marks do not tell. ``blur`` is how many mm an edge
    takes from black to white.
    """

    number: int
    marks: int
    code: str
    matrix: Matrix | None = None
    blur: float = 0.0
    points: tuple[Points, Points] | None = None


def find_sheets(picture: Pixels) -> list[Sighting]:
    """Return the sheets in a picture, from the upper left; a code without marks is one too."""
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    found = [_sighting(gray, marks) for marks in _sheets(_marks(gray))]
    known = {sighting.code for sighting in found}
    lonely = [code for code in _codes(gray) if code not in known]
    unread = [at for at, sighting in enumerate(found) if not sighting.code]
    if len(lonely) == 1 and len(unread) == 1:  # it can only be that sheet's
        found[unread[0]] = replace(found[unread[0]], code=lonely[0])
    elif not found:
        found = [Sighting(-1, 0, code) for code in lonely]
    return found


# -- marks --------------------------------------------------------------------------------------


@cache
def _detector() -> cv2.aruco.ArucoDetector:
    rows = [cv2.aruco.Dictionary.getByteListFromBits(np.array(word, np.uint8)) for word in words()]
    dictionary = cv2.aruco.Dictionary(np.concatenate(rows), SIDE, MENDED)
    settings = cv2.aruco.DetectorParameters()
    settings.adaptiveThreshWinSizeMin, settings.adaptiveThreshWinSizeMax = 9, 49
    settings.adaptiveThreshWinSizeStep = 10
    settings.minMarkerPerimeterRate = 0.015
    settings.polygonalApproxAccuracyRate = 0.05
    settings.perspectiveRemovePixelPerCell = 8
    settings.errorCorrectionRate = 1.0
    settings.maxErroneousBitsInBorderRate = 0.25
    return cv2.aruco.ArucoDetector(dictionary, settings)


def _marks(gray: Gray) -> list[Mark]:
    """Return the marks in a picture, each once, their corners to a part of a pixel."""
    found: list[Mark] = []
    for side, is_evened in product(_SIDES, (False, True)):
        scale = min(1.0, side / max(gray.shape))
        small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        if is_evened:
            small = cv2.createCLAHE(3.0, (8, 8)).apply(small)
        corners, ids, _ = _detector().detectMarkers(small)
        for quad, mark in zip(corners, [] if ids is None else ids.ravel(), strict=True):
            points = (quad.reshape(4, 2).astype(np.float64) + 0.5) / scale - 0.5
            number, corner = divmod(int(mark), CORNERS)
            _note(found, Mark(number, corner, points))
        seen = Counter(mark.number for mark in found)
        if seen and min(seen.values()) >= CORNERS:
            break
    return [_refined(gray, mark) for mark in found]


def _note(found: list[Mark], mark: Mark) -> None:
    """Add a mark unless it was found before."""
    middle = mark.points.mean(axis=0)
    for other in found:
        near = np.hypot(*(other.points.mean(axis=0) - middle)) < _side(mark) / 2
        if near and (other.number, other.corner) == (mark.number, mark.corner):
            return
    found.append(mark)


def _side(mark: Mark) -> float:
    """Return how many pixels long a mark's sides are, on average."""
    return float(np.hypot(*(mark.points - np.roll(mark.points, 1, axis=0)).T).mean())


def _refined(gray: Gray, mark: Mark) -> Mark:
    reach = max(2, round(_side(mark) / 14))
    points = mark.points.astype(np.float32).reshape(-1, 1, 2)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_COUNT, 30, 0.01)
    fine = cv2.cornerSubPix(gray, points, (reach, reach), (-1, -1), stop).reshape(4, 2)
    moved = np.hypot(*(fine - mark.points).T)
    # Where a corner is soiled or folded the search runs away; then it stays as it was.
    kept = np.where((moved < reach)[:, None], fine, mark.points)
    return mark._replace(points=kept.astype(np.float64))


# -- sheets ---------------------------------------------------------------------------------------


def _sheets(marks: Sequence[Mark]) -> Iterator[dict[int, Mark]]:
    """Yield the marks of each sheet by their corner, sheets from the upper left."""
    groups = []
    for number in range(NUMBERS):
        mine = [mark for mark in marks if mark.number == number]
        while mine:
            group = _around(mine[0], mine)
            groups.append(group)
            mine = [mark for mark in mine if not any(mark is each for each in group.values())]
    yield from sorted(groups, key=lambda group: _place(group.values()))


def _place(marks: Iterable[Mark]) -> float:
    return float(np.concatenate([mark.points for mark in marks]).mean(axis=0).sum())


def _around(first: Mark, marks: Sequence[Mark]) -> dict[int, Mark]:
    """Return the marks that can be of one sheet with the first one: near where it says they are."""
    matrix = cv2.estimateAffine2D(_square(first.corner), first.points)[0]
    group = {first.corner: first}
    for corner in range(CORNERS):
        place = _square(corner).mean(axis=0)
        there = matrix[:, :2] @ place + matrix[:, 2]
        far = np.hypot(*(there - first.points.mean(axis=0)))
        others = [mark for mark in marks if mark.corner == corner]
        away = {at: np.hypot(*(mark.points.mean(axis=0) - there)) for at, mark in enumerate(others)}
        if corner not in group and away:
            best = min(away, key=away.__getitem__)
            if len(others) == 1 or away[best] <= _NEAR * far:
                group[corner] = others[best]
    return group


def _square(corner: int) -> Points:
    """Return the four corners of a mark in mm on the sheet, as a detector names them."""
    x, y = corner_marks()[corner]
    return np.array([(x, y), (x + MARK, y), (x + MARK, y + MARK), (x, y + MARK)])


def _sighting(gray: Gray, marks: Mapping[int, Mark]) -> Sighting:
    on_sheet = np.concatenate([_square(corner) for corner in marks])
    in_picture = np.concatenate([mark.points for mark in marks.values()])
    number = next(iter(marks.values())).number
    matrix = cv2.findHomography(on_sheet, in_picture, 0)[0]
    if matrix is None:
        return Sighting(number, len(marks), "")
    code = _code(gray, matrix)
    blur = float(np.median([_blur(gray, matrix, corner) for corner in marks]))
    seen = matrix if len(marks) > 1 else None
    return Sighting(number, len(marks), code, seen, blur, (on_sheet, in_picture))


def straight(picture: Pixels, matrix: Matrix, box: Box, dpi: float) -> Pixels:
    """Return a part of a sheet (mm) as it lies flat, at this resolution."""
    scale = dpi / MM_PER_INCH
    # Pixel (0, 0) is the middle of a square of one pixel.
    to_mm = np.array(
        [[1 / scale, 0, box.x + 0.5 / scale], [0, 1 / scale, box.y + 0.5 / scale], [0, 0, 1]]
    )
    size = max(1, round(box.width * scale)), max(1, round(box.height * scale))
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return cv2.warpPerspective(
        picture, matrix @ to_mm, size, flags=flags, borderMode=cv2.BORDER_REPLICATE
    )


def _blur(gray: Gray, matrix: Matrix, corner: int) -> float:
    """Return over how many mm the edges of a mark go from black to white."""
    dpi = 400.0
    x, y = corner_marks()[corner]
    patch = straight(gray, matrix, Box(x - 2, y - 2, MARK + 4, MARK + 4), dpi).astype(np.float32)
    low, high = np.percentile(patch, (5, 95))
    if high - low < 8:
        return 99.0
    smooth = cv2.GaussianBlur(patch, (0, 0), 1.0)
    steep = max(
        float(np.percentile(np.abs(cv2.Scharr(smooth, cv2.CV_32F, *way)) / 32, 99.0))
        for way in ((1, 0), (0, 1))
    )
    return float((high - low) / max(steep, 1e-3) * MM_PER_INCH / dpi)


# -- codes ----------------------------------------------------------------------------------------


def _code(gray: Gray, matrix: Matrix) -> str:
    """Return the code of a sheet where it must stand, "" if it cannot be read."""
    box = CODE_BOX.inset(-_CODE_MARGIN)
    for dpi in (_CODE_DPI, _CODE_DPI / 2):
        patch = straight(gray, matrix, box, dpi)
        low, high = (float(end) for end in np.percentile(patch, (1, 99)))
        even = np.clip((patch - low) * (255 / max(high - low, 1.0)), 0, 255).astype(np.uint8)
        sharp = cv2.addWeighted(even, 2.0, cv2.GaussianBlur(even, (0, 0), 4), -1.0, 0)
        for look in (even, sharp):
            if codes := _codes(look):
                return codes[0]
    return ""


def _codes(gray: Gray) -> list[str]:
    read = zxingcpp.read_barcodes(gray, formats=_QR)
    return [found.text for found in read if found.text.startswith(SCHEME)]
