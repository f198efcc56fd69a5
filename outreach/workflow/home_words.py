"""One household and the same words: in this round, on an earlier card, or in another open round.

A household is read from the address book, not from the round: two of one home often get their
cards in different rounds, some days apart, on purpose.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby, islice
from typing import NamedTuple

from outreach.errors import Problem, Where
from outreach.ledger import Ledger, SentWords, Staging
from outreach.model.recipient import ConsentCell, Kind, Mailing, Recipient
from outreach.model.round import MessageRow, Round
from outreach.phrase import phrase
from outreach.selection import not_meant
from outreach.sources.recipients import read_recipients
from outreach.sources.rounds import load_messages, load_round, round_ids
from outreach.workflow.apart import MOST_AT_HOME
from outreach.workflow.content import card_of, identity_of, message_in
from outreach.workflow.likeness import everyday, place_of
from outreach.workflow.prepare import CHUNK, Prepared
from outreach.workflow.press_room import place
from outreach.workflow.sentences import Units, both, day_of, few, pointed_out, units_of

YEAR = timedelta(days=365)
LONG_SENTENCE = 12  # characters without marks: from here on two of one household may notice it
_MOST_KEYS = 5
_SEPARATOR = "\x1f"  # stands in no cell and no message: control characters are refused
_HONORIFICS = ("さん", "ちゃん", "くん", "君", "様", "さま")
_AFTER_NAME = rf"(?={'|'.join(_HONORIFICS)}|へ|[\s、。，．！？!?,.]|$)"


class _Open(NamedTuple):
    """Another round that is not fixed yet, as its files stand."""

    plan: Round
    messages: Mapping[str, MessageRow]

    def units(self, key: str) -> Units:
        """Return what somebody would read in it, names left as they are typed."""
        row = self.messages.get(key) or MessageRow(key)
        author = row.author or self.plan.author
        return units_of(row.message or self.plan.message, author)


class _Card(NamedTuple):
    """Somebody's card of the round, as it is staged."""

    no: str
    words: str
    text: str
    author: str


class _Person(NamedTuple):
    """Somebody's row, as it is staged: names, and in which of the open rounds they are meant."""

    name: str
    family: str
    call_name: str
    family_name: str
    given_name: str
    meant: str


@dataclass(frozen=True, slots=True)
class _Member:
    """One of a household; ``card`` is None for whoever gets none in this round."""

    key: str
    person: _Person
    card: _Card | None

    @property
    def where(self) -> Where:
        return place(self.card.words if self.card else "", self.key)

    def read(self, text: str, author: str) -> Units:
        """Return what a message to them is compared by, whatever they are called."""
        return units_of(_unnamed(text, self.person), author)

    def now(self) -> Units:
        """Return what stands on their card of this round."""
        return self.read(self.card.text, self.card.author) if self.card else units_of("")

    def before(self, sent: SentWords) -> Units:
        """Return what stood on an earlier card of theirs."""
        message = message_in(sent.content)
        return self.read(message.text, message.author)


@dataclass(slots=True)
class _Planned:
    """All cards that say what another open round says at the same address."""

    where: Where
    keys: list[str] = field(default_factory=list)


def _unnamed(text: str, person: _Person) -> str:
    """Return a message with a person's names as a round has them typed, so that two are alike.

    A name is one before 様, a comma and the like: 雪 is also snow.
    """
    for typed in ("call_name", "family_name", "given_name"):
        name = getattr(person, typed)
        if name and name in text:
            after = "" if name.endswith(_HONORIFICS) else _AFTER_NAME
            text = re.sub(re.escape(name) + after, f"{{{{ {typed} }}}}", text)
    return text


