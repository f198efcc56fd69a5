"""Whom a round writes to, as its authors may see it: a call name, likes, earlier words, no address.

What an author is given never holds a family name: where an earlier message has one, or another
name that the call name does not tell anyway, it is blanked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from outreach.errors import (
    NOWHERE,
    ExitCode,
    Problem,
    ProjectError,
    SourceError,
    Where,
    errors_in,
)
from outreach.ledger import Ledger, SentWords
from outreach.merge import in_hand, merge
from outreach.model.card import Card
from outreach.model.design import Design
from outreach.model.hand import WRITTEN
from outreach.model.recipient import Addressee, Mailing, Recipient
from outreach.model.round import Message, MessageRow
from outreach.phrase import phrase
from outreach.press.imposition import Target
from outreach.sources.fault import did_you_mean
from outreach.sources.recipients import read_recipients
from outreach.sources.writing_list import ListEntry
from outreach.workflow.content import card_of, folded, message_in
from outreach.workflow.furnishing import open_press_room
from outreach.workflow.prepare import CHUNK, Prepared
from outreach.workflow.press_room import PressRoom
from outreach.workflow.stationery import card_stock

MOST_BEFORE = 2  # earlier messages an author is shown
BLANKED = "〇〇"
_ABOUT_WORDS = ("no-words", "blank-in-message", "message-not-plain")
_PLACEHOLDER = "…"  # words of a card that has none yet, to learn all else about it


@dataclass(frozen=True, slots=True)
class CardToWrite:
    """Somebody a round writes to, and how their card would be made as things stand.

    ``words`` are those typed for this person alone, blank where there are none; ``designs`` are
    the ones the card may show: several where nobody's picture is chosen before there are words.
    """

    recipient: Recipient
    message: Message
    words: str
    designs: tuple[str, ...]


def cards_to_write(prepared: Prepared) -> list[CardToWrite]:
    """Return everyone a round writes to, whether or not there are words yet, by key.

    Raises ProjectError where the round sends no cards.
    """
    plan = prepared.round
    if plan.mailing is not Mailing.CARD:
        raise ProjectError(
            phrase("Round {id} sends no cards: there is nothing to write.", id=plan.id),
            phrase("Name a round of cards."),
        )
    out = {each.identity.key for each in prepared.left_out()}
    out |= {str(each.where.key) for each in prepared.problems
            if each.code == "key-names-someone-else"}  # fmt: skip
    staged = {card.key: message_in(card.body) for card in prepared.staged()}
    found = (each for each in read_recipients(prepared.desk.project) if isinstance(each, Recipient))
    made = [
        _to_write(prepared, each, staged.get(each.key)) for each in found if each.key not in out
    ]
    return sorted(made, key=lambda due: due.recipient.key)


def _to_write(prepared: Prepared, recipient: Recipient, staged: Message | None) -> CardToWrite:
    row = prepared.messages.get(recipient.key)
    message = staged or with_words(prepared, recipient, row, _PLACEHOLDER)
    message = message if staged else replace(message, text="")
    designs = (message.design,) if message.design else _may_get(prepared)
    return CardToWrite(recipient, message, row.message if row else "", designs)


def with_words(
    prepared: Prepared, recipient: Recipient, row: MessageRow | None, words: str
) -> Message:
    """Return the message to somebody with other words in place of theirs, as they are typed."""
    own = replace(row or MessageRow(recipient.key), message=words)
    found, _ = merge(recipient, prepared.round, own, prepared.shown)
    return found or Message(words, own.design or prepared.round.design, own.author, "")


def _may_get(prepared: Prepared) -> tuple[str, ...]:
    """Return the designs of a round that chooses: any of them may be somebody's."""
    if prepared.choices is None:
        return ()
    return tuple(sorted(design.name for design in prepared.choices.pool.fitting))


def by_author(found: Sequence[CardToWrite], author: str) -> list[CardToWrite]:
    """Return the cards that one author writes.

    Raises SourceError where nobody of that name writes any.
    """
    mine = [due for due in found if folded(due.message.author) == folded(author)]
    if not mine:
        known = dict.fromkeys(due.message.author for due in found if due.message.author)
        raise SourceError(phrase("No card of the round is written by this author."),
                          did_you_mean(author, known))  # fmt: skip
    return mine


# -- how much fits --------------------------------------------------------------------------------


