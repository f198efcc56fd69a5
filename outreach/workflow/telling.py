"""What a short text on the outside of a piece tells: a sender's line, a building, a file's name.

Sentences and Japanese words are the adviser's; here is what stands beside it: the same words in
Latin letters, as domains and folders have them, marks that say something private is inside, and the
places in somebody's own address where people live for a reason.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from outreach.wording import Adviser

OWN_RULES = "wording.toml"  # beside outreach.toml: the organisation's own words
_KEPT = 4096  # texts whose answer is kept: a department stands in many rows

# Hepburn with long vowels written short, as ``_short`` makes them. 甲子園 ends in shien, 福島
# begins with fukushi, 懐 with futoko, and 生涯 sounds like 障害: none of these may be found.
_ROMAJI = re.compile(
    r"""
    hikikomori
    | futoko (?!ro)
    | ^ sodan (?: $ | shitsu | jo$ | kai | in$ | net | sent | madoguchi )
    | (?: denwa | tegami | kokoro | seikatsu | nayami | kazoku ) sodan
    | ^ (?: jiritsu | shuro | shugyo | wakamono | kazoku | seikatsu | chiiki | fukki )* shien
      (?: $ | shitsu | jo$ | kai | in$ | net | sent | dantai | sha$ )
    | fukushi (?! ma ) | shogai (?: sha | ji | fuku ) | hattatsu
    | byoin $ | ^ iin $ | shinryojo | seishin (?: ka | iryo | hoken | byo | shogai ) | shinryo
    | utsubyo | kokoronoyamai | i [sz] onsho | tojisha | sagyosho | sagyojo | jiritsushien
    | kazokukai | oyanokai
    """,
    re.VERBOSE,
)
_ENGLISH = re.compile(
    r"""
    ^ (?: (?: peer | family | self )? support (?: er | ers | group | center | centre )?
        | counsel+ (?: ing | or | ors ) | social withdrawal | withdrawal | recluse s? | shutins?
        | mental (?: health )? | psychiatr \w+ | clinics? | hospitals? | (?: psycho )? therap \w+
        | disab (?: led | ility | ilities ) | depress (?: ed | ion ) | welfare | rehab \w*
        | recovery | patients? | illness | outreach | neets? )
    $
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"\d+")
_SENTENCE = re.compile("(?<=[。！？])")
_LATIN = re.compile("[A-Za-z]+")
_LONG = re.compile("ou|oo|oh(?![aiueo])|uu")
_MARK = re.compile(
    r"親展|直披|極秘|機密|至急|重要(?=書類|通知|文書|なお|\W|$)|開封厳禁|本人限定|本人以外|他見無用"
    r"|confidential|\burgent\b",
    re.IGNORECASE,
)
# What houses are called where people are cared for, whoever the line is about. Next to a hospital
# lies 病院前, and 医院ビル is let to anyone.
_CARE = re.compile(
    r"(?:(?:精神)?病院|クリニック|医院|診療所)(?![前通坂裏下横上]|ビル|入口)"
    r"|療養[所園]?|サナトリウム|ホスピス|リハビリ(?:テーション)?|デイケア|老健|養護|更生|授産"
    r"|作業所|就労|自立|(?:グループ|ケア|老人|福祉)ホーム|シェルター|福祉|支援|援護"
    r"|障(?:害|碍|がい)|精神保健|心療|メンタル|保健(?:所|センター)"
)
# What says of a recipient's own address that people live there for a reason.
_HOME = re.compile(
    r"寮(?=$|[\W\d]|[一二三四五六七八九十]|[東西南北]棟)|施設|保護|刑務所|拘置所"
    r"|利用者|入[居所]者|入院|患者|通所"
)


class Kind(StrEnum):
    """What a word tells: what the mail is about, that it is private, or where somebody lives."""

    WORD = "word"
    MARK = "mark"
    PLACE = "place"


class Telling(NamedTuple):
    """A word that tells something, as it is written (in half width), and a gentler way."""

    words: str
    start: int
    kind: Kind = Kind.WORD
    gentler: str = ""

    @property
    def end(self) -> int:
        """Return where the word ends."""
        return self.start + len(self.words)


