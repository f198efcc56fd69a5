"""Stamps: what the drawer holds and what goes onto a piece."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Stamp(NamedTuple):
    """A stamp: its design as the drawer calls it, and its face value in yen."""

    design: str
    yen: int


Drawer = Mapping[Stamp, int]


class Why(StrEnum):
    """Why the number of stamps in the drawer changed."""

    BOUGHT = "bought"
    USED = "used"
    SPOILT = "spoilt"
    COUNTED = "counted"
