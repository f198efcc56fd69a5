"""A fault of one value, before it is known where the value stands."""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable
from dataclasses import dataclass, replace

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.phrase import Phrase, phrase


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a value and what to do; ``at`` says where."""

    code: str
    message: Phrase
    hint: Phrase
    severity: Severity = Severity.ERROR

    def at(self, where: Where, kind: ExitCode = ExitCode.SOURCE) -> Problem:
        """Return the fault as a problem at a place."""
        return Problem(kind, self.code, self.message, self.hint, where, self.severity)

    def in_cell(self, cell: str) -> Fault:
        """Return the fault with the name of the foreign cell it is about before its words."""
        return replace(self, message=at_cell(cell, self.message))


def at_cell(cell: str, words: Phrase) -> Phrase:
    """Return what is wrong with the name of the cell before it: D7, or the heading in a CSV."""
    return phrase("{cell} – {words}", cell=cell, words=words)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like ``word``, whatever its case, or None if none is near."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> Phrase:
    """Return the hint for a word that is not known: the nearest one, or all there are."""
    known = list(known)
    close = nearest(word, known)
    if close is not None:
        return phrase("Did you mean {nearest}?", nearest=close)
    if not known:
        return phrase("There is none yet.")
    return phrase("Known here: {known}.", known=", ".join(known))


def unreadable(error: OSError) -> Fault:
    """Return the fault of a file the system does not let us read."""
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            message = phrase("The file is missing.")
            hint = phrase("Put it there, or take it from a copy.")
            return Fault("file-unreadable", message, hint)
        case errno.EISDIR:
            message = phrase("It is a folder, not a file.")
            hint = phrase("Give the folder another name and put the file there.")
            return Fault("file-unreadable", message, hint)
        case errno.EACCES | errno.EPERM:
            message = phrase("The computer does not let you read the file.")
        case _:
            reason = type(error).__name__
            message = phrase("The file cannot be read: {reason}.", reason=reason)
    hint = phrase("Close it in other programs and see that you may open it.")
    return Fault("file-unreadable", message, hint)
