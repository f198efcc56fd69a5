"""Thin lines over a finished face, for the eye alone: what is safe, the slots, the main things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from outreach.artwork import DrawnDesign
from outreach.artwork.cropping import MARGIN
from outreach.frame import RGB, Box, Frame, Gray, Path

_GUIDE, _UNDER, _THIN = RGB(0.85, 0.20, 0.55), Gray(1.0), 0.2
_DASH = (2.0, 1.0)  # mm
_ARM = 4.0  # mm: half the arms of the cross at the main thing

Points = tuple[tuple[float, float], ...]


def with_safe_area(face: Frame) -> Frame:
    """Return the face with a broken line 5 mm from its edge: what lies within is safe."""
    safe = Box(0.0, 0.0, face.width, face.height).inset(MARGIN)
    return replace(face, items=(*face.items, *_drawn(_corners(safe), dash=_DASH)))


def with_guides(face: Frame, drawn: DrawnDesign) -> Frame:
    """Return the face with the safe area, the slots and the place of each main thing."""
    marks = [mark for slot in drawn.slots for mark in _drawn(_corners(slot.bounds))]
    for x, y in drawn.focuses:
        for across, down in ((_ARM, 0.0), (0.0, _ARM)):
            ends = ((x - across, y - down), (x + across, y + down))
            marks += _drawn(ends, closed=False)
    safe = with_safe_area(face)
    return replace(safe, items=(*safe.items, *marks))


def _corners(box: Box) -> Points:
    return ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))


def _drawn(points: Points, *, dash: tuple[float, ...] = (), closed: bool = True) -> Iterator[Path]:
    yield Path(points, _UNDER, 3 * _THIN, closed=closed)  # seen on a dark picture as well
    yield Path(points, _GUIDE, _THIN, dash=dash, closed=closed)
