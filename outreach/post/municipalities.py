"""Which municipality an address begins with, whatever of its name is left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from outreach.post.areas import lengths_by_start
from outreach.post.folding import fold_key
from outreach.post.gazetteer import Gazetteer

_COUNTY = re.compile(r".+?郡(?=.+[町村]$)")
_WARD = re.compile(r"(.+?市)(.+区)")


class Municipalities:
    """The names municipalities go by: whole, without county, without ward, the ward alone."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._heads: dict[str, dict[int, None]] = {}
        self._prefecture_of: list[str] = []
        for number, prefecture, _, key in gazetteer.names:
            self._prefecture_of.append(prefecture)
            for name in _names(key):
                self._heads.setdefault(name, {})[number] = None
        self._lengths = lengths_by_start(self._heads, 2)
        # By their first two letters, of which no two prefectures share both.
        self._prefectures = {fold_key(name)[:2]: name for name in gazetteer.prefectures}

    def prefecture(self, text: str, at: int) -> tuple[int, str]:
        """Return the end and official name of the prefecture at ``at``; a name twice is one."""
        end, name = at, ""
        while (likely := self._prefectures.get(text[end : end + 2])) and text.startswith(
            key := fold_key(likely), end
        ):
            end, name = end + len(key), likely
        if name or likely is None:
            return end, name
        # Without 都, 府 or 県 only where one of its municipalities follows: 千葉市 is no 千葉県.
        short = fold_key(likely)[:-1]
        behind = at + len(short)
        if text.startswith(short, at) and any(True for _ in self.at(text, behind, likely)):
            return behind, likely
        return at, ""

    def at(self, text: str, at: int, prefecture: str) -> Iterator[tuple[int, Collection[int]]]:
        """Yield where a municipality's name ends and which it may be, the longest name first."""
        for length in self._lengths.get(text[at : at + 2], ()):
            named = self._heads.get(text[at : at + length])
            if named is None or at + length > len(text):
                continue
            numbers = [each for each in named if prefecture in ("", self._prefecture_of[each])]
            if numbers:
                yield at + length, numbers


def _names(key: str) -> Iterator[str]:
    """Yield the folded names of a municipality, from the whole one to what is left of it."""
    yield key
    if county := _COUNTY.match(key):
        yield key[county.end() :]
    elif ward := _WARD.fullmatch(key):
        city, own = ward.groups()
        yield from (city, own, f"{city[:-1]}{own}")
