"""outreach reply: a gift nobody asked for."""

from __future__ import annotations

from datetime import date

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import key, on, option, verb
from outreach.cli.output import note, tell
from outreach.cli.queued import ask_to_reread
from outreach.cli.register import known_person
from outreach.model.gift import Gift
from outreach.phrase import phrase
from outreach.workflow.gifts import enter_reply


@verb("reply", _("Only that it came is kept; nothing is ever worked out from it."))
@key
@on
@option("--kind", type=click.Choice([gift.value for gift in Gift]),
        help=_("What it was: a card, a call, thanks said to somebody …"))  # fmt: skip
@option("--prompted", is_flag=True, help=_("Someone else told them to write."))
def command(key: str, on: date, kind: str | None, prompted: bool) -> None:
    """Enter a reply, and name the cards that are on their way to the same person."""
    desk = outside.desk()
    gift = Gift(kind) if kind else None
    with desk.write_ledger() as ledger:
        known = known_person(desk, ledger, key)
        made = enter_reply(ledger, known, on, gift=gift, prompted=prompted)
    tell(phrase("A reply from {key} entered (entry {seq}).", key=known, seq=made.seq))
    if made.first is None or on < made.first:
        since = (
            phrase("nothing was posted to {key} yet", key=known)
            if made.first is None
            else phrase("the first piece to {key} was posted on {day}", key=known, day=made.first)
        )
        note(
            phrase("It is dated {on}, and {since}.", on=on, since=since),
            phrase("If the day is wrong: outreach undo {seq} --because …, then enter it again.",
                   seq=made.seq),
        )  # fmt: skip
    ask_to_reread(made.queued)
