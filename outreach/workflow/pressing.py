"""Files being made: volume by volume, one worker a file, on all processors.

The faces need no more than what travels in a ``Row``, so files are made side by side, and while
they are, the caller can do its own work (the freeze) and let the press go on in between.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import groupby, islice
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

from outreach.errors import Problem
from outreach.faces import Face
from outreach.frame import Frame
from outreach.press.imposition import sheet_of
from outreach.press.pdf import Volume
from outreach.workflow.desk import Progress
from outreach.workflow.press_room import PressRoom, Row, Side

VOLUME = 5000  # cards a file: what a RIP digests and a person can restart
ALONE = 400  # up to this many cards one process is quicker than two
WAITING = 4  # parts beyond those being made that wait in memory, so that no worker stands idle
EVERY = 500  # items of the caller's work between two looks at the press

T = TypeVar("T")


class Spot(NamedTuple):
    """Where a piece is found: the kind of file, its volume and page, and the label on the page.

    ``stock`` is the envelope or the sheet of labels, blank for cards; ``x`` and ``y`` are the upper
    left corner of a label in mm.
    """

    side: Side
    stock: str
    volume: int
    page: int
    label: int = 0
    x: float = 0.0
    y: float = 0.0


class Part(NamedTuple):
    """A file to be made: what of which pieces, and where to; ``spots`` are those of labels."""

    side: Side
    stock: str
    volume: int
    path: Path
    rows: list[Row]
    spots: list[Spot]


class Made(NamedTuple):
    """A file as made, with what was wrong; nothing is saved where a card has an error."""

    side: Side
    stock: str
    volume: int
    path: Path
    pieces: int
    pages: int
    first_card: int
    last_card: int
    sha256: str
    fonts: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return self.path.name


def make_part(room: PressRoom, part: Part) -> Made:
    """Make one file. Raises OSError where the disk does not take it."""
    volume = Volume(room.page(part.side, part.stock), room.store, room.title, room.outfit.finish)
    problems: list[Problem] = []
    for face in faces_of(room, part):
        problems += face.problems
        if face.frame is not None:
            volume.add(face.frame)
    digest = ""
    if not any(problem.is_error for problem in problems):
        volume.save(part.path)
        digest = _settled(part.path)
    return Made(
        part.side, part.stock, part.volume, part.path, len(part.rows), len(volume),
        part.rows[0].no, part.rows[-1].no, digest, tuple(volume.fonts.used), tuple(problems),
    )  # fmt: skip


def faces_of(room: PressRoom, part: Part) -> Iterator[Face]:
    """Yield the pages of a part: faces as they are, or labels gathered on their sheets."""
    if part.side is not Side.LABEL:
        for row in part.rows:
            yield from room.faces(row, part.side)
        return
    sheet = room.sheets[part.stock]
    for _, pieces in groupby(zip(part.rows, part.spots, strict=True), key=_sheet_number):
        placed: list[tuple[Frame, float, float]] = []
        problems: list[Problem] = []
        for row, spot in pieces:
            for face in room.faces(row, part.side):
                problems += face.problems
                if face.frame is not None:
                    placed.append((face.frame, spot.x, spot.y))
        yield Face(sheet_of(placed, sheet.width, sheet.height), tuple(problems))


def _sheet_number(piece: tuple[Row, Spot]) -> int:
    return piece[1].page


def _settled(path: Path) -> str:
    """Return the hash of a file after the disk has it for certain."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def parts_of(pieces: Iterable[tuple[Row, Sequence[Spot]]], folder: Path) -> Iterator[Part]:
    """Yield the files to be made, volume by volume; of each kind only one volume is held.

    All are numbered here: how many volumes there will be is not known before the last row.
    """
    open_parts: dict[tuple[Side, str], Part] = {}
    for row, spots in pieces:
        for spot in spots:
            kind = spot.side, spot.stock
            part = open_parts.get(kind)
            if part is None or part.volume != spot.volume:
                if part is not None:
                    yield part
                part = open_parts[kind] = Part(*kind, spot.volume, _path(folder, spot), [], [])
            part.rows.append(row)
            if spot.label:
                part.spots.append(spot)
    yield from open_parts.values()


