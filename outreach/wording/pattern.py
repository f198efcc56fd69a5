"""The small language of the rules: a row of words, as they are said, with gaps between them.

What its signs mean stands at the head of rules.toml, for those who write rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from outreach.wording.morphemes import Sentence, fold, spellings

NEAR, FAR = 3, 14  # morphemes that ～ and … may skip
_GAPS = {"～": NEAR, "〜": NEAR, "~": NEAR, "…": FAR}
_STOPS = frozenset("、，,。．！？!?")
# Stand in nearly every sentence: what a pattern needs besides tells more.
_COMMON = frozenset((*"はがもをにのでとへかてただ、。", "から", "まで", "です", "ます", "ない"))
_AROUND_OR = re.compile(r"\s*\|\s*")  # a long choice may go on in the next line
_CHOICE = re.compile(r"(?P<word>[^<>{}()]*)(?:<(?P<features>[^<>]+)>)?|\{(?P<name>[^{}]+)\}")


class PatternError(Exception):
    """A pattern that cannot be read; ``part`` is the part that makes no sense."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several words, kinds of words, or named rows of them."""

    words: frozenset[str] = frozenset()
    kinds: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (word or blank, features)
    forms: tuple[Pattern, ...] = ()
    is_end: bool = False  # nothing more of the sentence is as good as any of these

    def reach(self, sentence: Sentence, at: int) -> Iterator[int]:
        """Yield where this ends if it begins at ``at``."""
        if self.is_end and _ends(sentence, at):
            yield at
        if at >= len(sentence):
            return
        here = sentence.words[at]
        for word in here.keys() & self.words if len(here) < len(self.words) else self.words:
            if word in here:
                yield here[word]
        for word, features in self.kinds:
            if word and here.get(word) != at + 1:
                continue
            if sentence.morphemes[at].has(features):
                yield at + 1
        for form in self.forms:
            if form.may_begin(here):
                yield from form.reach(sentence, at)

    @property
    def sure_firsts(self) -> frozenset[str] | None:
        """Return words one of which this begins with, or None where it may begin otherwise."""
        firsts = [form.first for form in self.forms]
        if self.is_end or not all(word for word, _ in self.kinds) or None in firsts:
            return None
        words = (word for word, _ in self.kinds)
        return self.words.union(words, *(first for first in firsts if first))

    @property
    def sure_words(self) -> frozenset[str] | None:
        """Return words one of which must be there for this to match, or None."""
        if self.is_end:
            return None
        found = set(self.words)
        for word, _ in self.kinds:
            if not word:
                return None
            found.add(word)
        for form in self.forms:
            if form.anchor is None:
                return None
            found |= form.anchor
        return frozenset(found)


def _ends(sentence: Sentence, at: int) -> bool:
    return all(each.is_sign for each in sentence.morphemes[at:])


