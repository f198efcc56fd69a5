"""outreach printers list: the printers, and what each needs."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import as_json, verb
from outreach.cli.output import show_json, show_problems
from outreach.cli.printer_shown import printers_data, show_printers
from outreach.workflow.printers import drift_of_printer, printers_of


@verb("list", _("They are described in printers.toml, which may be changed by hand."))
@as_json
def command(as_json: bool) -> None:
    """List the printers."""
    desk = outside.desk()
    printers = printers_of(desk.project)
    with desk.read_ledger() as ledger:
        due = [drift_of_printer(ledger, each) for each in printers.printers.values()]
    show_problems([problem for problem in due if problem])
    if as_json:
        show_json(printers_data(printers))
    else:
        show_printers(printers)
