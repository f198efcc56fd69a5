"""In which encoding a CSV file was saved: found, never asked."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from outreach.phrase import phrase
from outreach.sources.fault import Fault

_CHUNK = 1 << 20
_LOOK = 1 << 10
_LOST = "\ufffd"  # what stands for bytes that are no character
_BROKEN_ONE_IN = 10  # lines: with more of them broken it is another encoding
# Kana and kanji as UTF-8 writes them. CP932 text hardly ever looks like three of them.
_JAPANESE = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
NOT_DECODABLE = Fault(
    "encoding-broken",
    phrase("This line holds bytes that are neither UTF-8 nor Shift_JIS (CP932)."),
    phrase("Open the file where it was made and save it as CSV UTF-8."),
)


def find_encoding(stream: BinaryIO) -> str | int:
    """Return the encoding of a stream, or the number of the first line that has none.

    UTF-16 is known by its BOM, or by commas and line ends two bytes wide. CP932 is what Excel in
    Japan writes; Python's ``shift_jis`` would refuse 髙, 﨑 and ㈱. A file whose Japanese is UTF-8
    up to a broken byte is not taken for CP932, which accepts nearly any bytes and would print
    nonsense.
    """
    start = stream.read(_LOOK)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(stream, "utf-16")
    if _looks_like_utf_16(start):
        return _checked(stream, "utf-16-le")
    broken, looks_japanese = _first_fault(stream, "utf-8")
    if broken is None:
        return "utf-8-sig"
    if looks_japanese or start.startswith(codecs.BOM_UTF8):
        return broken
    return _checked(stream, "cp932")


def encoding_of_most(data: bytes) -> str:
    """Return the encoding in which all but a few lines of a broken text can be read, else "".

    The first line, which names the columns, and one more must be among those that can.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    best, fewest = "", max(1, data.count(b"\n") // _BROKEN_ONE_IN)
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp932"):
        first, *others = data.decode(encoding, "replace").split("\n")
        broken = sum(_LOST in line for line in others)
        is_read = _LOST not in first and any(line.strip() and _LOST not in line for line in others)
        if is_read and broken <= fewest and (not best or broken < fewest):
            best, fewest = encoding, broken
    return best


def _looks_like_utf_16(start: bytes) -> bool:
    """Return whether bytes are text two bytes wide, the low byte first: so are its marks."""
    marks = sum(map(start.count, (b",", b"\t", b"\r")))
    wide = sum(map(start.count, (b",\0", b"\t\0", b"\r\0", b"\n\0")))
    high_first = start[::2].count(0) > start[1::2].count(0)  # 一 and the wide blank are few
    return wide > 0 and marks <= 2 * wide and not high_first


def _checked(stream: BinaryIO, encoding: str) -> str | int:
    broken, _ = _first_fault(stream, encoding)
    return encoding if broken is None else broken


def _first_fault(stream: BinaryIO, encoding: str) -> tuple[int | None, bool]:
    """Return the line of the first broken byte (or None), and if kana or kanji came before it."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, japanese = 1, 0
    while True:
        chunk = stream.read(_CHUNK)
        pending = decoder.getstate()[0]
        try:
            decoded = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            good = (pending + chunk)[: error.start]
            japanese += len(_JAPANESE.findall(good))
            return lines + good.count(b"\n"), japanese >= 3
        if not chunk:
            return None, False
        lines += decoded.count("\n")
        japanese += 0 if decoded.isascii() else len(_JAPANESE.findall(chunk))
