"""Whoever is in the address book, as something to search a text for: names, addresses, numbers.

Many a name is a word as well: 森, さくら, 小川. So a name of one character is one only where
somebody is addressed by it; any other is one for certain where somebody is addressed, in a message
of the person's own, or where the analyser of sentences takes it for one. What may as well be a word
is found too, as uncertain. Nothing found here ever says which words it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

from outreach.model.recipient import Recipient
from outreach.typeset.markup import spans
from outreach.wording.morphemes import Morpheme, sentences_of
from outreach.workflow.known_by import (
    HONORIFIC,
    What,
    addresses_of,
    even,
    names_of,
    pairs_of,
    shown,
)
from outreach.workflow.likeness import plain_address


class Found(NamedTuple):
    """Personal data in a text and in which of its lines, from 1.

    Not ``sure``: it may as well be a word, or the number of an office.
    """

    what: What
    line: int
    sure: bool = True


class _Line(NamedTuple):
    no: int
    text: str


_PARTS_OF_NAMES = frozenset({What.FAMILY, What.GIVEN, What.CALL, What.READING})
_HONORED = re.compile(f" ?{HONORIFIC}")
_GREETED = re.compile(" ?へ[、,]?$")
_POLITE = ("お", "ご", "御")  # お星さま is nobody called 星
_FUNCTION = ("助詞", "助動詞", "接頭辞", "接尾辞", "補助記号", "空白")
_KANA = re.compile("[\u3041-\u309fー]+")
_POST = re.compile(r"(?<![\d-])(\d{3})-?(\d{4})(?![\d-])")
_PHONE = re.compile(
    r"(?<![\d-])(?:0\d{1,4}-\d{1,4}-\d{3,4}|\(0\d{1,4}\)\d{1,4}-\d{4}|0[5789]0\d{8}|0\d{9})(?![\d-])"
)
_MAIL = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_KEY = re.compile(r"(?<![A-Za-z0-9-])[A-Za-z][A-Za-z0-9-]{0,31}(?![A-Za-z0-9-])")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_FIGURE = re.compile("[0-9]")
_NUMERAL = re.compile("[0-9〇一二三四五六七八九十百廿]")
_LONGEST_NAME = 16
_SURE_LENGTH = 4  # characters of family and given name together that no two words make by chance
_SURE_READING = 5


class KnownPeople:
    """Everyone of the address book; ``note`` them all, then ask what of them is in a text.

    It holds some hundred bytes a person and takes as long for a text as the text is long, however
    many people there are.
    """

    def __init__(self, offices: Collection[str] = ()) -> None:
        """``offices`` are the senders' postal codes, which are no secret."""
        self._offices = frozenset(offices)
        self._names = _Words()
        self._pairs: set[str] = set()
        self._addresses = _Words()
        self._codes: set[str] = set()
        self._keys: set[str] = set()

    def note(self, person: Recipient) -> None:
        """Keep what a text must not say of somebody."""
        to = person.addressee
        self._keys.add(person.key.casefold())
        if to.postal_code not in self._offices:
            self._codes.add(to.postal_code)
        for address in addresses_of(person):
            self._addresses.add(address, What.ADDRESS)
        for name, what in names_of(person):
            self._names.add(name, what)
        for family, given in pairs_of(person):
            self._pairs.add(f"{family} {given}")

    # -- in a text --------------------------------------------------------------------------

    def found(
        self, text: str, own: Recipient | None = None, allowed: Collection[str] = ()
    ) -> tuple[Found, ...]:
        """Return what of anybody stands in a text, each kind once, the certain ones first.

        ``own`` is whom the text was written for alone, None where many get the same. ``allowed``
        are pen names, which stand there on purpose; not where an honorific follows.
        """
        mine = frozenset(name for name, _ in names_of(own)) if own else frozenset[str]()
        pen_names = {even(name) for name in allowed if name}
        found: list[Found] = []
        lines = _lines(text)
        for line in lines:
            found += self._in_line(line, mine, pen_names)
            found += self._numbers(line, own)
        for one, other in pairwise(lines):
            if one.no != other.no:  # a name may go on in the next line
                both = _Line(one.no, one.text + other.text)
                found += [each for each in self._in_line(both, mine, pen_names) if each.sure]
        return tuple(_plainest(found))

    def _in_line(
        self, line: _Line, mine: Collection[str], pen_names: Collection[str]
    ) -> Iterator[Found]:
        no, folded = line.no, even(line.text)
        if self._bears_address(line.text):
            yield Found(What.ADDRESS, no)
        for start, end, what in self._names.found(folded):
            name = folded[start:end]
            place = _Place(line.text, folded, start, end)
            if name in pen_names and not place.is_addressed:
                continue
            if place.holds(partial(self._given_after, name)):
                yield Found(What.READING if what is What.READING else What.WHOLE, no)
            sure = place.is_name(what, own=name in mine)
            if sure is not None:
                yield Found(what, no, sure)

    def _given_after(self, family: str, rest: str) -> int:
        """Return how long the given name is that stands right behind a family name, 0: none."""
        blank = rest[:1] == " "
        for length in range(1, min(len(rest), _LONGEST_NAME) + 1):
            if f"{family} {rest[blank:][:length]}" in self._pairs:
                return length + blank
        return 0

    def _bears_address(self, line: str) -> bool:
        if _NUMERAL.search(line) is None:
            return False
        plain = plain_address(line)
        return any(_ends(plain, end) for _, end, _ in self._addresses.found(plain))

    def _numbers(self, line: _Line, own: Recipient | None) -> Iterator[Found]:
        no, text = line.no, line.text.translate(_HYPHENS)
        if any("".join(code.groups()) in self._codes for code in _POST.finditer(text)):
            yield Found(What.CODE, no)
        # What every card says is the office's own number or address of mail.
        if _PHONE.search(text):
            yield Found(What.PHONE, no, own is not None)
        if _MAIL.search(text):
            yield Found(What.MAIL, no, own is not None)
        words = {word[0].casefold() for word in _KEY.finditer(text)} & self._keys
        is_own = own is not None and own.key.casefold() in words
        if is_own or any(map(_FIGURE.search, words)):  # a key without figures may be any word
            yield Found(What.KEY, no)


