"""What must be true of every ledger, each as a query that must find nothing.

Those of a round are asked before every commit that touches it, all of them when it is verified.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from outreach.ledger.sql import STANDS
from outreach.phrase import Phrase, phrase

_PLANNED = "e.round = n.round AND e.card_no = n.card_no AND e.kind = 'planned'"

# Each must return no row; the number is that of the entry that should not be there. Where it says
# {e} or {n}, the round of that entry may be given.
OF_ROUNDS: tuple[tuple[str, Phrase, str], ...] = (
    (
        "posted-twice",
        phrase("the piece is posted twice"),
        f"""SELECT max(seq) FROM event e WHERE kind = 'posted' AND {STANDS} {{e}}
            GROUP BY round, person_id HAVING count(*) > 1""",
    ),
    (
        "card-of-two",
        phrase("the piece number belongs to two people"),
        """SELECT max(seq) FROM event e WHERE kind = 'planned' {e}
           GROUP BY round, card_no HAVING count(DISTINCT person_id) > 1""",
    ),
    (
        "two-cards",
        phrase("the person has two pieces in the round"),
        """SELECT max(seq) FROM event e WHERE kind = 'planned' {e}
           GROUP BY round, person_id HAVING count(DISTINCT card_no) > 1""",
    ),
    (
        "left-out-twice",
        phrase("the person is left out twice, or after having got a piece"),
        """SELECT n.seq FROM event n WHERE n.kind = 'left_out' {n} AND EXISTS (SELECT 1 FROM event e
           WHERE e.person_id = n.person_id AND e.kind IN ('planned', 'left_out')
           AND e.round = n.round AND e.seq < n.seq)""",
    ),
    (
        "never-made",
        phrase("the piece was never made"),
        """SELECT n.seq FROM event n WHERE n.kind IN ('printed', 'spoilt', 'held', 'posted') {n}
           AND NOT EXISTS (SELECT 1 FROM event e WHERE e.round = n.round
           AND e.card_no = n.card_no AND e.kind = 'made' AND e.seq < n.seq)""",
    ),
    (
        "never-planned",
        phrase("the piece was never planned for this person"),
        f"""SELECT n.seq FROM event n WHERE n.kind IN ('made', 'posted', 'returned') {{n}}
            AND NOT EXISTS (SELECT 1 FROM event e WHERE {_PLANNED}
            AND e.person_id = n.person_id AND e.seq < n.seq)""",
    ),
    (
        "never-posted",
        phrase("the piece came back without having been posted"),
        f"""SELECT n.seq FROM event n WHERE n.kind = 'returned' {{n}} AND NOT EXISTS
            (SELECT 1 FROM event r WHERE r.reverses = n.seq) AND NOT EXISTS (SELECT 1 FROM event e
            WHERE e.person_id = n.person_id AND e.kind = 'posted' AND e.round = n.round
            AND e.seq < n.seq AND {STANDS})""",
    ),
    (
        "no-content",
        phrase("the content of the piece is missing"),
        """SELECT e.seq FROM event e WHERE e.kind = 'planned' {e}
           AND NOT EXISTS (SELECT 1 FROM content c WHERE c.seq = e.seq)""",
    ),
)

_OF_ALL: tuple[tuple[str, Phrase, str], ...] = (
    (
        "stray-content",
        phrase("a content belongs to no planned piece"),
        """SELECT c.seq FROM content c LEFT JOIN event e ON e.seq = c.seq AND e.kind = 'planned'
           AND e.person_id = c.person_id WHERE e.seq IS NULL""",
    ),
    (
        "nobody",
        phrase("the person it is about is missing"),
        """SELECT e.seq FROM event e LEFT JOIN person p ON p.person_id = e.person_id
           WHERE p.person_id IS NULL AND e.person_id IS NOT NULL""",
    ),
)


def broken(
    connection: sqlite3.Connection, round_id: str | None = None
) -> Iterator[tuple[str, int, Phrase]]:
    """Yield (code, number, words) of each entry that should not be: of one round, or of all."""
    for code, what, sql in OF_ROUNDS if round_id is not None else (*OF_ROUNDS, *_OF_ALL):
        here = {name: f"AND {name}.round = ?" if round_id is not None else "" for name in "en"}
        values = () if round_id is None else (round_id,)
        for (seq,) in connection.execute(sql.format(**here), values):
            yield code, seq, what
