"""outreach hand: words that their author writes by hand, from a sheet of paper to the cards."""

from __future__ import annotations

from outreach.cli.commands import Group
from outreach.cli.language import _

command = Group(
    "hand",
    package="outreach.cli.hand_",
    table={
        "sheet": _("Make sheets with a numbered cell for each card, to be written on."),
        "read": _("Read written sheets from photos and scans, each cell onto its card."),
        "signature": _("Take an author's signature from a photo."),
        "list": _("Show which handwriting is there and which is missing."),
    },
)
