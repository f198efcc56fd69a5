"""Which picture went to whom: what a later round must know before it chooses."""

from __future__ import annotations

import json
from collections.abc import Sequence

from outreach.ledger.chain import canonical
from outreach.ledger.posting import Posting
from outreach.ledger.records import SentPicture, UnpostedCard
from outreach.ledger.sql import HAS_KEY, STANDS

# No later batch made the card anew: what it showed before was waste paper.
STANDS_LAST = (
    "NOT EXISTS (SELECT 1 FROM event n WHERE n.person_id = e.person_id AND n.kind = 'planned'"
    " AND n.round = e.round AND n.batch > e.batch)"
)


class Pictures(Posting):
    """The ledger as far as pictures go."""

    def pictures_sent(self, keys: Sequence[str]) -> dict[str, list[SentPicture]]:
        """Return the picture of every card frozen for each of the keys, the oldest first.

        A card counts from the freeze on: what lies here is as good as posted. One made anew counts
        as it is now. A key without any card is not among them.
        """
        sql = (
            "SELECT p.key, e.round, e.card_no,"
            " json_extract(e.data, '$.design', '$.design_sha', '$.artist') FROM person p"
            " CROSS JOIN event e ON e.person_id = p.person_id AND e.kind = 'planned'"
            f" WHERE {HAS_KEY} AND {STANDS_LAST} ORDER BY e.seq"
        )
        found: dict[str, list[SentPicture]] = {}
        for key, round_id, no, facts in self._rows(sql, canonical(list(keys))):
            design, sha, artist = (str(fact or "") for fact in json.loads(facts))
            if design:
                picture = SentPicture(str(round_id), int(no), design, sha, artist)
                found.setdefault(str(key), []).append(picture)
        return found

    def unposted_with(self, designs: Sequence[str], round_id: str = "") -> list[UnpostedCard]:
        """Return the cards that carry one of the designs and are not posted, by round and number.

        They are those of all rounds, or of one. A posting that was undone is none.
        """
        sql = (
            "SELECT e.round, e.card_no, p.key, json_extract(e.data, '$.design'),"
            " EXISTS (SELECT 1 FROM event m WHERE m.round = e.round AND m.card_no = e.card_no"
            " AND m.kind = 'made' AND m.batch >= e.batch) FROM event e"
            " CROSS JOIN person p ON p.person_id = e.person_id WHERE e.kind = 'planned'"
            " AND (?2 = '' OR e.round = ?2)"
            " AND json_extract(e.data, '$.design') IN (SELECT value FROM json_each(?1))"
            f" AND {STANDS_LAST} AND NOT EXISTS (SELECT 1 FROM event e2"
            " WHERE e2.person_id = e.person_id AND e2.kind = 'posted' AND e2.round = e.round"
            f" AND {STANDS.replace('e.seq', 'e2.seq')}) ORDER BY e.round, e.card_no"
        )
        rows = self._rows(sql, canonical(list(designs)), round_id)
        return [
            UnpostedCard(str(name), int(no), str(key), str(design), bool(made))
            for name, no, key, design, made in rows
        ]
