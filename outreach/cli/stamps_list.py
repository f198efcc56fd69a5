"""outreach stamps list: what lies in the drawer, and what the next rounds need."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import as_json, verb
from outreach.cli.output import show_json
from outreach.cli.stamp_drawer import drawer_data, need_data, show_drawer, tell_need
from outreach.workflow.stamp_needs import needs
from outreach.workflow.stamps import drawer_of


@verb("list", _("Rounds that are printed and not posted come first, then the next one."))
@as_json
def command(as_json: bool) -> None:
    """List the drawer."""
    desk = outside.desk()
    with desk.read_ledger() as ledger:
        drawer = drawer_of(ledger)
    wanted = needs(desk)
    if as_json:
        show_json({**drawer_data(drawer), "needs": [need_data(need) for need in wanted]})
        return
    show_drawer(drawer)
    for need in wanted:
        tell_need(need)
