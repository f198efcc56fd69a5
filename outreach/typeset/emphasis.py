"""Emphasis dots (圏点): a sesame dot beside a column, a bullet over a line (JLREQ §3.3.9).

They are drawn, for few hands have them, and so search finds the words and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import cos, pi, sin
from typing import NamedTuple

from outreach.fonts import clusters
from outreach.frame import Colour, Direction, Path
from outreach.phrase import Phrase, phrase
from outreach.typeset.kinsoku import BLANKS, NO_START, OPENING, SMALL_KANA
from outreach.typeset.markup import spans
from outreach.typeset.shape import Cell

ASIDE = 0.72  # em from the middle of the line to the middle of a dot
BULLET = 0.06  # em, its radius
SESAME = (0.14, 0.07)  # em, half its length and half its width
# What is a mark and not a letter takes no dot; the repeated and the small kana are letters.
_NEVER = (OPENING | NO_START | BLANKS) - SMALL_KANA - frozenset("ーｰ々〻ゝゞヽヾ")
# More than this and nothing is emphasised any more: characters, and their share of a message.
MOST = 12
SHARE = 0.2


class Remark(NamedTuple):
    """What there is to say of a message's marks; whoever knows its place makes it a Problem."""

    code: str
    message: Phrase
    hint: Phrase


def remarks(text: str) -> tuple[Remark, ...]:
    """Return what a careful compositor would say of the author's marks: too many dots."""
    if "《《" not in text:
        return ()
    parts = [span for line in text.split("\n") for span in spans(line)]
    words = sum(len(clusters(span.text)) for span in parts)
    dotted = sum(len(clusters(span.text)) for span in parts if span.stressed)
    if dotted <= MOST and dotted <= max(SHARE * words, 2):
        return ()
    message = phrase(
        "{count} of {words} characters have emphasis dots; where so much stands out, nothing does.",
        count=dotted,
        words=words,
    )
    hint = phrase("Leave 《《 》》 to the one word that matters most, or to none.")
    return (Remark("many-dots", message, hint),)


def dots(cell: Cell) -> list[float]:
    """Return where the dots of a cell stand along it (em from its start), none at a mark."""
    letters = clusters(cell.text)
    share = cell.advance / len(letters) if not cell.upright else cell.advance
    places = letters[:1] if cell.upright else letters
    return [(at + 0.5) * share for at, letter in enumerate(places) if letter[0] not in _NEVER]


def dot(x: float, y: float, em: float, direction: Direction, colour: Colour) -> Path:
    """Return the dot whose middle is at ``x``, ``y`` (mm) beside letters of ``em`` mm."""
    outline = _sesame() if direction is Direction.DOWN else _bullet()
    return Path(tuple([(x + dx * em, y + dy * em) for dx, dy in outline]), colour)


@lru_cache(maxsize=1)
def _bullet() -> tuple[tuple[float, float], ...]:
    return tuple(_round(BULLET, BULLET, 20, 0.0))


@lru_cache(maxsize=1)
def _sesame() -> tuple[tuple[float, float], ...]:
    """Return a drop that falls to the lower right, its thin end at the upper left."""
    return tuple(_round(*SESAME, 28, 1.0))


def _round(long: float, wide: float, count: int, taper: float) -> Iterator[tuple[float, float]]:
    """Yield the outline of a drop or, without a ``taper``, of an ellipse, turned by 45 degrees."""
    for step in range(count):
        turn = 2 * pi * step / count
        along, across = -long * cos(turn), wide * sin(turn) * abs(sin(turn / 2)) ** taper
        yield (along - across) * cos(pi / 4), (along + across) * cos(pi / 4)
