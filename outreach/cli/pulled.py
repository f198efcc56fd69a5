"""outreach pulled: a card that must not go was taken out of the stack."""

from __future__ import annotations

from datetime import date

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import PastDay, key, option, round_id, verb
from outreach.cli.output import note, tell
from outreach.cli.register import known_person, known_round
from outreach.errors import ProblemsFoundError
from outreach.ledger import Ledger, reason_against
from outreach.ledger.inquiry import WaitingCard
from outreach.phrase import phrase
from outreach.workflow.desk import Desk
from outreach.workflow.posting import barred_now
from outreach.workflow.returns import enter_pull


@verb("pulled", _("After a stop, for instance; outreach today shows which cards it is about."))
@round_id
@key
@option("--on", type=PastDay(), metavar="DATE", help=_("The day it happened; today if left out."))
def command(round_id: str, key: str, on: date | None) -> None:
    """Enter that a card lies in the stack no more."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known_round(desk, ledger, round_id)
        known = known_person(desk, ledger, key)
        card, seq = enter_pull(ledger, round_id, known, on or desk.today)
        may_go = _may_go(desk, ledger, card)
    tell(phrase("Piece {no} of round {round} is out of the stack (entry {seq}).",
                no=card.card_no, round=round_id, seq=seq))  # fmt: skip
    if may_go:
        note(
            phrase("But nothing forbids sending it to {key}; now it does not go out.", key=known),
            phrase("Taken out by mistake: outreach undo {seq} --because … . For a new card: "
                   "outreach print {round} --again --only {key} --because …",
                   seq=seq, round=round_id, key=known),
        )  # fmt: skip


def _may_go(desk: Desk, ledger: Ledger, card: WaitingCard) -> bool:
    """Return whether nothing at all forbids a card; where files cannot be read nobody knows."""
    if reason_against(ledger.standings([card.key])[card.key], card.needs_consent):
        return False
    try:
        return card.key not in barred_now(desk, ledger, card.round, desk.today)
    except ProblemsFoundError:
        return False
