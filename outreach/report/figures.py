"""A fiscal year in figures: what the entries of the ledger add up to. Pure counting, no words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from outreach.ledger import CardFigure
from outreach.model.event import Event, EventKind
from outreach.model.recipient import Mailing

FIRST_MONTH = 4  # a fiscal year runs from April to March (会計年度)
OF_THE_YEAR = (EventKind.REPLY, EventKind.LETTER)
_ORDER = {mailing.value: at for at, mailing in enumerate(Mailing)}


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """The fiscal year that begins in April of ``year``."""

    year: int

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, FIRST_MONTH, 1)

    @property
    def last(self) -> date:
        """Return its last day."""
        return date(self.year + 1, FIRST_MONTH - 1, 31)

    @property
    def months(self) -> tuple[date, ...]:
        """Return the first day of each of its months."""
        numbers = [(self.year + (at + 3) // 12, (at + 3) % 12 + 1) for at in range(12)]
        return tuple(date(year, month, 1) for year, month in numbers)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def fiscal_year_of(day: date) -> FiscalYear:
    """Return the fiscal year a day falls into."""
    return FiscalYear(day.year if day.month >= FIRST_MONTH else day.year - 1)


@dataclass(frozen=True, slots=True)
class Traits:
    """What is counted of a person, as it stood on the last piece of the year."""

    kind: str
    gender: str
    branch: str


@dataclass(frozen=True, slots=True)
class Lot:
    """The pieces of one round, month and rate: who got one, as often as they did."""

    round: str
    month: date
    yen: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """All that was posted of one mailing in the year.

    ``people`` are those it went to, ``got`` how many pieces each; ``returned`` counts reasons.
    """

    mailing: str
    lots: tuple[Lot, ...]
    people: Mapping[str, Traits]
    got: Mapping[str, int]
    returned: Mapping[str, int]
    authors: frozenset[str]

    @property
    def pieces(self) -> int:
        """Return how many pieces were posted."""
        return sum(len(lot.people) for lot in self.lots)

    @property
    def rounds(self) -> int:
        """Return how many rounds they went out in."""
        return len({lot.round for lot in self.lots})

    @property
    def postage(self) -> int:
        """Return their postage in yen."""
        return sum(lot.yen * len(lot.people) for lot in self.lots)


@dataclass(frozen=True, slots=True)
class Letters:
    """Consultation letters; ``continuing`` counts the people who wrote more than the once."""

    received: int = 0
    sent: int = 0
    people: int = 0
    continuing: int = 0


@dataclass(frozen=True, slots=True)
class Year:
    """A fiscal year; ``costs`` are yen by what was paid for, replies counts of gifts."""

    fiscal: FiscalYear
    mail: tuple[Mail, ...] = ()
    letters: Letters = field(default_factory=Letters)
    gifts: Mapping[str, int] = field(default_factory=dict)
    prompted: int = 0
    costs: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Return whether nothing at all stands in the ledger for this year."""
        letters = self.letters.received + self.letters.sent
        return not (self.mail or letters or self.gifts or self.costs)


def year_of(
    fiscal: FiscalYear,
    posted: Iterable[CardFigure],
    entries: Iterable[Event],
    costs: Iterable[Event],
) -> Year:
    """Return the figures of a year.

    Args:
        fiscal: the year.
        posted: the pieces posted in it, net of what was undone.
        entries: the replies and letters of the year, likewise.
        costs: entries of costs, of which those of another fiscal year are left out.
    """
    kept = list(entries)
    replies = [each for each in kept if each.kind is EventKind.REPLY]
    return Year(
        fiscal,
        _mail_of(posted),
        _letters_of(each for each in kept if each.kind is EventKind.LETTER),
        Counter(str(each.data.get("kind") or "") for each in replies),
        sum(bool(each.data.get("prompted")) for each in replies),
        _costs_of(fiscal, costs),
    )


class _Gathering:
    """The pieces of one mailing while they are read, a few operations each: there are many."""

    def __init__(self) -> None:
        self.lots: defaultdict[tuple[str, date, int], list[str]] = defaultdict(list)
        self.latest: dict[str, tuple[date, tuple[str, str, str]]] = {}
        self.returned: Counter[str] = Counter()
        self.authors: set[str] = set()

    def add(self, piece: CardFigure) -> None:
        on, person = piece.posted_on, piece.person_id
        self.lots[piece.round, on, piece.yen].append(person)
        known = self.latest.get(person)
        if known is None or known[0] <= on:
            self.latest[person] = on, (piece.kind, piece.gender, piece.branch)
        if piece.returned:
            self.returned[piece.returned] += 1
        if piece.author:
            self.authors.add(piece.author)

    def mail(self, mailing: str) -> Mail:
        months: defaultdict[tuple[str, date, int], list[str]] = defaultdict(list)
        for (round_id, on, yen), people in self.lots.items():
            months[round_id, on.replace(day=1), yen] += people
        lots = tuple(Lot(*named, tuple(people)) for named, people in months.items())
        traits = {person: Traits(*found) for person, (_, found) in self.latest.items()}
        got: Counter[str] = Counter()
        for lot in lots:
            got.update(lot.people)
        return Mail(mailing, lots, traits, got, self.returned, frozenset(self.authors))


def _mail_of(posted: Iterable[CardFigure]) -> tuple[Mail, ...]:
    found: defaultdict[str, _Gathering] = defaultdict(_Gathering)
    for piece in posted:
        found[piece.mailing].add(piece)
    names = sorted(found, key=lambda name: (_ORDER.get(name, len(_ORDER)), name))
    return tuple(found[name].mail(name) for name in names)


def _letters_of(entries: Iterable[Event]) -> Letters:
    people: dict[str | None, bool] = {}
    directions: Counter[str] = Counter()
    for each in entries:
        directions[str(each.data.get("direction"))] += 1
        goes_on = bool(each.data.get("continuing"))
        people[each.person_id] = people.get(each.person_id, False) or goes_on
    return Letters(directions["in"], directions["out"], len(people), sum(people.values()))


def _costs_of(fiscal: FiscalYear, entries: Iterable[Event]) -> Mapping[str, int]:
    costs: Counter[str] = Counter()
    for each in entries:
        year = each.data.get("fiscal_year")
        # What was bought for a year may be paid after its end: the entry then names the year.
        if year == fiscal.year if year is not None else each.on in fiscal:
            costs[str(each.data.get("what") or "other")] += int(str(each.data.get("yen") or 0))
    return costs