class Teller:
    """Finds the telling words of the outside; the same text is looked at once."""

    def __init__(self, adviser: Adviser) -> None:
        self._adviser = adviser
        self.line = lru_cache(_KEPT)(self._line)
        self.house = lru_cache(_KEPT)(self._house)
        self._numberless = lru_cache(_KEPT)(self._own_line)
        self._sentence = lru_cache(_KEPT)(self._read)

    def _line(self, text: str) -> tuple[Telling, ...]:
        """Return what a line that is no sentence tells, in the order of its words."""
        text = half_width(text)
        advised = (
            Telling(found.words, found.start, Kind.WORD, found.gentler)
            for found in self._adviser.exposing(text)
        )
        return _outermost((*advised, *_latin(text), *_matches(_MARK, text, Kind.MARK)))

    def _house(self, text: str) -> tuple[Telling, ...]:
        """Return what the name of a house or a group tells: also what is done there."""
        care = _matches(_CARE, half_width(text), Kind.WORD)
        return _outermost((*care, *self.line(text)))

    def _own_line(self, text: str) -> tuple[Telling, ...]:
        """Return what a line of somebody's own address tells: where they live, or are cared for.

        Whatever is telling there is a place for whoever reads it, not a topic.
        """
        homes = _matches(_HOME, half_width(text), Kind.PLACE)
        words = (each._replace(kind=Kind.PLACE) if each.kind is Kind.WORD else each
                 for each in self.house(text))  # fmt: skip
        return _outermost((*homes, *words))

    def own_line(self, text: str) -> tuple[Telling, ...]:
        """Return what a line of somebody's own address tells; no number of a house is a word.

        Where a word begins is counted in the text with each number as one nought.
        """
        return self._numberless(_NUMBER.sub("0", text))

    def message(self, text: str) -> tuple[Telling, ...]:
        """Return what a message exposes, as far as the adviser is sure of it.

        It is read sentence by sentence: in a round most of them are the same on all cards.
        """
        found: list[Telling] = []
        at = 0
        for sentence in _SENTENCE.split(text):
            found += [each._replace(start=at + each.start) for each in self._sentence(sentence)]
            at += len(sentence)
        return tuple(found)

    def _read(self, sentence: str) -> tuple[Telling, ...]:
        return tuple(
            Telling(found.words, found.start, Kind.WORD, found.gentler)
            for found in self._adviser.read(sentence)
            if found.code == "expose"
        )

    def page(self, url: str) -> tuple[Telling, ...]:
        """Return what the address of a page tells in its host and path."""
        parts = urlsplit(url)
        host = (parts.hostname or "").split(".")[:-1]
        with contextlib.suppress(UnicodeError):  # what is no such label is read as it stands
            host = [label.encode().decode("idna") for label in host]
        words = [*host, unquote(parts.path), unquote(parts.query), unquote(parts.fragment)]
        return self.line(" ".join(words))

    def name(self, name: str) -> tuple[Telling, ...]:
        """Return what the name of a file, a folder or a key tells."""
        return self.line(re.sub("[-_.]+", " ", name))


def open_teller(root: Path) -> Teller:
    """Return the teller with the adviser's rules and the project's own.

    Raises ProblemsFoundError where the project's own rules have errors.
    """
    from outreach.wording import open_adviser  # its dictionary takes a while to load

    own = root / OWN_RULES
    return Teller(open_adviser(own if own.is_file() else None))


def half_width(text: str) -> str:
    """Return text with letters and kana in their usual width."""
    return unicodedata.normalize("NFKC", text)


def joined(found: Iterable[Telling]) -> str:
    """Return the telling words as one text, each once."""
    return "、".join(dict.fromkeys(each.words for each in found))


def _outermost(found: Iterable[Telling]) -> tuple[Telling, ...]:
    """Return the findings in order, without those that lie inside another."""
    kept: list[Telling] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or each.end > kept[-1].end:
            kept.append(each)
    return tuple(kept)


def _matches(pattern: re.Pattern[str], text: str, kind: Kind) -> Iterator[Telling]:
    return (Telling(found[0], found.start(), kind) for found in pattern.finditer(text))


def _latin(text: str) -> Iterator[Telling]:
    """Yield the words in Latin letters that tell in Hepburn, however long vowels are written."""
    for run in _LATIN.finditer(text):
        word = run[0].lower()
        if _ENGLISH.search(word) or _ROMAJI.search(_short(word)):
            yield Telling(run[0], run.start())


@lru_cache(_KEPT)
def _short(word: str) -> str:
    return _LONG.sub(lambda found: found[0][0], word)
