"""post: the mail goes out, and nobody's who may not be written to at this moment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from outreach.errors import Problem, ProblemsFoundError, errors_in
from outreach.ledger import Ledger, PostResult
from outreach.model.recipient import ConsentCell, Kind, Recipient
from outreach.model.standing import Reason
from outreach.model.stock import STOCKS, Form
from outreach.phrase import phrase
from outreach.sources.recipients import read_recipients
from outreach.workflow.desk import Desk
from outreach.workflow.permission import barred_by_artist


def post_round(
    desk: Desk, round_id: str, on: date, count: int, held: Collection[int] = ()
) -> PostResult:
    """Enter a posting of exactly the cards due.

    The address book and the artists may rule out more than the ledger. Raises ConsentError or
    StateError as Ledger.post does, ProblemsFoundError where the row of somebody with a card or the
    file of its design cannot be read, so that nobody knows what it says of consent.
    """
    with desk.write_ledger(whole=True) as ledger:
        barred = barred_by_artist(desk, ledger, round_id, on)
        barred |= barred_by_file(desk, ledger, round_id)
        return ledger.post(round_id, on, count, held, barred)


def barred_by_file(desk: Desk, ledger: Ledger, round_id: str) -> dict[str, Reason]:
    """Return the people of a round whom the address book rules out now, and why."""
    stocks = {card.key: str(card.facts.get("stock", "")) for card in ledger.cards(round_id)}
    unseen = set(stocks)
    barred: dict[str, Reason] = {}
    problems: list[Problem] = []
    for found in read_recipients(desk.project):
        if isinstance(found, Problem):
            if found.where.key in unseen:
                problems.append(found)
        elif found.key in unseen:
            unseen.discard(found.key)
            if reason := _ruled_out(found, stocks[found.key]):
                barred[found.key] = reason
    if errors_in(problems):
        raise ProblemsFoundError(
            phrase("Nothing was posted: rows of people it would go to cannot be read."), problems
        )
    return barred | dict.fromkeys(unseen, Reason.MISSING)


def _ruled_out(recipient: Recipient, stock: str) -> Reason | None:
    """Return why what was frozen on this stock must not go to the person as the row is now."""
    if recipient.consent is ConsentCell.STOP:
        return Reason.STOPPED
    if recipient.consent is ConsentCell.BLANK and recipient.kind is not Kind.ORGANISATION:
        return Reason.NO_CONSENT
    # Whoever asked for an envelope since must never get the open card.
    is_open = stock in STOCKS and STOCKS[stock].form is Form.CARD
    return Reason.ENVELOPE if recipient.envelope and is_open else None
