"""Days as people write them, in the years of the West and of Japan."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from outreach.sources.columns import fold


class Era(NamedTuple):
    """A Japanese era: its letter, the year before its first, and its first and last day."""

    letter: str
    before: int
    first: date
    last: date


_ERAS = {
    "令和": Era("r", 2018, date(2019, 5, 1), date.max),
    "平成": Era("h", 1988, date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": Era("s", 1925, date(1926, 12, 25), date(1989, 1, 7)),
}
_BY_WORD = _ERAS | {era.letter: era for era in _ERAS.values()}
_NAMES = "|".join(_BY_WORD)
_TIME = r"(?: \d{1,2}:\d\d(?::\d\d)?)?"  # what Excel adds to a date
_WESTERN = re.compile(
    rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}|(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日"
)
_JAPANESE = re.compile(
    rf"({_NAMES})(\d{{1,2}}|元)(?:([-/.])(\d{{1,2}})\3(\d{{1,2}})|年(\d{{1,2}})月(\d{{1,2}})日)"
)


def day_of(text: str) -> date | None:
    """Return the day of 2026-01-02, 2026/1/2, 2026年1月2日, 令和8年1月2日 or R8.1.2, else None."""
    text = fold(text)
    try:
        if found := _WESTERN.fullmatch(text):
            year, month, day = filter(None, found.group(1, 3, 4, 5, 6, 7))
            return date(int(year), int(month), int(day))
        if found := _JAPANESE.fullmatch(text.replace(" ", "")):
            return _in_era(found)
    except ValueError:
        pass  # the 31st of February: no day either
    return None


def _in_era(found: re.Match[str]) -> date | None:
    """Return the day if it fell in its era: 平成32年 is a slip, and not guessed at."""
    era = _BY_WORD[found[1]]
    year = 1 if found[2] == "元" else int(found[2])
    month, day = filter(None, found.group(4, 5, 6, 7))
    named = date(era.before + year, int(month), int(day))
    return named if era.first <= named <= era.last else None
