"""What the season brings on a day in a town of Hokkaido."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from outreach.ideas.lines import Both, Wish, drawn, rows
from outreach.ideas.places import Place
from outreach.post.almanac import Climate, harvest_moons, term_day
from outreach.post.holidays import english_holiday, holiday_on

KINDS = ("weather", "flower", "bird", "food", "festival", "sky")
AHEAD = 10  # days that are spoken of before they come
_SPRING = 315
# From how many days before to how many after its usual day something is spoken of.
_AROUND = {"first_snow": (21, 14), "snow_stays": (14, 10), "snow_gone": (21, 10),
           "sakura": (21, 21)}  # fmt: skip
# Their names speak of age and of work, which a card had better not do.
_QUIET = frozenset({"成人の日", "敬老の日", "勤労感謝の日"})
_PLAIN = Both("祝日", "a public holiday")
# Days of custom on the same date every year.
_CUSTOMS = {
    (1, 7): Both("七草", "Seven Herbs"),
    (1, 11): Both("鏡開き", "breaking of the New Year rice cakes"),
    (2, 14): Both("バレンタインデー", "Valentine's Day"),
    (2, 22): Both("猫の日", "Cat Day"),
    (3, 3): Both("ひな祭り", "Dolls' Festival"),
    (5, 5): Both("端午の節句", "Boys' Festival"),
    (7, 7): Both("七夕", "Star Festival"),
    (8, 7): Both("北海道の七夕", "Star Festival of Hokkaido"),
    (11, 15): Both("七五三", "Seven-Five-Three"),
    (12, 24): Both("クリスマスイブ", "Christmas Eve"),
    (12, 31): Both("大みそか", "New Year's Eve"),
}


class Coming(NamedTuple):
    """A day with a name, today or soon."""

    day: date
    name: Both


def climate_note(climate: Climate) -> Both | None:
    """Return what a climate is like in Hokkaido, where it differs from the old almanac."""
    for row in rows("hokkaido.csv"):
        if int(row["climate"]) == climate.number:
            return Both(row["japanese"], row["english"])
    return None


def in_season(kind: str, day: date, place: Place) -> list[Both]:
    """Return what of a kind there is on a day around a town, in the order of the file."""
    today = f"{day:%m-%d}"
    return [
        Both(row["japanese"], row["english"])
        for row in rows("season.csv")
        if row["kind"] == kind
        and _is_within(today, row["first"], row["last"])
        and (not row["where"] or {place.region, place.id} & {*row["where"].split()})
    ]


def _is_within(today: str, first: str, last: str) -> bool:
    return first <= today <= last if first <= last else today >= first or today <= last


def season_notes(day: date, place: Place, wish: Wish) -> dict[str, list[Both]]:
    """Return two of each kind at most, by kind; a kind that has nothing is left out."""
    notes = {
        kind: drawn(in_season(kind, day, place), wish, 2, lambda both: both.ja) for kind in KINDS
    }
    return {kind: found for kind, found in notes.items() if found}


def usual_days(day: date, place: Place) -> dict[str, date]:
    """Return the usual days of what comes once a year, by name, in the weeks around them."""
    there = {name: date(day.year, *usual) for name, usual in place.usual.items()}
    return {name: each for name, each in there.items()
            if -_AROUND[name][0] <= (day - each).days <= _AROUND[name][1]}  # fmt: skip


def coming_days(day: date, ahead: int = AHEAD) -> list[Coming]:
    """Return the holidays and days of custom from a day on, each day's in the order of weight."""
    days = (day + timedelta(days=more) for more in range(ahead + 1))
    return [Coming(each, name) for each in days for name in _names_of(each)]


def _names_of(day: date) -> Iterator[Both]:
    if holiday := holiday_on(day):
        yield _PLAIN if holiday in _QUIET else Both(holiday, english_holiday(holiday))
    if (day.month, day.day) in _CUSTOMS:
        yield _CUSTOMS[day.month, day.day]
    spring = term_day(day.year, _SPRING)
    if day == spring - timedelta(days=1):
        yield Both("節分", "Setsubun, the eve of spring")
    if day == spring + timedelta(days=87):
        yield Both("八十八夜", "the eighty-eighth night")
    for degrees, name in _TURNS.items():
        if day == term_day(day.year, degrees):
            yield name
    middle, later = harvest_moons(day.year)
    if day == middle:
        yield Both("中秋の名月", "the mid-autumn moon")
    if day == later:
        yield Both("十三夜", "the moon of the thirteenth night")


_TURNS = {
    315: Both("立春", "start of spring"),
    45: Both("立夏", "start of summer"),
    90: Both("夏至", "summer solstice"),
    135: Both("立秋", "start of autumn"),
    225: Both("立冬", "start of winter"),
    270: Both("冬至", "winter solstice"),
}
