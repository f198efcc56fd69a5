"""Somebody says no at each stage of a round, whoever it is: the rest goes out, theirs does not."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest

from outreach import selection
from outreach.errors import ConsentError, OutreachError, errors_in
from outreach.ledger import FileConsent, Identity, Ledger, LeftOut, PlannedCard
from outreach.ledger.connection import _SETTINGS, _checked
from outreach.model.recipient import Addressee, Basis, ConsentCell, Recipient
from outreach.model.round import Round
from outreach.workflow.returns import enter_pull
from tests.battery.settings import COUNTS, DONE
from tests.battery.work import AT, DAY

STAGES = (
    "before the plan", "between plan and freeze", "after the freeze", "after the files were made",
    "after the printing", "after a first posting, hers held", "after the posting",
)  # fmt: skip


class Mailing:
    """A round of many people, one of whom will say no."""

    def __init__(self, size: int, who: int) -> None:
        rng = random.Random(size * 100 + who)
        memory = sqlite3.connect(":memory:", isolation_level=None)
        _checked(memory, rng.randbytes, _SETTINGS, expected=False)
        self.ledger = Ledger(memory, lambda: AT, rng.randbytes)
        self.keys = [f"k{number:02}" for number in range(size)]
        self.key = self.keys[who]
        self.consents = {key: self.ledger.consent(key, DAY, Basis.SELF) for key in self.keys}

    def withdraw(self, way: str) -> None:
        """Say no: a stop, a rest, or that the yes was never given."""
        if way == "stop":
            self.ledger.stop(self.key, DAY)
        elif way == "pause":
            self.ledger.pause(self.key, DAY, date(2026, 1, 1))
        else:
            self.ledger.undo(self.consents[self.key], DAY, "entered by mistake")

    def plan(self, round_id: str = "r1") -> tuple[list[PlannedCard], list[LeftOut]]:
        """Choose by the project's own selection."""
        cards, others = [], []
        for key, standing in self.ledger.standings(self.keys).items():
            person = Recipient(key, Addressee("原"), consent=ConsentCell.SELF, consent_on=DAY)
            reason = selection.reason_against(
                person, standing, Round(round_id, DAY), consent_taken=True
            )
            if reason:
                others.append(LeftOut(Identity(key), reason))
            else:
                cards.append(PlannedCard(len(cards) + 1, Identity(key), "{}", {}, key, ""))
        return cards, others

    def freeze(self, plan: tuple[list[PlannedCard], list[LeftOut]], round_id: str = "r1") -> None:
        stated = [FileConsent(Identity(key), Basis.SELF, DAY) for key in self.keys]
        self.ledger.freeze(round_id, DAY, 1, *plan, stated)

    def make(self) -> None:
        numbers = [card.no for card in self.ledger.cards("r1")]
        self.ledger.made("r1", DAY, 1, numbers, {"side": "both"})

    def sent(self) -> list[str]:
        """Return the keys of everybody to whom something went out."""
        posted = self.ledger.posted_cards("r1")
        return [card.key for card in self.ledger.cards("r1") if card.no in posted]


def carried_out(mailing: Mailing, stage: int, way: str) -> None:
    """Carry a round through, with the no at its stage; refusals are met as a person would."""
    size, ledger = len(mailing.keys), mailing.ledger
    if stage == 0:
        mailing.withdraw(way)
    plan = mailing.plan()
    if stage == 1:
        mailing.withdraw(way)
        with pytest.raises(ConsentError):
            mailing.freeze(plan)
        assert not ledger.is_frozen("r1")
        plan = mailing.plan()
    mailing.freeze(plan)
    if stage == 2:
        mailing.withdraw(way)
    mailing.make()
    if stage == 3:
        mailing.withdraw(way)
    ledger.printed("r1", DAY)
    if stage == 4:
        mailing.withdraw(way)
    if stage == 5:
        number = next(card.no for card in ledger.cards("r1") if card.key == mailing.key)
        ledger.post("r1", DAY, size - 1, held=[number])
        mailing.withdraw(way)
        with pytest.raises(OutreachError):
            ledger.post("r1", DAY, 1)
        return
    if 2 <= stage <= 4:
        with pytest.raises(ConsentError) as caught:
            ledger.post("r1", DAY, size)
        assert [problem.where.key for problem in caught.value.problems] == [mailing.key]
        with pytest.raises(ConsentError):
            ledger.post("r1", DAY, size - 1)
        enter_pull(ledger, "r1", mailing.key, DAY)
    ledger.post("r1", DAY, size - (stage < 6))
    if stage == 6:
        mailing.withdraw(way)


def cases() -> Iterator[tuple[int, int, str]]:
    for stage in range(len(STAGES)):
        for who in range(COUNTS.people):
            for way in ("stop", "pause", "undo"):
                yield stage, who, way


@pytest.mark.battery
def test_a_no_at_any_stage_by_any_of_them_keeps_only_theirs_back() -> None:
    for stage, who, way in cases():
        mailing = Mailing(COUNTS.people, who)
        carried_out(mailing, stage, way)
        everybody = set(mailing.keys)
        expected = everybody if stage == 6 else everybody - {mailing.key}
        case = (STAGES[stage], who, way)
        assert sorted(mailing.sent()) == sorted(expected), case
        assert errors_in(mailing.ledger.verify()) == [], case
        # Whatever happened to this round, the next one has nothing for them.
        cards, others = mailing.plan("r2")
        assert [other.identity.key for other in others] == [mailing.key], case
        mailing.freeze((cards, others), "r2")
        mailing.ledger.close()
        DONE["withdrawals"] += 1
