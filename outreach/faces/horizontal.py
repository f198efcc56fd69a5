"""The front of an envelope in horizontal writing: the envelope lies, its stamp upper right.

Conventions, after Japanese etiquette books and printers' guides: the address begins clear of the
stamp, its code above it and flush with it; the name in the middle of the envelope, largest; the
sender lower right, smallest, reaching further right than the name. The customer barcode stands by
itself directly under the name (Japan Post, 郵便番号・バーコードマニュアル p. 13).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from outreach.errors import Problem, Where
from outreach.faces import Face
from outreach.faces.greeting import new_year_mark
from outreach.faces.name_rows import (
    Sizes,
    barcode_row,
    name_block,
    no_room_for_barcode,
    note_overflow,
)
from outreach.faces.paircode import code_font, pair_mark
from outreach.faces.payment import office_problems, payment_mark
from outreach.faces.places import SMALLEST_ADDRESS, SMALLEST_NAME, SMALLEST_SENDER, sizes_between
from outreach.faces.rows import (
    PITCH,
    Cells,
    Row,
    Stacked,
    Wording,
    address_block,
    boxes_of,
    code_row,
    fitted_rows,
    height_of,
    horizontal_address,
    house_rows,
    line_cells,
    set_block,
    under_code,
    wording,
)
from outreach.faces.slant import PALE, slanted
from outreach.faces.trouble import Surface, Trouble
from outreach.fonts import Stack
from outreach.frame import Box, Frame, GlyphRun, Item, Path, Shared
from outreach.model.project import PrintSettings, Sender, Writing
from outreach.model.recipient import Addressee
from outreach.model.stock import Stock
from outreach.phrase import phrase
from outreach.units import to_mm

POSTMARK = (70.0, 35.0)  # mm, width and height of what stays empty in the stamp's corner
EDGE = 10.0  # mm: what the barcode keeps from every edge, and so does everything else
WHITE = 3.0  # mm between blocks
# Points at scale 1, the least and the most: figures 3.3-5.2 mm high; the post reads 2.4-6.0.
CODE_SIZE, LEAST_CODE, MOST_CODE = 14.0, 12.5, 20.0
ADDRESS, NAME, SENDER = 13.0, 28.0, 9.0  # points at scale 1
MANY = {1: 1.0, 2: 0.86, 3: 0.72, 4: 0.62}  # of the name's size by how many there are
SIDE = 1.1  # what stands above the name against the address
NAME_INDENT = 3.0  # em of the address that the name stands further in
SENDER_NAME, SENDER_HOUSE = 1.35, 1.1  # against the sender's address
SENDER_SHARE = 0.44  # of the envelope's width, at most


@dataclass(frozen=True, slots=True)
class LyingPlaces:
    """Where the blocks stand on an envelope that lies, in mm; ``scale`` is its type."""

    width: float
    height: float
    scale: float
    left: float
    address_top: float

    @property
    def right(self) -> float:
        """Return how far right anything may reach."""
        return self.width - EDGE

    @property
    def postmark(self) -> Box:
        """Return the corner that stays empty for stamp and postmark."""
        return Box(self.width - POSTMARK[0], 0.0, *POSTMARK)

    @property
    def code_size(self) -> float:
        """Return the size of the recipient's code in points."""
        return min(max(CODE_SIZE * self.scale, LEAST_CODE), MOST_CODE)

    @property
    def room(self) -> float:
        """Return how long a row of the address may be."""
        clear = self.address_top >= self.postmark.bottom
        return (self.right if clear else self.postmark.x - WHITE) - self.left


def lying_places(stock: Stock) -> LyingPlaces:
    """Return the places of an upright stock once it lies, in proportion to its size."""
    width, height = stock.height, stock.width
    scale = min(width / 190.0, height / 95.0, 1.7)
    # Beside the postmark there must be room for an address; else it begins below it.
    beside = width - POSTMARK[0] - WHITE - 0.11 * width
    top = max(0.25 * height, POSTMARK[1] + 1.0 if beside < 100.0 else 0.0)
    return LyingPlaces(width, height, scale, 0.11 * width, top)


class _Sender(NamedTuple):
    """A sender's block, set, and the box it fills."""

    shared: Shared
    box: Box


