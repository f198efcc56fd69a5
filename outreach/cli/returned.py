"""outreach returned: a piece came back, and what to do about it."""

from __future__ import annotations

from datetime import date

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import Plain, on, option, round_id, verb
from outreach.cli.output import tell, tell_line
from outreach.cli.queued import ask_to_pull
from outreach.cli.register import known_piece, known_round
from outreach.cli.words import standing_words
from outreach.model.event import ReturnReason
from outreach.phrase import phrase
from outreach.workflow.returns import enter_return, next_commands, next_step


@verb("returned", _("unknown: nobody of that name there; moved; incomplete: the room or the like "
                    "is missing; refused; expired: not fetched; underpaid. Refused is a stop; "
                    "the first three hold the address."))  # fmt: skip
@round_id
@click.argument("piece", metavar="KEY|NO", type=Plain())
@option("--reason", required=True, type=click.Choice([reason.value for reason in ReturnReason]),
        help=_("What the post wrote on it."))  # fmt: skip
@on
def command(round_id: str, piece: str, reason: str, on: date) -> None:
    """Enter a return, and say what comes next."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known_round(desk, ledger, round_id)
        key = known_piece(desk, ledger, round_id, piece)
        made = enter_return(ledger, round_id, key, ReturnReason(reason), on)
    tell(phrase("Return from {key} entered (entry {seq}); stands now: {standing}.",
                key=made.key, seq=made.seq, standing=standing_words(made.standing)))  # fmt: skip
    tell(next_step(made.reason))
    for line in next_commands(made.reason, made.round, made.key):
        tell_line(f"→ {line}")
    if made.may_not_go:
        ask_to_pull(made.queued)
