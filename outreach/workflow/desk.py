"""The desk a command works at: the project, and the outside world as values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from outreach.errors import (
    LedgerError,
    OutputError,
    ProblemsFoundError,
    ProjectError,
    errors_in,
    reason_of,
)
from outreach.fonts import FontSet, load_fonts
from outreach.ledger import Ledger
from outreach.model.project import Project
from outreach.phrase import phrase
from outreach.sources.places import place_of
from outreach.sources.project import find_root, load_project
from outreach.workflow.footing import forget_head, note_head, refuse_damaged, refuse_strange
from outreach.workflow.lease import Lease, lease_of, refuse_away

Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Show no progress."""


@dataclass
class Desk:
    """A project opened for work; ``clock`` gives UTC, ``entropy`` random bytes."""

    project: Project
    clock: Callable[[], datetime]
    entropy: Callable[[int], bytes]
    today: date
    progress: Progress = field(default=silent)

    @cached_property
    def fonts(self) -> FontSet:
        """Return the project's fonts, looked up once."""
        return load_fonts(self.project.root, self.project.fonts)

    @property
    def id_file(self) -> Path:
        """Return the file that says this project has had a ledger."""
        return self.project.state_folder / "id"

    @property
    def has_history(self) -> bool:
        """Return whether there must be a ledger: the project has an id, or a batch was made."""
        if self.id_file.exists():
            return True
        return any(self.project.out_folder.glob("*/*/batch.json"))

    def read_ledger(self, *, damaged: bool = False) -> Ledger:
        """Open the ledger for reading; an empty one in memory serves where none was ever made.

        ``damaged``: also one with entries that were changed, or are missing, for whoever looks why.
        """
        ledger = Ledger.open_for_reading(
            self.project.ledger_path,
            clock=self.clock,
            entropy=self.entropy,
            expected=self.has_history,
        )
        if not damaged:
            try:
                refuse_strange(self.project.state_folder, ledger)
                refuse_damaged(ledger)
            except BaseException:
                ledger.close()
                raise
        return ledger

    @contextmanager
    def write_ledger(self, *, whole: bool = False, away: bool = False) -> Iterator[Ledger]:
        """Open the ledger for writing, and note beside it that there is one from now on.

        ``whole``: look at every entry first, and go no further where the chain is broken. ``away``:
        though the project was handed over. A ledger made here into which nothing was written is
        gone afterwards.

        Raises LedgerError where the folder is another computer's, or carried to others, StateError
        where the project was handed over.
        """
        self._refuse_place()
        is_new = not self.project.ledger_path.exists()
        ledger = Ledger.open(
            self.project.ledger_path,
            clock=self.clock,
            entropy=self.entropy,
            expected=self.has_history,
        )
        is_empty = False
        try:
            with ledger:
                if not away:
                    refuse_away(lease_of(ledger))
                if whole:
                    _refuse_broken(ledger)
                refuse_strange(self.project.state_folder, ledger)
                refuse_damaged(ledger)
                self._note_id(ledger)
                try:
                    yield ledger
                finally:
                    is_empty = ledger.head()[0] == 0
                    note_head(self.project.state_folder, ledger)
        finally:
            if is_new and is_empty:
                self._forget()

    def refuse_away(self) -> None:
        """Raise StateError where the project was handed over: its files are not changed either.

        A ledger that cannot be read says nothing; whatever needs it says what is wrong with it.
        """
        lease = Lease()
        with suppress(LedgerError, OutputError), self.read_ledger() as ledger:
            lease = lease_of(ledger)
        refuse_away(lease)

    def _refuse_place(self) -> None:
        place = place_of(self.project.ledger_path.parent)
        if place.is_network or place.is_synced:
            if self.project.trust.allow_network:
                return
            raise LedgerError(
                phrase("The ledger lies on {place}: entries would be lost there, or every address "
                       "carried away.", place=place.name),
                phrase("Move the project's folder onto this computer's own disk. To risk it all "
                       "the same, write allow_network = true under [ledger] in outreach.toml."),
            )  # fmt: skip

    def _note_id(self, ledger: Ledger) -> None:
        if self.id_file.exists():
            return
        try:
            self.id_file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.id_file.with_name("id.new")  # half an id would be another project's
            fresh.write_text(ledger.id + "\n", encoding="ascii")
            fresh.replace(self.id_file)
        except OSError as error:
            raise cannot_write(self.id_file.parent, error) from None

    def _forget(self) -> None:
        """Take away an empty ledger and the note of it: as if nobody had begun.

        The note goes first: an empty ledger without it is a beginning, the note alone a loss.
        """
        ledger = self.project.ledger_path
        self.id_file.unlink(missing_ok=True)
        forget_head(self.project.state_folder)
        ledger.unlink(missing_ok=True)
        ledger.with_name(f"{ledger.name}-journal").unlink(missing_ok=True)


def _refuse_broken(ledger: Ledger) -> None:
    if problems := ledger.verify():
        raise LedgerError(
            phrase("The ledger is damaged; nothing more is printed or posted with it."),
            phrase("Restore the last backup: outreach restore FILE."),
            problems,
        )


def open_desk(
    start: Path,
    clock: Callable[[], datetime],
    entropy: Callable[[int], bytes],
    today: date,
    progress: Progress = silent,
) -> Desk:
    """Return the desk of the project at or above ``start``.

    Raises ProjectError where there is none, ProblemsFoundError where its settings have errors.
    """
    root = find_root(start)
    if root is None:
        raise ProjectError(
            phrase("There is no outreach.toml here or in a folder above."),
            phrase(
                "Go into the project's folder, or name it with --project; a new one is made "
                "by: outreach init FOLDER"
            ),
        )
    project, problems = load_project(root)
    if project is None or errors_in(problems):
        raise ProblemsFoundError(phrase("outreach.toml has errors."), problems)
    return Desk(project, clock, entropy, today, progress)


def cannot_write(path: Path, error: OSError) -> OutputError:
    """Return the error for a file or folder that does not take what is written to it."""
    return OutputError(
        phrase("Cannot write to {name}: {reason}.", name=path.name, reason=reason_of(error)),
        phrase(
            "Close the file where it is open, free some space, or check the folder's rights; "
            "then start the same command again."
        ),
    )