class _Words:
    """Words, each of one kind, to be found in a text in one go."""

    def __init__(self) -> None:
        self._kinds: dict[str, What] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}  # by how a word begins

    def add(self, word: str, what: What) -> None:
        """Keep a word; of several kinds the first counts, though a reading least of all."""
        if self._kinds.get(word, What.READING) is What.READING:
            self._kinds[word] = what
        lengths = self._lengths.get(word[:2], ())
        if len(word) not in lengths:
            self._lengths[word[:2]] = (*lengths, len(word))

    def found(self, text: str) -> Iterator[tuple[int, int, What]]:
        """Yield where each word begins and ends in a text, and its kind."""
        for start in range(len(text)):
            for beginning in {text[start], text[start : start + 2]}:
                for length in self._lengths.get(beginning, ()):
                    if what := self._kinds.get(text[start : start + length]):
                        yield start, start + length, what


class _Place:
    """A name where it stands in a line, and what the words around it make of it."""

    def __init__(self, line: str, folded: str, start: int, end: int) -> None:
        self.line, self.folded, self.start, self.end = line, folded, start, end

    @property
    def is_addressed(self) -> bool:
        """Return whether an honorific follows, or the line says to whom and nothing else."""
        return bool(_HONORED.match(self.folded, self.end)) or self._is_greeted

    @property
    def _is_greeted(self) -> bool:
        alone = not self.folded[: self.start].strip()
        return alone and _GREETED.match(self.folded, self.end) is not None

    def is_name(self, what: What, *, own: bool) -> bool | None:
        """Return whether this is a name: for certain, perhaps (False), or not at all (None)."""
        if self.is_addressed:
            return self._is_addressed_by_name(own=own)
        if self.end - self.start == 1:
            return None
        if what is What.ORGANISATION:
            return None if self._is_inside(self.end) else True
        if self._is_inside(self.end) or not self._is_whole(self.end):
            return None
        morphemes = self._morphemes(self.end)
        if all(each.features[0] in _FUNCTION for each in morphemes):
            return None
        if own:
            return True
        if what is What.READING:
            return None
        return self._is_known(morphemes)

    def _is_known(self, morphemes: list[Morpheme]) -> bool | None:
        """Return whether the analyser takes words for a name; two nouns in a row are no word."""
        if len(morphemes) == 1:
            features = morphemes[0].features
            return "人名" in features if features[0] in ("名詞", "代名詞") else None
        nouns = all(each.features[0] == "名詞" for each in morphemes)
        return nouns and _KANA.fullmatch(self.folded, self.start, self.end) is None

    def _is_addressed_by_name(self, *, own: bool) -> bool | None:
        if self._is_inside(self.end):
            return None
        if self.end - self.start > 1:
            return own or not self._is_part_of_word
        if not self._is_whole(self.end) or self.folded[: self.start].endswith(_POLITE):
            return None
        return own or not self._is_greeted  # 海へ may as well be a way

    @property
    def _is_part_of_word(self) -> bool:
        """Return whether the honorific belongs to a word: お母さん, みなさん."""
        if any(each.features[0] == "接頭辞" for each in self._morphemes(self.end)):
            return True
        return any(
            each.start < self.end < each.end and each.features[0] in ("名詞", "代名詞")
            and "固有名詞" not in each.features
            for each in _morphemes(self.line)
        )  # fmt: skip

    def holds(self, given_after: Callable[[str], int]) -> bool:
        """Return whether the given name of the same person follows."""
        length = given_after(self.folded[self.end :])
        end = self.end + length
        if not length or self._is_inside(end):
            return False
        kana = _KANA.fullmatch(self.folded[self.start : end].replace(" ", ""))
        least = _SURE_READING if kana else _SURE_LENGTH
        return end - self.start >= least or self._is_whole(end)

    def _morphemes(self, end: int) -> list[Morpheme]:
        return [each for each in _morphemes(self.line) if self.start <= each.start < end]

    def _is_inside(self, end: int) -> bool:
        """Return whether a longer word holds it: 小林 is nobody called 林."""
        return any(
            each.start <= self.start
            and end <= each.end
            and each.end - each.start > end - self.start
            for each in _morphemes(self.line)
        )

    def _is_whole(self, end: int) -> bool:
        """Return whether words begin and end where it does: 山本気 is nobody called 山本."""
        here = _morphemes(self.line)
        return any(each.start == self.start for each in here) and any(e.end == end for e in here)


