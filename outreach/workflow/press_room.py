"""The press room: all that the faces of a round share, gathered once, and the faces it makes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from outreach.artwork import DrawnDesign
from outreach.artwork.draw import draw_designs
from outreach.artwork.layouts import own_layouts
from outreach.errors import Problem, Where
from outreach.faces import Face
from outreach.faces.address import address_side
from outreach.faces.paircode import blank_side, pair_code
from outreach.faces.picture import Extras, PictureSide, picture_side
from outreach.faces.words import NO_SCANS
from outreach.fonts import Font
from outreach.model.card import Card
from outreach.model.design import Design
from outreach.model.project import PrintSettings, Sender, Writing
from outreach.model.recipient import Addressee
from outreach.model.round import Message
from outreach.model.stock import STOCKS, Stock
from outreach.press.imposition import Page, Target, plain_page, single_page
from outreach.press.pdf import Store
from outreach.sources.project import sender_place
from outreach.sources.stocks import own_labels
from outreach.workflow.content import card_of, message_in, stock_in
from outreach.workflow.desk import Desk
from outreach.workflow.fitting_out import at_sender, stands_in, stays_rgb
from outreach.workflow.handwriting import InkShelf
from outreach.workflow.outfit import HOME, Outfit
from outreach.workflow.prepare import Prepared
from outreach.workflow.stationery import card_stock, settings_of

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
    is the handwriting of single cards.
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
            return [self.picture(message_in(row.body), place(row.words, row.key))]
        card = card_of(row.no, row.key, row.body)
        match side:
            case Side.ADDRESS:
                return [self._address(card, row)]
            case Side.CARDS:
                return [
                    self._address(card, row),
                    self.picture(card.message, place(row.words, row.key)),
                ]
            case Side.ENVELOPE:
                return [self._envelope(card, row)]
            case Side.LABEL:
                where = place(row.row, row.key)
                return [self.labels[card.stock].face(card.addressee, where, _bars(card))]

    def _address(self, card: Card, row: Row) -> Face:
        assert self.card is not None and self.address is not None
        if card.stock:
            return blank_side(self.card, self._pair(card), self.font)
        where = place(row.row, row.key)
        return self.address.face(card.addressee, card.sender, where, _bars(card))

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
        code = self._pair(card) if self.card is not None else ""
        where = place(row.row, row.key)
        return outside.face(card.addressee, card.sender, where, _bars(card), code)

    def _pair(self, card: Card) -> str:
        """Return the code by which a card and its envelope are found to belong together."""
        return pair_code(self.round_id, card.no)


def outside_of(stock: str) -> Side:
    """Return the kind of file for addresses on an envelope, or on labels."""
    return Side.ENVELOPE if stock in STOCKS else Side.LABEL


def _bars(card: Card) -> tuple[str, ...]:
    if card.barcode is None:
        return ()
    from outreach.post.barcode import symbols

    return symbols(card.addressee.postal_code, card.barcode)


def room_for(
    prepared: Prepared, target: Target, *, designs: Collection[str] | None = None, title: str = ""
) -> tuple[PressRoom | None, list[Problem]]:
    """Return the press room of a round, or None with the errors.

    ``designs`` are the names of those that are needed, None for all.
    """
    drawn = [
        design for name, design in prepared.designs.items() if designs is None or name in designs
    ]
    plan = prepared.round
    settings = settings_of(prepared.desk.project, plan)
    builder = _Builder(prepared.desk, settings, target, prepared.senders)
    if (stock := card_stock(plan)) is not None:
        builder.cards(stock, drawn, Extras(plan.qr, plan.ruling, plan.id, target is Target.SHOP))
    builder.letterings(prepared.facts.letterings)
    builder.outsides(prepared.facts.separate_stocks)
    return builder.room(plan.id, title or plan.id)


def open_press_room(
    desk: Desk, stock: Stock, designs: Collection[Design], qr: str, target: Target, title: str
) -> tuple[PressRoom | None, list[Problem]]:
    """Return a press room for cards of these designs, or None with the errors."""
    builder = _Builder(desk, desk.project.printing, target, {"": {desk.project.sender}})
    builder.cards(stock, designs, Extras(qr, solid=target is Target.SHOP))
    return builder.room(title, title)


class _Builder:
    """Gathers the sides of a press room, and everything that is wrong with them.

    ``senders`` are the names of those whose mail goes out on each envelope, blank for a card.
    """

    def __init__(
        self,
        desk: Desk,
        settings: PrintSettings,
        target: Target,
        senders: Mapping[str, Collection[str]],
    ) -> None:
        self._desk = desk
        self._settings = settings
        self._target = target
        self._senders = senders
        self._card: Stock | None = None
        self._address: Outside | None = None
        self._pictures: dict[str, PictureSide] = {}
        self._artwork: dict[str, bytes] = {}
        self._outsides: dict[str, Outside] = {}
        self._labels: dict[str, LabelSide] = {}
        self._sheets: dict[str, LabelSheet] = {}
        self._problems: list[Problem] = []
        self._complete = True

    def cards(self, stock: Stock, designs: Collection[Design], extras: Extras) -> None:
        """Make both sides of the cards."""
        self._card = stock
        self._address = self._outside(stock, Writing.VERTICAL, self._senders.get("", ()))
        if self._target is Target.SHOP:
            self._problems += [stays_rgb(design) for design in designs if design.pictures]
        root, cache = self._desk.project.root, self._desk.project.state_folder / "cache"
        drawn = draw_designs(
            list(designs), stock, self._target.value, cache, [own_layouts(root)]
        )  # fmt: skip
        for design, (drawing, found) in zip(designs, drawn, strict=True):
            self._problems += found
            self._picture(stock, design, drawing, extras)

    def letterings(self, names: Iterable[str]) -> None:
        """Note which of the letterings are made of another font than the one they are meant for."""
        fonts = self._desk.fonts
        self._problems += [
            stands_in(fonts, name) for name in names if name and fonts.is_substituted(name)
        ]

    def outsides(self, stocks: Iterable[str]) -> None:
        """Make what addresses stand on apart from cards: envelopes and labels."""
        for name in stocks:
            if name not in STOCKS:
                self._label(name)
                continue
            senders = self._senders.get(name, ())
            if outside := self._outside(STOCKS[name], self._settings.writing, senders):
                self._outsides[name] = outside

    def _label(self, name: str) -> None:
        from outreach.faces.label import label_side
        from outreach.post.labels import load_labels

        project, stack = self._desk.project, self._desk.fonts["address"]
        self._sheets[name] = sheet = load_labels(own_labels(project.root))[name]
        side = label_side(sheet, stack, self._settings, sample=project.sample)
        self._labels[name] = side
        self._problems += side.problems

    def room(self, round_id: str, title: str) -> tuple[PressRoom | None, list[Problem]]:
        """Return the room with everything made so far."""
        if not self._complete:
            return None, self._problems
        fonts = self._desk.fonts
        scans = InkShelf(self._desk.project, round_id, self._target.value)
        store = Store({font.id: font for font in fonts.fonts}, self._artwork, scans)
        room = PressRoom(
            round_id, title, store, fonts["address"][0], self._target, self._card, self._address,
            self._pictures, self._outsides, self._labels, self._sheets, self._settings.writing,
            scans,
        )  # fmt: skip
        return room, self._problems

    def _outside(self, stock: Stock, writing: Writing, names: Collection[str]) -> Outside | None:
        project = self._desk.project
        senders = [sender for name, sender in project.senders.items() if name in names]
        side, problems = self._made(stock, writing, senders)
        self._problems += problems if side else self._blamed(stock, writing, senders)
        self._complete = self._complete and side is not None
        return side

    def _made(
        self, stock: Stock, writing: Writing, senders: Sequence[Sender]
    ) -> tuple[Outside | None, list[Problem]]:
        make: Callable[..., tuple[Outside | None, list[Problem]]] = address_side
        if writing is Writing.HORIZONTAL:
            from outreach.faces.horizontal import horizontal_side

            make = horizontal_side
        stack, sample = self._desk.fonts["address"], self._desk.project.sample
        return make(stock, stack, self._settings, senders, sample=sample)

    def _blamed(
        self, stock: Stock, writing: Writing, senders: Sequence[Sender]
    ) -> Iterator[Problem]:
        """Yield what is wrong with all senders alike, then with each at its own table."""
        _, shared = self._made(stock, writing, [])
        yield from shared
        for sender in senders:
            where = sender_place(self._desk.project.root, sender.id)
            for problem in self._made(stock, writing, [sender])[1]:
                if problem not in shared:
                    yield at_sender(problem, where, sender.id, stock)

    def _picture(
        self, stock: Stock, design: Design, drawn: DrawnDesign | None, extras: Extras
    ) -> None:
        side = None
        if drawn is not None:
            side, found = picture_side(stock, design, drawn, self._desk.fonts, extras)
            self._problems += found
            self._artwork[drawn.name] = drawn.pdf
        if side is None:
            self._complete = False
        else:
            self._pictures[design.name] = side


def rows_of(prepared: Prepared) -> Iterator[Row]:
    """Yield the cards of a round as the files have it now, in printing order."""
    return (Row(c.no, c.key, c.body, c.row, c.words) for c in prepared.staged())


def lay_out(room: PressRoom, rows: Iterable[Row]) -> list[Problem]:
    """Return what is wrong with all faces of the cards; nothing is painted."""
    return [
        problem
        for row in rows
        for side in room.sides(row)
        for face in room.faces(row, side)
        for problem in face.problems
    ]
