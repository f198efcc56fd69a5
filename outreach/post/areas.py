"""What the postal data is made of: towns with their codes, offices, municipalities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


def hyphened(code: str) -> str:
    """Return a postal code of seven digits as it is written, 060-0001; anything else as it is."""
    return f"{code[:3]}-{code[3:]}" if len(code) == 7 and code.isdecimal() else code


class Area(NamedTuple):
    """One entry of the postal data: what lies under a code.

    ``town`` is the official spelling, blank for 以下に掲載がない場合 and for a municipality without
    towns; ``note`` says which part of the town is meant; ``building`` names a tower that has codes
    of its own, one a floor; ``has_chome``: the town is divided into 丁目.
    """

    code: str
    town: str
    note: str
    building: str
    has_chome: bool


class Office(NamedTuple):
    """An office or PO box with a code of its own: the town and number it stands at."""

    code: str
    town: str
    number: str


def lengths_by_start(names: Iterable[str], start: int) -> dict[str, list[int]]:
    """Return the lengths of names by their first letters, longest first: what to look up."""
    found: dict[str, set[int]] = {}
    for name in filter(None, names):
        found.setdefault(name[:start], set()).add(len(name))
    return {head: sorted(lengths, reverse=True) for head, lengths in found.items()}


@dataclass(frozen=True)
class City:
    """A municipality, or a ward of one: its towns by folded name, its offices by code.

    ``name`` includes county and ward: 虻田郡ニセコ町, 札幌市中央区.
    """

    prefecture: str
    name: str
    key: str
    towns: dict[str, tuple[Area, ...]] = field(repr=False)
    offices: dict[str, tuple[Office, ...]] = field(repr=False)

    @cached_property
    def lengths(self) -> dict[str, list[int]]:
        """Return how long the folded town names are that begin with a letter, longest first."""
        return lengths_by_start(self.towns, 1)

    @cached_property
    def by_code(self) -> dict[str, tuple[Area, ...]]:
        """Return the areas of every code that is used here."""
        found: dict[str, dict[Area, None]] = {}
        for areas in self.towns.values():
            for area in areas:
                found.setdefault(area.code, {})[area] = None
        return {code: tuple(areas) for code, areas in found.items()}

    def uses(self, code: str) -> bool:
        """Return whether a code belongs to a town or an office here."""
        return code in self.by_code or code in self.offices

    @property
    def has_code(self) -> bool:
        """Return whether the municipality as a whole has a code, and not only what is unlisted."""
        return any(not area.code.endswith("00") for area in self.whole)

    @property
    def is_one_town(self) -> bool:
        """Return whether the municipality has no towns, as 利島村 has not."""
        return self.towns.keys() == {""}

    @property
    def whole(self) -> tuple[Area, ...]:
        """Return the areas of the municipality as a whole: for towns that are not listed."""
        return self.towns.get("", ())