def in_households(ledger: Ledger, prepared: Prepared) -> Iterator[Problem]:
    """Yield a warning for each household of which several read the same words within a year.

    Of whom the round leaves out, the earlier cards count, and what other rounds that are not fixed
    yet would say to them.
    """
    since = prepared.round.post_on - YEAR
    rounds = list(_open_rounds(ledger, prepared))
    planned: dict[tuple[int, str, int | None], _Planned] = {}
    with Staging() as rows:
        _note_cards(prepared, rows)
        _note_people(prepared, rounds, rows)
        homes = _homes(rows)
        while chunk := list(islice(homes, CHUNK)):
            past = ledger.words_written([each.key for home in chunk for each in home], since)
            for home in chunk:
                yield from _in_round(home, past, prepared.round)
                for member, kin in _kin(home):
                    yield from _from_other(member, kin, past, prepared.round.id)
                    _note_planned(member, kin, rounds, planned)
    for (at, *_), found in planned.items():
        yield _is_planned(rounds[at].plan, found)


def _open_rounds(ledger: Ledger, prepared: Prepared) -> Iterator[_Open]:
    """Yield the other rounds of cards within a year that are not fixed yet and can be read."""
    desk, own = prepared.desk, prepared.round
    for round_id in round_ids(desk.project.root):
        if round_id == own.id or ledger.is_frozen(round_id):
            continue
        plan, _ = load_round(desk.project, round_id)
        if plan and plan.mailing is Mailing.CARD and abs(plan.post_on - own.post_on) <= YEAR:
            yield _Open(plan, load_messages(desk.project, round_id)[0])


# -- who lives together -------------------------------------------------------------------------


def _note_cards(prepared: Prepared, rows: Staging) -> None:
    for card in prepared.staged():
        message = message_in(card.body)
        if message.text:
            to = card_of(card.no, card.key, card.body).addressee
            body = _Card(str(card.no), card.words, message.text, message.author)
            rows.add(_hash(place_of(to).whole), card.key, _SEPARATOR.join(body))


def _note_people(prepared: Prepared, rounds: Sequence[_Open], rows: Staging) -> None:
    """Put everyone of the address book where those of one address stand together."""
    for found in read_recipients(prepared.desk.project):
        if not isinstance(found, Recipient) or found.kind is Kind.ORGANISATION:
            continue
        to = found.addressee
        meant = [str(at) for at, each in enumerate(rounds) if _is_meant(found, each.plan)]
        body = _Person(
            _hash(identity_of(found).name), _hash(everyday(to.family_name)), found.call_name,
            to.family_name, to.given_name, " ".join(meant),
        )  # fmt: skip
        rows.add(_hash(place_of(to).whole), found.key, _SEPARATOR.join(body))


def _is_meant(recipient: Recipient, plan: Round) -> bool:
    return recipient.consent is not ConsentCell.STOP and not_meant(recipient, plan) is None


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _homes(rows: Staging) -> Iterator[list[_Member]]:
    """Yield those of each address with people of several names, of whom one has a card."""
    for _, at_place in groupby(rows.ranked(), key=lambda row: row[0]):
        home = []
        for key, found in groupby(at_place, key=lambda row: row[1]):
            parts = [body.split(_SEPARATOR) for _, _, body in found]
            people = [_Person(*each) for each in parts if len(each) == len(_Person._fields)]
            cards = [_Card(*each) for each in parts if len(each) == len(_Card._fields)]
            if people:
                home.append(_Member(key, people[0], cards[0] if cards else None))
        if _are_several(home) and any(member.card for member in home):
            yield home


def _are_several(home: Sequence[_Member]) -> bool:
    return len({member.person.name for member in home}) > 1


def _kin(home: Sequence[_Member]) -> Iterator[tuple[_Member, list[_Member]]]:
    """Yield everyone who has a card with the others of the household.

    Where very many live at one address, a household are those of one family name, if not too many.
    """
    groups: dict[str, list[_Member]] = {}
    for member in home:
        family = member.person.family if len(home) > MOST_AT_HOME else ""
        groups.setdefault(family, []).append(member)
    for group in groups.values():
        for member in group if len(group) <= MOST_AT_HOME else ():
            if member.card:
                name = member.person.name
                yield member, [other for other in group if other.person.name != name]


# -- what they read -----------------------------------------------------------------------------


