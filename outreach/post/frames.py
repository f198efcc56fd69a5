"""Where the post wants things on an address side, in mm from the upper left of the trim.

Sources: Japan Post, 郵便番号・バーコードマニュアル p. 5 (recipient's frame on cards, 定形 and
定形外, measured on the inside of its lines) and p. 13 (postmark zone); the sender's frame has no
public norm and follows Japan Post's own cards.
"""

from __future__ import annotations

from typing import NamedTuple

from outreach.frame import Box
from outreach.model.stock import Stock

# Recipient: boxes 5.7 x 8.0; gaps 1.3 within the first three, 1.9 at the hyphen, then 1.1.
BOX_STEPS = (0.0, 7.0, 14.0, 21.6, 28.4, 35.2, 42.0)  # from the first box's left edge
BOX_WIDTH, BOX_HEIGHT = 5.7, 8.0
FROM_TOP, FROM_RIGHT = 12.0, 8.0  # ±1.5 on cards and 定形
STRONG, FINE = 0.5, 0.3  # lines: first three boxes and hyphen 0.4-0.6, last four 0.2-0.4
# 定形外: 18 mm from both edges, lines 0.6-0.8 and 0.3-0.5. The manual's text says no box size
# there; the boxes grow as the distance from the top does, 12 to 18.
LARGE = 1.5
LARGE_EDGE = 18.0
LARGE_STRONG, LARGE_FINE = 0.7, 0.4


class CodeFrame(NamedTuple):
    """The seven boxes of a recipient's code, their line widths (mm), and how its hyphen stands."""

    boxes: tuple[Box, ...]
    lines: tuple[float, ...]
    hyphen_y: float

    @property
    def area(self) -> Box:
        """Return the rectangle from the first box to the last, inside measure."""
        first, last = self.boxes[0], self.boxes[-1]
        return Box(first.x, first.y, last.right - first.x, first.height)


def code_frame(stock: Stock) -> CodeFrame:
    """Return the recipient's frame on an upright stock (manual p. 5)."""
    large = stock.postage_class == "large"
    scale = LARGE if large else 1.0
    top, margin = (LARGE_EDGE, LARGE_EDGE) if large else (FROM_TOP, FROM_RIGHT)
    strong, fine = (LARGE_STRONG, LARGE_FINE) if large else (STRONG, FINE)
    width, height = BOX_WIDTH * scale, BOX_HEIGHT * scale
    left = stock.width - margin - (BOX_STEPS[-1] * scale + width)
    boxes = tuple(Box(round(left + step * scale, 3), top, width, height) for step in BOX_STEPS)
    return CodeFrame(boxes, (strong,) * 3 + (fine,) * 4, top + height / 2)


# Sender: boxes 4.0 x 6.5 with shared lines, on a card at its lower left.
SENDER_STEPS = (0.0, 4.0, 8.0, 12.9, 16.9, 20.9, 24.9)
SENDER_BOX_WIDTH, SENDER_BOX_HEIGHT = 4.0, 6.5
SENDER_FRAME_WIDTH = SENDER_STEPS[-1] + SENDER_BOX_WIDTH


def sender_boxes(left: float, top: float) -> tuple[Box, ...]:
    """Return the seven boxes of a sender's code from their upper left corner."""
    return tuple(
        Box(round(left + step, 3), top, SENDER_BOX_WIDTH, SENDER_BOX_HEIGHT)
        for step in SENDER_STEPS
    )


SENDER_BOXES = sender_boxes(5.6, 122.2)

# 70 x 35 mm at the stamp's corner, on every upright stock.
POSTMARK_ZONE = Box(0.0, 0.0, 35.0, 70.0)
SAFE_MARGIN = 5.0
