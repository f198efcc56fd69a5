"""outreach print: fix the round, make the files, note that they exist."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import Numbers, Whole, flat, only, option, round_id, sides, verb
from outreach.cli.output import progress_bar, show_problems
from outreach.cli.register import person
from outreach.cli.rounds import tell_printed
from outreach.phrase import phrase
from outreach.press.imposition import Target
from outreach.workflow.printing import Again, print_round
from outreach.workflow.ways import Ways


@verb("print", _("The same again makes nothing new: the same files, no new entry."))
@round_id
@sides
@option("--duplex", is_flag=True, help=_("One file with both sides, for a duplex printer."))
@option("--for", "target", type=click.Choice(["home", "shop"]), default="home",
        help=_("Your own printer, or a print shop that trims."))  # fmt: skip
@option("--from", "first", type=Whole(), metavar="N", help=_("Begin with this number."))
@option("--to", "last", type=Whole(), metavar="N", help=_("End with this number."))
@option("--again", is_flag=True, help=_("Print anew what is not posted; say why."))
@only
@option("--because", default="", metavar="TEXT", help=_("With --again: why."))
@option("--label-from", default=1, type=Whole(), metavar="K",
        help=_("The first sheet of labels is used already: begin with its label K."))  # fmt: skip
@option("--label-used", multiple=True, type=Numbers(), metavar="K",
        help=_("Labels of the first sheet that are gone, as in 7,9."))  # fmt: skip
@option("-o", "out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
        help=_("Put the files into this folder."))  # fmt: skip
def command(
    round_id: str, side: str, duplex: bool, target: str, first: int | None, last: int | None,
    again: bool, keys: tuple[str, ...], because: str, label_from: int,
    label_used: tuple[tuple[int, ...], ...], out: Path | None,
) -> None:  # fmt: skip
    """Print a round."""
    _refuse_half_a_wish(again, keys, because.strip())
    gone = tuple(number for number in flat(label_used) if number >= label_from)
    ways = Ways(side, duplex, Target(target), first, last, label_from, gone)
    with progress_bar(phrase("Setting the type")) as progress:
        desk = outside.desk(progress)
        known = tuple(person(desk, key).key for key in keys)
        anew = Again(because.strip(), known) if again else None
        made = print_round(desk, round_id, ways, anew, out and out.absolute())
    show_problems(made.problems)
    tell_printed(desk, made, ways)


def _refuse_half_a_wish(again: bool, keys: tuple[str, ...], because: str) -> None:
    if again and not because:
        raise click.UsageError(say(phrase("--again needs --because TEXT: why print anew?")))
    if not again and (keys or because):
        raise click.UsageError(say(phrase("--only and --because belong to --again.")))
