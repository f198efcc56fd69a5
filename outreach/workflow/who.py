"""who: everything that is held about one person, from every file and from the ledger.

It answers a request for disclosure (個人情報保護法 33 条), so nothing is left out because it is
odd: rows with errors, cards that were printed anew, entries that were undone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from outreach.errors import Problem, SourceError
from outreach.ledger import Ledger
from outreach.ledger.inquiry import KeptContent, KeptIdentity
from outreach.model.card import Card
from outreach.model.event import Event, EventKind
from outreach.model.project import Sender
from outreach.model.standing import Standing
from outreach.phrase import phrase
from outreach.sources.columns import MESSAGE_COLUMNS
from outreach.sources.mentions import Mention, mentions_in, mentions_in_book
from outreach.sources.rounds import FOLDER, MESSAGES_FILE, load_round, round_ids
from outreach.workflow.content import card_of
from outreach.workflow.desk import Desk
from outreach.workflow.hands import load_record, record_file
from outreach.workflow.handwriting import ink_file


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the ledger, the words kept beside it, and the number of the one that undid it."""

    event: Event
    note: str
    undone: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece as it was frozen for the person; ``card`` None where its content was erased.

    ``posted`` is the day it went out, None where it did not.
    """

    round: str
    card_no: int
    batch: int
    posted: date | None
    card: Card | None


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """A folder of printed files whose batch.csv names the person, and those they are in."""

    folder: str
    line: int
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Everything that is held about one person.

    ``rows`` are those of the address book, ``messages`` those of the rounds; ``lists`` are the
    round files that name the key, ``scans`` the pictures of handwriting for it. ``shops`` are
    (round, batch, side) of what was made for a print shop with a card of theirs in it. ``unread``
    are files nobody could look into; ``senders`` are the project's, by the names pieces keep.
    """

    key: str
    rows: tuple[Mention, ...]
    identity: KeptIdentity | None
    standing: Standing
    entries: tuple[Entry, ...]
    pieces: tuple[Piece, ...]
    messages: tuple[Mention, ...]
    lists: tuple[str, ...]
    scans: tuple[str, ...]
    printed: tuple[PrintedFile, ...]
    shops: tuple[tuple[str, int, str], ...]
    unread: tuple[str, ...]
    senders: Mapping[str, Sender]

    @property
    def posted(self) -> int:
        """Return how many pieces were handed to the post."""
        return len({(each.round, each.card_no) for each in self.pieces if each.posted})


def person_held(desk: Desk, key: str) -> Person:
    """Return everything that is held about the person of a key, whatever its case.

    Raises SourceError where neither a file nor the ledger has the key.
    """
    search = _Search(desk, key)
    with desk.read_ledger(damaged=True) as ledger:
        found = search.person(ledger)
    if not (found.rows or found.entries or found.messages or found.lists or found.identity):
        raise SourceError(
            phrase("No file and no entry of the ledger has the key {key}.", key=key),
            phrase("Look for the person: outreach recipients find TEXT"),
        )
    return found


