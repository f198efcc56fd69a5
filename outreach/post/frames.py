"""Where the post wants things on a card's address side, in mm from the upper left of the trim.

Sources: Japan Post, 郵便番号・バーコードマニュアル p. 5 (recipient's frame, measured on the
inside of its lines) and p. 13 (postmark zone); the sender's frame has no public norm and follows
Japan Post's own cards.
"""

from __future__ import annotations

from outreach.frame import Box

# Recipient: boxes 5.7 x 8.0; gaps 1.3 within the first three, 1.9 at the hyphen, then 1.1.
BOX_LEFTS = (44.3, 51.3, 58.3, 65.9, 72.7, 79.5, 86.3)
CODE_BOXES = tuple(Box(left, 12.0, 5.7, 8.0) for left in BOX_LEFTS)
CODE_LINES = (0.5, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3)  # mm: first three 0.4-0.6, last four 0.2-0.4
HYPHEN_Y = 16.0

# Sender: boxes 4.0 x 6.5 with shared lines.
SENDER_LEFTS = (5.6, 9.6, 13.6, 18.5, 22.5, 26.5, 30.5)
SENDER_BOXES = tuple(Box(left, 122.2, 4.0, 6.5) for left in SENDER_LEFTS)

POSTMARK_ZONE = Box(0.0, 0.0, 35.0, 70.0)
SAFE_MARGIN = 5.0
