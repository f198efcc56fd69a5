"""Vertical columns of the address side: text that must not break inside a number or a name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from outreach.fonts import Stack
from outreach.frame import BLACK, Colour, Direction, GlyphRun
from outreach.typeset.kinsoku import may_break, squeezed
from outreach.typeset.lines import condensed_line
from outreach.typeset.shape import Cell, column_cells, width_of
from outreach.units import to_mm

NUMERALS = frozenset("〇一二三四五六七八九十―0123456789０１２３４５６７８９")
NUMBERED = frozenset("丁条線号番軒区階室棟館町通F")
WHOLE = frozenset(("丁目", "番地", "番館", "番町", "番通", "号室", "号棟", "号館"))  # one word each
PLACE_ENDS = ("北海道", "東京都", "丁目", "番地", *"県号市区郡町村字通")
LEGAL_FORMS = ("法人", "会社")  # what follows them is the name proper
KINDS_OF_FORM = ("社団", "財団")  # 医療法人社団 is one legal form
COMPASS = frozenset("東西南北")  # 北二十四条, 西5丁目: one with the number after it
DOTS = frozenset("・･")
PARTICLES = frozenset("のがとやをに")  # the word before them goes on
# They end a word and begin none; 館山 and 館林 begin only after a place.
ENDS_OF_WORDS = frozenset("棟号階室")
# 市民, 町立, 市営, 町会, 市場, 村役場, 県庁: the word goes on
NOT_A_PLACE = frozenset("民立営会場役庁")
PARTS_OF_HOUSES = ("協議会", "委員会", "協会", "連合会", "支部", "本部", "事業所", "事務所", "大学")
IN_HOUSES = (*LEGAL_FORMS, *PARTS_OF_HOUSES)  # where a house's name parts well
IN_ADDRESSES = (*PLACE_ENDS, *IN_HOUSES)
NEAR_MIDDLE = 0.62  # of the length: as far down as the first of two columns goes
LONELY = 3.0  # em: a shorter column looks like a mistake
# 平体: two tenths off the length, photosetters' second step. Flatter, kanji of many strokes close.
FLATTEST = 0.8


class Column(NamedTuple):
    """A vertical line to be set: cells, size in points, how far below the top it starts (mm).

    ``squeeze``: how much of its length is left where it is condensed.
    """

    row: tuple[Cell, ...]
    size: float
    indent: float = 0.0
    squeeze: float = 1.0

    @property
    def length(self) -> float:
        """Return its length in mm, indent included."""
        return self.indent + width_of(self.row) * to_mm(self.size) * self.squeeze


def squeezed_into(row: Sequence[Cell], room: float) -> float:
    """Return how far the cells must be condensed for ``room`` em: 1 not at all, below 0.8 too far.

    In hundredths, downwards, so that columns with nearly the same length look alike.
    """
    width = width_of(row)
    return 1.0 if width <= room + 1e-9 else int(room / width * 100) / 100


def fitted(
    row: tuple[Cell, ...],
    size: float,
    room: float,
    indent: float = 0.0,
    ends: tuple[str, ...] = IN_ADDRESSES,
) -> list[Column] | None:
    """Return the row in ``room`` mm: whole, else condensed, else in pieces; None if none fits.

    It parts best after one of ``ends``.
    """
    measure = (room - indent) / to_mm(size)
    whole = squeezed_into(row, measure)
    if whole >= FLATTEST:
        return [Column(row, size, indent, whole)]
    return _all_fitted(split_row(row, measure, ends), size, measure, indent)


def fitted_house(
    row: tuple[Cell, ...], size: float, room: float, indent: float = 0.0
) -> list[Column] | None:
    """Return an organisation or building as ``fitted`` does, its legal form (法人) parted first."""
    cut = after_legal_form(row)
    measure = (room - indent) / to_mm(size)
    if cut and squeezed_into(row, measure) < FLATTEST:
        apart = _all_fitted((row[:cut], row[cut:]), size, measure, indent)
        if apart:
            return apart
    return fitted(row, size, room, indent, IN_HOUSES)


def _all_fitted(
    pieces: Sequence[tuple[Cell, ...]], size: float, measure: float, indent: float
) -> list[Column] | None:
    columns = []
    for piece in pieces:
        squeeze = squeezed_into(piece, measure)
        if squeeze < FLATTEST:
            return None
        columns.append(Column(piece, size, indent, squeeze))
    return columns


@lru_cache(maxsize=1024)  # towns, and names of buildings, come again and again
def column_row(stack: Stack, text: str) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
    """Return the cells of a column, all from the first font that has every character.

    The second value names the characters missing from the font that comes nearest.
    """
    lacking: list[tuple[str, ...]] = []
    for font in stack:
        row, missing = column_cells((font,), text)
        if not missing:
            return tuple(squeezed(row, Direction.DOWN)), ()
        lacking.append(tuple(dict.fromkeys(missing)))
    return (), min(lacking, key=len, default=(text[:1],))


def may_split(before: Cell, after: Cell) -> bool:
    """Return whether an address may go on in the next column here: never inside a number."""
    last, first = before.text[-1], after.text[0]
    if first in ENDS_OF_WORDS or (first in NUMERALS and (last in COMPASS or last == "第")):
        return False
    if last in NUMERALS and (first in NUMERALS or first in NUMBERED or first in "のノ"):
        return False
    if last == "―" or (last in "のノ" and first in NUMERALS) or last + first in WHOLE:
        return False
    return may_break(before, after)


def after_legal_form(row: Sequence[Cell]) -> int:
    """Return how many cells a legal form at the beginning has, 0 where there is none."""
    for index in range(2, len(row) - 1):
        if _text(row[index - 2 : index]).endswith(LEGAL_FORMS):
            more = 2 * (_text(row[index : index + 2]) in KINDS_OF_FORM)
            return index + more if index + more < len(row) else index
    return 0


def split_row(
    row: Sequence[Cell], room: float, ends: tuple[str, ...] = IN_ADDRESSES
) -> list[tuple[Cell, ...]]:
    """Return the cells in pieces of at most ``room`` em, broken at a blank or where allowed.

    A good joint, as after one of ``ends``, is taken only where it fills 0.4 of the room. Where
    condensing to 80 % saves a word from being broken, a piece is as much longer.
    """
    pieces: list[tuple[Cell, ...]] = []
    rest = list(row)
    while rest and width_of(rest) > room:
        cut = _cut(rest, room, 0.4, ends, FLATTEST)
        if cut in (0, len(rest)):
            break
        pieces.append(tuple(rest[:cut]))
        rest = rest[cut:]
        while rest and rest[0].is_blank:
            rest = rest[1:]
    return [*pieces, tuple(rest)]


def in_two(row: Sequence[Cell], least: float) -> list[tuple[Cell, ...]]:
    """Return a house's name in two pieces near the middle, or in one where nothing parts it."""
    cut = _cut(row, NEAR_MIDDLE * width_of(row), least, IN_HOUSES)
    return [tuple(row[:cut]), tuple(row[cut:])] if cut else [tuple(row)]


