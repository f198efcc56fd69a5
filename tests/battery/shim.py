"""A system whose n-th call fails: a full disk, a broken one, a folder without rights, no memory.

Only calls about one folder (and what lies under it) are counted, and only those that change
something or open a file: what the program reads of itself is not the office's disk.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

OF_SYSTEM = ("open", "replace", "rename", "unlink", "remove", "fsync", "mkdir", "rmdir", "write")
OF_LEDGER = ("execute", "executemany", "backup")
CODES = (errno.ENOSPC, errno.EIO, errno.EACCES)


class Faults:
    """Counts the calls, and lets one of them fail; ``met`` says which."""

    def __init__(self, root: Path, fail_at: int = 0, code: int = errno.ENOSPC) -> None:
        self.root = str(root.absolute())
        self.fail_at, self.code = fail_at, code
        self.count = 0
        self.met = ""
        self._handles: set[int] = set()

    def concerns(self, path: object) -> bool:
        """Return whether a path, or an open file's number, lies in the folder."""
        if isinstance(path, int):
            return path in self._handles
        try:
            return os.path.abspath(os.fspath(path)).startswith(self.root)  # type: ignore[call-overload, no-any-return] # noqa: PTH100
        except TypeError:
            return False

    def due(self, what: str) -> bool:
        """Return whether this call is the one that fails."""
        self.count += 1
        if self.count != self.fail_at:
            return False
        self.met = what
        return True

    def fail(self, path: object) -> OSError:
        """Return the error of the system; no memory is none of its errors."""
        if self.code == errno.ENOMEM:
            raise MemoryError
        return OSError(self.code, os.strerror(self.code), None if isinstance(path, int) else path)

    def around(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return a call that may fail before anything is done, or half done where it writes."""

        def call(path: Any, *rest: Any, **named: Any) -> Any:
            if not self.concerns(path) and not (rest and self.concerns(rest[0])):
                return real(path, *rest, **named)
            if self.due(name):
                if name == "write":
                    real(path, bytes(rest[0])[: len(rest[0]) // 2])
                raise self.fail(path)
            result = real(path, *rest, **named)
            if name == "open" and isinstance(result, int):
                self._handles.add(result)
            return result

        return call

    def opener(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``open`` whose n-th call, or n-th write to what it opened, fails."""

        def call(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if not self.concerns(file):
                return real(file, mode, *rest, **named)
            if self.due(f"open {mode}"):
                raise self.fail(file)
            opened = real(file, mode, *rest, **named)
            return Writing(opened, self) if set(mode) & set("wax+") else opened

        return call


class Writing:
    """A file opened for writing, one of whose writes fails after the half."""

    def __init__(self, file: Any, faults: Faults) -> None:
        self._file, self._faults = file, faults

    def write(self, data: Any) -> Any:
        if self._faults.due("write to a file"):
            self._file.write(data[: len(data) // 2])
            raise self._faults.fail(self._file.name)
        return self._file.write(data)

    def close(self) -> None:
        """Close it; a full disk may say so only now."""
        if not self._file.closed and self._faults.due("close"):
            self._file.close()
            raise self._faults.fail(self._file.name)
        self._file.close()

    def __enter__(self) -> Writing:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def failing_connection(faults: Faults) -> type[sqlite3.Connection]:
    """Return a kind of connection one of whose statements fails, as on a full or broken disk."""
    codes = {errno.EIO: sqlite3.SQLITE_IOERR, errno.EACCES: sqlite3.SQLITE_READONLY}

    def failing(name: str) -> Callable[..., Any]:
        real = getattr(sqlite3.Connection, name)

        def call(self: sqlite3.Connection, sql: Any, *rest: Any, **named: Any) -> Any:
            if faults.due(f"{name} {str(sql)[:24] if isinstance(sql, str) else ''}"):
                if faults.code == errno.ENOMEM:
                    raise MemoryError
                error = sqlite3.OperationalError("a fault was injected")
                error.sqlite_errorcode = codes.get(faults.code, sqlite3.SQLITE_FULL)
                raise error
            return real(self, sql, *rest, **named)

        return call

    return type("Failing", (sqlite3.Connection,), {name: failing(name) for name in OF_LEDGER})


@contextmanager
def injected(faults: Faults) -> Iterator[Faults]:
    """Let the system fail as ``faults`` say."""
    connect = sqlite3.connect
    kind = failing_connection(faults)

    def connecting(path: Any, *rest: Any, **named: Any) -> sqlite3.Connection:
        ours = str(path).startswith("file://") or faults.concerns(path)
        return connect(path, *rest, **({"factory": kind} | named if ours else named))  # type: ignore[no-any-return]

    with ExitStack() as patches:
        for name in OF_SYSTEM:
            patches.enter_context(
                mock.patch.object(os, name, faults.around(name, getattr(os, name)))
            )
        opening = faults.opener(io.open)
        for module in (io, builtins):
            patches.enter_context(mock.patch.object(module, "open", opening))
        patches.enter_context(mock.patch.object(sqlite3, "connect", connecting))
        yield faults
