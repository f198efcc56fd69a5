"""Numbers of an address as a vertical line wants them.

The stored address is never rewritten; this is for printing only. House, block and room numbers go
digit by digit (二三, 一〇一); numbers that are part of a place name take the official spelling with
十 (北二十四条西十五丁目). Etiquette books agree on both and on never writing 百 or 壱弐参.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

KANJI_DIGITS = "〇一二三四五六七八九"
HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2500\u2501\ufe63\uff0d"
LONG_MARKS = "\u30fc\uff70"  # ー: a hyphen only where a number stands before it
VERTICAL_BAR = "\u2015"  # its vertical form is a plain upright stroke, unlike ー's bent one

_ASCII = str.maketrans("０１２３４５６７８９", "0123456789")
# Numbers that are part of a place's name: before 丁目, 条, 線 …, and a 号 with a point of the
# compass beside it (東9号北, 北12号), which is no house number.
_PLACE_NUMBER = re.compile(
    r"(?<!\d)([1-9]\d?)(?=丁目|町目|条|線|号線|軒|区|地割|番通|番町|番丁|丁(?!目)|号[東西南北])"
    r"|(?<=[東西南北])([1-9]\d?)(?=号(?!室|棟|館))"
)
_BEFORE, _AFTER = "0-9〇一二三四五六七八九十目番地号", "0-9A-Za-z〇一二三四五六七八九十"
_HYPHEN = re.compile(
    f"(?<=[{_BEFORE}])[{HYPHENS}{LONG_MARKS}](?=[{_AFTER}])"
    f"|[{HYPHENS}](?=[0-9〇一二三四五六七八九十])"
)
_DIGIT = re.compile(r"\d")
# Wide figures and letters stand one below the other; without this 10F would lie on its side.
_STANDING = re.compile(r"\d{3,}|(?<=\d)[A-Za-z](?![A-Za-z])|(?<![A-Za-z])[A-Za-z](?=\d)")
# Between letters a point or an apostrophe is part of the word: No.5, St.-Louis.
_LOOSE_POINT = re.compile(r"(?<![A-Za-z])[.,:]")
_CIRCLE = re.compile("(?<=[〇一二三四五六七八九])[○◯]")  # a ring typed for 〇, U+3007
_HALF_KATAKANA = re.compile("[\uff66-\uff9f]+")
_WIDE = str.maketrans("()[]#&/", "（）［］＃＆／")
_WIDE_POINTS = str.maketrans(".,:", "．，：")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(ord("0"), ord("z") + 1)}


def _with_tens(match: re.Match[str]) -> str:
    number = int(match.group())
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else KANJI_DIGITS[tens] + "十"
    return head + (KANJI_DIGITS[ones] if ones else "")


@lru_cache(maxsize=1024)
def vertical_address(text: str, numerals: str = "kanji") -> str:
    """Return address text for a vertical line: numerals, bars for hyphens, wide brackets.

    ``numerals``: "kanji", or "arabic" for upright figures (pairs side by side, longer numbers one
    below the other).
    """
    text = _HALF_KATAKANA.sub(lambda match: normalize("NFKC", match.group()), text)
    text = _HYPHEN.sub(VERTICAL_BAR, text.translate(_ASCII)).translate(_WIDE)
    text = _LOOSE_POINT.sub(lambda match: match.group().translate(_WIDE_POINTS), text)
    if numerals == "arabic":
        return _STANDING.sub(lambda match: match.group().translate(_FULL_WIDTH), text)
    text = _PLACE_NUMBER.sub(_with_tens, text)
    return _CIRCLE.sub("〇", _DIGIT.sub(lambda match: KANJI_DIGITS[int(match.group())], text))