def file_stem(side: Side, stock: str) -> str:
    """Return what the files of a kind are called, without number and ending."""
    if not stock:
        return str(side)
    return f"envelopes-{stock}" if side is Side.ENVELOPE else f"labels-{stock}"


def _path(folder: Path, spot: Spot) -> Path:
    return folder / f"{file_stem(spot.side, spot.stock)}-{spot.volume:04d}.pdf"


class Pressing:
    """The parts of a batch being made; a context manager. Nobody waits until ``finish``.

    Up to ``ALONE`` cards are made right here when finished; more by one worker a processor.
    """

    def __init__(
        self, room: PressRoom, parts: Iterable[Part], total: int, progress: Progress
    ) -> None:
        self._room = room
        self._parts = iter(parts)
        self._total = total
        self._progress = progress
        self._made: list[Made] = []
        self._flying: set[Future[Made]] = set()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self._total > ALONE:
            gc.disable()  # here, too, cards pass by as small tuples without cycles
            workers = os.cpu_count() or 1
            # Forked workers share our memory; where there is no fork they open the fonts anew.
            method = "fork" if sys.platform == "linux" else "spawn"
            context = multiprocessing.get_context(method)
            self._pool = ProcessPoolExecutor(workers, context, _enter, (self._room,))
            self._submit(workers + WAITING)
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            gc.enable()

    def beside(self, work: Iterable[T]) -> Iterator[T]:
        """Yield the caller's own work, and keep the workers supplied meanwhile."""
        for count, item in enumerate(work, start=1):
            if count % EVERY == 0:
                self._collect([future for future in self._flying if future.done()])
            yield item

    def finish(self) -> list[Made]:
        """Return every file in order of volume and side, once all are made and named.

        Raises OSError where the disk does not take one.
        """
        if self._pool is None:
            for part in self._parts:
                self._note(make_part(self._room, part))
        while self._flying:
            self._collect(wait(self._flying, return_when=FIRST_COMPLETED).done)
        return _named(
            sorted(self._made, key=lambda made: (made.volume, made.side.rank, made.stock))
        )

    def _collect(self, landed: Iterable[Future[Made]]) -> None:
        for future in landed:
            self._flying.discard(future)
            self._note(future.result())
            self._submit(1)

    def _submit(self, count: int) -> None:
        assert self._pool is not None
        for part in islice(self._parts, count):
            self._flying.add(self._pool.submit(_work, part))

    def _note(self, made: Made) -> None:
        self._made.append(made)
        done = Counter[tuple[Side, str]]()
        for each in self._made:
            done[each.side, each.stock] += each.pieces
        self._progress(min(max(done.values()), self._total), self._total)


def _named(files: Sequence[Made]) -> list[Made]:
    """Take the number off the name of a file that is the only volume of its kind."""
    several = {(file.side, file.stock) for file in files if file.volume > 1}
    named = []
    for file in files:
        if (file.side, file.stock) not in several:
            path = file.path.with_name(f"{file_stem(file.side, file.stock)}.pdf")
            if file.sha256:  # nothing was saved where a piece has an error
                file.path.rename(path)
            file = file._replace(path=path)
        named.append(file)
    return named


_room: PressRoom | None = None  # in a worker: the room it works in


def _enter(room: PressRoom) -> None:
    global _room
    _room = room
    gc.disable()  # millions of small tuples and no cycles within a file: see _work
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when the program that started it is gone, even killed: it would wait."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _work(part: Part) -> Made:
    assert _room is not None
    made = make_part(_room, part)
    gc.collect()  # what a finished file leaves behind
    return made
