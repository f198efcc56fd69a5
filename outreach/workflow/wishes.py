"""What somebody wishes about their cards, up to the moment of posting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from outreach.errors import ConsentError, StateError
from outreach.ledger import Ledger
from outreach.ledger import reason_against as stands_against
from outreach.ledger.standing import without_reversed
from outreach.model.event import EventKind, Wish
from outreach.model.project import Project
from outreach.model.recipient import Basis, Mailing
from outreach.model.round import MessageRow, Round
from outreach.model.standing import Reason, Standing
from outreach.model.stock import STOCKS, Form
from outreach.phrase import Phrase, phrase
from outreach.selection import FAREWELL_CARDS, Past, against_wish, in_mourning
from outreach.sources.fault import did_you_mean
from outreach.sources.rounds import load_messages, load_round, round_ids
from outreach.workflow.content import folded
from outreach.workflow.desk import Desk

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """A card that was made and not posted, and why it must not be."""

    round: str
    card_no: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Card:
    """What of a frozen card a wish may be against."""

    no: int
    key: str
    mailing: Mailing
    is_open: bool


def barred_by_wish(desk: Desk, ledger: Ledger, round_id: str) -> dict[str, Reason]:
    """Return the people of a round who agreed to less, or wished otherwise, since it was frozen."""
    words = _Words(desk, round_id)
    cards = _frozen(ledger, round_id)
    barred: dict[str, Reason] = {}
    while chunk := list(islice(cards, _CHUNK)):
        standings = ledger.standings([card.key for card in chunk])
        for card in chunk:
            if reason := _against(ledger, words, card, standings[card.key]):
                barred[card.key] = reason
    return barred


def waiting_here(desk: Desk, ledger: Ledger, key: str) -> list[Waiting]:
    """Return every card of a person that may lie here and must not go out, by round."""
    standing = ledger.standings([key])[key]
    planned = {event.round: event for event in ledger.events(key=key)
               if event.kind is EventKind.PLANNED}  # fmt: skip
    found: list[Waiting] = []
    for card in (card for card in ledger.waiting_cards(key) if card.is_on_hand):
        reason = stands_against(standing, card.needs_consent)
        if reason is None:
            frozen = _card(card.card_no, key, planned[card.round].data)
            reason = _against(ledger, _Words(desk, card.round), frozen, standing)
        if reason is not None:
            found.append(Waiting(card.round, card.card_no, reason))
    return found


class _Words:
    """The words of a round for each person, as far as its files still say."""

    def __init__(self, desk: Desk, round_id: str) -> None:
        self.round: Round | None = load_round(desk.project, round_id)[0]
        cards = self.round is not None and self.round.mailing is Mailing.CARD
        self._rows: Mapping[str, MessageRow] = (
            load_messages(desk.project, round_id)[0] if cards else {}
        )

    def of(self, key: str) -> str:
        """Return what the card of a key says."""
        row = self._rows.get(key)
        return words_for(self.round, row) if self.round else ""


def words_for(plan: Round, row: MessageRow | None) -> str:
    """Return the words somebody gets in a round: their own row's, or those for all."""
    return row.message if row is not None and row.message else plan.message


def _frozen(ledger: Ledger, round_id: str) -> Iterator[_Card]:
    return (_card(card.no, card.key, card.facts) for card in ledger.cards(round_id))


def _card(no: int, key: str, facts: Mapping[str, object]) -> _Card:
    stock = str(facts.get("stock", ""))
    is_open = stock in STOCKS and STOCKS[stock].form is Form.CARD
    return _Card(no, key, Mailing(str(facts.get("mailing", "card"))), is_open)


def _against(ledger: Ledger, words: _Words, card: _Card, standing: Standing) -> Reason | None:
    sent = 0
    if standing.farewell is not None:
        sent = ledger.cards_after(card.key, standing.farewell)
    if reason := against_wish(standing, card.mailing, Past(farewell=sent)):
        return reason
    if standing.envelope and card.is_open:
        return Reason.ENVELOPE
    if words.round and in_mourning(standing, words.round, words.of(card.key)):
        return Reason.MOURNING
    return None


