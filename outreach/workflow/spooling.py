"""Handing a batch to a printer: what lp is told for each file, and in which order they go.

One thing at a time: what goes onto the back of what was just printed, or onto other paper, is
handed over but held until somebody has turned the pile over or changed the paper – sent along at
once, pictures would come out on blank cards. So is all that follows a direction page, until
somebody has looked at it.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from outreach.errors import OutputError, ProjectError
from outreach.model.printer import Pass, Printer
from outreach.model.stock import HAGAKI, STOCKS
from outreach.phrase import Phrase, phrase
from outreach.post.labels import load_labels
from outreach.press.imposition import Flip
from outreach.press.sheets import sheet_named
from outreach.sources.stocks import own_labels
from outreach.workflow.press_room import Side
from outreach.workflow.ways import Ways

LP = "lp"
FILE_NAME = "how-to-print.txt"  # what the page for people is called
_LONGEST_WAIT = 120  # seconds for a file to be taken in; printing goes on long after
# Names of the paper as printers know them (PWG 5101.1); upright, in mm.
_MEDIA = {
    (90, 205): "jpn_chou4_90x205mm",
    (100, 148): "jpn_hagaki_100x148mm",
    (114, 162): "iso_c6_114x162mm",
    (120, 235): "jpn_chou3_120x235mm",
    (210, 297): "iso_a4_210x297mm",
    (225, 320): "iso_sra4_225x320mm",
    (240, 332): "jpn_kaku2_240x332mm",
    (257, 364): "jis_b4_257x364mm",
    (297, 420): "iso_a3_297x420mm",
    (320, 450): "iso_sra3_320x450mm",
}
# A tray as the driver names it; anything else is words for people.
_SLOT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_VOLUME = re.compile(r"-\d{4}$")
_REQUEST = re.compile(r"\S+-\d+\b")
# What nobody may have set otherwise for the queue: true size, one page a sheet, in order, no
# cover sheet on a card.
_PLAINLY = ("print-scaling=none", "fit-to-page=false", "number-up=1", "outputorder=normal",
            "job-sheets=none,none")  # fmt: skip


_TURN = phrase("When all of the first side is printed, turn the pile over and put it in again, the "
               "direction page first.")  # fmt: skip
_TURN_REVERSED = phrase("When all of the first side is printed, turn the pile over and put it in "
                        "as it came out; only the direction page is moved to where paper goes "
                        "in first.")  # fmt: skip
_LOOK = phrase("Look at the direction page: do the arrow, the side and the 50 mm agree?")


class PrintFile(NamedTuple):
    """A file of a batch as batch.json names it; ``stock`` is an envelope or labels, else blank."""

    name: str
    side: str
    stock: str
    pages: int
    directions: int

    @property
    def kind(self) -> str:
        """Return what the volumes of one pile have alike."""
        return _VOLUME.sub("", Path(self.name).stem)


class Record(NamedTuple):
    """What a batch folder says of itself; ``coded``: both sides of its cards bear a code."""

    round_id: str
    batch: int
    cards: int
    files: tuple[PrintFile, ...]
    coded: bool = True


class Job(NamedTuple):
    """A file, or some pages of it, for the printer with the command that hands it over.

    It waits there until what ``first`` says is done; None: it is printed at once.
    """

    file: str
    words: tuple[str, ...]
    first: Phrase | None = None

    @property
    def line(self) -> str:
        """Return the command as it is typed into a shell."""
        return shlex.join(self.words)


class Sent(NamedTuple):
    """A job the printer has; ``request`` is the number it goes by, blank if lp named none."""

    job: Job
    request: str

    @property
    def release(self) -> str:
        """Return the command that lets a job be printed, blank where nothing is held."""
        return f"{LP} -i {self.request} -H resume" if self.job.first and self.request else ""


Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


def record_of(folder: Path) -> Record:
    """Return what stands in a batch folder, in printing order. Raises OSError where it cannot."""
    record = json.loads((folder / "batch.json").read_text(encoding="utf-8"))
    listed = sorted(
        record["files"], key=lambda file: (file["volume"], file["side"] != Side.PICTURE)
    )
    files = (
        PrintFile(
            file["name"], file["side"], file.get("stock", ""), file["pages"],
            file.get("direction_pages", 0),
        )
        for file in listed
    )  # fmt: skip
    return Record(
        record["round"], record["batch"], record["cards"], tuple(files), record.get("coded", True)
    )


def refuse_no_queue(printer: Printer) -> None:
    """Raise ProjectError where nobody said what CUPS calls a printer."""
    if not printer.queue:
        raise ProjectError(
            phrase("Of the printer {name} no queue is known.", name=printer.name),
            phrase('lpstat -e lists the queues: write queue = "…" under [printer.{name}] in '
                   "printers.toml.", name=printer.name),
        )  # fmt: skip


def spool_jobs(
    root: Path, folder: Path, ways: Ways, printer: Printer, lp: str = LP
) -> tuple[Job, ...]:
    """Return the jobs that print a batch folder, in order.

    ``root`` is the project's folder, ``lp`` the program. The title of a job is round and batch:
    whoever sees the queue learns no more. Raises ProjectError where the printer has no queue.
    """
    refuse_no_queue(printer)
    record = record_of(folder)
    backwards = ways.two_pass and printer.second_pass is Pass.REVERSED
    turn = _TURN_REVERSED if backwards else _TURN
    jobs: list[Job] = []
    before: PrintFile | None = None
    for file in record.files:
        words = [lp, "-d", printer.queue, "-t", f"{record.round_id} {record.batch}", "-n", "1"]
        for option in _options(root, file, ways, printer):
            words += ["-o", option]
        path = str(folder.absolute() / file.name)
        for pages, first in _steps(file, before, turn):
            held = ["-H", "hold"] if first else []
            jobs.append(Job(file.name, (*words, *pages, *held, "--", path), first))
        before = file
    return tuple(jobs)


def _steps(
    file: PrintFile, before: PrintFile | None, turn: Phrase
) -> Iterator[tuple[Sequence[str], Phrase | None]]:
    """Yield which pages of a file go together, and what is to be done before they are printed."""
    first = None
    if before is not None and before.kind != file.kind:
        turned = (before.side, file.side) == (Side.PICTURE, Side.ADDRESS)
        first = turn if turned else phrase("Put the paper for {file} in.", file=file.name)
    if not file.directions:
        yield (), first
        return
    yield ("-P", _range(1, file.directions)), first
    yield ("-P", _range(file.directions + 1, file.pages)), _LOOK


def _range(first: int, last: int) -> str:
    return f"{first}-{last}" if first < last else f"{first}"


def _options(root: Path, file: PrintFile, ways: Ways, printer: Printer) -> Iterator[str]:
    yield f"media={media_of(*paper_of(root, file, ways))}"
    if _SLOT.fullmatch(printer.tray) and _lies_in(printer, file, ways):
        yield f"InputSlot={printer.tray}"
    yield f"sides={_sides(file, ways)}"
    yield from _PLAINLY


def _lies_in(printer: Printer, file: PrintFile, ways: Ways) -> bool:
    """Return whether the printer's tray holds the paper of a file."""
    # However the sheet was typed, its own name begins with its paper.
    card = sheet_named(ways.sheet, HAGAKI).name.partition("-")[0] if ways.sheet else HAGAKI.name
    return printer.stock == (file.stock or card)


