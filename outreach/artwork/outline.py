"""How far the main thing of a picture reaches: head, ears and all, by its colours.

What draws the eye is the heart of a thing; the thing itself is what is coloured like its heart and
unlike the rest, and hangs together with it (colour models of inside and outside, as in GrabCut,
Rother et al. 2004).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from PIL import Image

ROUNDS = 3  # in which the colours are learned again from what was found
_FILLED = 0.3  # of the upright box around a thing that it fills at least
_LARGEST = 0.5  # of the picture; what is larger is what the picture stands on
_STEPS = (24, 10, 10)  # of Y, Cb and Cr: colours closer together count as one

Shade = tuple[int, ...]


class Reach(NamedTuple):
    """An upright box in pixels; ``right`` and ``bottom`` are one beyond the last."""

    left: int
    top: int
    right: int
    bottom: int


def whole_thing(small: Image.Image, heart: Reach) -> Reach:
    """Return the box around all of the thing whose heart is given; the heart if it is unclear."""
    size = small.size
    shades = _shades(small)
    found = {at for at in range(len(shades)) if _holds(heart, at, size[0])}
    core, box = found, heart
    for _ in range(ROUNDS):
        found = _joined(_alike(shades, found), core, size[0])
        if not found or len(found) > _LARGEST * len(shades):
            break
        grown = _around(found, size[0])
        if _is_thing(grown, len(found), size):
            box = grown
    return box


def _is_thing(box: Reach, area: int, size: tuple[int, int]) -> bool:
    """Return whether a patch may be a thing: ground and sky go from one side to the other."""
    across, down = box.right - box.left, box.bottom - box.top
    return across < size[0] and down < size[1] and area >= _FILLED * across * down


def _shades(small: Image.Image) -> list[Shade]:
    data = small.convert("YCbCr").tobytes()
    bands = (data[band::3] for band in range(3))
    return [
        tuple(value // step for value, step in zip(colour, _STEPS, strict=True))
        for colour in zip(*bands, strict=True)
    ]


def _holds(box: Reach, at: int, width: int) -> bool:
    return box.left <= at % width < box.right and box.top <= at // width < box.bottom


def _alike(shades: Sequence[Shade], found: Collection[int]) -> set[int]:
    """Return the pixels whose colour is more frequent within what was found than outside of it."""
    inner = Counter(shades[at] for at in found)
    outer = Counter(shades)
    outer.subtract(inner)
    within, without = _spread(inner), _spread(outer)
    ratio = len(found) / max(len(shades) - len(found), 1)
    own = {shade for shade in within if within[shade] > without.get(shade, 0) * ratio}
    return {at for at, shade in enumerate(shades) if shade in own}


def _spread(counts: Mapping[Shade, int]) -> dict[Shade, float]:
    """Return the counts with something for the colours beside each: no light is quite even."""
    wide: dict[Shade, float] = {}
    for shade, count in counts.items():
        for steps in product((-1, 0, 1), repeat=3):
            near = tuple(value + step for value, step in zip(shade, steps, strict=True))
            wide[near] = wide.get(near, 0.0) + count * 0.35 ** sum(map(abs, steps))
    return wide


def _joined(alike: set[int], core: Collection[int], width: int) -> set[int]:
    """Return what hangs together with the largest patch of the core."""
    best: set[int] = set()
    most = 0
    left = set(alike)
    while left:
        patch = {left.pop()}
        queue = list(patch)
        while queue:
            at = queue.pop()
            for near in _beside(at, width):
                if near in left:
                    left.discard(near)
                    patch.add(near)
                    queue.append(near)
        shared = len(patch.intersection(core))
        if shared > most:
            best, most = patch, shared
    return best


def _beside(at: int, width: int) -> tuple[int, ...]:
    column = at % width
    sides = (at - 1,) * (column > 0) + (at + 1,) * (column < width - 1)
    return (*sides, at - width, at + width)


def _around(found: Collection[int], width: int) -> Reach:
    columns, rows = {at % width for at in found}, {at // width for at in found}
    return Reach(min(columns), min(rows), max(columns) + 1, max(rows) + 1)
