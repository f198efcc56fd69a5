"""A photo of a drawing on paper becomes the drawing: cut out, straight, on evenly white paper.

The light is measured where the paper is bare, tile by tile: from tiles that surely are paper it is
followed into the shadow, which comes on gradually; a drawing begins at once, and stops it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from PIL import Image, ImageFilter, ImageMath

from outreach.artwork.corners import Point, find_corners, in_order

_INSET = 0.004  # of the sheet, so that no edge of the table stays
_LENS = 0.72  # focal length by the longer side where the corners do not tell: a phone's 26 mm lens
_LENSES = (0.5, 3.0)

_TILES = 40  # on the longer side of a sheet
_GRAIN = 8  # pixels of the reduced sheet in a tile's side
_BARE = 0.92  # of the brightest tiles: surely paper
_STEP = 0.12  # how much darker the next tile may be and still be the same paper in less light
_TINT = 0.06  # how much its colour may differ from that of its neighbour …
_DRIFT = 0.18  # … and from the surest paper: shadows are bluer than lamplight
_DARKEST = 0.35  # of the brightest: what is darker is no shadow
_BRIGHT = 140  # of 255: what is darker in the best light is no paper
_COLOURLESS = 0.6  # the least of red, green and blue by the most: paper under a lamp
_LIT = 0.7  # of the brightest: darker than that, a pale table cannot be told from a shadow
_MOSTLY, _ALL_ROUND = 0.5, 0.9  # bare: of all tiles, and of those at the border
_ENOUGH = 0.12  # of the tiles must be bare
_SMOOTHINGS = 40  # until the light under a drawing goes over evenly from one side to the other
_PAPER = 235  # bare paper after the light is evened; what is above shows the noise
_KNEE = 0.10  # the tones between pencil and paper, which are pulled apart

Tile = tuple[float, float, float]


class Sheet(NamedTuple):
    """What was found in a photo: the corners as fractions (none: the photo as a whole).

    ``shade`` is how much less light fell on the darkest part than on the brightest (0 to 1), None
    where too little bare paper was seen and the light was left as it is.
    """

    corners: tuple[Point, ...]
    shade: float | None


def flatten_sheet(
    photo: Image.Image, longest: int, given: Sequence[Point] | None = None
) -> tuple[Image.Image, Sheet]:
    """Return the sheet of paper in an RGB photo, straight, lit evenly and white, and what it was.

    ``given`` are its four corners in any order, as fractions from left and top; without them they
    are looked for. The longer side comes out at most ``longest`` pixels.
    """
    corners = in_order(given) if given else find_corners(photo)
    sheet = _straight(photo, corners, longest) if corners else _reduced(photo, longest)
    if not corners and not _is_all_paper(sheet):
        return sheet, Sheet((), None)
    white, shade = _whitened(sheet)
    return white, Sheet(corners, shade)


def _reduced(photo: Image.Image, longest: int) -> Image.Image:
    scale = longest / max(photo.size)
    if scale >= 1:
        return photo
    size = round(photo.width * scale), round(photo.height * scale)
    return photo.resize(size, Image.Resampling.LANCZOS)


# -- straightening ----------------------------------------------------------------------------


def _straight(photo: Image.Image, corners: Sequence[Point], longest: int) -> Image.Image:
    inner = _inset([(x * photo.width, y * photo.height) for x, y in corners])
    across, down = _size(inner, photo.size)
    scale = min(1.0, longest / max(across, down))
    size = max(1, round(across * scale)), max(1, round(down * scale))
    return photo.transform(
        size, Image.Transform.PERSPECTIVE, _projection(inner, size), Image.Resampling.BICUBIC
    )


def _inset(corners: Sequence[Point]) -> list[Point]:
    middle_x, middle_y = (sum(part) / 4 for part in zip(*corners, strict=True))
    keep = 1 - 2 * _INSET
    return [(middle_x + (x - middle_x) * keep, middle_y + (y - middle_y) * keep)
            for x, y in corners]  # fmt: skip


def _size(corners: Sequence[Point], photo: tuple[int, int]) -> tuple[float, float]:
    """Return width and height in pixels the sheet deserves, in its own proportion."""
    sides = [math.dist(corners[at], corners[(at + 1) % 4]) for at in range(4)]
    across, down = max(sides[0], sides[2]), max(sides[1], sides[3])
    ratio = _ratio(corners, photo) or across / down
    return (across, across / ratio) if across / ratio >= down else (down * ratio, down)


def _ratio(corners: Sequence[Point], photo: tuple[int, int]) -> float | None:
    """Return width by height of the flat rectangle seen at these corners, None if it is unclear.

    After Zhang and He, Whiteboard Scanning and Image Enhancement (Digital Signal Processing, 2007);
    the lens looks at the photo's middle.
    """
    around = [(x - photo[0] / 2, y - photo[1] / 2, 1.0) for x, y in corners]
    left, right, low_right, low_left = around  # from the upper left, clockwise
    across, down = _turned(left, low_right, low_left, right)
    if across is None or down is None:
        return None
    focal = _focal(across, down, max(photo))
    return math.sqrt(_length(across, focal) / _length(down, focal))


def _turned(first: Tile, opposite: Tile, low: Tile, right: Tile) -> tuple[Tile | None, Tile | None]:
    """Return the directions of the sheet's width and height in space, but for the lens."""
    normal = _cross(first, opposite)
    by_right, by_low = _dot(_cross(right, opposite), low), _dot(_cross(low, opposite), right)
    if not by_right or not by_low:
        return None, None
    wide, high = _dot(normal, low) / by_right, _dot(normal, right) / by_low
    return (
        (wide * right[0] - first[0], wide * right[1] - first[1], wide - 1),
        (high * low[0] - first[0], high * low[1] - first[1], high - 1),
    )


