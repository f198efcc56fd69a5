"""A paragraph as a row of cells, with what stands beside them, before it is cut into lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from outreach.typeset.shape import Cell


class Reading(NamedTuple):
    """A reading of the cells ``start`` to ``end``; it leans over their neighbours so far (em)."""

    start: int
    end: int
    cells: tuple[Cell, ...]
    before: float = 0.0
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Notes:
    """What stands beside a row of cells, by the cells' numbers.

    ``held`` are the cells no line may begin with; ``padding`` is room (em) before and after a cell
    for its reading. ``lead`` and ``tail`` are how far a reading reaches over the ends of its base:
    so much is left free where a line begins or ends with it.
    """

    readings: tuple[Reading, ...] = ()
    stressed: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()
    padding: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    lead: Mapping[int, float] = field(default_factory=dict)
    tail: Mapping[int, float] = field(default_factory=dict)

    def beside(self, start: int, end: int) -> bool:
        """Return whether anything stands beside the cells ``start`` to ``end``."""
        if any(reading.start < end and reading.end > start for reading in self.readings):
            return True
        return any(start <= cell < end for cell in self.stressed)


BARE = Notes()


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """The cells of a paragraph. ``reach`` is where each of them ends (em), room and all.

    ``missing`` are the characters no font draws.
    """

    cells: tuple[Cell, ...]
    reach: tuple[float, ...]
    notes: Notes = BARE
    missing: tuple[str, ...] = ()

    def width(self, start: int, end: int) -> float:
        """Return the length of the cells ``start`` to ``end`` in em."""
        if start >= end:
            return 0.0
        return self.reach[end - 1] - (self.reach[start - 1] if start else 0.0)
