"""The address side of a card: postal code, address, name and sender, vertically.

Conventions (order from right to left, building one character lower, name largest in the centre,
each joint name with its own honorific): facts gathered from Japanese etiquette books; positions of
code and postmark zone: outreach/post/frames.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from outreach.errors import ExitCode, Problem, Where
from outreach.faces import Face
from outreach.faces.columns import Column, column_row, set_columns, split_row
from outreach.faces.names import CENTRE, NameBlock, name_block
from outreach.faces.postcode import (
    heading,
    recipient_code,
    recipient_code_frame,
    sender_code,
)
from outreach.faces.slant import sample_mark
from outreach.fonts import Stack
from outreach.frame import Frame, GlyphRun, Item, Path, Shared
from outreach.model.project import PrintSettings, Sender
from outreach.model.recipient import Addressee
from outreach.model.stock import Stock
from outreach.phrase import Phrase, phrase
from outreach.post.numerals import vertical_address
from outreach.typeset.shape import Cell, width_of
from outreach.units import to_mm

ADDRESS_RIGHT = 88.0  # centre of the first address column: inside the right edge of the code frame
ADDRESS_TOP = 26.0  # at least 2 mm below the code (Japan Post's reading rules)
ADDRESS_BOTTOM = 138.0
ADDRESS_SIZES = (13.0, 12.5, 12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0)  # points; 9 is the smallest
ONE_COLUMN = 96.0  # mm: longer than this, two columns read better than one
SMALLER = 0.88  # the building against the address
YIELDING = 1.5  # points the address gives up to keep a building's name in one piece
PITCH = 1.5  # em between address columns
GAP_TO_NAME = 3.5  # mm of white between the last column and the name

_AFTER_NUMBER = re.compile(r"(?<=[\d〇一二三四五六七八九番地号])[ \u3000]+(?=[^\d\s])")
_LOOSE = re.compile(r"(?<![!-~])[ \u3000]+|[ \u3000]+(?![!-~])")

SENDER_TOP = 73.0
SENDER_BOTTOM = 119.0
SENDER_RIGHT = 31.0
SENDER_LEFT = 7.0
SENDER_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0)
SENDER_NAME = 1.4  # the sender's name against the sender's address


@dataclass(frozen=True, slots=True)
class AddressSide:
    """What every address side of a batch shares; call ``face`` for each recipient.

    The sender's block and the frames are set once here, so a problem with them is found once.
    """

    stock: Stock
    stack: Stack
    settings: PrintSettings
    senders: Mapping[str, Shared]
    before: Shared

    def face(self, addressee: Addressee, sender: str, where: Where) -> Face:
        """Return the address side of one card; problems name the key, never the person."""
        trouble = _Trouble(where)
        name = name_block(addressee, self.stack, trouble)
        address = _address_columns(addressee, self, name, trouble)
        if name is None or address is None:
            return Face(None, tuple(trouble.problems))
        code = recipient_code(addressee.postal_code, self.stack[0])
        items: tuple[Item, ...] = (self.before, *code, *address, *name.runs, self.senders[sender])
        return Face(Frame(self.stock.width, self.stock.height, items), tuple(trouble.problems))


class _Trouble:
    """Collects the layout problems of one face."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self.problems: list[Problem] = []

    def missing(self, characters: Sequence[str], what: Phrase) -> None:
        """Note characters that the address font lacks."""
        names = ", ".join(_named(character) for character in characters)
        self.problems.append(
            Problem(
                ExitCode.LAYOUT,
                "glyph-missing",
                phrase(
                    "No font for the address side has {characters} ({what}).",
                    characters=names,
                    what=what,
                ),
                phrase(
                    "Add a font that has it to the folder fonts/ and name it in [fonts] address "
                    "of outreach.toml, or ask whether another form of the character is meant."
                ),
                self.where,
            )
        )

    def overflow(self, what: Phrase) -> None:
        """Note that something is too long even at the smallest size."""
        self.problems.append(
            Problem(
                ExitCode.LAYOUT,
                "does-not-fit",
                phrase(
                    "{what} is too long for the address side even at the smallest size.", what=what
                ),
                phrase("Shorten it, or move a part to another column (building, department)."),
                self.where,
            )
        )


def _named(character: str) -> str:
    codes = " ".join(f"U+{ord(c):04X}" for c in character)
    return f"{character} ({codes})"


def address_side(
    stock: Stock,
    stack: Stack,
    settings: PrintSettings,
    senders: Sequence[Sender],
    *,
    sample: bool,
) -> tuple[AddressSide | None, list[Problem]]:
    """Return what the address sides of this project share, or why its senders cannot be set."""
    trouble = _Trouble(Where("outreach.toml"))
    blocks = {
        sender.id: Shared(f"sender {sender.id}", _sender_block(sender, stack, settings, trouble))
        for sender in senders
    }
    if trouble.problems:
        return None, trouble.problems
    before: list[GlyphRun | Path] = [sample_mark(stack[0])] if sample else []
    if settings.heading:
        before += heading(stack[0])
    if settings.frame:
        before += recipient_code_frame()
    printed = Shared("before", tuple(before))
    return AddressSide(stock, stack, settings, blocks, printed), []