def _cut(
    row: Sequence[Cell], room: float, least: float, ends: tuple[str, ...], squeeze: float = 1.0
) -> int:
    """Return how many cells the column takes: to the best joint that leaves neither part short.

    All of them, where only condensing them to ``squeeze`` keeps a word whole.
    """
    total, filled = width_of(row), 0.0
    places: list[tuple[bool, int, bool, int]] = []
    for index in range(1, len(row)):
        filled += row[index - 1].advance
        if filled * squeeze > room + 1e-9:
            break
        joint = _joint(row, index, ends)
        if joint is not None and (joint >= 0 or filled <= room):
            fair = filled >= least * room and total - filled >= LONELY
            places.append((fair and joint >= 0, joint, filled <= room, index))
    best = max(places, default=(False, 0, True, 0))
    return len(row) if best[1] <= 0 and total * squeeze <= room else best[3]


def _joint(row: Sequence[Cell], index: int, ends: tuple[str, ...]) -> int | None:
    """Return how well the text parts before ``index``, 0 to 3; None where it must not.

    -1 tears a word in katakana or one that a particle joins: only where no line is long enough.
    """
    before, after = row[index - 1], row[index]
    if before.is_blank:
        return None
    if after.is_blank:
        return 3
    if not may_split(before, after):
        return None
    if before.text in DOTS:
        return 2
    after_end = _text(row[max(index - 3, 0) : index]).endswith(ends)
    if after.text == "館" and not (after_end and ends is IN_ADDRESSES):
        return None
    kind = _text(row[index : index + 2]) in KINDS_OF_FORM
    if after_end and after.text not in NOT_A_PLACE and not kind:
        return 2
    return _joint_of_scripts(row, index)


def _text(row: Sequence[Cell]) -> str:
    return "".join([cell.text for cell in row])


def _script(cell: Cell) -> str:
    first = cell.text[0]
    if first in NUMERALS:
        return "numeral"
    if "\u3041" <= first <= "\u309f":
        return "hiragana"
    if "\u30a0" <= first <= "\u30ff" or "\uff66" <= first <= "\uff9f":
        return "katakana"
    return "latin" if first < "\u0250" else "kanji"


def _joint_of_scripts(row: Sequence[Cell], index: int) -> int:
    """Return 1 where a word probably ends, -1 where one would be torn: inside katakana.

    Kana after kanji may be its inflection, and a single one between kanji joins them: 北の森.
    """
    before, after = _script(row[index - 1]), _script(row[index])
    if before == after:
        return -1 if after == "katakana" else 0
    if index > 1 and before == "hiragana" and _script(row[index - 2]) == after == "kanji":
        return -1
    if (before, after) == ("kanji", "hiragana"):
        return -1 if row[index].text in PARTICLES else 0
    return 1


def set_columns(
    columns: Sequence[Column], right: float, top: float, pitch: float, colour: Colour = BLACK
) -> list[GlyphRun]:
    """Return the runs of columns from ``right`` (centre of the first, mm) leftwards."""
    runs: list[GlyphRun] = []
    for index, (row, size, indent, squeeze) in enumerate(columns):
        x = right - index * pitch
        runs += condensed_line(row, x, top + indent, size, squeeze, colour)
    return runs
