"""Help for an empty page: the season, words to begin with, and what was last exchanged.

Nothing is written, and no name or address comes along: names in old messages are blotted out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from outreach.ideas.lines import Wish, terms_in, touches
from outreach.ideas.page import Page, page_for
from outreach.ideas.places import USUAL, Place, place_in, places
from outreach.ledger import Ledger
from outreach.ledger.log import chunks
from outreach.ledger.words import SentWords
from outreach.model.event import EventKind
from outreach.model.recipient import Recipient
from outreach.model.standing import Standing
from outreach.sources.recipients import read_recipients
from outreach.wording.adviser import open_adviser
from outreach.wording.morphemes import sentences_of
from outreach.workflow.content import card_of, folded
from outreach.workflow.desk import Desk

MOST_CARDS = 2
_MOST_BEGUN = 6  # messages whose openings are left alone
_RECENT = timedelta(days=92)
_OWN_RULES = "wording.toml"
_FIRST_WORDS = 24  # characters
_BLOT = "〇〇"
_OF_GREETING = "へ、。, 　様さんちゃん君" + _BLOT


@dataclass(frozen=True, slots=True)
class PastCard:
    """A card that went out, or lies ready: ``words`` are its first, names blotted out."""

    key: str
    on: date
    posted: bool
    design: str
    author: str
    words: str


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What went to and fro: the last cards, the days of gifts (replies), likes and avoided topics.

    ``standing`` is None where no recipient was asked about.
    """

    cards: tuple[PastCard, ...] = ()
    gifts: tuple[date, ...] = ()
    likes: str = ""
    avoid: str = ""
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Ideas:
    """A page of ideas for a day, and what was last exchanged."""

    page: Page
    exchanged: Exchanged


def ideas(
    desk: Desk, day: date, recipient: Recipient | None = None, author: str = "",
    place: Place | None = None,
) -> Ideas:  # fmt: skip
    """Return the ideas of a day for a recipient and an author, either of whom may be missing.

    The town is ``place``, else that of the recipient's branch, else that of the sender's address.
    """
    with desk.read_ledger() as ledger:
        if recipient is not None:
            exchanged, past = _with(ledger, day, recipient, author)
        else:
            past = _by(ledger, desk, day, author) if author else []
            exchanged = Exchanged(tuple(past[-MOST_CARDS:]))
    wish = Wish(
        seed="\x1f".join((day.isoformat(), recipient.key if recipient else "", author)),
        likes=terms_in(exchanged.likes),
        begun=tuple(card.words for card in past[-_MOST_BEGUN:]),
        is_barred=_barred(desk, exchanged.avoid),
    )
    return Ideas(page_for(day, place or _place(desk, recipient), wish), exchanged)


def _barred(desk: Desk, avoid: str) -> Callable[[str], bool]:
    """Return what tells whether a text touches the topics to avoid, however they are spelt."""
    topics = terms_in(avoid)
    if not topics:
        return lambda text: False
    adviser = open_adviser(desk.project.root / _OWN_RULES)
    names = {*topics, *filter(None, map(_in_dictionary, topics))}

    def is_barred(text: str) -> bool:
        return touches(text, names) or adviser.read(text, topics) != adviser.read(text)

    return is_barred


def _in_dictionary(topic: str) -> str:
    """Return a word as dictionaries spell it, 猫 for ねこ; blank for several words."""
    morphemes = [
        each for sentence in sentences_of(topic, frozenset()) for each in sentence.morphemes
    ]
    return morphemes[0].norm if len(morphemes) == 1 else ""


def _place(desk: Desk, recipient: Recipient | None) -> Place:
    branch = place_in(recipient.branch) if recipient else None
    sender = desk.project.senders[desk.project.sender]
    return branch or place_in(sender.address) or places()[USUAL]


def _with(
    ledger: Ledger, day: date, recipient: Recipient, author: str
) -> tuple[Exchanged, list[PastCard]]:
    """Return what was exchanged with a person, and every card they had, the oldest first."""
    sent = ledger.words_written([recipient.key], date.min).get(recipient.key, [])
    cards = (_card(recipient.key, each, _names(recipient)) for each in sent if each.on <= day)
    past = [card for card in cards if card.design]  # newsletters have no words and no picture
    shown = past[-MOST_CARDS:]
    own = [card for card in past if folded(card.author) == folded(author)]
    if author and own and own[-1] not in shown:
        shown = [own[-1], *shown[1:]]
    standing = ledger.standings([recipient.key])[recipient.key]
    gifts = tuple(_gifts(ledger, recipient.key, day))[-MOST_CARDS:]
    return Exchanged(tuple(shown), gifts, recipient.likes, recipient.avoid, standing), past


def _by(ledger: Ledger, desk: Desk, day: date, author: str) -> list[PastCard]:
    """Return the cards an author wrote of late, to whomever, the oldest first; one of each text."""
    names = {
        each.key: _names(each)
        for each in read_recipients(desk.project)
        if isinstance(each, Recipient)
    }
    found: dict[tuple[date, str], PastCard] = {}
    for keys in chunks(ledger.known_keys()):
        for key, sent in ledger.words_written(keys, day - _RECENT).items():
            cards = (_card(key, each, names.get(key, ())) for each in sent if each.on <= day)
            own = (card for card in cards if folded(card.author) == folded(author))
            found |= {(card.on, card.words): card for card in own}
    return sorted(found.values(), key=lambda card: (card.on, card.key))


def _gifts(ledger: Ledger, key: str, day: date) -> Iterator[date]:
    """Yield the days on which something came from a person, entries undone left out."""
    events = list(ledger.events(key=key))
    undone = {event.reverses for event in events if event.kind is EventKind.REVERSED}
    for event in events:
        if event.kind is EventKind.REPLY and event.seq not in undone and event.on <= day:
            yield event.on


def _card(key: str, sent: SentWords, names: Sequence[str]) -> PastCard:
    card = card_of(sent.card_no, key, sent.content)
    to = card.addressee
    hidden = {*names, to.family_name, to.given_name, to.organisation}
    hidden |= {joint.given_name for joint in to.joint_names}
    message = card.message
    words = _first_words(message.text, hidden)
    return PastCard(key, sent.on, sent.posted, message.design, message.author, words)


def _names(recipient: Recipient) -> tuple[str, ...]:
    """Return all that someone may be called by, kana that are more than one letter included."""
    to = recipient.addressee
    joint = (name for each in to.joint_names for name in (each.given_name, each.family_name))
    kana = (part for part in recipient.kana.split() if len(part) > 1)
    return (recipient.call_name, to.family_name, to.given_name, to.organisation, *joint, *kana)


def _first_words(text: str, names: Iterable[str]) -> str:
    """Return how a message begins after its greeting, without any of the names."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, _BLOT)
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line.strip(_OF_GREETING)), "")
    return first if len(first) <= _FIRST_WORDS else first[:_FIRST_WORDS] + "…"
