"""A batch handed to the printer: the commands that do it, and what the printer said."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from outreach.cli.output import note, tell, tell_line
from outreach.phrase import phrase
from outreach.workflow.desk import Desk
from outreach.workflow.printed import Printed
from outreach.workflow.printers import printer_named
from outreach.workflow.printing import rehearse
from outreach.workflow.spooling import LP, Job, refuse_no_queue, send, spool_jobs
from outreach.workflow.ways import Ways


def show_commands(desk: Desk, round_id: str, ways: Ways, out: Path | None) -> None:
    """Show what would be handed to the printer; the files are made aside and thrown away."""
    printer = printer_named(desk.project, ways.printer)
    refuse_no_queue(printer)
    with TemporaryDirectory() as aside:
        made = rehearse(desk, round_id, ways, Path(aside), out)
        jobs = spool_jobs(desk.project.root, made.folder, made.ways, printer)
    tell(phrase("Nothing was printed and nothing entered. These commands would print it:"))
    _tell_jobs(job._replace(words=(*job.words[:-1], str(made.place / job.file))) for job in jobs)


def hand_over(desk: Desk, made: Printed) -> None:
    """Hand a batch to the printer that was named, where it has a queue and there is CUPS.

    A batch with pages that count no more, of somebody stopped since for instance, is not.

    Raises OutputError where the printer does not take a file.
    """
    printer = printer_named(desk.project, made.ways.printer)
    if not printer.queue:
        return
    if made.superseded:
        note(
            phrase("Nothing was handed to the printer: some of these pages count no more."),
            phrase("outreach print {id} --again --because … makes the next batch without them.",
                   id=made.round_id),
        )  # fmt: skip
        return
    program = shutil.which(LP)
    if program is None:
        note(
            phrase("There is no {lp} here, so nothing was handed to the printer.", lp=LP),
            phrase("Print the files yourself: the page of instructions beside them says how."),
        )
        return
    if not made.fresh:  # after a jam the same command must not print the whole stack once more
        tell(phrase("These files were made before, so nothing was handed to the printer. To print "
                    "them, or a part of them, once more:"))  # fmt: skip
        _tell_jobs(spool_jobs(desk.project.root, made.folder, made.ways, printer))
        return
    jobs = spool_jobs(desk.project.root, made.folder, made.ways, printer, program)
    for sent in send(jobs):
        if sent.job.first is None:
            tell(phrase("{file} is with the printer.", file=sent.job.file))
        else:
            tell(
                phrase(
                    "{file} waits at the printer. {first} Then: {command}",
                    file=sent.job.file, first=sent.job.first, command=sent.release,
                )
            )  # fmt: skip


def _tell_jobs(jobs: Iterable[Job]) -> None:
    for job in jobs:
        if job.first is not None:
            tell(job.first)
        tell_line(job.line)
