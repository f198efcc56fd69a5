"""outreach stamps: the stamp drawer, and which stamp goes onto which card."""

from __future__ import annotations

from outreach.cli.commands import Group
from outreach.cli.language import _

command = Group(
    "stamps",
    package="outreach.cli.stamps_",
    table={
        "buy": _("Enter stamps that were bought."),
        "list": _("List the stamps in the drawer, and what to buy for the next rounds."),
        "count": _("Enter how many a stock-taking found."),
        "use": _("Enter stamps that were spoilt, or went onto other mail."),
        "plan": _("Say which stamp goes onto which card, another one each time."),
    },
)
