"""names: what the address font has of every name, and sheets to check the shapes on."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import LayoutError, Problem, ProblemsFoundError, StateError
from outreach.faces.name_proof import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    NameEntry,
    name_entry,
    name_sheets,
)
from outreach.faces.trouble import Trouble
from outreach.fonts import Stack
from outreach.frame import Box
from outreach.model.recipient import Recipient
from outreach.model.words import FONT_ROLES
from outreach.phrase import Phrase, phrase
from outreach.press.imposition import Page
from outreach.press.pdf import Store, Volume
from outreach.sources.recipients import read_recipients
from outreach.workflow.desk import Desk, cannot_write

FILE_NAME = "names-proof.pdf"
_A4 = Page(PAGE_WIDTH, PAGE_HEIGHT, Box(0.0, 0.0, PAGE_WIDTH, PAGE_HEIGHT))


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the address book in its order, and everything wrong.

    ``problems`` are those of rows that cannot be read, then an error for every name that cannot
    be printed as registered.
    """

    entries: tuple[NameEntry, ...]
    problems: tuple[Problem, ...]


def read_names(desk: Desk, keys: Collection[str] = ()) -> Names:
    """Return the names of everyone, or of those with these keys.

    Raises LayoutError where there is no font for the address side.
    """
    stack = _stack(desk)
    entries: list[NameEntry] = []
    problems: list[Problem] = []
    for found in read_recipients(desk.project):
        if isinstance(found, Problem):
            if not keys or found.where.key in keys:
                problems.append(found)
        elif not keys or found.key in keys:
            entry = name_entry(found.addressee, found.key, _place(found), stack)
            entries.append(entry)
            problems += _refused(entry, found)
    return Names(tuple(entries), tuple(problems))


def _stack(desk: Desk) -> Stack:
    stack = desk.fonts["address"]
    if not stack:
        raise LayoutError(
            phrase("{role}: none was found.", role=FONT_ROLES["address"]),
            phrase("outreach doctor says how to get it."),
        )
    return stack


def _place(recipient: Recipient) -> str:
    """Return the row as the sheet names it: the file's own name and the line."""
    file = (recipient.where.file or "").rpartition("/")[2]
    return f"{file}:{recipient.where.line}" if file else ""


def _refused(entry: NameEntry, recipient: Recipient) -> Iterator[Problem]:
    """Yield the error for a name of which a character has no font: nothing else stands in."""
    if entry.lacking:
        trouble = Trouble(recipient.where)
        trouble.missing([character.text for character in entry.lacking], phrase("in the name"))
        yield from trouble.problems


@dataclass(frozen=True, slots=True)
class NameProof:
    """The sheets' file, how many recipients they show, and everything wrong with the names."""

    file: Path
    recipients: int
    problems: tuple[Problem, ...]


def name_proof(
    desk: Desk, say: Callable[[Phrase], str], keys: Collection[str] = (), out: Path | None = None
) -> NameProof:
    """Write the sheets, by default to out/names-proof.pdf; ``say`` speaks the reader's language.

    Records nothing; the same names give the same bytes. Raises StateError where there is nobody
    to show, OutputError where the file cannot be written.
    """
    names = read_names(desk, keys)
    if not names.entries:
        if names.problems:
            raise ProblemsFoundError(phrase("The names cannot be shown."), names.problems)
        raise StateError(
            phrase("There is no name to show."),
            phrase("Nobody is in the address book yet: fill in recipients/recipients.csv first."),
        )
    volume = Volume(_A4, Store({font.id: font for font in desk.fonts.fonts}, {}), "names")
    for sheet in name_sheets(names.entries, desk.fonts["address"], say):
        volume.add(sheet)
    path = (out or desk.project.out_folder / FILE_NAME).absolute()
    _save(volume, path)
    return NameProof(path, len(names.entries), names.problems)


def _save(volume: Volume, path: Path) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        volume.save(temporary)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise cannot_write(path, error) from None
