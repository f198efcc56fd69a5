"""(people, months of rest, rounds) → who draws or writes for which: in turn and evenly.

Nobody has two rounds in a row while somebody else could, and no two people's numbers differ by
more than one where that can be had. Among those who have as few, a hash of the seed decides.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

_MOST_STEPS = 4_000  # of one search; nearly always the first way is a way through


class Turn(NamedTuple):
    """A round to be given to somebody: the days on which its work is due and it is posted.

    ``name`` is whom it has already; ``open`` says that it is to be given to somebody.
    """

    days: tuple[date, ...]
    name: str = ""
    open: bool = True


@dataclass(frozen=True, slots=True)
class Rota:
    """Whose turn it is, and how many each has; ``alone`` turns are open, and nobody is there."""

    names: tuple[str, ...]
    load: Mapping[str, int]
    alone: int = 0

    @property
    def is_fair(self) -> bool:
        """Return whether no two people's numbers differ by more than one."""
        return max(self.load.values(), default=0) - min(self.load.values(), default=0) <= 1


def rota(
    people: Sequence[str], turns: Sequence[Turn], away: Mapping[str, frozenset[str]], seed: str
) -> Rota:
    """Return who takes each turn; a turn that is taken already stays, and counts.

    ``away`` are the months ("2027-08") in which somebody is not asked.
    """
    people = sorted(set(people))
    search = _Search(people, turns, [_present(people, turn, away) for turn in turns], seed)
    taken = sum(1 for turn in turns if turn.name in people and not turn.open)
    there = sum(1 for turn, free in zip(turns, search.free, strict=True) if turn.open and free)
    bounds = _bounds(taken + there, max(len(people), 1))
    ways = (search.within(least, most) for least, most in bounds)
    names = next(way for way in ways if way is not None)
    counts = Counter(names)
    alone = sum(turn.open and not name for turn, name in zip(turns, names, strict=True))
    return Rota(names, {name: counts[name] for name in people}, alone)


def _hash(*parts: object) -> bytes:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).digest()


def _present(
    people: Iterable[str], turn: Turn, away: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """Return who is there to take a turn: in the month of every day it has."""
    months = {f"{day:%Y-%m}" for day in turn.days}
    return frozenset(name for name in people if not months & away.get(name, frozenset()))


def _bounds(total: int, people: int) -> Iterable[tuple[int, int]]:
    """Yield the least and the most turns a person may have, the fairest first.

    The last pair forbids nothing, so some way is always found.
    """
    low, high = total // people, -(-total // people)
    for apart in range(high - low, total + 1):
        for least in range(max(high - apart, 0), low + 1):
            yield least, least + apart
    yield 0, total


class _Search:
    """Looks for a way through all turns, whoever has the fewest first; goes back where it must."""

    def __init__(
        self, people: Sequence[str], turns: Sequence[Turn], free: Sequence[frozenset[str]],
        seed: str,
    ) -> None:  # fmt: skip
        self.people = people
        self.seed = seed
        self.turns = turns
        self.free = free
        self.options = [self._of(turn, there) for turn, there in zip(turns, free, strict=True)]
        self.repeats = _fewest_repeats(self.options)
        self.rest = _still_there(people, turns, free)
        self.names: list[str] = []
        self.load: Counter[str] = Counter()
        self.steps = 0

    def _of(self, turn: Turn, there: frozenset[str]) -> list[str]:
        """Return who may take a turn; nobody ("") where none of the people is there."""
        if not turn.open:
            return [turn.name]
        return [name for name in self.people if name in there] or [""]

    def within(self, least: int, most: int) -> tuple[str, ...] | None:
        """Return a name for every turn with nobody below ``least`` or above ``most``, or None."""
        self.names, self.steps = [], 0
        self.load = Counter(turn.name for turn in self.turns if not turn.open)
        budget = min(self.repeats[0].values()) if self.turns else 0
        return tuple(self.names) if self._goes_on(least, most, budget) else None

    def _goes_on(self, least: int, most: int, budget: int) -> bool:
        """Fill the turns from here to the end; ``budget`` is how often one may follow oneself."""
        at = len(self.names)
        if at == len(self.turns):
            return True
        if self.steps > _MOST_STEPS or not self._can_be_fair(at, least, most):
            return False
        for name in self._in_turn(at):
            again = _follows(self.names[-1] if self.names else "", name)
            if again + self.repeats[at][name] > budget:
                continue
            self.steps += 1
            self._take(at, name, 1)
            if self._goes_on(least, most, budget - again):
                return True
            self._take(at, name, -1)
        return False

    def _take(self, at: int, name: str, count: int) -> None:
        if count > 0:
            self.names.append(name)
        else:
            self.names.pop()
        if self.turns[at].open:
            self.load[name] += count

    def _in_turn(self, at: int) -> list[str]:
        """Return who may take a turn, the fewest first; in another order each time around."""
        return sorted(self.options[at], key=lambda n: (self.load[n], _hash(self.seed, at, n)))

    def _can_be_fair(self, at: int, least: int, most: int) -> bool:
        """Return whether those below ``least`` can still reach it, and those below ``most`` do."""
        rest = self.rest[at]
        if any(self.load[n] > most or self.load[n] + rest[n] < least for n in self.people):
            return False
        need = sum(max(least - self.load[name], 0) for name in self.people)
        room = sum(min(most - self.load[name], rest[name]) for name in self.people)
        return need <= rest[""] <= room


def _follows(before: str, name: str) -> int:
    """Return 1 where somebody would have two turns in a row."""
    return 1 if name and name == before else 0


def _fewest_repeats(options: Sequence[Sequence[str]]) -> list[dict[str, int]]:
    """Return for each turn and who may take it how often somebody must follow oneself after it."""
    found: list[dict[str, int]] = []
    after: dict[str, int] = {}
    for names in reversed(options):
        after = {
            name: min((count + _follows(name, n) for n, count in after.items()), default=0)
            for name in names
        }
        found.append(after)
    return found[::-1]


def _still_there(
    people: Sequence[str], turns: Sequence[Turn], free: Sequence[frozenset[str]]
) -> list[Mapping[str, int]]:
    """Return for each turn how many from it on each could take; under "" how many there are."""
    found: list[Mapping[str, int]] = []
    rest: Counter[str] = Counter(dict.fromkeys(people, 0))
    for turn, there in reversed(list(zip(turns, free, strict=True))):
        if turn.open and there:
            rest.update([*there, ""])
        found.append(Counter(rest))
    return found[::-1]
