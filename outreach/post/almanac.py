"""The sun and the moon over Japan: solar terms, the 72 climates, sunrise, full moons.

Everything is computed, offline, for the years 1950 to 2100; days are those of Japan (JST). The
sources are Jean Meeus, Astronomical Algorithms, 2nd edition: chapters 25 and 32 for the sun (the
larger terms of the theory VSOP87, good to some two seconds of arc, a minute of time), chapter 49
for new and full moons (good to a quarter of a minute). Only what falls that close to midnight may
come out a day off.
"""

from __future__ import annotations

import math
import tomllib
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

JST = timezone(timedelta(hours=9), "JST")
SHIPPED = Path(__file__).with_name("climates.toml")
SYNODIC_MONTH = 29.530588861  # days
VERNAL, AUTUMNAL, WINTER = 0, 180, 270  # degrees of the sun: the equinoxes, the winter solstice

_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_DELTA_T = timedelta(seconds=69)  # terrestrial time less world time: 64 s in 2000, some 75 in 2050
_YEAR = 365.2422
_DAY = timedelta(days=1)
# The earth's longitude by powers of time: size (1e-8 rad), phase (rad), speed (rad per 1000 years).
_EARTH = (
    (
        (175347046, 0, 0), (3341656, 4.6692568, 6283.07585), (34894, 4.6261, 12566.1517),
        (3497, 2.7441, 5753.3849), (3418, 2.8289, 3.5231), (3136, 3.6277, 77713.7715),
        (2676, 4.4181, 7860.4194), (2343, 6.1352, 3930.2097), (1324, 0.7425, 11506.7698),
        (1273, 2.0371, 529.691), (1199, 1.1096, 1577.3435), (990, 5.233, 5884.927),
        (902, 2.045, 26.298), (857, 3.508, 398.149), (780, 1.179, 5223.694),
        (753, 2.533, 5507.553), (505, 4.583, 18849.228), (492, 4.205, 775.523),
        (357, 2.92, 0.067), (317, 5.849, 11790.629), (284, 1.899, 796.298),
        (271, 0.315, 10977.079), (243, 0.345, 5486.778), (206, 4.806, 2544.314),
        (205, 1.869, 5573.143), (202, 2.458, 6069.777), (156, 0.833, 213.299),
        (132, 3.411, 2942.463), (126, 1.083, 20.775), (115, 0.645, 0.98),
        (103, 0.636, 4694.003), (102, 0.976, 15720.839), (102, 4.267, 7.114),
    ),
    (
        (628331966747, 0, 0), (206059, 2.678235, 6283.07585), (4303, 2.6351, 12566.1517),
        (425, 1.59, 3.523), (119, 5.796, 26.298), (109, 2.966, 1577.344),
    ),
    ((52919, 0, 0), (8720, 1.0721, 6283.0758), (309, 0.867, 12566.152)),
)  # fmt: skip


class Term(NamedTuple):
    """One of the 24 solar terms (二十四節気); it begins when the sun reaches ``degrees``."""

    name: str
    reading: str
    english: str
    degrees: int


class Climate(NamedTuple):
    """One of the 72 climates (七十二候) as it fell or will fall: ``first`` and ``last`` day.

    ``number`` counts from 1 at the start of spring; the names are those of the Japanese almanac of
    1874 (略本暦). ``meaning`` is Japanese.
    """

    number: int
    name: str
    reading: str
    meaning: str
    first: date
    last: date
    english: str
    term: Term


class Moon(NamedTuple):
    """The moon of one evening.

    ``age`` is in days since the new moon, at nine in the evening; ``day`` the day of the lunar
    month from 1. ``is_full``, ``is_new``: the moment itself falls on this day.
    """

    age: float
    day: int
    is_full: bool
    is_new: bool
    next_full: date


# -- the sun ------------------------------------------------------------------------------------


def sun_longitude(moment: datetime) -> float:
    """Return the sun's apparent longitude in degrees, 0 at the spring equinox; aware moment."""
    t = (moment - _J2000 + _DELTA_T) / _DAY / 365250  # thousands of years
    powers = (
        t**power * sum(size * math.cos(phase + speed * t) for size, phase, speed in terms)
        for power, terms in enumerate(_EARTH)
    )
    true = math.degrees(sum(powers) * 1e-8) + 180
    node, mean = 125.04452 - 19341.36261 * t, 280.4665 + 360007.698 * t
    nutation = -17.20 * _sin(node) - 1.32 * _sin(2 * mean) + 0.21 * _sin(2 * node)
    # The light is under way for eight minutes; 0.09" brings the theory to the stars' own frame.
    aberration = 20.4898 * (1 - 0.01671 * _sin(mean - 192.94))
    return (true + (nutation - aberration - 0.09) / 3600) % 360


