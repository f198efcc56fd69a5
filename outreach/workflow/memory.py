"""The memory of own words: what somebody, or somebody of the same household, has read before.

Only pointed out, never forbidden. A message is compared by its opening, its sentences and its
longer lines, without width, blanks and marks; names and the words that no answer is needed are
said again and again on purpose, and are not counted.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby, islice
from typing import NamedTuple

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.ledger import Ledger, SentWords, Staging
from outreach.ledger.numbers import listed
from outreach.model.recipient import Kind, Mailing
from outreach.phrase import Phrase, phrase
from outreach.typeset.markup import plain
from outreach.workflow.content import card_of, folded, message_in
from outreach.workflow.desk import Desk
from outreach.workflow.likeness import place_of
from outreach.workflow.prepare import CHUNK, Prepared, StagedCard
from outreach.workflow.press_room import place

YEAR = timedelta(days=365)
SHORTEST_OPENING, SHORTEST_SENTENCE, SHORTEST_LINE = 3, 6, 8  # characters without marks
LONG_SENTENCE = 12  # from here on two of one household may notice it
_MOST_NUMBERS, _MOST_KEYS = 50, 5
_END = re.compile(r"[。．!?！？♪]+|\n[ \u3000]*\n")
_TO_WHOM = re.compile(r"[^、,。．!?！？]{1,32}?(?:へ|様|さま|さん|ちゃん|くん|君)[、,]?")
_NO_ANSWER = re.compile(
    r"(?:お|ご)?(?:返事|へんじ|返信).{0,6}?(?:いりません|要りません|いらない|要らない|不要|無用"
    r"|気になさら|気にし|気遣い|結構|なくて|なしで)"
)


class Said(NamedTuple):
    """The words of one card of a round, and where they stand; ``written`` still has its names."""

    no: int
    key: str
    text: str
    written: str
    author: str
    where: Where


@dataclass(frozen=True, slots=True)
class Units:
    """What a message is compared by: folded words and the line each begins on (from 1).

    ``opening`` is the first sentence and the first line, which may be shorter than the others;
    ``sentences`` is all of it, however it was broken into lines.
    """

    lines: Mapping[str, int]
    opening: frozenset[str]
    sentences: frozenset[str]

    def shared(self, past: Units) -> frozenset[str]:
        """Return what both messages say."""
        same = self.lines.keys() & past.lines.keys()
        begun = self.opening & past.opening
        return frozenset({each for each in same if len(each) >= SHORTEST_SENTENCE} | begun)


@lru_cache(maxsize=4096)
def units_of(text: str, author: str = "") -> Units:
    """Return what a message is compared by; the author's name under it is none of it."""
    own = folded(author)
    lines: dict[str, int] = {}
    opening, sentences = set(), set()
    body, first = _without_name(plain(text))
    for at, piece, least in (*_lines(body), *_sentences(body)):
        words = folded(piece)
        if not words or words in (own, f"{own}より") or _NO_ANSWER.match(words):
            continue
        is_first = not body[: _start(body, at)].strip()
        if len(words) >= (SHORTEST_OPENING if is_first else least):
            lines.setdefault(words, first + body.count("\n", 0, _start(body, at)))
            opening |= {words} if is_first else set()
            sentences |= {words} if least == SHORTEST_SENTENCE else set()
    return Units(lines, frozenset(opening), frozenset(sentences))


def _without_name(text: str) -> tuple[str, int]:
    """Return a message without a first line that only says whom it is for, and where it begins."""
    head, _, rest = text.partition("\n")
    return (rest, 2) if _TO_WHOM.fullmatch(head.strip()) else (text, 1)


def _lines(body: str) -> Iterator[tuple[int, str, int]]:
    """Yield each line with its place: many write without full stops."""
    at = 0
    for line in body.split("\n"):
        yield at, line, SHORTEST_LINE
        at += len(line) + 1


