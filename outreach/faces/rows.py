"""Rows of horizontal writing: what an address is made of, set line by line from left to right.

Conventions, after Japanese etiquette books: the code above the address and flush with it, no 〒
before it; the building on a row of its own, one character further in; organisation, department and
title above the name; the name largest, each joint name on its own row with its own honorific.
Japan Post's reading rules: figures as 1 2 3, rows that end at a sensible point, white between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from outreach.faces.address import address_parts
from outreach.faces.addressee import name_texts, side_texts, title_above
from outreach.faces.columns import (
    FLATTEST,
    IN_ADDRESSES,
    IN_HOUSES,
    after_legal_form,
    split_row,
    squeezed_into,
)
from outreach.faces.trouble import Trouble
from outreach.fonts import Font, Stack, first_covering
from outreach.frame import Bars, Box, Direction, Glyph, GlyphRun, Item, Path, moved
from outreach.model.recipient import Addressee
from outreach.phrase import Phrase, phrase
from outreach.post.areas import hyphened
from outreach.post.numerals import HYPHENS, LONG_MARKS
from outreach.typeset.fit import BASELINE
from outreach.typeset.kinsoku import squeezed
from outreach.typeset.shape import Cell, cells, shape, width_of
from outreach.units import to_mm

Cells = tuple[Cell, ...]

DIGIT = 0.74  # em: how high the figures of the address font are
# em from figure to figure of a code: more white than the reading rules ask for at any height.
CODE_PITCH = 0.74
CODE_GAP = 2.4  # mm under a code; the rules ask for 2
PITCH = 1.36  # em from one row of an address to the next
SMALLER = 0.9  # the building against the address
SLIGHT = 0.9  # a row that is condensed no further than this is better than two rows
MOST_ROWS = 4  # of town and street, and of the building

_FULL = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
_FULL |= {code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)}
_NUMBER = "0-9A-Za-z〇一二三四五六七八九十"
_HYPHEN = re.compile(f"(?<=[{_NUMBER}目番地号])[{HYPHENS}{LONG_MARKS}](?=[{_NUMBER}])")


@lru_cache(maxsize=4096)
def ink_bottom(font: Font, glyph: int) -> float:
    """Return where a glyph's ink ends, in em above the baseline: below 0 for g and y."""
    extents = font.hb.get_glyph_extents(glyph)
    return (extents.y_bearing + extents.height) / font.upem if extents else 0.0


class Text(NamedTuple):
    """Cells of one font, and where in their row their em boxes begin, in mm.

    ``squeeze`` is what is left of their width, ``tracking`` the white between them in em.
    """

    cells: Cells
    size: float
    squeeze: float = 1.0
    tracking: float = 0.0
    x: float = 0.0
    y: float = 0.0

    @property
    def depth(self) -> float:
        """Return how far its ink reaches below its em boxes, in mm: the g and y of Latin names."""
        low = min([ink_bottom(cell.font, glyph.id) for cell in self.cells for glyph in cell.glyphs])
        return max(self.y + (BASELINE - 1.0 - low) * to_mm(self.size), 0.0)

    def run(self, x: float, y: float) -> GlyphRun:
        """Return the glyphs in a row whose upper left corner is at (x, y)."""
        em = to_mm(self.size)
        left, baseline = x + self.x, y + self.y + BASELINE * em
        glyphs = []
        at = 0.0
        for cell in self.cells:
            inner = at
            for id, text, dx, dy, advance in cell.glyphs:
                glyphs.append(Glyph(id, text, left + (inner + dx) * em, baseline + dy * em))
                inner += advance
            at += cell.advance + self.tracking
        matrix = None
        if self.squeeze != 1.0:  # about the first glyph, which moves towards the left as well
            back = (1.0 - self.squeeze) * (glyphs[0].x - left)
            matrix = (self.squeeze, 0.0, 0.0, 1.0, -back, 0.0)
        plain = all([cell.alone is not None for cell in self.cells])
        tracking = self.tracking if plain else None
        font = self.cells[0].font.id
        return GlyphRun(
            font, self.size, Direction.RIGHT, tuple(glyphs), matrix=matrix, tracking=tracking
        )


