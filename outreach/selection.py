"""(recipient, standing, what went there before, round) → a card, or the reason why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from outreach.errors import ExitCode, Problem, Severity
from outreach.model.project import Rhythm
from outreach.model.recipient import ConsentCell, Kind, Mailing, Recipient
from outreach.model.round import Round
from outreach.model.season import NEW_YEAR
from outreach.model.standing import CONSENT_REASONS, Reason, Standing, Status
from outreach.phrase import phrase

FAREWELL_CARDS = 2  # a farewell is two cards: one that says so, and the last
_BARRED = {
    Status.STOPPED: Reason.STOPPED,
    Status.REFUSED: Reason.STOPPED,
    Status.PAUSED: Reason.PAUSED,
}
_FILLED = frozenset({ConsentCell.SELF, ConsentCell.FAMILY})
# What only a New Year card says: 年賀状 itself is a word of thanks as well.
_CONGRATULATES = re.compile(
    r"(?:あけ|明け|開け)まして|謹賀|恭賀|賀正|賀春|頌春|迎春|新年おめでとう|初春のお(?:よろこ|慶)び"
    r"|年(?:頭|始)のご?(?:あいさつ|挨拶)|(?i:happy new year)"
)


@dataclass(frozen=True, slots=True)
class Past:
    """What went to somebody before, apart from the round in question.

    ``days`` are those of their cards: posted, or of one that lies here for a day near by.
    ``farewell`` counts the cards since they asked to end with two more, those that lie here too.
    ``is_frozen``: the round itself has a card for them, so that its distance was settled then.
    """

    days: tuple[date, ...] = ()
    farewell: int = 0
    is_frozen: bool = False


NOTHING = Past()

# Whoever is asked for by name is refused for these, so that nobody takes a card for granted.
REFUSED_BY_NAME = CONSENT_REASONS | {
    Reason.TOO_SOON,
    Reason.CAP,
    Reason.MOURNING,
    Reason.HOUSEHOLD,
}


def reason_against(
    recipient: Recipient,
    standing: Standing,
    plan: Round,
    past: Past = NOTHING,
    rhythm: Rhythm | None = None,
    *,
    consent_taken: bool,
) -> Reason | None:
    """Return why this recipient gets no card in the round, or None.

    The ledger decides and the file can only be stricter: 停止 or an empty cell excludes at once; a
    filled cell counts as consent only while the ledger knows neither a no nor this very consent
    (``consent_taken``: it was taken in before, and undone since). Wishes come after consent, and
    the distance between two cards last; without ``rhythm`` only the person's own wish keeps it.
    """
    if reason := not_meant(recipient, plan):
        return reason
    if recipient.consent is ConsentCell.STOP:
        return Reason.STOPPED
    if standing.status in _BARRED:
        return _BARRED[standing.status]
    if recipient.kind is not Kind.ORGANISATION and not _consented(
        recipient, standing, consent_taken
    ):
        return Reason.NO_CONSENT
    if reason := against_wish(standing, plan.mailing, past):
        return reason
    if standing.held:
        return Reason.ADDRESS_HELD
    if plan.mailing is not Mailing.CARD or past.is_frozen:
        return None
    return too_close(standing, plan.post_on, past, rhythm)


def not_meant(recipient: Recipient, plan: Round) -> Reason | None:
    """Return why the round is not meant for this recipient at all, or None."""
    if plan.mailing not in recipient.mailings:
        return Reason.OTHER_MAILING
    if plan.only and recipient.key not in plan.only:
        return Reason.NOT_IN_ROUND
    if plan.branch and recipient.branch != plan.branch:
        return Reason.NOT_IN_ROUND
    return None


def _consented(recipient: Recipient, standing: Standing, consent_taken: bool) -> bool:
    if recipient.consent not in _FILLED:
        return False
    return standing.status is Status.CONSENTED or not consent_taken


def against_wish(standing: Standing, mailing: Mailing, past: Past = NOTHING) -> Reason | None:
    """Return why a mailing goes against what was agreed or wished, or None.

    It counts up to the moment of posting, whatever lies here on paper.
    """
    if standing.scope is not None and mailing not in standing.scope:
        return Reason.SCOPE
    farewell = standing.farewell is not None and mailing is Mailing.CARD
    return Reason.STOPPED if farewell and past.farewell >= FAREWELL_CARDS else None


def in_mourning(standing: Standing, plan: Round, words: str) -> bool:
    """Return whether a card would wish a happy New Year to somebody in mourning (喪中)."""
    if standing.mourning is None or plan.mailing is not Mailing.CARD:
        return False
    return plan.post_on <= standing.mourning and is_new_year(plan, words)


def is_new_year(plan: Round, words: str) -> bool:
    """Return whether a card is a New Year card: its round says so, or its words do."""
    return plan.greeting == NEW_YEAR or bool(_CONGRATULATES.search(words))


def too_close(
    standing: Standing, on: date, past: Past, rhythm: Rhythm | None = None
) -> Reason | None:
    """Return why a card on a day would come too close upon others, before or after it, or None."""
    gap = max(standing.less or 0, rhythm.gap if rhythm else 0)
    if any(abs((on - day).days) < gap for day in past.days):
        return Reason.TOO_SOON
    if rhythm and sum((day.year, day.month) == (on.year, on.month) for day in past.days) >= (
        rhythm.cap
    ):
        return Reason.CAP
    return None


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
