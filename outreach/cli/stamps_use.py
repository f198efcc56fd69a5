"""outreach stamps use: stamps left the drawer, but not with a round."""

from __future__ import annotations

from datetime import date

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import as_json, option, verb
from outreach.cli.output import show_json
from outreach.cli.stamped import day, design, entered_data, how_many, reason, tell_entered, value
from outreach.model.stamp import Stamp, Why
from outreach.workflow.stamps import change


@verb("use", _("Those of a round are entered by outreach post. What stamps on other mail cost "
               "counts where it is entered as a cost."))  # fmt: skip
@design
@value
@option("--count", default=1, type=how_many, metavar="N", help=_("How many; one if left out."))
@option("--spoilt", is_flag=True, help=_("They are torn or stuck, and went onto nothing."))
@day
@reason
@as_json
def command(
    design: str, yen: int, count: int, spoilt: bool, on: date | None, because: str, as_json: bool
) -> None:  # fmt: skip
    """Enter stamps that are gone."""
    desk = outside.desk()
    why = Why.SPOILT if spoilt else Why.USED
    with desk.write_ledger() as ledger:
        entered = change(ledger, Stamp(design, yen), -count, on or desk.today, why, because.strip())
    if as_json:
        show_json(entered_data(entered))
    else:
        tell_entered(entered)
