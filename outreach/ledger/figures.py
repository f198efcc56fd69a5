"""What was posted, spent and received between two days: for the report and the day's work."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from outreach.ledger.chain import canonical
from outreach.ledger.log import event_of
from outreach.ledger.sql import EVENT_FIELDS, HAS_KEY, STANDS, among
from outreach.ledger.words import Words
from outreach.model.event import Event, EventKind

# The last freeze of entry e's card: what it showed and cost when it was posted.
_PLANNED = (
    "(SELECT q.data FROM event q WHERE q.round = e.round AND q.card_no = e.card_no"
    " AND q.kind = 'planned' ORDER BY q.seq DESC LIMIT 1)"
)
_FACTS = "json_extract(data, '$.mailing', '$.kind', '$.gender', '$.branch', '$.yen', '$.author')"
# Entry e is about stamps; that it is about nobody lets an index find it.
_STAMPS = "e.person_id IS NULL AND e.kind = 'stamps'"
_RETURNED = (
    "(SELECT json_extract(b.data, '$.reason') FROM event b WHERE b.round = e.round"
    " AND b.card_no = e.card_no AND b.kind = 'returned'"
    " AND NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = b.seq))"
)


class CardFigure(NamedTuple):
    """A piece that was posted; blank where nothing was said. ``returned`` is the reason, or blank.

    ``mailing`` is "card", "newsletter" or "report", ``yen`` its postage on the day it was posted.
    """

    round: str
    card_no: int
    posted_on: date
    person_id: str
    returned: str
    mailing: str
    kind: str
    gender: str
    branch: str
    yen: int
    author: str


@lru_cache(maxsize=4096)  # few cards differ in them
def _shown(facts: str) -> tuple[str, str, str, str, int, str]:
    mailing, kind, gender, branch, yen, author = json.loads(facts)
    return mailing or "card", kind or "", gender or "", branch or "", yen or 0, author or ""


_day = lru_cache(maxsize=1024)(date.fromisoformat)


class Figures(Words):
    """The ledger as far as counting goes; every figure is net of what was undone."""

    def figures(self, first: date, last: date) -> Iterator[CardFigure]:
        """Yield every piece posted from ``first`` to ``last``, in the order of the entries."""
        sql = (
            f"SELECT round, card_no, on_date, person_id, returned, paid, {_FACTS} FROM (SELECT"
            f" e.seq, e.round, e.card_no, e.on_date, e.person_id, {_RETURNED} AS returned,"
            " json_extract(e.data, '$.yen') AS paid,"
            f" {_PLANNED} AS data FROM event e WHERE e.kind = 'posted'"
            f" AND e.on_date BETWEEN ? AND ? AND {STANDS} ORDER BY e.seq)"
        )
        for row in self._rows(sql, first.isoformat(), last.isoformat()):
            round_id, no, on, person, returned, paid, facts = row
            mailing, kind, gender, branch, yen, author = _shown(facts)
            yield CardFigure(
                round_id, no, _day(on), person, returned or "", mailing, kind, gender, branch,
                paid or yen, author,
            )  # fmt: skip

    def entries_between(
        self, first: date, last: date, kinds: Iterable[EventKind]
    ) -> Iterator[Event]:
        """Yield the entries of these kinds that stand and fall between two days, in order."""
        sql = (
            f"SELECT {EVENT_FIELDS}, p.key FROM event e"
            " LEFT JOIN person p ON p.person_id = e.person_id"
            f" WHERE e.kind IN {among(kinds)} AND e.on_date BETWEEN ? AND ? AND {STANDS}"
            " ORDER BY e.seq"
        )
        return map(event_of, self._rows(sql, first.isoformat(), last.isoformat()))

    def cards_posted(self, keys: Sequence[str], since: date) -> dict[str, tuple[date, ...]]:
        """Return the days since ``since`` on which each of the keys was posted a card."""
        sql = (
            "SELECT p.key, e.on_date FROM person p CROSS JOIN event e"
            " ON e.person_id = p.person_id AND e.kind = 'posted'"
            f" WHERE {HAS_KEY} AND e.on_date >= ?2 AND {STANDS}"
            f" AND json_extract({_PLANNED}, '$.mailing') IS NULL ORDER BY p.key, e.on_date"
        )
        found: dict[str, tuple[date, ...]] = {}
        for key, on in self._rows(sql, canonical(list(keys)), since.isoformat()):
            found[key] = (*found.get(key, ()), date.fromisoformat(on))
        return found

    def cards_after(self, key: str, seq: int) -> int:
        """Return how many cards were posted to a key after an entry."""
        sql = (
            "SELECT count(*) FROM person p CROSS JOIN event e ON e.person_id = p.person_id"
            " AND e.kind = 'posted' WHERE p.key = ? AND e.seq > ?"
            f" AND {STANDS} AND json_extract({_PLANNED}, '$.mailing') IS NULL"
        )
        return int(self._one(sql, key, seq)[0])

    def stamp_stock(self) -> dict[tuple[str, int], int]:
        """Return how many stamps there are of each (design, yen); none that are used up."""
        sql = (
            "SELECT json_extract(e.data, '$.design'), json_extract(e.data, '$.yen'),"
            " sum(json_extract(e.data, '$.count')) FROM event e"
            " WHERE e.person_id IS NULL AND e.kind = 'stamps'"
            f" AND {STANDS} GROUP BY 1, 2 HAVING sum(json_extract(e.data, '$.count')) > 0"
            " ORDER BY 2 DESC, 1"
        )
        return {(str(design), int(yen)): int(count) for design, yen, count in self._rows(sql)}

    def stamp_balance(self, design: str, yen: int) -> int:
        """Return how many stamps of a design and value there are; below 0 if more were used."""
        sql = (
            "SELECT coalesce(sum(json_extract(e.data, '$.count')), 0) FROM event e"
            f" WHERE e.person_id IS NULL AND e.kind = 'stamps' AND {STANDS}"
            " AND json_extract(e.data, '$.design') = ? AND json_extract(e.data, '$.yen') = ?"
        )
        return int(self._one(sql, design, yen)[0])

    def stamps_of(self, keys: Sequence[str]) -> dict[str, list[tuple[date, str]]]:
        """Return (day, design) of the stamps on what was posted to each of the keys, in order."""
        sql = (
            "SELECT p.key, e.on_date, json_extract(e.data, '$.stamp') FROM person p"
            " CROSS JOIN event e ON e.person_id = p.person_id AND e.kind = 'posted'"
            f" WHERE {HAS_KEY} AND json_extract(e.data, '$.stamp') IS NOT NULL AND {STANDS}"
            " ORDER BY p.key, e.seq"
        )
        found: dict[str, list[tuple[date, str]]] = {}
        for key, on, design in self._rows(sql, canonical(list(keys))):
            found.setdefault(key, []).append((date.fromisoformat(on), str(design)))
        return found