class Row(NamedTuple):
    """A row of ink, described from (0, 0), its upper left corner; width and height in mm."""

    parts: tuple[Text | GlyphRun | Path | Bars, ...]
    width: float
    height: float

    @property
    def depth(self) -> float:
        """Return how far its letters reach below it, in mm."""
        return max([part.depth for part in self.parts if isinstance(part, Text)], default=0.0)

    def items(self, x: float, y: float) -> list[Item]:
        """Return its ink where the row's corner is at (x, y)."""
        return [
            part.run(x, y) if isinstance(part, Text) else moved(part, x, y) for part in self.parts
        ]


class Stacked(NamedTuple):
    """A row in a block: the white above it and how far in it begins, in mm."""

    gap: float
    row: Row
    indent: float = 0.0

    @property
    def right(self) -> float:
        """Return how far right it reaches."""
        return self.indent + self.row.width


def height_of(block: Sequence[Stacked]) -> float:
    """Return the height of rows one below the other, in mm, the first one's gap left out."""
    return sum(each.gap + each.row.height for each in block) - (block[0].gap if block else 0.0)


def boxes_of(block: Sequence[Stacked], x: float, y: float) -> list[Box]:
    """Return the boxes of rows one below the other from an upper left corner, in mm."""
    boxes = []
    y -= block[0].gap if block else 0.0
    for gap, row, indent in block:
        boxes.append(Box(x + indent, y + gap, row.width, row.height))
        y += gap + row.height
    return boxes


def set_block(block: Sequence[Stacked], x: float, y: float) -> list[Item]:
    """Return the items of rows one below the other from an upper left corner, in mm."""
    places = zip(block, boxes_of(block, x, y), strict=True)
    return [item for each, box in places for item in each.row.items(box.x, box.y)]


@lru_cache(maxsize=2048)  # towns and departments come again and again
def line_cells(stack: Stack, text: str) -> tuple[Cells, tuple[str, ...]]:
    """Return the cells of a row, all from the first font that has every character.

    The second value names the characters missing from the font that comes nearest.
    """
    font = first_covering(stack, text)
    if font is None:
        lacking = (tuple(candidate.missing(text)) for candidate in stack)
        return (), min(lacking, key=len, default=(text[:1],))
    return tuple(squeezed(cells((font,), text, Direction.RIGHT)[0], Direction.RIGHT)), ()


def text_row(row: Cells, size: float, squeeze: float = 1.0) -> Row:
    """Return cells as a row one em high; ``squeeze`` is what is left of its width."""
    em = to_mm(size)
    return Row((Text(row, size, squeeze),), width_of(row) * em * squeeze, em)


@lru_cache(maxsize=1024)
def code_row(code: str, font: Font, size: float) -> Row:
    """Return a postal code as evenly spaced figures and one hyphen, as high as its figures."""
    em, text = to_mm(size), hyphened(code)
    inked = [shape(font, character, Direction.RIGHT)[0] for character in text]
    middle = inked[0].advance / 2  # all stand about middles one pitch apart
    glyphs = tuple(
        Glyph(id, figure, (middle + index * CODE_PITCH - advance / 2) * em, DIGIT * em)
        for index, (id, figure, _, _, advance) in enumerate(inked)
    )
    run = GlyphRun(font.id, size, Direction.RIGHT, glyphs, actual_text=text)
    return Row((run,), ((len(text) - 1) * CODE_PITCH + 2 * middle) * em, DIGIT * em)


def horizontal_address(text: str) -> str:
    """Return address text for a horizontal row: figures and letters narrow, hyphens as such.

    The stored address is never rewritten; this is for printing only. Numbers written in kanji stay,
    as place names need them.
    """
    return _HYPHEN.sub("-", text.translate(_FULL))


class Name(NamedTuple):
    """The cells of a name; any part may be empty."""

    family: Cells
    given: Cells
    honorific: Cells


class Wording(NamedTuple):
    """What a face says, as cells: place, street, building; what stands above the name; the names.

    ``sides`` are organisation, department and the like, and whether each stands further in;
    ``title`` stands small before the first name.
    """

    code: str
    address: tuple[Cells, Cells, Cells]
    sides: tuple[tuple[Cells, bool], ...]
    title: Cells
    names: tuple[Name, ...]