class _Search:
    """Looks for one key through a project."""

    def __init__(self, desk: Desk, key: str) -> None:
        self._desk = desk
        self._root = desk.project.root
        self._key = key
        self._unread: list[str] = []

    def person(self, ledger: Ledger) -> Person:
        """Return what there is."""
        known = (each for each in ledger.known_keys() if each.lower() == self._key.lower())
        self._key = next(known, self._key)
        entries = tuple(_entries(ledger, self._key))
        pieces = tuple(_pieces(ledger.contents_of(self._key), entries))
        return Person(
            self._key,
            rows=self._mentions(mentions_in_book(self._root, self._key)),
            identity=ledger.identity_of(self._key),
            standing=ledger.standings([self._key])[self._key],
            entries=entries,
            pieces=pieces,
            messages=tuple(each for name in self._rounds() for each in self._messages(name)),
            lists=tuple(self._lists()),
            scans=tuple(self._scans()),
            printed=tuple(self._printed(pieces)),
            shops=tuple(_shops(entries)),
            unread=tuple(dict.fromkeys(self._unread)),
            senders=self._desk.project.senders,
        )

    def _rounds(self) -> list[str]:
        return round_ids(self._root)

    def _mentions(self, found: Iterator[Mention | Problem]) -> tuple[Mention, ...]:
        """Return the rows; what cannot be read is noted."""
        rows: list[Mention] = []
        for each in found:
            if isinstance(each, Problem):
                self._unread.append(each.where.file or "")
            else:
                rows.append(each)
        return tuple(rows)

    def _messages(self, round_id: str) -> tuple[Mention, ...]:
        path = self._root / FOLDER / round_id / MESSAGES_FILE
        if not path.is_file():
            return ()
        file = f"{FOLDER}/{round_id}/{MESSAGES_FILE}"
        return self._mentions(mentions_in(path, file, MESSAGE_COLUMNS, self._key))

    def _lists(self) -> Iterator[str]:
        for round_id in self._rounds():
            plan, _ = load_round(self._desk.project, round_id)
            if plan is None:
                self._unread.append(f"{FOLDER}/{round_id}/round.toml")
            elif self._key.lower() in map(str.lower, plan.only):
                yield f"{FOLDER}/{round_id}/round.toml"

    def _scans(self) -> Iterator[str]:
        for round_id in self._rounds():
            if (self._root / ink_file(round_id, self._key)).is_file():
                yield ink_file(round_id, self._key)
            try:
                sheets = load_record(self._root, round_id).sheets
            except (SourceError, OSError):
                self._unread.append(record_file(round_id))
                continue
            if any(cell.key == self._key for sheet in sheets for cell in sheet.cells):
                yield record_file(round_id)

    def _printed(self, pieces: Iterable[Piece]) -> Iterator[PrintedFile]:
        known = {(piece.round, str(piece.card_no)) for piece in pieces}
        for path in sorted(self._desk.project.out_folder.glob("*/*/batch.csv")):
            numbers = {no for round_id, no in known if round_id == path.parent.parent.name}
            try:
                found = _row_of(path, self._key, numbers)
            except (OSError, ValueError, csv.Error):
                self._unread.append(path.relative_to(self._root).as_posix())
                continue
            if found is not None:
                line, row = found
                names = sorted(each.name for each in path.parent.glob("*.pdf"))
                files = tuple(name for name in names if _is_in(name, row))
                yield PrintedFile(path.parent.relative_to(self._root).as_posix(), line, files)


def _row_of(path: Path, key: str, numbers: Collection[str]) -> tuple[int, dict[str, str]] | None:
    """Return line and cells of a key in batch.csv, or of its card's number where keys are blank.

    Raises ValueError where the file is no such list.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream)
        heads = next(rows, [])
        at, no = heads.index("key"), heads.index("card_no")
        found = (
            (rows.line_num, row) for row in rows
            if row[at] == key or (not row[at] and row[no] in numbers)
        )  # fmt: skip
        return next(((line, dict(zip(heads, row, strict=False))) for line, row in found), None)


_PILE = re.compile(r"(?:(?P<kind>envelopes|labels)-(?P<stock>.+?)|.+?)(?:-(?P<volume>\d{4}))?\.pdf")


def _is_in(name: str, row: Mapping[str, str]) -> bool:
    """Return whether a piece is in a file: of envelopes and labels, and of volumes, only in one."""
    found = _PILE.fullmatch(name)
    if found is None or (found["kind"] and found["stock"] != row.get("stock")):
        return False
    enclosed = row.get("envelope_volume", "") if found["kind"] == "envelopes" else ""
    return not found["volume"] or int(found["volume"]) == int(enclosed or row.get("volume") or 0)


def _entries(ledger: Ledger, key: str) -> Iterator[Entry]:
    events = list(ledger.events(key=key))
    undone = {event.reverses: event.seq for event in events if event.reverses is not None}
    return (Entry(each, ledger.note(each.seq), undone.get(each.seq)) for each in events)


def _pieces(contents: list[KeptContent], entries: tuple[Entry, ...]) -> Iterator[Piece]:
    posted = {
        (each.event.round, each.event.card_no, each.event.batch): each.event.on
        for each in entries
        if each.event.kind is EventKind.POSTED and each.undone is None
    }
    for kept in contents:
        card = card_of(kept.card_no, "", kept.body) if kept.body else None
        on = posted.get((kept.round, kept.card_no, kept.batch))
        yield Piece(kept.round, kept.card_no, kept.batch, on, card)


def _shops(entries: tuple[Entry, ...]) -> Iterator[tuple[str, int, str]]:
    for event in (each.event for each in entries if each.event.kind is EventKind.MADE):
        if event.data.get("for") == "shop":
            side = "duplex" if event.data.get("duplex") else str(event.data.get("side", ""))
            yield str(event.round), event.batch or 0, side
