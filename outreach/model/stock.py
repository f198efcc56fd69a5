"""Stocks: the things printed on, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What a stock is."""

    CARD = "card"
    ENVELOPE = "envelope"


@dataclass(frozen=True, slots=True)
class Stock:
    """A card or an envelope as it stands upright; ``japanese`` is what its packet says.

    ``postage_class`` says which rows of the rates it is posted under.
    """

    name: str
    width: float
    height: float
    postage_class: str
    form: Form = Form.CARD
    japanese: str = ""


# Japan Post's own card measures 148 x 100 mm; a private card may be 140-154 x 90-107 mm.
HAGAKI = Stock("hagaki", 100.0, 148.0, "card", Form.CARD, "はがき")
# JIS S 5502; a side above 235 x 120 mm is posted as large (定形外).
NAGA3 = Stock("naga3", 120.0, 235.0, "letter", Form.ENVELOPE, "長形3号")
NAGA4 = Stock("naga4", 90.0, 205.0, "letter", Form.ENVELOPE, "長形4号")
KAKU2 = Stock("kaku2", 240.0, 332.0, "large", Form.ENVELOPE, "角形2号")
YOU2 = Stock("you2", 114.0, 162.0, "letter", Form.ENVELOPE, "洋形2号")
STOCKS = {stock.name: stock for stock in (HAGAKI, NAGA3, NAGA4, KAKU2, YOU2)}
BLEED = 3.0  # mm on every side, what Japanese print shops ask for
