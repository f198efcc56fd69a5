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
from dataclasses import replace
from itertools import islice
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

from outreach.errors import ExitCode, Problem, Where
from outreach.faces import Face
from outreach.press.pdf import Volume
from outreach.workflow.desk import Progress
from outreach.workflow.formes import Label, Leaf, label_leaves, leaves, page_of
from outreach.workflow.outfit import Outfit
from outreach.workflow.press_room import PressRoom, Row, Side

VOLUME = 5000  # cards a file: what a RIP digests and a person can restart
ALONE = 400  # up to this many cards one process is quicker than two
WAITING = 4  # parts beyond those being made that wait in memory, so that no worker stands idle
EVERY = 500  # items of the caller's work between two looks at the press

T = TypeVar("T")


class Spot(NamedTuple):
    """Where a piece is found: the kind of file, its volume and page, and the label on the page.

    ``stock`` is the envelope or the sheet of labels, blank for cards; ``x`` and ``y`` are the upper
    left corner of a label in mm. ``place`` is a card's on a sheet of several, from 1 along the rows
    as the address side shows them, 0: the page is all its own. Pages count from the file's first.
    """

    side: Side
    stock: str
    volume: int
    page: int
    label: int = 0
    x: float = 0.0
    y: float = 0.0
    place: int = 0


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
    page = page_of(room, part.side, part.stock)
    finish = room.outfit.finish_of(both_sides=part.side is Side.CARDS)
    volume = Volume(page, room.store, room.title, finish)
    problems: dict[Problem, None] = {}  # what is wrong with every page alike is said once
    for leaf in _leaves(room, part):
        problems |= dict.fromkeys(leaf.problems)
        leaf.put_into(volume)
    digest = ""
    if not any(problem.is_error for problem in problems):
        volume.save(part.path)
        digest = _settled(part.path)
        problems |= dict.fromkeys(_preflight(part, room.outfit))
    return Made(
        part.side, part.stock, part.volume, part.path, len(part.rows), len(volume),
        part.rows[0].no, part.rows[-1].no, digest, tuple(volume.fonts.used), tuple(problems),
    )  # fmt: skip


def _preflight(part: Part, outfit: Outfit) -> list[Problem]:
    """Return what would go wrong with a finished file in print.

    At home every page is one of ours and their stuff is what can be wrong; a shop is paid for what
    it prints, so that for one every mark on every page is looked at.
    """
    from outreach.press.preflight import preflight

    found = preflight(part.path, outfit.shop, quick=outfit.shop is None).problems
    stem = file_stem(part.side, part.stock, two_pass=outfit.two_pass)
    where = Where(f"{stem}.pdf")
    return [replace(problem, kind=ExitCode.DESIGN, where=where) for problem in found]


def _leaves(room: PressRoom, part: Part) -> Iterator[Leaf]:
    if part.side is not Side.LABEL:
        return leaves(room, part.side, part.stock, part.volume, part.rows)
    pieces = zip(part.rows, part.spots, strict=True)
    labels = [Label(row, spot.page, spot.x, spot.y) for row, spot in pieces]
    return label_leaves(room, part.stock, labels)


def faces_of(room: PressRoom, part: Part) -> Iterator[Face]:
    """Yield the pages of a part as faces: cards as they are, or labels gathered on their sheets."""
    if part.side is Side.LABEL:
        for leaf in _leaves(room, part):
            yield Face(leaf.frame, leaf.problems)
        return
    for row in part.rows:
        yield from room.faces(row, part.side)


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


# The side with more ink first: and a picture that came out badly has cost no address yet.
_PASSES = {Side.PICTURE: "pass-1", Side.ADDRESS: "pass-2"}


def file_stem(side: Side, stock: str, *, two_pass: bool = False) -> str:
    """Return what the files of a kind are called, without number and ending.

    ``two_pass``: the sides of a card are called by the order in which they go through the printer.
    """
    if not stock:
        return _PASSES[side] if two_pass and side in _PASSES else str(side)
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
        made = sorted(self._made, key=lambda made: (made.volume, made.side.rank, made.stock))
        return _named(made, two_pass=self._room.outfit.two_pass)

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


def _named(files: Sequence[Made], *, two_pass: bool) -> list[Made]:
    """Give files their names: without a number where one is the only volume of its kind."""
    several = {(file.side, file.stock) for file in files if file.volume > 1}
    named = []
    for file in files:
        stem = file_stem(file.side, file.stock, two_pass=two_pass)
        number = f"-{file.volume:04d}" if (file.side, file.stock) in several else ""
        path = file.path.with_name(f"{stem}{number}.pdf")
        if file.sha256 and path != file.path:  # nothing was saved where a piece has an error
            file.path.rename(path)
        named.append(file._replace(path=path))
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