@dataclass(frozen=True, slots=True)
class HorizontalSide:
    """What every horizontal front of a batch shares; call ``face`` for each recipient."""

    stock: Stock
    stack: Stack
    settings: PrintSettings
    places: LyingPlaces
    senders: Mapping[str, _Sender]
    before: Shared

    def face(
        self,
        addressee: Addressee,
        sender: str,
        where: Where,
        barcode: tuple[str, ...] = (),
        code: str = "",
    ) -> Face:
        """Return the front of one envelope, lying; problems name the key, never the person.

        ``barcode`` are symbols (empty: none), ``code`` is the pair code (empty: none).
        """
        trouble = Trouble(where, Surface.ENVELOPE)
        words = wording(addressee, self.stack, trouble)
        if words is None:
            return Face(None, tuple(trouble.problems))
        by = self.senders[sender]
        bars = barcode_row(barcode, self.places.right - self.places.left) if barcode else None
        items = next(self._fitting(words, bars, by.box), None)
        if items is None and bars:
            items = next(self._fitting(words, None, by.box), None)
            trouble.problems += [no_room_for_barcode(where)] if items else []
        if items is None:
            rooms = self.places.room, self.places.right - self.places.left
            sizes = _name_sizes(words, SMALLEST_ADDRESS)
            note_overflow(words, SMALLEST_ADDRESS, rooms, sizes, trouble)
            return Face(None, tuple(trouble.problems))
        mark = self._pair_mark(code) if code else ()
        whole = (self.before, *items, by.shared, *mark)
        frame = Frame(self.places.width, self.places.height, whole)
        return Face(frame, tuple(trouble.problems))

    def _pair_mark(self, code: str) -> tuple[Item, ...]:
        writing, payment = Writing.HORIZONTAL, self.settings.payment
        return pair_mark(code, code_font(self.stack), self.stock, writing, payment)

    def _fitting(self, words: Wording, bars: Row | None, sender: Box) -> Iterator[list[Item]]:
        """Yield the items of the recipient's blocks at every size that fits, largest first."""
        for size in sizes_between(ADDRESS * self.places.scale, SMALLEST_ADDRESS):
            address = self._address(words, size)
            below = self._names(words, size, bars)
            if address is None or below is None:
                continue
            top = self.places.address_top
            if words.code and address[1:]:
                top -= address[0].row.height + address[1].gap
            lowest = top + height_of(address) + WHITE
            names = [each for each in below if each.row is not bars]
            indent = NAME_INDENT * to_mm(size)
            tops = max((self.places.height - height_of(names)) / 2, lowest), lowest
            for left in (self._left(address, names, indent), self.places.left):
                place = self._place(below, left, indent, tops, sender)
                if place is not None:
                    yield [*set_block(address, left, top), *set_block(below, *place)]

    def _address(self, words: Wording, size: float) -> list[Stacked] | None:
        address = address_block(words, size, self.places.room, SMALLEST_ADDRESS)
        if address is None or not words.code:
            return address
        return under_code(code_row(words.code, self.stack[0], self.places.code_size), address)

    def _names(self, words: Wording, size: float, bars: Row | None) -> list[Stacked] | None:
        room = self.places.right - self.places.left
        return name_block(words, room, _name_sizes(words, size), bars)

    def _left(self, address: Sequence[Stacked], names: Sequence[Stacked], indent: float) -> float:
        """Return where the address begins, so that it and the name together stand in the middle.

        It keeps its distance from the postmark, and never begins left of its usual place.
        """
        places = self.places
        across = max(each.right for each in address)
        whole = max(across, indent + max(each.right for each in names))
        middle = (places.width - whole) / 2
        return max(min(middle, places.left + places.room - across), places.left)

    def _place(
        self,
        block: Sequence[Stacked],
        left: float,
        indent: float,
        tops: Sequence[float],
        sender: Box,
    ) -> tuple[float, float] | None:
        """Return where the name's block begins: further in than the address, or flush with it.

        ``tops`` are the heights to try: the middle, and right under the address. None if it meets
        the sender or an edge.
        """
        places = self.places
        further = min(left + indent, places.right - max(each.right for each in block))
        taken = (sender.inset(-WHITE), places.postmark)
        for x in (max(further, left), left):
            for top in tops:
                boxes = boxes_of(block, x, top)
                low = boxes[-1].bottom + block[-1].row.depth
                inside = low <= places.height - EDGE and max(b.right for b in boxes) <= places.right
                if inside and not any(_meet(box, other) for box in boxes for other in taken):
                    return x, top
        return None


