"""Finding the main thing of a picture whose artist named none: what the eye goes to first.

The picture is looked at small, as from across the room. What stands out from its surroundings, in
colour before brightness, draws the eye; so do faces, whose hues are alike on every skin; and what
lies near the middle was put there by whoever drew or photographed it (centre-surround contrast
after Itti, Koch and Niebur 1998, and Achanta et al. 2009, with the photographer's bias).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageFilter, ImageStat

from outreach.artwork.outline import Reach, whole_thing
from outreach.model.design import Focus

LOOK = 64  # pixels of the longer side of the picture as looked at
NEAR = 0.30  # of the longer side: how far from its middle the main thing reaches
STEPS = 6  # in which the middle of the main thing is approached
EDGELESS = 5  # of 255: a tone that stands out from its surroundings by no more is no edge
CHEST = 0.12  # of what is found on each side of the main thing belongs to its surroundings


@dataclass(frozen=True, slots=True)
class MainThing:
    """Where the main thing lies, in fractions of the picture: its middle and how far it reaches.

    ``is_clear`` is False of a picture in which nothing stands out.
    """

    focus: Focus
    left: float
    top: float
    right: float
    bottom: float
    is_clear: bool = True


def given_thing(focus: Focus) -> MainThing:
    """Return the main thing an artist named by one point."""
    return MainThing(focus, focus[0], focus[1], focus[0], focus[1])


def main_thing(image: Image.Image) -> MainThing:
    """Return the main thing of an upright RGB picture; of an empty one it is the middle."""
    scale = LOOK / max(image.size)
    size = (max(8, round(image.width * scale)), max(8, round(image.height * scale)))
    small = image.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    weights = _weights(small)
    if sum(weights) <= 0 or _is_slow(small):
        return replace(given_thing((0.5, 0.5)), is_clear=False)
    middle = _middle(weights, size)
    return _whole(small, _reach(weights, size, middle), middle)


def _is_slow(small: Image.Image) -> bool:
    """Return whether a picture only goes over from one tone to another, and has no edge."""
    aside = min(3, (min(small.size) - 2) // 2)  # its border has no neighbours to be measured by
    inner = (aside, aside, small.width - aside, small.height - aside)
    beside = ImageChops.difference(small, small.filter(ImageFilter.BoxBlur(2))).crop(inner)
    return all(ImageStat.Stat(band).extrema[0][1] <= EDGELESS for band in beside.split())


def _weights(small: Image.Image) -> list[float]:
    """Return how much each pixel draws the eye; most of a picture is 0."""
    width, height = small.size
    seen = _standing_out(small).tobytes()
    far = math.hypot(width, height) / 2
    biased = [
        value * (1 - 0.7 * (math.hypot(at % width - width / 2, at // width - height / 2) / far))
        for at, value in enumerate(seen)
    ]
    mean = sum(biased) / len(biased)
    spread = math.sqrt(sum((value - mean) ** 2 for value in biased) / len(biased))
    # Of a picture that is even all over, only the noise of the camera would be left.
    if spread < 1.5:
        return [0.0] * len(biased)
    return [max(value - mean - 0.8 * spread, 0.0) for value in biased]


def _standing_out(small: Image.Image) -> Image.Image:
    bands = small.convert("YCbCr").split()
    around = max(small.size) / 5
    total = Image.new("L", small.size, 0)
    for band, weight in zip(bands, (0.7, 0.9, 0.9), strict=True):
        fine = band.filter(ImageFilter.GaussianBlur(1))
        coarse = band.filter(ImageFilter.GaussianBlur(around))
        contrast = ImageChops.difference(fine, coarse)
        total = ImageChops.add(total, contrast.point(lambda value, w=weight: int(value * w)))
    skin = _skin(bands).point(lambda value: value // 12)
    return ImageChops.add(total, skin).filter(ImageFilter.GaussianBlur(1.5))


def _skin(bands: tuple[Image.Image, ...]) -> Image.Image:
    """Return where the hues of skin are: Cb 77-127, Cr 133-173 (Chai and Ngan 1999)."""
    light = bands[0].point(lambda value: 255 if value > 70 else 0)
    blue = bands[1].point(lambda value: 255 if 77 <= value <= 127 else 0)
    red = bands[2].point(lambda value: 255 if 138 <= value <= 173 else 0)
    return ImageChops.darker(light, ImageChops.darker(blue, red))


def _middle(weights: list[float], size: tuple[int, int]) -> tuple[float, float]:
    """Return the middle of the heaviest group (mean shift), not a place between two groups."""
    width, height = size
    points = [(at % width, at // width, weight) for at, weight in enumerate(weights) if weight]
    x, y = _mean(points)
    reach = NEAR * max(width, height)
    for step in range(STEPS):
        around = reach * (2 - step / (STEPS - 1))
        near = [point for point in points if math.dist(point[:2], (x, y)) <= around]
        if not near:
            break
        x, y = _mean(near)
    return x, y


def _mean(points: list[tuple[int, int, float]]) -> tuple[float, float]:
    total = sum(weight for *_, weight in points)
    return (
        sum(x * weight for x, _, weight in points) / total,
        sum(y * weight for _, y, weight in points) / total,
    )


def _whole(small: Image.Image, heart: Reach, middle: tuple[float, float]) -> MainThing:
    width, height = small.size
    left, top, right, bottom = whole_thing(small, heart)
    focus = ((middle[0] + 0.5) / width, (middle[1] + 0.5) / height)
    return MainThing(focus, left / width, top / height, right / width, bottom / height)


def _reach(weights: list[float], size: tuple[int, int], middle: tuple[float, float]) -> Reach:
    """Return the box of the heart of the main thing."""
    width, height = size
    columns, rows = [0.0] * width, [0.0] * height
    around = NEAR * max(size)
    for at, weight in enumerate(weights):
        x, y = at % width, at // width
        if weight and math.dist((x, y), middle) <= around:
            columns[x] += weight
            rows[y] += weight
    left, right = _between(columns)
    top, bottom = _between(rows)
    return Reach(left, top, right, bottom)


def _between(weights: list[float]) -> tuple[int, int]:
    """Return the stretch that holds all but the outermost of the weight on either side."""
    total, sum_, start, end = sum(weights), 0.0, None, len(weights)
    for at, weight in enumerate(weights):
        sum_ += weight
        if start is None and sum_ >= total * CHEST:
            start = at
        if sum_ >= total * (1 - CHEST):
            end = at + 1
            break
    return start or 0, end
