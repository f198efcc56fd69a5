"""outreach print: freeze the round, make the files, note that they exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import only_pieces, option, round_id, verb
from outreach.cli.output import progress_bar, show_problems
from outreach.cli.print_ways import (
    refuse_half_a_rehearsal,
    refuse_half_a_wish,
    ways_of,
    ways_options,
)
from outreach.cli.register import keys_of
from outreach.cli.rounds import tell_printed
from outreach.cli.spooled import hand_over, show_commands
from outreach.phrase import phrase
from outreach.workflow.printed import Again
from outreach.workflow.printing import print_round


@verb("print", _("The same again makes nothing new: the same files, no new entry."))
@round_id
@ways_options
@option("--again", is_flag=True, help=_("Print anew what is not posted; say why."))
@only_pieces
@option("--because", default="", metavar="TEXT", help=_("With --again: why."))
@option("--dry-run", is_flag=True,
        help=_("With --printer: show the commands only, print nothing."))  # fmt: skip
@option("-o", "out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
        help=_("Put the files into this folder."))  # fmt: skip
def command(round_id: str, again: bool, keys: tuple[str, ...], because: str, dry_run: bool,
            out: Path | None, **asked: Any) -> None:  # fmt: skip
    """Print a round."""
    refuse_half_a_wish(again, keys, because.strip())
    ways = ways_of(asked)
    if dry_run:
        refuse_half_a_rehearsal(ways, again=again)
        show_commands(outside.desk(), round_id, ways, out and out.absolute())
        return
    with progress_bar(phrase("Setting the type")) as progress:
        desk = outside.desk(progress)
        known = keys_of(desk, round_id, keys)
        anew = Again(because.strip(), known) if again else None
        made = print_round(desk, round_id, ways, anew, out and out.absolute())
    show_problems(made.problems)
    tell_printed(desk, made, ways)
    if ways.printer:
        hand_over(desk, made)
