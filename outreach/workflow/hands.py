"""hand sheet, hand list: cells for the words an author writes by hand, and which are filled.

What was printed is kept in the round's own folder: which code is which sheet, and whose each cell
is. A sheet printed again unchanged is the same sheet; whatever changed makes a new one, and the
old ones stay readable.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from outreach.artwork import Slot
from outreach.errors import (
    ExitCode,
    Problem,
    ProblemsFoundError,
    SourceError,
    StateError,
    errors_in,
)
from outreach.faces.hand_sheet import hand_sheet
from outreach.faces.ruling import ruling
from outreach.frame import Direction
from outreach.model.hand import SCAN
from outreach.model.recipient import Recipient
from outreach.phrase import phrase
from outreach.press.imposition import Target, plain_page
from outreach.press.pdf import Store, Volume
from outreach.scan.sheet import (
    HEIGHT,
    WIDTH,
    HandCell,
    HandSheet,
    Wanted,
    laid_out,
    sheet_code,
    sheet_data,
    sheet_of_data,
)
from outreach.sources.atomic import replacing
from outreach.sources.recipients import read_recipients
from outreach.sources.rounds import FOLDER, round_ids
from outreach.units import to_mm
from outreach.workflow.content import message_in
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.furnishing import room_for
from outreach.workflow.handwriting import ink_file
from outreach.workflow.prepare import Prepared, StagedCard, prepare
from outreach.workflow.press_room import place

VERSION = 1
_SALT = 12  # bytes
_EDGE = 0.6  # mm: a guide line so near the frame is the frame


@dataclass(frozen=True, slots=True)
class Record:
    """The sheets printed for a round, oldest first; ``salt`` keeps others from guessing codes."""

    round_id: str
    salt: str = ""
    sheets: tuple[HandSheet, ...] = ()

    def now(self) -> dict[str, tuple[HandSheet, HandCell]]:
        """Return the sheet and cell on which each card was printed last, by key."""
        return {cell.key: (sheet, cell) for sheet in self.sheets for cell in sheet.cells}


@dataclass(frozen=True, slots=True)
class Sheets:
    """The file of the sheets, the sheets in it, and what else is wrong with the round."""

    file: Path
    sheets: tuple[HandSheet, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A card of a round: the hand its words come by, and where it is on paper.

    ``sheet`` is the number of the sheet printed last for it, None for none yet.
    """

    number: int
    key: str
    hand: str
    author: str
    is_there: bool
    sheet: int | None


# -- the record -----------------------------------------------------------------------------------


def record_file(round_id: str) -> str:
    """Return where the record of a round's sheets lies, from the project's folder."""
    return f"{FOLDER}/{round_id}/hand/sheets.json"


def load_record(root: Path, round_id: str) -> Record:
    """Return the sheets printed for a round. Raises SourceError where the record is damaged."""
    path = root / record_file(round_id)
    try:
        data = json.loads(path.read_bytes())
        if data["version"] != VERSION:
            raise _damaged(round_id)
        return Record(round_id, str(data["salt"]), tuple(map(sheet_of_data, data["sheets"])))
    except FileNotFoundError:
        return Record(round_id)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(round_id) from None


def all_records(root: Path) -> list[Record]:
    """Return the records of all rounds. Raises SourceError where one is damaged."""
    return [load_record(root, round_id) for round_id in round_ids(root)]


def _damaged(round_id: str) -> SourceError:
    return SourceError(
        phrase("{file} is damaged, or of a newer version.", file=record_file(round_id)),
        phrase("Take it from the last backup; without it the printed sheets cannot be read."),
    )


def _write_record(root: Path, record: Record) -> None:
    path = root / record_file(record.round_id)
    data = {
        "version": VERSION,
        "salt": record.salt,
        "sheets": [sheet_data(sheet) for sheet in record.sheets],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path.parent, error) from None
    with replacing(path) as stream:
        stream.write((json.dumps(data, indent=1) + "\n").encode("ascii"))


# -- printing sheets ------------------------------------------------------------------------------


def print_sheets(
    desk: Desk, round_id: str, *, keys: Collection[str] = (), author: str = "",
    out: Path | None = None, words: tuple[str, ...] = (),
) -> Sheets:  # fmt: skip
    """Write sheets of A4 with a cell for each card that is to be written by hand and scanned.

    ``keys``: only these cards, whatever their hand; ``author``: only those of this author.
    ``words`` tell the author on each sheet what to do.

    Raises ProblemsFoundError where the round or a design is in error, StateError where no card is
    to be written, ConsentError where someone is named who gets nothing, OutputError.
    """
    with desk.read_ledger() as ledger, prepare(desk, ledger, round_id, keys) as prepared:
        prepared.refuse_asked_for()
        _refuse(prepared.problems, keys)
        cards = [card for card in prepared.staged() if _is_wanted(card, keys, author)]
        if not cards:
            raise _nothing_to_write(round_id)
        wanted = _wanted(prepared, cards)
        problems = tuple(dict.fromkeys(prepared.problems))
    record = load_record(desk.project.root, round_id)
    if not record.salt:
        record = replace(record, salt=desk.entropy(_SALT).hex())
    known, sheets = record.sheets, []
    for cells in laid_out(wanted):
        sheet = _sheet(record.salt, known, cells)
        known = known if sheet in known else (*known, sheet)
        sheets.append(sheet)
    # A sheet that is on paper must be known, so the record comes first.
    _write_record(desk.project.root, replace(record, sheets=_in_turn(known, sheets)))
    file = _write(desk, round_id, sheets, out, words)
    return Sheets(file, tuple(sheets), problems)


