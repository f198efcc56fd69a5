"""Formes: where the faces of one side lie on its pages, and all else that stands there.

A page is a card by itself, a card within its marks, or a sheet of several; each is moved as the
printer needs it. What is made here is still geometry and frames: ``pressing`` paints it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from outreach.errors import Problem
from outreach.faces import Face
from outreach.frame import Box, Frame, Item, Matrix, Shared
from outreach.model.printer import NO_MARGINS, PLAIN_SETUP, SideSetup
from outreach.press.correction import correction, upside_down
from outreach.press.imposition import Flip, Page, cut_and_stack, is_upended, sheet_of
from outreach.press.marks import marked_page, page_marks, sheet_marks
from outreach.press.matrices import STILL, combined, moved_to, undone
from outreach.press.pdf import Laid, Volume
from outreach.press.printable import safe_box, unprintable
from outreach.press.sheets import Seat, Sheet
from outreach.press.slug import slug
from outreach.workflow.content import stock_in
from outreach.workflow.outfit import Outfit
from outreach.workflow.press_room import PressRoom, Row, Side, place

_CARDS = (Side.ADDRESS, Side.PICTURE, Side.CARDS)
_SHOWN = {Side.ADDRESS: "宛名面", Side.PICTURE: "絵柄面"}


class Leaf(NamedTuple):
    """A page to be painted, and what is wrong with it.

    ``frame`` is the page's own face (None: it could not be made), or what stands around the faces
    ``laid`` on it. ``record`` is the number of the card where the page holds just one.
    """

    frame: Frame | None
    laid: tuple[Laid, ...] | None = None
    correction: Matrix | None = None
    problems: tuple[Problem, ...] = ()
    record: str = ""

    def put_into(self, volume: Volume) -> None:
        """Make it the next page of a file."""
        if self.frame is None:
            return
        if self.laid is None:
            volume.add(self.frame, self.correction, self.record)
        else:
            volume.add_sheet(self.laid, self.frame, self.correction, self.record)


class Setting(NamedTuple):
    """A card on a page: in which place (from 0), whose it is, and its face."""

    place: int
    row: Row
    face: Face


@dataclass(frozen=True, slots=True)
class Forme:
    """What the pages of one side share.

    ``seats`` are where cards lie on a page, none: a face is the page and is moved by ``turn``.
    ``standing`` is what stands around the cards, ``correction`` what the printer needs. ``safe`` is
    what of a face in each place comes onto the paper, None where all of it does.
    """

    side: Side
    page: Page
    setup: SideSetup
    correction: Matrix | None
    turn: Matrix | None
    seats: tuple[Seat, ...] = ()
    standing: tuple[Item, ...] = ()
    safe: tuple[Box | None, ...] = (None,)

    def leaf(self, settings: Sequence[Setting], words: tuple[Item, ...] = ()) -> Leaf:
        """Return the page with these cards on it, and ``words`` in its margin."""
        problems: list[Problem] = []
        laid: list[Laid] = []
        frame = None
        for at, row, face in settings:
            problems += face.problems
            frame = face.frame
            if frame is None:
                continue
            problems += self.swallowed(at, row, frame)
            if self.seats:
                laid.append(Laid(frame, *self.seats[at]))
        record = f"{settings[0].row.no}" if len(settings) == 1 else ""
        if not self.seats:
            return Leaf(frame, None, self.turn, tuple(problems), record)
        around = Frame(self.page.trim.width, self.page.trim.height, (*self.standing, *words))
        return Leaf(around, tuple(laid), self.correction, tuple(problems), record)

    def swallowed(self, at: int, row: Row, frame: Frame) -> tuple[Problem, ...]:
        """Return what the printer would swallow of a card in this place."""
        safe = self.safe[at]
        if safe is None:
            return ()
        where = place(row.words if self.side is Side.PICTURE else row.row, row.key)
        return unprintable(frame, safe, self.setup, self.side.value, where)


def page_of(room: PressRoom, side: Side, stock: str) -> Page:
    """Return the page of a file: a sheet, a card within its marks, or what the room says."""
    outfit = room.outfit
    if side in _CARDS and outfit.sheet is not None:
        return outfit.sheet.page
    if side in _CARDS and outfit.marks and room.card is not None:
        return marked_page(room.card)
    return room.page(side, stock)


def is_reversed(outfit: Outfit, side: Side) -> bool:
    """Return whether the cards of a file stand in it from the last to the first."""
    return outfit.two_pass and outfit.reversed and side is Side.ADDRESS


def leaves(
    room: PressRoom, side: Side, stock: str, volume: int, rows: Sequence[Row]
) -> Iterator[Leaf]:
    """Yield the pages of a file of cards or envelopes, its direction pages first."""
    page = page_of(room, side, stock)
    shown = (Side.ADDRESS, Side.PICTURE) if side is Side.CARDS else (side,)
    formes = [forme_of(room.outfit, each, page) for each in shown]
    directions = room.directions(side, stock, volume, rows, page)
    for forme, frame in zip(formes, directions, strict=False):
        yield Leaf(frame, None, forme.correction)
    sheet = room.outfit.sheet if side in _CARDS else None
    if sheet is not None:
        yield from _sheets(room, sheet, side, formes, rows)
        return
    for row in reversed(rows) if is_reversed(room.outfit, side) else rows:
        for forme, face in zip(formes, room.faces(row, side), strict=True):
            yield forme.leaf((Setting(0, row, face),))


def lay_out(room: PressRoom, rows: Iterable[Row]) -> list[Problem]:
    """Return what is wrong with all faces of the cards, and with where the printer can print.

    Nothing is painted; sheets are left out of account.
    """
    formes: dict[tuple[Side, str], list[Forme]] = {}
    problems: list[Problem] = []
    for row in rows:
        stock = stock_in(row.body)
        for side in room.sides(row):
            faces = room.faces(row, side)
            problems += [problem for face in faces for problem in face.problems]
            if side is Side.LABEL or not room.outfit.setups:
                continue
            if (side, stock) not in formes:
                shown = (Side.ADDRESS, Side.PICTURE) if side is Side.CARDS else (side,)
                page = room.page(side, stock)
                formes[side, stock] = [forme_of(room.outfit, each, page) for each in shown]
            for forme, face in zip(formes[side, stock], faces, strict=True):
                if face.frame is not None:
                    problems += forme.swallowed(0, row, face.frame)
    return problems


# -- formes ---------------------------------------------------------------------------------------


def forme_of(outfit: Outfit, side: Side, page: Page) -> Forme:
    """Return what the pages of one side share."""
    setup = outfit.setups.get(side.value, PLAIN_SETUP)
    needed = _needed(setup, page)
    flip = outfit.flip if side is Side.PICTURE else None
    if side in _CARDS and outfit.sheet is not None:
        sheet = outfit.sheet
        seats, size = sheet.seats(flip), (sheet.card_width, sheet.card_height)
        marks = sheet_marks(sheet)
    elif side in _CARDS and outfit.marks:
        seats, size = (_seat(page),), (page.trim.width, page.trim.height)
        marks = page_marks(page)
    else:
        return _plain_forme(side, page, setup, needed, flip)
    standing = (Shared("marks", marks),) if marks else ()
    safe = tuple(_safe(setup, page, seat.matrix, size) for seat in seats)
    return Forme(side, page, setup, needed, None, seats, standing, safe)


def _plain_forme(
    side: Side, page: Page, setup: SideSetup, needed: Matrix | None, flip: Flip | None
) -> Forme:
    """Return the forme of pages that are a face; one behind upended paper stands on its head."""
    upended = flip is not None and is_upended(page.width, page.height, flip)
    over = upside_down(page.width, page.height) if upended else STILL
    turn = combined(over, needed or STILL)
    safe = _safe(setup, page, over, (page.width, page.height))
    return Forme(side, page, setup, needed, None if turn == STILL else turn, safe=(safe,))


def _seat(page: Page) -> Seat:
    trim, bleed = page.trim, page.bleed
    clip = Box(-bleed, -bleed, trim.width + 2 * bleed, trim.height + 2 * bleed)
    return Seat((1, 0, 0, 1, trim.x, trim.y), clip)


def _fed(page: Page) -> Matrix:
    """Return how a page goes through the printer: one that lies is turned with its right edge up.

    So drivers do it, as PostScript printers always did; profiles know paper only as it is fed.
    """
    return (0, -1, 1, 0, 0, page.width) if page.width > page.height else STILL


def _needed(setup: SideSetup, page: Page) -> Matrix | None:
    """Return what the printer needs of a page, about its upper left corner."""
    fed = _fed(page)
    needed = correction(setup, *_size_fed(page))
    if needed is None or fed == STILL:
        return needed
    return combined(combined(fed, needed), undone(fed))


def _size_fed(page: Page) -> tuple[float, float]:
    return min(page.width, page.height), max(page.width, page.height)


def _safe(setup: SideSetup, page: Page, matrix: Matrix, size: tuple[float, float]) -> Box | None:
    """Return what of a face laid there comes onto the paper, None where all of it (mm) does."""
    if setup.margins == NO_MARGINS:
        return None
    paper = safe_box(setup, *_size_fed(page))
    safe = _mapped(paper, combined(undone(_fed(page)), undone(matrix)))
    width, height = size
    whole = safe.x <= 0 and safe.y <= 0 and safe.right >= width and safe.bottom >= height
    return None if whole else safe


def _mapped(box: Box, matrix: Matrix) -> Box:
    """Return a box taken elsewhere by a matrix of quarter turns."""
    across, down = zip(
        moved_to(matrix, (box.x, box.y)), moved_to(matrix, (box.right, box.bottom)), strict=True
    )
    x, y = min(across), min(down)
    return Box(x, y, max(across) - x, max(down) - y)


# -- sheets ---------------------------------------------------------------------------------------


def _sheets(
    room: PressRoom, sheet: Sheet, side: Side, formes: Sequence[Forme], rows: Sequence[Row]
) -> Iterator[Leaf]:
    """Yield the sheets of a file, on both sides where it shows both."""
    lying = list(
        _repeated(rows, sheet) if room.outfit.repeat else _stacked(rows, sheet, room.outfit)
    )
    numbered = list(enumerate(lying, start=1))
    for number, (seated, words) in (
        reversed(numbered) if is_reversed(room.outfit, side) else numbered
    ):
        faces = {row.no: room.faces(row, side) for _, row in seated}
        for at, forme in enumerate(formes):
            settings = [Setting(place, row, faces[row.no][at]) for place, row in seated]
            whose = (room.round_id, f"第{room.batch}刷", f"{number}/{len(lying)}枚",
                     _SHOWN[forme.side])  # fmt: skip
            yield forme.leaf(settings, slug(sheet, (*whose, *words), room.plain))


Seated = list[tuple[int, Row]]


def _repeated(rows: Sequence[Row], sheet: Sheet) -> Iterator[tuple[Seated, list[str]]]:
    """Yield sheets full of one card each, with what the slug says of it."""
    for row in rows:
        yield [(at, row) for at in range(sheet.count)], [f"{row.no} 番 × {sheet.count}"]


def _stacked(
    rows: Sequence[Row], sheet: Sheet, outfit: Outfit
) -> Iterator[tuple[Seated, list[str]]]:
    """Yield sheets to be cut and stacked, with what the slug says of their piles."""
    places = sheet.count
    depth = outfit.stack or len(rows)
    for start in range(0, len(rows), places * depth):
        block = rows[start : start + places * depth]
        seated: list[Seated] = [[] for _ in range(-(-len(block) // places))]
        for row, (at, seat) in zip(block, cut_and_stack(len(block), places, depth), strict=True):
            seated[at].append((seat, row))
        piles = _piles(block, len(seated))
        for cards in seated:
            blanks = places - len(cards)
            yield cards, [*piles, f"空き {blanks}"] if blanks else piles


def _piles(block: Sequence[Row], high: int) -> list[str]:
    """Return the first and the last card of each pile of a stack so many sheets high."""
    piles = []
    for number, start in enumerate(range(0, len(block), high), start=1):
        first, last = block[start].no, block[min(start + high, len(block)) - 1].no
        piles.append(f"山{number}: {first}–{last}" if first != last else f"山{number}: {first}")
    return piles


# -- labels ---------------------------------------------------------------------------------------


class Label(NamedTuple):
    """A label: whose it is, on which page, and the upper left corner of its place there in mm."""

    row: Row
    page: int
    x: float
    y: float


def label_leaves(room: PressRoom, stock: str, labels: Sequence[Label]) -> Iterator[Leaf]:
    """Yield the pages of a file of labels."""
    page = page_of(room, Side.LABEL, stock)
    size = room.sheets[stock].label_width, room.sheets[stock].label_height
    setup = room.outfit.setups.get(Side.LABEL.value, PLAIN_SETUP)
    needed = _needed(setup, page)
    for _, on_page in groupby(labels, key=lambda label: label.page):
        placed: list[tuple[Frame, float, float]] = []
        problems: list[Problem] = []
        for row, _, x, y in on_page:
            (face,) = room.faces(row, Side.LABEL)
            problems += face.problems
            if face.frame is None:
                continue
            placed.append((face.frame, x, y))
            if (safe := _safe(setup, page, (1, 0, 0, 1, x, y), size)) is not None:
                where = place(row.row, row.key)
                problems += unprintable(face.frame, safe, setup, Side.LABEL.value, where)
        yield Leaf(sheet_of(placed, page.width, page.height), None, needed, tuple(problems))
