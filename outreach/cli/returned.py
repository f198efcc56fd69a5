"""outreach returned: a card came back."""

from __future__ import annotations

from datetime import date

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import key, on, option, round_id, verb
from outreach.cli.output import tell
from outreach.cli.register import known_key, known_round
from outreach.cli.words import standing_words
from outreach.model.event import ReturnReason
from outreach.phrase import phrase


@verb("returned", _("Refused is a stop; unknown, moved and incomplete hold the address."))
@round_id
@key
@option("--reason", required=True, type=click.Choice([reason.value for reason in ReturnReason]),
        help=_("What the post wrote on it."))  # fmt: skip
@on
def command(round_id: str, key: str, reason: str, on: date) -> None:
    """Enter a return."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known_round(desk, ledger, round_id)
        known = known_key(desk, ledger, key)
        (seq,) = ledger.returned(round_id, known, ReturnReason(reason), on)
        standing = ledger.standings([known])[known]
    tell(phrase("Return from {key} entered (entry {seq}); stands now: {standing}.",
                key=known, seq=seq, standing=standing_words(standing)))  # fmt: skip
