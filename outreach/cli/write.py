"""outreach write: lists for those who write, without names and addresses."""

from __future__ import annotations

from outreach.cli.commands import Group
from outreach.cli.language import _

command = Group(
    "write",
    package="outreach.cli.write_",
    table={
        "export": _("Make a writing list for an author."),
        "import": _("Take the messages of a writing list into the round."),
    },
)
