"""The pair code: the same four characters on both sides of a card, and on its envelope.

It says nothing about anyone; it only lets a person see that two sides, or a card and an envelope,
belong together.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from outreach.faces import Face
from outreach.faces.payment import stamp_middle
from outreach.fonts import Font, Stack, first_covering
from outreach.frame import Colour, Direction, Frame, Glyph, GlyphRun, Gray, Matrix
from outreach.model.project import Payment, Writing
from outreach.model.stock import Stock
from outreach.post.frames import SAFE_MARGIN
from outreach.typeset.shape import shape
from outreach.units import to_mm

# No digit or letter that is taken for another (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) and no vowel, so
# that no code is a word.
ALPHABET = "34679CDFGHJKMNPQRTVWXY"
LENGTH = 4
SIZE = 5.5  # points
EM = to_mm(SIZE)
RISE = 0.37  # em from the baseline to the middle of a capital
PALE = Gray(0.6)  # K 40 %

# On the picture: smaller, darker, and with a rim of paper around it, so that it is read on any art.
PICTURE_SIZE = 4.2
PICTURE_GREY = Gray(0.42)
RIM, PAPER = 0.7, Gray(1.0)  # points: half of it shows beyond a letter's edge
# mm from the trim: what printers of one's own print of a card, of which most leave more below.
FROM_SIDE, FROM_FOOT = 4.4, 5.2
UPWARDS: Matrix = (0, -1, 1, 0, 0, 0)  # a quarter turn anticlockwise, y downwards


def pair_code(round_id: str, card_no: int) -> str:
    """Return the code of a card: no two of a round alike among its first 234,256 cards."""
    start, step = _series(round_id)
    number = (start + card_no * step) % _EVERY
    high, low = divmod(number, len(_PAIRS))
    return _PAIRS[low] + _PAIRS[high]


_EVERY: int = len(ALPHABET) ** LENGTH
_PAIRS = tuple(second + first for first in ALPHABET for second in ALPHABET)


@lru_cache(maxsize=64)
def _series(round_id: str) -> tuple[int, int]:
    """Return where the codes of a round begin, and the step from card to card."""
    digest = hashlib.sha256(round_id.encode()).digest()
    # A step that shares no factor with the number of codes visits every code before any comes back.
    step = int.from_bytes(digest[:8]) // 22 * 22 + 7
    return int.from_bytes(digest[8:16]) % _EVERY, step % _EVERY


def pair_mark(
    code: str,
    font: Font,
    stock: Stock,
    writing: Writing = Writing.VERTICAL,
    payment: Payment = Payment.STAMP,
    *,
    printed_on: bool = False,
) -> tuple[GlyphRun, ...]:
    """Return the code, tiny and pale, where the stamp will hide it.

    It goes to the lower left corner where a payment mark stands in the stamp's place, or where a
    stamp may be printed on the card already: what is printed over voids it (郵便法).
    """
    if payment is not Payment.STAMP or printed_on:
        height = stock.width if writing is Writing.HORIZONTAL else stock.height
        return _corner(code, font, height)
    x, y = stamp_middle(stock, writing)
    return (_run(code, font, x - _width(code, font) * EM / 2, y + RISE * EM, SIZE, PALE),)


def picture_mark(code: str, font: Font, stock: Stock) -> tuple[GlyphRun, ...]:
    """Return the code for the picture side of a card, in its lower right corner, reading upwards.

    No layout has words, a credit or a QR code there, and on a design that lies it is the lower left
    corner, where the code stands upright.
    """
    side, foot = stock.width - FROM_SIDE, stock.height - FROM_FOOT
    run = _run(code, font, side, foot, PICTURE_SIZE, PICTURE_GREY)._replace(matrix=UPWARDS)
    # The rim bears no text of its own: whoever reads the page finds the code once.
    rim = GlyphRun(
        run.font, run.size, run.direction, run.glyphs, PAPER, UPWARDS, RIM, "", run.tracking
    )
    return rim, run


def blank_side(stock: Stock, code: str, font: Font) -> Face:
    """Return the address page of a card that goes into an envelope: blank but for its code."""
    return Face(Frame(stock.width, stock.height, _corner(code, font, stock.height)))


@lru_cache(maxsize=16)
def code_font(fonts: Stack) -> Font:
    """Return the first font that draws every code; the first of all where none does."""
    return first_covering(fonts, ALPHABET) or fonts[0]


def _corner(code: str, font: Font, height: float) -> tuple[GlyphRun, ...]:
    return (_run(code, font, SAFE_MARGIN, height - SAFE_MARGIN, SIZE, PALE),)


def _run(
    code: str, font: Font, left: float, baseline: float, size: float, colour: Colour
) -> GlyphRun:
    """Return the code along a line; it differs on every card, so its letters are shaped before."""
    letters, em, glyphs = _letters(font), to_mm(size), []
    for letter in code:
        id_, advance = letters[letter]
        glyphs.append(Glyph(id_, letter, left, baseline))
        left += advance * em
    return GlyphRun(font.id, size, Direction.RIGHT, tuple(glyphs), colour, tracking=0.0)


def _width(code: str, font: Font) -> float:
    letters = _letters(font)
    return sum([letters[letter][1] for letter in code])


@lru_cache(maxsize=16)
def _letters(font: Font) -> dict[str, tuple[int, float]]:
    """Return the glyph and the advance (em) of every letter of a code."""
    shaped = [shape(font, letter, Direction.RIGHT)[0] for letter in ALPHABET]
    return {glyph.text: (glyph.id, glyph.advance) for glyph in shaped}
