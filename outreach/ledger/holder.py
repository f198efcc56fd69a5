"""Who has the ledger open for writing: a note beside it, so that the next one knows whom to ask."""

from __future__ import annotations

import getpass
import json
import platform
import sqlite3
from contextlib import suppress
from pathlib import Path

from outreach.errors import LedgerError
from outreach.phrase import phrase


def note_file(connection: sqlite3.Connection) -> Path | None:
    """Return where the note about an open ledger lies, None for one in memory."""
    (_, _, own) = connection.execute("PRAGMA database_list").fetchone()
    return Path(f"{own}-user") if own else None


def leave_note(connection: sqlite3.Connection, since: str) -> None:
    """Write down who is at it, and since when (UTC); a folder that takes no note is no matter."""
    if (path := note_file(connection)) is not None:
        with suppress(OSError):
            path.write_text(json.dumps([_who(), since]), encoding="utf-8")


def take_note_away(connection: sqlite3.Connection) -> None:
    """Remove the note."""
    if (path := note_file(connection)) is not None:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def in_use(connection: sqlite3.Connection) -> LedgerError:
    """Return the error for a ledger that another program holds, with what its note says."""
    hint = phrase("Wait until it has finished, or close it, and try again.")
    path = note_file(connection)
    try:
        who, since = json.loads(path.read_text(encoding="utf-8")) if path else (None, None)
    except (OSError, ValueError):
        who = None
    if not who:
        return LedgerError(phrase("The ledger is in use by another program."), hint)
    return LedgerError(
        phrase("The ledger is in use by {who} since {since} (UTC).", who=who, since=since), hint
    )


def _who() -> str:
    """Return the login name and the machine, as far as the system tells them."""
    try:
        return f"{getpass.getuser()}@{platform.node()}"
    except (OSError, KeyError, ImportError):  # no such user in a container, or on Windows
        return platform.node()
