"""outreach layouts: how a card can be laid out."""

from __future__ import annotations

from outreach.cli.commands import Group
from outreach.cli.language import _

command = Group(
    "layouts",
    package="outreach.cli.layouts_",
    table={
        "list": _("List the layouts and what each is good for."),
        "preview": _("Show layouts with pictures and sample words in them."),
    },
)
