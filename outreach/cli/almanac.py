"""Days and towns the almanac knows, as typed at the keyboard."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from outreach.cli.language import say
from outreach.cli.options import Day, half_width
from outreach.ideas.places import Place, place_in, places
from outreach.phrase import phrase
from outreach.sources.days import day_of

_FIRST, _LAST = 1950, 2100  # beyond them its short series tell the wrong day now and then


class AlmanacDay(Day):
    """A day that the almanac is good for."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        day = super().convert(value, param, ctx)
        if not _FIRST <= day.year <= _LAST:
            words = phrase("The almanac is good for {first} to {last}.", first=_FIRST, last=_LAST)
            self.fail(say(words), param, ctx)
        return day


class AlmanacYear(click.ParamType[int]):
    """A fiscal year, named after its April: 2027, 2027年度, 令和9年度 or R9."""

    name = "year"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the year of its April."""
        text = half_width(str(value)).removesuffix("度").removesuffix("年")
        april = day_of(f"{text}年4月1日") or day_of(f"{text}.4.1")
        if april is None:
            self.fail(say(phrase("Write a year as in 2027.")), param, ctx)
        if not _FIRST <= april.year < _LAST:
            words = phrase("The almanac is good for {first} to {last}.", first=_FIRST, last=_LAST)
            self.fail(say(words), param, ctx)
        return april.year


class Town(click.ParamType[Place]):
    """A town of Hokkaido, in Japanese or English."""

    name = "town"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Place:
        """Return the town."""
        place = place_in(value)
        if place is None:
            known = ", ".join(f"{each.name.ja} {each.name.en}" for each in places().values())
            self.fail(say(phrase("Known towns: {known}.", known=known)), param, ctx)
        return place
