"""Where the parts of an upright address side stand on each stock: one value, asked by all parts.

Conventions, after Japanese etiquette books: the address from the right, inside the right edge of
the code frame and within about the right third; the name in the middle and largest, beginning a
little lower than the address; the sender lower left and smallest, never beside the postmark. The
code's place and the postmark zone are the post's own (outreach/post/frames.py). A bigger envelope
has larger type in the same proportions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from outreach.frame import Box
from outreach.model.stock import Form, Stock
from outreach.post.frames import POSTMARK_ZONE, SENDER_FRAME_WIDTH, CodeFrame, code_frame

SMALLEST_ADDRESS = 9.0  # points: what an old reader and the sorting machine still read
SMALLEST_NAME = 11.0
SMALLEST_SIDE = 9.0
SMALLEST_SENDER = 7.0
CODE_SIZE = 17.0  # points: figures about 4.4 mm high; Japan Post reads 2.4-6.0 mm
LARGE_CODE_SIZE = 22.0
# The largest size of a name on a card, by how many stand side by side.
NAMES: Mapping[int, float] = {1: 28.0, 2: 23.0, 3: 20.0, 4: 18.0}
MANY_NAMES = 17.0
ABOVE_ADDRESS = 1.25  # the name against the address, at least: it is clearly the largest of all
BETWEEN = 2.0  # mm of white between two blocks, at least
STEP = 0.5  # points between the sizes tried


@dataclass(frozen=True, slots=True)
class Places:
    """Zones in mm and sizes in points of one stock; ``scale`` is its type against a card's.

    ``address_right`` is the centre of the first address column. The sender's columns stand in
    ``sender``; ``code_below``: its code stands under the columns, as on Japan Post's cards, and not
    above them. ``middle`` is what the name and the columns beside it keep of their largest sizes.
    """

    width: float
    height: float
    code: CodeFrame
    scale: float
    address_right: float
    address_top: float
    address_bottom: float
    name_top: float
    name_bottom: float
    sender: Box
    code_below: bool
    postmark: Box = POSTMARK_ZONE
    middle: float = 1.0

    @property
    def centre(self) -> float:
        """Return the line the name stands on."""
        return self.width / 2

    @property
    def code_size(self) -> float:
        """Return the size of the recipient's code in points."""
        return CODE_SIZE if self.code.area.height < 10.0 else LARGE_CODE_SIZE

    @property
    def one_column(self) -> float:
        """Return from which length, in mm, an address reads better in two columns."""
        return 6 / 7 * (self.address_bottom - self.address_top)

    @property
    def address_sizes(self) -> tuple[float, ...]:
        """Return the sizes an address may have, largest first."""
        return sizes_between(13.0 * self.scale, SMALLEST_ADDRESS)

    @property
    def side_sizes(self) -> tuple[float, ...]:
        """Return the sizes of what stands beside a name, largest first."""
        return sizes_between(14.0 * self.scale * self.middle, SMALLEST_SIDE)

    @property
    def sender_sizes(self) -> tuple[float, ...]:
        """Return the sizes of the sender's address, largest first."""
        return sizes_between(8.0 * self.scale, SMALLEST_SENDER)

    def largest_name(self, names: int) -> float:
        """Return the largest size for so many names side by side."""
        return _half_points(NAMES.get(names, MANY_NAMES) * self.scale * self.middle)

    def yielding(self) -> Iterator[Places]:
        """Yield the places, then with a smaller middle that leaves a long address more room."""
        for middle in (1.0, 0.85, 0.7):
            yield self if middle == 1.0 else replace(self, middle=middle)

    def above(self, box: Box) -> Places:
        """Return the places with everything ending above a box along the bottom."""
        sender = self.sender
        return replace(
            self,
            address_bottom=min(self.address_bottom, box.y),
            name_bottom=min(self.name_bottom, box.y),
            sender=sender._replace(height=min(sender.bottom, box.y) - sender.y),
        )


@lru_cache(maxsize=32)
def sizes_between(largest: float, smallest: float) -> tuple[float, ...]:
    """Return the sizes to try in points, the largest first; at least the smallest itself."""
    steps = max(int((_half_points(largest) - smallest) / STEP), 0)
    return tuple(smallest + STEP * step for step in range(steps, -1, -1))


def _half_points(size: float) -> float:
    return int(size / STEP + 1e-6) * STEP


def places_of(stock: Stock) -> Places:
    """Return the places of a stock written vertically; sizes nobody listed follow its shape."""
    code = code_frame(stock)
    right, low = code.area.right, code.area.bottom
    if stock.form is Form.CARD:
        return Places(
            stock.width, stock.height, code, 1.0,
            address_right=right - 4.0, address_top=low + 6.0, address_bottom=stock.height - 10.0,
            name_top=low + 13.0, name_bottom=stock.height - 24.0,
            sender=Box(7.0, 73.0, 25.6, 46.0), code_below=True,
        )  # fmt: skip
    scale = min(stock.width / 95.0, stock.height / 140.0, 1.9)
    top, height = low + 6.5 * scale, stock.height
    sender_top = max(0.5 * height, POSTMARK_ZONE.bottom + 4.0)
    foot = height - 23.0  # the barcode's place with 2 mm around it, 15 mm above the edge
    margin = 4.0 + 0.04 * stock.width
    narrow = min(0.31 * stock.width - 2.0, max(24.0 * scale, SENDER_FRAME_WIDTH + 1.0))
    return Places(
        stock.width, height, code, scale,
        address_right=right - 4.0 * scale, address_top=top, address_bottom=foot,
        name_top=top + 0.045 * height, name_bottom=foot - 0.03 * height,
        sender=Box(margin, sender_top, narrow, foot - sender_top),
        code_below=False,
    )  # fmt: skip
