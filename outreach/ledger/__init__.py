"""The append-only mailing ledger: the only place that knows sqlite3."""

from outreach.ledger.figures import CardFigure
from outreach.ledger.ledger import Ledger
from outreach.ledger.records import (
    Batch,
    Clock,
    Difference,
    Entropy,
    FileConsent,
    FrozenCard,
    Identity,
    LeftOut,
    PlannedCard,
    PostResult,
    Pull,
    SentPicture,
    Tally,
    UnpostedCard,
)
from outreach.ledger.staging import Staging
from outreach.ledger.standing import reason_against, standing_of
from outreach.ledger.words import SentWords

__all__ = [
    "Batch",
    "CardFigure",
    "Clock",
    "Difference",
    "Entropy",
    "FileConsent",
    "FrozenCard",
    "Identity",
    "Ledger",
    "LeftOut",
    "PlannedCard",
    "PostResult",
    "Pull",
    "SentPicture",
    "SentWords",
    "Staging",
    "Tally",
    "UnpostedCard",
    "reason_against",
    "standing_of",
]
