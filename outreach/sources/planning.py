"""[year] of outreach.toml: who draws and writes, who takes a rest when, and what is due when."""

from __future__ import annotations

import re
from collections.abc import Mapping

from outreach.model.project import Planning
from outreach.phrase import phrase
from outreach.sources.stocks import folded
from outreach.sources.toml import Document, Table, line_of, wrong_type

_KEYS = ("authors", "artists", "away", "new_year", "reserve", "pictures", "words", "print")
_MONTH = re.compile(r"(\d{4})(?:[-/.年])(0?[1-9]|1[0-2])月?")
_MOST_DAYS, _MOST_RESERVES = 180, 4


def planning_in(document: Document) -> Planning:
    """Return how a year is planned, as the table [year] has it."""
    table = document.table("year", _KEYS)
    usual = Planning()
    return Planning(
        authors=_names(table, "authors"),
        artists=_names(table, "artists"),
        away=_away(table),
        new_year=table.flag("new_year", usual.new_year),
        reserve=table.whole("reserve", usual.reserve, 0, _MOST_RESERVES),
        pictures=table.whole("pictures", usual.pictures, 0, _MOST_DAYS),
        words=table.whole("words", usual.words, 0, _MOST_DAYS),
        printing=table.whole("print", usual.printing, 0, _MOST_DAYS),
    )


def _names(table: Table, key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(table.texts(key)))


def _away(year: Table) -> Mapping[str, frozenset[str]]:
    """Return the months in which each person takes a rest, as 2027-08."""
    document, given = year.document, year.values.get("away", {})
    if not isinstance(given, Mapping):
        year.blame("away", wrong_type("away", _MONTHS))
        return {}
    table = document.table("year.away", given)
    found: dict[str, frozenset[str]] = {}
    for name in given:
        months = [_MONTH.fullmatch(folded(text)) for text in table.texts(name)]
        if None in months:
            own = line_of(document.text, table.name, "") is not None
            document.blame(wrong_type("away", _MONTHS), *((table.name, name) if own else _INLINE))
        found[name] = frozenset(f"{month[1]}-{int(month[2]):02}" for month in months if month)
    return found


_MONTHS = phrase('a list of months for each, such as ["2027-08"]')
_INLINE = ("year", "away")  # where the table stands in one line
