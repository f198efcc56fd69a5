"""Postage in yen by posting date, as dated rows; source: Japan Post's tariff (内国郵便料金表).

Rates change by notice: add a row, never change one, so that past rounds keep their cost.
"""

from __future__ import annotations

from datetime import date

CARD = (  # 通常はがき
    (date(2014, 4, 1), 52),
    (date(2017, 6, 1), 62),
    (date(2019, 10, 1), 63),
    (date(2024, 10, 1), 85),
)
RATES = {"card": CARD}


def postage(postage_class: str, on: date) -> int:
    """Return the postage in yen of one piece posted on ``on``; the oldest known rate before it."""
    rows = RATES[postage_class]
    return next((yen for since, yen in reversed(rows) if since <= on), rows[0][1])
