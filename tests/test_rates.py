"""Postage: by day, by weight, and as the post itself reckons it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.post.rates import (
    RATES,
    class_by_weight,
    former_prices,
    postage,
    rates_changed,
    repriced,
    steps,
)

TODAY = date(2026, 12, 1)
DAYS = st.dates(date(2017, 6, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("postage_class", "on", "grams", "yen"),
    [("card", date(2024, 9, 30), None, 63), ("card", date(2024, 10, 1), None, 85),
     ("letter", date(2019, 9, 30), 25, 82), ("letter", date(2019, 9, 30), 26, 92),
     ("letter", date(2024, 9, 30), 25, 84), ("letter", date(2024, 9, 30), 50, 94),
     ("letter", TODAY, 1, 110), ("letter", TODAY, 50, 110), ("letter", TODAY, None, 110),
     ("large", TODAY, None, 140), ("large", TODAY, 50, 140), ("large", TODAY, 51, 180),
     ("large", TODAY, 100, 180), ("large", TODAY, 150, 270), ("large", TODAY, 250, 320),
     ("large", TODAY, 500, 510), ("large", TODAY, 1000, 750),
     ("large", date(2019, 9, 30), 150, 205), ("large", date(2019, 10, 1), 150, 210),
     ("card", date(1990, 1, 1), None, 52)],
)  # fmt: skip
def test_postage_is_that_of_the_day_and_the_weight(
    postage_class: str, on: date, grams: int | None, yen: int
) -> None:
    assert postage(postage_class, on, grams) == yen


def test_too_heavy_has_no_price() -> None:
    with pytest.raises(ValueError, match="too heavy"):
        postage("letter", TODAY, 51)


@pytest.mark.parametrize(
    ("stock_class", "grams", "posted_as"),
    [("letter", 50, "letter"), ("letter", 51, "large"), ("letter", 1001, None),
     ("large", 1000, "large"), ("large", 1001, None), ("card", 900, "card"),
     ("letter", None, "letter"), ("large", None, "large")],
)  # fmt: skip
def test_a_letter_that_is_too_heavy_is_posted_as_a_large_one(
    stock_class: str, grams: int | None, posted_as: str | None
) -> None:
    assert class_by_weight(stock_class, TODAY, grams) == posted_as


@given(st.sampled_from(sorted(RATES)), DAYS)
def test_more_weight_never_costs_less(postage_class: str, on: date) -> None:
    for (lighter, less), (heavier, more) in pairwise(steps(postage_class, on)):
        assert lighter < heavier
        assert less < more


@given(st.sampled_from(sorted(RATES)))
def test_a_rate_holds_from_its_first_day(postage_class: str) -> None:
    for (_, before), (since, after) in pairwise(RATES[postage_class]):
        assert steps(postage_class, since) == after
        assert steps(postage_class, since - timedelta(days=1)) == before


BEFORE, AFTER = date(2024, 9, 30), date(2024, 10, 1)


@pytest.mark.parametrize(
    ("postage_class", "yen", "planned", "on", "grams", "anew"),
    [
        ("card", 63, BEFORE, AFTER, None, 85),
        ("card", 85, AFTER, BEFORE, None, 63),
        ("card", 63, BEFORE, BEFORE - timedelta(days=1), None, 63),
        ("letter", 94, BEFORE, AFTER, None, 110),
        ("letter", 110, AFTER, BEFORE, 20, 84),
        ("letter", 110, AFTER, BEFORE, None, 94),  # the heaviest that cost as much
        ("large", 140, BEFORE, AFTER, None, 180),  # 100 g then; 140 yen is another step now
        ("large", 140, BEFORE, AFTER, 30, 180),  # it was not frozen with this weight
        ("card", 63, AFTER, AFTER, None, 85),  # the planned day was changed after the freeze
        ("letter", 94, AFTER, AFTER, None, 110),
        ("card", 999, BEFORE, AFTER, None, 999),
        ("parcel", 100, BEFORE, AFTER, None, 100),
    ],
)
def test_a_piece_posted_on_another_day_costs_what_its_weight_costs_then(
    postage_class: str, yen: int, planned: date, on: date, grams: int | None, anew: int
) -> None:
    assert repriced(postage_class, yen, planned, on, grams) == anew


@given(st.sampled_from(sorted(RATES)), DAYS, DAYS, st.integers(1, 50))
def test_a_weight_that_is_known_is_repriced_like_one_planned_for_that_day(
    postage_class: str, planned: date, on: date, grams: int
) -> None:
    grams = min(grams, steps(postage_class, on)[-1][0], steps(postage_class, planned)[-1][0])
    frozen = postage(postage_class, planned, grams)
    assert repriced(postage_class, frozen, planned, on, grams) == postage(postage_class, on, grams)


def test_two_days_differ_only_across_a_change() -> None:
    assert rates_changed(BEFORE, AFTER)
    assert not rates_changed(AFTER, TODAY)


@pytest.mark.parametrize(
    ("yen", "former"), [(85, {52, 62, 63}), (110, {82, 84, 92, 94}), (52, set()), (86, set())]
)
def test_former_prices_are_those_of_the_same_pieces(yen: int, former: set[int]) -> None:
    assert former_prices(yen) == former