def address_parts(addressee: Addressee) -> tuple[str, str, str]:
    """Return (prefecture and city, street, building) as typed.

    A whole address is cut at the first blank after a house number; what follows is the building.
    """
    if addressee.city or addressee.street:
        return addressee.prefecture + addressee.city, addressee.street, addressee.building
    cut = _AFTER_NUMBER.search(addressee.address)
    head = addressee.address[: cut.start()] if cut else addressee.address
    tail = addressee.address[cut.end() :] if cut else ""
    # Between town and number a blank only parted the cells of some other program.
    return "", _LOOSE.sub("", head), " ".join(filter(None, (tail, addressee.building)))


def _address_columns(
    addressee: Addressee, side: AddressSide, name: NameBlock | None, trouble: _Trouble
) -> list[GlyphRun] | None:
    """Return the address right of the name and smaller than it, or None with the trouble noted."""
    rows: list[tuple[Cell, ...]] = []
    for part in address_parts(addressee):
        row, lacking = column_row(side.stack, vertical_address(part, side.settings.numerals))
        if lacking:
            trouble.missing(lacking, phrase("in the address"))
            return None
        rows.append(row)
    largest = name.size - 1.0 if name else ADDRESS_SIZES[0]
    best = _best_columns(rows, largest, (name.right if name else CENTRE) + GAP_TO_NAME)
    if best is None:
        trouble.overflow(phrase("The address"))
        return None
    return set_columns(best.all, ADDRESS_RIGHT, ADDRESS_TOP, best.pitch)


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

    def fit(self, limit: float) -> bool:
        """Return whether every column ends above the bottom and stands right of ``limit``."""
        left = ADDRESS_RIGHT - (len(self.all) - 1) * self.pitch - to_mm(self.size) / 2
        room = ADDRESS_BOTTOM - ADDRESS_TOP + 0.01
        return left >= limit and all(column.length <= room for column in self.all)


def _best_columns(
    rows: Sequence[tuple[Cell, ...]], largest: float, limit: float
) -> _Columns | None:
    """Return the columns at the largest size that fits, or a little smaller for the building."""
    best: _Columns | None = None
    for size in ADDRESS_SIZES:
        if size > largest or (best and best.size - size > YIELDING):
            continue
        columns = _columns_at(rows, size)
        if columns.fit(limit) and (not best or len(columns.building) < len(best.building)):
            best = columns
        if best and len(best.building) <= 1:
            break
    return best


def _columns_at(rows: Sequence[tuple[Cell, ...]], size: float) -> _Columns:
    """Return town and street in one column or two, then the building lower and smaller."""
    place, street, building = rows
    em = to_mm(size)
    room = ADDRESS_BOTTOM - ADDRESS_TOP
    if place and (width_of(place) + width_of(street)) * em > ONE_COLUMN:
        columns = [Column(place, size)]
        columns += [Column(row, size, em) for row in split_row(street, (room - em) / em)]
    else:
        columns = [Column(row, size) for row in split_row(place + street, room / em)]
    small = max(size * SMALLER, ADDRESS_SIZES[-1])
    indent = 2 * em if len(columns) > 1 else em
    pieces = split_row(building, (room - indent) / to_mm(small)) if building else []
    return _Columns(size, columns, [Column(row, small, indent) for row in pieces])


def _sender_block(
    sender: Sender, stack: Stack, settings: PrintSettings, trouble: _Trouble
) -> tuple[GlyphRun | Path, ...]:
    texts = (
        vertical_address(sender.address, settings.numerals),
        vertical_address(sender.building, settings.numerals),
        sender.organisation,
        sender.name,
    )
    rows = []
    for text in texts:
        row, lacking = column_row(stack, text)
        if lacking:
            trouble.missing(lacking, phrase("in the sender {name}", name=sender.id))
            return ()
        rows.append(row)
    for size in SENDER_SIZES:
        columns = _sender_columns(rows, size)
        runs = _set_sender(columns)
        if runs is not None:
            return (*runs, *sender_code(sender.postal_code, stack[0], frame=settings.frame))
    trouble.overflow(phrase("The sender {name}", name=sender.id))
    return ()


def _sender_columns(rows: Sequence[tuple[Cell, ...]], size: float) -> list[Column]:
    address, building, organisation, name = rows
    room = SENDER_BOTTOM - SENDER_TOP
    em = to_mm(size)
    columns = [Column(row, size) for row in split_row(address, room / em)]
    if building:
        columns += [Column(row, size, em) for row in split_row(building, room / em - 1)]
    for row, scale in ((organisation, SENDER_NAME * 0.8), (name, SENDER_NAME)):
        if row:
            length = width_of(row) * to_mm(size * scale)
            columns.append(Column(row, size * scale, max(room - length, 0.0)))
    return columns


def _set_sender(columns: Sequence[Column]) -> list[GlyphRun] | None:
    """Return the sender's runs from right to left, or None where they do not fit."""
    runs: list[GlyphRun] = []
    x = SENDER_RIGHT + to_mm(columns[0].size) / 2
    for column in columns:
        em = to_mm(column.size)
        x -= em * 0.5
        if column.length > SENDER_BOTTOM - SENDER_TOP + 0.01 or x - em / 2 < SENDER_LEFT:
            return None
        runs += set_columns([column], x, SENDER_TOP, 0.0)
        x -= em * 0.5 + em * 0.45
    return runs
