"""Strict reading of a TOML file: unknown keys and wrong types are problems with their line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from outreach.errors import ExitCode, Problem, Where
from outreach.phrase import Phrase, phrase
from outreach.sources.characters import BLANKS, line_fault, message_fault
from outreach.sources.fault import Fault, did_you_mean, unreadable

LONGEST_MESSAGE = 2000
_HEADING = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAY_LINE = re.compile(rf"\s*[\w-]+\s*=\s*({_DAY.pattern})\s*(?:#.*)?")
_PARSER_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file as read; ``problems`` gathers what its tables find wrong."""

    file: str
    kind: ExitCode
    text: str
    values: Mapping[str, object]
    problems: list[Problem] = field(default_factory=list)

    def blame(self, fault: Fault, table: str = "", key: str = "") -> None:
        """Note a fault at the line of ``key`` in ``table``, or of the table, or at line 1."""
        line = line_of(self.text, table, key) or line_of(self.text, table, "") or 1
        self.problems.append(fault.at(Where(self.file, line), self.kind))

    def table(self, name: str, known: Iterable[str]) -> Table:
        """Return the table of that name (dotted; empty if the file has none), its keys checked."""
        values: object = self.values
        for part in name.split(".") if name else ():
            values = values.get(part, {}) if isinstance(values, Mapping) else {}
        if not isinstance(values, Mapping):
            self.blame(wrong_type(name, phrase("a table")), name.rpartition(".")[0], name)
            values = {}
        return Table(self, name, values, tuple(known))

    def named(self, group: str, is_name: Callable[[str], object], bad_name: Fault) -> list[str]:
        """Return the names of the tables [group.NAME] in their order; what can be none is noted.

        ``is_name`` says whether one may be called so, ``bad_name`` is the fault where it may not.
        """
        tables = self.values.get(group, {})
        if not isinstance(tables, Mapping):
            self.blame(wrong_type(group, phrase("a table")), "", group)
            return []
        names = []
        for name, table in tables.items():
            if not isinstance(table, Mapping):
                self.blame(wrong_type(name, phrase("a table")), group, name)
            elif not is_name(name):
                self.blame(bad_name, f"{group}.{name}")
            else:
                names.append(name)
        return names

    @property
    def has_errors(self) -> bool:
        """Return whether anything found so far stops the program."""
        return any(problem.is_error for problem in self.problems)


def read_document(path: Path, file: str, kind: ExitCode) -> Document | Problem:
    """Return the file as a document, or why it cannot be read, with the parser's line."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return unreadable(error).at(Where(file), kind)
    try:
        text = data.decode("utf-8-sig")  # Notepad writes a BOM, which TOML itself forbids
        return Document(file, kind, text.replace("\r\n", "\n"), tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _NOT_UTF8.at(Where(file, line), kind)
    except tomllib.TOMLDecodeError as error:
        found = _PARSER_LINE.search(str(error))
        line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
        day = _DAY_LINE.fullmatch(text.split("\n")[line - 1])
        fault = no_such_day(day[1]) if day and _iso_day(day[1]) is None else _NOT_TOML
        return fault.at(Where(file, line), kind)


_NOT_UTF8 = Fault(
    "toml-encoding",
    phrase("The file is not UTF-8."),
    phrase("Save it again and choose UTF-8 as the encoding."),
)
_NOT_TOML = Fault(
    "toml-syntax",
    phrase("This line cannot be read as TOML."),
    phrase('Write key = "text", key = true or key = 2026-12-01; is a quotation mark missing?'),
)


def no_such_day(text: str) -> Fault:
    """Return the fault of what is written like a day that no calendar has: 2026-02-30."""
    return Fault(
        "no-such-day",
        phrase("There is no such day: {day}.", day=text),
        phrase("Look at the calendar and correct it."),
    )


def line_of(text: str, table: str, key: str) -> int | None:
    """Return the line on which a table's key stands (or its heading, for no key), or None.

    A small scan: it knows headings, keys and multi-line strings, which is what people write.
    """
    pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""") if key else None
    current, quote = "", ""
    for number, line in enumerate(text.split("\n"), 1):
        if quote:
            quote = "" if quote in line else quote
            continue
        heading = _HEADING.match(line)
        if heading:
            current = re.sub(r"""["'\s]""", "", heading[1])
        if current == table and (pattern.match(line) if pattern else heading):
            return number
        quote = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return None


def wrong_type(key: str, expected: Phrase) -> Fault:
    """Return the fault of a value of another type than the key takes."""
    return Fault(
        "toml-type",
        phrase("{key} must be {expected}.", key=key, expected=expected),
        phrase("Correct the value after the equals sign."),
    )


