"""What waits about rounds: words and pictures to come, files to print, cards to post or pull."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from outreach.ledger import Ledger, reason_against
from outreach.ledger.inquiry import WaitingCard
from outreach.ledger.numbers import listed as numbered
from outreach.model.hand import SCAN, WRITTEN
from outreach.model.recipient import Mailing, Recipient
from outreach.model.round import MessageRow, Round
from outreach.model.standing import Reason, Standing
from outreach.model.words import REASONS, cards, pieces
from outreach.phrase import Phrase, phrase
from outreach.post.calendar import working_day_before
from outreach.selection import reason_against as reason_in_round
from outreach.sources.designs import design_names, load_designs
from outreach.sources.rounds import load_messages, load_round, round_ids
from outreach.workflow.desk import Desk
from outreach.workflow.handwriting import ink_file
from outreach.workflow.permission import wordless_designs
from outreach.workflow.posting import is_open, ruled_out
from outreach.workflow.refusals import command_for_spoilt
from outreach.workflow.returns import Forwarding
from outreach.workflow.stationery import stationery
from outreach.workflow.tasks import Register, Role, Task
from outreach.workflow.twins import withdrawals
from outreach.workflow.waiting_supplies import (
    again_in_envelopes,
    envelopes_waiting,
    in_envelopes,
    stamps_waiting,
    supplies_of,
)
from outreach.workflow.wishes import waiting_here

_WEEK = 7
AHEAD = 28  # days: rounds further off wait for nobody yet, unless their picture is due so early
FORGOTTEN = timedelta(days=60)  # and what was never printed for so long will not be any more
_FEW = 5  # spoilt cards with a line each
NEAR = 10  # days before the posting, or a week before the printing, paper comes onto the table


def rounds_waiting(
    desk: Desk, ledger: Ledger, register: Register, moves: Iterable[Forwarding], day: date
) -> Iterator[Task]:
    """Yield what waits about rounds: those to come, then whatever lies frozen and not posted."""
    days: dict[str, date] = {}
    coming: list[Round] = []
    for round_id in round_ids(desk.project.root):
        plan, _ = load_round(desk.project, round_id)
        if plan is not None:
            days[round_id] = plan.post_on
        if ledger.is_frozen(round_id):
            continue
        if plan is None:
            yield _unreadable(round_id)
        elif not plan.reserve and _is_near(desk, plan.post_on, day):
            coming.append(plan)
    standings = ledger.standings(list(register.people)) if coming else {}
    for plan in coming:
        yield from _Coming(desk, ledger, register, plan, standings).tasks(day)
    bar = _Bar(desk, ledger, register, moves, day)
    for round_id, waiting in groupby(ledger.waiting_cards(), key=lambda card: card.round):
        pile = _Pile(round_id, days.get(round_id), tuple(waiting))
        barred = bar.reasons(pile.cards)
        yield from pile.tasks(barred)
        if pile.post_on is not None and _is_near(desk, pile.post_on, day):
            yield from _supplies(desk, ledger, pile, barred)


def _is_near(desk: Desk, post_on: date, day: date) -> bool:
    ahead = max(AHEAD, desk.project.year.pictures + _WEEK)
    return day - FORGOTTEN <= post_on <= day + timedelta(days=ahead)


def _unreadable(round_id: str) -> Task:
    return Task(
        Role.SECRETARIAT,
        "round-unreadable",
        phrase("Round {round} has errors in its files.", round=round_id),
        f"outreach check {round_id}",
        round_id,
    )


def _supplies(
    desk: Desk, ledger: Ledger, pile: _Pile, barred: Mapping[int, Reason]
) -> Iterator[Task]:
    """Yield what is needed for the cards of a pile that may go: stamps, and envelopes to print."""
    may_go = {card.card_no: card for card in pile.cards if card.card_no not in barred}
    again = [card for card in pile.cards if barred.get(card.card_no) is Reason.ENVELOPE]
    plan, _ = load_round(desk.project, pile.round)
    if plan is None or not (may_go or again):
        return
    yield from again_in_envelopes(pile.round, again, pile.post_on)
    enveloped = in_envelopes(plan, len(again))
    frozen = [card for card in ledger.cards(pile.round) if card.no in may_go]
    unmade = (card for card in frozen if not may_go[card.no].made)
    wanted = supplies_of(frozen) + enveloped
    yield from envelopes_waiting(pile.round, supplies_of(unmade) + enveloped, pile.post_on)
    yield from stamps_waiting(desk, ledger, pile.round, wanted, pile.post_on)


# -- rounds to come -------------------------------------------------------------------------------


class _Coming:
    """A round that is not frozen yet, and whom it is for as far as can be told by now."""

    def __init__(
        self, desk: Desk, ledger: Ledger, register: Register, plan: Round,
        standings: Mapping[str, Standing],
    ) -> None:  # fmt: skip
        self._desk = desk
        self._ledger = ledger
        self._plan = plan
        self._rows: Mapping[str, MessageRow] = load_messages(desk.project, plan.id)[0]
        self._people = [
            each for key, each in register.people.items()
            if reason_in_round(each, standings[key], plan, consent_taken=False) is None
        ]  # fmt: skip

    def tasks(self, day: date) -> Iterator[Task]:
        """Yield what is missing for the round, and when there is nothing, that it is to be made."""
        if not self._people:
            return
        missing = list(self._missing())
        yield from missing
        plan, planning = self._plan, self._desk.project.year
        if day < plan.post_on - timedelta(days=max(NEAR, planning.printing + _WEEK)):
            return
        due = self._due(planning.printing)
        if not missing:
            yield self._to_print(due)
        kinds = (stationery(plan, each.envelope) for each in self._people)
        supplies = Counter((kind.separate, kind.yen) for kind in kinds)
        yield from envelopes_waiting(plan.id, supplies, due)
        yield from stamps_waiting(self._desk, self._ledger, plan.id, supplies, due)

    def _missing(self) -> Iterator[Task]:
        if self._plan.mailing is not Mailing.CARD:
            return
        planning = self._desk.project.year
        named = {
            self._plan.design,
            *self._plan.designs,
            *(row.design for row in self._rows.values()),
        }
        for name in sorted(named - {""} - {*design_names(self._desk.project.root)}):
            yield self._of_peers(
                "picture-missing",
                phrase("Round {round} waits for the picture {design}.",
                       round=self._plan.id, design=name),
                "outreach designs add FILE…", planning.pictures,
            )  # fmt: skip
        if wordless := self._without_words():
            yield self._of_peers(
                "words-missing",
                phrase("Round {round} waits for words: {cards}.", round=self._plan.id,
                       cards=cards(len(wordless))),
                f"outreach write export {self._plan.id}", planning.words,
            )  # fmt: skip
        if unscanned := self._without_scan():
            yield self._of_peers(
                "scan-missing",
                phrase("Round {round} waits for handwriting: {cards}.", round=self._plan.id,
                       cards=cards(len(unscanned))),
                f"outreach hand list {self._plan.id}", planning.words,
            )  # fmt: skip

    def _of_peers(self, code: str, what: Phrase, command: str, ahead: int) -> Task:
        return Task(Role.PEERS, code, what, command, self._plan.id, due=self._due(ahead))

    def _due(self, ahead: int) -> date:
        """Return the working day so many days before the posting, as the year is planned."""
        return working_day_before(self._plan.post_on, ahead)

    def _without_words(self) -> list[Recipient]:
        if self._plan.message.strip():
            return []
        designs, _ = load_designs(
            self._desk.project, [self._plan.design] if self._plan.design else []
        )
        if wordless_designs(self._desk.project, designs):
            return []
        usual = designs[0].hand if designs else ""
        return [
            each for each in self._people
            if not self._row(each).message.strip() and (self._hand(each) or usual) not in WRITTEN
        ]  # fmt: skip

    def _without_scan(self) -> list[Recipient]:
        root = self._desk.project.root
        return [
            each for each in self._people
            if self._hand(each) == SCAN and not (root / ink_file(self._plan.id, each.key)).is_file()
        ]  # fmt: skip

    def _hand(self, recipient: Recipient) -> str:
        return self._row(recipient).hand or recipient.hand or self._plan.hand

    def _row(self, recipient: Recipient) -> MessageRow:
        return self._rows.get(recipient.key) or MessageRow(recipient.key)

    def _to_print(self, due: date) -> Task:
        return Task(
            Role.SECRETARIAT,
            "to-print",
            phrase("Round {round} is to be printed: {pieces}, to be posted on {day}.",
                   round=self._plan.id, pieces=pieces(len(self._people)), day=self._plan.post_on),
            f"outreach print {self._plan.id}",
            self._plan.id,
            due=due,
        )  # fmt: skip


# -- what lies here -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pile:
    """The cards of a round that are frozen and not posted; ``post_on`` None where no file says."""

    round: str
    post_on: date | None
    cards: Sequence[WaitingCard]

    def tasks(self, barred: Mapping[int, Reason]) -> Iterator[Task]:
        """Yield what is to be done with them; ``barred`` must not go, by number, and why."""
        may_go = [card for card in self.cards if card.card_no not in barred]
        on_hand = [card for card in self.cards if card.is_on_hand]
        yield from (self._to_pull(card, barred[card.card_no]) for card in on_hand
                    if card.card_no in barred)  # fmt: skip
        if unmade := [card for card in may_go if not card.made]:
            yield self._line("to-make", phrase("Round {round}: files of {pieces} are to be made.",
                             round=self.round, pieces=pieces(len(unmade))),
                             f"outreach print {self.round}")  # fmt: skip
        yield from self._to_print_again([card for card in may_go if card.spoilt])
        ready = [card for card in may_go if card.is_on_hand]
        yield from (self._held(card) for card in ready if card.held)
        yield from self._to_go([card for card in ready if not card.held])

    def _to_go(self, ready: Sequence[WaitingCard]) -> Iterator[Task]:
        if unprinted := [card for card in ready if not card.printed]:
            yield self._line(
                "to-confirm",
                phrase("Round {round}: files of {pieces} are made. On paper, and counted?",
                       round=self.round, pieces=pieces(len(unprinted))),
                f"outreach printed {self.round}",
            )  # fmt: skip
        elif ready:
            yield self._line(
                "to-post",
                phrase("Round {round}: {pieces} are printed and to be posted.",
                       round=self.round, pieces=pieces(len(ready))),
                f"outreach post {self.round} --on today --count {len(ready)}",
            )  # fmt: skip

    def _to_pull(self, card: WaitingCard, reason: Reason) -> Task:
        what = phrase("Take No. {no} of round {round} out of the stack: {reason}.",
                      no=card.card_no, round=self.round, reason=REASONS[reason])  # fmt: skip
        return self._of_card("to-pull", what, f"outreach pulled {self.round} {card.key}", card)

    def _to_print_again(self, spoilt: Sequence[WaitingCard]) -> Iterator[Task]:
        """Yield a line for each spoilt card, or one for many: a stack is made anew by one word."""
        if len(spoilt) > _FEW:
            what = phrase("{pieces} of round {round} were spoilt and are to be printed again: no. "
                          "{numbers}.", pieces=pieces(len(spoilt)), round=self.round,
                          numbers=numbered(card.card_no for card in spoilt))  # fmt: skip
            keys = {card.card_no: card.key for card in spoilt}
            command = command_for_spoilt(self.round, keys, whole=len(spoilt) == len(self.cards))
            yield self._line("to-print-again", what, command)
            return
        for card in spoilt:
            what = phrase("No. {no} of round {round} was spoilt and is to be printed again.",
                          no=card.card_no, round=self.round)  # fmt: skip
            command = f"outreach print {self.round} --again --only {card.key} --because …"
            yield self._of_card("to-print-again", what, command, card)

    def _held(self, card: WaitingCard) -> Task:
        what = phrase("No. {no} of round {round} was held back: may it go now?",
                      no=card.card_no, round=self.round)  # fmt: skip
        command = f"outreach post {self.round} --on today --count …"
        return self._of_card("held-back", what, command, card)

    def _line(self, code: str, what: Phrase, command: str) -> Task:
        return Task(Role.SECRETARIAT, code, what, command, self.round, due=self.post_on)

    def _of_card(self, code: str, what: Phrase, command: str, card: WaitingCard) -> Task:
        return Task(Role.SECRETARIAT, code, what, command, self.round, card.key, card.card_no,
                    self.post_on)  # fmt: skip


class _Bar:
    """Tells which frozen cards must not go as things stand, and why, as posting them would."""

    def __init__(
        self, desk: Desk, ledger: Ledger, register: Register, moves: Iterable[Forwarding], day: date
    ) -> None:
        self._desk = desk
        self._ledger = ledger
        self._register = register
        self._withdrawn = [name for name, each in withdrawals(desk.project).items()
                           if each.day <= day]  # fmt: skip
        self._moved = {move.key for move in moves if move.is_over(day)}

    def reasons(self, waiting: Sequence[WaitingCard]) -> dict[int, Reason]:
        """Return the reasons against cards of one round, by number."""
        standings = self._ledger.standings([card.key for card in waiting])
        found = self._taken_back(waiting[0].round)
        stocks = self._stocks(waiting, standings)
        for card in waiting:
            stands, stock = standings[card.key], stocks.get(card.card_no, "")
            if reason := (
                reason_against(stands, card.needs_consent)
                or self._of_row(card, stock)
                or self._of_wish(card, stands)
                or (Reason.ENVELOPE if stands.envelope and is_open(stock) else None)
            ):
                found[card.card_no] = reason
        return found

    def _taken_back(self, round_id: str) -> dict[int, Reason]:
        if not self._withdrawn:
            return {}
        carrying = self._ledger.unposted_with(self._withdrawn, round_id)
        return {card.card_no: Reason.WITHDRAWN for card in carrying}

    def _of_row(self, card: WaitingCard, stock: str) -> Reason | None:
        if card.key in self._moved:
            return Reason.ADDRESS_HELD
        row = self._register.people.get(card.key)
        if row is not None:
            return ruled_out(row, stock)
        return None if card.key in self._register.keys else Reason.MISSING

    def _of_wish(self, card: WaitingCard, standing: Standing) -> Reason | None:
        if replace(standing, scope=None, envelope=False, mourning=None, farewell=None) == standing:
            return None
        here = waiting_here(self._desk, self._ledger, card.key)
        against = (each.reason for each in here if each.round == card.round)
        return next(against, None)

    def _stocks(
        self, waiting: Sequence[WaitingCard], standings: Mapping[str, Standing]
    ) -> dict[int, str]:
        """Return what cards were frozen on, by number; few want an envelope, and only then."""
        people = self._register.people
        wanted = {card.card_no for card in waiting
                  if standings[card.key].envelope
                  or ((row := people.get(card.key)) and row.envelope)}  # fmt: skip
        frozen = self._ledger.cards(waiting[0].round) if wanted else ()
        return {card.no: str(card.facts.get("stock", "")) for card in frozen if card.no in wanted}
