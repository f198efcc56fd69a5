"""outreach consent: someone agreed."""

from __future__ import annotations

from datetime import date

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import key, on, option, verb
from outreach.cli.output import note, tell
from outreach.cli.register import known_person, row_of
from outreach.cli.words import standing_words
from outreach.errors import Problem
from outreach.model.recipient import Basis, ConsentCell, Kind, Recipient
from outreach.model.standing import Status
from outreach.phrase import Phrase, phrase


@verb("consent", _("A consent given now lifts a stop; only the person's own lifts a refusal."))
@key
@option("--basis", required=True, type=click.Choice([basis.value for basis in Basis]),
        help=_("Who agreed: self, the person; family, the family."))  # fmt: skip
@on
@option("--by", default="", metavar="WHO", help=_("Who took it down."))
@option("--how", default="", metavar="TEXT", help=_("How it was given, such as by telephone."))
def command(key: str, basis: str, on: date, by: str, how: str) -> None:
    """Enter a consent."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known = known_person(desk, ledger, key)
        words = "; ".join(part for part in (by.strip(), how.strip()) if part)
        seq = ledger.consent(known, on, Basis(basis), words)
        standing = ledger.standings([known])[known]
    tell(phrase("Consent of {key} entered (entry {seq}); stands now: {standing}.",
                key=known, seq=seq, standing=standing_words(standing)))  # fmt: skip
    if standing.status is Status.REFUSED:
        note(phrase("The person sent mail back; only their own consent changes that."))
    if missing := _still_missing(row_of(desk, known)):
        note(missing)


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
