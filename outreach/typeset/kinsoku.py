"""Where a Japanese line may break: kinsoku after JIS X 4051:2004 §6 and JLREQ §3.1.7-3.1.10."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from outreach.frame import Direction
from outreach.typeset.shape import Cell

OPENING = frozenset("（〔［｛〈《「『【｟〘〖〝‘“([{«｢")
CLOSING = frozenset("）〕］｝〉》」』】｠〙〗〟’”)]}»｣")
STOPS = frozenset("、。，．､｡")
SMALL_KANA = frozenset(
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｯｬｭｮ"
)
NO_START = (
    CLOSING | STOPS | SMALL_KANA | frozenset("ー・ｰ･：；？！?!,.:;゛゜ヽヾゝゞ々〻‐–〜～゠%％‰℃…‥―")
)
NO_END = OPENING | frozenset("￥＄£＃№")
INSEPARABLE = frozenset("…‥―—〳〴〵")  # a pair of these is one mark
BLANKS = frozenset(" \u3000")


def may_break(before: Cell, after: Cell) -> bool:
    """Return whether a line may end with ``before`` and the next begin with ``after``."""
    last, first = before.text[-1], after.text[0]
    if first in NO_START or last in NO_END:
        return False
    if last in INSEPARABLE and first == last:
        return False
    return not (_is_latin(before) and _is_latin(after))


def _is_latin(cell: Cell) -> bool:
    return cell.text[0] < "\u0250" and cell.text[0] not in BLANKS


def hangs(cell: Cell) -> bool:
    """Return whether the cell may hang over the end of its line (ぶら下げ: 、 and 。)."""
    return cell.text in STOPS


@lru_cache(maxsize=1024)
def _half(cell: Cell, direction: Direction, at_end: bool) -> Cell:
    """Return the full-width mark set half-width; its white half is at the end or the start."""
    if at_end or cell.advance != 1.0:
        return replace(cell, advance=0.5, alone=None) if cell.advance == 1.0 else cell
    back = (0.0, -0.5) if direction is Direction.DOWN else (-0.5, 0.0)
    glyphs = tuple(g._replace(dx=g.dx + back[0], dy=g.dy + back[1]) for g in cell.glyphs)
    return replace(cell, glyphs=glyphs, advance=0.5, alone=None)


def squeezed(row: Sequence[Cell], direction: Direction) -> list[Cell]:
    """Return the cells with neighbouring marks drawn together (JLREQ §3.1.4: 」「 and 。」 …)."""
    result: list[Cell] = []
    for index, cell in enumerate(row):
        after = row[index + 1].text[0] if index + 1 < len(row) else ""
        before = row[index - 1].text[-1] if index else ""
        mark = cell.text
        if (
            (mark in CLOSING or mark in STOPS)
            and after
            and (after in CLOSING or after in STOPS or after in OPENING)
        ):
            cell = _half(cell, direction, at_end=True)
        elif mark in OPENING and before in OPENING:
            cell = _half(cell, direction, at_end=False)
        result.append(cell)
    return result


def break_lines(row: Sequence[Cell], measure: float) -> list[list[Cell]]:
    """Return the cells broken into lines of at most ``measure`` em; 、 and 。 may hang over it.

    A line is filled as far as it goes and then taken back to the last place where a break is
    allowed; where there is none, it breaks where it is full.
    """
    lines: list[list[Cell]] = []
    start = 0
    while start < len(row):
        end = _line_end(row, start, measure)
        lines.append(_without_trailing_blanks(row[start:end]))
        start = end
        while start < len(row) and row[start].text in BLANKS:
            start += 1
    return lines or [[]]


def _line_end(row: Sequence[Cell], start: int, measure: float) -> int:
    filled, end = 0.0, start
    while end < len(row) and filled + row[end].advance <= measure + 1e-9:
        filled += row[end].advance
        end += 1
    if end < len(row) and end > start and hangs(row[end]):
        end += 1
    if end >= len(row):
        return len(row)
    back = end
    while back > start and not may_break(row[back - 1], row[back]):
        back -= 1
    return back if back > start else max(end, start + 1)


def _without_trailing_blanks(line: Sequence[Cell]) -> list[Cell]:
    end = len(line)
    while end and line[end - 1].text in BLANKS:
        end -= 1
    return list(line[:end])
