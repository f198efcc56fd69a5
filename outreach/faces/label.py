"""The address on a label, in horizontal writing: code, address, organisation, name.

Everything keeps 3 mm from the edges of the label, for a sheet is never fed quite straight, and 5 mm
from the edges of the sheet, where office printers print nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from outreach.errors import Problem, Where
from outreach.faces import Face
from outreach.faces.name_rows import (
    Sizes,
    barcode_row,
    barcode_warning,
    name_block,
    no_room_for_barcode,
    note_overflow,
)
from outreach.faces.rows import (
    Row,
    Stacked,
    Wording,
    address_block,
    code_row,
    height_of,
    set_block,
    under_code,
    wording,
)
from outreach.faces.slant import PALE, slanted
from outreach.faces.trouble import Surface, Trouble
from outreach.fonts import Stack
from outreach.frame import Box, Frame, GlyphRun
from outreach.model.project import PrintSettings
from outreach.model.recipient import Addressee
from outreach.phrase import phrase
from outreach.post.barcode import symbols as symbols_of
from outreach.post.labels import LabelSheet
from outreach.units import to_mm

MARGIN = 3.0  # mm inside the label
SHEET_MARGIN = 5.0  # mm inside the sheet
SIZES = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)  # points, of the address
YIELDING = 1.5  # points the address gives up to need fewer rows
CODE_SIZE = 12.0  # points: figures 3.1 mm high; the post reads 2.4-6.0 mm
NAME, LEAST_NAME = 1.5, 1.15  # the name against the address
STEPS = (*((size, NAME) for size in SIZES), (SIZES[-1], 1.3), (SIZES[-1], LEAST_NAME))
BEFORE_NAME = 0.8  # em of the address between it and what belongs to the name
MARK_TURN = 15.0  # degrees that 見本 rises
MARK = (2.3, 1.6)  # em: the box it fills so
NAME_INDENT = 4.2  # mm further in than the address, where there is room
START = 0.08  # of the height above the code: it stands at one height on all labels of a sheet
MUCH_LARGER = 1.25  # so many times as large a name is worth a code that stands higher
LARGER = 1.15  # two columns of names are worth it where they come out so many times as large


class _Block(NamedTuple):
    """What a label says at one size in points: code and address, then what belongs to the name.

    ``name`` is how high the names are, in mm.
    """

    size: float
    address: list[Stacked]
    below: list[Stacked]
    name: float

    @property
    def rows(self) -> list[Stacked]:
        return self.address + self.below


@dataclass(frozen=True, slots=True)
class LabelSide:
    """What every label of a sheet shares; call ``face`` for each recipient.

    ``problems`` are warnings that hold for all labels of the sheet alike.
    """

    sheet: LabelSheet
    stack: Stack
    safe: Box
    before: tuple[GlyphRun, ...]
    problems: tuple[Problem, ...] = ()

    def face(self, addressee: Addressee, where: Where, barcode: tuple[str, ...] = ()) -> Face:
        """Return one label; ``barcode`` are symbols. Problems name the key, never the person."""
        trouble = Trouble(where, Surface.LABEL)
        words = wording(addressee, self.stack, trouble)
        if words is None:
            return Face(None, tuple(trouble.problems))
        bars = barcode_row(barcode, self.safe.width) if barcode else None
        block = self._best(words, bars)
        if block is None and bars:
            block = self._best(words, None)
            if block:
                trouble.problems.append(no_room_for_barcode(where))
        if block is None:
            size, room = SIZES[-1], self.safe.width
            note_overflow(words, size, (room, room), _sizes(size), trouble)
            return Face(None, tuple(trouble.problems))
        free = self.safe.height - _height(block)
        items = set_block(block, self.safe.x, self.safe.y + min(free, START * self.safe.height))
        frame = Frame(self.sheet.label_width, self.sheet.label_height, (*self.before, *items))
        return Face(frame, tuple(trouble.problems))

    def _best(self, words: Wording, bars: Row | None) -> list[Stacked] | None:
        """Return the block that fits best below where codes begin, or on the whole label.

        The latter only where nothing fits below, or the name comes out much larger so.
        """
        below, whole = (
            self._columns(words, bars, height)
            for height in ((1.0 - START) * self.safe.height, self.safe.height)
        )
        if below and whole and whole.name < MUCH_LARGER * below.name:
            return below.rows
        return whole.rows if whole else None

    def _columns(self, words: Wording, bars: Row | None, height: float) -> _Block | None:
        """Return the largest block; many names stand in two columns where they are larger so."""
        best = self._largest(self._fitting(words, bars, 1, height), words)
        if len(words.names) > (3 if best else 2):
            beside = self._largest(self._fitting(words, bars, 2, height), words)
            if beside and (best is None or beside.name >= LARGER * best.name):
                best = beside
        return best

    def _largest(self, fitting: Iterator[_Block], words: Wording) -> _Block | None:
        """Return the block at the largest size that fits, or a little smaller in fewer rows."""
        fewest = 1 + bool(words.code) + bool(words.address[2])
        best: _Block | None = None
        for block in fitting:
            if best and best.size - block.size > YIELDING:
                break
            if best is None or len(block.address) < len(best.address):
                best = block
            if len(best.address) == fewest:
                break
        return best

    def _fitting(
        self, words: Wording, bars: Row | None, abreast: int, height: float
    ) -> Iterator[_Block]:
        """Yield the blocks at most ``height`` mm high, largest first."""
        for size, name in STEPS:
            block = self._block(words, _sizes(size, name), bars, abreast)
            if block and _height(block.rows) <= height + 1e-9:
                yield block

    def _block(self, words: Wording, sizes: Sizes, bars: Row | None, abreast: int) -> _Block | None:
        room, size, em = self.safe.width, sizes.side, to_mm(sizes.side)
        address = address_block(words, size, room, SIZES[-1])
        below = name_block(words, room, sizes, bars, abreast)
        if address is None or below is None:
            return None
        words_only = [each for each in below if each.row is not bars]
        indent = min(NAME_INDENT, room - max(each.right for each in words_only))
        below = [
            each._replace(indent=each.indent + min(indent, room - each.right)) for each in below
        ]
        below[0] = below[0]._replace(gap=BEFORE_NAME * em)
        if words.code:
            code = code_row(words.code, self.stack[0], CODE_SIZE)
            address = under_code(code, address)
        return _Block(size, address, below, words_only[-1].row.height)


def label_side(
    sheet: LabelSheet, stack: Stack, settings: PrintSettings, *, sample: bool
) -> LabelSide:
    """Return what the labels of a sheet share.

    Its ``problems`` say once if the labels are too narrow for the barcode that the settings ask
    for.
    """
    safe = safe_box(sheet)
    mark: tuple[GlyphRun, ...] = ()
    if sample:
        middle = sheet.label_width / 2, sheet.label_height / 2
        em = min(safe.width / MARK[0], safe.height / MARK[1])
        mark = (slanted("見本", stack[0], em / to_mm(1.0), middle, MARK_TURN, PALE),)
    problems: tuple[Problem, ...] = ()
    if settings.barcode and barcode_row(symbols_of("0600000", ""), safe.width) is None:
        problems = (_too_narrow(sheet),)
    return LabelSide(sheet, stack, safe, mark, problems)


def _sizes(size: float, name: float = NAME) -> Sizes:
    """Return the sizes beside an address of ``size`` points, the name so many times as large."""
    return Sizes(size, size * name, size * LEAST_NAME)


def safe_box(sheet: LabelSheet) -> Box:
    """Return the part of every label, in mm, that ink may reach."""
    across = max(MARGIN, SHEET_MARGIN - min(sheet.left, sheet.right))
    along = max(MARGIN, SHEET_MARGIN - min(sheet.top, sheet.bottom))
    width, height = sheet.label_width - 2 * across, sheet.label_height - 2 * along
    return Box(across, along, width, height)


def _height(block: list[Stacked]) -> float:
    """Return the height of rows with what the letters of the last one reach below it, in mm."""
    return height_of(block) + block[-1].row.depth


def _too_narrow(sheet: LabelSheet) -> Problem:
    return barcode_warning(
        phrase("The labels of {sheet} are too narrow for the customer barcode.", sheet=sheet.name),
        phrase("They are printed without it; label-10 and label-12 have room for it."),
        Where("outreach.toml"),
    )
