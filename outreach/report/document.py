"""What a report says, in phrases; and the same said in one language, for any kind of file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from outreach.phrase import Phrase, phrase

Say = Callable[[Phrase], str]
Value = int | Phrase | None  # None: not shown, so that nobody is pointed at
HIDDEN = "―"
OFFICE_ONLY = phrase("For the office only")  # stands on every sheet that tells small counts


def verbatim(text: str) -> Phrase:
    """Return a text of the project's own as a phrase; it is no catalogue's, and has no gaps."""
    return Phrase("{text}", (("text", text),))


class Unit(StrEnum):
    """How the cells of a column are read."""

    WORDS = "words"
    COUNT = "count"
    YEN = "yen"
    THOUSAND_YEN = "thousand-yen"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``name`` for programs, the heading for people."""

    name: str
    heading: Phrase
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True)
class Row:
    """A row; ``code`` names it for programs."""

    code: str
    cells: tuple[Value, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; ``remark`` is what must be known to read it."""

    name: str
    title: Phrase
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    remark: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars: one row of a table is one bar, of ``column``; ``alt`` is for who hears it.

    A chart shows nothing but what stands in its table. ``mark`` is the number of bars before which
    a line stands, 0 for none, and ``mark_words`` what it stands for.
    """

    table: str
    title: Phrase
    alt: Phrase
    bars: tuple[tuple[Phrase, int], ...]
    lying: bool = False
    mark: int = 0
    mark_words: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The tables behind one activity, and their charts."""

    title: Phrase
    tables: tuple[Table, ...]
    charts: tuple[Bars, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report: the form that is handed in, what stands behind it, and how to read it.

    ``warnings`` are about this report, ``notes`` about every one.
    """

    name: str
    title: Phrase
    organisation: Phrase
    form: Table
    sections: tuple[Section, ...]
    warnings: tuple[Phrase, ...]
    notes: tuple[Phrase, ...]
    is_internal: bool = False

    @property
    def remarks(self) -> tuple[Phrase, ...]:
        """Return what is to be said beside the tables, in one list."""
        return (*self.warnings, *self.notes)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return every table, the form first."""
        return (self.form, *(table for section in self.sections for table in section.tables))


@dataclass(frozen=True, slots=True)
class SpokenTable:
    """A table in one language; a cell is text or a number."""

    name: str
    title: str
    headings: tuple[str, ...]
    units: tuple[Unit, ...]
    rows: tuple[tuple[str | int, ...], ...]
    totals: tuple[bool, ...]
    remark: str


def spoken(table: Table, say: Say) -> SpokenTable:
    """Return a table in the language of ``say``."""
    return SpokenTable(
        table.name,
        say(table.title),
        tuple(say(column.heading) for column in table.columns),
        tuple(column.unit for column in table.columns),
        tuple(tuple(_cell(cell, say) for cell in row.cells) for row in table.rows),
        tuple(row.is_total for row in table.rows),
        say(table.remark) if table.remark else "",
    )


def _cell(cell: Value, say: Say) -> str | int:
    if cell is None:
        return HIDDEN
    return say(cell) if isinstance(cell, Phrase) else cell
