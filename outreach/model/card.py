"""A card: one mailpiece of a round, with everything its two faces show."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.model.recipient import Addressee
from outreach.model.round import Message


@dataclass(frozen=True, slots=True)
class Card:
    """What is printed: fixed at the freeze; ``no`` is never reused within its round.

    ``stock`` is the envelope or label its address stands on, blank where that is the card itself.
    ``barcode`` is the address part of the customer barcode; None: the piece bears none.
    """

    no: int
    key: str
    addressee: Addressee
    sender: str
    message: Message
    stock: str = ""
    barcode: str | None = None
