"""What an office does with its ledger, at random: the work that is cut, killed and fought over."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from outreach.errors import OutreachError, errors_in
from outreach.ledger import Identity, Ledger, LeftOut, PlannedCard
from outreach.ledger.standing import reason_against
from outreach.model.event import EventKind, ReturnReason, Wish
from outreach.model.recipient import Basis
from outreach.workflow.returns import enter_pull

DAY = date(2025, 6, 1)
AT = datetime(2025, 6, 1, 9, 30, tzinfo=UTC)
TABLES = ("meta", "person", "event", "content", "note")


def open_ledger(
    path: Path, rng: random.Random, *, expected: bool = False, patience: float = 10.0
) -> Ledger:
    """Open a ledger whose chance is the given one."""
    return Ledger.open(
        path, clock=lambda: AT, entropy=rng.randbytes, expected=expected, patience=patience
    )


def fingerprint(path: Path) -> str:
    """Return a digest of every row of every table of a ledger, read by nothing of ours."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(path)) as connection:
        for table in TABLES:
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1"):
                digest.update(repr(row).encode())
    return digest.hexdigest()


class Work:
    """Random work of one writer; ``mark`` tells its rounds from those of others."""

    def __init__(self, ledger: Ledger, rng: random.Random, mark: str = "r", people: int = 5):
        self.ledger = ledger
        self.rng = rng
        self.mark = mark
        self.keys = [f"k{number}" for number in range(people)]
        self.on = DAY

    def step(self) -> bool:
        """Do one thing, a transaction of the ledger's own; returns whether it was allowed."""
        self.on += timedelta(days=self.rng.randrange(2))
        try:
            self.rng.choice(_ACTIONS)(self)
        except OutreachError:
            return False
        return True

    @property
    def key(self) -> str:
        return self.rng.choice(self.keys)

    @property
    def round(self) -> str:
        return f"{self.mark}{self.rng.randrange(6)}"

    def consent(self) -> None:
        self.ledger.consent(self.key, self.on, self.rng.choice(list(Basis)), "told by telephone")

    def stop(self) -> None:
        self.ledger.stop(self.key, self.on)

    def pause(self) -> None:
        self.ledger.pause(self.key, self.on, self.on + timedelta(days=30))

    def release(self) -> None:
        self.ledger.release(self.key, self.on)

    def wish(self) -> None:
        self.ledger.wish(self.key, self.on, Wish.LESS, days=20)

    def reply(self) -> None:
        self.ledger.reply(self.key, self.on)

    def erase(self) -> None:
        self.ledger.erase(self.key)

    def freeze(self) -> None:
        """Freeze a round for whoever may be written to, or freeze it again."""
        round_id, ledger = self.round, self.ledger
        with ledger.transaction():
            standings = ledger.standings(self.keys)
            no = ledger.next_card_no(round_id)
            batch = ledger.next_batch(round_id)
            numbers = {card.key: card.no for card in ledger.cards(round_id)}
            posted = ledger.posted_cards(round_id)
            cards, others = [], []
            for key in self.keys:
                if reason := reason_against(standings[key]):
                    others.append(LeftOut(Identity(key), reason))
                elif numbers.get(key) not in posted:
                    at = numbers.get(key, no)
                    no += at == no
                    cards.append(PlannedCard(at, Identity(key), "{}" * 400, {}, key, "hello"))
            ledger.freeze(round_id, self.on, batch, cards, others, [])

    def make(self) -> None:
        """Note the files of everything frozen."""
        round_id = self.round
        numbers = [card.no for card in self.ledger.cards(round_id)]
        batch = max(1, self.ledger.next_batch(round_id) - 1)
        self.ledger.made(round_id, self.on, batch, numbers, {"side": "both"})

    def printed(self) -> None:
        round_id = self.round
        waiting = self.ledger.tally(round_id).waiting
        spoilt = [no for no in waiting if self.rng.random() < 0.2]
        self.ledger.printed(round_id, self.on, spoilt)

    def post(self) -> None:
        round_id = self.round
        self.ledger.post(round_id, self.on, len(self.ledger.tally(round_id).waiting))

    def pulled(self) -> None:
        """Take every card that must not go out of the stack."""
        round_id = self.round
        for card in self.ledger.tally(round_id).pull:
            enter_pull(self.ledger, round_id, card.key, self.on)

    def returned(self) -> None:
        self.ledger.returned(self.round, self.key, self.rng.choice(list(ReturnReason)), self.on)

    def undo(self) -> None:
        seq = self.ledger.head()[0]
        self.ledger.undo(max(1, seq - self.rng.randrange(8)), self.on, "a slip of the pen")


_ACTIONS: tuple[Callable[[Work], None], ...] = (
    Work.consent, Work.consent, Work.consent, Work.stop, Work.pause, Work.release, Work.wish,
    Work.reply, Work.erase, Work.freeze, Work.freeze, Work.freeze, Work.make, Work.make, Work.make,
    Work.printed, Work.pulled, Work.pulled, Work.post, Work.post, Work.post, Work.post,
    Work.returned, Work.undo,
)  # fmt: skip


def posted_twice(ledger: Ledger) -> list[tuple[str | None, str | None]]:
    """Return (round, key) of whatever went out twice, counted by hand: nothing may."""
    undone = {event.reverses for event in ledger.events()}
    sent = [
        (event.round, event.key)
        for event in ledger.events()
        if event.kind is EventKind.POSTED and event.seq not in undone
    ]
    return sorted((each for each, times in Counter(sent).items() if times > 1), key=str)


def wrongs(ledger: Ledger, heads: list[tuple[int, str]]) -> list[str]:
    """Return all that is wrong with a ledger that had acknowledged these entries."""
    found = [str(problem.message) for problem in errors_in(ledger.verify())]
    found += [f"acknowledged and lost: {seq}" for seq, hash_ in heads if seq
              and ledger.noted(seq, hash_) is None]  # fmt: skip
    found += [f"sent twice: {each}" for each in posted_twice(ledger)]
    return found
