"""outreach printed: the paper exists, and which of it is no good."""

from __future__ import annotations

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import Numbers, flat, option, round_id, verb
from outreach.cli.output import tell
from outreach.cli.register import known_round
from outreach.ledger import Ledger
from outreach.model.words import pieces
from outreach.phrase import phrase
from outreach.workflow.refusals import command_for_spoilt


@verb("printed", _("Without it, outreach post enters the printing together with the posting."))
@round_id
@option("--spoilt", multiple=True, type=Numbers(), metavar="N",
        help=_("Numbers that came out badly, as in 3,7-9."))  # fmt: skip
@option("--none", "nothing", is_flag=True,
        help=_("Of what was made last nothing was printed, or it is all thrown away."))  # fmt: skip
def command(round_id: str, spoilt: tuple[tuple[int, ...], ...], nothing: bool) -> None:
    """Enter what was printed."""
    bad = flat(spoilt)
    if nothing and bad:
        raise click.UsageError(say(phrase("--none says all of it: leave out --spoilt.")))
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known_round(desk, ledger, round_id)
        if nothing:
            none = ledger.never_printed(round_id, desk.today)
            tell(phrase("Entered: of {pieces} nothing is on paper.", pieces=pieces(none)))
        else:
            good = ledger.printed(round_id, desk.today, bad)
            tell(phrase("Entered as printed: {good}, as spoilt: {bad}.",
                        good=pieces(good), bad=pieces(len(bad))))  # fmt: skip
        _tell_next(ledger, round_id, nothing=nothing)


def _tell_next(ledger: Ledger, round_id: str, *, nothing: bool) -> None:
    tally = ledger.tally(round_id)
    if spoilt := ledger.spoilt_cards(round_id):
        whole = tally.spoilt + tally.posted == tally.planned
        command = command_for_spoilt(round_id, spoilt, whole=whole)
        again = phrase("To print the spoilt ones anew: {command}", command=command)
        tell(phrase("To print them: {command}", command=command) if nothing else again)
    tell(phrase("To be posted: {cards}.", cards=pieces(len(tally.waiting))))
