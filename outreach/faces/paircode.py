"""The pair code: the same four characters on a card and on the envelope it goes into.

It says nothing about anyone; it only lets a person see that card and envelope belong together.
"""

from __future__ import annotations

import hashlib

from outreach.faces import Face
from outreach.faces.payment import stamp_middle
from outreach.fonts import Font
from outreach.frame import Direction, Frame, GlyphRun, Gray
from outreach.model.project import Payment, Writing
from outreach.model.stock import Stock
from outreach.post.frames import SAFE_MARGIN
from outreach.typeset.lines import horizontal_line
from outreach.typeset.shape import Cell, cells, width_of
from outreach.units import to_mm

# No digit or letter that is taken for another (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) and no vowel, so
# that no code is a word.
ALPHABET = "34679CDFGHJKMNPQRTVWXY"
LENGTH = 4
SIZE = 5.5  # points
EM = to_mm(SIZE)
RISE = 0.37  # em from the baseline to the middle of a capital
PALE = Gray(0.6)  # K 40 %


def pair_code(round_id: str, card_no: int) -> str:
    """Return the code of a card: no two of a round alike among its first 234,256 cards."""
    digest = hashlib.sha256(round_id.encode()).digest()
    every = len(ALPHABET) ** LENGTH
    # A step that shares no factor with the number of codes visits every code before any comes back.
    step = int.from_bytes(digest[:8]) // 22 * 22 + 7
    number = (int.from_bytes(digest[8:16]) + card_no * step) % every
    code = ""
    for _ in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        code += ALPHABET[letter]
    return code


def pair_mark(
    code: str,
    font: Font,
    stock: Stock,
    writing: Writing = Writing.VERTICAL,
    payment: Payment = Payment.STAMP,
) -> tuple[GlyphRun, ...]:
    """Return the code, tiny and pale, where the stamp will hide it.

    Where a payment mark stands in the stamp's place, it goes to the lower left corner.
    """
    if payment is not Payment.STAMP:
        height = stock.width if writing is Writing.HORIZONTAL else stock.height
        return _corner(code, font, height)
    x, y = stamp_middle(stock, writing)
    row = _cells(code, font)
    return horizontal_line(row, x - width_of(row) * EM / 2, y + RISE * EM, SIZE, PALE)


def blank_side(stock: Stock, code: str, font: Font) -> Face:
    """Return the address page of a card that goes into an envelope: blank but for its code."""
    return Face(Frame(stock.width, stock.height, _corner(code, font, stock.height)))


def _corner(code: str, font: Font, height: float) -> tuple[GlyphRun, ...]:
    return horizontal_line(_cells(code, font), SAFE_MARGIN, height - SAFE_MARGIN, SIZE, PALE)


def _cells(code: str, font: Font) -> tuple[Cell, ...]:
    return tuple(cells((font,), code, Direction.RIGHT)[0])
