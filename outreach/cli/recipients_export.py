"""outreach recipients export: the address book as one file."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import option, verb
from outreach.cli.output import note, show_problems, tell
from outreach.errors import ExitCode, OutputError, Problem, Where, errors_in
from outreach.model.recipient import Recipient
from outreach.model.words import recipients
from outreach.phrase import phrase
from outreach.sources.export import ENCODINGS, UTF_8, export_recipients
from outreach.sources.others import read_others
from outreach.sources.recipients import FOLDER, read_recipients


@verb("export", _("The file's name ends in .csv or .xlsx; one that is there is not replaced."))
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@option("--encoding", type=click.Choice(list(ENCODINGS)), default=UTF_8,
        help=_("Of a CSV: cp932 (Shift_JIS) for programs that read no UTF-8."))  # fmt: skip
def command(file: Path, encoding: str) -> int:
    """Write the address book; rows with errors are named, and lead to exit code 4."""
    outside.refuse_existing(file)
    project = outside.desk().project
    _refuse_inside(file, project.root)
    found = list(read_recipients(project))
    everyone = [each for each in found if isinstance(each, Recipient)]
    problems = errors_in(each for each in found if isinstance(each, Problem))
    export_recipients(everyone, file, encoding, read_others(project.root))
    tell(phrase("{people} written to {file}.", people=recipients(len(everyone)), file=file.name))
    if not problems:
        return ExitCode.DONE
    show_problems(problems)
    _say_missing(dict.fromkeys(Where(each.where.file, each.where.line) for each in problems))
    return ExitCode.SOURCE


def _refuse_inside(file: Path, root: Path) -> None:
    """Raise OutputError for a file that would be read as a second address book."""
    if file.resolve().parent == (root / FOLDER).resolve():
        raise OutputError(
            phrase("In the folder {folder} the export would be a second address book.",
                   folder=FOLDER),
            phrase("Name another place: it is a copy, for another program or computer."),
        )  # fmt: skip


def _say_missing(places: Collection[Where]) -> None:
    shown = ", ".join(f"{each.file}:{each.line}" if each.line else str(each.file)
                      for each in places)  # fmt: skip
    note(phrase("Not in the export, for they have errors: {count} ({places}).",
                count=len(places), places=shown),
         phrase("Correct them and export again under another name."))  # fmt: skip
