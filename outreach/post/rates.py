"""Postage in yen by posting date and weight, as dated rows; source: Japan Post's tariff.

内国郵便料金表 (第一種、第二種). Rates change by notice: add a row, never change one, so that past
rounds keep their cost. A step is the heaviest weight in grams it holds for, and the price.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

Steps = tuple[tuple[int, int], ...]

_HEAVIEST_CARD = 6  # 内国郵便約款: a private card weighs 2 to 6 grams
CARD: tuple[tuple[date, Steps], ...] = (  # 通常はがき
    (date(2014, 4, 1), ((_HEAVIEST_CARD, 52),)),
    (date(2017, 6, 1), ((_HEAVIEST_CARD, 62),)),
    (date(2019, 10, 1), ((_HEAVIEST_CARD, 63),)),
    (date(2024, 10, 1), ((_HEAVIEST_CARD, 85),)),
)
LETTER: tuple[tuple[date, Steps], ...] = (  # 定形郵便物
    (date(2014, 4, 1), ((25, 82), (50, 92))),
    (date(2019, 10, 1), ((25, 84), (50, 94))),
    (date(2024, 10, 1), ((50, 110),)),
)
LARGE: tuple[tuple[date, Steps], ...] = (  # 定形外郵便物、規格内: up to 34 x 25 x 3 cm
    (date(2017, 6, 1), ((50, 120), (100, 140), (150, 205), (250, 250), (500, 380), (1000, 570))),
    (date(2019, 10, 1), ((50, 120), (100, 140), (150, 210), (250, 250), (500, 390), (1000, 580))),
    (date(2024, 10, 1), ((50, 140), (100, 180), (150, 270), (250, 320), (500, 510), (1000, 750))),
)
RATES: Mapping[str, tuple[tuple[date, Steps], ...]] = {
    "card": CARD,
    "letter": LETTER,
    "large": LARGE,
}


def steps(postage_class: str, on: date) -> Steps:
    """Return the weights (g) and prices (yen) on a day; the oldest known ones before them."""
    rows = RATES[postage_class]
    return next((found for since, found in reversed(rows) if since <= on), rows[0][1])


def postage(postage_class: str, on: date, grams: int | None = None) -> int:
    """Return the postage in yen of one piece of ``grams`` posted on ``on``.

    A weight that was not said counts as the lightest step. Raises ValueError above the heaviest.
    """
    known = steps(postage_class, on)
    if grams is None:
        return known[0][1]
    for most, yen in known:
        if grams <= most:
            return yen
    raise ValueError(f"{grams} g is too heavy for {postage_class}")


def class_by_weight(postage_class: str, on: date, grams: int | None) -> str | None:
    """Return the class a piece of that weight is posted under, None where it is too heavy for all.

    A letter above 50 g goes as large (定形外), whatever its size; a card keeps its class: what is
    too heavy for one is no card any more, and nobody weighs cards.
    """
    if grams is None or postage_class == "card":
        return postage_class
    heavier = ("letter", "large") if postage_class == "letter" else (postage_class,)
    return next((name for name in heavier if grams <= steps(name, on)[-1][0]), None)


def repriced(
    postage_class: str, yen: int, planned: date, on: date, grams: int | None = None
) -> int:
    """Return what a piece costs on a day, in yen, that was reckoned at ``yen`` for another.

    ``grams`` decides where that was its weight then; else it is the heaviest that cost as much.
    Where nothing cost that much on the planned day, the newest rates count by which something did;
    a price that no row knows stays as it is.
    """
    rows = [known for _, known in RATES.get(postage_class, ())]
    rows += [steps(postage_class, planned)] if rows else []
    known = next((known for known in reversed(rows) if _heaviest(known, yen)), ())
    if not known or known == steps(postage_class, on):
        return yen
    was_so = grams is not None and _price(known, grams) == yen
    return postage(postage_class, on, grams if was_so else _heaviest(known, yen))


def rates_changed(planned: date, on: date) -> bool:
    """Return whether any postage differs between two days."""
    return any(steps(name, planned) != steps(name, on) for name in RATES)


def _heaviest(known: Steps, yen: int) -> int | None:
    return next((most for most, price in reversed(known) if price == yen), None)


def _price(known: Steps, grams: int) -> int | None:
    return next((yen for most, yen in known if grams <= most), None)


def former_prices(yen: int) -> frozenset[int]:
    """Return what pieces that cost ``yen`` by one row used to cost by earlier ones.

    Stamps of these values are those that lie about after a change of the rates.
    """
    return frozenset(
        price
        for rows in RATES.values()
        for at, (_, known) in enumerate(rows)
        for heaviest, now in known
        if now == yen
        for _, earlier in rows[:at]
        for most, price in earlier
        if most <= heaviest and price < yen
    )
