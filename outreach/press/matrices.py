"""Matrices of a plane (ISO 32000-1 §8.3.4): one after another, undone, and where they lead."""

from __future__ import annotations

from outreach.frame import Matrix

Point = tuple[float, float]
STILL: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def combined(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does one thing after the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        g * a + i * b, h * a + j * b, g * c + i * d, h * c + j * d,
        g * e + i * f + k, h * e + j * f + m,
    )  # fmt: skip


def undone(matrix: Matrix) -> Matrix:
    """Return the matrix that undoes another, which must not flatten the plane."""
    a, b, c, d, e, f = matrix
    size = a * d - b * c
    return (
        d / size, -b / size, -c / size, a / size,
        (c * f - d * e) / size, (b * e - a * f) / size,
    )  # fmt: skip


def moved_to(matrix: Matrix, point: Point) -> Point:
    """Return where a matrix takes a point."""
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f
