"""What there is to say of a year: months with a card too few, an uneven load, days that are bad."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.model.project import Project
from outreach.model.season import NEW_YEAR
from outreach.model.words import rounds
from outreach.phrase import Phrase, phrase
from outreach.post.calendar import arrives, is_in_rush, is_posting_day
from outreach.sources.project import FILE_NAME
from outreach.sources.round_file import round_place
from outreach.workflow.rota import Rota
from outreach.workflow.year import Year, YearRound

_DOES = {"authors": phrase("writes"), "artists": phrase("draws")}


def remarks(project: Project, year: Year) -> list[Problem]:
    """Return warnings about a year, none of which stops anything."""
    rotas = {"authors": year.authors, "artists": year.artists}
    return [
        *_short_months(project, year),
        *_of_rota("authors", year.authors, [each.author for each in year.rounds], year),
        *_of_rota("artists", year.artists, [each.artist for each in year.rounds], year),
        *_unknown_away(project, rotas),
        *_bad_days(project, year),
    ]


_SETTINGS = Where(FILE_NAME)


def _warning(code: str, message: Phrase, hint: Phrase, where: Where = _SETTINGS) -> Problem:
    return Problem(ExitCode.PROJECT, code, message, hint, where, Severity.WARNING)


def _short_months(project: Project, year: Year) -> Iterator[Problem]:
    rhythm = project.rhythm
    for month, count in year.lacking.items():
        yield _warning(
            "year-month-short",
            phrase("In {month} no day is left for {count} of {wished}: none is {gap} days from "
                   "the other rounds.", month=f"{month:%Y-%m}", count=count,
                   wished=rhythm.per_month, gap=rhythm.gap),
            phrase("Change per_month or gap in [rhythm], or leave it so."),
        )  # fmt: skip


def _of_rota(role: str, found: Rota, names: Sequence[str], year: Year) -> Iterator[Problem]:
    does = _DOES[role]
    if not found.load:
        message = phrase("Nobody is known who {does}.", does=does)
        hint = phrase('Write {key} = ["…"] with the pen names in [year].', key=role)
        yield _warning("year-nobody-known", message, hint)
        return
    if found.alone:
        message = phrase("For {count} nobody who {does} is there.",
                         count=rounds(found.alone), does=does)  # fmt: skip
        yield _warning("year-nobody-there", message, phrase("A reserve can stand in."))
    fresh = [not each.exists for each in year.rounds]
    if len(found.load) == 1 and len(fresh) > 1 and any(fresh):
        message = phrase("One person alone {does} all {count}.", does=does,
                         count=rounds(sum(found.load.values())))  # fmt: skip
        hint = phrase('If there are others: {key} = ["…"] with the pen names in [year].', key=role)
        yield _warning("year-one-alone", message, hint)
    pairs = zip(pairwise(names), pairwise(fresh), strict=True)
    if len(found.load) > 1 and any(a and a == b and any(new) for (a, b), new in pairs):
        message = phrase("Somebody {does} twice in a row: the others are away.", does=does)
        yield _warning("year-in-a-row", message, _SHARE)
    if not found.is_fair:
        message = phrase("The rounds cannot be shared out evenly: one person {does} {most}, "
                         "another {least}.", does=does, most=max(found.load.values()),
                         least=min(found.load.values()))  # fmt: skip
        yield _warning("year-load", message, _SHARE)


_SHARE = phrase("Change it in the round.toml where it matters; what is written there stays.")


def _unknown_away(project: Project, rotas: dict[str, Rota]) -> Iterator[Problem]:
    known = {name for found in rotas.values() for name in found.load}
    if set(project.year.away) - known:
        yield _warning(
            "year-away-unknown",
            phrase("away names somebody who neither writes nor draws here."),
            phrase("Compare the names with authors and artists in [year]."),
        )


def _bad_days(project: Project, year: Year) -> Iterator[Problem]:
    """Yield a warning for every round still to come whose day is none to post on."""
    for each in year.rounds:
        if each.exists and not each.past and (message := _against(each)) is not None:
            where = round_place(project.root, each.id, "post_on")
            yield _warning("year-bad-day", message, _GOOD_DAYS, where)


_GOOD_DAYS = phrase("Monday to Wednesday is best, before 15 December and after 7 January.")


def _against(each: YearRound) -> Phrase | None:
    """Return what speaks against the day of a round, None for a good one."""
    if is_in_rush(each.post_on) and each.greeting != NEW_YEAR:
        return phrase("{day} lies in the New Year rush, when an ordinary card may be late.",
                      day=each.post_on)  # fmt: skip
    if is_posting_day(each.post_on):
        return None
    return phrase("A card posted on {day} lies over a weekend or a holiday: it comes on {after} "
                  "at the earliest.", day=each.post_on, after=arrives(each.post_on))  # fmt: skip
