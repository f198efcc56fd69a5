"""Anything an office may do, in any order: the ledger agrees with a second, simpler mind."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from outreach import selection
from outreach.errors import OutreachError, StateError, errors_in
from outreach.ledger import Identity, Ledger, LeftOut, PlannedCard
from outreach.ledger.connection import _SETTINGS, _checked
from outreach.ledger.standing import standing_of, without_reversed
from outreach.ledger.verify import verify
from outreach.model.event import EventKind, ReturnReason
from outreach.model.recipient import Addressee, Basis, ConsentCell, Recipient
from outreach.model.round import Round
from outreach.model.standing import Standing
from outreach.workflow.returns import enter_pull
from tests.battery.book import Book, Said
from tests.battery.settings import COUNTS, DONE, FULL
from tests.battery.work import AT, DAY

KEYS = st.sampled_from(["k1", "k2", "k3", "k4"])
ROUNDS = st.sampled_from(["r1", "r2", "r3"])
DAYS = st.integers(-3, 3)
# Without a guard the first failure is enough, however long the way to it.
WITHOUT = "OUTREACH_BATTERY_WITHOUT" in os.environ
PHASES = (Phase.generate,) if WITHOUT else (Phase.generate, Phase.shrink)
PARTS = 4 if COUNTS is FULL else 1  # each by itself, so that two cores share them


class Office(RuleBasedStateMachine):
    """The ledger and the book, told the same."""

    @initialize(seed=st.integers(0, 2**32))
    def open(self, seed: int) -> None:
        self.entropy = random.Random(seed).randbytes
        memory = sqlite3.connect(":memory:", isolation_level=None)
        _checked(memory, self.entropy, _SETTINGS, expected=False)
        self.ledger = Ledger(memory, lambda: AT, self.entropy)
        self.book = Book()
        self.on = DAY
        self.older: list[tuple[bytes, tuple[int, str]]] = []
        DONE["state machine runs"] += 1

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            assert errors_in(self.ledger.verify()) == []
            self.replayed()
            self.ledger.close()

    def day(self, shift: int) -> date:
        self.on += timedelta(days=1)
        return self.on + timedelta(days=shift)

    # -- what people say -----------------------------------------------------------------------

    @rule(key=KEYS, own=st.booleans(), shift=DAYS)
    def consent(self, key: str, own: bool, shift: int) -> None:
        on = self.day(shift)
        seq = self.ledger.consent(key, on, Basis.SELF if own else Basis.FAMILY)
        self.book.say(key, Said("yes", on, own, seq=seq))

    @rule(key=KEYS, own=st.booleans(), shift=DAYS)
    def stop(self, key: str, own: bool, shift: int) -> None:
        on = self.day(shift)
        seq = self.ledger.stop(key, on, by=Basis.SELF if own else Basis.FAMILY)
        self.book.say(key, Said("no", on, own, seq=seq))

    @rule(key=KEYS)
    def pause(self, key: str) -> None:
        on = self.day(0)
        seq = self.ledger.pause(key, on, on + timedelta(days=9))
        self.book.say(key, Said("rest", on, seq=seq))

    @rule(key=KEYS)
    def release(self, key: str) -> None:
        on = self.day(0)
        self.book.say(key, Said("released", on, seq=self.ledger.release(key, on)))

    @rule(key=KEYS, prompted=st.booleans())
    def reply(self, key: str, prompted: bool) -> None:
        on = self.day(0)
        seq = self.ledger.reply(key, on, prompted)
        self.book.say(key, Said("thanks", on, seq=seq))

    @rule(key=KEYS)
    def erase(self, key: str) -> None:
        self.ledger.erase(key)

    # -- a round -------------------------------------------------------------------------------

    @rule(round_id=ROUNDS)
    def freeze(self, round_id: str) -> None:
        """Choose by the project's own selection, freeze, and compare with the book."""
        ledger, on = self.ledger, self.day(0)
        keys = sorted(self.book.people)
        posted = ledger.posted_cards(round_id)
        numbers = {card.key: card.no for card in ledger.cards(round_id)}
        standings = ledger.standings(keys)
        batch, no = ledger.next_batch(round_id), ledger.next_card_no(round_id)
        cards, others = [], []
        for key in keys:
            if reason := chosen(key, standings[key], round_id, on):
                others.append(LeftOut(Identity(key), reason))
            elif numbers.get(key) not in posted:
                at = numbers.get(key, no)
                no += at == no
                cards.append(PlannedCard(at, Identity(key), "{}", {}, key, ""))
        before = set(ledger.left_out(round_id)) | {(key, "card") for key in numbers}
        ledger.freeze(round_id, on, batch, cards, others, [])
        expected, left_out = self.book.freeze(round_id)
        assert {card.identity.key: card.no for card in cards} == expected
        now = set(ledger.left_out(round_id)) | {(c.key, "card") for c in ledger.cards(round_id)}
        assert {key: why for key, why in now - before if why != "card"} == left_out

    @precondition(lambda self: self.book.rounds)
    @rule(round_id=ROUNDS)
    def make(self, round_id: str) -> None:
        pieces = self.book.rounds.get(round_id)
        if not pieces or any(piece.posted for piece in pieces.values()):
            return
        numbers = self.book.make(round_id)
        batch = self.ledger.next_batch(round_id) - 1
        self.ledger.made(round_id, self.day(0), batch, numbers, {"side": "both"})

    @precondition(lambda self: self.book.rounds)
    @rule(round_id=ROUNDS, spoil=st.booleans())
    def printed(self, round_id: str, spoil: bool) -> None:
        there = self.book.on_hand(round_id)
        if there:
            bad = there[:1] if spoil else []
            self.ledger.printed(round_id, self.day(0), [piece.no for piece in bad])
            for piece in bad:
                piece.spoilt = True

    @precondition(lambda self: self.book.rounds)
    @rule(round_id=ROUNDS, more=st.sampled_from([0, 0, 0, 1]))
    def post(self, round_id: str, more: int) -> None:
        due, forbidden = self.book.due(round_id), self.book.forbidden(round_id)
        before = self.ledger.head()
        try:
            result = self.ledger.post(round_id, self.day(0), len(due) + more)
        except OutreachError:
            assert more or not due or forbidden
            assert self.ledger.head() == before
            return
        assert not more and not forbidden
        assert sorted(result.posted) == sorted(piece.no for piece in due)
        for piece in due:
            piece.posted = True

    @precondition(lambda self: any(self.book.forbidden(each) for each in self.book.rounds))
    @rule(round_id=ROUNDS, every=st.booleans())
    def pulled(self, round_id: str, every: bool) -> None:
        """Take forbidden cards out of the stack: one, or all of them."""
        there = self.book.forbidden(round_id)
        for piece in there if every else there[:1]:
            enter_pull(self.ledger, round_id, piece.key, self.day(0))
            piece.pulled = True

    @precondition(lambda self: self.book.sent())
    @rule(round_id=ROUNDS, key=KEYS, reason=st.sampled_from(list(ReturnReason)))
    def returned(self, round_id: str, key: str, reason: ReturnReason) -> None:
        piece = self.book.rounds.get(round_id, {}).get(key)
        came_back = any(
            said.round == round_id and not said.undone for said in self.book.people.get(key, [])
        )
        on = self.day(0)
        try:
            (seq,) = self.ledger.returned(round_id, key, reason, on)
        except StateError:
            assert piece is None or not piece.posted or came_back
            return
        assert piece is not None
        assert piece.posted
        assert not came_back
        self.book.say(key, Said(str(reason), on, seq=seq, round=round_id))

    @precondition(lambda self: self.book.people)
    @rule(back=st.integers(0, 6))
    def undo(self, back: int) -> None:
        """Undo an entry near the end: a decision, a return, or a posting."""
        event = self.ledger.event(self.ledger.head()[0] - back)
        if event is None:
            return
        try:
            self.ledger.undo(event.seq, self.day(0), "a slip")
        except StateError:
            return
        for said in self.book.people.get(str(event.key), []):
            said.undone |= said.seq == event.seq
        if event.round is not None:
            piece = self.book.rounds[event.round][str(event.key)]
            piece.posted &= event.kind is not EventKind.POSTED
            piece.spoilt &= event.kind is not EventKind.SPOILT
            piece.pulled &= event.kind is not EventKind.PULLED

    # -- the past ------------------------------------------------------------------------------

    @rule()
    def keep(self) -> None:
        self.older = [*self.older[-2:], (self.ledger._connection.serialize(), self.ledger.head())]

    @precondition(lambda self: self.older)
    @rule()
    def restore_older(self) -> None:
        """A ledger that lacks entries is never taken for the newest."""
        (image, head), now = self.older[0], self.ledger.head()
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as old:
            old.deserialize(image)
            assert [problem.code for problem in errors_in(verify(old, head))] == []
            codes = [problem.code for problem in errors_in(verify(old, now))]
        assert codes == ([] if now == head else ["ledger-cut-off"])

    # -- what is always so ---------------------------------------------------------------------

    @invariant()
    def agrees(self) -> None:
        """Nobody who stopped is due, the counts add up, nothing goes out twice."""
        if not hasattr(self, "ledger"):
            return
        sent = 0
        for round_id, pieces in self.book.rounds.items():
            tally = self.ledger.tally(round_id)
            sent += tally.posted
            assert tally.planned == len(pieces)
            assert sorted(tally.waiting) == sorted(p.no for p in self.book.due(round_id))
            assert {pull.key: str(pull.reason) for pull in tally.pull} == {
                piece.key: why
                for piece in self.book.on_hand(round_id)
                if (why := self.book.why_not(piece.key))
            }
        assert sent == self.book.sent()

    def replayed(self) -> None:
        """Where a person stands is the fold of the whole log, and of nothing else."""
        events = list(self.ledger.events())
        for key in self.book.people:
            theirs = without_reversed([event for event in events if event.key == key])
            assert standing_of(theirs) == self.ledger.standings([key])[key]


def chosen(key: str, standing: Standing, round_id: str, on: date) -> str | None:
    """Ask the project's selection, for a row whose cell says yes as long as the ledger does."""
    person = Recipient(key, Addressee("原"), consent=ConsentCell.SELF, consent_on=on)
    return selection.reason_against(person, standing, Round(round_id, on), consent_taken=True)


@pytest.mark.battery
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_done_in_whatever_order_the_ledger_agrees_with_the_book(part: int) -> None:
    before = DONE["state machine runs"]
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=COUNTS.machine // PARTS, stateful_step_count=COUNTS.steps, deadline=None,
            database=None, derandomize=COUNTS is not FULL,
            suppress_health_check=list(HealthCheck),
            phases=PHASES,
        ),
    )  # fmt: skip
    assert DONE["state machine runs"] - before >= COUNTS.machine // PARTS
