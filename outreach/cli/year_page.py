"""A year as it is shown: on the screen, as JSON, and in a calendar program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from outreach.cli.boundary import problem_data
from outreach.cli.language import _, say
from outreach.cli.output import note, show_table, tell
from outreach.errors import OutputError, Problem
from outreach.model.season import GREETINGS
from outreach.model.words import listed
from outreach.phrase import Phrase, phrase
from outreach.sources.ics import Entry, calendar_file
from outreach.workflow.desk import Desk
from outreach.workflow.rota import Rota
from outreach.workflow.year import PRINT, Year, YearRound

_WEEKDAYS = (
    phrase("Mo"), phrase("Tu"), phrase("We"), phrase("Th"), phrase("Fr"), phrase("Sa"),
    phrase("Su"),
)  # fmt: skip


def show_year(year: Year) -> None:
    """Show the rounds, the reserves, and how many rounds each person has."""
    columns = (_("Round"), _("Posted on"), _("Weekday"), _("Greeting"), _("Who writes"),
               _("Words by"), _("Who draws"), _("Picture by"), _("State"))  # fmt: skip
    show_table(columns, [_row(each) for each in year.rounds])
    if year.reserves:
        tell(phrase("In reserve, for a fortnight in which somebody is unwell:"))
        ready = (_("Round"), _("Ready by"), _("Who writes"), _("Who draws"), _("State"))
        show_table(ready, [_reserve_row(each) for each in year.reserves])
    if year.authors.load:
        tell(phrase("Words: {people}", people=_people(year.authors)))
    if year.artists.load:
        tell(phrase("Pictures: {people}", people=_people(year.artists)))
    if any(each.past and not each.exists for each in year.rounds):
        note(phrase("Days that are over are shown for the whole year; no folder is made of them."))


def _row(each: YearRound) -> tuple[object, ...]:
    return (
        each.id, each.post_on.isoformat(), say(_WEEKDAYS[each.post_on.weekday()]),
        GREETINGS.get(each.greeting, ""), each.author, each.words.isoformat(), each.artist,
        each.pictures.isoformat(), say(_state(each)),
    )  # fmt: skip


def _reserve_row(each: YearRound) -> tuple[object, ...]:
    ready = each.ready.isoformat() if each.ready else ""
    return (each.id, ready, each.author, each.artist, say(_state(each)))


def _state(each: YearRound) -> Phrase:
    if each.exists:
        return phrase("there")
    if each.past:
        return phrase("over")
    if each.late:
        return phrase("too late by now: {what}", what=listed([_LATE[what] for what in each.late]))
    return phrase("proposed")


_LATE = {
    "pictures": phrase("picture"),
    "words": phrase("words"),
    PRINT: phrase("printing"),
    "ready": phrase("the whole reserve"),
}


def tell_next(year: Year, *, write: bool, late: bool) -> None:
    """Say how the folders are made, and which are made only if they are asked for."""
    if year.to_write and not write:
        tell(phrase("To make their folders: outreach year {year} --write", year=year.year))
    if year.too_late and not late:
        note(phrase("No folder is made of what should be printed or ready by now: {rounds}. If it "
                    "is wanted all the same: outreach year {year} --write --late",
                    rounds=", ".join(each.id for each in year.too_late),
                    year=year.year))  # fmt: skip


def _people(found: Rota) -> str:
    return ", ".join(f"{name} {count}" for name, count in found.load.items())


# -- JSON ---------------------------------------------------------------------------------------


def year_data(
    year: Year, problems: Sequence[Problem], written: Sequence[str]
) -> Mapping[str, object]:
    """Return a year as JSON has it; days are ISO dates."""
    return {
        "fiscal_year": year.year,
        "windows": [
            {"greeting": each.name, "first": str(each.first), "last": str(each.last)}
            for each in year.windows
        ],
        "rounds": [_data(each) for each in year.rounds],
        "reserves": [
            {**_data(each), "ready": str(each.ready)} for each in year.reserves
        ],
        "authors": year.authors.load,
        "artists": year.artists.load,
        "lacking": [
            {"month": f"{month:%Y-%m}", "count": count} for month, count in year.lacking.items()
        ],
        "written": list(written),
        "problems": [problem_data(each) for each in problems],
    }  # fmt: skip


def _data(each: YearRound) -> dict[str, object]:
    return {
        "id": each.id,
        "post_on": str(each.post_on),
        "arrives": str(each.arrives),
        "greeting": each.greeting,
        "author": each.author,
        "artist": each.artist,
        "pictures": str(each.pictures),
        "words": str(each.words),
        "print": str(each.printing),
        "exists": each.exists,
        "past": each.past,
        "late": list(each.late),
    }


# -- a calendar program -------------------------------------------------------------------------


def refuse_calendar(file: Path) -> None:
    """Raise OutputError where a calendar cannot be written: its folder is not there, or it is."""
    if not file.absolute().parent.is_dir():
        raise OutputError(
            phrase("There is no folder {folder}.", folder=file.parent.as_posix()),
            phrase("Make the folder first, or choose another one."),
        )
    if file.exists():
        raise OutputError(
            phrase("{folder} is there already and is never overwritten.", folder=file.name),
            phrase("Choose another name, or delete the old file first: taken in, the new one "
                   "renews what the old one brought."),
        )  # fmt: skip


def calendar_bytes(desk: Desk, year: Year) -> bytes:
    """Return what is due when as an iCalendar file, in the reader's language."""
    name = say(phrase("Picture postcards {year}", year=year.year))
    entries = [
        Entry(_uid(desk.project.name, each.id, what), day, say(summary), say(details))
        for each in (*year.rounds, *year.reserves)
        for what, day, summary, details in _due(each)
    ]
    return calendar_file(name, sorted(entries, key=lambda each: (each.day, each.uid)), desk.clock())


def _due(each: YearRound) -> Iterator[tuple[str, date, Phrase, Phrase]]:
    """Yield what is due for a round: what it is, its day, and what the calendar says of it."""
    makers = phrase("Picture: {artist}, words: {author}", artist=each.artist or "–",
                    author=each.author or "–")  # fmt: skip
    if each.ready is not None:
        yield "ready", each.ready, phrase("{id}: reserve ready", id=each.id), makers
        return
    picture, words = phrase("{id}: picture due", id=each.id), phrase("{id}: words due", id=each.id)
    yield "pictures", each.pictures, _of(picture, each.artist), makers
    yield "words", each.words, _of(words, each.author), makers
    command = phrase("outreach print {id}", id=each.id)
    yield "print", each.printing, phrase("{id}: print", id=each.id), command
    posting = _of(phrase("{id}: post", id=each.id), GREETINGS.get(each.greeting, ""))
    yield "post", each.post_on, posting, makers


def _of(words: Phrase, whose: str) -> Phrase:
    return phrase("{words} ({whose})", words=words, whose=whose) if whose else words


def _uid(*parts: str) -> str:
    """Return the same name for the same thing every time, which tells nothing of its parts."""
    digest = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
    return f"{digest[:32]}@outreach"
