"""Sheets that several cards are printed on and cut from: papers, grids, and what fits on what.

Cards always stand upright on a sheet, which itself stands or lies, whichever leaves more around.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from outreach.errors import ProjectError
from outreach.frame import Box, Matrix
from outreach.model.stock import BLEED, Form, Stock
from outreach.phrase import Phrase, phrase
from outreach.press.imposition import Flip, Page, is_upended, plain_page
from outreach.sources.fault import did_you_mean, nearest

LONGEST_MARK, SHORTEST_MARK = 10.0, 4.0  # mm, outside the bleed
_MOST = 12  # cards a sheet that are offered; no paper here holds more
_ROUNDING = 1e-6


class Cut(StrEnum):
    """How cards come apart: each with its bleed and marks, by one cut for two, or torn."""

    MARKS = ""
    BUTT = "butt"
    PERFORATED = "perforated"


class Paper(NamedTuple):
    """A paper as it stands upright, in mm; ``words`` is what its packet says."""

    words: str
    width: float
    height: float


PAPERS = {
    "a4": Paper("A4", 210.0, 297.0),  # ISO 216
    "b4": Paper("B4", 257.0, 364.0),  # JIS P 0138, larger than the ISO size of that name
    "a3": Paper("A3", 297.0, 420.0),
    "a3plus": Paper("A3+", 329.0, 483.0),  # as makers of inkjet printers cut it
    "sra4": Paper("SRA4", 225.0, 320.0),  # ISO 217
    "sra3": Paper("SRA3", 320.0, 450.0),
}
_ALSO = {"a3+": "a3plus", "a3ノビ": "a3plus"}
USUAL = ("a4-2up", "a4-4up-butt", "a4-4up-perforated", "a3-8up-butt", "sra3-8up")
_NAME = re.compile(r"(?P<paper>.+)-(?P<count>[1-9]\d?)-?up(?:-(?P<cut>butt|perforated))?")


class Seat(NamedTuple):
    """Where a card lies on a sheet: the matrix takes its trim there, ``clip`` is what it may paint.

    Both in mm, y downwards: the matrix from the card's own upper left corner to the page's, the
    clip in the card's own measures.
    """

    matrix: Matrix
    clip: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it lies on the table, its cards upright; every measure in mm.

    Places are counted from 0 along the rows, the upper row first, as one sees the address side.
    """

    name: str
    width: float
    height: float
    columns: int
    rows: int
    card_width: float
    card_height: float
    cut: Cut

    @property
    def count(self) -> int:
        """Return how many cards are on a sheet."""
        return self.columns * self.rows

    @property
    def page(self) -> Page:
        """Return the page of a sheet: nobody trims it as a whole."""
        return plain_page(self.width, self.height)

    @property
    def gap(self) -> float:
        """Return what lies between two cards: the bleed of both, or nothing."""
        return 2 * BLEED if self.cut is Cut.MARKS else 0.0

    @property
    def block(self) -> Box:
        """Return the box around the trims of all cards, in the middle of the sheet."""
        width = _length(self.columns, self.card_width, self.gap)
        height = _length(self.rows, self.card_height, self.gap)
        return Box((self.width - width) / 2, (self.height - height) / 2, width, height)

    @property
    def mark_room(self) -> tuple[float, float]:
        """Return how long marks are at the sides, and above and below, outside the bleed."""
        block = self.block
        return min(block.x - BLEED, LONGEST_MARK), min(block.y - BLEED, LONGEST_MARK)

    def trim(self, column: int, row: int) -> Box:
        """Return where the card in this column and row (from 0) is cut out."""
        x = self.block.x + column * (self.card_width + self.gap)
        y = self.block.y + row * (self.card_height + self.gap)
        return Box(x, y, self.card_width, self.card_height)

    def seats(self, flip: Flip | None = None) -> tuple[Seat, ...]:
        """Return the seat of every place on the address side, or on the picture side.

        With ``flip`` the sheet is seen turned over that edge. Each card lies behind itself then,
        its top where it was: paper that was upended bears its cards on their heads.
        """
        upended = flip is not None and is_upended(self.width, self.height, flip)
        seats = []
        for place in range(self.count):
            row, column = divmod(place, self.columns)
            if flip is not None:
                row, column = (
                    (self.rows - 1 - row, column) if upended else (row, self.columns - 1 - column)
                )
            seats.append(self._seat(column, row, upended=upended))
        return tuple(seats)

    def _seat(self, column: int, row: int, *, upended: bool) -> Seat:
        trim = self.trim(column, row)
        left, right = self._reach(column == 0), self._reach(column == self.columns - 1)
        top, bottom = self._reach(row == 0), self._reach(row == self.rows - 1)
        matrix: Matrix = (1, 0, 0, 1, trim.x, trim.y)
        if upended:
            left, top, right, bottom = right, bottom, left, top
            matrix = (-1, 0, 0, -1, trim.right, trim.bottom)
        width, height = left + trim.width + right, top + trim.height + bottom
        return Seat(matrix, Box(-left, -top, width, height))

    def _reach(self, is_outer: bool) -> float:
        """Return how far a card paints beyond its trim: never onto its neighbour."""
        return BLEED if is_outer or self.gap else 0.0


class _Need(NamedTuple):
    """What a grid takes in one direction (mm), as a sum in words, and what the paper has."""

    sum: str
    needs: float
    has: float

    @property
    def spare(self) -> float:
        return self.has - self.needs


