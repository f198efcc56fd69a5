"""In which encoding a CSV file was saved: found, never asked."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

from outreach.phrase import phrase
from outreach.sources.fault import Fault

_CHUNK = 1 << 20
# Kana and kanji as UTF-8 writes them. CP932 text hardly ever looks like three of them.
_JAPANESE = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
NOT_DECODABLE = Fault(
    "encoding-broken",
    phrase("This line holds bytes that are neither UTF-8 nor Shift_JIS (CP932)."),
    phrase("Open the file where it was made and save it as CSV UTF-8."),
)


def find_encoding(stream: BinaryIO) -> str | int:
    """Return the encoding of a stream, or the number of the first line that has none.

    UTF-16 is known by its BOM. CP932 is what Excel in Japan writes; Python's ``shift_jis`` would
    refuse 髙, 﨑 and ㈱. A file whose Japanese is UTF-8 up to a broken byte is not taken for CP932,
    which accepts nearly any bytes and would print nonsense.
    """
    start = stream.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(stream, "utf-16")
    broken, looks_japanese = _first_fault(stream, "utf-8")
    if broken is None:
        return "utf-8-sig"
    if looks_japanese or start.startswith(codecs.BOM_UTF8):
        return broken
    return _checked(stream, "cp932")


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
