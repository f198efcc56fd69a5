"""The tables, and the steps from one version to the next.

A table whose key is no number is ``WITHOUT ROWID``: a hidden row number would be a second way to
put one row in the place of another. ``hash`` is not declared unique for the same reason, and need
not be: it covers the number of the entry and the hash before it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache

from outreach.ledger.guards import FIRST_GUARDS, SECOND_GUARDS

APPLICATION_ID = 0x4F555452  # "OUTR"

_TABLES = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE person (
    person_id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    salt BLOB NOT NULL,
    name_hash TEXT NOT NULL,
    address_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    on_date TEXT NOT NULL,
    kind TEXT NOT NULL,
    round TEXT,
    person_id TEXT REFERENCES person(person_id) DEFERRABLE INITIALLY DEFERRED,
    card_no INTEGER,
    batch INTEGER,
    reverses INTEGER REFERENCES event(seq) DEFERRABLE INITIALLY DEFERRED,
    data TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT""",
    """CREATE TABLE content (
    seq INTEGER PRIMARY KEY REFERENCES event(seq) DEFERRABLE INITIALLY DEFERRED,
    person_id TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT""",
    """CREATE TABLE note (
    seq INTEGER PRIMARY KEY REFERENCES event(seq) DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL
) STRICT""",
    "CREATE INDEX event_of_card ON event(round, card_no, kind)",
    "CREATE INDEX event_of_person ON event(person_id, kind, round)",
    "CREATE UNIQUE INDEX event_reversed ON event(reverses) WHERE reverses IS NOT NULL",
)

# One entry per version: the statements that lead to it, run in one transaction.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (*_TABLES, *FIRST_GUARDS),
    SECOND_GUARDS,
)
VERSION = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, since: int) -> None:
    """Run the steps after version ``since`` and set the version; inside a transaction."""
    for statements in MIGRATIONS[since:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def described(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    """Return every table, index and trigger as (type, name, statement)."""
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return frozenset(rows.fetchall())


@cache
def expected() -> frozenset[tuple[str, str, str]]:
    """Return what ``described`` must say of a ledger: all steps run from nothing."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, 0)
        return described(connection)
