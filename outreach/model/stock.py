"""Stocks: the things printed on, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stock:
    """A card or an envelope; ``postage_class`` says which row of the rates it is posted under."""

    name: str
    width: float
    height: float
    postage_class: str


# Japan Post's own card measures 148 x 100 mm; a private card may be 140-154 x 90-107 mm.
HAGAKI = Stock("hagaki", 100.0, 148.0, "card")
STOCKS = {HAGAKI.name: HAGAKI}
BLEED = 3.0  # mm on every side, what Japanese print shops ask for
