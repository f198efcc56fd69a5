"""Sheets of labels: where each label lies on the sheet, as its maker says.

The shipped measures and their sources stand in labels.toml beside this file. A project's own
labels.toml adds sheets, or replaces one by its name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from outreach.errors import ExitCode, Problem, ProblemsFoundError, Where, reason_of
from outreach.phrase import Phrase, phrase

SHIPPED = Path(__file__).with_name("labels.toml")
A4 = (210.0, 297.0)
SLACK = 0.05  # mm: makers round their measures to a tenth
MOST = 10_000  # in any measure or count: a figure of hundreds of digits is no float
LEAST = 10.0  # mm: nothing smaller bears an address
_HEADING = re.compile(r"""^\s*\[\s*["']?([^\]"']+?)["']?\s*\]""")


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A sheet of labels; every measure in mm, from the upper left corner of the sheet.

    The first label's corner is at (``left``, ``top``), the next one's a pitch further. Labels are
    counted from 1, along the rows from left to right, the upper row first.
    """

    name: str
    columns: int
    rows: int
    label_width: float
    label_height: float
    left: float
    top: float
    pitch_x: float
    pitch_y: float
    width: float = A4[0]
    height: float = A4[1]
    japanese: str = ""

    @property
    def count(self) -> int:
        """Return how many labels are on a sheet."""
        return self.columns * self.rows

    @property
    def right(self) -> float:
        """Return the white right of the last column, in mm."""
        return self.width - self.left - (self.columns - 1) * self.pitch_x - self.label_width

    @property
    def bottom(self) -> float:
        """Return the white below the last row, in mm."""
        return self.height - self.top - (self.rows - 1) * self.pitch_y - self.label_height

    def place(self, label: int) -> tuple[float, float]:
        """Return the upper left corner of the label with this number, from 1, in mm."""
        row, column = divmod(label - 1, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y


_MEASURES = ("label_width", "label_height", "left", "top")
_KNOWN = frozenset(field.name for field in fields(LabelSheet)) - {"name"}


def load_labels(own: Path | None = None) -> Mapping[str, LabelSheet]:
    """Return the sheets by name: the shipped ones, and those of the project's own labels.toml.

    A file that is not there adds nothing. Raises ProblemsFoundError (exit code 3) with everything
    that is wrong with it.
    """
    if own is None or not own.is_file():
        return _shipped()
    sheets, problems = read_labels(own)
    if problems:
        raise ProblemsFoundError(phrase("{file} has errors.", file=own.name), problems)
    return {**_shipped(), **sheets}


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, LabelSheet]:
    sheets, problems = read_labels(SHIPPED)
    assert not problems, problems
    return sheets


def read_labels(path: Path) -> tuple[dict[str, LabelSheet], list[Problem]]:
    """Return the sheets a file describes, and what is wrong with it (of kind PROJECT)."""
    reader = _Reader(path.name)
    try:
        reader.text = path.read_bytes().decode("utf-8-sig")
        tables = tomllib.loads(reader.text.replace("\r\n", "\n"))
    except OSError as error:
        message = phrase("The file cannot be read: {reason}.", reason=reason_of(error))
        hint = phrase("Close it in other programs and see that you may open it.")
        return {}, [reader.problem("file-unreadable", message, hint)]
    except (ValueError, RecursionError):  # also a number of thousands of digits, or endless [[[
        message = phrase("The file is not TOML in UTF-8.")
        return {}, [reader.problem("toml-syntax", message, _FORM)]
    sheets = {name: reader.sheet(name, table) for name, table in tables.items()}
    return {name: sheet for name, sheet in sheets.items() if sheet}, reader.problems


class _Reader:
    """Reads tables of one file and gathers the problems with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.text = ""
        self.problems: list[Problem] = []

    def problem(self, code: str, message: Phrase, hint: Phrase, table: str = "") -> Problem:
        """Return a problem at the heading of a table, or with the file."""
        lines = enumerate(self.text.split("\n"), 1)
        found = (n for n, line in lines if (m := _HEADING.match(line)) and m[1] == table)
        return Problem(ExitCode.PROJECT, code, message, hint, Where(self.file, next(found, 1)))

    def blame(self, table: str, message: Phrase, hint: Phrase) -> None:
        """Note what is wrong with a table."""
        self.problems.append(self.problem("label-sheet", message, hint, table))

    def sheet(self, name: str, values: object) -> LabelSheet | None:
        """Return the sheet a table describes, or None with the problems noted."""
        before = len(self.problems)
        if not isinstance(values, dict):
            self.blame(name, phrase("{key} is not known here.", key=name), _FORM)
            return None
        for key in sorted(set(values) - _KNOWN):
            hint = phrase("Known here: {known}.", known=", ".join(sorted(_KNOWN)))
            self.blame(name, phrase("{key} is not known here.", key=key), hint)
        columns, rows = (self._count(name, key, values) for key in ("columns", "rows"))
        width, height, left, top = (self._length(name, key, values) for key in _MEASURES)
        sheet = LabelSheet(
            name, columns, rows, width, height, left, top,
            pitch_x=self._length(name, "pitch_x", values, width),
            pitch_y=self._length(name, "pitch_y", values, height),
            width=self._length(name, "width", values, A4[0]),
            height=self._length(name, "height", values, A4[1]),
            japanese=str(values.get("japanese", "")),
        )  # fmt: skip
        if len(self.problems) == before:
            self._check(sheet)
        return sheet if len(self.problems) == before else None

    def _count(self, table: str, key: str, values: Mapping[str, object]) -> int:
        value = values.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MOST:
            return value
        self._refuse(table, key, value, phrase("a whole number"))
        return 1

    def _length(
        self, table: str, key: str, values: Mapping[str, object], usual: float | None = None
    ) -> float:
        value = values.get(key, usual)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MOST:
            return float(value)
        self._refuse(table, key, value, phrase("a number of millimetres"))
        return 0.0

    def _refuse(self, table: str, key: str, value: object, expected: Phrase) -> None:
        message = phrase("{key} must be {expected}.", key=key, expected=expected)
        hint = phrase("Correct the value after the equals sign.")
        if value is None:
            message = phrase("{key} is missing or empty.", key=key)
            hint = phrase("Add a line for it; the guide shows one.")
        self.blame(table, message, hint)

    def _check(self, sheet: LabelSheet) -> None:
        """Note labels that are none, lie over each other, or reach beyond the sheet."""
        if min(sheet.columns, sheet.rows) < 1 or min(sheet.label_width, sheet.label_height) < LEAST:
            message = phrase("The measures of {sheet} make no labels.", sheet=sheet.name)
            self.blame(sheet.name, message, _FORM)
            return
        tight_x = sheet.columns > 1 and sheet.pitch_x < sheet.label_width - SLACK
        tight_y = sheet.rows > 1 and sheet.pitch_y < sheet.label_height - SLACK
        if tight_x or tight_y:
            message = phrase("The labels of {sheet} lie over each other.", sheet=sheet.name)
            hint = phrase("A pitch goes from the edge of one label to the same edge of the next.")
            self.blame(sheet.name, message, hint)
        elif min(sheet.left, sheet.top, sheet.right, sheet.bottom) < -SLACK:
            message = phrase("The labels of {sheet} reach beyond the sheet.", sheet=sheet.name)
            hint = phrase("Measure left, top and the pitches again, in millimetres.")
            self.blame(sheet.name, message, hint)


_FORM = phrase("Write each sheet as [name] and lines like columns = 2 below it.")