def wording(addressee: Addressee, stack: Stack, trouble: Trouble) -> Wording | None:
    """Return the cells of all that is to be set, or None with the missing characters noted."""
    before = len(trouble.problems)
    place, street, building = (
        _cells(stack, horizontal_address(part), phrase("in the address"), trouble)
        for part in address_parts(addressee)
    )
    beside = phrase("in the organisation, title or c/o name")
    sides = tuple(
        (_cells(stack, side.text, beside, trouble), side.is_lower) for side in side_texts(addressee)
    )
    title = _cells(stack, title_above(addressee), beside, trouble)
    names = _names(addressee, stack, trouble)
    if len(trouble.problems) > before:
        return None
    return Wording(addressee.postal_code, (place, street, building), sides, title, names)


def _cells(stack: Stack, text: str, what: Phrase, trouble: Trouble) -> Cells:
    row, lacking = line_cells(stack, text)
    if lacking:
        trouble.missing(lacking, what)
    return row


def _names(addressee: Addressee, stack: Stack, trouble: Trouble) -> tuple[Name, ...]:
    """Return the names' cells, all of them from one font."""
    texts = name_texts(addressee)
    whole = "".join(part for text in texts for part in text)
    font = first_covering(stack, whole)
    if font is None:
        trouble.missing(line_cells(stack, whole)[1], phrase("in the name"))
        return ()
    return tuple(Name(*(line_cells((font,), part)[0] for part in text)) for text in texts)


def fitted_row(row: Cells, size: float, room: float) -> Row | None:
    """Return the cells as a row of at most ``room`` mm, condensed to 80 % if need be, or None."""
    squeeze = squeezed_into(row, room / to_mm(size))
    return text_row(row, size, squeeze) if squeeze >= FLATTEST else None


def fitted_rows(
    row: Cells, size: float, room: float, ends: tuple[str, ...] = IN_ADDRESSES
) -> list[Row] | None:
    """Return the cells in one row, or in several broken best after one of ``ends``, or None."""
    if not row:
        return []
    measure = room / to_mm(size)
    whole = width_of(row) * SLIGHT <= measure
    pieces = [row] if whole else split_row(row, measure, ends)
    return _all_fitted(pieces, size, room)


def house_rows(row: Cells, size: float, room: float) -> list[Row] | None:
    """Return an organisation or department in one row or several, or None.

    The legal form (一般社団法人) stands by itself before anything else is broken.
    """
    cut = after_legal_form(row)
    if cut and width_of(row) * SLIGHT > room / to_mm(size):
        apart = _all_fitted((row[:cut], row[cut:]), size, room)
        if apart:
            return apart
    return fitted_rows(row, size, room, IN_HOUSES)


def _all_fitted(pieces: Sequence[Cells], size: float, room: float) -> list[Row] | None:
    rows = [fitted_row(piece, size, room) for piece in pieces]
    found = [row for row in rows if row is not None]
    return found if len(found) == len(pieces) <= MOST_ROWS else None


def address_block(words: Wording, size: float, room: float, least: float) -> list[Stacked] | None:
    """Return town and street, and the building one character further in, in ``room`` mm, or None.

    Where both do not fit in one row, the break comes between the town and the rest if it can.
    """
    place, street, building = words.address
    measure = room / to_mm(size)
    parts = [part for part in (place, street) if part]
    fits_apart = len(parts) == 2 and all(width_of(p) * SLIGHT <= measure for p in parts)
    if fits_apart and width_of(place + street) * SLIGHT > measure:
        first = _all_fitted(parts, size, room)
    else:
        first = fitted_rows(place + street, size, room)
    em = to_mm(size)
    second = fitted_rows(building, max(size * SMALLER, least), room - em)
    if first is None or second is None:
        return None
    gap = (PITCH - 1) * em
    return [*(Stacked(gap, row) for row in first), *(Stacked(gap, row, em) for row in second)]


def under_code(code: Row, address: Sequence[Stacked]) -> list[Stacked]:
    """Return a postal code with the address below it, at least 2 mm apart."""
    gap = max([CODE_GAP, *(0.35 * each.row.height for each in address[:1])])
    return [Stacked(0.0, code), *(each._replace(gap=gap) for each in address[:1]), *address[1:]]


def characters_beyond(row: Cells, size: float, room: float) -> float:
    """Return how many characters a text is too long for all its rows at their most condensed."""
    em = to_mm(size) * FLATTEST
    return max(width_of(row) - MOST_ROWS * room / em, 1.0)
