"""Frozen rounds: which cards there are, with what content, in which batch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from outreach.errors import StateError
from outreach.ledger.chain import canonical, canonical_data, salted
from outreach.ledger.freezing import OWN_NAMES, Freezing
from outreach.ledger.lives import CardEntry, Life, life_of
from outreach.ledger.log import chunks
from outreach.ledger.numbers import listed
from outreach.ledger.records import Batch, Difference, FrozenCard, PlannedCard
from outreach.ledger.sql import HAS_KEY, STANDS
from outreach.model.event import EventKind, NewEvent
from outreach.model.recipient import Kind
from outreach.phrase import phrase

_LATEST = (
    "NOT EXISTS (SELECT 1 FROM event n WHERE n.round = e.round AND n.card_no = e.card_no"
    " AND n.kind = 'planned' AND n.batch > e.batch AND n.batch <= ?2)"
)
_ANY_BATCH = 2**63 - 1
# Facts the first version did not keep; what they say of an unusual card its words say as well.
_KEPT_SINCE_LATER = frozenset({"lettering"})


class Rounds(Freezing):
    """The ledger as far as frozen rounds go."""

    def is_frozen(self, round_id: str) -> bool:
        """Return whether the round was ever frozen, even if nobody gets a card."""
        sql = "SELECT 1 FROM event WHERE round = ? AND kind IN ('planned', 'left_out') LIMIT 1"
        return self._first(sql, round_id) is not None

    def cards(self, round_id: str) -> Iterator[FrozenCard]:
        """Yield the cards of a round as they stand now, by number."""
        sql = (
            "SELECT e.card_no, p.key, e.person_id, e.batch, e.data FROM event e"
            " CROSS JOIN person p ON p.person_id = e.person_id"
            f" WHERE e.round = ?1 AND e.card_no > 0 AND e.kind = 'planned' AND {_LATEST}"
            " ORDER BY e.card_no"
        )
        return map(_frozen, self._rows(sql, round_id, _ANY_BATCH))

    def content(
        self, round_id: str, batch: int, first: int | None = None, last: int | None = None,
        *, own: bool = False,
    ) -> Iterator[tuple[int, str, str]]:  # fmt: skip
        """Yield (card number, key, content) as of a batch, by number; erased ones are gone.

        Args:
            round_id: the round.
            batch: the content is the one frozen last up to this batch.
            first: the first card number, or all from the start.
            last: the last card number, or all to the end.
            own: only the cards frozen with this very batch.
        """
        sql = (
            "SELECT e.card_no, p.key, c.body FROM event e"
            " CROSS JOIN person p ON p.person_id = e.person_id CROSS JOIN content c USING (seq)"
            " WHERE e.round = ?1 AND e.card_no BETWEEN ?3 AND ?4 AND e.kind = 'planned'"
            f" AND e.batch BETWEEN ?5 AND ?2 AND c.body <> '' AND {_LATEST} ORDER BY e.card_no"
        )
        lowest, highest = first or 1, _ANY_BATCH if last is None else last
        return (
            (int(no), str(key), str(body))
            for no, key, body in self._rows(
                sql, round_id, batch, lowest, highest, batch if own else 0
            )
        )

    def postage(
        self, round_id: str, numbers: Iterable[int] | None = None
    ) -> list[tuple[str, str, int, int]]:  # fmt: skip
        """Return (stock, class, yen each, pieces) of these cards, or all, as they stand now."""
        some = "" if numbers is None else " AND e.card_no IN (SELECT value FROM json_each(?3))"
        sql = (
            "SELECT json_extract(e.data, '$.stock'), json_extract(e.data, '$.class'),"
            " json_extract(e.data, '$.yen'), count(*) FROM event e"
            f" WHERE e.round = ?1 AND e.kind = 'planned' AND {_LATEST}"
            f"{some} GROUP BY 1, 2, 3"
        )
        chosen = () if numbers is None else (canonical(list(numbers)),)
        rows = self._rows(sql, round_id, _ANY_BATCH, *chosen)
        return [(str(stock), str(kind), int(yen or 0), count) for stock, kind, yen, count in rows]

    def differing(self, round_id: str, cards: Iterable[PlannedCard]) -> list[Difference]:
        """Return what is not as frozen among the given cards; a key without a card is "card"."""
        return [
            difference for chunk in chunks(cards) for difference in self._differing(round_id, chunk)
        ]

    def _differing(self, round_id: str, cards: Sequence[PlannedCard]) -> Iterator[Difference]:
        sql = (
            "SELECT p.key, p.salt, e.card_no, p.key, e.person_id, e.batch, e.data FROM person p"
            " CROSS JOIN event e ON e.person_id = p.person_id AND e.kind = 'planned'"
            f" AND e.round = ? WHERE {HAS_KEY} ORDER BY e.batch"
        )
        keys = canonical([card.identity.key for card in cards])
        frozen = {
            key: (salt, _frozen(tuple(row))) for key, salt, *row in self._rows(sql, round_id, keys)
        }
        for card in cards:
            key = card.identity.key
            if key not in frozen:
                yield Difference(card.no, key, ("card",))
            elif what := _what_differs(card, *frozen[key]):
                yield Difference(frozen[key][1].no, key, what)

    def batches(self, round_id: str) -> list[Batch]:
        """Return the batches of a round in order."""
        made: dict[int, list[Mapping[str, object]]] = {}
        sql = (
            "SELECT batch, data, min(seq) FROM event WHERE round = ? AND kind = 'made'"
            " GROUP BY batch, data ORDER BY 3"
        )
        for no, data, _ in self._rows(sql, round_id):
            options = {name: value for name, value in json.loads(data).items() if name != "v"}
            made.setdefault(no, []).append(options)
        sql = (
            "SELECT batch, count(*), min(card_no), max(card_no) FROM event"
            " WHERE round = ? AND kind = 'planned' GROUP BY batch ORDER BY batch"
        )
        return [
            Batch(no, cards, first, last, tuple(made.get(no, ())))
            for no, cards, first, last in self._rows(sql, round_id)
        ]

    def batches_with(self, printer: str, after: date | None) -> int:
        """Return how many times a batch was made for a printer after a day (None: ever)."""
        sql = (
            "SELECT count(*) FROM (SELECT DISTINCT round, batch, data FROM event"
            " WHERE kind = 'made' AND on_date > ? AND json_extract(data, '$.printer') = ?)"
        )
        return int(self._one(sql, after.isoformat() if after else "", printer)[0])

    def left_out(self, round_id: str) -> Iterator[tuple[str, str]]:
        """Yield (key, reason) of everyone the round leaves out, by key."""
        sql = (
            "SELECT p.key, json_extract(e.data, '$.reason') FROM event e"
            " JOIN person p ON p.person_id = e.person_id"
            " WHERE e.round = ? AND e.card_no IS NULL AND e.kind = 'left_out'"
            " AND NOT EXISTS (SELECT 1 FROM event c WHERE c.person_id = e.person_id"
            " AND c.kind = 'planned' AND c.round = e.round) ORDER BY p.key"
        )
        return ((str(key), str(reason)) for key, reason in self._rows(sql, round_id))

    def next_card_no(self, round_id: str) -> int:
        """Return the first card number never used in the round."""
        sql = "SELECT coalesce(max(card_no), 0) + 1 FROM event WHERE round = ?"
        return int(self._one(sql, round_id)[0])

    def next_batch(self, round_id: str) -> int:
        """Return the first batch number never used in the round."""
        sql = "SELECT coalesce(max(batch), 0) + 1 FROM event WHERE round = ?"
        return int(self._one(sql, round_id)[0])

    def freeze_head(self, round_id: str, batch: int) -> tuple[int, str, date]:
        """Return number, hash and day of the last entry that a batch was frozen with.

        It is the same whenever it is asked: what a batch sheet bears, and a reprint of it.
        """
        sql = (
            "SELECT seq, hash, on_date FROM event e WHERE round = ?1"
            " AND kind IN ('planned', 'left_out') AND seq < coalesce((SELECT min(seq) FROM event"
            " WHERE round = ?1 AND kind = 'made' AND batch = ?2), ?3) ORDER BY seq DESC LIMIT 1"
        )
        seq, hash_, on = self._one(sql, round_id, batch, _ANY_BATCH)
        return int(seq), str(hash_), date.fromisoformat(str(on))

    def made(
        self,
        round_id: str,
        on: date,
        batch: int,
        card_nos: Iterable[int],
        data: Mapping[str, object],
    ) -> None:
        """Enter that files of these cards exist; the same files again are no news.

        Raises:
            StateError: a number is not a card of the round.
        """
        made_as = (batch, canonical_data(data))
        with self.transaction():
            for numbers in chunks(card_nos):
                lives = {life.no: life for life in self._lives(round_id, numbers)}
                self._refuse_unknown(round_id, numbers, lives)
                self.append(
                    NewEvent(
                        EventKind.MADE, on, life.person_id, round_id, life.no, batch, data=data
                    )
                    for life in map(lives.__getitem__, dict.fromkeys(numbers))
                    if life.spoilt or made_as not in life.made
                )

    def _refuse_unknown(
        self, round_id: str, numbers: Iterable[int], known: Mapping[int, Life]
    ) -> None:
        if unknown := set(numbers) - known.keys():
            raise StateError(
                phrase(
                    "Round {round} has no such piece: {numbers}.",
                    round=round_id, numbers=listed(unknown),
                )
            )  # fmt: skip

    def _lives(self, round_id: str, numbers: Iterable[int] | None = None) -> Iterator[Life]:
        """Yield where each card of the round stands, or each of the numbers, by number."""
        some = "" if numbers is None else "AND e.card_no IN (SELECT value FROM json_each(?)) "
        sql = (
            "SELECT e.card_no, p.key, e.person_id, e.kind, e.batch, e.data,"
            " CASE e.kind WHEN 'planned' THEN json_extract(e.data, '$.kind') END"
            " FROM event e CROSS JOIN person p ON p.person_id = e.person_id"
            f" WHERE e.round = ? AND e.card_no > 0 AND e.reverses IS NULL AND {STANDS} {some}"
            "ORDER BY e.card_no, e.seq"
        )
        chosen = () if numbers is None else (canonical(list(numbers)),)
        entries = (
            CardEntry(no, key, person, EventKind(kind), batch, data, of != Kind.ORGANISATION)
            for no, key, person, kind, batch, data, of in self._rows(sql, round_id, *chosen)
        )
        for _, group in groupby(entries, key=lambda entry: entry.no):
            yield life_of(group)


def _frozen(row: tuple[object, ...]) -> FrozenCard:
    no, key, person_id, batch, text = row
    data = json.loads(str(text))
    facts = {name: value for name, value in data.items() if name not in OWN_NAMES}
    return FrozenCard(
        int(str(no)), str(key), str(person_id), int(str(batch)), facts,
        data["address"], data["message"],
    )  # fmt: skip


def _what_differs(card: PlannedCard, salt: bytes, frozen: FrozenCard) -> tuple[str, ...]:
    facts = json.loads(canonical(dict(card.facts)))
    texts = {
        "address": salted(salt, "address", card.address_text) != frozen.address,
        "message": salted(salt, "message", card.message_text) != frozen.message,
    }
    names = sorted(facts.keys() | frozen.facts.keys())
    return (
        *(name for name, differs in texts.items() if differs),
        *(
            name
            for name in names
            if _fact(facts, name) != _fact(frozen.facts, name)
            and not (name in _KEPT_SINCE_LATER and name not in frozen.facts)
        ),
    )


def _fact(facts: Mapping[str, object], name: str) -> tuple[object, ...]:
    return (facts[name],) if name in facts else ()
