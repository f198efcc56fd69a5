"""outreach cost: what the work costs beside postage."""

from __future__ import annotations

from outreach.cli.commands import Group
from outreach.cli.language import _

command = Group(
    "cost",
    package="outreach.cli.cost_",
    table={
        "add": _("Enter what was paid for paper, ink, printing and the like."),
        "list": _("List what was paid in a fiscal year."),
    },
)
