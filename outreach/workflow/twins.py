"""One picture under several names: what its artist takes back is taken back in all of them.

Two pictures are the same where their files are, byte for byte: the files cards are made of, or the
files that were given. Of the latter only the names are looked at, which are those of their content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from outreach.model.project import Project
from outreach.sources.designs import FOLDER, design_names, picture_files, withdrawal
from outreach.sources.given import MARK, originals_in


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """From which day on nothing may be made of a design, and the design whose file says so."""

    day: date
    design: str


@dataclass(frozen=True, slots=True)
class _Marks:
    """The pictures of a design by their content: those it is made of, and those that were given."""

    made_of: frozenset[str]
    given: frozenset[str]

    def shows(self, other: _Marks) -> bool:
        """Return whether all pictures of the other design are among these."""
        own = self.made_of | self.given
        return any(marks and marks <= own for marks in (other.made_of, other.given))


def withdrawals(project: Project) -> dict[str, Withdrawal]:
    """Return what is withdrawn, now or from a later day on, by the name of the design.

    It is so by its own file, or by that of a design whose pictures it shows, whichever is earlier.
    A file that cannot be read says nothing.
    """
    stated = {name: withdrawal(project, name) for name in design_names(project.root)}
    days = {name: day for name, day in stated.items() if isinstance(day, date)}
    found = {name: Withdrawal(day, name) for name, day in days.items()}
    marks = _marks(project) if days else {}
    for source, day in days.items():
        for name in _showing(marks, source):
            if name not in found or day < found[name].day:
                found[name] = Withdrawal(day, source)
    return found


def twins_of(project: Project, name: str) -> list[str]:
    """Return the other designs that show the pictures of a design, by name."""
    return _showing(_marks(project), name)


def _showing(marks: Mapping[str, _Marks], source: str) -> list[str]:
    return [name for name in marks if name != source and marks[name].shows(marks[source])]


def _marks(project: Project) -> dict[str, _Marks]:
    found = {}
    for name in design_names(project.root):
        made_of = frozenset(map(_mark, picture_files(project, name)))
        found[name] = _Marks(made_of, originals_in(project.root / FOLDER / name))
    return found


def _mark(path: Path) -> str:
    """Return the mark of a picture's content; a file that cannot be read is like no other."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:MARK]
    except OSError:
        return path.as_posix()
