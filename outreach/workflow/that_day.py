"""The day of a posting: whether it can be, and what else went to the same people then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

from outreach.errors import ExitCode, Problem, Severity, StateError, Where
from outreach.ledger import FrozenCard, Ledger
from outreach.ledger.numbers import listed
from outreach.model.event import EventKind
from outreach.model.round import Round
from outreach.model.words import pieces
from outreach.phrase import Phrase, phrase
from outreach.post.calendar import is_delivery_day
from outreach.post.holidays import holiday_on
from outreach.workflow.apart import homes_of
from outreach.workflow.desk import Desk

_EARLY = 7  # days before the round's own day, from which on it looks like a slip
_SUNDAY = 6
_CHUNK = 1000
_DAY = timedelta(days=1)


def refuse_early(ledger: Ledger, plan: Round | None, round_id: str, on: date) -> None:
    """Raise StateError for a day before the round was frozen and before its own day.

    A round of long ago that is entered afterwards was posted on its own day, before its freeze.
    """
    if not ledger.is_frozen(round_id):
        return  # that it was never printed is said by the posting itself
    frozen_on = ledger.freeze_head(round_id, 1)[2]
    earliest = min(frozen_on, plan.post_on) if plan else frozen_on
    if on < earliest:
        raise StateError(
            phrase("Round {id} was not there yet on {on}: it is of {day}, and was frozen on "
                   "{frozen}.", id=round_id, on=on, day=plan.post_on if plan else "?",
                   frozen=frozen_on),
            phrase("Look at the day; the earliest is {earliest}. If the round really was posted "
                   "before, write that day as post_on in its round.toml.", earliest=earliest),
        )  # fmt: skip


def remarks_on_day(plan: Round | None, on: date) -> Iterator[Problem]:
    """Yield what is odd about a day of posting: no mail moves on it, or it is far too early."""
    if on.weekday() == _SUNDAY or holiday_on(on):
        moves = on
        while not is_delivery_day(moves):
            moves += _DAY
        yield _remark(
            "posted-on-holiday",
            phrase("{on} is a Sunday or a holiday: is that the day?", on=on),
            phrase("If so there is nothing to do; the mail moves on from {day}. If not, take the "
                   "entries back with outreach undo and post on the right day.", day=moves),
            plan,
        )  # fmt: skip
    if plan is not None and (plan.post_on - on).days > _EARLY:
        yield _remark(
            "posted-early",
            phrase("That is {days} days before the day of the round, {day}.",
                   days=(plan.post_on - on).days, day=plan.post_on),
            phrase("If it is right there is nothing to do. Look whether it was the right round."),
            plan,
        )  # fmt: skip


def _remark(code: str, message: Phrase, hint: Phrase, plan: Round | None) -> Problem:
    where = Where(plan.where.file) if plan else Where()
    return Problem(ExitCode.STATE, code, message, hint, where, Severity.WARNING)


# -- what else went to the same people -------------------------------------------------------------


def posted_elsewhere(ledger: Ledger, round_id: str, on: date) -> frozenset[str]:
    """Return the keys of all who were posted a card of another round on a day."""
    posted = ledger.entries_between(on, on, [EventKind.POSTED])
    keys = sorted({event.key for event in posted if event.round != round_id and event.key})
    return frozenset(key for key, days in _days_of(ledger, keys, on) if on in days)


def _days_of(
    ledger: Ledger, keys: Iterable[str], since: date
) -> Iterator[tuple[str, tuple[date, ...]]]:
    """Yield each key that was posted a card since a day, with the days."""
    rest = iter(keys)
    while chunk := list(islice(rest, _CHUNK)):
        yield from ledger.cards_posted(chunk, since).items()


def remarks_on_second(
    desk: Desk, ledger: Ledger, round_id: str, on: date, posted: Iterable[int],
    others: Collection[str],
) -> Iterator[Problem]:  # fmt: skip
    """Yield that cards just posted are the second of the day to their person or home.

    ``others`` were posted a card of another round that day. What is in the letter box is there, so
    that it is entered all the same; plan keeps such rounds apart before anything is printed.
    """
    if not others:
        return
    cards = list(_cards(ledger, round_id, posted))
    at_home = _homes_that_have_one(desk, {card.key for card in cards}, others)
    if second := [card.no for card in cards if card.key in others or card.key in at_home]:
        yield _remark(
            "second-card-of-the-day",
            phrase("Two cards went to the same person or home on {on}: no. {numbers}.",
                   on=on, numbers=listed(second)),
            phrase("If these still lie here, keep them for another day: outreach undo their "
                   "entries, then post with --held. Otherwise give the next round another day."),
            None,
        )  # fmt: skip


def _cards(ledger: Ledger, round_id: str, numbers: Iterable[int]) -> Iterator[FrozenCard]:
    """Yield those of the numbers that are cards, and no newsletter or report."""
    wanted = {*numbers}
    return (card for card in ledger.cards(round_id)
            if card.no in wanted and "mailing" not in card.facts)  # fmt: skip


def _homes_that_have_one(desk: Desk, keys: Collection[str], others: Collection[str]) -> set[str]:
    """Return those of the keys that live with somebody who was posted a card that day."""
    rhythm = desk.project.rhythm
    if rhythm.same_day:
        return set()
    found: set[str] = set()
    for home in homes_of(desk):
        is_wished = all(key.casefold() in rhythm.together for key in home)
        if not is_wished and any(key in others for key in home):
            found |= {key for key in home if key in keys}
    return found


def remarks_on_distance(
    desk: Desk, ledger: Ledger, round_id: str, on: date, posted: Iterable[int]
) -> Iterator[Problem]:
    """Yield whose card just posted is too few days from another, if outreach.toml sets a gap."""
    rhythm = desk.project.rhythm
    if not rhythm.strict:
        return
    numbers = {card.key: card.no for card in _cards(ledger, round_id, posted)}
    past = _days_of(ledger, numbers, on - rhythm.gap * _DAY)
    close = [key for key, days in past
             if any(0 < abs((on - day).days) < rhythm.gap for day in days)]  # fmt: skip
    if close:
        yield _remark(
            "cards-close",
            phrase("Less than {gap} days lie between these cards and others to the same people: "
                   "{pieces} (no. {numbers}).", gap=rhythm.gap, pieces=pieces(len(close)),
                   numbers=listed(numbers[key] for key in close)),
            phrase("Post the next round some days later."),
            None,
        )  # fmt: skip
