"""Finding the four corners of a sheet of paper in a photo of it.

Paper is lighter than most tables, and has less colour than the others: both are looked at, at
several levels. What is found must be one light patch with four straight sides, all of it in view.
Its sides are then measured again, more finely, where the light changes most.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from PIL import Image, ImageChops, ImageFilter

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]

_COARSE, _FINE = 256, 1600  # pixels of the longer side
_LEVELS = 9
_AREA = (0.08, 0.97)  # of the photo
_FOUR_SIDED = 0.93  # the best four corners against the outline of the patch
_FILLED = 0.45  # of the outline, whatever is drawn on the paper
_ANGLES = (50.0, 130.0)  # degrees; a photo from further aside is of no use
_EDGE = 10.0  # of 255: how much lighter the sheet is than what lies beside it
_REACH = 0.02  # of the longer side: how far a side may lie from where it was first seen
_STEPS = 48  # places along a side where it is measured


def in_order(corners: Sequence[Point]) -> Quad:
    """Return four corners from the upper left one, clockwise as they are seen."""
    x, y = (sum(part) / 4 for part in zip(*corners, strict=True))
    around = sorted(corners, key=lambda corner: math.atan2(corner[1] - y, corner[0] - x))
    first = min(range(4), key=lambda at: around[at][0] + around[at][1])
    one, two, three, four = around[first:] + around[:first]
    return one, two, three, four


def find_corners(photo: Image.Image) -> tuple[Point, ...]:
    """Return the corners of the sheet as fractions, from the upper left clockwise; () if none."""
    found = max(
        ((_score(quad, chart), quad, number)
         for number, chart in enumerate(_charts(photo, _COARSE))
         for quad in _quads(chart)),
        default=(0.0, None, 0),
        key=lambda each: each[0],
    )  # fmt: skip
    score, quad, number = found
    if quad is None or not score:
        return ()
    coarse = _charts(photo, _COARSE)[number].size
    fine = _charts(photo, _FINE)[number]
    across, down = fine.size[0] / coarse[0], fine.size[1] / coarse[1]
    quad = _refined(fine, in_order([(x * across, y * down) for x, y in quad]))
    return tuple((x / fine.width, y / fine.height) for x, y in quad)


def _charts(photo: Image.Image, longest: int) -> list[Image.Image]:
    """Return gray pictures in which paper is light: by its light, and by its lack of colour."""
    scale = min(1.0, longest / max(photo.size))
    size = max(8, round(photo.width * scale)), max(8, round(photo.height * scale))
    small = photo.resize(size, Image.Resampling.BOX)
    red, green, blue = small.split()
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    pale = ImageChops.invert(small.convert("HSV").getchannel("S"))
    # A black table has no colour either: what is dark is not pale paper.
    both = ImageChops.multiply(pale, least.point([min(255, 2 * value) for value in range(256)]))
    return [chart.filter(ImageFilter.MedianFilter(3)) for chart in (least, both)]


def _quads(chart: Image.Image) -> Iterator[Quad]:
    """Yield the four-sided light patches of a chart at each level."""
    for level in _levels(chart):
        light = chart.point([0] * level + [1] * (256 - level))
        opened = light.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.MaxFilter(3))
        ends, area = _largest_patch(opened)
        outline = _hull(ends)
        whole = _area(outline)
        if not _AREA[0] <= whole / (chart.width * chart.height) <= _AREA[1]:
            continue
        quad = _best_quad(outline)
        if area >= _FILLED * whole and _area(quad) >= _FOUR_SIDED * whole and _is_sheet(quad):
            yield quad


def _levels(chart: Image.Image) -> list[int]:
    """Return levels between the dark and the light of a chart, both with a tenth left out."""
    histogram = chart.histogram()
    total, ends = sum(histogram), []
    for share in (0.05, 0.95):
        below = 0
        for value, many in enumerate(histogram):
            below += many
            if below >= share * total:
                ends.append(value)
                break
    low, high = ends
    return sorted({round(low + (high - low) * at / (_LEVELS + 1)) for at in range(1, _LEVELS + 1)})


def _largest_patch(light: Image.Image) -> tuple[list[Point], int]:
    """Return the ends of the rows of the largest connected patch of ones, and its area."""
    width, data = light.width, light.tobytes()
    runs: list[tuple[int, int, int]] = []  # row, first, one beyond the last
    roots: list[int] = []
    above: list[int] = []
    for row in range(light.height):
        now = []
        for found in re.finditer(b"\x01+", data[row * width : (row + 1) * width]):
            at = len(runs)
            runs.append((row, *found.span()))
            roots.append(at)
            now.append(at)
            for old in above:
                if runs[old][1] < found.end() and found.start() < runs[old][2]:
                    roots[_root(roots, old)] = _root(roots, at)
        above = now
    areas: dict[int, int] = {}
    for at, (_, start, end) in enumerate(runs):
        areas[_root(roots, at)] = areas.get(_root(roots, at), 0) + end - start
    if not areas:
        return [], 0
    largest = max(areas, key=areas.__getitem__)
    ends: list[Point] = []
    for at, (row, start, end) in enumerate(runs):
        if _root(roots, at) == largest:
            ends += ((start, row), (end, row), (start, row + 1), (end, row + 1))
    return ends, areas[largest]


def _root(roots: list[int], at: int) -> int:
    while roots[at] != at:
        roots[at] = at = roots[roots[at]]
    return at


def _hull(points: Sequence[Point]) -> list[Point]:
    """Return the corners of the outline around all points, in turn (Andrew, 1979)."""
    ordered = sorted(set(points))
    halves = []
    for way in (ordered, ordered[::-1]):
        half: list[Point] = []
        for point in way:
            while len(half) > 1 and _triangle(half[-2], half[-1], point) <= 0:
                half.pop()
            half.append(point)
        halves.append(half[:-1])
    return [*halves[0], *halves[1]] if len(ordered) > 1 else ordered


def _triangle(one: Point, two: Point, three: Point) -> float:
    """Return twice the area of a triangle, below 0 for the other turn."""
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def _area(corners: Sequence[Point]) -> float:
    closed = pairwise([*corners, *corners[:1]])
    return abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in closed)) / 2


def _best_quad(outline: Sequence[Point]) -> Quad:
    """Return the largest of all quads with their corners on an outline."""
    corners = list(outline)
    while len(corners) > 14:  # those that matter least go first
        sizes = [
            abs(_triangle(corners[at - 1], corners[at], corners[(at + 1) % len(corners)]))
            for at in range(len(corners))
        ]
        del corners[sizes.index(min(sizes))]
    if len(corners) < 4:
        corners += [corners[-1]] * (4 - len(corners))
    return max(combinations(corners, 4), key=_area)


def _is_sheet(quad: Quad) -> bool:
    """Return whether a quad may be a rectangle seen in perspective."""
    for at in range(4):
        before, here, after = quad[at - 1], quad[at], quad[(at + 1) % 4]
        one = math.atan2(before[1] - here[1], before[0] - here[0])
        two = math.atan2(after[1] - here[1], after[0] - here[0])
        angle = math.degrees(abs(one - two)) % 360
        if not _ANGLES[0] <= min(angle, 360 - angle) <= _ANGLES[1]:
            return False
    return True


def _score(quad: Quad, chart: Image.Image) -> float:
    """Return how surely a quad is a sheet, 0 for not: by its faintest side and its area."""
    at_border = sum(
        not (1.5 < x < chart.width - 1.5 and 1.5 < y < chart.height - 1.5) for x, y in quad
    )
    if at_border > 1:  # it goes on outside the photo
        return 0.0
    corners = in_order(quad)
    steps = [_step(chart, corners[at], corners[(at + 1) % 4]) for at in range(4)]
    if min(steps) < _EDGE:
        return 0.0
    return min(min(steps), 80.0) * math.sqrt(_area(quad) / (chart.width * chart.height))


def _step(chart: Image.Image, start: Point, end: Point) -> float:
    """Return how much lighter it is on the inner side of an edge: the median along it."""
    far = 0.012 * max(chart.size) + 1
    steps = []
    for at in range(1, 24):
        x, y = _between(start, end, at / 24)
        across, down = _inward(start, end)
        inner, outer = (_value(chart, x + across * way, y + down * way) for way in (far, -far))
        if inner is not None and outer is not None:
            steps.append(inner - outer)
    return sorted(steps)[len(steps) // 2] if steps else 0.0


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _inward(start: Point, end: Point) -> Point:
    """Return the direction into a quad that goes clockwise, one pixel long."""
    length = math.dist(start, end) or 1.0
    return -(end[1] - start[1]) / length, (end[0] - start[0]) / length


def _value(chart: Image.Image, x: float, y: float) -> int | None:
    column, row = math.floor(x), math.floor(y)
    if 0 <= column < chart.width and 0 <= row < chart.height:
        value = chart.getpixel((column, row))
        return value if isinstance(value, int) else None
    return None


# -- measuring the sides again ----------------------------------------------------------------


def _refined(chart: Image.Image, quad: Quad) -> Quad:
    """Return the quad between the lines where the light really changes along each side."""
    lines = [_side(chart, quad[at], quad[(at + 1) % 4]) for at in range(4)]
    corners = []
    for at in range(4):
        met = _meeting(lines[at - 1], lines[at])
        is_near = met is not None and math.dist(met, quad[at]) <= 2 * _REACH * max(chart.size)
        corners.append(met if met is not None and is_near else quad[at])
    one, two, three, four = corners
    return one, two, three, four


def _side(chart: Image.Image, start: Point, end: Point) -> tuple[Point, Point]:
    """Return two points of the straight line that a side really is."""
    across, down = _inward(start, end)
    found = []
    for at in range(_STEPS):
        share = 0.06 + 0.88 * at / (_STEPS - 1)
        x, y = _between(start, end, share)
        off = _offset(chart, (x, y), (across, down))
        if off is not None:
            found.append((share, off))
    first, slope = _line(found)
    ends = [(point[0] + across * (first + slope * share), point[1] + down * (first + slope * share))
            for share, point in ((0.0, start), (1.0, end))]  # fmt: skip
    return ends[0], ends[1]


def _offset(chart: Image.Image, place: Point, inward: Point) -> float | None:
    """Return how far inside of ``place`` the light rises most, None where it does not."""
    reach = round(_REACH * max(chart.size))
    values = [_value(chart, place[0] + inward[0] * far, place[1] + inward[1] * far)
              for far in range(-reach - 2, reach + 3)]  # fmt: skip
    rises = []
    for at in range(2, len(values) - 2):
        around = values[at - 2 : at + 3]
        if None in around:
            rises.append(0)
            continue
        a, b, _, d, e = (value or 0 for value in around)
        rises.append(d + e - a - b)
    most = max(rises)
    return rises.index(most) - reach if most >= 2 * _EDGE else None


def _line(found: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return start and slope of the line through most of the points; two lots are dropped."""
    kept = list(found)
    for _ in range(3):
        if len(kept) < 6:
            return 0.0, 0.0
        first, slope = _least_squares(kept)
        misses = sorted(abs(off - first - slope * share) for share, off in kept)
        limit = max(1.5, 2.5 * misses[len(misses) // 2])
        kept = [(share, off) for share, off in kept if abs(off - first - slope * share) <= limit]
    return _least_squares(kept) if len(kept) >= 6 else (0.0, 0.0)


def _least_squares(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    middle, height = (sum(part) / len(points) for part in zip(*points, strict=True))
    spread = sum((share - middle) ** 2 for share, _ in points)
    slope = sum((share - middle) * (off - height) for share, off in points) / spread
    return height - slope * middle, slope


def _meeting(one: tuple[Point, Point], other: tuple[Point, Point]) -> Point | None:
    (x1, y1), (x2, y2) = one
    (x3, y3), (x4, y4) = other
    scale = (x1 - x2) * (y3 - y4) - (y1 - y2) * (x3 - x4)
    if abs(scale) < 1e-9:
        return None
    first, second = x1 * y2 - y1 * x2, x3 * y4 - y3 * x4
    return (
        (first * (x3 - x4) - (x1 - x2) * second) / scale,
        (first * (y3 - y4) - (y1 - y2) * second) / scale,
    )
