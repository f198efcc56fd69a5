"""outreach stamps count: what a stock-taking found."""

from __future__ import annotations

from datetime import date

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import as_json, option, verb
from outreach.cli.output import show_json
from outreach.cli.stamped import (
    day,
    design,
    entered_data,
    how_many_left,
    reason,
    tell_entered,
    value,
)
from outreach.model.stamp import Stamp
from outreach.workflow.stamps import counted


@verb("count", _("The difference to the ledger is entered; none, nothing is."))
@design
@value
@option("--count", required=True, type=how_many_left, metavar="N",
        help=_("How many there are."))  # fmt: skip
@day
@reason
@as_json
def command(
    design: str, yen: int, count: int, on: date | None, because: str, as_json: bool
) -> None:  # fmt: skip
    """Enter what was counted."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        entered = counted(ledger, Stamp(design, yen), count, on or desk.today, because.strip())
    if as_json:
        show_json(entered_data(entered))
    else:
        tell_entered(entered)
