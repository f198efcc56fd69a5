"""The few marks an author may write: readings (ruby) and emphasis dots.

``漢字《かんじ》`` gives the run of kanji before it a reading, ``｜base《reading》`` any words.
``《《words》》`` has dots beside it, and ``｜《`` is a 《 and nothing else. What is none of these
stands as it was written, such as a 《 at the start of a line. Japanese authors know the marks
from Aozora Bunko and from the sites where novels are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Kanji, with what is read as one (々〆〇ヶ) and the selectors of their variants.
KANJI = "々-〇ヵヶ㐀-䶿一-鿿豈-\ufad9\U00020000-\U000323af\ufe00-\ufe0f\U000e0100-\U000e01ef"
# A reading without its bar may hold no kanji: 映画《雪の女王》 is a title in brackets.
_MARK = re.compile(
    "(?P<literal>｜《)"
    "|[｜|](?P<base>[^｜|《》]++)《(?P<over>[^《》]++)》"
    "|《《(?P<stressed>[^《》]++)》》"
    f"|(?<![{KANJI}])(?P<kanji>[{KANJI}]++)《(?P<reading>[^《》{KANJI}]++)》"
)


class Span(NamedTuple):
    """Words of one kind: plain, with a reading, or with dots beside them."""

    text: str
    reading: str = ""
    stressed: bool = False


def spans(line: str) -> tuple[Span, ...]:
    """Return a line of a message cut into spans; without a mark it is one."""
    if "《" not in line:
        return (Span(line),)
    return tuple(_spans(line))


def _spans(line: str) -> Iterator[Span]:
    at = 0
    for mark in _MARK.finditer(line):
        span = _span(mark)
        if span is None:
            continue
        if mark.start() > at:
            yield Span(line[at : mark.start()])
        yield span
        at = mark.end()
    if at < len(line):
        yield Span(line[at:])


def _span(mark: re.Match[str]) -> Span | None:
    """Return what a mark stands for, None for a reading of nothing but blanks."""
    if mark["literal"]:
        return Span("《")
    if mark["stressed"]:
        return Span(mark["stressed"], stressed=True)
    base, reading = mark["base"] or mark["kanji"], mark["over"] or mark["reading"]
    return Span(base, " ".join(reading.split())) if reading.split() else None


def plain(text: str) -> str:
    """Return the words of a message as they are read: without readings and without marks."""
    if "《" not in text:
        return text
    return "\n".join(["".join([s.text for s in spans(line)]) for line in text.split("\n")])
