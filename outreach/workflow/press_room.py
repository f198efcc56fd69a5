"""The press room: all that the faces of a round share, gathered once, and the faces it makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from outreach.errors import Problem, Where
from outreach.faces import Face
from outreach.faces.direction import DirectionSlip, Edge, direction_page
from outreach.faces.paircode import blank_side, code_font, pair_code, picture_mark
from outreach.faces.picture import PictureSide
from outreach.faces.words import NO_SCANS
from outreach.fonts import Font, Stack
from outreach.frame import Frame
from outreach.model.card import Card
from outreach.model.project import Writing
from outreach.model.recipient import Addressee
from outreach.model.round import Message
from outreach.model.stock import STOCKS, Stock
from outreach.press.imposition import Page, Target, is_upended, plain_page, single_page
from outreach.press.pdf import Store
from outreach.workflow.content import card_of, message_in, stock_in
from outreach.workflow.handwriting import InkShelf
from outreach.workflow.outfit import HOME, Outfit
from outreach.workflow.prepare import Prepared

# What a round of plain cards never needs is loaded where it is used: labels, 横書き, barcodes.
if TYPE_CHECKING:
    from outreach.faces.label import LabelSide
    from outreach.post.labels import LabelSheet


class Side(StrEnum):
    """What the pages of a file show, in the order the files are named in.

    The faces of a card, both on alternate pages for a duplex printer, and addresses that do not
    stand on a card: on envelopes, or on sheets of labels.
    """

    ADDRESS = "address"
    PICTURE = "picture"
    CARDS = "cards"
    ENVELOPE = "envelope"
    LABEL = "label"

    @property
    def rank(self) -> int:
        """Return the place among the files of a batch."""
        return list(Side).index(self)


class Row(NamedTuple):
    """A card as it travels to a worker: number, key, content, and where its sides come from.

    ``row`` and ``words`` are "file:line" of the recipient and of the message, blank for a card
    taken from the freeze.
    """

    no: int
    key: str
    body: str
    row: str = ""
    words: str = ""


def place(text: str, key: str) -> Where:
    """Return the place a staged card names as "file:line"."""
    file, _, line = text.rpartition(":")
    return Where(file or None, int(line or 0) or None, key)


class Outside(Protocol):
    """The address side of a card or an envelope, however it is written."""

    def face(
        self,
        addressee: Addressee,
        sender: str,
        where: Where,
        barcode: tuple[str, ...] = (),
        code: str = "",
    ) -> Face:
        """Return the face of one piece."""


@dataclass(frozen=True)
class PressRoom:
    """All that the faces of a round share: settings, drawn designs, fonts.

    ``card`` is None in a round without cards; ``outsides`` are envelopes by their stock; ``scans``
    is the handwriting of single cards. ``plain`` are the fonts of what is no card's own: codes and
    direction pages. ``coded``: both sides of a card bear its code. ``batch`` is known once there is
    one.
    """

    round_id: str
    title: str
    store: Store
    font: Font
    target: Target
    card: Stock | None = None
    address: Outside | None = None
    pictures: Mapping[str, PictureSide] = field(default_factory=dict)
    outsides: Mapping[str, Outside] = field(default_factory=dict)
    labels: Mapping[str, LabelSide] = field(default_factory=dict)
    sheets: Mapping[str, LabelSheet] = field(default_factory=dict)
    writing: Writing = Writing.VERTICAL
    scans: InkShelf | None = None
    outfit: Outfit = HOME
    plain: Stack = ()
    coded: bool = True
    batch: int = 0

    def page(self, side: Side, stock: str) -> Page:
        """Return the page of a file: cards may bleed, envelopes and sheets are never trimmed."""
        if side is Side.LABEL:
            return plain_page(self.sheets[stock].width, self.sheets[stock].height)
        if side is Side.ENVELOPE:
            upright = STOCKS[stock]
            if self.writing is Writing.HORIZONTAL:
                return plain_page(upright.height, upright.width)
            return plain_page(upright.width, upright.height)
        assert self.card is not None
        return single_page(self.card, self.target)

    def sides(self, row: Row) -> tuple[Side, ...]:
        """Return what there is of a piece: the card, what its address stands on, or both."""
        stock = stock_in(row.body)
        cards = (Side.CARDS,) if self.card is not None else ()
        return (*cards, outside_of(stock)) if stock else cards

    def faces(self, row: Row, side: Side) -> list[Face]:
        """Return the faces of a piece on this side, in page order."""
        if side is Side.PICTURE:
            return [self._picture(message_in(row.body), row)]
        card = card_of(row.no, row.key, row.body)
        match side:
            case Side.ADDRESS:
                return [self._address(card, row)]
            case Side.CARDS:
                return [self._address(card, row), self._picture(card.message, row)]
            case Side.ENVELOPE:
                return [self._envelope(card, row)]
            case Side.LABEL:
                where = place(row.row, row.key)
                return [self.labels[card.stock].face(card.addressee, where, _bars(card))]

    def _address(self, card: Card, row: Row) -> Face:
        assert self.card is not None and self.address is not None
        code = self.code(row)
        if card.stock:
            return blank_side(self.card, code, self._code_font)
        where = place(row.row, row.key)
        return self.address.face(card.addressee, card.sender, where, _bars(card), code)

    def _picture(self, message: Message, row: Row) -> Face:
        """Return the picture side with the code of its card."""
        face = self.picture(message, place(row.words, row.key))
        frame = face.frame
        if frame is None or not self.coded or self.card is None:
            return face
        mark = picture_mark(self.code(row), self._code_font, self.card)
        whole = Frame(frame.width, frame.height, frame.items + mark, frame.bleed)
        return Face(whole, face.problems)

    def picture(self, message: Message, where: Where) -> Face:
        """Return the picture side of a card with these words; ``where`` names its key."""
        side = self.pictures[message.design]
        if self.scans is None or not (message.ink or message.sign):
            return side.face(message, where)
        scans = self.scans.scans(message, where.key or "")
        if isinstance(scans, Problem):
            return Face(None, (scans,))
        return side.face(message, where, scans)

    def letters(self, message: Message, where: Where) -> int:
        """Return how many characters of ordinary text surely fit on such a card; 0: it has none."""
        words = self.pictures[message.design].words
        alone = replace(message, ink="")
        shelf = self.scans
        scans = NO_SCANS if shelf is None else shelf.scans(alone, where.key or "")
        if words is None or isinstance(scans, Problem):
            return 0
        return words.room(message.lettering, scans.sign)

    def _envelope(self, card: Card, row: Row) -> Face:
        outside = self.outsides[card.stock]
        where = place(row.row, row.key)
        return outside.face(card.addressee, card.sender, where, _bars(card), self.code(row))

    @property
    def _code_font(self) -> Font:
        return code_font(self.plain or (self.font,))

    def code(self, row: Row) -> str:
        """Return the code by which the sides of a card, and its envelope, are found to be a pair.

        Blank where there is no card, or where the project wants none; a card that goes into an
        envelope always has one.
        """
        if self.card is None or not (self.coded or stock_in(row.body)):
            return ""
        return pair_code(self.round_id, row.no)

    def direction_pages(self, side: Side) -> int:
        """Return with how many direction pages a file begins: one for each side it shows."""
        if not self.outfit.direction or side is Side.LABEL:
            return 0
        return 2 if side is Side.CARDS else 1

    def directions(
        self, side: Side, stock: str, volume: int, rows: Sequence[Row], page: Page
    ) -> list[Frame]:
        """Return the direction pages of a file in order; ``rows`` are the pieces that follow."""
        shown = (Side.ADDRESS, Side.PICTURE) if side is Side.CARDS else (side,)
        by_hand = side in (Side.ADDRESS, Side.PICTURE)
        return [
            self._direction(each, stock, volume, rows, page, by_hand=by_hand)
            for each in shown[: self.direction_pages(side)]
        ]

    def _direction(
        self, side: Side, stock: str, volume: int, rows: Sequence[Row], page: Page, *, by_hand: bool
    ) -> Frame:
        outfit, shared = self.outfit, self.outfit.sheet is not None and side is not Side.ENVELOPE
        shows, piece = _SHOWN[side], "紙" if shared else "カード"
        if side is Side.ENVELOPE:
            shows, piece = (STOCKS[stock].japanese, shows[1]), "封筒"
        slip = DirectionSlip(
            self.round_id, self.batch, volume, shows, piece, rows[0].no, rows[-1].no, len(rows),
            shared=shared, paired=side is not Side.ENVELOPE, by_hand=by_hand,
        )  # fmt: skip
        # Behind paper that is turned over its head, the page stands on its head as the cards do.
        upended = side is Side.PICTURE and is_upended(page.width, page.height, outfit.flip)
        setup = outfit.setups.get(side.value)
        turned = (setup is not None and setup.rotate == 180) is not upended
        edge = Edge.first(page.width, page.height, turned=turned)
        size, fonts = (page.width, page.height), self.plain or (self.font,)
        return direction_page(slip, size, edge, fonts, upended=upended)


_SHOWN = {
    Side.ADDRESS: ("宛名面", "address side"),
    Side.PICTURE: ("絵柄面", "picture side"),
    Side.ENVELOPE: ("封筒", "envelope"),
}


def outside_of(stock: str) -> Side:
    """Return the kind of file for addresses on an envelope, or on labels."""
    return Side.ENVELOPE if stock in STOCKS else Side.LABEL


def _bars(card: Card) -> tuple[str, ...]:
    if card.barcode is None:
        return ()
    from outreach.post.barcode import symbols

    return symbols(card.addressee.postal_code, card.barcode)


def rows_of(prepared: Prepared) -> Iterator[Row]:
    """Yield the cards of a round as the files have it now, in printing order."""
    return (Row(c.no, c.key, c.body, c.row, c.words) for c in prepared.staged())
