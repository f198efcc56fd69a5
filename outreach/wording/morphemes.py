"""A text as sentences of morphemes: what is said, however it is inflected, spelt or broken.

The only place that knows SudachiPy. Every morpheme is known by several names – as it stands, by
its dictionary form and by its normalised form (がんばって: がんばっ, がんばる, 頑張る) – and so is
every short row of them (作業 + 所): a rule need not know where the analyser cuts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

DICTIONARY = "small"
LONGEST = 8_000  # characters at once: the analyser takes 49,149 bytes
LONGEST_WORD = 6  # morphemes in one word of a rule
_TAIL = 12  # characters either side of a line's end that show whether a word goes on there
_OPENING, _CLOSING = "「『“〝", "」』”〟"
_ENDERS = frozenset("。．！？!?♪♫☆★♡♥\n")
_GAP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_LETTER = re.compile(r"[\uff66-\uff9d][\uff9e\uff9f]|.", re.DOTALL)  # ｶﾞ is one letter
_NAME = "田中"  # stands for {{ call_name }}: a person's name, so that the sentence keeps its shape
_CONTENT = ("名詞", "動詞", "形容詞", "形状詞", "副詞")
_NAMING = ("名詞", "代名詞", "接頭辞", "形状詞", "動詞")  # what the name of a topic begins with
_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
# After these a line without a full stop is a sentence of its own.
_FINAL = ("終助詞", "命令形", "終止形", "意志推量形", "感動詞")


class Morpheme(NamedTuple):
    """One morpheme; ``start`` and ``end`` are places in the text as it was given."""

    surface: str
    names: frozenset[str]
    norm: str
    features: tuple[str, ...]
    start: int
    end: int
    quoted: bool = False
    sound: str = ""  # its reading, in hiragana

    @property
    def is_sign(self) -> bool:
        """Return whether this is a mark, an emoji or a blank: it says nothing by itself."""
        return self.features[0] in ("補助記号", "空白", "記号")

    def has(self, features: Sequence[str]) -> bool:
        """Return whether each of these is (the beginning of) one of the morpheme's features."""
        return all(any(own.startswith(f) for own in self.features) for f in features)


