"""outreach pulled: a card that must not go was taken out of the stack."""

from __future__ import annotations

from datetime import date

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import PastDay, key, option, round_id, verb
from outreach.cli.output import tell
from outreach.cli.register import known_key, known_round
from outreach.phrase import phrase
from outreach.workflow.returns import enter_pull


@verb("pulled", _("After a stop, for instance; outreach today shows which cards it is about."))
@round_id
@key
@option("--on", type=PastDay(), metavar="DATE", help=_("The day it happened; today if left out."))
def command(round_id: str, key: str, on: date | None) -> None:
    """Enter that a card lies in the stack no more."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known_round(desk, ledger, round_id)
        known = known_key(desk, ledger, key)
        no, seq = enter_pull(ledger, round_id, known, on or desk.today)
    tell(phrase("Piece {no} of round {round} is out of the stack (entry {seq}).",
                no=no, round=round_id, seq=seq))  # fmt: skip
