"""A design becomes a drawn page with holes.

A layout (HTML, CSS and a ``layout.toml``) is drawn once per design, in a child process of its own,
around pictures that were baked before. What comes out is one PDF page and the slots in it: places
that are filled for each recipient by others. Nothing here knows a person.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from outreach.frame import Box, Colour, Direction
from outreach.model.stock import Stock
from outreach.typeset.setting import Setting


@dataclass(frozen=True, slots=True)
class Slot:
    """A hole in a drawn design that is filled for each recipient.

    ``box`` is in mm from the upper left corner of the trim, the bleed not counted; the slot is this
    box turned by ``angle`` degrees anticlockwise about its middle. ``size`` is what is wanted and
    ``minimum`` what can still be read, both in points; ``leading`` is the pitch of the lines as a
    multiple of the size. ``align`` places the lines along their own direction, ``valign`` the whole
    block across it; each is "start", "centre" or "end", and ``align`` may be "block": the lines
    begin alike and stand in the middle together. ``largest`` (points) is how far a short text may
    grow, ``pitch`` (mm) the pitch of rules that the lines keep to (0: none), ``indent`` (em) that
    of its paragraphs. A slot that takes no text (``qr``) has a size of 0.
    """

    name: str
    box: Box
    direction: Direction
    role: str
    size: float
    minimum: float
    leading: float
    align: str
    valign: str
    colour: Colour
    angle: float = 0.0
    largest: float = 0.0
    pitch: float = 0.0
    indent: float = 0.0

    @property
    def setting(self) -> Setting:
        """Return how the slot's text is to be set."""
        return Setting(
            self.direction,
            self.size,
            self.minimum,
            self.leading,
            self.align,
            self.valign,
            self.colour,
            self.largest,
            self.pitch,
            self.indent,
        )

    @property
    def bounds(self) -> Box:
        """Return the upright box (mm) around the turned slot."""
        turn = math.radians(self.angle)
        cos, sin = abs(math.cos(turn)), abs(math.sin(turn))
        width = self.box.width * cos + self.box.height * sin
        height = self.box.width * sin + self.box.height * cos
        x = self.box.x + (self.box.width - width) / 2
        return Box(x, self.box.y + (self.box.height - height) / 2, width, height)


@dataclass(frozen=True, slots=True)
class DrawnDesign:
    """A design's page as PDF, trim and bleed, and its slots. ``name`` stands for the content.

    The same name always means the same bytes, so it serves as a name in the cache and in a PDF.
    A ``turned`` page is landscape: it stands with its top at the left edge of the card. The slots
    are where they are on the card. ``focuses`` is where the main thing of each picture came to lie.
    """

    name: str
    pdf: bytes
    slots: tuple[Slot, ...]
    turned: bool = False
    focuses: tuple[tuple[float, float], ...] = ()

    def slot(self, name: str) -> Slot | None:
        """Return the slot of this name, or None where the layout has none."""
        return next((slot for slot in self.slots if slot.name == name), None)

    def lying(self, stock: Stock) -> DrawnDesign:
        """Return a turned design as it is looked at, on a page as wide as the stock is high."""
        slots = tuple(_lain_down(slot, stock.height) for slot in self.slots)
        focuses = tuple((stock.height - y, x) for x, y in self.focuses)
        return replace(self, slots=slots, turned=False, focuses=focuses)


def _lain_down(slot: Slot, height: float) -> Slot:
    box = slot.box
    x, y = height - (box.y + box.height / 2), box.x + box.width / 2
    box = box._replace(x=x - box.width / 2, y=y - box.height / 2)
    return replace(slot, box=box, angle=slot.angle - 90.0)
