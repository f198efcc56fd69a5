"""outreach designs: pictures by peers, from the file they give to what a card is made of."""

from __future__ import annotations

from outreach.cli.commands import Group
from outreach.cli.language import _

command = Group(
    "designs",
    package="outreach.cli.designs_",
    table={
        "add": _("Take in pictures: each becomes a design."),
        "list": _("List the designs."),
        "show": _("Show one design and where it was used."),
        "edit": _("Change what stands in a design's file."),
        "check": _("Say in words how the pictures will come out in print."),
        "sheet": _("Make one sheet with all designs on it."),
        "withdraw": _("Use a design no more: its artist wishes so."),
    },
)
