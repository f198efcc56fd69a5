"""What goes into the ledger and comes out of it about people and rounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from outreach.model.recipient import Basis, Kind
from outreach.model.standing import Reason

Clock = Callable[[], datetime]  # aware
Entropy = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a key names: name and address folded by the caller; only their salted hashes are kept.

    A blank text means "not known here" and never replaces what the ledger holds.
    """

    key: str
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class FileConsent:
    """A consent as the address book states it."""

    identity: Identity
    basis: Basis
    on: date


@dataclass(frozen=True, slots=True)
class PlannedCard:
    """A card to be frozen.

    ``content`` is the JSON text the faces are made from later; ``facts`` go into the chain and hold
    no name, no address and no free text. The last two are kept only as salted hashes.
    """

    no: int
    identity: Identity
    content: str
    facts: Mapping[str, object]
    address_text: str
    message_text: str

    @property
    def needs_consent(self) -> bool:
        """Return whether consent is needed: an organisation needs none, but can be stopped."""
        return self.facts.get("kind") != Kind.ORGANISATION


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Someone who gets no card in a round, and why."""

    identity: Identity
    reason: Reason | str


@dataclass(frozen=True, slots=True)
class FrozenCard:
    """A card as it was frozen; ``address`` and ``message`` are salted hashes."""

    no: int
    key: str
    person_id: str
    batch: int
    facts: Mapping[str, object]
    address: str
    message: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as frozen: "address", "message", names of facts, or "card" for a new one."""

    card_no: int
    key: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of a round: the cards frozen with it, and each way its files were made.

    ``made`` is empty where the freeze was the last thing that happened.
    """

    no: int
    cards: int
    first: int
    last: int
    made: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Pull:
    """A card that is on paper and must not be posted, and why."""

    card_no: int
    key: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Tally:
    """Where the cards of a round stand; every count is net of what was undone.

    ``made`` and ``printed`` count posted cards as well; ``held`` counts cards kept back and not
    posted since. ``pull`` are made cards whose people may not be written to now, ``waiting`` the
    numbers of those that can be posted.
    """

    planned: int = 0
    made: int = 0
    spoilt: int = 0
    printed: int = 0
    held: int = 0
    posted: int = 0
    pull: tuple[Pull, ...] = field(default=())
    waiting: tuple[int, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class PostResult:
    """The numbers of the cards just posted, and of those kept back by hand."""

    posted: tuple[int, ...]
    held: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SentPicture:
    """The picture of one card; ``sha`` finds it again where its folder has another name now."""

    round: str
    card_no: int
    design: str
    sha: str
    artist: str


@dataclass(frozen=True, slots=True)
class UnpostedCard:
    """A card that was frozen with a design and not posted; ``made``: it may lie here on paper."""

    round: str
    card_no: int
    key: str
    design: str
    made: bool
