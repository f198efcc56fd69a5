"""The faces of a round made into volumes: card by card, volume by volume, on all processors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from outreach.artwork.draw import draw_design
from outreach.artwork.layouts import own_layouts
from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.faces import Face
from outreach.faces.address import AddressSide, address_side
from outreach.faces.picture import PictureSide, picture_side
from outreach.model.design import Design
from outreach.model.stock import Stock
from outreach.phrase import phrase
from outreach.press.imposition import Page, Target, single_page
from outreach.press.pdf import Store
from outreach.workflow.content import card_of
from outreach.workflow.desk import Desk
from outreach.workflow.prepare import Prepared


class Side(StrEnum):
    """The faces of a card, and both on alternate pages for a duplex printer."""

    ADDRESS = "address"
    PICTURE = "picture"
    CARDS = "cards"


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


@dataclass(frozen=True)
class PressRoom:
    """All that the faces of a round share: settings, drawn designs, fonts."""

    page: Page
    store: Store
    address: AddressSide
    pictures: Mapping[str, PictureSide]
    title: str

    def faces(self, row: Row, side: Side) -> list[Face]:
        """Return the faces of a card on this side, in page order."""
        card = card_of(row.no, row.key, row.body)
        faces = []
        if side is not Side.PICTURE:
            where = place(row.row, row.key)
            faces.append(self.address.face(card.addressee, card.sender, where))
        if side is not Side.ADDRESS:
            where = place(row.words, row.key)
            faces.append(self.pictures[card.message.design].face(card.message, where))
        return faces


def open_press_room(
    desk: Desk, stock: Stock, designs: Collection[Design], qr: str, target: Target, title: str
) -> tuple[PressRoom | None, list[Problem]]:
    """Return the press room with every design drawn, or None with the errors."""
    project, fonts = desk.project, desk.fonts
    shop = [_stays_rgb(design) for design in designs if target is Target.SHOP and design.pictures]
    address, problems = address_side(
        stock, fonts["address"], project.printing, list(project.senders.values()),
        sample=project.sample,
    )  # fmt: skip
    problems += shop
    pictures: dict[str, PictureSide] = {}
    artwork: dict[str, bytes] = {}
    complete = address is not None
    for design in designs:
        drawn, found = draw_design(
            design, stock, target.value, project.state_folder / "cache",
            [own_layouts(project.root)],
        )  # fmt: skip
        problems += found
        if drawn is None:
            complete = False
            continue
        side, found = picture_side(stock, design, drawn, fonts.roles, qr)
        problems += found
        artwork[drawn.name] = drawn.pdf
        if side is None:
            complete = False
        else:
            pictures[design.name] = side
    if address is None or not complete:
        return None, problems
    store = Store({font.id: font for font in fonts.fonts}, artwork)
    return PressRoom(single_page(stock, target), store, address, pictures, title), problems


def _stays_rgb(design: Design) -> Problem:
    return Problem(
        ExitCode.DESIGN,
        "picture-stays-rgb",
        phrase("The picture stays in sRGB; only text, lines and plain tones are in CMYK."),
        phrase("Ask the print shop whether it converts pictures, or print at home."),
        Where(f"designs/{design.name}/design.toml"),
        Severity.WARNING,
    )


def rows_of(prepared: Prepared) -> Iterator[Row]:
    """Yield the cards of a round as the files have it now, in printing order."""
    return (Row(c.no, c.key, c.body, c.row, c.words) for c in prepared.staged())


def lay_out(room: PressRoom, rows: Iterable[Row], side: Side = Side.CARDS) -> list[Problem]:
    """Return what is wrong with the faces of the cards; nothing is painted."""
    return [problem for row in rows for face in room.faces(row, side) for problem in face.problems]
