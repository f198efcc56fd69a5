"""Whether two pictures are the same to the eye: scanned twice, saved smaller, a shade brighter.

A fingerprint holds the sixty-four slowest waves of the picture's tones, each above or below their
middle (a perceptual hash over the discrete cosine transform), and its colours in sixteen fields.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image

SIDE = 32  # pixels of the picture as looked at
WAVES = 8
ALIKE = 10  # of the 64 waves may differ
SAME_COLOURS = 26.0  # of 255: the mean difference between the fields
FLAT = 6.0  # of 255: a picture with less spread has no tones to compare
_FIELDS = 4


def fingerprint(image: Image.Image) -> str:
    """Return the fingerprint of an upright RGB picture, "" of one without any tones."""
    grey = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    values = list(grey.tobytes())
    mean = sum(values) / len(values)
    if math.sqrt(sum((value - mean) ** 2 for value in values) / len(values)) < FLAT:
        return ""
    waves = _waves(values)
    middle = sorted(waves)[len(waves) // 2]
    bits = sum(1 << at for at, wave in enumerate(waves) if wave > middle)
    fields = image.resize((_FIELDS, _FIELDS), Image.Resampling.BOX).tobytes()
    return f"{bits:016x}{fields.hex()}"


def are_alike(one: str, other: str) -> bool:
    """Return whether two fingerprints are of what looks like one picture."""
    if not one or not other:
        return False
    differing = (int(one[:16], 16) ^ int(other[:16], 16)).bit_count()
    if differing > ALIKE:
        return False
    colours = list(zip(bytes.fromhex(one[16:]), bytes.fromhex(other[16:]), strict=True))
    return sum(abs(a - b) for a, b in colours) / len(colours) <= SAME_COLOURS


def _waves(values: list[int]) -> list[float]:
    """Return the slowest waves down and across; one more stands in for the mean."""
    cosines = _cosines()
    lines = [values[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)]
    rows = [[_product(line, wave) for wave in cosines] for line in lines]
    columns = list(zip(*rows, strict=True))
    slow = [(down, across) for down in range(WAVES) for across in range(WAVES)]
    return [_product(columns[across], cosines[down]) for down, across in (*slow[1:], (WAVES, 0))]


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


@lru_cache(maxsize=1)
def _cosines() -> tuple[tuple[float, ...], ...]:
    return tuple(
        tuple(math.cos(math.pi * wave * (2 * at + 1) / (2 * SIDE)) for at in range(SIDE))
        for wave in range(WAVES + 1)
    )
