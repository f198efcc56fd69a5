"""outreach printers: what each printer needs to print where it should."""

from __future__ import annotations

from outreach.cli.commands import Group
from outreach.cli.language import _

command = Group(
    "printers",
    package="outreach.cli.printers_",
    table={
        "add": _("Describe a printer and what lies in its tray."),
        "list": _("List the printers, and when each was tested."),
        "test": _("Make a test page, and enter what a ruler reads on it."),
        "use": _("Choose the printer that print uses unless told otherwise."),
    },
)
