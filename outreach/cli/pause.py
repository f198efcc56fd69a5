"""outreach pause: a rest for a while."""

from __future__ import annotations

from datetime import date

from outreach.cli import outside
from outreach.cli.consenting import tell_waiting
from outreach.cli.language import _
from outreach.cli.options import ComingDay, key, option, verb
from outreach.cli.output import tell
from outreach.cli.register import known_person
from outreach.phrase import phrase
from outreach.workflow.wishes import waiting_here


@verb("pause", _("It does not end by itself: on that day someone asks again."))
@key
@option("--until", required=True, type=ComingDay(), metavar="DATE",
        help=_("The day on which to ask again."))  # fmt: skip
def command(key: str, until: date) -> None:
    """Enter a pause."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known = known_person(desk, ledger, key)
        seq = ledger.pause(known, desk.today, until)
        tell(phrase("Nothing goes to {key} for now; ask again on {until} (entry {seq}).",
                    key=known, until=until, seq=seq))  # fmt: skip
        tell_waiting(waiting_here(desk, ledger, known))
