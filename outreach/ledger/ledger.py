"""The mailing ledger: what was decided and what happened to every card, for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from outreach.errors import Problem
from outreach.ledger.connection import PATIENCE, open_readable, open_writable, plain_words
from outreach.ledger.copying import copy
from outreach.ledger.inquiry import Inquiry
from outreach.ledger.records import Clock, Entropy
from outreach.ledger.verify import newest, verify


class Ledger(Inquiry):
    """The append-only mailing ledger in one SQLite file; a context manager."""

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Clock,
        entropy: Entropy,
        expected: bool,
        patience: float = PATIENCE,
    ) -> Self:
        """Open the ledger for writing, and create it where none is expected.

        Args:
            path: the file.
            clock: gives the time of an entry; aware.
            entropy: gives random bytes for ids and salts.
            expected: whether the project has had a ledger; then a missing one is never replaced.
            patience: seconds to wait for another program.

        Raises:
            LedgerError: missing, newer, foreign, damaged, or in use.
            OutputError: the file cannot be written.
        """
        return cls(open_writable(path, entropy, expected, patience), clock, entropy)

    @classmethod
    def open_for_reading(
        cls,
        path: Path,
        *,
        clock: Clock,
        entropy: Entropy,
        expected: bool,
        patience: float = PATIENCE,
    ) -> Self:
        """Open the ledger so that nothing is written; where none is, an empty one in memory serves.

        Raises:
            LedgerError: missing though expected, newer, foreign, damaged, or in use.
        """
        return cls(open_readable(path, entropy, expected, patience), clock, entropy)

    def verify(self, head: tuple[int, str] | None = None) -> list[Problem]:
        """Return everything that is wrong with the ledger; the first bad entry is named.

        Args:
            head: number and hash of an entry noted elsewhere (on a batch, in a backup): the only
                way to notice that the end was cut off.
        """
        return verify(self._connection, head)

    def newest(self, count: int) -> list[Problem]:
        """Return what is wrong with the chain of the last ``count`` entries, quickly."""
        with plain_words():
            return newest(self._connection, count)

    def copy_to(self, path: Path) -> tuple[int, str]:
        """Write a checked copy to ``path`` in one step, and return the head of the copy.

        Raises:
            LedgerError: the copy, and so the ledger, does not verify; nothing was replaced.
            OutputError: the copy cannot be written.
        """
        return copy(self._connection, self.head(), path)
