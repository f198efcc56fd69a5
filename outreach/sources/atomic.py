"""Writing a file so that there is always either the old one or the new one, never half of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from outreach.errors import OutputError
from outreach.phrase import phrase


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a stream whose bytes replace ``path`` when the block ends without an exception.

    The new file lies beside the old one until then (a dot file, which the address book skips) and
    takes over its permissions; a file that is new is open to its owner only.

    Raises:
        OutputError: the folder is locked or full, or the file is open in Excel.
    """
    path = path.resolve()  # a link stays a link, and the file it leads to is replaced
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            phrase("{file} cannot be written: {reason}.", file=path.name, reason=reason),
            phrase("Close it in Excel and see that the disk is not full."),
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
