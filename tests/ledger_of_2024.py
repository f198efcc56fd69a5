"""A ledger of the fiscal year 2024 with invented people, alike in its figures to a real year.

38 people (13 men, 25 women) got a card in each of 24 rounds, 12 before the postage rose in October
2024 and 12 after it. Some cards came back, some people wrote of their own accord, nine wrote for
advice, one of them again and again. The same bytes whenever it is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from outreach.ledger import FileConsent, Identity, Ledger, PlannedCard
from outreach.model.event import EventKind, ReturnReason
from outreach.model.recipient import Basis
from outreach.post.rates import postage

FISCAL_YEAR = 2024
PEOPLE, MEN, ROUNDS = 38, 13, 24
AUTHORS = ("みなみ", "ゆき", "そら", "こはる")
# The branches as they are met along the list of people: of two there are fewer than five.
_BRANCHES = (("札幌", 17), ("旭川", 8), ("函館", 7), ("北見", 4), ("", 2))
_FAMILY = 9  # of the people: relatives, who asked for a card of their own
COSTS = (
    ("paper", 36_480, date(2024, 5, 7)),
    ("ink", 22_620, date(2024, 6, 20)),
    ("ink", 18_980, date(2025, 1, 15)),
    ("fee", 4_400, date(2025, 4, 10)),  # paid after the year's end, for the year
    ("travel", 17_240, date(2024, 11, 6)),
)
RETURNS = (
    (3, 7, ReturnReason.UNKNOWN), (6, 20, ReturnReason.UNKNOWN), (11, 31, ReturnReason.MOVED),
    (12, 2, ReturnReason.UNKNOWN), (17, 15, ReturnReason.UNKNOWN), (21, 9, ReturnReason.UNKNOWN),
)  # fmt: skip
GIFTS = (("new-year", 9), ("card", 3), ("thanks", 6), ("drawing", 1))


@dataclass(frozen=True)
class Person:
    """Somebody invented, as far as a report counts them."""

    key: str
    gender: str
    kind: str
    branch: str


def people() -> list[Person]:
    """Return the 38, men and women, persons and families mixed over the branches."""
    branches = [name for name, many in _BRANCHES for _ in range(many)]
    return [
        Person(
            f"k{at:02}",
            "male" if at * MEN // PEOPLE != (at + 1) * MEN // PEOPLE else "female",
            "family" if at * _FAMILY // PEOPLE != (at + 1) * _FAMILY // PEOPLE else "person",
            branch,
        )
        for at, branch in enumerate(branches)
    ]


def post_days() -> list[date]:
    """Return two Tuesdays a month, from April to March."""
    days = []
    for at in range(12):
        first = date(FISCAL_YEAR + (at + 3) // 12, (at + 3) % 12 + 1, 1)
        tuesday = first + timedelta(days=(1 - first.weekday()) % 7 + 7)
        days += [tuesday, tuesday + timedelta(days=14)]
    return days


class _Office:
    """Somebody entering a year into a ledger, day after day."""

    def __init__(self, path: Path) -> None:
        self.today = date(FISCAL_YEAR, 4, 1)
        chance = count(1)
        self.ledger = Ledger.open(
            path,
            clock=lambda: datetime(*self.today.timetuple()[:3], 1, tzinfo=UTC),
            entropy=lambda size: next(chance).to_bytes(size, "big"),
            expected=False,
        )

    def send(self, number: int, day: date, everyone: list[Person], mailing: str = "") -> str:
        """Freeze, make, print and post a round of one piece for each; returns its id."""
        self.today = max(self.today, day)
        round_id = f"{day:%Y-%m-%d}"
        cards = [
            PlannedCard(
                no, _identity(each), f'{{"no": {no}}}', _facts(each, number, day, mailing),
                each.key, each.key,
            )
            for no, each in enumerate(everyone, start=1)
        ]  # fmt: skip
        stated = [
            FileConsent(_identity(each), Basis.FAMILY, date(FISCAL_YEAR, 4, 1)) for each in everyone
        ]
        self.ledger.freeze(round_id, day, 1, cards, (), stated)
        self.ledger.made(round_id, day, 1, range(1, len(cards) + 1), {"side": "both"})
        self.ledger.post(round_id, day, len(cards))
        return round_id


def _identity(person: Person) -> Identity:
    return Identity(person.key, f"name {person.key}", f"home {person.key}")


def _facts(person: Person, number: int, day: date, mailing: str) -> dict[str, object]:
    facts: dict[str, object] = {
        "design": f"picture-{number}", "artist": "そら", "author": AUTHORS[number % len(AUTHORS)],
        "hand": "pen", "stock": "hagaki", "class": "card", "yen": postage("card", day),
        "branch": person.branch, "gender": person.gender, "kind": person.kind,
    }  # fmt: skip
    return facts | ({"mailing": mailing} if mailing else {})


def make(path: Path) -> Path:
    """Write the ledger of the year to ``path`` and return it."""
    everyone = people()
    office = _Office(path)
    with office.ledger as ledger:
        back = {number: (who, reason) for number, who, reason in RETURNS}
        for number, day in enumerate(post_days()):
            round_id = office.send(number, day, everyone)
            if number in back:
                who, reason = back[number]
                key = everyone[who].key
                ledger.returned(round_id, key, reason, day + timedelta(days=5))
                ledger.release(key, day + timedelta(days=8))
        _receive(ledger, everyone)
        for what, yen, on in COSTS:
            data = {"yen": yen, "what": what, "fiscal_year": FISCAL_YEAR}
            ledger.office(EventKind.COST, on, data)
    return path


def _receive(ledger: Ledger, everyone: list[Person]) -> None:
    """Enter the gifts that came, and the letters of nine people."""
    gifts = [kind for kind, many in GIFTS for _ in range(many)]
    for at, kind in enumerate(gifts):
        on = date(2025, 1, 4) + timedelta(days=3 * at)
        ledger.reply(everyone[at * 2].key, on, prompted=at % 3 == 0, kind=kind)
    for at, (on, incoming, continuing) in enumerate(_letters()):
        ledger.letter(everyone[at % 9].key, on, incoming, continuing)


def _letters() -> Iterator[tuple[date, bool, bool]]:
    for at in range(9):
        yield date(2024, 5, 10) + timedelta(days=30 * at), True, at == 4
    for at in range(9):
        yield date(2024, 5, 14) + timedelta(days=30 * at), False, at == 4
