"""(settings, seed, rounds there are) → the days of a year on which cards are posted.

The days stand around evenly spaced targets, each moved by a few days that a hash of the seed
decides, so that nobody can set a clock by the letter box, and the same settings give the same year
on any machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from outreach.model.project import Rhythm
from outreach.model.season import NEW_YEAR
from outreach.post.calendar import days_between, fiscal_year, is_in_rush, is_posting_day, window_of

_DAY = timedelta(days=1)
_MOST = 13  # cards a month: no month has more than thirteen, or at times fourteen, posting days
_YEAR = 366  # days; a wish for more is one for a year
_LEFT_OUT = 1_000_000  # what a month that gets a card too few costs: more than any detour


class Slot(NamedTuple):
    """A card that is wished for: the day it would best be posted on, and the days it may be."""

    target: date
    days: tuple[date, ...]
    new_year: bool = False


@dataclass(frozen=True, slots=True)
class Cadence:
    """The days found, in order, and for how many cards a month had no day any more.

    ``new_year`` is the one of the New Year cards.
    """

    days: tuple[date, ...]
    new_year: date | None
    lacking: Mapping[date, int]


def posting_days(
    year: int, rhythm: Rhythm, seed: str, taken: Collection[date], *, new_year: bool
) -> Cadence:
    """Return the posting days of a fiscal year that are still to be filled.

    ``taken`` are the days of the rounds there are, those of the year before and after included:
    each stands for a card of its month, and none comes closer to it than the gap.
    """
    slots = list(_slots(year, rhythm, seed, taken, new_year=new_year))
    found = _fitted(slots, _days(max(rhythm.gap, 1)), sorted(taken))
    beyond = max(rhythm.per_month - _MOST, 0)
    lacking = {first: beyond for first, _ in _months(year) if beyond}
    for slot, day in zip(slots, found, strict=True):
        if day is None:
            month = slot.target.replace(day=1)
            lacking[month] = lacking.get(month, 0) + 1
    special = (day for slot, day in zip(slots, found, strict=True) if slot.new_year)
    return Cadence(tuple(day for day in found if day), next(special, None), lacking)


def _days(number: int) -> timedelta:
    return min(number, _YEAR) * _DAY


def _slots(
    year: int, rhythm: Rhythm, seed: str, taken: Collection[date], *, new_year: bool
) -> Iterator[Slot]:
    """Yield what each month still lacks, in the order of the year."""
    moved = _Moved(seed, _days(rhythm.spread))
    for first, last in _months(year):
        held = sorted(day for day in taken if first <= day <= last)
        count, end = min(rhythm.per_month, _MOST), None
        if new_year and first.month == 12:
            if not any(map(is_in_rush, held)):
                end = _new_year_slot(first, moved)
            held = [day for day in held if not is_in_rush(day)]
            count -= 1
        month = [day for day in days_between(first, last) if not is_in_rush(day)]
        yield from _month_slots(month, count, held, moved)
        if end is not None:
            yield end


def _months(year: int) -> Iterator[tuple[date, date]]:
    """Yield the first and the last day of each month of a fiscal year."""
    first, end = fiscal_year(year)
    while first <= end:
        after = (first + 31 * _DAY).replace(day=1)
        yield first, after - _DAY
        first = after


def _month_slots(
    month: Sequence[date], count: int, held: Sequence[date], moved: _Moved
) -> Iterator[Slot]:
    """Yield the cards a month lacks; those there are stand for the targets nearest to them."""
    days = tuple(day for day in month if is_posting_day(day))
    evenly = [(month[len(month) * (2 * at + 1) // (2 * count)], at) for at in range(count)]
    for day in held[:count]:
        evenly.remove(min(evenly, key=lambda each: (abs(each[0] - day), each)))
    for target, at in evenly:
        yield Slot(moved.target(target, days, at), days)


def _new_year_slot(december: date, moved: _Moved) -> Slot:
    """Return the New Year cards: posted early enough to lie in the letter box on 1 January."""
    window = window_of(NEW_YEAR, december)
    days = tuple(day for day in days_between(window.first, window.last) if is_posting_day(day))
    middle = window.first + (window.last - window.first) // 2
    return Slot(moved.target(middle, days, NEW_YEAR), days, new_year=True)


class _Moved(NamedTuple):
    """How targets are moved: onto a posting day within ``spread``, as a hash decides."""

    seed: str
    spread: timedelta

    def target(self, day: date, days: Iterable[date], which: object) -> date:
        """Return where a card would best go; ``day`` itself where no posting day is so near."""
        near = [each for each in days if abs(each - day) <= self.spread]
        text = json.dumps([self.seed, day.isoformat(), which])
        number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        return near[number % len(near)] if near else day


# -- fitting ------------------------------------------------------------------------------------


class _Way(NamedTuple):
    """What the detours cost so far, the day chosen last (None: no day), and the way to it."""

    cost: int
    day: date | None = None
    before: _Way | None = None

    def days(self) -> list[date | None]:
        """Return the days of all slots so far."""
        found: list[date | None] = []
        way = self
        while way.before is not None:
            found.append(way.day)
            way = way.before
        return found[::-1]


def _fitted(slots: Iterable[Slot], gap: timedelta, taken: Sequence[date]) -> list[date | None]:
    """Return a day for every slot, in order and at least ``gap`` apart, or None for those without.

    First as many as can be, then as near to the targets as can be (least squares): every way is
    followed but those that another leaves behind: no dearer, and free again no later (dynamic
    programming).
    """
    ways: dict[date, _Way] = {date.min: _Way(0)}
    for slot in slots:
        free = [day for day in slot.days if all(abs(day - other) >= gap for other in taken)]
        after: dict[date, _Way] = {}
        for last, way in ways.items():
            _keep(after, last, _Way(way.cost + _LEFT_OUT, None, way))
            for day in free:
                if last == date.min or day - last >= gap:
                    _keep(after, day, _Way(way.cost + (day - slot.target).days ** 2, day, way))
        ways = dict(_leading(after))
    return min(ways.values(), key=lambda way: way.cost).days()


def _keep(ways: dict[date, _Way], last: date, way: _Way) -> None:
    known = ways.get(last)
    if known is None or way.cost < known.cost:
        ways[last] = way


def _leading(ways: Mapping[date, _Way]) -> Iterator[tuple[date, _Way]]:
    """Yield the ways that cost less than every one that ends before."""
    least: int | None = None
    for last in sorted(ways):
        if least is None or ways[last].cost < least:
            least = ways[last].cost
            yield last, ways[last]