def _plainest(found: Collection[Found]) -> Iterator[Found]:
    """Yield each kind once, certain ones first, without the parts of a whole name."""
    first: dict[What, Found] = {}
    for each in sorted(found, key=lambda each: not each.sure):
        first.setdefault(each.what, each)
    for each in first.values():
        if What.WHOLE not in first or each.what not in _PARTS_OF_NAMES:
            yield each


@lru_cache(maxsize=4096)
def _morphemes(line: str) -> tuple[Morpheme, ...]:
    # The analyser knows the usual shapes: 髙橋 is to it no name.
    usual = "".join(each if "\u3041" <= each <= "\u30ff" else even(each) for each in line)
    sentences = sentences_of(usual, frozenset())
    return tuple(morpheme for sentence in sentences for morpheme in sentence.morphemes)


@lru_cache(maxsize=4096)
def _lines(text: str) -> tuple[_Line, ...]:
    """Return the lines of a text as they are read, and those with readings beside them anew."""
    lines = []
    for no, line in enumerate(text.split("\n"), start=1):
        parts = spans(line)
        lines.append(_Line(no, shown("".join(part.text for part in parts))))
        if any(part.reading for part in parts):
            read = "".join(part.reading or part.text for part in parts)
            lines.append(_Line(no, shown(read)))
    return tuple(lines)


def _ends(plain: str, at: int) -> bool:
    """Return whether a house number ends here: 3-4 does not stand in 3-45; a room may follow."""
    return not plain[at : at + 1].isdigit()
