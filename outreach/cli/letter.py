"""outreach letter: a consultation by letter."""

from __future__ import annotations

from datetime import date

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import key, on, option, verb
from outreach.cli.output import tell
from outreach.cli.register import known_key
from outreach.phrase import phrase


@verb("letter", _("Give --in or --out."))
@key
@option("--in", "incoming", is_flag=True, help=_("The letter came in."))
@option("--out", "outgoing", is_flag=True, help=_("The letter went out."))
@on
def command(key: str, incoming: bool, outgoing: bool, on: date) -> None:
    """Enter a letter."""
    if incoming == outgoing:
        raise click.UsageError(say(phrase("Give either --in or --out.")))
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known = known_key(desk, ledger, key)
        seq = ledger.letter(known, on, incoming)
    tell(phrase("A letter of {key} entered (entry {seq}).", key=known, seq=seq))
