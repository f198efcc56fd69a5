"""outreach undo: an entry was a mistake; it stays, and a second one says so."""

from __future__ import annotations

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import Whole, because, verb
from outreach.cli.output import tell
from outreach.errors import StateError
from outreach.ledger import Ledger
from outreach.model.words import EVENTS
from outreach.phrase import phrase
from outreach.workflow.franking import undo


@verb("undo", _("Nothing is erased: a second entry says that the first does not count."))
@click.argument("seq", metavar="SEQ", type=Whole())
@because
def command(seq: int, because: str) -> None:
    """Enter a reversal."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        _refuse_unknown(ledger, seq)
        number = undo(ledger, seq, desk.today, because)
        event = ledger.event(seq)
    if event is None:
        return
    gaps = {"seq": seq, "kind": EVENTS[event.kind], "number": number}
    if event.key is None:
        tell(phrase("Entry {seq} ({kind}) does not count any more (entry {number}).", **gaps))
    else:
        tell(phrase("Entry {seq} ({kind}, {key}) does not count any more (entry {number}).",
                    key=event.key, **gaps))  # fmt: skip


def _refuse_unknown(ledger: Ledger, seq: int) -> None:
    """Raise StateError where there is no such entry."""
    if ledger.event(seq) is not None:
        return
    last, _hash = ledger.head()
    hint = (
        phrase("The last is entry {last}; outreach log shows them all.", last=last)
        if last
        else phrase("Nothing was entered yet.")
    )
    raise StateError(phrase("There is no entry {seq} in the ledger.", seq=seq), hint)
