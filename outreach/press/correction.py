"""A printer's correction: what is done to a page so that it comes out where it should.

Three things follow each other, all about the page's middle: the side is turned head down where it
goes in so; the page is turned against its skew, scaled and moved (``straightened``); and it is made
as much smaller as a borderless driver will enlarge it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from outreach.faces.calibration import spots
from outreach.frame import Matrix
from outreach.model.printer import SKEW_LENGTH, SideSetup
from outreach.press.matrices import combined, moved_to, undone


def correction(setup: SideSetup, width: float, height: float) -> Matrix | None:
    """Return what a page of that size (mm) needs, about its upper left corner, y downwards.

    None where there is nothing to correct.
    """
    steps = [upside_down(width, height)] if setup.rotate else []
    if not setup.is_straight:
        steps.append(straightened(setup, width, height))
    if setup.overshoot:
        steps.append(_shrunk(setup.overshoot, width, height))
    return reduce(combined, steps) if steps else None


def upside_down(width: float, height: float) -> Matrix:
    """Return the half turn of a page of that size."""
    return (-1.0, 0.0, 0.0, -1.0, width, height)


def straightened(setup: SideSetup, width: float, height: float) -> Matrix:
    """Return a page of that size (mm) turned against its skew, scaled and moved.

    In this order, as the printer scales along its own edges what then lies askew on the paper.
    """
    angle = math.atan2(setup.skew, SKEW_LENGTH)
    cos, sin = math.cos(angle), math.sin(angle)
    across, down = setup.scale_x / 100, setup.scale_y / 100
    linear = (cos * across, sin * down, -sin * across, cos * down, 0.0, 0.0)
    middle = width / 2, height / 2
    x, y = moved_to(linear, middle)
    return (*linear[:4], middle[0] + setup.x - x, middle[1] + setup.y - y)


def _shrunk(by: float, width: float, height: float) -> Matrix:
    """Return a page made smaller so that a driver's ``by`` mm beyond each edge undo it."""
    across, down = width / (width + 2 * by), height / (height + 2 * by)
    return (across, 0.0, 0.0, down, width / 2 * (1 - across), height / 2 * (1 - down))


def refined(setup: SideSetup, readings: Sequence[float], width: float, height: float) -> SideSetup:
    """Return what a side needs after its test page, printed with ``setup``, was read.

    ``readings`` are those at A to F in mm (faces/calibration.py); width and height are the page's.
    They say where the printer took the page as it was corrected then; the new correction undoes
    that, and then does what the old one did. So what is read a second time refines the first, and
    what is read where everything stands right changes nothing.
    """
    taken = _as_printed(readings, width, height)
    if setup.rotate:
        turn = upside_down(width, height)
        taken = combined(combined(turn, taken), turn)
    return _told(combined(undone(taken), straightened(setup, width, height)), setup, width, height)


def _as_printed(readings: Sequence[float], width: float, height: float) -> Matrix:
    """Return where six readings say that a printer takes the points of a page.

    A, B, C and D stand at the corners of a rectangle, and each says how far right its corner came:
    a plane through all four, its slope to the right the scale, its slope downwards the skew. E and
    F stand below each other on the middle line and say how far down they came: the height and its
    scale; a skew turns that line as much as it leans the other.
    """
    places = spots(width, height)
    a, b, c, d, e, f = readings
    across = places.right - places.left
    down = places.bottom - places.top
    scale_x = ((b + d) - (a + c)) / (2 * across)
    lean = ((c + d) - (a + b)) / (2 * down)
    scale_y = (f - e) / down
    turn = -lean * scale_x / scale_y
    middle = (places.left + places.right) / 2, (places.top + places.bottom) / 2
    x = (a + b + c + d) / 4 - scale_x * middle[0] - lean * middle[1]
    y = (e + f) / 2 - turn * places.middle - scale_y * middle[1]
    return (scale_x, turn, lean, scale_y, x, y)


def _told(matrix: Matrix, setup: SideSetup, width: float, height: float) -> SideSetup:
    """Return the setup with a correction told in the words of its file, to hundredths."""
    a, b, c, d, _, _ = matrix
    angle = (math.atan2(b, d) + math.atan2(-c, a)) / 2
    x, y = moved_to(matrix, (width / 2, height / 2))
    return replace(
        setup,
        x=round(x - width / 2, 2) + 0.0,  # no -0.0
        y=round(y - height / 2, 2) + 0.0,
        scale_x=round(100 * math.hypot(a, c), 2),
        scale_y=round(100 * math.hypot(b, d), 2),
        skew=round(SKEW_LENGTH * math.tan(angle), 2) + 0.0,
    )
