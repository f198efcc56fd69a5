"""Furnishing the press room: its sides, designs and fonts gathered, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.artwork import DrawnDesign
from outreach.artwork.draw import draw_designs
from outreach.artwork.inks import Inks, default_profile
from outreach.artwork.layouts import own_layouts
from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.faces.address import address_side
from outreach.faces.picture import Extras, PictureSide, picture_side
from outreach.fonts import FontSet
from outreach.model.design import Design
from outreach.model.project import PrintSettings, Sender, Writing
from outreach.model.stock import STOCKS, Stock
from outreach.model.words import LETTERINGS, stock_words
from outreach.phrase import phrase
from outreach.press.imposition import Target
from outreach.press.pdf import Store
from outreach.sources.project import sender_place
from outreach.sources.stocks import own_labels
from outreach.workflow.desk import Desk
from outreach.workflow.handwriting import InkShelf
from outreach.workflow.prepare import Prepared
from outreach.workflow.press_room import Outside, PressRoom
from outreach.workflow.stationery import card_stock, settings_of

# What a round of plain cards never needs is loaded where it is used: labels, 横書き.
if TYPE_CHECKING:
    from outreach.faces.label import LabelSide
    from outreach.post.labels import LabelSheet


def room_for(
    prepared: Prepared,
    target: Target,
    *,
    designs: Collection[str] | None = None,
    title: str = "",
    inks: Inks | None = None,
) -> tuple[PressRoom | None, list[Problem]]:
    """Return the press room of a round, or None with the errors.

    ``designs`` are the names of those that are needed, None for all. ``inks`` are those of a shop's
    press, which pictures are separated into; unless given, of the one that comes along.
    """
    drawn = [
        design for name, design in prepared.designs.items() if designs is None or name in designs
    ]
    plan = prepared.round
    settings = settings_of(prepared.desk.project, plan)
    builder = _Builder(prepared.desk, settings, target, prepared.senders, inks)
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
        inks: Inks | None = None,
    ) -> None:
        self._inks = inks or (Inks(default_profile()) if target is Target.SHOP else None)
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
        root, cache = self._desk.project.root, self._desk.project.state_folder / "cache"
        drawn = draw_designs(
            list(designs), stock, self._target.value, cache, [own_layouts(root)]
        )  # fmt: skip
        if self._inks is not None:
            from outreach.workflow.separating import separated_designs

            drawn = separated_designs(list(designs), drawn, self._inks, cache)
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
            scans, plain=(*fonts["credit"], *fonts["address"]),
            coded=self._settings.pair_code,
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


# -- what is wrong with what it is fitted out with ------------------------------------------------


def at_sender(problem: Problem, where: Where, name: str, stock: Stock) -> Problem:
    """Return what a face found wrong with a sender, with the place and a hint that fits one."""
    if problem.code != "does-not-fit":
        return replace(problem, where=where)
    hint = phrase(
        "It must fit on: {stock}. Shorten it in [sender.{name}], or move the house and the floor "
        'to building = "…".',
        stock=stock_words(stock.name),
        name=name,
    )
    return replace(problem, where=where, hint=hint)


def stands_in(fonts: FontSet, lettering: str) -> Problem:
    """Return the warning for a lettering made of another font than the one it is meant for."""
    font = fonts.wanted[lettering]
    return Problem(
        ExitCode.LAYOUT,
        "font-absent",
        phrase("Lettering “{words}”: {font} is not installed.",
               words=LETTERINGS[lettering], font=font),
        phrase("outreach doctor says how to get it; until then another font is used."),
        severity=Severity.WARNING,
    )  # fmt: skip