def _sentences(body: str) -> Iterator[tuple[int, str, int]]:
    """Yield each sentence with its place, over the ends of lines."""
    at = 0
    for end in _END.finditer(body):
        yield at, body[at : end.start()], SHORTEST_SENTENCE
        at = end.end()
    yield at, body[at:], SHORTEST_SENTENCE


def _start(body: str, at: int) -> int:
    """Return where the words of a piece begin, behind the blanks before them."""
    return at + len(body[at:]) - len(body[at:].lstrip())


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
    with Staging() as homes:
        texts = _note_homes(prepared, homes)
        yield from _households(ledger, prepared, homes, texts)


def _said(prepared: Prepared) -> Iterator[Said]:
    return (said_on(prepared, card) for card in prepared.staged())


def said_on(prepared: Prepared, card: StagedCard) -> Said:
    """Return the words of a card of a prepared round."""
    message = message_in(card.body)
    row = prepared.messages.get(card.key)
    written = row.message if row is not None and row.message else prepared.round.message
    where = place(card.words, card.key)
    return Said(card.no, card.key, message.text, written, message.author, where)


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
                    found.where = _both(found.where, card.where)
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


def _units_in(sent: SentWords) -> Units:
    message = message_in(sent.content)
    return units_of(message.text, message.author)


def _what(now: Units, words: frozenset[str], whole: bool) -> Phrase:
    if whole:
        return phrase("The whole message")
    if words & now.opening:
        return phrase("The opening")
    lines = ", ".join(map(str, sorted({now.lines[each] for each in words})))
    return phrase("What the message says in line {lines}", lines=lines)


def _both(one: Where, other: Where) -> Where:
    """Return the place two cards share: the row, else the file."""
    same = one.file == other.file and one.line == other.line
    return Where(one.file, one.line if same else None)


def _problem(again: _Again, found: _Heard) -> Problem:
    numbers = sorted(found.numbers)
    gaps = {
        "what": found.what,
        "round": again.round,
        "day": _day(again.on, again.posted),
        "numbers": _few(numbers),
    }
    if len(numbers) == 1:
        message = phrase("{what} stood on this person's card before: No. {numbers} of round "
                         "{round}, {day}.", **gaps)  # fmt: skip
    else:
        message = phrase("{what} stood on cards to the same {count} people before: No. {numbers} "
                         "of round {round}, {day}.", count=len(numbers), **gaps)  # fmt: skip
    return _warning("words-again", message, found.where)


def _day(on: date, posted: bool) -> Phrase:
    return phrase("posted on {on}", on=on) if posted else phrase("not posted yet")


def _few(numbers: Sequence[int]) -> str:
    more = " …" if len(numbers) > _MOST_NUMBERS else ""
    return listed(numbers[:_MOST_NUMBERS]) + more


def _warning(code: str, message: Phrase, where: Where) -> Problem:
    in_table = (where.file or "").endswith((".csv", ".xlsx"))
    kind = ExitCode.SOURCE if in_table else ExitCode.PROJECT
    hint = phrase("Say it in other words; if it is meant so, leave it.")
    return Problem(kind, code, message, hint, where, Severity.WARNING)


# -- one household ------------------------------------------------------------------------------


class _Member(NamedTuple):
    """Someone at an address, as staged: the name only as a hash, the text by its number."""

    key: str
    no: str
    name: str
    words: str
    text: str
    author: str

    @property
    def where(self) -> Where:
        return place(self.words, self.key)


_SEPARATOR = "\x1f"


