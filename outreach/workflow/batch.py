"""A batch: the files one print made, in a folder that appears whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Self, TypeVar

from outreach import __version__
from outreach.errors import OutputError, ProblemsFoundError, errors_in
from outreach.faces.batch_sheet import SheetFile, SheetLine
from outreach.phrase import phrase
from outreach.press.imposition import Target
from outreach.workflow.batch_sheet import Frozen, Listing
from outreach.workflow.desk import Progress, cannot_write
from outreach.workflow.page_map import Runs
from outreach.workflow.piles import Piles
from outreach.workflow.press_room import PressRoom, Row, Side
from outreach.workflow.pressing import Made, Pressing, Spot, parts_of
from outreach.workflow.ways import Ways

SCHEMA = 1
COLUMNS = ("card_no", "key", "page", "volume", "stock", "label", "envelope_page", "envelope_volume",
           "code", "sheet_place")  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch is made of: its round and number, its cards and how they are to be made."""

    round_id: str
    no: int
    rows: Iterable[Row]
    total: int
    ways: Ways


@dataclass(frozen=True, slots=True)
class Finished:
    """A batch made in a folder that still waits under a temporary name."""

    folder: Path
    made: tuple[Made, ...]


class Making:
    """A batch being made in a temporary folder beside its place; gone if not put in place.

    A context manager. ``beside`` lets the caller work meanwhile, ``finish`` waits for the files.
    """

    def __init__(self, room: PressRoom, batch: Batch, place: Path, progress: Progress) -> None:
        self._place = place
        self._folder = place.parent / f".{place.name}.{os.getpid()}.tmp"
        room = replace(room, batch=batch.no)
        self._record = _Record(self._folder, batch, room)
        parts = parts_of(self._record.noted(batch.rows), self._folder)
        self._pressing = Pressing(room, parts, batch.total, progress)
        self._room = room

    def __enter__(self) -> Self:
        try:
            with self._speaking():
                self._folder.mkdir(parents=True)
                self._record.open()
                self._pressing.__enter__()
        except OutputError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._pressing.__exit__()
        self._record.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        with contextlib.suppress(OSError):  # only empty folders go: the round's, and out/
            self._folder.parent.rmdir()
            self._folder.parent.parent.rmdir()

    def beside(self, work: Iterable[T]) -> Iterator[T]:
        """Yield the caller's own work while the files are being made."""
        with self._speaking():
            yield from self._pressing.beside(work)

    def finish(self, frozen: Frozen | None = None) -> Finished:
        """Return the batch, every file on disk for certain; ``frozen``: with a batch sheet.

        Raises ProblemsFoundError where a card has an error, OutputError where the disk is full.
        """
        with self._speaking():
            made = self._pressing.finish()
            problems = list(dict.fromkeys(problem for file in made for problem in file.problems))
            if errors_in(problems):
                raise ProblemsFoundError(phrase("Some pieces cannot be set."), problems)
            self._record.finish(made, frozen)
        return Finished(self._folder, tuple(made))

    @contextlib.contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise cannot_write(self._place, error) from None


def _piles(room: PressRoom, ways: Ways, total: int) -> Piles:
    """Return what deals the pieces out; the files of pictures hold no personal data."""
    sides = ways.sides if room.card is not None else ()
    labels, outsides = (ways.label_from, ways.label_used), ways.side != "picture"
    return Piles(sides, room.sheets, labels, outsides=outsides, outfit=room.outfit, total=total)


def _fonts(room: PressRoom, made: Sequence[Made]) -> list[dict[str, str]]:
    """Return the fonts the files use, by name, with the hash of the font file."""
    names = sorted({name for file in made for name in file.fonts})
    return [{"name": name, "sha256": room.store.fonts[name].sha256} for name in names]


