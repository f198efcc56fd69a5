"""年賀 in red under the stamp: what makes a card of one's own a New Year card.

Source: Japan Post, 年賀状の書き方: without it a private card (or an envelope) is taken for ordinary
mail, and handed out in December.
"""

from __future__ import annotations

from outreach.faces.payment import MIDDLE, stamp_middle
from outreach.fonts import Stack
from outreach.frame import CMYK, Direction, GlyphRun
from outreach.model.project import Writing
from outreach.model.stock import Stock
from outreach.typeset.lines import horizontal_line, vertical_line
from outreach.typeset.shape import cells, width_of
from outreach.units import to_mm

WORDS = "年賀"
RED = CMYK(0.0, 1.0, 1.0, 0.0)
SIZE = 16.0  # points
BELOW = 17.0  # mm from the stamp's middle: the largest usual stamps are 33 mm high
# On an envelope that lies the address may begin 35 mm below the upper edge.
LYING_SIZE, LYING_BELOW = 11.0, 12.4


def new_year_mark(stack: Stack, stock: Stock, writing: Writing) -> tuple[GlyphRun, ...]:
    """Return the mark: down the middle under the stamp, or along under it where a piece lies."""
    x, y = stamp_middle(stock, writing)
    if writing is Writing.VERTICAL:
        column = tuple(cells(stack, WORDS, Direction.DOWN)[0])
        return vertical_line(column, x, y + BELOW, SIZE, RED)
    row = tuple(cells(stack, WORDS, Direction.RIGHT)[0])
    em = to_mm(LYING_SIZE)
    baseline = y + LYING_BELOW + (0.5 + MIDDLE) * em
    return horizontal_line(row, x - width_of(row) * em / 2, baseline, LYING_SIZE, RED)
