"""What can go wrong, and the exit code that says so.

Trouble with a row, a file or a card is a value: a stage returns ``Problem`` values, all at
once. Trouble that stops the program is an exception::

    OutreachError
    ├── ProjectError   3   outreach.toml or a round file
    ├── SourceError    4   the address book or the messages
    ├── DesignError    5   a design, its picture or its layout
    ├── LayoutError    6   something does not fit, or a glyph is missing
    ├── ConsentError   7   someone excluded was asked for by name, or would be posted to
    ├── LedgerError    8   the ledger: missing, newer, damaged
    ├── OutputError    9   a file that cannot be written
    └── StateError    10   the state of the round forbids it
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from outreach.phrase import Phrase, phrase


class ExitCode(IntEnum):
    """The contract with whoever calls the command."""

    DONE = 0
    ABORTED = 1
    USAGE = 2
    PROJECT = 3
    SOURCE = 4
    DESIGN = 5
    LAYOUT = 6
    CONSENT = 7
    LEDGER = 8
    OUTPUT = 9
    STATE = 10
    BUG = 70


class Severity(StrEnum):
    """An error stops the print; a warning is only shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Where:
    """A place a person can open: file relative to the project, line, and the recipient's key."""

    file: str | None = None
    line: int | None = None
    key: str | None = None


NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and what to do about it.

    ``kind`` is the exit code this problem leads to when it is an error. ``message`` and ``hint``
    never hold a name or an address: a key and a line lead a person there.
    """

    kind: ExitCode
    code: str
    message: Phrase
    hint: Phrase
    where: Where = NOWHERE
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Return whether this stops the print."""
        return self.severity is Severity.ERROR


class OutreachError(Exception):
    """The program cannot go on; carries words for a person and what they can do."""

    exit_code: ExitCode = ExitCode.BUG

    def __init__(
        self, message: Phrase, hint: Phrase | None = None, problems: Iterable[Problem] = ()
    ) -> None:
        super().__init__(message.text)  # never the values: a traceback must not hold a name
        self.message = message
        self.hint = hint
        self.problems = tuple(problems)


class ProjectError(OutreachError):
    """outreach.toml or a round file."""

    exit_code = ExitCode.PROJECT


class SourceError(OutreachError):
    """The address book or the messages."""

    exit_code = ExitCode.SOURCE


class DesignError(OutreachError):
    """A design, its picture or its layout."""

    exit_code = ExitCode.DESIGN


class LayoutError(OutreachError):
    """Something does not fit, or a glyph is missing."""

    exit_code = ExitCode.LAYOUT


class ConsentError(OutreachError):
    """Someone excluded was asked for by name, or would be posted to."""

    exit_code = ExitCode.CONSENT


class LedgerError(OutreachError):
    """The ledger is missing, newer than the program, or damaged."""

    exit_code = ExitCode.LEDGER


class OutputError(OutreachError):
    """A file cannot be written: disk full, folder locked, file open elsewhere."""

    exit_code = ExitCode.OUTPUT


class StateError(OutreachError):
    """The state of the round forbids it."""

    exit_code = ExitCode.STATE


class ProblemsFoundError(OutreachError):
    """Errors stand in the files: all of them are shown, and the lowest kind is the exit code."""

    def __init__(self, message: Phrase, problems: Iterable[Problem]) -> None:
        super().__init__(message, None, problems)
        kinds = [problem.kind for problem in self.problems if problem.is_error]
        self.exit_code = min(kinds, default=ExitCode.BUG)


def errors_in(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems that stop a print."""
    return [problem for problem in problems if problem.is_error]


def reason_of(error: OSError) -> object:
    """Return why the system refused, in words a person knows."""
    known = {
        errno.ENOSPC: phrase("the disk is full"),
        getattr(errno, "EDQUOT", errno.ENOSPC): phrase("the disk is full"),  # not on Windows
        errno.EACCES: phrase("it is open elsewhere or not allowed"),
        errno.EPERM: phrase("it is open elsewhere or not allowed"),
        errno.EROFS: phrase("the disk takes no changes"),
        errno.ENOENT: phrase("the folder does not exist"),
    }
    return known.get(error.errno or 0, phrase("the system says {code}", code=error.errno))
