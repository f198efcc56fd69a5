"""What a person reads on a finished face: its texts, block by block, in reading order.

Only what is set as text is found. Words in a drawn design, a picture or handwriting are not text of
the frame.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from outreach.frame import Direction, Frame, GlyphRun, HandLine, Item, Shared

_SAME_LINE = 0.25  # mm between two runs that stand on one line all the same


class Line(NamedTuple):
    """A line or column of text and where it begins, in mm from the upper left of the trim."""

    text: str
    x: float
    y: float
    direction: Direction


class Passage(NamedTuple):
    """Lines that belong together, in reading order.

    ``name`` is what faces that share it call it ("sender a", "credit of b"); what one face has for
    itself has none.
    """

    name: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Return the lines as one text: a word that goes on in the next column is whole again."""
        return "".join(line.text for line in self.lines)


def passages(frame: Frame) -> tuple[Passage, ...]:
    """Return the texts of a face: each shared block by itself, then all that is this face's own.

    Vertical columns are read from right to left, horizontal lines from above, the columns first.
    """
    shared = [item for item in frame.items if isinstance(item, Shared)]
    found = [Passage(item.name, _lines(item.items)) for item in shared]
    found.append(Passage("", _lines(frame.items)))
    return tuple(passage for passage in found if passage.lines)


def _lines(items: Iterable[Item]) -> tuple[Line, ...]:
    texts = (item for item in items if isinstance(item, GlyphRun | HandLine) and item.glyphs)
    pieces = [_piece(item) for item in texts]
    columns = sorted((p for p in pieces if p.direction is Direction.DOWN), key=_column_first)
    rows = sorted((p for p in pieces if p.direction is not Direction.DOWN), key=_row_first)
    lines: list[Line] = []
    for piece in (*columns, *rows):
        if lines and _goes_on(lines[-1], piece):
            lines[-1] = lines[-1]._replace(text=lines[-1].text + piece.text)
        else:
            lines.append(piece)
    return tuple(line for line in lines if line.text.strip())


def _piece(item: GlyphRun | HandLine) -> Line:
    first = item.glyphs[0]
    text = item.text
    if isinstance(item, GlyphRun) and item.actual_text is not None:
        text = item.actual_text
    return Line(text, first.x, first.y, item.direction)


def _column_first(piece: Line) -> tuple[int, float]:
    return -round(piece.x / _SAME_LINE), piece.y


def _row_first(piece: Line) -> tuple[int, float]:
    return round(piece.y / _SAME_LINE), piece.x


def _goes_on(line: Line, piece: Line) -> bool:
    """Return whether a run, next in reading order, stands on the line before it."""
    if line.direction is not piece.direction:
        return False
    place = _column_first if piece.direction is Direction.DOWN else _row_first
    return place(line)[0] == place(piece)[0]
