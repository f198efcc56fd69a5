"""Where a Japanese line may break: kinsoku after JIS X 4051:2004 §6 and JLREQ §3.1.7-3.1.10."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from outreach.frame import Direction
from outreach.typeset.row import Row
from outreach.typeset.shape import Cell, drawn_back, white_before

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
WIDE_DIGITS = frozenset("０１２３４５６７８９")
DIGITS = WIDE_DIGITS | frozenset("0123456789")
POINTS = frozenset("．，：")  # inside a number: ３．５, １０：３０
COUNTED = frozenset(  # what stays with its figure: 12月, 3匹, 5㎝
    "月日年時分秒週歳才人名個本枚冊匹羽頭台杯回度円点番号階丁つかヶヵ㎜㎝㎞㎎㎏㏄㎡"
)
BLANKS = frozenset(" \u3000")
_MARKS = "".join(map(re.escape, sorted(OPENING | CLOSING | STOPS)))
NEIGHBOURS = re.compile(f"[{_MARKS}]{{2}}")


def may_break(before: Cell, after: Cell) -> bool:
    """Return whether a line may end with ``before`` and the next begin with ``after``."""
    last, first = before.text[-1], after.text[0]
    if first in NO_START or last in NO_END:
        return False
    if last in INSEPARABLE and first == last:
        return False
    if last in DIGITS and (first in DIGITS or first in COUNTED):
        return False
    if last in POINTS and first in WIDE_DIGITS:
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
    if cell.advance != 1.0:
        return cell
    if at_end:
        return replace(cell, advance=0.5, alone=None)
    return drawn_back(cell, 0.5, direction)


@lru_cache(maxsize=256)
def white_half(cell: Cell, direction: Direction) -> float:
    """Return the white (em) before the ink of an opening bracket, half its width at most."""
    if cell.text not in OPENING or cell.advance != 1.0:
        return 0.0
    return min(white_before(cell, direction), 0.5)


def squeezed(row: Sequence[Cell], direction: Direction) -> list[Cell]:
    """Return the cells with neighbouring marks drawn together (JLREQ §3.1.4: 」「 and 。」 …)."""
    if not NEIGHBOURS.search("".join([cell.text for cell in row])):
        return list(row)
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


Ending = Callable[[Row, int, int, float], int]


def line_spans(
    row: Row, measure: float, indent: float = 0.0, better: Ending | None = None
) -> Iterator[tuple[int, int]]:
    """Yield the first and the last cell + 1 of every line of at most ``measure`` em.

    A line is filled as far as it goes and then taken back to the last place where a break is
    allowed; where there is none, it breaks where it is full. 、 and 。 may hang over the measure.
    Blanks between two lines belong to neither. The first line begins after ``indent`` em.
    ``better`` may end a line earlier: it is given the row, the line's start and end, its measure.
    """
    start, count = 0, len(row.cells)
    if not count:
        yield 0, 0
    while start < count:
        room = measure - (row.notes.lead.get(start, 0.0) if start else indent)
        end = _line_end(row, start, room)
        if better is not None and end < count:
            end = better(row, start, end, room)
        yield start, without_trailing_blanks(row, start, end)
        start = end
        while start < count and row.cells[start].text in BLANKS:
            start += 1


def _line_end(row: Row, start: int, measure: float) -> int:
    cells, count = row.cells, len(row.cells)
    full = _filled(row, start, measure)
    if start < full < count and hangs(cells[full]):
        full += 1
    if full >= count:
        return count
    end = full
    while end > start and not breaks_before(row, end):
        end -= 1
    return end if end > start else max(full, start + 1)


def _filled(row: Row, start: int, measure: float) -> int:
    """Return the first cell that is too much for a line of ``measure`` em from ``start``."""
    reach = row.reach
    limit = (reach[start - 1] if start else 0.0) + measure + 1e-9
    end = bisect_right(reach, limit, start)
    tail = row.notes.tail
    while tail and end > start and reach[end - 1] + tail.get(end - 1, 0.0) > limit:
        end -= 1
    return end


def kept(row: Row, start: int, end: int) -> float:
    """Return how much (em) of the measure a line takes: all but one mark that may hang over it."""
    if end - start > 1 and hangs(row.cells[end - 1]):
        end -= 1
    return row.width(start, end) + row.notes.tail.get(end - 1, 0.0)


def breaks_before(row: Row, at: int) -> bool:
    """Return whether a line of the row may begin with the cell ``at`` (not the first)."""
    return at not in row.notes.held and may_break(row.cells[at - 1], row.cells[at])


def without_trailing_blanks(row: Row, start: int, end: int) -> int:
    """Return where a line from ``start`` to ``end`` ends for the eye."""
    while end > start and row.cells[end - 1].text in BLANKS:
        end -= 1
    return end
