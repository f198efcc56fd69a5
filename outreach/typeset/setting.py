"""How a block of text is to be set: what a layout says, as the compositor reads it."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.frame import BLACK, Colour, Direction


@dataclass(frozen=True, slots=True)
class Setting:
    """How a block of text is to be set; sizes in points, ``leading`` and ``indent`` in em.

    ``size`` is what is wanted, ``minimum`` what can still be read, ``largest`` (0: the size) how
    far a short text may grow. ``pitch`` in mm, where given, is a fixed grid of lines, such as the
    rules of letter paper; ``leading`` is then left aside. ``align`` places each line along its own
    direction ("start", "centre", "end"), or the lines together, all beginning alike ("block");
    ``valign`` places the block across it. ``indent`` is for the paragraphs of running text.
    """

    direction: Direction
    size: float
    minimum: float
    leading: float
    align: str = "start"
    valign: str = "start"
    colour: Colour = BLACK
    largest: float = 0.0
    pitch: float = 0.0
    indent: float = 0.0
