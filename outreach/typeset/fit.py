"""Text into a box by rule: as large as the layout wants, never below its readable minimum.

A short text is set larger, so that it does not look lost, and with more white between its lines.
What does not fit is said, with how much; nothing is ever clipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor, sqrt

from outreach.fonts import Stack, clusters
from outreach.frame import Box, Direction, GlyphRun, Path
from outreach.typeset.kinsoku import (
    BLANKS,
    NO_START,
    OPENING,
    breaks_before,
    kept,
    line_spans,
    without_trailing_blanks,
)
from outreach.typeset.markup import Span, spans
from outreach.typeset.paragraph import row_of, row_of_spans
from outreach.typeset.phrases import SCRAP, breaks_phrase, phrase_end
from outreach.typeset.place import BASELINE, Cut, Line, Plan, placed
from outreach.typeset.row import Row
from outreach.typeset.setting import Setting
from outreach.typeset.shape import cell_of
from outreach.units import to_mm, to_points

__all__ = [
    "BASELINE", "Block", "Line", "Missing", "Overflow", "Setting", "fit_text", "most_lines",
    "over", "room_of",
]  # fmt: skip

STEP = 0.5  # points between the sizes tried
TIGHT = 0.95  # of the leading: so much the lines close up before the size goes down
LOOSE = 1.15  # of the leading: so much they open where the text is short
AIR = 0.72  # of the box: a block that is deeper than this is not short
SHRINK = 0.875  # of the size: so much smaller is better than a line of the author's broken
FINE = 0.1  # points: to keep a line whole, the size need not go down by a full step
SENTENCE_ENDS = frozenset("。．！？!?…」』）")
# What most of a message is made of: in a proportional font, its width varies.
ORDINARY = "あいうえおかきけしすせそたちてとなにのはひまもやゆらりるれろわをん今日雪窓空花、。"
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Block:
    """Text set in its box, ``size`` in points."""

    lines: tuple[Line, ...]
    size: float

    @property
    def runs(self) -> tuple[GlyphRun | Path, ...]:
        """Return everything in the block, line by line."""
        return tuple([item for line in self.lines for item in line.items])


@dataclass(frozen=True, slots=True)
class Overflow:
    """The text does not fit even at the minimum: how many characters are too many."""

    characters: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Characters no font of the role draws."""

    characters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Room:
    """A box as the lines see it: ``length`` along them and ``depth`` across, in mm."""

    length: float
    depth: float
    setting: Setting

    def lines(self, size: float) -> int:
        """Return how many lines of that size there is room for."""
        em, pitch = to_mm(size), self.setting.pitch
        if pitch:
            return int(self.depth / pitch + 1e-6) if em <= pitch else 0
        if self.depth < em - _HAIR:
            return 0
        return int((self.depth / em - 1) / (TIGHT * self.setting.leading) + _HAIR) + 1


def fit_text(text: str, stack: Stack, box: Box, setting: Setting) -> Block | Overflow | Missing:
    """Return ``text`` set into ``box`` (mm), or why it cannot be.

    The marks for readings and dots are read (``markup``); sizes go by half points.
    """
    rows = [row_of(stack, paragraph, setting.direction) for paragraph in text.split("\n")]
    lacking = dict.fromkeys(character for row in rows for character in row.missing)
    if lacking:
        return Missing(tuple(lacking))
    room = _room(box, setting)
    plan = _fitted(rows, room)
    if plan is None:
        return Overflow(max(over(text, stack, box, setting), 1))
    plan = _beautified(rows, room, plan)
    return Block(tuple(placed(plan, box, setting)), plan.size)


def over(text: str, stack: Stack, box: Box, setting: Setting) -> int:
    """Return how many characters at the end of ``text`` are too many for the box; 0: it fits.

    Characters are counted as a reader sees them: line ends, marks and readings count nothing.
    """
    room = _room(box, setting)
    paragraphs = [spans(paragraph) for paragraph in text.split("\n")]
    rows = [row_of(stack, paragraph, setting.direction) for paragraph in text.split("\n")]
    if _fitted(rows, room) is not None:
        return 0
    total = sum(len(clusters(span.text)) for parts in paragraphs for span in parts)
    fits, too_many = 0, total
    while too_many - fits > 1:
        # Most texts that are too long are a little too long, or then a book.
        middle = (fits + too_many) // 2
        first = [row_of_spans(stack, p, setting.direction) for p in _first(paragraphs, middle)]
        if _fitted(first, room) is None:
            too_many = middle
        else:
            fits = middle
    return total - fits


def room_of(stack: Stack, box: Box, setting: Setting) -> int:
    """Return how many characters of ordinary text surely fit into the box, set as one paragraph.

    At the smallest size a line may lose a character to a mark that cannot begin the next one.
    """
    room = _room(box, setting)
    drawn = [cell_of(stack, letter, setting.direction) for letter in ORDINARY]
    widest = max([cell.advance for cell in drawn if cell is not None], default=1.0)
    a_line = int(room.length / to_mm(setting.minimum) / widest + _HAIR) - 1
    return max(a_line, 0) * room.lines(setting.minimum)


