"""Words to begin with: openings left unfinished, and things in one's own day to look for.

They are Japanese, as the cards are. None of them is a sentence that could stand on a card: an
opening breaks off, and a prompt only names what may be told of.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from outreach.ideas.lines import Wish, drawn, rows
from outreach.model.season import is_in_season

UNFINISHED = ("…", "、")
_EVERY_SEASON = "all"


def dated_prompt(day: date) -> str:
    """Return the prompt of a calendar day; each of the 366 has its own."""
    at = f"{day:%m-%d}"
    return next(row["prompt"] for row in rows("prompts.csv") if row["day"] == at)


def prompts_for(day: date, wish: Wish, count: int) -> list[str]:
    """Return the prompt of the day first, then some for the season and some for any day.

    None that is barred is among them.
    """
    own = [text for text in (dated_prompt(day),) if not wish.is_barred(text)]
    near = drawn(_of_season("undated.csv", "prompt", day), wish, 1, str)
    rest = [text for text in _lines("undated.csv", "prompt", day) if text not in near]
    return (own + near + drawn(rest, wish, count, str))[:count]


def openings_for(day: date, wish: Wish, count: int) -> list[str]:
    """Return openings: one of the season, the rest from all; none that was used of late."""
    fresh = [text for text in _lines("openings.csv", "opening", day) if not _is_used(text, wish)]
    near = [text for text in _of_season("openings.csv", "opening", day) if text in fresh]
    first = drawn(near, wish, 1, str)
    return (first + drawn([text for text in fresh if text not in first], wish, count, str))[:count]


def _is_used(opening: str, wish: Wish) -> bool:
    """Return whether one of the last messages began so."""
    head = opening.rstrip("".join(UNFINISHED))
    return any(head in text for text in wish.begun)


def _lines(name: str, column: str, day: date) -> Sequence[str]:
    return [
        row[column]
        for row in rows(name)
        if row["season"] == _EVERY_SEASON or _is_in(row["season"], day)
    ]


def _of_season(name: str, column: str, day: date) -> Sequence[str]:
    return [row[column] for row in rows(name) if _is_in(row["season"], day)]


def _is_in(seasons: str, day: date) -> bool:
    """Return whether a day lies in one of the seasons or months a line is for."""
    return any(is_in_season(each, day) for each in seasons.split())
