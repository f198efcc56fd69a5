"""outreach reply: a gift nobody asked for."""

from __future__ import annotations

from datetime import date

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import key, on, option, verb
from outreach.cli.output import tell
from outreach.cli.register import known_key
from outreach.phrase import phrase


@verb("reply", _("Only that it came is kept; nothing is ever worked out from it."))
@key
@on
@option("--prompted", is_flag=True, help=_("Someone else told them to write."))
def command(key: str, on: date, prompted: bool) -> None:
    """Enter a reply."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known = known_key(desk, ledger, key)
        seq = ledger.reply(known, on, prompted)
    tell(phrase("A reply from {key} entered (entry {seq}).", key=known, seq=seq))
