"""Where the house number ends and the building begins, in what follows the town."""

from __future__ import annotations

import re

from outreach.post.folding import NUMERALS
from outreach.post.numerals import HYPHENS

BLANKS = " \t\r\n\u00a0\u3000"
_WIDE = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, HYPHENS), "-"),
    **dict.fromkeys((ord("\u3000"), ord("\u00a0")), " "),
}
_LONG_MARK = re.compile(f"(?<=[0-9{NUMERALS}])[ーｰ](?=[0-9A-Z{NUMERALS}])")

# Words after a number that make it part of a house number; 番館 and 号室 belong to a building.
_LAND = (
    r"丁目|丁(?![目歩場])|番地割|番地|番(?![館街町丁])|地割|割(?=[0-9])"
    r"|号線|号(?![室館棟車舎])|線|条"
)
_UNIT = rf"(?:{_LAND}|番町|番丁|号地|条通|街区|画地|区|組|班)"
_KANJI = f"[{NUMERALS}]+(?={_LAND}|[-のノ][0-9{NUMERALS}]|$)"
_NUMBER = rf"(?:[0-9]++(?!\s*(?:号[室館棟車舎]|階|[FfＦ](?![A-Za-z])))|{_KANJI})"
_FIRST = re.compile(_NUMBER)
_STEP = re.compile(_NUMBER + f"(?P<unit>{_UNIT})?")
_AFTER_HYPHEN = re.compile(
    rf"\s?(?:-|の(?!里|杜)|ノ)\s?(?:[東西南北]?[0-9]+|[{NUMERALS}]+|[A-Za-z](?![A-Za-z])[0-9]*|[イロハニホヘト])"
    r"(?:号室|号棟|号(?![室館棟車舎])|番地?|丁目|[FfＦ](?![A-Za-z])|階)?"
)
_SIDE = re.compile(rf"\s?(?:第|[東西南北]{{1,2}})\s?(?={_NUMBER}{_UNIT}|[0-9]+(?:-|\s|$))")
_SIDE_THERE = re.compile(rf"\s?[東西南北左右]{{1,2}}\s?(?={_NUMBER})")  # 左96: 旭川
# Two numbers at once, 1・2 and 1/2, but no floor.
_BESIDE = re.compile(r"(?<=[0-9])[・･/&.][0-9]++(?!\s*(?:[F階]|号[室館棟車舎]))(?:号|番地?)?")
_FIELD = re.compile(rf"\s?(?:大字|字)[^0-9]*?(?={_NUMBER}|\s|$)")
_FARMLAND = re.compile(rf"[^0-9\s]{{1,10}}?(?={_NUMBER})")
_MORE = re.compile(rf"\s?(?={_NUMBER}{_UNIT})|(?=[0-9])")
_MORE_APART = re.compile(r"\s(?=[0-9]+(?:-[0-9]|\s|$))")
_TAIL = re.compile(r"(?:番外地|地先|先|地内|内(?!科)|付近)|[イロハニホヘトチ甲乙丙丁](?=\s|-|$)")
_NO_NUMBER = re.compile(r".*?(?:無番地|番外地|番地なし|番地ナシ|番地無し)")
_BUILDING = re.compile(
    r"ビル|マンション|ハイツ|コーポ|ハイム|メゾン|レジデンス|アパート|タワー|プラザ|パレス|荘"
    r"|団地|会館|住宅|寮|庁舎|病院|ホーム|センター|学校|ハウス"
)
_OPEN_ENDED = frozenset({"地割", "番地割", "線", "号線"})
_ON_THE_WAY = frozenset({"丁目", "丁", "番", "条", "線", "号線", "地割", "区", "条通", "番地割"})


def split_building(typed: str) -> tuple[str, str]:
    """Return the part up to the end of the house number, and the building, both as typed."""
    plain = typed.translate(_WIDE)  # one for one, so that places stay what they are
    end = _end_of_house(_LONG_MARK.sub("-", plain) if "ー" in plain or "ｰ" in plain else plain)
    return typed[:end].strip(BLANKS), typed[end:].strip(f"{BLANKS}、，,")


def _end_of_house(text: str) -> int:
    if bare := _NO_NUMBER.match(text):
        return _tail(text, bare.end())
    first = _FIRST.search(text)
    lead = text[: first.start()] if first else text
    if named := _BUILDING.search(lead):
        return _before_word(lead, named.start())
    if first is None:
        return len(text)
    end = first.start()
    while step := _STEP.match(text, end):
        end = _onwards(text, step.end(), step["unit"] or "")
    return _tail(text, end)


def _before_word(lead: str, at: int) -> int:
    """Return where the building begins whose word stands at ``at``: after the blank before it."""
    return max(lead.rfind(" ", 0, at), 0)


def _onwards(text: str, end: int, unit: str) -> int:
    """Return where the next number of the house begins, or the end where none follows."""
    while hyphen := _AFTER_HYPHEN.match(text, end) or _BESIDE.match(text, end):
        end, unit = hyphen.end(), "丁目" if hyphen[0].endswith("丁目") else unit and "-"
    for pattern in _continuations(unit):
        if (found := pattern.match(text, end)) and found.end() < len(text):
            return found.end() if _STEP.match(text, found.end()) else end
    return end


def _continuations(unit: str) -> list[re.Pattern[str]]:
    patterns = [_FIELD]
    if unit:
        patterns += [_SIDE, _MORE]
    if unit in _ON_THE_WAY:
        patterns += [_SIDE_THERE, _MORE_APART]
    if unit in _OPEN_ENDED:
        patterns.append(_FARMLAND)
    return patterns


def _tail(text: str, end: int) -> int:
    """Return the end with what belongs to a number though it is none: 先, 内, イ."""
    tail = _TAIL.match(text, end)
    if tail is None:
        return end
    onwards = _AFTER_HYPHEN.match(text, tail.end())
    return onwards.end() if onwards else tail.end()