def _long(units: Units) -> list[str]:
    """Return what two of one household may notice: long sentences, or all there is."""
    long = [words for words in units.lines if len(words) >= LONG_SENTENCE]
    return long or list(units.lines)


def _in_round(
    home: Sequence[_Member], past: Mapping[str, Sequence[SentWords]], plan: Round
) -> Iterator[Problem]:
    """Yield a warning where several of a household have the same words in this round."""
    served = [member for member in home if member.card]
    if not _are_several(served):
        return
    units = {member.key: member.now() for member in served}
    readers: dict[str, list[_Member]] = {}
    for member in served:
        for words in _long(units[member.key]):
            readers.setdefault(words, []).append(member)
    shared = {words: members for words, members in readers.items() if len(members) > 1}
    if shared:
        members = list(dict.fromkeys(each for members in shared.values() for each in members))
        numbers = sorted(_number(member, past.get(member.key, ()), plan.id) for member in members)
        whole = all(set(_long(units[each.key])) <= shared.keys() for each in members)
        yield _several(members, numbers, plan.post_on, whole)


def _number(member: _Member, past: Sequence[SentWords], round_id: str) -> int:
    """Return the number of a card of the round: the frozen one, else the one it would have."""
    frozen = [sent.card_no for sent in past if sent.round == round_id]
    return frozen[-1] if frozen else int(member.card.no if member.card else 0)


def _several(members: Sequence[_Member], numbers: Sequence[int], on: date, whole: bool) -> Problem:
    what = phrase("The same message") if whole else phrase("The same sentence")
    keys = ", ".join(each.key for each in members[:_MOST_KEYS])
    message = phrase(
        "{what} goes to several people at one address: No. {numbers} of this round ({on}; {keys}).",
        what=what, numbers=few(numbers), on=on, keys=keys,
    )  # fmt: skip
    return pointed_out("words-in-household", message, members[0].where)


def _from_other(
    member: _Member, kin: Sequence[_Member], past: Mapping[str, Sequence[SentWords]], round_id: str
) -> Iterator[Problem]:
    """Yield a warning where another of the household had the words before, and this one had not."""
    own = {words for sent in past.get(member.key, ()) for words in member.before(sent).lines
           if sent.round != round_id}  # fmt: skip
    words = set(_long(member.now())) - own
    others = [(sent, other) for other in kin if words for sent in past.get(other.key, ())
              if sent.round != round_id]  # fmt: skip
    for sent, other in sorted(others, key=lambda each: each[0].on, reverse=True):
        if words & set(_long(other.before(sent))):
            message = phrase(
                "Someone else at this address had the same sentence: No. {no} of round {round}, "
                "{day}.", no=sent.card_no, round=sent.round, day=day_of(sent.on, sent.posted),
            )  # fmt: skip
            yield pointed_out("words-in-household", message, member.where)
            return


def _note_planned(
    member: _Member, kin: Sequence[_Member], rounds: Sequence[_Open],
    planned: dict[tuple[int, str, int | None], _Planned],
) -> None:  # fmt: skip
    """Note where an open round would say the same to another of the household."""
    words = set(_long(member.now()))
    for at, each in enumerate(rounds):
        meant = [other.key for other in kin if str(at) in other.person.meant.split()]
        if any(words & set(_long(each.units(key))) for key in meant):
            where = member.where
            found = planned.setdefault((at, where.file or "", where.line), _Planned(where))
            found.keys.append(member.key)
            found.where = both(found.where, where) if len(found.keys) > 1 else where


def _is_planned(plan: Round, found: _Planned) -> Problem:
    more = " …" if len(found.keys) > _MOST_KEYS else ""
    message = phrase(
        "Someone else at the same address may get the same sentence in round {round} ({on}), which "
        "is not fixed yet: {keys}.",
        round=plan.id, on=plan.post_on, keys=", ".join(found.keys[:_MOST_KEYS]) + more,
    )  # fmt: skip
    return pointed_out("words-in-household", message, found.where)
