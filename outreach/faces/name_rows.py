"""Names in rows of horizontal writing, with what stands above them and the barcode below.

The name is largest of all; given names and honorifics stand in columns of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.faces.barcode import bars, bars_box, size_within
from outreach.faces.columns import FLATTEST, after_legal_form, in_two
from outreach.faces.rows import (
    PITCH,
    Cells,
    Name,
    Row,
    Stacked,
    Text,
    Wording,
    address_block,
    characters_beyond,
    house_rows,
)
from outreach.faces.trouble import Trouble
from outreach.phrase import Phrase, phrase
from outreach.typeset.fit import BASELINE
from outreach.typeset.shape import width_of
from outreach.units import to_mm

TRACKING = 0.08  # em between the characters of a name; more, and readers find blanks in it
FAMILY_GAP = 0.45  # em between family and given name
HONORIFIC_GAP = 0.4
TITLE = 0.6  # the title before a name against it
TITLE_GAP = 0.35  # em of the name
NEXT = 1.2  # em between two names in one row
NAME_PITCH = 1.28  # em from one row of names to the next
BARCODE_GAP = 2.2  # mm above the bars, directly under the name; the post asks for 2
ENOUGH = 0.55  # of the largest size: then the two rows need no worse break
DIVIDERS = frozenset("・･ \u3000")
HALVED = 0.7  # of the largest size: an organisation that comes out smaller stands in two rows


class _Part(NamedTuple):
    """Cells and where they begin in the row, in em of the name; ``scale`` is their own size."""

    cells: Cells
    at: float
    scale: float = 1.0

    @property
    def end(self) -> float:
        return self.at + _span(self.cells) * self.scale


_Line = list[_Part]


class NameRows(NamedTuple):
    """Rows of names, all at one size in points."""

    rows: tuple[Row, ...]
    size: float


class Sizes(NamedTuple):
    """Sizes in points: of what stands above the name, and the most and the least of the name."""

    side: float
    name: float
    least: float


def name_block(
    words: Wording, room: float, sizes: Sizes, barcode: Row | None = None, abreast: int = 1
) -> list[Stacked] | None:
    """Return organisation, department, the names and a barcode below them, or None.

    Nothing is wider than ``room`` mm.
    """
    names = name_rows(words, room, sizes.name, sizes.least, abreast)
    block: list[Stacked] = []
    em = to_mm(sizes.side)
    for cells, is_lower in words.sides:
        indent = em if is_lower else 0.0
        rows = house_rows(cells, sizes.side, room - indent)
        if rows is None:
            return None
        block += [Stacked((PITCH - 1) * em, row, indent) for row in rows]
    if names is None:
        return None
    gap = to_mm(names.size) * (NAME_PITCH - 1)
    block += [Stacked(gap, row) for row in names.rows]
    depth = max([row.depth for row in names.rows[-1:]], default=0.0)
    return [*block, Stacked(BARCODE_GAP + depth, barcode)] if barcode else block


def note_overflow(
    words: Wording, size: float, rooms: tuple[float, float], sizes: Sizes, trouble: Trouble
) -> None:
    """Note which part is too long at the smallest size, or that all of it together is.

    ``rooms`` are what the address and the name may be wide, in mm.
    """
    for_address, room = rooms
    if address_block(words, size, for_address, size) is None:
        place, street, building = words.address
        longest = max((place + street, building), key=width_of)
        trouble.overflow(phrase("The address"), characters_beyond(longest, size, for_address))
    elif name_rows(words, room, sizes.name, sizes.least) is None:
        most = room / to_mm(sizes.least * FLATTEST)
        longest_name = max(part.end for line in _aligned(words, 1) for part in line)
        house = len(words.names) == 1 and not words.names[0].given
        trouble.overflow(phrase("The name"), longest_name - most * (2 if house else 1))
    elif name_block(words, room, sizes) is None:
        side = max((cells for cells, _ in words.sides), key=width_of)
        beyond = characters_beyond(side, sizes.side, room)
        trouble.overflow(phrase("The organisation or title"), beyond)
    else:
        trouble.overflow(phrase("All of the address together"), room / to_mm(size))


def barcode_row(symbols: tuple[str, ...], room: float) -> Row | None:
    """Return the customer barcode at the largest size that ``room`` mm take, or None."""
    size = size_within(room)
    if size is None:
        return None
    box = bars_box(0.0, 0.0, size)
    return Row(bars(symbols, 0.0, 0.0, size), box.width, box.height)


def barcode_warning(message: Phrase, hint: Phrase, where: Where) -> Problem:
    """Return the warning that something is printed without the barcode it should have."""
    return Problem(ExitCode.LAYOUT, "barcode-left-out", message, hint, where, Severity.WARNING)


def no_room_for_barcode(where: Where) -> Problem:
    """Return the warning for one piece that has no room for the barcode below its name."""
    return barcode_warning(
        phrase("There is no room for the customer barcode below the name."),
        phrase("It is printed without it; use a larger label or envelope if it must be there."),
        where,
    )


def name_rows(
    words: Wording, room: float, largest: float, least: float, abreast: int = 1
) -> NameRows | None:
    """Return the names in ``room`` mm at the largest size that fits, or None.

    Sizes in points; at the least they are condensed to 80 % where they must be. They stand
    in ``abreast`` columns. An organisation that would come out small is broken in two rows.
    """
    best = _fitted(_aligned(words, abreast), room, largest, least)
    (family, given, honorific), *others = words.names
    if given or others or (best and best.size >= HALVED * largest):
        return best
    for halves in _halves(family):
        second = [_Part(halves[1], 0.0)]
        if honorific:  # none after 御中 or 各位 that is part of the name
            second.append(_Part(honorific, second[0].end + HONORIFIC_GAP))
        found = _fitted([[_Part(halves[0], 0.0)], second], room, largest, least)
        if found and (best is None or found.size > best.size):
            best = found
            if best.size >= ENOUGH * largest:
                break
    return best


def _halves(house: Cells) -> list[Sequence[Cells]]:
    """Return the ways to break an organisation's name in two, the best sense first.

    After its legal form, at a blank or ・ near the middle, or where the script changes.
    """
    cuts = [after_legal_form(house), _near_middle(house)]
    ways: list[Sequence[Cells]] = [(house[:cut], house[cut:]) for cut in cuts if cut]
    return [*ways, *(way for way in (in_two(house, 0.6),) if len(way) == 2)]


def _near_middle(house: Cells) -> int:
    """Return how many cells end with the blank or ・ nearest to the middle, 0 where none does."""
    middle = width_of(house) / 2
    ends = [i + 1 for i, cell in enumerate(house[:-1]) if cell.text in DIVIDERS]
    near = [end for end in ends if abs(width_of(house[:end]) - middle) <= middle / 2]
    return min(near, key=lambda end: abs(width_of(house[:end]) - middle), default=0)


def _span(row: Cells) -> float:
    """Return the length of a part in em, the white between its characters included."""
    return width_of(row) + TRACKING * max(len(row) - 1, 0)


def _aligned(words: Wording, abreast: int) -> list[_Line]:
    """Return the rows of names in ``abreast`` columns, read downwards, their parts lined up."""
    title = _Part(words.title, 0.0, TITLE)
    left = title.end + TITLE_GAP if words.title else 0.0
    rows = -(-len(words.names) // abreast)
    lines: list[_Line] = [[] for _ in range(rows)]
    if words.title:
        lines[0].append(title)
    for first in range(0, len(words.names), rows):
        below = _part_columns(words.names[first : first + rows], left)
        for line, parts in zip(lines, below, strict=False):  # the last column may have fewer
            line += parts
        left = max(part.end for line in lines for part in line) + NEXT
    return lines


def _part_columns(names: Sequence[Name], left: float) -> list[_Line]:
    """Return the parts of names below each other; given names and honorifics each line up."""
    given_at = max(_span(name.family) for name in names)
    given_at += FAMILY_GAP if given_at else 0.0
    ends = [given_at + _span(n.given) if n.given else _span(n.family) for n in names]
    addressed = (end for end, name in zip(ends, names, strict=True) if name.honorific)
    honorific_at = max(addressed, default=0.0) + HONORIFIC_GAP
    places = (left, left + given_at, left + honorific_at)
    return [
        [_Part(cells, at) for cells, at in zip(name, places, strict=True) if cells]
        for name in names
    ]


def _fitted(lines: Sequence[_Line], room: float, largest: float, least: float) -> NameRows | None:
    longest = max((part.end for line in lines for part in line), default=1.0) or 1.0
    size = min(largest, int(room / longest / to_mm(1.0) * 2 + 1e-6) / 2)
    squeeze = 1.0
    if size < least:
        size = least
        squeeze = min(int(room / (longest * to_mm(least)) * 100) / 100, 1.0)
    if squeeze < FLATTEST:
        return None
    return NameRows(tuple(_row(line, size, squeeze) for line in lines), size)


def _row(line: _Line, size: float, squeeze: float) -> Row:
    em = to_mm(size)
    texts = tuple(
        Text(cells, size * scale, squeeze, TRACKING, at * em * squeeze, (1 - scale) * BASELINE * em)
        for cells, at, scale in line
    )
    return Row(texts, max(part.end for part in line) * em * squeeze, em)