def term_moment(year: int, degrees: float) -> datetime:
    """Return when (JST) the sun reaches a longitude in a year.

    Around 280° that is about midnight at the year's turn, and may be just before 1 January.
    """
    guess = datetime(year, 1, 1, tzinfo=JST) + (degrees - 280) % 360 / 360 * _YEAR * _DAY
    return _reached(guess, degrees)


@lru_cache(maxsize=1024)
def term_day(year: int, degrees: float) -> date:
    """Return the day in Japan on which the sun reaches a longitude: 315 is the start of spring."""
    return term_moment(year, degrees).date()


def _reached(moment: datetime, degrees: float) -> datetime:
    """Return when the sun is at a longitude, within half a year of a moment."""
    for _ in range(6):  # each step leaves a fiftieth of the error of the one before
        ahead = (degrees - sun_longitude(moment) + 180) % 360 - 180
        moment += ahead / 360 * _YEAR * _DAY
    return moment


def climate_of(day: date) -> Climate:
    """Return the climate of a day; it begins on the day on which its moment falls."""
    midnight = datetime.combine(day, time(), JST) + _DAY
    at = int((sun_longitude(midnight) - 315) % 360 // 5)
    first = _reached(midnight, 315 + at * 5).date()
    last = _reached(midnight, 315 + at * 5 + 5).date() - _DAY
    term, names = _climates()[at]
    return Climate(at + 1, *names[:3], first, last, names[3], term)


@lru_cache(maxsize=1)
def _climates() -> tuple[tuple[Term, tuple[str, str, str, str]], ...]:
    """Return the term and the names of every climate, from the start of spring."""
    tables = tomllib.loads(SHIPPED.read_text("utf-8"))["term"]
    found = []
    for at, table in enumerate(tables):
        term = Term(table["name"], table["reading"], table["english"], (315 + at * 15) % 360)
        for each in table["climate"]:
            names = each["name"], each["reading"], each["meaning"], each["english"]
            found.append((term, names))
    return tuple(found)


def sun_times(day: date, latitude: float, longitude: float) -> tuple[time, time] | None:
    """Return sunrise and sunset (JST, to the minute) at a place; None where it does not happen.

    Degrees, north and east. By the rule of the National Astronomical Observatory: the upper edge of
    the sun on the horizon, which the air lifts by 35 minutes of arc.
    """
    edges = []
    for side in (-1, 1):
        moment = datetime.combine(day, time(12), JST)
        for _ in range(4):
            noon, half = _noon_and_half_day(moment, latitude, longitude)
            if half is None:
                return None
            moment = datetime.combine(day, time(), JST) + (noon + side * half) * _DAY
        edges.append((moment + timedelta(seconds=30)).replace(second=0, microsecond=0).time())
    return edges[0], edges[1]


def _noon_and_half_day(
    moment: datetime, latitude: float, longitude: float
) -> tuple[float, float | None]:
    """Return the sun's noon and the half of its day, as parts of a day in JST."""
    years = (moment - _J2000) / _DAY / 365.25
    along, tilt = math.radians(sun_longitude(moment)), math.radians(23.4393 - 0.00013 * years)
    declination = math.asin(math.sin(tilt) * math.sin(along))
    right = math.degrees(math.atan2(math.cos(tilt) * math.sin(along), math.cos(along)))
    mean = 280.4603 + 360.00769 * years  # aberration is in it, as in the apparent sun
    equation = (mean - right + 180) % 360 - 180  # degrees the true sun is ahead of the mean one
    noon = 0.5 - (longitude - 135 + equation) / 360
    high = math.radians(latitude)
    cosine = (_sin(-50 / 60) - math.sin(high) * math.sin(declination)) / (
        math.cos(high) * math.cos(declination)
    )
    return noon, math.degrees(math.acos(cosine)) / 360 if abs(cosine) <= 1 else None


# -- the moon -----------------------------------------------------------------------------------

# Days for new and full moon, then the multiples of: the sun's anomaly, the moon's anomaly, the
# moon's argument of latitude, its node; ``power`` of the earth's eccentricity.
_PHASE = (
    (-0.40720, -0.40614, 0, 1, 0, 0, 0), (0.17241, 0.17302, 1, 0, 0, 0, 1),
    (0.01608, 0.01614, 0, 2, 0, 0, 0), (0.01039, 0.01043, 0, 0, 2, 0, 0),
    (0.00739, 0.00734, -1, 1, 0, 0, 1), (-0.00514, -0.00515, 1, 1, 0, 0, 1),
    (0.00208, 0.00209, 2, 0, 0, 0, 2), (-0.00111, -0.00111, 0, 1, -2, 0, 0),
    (-0.00057, -0.00057, 0, 1, 2, 0, 0), (0.00056, 0.00056, 1, 2, 0, 0, 1),
    (-0.00042, -0.00042, 0, 3, 0, 0, 0), (0.00042, 0.00042, 1, 0, 2, 0, 1),
    (0.00038, 0.00038, 1, 0, -2, 0, 1), (-0.00024, -0.00024, -1, 2, 0, 0, 1),
    (-0.00017, -0.00017, 0, 0, 0, 1, 0),
)  # fmt: skip
# Days, angle and its change per lunar month in degrees: what the planets do.
_PLANETS = (
    (0.000325, 299.77, 0.107408), (0.000165, 251.88, 0.016321), (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478), (0.000110, 84.66, 18.206239), (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732), (0.000056, 154.84, 7.306860), (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824), (0.000040, 291.34, 1.844379), (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099), (0.000023, 331.55, 3.592518),
)  # fmt: skip
_FIRST_NEW = datetime(2000, 1, 6, 14, 20, 36, tzinfo=UTC)  # 2451550.09766, terrestrial time


@lru_cache(maxsize=512)
def _phase(month: int, full: bool) -> datetime:
    """Return the moment (JST) of the new or full moon of a month counted from January 2000."""
    k = month + (0.5 if full else 0.0)
    c = k / 1236.85  # centuries
    sun = 2.5534 + 29.10535670 * k - 0.0000014 * c * c
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * c * c
    latitude = 160.7108 + 390.67050284 * k - 0.0016118 * c * c
    node = 124.7746 - 1.56375588 * k + 0.0020672 * c * c
    narrow = 1 - 0.002516 * c - 0.0000074 * c * c
    days = SYNODIC_MONTH * k + 0.00015437 * c * c
    for new, whole, *factors, power in _PHASE:
        angle = sum(n * arc for n, arc in zip(factors, (sun, moon, latitude, node), strict=True))
        days += (whole if full else new) * narrow**power * _sin(angle)
    days += sum(size * _sin(at + speed * k) for size, at, speed in _PLANETS)
    return (_FIRST_NEW + days * _DAY - _DELTA_T).astimezone(JST)


def _month_at(moment: datetime) -> int:
    """Return the number of the lunar month a moment lies in."""
    month = round((moment - _FIRST_NEW) / _DAY / SYNODIC_MONTH)
    while _phase(month, False) > moment:
        month -= 1
    while _phase(month + 1, False) <= moment:
        month += 1
    return month


def new_moon_before(day: date) -> date:
    """Return the first day of the lunar month a day lies in: that day, or the nearest before."""
    return _phase(_month_at(datetime.combine(day, time.max, JST)), False).date()


def moon_age(day: date) -> float:
    """Return how many days old the moon is at nine in the evening (JST), from 0 to 29.9."""
    evening = datetime.combine(day, time(21), JST)
    return (evening - _phase(_month_at(evening), False)) / _DAY


def full_moons(year: int) -> tuple[date, ...]:
    """Return the days (JST) of a year on which the moon is full, 12 or 13 of them."""
    start = _month_at(datetime(year, 1, 1, tzinfo=JST))
    days = (_phase(start + at, True).date() for at in range(15))
    return tuple(day for day in days if day.year == year)


def moon_of(day: date) -> Moon:
    """Return the moon of an evening; ``next_full`` is this day where the moon is full on it."""
    first = new_moon_before(day)
    full = next(each for year in (day.year, day.year + 1) for each in full_moons(year)
                if each >= day)  # fmt: skip
    return Moon(moon_age(day), (day - first).days + 1, full == day, first == day, full)


def harvest_moons(year: int) -> tuple[date, date]:
    """Return the evenings of the mid-autumn moon (中秋の名月) and of the thirteenth night (十三夜).

    They are the 15th of the 8th and the 13th of the 9th month of the lunar calendar. Its months are
    counted from that of the winter solstice, the 11th; of thirteen, the first without a solar term
    of its own (中気) is a leap month and has no number (the rule of 1844, 天保暦).
    """
    first = _month_at(datetime.combine(term_day(year - 1, WINTER), time.max, JST))
    last = _month_at(datetime.combine(term_day(year, WINTER), time.max, JST))
    months = [_phase(month, False).date() for month in range(first, last + 1)]
    if len(months) == 14:
        months.remove(next(day for day, after in pairwise(months)
                           if not _has_term(day, after)))  # fmt: skip
    return months[9] + 14 * _DAY, months[10] + 12 * _DAY


def _has_term(first: date, after: date) -> bool:
    """Return whether the sun reaches a multiple of 30° from the first day on, before the other."""
    ends = [sun_longitude(datetime.combine(day, time(), JST)) // 30 for day in (first, after)]
    return ends[0] != ends[1]


def _sin(degrees: float) -> float:
    return math.sin(math.radians(degrees))
