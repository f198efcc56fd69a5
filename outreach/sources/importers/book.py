"""An Excel workbook as rows of text: what is hidden, merged or another sheet is told apart."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.parsers import expat

from outreach.errors import Problem, Where
from outreach.phrase import phrase
from outreach.sources.fault import Fault
from outreach.sources.importers.opening import COLUMNS_TOO_MANY, MOST_COLUMNS
from outreach.sources.tables import BOOK_UNREADABLE, Row, cell_text

_MOST_MERGED_ROWS = 1000
_MOST_MERGES = 100_000
_MOST_FILLED = 2_000_000  # rows, counted once for every merged cell that goes through them


class Merge(NamedTuple):
    """A merged range: rows from 1, columns from 0, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Return over how many rows it goes."""
        return self.bottom - self.top + 1

    @property
    def goes_down(self) -> bool:
        """Return whether its text stands for several rows; a whole column's does not."""
        return 1 < self.height <= _MOST_MERGED_ROWS and self.left < MOST_COLUMNS


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's filled rows; a CSV is a sheet without a name.

    ``hidden`` are the lines of filled rows that Excel does not show; they are not among the rows.
    """

    name: str
    rows: list[Row | Problem]
    hidden: tuple[int, ...] = ()
    merges: tuple[Merge, ...] = ()


@dataclass(slots=True)
class _Marks:
    """What a sheet says beside its cells; ``line`` is the row that was read last."""

    line: int = 0
    hidden: set[int] = field(default_factory=set)
    merges: dict[tuple[int, int], Merge] = field(default_factory=dict)
    filled: int = 0

    def note_row(self, attributes: Mapping[str, str]) -> None:
        """Take a row; one without a number follows on the one before it (ECMA-376, 18.3.1.73)."""
        self.line = int(attributes.get("r") or self.line + 1)
        if attributes.get("hidden") in ("1", "true"):
            self.hidden.add(self.line)

    def note_merge(self, merge: Merge) -> None:
        """Take a merged range, of several with one corner the first."""
        if (merge.top, merge.left) in self.merges:
            return
        self.merges[merge.top, merge.left] = merge
        self.filled += merge.height if merge.goes_down else 0
        if len(self.merges) > _MOST_MERGES or self.filled > _MOST_FILLED:
            raise _TooMergedError


def read_book(data: bytes, file: str) -> tuple[list[Sheet], list[str]] | Problem:
    """Return the sheets of a workbook that Excel shows, and the names of those it does not."""
    import openpyxl  # a tenth of a second, which a CSV does not pay

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and drop-downs, which are not read
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
                hidden = [sheet.title for sheet in book.worksheets if sheet not in shown]
                return [_read_sheet(sheet) for sheet in shown], hidden
            finally:
                book.close()
    except _TooWideError:
        return COLUMNS_TOO_MANY.at(Where(file))
    except _TooMergedError:
        return _MERGES_TOO_MANY.at(Where(file))
    except Exception:  # any: a damaged file fails anywhere inside a foreign parser
        return BOOK_UNREADABLE.at(Where(file))


class _TooWideError(Exception):
    """A row has more filled cells than any address book."""


class _TooMergedError(Exception):
    """A sheet has more merged cells than any address book."""


_MERGES_TOO_MANY = Fault(
    "merges-too-many",
    phrase("The workbook has far too many merged cells."),
    phrase("Take the merging off in Excel (Home, Merge & Center), save, and import again."),
)


def _read_sheet(sheet: Any) -> Sheet:
    marks = _marks_of(sheet)
    merges = tuple(marks.merges.values())
    rows, hidden = [], []
    fill = _filler(merges)
    for line, cells in _filled_rows(sheet, fill):
        if line in marks.hidden:
            hidden.append(line)
        else:
            rows.append(Row(line, cells))
    return Sheet(sheet.title, list(rows), tuple(hidden), merges)


def _filled_rows(sheet: Any, fill: dict[int, list[tuple[int, int]]]) -> Iterator[Row]:
    """Yield the rows with anything in them; a cell merged over several rows stands in each."""
    sheet.reset_dimensions()  # other programs than Excel write a wrong size, which would cut rows
    kept: dict[tuple[int, int], str] = {}
    for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [cell_text(value) for value in values]
        while len(cells) > MOST_COLUMNS and not cells[-1].strip():
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise _TooWideError
        own = any(map(str.strip, cells))
        for top, left in fill.get(line, ()):
            cells += [""] * (left + 1 - len(cells))
            if line == top:
                kept[top, left] = cells[left]
            elif not cells[left].strip():
                cells[left] = kept.get((top, left), "")
        if own:
            yield Row(line, cells)


def _filler(merges: Iterable[Merge]) -> dict[int, list[tuple[int, int]]]:
    """Return for every line the merged cells that go through it: the line they start on, column."""
    through: dict[int, list[tuple[int, int]]] = {}
    for merge in merges:
        if merge.goes_down:
            for line in range(merge.top, merge.bottom + 1):
                through.setdefault(line, []).append((merge.top, merge.left))
    return through


def _marks_of(sheet: Any) -> _Marks:
    """Return hidden rows and merged cells, which the library leaves out when it reads on the go."""
    from openpyxl.utils import range_boundaries

    marks = _Marks()

    def start(name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            marks.note_row(attributes)
        elif name == "mergeCell":
            left, top, right, bottom = range_boundaries(attributes["ref"])
            marks.note_merge(Merge(top, left - 1, bottom, right - 1))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = _refuse_entity
    with sheet._get_source() as source:
        parser.ParseFile(source)
    return marks


def _refuse_entity(*_: object) -> None:
    raise ValueError  # no spreadsheet declares one; a bomb does