class _Record:
    """batch.csv, written as the cards pass by, and batch.json at the end; no clock, no names."""

    def __init__(self, folder: Path, batch: Batch, room: PressRoom) -> None:
        self.folder = folder
        self.batch = batch
        self.room = room
        self.piles = _piles(room, batch.ways, batch.total)
        self.runs: defaultdict[tuple[Side, str, int], Runs] = defaultdict(Runs)
        self.inputs = hashlib.sha256(json.dumps(batch.ways.data()).encode())
        self.listing = Listing()
        self._file: IO[str] | None = None

    def open(self) -> None:
        """Begin batch.csv."""
        self._file = (self.folder / "batch.csv").open("w", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._file)
        self._csv.writerow(COLUMNS)

    def close(self) -> None:
        """Leave batch.csv, finished or not."""
        if self._file is not None:
            self._file.close()

    def noted(self, rows: Iterable[Row]) -> Iterator[tuple[Row, Sequence[Spot]]]:
        """Yield the rows and where each stands, noted in batch.csv and in the fingerprint."""
        for row in rows:
            spots = self.piles.spots(row)
            for spot in spots:
                runs = self.runs[spot.side, spot.stock, spot.volume]
                runs.note(row.no, spot.page, spot.label or spot.place)
            code, main = self.room.code(row), spots[0]
            self._csv.writerow(self._line(row, spots, code))
            self.inputs.update(f"{row.no}\0{row.key}\0{row.body}\0".encode())
            enclosed = len(spots) > 1 and spots[-1].side is Side.ENVELOPE
            place = main.page, main.label, enclosed, code, main.place, main.volume
            self.listing.note(SheetLine(row.no, row.key, *place))
            yield row, spots

    def _line(self, row: Row, spots: Sequence[Spot], code: str) -> tuple[object, ...]:
        """Return a line of batch.csv: the page of the card, or of the envelope or label alone.

        What goes out to a print shop names nobody, not even by key.
        """
        main, *others = spots
        key = "" if self.batch.ways.target is Target.SHOP else row.key
        seat = main.place or ""
        if not others or others[-1].side is not Side.ENVELOPE:
            label = main.label or ""
            return (row.no, key, main.page, main.volume, main.stock, label, "", "", code, seat)
        envelope = others[-1]
        return (row.no, key, main.page, main.volume, envelope.stock, "", envelope.page,
                envelope.volume, code, seat)  # fmt: skip

    def finish(self, made: Sequence[Made], frozen: Frozen | None) -> None:
        """End batch.csv and write batch.json: what anyone needs to check the files.

        The batch sheet lies beside them where an address is made: pictures alone go to a shop. It
        is not in batch.json, which is the same in whichever ledger the same cards are frozen.
        """
        assert self._file is not None
        ways = self.batch.ways
        if frozen is not None and ways.side != "picture" and ways.target is not Target.SHOP:
            no, files = self.batch.no, [self._to_print(file) for file in made]
            self.listing.save(self.folder, self.batch.round_id, no, frozen, files)
        self._file.flush()
        os.fsync(self._file.fileno())
        record = {
            "schema": SCHEMA,
            "round": self.batch.round_id,
            "batch": self.batch.no,
            "tool": f"outreach {__version__}",
            "inputs_sha256": self.inputs.hexdigest(),
            "fonts": _fonts(self.room, made),
            **({"sheet": ways.sheet} if ways.sheet else {}),
            **({} if self.room.coded else {"coded": False}),
            "cards": self.listing.pieces,
            "files": [self._described(file) for file in made],
        }
        text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
        (self.folder / "batch.json").write_text(text, encoding="utf-8")

    def _to_print(self, file: Made) -> SheetFile:
        return SheetFile(file.name, file.pages, self.room.direction_pages(file.side))

    def _described(self, file: Made) -> dict[str, object]:
        """Return what batch.json says of a file; its map finds the page of every card."""
        return {
            "name": file.name,
            "side": file.side.value,
            **({"stock": file.stock} if file.stock else {}),
            "volume": file.volume,
            "pages": file.pages,
            "direction_pages": self.room.direction_pages(file.side),
            "first_card": file.first_card,
            "last_card": file.last_card,
            "sha256": file.sha256,
            "map": self.runs[file.side, file.stock, file.volume].data(),
        }


def is_intact(folder: Path) -> bool:
    """Return whether a batch folder holds every file its batch.json names, unchanged."""
    try:
        record = json.loads((folder / "batch.json").read_text(encoding="utf-8"))
        numbers_in(folder)
        return all(
            hashlib.sha256((folder / file["name"]).read_bytes()).hexdigest() == file["sha256"]
            for file in record["files"]
        )
    except (OSError, ValueError, KeyError):
        return False


def put_in_place(finished: Finished, folder: Path) -> None:
    """Give a finished batch its name. Raises OutputError where something else stands there already.

    The very same batch may stand there: a print that was cut off before the ledger heard of it.
    """
    if _is_same(finished.folder, folder):
        return
    if folder.exists() and any(folder.iterdir()):
        raise OutputError(
            phrase("{folder} is there already and is never overwritten.", folder=folder.name),
            phrase("Move it away or name another folder with -o."),
        )
    try:
        if folder.exists():
            folder.rmdir()
        finished.folder.replace(folder)
    except OSError as error:
        raise cannot_write(folder, error) from None


def _is_same(made: Path, folder: Path) -> bool:
    """Return whether a folder holds exactly the batch that was just made, unchanged."""
    try:
        same = (folder / "batch.json").read_bytes() == (made / "batch.json").read_bytes()
    except OSError:
        return False
    return same and is_intact(folder)


def numbers_in(folder: Path) -> list[int]:
    """Return the numbers of the cards in a batch, as its batch.csv lists them."""
    lines = (folder / "batch.csv").read_text(encoding="utf-8-sig").splitlines()
    return [int(line.split(",", 1)[0]) for line in lines[1:]]
