"""Sorting a round of any size without holding it in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from outreach.ledger.connection import plain_words


class Staging:
    """A private table on disk that vanishes on close; gives a round its order and numbers."""

    def __init__(self) -> None:
        # SQLite's empty name is a file nobody else can see, deleted when it is closed.
        self._connection = sqlite3.connect("", isolation_level=None)
        for sql in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "CREATE TABLE staged (rank TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL)",
            "BEGIN",
        ):
            self._connection.execute(sql)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of everything."""
        self._connection.close()

    def add(self, order: str, key: str, body: str) -> None:
        """Add a row; ``order`` is what it is sorted by, code point by code point, then ``key``."""
        with plain_words():
            self._connection.execute("INSERT INTO staged VALUES (?, ?, ?)", (order, key, body))

    def count(self) -> int:
        """Return how many rows there are."""
        return int(self._connection.execute("SELECT count(*) FROM staged").fetchone()[0])

    def ranked(self) -> Iterator[tuple[str, str, str]]:
        """Yield (order, key, body) in order."""
        with plain_words():
            yield from self._connection.execute(
                "SELECT rank, key, body FROM staged ORDER BY rank, key, rowid"
            )

    def rows(self) -> Iterator[tuple[int, str, str]]:
        """Yield (number from 1, key, body) in order."""
        with plain_words():
            rows = self._connection.execute(
                "SELECT key, body FROM staged ORDER BY rank, key, rowid"
            )
            for number, (key, body) in enumerate(rows, start=1):
                yield number, key, body
