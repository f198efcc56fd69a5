"""Does a postal code go with an address? By the postal data, in both directions.

Source of the rules: Japan Post's explanation of KEN_ALL and JIGYOSYO, and its
郵便番号・バーコードマニュアル p. 4 (codes are given per town) and p. 22 (codes of offices).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from outreach.post.address import Reading
from outreach.post.areas import Area, City, Office
from outreach.post.folding import fold_key, without_fields
from outreach.post.gazetteer import Gazetteer
from outreach.post.houses import split_building
from outreach.post.notes import REST_OF_TOWN, Verdict, applies, house_of

MOST_SUGGESTED = 3
UNLISTED = "以下に掲載がない場合"
_TOWERS_APART = "次のビルを除く"
_FLOOR = re.compile(r"([0-9]+)(?:階|F)")
_NUMBER = re.compile(r"[0-9]+")
_ALIKE = 3  # letters that two ways to write an unlisted town have in common


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """Whether a code is right (None: cannot be told) and the codes that would be, best first."""

    ok: bool | None
    suggestions: tuple[str, ...] = ()


def check_code(gazetteer: Gazetteer, code: str, reading: Reading) -> CodeCheck:
    """Return whether a postal code (seven digits, or blank) goes with an address.

    A wrong code is only ever pointed out, with at most three proposals; nothing is changed.
    """
    city = gazetteer.city_named(reading.prefecture, reading.city)
    if city is None:
        return CodeCheck(_without_city(gazetteer, code, reading))
    right, possible = _codes(city, reading)
    found = right or possible
    if reading.rest and not reading.is_placed and _lists_all_towns(city):
        found = []  # the town is misspelt: the code for what is listed nowhere would hide that
    if not code:
        return CodeCheck(None, _best(found))
    if code in right:
        return CodeCheck(True)
    if gazetteer.is_office(code):
        ok = _is_office_there(gazetteer, code, reading)
    elif code in possible or _may_be_left_open(city, code, reading):
        ok = None
    else:
        ok = False
    return CodeCheck(ok, () if ok else _best([each for each in found if each != code]))


def _lists_all_towns(city: City) -> bool:
    """Return whether the postal data has every town: of cities and wards, not of villages."""
    return city.name.endswith(("市", "区"))


def _without_city(gazetteer: Gazetteer, code: str, reading: Reading) -> bool | None:
    """Return False for a code that does not exist or is used in other prefectures alone."""
    if not code:
        return None
    prefectures = {gazetteer.city(number).prefecture for number in gazetteer.numbers_of(code)}
    if not prefectures or (reading.prefecture and reading.prefecture not in prefectures):
        return False
    return None


def _best(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))[:MOST_SUGGESTED]


def _codes(city: City, reading: Reading) -> tuple[list[str], list[str]]:
    """Return the codes that are right for an address, and those that may be."""
    if reading.town:
        areas = [a for a in city.towns[fold_key(reading.town)] if a.town == reading.town]
    elif reading.rest:
        areas = list(city.whole)
    else:
        return [], [area.code for area in city.whole]
    towers = [area for area in areas if area.building]
    ground = [area for area in areas if not area.building]
    if towers and (floors := _floors(towers, fold_key(f"{reading.rest}{reading.building}"))):
        return floors
    verdicts = _verdicts(ground, reading)
    judged = list(zip(ground, verdicts, strict=True))
    right = [area.code for area, verdict in judged if verdict]
    possible = [area.code for area, verdict in judged if verdict is None]
    if right:
        possible = []  # parts of a town do not overlap
    elif not possible:
        possible = [area.code for area in ground]
    # The tower may just not be named; the code of a floor is then neither right nor wrong.
    return right, possible + [area.code for area in towers]


def _floors(towers: Sequence[Area], text: str) -> tuple[list[str], list[str]] | None:
    """Return the code of the floor of a tower that the address names, or those it may have."""
    named = [area for area in towers if fold_key(area.building) in text]
    if not named:
        return None
    tower = max((area.building for area in named), key=len)
    behind = text[text.rindex(fold_key(tower)) + len(fold_key(tower)) :]
    floor = _FLOOR.search(behind)
    if floor is None:
        return [], [area.code for area in named if "不明" in area.note]
    wanted = f"{floor[1]}階"
    right = [area.code for area in named if area.building == tower and _is_floor(area, wanted)]
    return (right, []) if right else None


def _is_floor(area: Area, wanted: str) -> bool:
    number = _NUMBER.search(area.note)
    return number is not None and f"{number[0]}階" == wanted


def _verdicts(areas: Sequence[Area], reading: Reading) -> list[Verdict]:
    """Return for each area of a town whether the address lies in it."""
    if len(areas) == 1:
        return [True]
    verdicts = [_verdict(area, reading) for area in areas]
    stated = [
        verdict for area, verdict in zip(areas, verdicts, strict=True) if not _is_remainder(area)
    ]
    other: Verdict = False if any(stated) else None if None in stated else True
    return [
        other if _is_remainder(area) else verdict
        for area, verdict in zip(areas, verdicts, strict=True)
    ]


def _is_remainder(area: Area) -> bool:
    return area.note in ("", REST_OF_TOWN, UNLISTED, _TOWERS_APART)


def _verdict(area: Area, reading: Reading) -> Verdict:
    if _is_remainder(area):
        return True
    behind_town = reading.rest or reading.building  # 高津団地280 may be a field or a building
    return applies(area.note, house_of(behind_town, area.has_chome, reading.streets))


def _may_be_left_open(city: City, code: str, reading: Reading) -> bool:
    """Return whether a code is used in a municipality whose town the address leaves open."""
    return not reading.town and code in city.by_code


def _is_office_there(gazetteer: Gazetteer, code: str, reading: Reading) -> bool:
    return any(
        (city.prefecture, city.name) == (reading.prefecture, reading.city)
        and _is_in_town(office, reading)
        for city, office in gazetteer.offices(code)
    )


def _is_in_town(office: Office, reading: Reading) -> bool:
    """Return whether an office stands in the town of an address.

    The data has streets before the town in Kyoto, and elsewhere half of the town in the number.
    """
    own = _bare(f"{office.town}{office.number}")
    if reading.town:
        return _bare(reading.town) in own
    return bool(reading.rest) and own.startswith(_bare(reading.rest)[:_ALIKE])


def is_office_next_door(gazetteer: Gazetteer, code: str, reading: Reading) -> bool:
    """Return whether a code belongs to an office in the town of an address, at another number."""
    here = _NUMBER.search(fold_key(reading.rest))
    offices = [office for _, office in gazetteer.offices(code)]
    if here is None or not offices:
        return False
    return not any(here[0] in _figures_of(office) or not _figures_of(office) for office in offices)


def _figures_of(office: Office) -> list[str]:
    house, _ = split_building(office.number)
    return [*_NUMBER.findall(fold_key(office.town)), *_NUMBER.findall(fold_key(house))]


def _bare(town: str) -> str:
    return without_fields(fold_key(town))
