"""outreach printers use: the printer of every print that names none."""

from __future__ import annotations

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import as_json, option, verb
from outreach.cli.output import show_json, tell
from outreach.cli.printer_shown import printers_data
from outreach.cli.printer_words import PrinterName
from outreach.phrase import phrase
from outreach.workflow.printers import use_printer


@verb("use", _("print --printer NAME takes another one for once."))
@click.argument("name", metavar="[NAME]", type=PrinterName(), required=False)
@option("--none", "nothing", is_flag=True, help=_("None: files are made for any printer."))
@as_json
def command(name: str | None, nothing: bool, as_json: bool) -> None:
    """Choose the default."""
    if (name is None) is not nothing:
        raise click.UsageError(say(phrase("Name a printer, or say --none.")))
    printers = use_printer(outside.desk(writes=True), name or "")
    if as_json:
        show_json(printers_data(printers))
    elif printers.default:
        tell(phrase("Printed on unless told otherwise: {name}.", name=printers.default))
    else:
        tell(phrase("No printer is used by default: files are made for any."))
