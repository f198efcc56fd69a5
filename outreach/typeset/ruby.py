"""Readings beside their words (ruby), after JLREQ §3.3.

A reading is set at half the size. One that is shorter than its base is spread over it, with half
a gap at either end; a longer one may lean over a neighbouring kana or mark by up to one of its own
characters, never over kanji or another reading; what is longer still makes room in the base.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from outreach.fonts import Stack, clusters
from outreach.frame import Direction
from outreach.typeset.kinsoku import BLANKS, CLOSING, OPENING, STOPS
from outreach.typeset.row import Notes, Reading
from outreach.typeset.shape import Cell, cells, width_of

RUBY = 0.5  # of the size of the words
LEAN = 0.5  # em of the words: one character of the reading
_FIRST_KANA, _LAST_KANA = "\u3041", "\u30ff"


def readings_over(
    base: range, words: str, stack: Stack, direction: Direction
) -> tuple[list[Reading], list[str]]:
    """Return the readings of the base's cells, and the characters no font draws.

    Where there are as many kana as kanji, or as many parts between blanks, each cell has its own
    (mono-ruby) and a line may break between them; else the reading is one (group-ruby).
    """
    parts = words.split(" ") if " " in words else clusters(words)
    is_mono = len(parts) == len(base)
    places = [range(at, at + 1) for at in base] if is_mono else [base]
    found: list[Reading] = []
    lacking: list[str] = []
    for place, part in zip(places, parts if is_mono else [words], strict=True):
        row, missing = cells(stack, part, direction)
        found.append(Reading(place.start, place.stop, tuple(row)))
        lacking += missing
    return found, lacking


def noted(row: Sequence[Cell], readings: Sequence[Reading], stressed: Collection[int]) -> Notes:
    """Return the notes of a row: how far each reading leans, and the room the others need."""
    taken = {at for reading in readings for at in range(reading.start, reading.end)}
    taken.update(stressed)
    leaning: list[Reading] = []
    padding: dict[int, tuple[float, float]] = {}
    for reading in readings:
        base = range(reading.start, reading.end)
        aside = (RUBY * width_of(reading.cells) - width_of(row[base.start : base.stop])) / 2
        if aside > 0:
            before = min(aside, _yields(row, base.start - 1, -1, taken))
            after = min(aside, _yields(row, base.stop, 1, taken))
            reading = reading._replace(before=before, after=after)
            padding.update(_padded(base, aside - before, aside - after))
        leaning.append(reading)
    return Notes(
        tuple(leaning),
        frozenset(stressed),
        frozenset(at for reading in leaning for at in range(reading.start + 1, reading.end)),
        padding,
        {reading.start: reading.before for reading in leaning if reading.before > 0},
        {reading.end - 1: reading.after for reading in leaning if reading.after > 0},
    )


def _padded(base: range, before: float, after: float) -> dict[int, tuple[float, float]]:
    """Return the room about the cells of a base: half as much at its ends as between them."""
    if len(base) == 1:
        return {base.start: (before, after)}
    share = (before + after) / (2 * len(base))
    return dict.fromkeys(base, (share, share))


def _yields(row: Sequence[Cell], at: int, side: int, taken: Collection[int]) -> float:
    """Return how far (em) a reading may lean over its neighbour, -1 before or 1 after it.

    JLREQ §3.3.8: over kana, middle dots, a bracket or mark that belongs to the base, and the white
    half of the others. A neighbour between two readings is shared.
    """
    if not 0 <= at < len(row) or at in taken:
        return 0.0
    cell = row[at]
    share = LEAN / 2 if at + side in taken else LEAN
    mark = cell.text[0]
    if mark in BLANKS:
        return min(share, cell.advance)
    towards = OPENING if side < 0 else CLOSING | STOPS
    away = CLOSING | STOPS if side < 0 else OPENING
    if mark in towards or (mark in away and cell.advance >= 1):
        return share
    return share if _FIRST_KANA <= mark <= _LAST_KANA else 0.0


def readings_of_line(notes: Notes, start: int, end: int) -> list[Reading]:
    """Return the readings beside the cells ``start`` to ``end``.

    Of a base that is longer than a line, each part has its share of the reading.
    """
    found: list[Reading] = []
    for reading in notes.readings:
        first, last = max(reading.start, start), min(reading.end, end)
        if first >= last:
            continue
        if last - first < reading.end - reading.start:
            share = len(reading.cells) / (reading.end - reading.start)
            part = (round((at - reading.start) * share) for at in (first, last))
            reading = Reading(first, last, reading.cells[slice(*part)])
        if reading.cells:
            found.append(reading)
    return found
