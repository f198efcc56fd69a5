"""What the notes of the postal data mean: which part of a town lies under a code.

A note is a list such as ``1〜19丁目``, ``17番地``, ``南``, ``西5〜8線79〜110番地``, ``大原、沖山``,
``今熊「213〜234を除く」``. An address is in that part, or is not, or it cannot be told: what a note
does not say in a form known here is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from outreach.post.folding import fold_key, without_fields

REST_OF_TOWN = "その他"
Verdict = bool | None

_APART = re.compile(r"(?<=[0-9０-９])[\s\u3000]+(?=[0-9０-９])")
_CHOME = re.compile(r"([0-9]+)丁目?")
_CHOME_ALONE = re.compile(r"([0-9]+)(?=-|$)")
_NUMBER = re.compile(r"([0-9]+)(?:(?:番地?|号)?[-ノ]?([0-9]+))?")
_LAND = "(?:番地?|番)"


@dataclass(frozen=True, slots=True)
class House:
    """What stands behind the town, folded: the 丁目, the words before a number, the number.

    ``text`` is all of it; ``behind`` what follows the 丁目; ``number`` the 番地 with its branch;
    ``streets`` the corner named before a town of Kyoto.
    """

    text: str
    chome: int | None
    words: str
    behind: str
    number: tuple[int, int] | None
    streets: str


@lru_cache(maxsize=1024)
def house_of(rest: str, has_chome: bool = False, streets: str = "") -> House:
    """Return the house that the part of an address behind the town names.

    In a town divided into 丁目 a first number before a hyphen, or alone, is the 丁目.
    """
    text = fold_key(_APART.sub("-", rest))
    found = _CHOME.search(text) or (_CHOME_ALONE.match(text) if has_chome else None)
    chome = int(found[1]) if found else None
    behind = text[found.end() :].removeprefix("-") if found else text
    number = _NUMBER.search(behind)
    pair = (int(number[1]), int(number[2] or 0)) if number else None
    first = re.search("[0-9]", text)
    words = text[: first.start()] if first else text
    words = without_fields(words)
    return House(text, chome, words, behind, pair, _plain_corner(fold_key(streets)))


def applies(note: str, house: House) -> Verdict:
    """Return whether a house lies in the part of a town that a note describes."""
    verdicts = [_holds(item, house) for item in _items(note)]
    if any(verdicts):
        return True
    return None if None in verdicts else False


_SEPARATOR = re.compile("、(?![^「]*」)|及び(?![^「]*」)")
CORNER = re.compile("(?:上ケ?ル|下ケ?ル|[東西南北]入ル?)(?:[0-9]+[丁筋]目)?")
_BARE = re.compile(r"[0-9\-〜ノ・]+")
_UNIT_AT_END = re.compile(r"[0-9](丁目|番地|番|線|地割|区|条|号)$")


@lru_cache(maxsize=4096)
def _items(note: str) -> tuple[str, ...]:
    """Return the items of a note; in 1、2丁目 and 5、6番地 the unit goes for every number.

    A name such as 八雲神社 gets a mark before it, so that its folded figures are no number.
    """
    parts = [part for part in _SEPARATOR.split(note) if part]
    items = [_marked(part) for part in parts]
    unit = ""
    for at in range(len(items) - 1, -1, -1):
        if _BARE.fullmatch(items[at]):
            items[at] += unit
        elif ended := _UNIT_AT_END.search(items[at]):
            unit = ended[1]
        else:
            unit = ""
    return tuple(items)


_NAME = "="


def _marked(part: str) -> str:
    folded = fold_key(part).replace("~", "〜")
    has_figures = any("0" <= letter <= "9" or "０" <= letter <= "９" for letter in part)
    is_name = not has_figures and folded != part and any("0" <= letter <= "9" for letter in folded)
    return f"{_NAME}{folded}" if is_name else folded


def _holds(item: str, house: House) -> Verdict:
    if item.startswith(_NAME) and not CORNER.search(item):
        return _stands(item.removeprefix(_NAME), house)
    item = item.removeprefix(_NAME)
    for pattern, rule in _RULES:
        if found := pattern.fullmatch(item):
            return rule(found, house)
    return None


def _chome_range(found: re.Match[str], house: House) -> Verdict:
    if house.chome is None:
        return None
    return int(found[1]) <= house.chome <= int(found[2] or found[1])


def _within_chome(found: re.Match[str], house: House) -> Verdict:
    if house.chome is None:
        return None
    return house.chome == int(found[1]) and _all_of(found[2], house)


def _divided(found: re.Match[str], house: House) -> Verdict:
    """丁目 alone: a town whose 丁目 have one code and whose 番地 another."""
    if "丁目" in house.text or re.match(r"[0-9]+-[0-9]+-[0-9]", house.text):
        return found[0] == "丁目"
    return found[0] == "番地" if "番地" in house.text else None


def _units(found: re.Match[str], house: House) -> Verdict:
    """第9〜11地割, 1〜3線, 2条, 4区."""
    side, first, last, unit, behind = found.groups()
    there = re.search(rf"{side or ''}第?([0-9]+){unit}", house.text)
    if there is None:
        return None if house.number and not house.words else False
    if not int(first) <= int(there[1]) <= int(last or first):
        return False
    return _all_of(behind, house_of(house.text[there.end() :])) if behind else True


def _numbers(found: re.Match[str], house: House) -> Verdict:
    """127〜151番地, 799ノ1〜867番地, 1-97, 427番地以降."""
    if house.number is None:
        return None
    low = (int(found["low"]), int(found["branch"] or 0))
    if found["beyond"]:
        return house.number >= low if found["beyond"] in ("以上", "以降") else house.number <= low
    if not found["to"]:
        return house.number == low if low[1] else house.number[0] == low[0]
    if not found["high"]:
        return house.number >= low
    if found["branch"] and not found["last"] and "番" not in found[0]:
        return None  # 1-97〜116: a branch or a number, nobody says
    return low <= house.number <= (int(found["high"]), int(found["last"] or 10**9))


def _except(found: re.Match[str], house: House) -> Verdict:
    inside = _all_of(found[1], house)
    return None if inside is None else not inside


def _named(found: re.Match[str], house: House) -> Verdict:
    """A field (小字) or a side, alone or with numbers of its own: 大原, 今熊「213〜234」, 北原1."""
    there = _stands(found["name"], house)
    numbers = found["numbers"] or found["bare"]
    if not there or not numbers:
        return there
    inside = _all_of(numbers, house)
    if inside is None or not found["but"]:
        return inside
    return not inside


def _stands(name: str, house: House) -> Verdict:
    name = without_fields(name)
    if len(name) == 1:  # 南, 北: the side is named behind the 丁目, or before the number
        return house.behind.startswith(name) or house.words.startswith(name)
    if name in house.text.replace("字", ""):
        return True
    # Nothing at all behind the town: the field may only have been left out.
    return False if house.text else None


def _at_corner(found: re.Match[str], house: House) -> Verdict:
    """One corner has many names; only the very one that the note has is told."""
    return True if _plain_corner(found[0]) == house.streets else None


def _plain_corner(streets: str) -> str:
    return streets.replace("通", "").replace("ケル", "ル").replace("入ル", "入")


def _all_of(list_of_items: str, house: House) -> Verdict:
    verdicts = [_holds(item, house) for item in _listed(list_of_items)]
    if any(verdicts):
        return True
    return None if None in verdicts else False


def _listed(text: str) -> Iterator[str]:
    yield from (part for part in re.split("[、・]", text) if part)


_RULES = (
    (re.compile(f".+{CORNER.pattern}"), _at_corner),
    (re.compile("([0-9]+)(?:〜([0-9]+))?丁目"), _chome_range),
    (re.compile("([0-9]+)丁目(.+)"), _within_chome),
    (re.compile("丁目|番地"), _divided),
    (
        re.compile(
            r"([東西南北]?)第?([0-9]+)(?:(?:地割|線|条|区)?〜第?([0-9]+))?(地割|線|条|区|号)([0-9].*)?"
        ),
        _units,
    ),
    (
        re.compile(
            rf"(?P<low>[0-9]+){_LAND}?(?:[-ノ]?(?P<branch>[0-9]+))?{_LAND}?"
            rf"(?:(?P<beyond>以上|以降|以下|以内)"
            rf"|(?P<to>〜)(?:(?P<high>[0-9]+){_LAND}?(?:[-ノ]?(?P<last>[0-9]+))?{_LAND}?)?)?"
        ),
        _numbers,
    ),
    (re.compile("([0-9].*)(?:ヲ除ク|以外)"), _except),
    (
        re.compile(
            r"(?P<name>[^0-9「」〜]+)(?:「(?P<numbers>[0-9][^」]*?)(?P<but>ヲ除ク|以外)?」"
            r"|(?P<bare>[0-9].*))?"
        ),
        _named,
    ),
)
