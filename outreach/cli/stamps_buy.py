"""outreach stamps buy: stamps came into the drawer."""

from __future__ import annotations

from datetime import date

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import as_json, on, option, verb
from outreach.cli.output import show_json
from outreach.cli.stamped import design, entered_data, how_many, reason, tell_entered, value
from outreach.model.stamp import Stamp, Why
from outreach.workflow.stamps import change


@verb("buy", _("What they cost is told as postage when they go out, and must not be entered as a "
               "cost as well."))  # fmt: skip
@design
@value
@option("--count", required=True, type=how_many, metavar="N", help=_("How many."))
@on
@reason
@as_json
def command(design: str, yen: int, count: int, on: date, because: str, as_json: bool) -> None:
    """Enter stamps that were bought."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        entered = change(ledger, Stamp(design, yen), count, on, Why.BOUGHT, because.strip())
    if as_json:
        show_json(entered_data(entered))
    else:
        tell_entered(entered)
