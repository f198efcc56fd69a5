"""What comes back from people unasked: a gift each time, and never a figure to be raised."""

from __future__ import annotations

from enum import StrEnum


class Gift(StrEnum):
    """What a reply was."""

    CARD = "card"
    NEW_YEAR = "new-year"
    LETTER = "letter"
    THANKS = "thanks"
    DRAWING = "drawing"
    CALL = "call"
    VISIT = "visit"
    OTHER = "other"
