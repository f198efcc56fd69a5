"""outreach proof: a marked preview."""

from __future__ import annotations

from pathlib import Path

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import only, option, out_file, round_id, sides, verb
from outreach.cli.output import show_problems, tell, tell_files
from outreach.cli.register import person
from outreach.model.words import pieces_of
from outreach.phrase import phrase
from outreach.workflow.press_room import Side
from outreach.workflow.proofing import proof

_SIDES = {"both": Side.CARDS, "address": Side.ADDRESS, "picture": Side.PICTURE}


@verb("proof", _("Both sides of one card, marked so that it cannot pass for the real thing."))
@round_id
@option("--all", "every", is_flag=True, help=_("Show every card."))
@only
@out_file
@sides
@option(
    "--png", is_flag=True,
    help=_("Write pictures as well: of each page, and of both sides of a card together."),
)  # fmt: skip
@option("--safe", is_flag=True, help=_("Mark what lies 5 mm or more from the edges."))
def command(
    round_id: str, every: bool, keys: tuple[str, ...], out: Path | None, side: str, png: bool,
    safe: bool,
) -> None:  # fmt: skip
    """Make the proof."""
    desk = outside.desk()
    known = [person(desk, key).key for key in keys]
    made = proof(
        desk, round_id, keys=known, every=every, out=out, png=png, safe=safe, side=_SIDES[side]
    )
    show_problems(made.problems)
    tell(phrase("A proof of {cards}:", cards=pieces_of(made.mailing, made.cards)))
    tell_files([outside.shown(file, desk.project.root) for file in made.files])
