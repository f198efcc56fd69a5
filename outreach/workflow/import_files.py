"""What an import plans is written: cells where they stand, new rows into a file per source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from outreach.errors import StateError
from outreach.model.project import Project
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.sources.columns import RECIPIENT_COLUMNS
from outreach.sources.export import table_as_csv
from outreach.sources.formulas import harmless
from outreach.sources.held import SOURCE_ID, HeldFile
from outreach.sources.recipients import FOLDER
from outreach.sources.splicing import spliced
from outreach.workflow.importing import Import

NEW_COLUMNS = (*RECIPIENT_COLUMNS, *SOURCE_ID)


@dataclass(slots=True)
class _Sheaf:
    """The edits of one file that is there: cells by line and column, and rows for its end."""

    file: HeldFile
    edits: dict[int, dict[int, str]] = field(default_factory=dict)
    added: list[list[str]] = field(default_factory=list)
    further: dict[str, int] = field(default_factory=dict)  # columns it gets, and their places

    def place(self, column: str) -> int:
        """Return where a column stands; one that is lacking is put behind the others."""
        known = self.file.places.get(column, self.further.get(column))
        if known is not None:
            return known
        at = self.further[column] = len(self.file.headers) + len(self.further)
        self.edits.setdefault(self.file.header_line, {})[at] = self.file.heading(column)
        return at

    def change(self, line: int, cells: Mapping[str, str]) -> None:
        """Change cells of a row; a column it does not have is not made for a blank."""
        places = {
            self.place(column): harmless(text)
            for column, text in cells.items()
            if text or column in self.file.places
        }
        self.edits.setdefault(line, {}).update(places)

    def append(self, cells: Mapping[str, str]) -> None:
        """Put a new row behind the others."""
        places = {self.place(column): harmless(text) for column, text in cells.items() if text}
        width = len(self.file.headers) + len(self.further)
        self.added.append([places.get(at, "") for at in range(width)])

    def data(self) -> bytes:
        """Return the file's new bytes."""
        return spliced(self.file.data, self.file.delimiter, self.edits, self.added)


def write_import(project: Project, plan: Import) -> list[str]:
    """Write what was planned and return the files, each replaced in one step.

    Raises:
        StateError: a file was changed meanwhile; nothing is written then.
        OutputError: a file cannot be written; those before it are, and a further import of the
            same files finishes the work.
    """
    sheaves: dict[str, _Sheaf] = {}
    fresh: dict[str, list[tuple[str, ...]]] = {}
    for each in plan.changed:
        sheaf = sheaves.setdefault(each.file.name, _Sheaf(each.file))
        sheaf.change(each.row.where.line or 0, each.cells)
    slugs = dict.fromkeys(new.slug for new in plan.added)
    targets = {slug: plan.holdings.target(slug, project.root) for slug in slugs}
    for new in plan.added:
        name, held = targets[new.slug]
        if held is not None:
            sheaves.setdefault(held.name, _Sheaf(held)).append(new.cells)
        else:
            row = tuple(new.cells.get(column, "") for column in NEW_COLUMNS)
            fresh.setdefault(f"{FOLDER}/{name}", []).append(row)
    made = {name: sheaf.data() for name, sheaf in sheaves.items()}
    made |= {
        name: table_as_csv(NEW_COLUMNS, rows).encode("utf-8-sig") for name, rows in fresh.items()
    }
    _refuse_changed(project.root, sheaves, fresh)
    (project.root / FOLDER).mkdir(exist_ok=True)
    for name, data in made.items():
        with replacing(project.root / name) as stream:
            stream.write(data)
    return list(made)


def _refuse_changed(root: Path, sheaves: Mapping[str, _Sheaf], fresh: Mapping[str, object]) -> None:
    """Raise StateError where a file is not what it was when the import was planned."""
    for name, sheaf in sheaves.items():
        path = sheaf.file.path
        if not path.exists() or path.read_bytes() != sheaf.file.data:
            raise _changed(name)
    for name in fresh:
        if (root / name).exists():
            raise _changed(name)


def _changed(name: str) -> StateError:
    return StateError(
        phrase("{file} was changed meanwhile; nothing was written.", file=name),
        phrase("Close it where it is open, then start the same import again."),
    )
