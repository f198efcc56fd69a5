"""A round: one mailing to many recipients, and the words it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from outreach.errors import NOWHERE, Where
from outreach.model.recipient import Mailing
from outreach.model.season import NEW_YEAR


@dataclass(frozen=True, slots=True)
class Round:
    """rounds/ID/round.toml. ``only`` empty means everyone the mailing is meant for.

    Only a card round has a picture and words: one ``design`` for all, or for each recipient one of
    ``designs``, or with ``auto`` of all there are; those of a ``mood`` come first. ``qr`` is the
    address of a page. ``stock`` is a card, an envelope or a sheet of labels;
    ``envelope`` is what labels are stuck on, or what those get who want their card in one.
    ``weight`` is that of one piece in grams (None: not said). ``sender`` is for those whose row
    names none, ``writing`` that of its envelopes. Blank means the project's setting.

    ``hand`` and ``lettering`` are blank where the designs shall say them. ``ruling`` is the pitch
    in mm of the guide lines for a pen: None as the layout has its lines, 0 for no lines.

    ``greeting`` is one of ``GREETINGS``; that of the New Year prints 年賀 in red unless ``mark`` is
    off. ``artist`` is who draws for it, as planned. A ``reserve`` stands in for a round that cannot
    be made in time; a ``draft`` need not have words yet.
    """

    id: str
    post_on: date
    design: str = ""
    message: str = ""
    mailing: Mailing = Mailing.CARD
    stock: str = "hagaki"
    author: str = ""
    hand: str = ""
    lettering: str = ""
    ruling: float | None = None
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
    greeting: str = ""
    mark: bool = True
    artist: str = ""
    reserve: bool = False
    draft: bool = False
    where: Where = NOWHERE

    @property
    def seen_on(self) -> date:
        """Return the day whose season picture and words are of: New Year's Day for its cards."""
        if self.greeting == NEW_YEAR and self.post_on.month == 12:
            return date(self.post_on.year + 1, 1, 1)
        return self.post_on

    @property
    def is_marked(self) -> bool:
        """Return whether 年賀 is printed under the stamp."""
        return self.greeting == NEW_YEAR and self.mark

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
    hand: str = ""
    lettering: str = ""
    where: Where = NOWHERE


@dataclass(frozen=True, slots=True)
class Message:
    """The words to one recipient, merged, with what the picture side needs besides.

    ``hand`` is how they come onto the card: one of ``HANDS``, blank where there are none.
    ``lettering`` is the imitated hand of a card that is set, blank for the usual one. ``ink`` is
    the SHA-256 (hex) of the scanned handwriting of this card, ``sign`` that of its author's scanned
    signature; blank where there is none.
    """

    text: str
    design: str
    author: str
    hand: str
    qr: str = ""
    lettering: str = ""
    ink: str = ""
    sign: str = ""
