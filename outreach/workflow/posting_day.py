"""Whether a round's day of posting is one: what check says of a Sunday, and of a day gone by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from outreach.errors import ExitCode, Problem, Severity
from outreach.model.project import Project
from outreach.model.round import Round
from outreach.model.season import NEW_YEAR
from outreach.phrase import Phrase, phrase
from outreach.post.calendar import days_between, is_delivery_day, is_in_rush, is_posting_day
from outreach.sources.round_file import round_place

_A_DAY_LATE = timedelta(days=1)  # what was to go yesterday may well go today
_ABOUT = timedelta(days=45)  # the longest time without a day to post on: the New Year rush


def posting_day_remarks(project: Project, plan: Round, today: date) -> Iterator[Problem]:
    """Yield a warning where the day of a round that was never printed is past, or none to post on.

    New Year cards may be posted on any day: they wait at the post office until 1 January.
    """
    day = plan.post_on
    if plan.reserve:
        return  # its day is only the last it may stand in for
    if day < today - _A_DAY_LATE:
        message = phrase("The day of posting, {day}, is past, and the round was never printed.",
                         day=day)  # fmt: skip
        yield _warning(project, plan, today, "post-on-past", message)
    elif not is_delivery_day(day) and plan.greeting != NEW_YEAR:
        message = phrase("{day} is a Saturday, a Sunday or a holiday: no mail is delivered.",
                         day=day)  # fmt: skip
        yield _warning(project, plan, today, "post-on-day-off", message)


def _warning(project: Project, plan: Round, today: date, code: str, message: Phrase) -> Problem:
    near = ", ".join(day.isoformat() for day in nearest_days(plan, today))
    return Problem(
        ExitCode.PROJECT,
        code,
        message,
        phrase("The nearest good days for posting: {days}.", days=near),
        round_place(project.root, plan.id, "post_on"),
        Severity.WARNING,
    )


def nearest_days(plan: Round, today: date) -> list[date]:
    """Return the last day before that of a round, and the first after it, that are good ones.

    None of them lies before today.
    """
    day, new_year = plan.post_on, plan.greeting == NEW_YEAR
    first = max(day, today)
    before = days_between(max(day - _ABOUT, today), day - timedelta(days=1))
    good = [[each for each in days if is_posting_day(each) and (new_year or not is_in_rush(each))]
            for days in (before, days_between(first, first + _ABOUT))]  # fmt: skip
    return [*good[0][-1:], *good[1][:1]]