def _focal(across: Tile, down: Tile, side: int) -> float:
    depth = across[2] * down[2]
    if abs(depth) > 1e-6:
        squared = -(across[0] * down[0] + across[1] * down[1]) / depth
        if _LENSES[0] ** 2 <= squared / side**2 <= _LENSES[1] ** 2:
            return math.sqrt(squared)
    return _LENS * side


def _length(direction: Tile, focal: float) -> float:
    return (direction[0] ** 2 + direction[1] ** 2) / focal**2 + direction[2] ** 2


def _cross(one: Tile, other: Tile) -> Tile:
    return (
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    )


def _dot(one: Tile, other: Tile) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _projection(corners: Sequence[Point], size: tuple[int, int]) -> tuple[float, ...]:
    """Return the coefficients that lead from a straight picture's pixels to the photo's.

    The square seen in perspective: Heckbert, Fundamentals of Texture Mapping, 1989.
    """
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    dx1, dx2, dx3 = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, dy3 = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    scale = dx1 * dy2 - dx2 * dy1
    g, h = (dx3 * dy2 - dx2 * dy3) / scale, (dx1 * dy3 - dx3 * dy1) / scale
    across, down = size
    return (
        (x1 - x0 + g * x1) / across, (x3 - x0 + h * x3) / down, x0,
        (y1 - y0 + g * y1) / across, (y3 - y0 + h * y3) / down, y0,
        g / across, h / down,
    )  # fmt: skip


# -- light ------------------------------------------------------------------------------------


def _whitened(sheet: Image.Image) -> tuple[Image.Image, float | None]:
    """Return the sheet lit evenly with its paper white, and how uneven the light was."""
    size = _grid(sheet.size)
    tiles = _tiles(sheet, size)
    bare = _bare(tiles, size)
    if len(bare) < _ENOUGH * len(tiles):
        return sheet, None
    lights = [sum(tiles[at]) for at in bare]
    evened = _evened(sheet, _light(tiles, bare, size))
    return _on_white(evened), 1 - min(lights) / max(lights)


