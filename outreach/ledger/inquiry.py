"""What the desk asks: which cards still lie here, and what is kept about one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from outreach.ledger.figures import Figures
from outreach.ledger.lives import Life
from outreach.ledger.log import event_of
from outreach.ledger.sql import EVENT_FIELDS, STANDS, among
from outreach.model.event import Event, EventKind


@dataclass(frozen=True, slots=True)
class WaitingCard:
    """A card that was frozen and is not posted; ``pulled``: somebody took it out of the stack.

    An organisation's ``needs_consent`` is False.
    """

    round: str
    card_no: int
    key: str
    batch: int
    made: bool
    printed: bool
    spoilt: bool
    held: bool
    pulled: bool
    needs_consent: bool

    @property
    def is_on_hand(self) -> bool:
        """Return whether good paper of this card may lie in the stack."""
        return self.made and not self.spoilt and not self.pulled


@dataclass(frozen=True, slots=True)
class KeptContent:
    """What a card was frozen with, batch by batch: its words and the address on it, as JSON.

    Blank where it was erased.
    """

    seq: int
    round: str
    card_no: int
    batch: int
    body: str


@dataclass(frozen=True, slots=True)
class KeptIdentity:
    """What the ledger has of who a key names: a random id, and whether there are hashes."""

    person_id: str
    name: bool
    address: bool


class Inquiry(Figures):
    """The ledger as far as the questions of the desk go."""

    def waiting_cards(self, key: str | None = None) -> Iterator[WaitingCard]:
        """Yield every card that is frozen and not posted, by round and number: all, or of a key.

        One pass over an index finds them; only their own entries are read.
        """
        of_key = (
            "" if key is None else "AND e.person_id = (SELECT person_id FROM person WHERE key=?1)"
        )
        sql = (
            "SELECT e.round, e.card_no FROM event e WHERE e.card_no > 0 AND e.kind = 'planned'"
            f" {of_key} AND NOT EXISTS (SELECT 1 FROM event x WHERE x.round = e.round"
            " AND x.card_no = e.card_no AND x.kind = 'posted') UNION"
            f" SELECT e.round, e.card_no FROM event e WHERE e.card_no > 0 AND e.kind = 'reversed'"
            f" {of_key} ORDER BY 1, 2"
        )
        found = self._rows(sql) if key is None else self._rows(sql, key)
        for round_id, cards in groupby(found, key=lambda row: str(row[0])):
            lives = self._lives(round_id, [int(no) for _, no in cards])
            yield from (_waiting(round_id, life) for life in lives if not life.posted)

    def entries_of(self, kinds: Iterable[EventKind]) -> Iterator[Event]:
        """Yield the entries of these kinds about people that stand, in order.

        They are looked up in an index: rare kinds are found fast among very many others.
        """
        sql = (
            f"SELECT {EVENT_FIELDS}, p.key FROM event e JOIN person p USING (person_id)"
            f" WHERE e.seq IN (SELECT seq FROM event WHERE person_id > '' AND kind IN"
            f" {among(kinds)}) AND {STANDS} ORDER BY e.seq"
        )
        return map(event_of, self._rows(sql))

    def contents_of(self, key: str) -> list[KeptContent]:
        """Return what is kept of every card frozen for a key, in the order of the entries."""
        sql = (
            "SELECT e.seq, e.round, e.card_no, e.batch, c.body FROM person p"
            " CROSS JOIN event e ON e.person_id = p.person_id AND e.kind = 'planned'"
            " CROSS JOIN content c USING (seq) WHERE p.key = ? ORDER BY e.seq"
        )
        return [KeptContent(*row) for row in self._rows(sql, key)]

    def identity_of(self, key: str) -> KeptIdentity | None:
        """Return what is kept of who a key names, None for a key never heard of."""
        sql = "SELECT person_id, name_hash <> '', address_hash <> '' FROM person WHERE key = ?"
        row = self._first(sql, key)
        return KeptIdentity(str(row[0]), bool(row[1]), bool(row[2])) if row else None


def _waiting(round_id: str, life: Life) -> WaitingCard:
    return WaitingCard(
        round_id, life.no, life.key, life.batch, bool(life.made), life.printed, life.spoilt,
        life.held, life.pulled, life.needs_consent,
    )  # fmt: skip