def _refuse(problems: Sequence[Problem], keys: Collection[str]) -> None:
    """Stop at errors that concern the sheets: all but those of other people's rows."""
    stopping = [each for each in errors_in(problems)
                if each.where.key is None or each.where.key in keys]  # fmt: skip
    if stopping:
        raise ProblemsFoundError(phrase("No sheet can be made."), problems)


def _is_wanted(card: StagedCard, keys: Collection[str], author: str) -> bool:
    message = message_in(card.body)
    if not message.design or (author and message.author != author):
        return False  # a piece without a picture side has no words either
    return card.key in keys if keys else message.hand == SCAN


def _nothing_to_write(round_id: str) -> StateError:
    return StateError(
        phrase("No card of round {id} is to be written by hand and scanned.", id=round_id),
        phrase('Write hand = "scan" in round.toml, or name the cards with --only KEY.'),
    )


def _wanted(prepared: Prepared, cards: Sequence[StagedCard]) -> list[Wanted]:
    """Return a cell as large as the slot of each card's words, lines and all."""
    designs = {prepared.design_of(card) for card in cards}
    room, problems = room_for(prepared, Target.HOME, designs=designs)
    prepared.problems += problems
    if room is None:
        raise ProblemsFoundError(phrase("No sheet can be made."), prepared.problems)
    wanted = []
    for card in cards:
        design = prepared.design_of(card)
        words = room.pictures[design].words
        if words is None:
            prepared.problems.append(_no_slot(design, card))
            continue
        slot = words.slot
        guides = _guides(slot, prepared.round.ruling)
        wanted.append(
            Wanted(card.no, card.key, slot.box.width, slot.box.height, slot.direction, guides)
        )
    _refuse(prepared.problems, [card.key for card in cards])
    return wanted


def _no_slot(design: str, card: StagedCard) -> Problem:
    return Problem(
        ExitCode.LAYOUT,
        "no-slot",
        phrase("The layout of design {design} has no place for {what}.",
               design=design, what=phrase("a message")),
        phrase("Choose another layout in design.toml, or leave it out."),
        place(card.words, card.key),
    )  # fmt: skip


def _guides(slot: Slot, pitch: float | None) -> tuple[float, ...]:
    """Return the card's own guide lines as far as they are from the edge of its slot (mm)."""
    down = slot.direction is Direction.DOWN
    lines = ruling(slot, pitch)
    if not lines and pitch is None:  # the layout has lines of its own, which the sheet lacks
        lines = ruling(slot, to_mm(slot.size) * slot.leading)
    start, depth = (slot.box.x, slot.box.width) if down else (slot.box.y, slot.box.height)
    places = [line.points[0][0 if down else 1] - start for line in lines]
    return tuple(
        sorted(round(at, 2) for at in places if _EDGE < at < depth - _EDGE)
    )  # fmt: skip


def _sheet(salt: str, known: Sequence[HandSheet], cells: tuple[HandCell, ...]) -> HandSheet:
    """Return the sheet that has these cells already, or the next new one."""
    for sheet in known:
        if sheet.cells == cells:
            return sheet
    number = max((sheet.number for sheet in known), default=0) + 1
    return HandSheet(sheet_code(salt, number, cells), number, cells)


def _in_turn(known: Sequence[HandSheet], printed: Sequence[HandSheet]) -> tuple[HandSheet, ...]:
    """Return all sheets, those just printed last: a card counts as being on its last one."""
    return (*(sheet for sheet in known if sheet not in printed), *printed)


def _write(
    desk: Desk, round_id: str, sheets: Sequence[HandSheet], out: Path | None, words: Sequence[str]
) -> Path:
    names = call_names(desk, {cell.key for sheet in sheets for cell in sheet.cells})
    store = Store({font.id: font for font in desk.fonts.fonts}, {})
    volume = Volume(plain_page(WIDTH, HEIGHT), store, f"{round_id} hand")
    for sheet in sheets:
        head = f"{round_id}   {sheet.number}"
        volume.add(hand_sheet(sheet, names, desk.fonts["address"], head, tuple(words)))
    path = out or desk.project.out_folder / round_id / "hand.pdf"
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        volume.save(temporary)
        temporary.replace(path)
        return path
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def call_names(desk: Desk, keys: Collection[str]) -> dict[str, str]:
    """Return what these recipients are called, by key: all that an author needs of a name."""
    return {
        each.key: each.call_name
        for each in read_recipients(desk.project)
        if isinstance(each, Recipient) and each.key in keys
    }


# -- what is there --------------------------------------------------------------------------------


def list_places(desk: Desk, round_id: str) -> tuple[list[Place], list[Problem]]:
    """Return every card of a round with its hand, and whether its handwriting is there.

    Raises ProblemsFoundError where the round cannot be read, SourceError where the record of its
    sheets is damaged.
    """
    root = desk.project.root
    printed = load_record(root, round_id).now()
    with desk.read_ledger() as ledger, prepare(desk, ledger, round_id) as prepared:
        places = [_place(root, round_id, card, printed.get(card.key)) for card in prepared.staged()]
        return places, list(dict.fromkeys(prepared.problems))


def _place(
    root: Path, round_id: str, card: StagedCard, printed: tuple[HandSheet, HandCell] | None
) -> Place:
    message = message_in(card.body)
    is_there = (root / ink_file(round_id, card.key)).is_file()
    sheet = printed[0].number if printed else None
    return Place(card.no, card.key, message.hand, message.author, is_there, sheet)


def open_sheets(root: Path, record: Record) -> Iterator[tuple[HandSheet, list[HandCell]]]:
    """Yield the sheets of a round that have cells whose handwriting is not there, with them."""
    now = record.now()
    for sheet in record.sheets:
        cells = [
            cell
            for cell in sheet.cells
            if now[cell.key][0] is sheet
            and not (root / ink_file(record.round_id, cell.key)).is_file()
        ]
        if cells:
            yield sheet, cells