class Sentence:
    """A sentence, and which words of the rules stand where in it."""

    def __init__(self, morphemes: Sequence[Morpheme], known: frozenset[str]) -> None:
        self.morphemes = tuple(morphemes)
        self.words: list[dict[str, int]] = [{} for _ in self.morphemes]  # word: its end
        self.places: dict[str, list[int]] = {}  # word: where it begins
        for at in range(len(self.morphemes)):
            self._look(at, known)
        self.present = frozenset(self.places)

    def __len__(self) -> int:
        return len(self.morphemes)

    def _look(self, at: int, known: frozenset[str]) -> None:
        """Note every word of the rules that begins at a morpheme."""
        written = normal = ""
        here = self.words[at]
        for end in range(at, min(at + LONGEST_WORD, len(self.morphemes))):
            morpheme = self.morphemes[end]
            for name in morpheme.names:
                if written + name in known:
                    here[written + name] = end + 1
            if normal + morpheme.norm in known:
                here[normal + morpheme.norm] = end + 1
            written += fold(morpheme.surface)
            normal += morpheme.norm
        for word in here:
            self.places.setdefault(word, []).append(at)

    def sounding(self, sound: str) -> Iterator[tuple[int, int]]:
        """Yield from where to where there stands what is read like this: ねこ stands in 猫."""
        for at, morpheme in enumerate(self.morphemes):
            if morpheme.features[0] not in _NAMING:
                continue
            read = ""
            for end in range(at, min(at + LONGEST_WORD, len(self.morphemes))):
                read += self.morphemes[end].sound
                if read == sound:
                    yield at, end + 1
                if not sound.startswith(read):
                    break


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return text without width, case and the difference of カタカナ and ひらがな."""
    return unicodedata.normalize("NFKC", text).lower().translate(_TO_HIRAGANA)


@lru_cache(maxsize=65_536)
def spellings(word: str) -> frozenset[str]:
    """Return a word of a rule as it may be spelt: as it stands, and as dictionaries spell it."""
    if len(word) == 1:
        return frozenset((fold(word),))
    found = _tokenizer().tokenize(word)
    if len(found) != 1 or found[0].part_of_speech()[0] not in _CONTENT:
        return frozenset((fold(word),))
    is_whole = fold(found[0].dictionary_form()) == fold(word)  # not みれ, which is 見る elsewhere
    normal = found[0].normalized_form()
    sounds = "".join(each.reading_form() for each in _tokenizer().tokenize(normal))
    is_same = sounds == found[0].reading_form()  # 聞ける is normalised to 聞く, which says less
    return frozenset((fold(word), fold(normal)) if is_whole and is_same else (fold(word),))


def sentences_of(text: str, known: frozenset[str]) -> list[Sentence]:
    """Return the sentences of a text; ``known`` are the folded words of the rules."""
    sentences: list[Sentence] = []
    for part in _parts(text):
        morphemes = _quoted(_morphemes(*part))
        sentences += [Sentence(each, known) for each in _cut(morphemes)]
    return sentences


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    from sudachipy import Dictionary, SplitMode  # opens 110 MB, for those alone who read a message

    return Dictionary(dict=DICTIONARY).tokenizer(SplitMode.C)


def _parts(text: str) -> Iterator[tuple[str, list[int], list[int]]]:
    """Yield pieces the analyser can take, with the first and last place of every character."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for letter, start, end in _letters(text):
        letters.append(letter)
        starts.append(start)
        ends.append(end)
        full = len(letters) >= LONGEST
        if full or (letter in _ENDERS and len(letters) >= LONGEST // 2):
            yield "".join(letters), starts, ends
            letters, starts, ends = [], [], []
    if letters:
        yield "".join(letters), starts, ends


def _letters(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each character with its place, gaps as a name, without breaks inside words."""
    at = 0
    breaks = _breaks_in_words(text)
    for gap in (*_GAP.finditer(text), None):
        stop = gap.start() if gap else len(text)
        for each in _LETTER.finditer(text, at, stop):
            if each.start() not in breaks:
                yield (
                    unicodedata.normalize("NFKC", each[0])[0] if len(each[0]) > 1 else each[0],
                    *each.span(),
                )
        if gap:
            yield from ((letter, gap.start(), gap.end()) for letter in _NAME)
            at = gap.end()


def _breaks_in_words(text: str) -> frozenset[int]:
    """Return the places of line ends, and blanks around them, that stand inside a word."""
    found: set[int] = set()
    for line_end in re.finditer(r"(?<=\w)[ \t\u3000]*\r?\n[ \t\u3000]*(?=\w)", text):
        before = text[max(0, line_end.start() - _TAIL) : line_end.start()].rpartition("\n")[2]
        behind = text[line_end.end() : line_end.end() + _TAIL].partition("\n")[0]
        last = _tokenizer().tokenize(before)[-1].part_of_speech()
        if any(part.startswith(_FINAL) for part in last):
            continue
        joined = _tokenizer().tokenize(before + behind)
        if any(each.begin() < len(before) < each.end() for each in joined):
            found.update(range(line_end.start(), line_end.end()))
    return frozenset(found)


def _morphemes(text: str, starts: Sequence[int], ends: Sequence[int]) -> list[Morpheme]:
    found = []
    for each in _tokenizer().tokenize(text):
        surface = each.surface()
        if surface:
            norm = fold(each.normalized_form())
            names = frozenset((fold(surface), fold(each.dictionary_form()), norm))
            place = starts[each.begin()], ends[each.end() - 1]
            sound = fold(each.reading_form())
            found.append(Morpheme(surface, names, norm, each.part_of_speech(), *place, sound=sound))
    return found


def _quoted(morphemes: Sequence[Morpheme]) -> list[Morpheme]:
    """Return the morphemes, those in quotation marks marked; one never closed opens nothing."""
    marked = list(morphemes)
    open_at: list[int] = []
    for at, morpheme in enumerate(morphemes):
        if morpheme.surface in _OPENING:
            open_at.append(at)
        elif morpheme.surface in _CLOSING and open_at:
            begin = open_at.pop()
            marked[begin : at + 1] = [each._replace(quoted=True) for each in marked[begin : at + 1]]
    return marked


def _cut(morphemes: Iterable[Morpheme]) -> Iterator[list[Morpheme]]:
    """Yield the morphemes of each sentence, blanks left out."""
    sentence: list[Morpheme] = []
    ended = False
    for morpheme in morphemes:
        ends_here = not morpheme.quoted and _is_end(morpheme, sentence)
        if ended and sentence and not (ends_here or morpheme.is_sign):
            yield sentence
            sentence, ended = [], False
        if morpheme.features[0] != "空白":
            sentence.append(morpheme)
        ended = ended or ends_here
    if sentence:
        yield sentence


def _is_end(morpheme: Morpheme, before: Sequence[Morpheme]) -> bool:
    """Return whether a sentence ends here: at its mark, or at a line's end behind a final form."""
    if "\n" not in morpheme.surface:
        return any(letter in _ENDERS for letter in morpheme.surface)
    spoken = [each for each in before if not each.is_sign]
    return (
        morpheme.surface.count("\n") > 1
        or not spoken
        or any(part.startswith(_FINAL) for part in spoken[-1].features)
    )
