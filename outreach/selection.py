"""(recipient, standing, round) → a card, or the reason why not."""

from __future__ import annotations

from outreach.errors import ExitCode, Problem, Severity
from outreach.model.recipient import ConsentCell, Kind, Recipient
from outreach.model.round import Round
from outreach.model.standing import Reason, Standing, Status
from outreach.phrase import phrase

_BARRED = {
    Status.STOPPED: Reason.STOPPED,
    Status.REFUSED: Reason.STOPPED,
    Status.PAUSED: Reason.PAUSED,
}
_FILLED = frozenset({ConsentCell.SELF, ConsentCell.FAMILY})


def reason_against(
    recipient: Recipient, standing: Standing, plan: Round, *, consent_taken: bool
) -> Reason | None:
    """Return why this recipient gets no card in the round, or None.

    The ledger decides and the file can only be stricter: 停止 or an empty cell excludes at once; a
    filled cell counts as consent only while the ledger knows neither a no nor this very consent
    (``consent_taken``: it was taken in before, and undone since).
    """
    if plan.mailing not in recipient.mailings:
        return Reason.OTHER_MAILING
    if plan.only and recipient.key not in plan.only:
        return Reason.NOT_IN_ROUND
    if plan.branch and recipient.branch != plan.branch:
        return Reason.NOT_IN_ROUND
    if recipient.consent is ConsentCell.STOP:
        return Reason.STOPPED
    if standing.status in _BARRED:
        return _BARRED[standing.status]
    if recipient.kind is not Kind.ORGANISATION and not _consented(
        recipient, standing, consent_taken
    ):
        return Reason.NO_CONSENT
    return Reason.ADDRESS_HELD if standing.held else None


def _consented(recipient: Recipient, standing: Standing, consent_taken: bool) -> bool:
    if recipient.consent not in _FILLED:
        return False
    return standing.status is Status.CONSENTED or not consent_taken


def disagreement(recipient: Recipient, standing: Standing) -> Problem | None:
    """Return a warning where the file says yes and the ledger no."""
    if recipient.consent not in _FILLED or standing.status not in _BARRED:
        return None
    return Problem(
        ExitCode.CONSENT,
        "file-disagrees",
        phrase("The file says consent, the ledger says stop or pause; the ledger counts."),
        phrase(
            "If a new consent was given: outreach consent {key} --basis … --on …", key=recipient.key
        ),
        recipient.where,
        Severity.WARNING,
    )
