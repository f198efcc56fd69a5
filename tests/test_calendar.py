"""The post's year: delivery days, the rush, and the days of each greeting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.model.season import GREETINGS
from outreach.post.calendar import (
    arrives,
    fiscal_year,
    fiscal_year_of,
    is_delivery_day,
    is_in_rush,
    is_posting_day,
    window_of,
    windows,
    working_day_before,
)
from outreach.post.holidays import holiday_on

DAYS = st.dates(date(2020, 1, 1), date(2045, 12, 31))
# 小暑, 立秋 of the year and 立春 of the next one, from another ephemeris (tests/solar_terms.csv).
TERMS = {
    2024: ("07-06", "08-07", "02-03"),
    2026: ("07-07", "08-07", "02-04"),
    2027: ("07-07", "08-08", "02-04"),
    2028: ("07-06", "08-07", "02-03"),
    2031: ("07-07", "08-08", "02-04"),
}
# The first of the dog days before 立秋, as almanacs print it.
DOG_DAYS = {2023: (7, 20), 2024: (7, 19), 2025: (7, 19), 2026: (7, 20), 2027: (7, 20)}


@pytest.mark.parametrize("year", TERMS)
def test_greetings_follow_the_sun(year: int) -> None:
    heat, autumn, spring = (date.fromisoformat(f"{year + (at == 2)}-{day}")
                            for at, day in enumerate(TERMS[year]))  # fmt: skip
    days = {each.name: (each.first, each.last) for each in windows(year)}
    eve = timedelta(days=1)
    assert days == {
        "shochu": (heat, autumn - eve),
        "zansho": (autumn, date(year, 8, 31)),
        "nenga": (date(year, 12, 15), date(year, 12, 25)),
        "kanchu": (date(year + 1, 1, 8), spring - eve),
        "yokan": (spring, date(year + 1, 3, 1) - eve),
    }


@pytest.mark.parametrize("year", DOG_DAYS)
def test_high_summer_is_at_its_best_from_the_dog_days_on(year: int) -> None:
    assert windows(year)[0].best == date(year, *DOG_DAYS[year])


def test_late_winter_ends_on_the_29th_in_a_leap_year() -> None:
    assert windows(2027)[-1].last == date(2028, 2, 29)


@given(st.integers(2000, 2099))
def test_the_windows_of_a_year_stand_in_order_and_never_overlap(year: int) -> None:
    found = windows(year)
    assert [each.name for each in found] == list(GREETINGS)
    edges = [day for each in found for day in (each.first, each.last)]
    assert edges == sorted(edges) and len(set(edges)) == len(edges)
    first, last = fiscal_year(year)
    assert all(first <= day <= last for day in edges)
    assert all(each.best in each for each in found)


@given(DAYS)
def test_a_greeting_is_looked_up_in_the_fiscal_year_of_the_day(day: date) -> None:
    first, last = fiscal_year(fiscal_year_of(day))
    assert first <= day <= last
    assert first <= window_of("kanchu", day).first <= last


@given(DAYS)
def test_mail_comes_on_working_days_two_days_later_at_the_earliest(day: date) -> None:
    there = arrives(day)
    assert there - day >= timedelta(days=2)
    assert there.weekday() < 5 and not holiday_on(there)


@pytest.mark.parametrize(
    ("posted", "there"),
    [
        (date(2027, 4, 7), date(2027, 4, 9)),  # Wednesday: the same week
        (date(2027, 4, 8), date(2027, 4, 12)),  # Thursday: after the weekend
        (date(2027, 4, 28), date(2027, 4, 30)),  # over a holiday
        (date(2027, 5, 1), date(2027, 5, 6)),  # into the holidays of May
    ],
)
def test_what_is_posted_after_wednesday_lies_over_the_weekend(posted: date, there: date) -> None:
    assert arrives(posted) == there


@given(DAYS)
def test_a_posting_day_is_a_monday_to_wednesday_whose_mail_comes_that_week(day: date) -> None:
    if is_posting_day(day):
        assert day.weekday() <= 2 and not holiday_on(day)
        assert arrives(day).isocalendar()[:2] == day.isocalendar()[:2]


def test_a_wednesday_before_a_holiday_on_friday_is_no_posting_day() -> None:
    assert holiday_on(date(2028, 8, 11))  # Mountain Day, a Friday
    assert not is_posting_day(date(2028, 8, 9))
    assert is_posting_day(date(2028, 8, 8))


@pytest.mark.parametrize(
    ("day", "rush"),
    [((12, 14), False), ((12, 15), True), ((12, 31), True), ((1, 7), True), ((1, 8), False)],
)
def test_the_rush_is_from_15_december_to_7_january(day: tuple[int, int], rush: bool) -> None:
    assert is_in_rush(date(2027, *day)) is rush


@given(DAYS, st.integers(0, 60))
def test_what_is_due_is_due_on_a_day_the_office_is_open(day: date, days: int) -> None:
    due = working_day_before(day, days)
    assert due <= day - timedelta(days=days)
    assert is_delivery_day(due)
    assert (1, 3) < (due.month, due.day) < (12, 29)


def test_before_2021_and_since_nothing_comes_on_a_holiday_moved_by_law() -> None:
    assert not is_delivery_day(date(2021, 7, 23))  # Sports Day, for the Olympic Games
    assert is_delivery_day(date(2021, 10, 11))
