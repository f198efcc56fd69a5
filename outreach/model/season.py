"""Seasons: what a design's tags call them, when a picture of one may be posted, greetings."""

from __future__ import annotations

import re
from datetime import date

Span = tuple[tuple[int, int], tuple[int, int]]  # (month, day) of the first and the last day

# The four seasons are those of Hokkaido, as the words of a message have them. New Year cards are
# taken in from 15 December, and handed out until the pine branches come down on 7 January.
_SPANS: dict[str, Span] = {
    "spring": ((3, 1), (5, 31)),
    "summer": ((6, 1), (8, 31)),
    "autumn": ((9, 1), (11, 30)),
    "winter": ((12, 1), (2, 29)),
    "christmas": ((12, 1), (12, 24)),
    "new-year": ((12, 15), (1, 7)),
}
JAPANESE = {"spring": "春", "summer": "夏", "autumn": "秋", "winter": "冬"}
_OTHER_NAMES = {
    **{name: season for season, name in JAPANESE.items()},
    "fall": "autumn",
    "クリスマス": "christmas",
    "正月": "new-year",
    "お正月": "new-year",
    "新年": "new-year",
    "年賀": "new-year",
}
_MONTH = re.compile(r"(1[0-2]|[1-9])月")
SEASONS = tuple(_SPANS)

# What a card of a season is called; the days are post/calendar.py's to say.
NEW_YEAR = "nenga"
GREETINGS = {
    "shochu": "暑中見舞い",
    "zansho": "残暑見舞い",
    NEW_YEAR: "年賀",
    "kanchu": "寒中見舞い",
    "yokan": "余寒見舞い",
}


def season_named(word: str) -> str | None:
    """Return the season a tag means, a month as in 4月, or None for a word nobody knows."""
    folded = word.casefold()
    if folded in _SPANS or _MONTH.fullmatch(folded):
        return folded
    return _OTHER_NAMES.get(folded)


def is_in_season(season: str, day: date) -> bool:
    """Return whether a day lies in a season; never in one whose name is not known."""
    if month := _MONTH.fullmatch(season):
        return day.month == int(month[1])
    if season not in _SPANS:
        return False
    first, last = _SPANS[season]
    today = (day.month, day.day)
    if first <= last:
        return first <= today <= last
    return today >= first or today <= last


def season_word(day: date) -> str:
    """Return the season of a day as a Japanese message names it."""
    return next(word for season, word in JAPANESE.items() if is_in_season(season, day))
