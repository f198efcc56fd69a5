"""outreach baton: one project, two computers, and never both at once."""

from __future__ import annotations

from outreach.cli.commands import Group
from outreach.cli.language import _

command = Group(
    "baton",
    package="outreach.cli.baton_",
    table={
        "give": _("Seal the whole project into a packet; here it can only be read from then on."),
        "take": _("Take the project over from a packet."),
        "show": _("Show whose turn it is."),
        "reclaim": _("Take the project back without its packet, which was lost."),
    },
)
