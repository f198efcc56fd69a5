"""The customer barcode (カスタマバーコード): what of an address goes into it, and its bars.

Source: Japan Post, 郵便番号・バーコードマニュアル, pages 12 (format, bars), 18 and 19 (what is
taken out of an address), 20 (cutting), 21 (check digit), 22 (business codes and boxes).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from outreach.post.folding import NUMERALS, numeral

if TYPE_CHECKING:
    from outreach.post.address import Reading

# Every symbol in the order of its value, 0 to 18, which is how the check digit counts.
VALUES = (*"0123456789", "-", "CC1", "CC2", "CC3", "CC4", "CC5", "CC6", "CC7", "CC8")
START, STOP, FILLER = "STC", "SPC", "CC4"
DATA_LENGTH = 13

# A bar's kind: 1 long, 2 semi-long upwards, 3 semi-long downwards, 4 timing (page 12).
BARS = {
    **{"0": (1, 4, 4), "1": (1, 1, 4), "2": (1, 3, 2), "3": (3, 1, 2), "4": (1, 2, 3)},
    **{"5": (1, 4, 1), "6": (3, 2, 1), "7": (2, 1, 3), "8": (2, 3, 1), "9": (4, 1, 1)},
    **{"-": (4, 1, 4), "CC1": (3, 2, 4), "CC2": (3, 4, 2), "CC3": (2, 3, 4), "CC4": (4, 3, 2)},
    **{"CC5": (2, 4, 3), "CC6": (4, 2, 3), "CC7": (4, 4, 1), "CC8": (1, 1, 1)},
    **{START: (1, 3), STOP: (3, 1)},
}

_WIDE = {chr(ord(letter) + 0xFEE0): letter for letter in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_SMALL = {letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}
_WIDE_SMALL = {chr(ord(letter) + 0xFEE0): capital for letter, capital in _SMALL.items()}
_LEFT_OUT = dict.fromkeys("&＆/／・･.．", "")  # rule 2: what follows closes up
_PLAIN = str.maketrans({**_WIDE, **_SMALL, **_WIDE_SMALL, **_LEFT_OUT, "ﾉ": "ノ"})
_ACCENT = re.compile("[\u0300-\u036f]")

# Supplement 1: 丁 stands for 丁目 as well, 番 for 番地.
_KANJI_NUMBER = re.compile(f"[{NUMERALS}]+(?=丁|番|号|地割|線|の|ノ)")
_LETTER = "A-Z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_FLOOR = re.compile(f"(?<=[0-9])F(?![{_LETTER}])")
_WORD = re.compile(f"[{_LETTER}]{{2,}}")

# Page 22: the codes shared by the boxes of one office, and a box's own number of 1 to 4 figures.
_BOX_CODE = re.compile("[0-9]{3}869[0-9]|[0-9]{5}91")
_BOX = re.compile("(?:私書箱|P-?O-?BOX)[^0-9A-Z]*([0-9]{1,4})(?![0-9])")


def barcode_data(code: str, reading: Reading, *, is_office: bool = False) -> str | None:
    """Return what the barcode says after the postal code, such as "3-30-8-403", uncut.

    None where there must be no barcode: no code of seven figures, a code for all that is listed
    nowhere (ending 00), a town that is not known. "" where the code says it all (``is_office``:
    it belongs to one business or box), or where the address has no figures.
    """
    if not re.fullmatch("[0-9]{7}", code):
        return None
    if is_office:
        return ""
    if code.endswith("00"):
        return None
    after_town = f"{reading.rest} {reading.building}"
    if box := _box_number(code, after_town):
        return box
    return address_number(after_town) if reading.is_in_town else None


def address_number(after_town: str) -> str:
    """Return the 住所表示番号 of what follows the town (pages 18 and 19), uncut."""
    text = _FLOOR.sub("-", _figures(after_town))  # supplements 2 and 3: the F of a floor
    text = re.sub("[^0-9A-Z]+", "-", _WORD.sub("-", text)).strip("-")
    return re.sub("-?([A-Z])-?", r"\1", text)  # supplements 4 and 5


def _figures(text: str) -> str:
    """Return the text in plain capitals and figures, with the kanji numbers that count."""
    # An accented letter is one letter, not a letter and something else that parts it from a word.
    plain = _ACCENT.sub("", unicodedata.normalize("NFD", text)).translate(_PLAIN)
    return _KANJI_NUMBER.sub(_arabic, plain)


def _arabic(match: re.Match[str]) -> str:
    """Return a kanji number in figures, kept apart from figures right before it."""
    before = match.string[: match.start()]
    apart = "-" if before[-1:].isdigit() else ""
    return apart + numeral(match.group())


def _box_number(code: str, text: str) -> str:
    """Return the number of a post office box under a code that boxes share, or ""."""
    if not _BOX_CODE.fullmatch(code):
        return ""
    found = _BOX.search(re.sub("[ \u3000]+", "-", _figures(text)))
    return found[1] if found else ""


def symbols(code: str, data: str) -> tuple[str, ...]:
    """Return the 23 symbols from start to stop: code, data cut or filled up to 13, check digit.

    A letter is two symbols; where the cut falls between them the first stays (page 20). Raises
    ValueError where ``code`` is not seven figures or ``data`` holds what no barcode can say.
    """
    if not re.fullmatch("[0-9]{7}", code) or not re.fullmatch("[0-9A-Z-]*", data):
        raise ValueError("a barcode holds seven figures, then figures, hyphens and capitals")
    said = [symbol for each in data for symbol in _symbols_of(each)][:DATA_LENGTH]
    body = (*code, *said, *[FILLER] * (DATA_LENGTH - len(said)))
    # Page 21: the sum with the check digit is a multiple of 19; a sum that is one already needs 0.
    check = -sum(map(VALUES.index, body)) % len(VALUES)
    return (START, *body, VALUES[check], STOP)


def _symbols_of(character: str) -> tuple[str, ...]:
    """Return the one symbol of a figure or hyphen, the two of a letter (A is CC1 and 0)."""
    if not character.isalpha():
        return (character,)
    shift, figure = divmod(ord(character) - ord("A"), 10)
    return f"CC{shift + 1}", str(figure)


def bars_of(symbols: tuple[str, ...]) -> tuple[int, ...]:
    """Return the 67 bars from left to right by kind, 1 to 4 as in ``BARS``."""
    return tuple(bar for symbol in symbols for bar in BARS[symbol])
