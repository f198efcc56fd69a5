"""A paragraph of a message becomes a row of cells: its marks read, its punctuation drawn together.

Most paragraphs come again, on the next card or at the next size, and are remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from outreach.fonts import Stack
from outreach.frame import Direction
from outreach.typeset.kinsoku import squeezed
from outreach.typeset.markup import Span, spans
from outreach.typeset.row import BARE, Reading, Row
from outreach.typeset.ruby import noted, readings_over
from outreach.typeset.shape import Cell, cells


@lru_cache(maxsize=1024)
def row_of(stack: Stack, paragraph: str, direction: Direction) -> Row:
    """Return the row of one paragraph as it was written, marks and all."""
    return row_of_spans(stack, spans(paragraph), direction)


def row_of_spans(stack: Stack, parts: Sequence[Span], direction: Direction) -> Row:
    """Return the row of a paragraph that was cut into spans."""
    if len(parts) == 1 and not parts[0].reading and not parts[0].stressed:
        found, lacking = cells(stack, parts[0].text, direction)
        row = tuple(squeezed(found, direction))
        return Row(row, tuple(accumulate([cell.advance for cell in row])), BARE, tuple(lacking))
    return _noted_row(stack, parts, direction)


def _noted_row(stack: Stack, parts: Sequence[Span], direction: Direction) -> Row:
    found: list[Cell] = []
    lacking: list[str] = []
    readings: list[Reading] = []
    stressed: list[int] = []
    for part in parts:
        row, missing = cells(stack, part.text, direction)
        base = range(len(found), len(found) + len(row))
        found += row
        lacking += missing
        if part.stressed:
            stressed += base
        if part.reading and row:
            over, missing = readings_over(base, part.reading, stack, direction)
            readings += over
            lacking += missing
    row = squeezed(found, direction)
    notes = noted(row, readings, stressed)
    widths = [cell.advance + sum(notes.padding.get(at, ())) for at, cell in enumerate(row)]
    return Row(tuple(row), tuple(accumulate(widths)), notes, tuple(lacking))
