"""Reading an address: prefecture, municipality and town by the postal data, the rest as typed.

The longest name wins, on a folded copy; nothing is guessed. Where the municipality is left out or
several bear its name, the town decides if only one of them has it, then the postal code.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from outreach.model.recipient import Addressee
from outreach.post.areas import Area, City
from outreach.post.folding import NUMERALS, Folded, fold
from outreach.post.gazetteer import Gazetteer
from outreach.post.houses import BLANKS, split_building
from outreach.post.municipalities import Municipalities
from outreach.post.notes import CORNER
from outreach.post.numerals import HYPHENS


@dataclass(frozen=True, slots=True)
class Reading:
    """The parts of an address.

    ``prefecture``, ``city`` (county and ward included) and ``town`` are in the official spelling of
    the postal data, blank where unknown or absent; ``rest`` (up to the end of the house number) and
    ``building`` are as typed. ``streets`` is what stands before a town of Kyoto (通り名).
    ``is_whole``: the municipality itself has a code, either having no towns (利島村248) or for
    house numbers right behind its name (琴平町815); ``town`` is blank then, as in the postal data.
    """

    prefecture: str
    city: str
    town: str
    rest: str
    building: str
    streets: str = ""
    is_whole: bool = False

    @property
    def is_in_town(self) -> bool:
        """Return whether the town is known, or the municipality has a code as a whole."""
        return bool(self.town) or self.is_whole

    @property
    def is_placed(self) -> bool:
        """Return whether all that stands before the house number is known: 月形町1219番地 too.

        In a city or a ward no number stands right behind the name, unless it has a code for that.
        """
        return self.is_in_town or bool(_IN_VILLAGE.search(self.city) and _HOUSE.match(self.rest))


_IN_VILLAGE = re.compile("[町村]$")
# A house number; 1条8丁目 and 22線 are rather a town that is not known. \d also in full width.
_HOUSE = re.compile(rf"\d+(?![\d条線区]|丁目|号線)|[{NUMERALS}]+番地?")


class Match(NamedTuple):
    """A town found: where it begins and ends in the folded text, and its areas."""

    start: int
    end: int
    areas: tuple[Area, ...]


_MARK = rf"[{re.escape(HYPHENS)}ーｰ]"
_CODE = re.compile(
    rf"[(（]?〒\s*(\d{{3}}){_MARK}?(\d{{4}})(?!\d)[)）]?"
    rf"|^\s*(\d{{3}})(?:{_MARK}(\d{{4}})(?![\d\-－ー])|(\d{{4}})(?=[\s\u3400-\u9fff]))"
)


def take_code(address: str) -> tuple[str, str]:
    """Return the postal code written inside an address (seven digits or blank) and the rest."""
    if "〒" not in address and not address.lstrip(BLANKS)[:1].isdecimal():
        return "", address
    found = _CODE.search(address)
    if found is None:
        return "", address
    code = "".join(str(int(digit)) for part in found.groups() if part for digit in part)
    before, after = address[: found.start()], address[found.end() :]
    return code, f"{before}{after}".replace("〒", "").strip(BLANKS)


def address_of(addressee: Addressee) -> tuple[str, str]:
    """Return a recipient's whole address without the building, and the building."""
    to = addressee
    return to.address or f"{to.prefecture}{to.city}{to.street}", to.building


