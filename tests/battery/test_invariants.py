"""With no trigger in the way: each invariant alone still stops what must not be, and is named."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.errors import StateError
from outreach.ledger import FileConsent, Identity, Ledger, LeftOut, PlannedCard, schema
from outreach.ledger.invariants import broken
from outreach.model.event import EventKind, NewEvent
from outreach.model.recipient import Basis
from outreach.model.standing import Reason
from tests.battery.work import DAY, open_ledger

PEOPLE = ("k1", "k2", "k3")


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """A ledger made without its guards: k1 posted, k2 made, k3 planned, k9 left out."""
    steps = tuple(
        tuple(each for each in step if " TRIGGER " not in each) for step in schema.MIGRATIONS
    )
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    schema.expected.cache_clear()
    people = [Identity(key) for key in PEOPLE]
    cards = [PlannedCard(no, who, "{}", {}, "", "") for no, who in enumerate(people, start=1)]
    with open_ledger(tmp_path / "ledger.db", random.Random(0)) as opened:
        stated = [FileConsent(who, Basis.SELF, DAY) for who in people]
        opened.freeze("r1", DAY, 1, cards, [LeftOut(Identity("k9"), Reason.STOPPED)], stated)
        opened.made("r1", DAY, 1, [1, 2], {})
        opened.post("r1", DAY, 1, held=[2])
        yield opened
    schema.expected.cache_clear()


CASES = {
    "posted-twice": (EventKind.POSTED, "k1", 1),
    "card-of-two": (EventKind.PLANNED, "k9", 2),
    "two-cards": (EventKind.PLANNED, "k2", 9),
    "left-out-twice": (EventKind.LEFT_OUT, "k2", None),
    "never-made": (EventKind.POSTED, "k3", 3),
    "never-planned": (EventKind.POSTED, "k9", 1),
    "never-posted": (EventKind.RETURNED, "k2", 2),
    "no-content": (EventKind.PLANNED, "k3", 3),
}


@pytest.mark.battery
@pytest.mark.parametrize("code", CASES)
def test_an_invariant_stops_what_no_trigger_stopped(ledger: Ledger, code: str) -> None:
    kind, key, card = CASES[code]
    event = NewEvent(
        kind, DAY, ledger.person_id(key), "r1", card, 2,
        data={"reason": "other"} if kind is EventKind.RETURNED else {},
    )  # fmt: skip
    before = ledger.head()
    found: list[str] = []
    with pytest.raises(StateError), ledger.transaction():
        ledger.append([event])
        found = [name for name, _, _ in broken(ledger._connection, "r1")]
    assert code in found
    assert ledger.head() == before