@dataclass(frozen=True, slots=True)
class Part:
    """A step of a pattern: a choice, a gap, or an end of the sentence."""

    choice: Choice | None = None
    gap: int = 0
    crosses: bool = False
    is_start: bool = False
    is_optional: bool = False
    is_refused: bool = False

    def reach(self, sentence: Sentence, at: int) -> Iterator[int]:
        """Yield where the next step may begin."""
        if self.choice is None:
            yield from self._reach_over(sentence, at)
        elif self.is_refused:
            if next(self.choice.reach(sentence, at), None) is None:
                yield at
        else:
            yield from self.choice.reach(sentence, at)
            if self.is_optional:
                yield at

    def _reach_over(self, sentence: Sentence, at: int) -> Iterator[int]:
        morphemes = sentence.morphemes
        if self.is_start:
            if at == 0 or morphemes[at - 1].surface in _STOPS or morphemes[at - 1].is_sign:
                yield at
        else:
            yield at
            for next_at in range(at, min(at + self.gap, len(sentence))):
                if not self.crosses and morphemes[next_at].surface in _STOPS:
                    return
                yield next_at + 1


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of parts.

    ``needs`` are sets of words: one of each stands in every sentence in which this matches, the
    rarest set first. ``first`` are words one of which it begins with, None where it need not.
    """

    text: str
    parts: tuple[Part, ...]
    needs: tuple[frozenset[str], ...] = field(default=(), compare=False)
    first: frozenset[str] | None = field(default=None, compare=False)

    @property
    def anchor(self) -> frozenset[str] | None:
        """Return the rarest words of which one must be there, or None where no word must."""
        return self.needs[0] if self.needs else None

    def may_begin(self, here: Mapping[str, int]) -> bool:
        """Return whether the words that begin at a place allow this to begin there."""
        return self.first is None or not self.first.isdisjoint(here)

    def reach(self, sentence: Sentence, at: int, part: int = 0) -> Iterator[int]:
        """Yield where the pattern ends if it begins at ``at``."""
        if part == len(self.parts):
            yield at
            return
        for behind in self.parts[part].reach(sentence, at):
            yield from self.reach(sentence, behind, part + 1)

    def search(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """Yield every place where the pattern stands, its shortest reading from each beginning."""
        if any(words.isdisjoint(sentence.present) for words in self.needs):
            return
        for at in self._begins(sentence):
            end = min(self.reach(sentence, at), default=None)
            if end is not None:
                yield at, end

    def _begins(self, sentence: Sentence) -> Iterable[int]:
        """Return where it may begin, in their order."""
        if self.first is None:
            return range(len(sentence))
        return sorted(
            {at for word in self.first & sentence.present for at in sentence.places[word]}
        )

    @property
    def words(self) -> frozenset[str]:
        """Return every word the pattern looks for, also inside its named rows."""
        found: set[str] = set()
        for choice in (part.choice for part in self.parts if part.choice):
            found |= choice.words
            found.update(word for word, _ in choice.kinds if word)
            for form in choice.forms:
                found |= form.words
        return frozenset(found)


def read_pattern(text: str, named: Mapping[str, Choice]) -> Pattern:
    """Return the pattern a text describes; ``named`` are the lists and rows it may call by name.

    Raises PatternError.
    """
    text = _AROUND_OR.sub("|", text)
    parts = tuple(_part(part, named) for part in text.split())
    if not any(part.choice and not part.is_refused for part in parts):
        raise PatternError(text)
    needs = sorted(_needs(parts), key=lambda words: (not words.isdisjoint(_COMMON), len(words)))
    return Pattern(text, parts, tuple(needs), _first(parts[0]))


def _part(text: str, named: Mapping[str, Choice]) -> Part:
    if text in _GAPS:
        return Part(gap=_GAPS[text], crosses=text == "…")
    if text == "^":
        return Part(is_start=True)
    is_refused = text.startswith("!") and len(text) > 1
    is_optional = text.startswith("(") and text.endswith(")") and len(text) > 2
    inner = text[1:] if is_refused else text[1:-1] if is_optional else text
    return Part(_choice(inner, named), is_refused=is_refused, is_optional=is_optional)


def _choice(text: str, named: Mapping[str, Choice]) -> Choice:
    words: set[str] = set()
    kinds: list[tuple[str, tuple[str, ...]]] = []
    forms: list[Pattern] = []
    options = text.split("|")
    for option in (option for option in options if option != "$"):
        found = _CHOICE.fullmatch(option)
        if not option or found is None or (found["name"] and found["name"] not in named):
            raise PatternError(option or text)
        if found["name"]:
            inner = named[found["name"]]
            words |= inner.words
            kinds += inner.kinds
            forms += inner.forms
        elif found["features"]:
            kinds.append((fold(found["word"]), tuple(found["features"].split("・"))))
        else:
            words |= spellings(found["word"])
    return Choice(frozenset(words), tuple(kinds), tuple(forms), "$" in options)


def _needs(parts: Sequence[Part]) -> Iterator[frozenset[str]]:
    """Yield for each part that must be there the words of which it is one, where it is a word."""
    for part in parts:
        if part.choice and not part.is_optional and not part.is_refused:
            words = part.choice.sure_words
            if words is not None:
                yield words


def _first(part: Part) -> frozenset[str] | None:
    if part.choice is None or part.is_optional or part.is_refused:
        return None
    return part.choice.sure_firsts
