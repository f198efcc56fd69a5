"""One of several programs at one ledger: python -m tests.battery.fighting LEDGER ROUNDS SEED.

It tries to freeze, make and post every round, as do the others. Every fourth has no
patience. It prints each round it posted, and how often it lost in which words.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from outreach.errors import LedgerError, OutreachError
from outreach.ledger import FileConsent, Identity, Ledger, PlannedCard
from outreach.model.recipient import Basis
from tests.battery.without import remove_guard
from tests.battery.work import DAY, open_ledger

KEYS = ("k1", "k2", "k3")


def freeze(ledger: Ledger, round_id: str) -> None:
    people = [Identity(key, f"name {key}", f"home {key}") for key in KEYS]
    cards = [PlannedCard(no, who, "{}", {}, "", "") for no, who in enumerate(people, start=1)]
    ledger.freeze(
        round_id, DAY, 1, cards, [], [FileConsent(who, Basis.SELF, DAY) for who in people]
    )


def make(ledger: Ledger, round_id: str) -> None:
    ledger.made(round_id, DAY, 1, [1, 2, 3], {"side": "both"})


def post(ledger: Ledger, round_id: str) -> None:
    ledger.post(round_id, DAY, 3)
    print("posted", round_id, flush=True)


STEPS: tuple[Callable[[Ledger, str], None], ...] = (freeze, make, post)


def fight(path: Path, rounds: int, seed: int) -> None:
    """Try everything; whatever is no refusal in words ends this program badly."""
    rng, lost = random.Random(seed), Counter[str]()
    is_patient = seed % 4 != 3
    with open_ledger(path, rng, patience=60 if is_patient else 0.05) as ledger:
        for number in range(rounds):
            for step in STEPS:
                try:
                    step(ledger, f"r{number}")
                except OutreachError as error:
                    assert str(error.message), "a loser gets words"
                    busy = isinstance(error, LedgerError)
                    assert not (busy and is_patient), "who waits is let in"
                    lost[f"{type(error).__name__}: {error.message.text}"] += 1
    for words, times in lost.items():
        print("lost", times, words)


if __name__ == "__main__":
    remove_guard()
    fight(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
