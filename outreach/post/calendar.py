"""The post's year: days on which mail moves, the New Year rush, and the days of each greeting.

Sources: since 2 October 2021 ordinary mail is not delivered on Saturdays, nor was it on Sundays and
holidays before, and takes one day longer (Japan Post, 2021); New Year cards are taken in from
15 December, and lie in the letter box on 1 January if posted by the 25th.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from outreach.model.season import GREETINGS, NEW_YEAR
from outreach.post.almanac import term_day
from outreach.post.holidays import holiday_on

MONDAY, WEDNESDAY, FRIDAY = 0, 2, 4
FASTEST = 2  # days from posting to the letter box, within one city and on working days at best

# Degrees of the sun: 小暑, the dog days (土用), 立秋, 立春.
_MINOR_HEAT, _DOG_DAYS, _AUTUMN, _SPRING = 105, 117, 135, 315
_DAY = timedelta(days=1)


class Window(NamedTuple):
    """The days of a greeting (one of ``GREETINGS``): it is read between the first and the last.

    That of the New Year is read on 1 January, and posted on one of these days. ``best`` is the
    first day that is right by everyone's book: of high summer there are a wider and a narrower.
    """

    name: str
    first: date
    last: date
    best: date

    def __contains__(self, day: object) -> bool:
        """Return whether a day lies in the window."""
        return isinstance(day, date) and self.first <= day <= self.last


def is_delivery_day(day: date) -> bool:
    """Return whether ordinary mail is delivered: Monday to Friday, and no holiday.

    Of the days off around the New Year only 1 January is a holiday.
    """
    return day.weekday() <= FRIDAY and not holiday_on(day)


def is_in_rush(day: date) -> bool:
    """Return whether a day lies in the New Year rush, when an ordinary card is late: 12/15-1/7."""
    return (day.month, day.day) >= (12, 15) or (day.month, day.day) <= (1, 7)


def arrives(posted: date) -> date:
    """Return the first day on which a piece posted by day may be handed out."""
    day = posted + FASTEST * _DAY
    while not is_delivery_day(day):
        day += _DAY
    return day


def is_posting_day(day: date) -> bool:
    """Return whether a card posted on a day may come in the same week: Monday to Wednesday.

    No holiday, and none before it comes that would leave it lying over the weekend.
    """
    return (
        day.weekday() <= WEDNESDAY
        and is_delivery_day(day)
        and arrives(day) - day <= timedelta(days=FRIDAY - day.weekday())
    )


def working_day_before(day: date, days: int) -> date:
    """Return the working day that lies ``days`` days before a day, or the nearest before that.

    Offices are closed from 29 December to 3 January (行政機関の休日に関する法律).
    """
    day -= days * _DAY
    while not is_delivery_day(day) or _is_closed(day):
        day -= _DAY
    return day


def _is_closed(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def fiscal_year_of(day: date) -> int:
    """Return the fiscal year (April to March) of a day, named after its April."""
    return day.year - (day.month < 4)


def fiscal_year(year: int) -> tuple[date, date]:
    """Return the first and the last day of a fiscal year."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield every day from the first to the last."""
    for ahead in range((last - first).days + 1):
        yield first + ahead * _DAY


def windows(fiscal_year: int) -> tuple[Window, ...]:
    """Return the windows of a fiscal year in the order of its days.

    暑中 is from 小暑 (narrowly: the dog days) to the eve of 立秋, 残暑 from there to the end of
    August, 寒中 from 8 January, when the pine branches are down, to the eve of 立春, 余寒 from
    there to the end of February.
    """
    year = fiscal_year
    heat, dog_days = term_day(year, _MINOR_HEAT), term_day(year, _DOG_DAYS)
    autumn, spring = term_day(year, _AUTUMN), term_day(year + 1, _SPRING)
    days = {
        "shochu": (heat, autumn - _DAY, dog_days),
        "zansho": (autumn, date(year, 8, 31), autumn),
        NEW_YEAR: (date(year, 12, 15), date(year, 12, 25), date(year, 12, 15)),
        "kanchu": (date(year + 1, 1, 8), spring - _DAY, date(year + 1, 1, 8)),
        "yokan": (spring, date(year + 1, 3, 1) - _DAY, spring),
    }
    return tuple(Window(name, *days[name]) for name in GREETINGS)


def window_of(name: str, day: date) -> Window:
    """Return the window of a greeting in the fiscal year of a day."""
    return next(each for each in windows(fiscal_year_of(day)) if each.name == name)