def sheet_named(name: str, stock: Stock) -> Sheet:
    """Return the sheet of this name, such as a4-2up or a3-8up-butt, for cards of a stock.

    Raises ProjectError where there is no such sheet, or where the cards do not fit on it: with the
    reason in mm, and what does fit.
    """
    if stock.form is not Form.CARD:
        raise ProjectError(
            phrase("Only cards are cut from sheets, not {stock}.", stock=stock.name),
            phrase("Envelopes go through the printer one by one: leave --sheet out."),
        )
    found = _NAME.fullmatch(unicodedata.normalize("NFKC", name).strip().casefold())
    paper = found and _ALSO.get(found["paper"], found["paper"])
    if found is None or paper not in PAPERS:
        raise ProjectError(phrase("There is no sheet {name}.", name=name), _meant(name, stock))
    count, cut = int(found["count"]), Cut(found["cut"] or "")
    sheet = _fitting(paper, count, cut, stock)
    if sheet is None:
        raise _too_small(paper, count, cut, stock)
    return sheet


def sheet_names(stock: Stock) -> list[str]:
    """Return the names of all sheets that take cards of this stock, paper by paper."""
    return [
        _name(paper, count, cut)
        for paper in PAPERS
        for cut in Cut
        for count in range(1, _MOST + 1)
        if _fitting(paper, count, cut, stock)
    ]


def _meant(name: str, stock: Stock) -> Phrase:
    """Return the hint for a name that is none: the nearest sheet there is, or the usual ones."""
    close = nearest(name, sheet_names(stock))
    return did_you_mean(name, [close] if close else USUAL)


def _fitting(paper: str, count: int, cut: Cut, stock: Stock) -> Sheet | None:
    """Return the sheet with most white around its cards, or None where none of them fits."""
    grids = _grids(paper, count, cut, stock)
    fitting = [grid for grid in grids if _spare(grid) >= -_ROUNDING]
    return max(fitting, key=lambda grid: min(grid.block.x, grid.block.y), default=None)


def _grids(paper: str, count: int, cut: Cut, stock: Stock) -> Iterator[Sheet]:
    """Yield every way of laying so many cards in rows, on the upright paper and on the lying."""
    _, short, long = PAPERS[paper]
    name = _name(paper, count, cut)
    for width, height in ((short, long), (long, short)):
        for columns in range(1, count + 1):
            if count % columns == 0:
                yield Sheet(name, width, height, columns, count // columns,
                            stock.width, stock.height, cut)  # fmt: skip


def _name(paper: str, count: int, cut: Cut) -> str:
    return f"{paper}-{count}up" + (f"-{cut}" if cut else "")


def _length(number: int, size: float, gap: float) -> float:
    return number * size + (number - 1) * gap


def _spare(sheet: Sheet) -> float:
    """Return what is left over in the tighter direction, below 0 where the cards do not fit."""
    return min(need.spare for need in _needs(sheet))


def _needs(sheet: Sheet) -> tuple[_Need, _Need]:
    across = _need(sheet.columns, sheet.card_width, sheet.gap, sheet.width)
    return across, _need(sheet.rows, sheet.card_height, sheet.gap, sheet.height)


def _need(number: int, size: float, gap: float, has: float) -> _Need:
    """Return what cards in a row take; marks and bleed around them only where they matter."""
    length = _length(number, size, gap)
    terms = [f"{number} × {size:g}"] if number > 1 else [f"{size:g}"]
    terms += [f"{(number - 1) * gap:g}"] if number > 1 and gap else []
    around = BLEED + SHORTEST_MARK if gap else 0.0
    if around and length <= has:
        terms.append(f"2 × {around:g}")
    total = length + 2 * around
    said = length if length > has else total
    return _Need(" + ".join(terms) + f" = {said:g}", total, has)


def _too_small(paper: str, count: int, cut: Cut, stock: Stock) -> ProjectError:
    """Return the error for cards that do not fit, with the grid that comes nearest to it."""
    nearly = max(_grids(paper, count, cut, stock), key=_spare)
    need = min(_needs(nearly), key=lambda need: need.spare)
    instead = ", ".join(_instead(paper, count, cut, stock))
    return ProjectError(
        phrase("{sheet} needs {sum} mm, {paper} has {has}.", sheet=_name(paper, count, cut),
               sum=need.sum, paper=PAPERS[paper].words, has=f"{need.has:g}"),
        phrase("What fits: {sheets}.", sheets=instead or ", ".join(sheet_names(stock))),
    )  # fmt: skip


def _instead(paper: str, count: int, cut: Cut, stock: Stock) -> Iterator[str]:
    """Yield what does fit: fewer cards, another cut, another paper – one of each at most."""
    for fewer in range(min(count, _MOST + 1) - 1, 0, -1):
        if _fitting(paper, fewer, cut, stock):
            yield _name(paper, fewer, cut)
            break
    for other in (Cut.BUTT, Cut.PERFORATED):
        if cut is Cut.MARKS and _fitting(paper, count, other, stock):
            yield _name(paper, count, other)
    larger = sorted(PAPERS, key=lambda each: PAPERS[each].width * PAPERS[each].height)
    for each in larger:
        if each != paper and _fitting(each, count, cut, stock):
            yield _name(each, count, cut)
            break
