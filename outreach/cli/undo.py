"""outreach undo: an entry was a mistake; it stays, and a second one says so."""

from __future__ import annotations

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import Whole, because, verb
from outreach.cli.output import tell
from outreach.model.words import EVENTS
from outreach.phrase import phrase


@verb("undo", _("Nothing is erased: a second entry says that the first does not count."))
@click.argument("seq", metavar="SEQ", type=Whole())
@because
def command(seq: int, because: str) -> None:
    """Enter a reversal."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        number = ledger.undo(seq, desk.today, because)
        event = ledger.event(seq)
    if event is not None:
        tell(phrase("Entry {seq} ({kind}, {key}) does not count any more (entry {number}).",
                    seq=seq, kind=EVENTS[event.kind], key=event.key, number=number))  # fmt: skip
