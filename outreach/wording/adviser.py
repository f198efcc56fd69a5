"""A kind, quiet reader of a message: what in it might ask, press or expose, and a gentler way."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from outreach.wording.morphemes import Morpheme, Sentence, fold, sentences_of, spellings
from outreach.wording.pattern import Pattern
from outreach.wording.rules import CODES, Rule, Rules, load_rules

_BETWEEN_TOPICS = re.compile(r"[;；、,，・/／\s]+")
_ABOUT = re.compile(r"(?:の(?:話題?|こと)|について|関係)$")
_Place = tuple[int, int]  # a rule, and which of its patterns
_KANA = re.compile("[\u3041-\u3096ー]{2,}")
_NAMED = "expose-names"  # the rule whose words explain a telling name
_THEIRS = "topic-avoided"  # and the one that explains a topic the recipient does not wish


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that might weigh on someone; ``start`` counts the text's characters from 0.

    ``why`` and ``gentler`` are the Japanese sentences of the rule.
    """

    code: str
    words: str
    start: int
    why: str
    gentler: str


@dataclass(frozen=True, slots=True)
class _Hit:
    rule: Rule
    start: int
    end: int


class Adviser:
    """Reads messages by a set of rules; it only ever says, and changes nothing."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known = rules.words
        self._by_word: dict[str, list[_Place]] = defaultdict(list)
        self._always: list[_Place] = []
        for number, rule in enumerate(rules.rules):
            for nth, pattern in enumerate(rule.find):
                for word in pattern.anchor or ():
                    self._by_word[word].append((number, nth))
                if pattern.anchor is None:
                    self._always.append((number, nth))
        self._named = {rule.name: rule for rule in rules.rules}

    def read(self, text: str, avoid: Sequence[str] = ()) -> tuple[Finding, ...]:
        """Return what stands in a message, in its order, one finding for each place and code.

        ``avoid`` are the topics this recipient does not wish, as the address book has them.
        """
        topics = _topics(avoid)
        known = self._known | topics
        hits: list[_Hit] = []
        for sentence in sentences_of(text, known):
            hits += self._hits(sentence)
            hits += self._avoided(sentence, topics)
        hits += self._names(text)
        return tuple(_finding(hit, text) for hit in _single(hits))

    def exposing(self, text: str) -> tuple[Finding, ...]:
        """Return what tells in a short text that is no sentence: a sender's line, a file's name."""
        hits = [*self._names(text), *self._romaji(text)]
        for sentence in sentences_of(text, self._known):
            hits += [hit for hit in self._hits(sentence) if hit.rule.outside]
        return tuple(_finding(hit, text) for hit in _single(hits))

    def _hits(self, sentence: Sentence) -> Iterator[_Hit]:
        places = {*self._always}
        for word in sentence.present & self._by_word.keys():
            places.update(self._by_word[word])
        found: dict[int, list[tuple[int, int]]] = {}
        for number, nth in sorted(places):
            if at := list(self._rules.rules[number].find[nth].search(sentence)):
                found.setdefault(number, []).extend(at)
        for number, at in found.items():
            yield from self._meant(self._rules.rules[number], sentence, at)

    def _meant(
        self, rule: Rule, sentence: Sentence, found: Iterable[tuple[int, int]]
    ) -> Iterator[_Hit]:
        """Yield what of the found places a rule means."""
        if _stands(rule.unless, sentence):
            return
        if rule.beside and not _stands(rule.beside, sentence):
            return
        harmless = [
            place for p in (*rule.but_not, *self._rules.but_not) for place in p.search(sentence)
        ]
        for begin, end in found:
            if any(first < end and begin < last for first, last in harmless):
                continue
            if self._is_meant(rule, sentence, begin, end):
                yield _hit(rule, sentence, begin, end)

    def _is_meant(self, rule: Rule, sentence: Sentence, begin: int, end: int) -> bool:
        """Return whether words are said for the reader: not quoted, not denied, not hearsay."""
        if not rule.quoted and any(each.quoted for each in sentence.morphemes[begin:end]):
            return False
        if rule.denied:
            return True
        places = ((self._rules.after, end), (self._rules.last, end - 1))
        return not any(next(p.reach(sentence, at), None) for each, at in places for p in each)

    def _avoided(self, sentence: Sentence, topics: Set[str]) -> Iterator[_Hit]:
        """Yield where a topic stands that this recipient does not wish, or one of its kin.

        One written in kana is found also by its sound alone, as ねこ in 猫の日.
        """
        rule = self._named.get(_THEIRS)
        if rule is None or not topics:
            return
        wanted = set(topics)
        for group in self._rules.groups:
            wanted |= group if group & wanted else set()
        for at, words in enumerate(sentence.words):
            ends = [end for word, end in words.items() if word in wanted]
            if ends:
                yield _hit(rule, sentence, at, max(ends))
        for topic in topics:
            if _KANA.fullmatch(topic):
                yield from (_hit(rule, sentence, *place) for place in sentence.sounding(topic))

    def _names(self, text: str) -> Iterator[_Hit]:
        yield from self._inside(text, self._rules.telling)

    def _romaji(self, text: str) -> Iterator[_Hit]:
        yield from self._inside(text, self._rules.romaji)

    def _inside(self, text: str, names: Sequence[str]) -> Iterator[_Hit]:
        """Yield where a name stands in the text, however wide, large or spaced its letters are."""
        rule = self._named.get(_NAMED)
        if rule is None or not names:
            return
        letters = [(letter, at) for at, each in enumerate(text) for letter in _bare(each)]
        bare = "".join(letter for letter, _ in letters)
        for name in {_bare(name) for name in names}:
            at = bare.find(name) if name else -1
            while at >= 0:
                yield _Hit(rule, letters[at][1], letters[at + len(name) - 1][1] + 1)
                at = bare.find(name, at + len(name))


def open_adviser(own: Path | None = None) -> Adviser:
    """Return the adviser with the shipped rules and those of a project's own wording.toml.

    Raises ProblemsFoundError (exit code 3) where that file has errors, with their lines.
    """
    return Adviser(load_rules(own))


def _stands(patterns: Iterable[Pattern], sentence: Sentence) -> bool:
    return any(next(iter(pattern.search(sentence)), None) for pattern in patterns)


def _hit(rule: Rule, sentence: Sentence, begin: int, end: int) -> _Hit:
    """Return the place of a row of morphemes in the text, with the お before it."""
    morphemes = sentence.morphemes
    while begin + 1 < end and morphemes[begin].is_sign:
        begin += 1
    while end - 1 > begin and morphemes[end - 1].is_sign:
        end -= 1
    while end < len(morphemes) and _goes_on(morphemes[end], morphemes[end - 1]):
        end += 1
    if rule.clause:
        begin = next((at for at in range(begin, 0, -1) if morphemes[at - 1].is_sign), 0)
    elif begin and morphemes[begin - 1].features[0] == "接頭辞":
        begin -= 1
    return _Hit(rule, morphemes[begin].start, morphemes[end - 1].end)


def _goes_on(morpheme: Morpheme, before: Morpheme) -> bool:
    """Return whether a morpheme only finishes the word before it: ました, てください, ね."""
    if morpheme.has(("動詞", "非自立")):
        return before.has(("接続助詞",))
    return morpheme.has(("助動詞",)) or morpheme.has(("終助詞",)) or morpheme.norm in ("て", "で")


def _single(hits: Iterable[_Hit]) -> list[_Hit]:
    """Return the hits in the order of the text, of those of one code that touch only the first.

    A general rule's hit yields to any other in the same place.
    """
    hits = list(hits)
    certain = [hit for hit in hits if not hit.rule.general]
    hits = [h for h in hits if not h.rule.general or not any(_touch(h, c) for c in certain)]
    kept: list[_Hit] = []
    order = {code: at for at, code in enumerate(CODES)}
    for hit in sorted(hits, key=lambda hit: (hit.start, order[hit.rule.code], -hit.end)):
        same = (other for other in kept if other.rule.code == hit.rule.code)
        if not any(_touch(hit, other) for other in same):
            kept.append(hit)
    return kept


def _touch(hit: _Hit, other: _Hit) -> bool:
    return hit.start < other.end and other.start < hit.end


def _finding(hit: _Hit, text: str) -> Finding:
    words = re.sub(r"\s*\n\s*", "", text[hit.start : hit.end])
    return Finding(hit.rule.code, words, hit.start, hit.rule.why, hit.rule.gentler)


def _topics(avoid: Iterable[str]) -> frozenset[str]:
    """Return the topics an address book's cell names, as they may be spelt.

    学校の話、いぬ are 学校 and いぬ, which is 犬 too.
    """
    parts = (_ABOUT.sub("", part) for cell in avoid for part in _BETWEEN_TOPICS.split(cell))
    return frozenset().union(*(spellings(part) for part in parts if fold(part)))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))
