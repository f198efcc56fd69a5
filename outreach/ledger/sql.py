"""Pieces of SQL that several queries share."""

from __future__ import annotations

from collections.abc import Iterable

# All columns of the chain in the order they are hashed in, then the hash.
EVENT_COLUMNS = (
    "seq, at, on_date, kind, round, person_id, card_no, batch, reverses, data, prev, hash"
)

# What an Event is made of, of entry e.
EVENT_FIELDS = (
    "e.seq, e.at, e.on_date, e.kind, e.round, e.person_id, e.card_no, e.batch, e.reverses, e.data"
)

# Entry e is not reversed.
STANDS = "NOT EXISTS (SELECT 1 FROM event r WHERE r.reverses = e.seq)"

# Person p has one of the keys of a JSON list.
HAS_KEY = "p.key IN (SELECT value FROM json_each(?))"


def among(names: Iterable[str]) -> str:
    """Return names of the program's own as the list of an IN."""
    return "(" + ", ".join(f"'{name}'" for name in sorted(names)) + ")"
