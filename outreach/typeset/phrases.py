"""Where a phrase ends: breaks that a reader does not stumble over.

BudouX (Apache-2.0) carries a small model that was trained on Japanese news; each place in a text
is judged by the three characters before it and after it, so only the places where a line could
end are asked about, and not the whole text.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from math import inf
from typing import NamedTuple

from outreach.typeset.kinsoku import BLANKS, STOPS, breaks_before, kept
from outreach.typeset.row import Row

COST = 0.5  # of a line, given up at most for the end of a phrase
PAUSE = 0.12  # what a 、 at the end of a line is worth: as much as a third of the line left white
SCRAP = 4  # characters: a last line of fewer looks like a mistake
_BEFORE, _AFTER = 3, 3  # the characters the model looks at


class _Model(NamedTuple):
    """The model's scores: ``base`` is what a place has before its features are added.

    A feature is a name, where it begins relative to the place, and how many characters it has.
    """

    base: float
    features: tuple[tuple[int, int, dict[str, int]], ...]


@lru_cache(maxsize=1)
def _model() -> _Model:
    from budoux import load_default_japanese_parser  # only a text in short lines needs it

    scores = load_default_japanese_parser().model
    places = (
        *((f"UW{i}", i - 4, 1) for i in range(1, 7)),
        *((f"BW{i}", i - 3, 2) for i in range(1, 4)),
        *((f"TW{i}", i - 4, 3) for i in range(1, 5)),
    )
    features = tuple((start, start + long, scores.get(name, {})) for name, start, long in places)
    return _Model(-0.5 * sum(sum(group.values()) for group in scores.values()), features)


@lru_cache(maxsize=4096)
def phrase_end(row: Row, start: int, end: int, measure: float) -> int:
    """Return where a line from ``start`` to ``end`` better ends: after a phrase in it.

    No more than ``COST`` of the measure is given up for that. It is the last one, or, where only
    one more line follows, the one that divides the words best: at a pause, leaving no scrap.
    """
    text, offsets = _letters(row)
    count, least = len(row.cells), (1 - COST) * measure
    best, lowest = end, inf
    for at in range(end, start, -1):
        width = row.width(start, at)
        if width < least:
            break
        if not breaks_before(row, at) or not ends_phrase(text, offsets[at]):
            continue
        if kept(row, at, count) > measure:
            return at if lowest == inf else best
        price = (1 - width / measure) ** 2 + (count - at < SCRAP)
        price -= PAUSE if row.cells[at - 1].text in STOPS else 0.0
        if price < lowest:
            best, lowest = at, price
    return best


def breaks_phrase(row: Row, at: int) -> bool:
    """Return whether a line that begins with the cell ``at`` begins amid a phrase."""
    text, offsets = _letters(row)
    return not ends_phrase(text, offsets[at])


@lru_cache(maxsize=256)
def _letters(row: Row) -> tuple[str, tuple[int, ...]]:
    """Return the text of a row, and where in it each cell begins."""
    texts = [cell.text for cell in row.cells]
    return "".join(texts), tuple(accumulate(map(len, texts), initial=0))


def ends_phrase(text: str, at: int) -> bool:
    """Return whether a phrase (文節) ends before the character at ``at`` (1 to the length - 1)."""
    if text[at - 1] in BLANKS or text[at] in BLANKS:
        return True
    return _ends(text[max(at - _BEFORE, 0) : at], text[at : at + _AFTER])


@lru_cache(maxsize=16384)
def _ends(before: str, after: str) -> bool:
    model = _model()
    text, middle, end = before + after, len(before), len(before) + len(after)
    score = model.base
    for start, stop, scores in model.features:
        if middle + start >= 0 and middle + stop <= end:
            score += scores.get(text[middle + start : middle + stop], 0)
    return score > 0