def _sides(file: PrintFile, ways: Ways) -> str:
    if file.side != Side.CARDS:  # an envelope's back stays blank whatever the cards need
        return "one-sided"
    return "two-sided-short-edge" if ways.flip is Flip.SHORT else "two-sided-long-edge"


def paper_of(root: Path, file: PrintFile, ways: Ways) -> tuple[float, float]:
    """Return width and height, in mm, of the paper a file is printed on, as it stands upright."""
    if file.stock in STOCKS:
        stock = STOCKS[file.stock]
        return stock.width, stock.height
    if file.stock:
        labels = load_labels(own_labels(root))[file.stock]
        return min(labels.width, labels.height), max(labels.width, labels.height)
    if ways.sheet:
        sheet = sheet_named(ways.sheet, HAGAKI)
        return min(sheet.width, sheet.height), max(sheet.width, sheet.height)
    return HAGAKI.width, HAGAKI.height


def media_of(width: float, height: float) -> str:
    """Return what CUPS calls paper of this size (mm, upright)."""
    known = _MEDIA.get((round(width), round(height)))
    return known or f"Custom.{width:g}x{height:g}mm"


def _run(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, capture_output=True, encoding="utf-8", errors="replace", timeout=_LONGEST_WAIT,
        check=False,
    )  # fmt: skip


def send(jobs: Sequence[Job], run: Run = _run) -> tuple[Sent, ...]:
    """Hand the files to the printer one after the other, and return under which numbers.

    Raises OutputError at the first that is not taken, with lp's own words; no later one is sent.
    """
    sent: list[Sent] = []
    for job in jobs:
        try:
            done = run(job.words)
        except subprocess.TimeoutExpired:
            raise _refused(
                job, phrase("no answer for {n} seconds", n=_LONGEST_WAIT), sent
            ) from None
        except OSError:
            raise _refused(job, phrase("lp cannot be started"), sent) from None
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise _refused(job, said[-1] if said else f"lp: {done.returncode}", sent)
        found = _REQUEST.search(done.stdout)
        sent.append(Sent(job, found[0] if found else ""))
    return tuple(sent)


def _refused(job: Job, why: object, sent: Sequence[Sent]) -> OutputError:
    hint = phrase("Mend that and start the same command again, or print the files yourself: "
                  "{page} beside them says how.", page=FILE_NAME)  # fmt: skip
    if sent:
        files = dict.fromkeys(each.job.file for each in sent)
        hint = phrase(
            "The printer has already: {files}. Take it back before you start again: cancel "
            "{requests}",
            files=", ".join(files), requests=" ".join(each.request for each in sent),
        )  # fmt: skip
    return OutputError(
        phrase("The printer did not take {file}: {why}.", file=job.file, why=why), hint
    )
