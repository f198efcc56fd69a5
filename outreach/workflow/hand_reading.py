"""hand read: handwriting from photos and scans, each piece onto the right card.

Whatever can be read is kept, whatever else is in the same files; an empty cell never takes away
what is there already.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from outreach.artwork.intake import HEAD, MAX_FILE
from outreach.errors import ExitCode, Problem, ProblemsFoundError, ProjectError, Severity, Where
from outreach.ledger.numbers import listed
from outreach.phrase import Phrase, phrase
from outreach.sources.atomic import replacing
from outreach.sources.fault import Fault
from outreach.sources.given import copy_given
from outreach.sources.rounds import load_round
from outreach.workflow.designs import shown_name
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.hands import Record, all_records, open_sheets
from outreach.workflow.handwriting import ink_file

# OpenCV takes half a second to load, and is an extra: only who reads sheets needs it.
if TYPE_CHECKING:
    from outreach.scan.finding import Pixels, Sighting
    from outreach.scan.sheet import HandCell, HandSheet

BLURRED = 0.85  # mm from black to white: a stroke of a pen has half a millimetre
_PDF = b"%PDF-"
_PDF_CHILD = "outreach.workflow.pdf_child"
_FLAT = phrase("Lay the sheet flat, photograph it from above in good light, with all four corner "
               "marks in the picture.")  # fmt: skip


class Fate(StrEnum):
    """What became of a cell that was read."""

    STORED = "stored"
    REPLACED = "replaced"
    SAME = "same"
    EMPTY = "empty"


class Cell(NamedTuple):
    """A cell that was read: where it is on paper, whose card it is, and what became of it."""

    round_id: str
    sheet: int
    number: int
    key: str
    fate: Fate


class Missing(NamedTuple):
    """A sheet of a round of which cells are still open, by their numbers."""

    round_id: str
    sheet: int
    cells: tuple[int, ...]


class Unneeded(NamedTuple):
    """A picture of a sheet that cannot be read, but was read from another one."""

    where: Where
    sheet: int


@dataclass(frozen=True, slots=True)
class Reading:
    """All cells that were read, what is still missing, and what was wrong with the pictures."""

    cells: tuple[Cell, ...]
    missing: tuple[Missing, ...]
    unneeded: tuple[Unneeded, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Unread:
    """A sheet that cannot be read in a picture: its code, else its number, and why not."""

    which: str | int
    number: int
    problem: Problem


@dataclass(frozen=True)
class _Piece:
    """The handwriting of one cell as PNG (b"" for none), and how sharp its picture is (mm)."""

    record: Record
    sheet: HandSheet
    cell: HandCell
    png: bytes
    blur: float


@dataclass
class _Reader:
    """Reads pictures one after the other; of a cell seen twice the sharper one counts."""

    records: Sequence[Record]
    only: str
    problems: list[Problem] = field(default_factory=list)
    pieces: dict[tuple[str, str], _Piece] = field(default_factory=dict)
    unread: list[_Unread] = field(default_factory=list)
    read: set[str | int] = field(default_factory=set)

    def picture(self, pixels: Pixels, where: Where) -> None:
        """Read every sheet in a picture."""
        from outreach.scan.finding import find_sheets

        found = find_sheets(pixels)
        if not found:
            self._blame("sheet-none", phrase("There is no sheet to write on in this picture."),
                        _FLAT, where)  # fmt: skip
        for sighting in found:
            self._sheet(pixels, sighting, where)

    def _sheet(self, pixels: Pixels, sighting: Sighting, where: Where) -> None:
        known = self._known(sighting.code)
        number = known[1].number if known else sighting.number
        which = sighting.code or number
        if sighting.marks and sighting.blur > BLURRED:
            message = phrase("Sheet {number} is blurred; nothing of it was taken.", number=number)
            problem = _problem("sheet-blurred", message, _AGAIN, where)
            self.unread.append(_Unread(which, number, problem))
        elif not sighting.code:
            message = phrase("The code of sheet {number} cannot be read.", number=number)
            problem = _problem("sheet-code", message, _FLAT, where)
            self.unread.append(_Unread(which, number, problem))
        elif known is None:
            self._blame(
                "sheet-unknown",
                phrase("A sheet in it is of another project, or its record is lost."),
                phrase("The record is hand/sheets.json in the round's folder; a backup has it."),
                where,
            )
        elif self.only and known[0].round_id != self.only:
            self._blame(
                "sheet-round",
                phrase("Sheet {number} is of another round: {id}.",
                       number=number, id=known[0].round_id),
                phrase("Leave --round out to read all rounds."), where,
            )  # fmt: skip
        elif sighting.matrix is None:
            message = phrase("Too few corner marks of sheet {number} are in sight.", number=number)
            problem = _problem("sheet-marks", message, _FLAT, where)
            self.unread.append(_Unread(which, number, problem))
        else:
            self._cells(pixels, sighting, known, where)

    def _cells(
        self, pixels: Pixels, sighting: Sighting, known: tuple[Record, HandSheet], where: Where
    ) -> None:
        from outreach.scan.cutting import DPI, cut_cells
        from outreach.scan.inking import ink_of, png_of

        record, sheet = known
        outside = []
        for cell, patch in cut_cells(pixels, sighting, sheet.cells):
            if patch is None:
                outside.append(cell.number)
                continue
            ink = ink_of(patch, cell)
            png = b"" if ink is None else png_of(ink.pixels, DPI)
            self._keep(_Piece(record, sheet, cell, png, sighting.blur))
        self.read |= {sheet.code, sheet.number}
        if outside:
            self._blame(
                "cell-outside",
                phrase("Of sheet {number} these cells are not in the picture: {cells}.",
                       number=sheet.number, cells=listed(outside)),
                _FLAT, where,
            )  # fmt: skip

    def _keep(self, piece: _Piece) -> None:
        at = piece.record.round_id, piece.cell.key
        before = self.pieces.get(at)
        is_better = before is None or (bool(piece.png), -piece.blur) > (
            bool(before.png), -before.blur
        )  # fmt: skip
        if is_better:
            self.pieces[at] = piece

    def _known(self, code: str) -> tuple[Record, HandSheet] | None:
        for record in self.records:
            for sheet in record.sheets:
                if sheet.code == code:
                    return record, sheet
        return None

    def _blame(self, code: str, message: Phrase, hint: Phrase, where: Where) -> None:
        self.problems.append(_problem(code, message, hint, where))

    def finished(self) -> list[Problem]:
        """Return what is wrong; a sheet that was read from another picture is not."""
        unread = (each.problem for each in self.unread if each.which not in self.read)
        return [*self.problems, *unread]

    def unneeded(self) -> Iterator[Unneeded]:
        """Yield the pictures of a sheet that was read from another one."""
        for each in self.unread:
            if each.which in self.read:
                yield Unneeded(each.problem.where, each.number)


_AGAIN = phrase("Take it again: hold the phone still with both hands, and touch the sheet on the "
                "screen to focus.")  # fmt: skip


def _problem(code: str, message: Phrase, hint: Phrase, where: Where) -> Problem:
    return Problem(ExitCode.SOURCE, code, message, hint, where)


def read_sheets(
    desk: Desk, files: Sequence[Path], *, round_id: str = "", dry_run: bool = False
) -> Reading:
    """Read the sheets in photos and scans, and put the handwriting of each cell to its card.

    ``round_id``: sheets of any other round are refused; ``dry_run``: nothing is written.

    Raises ProjectError where the libraries for it are not installed, SourceError where a record of
    sheets is damaged, OutputError where the handwriting cannot be written.
    """
    need_libraries()
    root = desk.project.root
    if round_id:
        plan, problems = load_round(desk.project, round_id)
        if plan is None:
            raise ProblemsFoundError(phrase("Round {id} cannot be read.", id=round_id), problems)
    reader = _Reader(all_records(root), round_id)
    for done, file in enumerate(files):
        desk.progress(done, len(files))
        for number, page in enumerate(pages_of(file), 1):
            where = Where(shown_name(file), number if number > 1 else None)
            if isinstance(page, Fault):
                reader.problems.append(page.at(where))
            else:
                reader.picture(page, where)
    desk.progress(len(files), len(files))
    cells = tuple(_stored(desk, piece, dry_run=dry_run) for piece in _in_order(reader))
    problems = [*reader.finished(), *_empty(cells)]
    seen = {piece.record.round_id: piece.record for piece in reader.pieces.values()}
    missing = () if dry_run else tuple(_missing(root, seen.values()))
    unneeded = tuple(dict.fromkeys(reader.unneeded()))
    return Reading(cells, missing, unneeded, tuple(dict.fromkeys(problems)))


def need_libraries() -> None:
    """Raise ProjectError where what finds sheets in pictures is not installed."""
    try:
        import outreach.scan.finding  # noqa: F401
    except ImportError:
        raise ProjectError(
            phrase("To read handwriting, OpenCV and zxing-cpp are needed; they are not installed."),
            phrase('Install them once: pip install "outreach[scan]"'),
        ) from None


def pages_of(file: Path) -> Iterator[Pixels | Fault]:
    """Yield every page of a picture or a PDF someone gave, or why there is none.

    It is read from a copy, which nobody changes meanwhile.
    """
    from outreach.scan.pages import open_pages, pages_by

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "given"
        try:
            found = copy_given(file, copy, MAX_FILE)
        except OSError as error:
            raise cannot_write(copy, error) from None
        if isinstance(found, Fault):
            yield found
            return
        with copy.open("rb") as stream:
            is_pdf = _PDF in stream.read(HEAD)
        yield from pages_by(_PDF_CHILD, copy, {}) if is_pdf else open_pages(copy)


def _in_order(reader: _Reader) -> list[_Piece]:
    return sorted(
        reader.pieces.values(), key=lambda each: (each.record.round_id, each.cell.number)
    )  # fmt: skip


def _stored(desk: Desk, piece: _Piece, *, dry_run: bool) -> Cell:
    """Put a cell's handwriting to its card, and return what became of it."""
    round_id, cell = piece.record.round_id, piece.cell
    fate = Fate.EMPTY
    if piece.png:
        path = desk.project.root / ink_file(round_id, cell.key)
        before = path.read_bytes() if path.is_file() else b""
        fate = Fate.SAME if before == piece.png else Fate.REPLACED if before else Fate.STORED
        if fate is not Fate.SAME and not dry_run:
            with replacing(path) as stream:
                stream.write(piece.png)
    return Cell(round_id, piece.sheet.number, cell.number, cell.key, fate)


def _empty(cells: Sequence[Cell]) -> Iterator[Problem]:
    """Yield a warning for the cells of each sheet in which nothing is written."""
    sheets = dict.fromkeys((cell.round_id, cell.sheet) for cell in cells)
    for round_id, sheet in sheets:
        numbers = [
            cell.number
            for cell in cells
            if (cell.round_id, cell.sheet, cell.fate) == (round_id, sheet, Fate.EMPTY)
        ]
        if numbers:
            yield Problem(
                ExitCode.SOURCE,
                "cell-empty",
                phrase("Round {id}, sheet {number}: nothing is written in {cells}.",
                       id=round_id, number=sheet, cells=listed(numbers)),
                phrase("What was there before stays. If something is written, trace it with a "
                       "darker pen and read the sheet again."),
                severity=Severity.WARNING,
            )  # fmt: skip


def _missing(root: Path, records: Iterable[Record]) -> Iterator[Missing]:
    for record in records:
        for sheet, cells in open_sheets(root, record):
            yield Missing(record.round_id, sheet.number, tuple(cell.number for cell in cells))
