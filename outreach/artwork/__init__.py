"""A design becomes a drawn page with holes.

A layout (HTML, CSS and a ``layout.toml``) is drawn once per design, in a child process of its own,
around pictures that were baked before. What comes out is one PDF page and the slots in it: places
that are filled for each recipient by others. Nothing here knows a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from outreach.frame import Box, Colour, Direction


@dataclass(frozen=True, slots=True)
class Slot:
    """A hole in a drawn design that is filled for each recipient.

    ``box`` is in mm from the upper left corner of the trim, the bleed not counted. ``size`` is what
    is wanted and ``minimum`` what can still be read, both in points; ``leading`` is the pitch of
    the lines as a multiple of the size. ``align`` places the lines along their own direction,
    ``valign`` the whole block across it; each is "start", "centre" or "end". A slot that takes no
    text (``qr``) has a size of 0.
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


@dataclass(frozen=True, slots=True)
class DrawnDesign:
    """A design's page as PDF, trim and bleed, and its slots. ``name`` stands for the content.

    The same name always means the same bytes, so it serves as a name in the cache and in a PDF.
    """

    name: str
    pdf: bytes
    slots: tuple[Slot, ...]

    def slot(self, name: str) -> Slot | None:
        """Return the slot of this name, or None where the layout has none."""
        return next((slot for slot in self.slots if slot.name == name), None)