def missing(key: str) -> Fault:
    """Return the fault of a key that must be there and is not, or is empty."""
    return Fault(
        "toml-missing",
        phrase("{key} is missing or empty.", key=key),
        phrase("Add a line for it; the guide shows one."),
    )


class Table:
    """One table of a document, read key by key; every objection is noted in the document."""

    def __init__(
        self, document: Document, name: str, values: Mapping[str, object], known: tuple[str, ...]
    ) -> None:
        self.document = document
        self.name = name
        self.values = values
        for key in values:
            if key not in known:
                self._refuse_unknown(key, known)

    def _refuse_unknown(self, key: str, known: tuple[str, ...]) -> None:
        fault = Fault(
            "toml-unknown",
            phrase("{key} is not known here.", key=key),
            did_you_mean(key, known),
        )
        nested = isinstance(self.values[key], Mapping)
        inner = f"{self.name}.{key}" if self.name else key
        if nested and line_of(self.document.text, inner, ""):
            self.document.blame(fault, inner)
        else:
            self.blame(key, fault)

    def blame(self, key: str, fault: Fault) -> None:
        """Note a fault of one of this table's keys."""
        self.document.blame(fault, self.name, key)

    def text(self, key: str, default: str = "", required: bool = False) -> str:
        """Return one line of text without blanks around it; its characters are checked."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            self.blame(key, wrong_type(key, phrase("text in quotation marks")))
            return default
        value = value.strip(BLANKS)
        if required and not value:
            self.blame(key, missing(key))
        fault = line_fault(key, value)
        if fault:
            self.blame(key, fault)
        return value

    def message(self, key: str) -> str:
        """Return text of several lines, at most 2,000 characters; its characters are checked."""
        value = self.values.get(key, "")
        if not isinstance(value, str):
            self.blame(key, wrong_type(key, phrase("text in quotation marks")))
            return ""
        fault = long_message_fault(value) or message_fault(key, value)
        if fault:
            self.blame(key, fault)
        return trimmed_message(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts without blank ones; a single text stands for a list of one."""
        value = self.values.get(key, [])
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self.blame(key, wrong_type(key, phrase("a text, or a list of texts in brackets")))
            return ()
        items = [item.strip(BLANKS) for item in items if item.strip(BLANKS)]
        for fault in filter(None, (line_fault(key, item) for item in items)):
            self.blame(key, fault)
        return tuple(items)

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.blame(key, wrong_type(key, phrase("true or false")))
            return default
        return value

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """Return a whole number from ``least`` to ``most``."""
        value = self.values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        number = phrase("a whole number from {least} to {most}", least=least, most=most)
        self.blame(key, wrong_type(key, number))
        return default

    def choice(self, key: str, default: str, possible: Collection[str]) -> str:
        """Return one of the possible words; the first wrong one is answered with the nearest."""
        value = self.text(key, default)
        if value in possible:
            return value
        fault = Fault(
            "toml-choice",
            phrase("{key} must be one of: {possible}.", key=key, possible=", ".join(possible)),
            did_you_mean(value, possible),
        )
        self.blame(key, fault)
        return default

    def day(self, key: str) -> date | None:
        """Return a day that must be given, as a TOML date or as text like 2026-12-01."""
        value = self.values.get(key)
        if value is None:
            self.blame(key, missing(key))
            return None
        if isinstance(value, str):
            if _DAY.fullmatch(value.strip(BLANKS)) and _iso_day(value) is None:
                self.blame(key, no_such_day(value.strip(BLANKS)))
                return None
            value = _iso_day(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.blame(key, wrong_type(key, phrase("a date such as 2026-12-01")))
        return None

    def point(self, key: str, default: tuple[float, float]) -> tuple[float, float]:
        """Return two numbers from 0 to 1."""
        value = self.values.get(key, list(default))
        if isinstance(value, list) and len(value) == 2 and all(map(_is_fraction, value)):
            return float(value[0]), float(value[1])
        self.blame(key, wrong_type(key, phrase("two numbers from 0 to 1, such as [0.5, 0.4]")))
        return default


def _is_fraction(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip(BLANKS))
    except ValueError:
        return None


def trimmed_message(text: str) -> str:
    """Return a message without blank lines around it; the indent of its first line stays."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip(BLANKS).split("\n")
    while lines and not lines[0].strip(BLANKS):
        del lines[0]
    return "\n".join(lines)


def long_message_fault(text: str) -> Fault | None:
    """Return the fault of a message longer than 2,000 characters."""
    if len(text) <= LONGEST_MESSAGE:
        return None
    return Fault(
        "message-too-long",
        phrase(
            "The message has {length} characters; {most} is the most.",
            length=len(text), most=LONGEST_MESSAGE,
        ),
        phrase("Shorten it."),
    )  # fmt: skip
