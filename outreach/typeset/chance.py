"""Chance that can be had again: numbers drawn from a seed, alike on every machine for ever.

Python promises only ``random.random()`` from version to version, and no ``gauss()``. Here the
bytes are SHAKE-256's (FIPS 202), and each stands for one of 256 steps of the normal distribution.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from statistics import NormalDist


def seed_of(*parts: str) -> bytes:
    """Return a seed of 32 bytes that depends on every part and on where each one ends."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8")
        digest.update(len(data).to_bytes(4, "big"))
        digest.update(data)
    return digest.digest()


def drawn(seed: bytes, count: int) -> bytes:
    """Return ``count`` evenly distributed bytes."""
    return hashlib.shake_256(seed).digest(count)


def normals(seed: bytes, count: int) -> Iterator[float]:
    """Yield ``count`` numbers of the normal distribution, none beyond ±2.9."""
    return map(_steps().__getitem__, drawn(seed, count))


@lru_cache(maxsize=1)
def _steps() -> tuple[float, ...]:
    """Return the middle of each 256th of the distribution; rounded, as libraries' logs differ."""
    normal = NormalDist()
    return tuple([round(normal.inv_cdf((step + 0.5) / 256), 4) for step in range(256)])