class Gauge:
    """Measures words on the cards of a round; its designs are drawn once, all together.

    ``problems`` are what keeps a design from being drawn: then nobody knows what fits.
    """

    def __init__(self, prepared: Prepared, found: Iterable[CardToWrite]) -> None:
        pool = {} if prepared.choices is None else prepared.choices.pool.designs
        self._prepared = prepared
        self._designs = {**pool, **prepared.designs}
        wanted = {card.design for due in found for card in self._cards(due, due.message)}
        designs = [self._designs[name] for name in sorted(wanted)]
        self._room, self.problems = self._open(designs)
        self._rooms: dict[tuple[str, str, str], int] = {}

    def _open(self, designs: Sequence[Design]) -> tuple[PressRoom | None, list[Problem]]:
        plan = self._prepared.round
        stock = card_stock(plan)
        if stock is None or not designs:
            return None, []
        desk = self._prepared.desk
        return open_press_room(desk, stock, designs, plan.qr, Target.HOME, plan.id)

    def _cards(self, due: CardToWrite, message: Message) -> list[Message]:
        """Return a message as the card may have it, once for each design; none where a pen writes.

        A design that is still to be chosen may say how it is written.
        """
        designs = [self._designs[name] for name in due.designs if name in self._designs]
        cards = [message if message.design else in_hand(message, design) for design in designs]
        return [card for card in cards if card.hand not in WRITTEN]

    def most(self, due: CardToWrite) -> int | None:
        """Return how many characters surely fit, None where a pen writes or nobody knows."""
        rooms = map(self._letters, self._cards(due, due.message))
        return min(filter(None, rooms), default=None)

    def _letters(self, card: Message) -> int:
        """Return how many characters fit beside a signature, 0 where there is no place for any."""
        signed = self._prepared.scanned.on(card, "")
        asked = (card.design, card.lettering, signed.sign)
        if asked not in self._rooms:
            room = self._room if self._room and card.design in self._room.pictures else None
            self._rooms[asked] = room.letters(signed, NOWHERE) if room else 0
        return self._rooms[asked]

    def faults(self, due: CardToWrite, message: Message, where: Where) -> list[Problem]:
        """Return what is wrong with words on their card, and what is only to be said of them.

        Of several designs the card may get, the one is taken that has the least against them.
        """
        found = [self._on(card, where) for card in self._cards(due, message)]
        return min(found, key=lambda each: len(errors_in(each)), default=[])

    def _on(self, card: Message, where: Where) -> list[Problem]:
        if self._room is None or card.design not in self._room.pictures:
            return []
        card = self._prepared.scanned.on(card, where.key or "")
        return list(self._room.picture(card, where).problems)


# -- what was written before ----------------------------------------------------------------------


def entries(
    ledger: Ledger, found: Sequence[CardToWrite], gauge: Gauge, author: str = ""
) -> Iterator[ListEntry]:
    """Yield what an author is given about each card.

    ``author``: of the earlier messages theirs is among those that are shown.
    """
    waiting = iter(found)
    while chunk := list(islice(waiting, CHUNK)):
        before = ledger.words_written([due.recipient.key for due in chunk], date.min)
        for due in chunk:
            to = due.recipient
            sent = [each for each in before.get(to.key, ()) if each.posted]
            yield ListEntry(
                to.key, to.call_name, to.likes, to.avoid, _before(sent, to, author), due.words,
                gauge.most(due),
            )  # fmt: skip


def _before(sent: Sequence[SentWords], to: Recipient, author: str) -> str:
    """Return the last messages to somebody, the newest first."""
    cards = [(each, card_of(each.card_no, to.key, each.content)) for each in reversed(sent)]
    said = [(each, card) for each, card in cards if card.message.text]
    shown = said[:MOST_BEFORE]
    own = [each for each in said if author and folded(each[1].message.author) == folded(author)]
    if own and own[0] not in shown:
        shown[-1] = own[0]
    return "\n\n".join(_told(each, card, to) for each, card in shown)


def _told(sent: SentWords, card: Card, to: Recipient) -> str:
    head = f"{sent.on.isoformat()} {card.message.author}".strip()
    return f"{head}\n{_nameless(card, to)}"


def _nameless(card: Card, to: Recipient) -> str:
    """Return the words of a card without names, but for what the call name tells anyway."""
    text = card.message.text
    # A short reading is also a word: ゆき is snow. A given name is mostly the call name.
    reading = to.kana.split()[:1]
    names = {*_names(card.addressee), *_names(to.addressee), *(k for k in reading if len(k) > 2)}
    for name in sorted(names, key=len, reverse=True):
        if name not in to.call_name:
            text = text.replace(name, BLANKED)
    return text


def _names(to: Addressee) -> Iterator[str]:
    """Yield every name of an addressee."""
    joint = [name for each in to.joint_names for name in (each.family_name, each.given_name)]
    names = (to.family_name, to.given_name, to.organisation, to.care_of, *joint)
    return filter(None, names)


def in_the_way(prepared: Prepared) -> list[Problem]:
    """Return the errors that keep people out of a list, or their cards from being made.

    That somebody has no words yet, or none that can be printed, is none: the list brings them.
    """
    return [each for each in errors_in(prepared.problems)
            if each.kind is ExitCode.SOURCE and each.code not in _ABOUT_WORDS]  # fmt: skip