def horizontal_side(
    stock: Stock,
    stack: Stack,
    settings: PrintSettings,
    senders: Sequence[Sender],
    *,
    sample: bool,
) -> tuple[HorizontalSide | None, list[Problem]]:
    """Return what the fronts of this project's envelopes share, or why they cannot be set.

    ``stock`` is the envelope upright; the faces are as wide as it is high.
    """
    trouble = Trouble(Where("outreach.toml"), Surface.ENVELOPE)
    places = lying_places(stock)
    trouble.problems += office_problems(settings, senders, stack)
    blocks = {sender.id: _sender(sender, stack, places, trouble) for sender in senders}
    if trouble.problems:
        return None, trouble.problems
    before = list(payment_mark(stack, settings, stock, Writing.HORIZONTAL))
    if settings.new_year:
        before += new_year_mark(stack, stock, Writing.HORIZONTAL)
    if sample:
        middle = places.width / 2, places.height / 2
        size = 0.7 * places.height / to_mm(1.0)
        before.insert(0, slanted("見本", stack[0], size, middle, 20.0, PALE))
    shared = Shared("before", tuple(i for i in before if isinstance(i, GlyphRun | Path)))
    found = {name: block for name, block in blocks.items() if block is not None}
    return HorizontalSide(stock, stack, settings, places, found, shared), []


def _sender(sender: Sender, stack: Stack, places: LyingPlaces, trouble: Trouble) -> _Sender | None:
    """Return a sender's block, its lower right corner in that of the envelope."""
    texts = (
        horizontal_address(sender.address),
        horizontal_address(sender.building),
        sender.organisation,
        sender.name,
    )
    found = [line_cells(stack, text) for text in texts]
    lacking = [character for _, missing in found for character in missing]
    if lacking:
        trouble.missing(lacking, phrase("in the sender {name}", name=sender.id))
        return None
    for size in sizes_between(SENDER * places.scale, SMALLEST_SENDER):
        block = _sender_block(sender.postal_code, [row for row, _ in found], stack, size, places)
        if block and height_of(block) <= SENDER_SHARE * places.height:
            width, height = max(each.right for each in block), height_of(block)
            box = Box(places.right - width, places.height - EDGE - height, width, height)
            items = [i for i in set_block(block, box.x, box.y) if isinstance(i, GlyphRun | Path)]
            return _Sender(Shared(f"sender {sender.id}", tuple(items)), box)
    trouble.overflow(phrase("The sender {name}", name=sender.id), 1)
    return None


def _sender_block(
    code: str, texts: Sequence[Cells], stack: Stack, size: float, places: LyingPlaces
) -> list[Stacked] | None:
    address, building, house, name = texts
    room, em = SENDER_SHARE * places.width, to_mm(size)
    gap = (PITCH - 1) * em
    parts = (
        (fitted_rows(address, size, room), gap, 0.0),
        (fitted_rows(building, size, room - em), gap, em),
        (house_rows(house, size * SENDER_HOUSE, room), 1.4 * gap, 0.0),
        (house_rows(name, size * SENDER_NAME, room), 1.4 * gap, 0.0),
    )
    block = [Stacked(0.0, code_row(code, stack[0], size * SENDER_HOUSE))] if code else []
    for rows, above, indent in parts:
        if rows is None:
            return None
        block += [Stacked(above, row, indent) for row in rows]
    return block


def _name_sizes(words: Wording, size: float) -> Sizes:
    """Return the sizes of what belongs to the name beside an address of ``size`` points."""
    share = MANY.get(len(words.names), min(MANY.values()))
    largest = max(size * NAME / ADDRESS * share, SMALLEST_NAME)
    return Sizes(size * SIDE, int(largest * 2) / 2, SMALLEST_NAME)


def _meet(box: Box, other: Box) -> bool:
    """Return whether two boxes have a part in common."""
    across = box.x < other.right and other.x < box.right
    return across and box.y < other.bottom and other.y < box.bottom
