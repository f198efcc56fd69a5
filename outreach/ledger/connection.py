"""Opening the ledger's file: settings, creation, and what is refused in which words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from outreach.errors import LedgerError, OutputError, OutreachError, StateError
from outreach.ledger import schema
from outreach.ledger.chain import genesis
from outreach.ledger.guards import words_of
from outreach.ledger.records import Entropy
from outreach.phrase import phrase

# Bytes above which a ledger that is only read is not looked through first: what is read shows
# damage too, and before anything is written all of it is looked at.
LARGE = 64_000_000
PATIENCE = 10.0  # seconds to wait for another program before giving up

_RESTORE = phrase("Restore the latest backup: outreach restore FILE.")

# EXTRA with a truncated journal lost nothing in the power-cut trial; FULL did when it was deleted.
_SETTINGS = (
    "PRAGMA synchronous = EXTRA",
    "PRAGMA fullfsync = ON",  # macOS: a plain fsync does not reach the disk
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cache_size = -65536",
)


@contextmanager
def plain_words() -> Iterator[None]:
    """Turn SQLite's errors into ones a person can act on; a bug of ours stays what it is."""
    try:
        yield
    except UnicodeDecodeError as error:  # damage within SQLite's own words about it
        raise LedgerError(phrase("The ledger is damaged."), _RESTORE) from error
    except sqlite3.Error as error:
        spoken = _spoken(error)
        if spoken is None:
            raise
        raise spoken from error


def _spoken(error: sqlite3.Error) -> OutreachError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LedgerError(
            phrase("The ledger is in use by another program."),
            phrase("Wait until it has finished, or close it, and try again."),
        )
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return OutputError(
            phrase("The ledger cannot be written: the disk is full or failing."),
            phrase("Nothing was changed. Make room and try again."),
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return OutputError(
            phrase("The ledger cannot be opened or written."),
            phrase("Check that the folder exists and that you may write in it."),
        )
    if code == sqlite3.SQLITE_NOTADB:
        return LedgerError(phrase("The ledger's file is not a ledger."), _RESTORE)
    if code == sqlite3.SQLITE_CORRUPT:
        return LedgerError(phrase("The ledger is damaged."), _RESTORE)
    if code == sqlite3.SQLITE_CONSTRAINT:
        return StateError(
            phrase("The ledger refuses the entry: {rule}.", rule=words_of(str(error)))
        )
    return None


def open_writable(
    path: Path, entropy: Entropy, expected: bool, patience: float
) -> sqlite3.Connection:
    """Return a connection that may write; creates the ledger only where none is expected."""
    _refuse_missing(path, expected)
    create_private(path)
    with plain_words():
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
        _keep_version(connection, path)
        return _checked(
            connection, entropy, ("PRAGMA journal_mode = TRUNCATE", *_SETTINGS), expected
        )


def open_readable(
    path: Path, entropy: Entropy, expected: bool, patience: float
) -> sqlite3.Connection:
    """Return a connection that writes nothing; an empty ledger in memory where none is needed."""
    _refuse_missing(path, expected)
    with plain_words():
        if not _has_bytes(path):
            memory = sqlite3.connect(":memory:", isolation_level=None)
            return _checked(memory, entropy, _SETTINGS, expected=False)
        _recover(path, patience)
        connection = _up_to_date(open_existing(path, patience))
        return _checked(connection, entropy, _SETTINGS, expected=True)


def _up_to_date(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Return a ledger of an earlier version as a copy in memory: reading migrates no file."""
    try:
        if _version(connection, expected=True) == schema.VERSION:
            return connection
        memory = sqlite3.connect(":memory:", isolation_level=None)
        connection.backup(memory)
    except BaseException:
        connection.close()
        raise
    connection.close()
    return memory


def open_existing(path: Path, patience: float = PATIENCE) -> sqlite3.Connection:
    """Return a connection to a file that is there, which cannot write."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    return sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None)


def _has_bytes(path: Path) -> bool:
    return path.exists() and (path.is_dir() or path.stat().st_size > 0)


def _refuse_missing(path: Path, expected: bool) -> None:
    if expected and not _has_bytes(path):
        raise LedgerError(
            phrase(
                "The ledger {file} is missing; without it every stop would be forgotten.",
                file=path.name,
            ),
            phrase("Never start a new one: restore the latest backup with outreach restore FILE."),
        )


def create_private(path: Path) -> None:
    """Create an empty file only its owner may read; SQLite itself would follow the umask."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise OutputError(
            phrase("The file {name} cannot be created.", name=path.name),
            phrase("Check that the folder exists and that you may write in it."),
        ) from error


def _recover(path: Path, patience: float) -> None:
    """Let SQLite roll back what a crash left half done; a read-only connection cannot."""
    journal = path.with_name(path.name + "-journal")
    if journal.exists() and journal.stat().st_size:
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        finally:
            connection.close()


def _checked(
    connection: sqlite3.Connection, entropy: Entropy, settings: tuple[str, ...], expected: bool
) -> sqlite3.Connection:
    try:
        for setting in settings:
            connection.execute(setting)
        _bring_up(connection, entropy, expected)
        _refuse_damaged(connection, writes=settings != _SETTINGS)
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up(connection: sqlite3.Connection, entropy: Entropy, expected: bool) -> None:
    """Create or migrate; looked at again under the lock, as another program may be faster."""
    if _version(connection, expected) == schema.VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection, expected)
        schema.migrate(connection, version)
        if version == 0:
            _name(connection, entropy)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _keep_version(connection: sqlite3.Connection, path: Path) -> None:
    """Copy a ledger of an earlier version beside itself before it is migrated, once."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    kept = path.with_name(f"{path.name}.version-{version}")
    if not 0 < version < schema.VERSION or kept.exists():
        return
    partial = path.with_name(f"{kept.name}.part")
    partial.unlink(missing_ok=True)
    create_private(partial)
    with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
        connection.backup(copy)
        _refuse_broken_copy(copy)
    partial.replace(kept)


def _refuse_broken_copy(copy: sqlite3.Connection) -> None:
    if copy.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise LedgerError(phrase("The ledger is damaged."), _RESTORE)


def _is_large(connection: sqlite3.Connection) -> bool:
    """Return whether looking at every page takes longer than most questions to the ledger."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(size) > LARGE


def _name(connection: sqlite3.Connection, entropy: Entropy) -> None:
    if connection.execute("SELECT 1 FROM meta").fetchone():
        return
    ledger_id = entropy(16).hex()
    rows = [("id", ledger_id), ("genesis", genesis(ledger_id))]
    connection.executemany("INSERT INTO meta (name, value) VALUES (?, ?)", rows)


def _version(connection: sqlite3.Connection, expected: bool) -> int:
    """Return the version of the schema, 0 for an empty file; refuses what is not our ledger."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application == schema.APPLICATION_ID:
        if version > schema.VERSION:
            raise LedgerError(
                phrase("The ledger was written by a newer version of this program."),
                phrase("Update outreach; this version would not understand the entries."),
            )
        return int(version)
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application or version or objects or expected:
        raise LedgerError(phrase("The ledger's file belongs to another program."), _RESTORE)
    return 0


def _refuse_damaged(connection: sqlite3.Connection, *, writes: bool) -> None:
    if writes or not _is_large(connection):
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise LedgerError(phrase("The ledger is damaged."), _RESTORE)
    if schema.described(connection) != schema.expected():
        raise LedgerError(
            phrase("The ledger's own rules were changed by another program."), _RESTORE
        )
