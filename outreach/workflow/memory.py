"""The memory of own words: what somebody, or somebody of the same household, has read before.

Only pointed out, never forbidden.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import NamedTuple

from outreach.errors import Problem, Where
from outreach.ledger import Ledger, SentWords
from outreach.model.recipient import Mailing
from outreach.phrase import Phrase, phrase
from outreach.workflow.content import folded, message_in
from outreach.workflow.desk import Desk
from outreach.workflow.home_words import YEAR, in_households
from outreach.workflow.prepare import CHUNK, Prepared, StagedCard
from outreach.workflow.press_room import place
from outreach.workflow.sentences import Units, both, day_of, few, pointed_out, units_of

__all__ = ["YEAR", "Said", "repeated", "said_again", "said_on"]


class Said(NamedTuple):
    """The words of one card of a round, and where they stand."""

    no: int
    key: str
    text: str
    author: str
    where: Where


# -- the same person ----------------------------------------------------------------------------


class _Again(NamedTuple):
    """What was said again, and on which day of which round it stood before."""

    words: frozenset[str]
    whole: bool
    round: str
    on: date
    posted: bool
    file: str


@dataclass(slots=True)
class _Heard:
    """All cards that say the same again: their numbers then, and where the first stands now."""

    where: Where
    what: Phrase
    numbers: array[int] = field(default_factory=lambda: array("Q"))


def repeated(desk: Desk, ledger: Ledger, prepared: Prepared) -> Iterator[Problem]:
    """Yield a warning for the words of a round that somebody or their household has read before.

    One warning is for everyone who read the same words on the same day, and one for a household.
    A card of another round counts from its freeze on; a year is 365 days before the posting day.
    """
    if prepared.round.mailing is not Mailing.CARD:
        return
    since = prepared.round.post_on - YEAR
    yield from said_again(ledger, prepared.round.id, _said(prepared), since)
    yield from in_households(ledger, prepared)


def _said(prepared: Prepared) -> Iterator[Said]:
    return (said_on(card) for card in prepared.staged())


def said_on(card: StagedCard) -> Said:
    """Return the words of a card of a prepared round."""
    message = message_in(card.body)
    where = place(card.words, card.key)
    return Said(card.no, card.key, message.text, message.author, where)


def said_again(
    ledger: Ledger, round_id: str, cards: Iterable[Said], since: date
) -> Iterator[Problem]:
    """Yield a warning for words that the same person has on a card since a day, alike ones once.

    ``cards`` are those of the round ``round_id``, whose own frozen cards do not count.
    """
    heard: dict[_Again, _Heard] = {}
    cards = iter(cards)
    while chunk := list(islice(cards, CHUNK)):
        past = ledger.words_written([card.key for card in chunk], since)
        for card in chunk:
            before = [each for each in past.get(card.key, ()) if each.round != round_id]
            for again, no, what in _again(card, before):
                found = heard.setdefault(again, _Heard(card.where, what))
                found.numbers.append(no)
                if found.where != card.where:
                    found.where = both(found.where, card.where)
    for again, found in heard.items():
        yield _problem(again, found)


def _again(card: Said, past: Sequence[SentWords]) -> Iterator[tuple[_Again, int, Phrase]]:
    """Yield what a card says again, each of it as on the last card that said it."""
    now = units_of(card.text, card.author)
    left = set(now.lines)
    for sent in reversed(past):
        if words := _shared(now, sent, left):
            left -= words
            whole = words >= now.sentences
            again = _Again(words, whole, sent.round, sent.on, sent.posted, card.where.file or "")
            yield again, sent.card_no, _what(now, words, whole)


def _shared(now: Units, sent: SentWords, left: set[str]) -> frozenset[str]:
    """Return which of the words that are left an earlier card has as well."""
    message = message_in(sent.content)
    text = folded(message.text)
    # A unit stands whole in the folded text: most cards need no closer look.
    if not any(words in text for words in left):
        return frozenset()
    return now.shared(units_of(message.text, message.author)) & left


def _what(now: Units, words: frozenset[str], whole: bool) -> Phrase:
    if whole:
        return phrase("The whole message")
    if words & now.opening:
        return phrase("The opening")
    lines = ", ".join(map(str, sorted({now.lines[each] for each in words})))
    return phrase("What the message says in line {lines}", lines=lines)


def _problem(again: _Again, found: _Heard) -> Problem:
    numbers = sorted(found.numbers)
    gaps = {
        "what": found.what,
        "round": again.round,
        "day": day_of(again.on, again.posted),
        "numbers": few(numbers),
    }
    if len(numbers) == 1:
        message = phrase("{what} stood on this person's card before: No. {numbers} of round "
                         "{round}, {day}.", **gaps)  # fmt: skip
    else:
        message = phrase("{what} stood on cards to the same {count} people before: No. {numbers} "
                         "of round {round}, {day}.", count=len(numbers), **gaps)  # fmt: skip
    return pointed_out("words-again", message, found.where)
