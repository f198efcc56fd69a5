"""The address side of a card or an upright envelope: code, address, name and sender, vertically.

Conventions (order from right to left, building one character lower, name largest in the centre,
each joint name with its own honorific): facts gathered from Japanese etiquette books; where things
stand: outreach/faces/places.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from outreach.errors import Problem, Where
from outreach.faces import Face
from outreach.faces.barcode import barcode_box, customer_barcode
from outreach.faces.columns import FLATTEST, Column, column_row, fitted, fitted_house, set_columns
from outreach.faces.greeting import new_year_mark
from outreach.faces.paircode import code_font, pair_mark
from outreach.faces.payment import office_problems, payment_mark
from outreach.faces.places import ABOVE_ADDRESS, SMALLEST_ADDRESS, Places, places_of
from outreach.faces.postcode import heading, recipient_code, recipient_code_frame
from outreach.faces.sender import sender_block
from outreach.faces.sides import NameBlock, name_block
from outreach.faces.slant import sample_mark
from outreach.faces.trouble import Trouble
from outreach.fonts import Stack
from outreach.frame import Frame, GlyphRun, Item, Path, Shared
from outreach.model.project import PrintSettings, Sender, Writing
from outreach.model.recipient import Addressee
from outreach.model.stock import Form, Stock
from outreach.phrase import phrase
from outreach.post.folding import NUMERALS
from outreach.post.houses import split_building
from outreach.post.numerals import vertical_address
from outreach.typeset.shape import Cell, width_of
from outreach.units import to_mm

SMALLER = 0.88  # the building against the address
YIELDING = 1.5  # points on a card the address gives up to keep a building's name in one piece
PITCH = 1.5  # em between address columns
GAP_TO_NAME = 3.5  # mm on a card of white between the last column and the name

# Before it stand only prefecture, municipality and town: 由利本荘 is no building, 三条 no number.
_FIRST_NUMBER = re.compile(rf"\d|[{NUMERALS}]+(?=丁目|番地|番(?!町|丁))")
_LOOSE = re.compile(r"(?<![!-~])[ \u3000]+|[ \u3000]+(?![!-~])")


@dataclass(frozen=True, slots=True)
class AddressSide:
    """What every address side of a batch shares; call ``face`` for each recipient.

    The sender's block and the frames are set once here, so a problem with them is found once.
    """

    stock: Stock
    stack: Stack
    settings: PrintSettings
    places: Places
    senders: Mapping[str, Shared]
    before: Shared

    def face(
        self,
        addressee: Addressee,
        sender: str,
        where: Where,
        barcode: tuple[str, ...] = (),
        code: str = "",
    ) -> Face:
        """Return the address side of one piece; problems name the key, never the person.

        ``barcode`` are the symbols of the customer barcode (empty: none), ``code`` the pair code
        (empty: none), printed where the stamp will hide it.
        """
        first: Trouble | None = None
        for places in self._places(barcode).yielding():
            trouble = Trouble(where)
            name = name_block(addressee, self.stack, places, trouble)
            address = _address_columns(addressee, self, places, name, trouble)
            if name is not None and address is not None:
                break
            first = first or trouble  # what is wrong is said of the sizes one would like to see
        else:
            return Face(None, tuple(first.problems if first else ()))
        digits = recipient_code(addressee.postal_code, self.stack[0], places.code, places.code_size)
        items: tuple[Item, ...] = (
            self.before, *digits, *address, *name.runs, self.senders[sender],
            *self._marks(barcode, code),
        )  # fmt: skip
        return Face(Frame(self.stock.width, self.stock.height, items), tuple(trouble.problems))

    def _places(self, barcode: tuple[str, ...]) -> Places:
        # Where the project wants barcodes, a piece without one looks like the rest all the same.
        if not barcode or self.settings.barcode:
            return self.places
        return self.places.above(barcode_box(self.stock))

    def _marks(self, barcode: tuple[str, ...], code: str) -> list[Item]:
        marks: list[Item] = []
        if barcode:
            marks += customer_barcode(barcode, self.stock)
        if code:
            font, payment = code_font(self.stack), self.settings.payment
            # Who has 郵便はがき on the card already may have bought it with its stamp.
            bought = self.stock.form is Form.CARD and not self.settings.heading
            marks += pair_mark(code, font, self.stock, Writing.VERTICAL, payment, printed_on=bought)
        return marks


def address_side(
    stock: Stock,
    stack: Stack,
    settings: PrintSettings,
    senders: Sequence[Sender],
    *,
    sample: bool,
) -> tuple[AddressSide | None, list[Problem]]:
    """Return what the address sides of this project share, or why they cannot be set."""
    trouble = Trouble(Where("outreach.toml"))
    places = places_of(stock)
    if settings.barcode:
        places = places.above(barcode_box(stock))
    blocks = {
        sender.id: Shared(
            f"sender {sender.id}", sender_block(sender, stack, settings, places, trouble)
        )
        for sender in senders
    }
    problems = [*trouble.problems, *office_problems(settings, senders, stack)]
    if problems:
        return None, problems
    printed = Shared("before", _before(stock, stack, settings, places, sample=sample))
    return AddressSide(stock, stack, settings, places, blocks, printed), []


def _before(
    stock: Stock, stack: Stack, settings: PrintSettings, places: Places, *, sample: bool
) -> tuple[GlyphRun | Path, ...]:
    """Return what lies under every address side: 見本, 郵便はがき, the code frame, the mark."""
    items: list[GlyphRun | Path] = []
    if sample:
        items.append(sample_mark(stack[0], places.width, places.height))
    if settings.heading and stock.form is Form.CARD:
        items += heading(stack[0], places.centre)
    if settings.frame:
        items += recipient_code_frame(places.code)
    mark = payment_mark(stack, settings, stock, Writing.VERTICAL)
    items += [item for item in mark if isinstance(item, GlyphRun | Path)]
    if settings.new_year:
        items += new_year_mark(stack, stock, Writing.VERTICAL)
    return tuple(items)


def address_parts(addressee: Addressee) -> tuple[str, str, str]:
    """Return (prefecture and city, street, building) as typed.

    A whole address is cut where its house number ends; what follows is the building.
    """
    if addressee.city or addressee.street:
        return addressee.prefecture + addressee.city, addressee.street, addressee.building
    head, tail = _at_house_number(addressee.address)
    # Between town and number a blank only parted the cells of some other program.
    return "", _LOOSE.sub("", head), " ".join(filter(None, (tail, addressee.building)))


def _at_house_number(address: str) -> tuple[str, str]:
    """Return an address up to its house number, and the building after it."""
    first = _FIRST_NUMBER.search(address)
    if first is None:
        return address, ""
    house, building = split_building(address[first.start() :])
    return (address[: first.start()] + house, building) if house else (address, "")


def _address_columns(
    addressee: Addressee,
    side: AddressSide,
    places: Places,
    name: NameBlock | None,
    trouble: Trouble,
) -> list[GlyphRun] | None:
    """Return the address right of the name and smaller than it, or None with the trouble noted."""
    rows: list[tuple[Cell, ...]] = []
    for part in address_parts(addressee):
        row, lacking = column_row(side.stack, vertical_address(part, side.settings.numerals))
        if lacking:
            trouble.missing(lacking, phrase("in the address"))
            return None
        rows.append(row)
    largest = max(name.size / ABOVE_ADDRESS, SMALLEST_ADDRESS) if name else math.inf
    limit = (name.right if name else places.centre) + GAP_TO_NAME * places.scale
    best = _best_columns(rows, largest, limit, places)
    if best is None:
        trouble.overflow(phrase("The address"), _beyond(rows, limit, places))
        return None
    return set_columns(best.all, places.address_right, places.address_top, best.pitch)


class _Columns(NamedTuple):
    """The address at one size: town and street, and the building."""

    size: float
    street: list[Column]
    building: list[Column]

    @property
    def all(self) -> list[Column]:
        return self.street + self.building

    @property
    def pitch(self) -> float:
        return PITCH * to_mm(self.size)


def _best_columns(
    rows: Sequence[tuple[Cell, ...]], largest: float, limit: float, places: Places
) -> _Columns | None:
    """Return the columns at the largest size that fits, or a little smaller for the building."""
    best: _Columns | None = None
    for size in places.address_sizes:
        if size > largest:
            continue
        if best and best.size - size > YIELDING * places.scale:
            break
        columns = _columns_at(rows, size, places)
        if columns is None or not _is_clear(columns, limit, places):
            continue
        if not best or len(columns.building) < len(best.building):
            best = columns
        if len(best.building) <= 1:
            break
    return best


def _is_clear(columns: _Columns, limit: float, places: Places) -> bool:
    """Return whether the last column stands right of ``limit``."""
    last = places.address_right - (len(columns.all) - 1) * columns.pitch
    return last - to_mm(columns.size) / 2 >= limit


def _columns_at(rows: Sequence[tuple[Cell, ...]], size: float, places: Places) -> _Columns | None:
    """Return town and street in one column or two, then the building lower and smaller."""
    place, street, building = rows
    em = to_mm(size)
    room = places.address_bottom - places.address_top
    if place and (width_of(place) + width_of(street)) * em > places.one_column:
        parts = ((place, 0.0), (street, em)) if street else ((place, 0.0),)
    else:
        parts = ((place + street, 0.0),)
    columns: list[Column] = []
    for row, indent in parts:
        found = fitted(row, size, room, indent)
        if found is None:
            return None
        columns += found
    if not building:
        return _Columns(size, columns, [])
    small = max(size * SMALLER, places.address_sizes[-1])
    below = fitted_house(building, small, room, 2 * em if len(columns) > 1 else em)
    return None if below is None else _Columns(size, columns, below)


def _beyond(rows: Sequence[tuple[Cell, ...]], limit: float, places: Places) -> float:
    """Return about how many characters are too many, condensed and at the smallest size."""
    em = to_mm(places.address_sizes[-1])
    columns = int((places.address_right - em / 2 - limit) / (PITCH * em)) + 1
    room = (places.address_bottom - places.address_top) / (em * FLATTEST)
    return sum(width_of(row) for row in rows) - columns * room
