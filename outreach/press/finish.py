"""What a print file promises to whoever prints it: a standard, its inks, its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from outreach.model.shop import Shop, Standard
from outreach.press.imposition import Flip


@dataclass(frozen=True, slots=True)
class Finish:
    """How a file is finished: its standard, the press it is meant for, and how it says so.

    ``profile`` is the ICC profile of the press, embedded as the output intent; ``condition`` and
    ``registry`` name the printing condition as the intent does. ``made_on`` is the day the file
    bears, the same for the same batch. ``outlined``: letters are drawn as shapes. ``records``: the
    pages of each piece are a record of PDF/VT-1 (ISO 16612-2). ``flip``: both sides are printed at
    once, and the paper is turned over this edge.
    """

    standard: Standard = Standard.PLAIN
    profile: bytes = b""
    condition: str = ""
    registry: str = ""
    made_on: date | None = None
    outlined: bool = False
    records: bool = False
    flip: Flip | None = None


PLAIN = Finish()


def finish_of(shop: Shop, profile: bytes, made_on: date, *, records: bool = False) -> Finish:
    """Return how a file for this shop is finished.

    ``profile`` is the ICC profile of its press, the shop's own or the one that comes along;
    ``made_on`` the day the file bears, one that stays the same when a batch is made again.
    """
    return Finish(
        shop.standard, profile, shop.condition, shop.registry, made_on, shop.outlined, records
    )
