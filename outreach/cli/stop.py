"""outreach stop: nothing more may be sent; works at once, and needs no reason."""

from __future__ import annotations

from datetime import date

import click

from outreach.cli import outside
from outreach.cli.consenting import tell_waiting
from outreach.cli.language import _
from outreach.cli.options import PastDay, key, option, verb
from outreach.cli.output import tell
from outreach.cli.register import known_key
from outreach.model.recipient import Basis
from outreach.phrase import phrase
from outreach.workflow.wishes import waiting_here


@verb("stop", _("Needs no reason, holds at once, also for a key that is in no file any more."))
@key
@option("--on", type=PastDay(), metavar="DATE", help=_("The day it was said; today if left out."))
@option("--by", type=click.Choice([basis.value for basis in Basis]),
        help=_("Who said it. What the person said themselves, only they can take "
               "back."))  # fmt: skip
def command(key: str, on: date | None, by: str | None) -> None:
    """Enter a stop."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known = known_key(desk, ledger, key)
        seq = ledger.stop(known, on or desk.today, by=Basis(by) if by else None)
        tell(phrase("Nothing more goes to {key} (entry {seq}).", key=known, seq=seq))
        tell_waiting(waiting_here(desk, ledger, known))
