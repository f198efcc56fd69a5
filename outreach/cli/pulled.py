"""outreach pulled: cards that must not go were taken out of the stack."""

from __future__ import annotations

from datetime import date

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import PastDay, Plain, option, round_id, verb
from outreach.cli.output import note, tell
from outreach.cli.register import known_piece, known_round
from outreach.errors import ProblemsFoundError
from outreach.ledger import Ledger, reason_against
from outreach.ledger.inquiry import WaitingCard
from outreach.phrase import phrase
from outreach.workflow.desk import Desk
from outreach.workflow.posting import barred_now
from outreach.workflow.returns import enter_pull


@verb("pulled", _("After a stop, for instance; outreach today shows which cards it is about. "
                  "outreach post waits for it."))  # fmt: skip
@round_id
@click.argument("pieces", metavar="KEY|NO...", type=Plain(), nargs=-1, required=True)
@option("--on", type=PastDay(), metavar="DATE", help=_("The day it happened; today if left out."))
def command(round_id: str, pieces: tuple[str, ...], on: date | None) -> None:
    """Enter that cards lie in the stack no more."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known_round(desk, ledger, round_id)
        keys = dict.fromkeys(known_piece(desk, ledger, round_id, each) for each in pieces)
        with ledger.transaction():
            out = [enter_pull(ledger, round_id, key, on or desk.today) for key in keys]
        by_mistake = {card.key for card, _seq in out if _may_go(desk, ledger, card)}
    for card, seq in out:
        tell(phrase("Piece {no} of round {round} is out of the stack (entry {seq}).",
                    no=card.card_no, round=round_id, seq=seq))  # fmt: skip
        if card.key in by_mistake:
            _say_it_might_go(card, seq)


def _say_it_might_go(card: WaitingCard, seq: int) -> None:
    hint = phrase("Taken out by mistake: outreach undo {seq} --because … . For a new card: "
                  "outreach print {round} --again --only {key} --because …",
                  seq=seq, round=card.round, key=card.key)  # fmt: skip
    note(phrase("But nothing forbids sending it to {key}; now it does not go out.",
                key=card.key), hint)  # fmt: skip


def _may_go(desk: Desk, ledger: Ledger, card: WaitingCard) -> bool:
    """Return whether nothing at all forbids a card; where files cannot be read nobody knows."""
    if reason_against(ledger.standings([card.key])[card.key], card.needs_consent):
        return False
    try:
        return card.key not in barred_now(desk, ledger, card.round, desk.today)
    except ProblemsFoundError:
        return False
