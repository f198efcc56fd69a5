"""Millimetres, points and CSS pixels, converted in this one place."""

from __future__ import annotations

MM_PER_INCH = 25.4
POINTS_PER_MM = 72 / MM_PER_INCH
MM_PER_POINT = MM_PER_INCH / 72
MM_PER_CSS_PX = MM_PER_INCH / 96  # CSS 2.2 §4.3.2: a px is 1/96 inch


def to_points(mm: float) -> float:
    """Return a length in points (1/72 inch) from millimetres."""
    return mm * POINTS_PER_MM


def to_mm(points: float) -> float:
    """Return a length in millimetres from points."""
    return points * MM_PER_POINT


def px_to_mm(px: float) -> float:
    """Return a length in millimetres from CSS pixels."""
    return px * MM_PER_CSS_PX


def pixels(mm: float, dpi: float) -> int:
    """Return how many pixels ``mm`` are at ``dpi``, rounded to the nearest."""
    return round(mm / MM_PER_INCH * dpi)
