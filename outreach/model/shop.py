"""What a print shop asks of a file: a preset, named by ``print --shop``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from outreach.model.stock import BLEED


class Standard(StrEnum):
    """The standard a file keeps to; plain files are for a printer of one's own."""

    PLAIN = ""
    X4 = "PDF/X-4"  # ISO 15930-7
    X1A = "PDF/X-1a:2003"  # ISO 15930-4


@dataclass(frozen=True, slots=True)
class Shop:
    """A preset: the standard of the file, and the limits it is held to.

    ``ink_limit`` is the most ink in one place, in percent (each of four inks: 100). ``dpi`` is how
    fine pictures are made; below ``least_dpi`` a colour picture is an error, below ``grey_dpi`` and
    ``bitmap_dpi`` one in grey or of bare dots is remarked on. ``safe`` is how far words stay inside
    the trim, ``bleed`` how far art reaches beyond it (mm), ``least_line`` the finest line (pt).
    ``marks``: the page bears crop marks; ``outlined``: letters are shapes, no fonts are embedded.
    ``profile`` is the shop's own ICC profile, None: the one that comes along. ``condition`` and
    ``registry`` name the printing condition it describes, where it is a registered one.
    """

    name: str
    standard: Standard = Standard.X4
    ink_limit: int = 300
    dpi: int = 350
    least_dpi: int = 300
    grey_dpi: int = 600
    bitmap_dpi: int = 600
    marks: bool = True
    outlined: bool = False
    bleed: float = BLEED
    safe: float = 3.0
    least_line: float = 0.25
    profile: Path | None = None
    condition: str = ""
    registry: str = ""
    japanese: str = ""
    english: str = ""


USUAL_SHOP = "x4"
"""The preset of ``--for shop`` without ``--shop``."""
