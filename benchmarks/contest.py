"""Who takes part, and how often: contestants take turns, so that all have the same weather."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pikepdf

from benchmarks.floor import take_contents
from benchmarks.measure import CommandError, Run, timed, watched
from benchmarks.peer import Peer, Task
from benchmarks.people import ROUND, write_project

ROOT = Path(__file__).resolve().parent.parent
OURS = {"PYTHONPATH": str(ROOT), "OUTREACH_LANG": "en"}
LONG = 20.0  # seconds: who takes longer in the warm-up runs only once more


@dataclass
class Contestant:
    """A command that makes ``count`` cards, and how its runs went; the warm-up tells the memory.

    ``up`` is how many cards lie on a page.
    """

    name: str
    count: int
    command: Sequence[str]
    folder: Path
    made: str
    clear: Callable[[], None]
    environment: Mapping[str, str] = field(default_factory=dict)
    warm_up: Run = field(default=Run(0.0))
    runs: list[float] = field(default_factory=list)
    up: int = 1

    def warm(self) -> None:
        """Run once with an eye on the memory, and see that every page is there."""
        self.clear()
        self.warm_up = watched(self.command, self.folder, self.environment)
        self._refuse_missing_pages()

    def go(self) -> None:
        """Run once for the clock."""
        self.clear()
        self.runs.append(timed(self.command, self.folder, self.environment).seconds)
        self._refuse_missing_pages()

    def _refuse_missing_pages(self) -> None:
        pages = sum(map(page_count, self.files()))
        wanted = 2 * -(-self.count // self.up)
        if pages != wanted:
            raise CommandError(f"{self.name} made {pages} pages, not {wanted}")

    def files(self) -> list[Path]:
        """Return the PDF files made."""
        return sorted(self.folder.glob(self.made))

    @property
    def bytes_a_card(self) -> float:
        """Return the size of all PDF files made, shared artwork and fonts included, by cards."""
        return sum(path.stat().st_size for path in self.files()) / self.count

    @property
    def seconds(self) -> float:
        """Return the median of the runs, of a long one the only run."""
        return median(self.runs or [self.warm_up.seconds])

    @property
    def speed(self) -> float:
        """Return cards per second."""
        return self.count / self.seconds


def page_count(path: Path) -> int:
    """Return how many pages a PDF file has."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def compete(contestants: Sequence[Contestant], runs: int, say: Callable[[str], None]) -> None:
    """Let everyone warm up, then run in turns."""
    for one in contestants:
        if not one.warm_up.seconds:
            say(f"{one.name}: {one.count} cards, warm-up")
            one.warm()
    for turn in range(runs):
        for one in contestants:
            if turn == 0 or one.warm_up.seconds < LONG:
                say(f"{one.name}: {one.count} cards, run {turn + 1}")
                one.go()


def outreach(*arguments: str) -> list[str]:
    """Return the command line of outreach."""
    return [sys.executable, "-m", "outreach.cli.main", *arguments]


def our_contestant(work: Path, count: int, design: str, picture: Path | None) -> Contestant:
    """Return outreach, printing a fresh project: artwork to be drawn, ledger to be made."""
    folder = work / f"outreach-{design}-{count}"
    write_project(folder, count, design, picture)
    return Contestant(
        "outreach", count, outreach("print", ROUND), folder, f"out/{ROUND}/1/[ap]*.pdf",
        lambda: forget(folder), OURS,
    )  # fmt: skip


def forget(project: Path) -> None:
    """Take everything outreach made out of a project: files, ledger, cache."""
    for folder in ("out", ".outreach"):
        shutil.rmtree(project / folder, ignore_errors=True)
    for path in project.glob("ledger.db*"):
        path.unlink()


def peer_contestant(peer: Peer, program: str, task: Task) -> Contestant:
    """Return a peer with its input written."""
    task.folder.mkdir(parents=True)
    command = peer.prepare(program, task)
    made = task.folder / "made"
    pages = f"{made.name}/*.pdf"
    return Contestant(peer.name, task.cards, command, task.folder, pages, lambda: emptied(made))


def emptied(folder: Path) -> None:
    """Make the folder empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


def floor_contestant(work: Path, ours: Contestant) -> Contestant:
    """Return the floor for as many cards as ours, with the content of our first card."""
    folder = work / "floor"
    emptied(folder)
    take_contents(ours.files()[0].parent, folder)
    command = [sys.executable, "-m", "benchmarks.floor", str(ours.count), str(folder)]
    return Contestant(
        "writer's floor", ours.count, command, folder, "made/*.pdf",
        lambda: emptied(folder / "made"),
        OURS,
    )  # fmt: skip
