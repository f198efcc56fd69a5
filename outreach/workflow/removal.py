"""Taking a person out of the files of a project: its own, and those a restore put aside."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import ExitCode, Problem, ProblemsFoundError, Where
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.sources.columns import MESSAGE_COLUMNS, RECIPIENT_COLUMNS
from outreach.sources.removing import (
    CannotRemoveError,
    without_cells,
    without_only,
    without_rows,
)
from outreach.workflow.desk import cannot_write

BATCH_JSON = "batch.json"  # names nobody: the trace by which a lost ledger is noticed
_TABLES = (".csv", ".tsv", ".txt", ".xlsx")


@dataclass(frozen=True, slots=True)
class Removed:
    """A file out of which a person was taken: ``what`` is "rows", "keys", "cells" or "file"."""

    file: str
    what: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class _Change:
    """New bytes for a file, None for none at all: it goes."""

    path: Path
    removed: Removed
    data: bytes | None = None


class Removing:
    """The changes by which a key goes out of a project's files; worked out before the first one."""

    def __init__(self, root: Path, key: str) -> None:
        self.root = root
        self.key = key

    def planned(self) -> list[Removed]:
        """Return what would be changed. Raises ProblemsFoundError where a file cannot be."""
        return [change.removed for change in self._changes()]

    def done(self) -> list[Removed]:
        """Change the files, and return what was changed. Raises as ``planned``, and OutputError."""
        changes = self._changes()
        for change in changes:
            if change.data is not None:
                with replacing(change.path) as stream:
                    stream.write(change.data)
            else:
                remove(change.path)
        return [change.removed for change in changes]

    def _changes(self) -> list[_Change]:
        problems: list[Problem] = []
        changes: dict[Path, _Change] = {}
        for root in (self.root, *sorted(self.root.glob("before-restore-*"))):
            for found in self._of(root):
                if isinstance(found, Problem):
                    problems.append(found)
                else:
                    changes[found.path] = found
        if problems:
            raise ProblemsFoundError(
                phrase("These files must be mended first, or the key taken out by hand."), problems
            )
        return list(changes.values())

    def _of(self, root: Path) -> Iterator[_Change | Problem]:
        yield from self._tables((root / "recipients").glob("*"), RECIPIENT_COLUMNS)
        yield from self._tables((root / "rounds").glob("*/messages.csv"), MESSAGE_COLUMNS)
        yield from self._rounds(root)
        yield from self._handwriting(root)
        yield from self._made(root)
        yield from self._cut_off(root)
        if root != self.root and (root / "ledger.db").is_file():
            yield self._gone(root / "ledger.db")  # put aside by a restore; it cannot be emptied

    def _tables(
        self, files: Iterable[Path], columns: dict[str, str]
    ) -> Iterator[_Change | Problem]:
        for path in sorted(files):
            if not path.is_file() or path.suffix.lower() not in _TABLES:
                continue
            if path.name.startswith(("~$", ".")):
                continue
            try:
                data, count = without_rows(path, self.key, columns)
            except CannotRemoveError:
                yield self._unreadable(path)
                continue
            if count:
                yield _Change(path, Removed(self._name(path), "rows", count), data)

    def _rounds(self, root: Path) -> Iterator[_Change]:
        for path in sorted((root / "rounds").glob("*/round.toml")):
            before = path.read_bytes()
            text, count = without_only(before.decode("utf-8", "surrogateescape"), self.key)
            if count:
                data = text.encode("utf-8", "surrogateescape")
                yield _Change(path, Removed(self._name(path), "keys", count), data)

    def _handwriting(self, root: Path) -> Iterator[_Change | Problem]:
        for path in sorted((root / "rounds").glob("*/hand/*")):
            if path.name == "sheets.json":
                try:
                    data, count = without_cells(path.read_bytes(), self.key)
                except CannotRemoveError:
                    yield self._unreadable(path)
                    continue
                if count:
                    yield _Change(path, Removed(self._name(path), "cells", count), data)
            elif path.stem.lower() == self.key.lower() and path.is_file():
                yield self._gone(path)

    def _made(self, root: Path) -> Iterator[_Change]:
        """Yield what print and proof made: a batch with the person goes, and every preview.

        A batch may lie anywhere in the project: print -o puts it where one likes.
        """
        for folder in sorted(path.parent for path in root.rglob("batch.csv")):
            if _lists(folder / "batch.csv", self.key):
                for path in sorted(folder.iterdir()):
                    if path.is_file() and path.name != BATCH_JSON:
                        yield self._gone(path)
        for path in sorted((root / "out").rglob("*")):
            if path.is_file() and not (path.parent / BATCH_JSON).exists():
                yield self._gone(path)

    def _cut_off(self, root: Path) -> Iterator[_Change]:
        """Yield what a run that was killed left behind: copies of ledger and address book."""
        for path in sorted(root.rglob(".outreach-*")):
            if not any(part.startswith(".outreach-") for part in path.parent.parts):
                yield self._gone(path)

    def _gone(self, path: Path) -> _Change:
        return _Change(path, Removed(self._name(path), "file"))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _unreadable(self, path: Path) -> Problem:
        return Problem(
            ExitCode.SOURCE,
            "not-removable",
            phrase("Whether the key stands in this file cannot be told: it cannot be read."),
            phrase("Mend the file, or move it out of the project, and start the command again."),
            Where(self._name(path)),
        )


def remove(path: Path) -> None:
    """Remove a file or a folder. Raises OutputError where the system refuses."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from None


def _lists(file: Path, key: str) -> bool:
    """Return whether a batch has a page of the person, or for a print shop does not say whose."""
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    rows = csv.reader(io.StringIO(text, newline=""))
    return any(len(row) > 1 and row[1].lower() in ("", key.lower()) for row in rows)
