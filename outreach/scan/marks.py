"""The corner marks of a sheet: squares of black and white that say which corner of which sheet.

Every mark is a word of 36 bits in a black border. The words differ from each other, however they
are turned, in at least ten bits; so four soiled ones are put right, and hardly anything on a desk
looks like one (Garrido-Jurado et al., Pattern Recognition 47 (6), 2014, on what such words need).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from itertools import count, groupby

from outreach.frame import Box

SIDE = 6  # bits of a word in a row
MODULES = SIDE + 2  # with the border
MARK = 14.0  # mm
CORNERS = 4  # marks of a sheet, from the upper left clockwise
NUMBERS = 32  # sheets told apart in one photo; after that their numbers begin again
APART = 10  # bits
MENDED = 4  # bits

Word = tuple[tuple[bool, ...], ...]  # rows from the top; True is white


@cache
def words() -> tuple[Word, ...]:
    """Return the words of all marks: the four of sheet 0, then those of sheet 1, and so on.

    Sheets are on paper already: the words may never change.
    """
    found: list[Word] = []
    taken: list[int] = []
    for number in count():
        digest = hashlib.sha256(f"outreach corner mark {number}".encode()).digest()
        word = _word(int.from_bytes(digest[:5], "big") >> 4)
        turns = [_bits(turned) for turned in _turns(word)]
        if all(_differ(turns[0], other) >= APART for other in (*turns[1:], *taken)):
            found.append(word)
            taken += turns
        if len(found) == NUMBERS * CORNERS:
            return tuple(found)
    raise AssertionError


def mark_id(sheet: int, corner: int) -> int:
    """Return the place among ``words`` of a sheet's corner (0 upper left, then clockwise)."""
    return sheet % NUMBERS * CORNERS + corner


def mark_bars(mark: int, x: float, y: float) -> Iterator[Box]:
    """Yield what is black of a mark whose upper left corner lies at x, y (mm)."""
    module = MARK / MODULES
    border = (False,) * MODULES
    inner = [(False, *row, False) for row in words()[mark]]
    for row, modules in enumerate([border, *inner, border]):
        column = 0
        for is_white, group in groupby(modules):
            length = len(list(group))
            if not is_white:
                yield Box(x + column * module, y + row * module, length * module, module)
            column += length


def _word(bits: int) -> Word:
    line = [bool(bits >> at & 1) for at in range(SIDE * SIDE)]
    return tuple(tuple(line[at : at + SIDE]) for at in range(0, SIDE * SIDE, SIDE))


def _turns(word: Word) -> Iterator[Word]:
    """Yield a word as it stands and turned by 90, 180 and 270 degrees."""
    for _ in range(4):
        yield word
        word = tuple(zip(*word[::-1], strict=True))


def _bits(word: Word) -> int:
    return sum(1 << at for at, white in enumerate(bit for row in word for bit in row) if white)


def _differ(one: int, other: int) -> int:
    return (one ^ other).bit_count()
