"""Guide lines for a real pen: as pale as still prints, to be forgotten once written on."""

from __future__ import annotations

from outreach.artwork import Slot
from outreach.frame import Box, Direction, Gray, Path
from outreach.units import to_mm

PALE = Gray(0.85)  # K 15 %: home printers lose what is below 10 %, and above 20 % it is seen first
WIDTH = 0.12  # mm
ROOMY = 8.0  # mm: a felt pen's kanji need it, and printed letters are smaller


def ruling(slot: Slot, pitch: float | None = None) -> tuple[Path, ...]:
    """Return the guide lines in a slot's box, not yet turned by its angle.

    Rows have a line under each; columns stand between lines, as on letter paper. None of them
    leaves the box.

    Args:
        slot: where the words go.
        pitch: mm from line to line; what is left over is parted on both sides. 0: no lines. None:
            that of the printed lines, or enough for a pen, widened so that the box is filled; and
            no lines where the layout has rules of its own.
    """
    down = slot.direction is Direction.DOWN
    depth = (slot.box.width if down else slot.box.height) - WIDTH
    if pitch is None:
        if slot.pitch:
            return ()
        wanted = max(to_mm(slot.size) * slot.leading, ROOMY)
        pitch = depth / max(int(depth / wanted), 1)
    if pitch <= 0 or pitch > depth + 1e-9:
        return ()
    spaces = int(depth / pitch + 1e-9)
    start = (depth - spaces * pitch + WIDTH) / 2
    places = [start + at * pitch for at in range(spaces + 1)]
    box = slot.box
    if down:
        return tuple([_line(box, x=box.right - place) for place in places])
    return tuple([_line(box, y=box.y + place) for place in places[1:]])


def _line(box: Box, *, x: float | None = None, y: float | None = None) -> Path:
    start = (box.x if x is None else x, box.y if y is None else y)
    end = (box.right if x is None else x, box.bottom if y is None else y)
    return Path((start, end), PALE, WIDTH, closed=False)
