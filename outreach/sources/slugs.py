"""Names of folders made from titles: small letters a-z, digits and hyphens, on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

LONGEST = 48  # of 64, so that a number can follow

# Names that Windows keeps for devices, whatever ending they have.
_DEVICES = {"con", "prn", "aux", "nul", "conin", "conout"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(10)
}

# Hepburn, as on passports but for long vowels, which stay as they are written.
_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ",
    "t": "たちつてと", "d": "だぢづでど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ", "m": "まみむめも", "r": "らりるれろ",
}  # fmt: skip
_SYLLABLES = {
    kana: consonant + vowel
    for consonant, row in _ROWS.items()
    for kana, vowel in zip(row, "aiueo", strict=True)
} | {
    "し": "shi", "じ": "ji", "ち": "chi", "ぢ": "ji", "つ": "tsu", "づ": "zu", "ふ": "fu",
    "や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "ゐ": "i", "ゑ": "e", "を": "o", "ん": "n",
    "ゔ": "vu", "ー": "",
}  # fmt: skip
_SMALL = dict(zip("ゃゅょぁぃぅぇぉゎ", ("ya", "yu", "yo", *"aiueo", "wa"), strict=True))
_PALATAL = {"shi": "sh", "ji": "j", "chi": "ch"}


def slug_of(title: str) -> str:
    """Return a title as a folder's name, "" where it has letters that cannot be written so.

    Latin letters lose their accents, kana are romanised (Hepburn); kanji have no sure reading.
    """
    folded = unicodedata.normalize("NFKC", title).casefold()
    latin = _romanised("".join(map(_hiragana, folded)))
    plain = "".join(
        character for character in unicodedata.normalize("NFKD", latin)
        if not unicodedata.combining(character)
    )  # fmt: skip
    if any(character.isalnum() and not character.isascii() for character in plain):
        return ""
    slug = _cut("-".join(re.findall("[a-z0-9]+", plain)))
    return f"design-{slug}" if slug in _DEVICES else slug


def is_slug(name: str) -> bool:
    """Return whether a text can be a folder's name on every system, a number behind it or not."""
    return re.fullmatch(f"[a-z0-9-]{{1,{LONGEST}}}", name) is not None and name not in _DEVICES


def free_slug(slug: str, taken: Collection[str]) -> str:
    """Return the slug, with the first free number from 2 where it is taken already."""
    number, found = 1, slug
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found


def _hiragana(character: str) -> str:
    return chr(ord(character) - 0x60) if "ァ" <= character <= "ヴ" else character


def _cut(slug: str) -> str:
    """Return a long slug shortened at its last whole word."""
    if len(slug) <= LONGEST:
        return slug
    whole = slug[: LONGEST + 1].rpartition("-")[0]
    return whole or slug[:LONGEST]


def _romanised(text: str) -> str:
    out: list[str] = []
    doubles = False
    for character in text:
        if character == "っ":
            doubles = True
            continue
        if character in _SMALL and out and out[-1] in _SYLLABLES.values():
            out[-1] = _joined(out[-1], _SMALL[character])
            continue
        sound = _SYLLABLES.get(character, _SMALL.get(character, character))
        if doubles and sound[:1].isalpha() and sound[:1] not in "aiueon":
            out.append("t" if sound.startswith("ch") else sound[0])
        doubles = False
        out.append(sound)
    return "".join(out)


def _joined(syllable: str, small: str) -> str:
    """Return a syllable with a small kana after it: ki and ya are kya, fu and a are fa."""
    start = _PALATAL.get(syllable, syllable[:-1])
    if syllable in _PALATAL:
        return start + small[-1]
    return start + (small if syllable.endswith("i") or len(small) == 1 else small[-1])
