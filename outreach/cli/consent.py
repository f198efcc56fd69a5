"""outreach consent: someone agreed; and what was ever said about it."""

from __future__ import annotations

from datetime import date

import click

from outreach.cli import outside
from outreach.cli.besides import WithCommands
from outreach.cli.consenting import Mailings, tell_after
from outreach.cli.language import _
from outreach.cli.options import ComingDay, key, on, option
from outreach.cli.output import tell
from outreach.cli.register import known_person
from outreach.cli.words import standing_words
from outreach.model.recipient import Basis, Mailing
from outreach.phrase import phrase
from outreach.workflow.consents import Terms
from outreach.workflow.erasing import refuse_erased


@click.command(
    "consent", cls=WithCommands, package="outreach.cli.consent_",
    table={"show": _("Show what was said about consent, and what holds now.")},
    help=_("A consent given now lifts a stop; what the person said themselves, only their own "
           "consent lifts. It holds as narrowly as the last one says."),
)  # fmt: skip
@key
@option("--basis", required=True, type=click.Choice([basis.value for basis in Basis]),
        help=_("Who agreed: self, the person; family, the family."))  # fmt: skip
@on
@option("--by", default="", metavar="WHO", help=_("Who took it down."))
@option("--how", default="", metavar="TEXT",
        help=_("How it was given: paper, phone, visit, letter, mail, or in your own "
               "words."))  # fmt: skip
@option("--only", type=Mailings(), metavar="WHAT", default=frozenset(),
        help=_("Only for these: card, newsletter, report; several with a comma."))  # fmt: skip
@option("--envelope", is_flag=True, help=_("Only in an envelope, never as an open card."))
@option("--review", type=ComingDay(), metavar="DATE",
        help=_("The day on which to ask whether it still holds."))  # fmt: skip
def command(
    key: str, basis: str, on: date, by: str, how: str, only: frozenset[Mailing], envelope: bool,
    review: date | None,
) -> None:  # fmt: skip
    """Enter a consent."""
    desk = outside.desk()
    terms = Terms(how.strip(), only, envelope, review)
    with desk.write_ledger() as ledger:
        known = known_person(desk, ledger, key)
        refuse_erased(ledger, known)
        words = "; ".join(part for part in (by.strip(), how.strip()) if part)
        seq = ledger.consent(known, on, Basis(basis), words, terms.data)
        standing = ledger.standings([known])[known]
        tell(phrase("Consent of {key} entered (entry {seq}); stands now: {standing}.",
                    key=known, seq=seq, standing=standing_words(standing)))  # fmt: skip
        tell_after(desk, ledger, known, seq)
