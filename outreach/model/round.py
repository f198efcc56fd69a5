"""A round: one mailing to many recipients, and the words it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from outreach.errors import NOWHERE, Where
from outreach.model.recipient import Mailing


@dataclass(frozen=True, slots=True)
class Round:
    """rounds/ID/round.toml. ``only`` empty means everyone the mailing is meant for.

    Only a card round has a picture and words: one ``design`` for all, or for each recipient one of
    ``designs``, or with ``auto`` of all there are; those of a ``mood`` come first. ``qr`` is the
    address of a page. ``stock`` is a card, an envelope or a sheet of labels;
    ``envelope`` is what labels are stuck on, or what those get who want their card in one.
    ``weight`` is that of one piece in grams (None: not said). ``sender`` is for those whose row
    names none, ``writing`` that of its envelopes. Blank means the project's setting.
    """

    id: str
    post_on: date
    design: str = ""
    message: str = ""
    mailing: Mailing = Mailing.CARD
    stock: str = "hagaki"
    author: str = ""
    hand: str = "set"
    qr: str = ""
    only: tuple[str, ...] = ()
    branch: str = ""
    envelope: str = ""
    weight: int | None = None
    sender: str = ""
    writing: str = ""
    designs: tuple[str, ...] = ()
    auto: bool = False
    mood: tuple[str, ...] = ()
    where: Where = NOWHERE

    @property
    def chooses(self) -> bool:
        """Return whether each recipient's picture is chosen."""
        return self.auto or bool(self.designs)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A row of messages.csv: what this recipient gets instead; blank means the round's."""

    key: str
    message: str = ""
    design: str = ""
    author: str = ""
    where: Where = NOWHERE


@dataclass(frozen=True, slots=True)
class Message:
    """The words to one recipient, merged, with what the picture side needs besides."""

    text: str
    design: str
    author: str
    hand: str
    qr: str = ""
