"""The freeze: a round's cards, their content and everyone left out, fixed in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from outreach.errors import ConsentError, ExitCode, Problem, StateError, Where
from outreach.ledger.chain import canonical, salted
from outreach.ledger.connection import plain_words
from outreach.ledger.decisions import Decisions
from outreach.ledger.log import chunks
from outreach.ledger.numbers import listed
from outreach.ledger.people import Person
from outreach.ledger.records import FileConsent, LeftOut, PlannedCard
from outreach.ledger.sql import HAS_KEY, STANDS
from outreach.ledger.standing import FROM_FILE, reason_against
from outreach.model.event import EventKind, NewEvent
from outreach.phrase import phrase

# Names in a planned entry's data that are not facts of the caller.
OWN_NAMES = ("v", "consent", "address", "message", "content")


class Freezing(Decisions):
    """The ledger as far as freezing a round goes."""

    def freeze(
        self, round_id: str, on: date, batch: int, planned: Iterable[PlannedCard],
        left_out: Iterable[LeftOut], consents: Iterable[FileConsent],
    ) -> int:  # fmt: skip
        """Fix the cards of a batch with their content, and return how many there are.

        The file's consents are taken in first, each once. A card that is frozen already is
        superseded; whom the round accounts for already is not left out again. Nothing is held in
        memory beyond a chunk, except what is refused.

        Raises:
            ConsentError: people among the planned may not be written to; all are named.
            SourceError: keys now name someone else.
            StateError: a card is posted already, or its number belongs to another person.
        """
        refused: list[Problem] = []
        count = 0
        with self.transaction():
            for consented in chunks(consents):
                self._take_in(consented)
            for cards in chunks(planned):
                refused += self._plan(round_id, on, batch, cards)
                count += len(cards)
            for others in chunks(left_out):
                self._leave_out(round_id, on, others)
            if refused:
                raise ConsentError(
                    phrase(
                        "Mail for people who may not be written to: {keys}.",
                        keys=", ".join(str(problem.where.key) for problem in refused),
                    ),
                    phrase("Plan the round again; enter a consent only if one was given."),
                    refused,
                )
        return count

    def _take_in(self, consents: Sequence[FileConsent]) -> None:
        people = self._admit([consent.identity for consent in consents])
        taken = self.consents_taken(people)
        fresh = {
            stated: consent
            for consent in consents
            if (stated := (consent.identity.key, str(consent.basis), consent.on.isoformat()))
            not in taken
        }
        self.append(
            NewEvent(
                EventKind.CONSENT,
                consent.on,
                people[consent.identity.key].person_id,
                data={"basis": consent.basis, "source": FROM_FILE},
            )
            for consent in fresh.values()
        )

    def _plan(
        self, round_id: str, on: date, batch: int, cards: Sequence[PlannedCard]
    ) -> list[Problem]:
        """Enter a chunk of cards with their content; returns who may not be written to."""
        people = self._admit([card.identity for card in cards])
        self._refuse_posted(round_id, list(people))
        standings = self.standings(list(people))
        refused = [
            _refusal(card)
            for card in cards
            if reason_against(standings[card.identity.key], card.needs_consent)
        ]
        if refused:
            return refused
        events = [
            NewEvent(
                EventKind.PLANNED, on, people[card.identity.key].person_id, round_id, card.no,
                batch, data=_snapshot(card, people, standings[card.identity.key].consent_seq),
            )
            for card in cards
        ]  # fmt: skip
        contents = (
            (seq, event.person_id, card.content)
            for seq, event, card in zip(self.append(events), events, cards, strict=True)
        )
        with plain_words():
            self._connection.executemany("INSERT INTO content VALUES (?, ?, ?)", contents)
        return []

    def _leave_out(self, round_id: str, on: date, others: Sequence[LeftOut]) -> None:
        people = self._admit([other.identity for other in others])
        sql = (
            "SELECT p.key FROM person p CROSS JOIN event e ON e.person_id = p.person_id"
            " AND e.kind IN ('planned', 'left_out') AND e.round = ?"
            f" WHERE {HAS_KEY}"
        )
        known = {key for (key,) in self._rows(sql, round_id, canonical(list(people)))}
        self.append(
            NewEvent(
                EventKind.LEFT_OUT,
                on,
                people[other.identity.key].person_id,
                round_id,
                data={"reason": other.reason},
            )
            for other in others
            if other.identity.key not in known
        )

    def _refuse_posted(self, round_id: str, keys: Sequence[str]) -> None:
        sql = (
            "SELECT e.card_no FROM person p CROSS JOIN event e ON e.person_id = p.person_id"
            f" AND e.kind = 'posted' AND e.round = ? WHERE {HAS_KEY} AND {STANDS}"
        )
        if posted := [no for (no,) in self._rows(sql, round_id, canonical(keys))]:
            raise StateError(
                phrase("These numbers are posted already: {numbers}.", numbers=listed(posted)),
                phrase("A posted piece is never made again; leave them out."),
            )


def _refusal(card: PlannedCard) -> Problem:
    return Problem(
        ExitCode.CONSENT,
        "not-to-be-written-to",
        phrase("No. {no}: nobody may write to this person now.", no=card.no),
        phrase("Take the person out of the round, or enter the consent that was given."),
        Where(key=card.identity.key),
    )


def _snapshot(
    card: PlannedCard, people: Mapping[str, Person], consent: int | None
) -> dict[str, object]:
    if taken := [name for name in OWN_NAMES if name in card.facts]:
        raise ValueError(f"names kept for the ledger: {taken}")
    salt = people[card.identity.key].salt
    return {
        **card.facts,
        "consent": consent,
        "address": salted(salt, "address", card.address_text),
        "message": salted(salt, "message", card.message_text),
        "content": salted(salt, "content", card.content),
    }
