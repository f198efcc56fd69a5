"""outreach hand sheet: sheets of A4 to write on."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import only, option, out_file, round_id, verb
from outreach.cli.output import show_problems, tell, tell_files
from outreach.cli.register import person
from outreach.model.words import cards
from outreach.phrase import phrase
from outreach.workflow.hands import print_sheets


@verb(
    "sheet",
    _("Cells are as large as the words' place on the card. All cards whose hand is scan, if none "
      "is named; no address is on the sheets."),
)  # fmt: skip
@round_id
@only
@option("--author", default="", metavar="NAME", help=_("Only cards of this author."))
@out_file
def command(round_id: str, keys: tuple[str, ...], author: str, out: Path | None) -> None:
    """Make the sheets."""
    if out is not None and out.suffix.lower() != ".pdf":
        raise click.BadParameter(say(phrase("Name a file that ends in .pdf.")))
    desk = outside.desk()
    known = [person(desk, key).key for key in keys]
    words = (
        say(phrase("Write with a dark pen inside the blue frames; the lines are taken out.")),
        say(phrase("Then photograph the whole sheet from above, all four corner marks in sight.")),
    )
    made = print_sheets(desk, round_id, keys=known, author=author, out=out, words=words)
    show_problems(made.problems)
    many = sum(len(sheet.cells) for sheet in made.sheets)
    numbers = ", ".join(str(sheet.number) for sheet in made.sheets)
    tell(phrase("Cells for {cards}, on sheet {numbers}:", cards=cards(many), numbers=numbers))
    tell_files([outside.shown(made.file, desk.project.root)])
    tell(phrase("Print at 100 % (actual size). When it is written: outreach hand read FILE"))
