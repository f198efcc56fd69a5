"""A card: one mailpiece of a round, with everything its two faces show."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.model.recipient import Addressee
from outreach.model.round import Message


@dataclass(frozen=True, slots=True)
class Card:
    """What is printed: fixed at the freeze; ``no`` is never reused within its round."""

    no: int
    key: str
    addressee: Addressee
    sender: str
    message: Message
