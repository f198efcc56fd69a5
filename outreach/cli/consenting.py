"""What the commands about consent and wishes share: mailings as typed, and what to do now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import click

from outreach.cli.language import say
from outreach.cli.options import half_width
from outreach.cli.output import note
from outreach.cli.register import row_of
from outreach.errors import Problem
from outreach.ledger import Ledger
from outreach.model.recipient import ConsentCell, Kind, Mailing, Recipient
from outreach.model.standing import Status
from outreach.model.words import REASONS
from outreach.phrase import Phrase, phrase
from outreach.sources.fields import MAILINGS
from outreach.workflow.consents import Stays, stays_because
from outreach.workflow.desk import Desk
from outreach.workflow.wishes import Waiting, waiting_here


class Mailings(click.ParamType[frozenset[Mailing]]):
    """What may be sent: card, newsletter, report, or はがき、会報、報告書."""

    name = "mailings"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[Mailing]:
        """Return the mailings."""
        if isinstance(value, frozenset):
            return value
        words = [word for word in re.split(r"[,;、，；\s]+", half_width(value)) if word]
        unknown = [word for word in words if word.casefold() not in MAILINGS]
        if unknown or not words:
            self.fail(say(phrase("Write card, newsletter or report; several with a comma.")),
                      param, ctx)  # fmt: skip
        return frozenset(MAILINGS[word.casefold()] for word in words)


def tell_after(desk: Desk, ledger: Ledger, key: str, seq: int) -> None:
    """Say what a consent did not change, what the address book lacks, and what to pull."""
    status = ledger.standings([key])[key].status
    if status in (Status.STOPPED, Status.REFUSED):
        note(_STAYS[status, stays_because(ledger, key, seq)])
    if missing := _still_missing(row_of(desk, key)):
        note(missing)
    tell_waiting(waiting_here(desk, ledger, key))


_STAYS = {
    (Status.STOPPED, Stays.LATER): phrase(
        "The stop stays: it was said later than this consent, or on the same day. Has someone "
        "agreed since, enter that with its own day."
    ),
    (Status.STOPPED, Stays.OWN): phrase(
        "The stop stays: the person said it themselves, and only their own consent lifts it."
    ),
    (Status.REFUSED, Stays.LATER): phrase(
        "The person sent mail back after this consent, so it changes nothing. Have they agreed "
        "since, enter that with its own day."
    ),
    (Status.REFUSED, Stays.OWN): phrase(
        "The person sent mail back; only their own consent changes that."
    ),
}


def tell_waiting(waiting: Iterable[Waiting]) -> None:
    """Name every piece that lies here and must not go out as it is."""
    for each in waiting:
        note(phrase("Piece {no} of round {round} may lie here: take it out of the stack "
                    "({reason}).", no=each.card_no, round=each.round,
                    reason=REASONS[each.reason]))  # fmt: skip


def _still_missing(row: Recipient | Problem | None) -> Phrase | None:
    """Return what the address book must say as well: it can only be stricter than the ledger."""
    if row is None:
        return phrase("The address book has no row of this key: add it, with consent and its day.")
    if isinstance(row, Problem):
        return None  # what the row says cannot be told; check names what is wrong with it
    if row.consent is ConsentCell.STOP:
        return phrase("The address book still says stop: write consent and its day there as well.")
    if row.consent is ConsentCell.BLANK and row.kind is not Kind.ORGANISATION:
        return phrase("The consent in the address book is empty: fill it in, with its day. "
                      "Until then nothing is sent.")  # fmt: skip
    return None
