"""year: the rounds of a fiscal year as they stand, and those that are still to be thought of.

What is proposed hangs on the settings, the rounds there are and a hash of the project's name alone:
asked again, the same comes out, and once all rounds are written nothing more is proposed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from string import ascii_lowercase

from outreach.errors import Problem, ProblemsFoundError, errors_in
from outreach.model.project import Planning, Project
from outreach.model.recipient import Mailing
from outreach.model.round import Round
from outreach.model.season import NEW_YEAR
from outreach.phrase import phrase
from outreach.post.calendar import (
    Window,
    arrives,
    fiscal_year,
    windows,
    working_day_before,
)
from outreach.sources.designs import design_names, load_designs
from outreach.sources.round_file import Skeleton, taken_ids, write_skeleton
from outreach.sources.rounds import FOLDER, load_round, round_ids
from outreach.workflow.cadence import Cadence, posting_days
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.rota import Rota, Turn, rota
from outreach.workflow.wishes import all_authors

_QUARTERS = 4
PRINT = "print"


@dataclass(frozen=True, slots=True)
class YearRound:
    """A round of the year: there already, or proposed.

    ``pictures``, ``words`` and ``printing`` are the days these are due on. ``ready`` is the day a
    reserve must be ready, None for an ordinary round; a reserve stands in for a round up to
    ``post_on``. ``past``: the day of posting is over. ``late`` says of what is only proposed which
    of its days are over already: "pictures", "words", "print", or "ready" of a reserve.
    """

    id: str
    post_on: date
    pictures: date
    words: date
    printing: date
    author: str = ""
    artist: str = ""
    greeting: str = ""
    exists: bool = False
    past: bool = False
    ready: date | None = None
    late: tuple[str, ...] = ()

    @property
    def days(self) -> Mapping[str, date]:
        """Return the days on which its parts are due, by what is due."""
        if self.ready is not None:
            return {"ready": self.ready}
        return {"pictures": self.pictures, "words": self.words, PRINT: self.printing}

    @property
    def is_too_late(self) -> bool:
        """Return whether the day of its printing, or on which a reserve is ready, is over."""
        return bool({PRINT, "ready"} & {*self.late})

    @property
    def arrives(self) -> date:
        """Return the first day it may be read."""
        if self.greeting == NEW_YEAR and self.post_on.month == 12:
            return date(self.post_on.year + 1, 1, 1)
        return arrives(self.post_on)


@dataclass(frozen=True, slots=True)
class Year:
    """A fiscal year: its rounds and reserves by day, and how many rounds each person has.

    ``lacking`` says for how many rounds a month (its first day) had no day any more.
    """

    year: int
    windows: tuple[Window, ...]
    rounds: tuple[YearRound, ...]
    reserves: tuple[YearRound, ...]
    authors: Rota
    artists: Rota
    lacking: Mapping[date, int]
    problems: tuple[Problem, ...] = ()

    @property
    def to_write(self) -> tuple[YearRound, ...]:
        """Return what is only proposed, and can still be printed in time."""
        return tuple(each for each in self._proposed() if not each.is_too_late)

    @property
    def too_late(self) -> tuple[YearRound, ...]:
        """Return what is only proposed and still to come, but should be printed or ready by now."""
        return tuple(each for each in self._proposed() if each.is_too_late)

    def _proposed(self) -> Iterator[YearRound]:
        every = (*self.rounds, *self.reserves)
        return (each for each in every if not each.exists and not each.past)


def plan_year(desk: Desk, year: int) -> Year:
    """Return the rounds of a fiscal year; what is wrong with any is among its problems."""
    project = desk.project
    seed = json.dumps([project.name, year], ensure_ascii=False)
    found, problems = _card_rounds(project)
    plans = [plan for plan in found if not plan.reserve]
    regular = [plan for plan in plans if not plan.only]
    days = [plan.post_on for plan in regular]
    there = [_of_plan(plan, project.year) for plan in plans if _is_in(plan.post_on, year)]
    new_year = project.year.new_year and NEW_YEAR not in {each.greeting for each in there}
    cadence = posting_days(year, project.rhythm, seed, days, new_year=new_year)
    names = _names(taken_ids(project.root))
    fresh = [_proposed(day, next(names(f"{day:%Y-%m}")), project.year) for day in cadence.days]
    fresh = _greeted(fresh, there, year, cadence)
    rounds = sorted([*there, *fresh], key=lambda each: (each.post_on, each.id))
    reserves = _reserves(project, rounds, [plan for plan in found if plan.reserve], year)
    rounds, reserves, authors, artists = _manned(project, found, rounds, reserves, seed)
    return Year(
        year, windows(year), _dated(rounds, desk.today), _dated(reserves, desk.today), authors,
        artists, cadence.lacking, tuple(problems),
    )  # fmt: skip


def _dated(rounds: Iterable[YearRound], today: date) -> tuple[YearRound, ...]:
    return tuple(
        replace(each, past=each.post_on < today, late=_late(each, today)) for each in rounds
    )


def _late(each: YearRound, today: date) -> tuple[str, ...]:
    """Return what of a proposed round is due on a day that is over; of others nobody knows here."""
    if each.exists:
        return ()
    return tuple(what for what, day in each.days.items() if day < today)


def _card_rounds(project: Project) -> tuple[list[Round], list[Problem]]:
    """Return the rounds of cards that can be read, and what keeps the others from being read."""
    found, problems = list[Round](), list[Problem]()
    for round_id in round_ids(project.root):
        plan, wrong = load_round(project, round_id)
        if plan is None:
            problems += [problem for problem in wrong if problem.is_error]
        elif plan.mailing is Mailing.CARD:
            found.append(plan)
    return found, problems


def _is_in(day: date, year: int) -> bool:
    first, last = fiscal_year(year)
    return first <= day <= last


def _names(taken: set[str]) -> Callable[[str], Iterator[str]]:
    """Return a source of ids for a month that no folder has: 2027-04a, 2027-04b."""

    def free(month: str) -> Iterator[str]:
        letters = (f"{turn or ''}{letter}" for turn in count() for letter in ascii_lowercase)
        for name in (f"{month}{letter}" for letter in letters):
            if name not in taken:
                taken.add(name)
                yield name

    return free


def _of_plan(plan: Round, planning: Planning) -> YearRound:
    made = _proposed(plan.post_on, plan.id, planning)
    return replace(
        made, author=plan.author, artist=plan.artist, greeting=plan.greeting, exists=True
    )


def _proposed(day: date, name: str, planning: Planning) -> YearRound:
    """Return a round of a day with the days on which its parts are due."""
    return YearRound(
        name,
        day,
        working_day_before(day, planning.pictures),
        working_day_before(day, planning.words),
        working_day_before(day, planning.printing),
    )


def _greeted(
    fresh: Sequence[YearRound], there: Iterable[YearRound], year: int, cadence: Cadence
) -> list[YearRound]:
    """Return the rounds with the greeting of the season on one of those in each window.

    Of high summer the first in the dog days, else the last before; of others the first there is.
    """
    said = {each.greeting for each in there}
    greetings: dict[date, str] = {}
    for window in windows(year):
        days = [each.post_on for each in fresh if _is_read_in(each, window)]
        if window.name == NEW_YEAR:
            days = [cadence.new_year] if cadence.new_year else []
        if days and window.name not in said:
            best = [day for day in days if day >= window.best] or days[-1:]
            greetings[best[0]] = window.name
    return [replace(each, greeting=greetings.get(each.post_on, "")) for each in fresh]


def _is_read_in(each: YearRound, window: Window) -> bool:
    return each.post_on in window and arrives(each.post_on) in window


def _reserves(
    project: Project, rounds: Sequence[YearRound], there: Iterable[Round], year: int
) -> list[YearRound]:
    """Return the reserves of each quarter: ready before its first round, good until its last."""
    planning, taken = project.year, taken_ids(project.root)
    found: list[YearRound] = []
    held = [plan for plan in there if _is_in(plan.post_on, year)]
    for quarter in range(_QUARTERS):
        own = [each for each in rounds if _quarter(each.post_on) == quarter]
        known = [_of_plan(plan, planning) for plan in held if _quarter(plan.post_on) == quarter]
        fresh = range(planning.reserve - len(known) if own else 0)
        names = _reserve_names(year, quarter, taken)
        every = [*known, *(_proposed(own[-1].post_on, next(names), planning) for _ in fresh)]
        found += [_set_aside(each, (own or every)[0].words) for each in every]
    return found


def _quarter(day: date) -> int:
    """Return the quarter of the fiscal year, from 0."""
    return (day.month - 4) % 12 // 3


def _reserve_names(year: int, quarter: int, taken: set[str]) -> Iterator[str]:
    names = (f"{year}-q{quarter + 1}-reserve{f'-{no}' if no > 1 else ''}" for no in count(1))
    return (name for name in names if name not in taken)


def _set_aside(each: YearRound, ready: date) -> YearRound:
    return replace(each, ready=ready, pictures=ready, words=ready)


# -- who draws and writes -----------------------------------------------------------------------


def _written(each: YearRound) -> Turn:
    return Turn((each.words, each.post_on), each.author, not each.exists and not each.author)


def _drawn(each: YearRound) -> Turn:
    return Turn((each.pictures, each.post_on), each.artist, not each.exists and not each.artist)


def _manned(
    project: Project, found: Sequence[Round], rounds: list[YearRound], reserves: list[YearRound],
    seed: str,
) -> tuple[list[YearRound], list[YearRound], Rota, Rota]:  # fmt: skip
    """Return rounds and reserves with an author and an artist each, and the two rotas."""
    planning = project.year
    people = planning.authors or sorted(all_authors(project, found))
    authors = _shared_out(
        people,
        list(map(_written, rounds)),
        list(map(_written, reserves)),
        planning,
        seed + " words",
    )
    people = planning.artists or _artists(project)
    artists = _shared_out(
        people, list(map(_drawn, rounds)), list(map(_drawn, reserves)), planning, seed + " pictures"
    )
    names = list(zip(authors.names, artists.names, strict=True))
    every = [
        replace(each, author=author, artist=artist)
        for each, (author, artist) in zip([*rounds, *reserves], names, strict=True)
    ]
    return every[: len(rounds)], every[len(rounds) :], authors, artists


def _shared_out(
    people: Sequence[str], rounds: list[Turn], reserves: list[Turn], planning: Planning, seed: str
) -> Rota:
    """Return who takes the rounds, which are even by themselves, and then the reserves."""
    first = rota(people, rounds, planning.away, seed)
    fixed = [
        turn._replace(name=name, open=False) for turn, name in zip(rounds, first.names, strict=True)
    ]
    both = rota(people, [*fixed, *reserves], planning.away, seed)
    return replace(both, alone=first.alone + both.alone)


def _artists(project: Project) -> list[str]:
    designs, _ = load_designs(project, design_names(project.root))
    return sorted({design.artist for design in designs if not design.withdrawn} - {""})


# -- written ------------------------------------------------------------------------------------


def write_rounds(project: Project, year: Year, *, late: bool = False) -> list[str]:
    """Make a round.toml of everything that is only proposed and still to come; return the ids.

    ``late``: also of what should be printed or ready by now.

    Raises ProblemsFoundError where a round there is cannot be read: one might come twice.
    OutputError: the folder cannot be written; what was written by then stays.
    """
    if errors_in(year.problems):
        message = phrase("Not every round can be read; nothing was written.")
        raise ProblemsFoundError(message, year.problems)
    wanted = (*year.to_write, *(year.too_late if late else ()))
    for each in wanted:
        plan = Skeleton(each.id, each.post_on, each.artist, each.author, each.greeting,
                        each.pictures, each.words, each.ready)  # fmt: skip
        try:
            write_skeleton(project.root, plan)
        except OSError as error:
            raise cannot_write(project.root / FOLDER, error) from None
    return [each.id for each in wanted]