def _is_all_paper(photo: Image.Image) -> bool:
    """Return whether a photo without a sheet's edge in it shows hardly anything but paper."""
    size = _grid(photo.size)
    tiles = _tiles(photo, size)
    brightest = sorted(tiles, key=sum)[len(tiles) * 9 // 10]
    if max(brightest) < _BRIGHT or min(brightest) < _COLOURLESS * max(brightest):
        return False
    bare = _bare(tiles, size)
    border = [at for at in range(len(tiles)) if len(_beside(at, size)) < 8]
    enough = _LIT * sum(brightest)
    at_border = sum(at in bare and sum(tiles[at]) >= enough for at in border)
    return len(bare) >= _MOSTLY * len(tiles) and at_border >= _ALL_ROUND * len(border)


def _grid(size: tuple[int, int]) -> tuple[int, int]:
    tile = max(size) / _TILES
    return max(2, round(size[0] / tile)), max(2, round(size[1] / tile))


def _tiles(sheet: Image.Image, size: tuple[int, int]) -> list[Tile]:
    """Return the colour of each tile where it is light: paper, if there is any in it."""
    across, down = size
    small = sheet.resize((across * _GRAIN, down * _GRAIN), Image.Resampling.BOX)
    found = []
    for row in range(down):
        for column in range(across):
            left, top = column * _GRAIN, row * _GRAIN
            data = small.crop((left, top, left + _GRAIN, top + _GRAIN)).tobytes()
            found.append(_light_part(data))
    return found


def _light_part(data: bytes) -> Tile:
    points = sorted(zip(data[::3], data[1::3], data[2::3], strict=True), key=sum)
    upper = points[len(points) * 6 // 10 : len(points) * 9 // 10]
    red, green, blue = (max(1.0, sum(band) / len(upper)) for band in zip(*upper, strict=True))
    return red, green, blue


def _bare(tiles: Sequence[Tile], size: tuple[int, int]) -> set[int]:
    """Return the tiles with bare paper in them, lit or in a shadow."""
    ranked = sorted(tiles, key=sum)
    brightest = ranked[len(ranked) * 9 // 10]
    enough = _BARE * sum(brightest)
    found = {at for at, tile in enumerate(tiles)
             if sum(tile) >= enough and _tint(tile, brightest) <= _TINT}  # fmt: skip
    queue = list(found)
    while queue:
        at = queue.pop()
        for near in _beside(at, size):
            if near not in found and _is_same_paper(tiles[near], tiles[at], brightest):
                found.add(near)
                queue.append(near)
    return found


def _is_same_paper(tile: Tile, beside: Tile, brightest: Tile) -> bool:
    return (
        sum(tile) >= (1 - _STEP) * sum(beside)
        and sum(tile) >= _DARKEST * sum(brightest)
        and _tint(tile, beside) <= _TINT
        and _tint(tile, brightest) <= _DRIFT
    )


def _tint(tile: Tile, other: Tile) -> float:
    """Return how differently two colours are tinted, whatever their light; 0 is not at all."""
    shares = [one / two for one, two in zip(tile, other, strict=True)]
    return max(shares) / min(shares) - 1


def _beside(at: int, size: tuple[int, int]) -> list[int]:
    across, down = size
    row, column = divmod(at, across)
    return [
        near_row * across + near_column
        for near_row in range(max(0, row - 1), min(down, row + 2))
        for near_column in range(max(0, column - 1), min(across, column + 2))
        if (near_row, near_column) != (row, column)
    ]


def _light(tiles: Sequence[Tile], bare: set[int], size: tuple[int, int]) -> Image.Image:
    """Return the light on the paper as a small picture; under the drawing as it is around it."""
    known = {at: tiles[at] for at in bare}
    while len(known) < len(tiles):
        ring = {near for at in known for near in _beside(at, size)} - known.keys()
        known |= {at: _mean([known[near] for near in _beside(at, size) if near in known])
                  for at in ring}  # fmt: skip
    hidden = {at: _beside(at, size) for at in sorted(known.keys() - bare)}
    for _ in range(_SMOOTHINGS):
        for at, around in hidden.items():
            known[at] = _mean([known[near] for near in around])
    data = bytes(round(part) for part in chain.from_iterable(known[at] for at in sorted(known)))
    return Image.frombytes("RGB", size, data).filter(ImageFilter.BoxBlur(1))


def _mean(tiles: Sequence[Tile]) -> Tile:
    red, green, blue = (sum(band) / len(tiles) for band in zip(*tiles, strict=True))
    return red, green, blue


def _evened(sheet: Image.Image, light: Image.Image) -> Image.Image:
    bands = []
    for band, small in zip(sheet.split(), light.split(), strict=True):
        full = small.resize(sheet.size, Image.Resampling.BICUBIC)
        shares = ImageMath.lambda_eval(
            lambda given: given["convert"](
                given["min"](
                    (given["band"] * (2 * _PAPER) + given["light"]) / (given["light"] * 2), 255
                ),
                "L",
            ),
            band=band, light=full,
        )  # fmt: skip
        bands.append(shares)
    return Image.merge("RGB", bands)


def _on_white(evened: Image.Image) -> Image.Image:
    """Return the sheet with its paper white: as much is lifted to white as its noise spans."""
    histogram = evened.convert("L").histogram()
    peak = max(range(_PAPER - 20, 254), key=histogram.__getitem__)
    above = [(value - peak, histogram[value]) for value in range(peak, 256)]
    noise = math.sqrt(sum(far**2 * many for far, many in above) / sum(many for _, many in above))
    white = peak - min(max(2.5 * noise, 0.025 * peak), 0.08 * peak)
    knee = white - _KNEE * peak
    return evened.point([_tone(value, peak, knee, white) for value in range(256)] * 3)


def _tone(value: int, peak: int, knee: float, white: float) -> int:
    if value <= knee:
        return round(value * 255 / peak)
    start = knee * 255 / peak
    return min(255, round(start + (255 - start) * (value - knee) / (white - knee)))
