"""Writing a file so that there is always either the old one or the new one, never half of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from outreach.errors import OutputError, reason_of
from outreach.phrase import phrase

_START, _END = ".outreach-", ".tmp"
_IN_USE = 3600  # seconds; writing takes a few


def leftovers(folder: Path) -> list[Path]:
    """Return the half-written files that runs which were killed left in a folder, sorted."""
    return sorted(folder.glob(f"{_START}*{_END}"))


def _sweep(fresh: Path) -> None:
    """Delete what was left beside a file just made, by whose time the others' age is told."""
    now = fresh.stat().st_mtime
    for old in leftovers(fresh.parent):
        with suppress(OSError):
            if now - old.stat().st_mtime > _IN_USE:
                old.unlink()


@contextmanager
def room_beside(folder: Path) -> Iterator[Path]:
    """Give a new folder in ``folder`` that is gone when the block ends.

    What a run that was killed left there goes first, as beside a file that is replaced: it may hold
    names and addresses. Raises OSError where the folder takes nothing.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=_START) as name:
        room = Path(name)
        now = room.stat().st_mtime
        for old in folder.glob(f"{_START}*"):
            with suppress(OSError):
                if old.is_dir() and now - old.stat().st_mtime > _IN_USE:
                    shutil.rmtree(old)
        yield room


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a stream whose bytes replace ``path`` when the block ends without an exception.

    The new file lies beside the old one until then (a dot file, which the address book skips) and
    takes over its permissions; a file that is new is open to its owner only. What a run that was
    killed left behind there goes, once it is so old that nobody can be writing it.

    Raises:
        OutputError: the folder is locked or full, or the file is open in Excel.
    """
    path = path.resolve()  # a link stays a link, and the file it leads to is replaced
    temporary = None
    try:
        handle, name = tempfile.mkstemp(_END, _START, path.parent)
        temporary = Path(name)
        _sweep(temporary)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    except OSError as error:
        raise OutputError(
            phrase("{file} cannot be written: {reason}.", file=path.name, reason=reason_of(error)),
            phrase("Close it in Excel and see that the disk is not full."),
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
