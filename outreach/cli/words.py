"""The words for where people stand and what they get, which the model keeps as codes."""

from __future__ import annotations

from outreach.model.recipient import ConsentCell, Kind, Mailing, Recipient
from outreach.model.standing import Standing, Status
from outreach.phrase import Phrase, phrase

KINDS = {
    Kind.PERSON: phrase("person"),
    Kind.FAMILY: phrase("family"),
    Kind.ORGANISATION: phrase("organisation"),
}
MAILINGS = {
    Mailing.CARD: phrase("card"),
    Mailing.NEWSLETTER: phrase("newsletter"),
    Mailing.REPORT: phrase("report"),
}
_STATUSES = {
    Status.UNKNOWN: phrase("nothing entered"),
    Status.CONSENTED: phrase("consented"),
    Status.STOPPED: phrase("stopped"),
    Status.REFUSED: phrase("refused the mail"),
}


def standing_of(recipient: Recipient, standing: Standing) -> Phrase:
    """Return where someone of the address book stands, though the ledger may not know them yet."""
    agreed = recipient.consent in (ConsentCell.SELF, ConsentCell.FAMILY)
    if agreed and standing == Standing():
        return phrase("consent in the address book")
    return standing_words(standing)


def standing_words(standing: Standing) -> Phrase:
    """Return where someone stands."""
    if standing.status is Status.PAUSED:
        words = phrase("paused, ask again on {until}", until=standing.until)
    else:
        words = _STATUSES[standing.status]
    return phrase("{standing} (address held)", standing=words) if standing.held else words
