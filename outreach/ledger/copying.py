"""A checked copy of a ledger: the only way to copy one while it may be in use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from outreach.errors import LedgerError, OutputError
from outreach.ledger.connection import create_private, open_existing, plain_words
from outreach.ledger.verify import verify
from outreach.phrase import phrase

_COUNTS = (
    "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM content),"
    " (SELECT count(*) FROM note)"
)


def copy(connection: sqlite3.Connection, head: tuple[int, str], path: Path) -> tuple[int, str]:
    """Write a copy of the open ledger to ``path`` in one step and return its head.

    Another program may add to the ledger meanwhile: the copy then holds that as well, but never
    less than ``head`` and the rows that were there at the start.

    Raises:
        LedgerError: the copy does not verify; ``path`` is as it was.
        OutputError: the copy cannot be written.
    """
    with plain_words():
        _refuse_itself(connection, path)
    partial = path.with_name(path.name + ".part")
    try:
        partial.unlink(missing_ok=True)
        create_private(partial)
        copied = _write(connection, head, partial)
        _reach_disk(partial)
        partial.replace(path)
        _reach_disk(path.parent)
    except OSError as error:
        raise OutputError(
            phrase("The copy of the ledger cannot be written."),
            phrase("Check that the folder exists, has room, and that no program holds the file."),
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return copied


def _refuse_itself(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse to replace the open ledger: what others write to the old file would be lost."""
    (_, _, own) = connection.execute("PRAGMA database_list").fetchone()
    if own and path.exists() and path.samefile(own):
        raise OutputError(
            phrase("The copy would take the place of the ledger itself."),
            phrase("Name another file, best on another disk."),
        )


def _write(connection: sqlite3.Connection, head: tuple[int, str], partial: Path) -> tuple[int, str]:
    with plain_words():
        before = connection.execute(_COUNTS).fetchone()
        connection.execute("VACUUM INTO ?", (str(partial),))
        with closing(open_existing(partial)) as copied:
            problems = verify(copied, head)
            after = copied.execute(_COUNTS).fetchone()
            last = copied.execute(
                "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1"
            ).fetchone()
    if problems or any(now < then for now, then in zip(after, before, strict=True)):
        raise LedgerError(
            phrase("The copy of the ledger does not verify; nothing was replaced."),
            phrase("See what is wrong with: outreach verify."),
            problems,
        )
    return last or head


def _reach_disk(path: Path) -> None:
    """Flush a file, or a folder where the system allows that."""
    flags = os.O_RDONLY if path.is_dir() else os.O_RDWR
    try:
        handle = os.open(path, flags)
    except PermissionError:
        if path.is_dir():
            return  # Windows opens no folder; its rename is durable by itself
        raise
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
