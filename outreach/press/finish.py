"""What a print file promises to whoever prints it: a standard, its inks, its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standard(StrEnum):
    """The standard a file keeps to; plain files are for a printer of one's own."""

    PLAIN = ""
    X4 = "PDF/X-4"  # ISO 15930-7
    X1A = "PDF/X-1a:2003"  # ISO 15930-4


@dataclass(frozen=True, slots=True)
class Finish:
    """How a file is finished: its standard, the press it is meant for, and how it says so.

    ``profile`` is the ICC profile of the press, embedded as the output intent; ``condition`` and
    ``registry`` name the printing condition as the intent does. ``made_on`` is the day the file
    bears, the same for the same batch. ``outlined``: letters are drawn as shapes. ``records``: the
    pages of each piece are a record of PDF/VT-1 (ISO 16612-2).
    """

    standard: Standard = Standard.PLAIN
    profile: bytes = b""
    condition: str = ""
    registry: str = ""
    made_on: date | None = None
    outlined: bool = False
    records: bool = False


PLAIN = Finish()
