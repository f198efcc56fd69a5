"""From paper to the letter box: printed, spoilt, held, posted, come back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from outreach.errors import ConsentError, ExitCode, Problem, StateError, Where
from outreach.ledger.lives import Life
from outreach.ledger.log import chunks
from outreach.ledger.numbers import listed
from outreach.ledger.records import PostResult, Pull, Tally
from outreach.ledger.rounds import Rounds
from outreach.ledger.sql import STANDS
from outreach.ledger.standing import reason_against
from outreach.model.event import EventKind, NewEvent, ReturnReason
from outreach.model.standing import Reason
from outreach.model.words import REASONS, pieces
from outreach.phrase import phrase

Facts = Mapping[str, object]
NOBODY: Mapping[str, Reason] = MappingProxyType({})
NO_FACT: Facts = MappingProxyType({})
NO_FACTS: Mapping[int, Facts] = MappingProxyType({})


class Posting(Rounds):
    """The ledger as far as paper and post go."""

    def tally(self, round_id: str) -> Tally:
        """Return where the cards of a round stand now."""
        lives = list(self._lives(round_id))
        pull = self._pull(lives)
        pulled = {card.card_no for card in pull}
        return Tally(
            planned=len(lives),
            made=sum(bool(life.made) for life in lives),
            spoilt=sum(life.spoilt for life in lives),
            printed=sum(life.printed for life in lives),
            held=sum(life.held for life in lives),
            posted=sum(life.posted for life in lives),
            pull=pull,
            waiting=tuple(life.no for life in lives if life.is_on_hand and life.no not in pulled),
        )

    def posted_cards(self, round_id: str) -> set[int]:
        """Return the numbers of the cards posted, whether or not they came back."""
        return {life.no for life in self._lives(round_id) if life.posted}

    def paid(self, round_id: str) -> dict[int, int]:
        """Return number and yen of each posted card whose postage was not the frozen one."""
        sql = (
            "SELECT e.card_no, json_extract(e.data, '$.yen') FROM event e WHERE e.round = ?"
            f" AND e.card_no > 0 AND e.kind = 'posted' AND {STANDS}"
            " AND json_extract(e.data, '$.yen') IS NOT NULL"
        )
        return {int(no): int(yen) for no, yen in self._rows(sql, round_id)}

    def spoilt_cards(self, round_id: str) -> dict[int, str]:
        """Return number and key of each spoilt card whose person may be written to now."""
        spoilt = [life for life in self._lives(round_id) if life.spoilt]
        standings = self.standings([life.key for life in spoilt])
        return {
            life.no: life.key
            for life in spoilt
            if reason_against(standings[life.key], life.needs_consent) is None
        }

    def printed(self, round_id: str, on: date, spoilt: Collection[int] = ()) -> int:
        """Enter that the paper exists, and which of it is no good; returns how many are new.

        Raises:
            StateError: nothing was made, or a spoilt number is not a card that lies here.
        """
        with self.transaction():
            lives = self._made_lives(round_id)
            on_hand = [life for life in lives if life.is_on_hand]
            already = {life.no for life in lives if life.spoilt}
            _refuse_absent(spoilt, {life.no for life in on_hand} | already)
            bad = [life for life in on_hand if life.no in spoilt]
            good = [life for life in on_hand if life.no not in spoilt and not life.printed]
            self._enter_cards(round_id, on, EventKind.SPOILT, bad)
            self._enter_cards(round_id, on, EventKind.PRINTED, good)
        return len(good)

    def unconfirmed(self, round_id: str) -> dict[int, list[int]]:
        """Return the cards whose files were made and of whose paper nobody said anything, by batch.

        They are neither entered as printed, spoilt, held back or posted nor as taken out of the
        stack: only the people at the printer know whether they exist.
        """
        found: dict[int, list[int]] = {}
        for life in self._lives(round_id):
            if life.is_unconfirmed:
                found.setdefault(max(batch for batch, _ in life.made), []).append(life.no)
        return dict(sorted(found.items()))

    def never_printed(self, round_id: str, on: date) -> int:
        """Enter that nothing good came of what nobody confirmed, and return how many cards it is.

        They are spoilt to the ledger: no paper of them can be posted, and no stamp is used.

        Raises:
            StateError: nothing was made, or all that was made is entered already.
        """
        with self.transaction():
            lives = [life for life in self._made_lives(round_id) if life.is_unconfirmed]
            if not lives:
                raise StateError(
                    phrase("Of all that was made of round {round} it is entered what became of it.",
                           round=round_id),
                    phrase("Paper that turned out badly later: outreach printed {round} --spoilt N",
                           round=round_id),
                )  # fmt: skip
            self._enter_cards(round_id, on, EventKind.SPOILT, lives)
        return len(lives)

    def post(
        self,
        round_id: str,
        on: date,
        count: int,
        held: Collection[int] = (),
        barred: Mapping[str, Reason] = NOBODY,
        facts: Mapping[int, Facts] = NO_FACTS,
    ) -> PostResult:
        """Enter that ``count`` cards were handed to the post; they must be exactly those due.

        Due is what was made, not spoilt since, not posted, not held back by hand, and for people
        who may be written to at this moment. ``barred`` are keys the address book rules out now,
        ``facts`` what only the posting shows, by number: its stamp, or its postage of that day.
        Nothing goes while a card that must not go is not entered as taken out of the stack: a
        count that is right by chance, with one card missing and a forbidden one in its place,
        would send it.

        Raises:
            ConsentError: cards lie there that must be pulled; also where more were counted.
            StateError: nothing is there to be posted, all is posted but what must be pulled, or
                fewer were counted than are due.
        """
        with self.transaction():
            on_hand = self._to_post(round_id)
            _refuse_absent(held, {life.no for life in on_hand})
            pull = self._pull(on_hand, barred)
            stay = {*held, *(card.card_no for card in pull)}
            due = [life for life in on_hand if life.no not in stay]
            kept = [life for life in on_hand if life.no in held]
            if not due and not kept and self.posted_cards(round_id):
                raise _posted_already(round_id, pull)
            if pull and count >= len(due):
                raise _to_be_pulled(round_id, len(due), pull)
            _refuse_count(count, len(due))
            missing = [life for life in due if not life.printed]
            self._enter_cards(
                round_id, on, EventKind.HELD, (life for life in kept if not life.held)
            )
            self._enter_cards(round_id, on, EventKind.PRINTED, missing)
            self._enter_cards(round_id, on, EventKind.POSTED, due, facts)
        return PostResult(tuple(life.no for life in due), tuple(life.no for life in kept))

    def returned(self, round_id: str, key: str, reason: ReturnReason, on: date) -> list[int]:
        """Enter that a posted card came back; returns the numbers of the entries.

        Raises:
            StateError: the card was not posted, or came back already.
        """
        with self.transaction():
            life = self._life_of_key(round_id, key)
            if life is None or not life.posted:
                raise StateError(
                    phrase(
                        "Nothing of round {round} was posted to {key}.", round=round_id, key=key
                    ),
                    phrase("Enter the posting first, or check the round and the key."),
                )
            if life.returned:
                raise StateError(
                    phrase(
                        "What went to {key} in round {round} came back already.",
                        round=round_id,
                        key=key,
                    )
                )
            event = NewEvent(
                EventKind.RETURNED, on, life.person_id, round_id, life.no, life.batch,
                data={"reason": reason},
            )  # fmt: skip
            return self.append([event])

    def _life_of_key(self, round_id: str, key: str) -> Life | None:
        row = self._first(
            "SELECT e.card_no FROM person p JOIN event e ON e.person_id = p.person_id"
            " AND e.kind = 'planned' AND e.round = ? WHERE p.key = ?",
            round_id, key,
        )  # fmt: skip
        return next(self._lives(round_id, [row[0]]), None) if row else None

    def _pull(
        self, lives: Sequence[Life], barred: Mapping[str, Reason] = NOBODY
    ) -> tuple[Pull, ...]:
        """Return the cards on hand whose people may not be written to now."""
        found: list[Pull] = []
        for chunk in chunks(life for life in lives if life.is_on_hand):
            standings = self.standings([life.key for life in chunk])
            found += (
                Pull(life.no, life.key, reason)
                for life in chunk
                if (
                    reason := reason_against(standings[life.key], life.needs_consent)
                    or barred.get(life.key)
                )
            )
        return tuple(found)

    def _made_lives(self, round_id: str) -> list[Life]:
        lives = [life for life in self._lives(round_id) if life.made]
        if not lives:
            raise StateError(
                phrase("No file of round {round} was made yet.", round=round_id),
                phrase("Make the files first: outreach print {round}.", round=round_id),
            )
        return lives

    def _to_post(self, round_id: str) -> list[Life]:
        lives = self._made_lives(round_id)
        on_hand = [life for life in lives if life.is_on_hand]
        if not on_hand and any(life.posted for life in lives):
            raise _posted_already(round_id)
        if not on_hand:
            raise _nothing_left(round_id, all(life.spoilt for life in lives))
        return on_hand

    def _enter_cards(
        self, round_id: str, on: date, kind: EventKind, lives: Iterable[Life],
        facts: Mapping[int, Facts] = NO_FACTS,
    ) -> None:  # fmt: skip
        self.append(
            NewEvent(
                kind, on, life.person_id, round_id, life.no, life.batch,
                data=facts.get(life.no, NO_FACT),
            )
            for life in lives
        )  # fmt: skip


def _posted_already(round_id: str, pull: Sequence[Pull] = ()) -> StateError:
    hint = phrase("Still here, and not to be posted now: {numbers}.",
                  numbers=listed(card.card_no for card in pull))  # fmt: skip
    return StateError(
        phrase("Round {round} is posted already.", round=round_id), hint if pull else None
    )


def _refuse_absent(numbers: Collection[int], known: Collection[int]) -> None:
    if absent := [number for number in numbers if number not in known]:
        raise StateError(
            phrase("These numbers do not lie here waiting: {numbers}.", numbers=listed(absent)),
            phrase("They are not of this round, not made, spoilt, or posted already."),
        )


def _nothing_left(round_id: str, spoilt: bool) -> StateError:
    if spoilt:
        message = phrase("Everything of round {round} is spoilt.", round=round_id)
    else:
        message = phrase("Nothing of round {round} lies here to be posted: it is spoilt, or was "
                         "taken out of the stack.", round=round_id)  # fmt: skip
    hint = phrase("Make them again: outreach print {round} --again --because …", round=round_id)
    return StateError(message, hint)


def _to_be_pulled(round_id: str, due: int, pull: Sequence[Pull]) -> ConsentError:
    return ConsentError(
        phrase(
            "Take out of the stack: {numbers}. To be posted then: {due}.",
            numbers=listed(card.card_no for card in pull), due=pieces(due),
        ),
        phrase("Since the files were made the people were stopped, paused or held, or the "
               "picture was withdrawn. The posting goes on as soon as each of them is entered as "
               "taken out."),
        [_pulled(round_id, card) for card in pull],
    )  # fmt: skip


def _refuse_count(count: int, due: int) -> None:
    if count != due:
        raise StateError(
            phrase("To be posted: {due}. Counted: {count}.", due=pieces(due), count=pieces(count)),
            phrase("Count the stack again; name numbers that stay here with --held."),
        )


def _pulled(round_id: str, card: Pull) -> Problem:
    return Problem(
        ExitCode.CONSENT,
        "to-be-pulled",
        phrase(
            "No. {no} must not be posted: {reason}.", no=card.card_no, reason=REASONS[card.reason]
        ),
        phrase("Take it out of the stack, then: outreach pulled {round} {key}",
               round=round_id, key=card.key),
        Where(key=card.key),
    )  # fmt: skip
