"""Towns of Hokkaido: where they lie, and what is usual there."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from outreach.ideas.lines import FOLDER, Both

USUAL = "sapporo"
FILE = "places.toml"
USUAL_DAYS = ("first_snow", "snow_stays", "snow_gone", "sakura")
_MONTH_LENGTH = 30.44  # days


@dataclass(frozen=True, slots=True)
class Place:
    """A town: ``latitude`` and ``longitude`` in degrees, ``temperature`` of each month in °C.

    ``usual`` has the (month, day) of what comes once a year. What is not known is left out.
    """

    id: str
    name: Both
    region: str
    latitude: float
    longitude: float
    temperature: tuple[float, ...] = ()
    usual: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def warmth(self, day: date) -> int | None:
        """Return the usual mean temperature of a day in whole °C, None where it is not known.

        The figure of a month is that of its middle; the days between lie on the line between.
        """
        if not self.temperature:
            return None
        months = day.month - 1 + (day.day - 0.5) / _MONTH_LENGTH - 0.5
        before, part = int(months // 1), months % 1
        here, there = (self.temperature[at % 12] for at in (before, before + 1))
        return round(here * (1 - part) + there * part)


@lru_cache(maxsize=1)
def places() -> Mapping[str, Place]:
    """Return the towns by their names in English letters."""
    tables = tomllib.loads((FOLDER / FILE).read_text("utf-8"))
    return {name: _place(name, table) for name, table in tables.items()}


def _place(name: str, table: Mapping[str, object]) -> Place:
    numbers = table.get("temperature", [])
    assert isinstance(numbers, list)
    return Place(
        name, Both(str(table["japanese"]), str(table["english"])), str(table["region"]),
        float(str(table["latitude"])), float(str(table["longitude"])), tuple(numbers),
        {name: _day(str(table[name])) for name in USUAL_DAYS if name in table},
    )  # fmt: skip


def _day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def place_in(text: str) -> Place | None:
    """Return the town a text names first: a name, a branch such as 札幌市北区, an address."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    found = [
        (at, place)
        for place in places().values()
        if (at := min(filter(lambda at: at >= 0, (folded.find(n.casefold()) for n in place.name)),
                      default=-1)) >= 0
    ]  # fmt: skip
    return min(found, key=lambda each: each[0])[1] if found else None
