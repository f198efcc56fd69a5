"""outreach recipients: the address book on the screen."""

from __future__ import annotations

from outreach.cli.commands import Group
from outreach.cli.language import _

command = Group(
    "recipients",
    package="outreach.cli.recipients_",
    table={
        "list": _("List everyone and where they stand."),
        "show": _("Show one row and what the ledger says."),
        "find": _("Find people by name, reading, address or key."),
        "number": _("Give every row without a key one."),
        "confirm": _("Say that a key still names the same person."),
        "postal": _("Compare a postal code with its address; accept another or keep it."),
        "export": _("Write the address book as one file."),
    },
)
