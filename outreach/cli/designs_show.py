"""outreach designs show: one design, and the rounds it was used in."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.design_words import SEASON_WORDS, USE_WORDS, spoken
from outreach.cli.designed import design_data
from outreach.cli.language import _, say, translate
from outreach.cli.options import Plain, as_json, option, verb
from outreach.cli.output import show_json, show_problems, show_table, tell, tell_files
from outreach.model.design import Design
from outreach.model.words import HANDS, LETTERINGS
from outreach.phrase import phrase
from outreach.workflow.designs import design_called, known_design, uses_of
from outreach.workflow.desk import Desk
from outreach.workflow.judging import portray


@verb("show")
@click.argument("name", metavar="DESIGN", type=Plain())
@option(
    "--png", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help=_("Write a picture of the card as well, without words."),
)  # fmt: skip
@as_json
def command(name: str, png: Path | None, as_json: bool) -> None:
    """Show one design."""
    desk = outside.desk()
    design = known_design(desk.project, design_called(desk.project, name))
    files = [] if png is None else [_portrait(desk, design.name, png)]
    uses = uses_of(desk, design)
    if as_json:
        rounds = [{"round": use.round, "cards": use.cards} for use in uses]
        show_json({**design_data(design), "rounds": rounds, "files": files})
        return
    tell_files(files)
    show_design(design)
    if not uses:
        tell(phrase("No round has used it yet."))
        return
    show_table((_("Round"), _("Cards")), [
        (use.round, say(phrase("to come")) if use.cards is None else use.cards) for use in uses
    ])  # fmt: skip


def _portrait(desk: Desk, name: str, path: Path) -> str:
    if path.suffix.lower() != ".png":
        raise click.BadParameter(say(phrase("Name a file that ends in .png.")))
    file, problems = portray(desk, name, path)
    show_problems(problems)
    return outside.shown(file, desk.project.root)


def show_design(design: Design) -> None:
    """Show what stands in a design's file."""
    credit = phrase("is printed") if design.credit and design.artist else phrase("is not printed")
    artist = design.artist or say(phrase("not entered"))
    focus = "{:g}, {:g}".format(*design.focus) if design.focus else say(phrase("found by itself"))
    rows = [
        (_("Title"), design.title),
        (_("Artist"), f"{artist} ({say(credit)})"),
        (_("May be used for"), spoken(design.permission, USE_WORDS)),
        (_("Layout"), design.layout),
        (_("Picture files"), ", ".join(design.pictures)),
        (_("To be seen"), design.alt),
        (_("Season"), spoken(design.season, SEASON_WORDS)),
        (_("Mood"), ", ".join(design.mood)),
        (_("Main thing"), focus),
        (_("Hand"), say(HANDS[design.hand]) if design.hand else ""),
        (_("Lettering"), say(LETTERINGS[design.lettering]) if design.lettering else ""),
        (_("Withdrawn"), design.withdrawn.isoformat() if design.withdrawn else ""),
    ]
    show_table((_("What"), _("Value")), [(translate(head), text) for head, text in rows if text])
