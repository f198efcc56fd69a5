"""The almanac: sun and moon over Japan, held against days others have computed."""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.post.almanac import (
    JST,
    climate_of,
    full_moons,
    harvest_moons,
    moon_age,
    moon_of,
    new_moon_before,
    sun_longitude,
    sun_times,
    term_day,
    term_moment,
)
from outreach.post.holidays import english_holiday, holiday_on

# Every solar term of 2020-2040 from 小寒 (285°) on, as another ephemeris has them: PyEphem 4.2.1.
TABLE = (Path(__file__).parent / "solar_terms.csv").read_text("ascii")
TERMS = {int(year): days for year, *days in csv.reader(TABLE.splitlines())}
FULL_MOONS = {  # PyEphem 4.2.1
    2026: "01-03 02-02 03-03 04-02 05-02 05-31 06-30 07-29 08-28 09-27 10-26 11-24 12-24",
    2027: "01-22 02-21 03-22 04-21 05-20 06-19 07-19 08-17 09-16 10-15 11-14 12-14",
    2028: "01-12 02-11 03-11 04-09 05-09 06-07 07-07 08-05 09-04 10-04 11-02 12-02",
}
SUN = [  # PyEphem 4.2.1, the edge of the sun 50' below the horizon
    (43.06, 141.35, date(2026, 1, 1), time(7, 6), time(16, 10)),
    (43.06, 141.35, date(2027, 6, 21), time(3, 55), time(19, 17)),
    (45.42, 141.67, date(2028, 10, 30), time(6, 10), time(16, 23)),
    (41.77, 140.73, date(2026, 3, 20), time(5, 41), time(17, 49)),
    (43.33, 145.58, date(2026, 1, 1), time(6, 50), time(15, 52)),
]
# 中秋の名月 as the National Astronomical Observatory announced them; 2033 as it said it would be.
HARVEST = {
    2020: (10, 1), 2021: (9, 21), 2022: (9, 10), 2023: (9, 29), 2024: (9, 17), 2025: (10, 6),
    2026: (9, 25), 2027: (9, 15), 2028: (10, 3), 2029: (9, 22), 2030: (9, 12), 2033: (9, 8),
}  # fmt: skip

days = st.dates(date(2000, 1, 1), date(2070, 12, 31))


@pytest.mark.parametrize("year", TERMS)
def test_every_solar_term_falls_on_its_day(year: int) -> None:
    degrees = [(285 + 15 * at) % 360 for at in range(24)]
    assert [f"{term_day(year, each):%m-%d}" for each in degrees] == TERMS[year]


@pytest.mark.parametrize("year", range(2020, 2041))
def test_the_equinoxes_are_the_public_holidays(year: int) -> None:
    assert holiday_on(term_day(year, 0)) == "春分の日"
    assert holiday_on(term_day(year, 180)) == "秋分の日"


@settings(deadline=None, max_examples=60)
@given(days)
def test_a_climate_has_the_day_in_it_and_the_next_one_follows(day: date) -> None:
    climate = climate_of(day)
    assert climate.first <= day <= climate.last
    assert 4 <= (climate.last - climate.first).days + 1 <= 7
    after = climate_of(climate.last + timedelta(days=1))
    assert after.first == climate.last + timedelta(days=1)
    assert after.number == climate.number % 72 + 1


@settings(deadline=None, max_examples=60)
@given(days)
def test_the_first_climate_of_a_term_begins_with_the_term(day: date) -> None:
    climate = climate_of(day)
    if climate.number % 3 == 1:
        assert climate.first == term_day(climate.first.year, climate.term.degrees)


@settings(deadline=None, max_examples=60)
@given(st.integers(2000, 2070), st.integers(0, 359))
def test_at_its_moment_the_sun_is_where_it_should_be(year: int, degrees: int) -> None:
    away = (sun_longitude(term_moment(year, degrees)) - degrees + 180) % 360 - 180
    assert abs(away) < 1e-6


def test_the_almanac_of_spring_has_its_names() -> None:
    climate = climate_of(date(2027, 2, 5))
    assert (climate.number, climate.name, climate.reading) == (
        1,
        "東風解凍",
        "はるかぜこおりをとく",
    )
    assert (climate.term.name, climate.term.degrees) == ("立春", 315)
    assert climate_of(date(2027, 1, 3)).name == "雪下出麦"  # the one that spans the year's turn


def test_all_seventy_two_have_names_readings_and_meanings_of_their_own() -> None:
    year = [climate_of(date(2027, 1, 1) + timedelta(days=at)) for at in range(365)]
    climates = {each.number: each for each in year}
    assert sorted(climates) == list(range(1, 73))
    for texts in zip(*(each[1:4] for each in climates.values()), strict=True):
        assert len({*texts}) == 72
    assert len({each.term.name for each in climates.values()}) == 24


@pytest.mark.parametrize(("latitude", "longitude", "day", "rise", "sunset"), SUN)
def test_the_sun_rises_and_sets_to_the_minute(
    latitude: float, longitude: float, day: date, rise: time, sunset: time
) -> None:
    assert sun_times(day, latitude, longitude) == (rise, sunset)


def test_where_the_sun_does_not_set_there_is_no_sunset() -> None:
    assert sun_times(date(2026, 6, 21), 70.0, 141.0) is None


@pytest.mark.parametrize("year", FULL_MOONS)
def test_every_full_moon_falls_on_its_day(year: int) -> None:
    assert " ".join(f"{day:%m-%d}" for day in full_moons(year)) == FULL_MOONS[year]


def test_full_moons_are_a_lunar_month_apart_over_the_turn_of_years() -> None:
    moons = [day for year in range(2000, 2071) for day in full_moons(year)]
    assert {(after - before).days for before, after in pairwise(moons)} == {29, 30}


@settings(deadline=None, max_examples=60)
@given(days)
def test_the_age_of_the_moon_counts_from_the_new_moon(day: date) -> None:
    age, first = moon_age(day), new_moon_before(day)
    assert 0 <= age < 30
    evening = datetime.combine(day, time(21), JST)
    assert abs((evening - timedelta(days=age)).date() - first) <= timedelta(days=30)
    moon = moon_of(day)
    assert 1 <= moon.day <= 31 and day <= moon.next_full <= day + timedelta(days=30)
    assert moon.is_full == (moon.next_full == day) and moon.is_new == (moon.day == 1)


def test_the_moon_of_a_known_evening() -> None:
    assert moon_age(date(2026, 11, 23)) == pytest.approx(14.2, abs=0.05)  # new on 9 Nov, 16:02


@pytest.mark.parametrize("year", HARVEST)
def test_the_mid_autumn_moon_is_on_its_evening(year: int) -> None:
    middle, later = harvest_moons(year)
    assert (middle.month, middle.day) == HARVEST[year]
    assert 26 <= (later - middle).days <= 28


def test_the_almanac_knows_holidays_and_days_off() -> None:
    assert holiday_on(date(2027, 1, 1)) == "元日"
    assert holiday_on(date(2027, 3, 22))  # the equinox fell on a Sunday
    assert holiday_on(date(2027, 1, 5)) == ""
    assert english_holiday("元日") == "New Year's Day"
    every = {holiday_on(date(2026, 1, 1) + timedelta(days=at)) for at in range(800)} - {""}
    plain = {name for name in every if "振替" not in name and name != "国民の休日"}
    assert "day off" not in map(english_holiday, plain)