class Reader:
    """Reads addresses with a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._municipalities = Municipalities(gazetteer)

    def read(self, address: str, building: str = "", code: str = "") -> Reading:
        """Return the parts of an address; ``building`` is the cell of its own, if there is one.

        ``code`` (seven digits) only decides between municipalities that the words leave open.
        """
        own_code, typed = take_code(address)
        code = code or own_code
        folded = fold(typed)
        at, prefecture = self._municipalities.prefecture(folded.text, 0)
        for end, numbers in self._municipalities.at(folded.text, at, prefecture):
            city, match = self._choose(folded, end, numbers, code)
            if city is not None:
                return _reading(folded, city, match, end, building)
            if shared := self._shared_name(numbers):
                rest, building = _split(typed[folded.starts[end] :], building)
                return Reading(shared[0], shared[1], "", rest, building)
        city, match = self._by_code(folded, at, prefecture, code)
        if city is not None:
            return _reading(folded, city, match, at, building)
        rest, building = _split(typed[folded.starts[at] :], building)
        return Reading(prefecture, "", "", rest, building)

    def _choose(
        self, folded: Folded, at: int, numbers: Collection[int], code: str
    ) -> tuple[City | None, Match | None]:
        """Return the one municipality that is meant, and the town found in it."""
        cities = [self._gazetteer.city(number) for number in numbers]
        found = _towns_in(cities, folded, at, code)
        longest = max((match.end for _, match in found), default=0)
        found = [(city, match) for city, match in found if match.end == longest]
        if len(found) > 1:
            found = [(city, match) for city, match in found if city.uses(code)]
        if len(found) == 1:
            return found[0]
        if not found and len(cities) > 1:
            cities = [city for city in cities if city.uses(code)]
        return (cities[0], None) if len(cities) == 1 else (None, None)

    def _shared_name(self, numbers: Collection[int]) -> tuple[str, str] | None:
        """Return prefecture and name of the city whose wards these are, if they are that."""
        cities = [self._gazetteer.city(number) for number in numbers]
        heads = {(city.prefecture, _WARD.sub("", city.name)) for city in cities}
        return heads.pop() if len(heads) == 1 else None

    def _by_code(
        self, folded: Folded, at: int, prefecture: str, code: str
    ) -> tuple[City | None, Match | None]:
        """Return the municipality of a code whose own town the address begins with."""
        found = []
        for city in {city.name: city for city, _ in self._gazetteer.places(code)}.values():
            match = match_town(city, folded, at, code)
            fits = match is not None and any(area.code == code for area in match.areas)
            if fits and prefecture in ("", city.prefecture):
                found.append((city, match))
        return found[0] if len(found) == 1 else (None, None)


_WARD = re.compile(r"(?<=市).+区$")


def _reading(folded: Folded, city: City, match: Match | None, at: int, building: str) -> Reading:
    typed = folded.typed
    if match is None:
        rest, building = _split(typed[folded.starts[at] :], building)
        is_whole = city.has_code and (city.is_one_town or rest[:1].isdecimal())
        return Reading(city.prefecture, city.name, "", rest, building, is_whole=is_whole)
    start, end = folded.starts[match.start], folded.starts[match.end]
    town = _as_typed(match.areas, typed[start:end])
    rest, building = _split(typed[end:], building)
    in_kyoto = city.name.startswith(_KYOTO) and match.start > at
    streets = typed[folded.starts[at] : start].strip(BLANKS) if in_kyoto else ""
    return Reading(city.prefecture, city.name, town, rest, building, streets)


def _as_typed(areas: tuple[Area, ...], typed: str) -> str:
    """Return the official name; of two that fold alike (日の出, 日之出) the one that was typed."""
    names = dict.fromkeys(area.town for area in areas)
    return next((name for name in names if name in typed), next(iter(names)))


def _split(remainder: str, building: str) -> tuple[str, str]:
    remainder = remainder.strip(BLANKS)
    if building.strip(BLANKS):
        return remainder, building.strip(BLANKS)
    return split_building(remainder)


# -- towns --------------------------------------------------------------------------------------

_FIELD = re.compile("大?字")
_FIELD_WITHIN = 20  # letters behind the municipality: a 字 further on is no part of a town's name
_KYOTO = "京都市"
# After these a shorter town has been found in the name of another one, which the data lacks.
_GOES_ON = frozenset("町村通条台丘")
# How Hokkaido shortens its towns in everyday writing, and the official name of each.
_SHORTENED = (
    (re.compile("([^0-9]{2,}[0-9]{1,2})[-ノ](?=[0-9])"), "{}条"),  # 厚別中央1-5-1
    (re.compile("([東西南北][0-9]{1,2})-?([東西南北])(?=[0-9])"), "{}条{}"),  # 南1西23
    (re.compile("([東西南北]?[0-9]{1,2}条)(?=[0-9]|$)"), "{}通"),  # 1条8丁目 of 旭川
)
_SURELY_OVER = re.compile(r"[0-9字番甲乙丙丁(]|大字|$")
_NUMBERED = re.compile(r"[0-9\-字大甲乙丙丁番第ノ(東西南北]|$")


_FORMER = re.compile("[^0-9字]{1,5}?[区町村]")  # a ward, town or village that was merged


def _towns_in(
    cities: Collection[City], folded: Folded, at: int, code: str
) -> list[tuple[City, Match]]:
    """Return the town found in each municipality, if need be with the name of a former one."""
    direct = [(city, match) for city in cities if (match := match_town(city, folded, at, code))]
    end, text = max((match.end for _, match in direct), default=at), folded.text
    if direct and (end == len(text) or text[end] not in "区町村"):
        return direct
    former = _FORMER.match(text, at)
    mark = end if direct else former.end() - 1 if former else at
    found = [
        (city, match) for city in cities if (match := _in_former(city, folded, at, mark, code))
    ]
    return found or direct


def _in_former(city: City, folded: Folded, at: int, mark: int, code: str) -> Match | None:
    """Return the town behind a former ward, town or village, whose 区, 町 or 村 stands at ``mark``.

    厚田区望来 is 厚田望来 in the postal data, and 厚田区厚田 is 厚田.
    """
    if mark == at or city.name.startswith(_KYOTO):
        return None
    text, starts = folded.text, folded.starts
    joined = Folded(
        folded.typed, text[:mark] + text[mark + 1 :], starts[:mark] + starts[mark + 1 :]
    )
    match = match_town(city, joined, at, code)
    if match and match.end > mark:
        match = Match(match.start, match.end + 1, match.areas)
    else:
        match = match_town(city, folded, mark + 1, code)
    # 木村 may be a place of its own: behind a name that the data lacks a town must end for sure.
    return match if match and _SURELY_OVER.match(text, match.end) else None


def match_town(city: City, folded: Folded, at: int, code: str = "") -> Match | None:
    """Return the longest town of a municipality that folded text has at ``at``.

    大字 and 字 may stand before it and inside it. ``code`` confirms a town whose name may go on.
    """
    text = folded.text
    if city.name.startswith(_KYOTO):
        for corner in reversed([*CORNER.finditer(text, at)]):
            if match := _longest(city, folded, corner.end(), code):
                return match
    field = _FIELD.match(text, at)
    direct = _longest(city, folded, field.end(), code) if field else None
    direct = direct or _longest(city, folded, at, code) or _shortened(city, text, at)
    if "字" not in text[at : at + _FIELD_WITHIN]:
        return direct
    inner = _without_fields(city, folded, at, code)
    return inner if inner and (direct is None or inner.end > direct.end + 2) else direct


def _longest(city: City, folded: Folded, at: int, code: str) -> Match | None:
    towns, text = city.towns, folded.text
    for length in city.lengths.get(text[at : at + 1], ()):
        areas = towns.get(text[at : at + length]) if at + length <= len(text) else None
        if areas and _ends_well(folded, at, at + length, areas, code):
            return Match(at, at + length, areas)
    return None


def _shortened(city: City, text: str, at: int) -> Match | None:
    """Return the town that is meant by a name without 条 or 通.

    It is read only where no town has the short name itself.
    """
    for form, name in _SHORTENED:
        short = form.match(text, at)
        areas = city.towns.get(name.format(*short.groups())) if short else None
        if short and areas:
            return Match(at, short.end(), areas)
    return None


def _ends_well(folded: Folded, start: int, end: int, areas: tuple[Area, ...], code: str) -> bool:
    """Return whether a town's name can end here: not inside a number, nor inside another name."""
    text = folded.text
    if end == len(text):
        return True
    following = text[end]
    if following.isdigit():
        return not text[end - 1].isdigit() or folded.parts_numbers(end)
    if following not in _GOES_ON and (end - start > 1 or _NUMBERED.match(following)):
        return True
    return any(area.code == code for area in areas)


def _without_fields(city: City, folded: Folded, at: int, code: str) -> Match | None:
    """Return the town found when 大字 and 字 inside it are passed over: 大字中里字道の下."""
    places = list(_places(folded.text, at))
    text = "".join(folded.text[place] for place in places)
    starts = [*(folded.starts[place] for place in places), folded.starts[-1]]
    found = _longest(city, Folded(folded.typed, text, starts), 0, code)
    if found is None:
        return None
    return Match(at, places[found.end - 1] + 1, found.areas)


def _places(text: str, at: int) -> Iterator[int]:
    """Yield the places of a text that are not part of 大字 or 字."""
    end = at
    for field in _FIELD.finditer(text, at):
        yield from range(end, field.start())
        end = field.end()
    yield from range(end, len(text))
