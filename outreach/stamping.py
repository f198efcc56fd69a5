"""(pieces, stamp drawer, what each person had before) → which stamps go onto which piece.

As in choosing, nothing is left to chance: a hash of the seed breaks ties, and the order of the rows
plays no part. Stamps make up the postage to the yen: the post gives no change, and asks the one who
gets the piece for what is missing.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from outreach.model.stamp import Drawer, Stamp

MOST_STAMPS = 4  # on one piece: more do not fit beside a postcard's postal code


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece that wants stamps. ``had``: the designs its person got before, the latest last."""

    no: int
    key: str
    yen: int
    had: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Stamped:
    """What goes onto a piece, the highest value first; nothing where the drawer lacks it.

    ``again``: the design is that of the person's last stamp, because there was no other.
    """

    piece: Piece
    stamps: tuple[Stamp, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Purchase:
    """Stamps to buy: value in yen and number. ``beside``: the old value they go beside, or 0."""

    yen: int
    count: int
    beside: int = 0


def stamped(pieces: Iterable[Piece], drawer: Drawer, seed: str) -> list[Stamped]:
    """Return what goes onto each piece, by number.

    One stamp where there is one of the value, else the fewest that make up the postage exactly, of
    at most ``MOST_STAMPS``. Nobody gets the design of their last stamp while there is another of
    the value; then it is one they never had, or longest ago, and one of which many are left.
    """
    ordered = sorted(pieces, key=lambda each: (_hash(seed, each.key), each.no))
    made_up = _made_up(ordered, drawer)
    places: defaultdict[int, list[_Place]] = defaultdict(list)
    for piece in ordered:
        for yen in made_up.get(piece.no, ()):
            places[yen].append(_Place(piece))
    for yen in sorted(places, reverse=True):
        of_value = {stamp.design: count for stamp, count in drawer.items() if stamp.yen == yen}
        _Pool(of_value, seed).fill(places[yen])
    found: defaultdict[int, list[Stamp]] = defaultdict(list)
    for yen, taken in places.items():
        for place in taken:
            found[place.piece.no].append(Stamp(place.design, yen))
    return [_result(piece, found[piece.no]) for piece in sorted(ordered, key=lambda each: each.no)]


def _result(piece: Piece, stamps: Iterable[Stamp]) -> Stamped:
    glued = tuple(sorted(stamps, key=lambda stamp: (-stamp.yen, stamp.design)))
    return Stamped(piece, glued, bool(glued) and glued[0].design == _last(piece))


def _last(piece: Piece) -> str:
    return piece.had[-1] if piece.had else ""


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


# -- values: one stamp, or the fewest ----------------------------------------------------------


def sums(yen: int, values: Collection[int]) -> Iterator[tuple[int, ...]]:
    """Yield the ways to make up an amount from these values, the fewest stamps first.

    Of as many stamps the one with the highest value comes first.
    """
    usable = sorted((value for value in values if 0 < value <= yen), reverse=True)
    for count in range(1, MOST_STAMPS + 1):
        yield from (way for way in combinations_with_replacement(usable, count) if sum(way) == yen)


def shares(due: Mapping[int, int], left: Counter[int]) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield how the drawer makes up postage: the values on a piece, and on how many pieces.

    Single stamps are dealt to all pieces before any is spent on a sum, and sums of two before
    sums of three: what one piece could have alone is not broken up for another.

    Args:
        due: how many pieces there are of each postage in yen.
        left: how many stamps there are of each value; what is dealt is taken out of it.
    """
    waiting = Counter(due)
    ways = [way for yen in waiting for way in sums(yen, left.keys())]
    for way in sorted(ways, key=lambda way: (len(way), [-value for value in way])):
        enough = min(left[value] // times for value, times in Counter(way).items())
        taking = min(enough, waiting[sum(way)])
        if taking > 0:
            waiting[sum(way)] -= taking
            left.subtract({value: times * taking for value, times in Counter(way).items()})
            yield way, taking


def _made_up(pieces: Sequence[Piece], drawer: Drawer) -> dict[int, tuple[int, ...]]:
    """Return the values for each piece, by number.

    Whoever had one of the designs last time waits for the sums, where it cannot come again.
    """
    waiting: defaultdict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        waiting[piece.yen].append(piece)
    due = {yen: len(takers) for yen, takers in waiting.items()}
    found: dict[int, tuple[int, ...]] = {}
    for way, count in shares(due, values_of(drawer)):
        takers = sorted(waiting[sum(way)], key=lambda each: (_last(each), way[0]) in drawer)
        taking, waiting[sum(way)] = takers[:count], takers[count:]
        found.update((piece.no, way) for piece in taking)
    return found


def values_of(drawer: Drawer) -> Counter[int]:
    """Return how many stamps there are of each value, whatever their design."""
    values: Counter[int] = Counter()
    for stamp, count in drawer.items():
        values[stamp.yen] += max(count, 0)
    return values


def to_buy(
    missing: Mapping[int, int], left: Mapping[int, int], former: Callable[[int], Collection[int]]
) -> tuple[Purchase, ...]:
    """Return the fewest yen of stamps to buy for pieces the drawer has none for.

    Args:
        missing: how many pieces of each postage have no stamps.
        left: how many stamps of each value are left in the drawer.
        former: what that postage used to be; a stamp of it still serves, with one of the
            difference beside it.
    """
    left = Counter(left)
    bought = []
    for yen, count in sorted(missing.items(), reverse=True):
        for old in sorted(former(yen), reverse=True):
            beside = min(left[old], count) if old < yen else 0
            if beside > 0:
                bought.append(Purchase(yen - old, beside, old))
                left[old] -= beside
                count -= beside
        if count > 0:
            bought.append(Purchase(yen, count))
    return tuple(bought)


# -- designs: another one than last time -------------------------------------------------------


class _Place:
    """Where a stamp of one value goes on a piece, and its design once it is settled."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.last = _last(piece)
        self.design = ""


class _Pool:
    """The stamps of one value while they are dealt; there are enough for every place."""

    def __init__(self, left: Mapping[str, int], seed: str) -> None:
        self._left = {design: count for design, count in left.items() if count > 0}
        self._seed = seed
        # The places dealt so far by (design of the last time, design now): who could exchange.
        self._dealt: defaultdict[tuple[str, str], list[_Place]] = defaultdict(list)

    def fill(self, places: Iterable[_Place]) -> None:
        """Settle the design of every place; those who had one of these designs come first."""
        for place in sorted(places, key=lambda place: place.last not in self._left):
            spent = min(self._left, key=lambda name: self._dislike(place, name))
            place.design = self._exchanged(spent) if spent == place.last else spent
            self._dealt[place.last, place.design].append(place)
            self._left[spent] -= 1
            if not self._left[spent]:
                del self._left[spent]

    def _dislike(self, place: _Place, design: str) -> tuple[int, int, str]:
        """Return what the designs are sorted by: how lately it was there, how few are left."""
        had = place.piece.had
        ago = len(had) - had[::-1].index(design) if design in had else 0
        return ago, -self._left[design], _hash(self._seed, place.piece.key, design)

    def _exchanged(self, design: str) -> str:
        """Return another design than that of last time, all that is left, if anyone exchanges it.

        One exchange does whatever a chain of them could: somebody who had another one last time
        takes ``design`` and gives theirs.
        """
        for (last, now), places in self._dealt.items():
            if places and design not in (last, now):
                giver = places.pop()
                giver.design = design
                self._dealt[last, design].append(giver)
                return now
        return design
