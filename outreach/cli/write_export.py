"""outreach write export: a list to write on, without names and addresses."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import option, out_file, round_id, verb
from outreach.cli.output import note, show_problems, tell
from outreach.cli.written import HEADINGS, refuse_inside, spoken
from outreach.errors import ExitCode, errors_in
from outreach.model.words import recipients
from outreach.phrase import phrase
from outreach.sources.writing_list import write_list
from outreach.workflow.prepare import prepare
from outreach.workflow.writing import Gauge, by_author, cards_to_write, entries, in_the_way
from outreach.workflow.writing_back import fixed


@verb("export", _("Call names, likes, what was written before and how much fits; no name, no "
                  "address. The file's name ends in .xlsx or .csv."))  # fmt: skip
@round_id
@option("--author", default="", metavar="NAME", help=_("Only the cards this author writes."))
@out_file
def command(round_id: str, author: str, out: Path | None) -> int:
    """Write the list; people whose rows have errors are named, and lead to exit code 4."""
    desk = outside.desk()
    file = out or _free_name(round_id)
    outside.refuse_existing(file)
    refuse_inside(file, desk.project.root)
    with desk.read_ledger() as ledger, prepare(desk, ledger, round_id) as prepared:
        found = cards_to_write(prepared)
        found = by_author(found, author) if author else found
        gauge = Gauge(prepared, found)
        write_list(entries(ledger, found, gauge, author), file, round_id, spoken(HEADINGS))
        missing, is_fixed = in_the_way(prepared), ledger.is_frozen(round_id)
    show_problems([*missing, *gauge.problems])
    tell(phrase("{file}: a writing list for {people}, without names and addresses.",
                file=file.name, people=recipients(len(found))))  # fmt: skip
    if is_fixed:
        note(fixed(round_id))
    else:
        tell(phrase("When it comes back: outreach write import {file}", file=file.name))
    return ExitCode.SOURCE if errors_in(missing) else ExitCode.DONE


def _free_name(round_id: str) -> Path:
    """Return a file in the folder we are in that is not there yet."""
    names = (Path(f"write-{round_id}{f'-{no}' if no > 1 else ''}.xlsx") for no in count(1))
    return next(name for name in names if not name.exists())
