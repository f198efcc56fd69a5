"""Which words went to whom: what an author and the memory of own words ask about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outreach.ledger.chain import canonical
from outreach.ledger.pictures import STANDS_LAST, Pictures
from outreach.ledger.sql import HAS_KEY, STANDS

_OF_CARD = "SELECT {what} FROM event x WHERE x.person_id = e.person_id AND x.round = e.round"
_POSTED = (
    f"({_OF_CARD.format(what='x.on_date')} AND x.kind = 'posted'"
    f" AND {STANDS.replace('e.seq', 'x.seq')})"
)
_RETURNED = (
    f"EXISTS ({_OF_CARD.format(what='1')} AND x.kind = 'returned'"
    f" AND {STANDS.replace('e.seq', 'x.seq')})"
)


@dataclass(frozen=True, slots=True)
class SentWords:
    """The content of one card as it was frozen last.

    ``on`` is the day it was posted, or while it is not, the day it was frozen.
    """

    round: str
    card_no: int
    on: date
    posted: bool
    content: str


class Words(Pictures):
    """The ledger as far as words go."""

    def words_written(self, keys: Sequence[str], since: date) -> dict[str, list[SentWords]]:
        """Return the cards to each of the keys from a day on, the oldest first.

        A card counts from the freeze on, as with pictures: what lies here is about to be read.
        One that came back was not read, and what was erased is gone. A key without any card is
        not among them.
        """
        sql = (
            "SELECT key, round, card_no, coalesce(posted, frozen), posted IS NOT NULL, body FROM"
            " (SELECT p.key, e.round, e.card_no, e.on_date AS frozen, e.seq, c.body,"
            f" {_POSTED} AS posted FROM person p"
            " CROSS JOIN event e ON e.person_id = p.person_id AND e.kind = 'planned'"
            " CROSS JOIN content c USING (seq)"
            f" WHERE {HAS_KEY} AND c.body <> '' AND {STANDS_LAST} AND NOT {_RETURNED})"
            " WHERE coalesce(posted, frozen) >= ? ORDER BY coalesce(posted, frozen), seq"
        )
        found: dict[str, list[SentWords]] = {}
        for key, round_id, no, on, posted, content in self._rows(
            sql, canonical(list(keys)), since.isoformat()
        ):
            day = date.fromisoformat(str(on))
            words = SentWords(str(round_id), int(no), day, bool(posted), str(content))
            found.setdefault(str(key), []).append(words)
        return found