def _note_homes(prepared: Prepared, homes: Staging) -> list[str]:
    """Put every card to a person where those of one address stand together; returns the texts."""
    texts: dict[str, int] = {}
    for card in prepared.staged():
        if prepared.facts[int(card.facts)]["kind"] == Kind.ORGANISATION:
            continue
        said = said_on(prepared, card)
        if not said.text:
            continue
        at = texts.setdefault(said.written, len(texts))
        to = card_of(card.no, card.key, card.body).addressee
        body = (str(card.no), _hash(card.name), card.words, str(at), said.author)
        homes.add(_hash(place_of(to).whole), card.key, _SEPARATOR.join(body))
    return list(texts)


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _households(
    ledger: Ledger, prepared: Prepared, homes: Staging, texts: Sequence[str]
) -> Iterator[Problem]:
    """Yield a warning for each household of which several read the same words."""
    since = prepared.round.post_on - YEAR
    found = _homes(homes)
    while chunk := list(islice(found, CHUNK)):
        keys = [member.key for home in chunk for member in home]
        past = ledger.words_written(keys, since)
        for home in chunk:
            yield from _in_home(home, texts, past, prepared.round.id, prepared.round.post_on)


def _homes(homes: Staging) -> Iterator[list[_Member]]:
    """Yield the cards of each address that go to people of several names."""
    for _, rows in groupby(homes.ranked(), key=lambda row: row[0]):
        home = [_Member(key, *body.split(_SEPARATOR)) for _, key, body in rows]
        if len({member.name for member in home}) > 1:
            yield home


def _in_home(
    home: Sequence[_Member], texts: Sequence[str], past: Mapping[str, Sequence[SentWords]],
    round_id: str, on: date,
) -> Iterator[Problem]:  # fmt: skip
    """Yield what several of one household read: in this round, else on an earlier card."""
    units = {member.key: units_of(texts[int(member.text)], member.author) for member in home}
    frozen = {key: sent.card_no for key, all_sent in past.items() for sent in all_sent
              if sent.round == round_id}  # fmt: skip
    readers: dict[str, list[_Member]] = {}
    for member in home:
        for words in _long(units[member.key]):
            readers.setdefault(words, []).append(member)
    shared = {words: members for words, members in readers.items() if len(members) > 1}
    if shared:
        members = list(dict.fromkeys(each for members in shared.values() for each in members))
        numbers = sorted(frozen.get(each.key, int(each.no)) for each in members)
        whole = all(set(_long(units[each.key])) <= shared.keys() for each in members)
        yield _several(members, numbers, on, whole)
    for member in home:
        yield from _from_other(member, units[member.key], home, past, round_id)


def _long(units: Units) -> list[str]:
    """Return what two of one household may notice: long sentences, or all there is."""
    long = [words for words in units.lines if len(words) >= LONG_SENTENCE]
    return long or list(units.lines)


def _several(members: Sequence[_Member], numbers: Sequence[int], on: date, whole: bool) -> Problem:
    what = phrase("The same message") if whole else phrase("The same sentence")
    keys = ", ".join(each.key for each in members[:_MOST_KEYS])
    message = phrase(
        "{what} goes to several people at one address: No. {numbers} of this round ({on}; {keys}).",
        what=what, numbers=_few(numbers), on=on, keys=keys,
    )  # fmt: skip
    return _warning("words-in-household", message, members[0].where)


def _from_other(
    member: _Member, now: Units, home: Sequence[_Member],
    past: Mapping[str, Sequence[SentWords]], round_id: str,
) -> Iterator[Problem]:  # fmt: skip
    """Yield a warning where another of the household had the words before, and this one had not."""
    own = {words for sent in past.get(member.key, ()) for words in _units_in(sent).lines}
    words = set(_long(now)) - own
    others = (sent for other in home if other.name != member.name
              for sent in past.get(other.key, ()) if sent.round != round_id)  # fmt: skip
    for sent in sorted(others, key=lambda each: each.on, reverse=True):
        if words & set(_long(_units_in(sent))):
            message = phrase(
                "Someone else at this address had the same sentence: No. {no} of round {round}, "
                "{day}.", no=sent.card_no, round=sent.round, day=_day(sent.on, sent.posted),
            )  # fmt: skip
            yield _warning("words-in-household", message, member.where)
            return
