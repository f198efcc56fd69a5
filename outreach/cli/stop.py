"""outreach stop: nothing more may be sent; works at once, and needs no reason."""

from __future__ import annotations

from datetime import date

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import PastDay, key, option, verb
from outreach.cli.output import note, tell
from outreach.cli.register import known_key
from outreach.ledger import Ledger
from outreach.model.event import EventKind
from outreach.phrase import phrase


@verb("stop", _("Needs no reason, holds at once, also for a key that is in no file any more."))
@key
@option("--on", type=PastDay(), metavar="DATE", help=_("The day it was said; today if left out."))
def command(key: str, on: date | None) -> None:
    """Enter a stop."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known = known_key(desk, ledger, key)
        seq = ledger.stop(known, on or desk.today)
        tell(phrase("Nothing more goes to {key} (entry {seq}).", key=known, seq=seq))
        for round_id, number in _on_paper(ledger, known):
            note(phrase("Piece {no} of round {round} may lie here: take it out of the stack.",
                        no=number, round=round_id))  # fmt: skip


def _on_paper(ledger: Ledger, key: str) -> list[tuple[str, int]]:
    """Return round and number of each card of this person that was made and not posted."""
    events = ledger.events(key=key)
    rounds = {event.round for event in events if event.kind is EventKind.MADE}
    return [
        (round_id, card.card_no)
        for round_id in sorted(filter(None, rounds))
        for card in ledger.tally(round_id).pull
        if card.key == key
    ]