def most_lines(box: Box, setting: Setting) -> int:
    """Return how many lines the box has room for at the smallest size."""
    return _room(box, setting).lines(setting.minimum)


def _room(box: Box, setting: Setting) -> _Room:
    if setting.direction is Direction.DOWN:
        return _Room(box.height, box.width, setting)
    return _Room(box.width, box.height, setting)


def _first(paragraphs: Sequence[Sequence[Span]], count: int) -> list[list[Span]]:
    """Return the paragraphs up to the character ``count``."""
    kept: list[list[Span]] = []
    for parts in paragraphs:
        kept.append([])
        for span in parts:
            letters = clusters(span.text)
            if len(letters) > count:
                cut = span._replace(text="".join(letters[:count]))
                kept[-1] += [cut] if count else []
                return kept
            kept[-1].append(span)
            count -= len(letters)
    return kept


# -- sizes --------------------------------------------------------------------------------------


def _fitted(rows: Sequence[Row], room: _Room) -> Plan | None:
    """Return the rows cut into lines at the first size that fits, None where none does."""
    size = room.setting.size
    while size >= room.setting.minimum - _HAIR:
        plan = _plan(rows, room, size, room.depth)
        if plan is not None:
            return plan
        size -= STEP
    return None


def _plan(rows: Sequence[Row], room: _Room, size: float, depth: float) -> Plan | None:
    """Return the rows cut into lines of this size, None where they are deeper than ``depth``."""
    setting, em = room.setting, to_mm(size)
    cuts = _cuts(rows, room, size)
    if cuts is None:
        return None
    if setting.pitch:
        ruled = Plan(cuts, size, setting.pitch)
        return ruled if 2 * em <= setting.pitch or not any(c.is_noted for c in cuts) else None
    plan = Plan(cuts, size, setting.leading * em)
    beyond = plan.depth - depth
    if beyond > _HAIR and len(cuts) > 1:
        closer = max(plan.pitch - beyond / (len(cuts) - 1), TIGHT * plan.pitch)
        plan = replace(plan, pitch=closer)
    return plan if plan.depth <= depth + 1e-6 else None


def _cuts(rows: Sequence[Row], room: _Room, size: float) -> tuple[Cut, ...] | None:
    """Return the lines of all rows, None as soon as they are more than there is room for."""
    measure, most = room.length / to_mm(size), room.lines(size)
    indent = room.setting.indent
    if indent and all(kept(row, 0, len(row.cells)) <= measure for row in rows):
        indent = 0.0  # a letter in lines of its own
    cuts: list[Cut] = []
    for row in rows:
        first = indent if indent and _is_prose(row) else 0.0
        for start, end in line_spans(row, measure, first):
            cut = Cut(row, start, end, 0.0 if start else first)
            cuts.append(cut)
            if len(cuts) > most or not _within(cut, measure):
                return None
        _keep_company(cuts)
    return tuple(cuts)


def _within(cut: Cut, measure: float) -> bool:
    """Return whether the line keeps to the measure, one hanging mark aside."""
    return cut.inset + kept(cut.row, cut.start, cut.end) <= measure + _HAIR


def _is_prose(row: Row) -> bool:
    """Return whether a paragraph is a sentence that takes an indent and has none of its own."""
    if not row.cells or row.cells[0].text in BLANKS or row.cells[0].text in OPENING:
        return False
    return row.cells[-1].text[-1] in SENTENCE_ENDS


def _keep_company(cuts: list[Cut]) -> None:
    """Take a character along where a paragraph's last line would be a single one."""
    if len(cuts) < 2 or not cuts[-1].start:
        return
    before, last = cuts[-2:]
    letters = [cell for cell in last.row.cells[last.start : last.end] if cell.text not in NO_START]
    at = before.end - 1
    if len(letters) > 1 or at <= before.start + 1 or not breaks_before(last.row, at):
        return
    cuts[-2] = before._replace(end=without_trailing_blanks(last.row, before.start, at))
    cuts[-1] = last._replace(start=at)


# -- beauty -------------------------------------------------------------------------------------


def _beautified(rows: Sequence[Row], room: _Room, plan: Plan) -> Plan:
    """Return the plan as it looks best: what fits at the wanted size has some choice."""
    wanted = room.setting.size
    if plan.size == wanted and len(rows) == 1:
        plan = _grown(rows, room, plan)
    if not all(map(_is_whole, plan.cuts)):
        plan = _tidied(rows, room, plan)
    if plan.size == wanted and len(rows) > 1:
        plan = _grown(rows, room, plan)
    return _opened(plan, room) if plan.size >= wanted else plan


