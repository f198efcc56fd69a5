"""Cutting the cells of a sheet out of a picture, each straight, whatever the paper did between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from outreach.frame import Box
from outreach.scan.finding import Gray, Matrix, Pixels, Points, Sighting, straight
from outreach.scan.sheet import AROUND, DOT, HandCell
from outreach.units import MM_PER_INCH

DPI = 400  # of a cell that was cut out: a photo of 12 megapixels has 300
REACH = AROUND + 2.0  # mm around a cell that are cut out with it: some bare paper for the light
_DOT_DPI = 200
_SEARCH = 2.1  # mm: as far again from there lies the dot of the next cell
_TEMPLATE = 1.9  # mm: half of the side of what is compared, the dot in its middle
_ALIKE = 0.72  # correlation: below is no dot
_BENT = 0.9  # mm by which four dots may belie each other
_ROUNDS = 3  # bent paper: from squares that were found to those further in
_NEIGHBOURS = 3
_TRUSTED = 60.0  # mm: as far as a square tells where its neighbour may be


class Dot(NamedTuple):
    """A black square that was found: where it lies on a flat sheet, where it is seen, how well."""

    cell: int
    place: int
    printed: tuple[float, float]
    seen: tuple[float, float]
    score: float


def cut_cells(
    picture: Pixels, sighting: Sighting, cells: Sequence[HandCell]
) -> Iterator[tuple[HandCell, Pixels | None]]:
    """Yield each cell with ``REACH`` mm around it at ``DPI``, None where it is not in the picture.

    The marks tell how the sheet lies; then each cell's own squares where it really is.
    """
    assert sighting.matrix is not None and sighting.points is not None
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    matrix = sighting.matrix
    matrix = _refitted(matrix, sighting.points, list(_dots(gray, matrix, cells, ())))
    dots: list[Dot] = []
    for _ in range(_ROUNDS):
        dots = list(_dots(gray, matrix, cells, dots))
    for at, cell in enumerate(cells):
        local = matrix @ _correction([dot for dot in dots if dot.cell == at])
        box = cell.box.inset(-REACH)
        is_seen = _in_view(local, cell.box, picture.shape)
        yield cell, straight(picture, local, box, DPI) if is_seen else None


def _in_view(matrix: Matrix, box: Box, shape: tuple[int, ...]) -> bool:
    corners = [(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)]
    seen = _moved(matrix, np.array(corners))
    slack = 0.01 * max(shape)
    inside = (seen > -slack) & (seen < np.array([shape[1], shape[0]]) + slack)
    return bool(inside.all())


def _moved(matrix: Matrix, points: Points) -> Points:
    moved: Points = cv2.perspectiveTransform(points.reshape(-1, 1, 2), matrix).reshape(-1, 2)
    return moved


# -- the squares around the cells -----------------------------------------------------------------


def _dots(
    gray: Gray, matrix: Matrix, cells: Sequence[HandCell], known: Sequence[Dot]
) -> Iterator[Dot]:
    """Yield the squares found near where the matrix has them; ``seen`` is in mm of that matrix.

    Where the paper is bent they lie elsewhere, and ``known`` ones nearby tell how far away.
    """
    template = _template()
    for at, cell in enumerate(cells):
        for place, printed in enumerate(cell.dots):
            x, y = np.add(printed, _shift(printed, known))
            half = _SEARCH + _TEMPLATE
            around = Box(x - half, y - half, 2 * half, 2 * half)
            if not _in_view(matrix, around, gray.shape):
                continue
            patch = straight(gray, matrix, around, _DOT_DPI)
            if float(patch.std()) < 4:
                continue
            scores = cv2.matchTemplate(patch, template, cv2.TM_CCOEFF_NORMED)
            _, score, _, (column, row) = cv2.minMaxLoc(scores)
            if score >= _ALIKE:
                dx, dy = (
                    (_peak(line, best) - (len(line) - 1) / 2) * MM_PER_INCH / _DOT_DPI
                    for line, best in ((scores[row], column), (scores[:, column], row))
                )
                yield Dot(at, place, printed, (float(x + dx), float(y + dy)), score)


def _shift(printed: tuple[float, float], known: Sequence[Dot]) -> Points:
    """Return how far from its place a square may be, by those around it (mm)."""
    away = [(float(np.hypot(*np.subtract(dot.printed, printed))), dot) for dot in known]
    near = sorted((each for each in away if each[0] < _TRUSTED), key=lambda each: each[0])
    if not near:
        return np.zeros(2)
    shifts = [np.subtract(dot.seen, dot.printed) for _, dot in near[:_NEIGHBOURS]]
    middle: Points = np.median(shifts, axis=0)
    return middle


def _template() -> Gray:
    side = 2 * round(_TEMPLATE * _DOT_DPI / MM_PER_INCH) + 1
    dot = round(DOT * _DOT_DPI / MM_PER_INCH / 2)
    template = np.full((side, side), 230, np.uint8)
    middle = side // 2
    template[middle - dot : middle + dot + 1, middle - dot : middle + dot + 1] = 40
    return cv2.GaussianBlur(template, (0, 0), 1.5)


def _peak(line: npt.NDArray[Any], best: int) -> float:
    """Return where a row of values has its top, between its places, by a parabola."""
    if not 0 < best < len(line) - 1:
        return float(best)
    before, top, after = (float(value) for value in line[best - 1 : best + 2])
    bend = before - 2 * top + after
    return best + (before - after) / (2 * bend) if bend < 0 else float(best)


def _refitted(matrix: Matrix, marks: tuple[Points, Points], dots: Sequence[Dot]) -> Matrix:
    """Return the matrix that goes best with the marks and all squares, soiled ones left out."""
    if len(dots) < 4:
        return matrix
    on_sheet = np.concatenate([marks[0], [dot.printed for dot in dots]])
    seen = _moved(matrix, np.array([dot.seen for dot in dots]))
    in_picture = np.concatenate([marks[1], seen])
    left, right = _moved(matrix, np.array([(100.0, 150.0), (110.0, 150.0)]))
    millimetre = float(np.hypot(*(right - left))) / 10
    fitted, _ = cv2.findHomography(on_sheet, in_picture, cv2.RANSAC, 1.5 * millimetre)
    return matrix if fitted is None else fitted


def _correction(dots: Sequence[Dot]) -> Matrix:
    """Return what leads from mm as printed to mm as a cell's squares lie, by those that agree."""
    dots = _agreeing(dots)
    printed = np.array([dot.printed for dot in dots], np.float32)
    seen = np.array([dot.seen for dot in dots], np.float32)
    if len(dots) == 4:
        return cv2.getPerspectiveTransform(printed, seen)
    correction = np.eye(3)
    if len(dots) == 3:
        correction[:2] = cv2.getAffineTransform(printed, seen)
    elif dots:
        correction[:2, 2] = (seen - printed).mean(axis=0)
    return correction


def _agreeing(dots: Sequence[Dot]) -> list[Dot]:
    """Return a cell's squares without one that cannot be where the other three say."""
    if len(dots) < 4:
        return list(dots)
    off = np.array([np.subtract(dot.seen, dot.printed) for dot in dots])
    if np.hypot(*(off[0] - off[1] + off[2] - off[3])) <= _BENT:
        return list(dots)
    worst = min(range(4), key=lambda at: dots[at].score)
    return [dot for at, dot in enumerate(dots) if at != worst]
