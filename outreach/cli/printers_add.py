"""outreach printers add: a printer, described in printers.toml."""

from __future__ import annotations

from typing import Any

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import as_json, verb
from outreach.cli.output import show_json, tell
from outreach.cli.printer_shown import printers_data, show_printers
from outreach.cli.printer_words import PrinterName, described
from outreach.model.printer import SIDES, Facing, Margins, Pass, Printer, SideSetup, Turning
from outreach.phrase import phrase
from outreach.workflow.printers import new_printer


@verb("add", _("Both sides are described alike; where they differ, change printers.toml."))
@click.argument("name", metavar="NAME", type=PrinterName())
@described
@as_json
def command(
    margins: Margins, rotate: str, face: str, overshoot: float, duplex: str, second_pass: str,
    as_json: bool, **words: Any,
) -> None:  # fmt: skip
    """Describe a printer."""
    setup = SideSetup(margins, rotate=int(rotate), face=Facing(face), overshoot=overshoot)
    turning, order = Turning(duplex), Pass(second_pass)
    sides = dict.fromkeys(SIDES, setup)
    printer = Printer(**words, duplex=turning, second_pass=order, sides=sides)
    printers = new_printer(outside.desk(writes=True), printer)
    if as_json:
        show_json(printers_data(printers))
        return
    show_printers(printers)
    tell(phrase("Next: outreach printers test {name}", name=printer.name))
