"""The faces of a round made into volumes: card by card, volume by volume, on all processors."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
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
from outreach.press.pdf import Store, Volume
from outreach.workflow.content import card_of
from outreach.workflow.desk import Desk, Progress
from outreach.workflow.prepare import Prepared

VOLUME = 5000  # cards a file: what a RIP digests and a person can restart
ALONE = 400  # up to this many cards one process is quicker than two


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


class Part(NamedTuple):
    """A file to be made: which side of which cards, and where to."""

    side: Side
    volume: int
    path: Path
    rows: list[Row]


class Made(NamedTuple):
    """A file as made, with what was wrong; nothing is saved where a card has an error."""

    side: Side
    volume: int
    name: str
    pages: int
    first_card: int
    last_card: int
    sha256: str
    problems: tuple[Problem, ...]


def rows_of(prepared: Prepared) -> Iterator[Row]:
    """Yield the cards of a round as the files have it now, in printing order."""
    return (Row(c.no, c.key, c.body, c.row, c.words) for c in prepared.staged())


def lay_out(room: PressRoom, rows: Iterable[Row], side: Side = Side.CARDS) -> list[Problem]:
    """Return what is wrong with the faces of the cards; nothing is painted."""
    return [problem for row in rows for face in room.faces(row, side) for problem in face.problems]


def make_part(room: PressRoom, part: Part) -> Made:
    """Make one file. Raises OSError where the disk does not take it."""
    volume = Volume(room.page, room.store, room.title)
    problems: list[Problem] = []
    for row in part.rows:
        for face in room.faces(row, part.side):
            problems += face.problems
            if face.frame is not None:
                volume.add(face.frame)
    digest = ""
    if not any(problem.is_error for problem in problems):
        volume.save(part.path)
        digest = _settled(part.path)
    return Made(
        part.side, part.volume, part.path.name, len(volume), part.rows[0].no, part.rows[-1].no,
        digest, tuple(problems),
    )  # fmt: skip


def _settled(path: Path) -> str:
    """Return the hash of a file after the disk has it for certain."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def parts_of(
    rows: Iterable[Row], sides: Sequence[Side], folder: Path, total: int
) -> Iterator[Part]:
    """Yield the files to be made of ``rows``, volume by volume; only one volume is held."""
    numbered = total > VOLUME
    stream = iter(rows)
    volume = 0
    while chunk := list(islice(stream, VOLUME)):
        volume += 1
        for side in sides:
            name = f"{side}-{volume:04d}.pdf" if numbered else f"{side}.pdf"
            yield Part(side, volume, folder / name, chunk)


def make_parts(
    room: PressRoom, parts: Iterable[Part], total: int, progress: Progress
) -> list[Made]:
    """Make all files, on every processor where it pays; returns them in order of volume, side."""
    if total <= ALONE:
        made = []
        for part in parts:
            made.append(make_part(room, part))
            progress(made[-1].last_card, total)
        return made
    return sorted(_share_out(room, parts, total, progress), key=lambda m: (m.volume, m.side))


_room: PressRoom | None = None


def _enter(room: PressRoom) -> None:
    global _room
    _room = room


def _work(part: Part) -> Made:
    assert _room is not None
    return make_part(_room, part)


def _share_out(
    room: PressRoom, parts: Iterable[Part], total: int, progress: Progress
) -> Iterator[Made]:
    """Yield files as they are finished; at most one part more than workers is in the air."""
    workers = max(os.cpu_count() or 1, 1)
    # Forked workers share the fonts' memory with us; where there is no fork they open their own.
    method = "fork" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(method)
    stream = iter(parts)
    done = 0
    with ProcessPoolExecutor(workers, context, _enter, (room,)) as pool:
        flying: set[Future[Made]] = {
            pool.submit(_work, part) for part in islice(stream, workers + 1)
        }
        while flying:
            landed, flying = wait(flying, return_when=FIRST_COMPLETED)
            for future in landed:
                made = future.result()
                done += made.last_card - made.first_card + 1
                progress(min(done // 2, total), total)
                yield made
                flying.update(pool.submit(_work, part) for part in islice(stream, 1))
