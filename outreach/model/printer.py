"""Printers as the project knows them: what each side needs to come out where it should."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from outreach.model.stock import HAGAKI

OVERSHOOT = 3.0  # mm: a picture reaches no further beyond the edge
REMIND = 20  # batches after which a printer is to be tested again
SKEW_LENGTH = 100.0  # mm: a skew is told over this length


class Margins(NamedTuple):
    """What a printer leaves white along each edge of a page, in mm; the top goes in first."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


NO_MARGINS = Margins()


class Facing(StrEnum):
    """Which way the face to be printed lies in the tray."""

    UP = "up"
    DOWN = "down"


class Turning(StrEnum):
    """Whether a printer turns sheets over by itself, and over which edge."""

    NONE = "none"
    LONG = "long"
    SHORT = "short"


class Pass(StrEnum):
    """In which order the second pass is fed, when the stack is turned over by hand."""

    SAME = "same"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class SideSetup:
    """What one side needs in a printer, seen on the page as it goes in.

    ``x`` and ``y`` are how many mm all of it is moved right and down, ``scale_x`` and ``scale_y``
    percent of its size, from the middle; ``skew`` is how many mm over 100 it is turned clockwise.
    ``rotate`` 180: the side goes in head down. ``overshoot`` is how far, in mm, the driver enlarges
    a borderless page beyond each edge.
    """

    margins: Margins = NO_MARGINS
    x: float = 0.0
    y: float = 0.0
    scale_x: float = 100.0
    scale_y: float = 100.0
    skew: float = 0.0
    rotate: int = 0
    face: Facing = Facing.UP
    overshoot: float = 0.0

    @property
    def is_straight(self) -> bool:
        """Return whether the side comes out right without being moved, scaled or turned askew."""
        usual = (0.0, 0.0, 100.0, 100.0, 0.0)
        return (self.x, self.y, self.scale_x, self.scale_y, self.skew) == usual

    @property
    def seen_margins(self) -> Margins:
        """Return the margins as they lie on the side once it is held upright."""
        top, right, bottom, left = self.margins
        return Margins(bottom, left, top, right) if self.rotate else self.margins


PLAIN_SETUP = SideSetup()
ADDRESS, PICTURE = "address", "picture"
SIDES = (ADDRESS, PICTURE)


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer with one of its trays and what lies in it.

    ``stock`` is a card, an envelope or a paper by name, ``queue`` its name in CUPS, blank where it
    is not printed to directly. ``tested`` is the day its test page was last read; after ``remind``
    batches it is time for another.
    """

    name: str
    model: str = ""
    tray: str = ""
    stock: str = HAGAKI.name
    queue: str = ""
    duplex: Turning = Turning.NONE
    second_pass: Pass = Pass.SAME
    tested: date | None = None
    remind: int = REMIND
    sides: Mapping[str, SideSetup] = field(default_factory=dict)

    def setup(self, side: str) -> SideSetup:
        """Return what a side needs; envelopes and labels go as the address side does."""
        return self.sides.get(PICTURE if side == PICTURE else ADDRESS, PLAIN_SETUP)


@dataclass(frozen=True, slots=True)
class Printers:
    """The printers of a project by name, and the one that is used unless another is named."""

    printers: Mapping[str, Printer] = field(default_factory=dict)
    default: str = ""