def farewell_cards(
    ledger: Ledger, key: str, seq: int, round_id: str, before: Iterable[str]
) -> int:  # fmt: skip
    """Return how many cards count as of a farewell (entry ``seq``) before that of a round.

    Those posted since; and those of the rounds ``before`` it that lie here.
    """
    events = without_reversed(ledger.events(key=key))
    posted = {event.round: event.seq for event in events if event.kind is EventKind.POSTED}
    cards = {event.round for event in events
             if event.kind is EventKind.PLANNED and "mailing" not in event.data}  # fmt: skip
    since = {name for name, entry in posted.items() if entry > seq}
    waiting = (cards & set(before)) - posted.keys()
    return len(((since & cards) | waiting) - {round_id})


# -- entering a wish --------------------------------------------------------------------------

_ASKS = {Wish.LESS: "days", Wish.AUTHOR: "not", Wish.REST: "until", Wish.MOURNING: "until"}


def wish_data(
    wish: Wish, days: int | None, not_author: str, until: date | None, *, own: bool
) -> dict[str, object]:
    """Return what the ledger keeps of a wish, in its chain: never free words."""
    given = {"days": days, "not": not_author or None,
             "until": until.isoformat() if until else None}  # fmt: skip
    data: dict[str, object] = {name: value for name, value in given.items() if value is not None}
    if own:
        data["by"] = Basis.SELF.value
    return data | ({"cards": FAREWELL_CARDS} if wish is Wish.FAREWELL else {})


def wish_fault(wish: Wish, data: Mapping[str, object]) -> Phrase | None:
    """Return what a wish lacks, or has that belongs to another one, and how it is written."""
    asked = _ASKS.get(wish)
    spare = sorted(set(_ASKS.values()) & data.keys() - {asked})
    if asked is not None and asked not in data:
        return phrase("{wish} needs --{option}: outreach wish KEY {example}",
                      wish=wish.value, option=asked, example=_EXAMPLES[wish])  # fmt: skip
    if spare:
        return phrase("{wish} takes no --{option}: outreach wish KEY {example}",
                      wish=wish.value, option=spare[0], example=_EXAMPLES[wish])  # fmt: skip
    return None


_EXAMPLES = {
    Wish.LESS: "less --days 30",
    Wish.AUTHOR: "author --not NAME",
    Wish.REST: "rest --until 2027-04-01",
    Wish.USUAL: "usual",
    Wish.MOURNING: "mourning --until 2027-11-30",
    Wish.FAREWELL: "farewell --self",
}


def refuse_farewell(ledger: Ledger, key: str, *, own: bool) -> None:
    """Refuse a farewell that nobody asked for, or one that stands already.

    Those who send end a series only when the person asks for it: nobody else can.
    """
    if not own:
        raise ConsentError(
            phrase("Only the person themselves ends the cards with a farewell."),
            phrase("If {key} asked for it, add --self. If nobody did: wish less, wish rest, or a "
                   "pause; a stop needs no reason.", key=key),
        )  # fmt: skip
    if ledger.standings([key])[key].farewell is not None:
        raise StateError(
            phrase("A farewell of {key} is entered already.", key=key),
            phrase("See how far it is: outreach consent show {key}", key=key),
        )


def all_authors(project: Project, plans: Iterable[Round]) -> set[str]:
    """Return the pen names of all who write in these rounds, for everyone or for single people."""
    known: set[str] = set()
    for plan in plans:
        rows, _ = load_messages(project, plan.id)
        known |= {plan.author, *(row.author for row in rows.values())}
    return known - {""}


def unknown_author(desk: Desk, name: str) -> Phrase | None:
    """Return that no round names an author so, with the nearest one, or None where one does."""
    project = desk.project
    plans = (load_round(project, round_id)[0] for round_id in round_ids(project.root))
    cards = (plan for plan in plans if plan is not None and plan.mailing is Mailing.CARD)
    known = all_authors(project, cards) | {*project.year.authors}
    if folded(name) in map(folded, known):
        return None
    return phrase("No round names this author. {hint}", hint=did_you_mean(name, sorted(known)))
