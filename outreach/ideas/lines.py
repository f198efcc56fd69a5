"""The files of this folder, and how a few of their lines are drawn for one page."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

FOLDER = Path(__file__).parent
T = TypeVar("T")
_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}

_BETWEEN = re.compile(r"[、，,;；・/／\s]+")
# 「旅行の話」 names travelling; the words around it stand in no idea.
_AROUND = re.compile(r"(?:について|に関する|の(?:話題?|こと|写真|絵)|など|全般)+$")
_OF = re.compile(r"(?<=[一-龯々ァ-ヶー])の(?=[一-龯々ァ-ヶー])")  # not that of のりもの
_SAYS_NOTHING = frozenset({"話", "話題", "事", "昔", "今"})


class Both(NamedTuple):
    """The same words in Japanese and in English."""

    ja: str
    en: str


@lru_cache(maxsize=8)
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a shipped CSV file by their headings."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def terms_in(cell: str) -> tuple[str, ...]:
    """Return the things a cell such as likes (好きなこと) or avoid (避ける話題) names."""
    named = (_AROUND.sub("", part.strip("。「」()（）")) for part in _BETWEEN.split(cell))
    parts = (part for name in named for part in _OF.split(name))
    return tuple(dict.fromkeys(part for part in parts if part and part not in _SAYS_NOTHING))


def touches(text: str, terms: Iterable[str]) -> bool:
    """Return whether a text names one of the things, whatever its case, in either kana."""
    text = _folded(text)
    return any(_folded(term) in text for term in terms)


def _folded(text: str) -> str:
    return text.casefold().translate(_TO_HIRAGANA)


def _bars_nothing(_text: str) -> bool:
    return False


class Wish(NamedTuple):
    """For whom ideas are drawn.

    ``seed`` makes the same page for the same day, person and author; ``likes`` come first, what
    ``is_barred`` never comes, nor does an opening that one of ``begun`` began with.
    """

    seed: str
    likes: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    is_barred: Callable[[str], bool] = _bars_nothing


def drawn(lines: Sequence[T], wish: Wish, count: int, text: Callable[[T], str]) -> list[T]:
    """Return at most ``count`` of the lines, those that touch a liking first.

    Which ones depends on the seed alone; no chance is in it.
    """
    allowed = [line for line in lines if not wish.is_barred(text(line))]
    return sorted(allowed, key=lambda line: _rank(text(line), wish))[:count]


def _rank(text: str, wish: Wish) -> tuple[bool, bytes]:
    lot = hashlib.sha256(f"{wish.seed}\x1f{text}".encode()).digest()
    return not touches(text, wish.likes), lot
