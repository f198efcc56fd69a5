"""One page of ideas: what a day in a town is like, and words to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from outreach.ideas.lines import Both, Wish
from outreach.ideas.places import Place
from outreach.ideas.prompts import openings_for, prompts_for
from outreach.ideas.season import (
    Coming,
    climate_note,
    coming_days,
    season_notes,
    usual_days,
)
from outreach.post.almanac import Climate, Moon, climate_of, moon_of, sun_times

_MOST_DAYS = 3


@dataclass(frozen=True, slots=True)
class Sun:
    """Sunrise and sunset (JST), the length of the day, and how much longer it is than yesterday's.

    Both are in minutes.
    """

    rise: time
    set: time
    length: int
    longer: int


@dataclass(frozen=True, slots=True)
class Page:
    """Everything there is to start from; the same for the same day, town and wish.

    ``warmth`` is the usual mean temperature in °C, None where it is not known; ``usual`` are the
    usual days of first snow and the like that are near.
    """

    day: date
    place: Place
    climate: Climate
    note: Both | None
    sun: Sun | None
    moon: Moon
    warmth: int | None
    usual: Mapping[str, date]
    notes: Mapping[str, list[Both]]
    coming: tuple[Coming, ...]
    openings: tuple[str, ...]
    prompts: tuple[str, ...]


def page_for(day: date, place: Place, wish: Wish, count: int = 3) -> Page:
    """Return the page of a day, with ``count`` openings and prompts."""
    climate = climate_of(day)
    note = climate_note(climate)
    coming = [each for each in coming_days(day) if not wish.is_barred(each.name.ja)]
    return Page(
        day=day,
        place=place,
        climate=climate,
        note=None if note is None or wish.is_barred(note.ja) else note,
        sun=_sun(day, place),
        moon=moon_of(day),
        warmth=place.warmth(day),
        usual=usual_days(day, place),
        notes=season_notes(day, place, wish),
        coming=tuple(coming[:_MOST_DAYS]),
        openings=tuple(openings_for(day, wish, count)),
        prompts=tuple(prompts_for(day, wish, count)),
    )


def _sun(day: date, place: Place) -> Sun | None:
    today = sun_times(day, place.latitude, place.longitude)
    before = sun_times(day - timedelta(days=1), place.latitude, place.longitude)
    if today is None or before is None:
        return None
    length = _minutes(*today)
    return Sun(*today, length, length - _minutes(*before))


def _minutes(rise: time, sunset: time) -> int:
    return sunset.hour * 60 + sunset.minute - rise.hour * 60 - rise.minute