def _tidied(rows: Sequence[Row], room: _Room, plan: Plan) -> Plan:
    """Return the plan with lines that end where phrases do; a little smaller if that helps.

    It helps if a line of the author's then stays whole, or none begins amid a phrase. Running text
    keeps its size: its lines break as they fall.
    """
    least = max(room.setting.minimum, SHRINK * plan.size)
    best = _phrased(plan, room)
    fewest = _flaws(best, room, least) if len(rows) > 1 else 0
    for size in _smaller(rows, room, plan.size, least):
        if not fewest:
            break
        smaller = _plan(rows, room, size, room.depth)
        if smaller is None:
            continue
        smaller = _phrased(smaller, room)
        flaws = _flaws(smaller, room, least)
        if flaws < fewest:
            best, fewest = smaller, flaws
    return best


def _smaller(rows: Sequence[Row], room: _Room, size: float, least: float) -> list[float]:
    """Return the sizes below ``size`` that are worth a try: by steps, and where a line fits."""
    sizes = {size - STEP * step for step in range(1, int((size - least) / STEP + _HAIR) + 1)}
    for row in rows:
        whole = to_points(room.length / max(kept(row, 0, len(row.cells)), _HAIR))
        if least <= whole < size:
            sizes.add(max(FINE * floor(whole / FINE), least))
    return sorted(sizes, reverse=True)


def _flaws(plan: Plan, room: _Room, least: float) -> int:
    """Return how many lines look wrong: begun amid a phrase, a scrap, broken without need."""
    longest = room.length / to_mm(least)
    flaws = 0
    for cut in plan.cuts:
        if cut.start:
            flaws += breaks_phrase(cut.row, cut.start) + _is_scrap(cut)
        elif not _is_whole(cut):
            flaws += kept(cut.row, 0, len(cut.row.cells)) <= longest
    return flaws


def _is_scrap(cut: Cut) -> bool:
    return cut.start > 0 and cut.end == len(cut.row.cells) and cut.end - cut.start < SCRAP


def _is_whole(cut: Cut) -> bool:
    return not cut.start and without_trailing_blanks(cut.row, 0, len(cut.row.cells)) == cut.end


def _grown(rows: Sequence[Row], room: _Room, plan: Plan) -> Plan:
    """Return the plan of a short text at a larger size.

    What the author set apart as a line stays one, and white is left about the block.
    """
    setting, air = room.setting, AIR * room.depth
    deep = len(plan.cuts) * setting.pitch if setting.pitch else plan.depth
    if setting.largest <= plan.size or deep >= air:
        return plan
    whole = [cut.row.width(0, cut.end) for cut in plan.cuts if _is_whole(cut)]
    size = setting.largest
    if len(rows) > 1:
        size = min(size, to_points(room.length / max([*whole, _HAIR])))
    if not setting.pitch:
        free = air / plan.depth
        size = min(size, plan.size * (free if len(whole) == len(plan.cuts) else sqrt(free)))
    size = setting.size + STEP * int((size - setting.size) / STEP + _HAIR)
    while size > setting.size:
        larger = _plan(rows, room, size, air)
        if larger is not None:
            better = _phrased(larger, room) if len(rows) > 1 else larger
            if better is larger or _flaws(better, room, size) <= _flaws(plan, room, size):
                return better
        size -= STEP
    return plan


def _opened(plan: Plan, room: _Room) -> Plan:
    """Return the plan of a short text with its lines further apart."""
    spare = AIR * room.depth - plan.depth
    if room.setting.pitch or len(plan.cuts) < 2 or spare <= 0:
        return plan
    pitch = min(LOOSE * plan.pitch, plan.pitch + spare / (len(plan.cuts) - 1))
    return replace(plan, pitch=pitch)


def _phrased(plan: Plan, room: _Room) -> Plan:
    """Return the plan with lines that end where phrases do, where there is room for that."""
    if all(map(_is_whole, plan.cuts)):
        return plan
    measure = room.length / to_mm(plan.size)
    starts = [at for at, cut in enumerate(plan.cuts) if not cut.start]
    cuts: list[Cut] = []
    spare = room.lines(plan.size) - len(plan.cuts)
    for first, end in pairwise([*starts, len(plan.cuts)]):
        before = plan.cuts[first:end]
        after = _in_phrases(before, measure) if len(before) > 1 else before
        if len(after) - len(before) > spare:
            after = before
        spare -= len(after) - len(before)
        cuts += after
    phrased = replace(plan, cuts=tuple(cuts))
    return phrased if phrased.depth <= room.depth + 1e-6 else plan


def _in_phrases(cuts: Sequence[Cut], measure: float) -> Sequence[Cut]:
    """Return a paragraph's lines broken where phrases end."""
    row, indent = cuts[0].row, cuts[0].indent
    ends = line_spans(row, measure, indent, phrase_end)
    phrased = [Cut(row, start, end, 0.0 if start else indent) for start, end in ends]
    _keep_company(phrased)
    return phrased if all(_within(cut, measure) for cut in phrased) else cuts
