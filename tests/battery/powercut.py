"""A disk that notes everything written to it, and what a power cut leaves of that.

The model is stricter than most disks, and what SQLite promises to bear: a write that was not
followed by an fsync of its file may be there, missing, or there in part (512 bytes at a time), in
any order. That a file was made or deleted becomes lasting in order, with the next fsync of any file
or of the folder.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import apsw

SECTOR = 512
Files = dict[str, bytearray]


@dataclass(frozen=True, slots=True)
class Op:
    """One thing done to a file: create, delete, write, truncate, sync, or folder (its sync)."""

    what: str
    file: str = ""
    at: int = 0
    data: bytes = b""

    @property
    def is_naming(self) -> bool:
        return self.what in ("create", "delete")

    def do(self, files: Files) -> None:
        """Do it to files; to one whose making was lost it is nothing."""
        if self.what == "create":
            files.setdefault(self.file, bytearray())
        elif self.what == "delete":
            files.pop(self.file, None)
        elif (held := files.get(self.file)) is not None:
            if self.what == "truncate":
                del held[self.at :]
            elif self.what == "write":
                held.extend(bytes(max(0, self.at - len(held))))
                held[self.at : self.at + len(self.data)] = self.data

    def sectors(self) -> Iterator[Op]:
        """Yield the parts of it that a disk does as one."""
        if self.what != "write":
            yield self
            return
        start = self.at
        while start < self.at + len(self.data):
            end = min((start // SECTOR + 1) * SECTOR, self.at + len(self.data))
            yield Op("write", self.file, start, self.data[start - self.at : end - self.at])
            start = end


@dataclass
class Disk:
    """What is on the disk for certain, and what was done since."""

    lasting: Files = field(default_factory=dict)
    pending: list[Op] = field(default_factory=list)

    def take(self, op: Op) -> None:
        """Do one thing more."""
        if op.what not in ("sync", "folder"):
            self.pending.append(op)
            return
        kept: list[Op] = []
        for each in self.pending:
            if each.is_naming or (op.what == "sync" and each.file == op.file):
                each.do(self.lasting)
                if each.what == "delete":
                    kept = [other for other in kept if other.file != each.file]
            else:
                kept.append(each)
        self.pending = kept

    def whole(self) -> Files:
        """Return the files where everything reached the disk."""
        return self._with(self.pending)

    def lost(self) -> Files:
        """Return the files where nothing unsynced did."""
        return self._with([])

    def torn(self, rng: random.Random) -> Files:
        """Return the files where some sectors did, and some not."""
        naming = [op for op in self.pending if op.is_naming]
        named = set(map(id, naming[: rng.randint(0, len(naming))]))
        likely = rng.choice((0.15, 0.5, 0.85))
        kept = []
        for op in self.pending:
            if op.is_naming:
                kept += [op] if id(op) in named else []
            else:
                kept += [part for part in op.sectors() if rng.random() < likely]
        return self._with(kept)

    def _with(self, ops: list[Op]) -> Files:
        files = {name: bytearray(data) for name, data in self.lasting.items()}
        for op in ops:
            op.do(files)
        return files


class Recorder(apsw.VFS):
    """The system's files, with a note of all that is done to those of the ledger."""

    _number: ClassVar[int] = 0

    def __init__(self, log: list[Op]) -> None:
        Recorder._number += 1
        self.log = log
        self.vfs_name = f"battery-{Recorder._number}"
        super().__init__(self.vfs_name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        if name is None:
            return super().xOpen(name, flags)
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        if not path.exists():
            self.log.append(Op("create", path.name))
        return _File(name, flags, path.name, self.log)

    def xDelete(self, name: str, syncdir: bool) -> None:
        self.log.append(Op("delete", Path(name).name))
        if syncdir:
            self.log.append(Op("folder"))
        super().xDelete(name, syncdir)


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], short: str, log: list[Op]) -> None:
        super().__init__("", name, flags)
        self.short, self.log = short, log

    def xWrite(self, data: bytes, offset: int) -> None:
        self.log.append(Op("write", self.short, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        self.log.append(Op("truncate", self.short, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        self.log.append(Op("sync", self.short))
        super().xSync(flags)


class Connection:
    """What the ledger uses of sqlite3's connection, on files that are recorded."""

    def __init__(self, path: Path, recorder: Recorder, settings: Callable[[str], str]) -> None:
        self._real = apsw.Connection(str(path), vfs=recorder.vfs_name)
        self._settings = settings

    @property
    def in_transaction(self) -> bool:
        return self._real.in_transaction

    def execute(self, sql: str, values: Any = ()) -> Any:
        *before, last = self._settings(sql).split("; PRAGMA ")
        for statement in before:
            self._said(lambda: self._real.execute(statement).fetchall())  # noqa: B023
        last = f"PRAGMA {last}" if before else last
        return self._said(lambda: self._real.execute(last, tuple(values)))

    def executemany(self, sql: str, rows: Any) -> Any:
        return self._said(lambda: self._real.executemany(sql, [tuple(row) for row in rows]))

    def backup(self, copy: sqlite3.Connection) -> None:
        """Write a copy by the library's own connection: what is beside is not recorded."""
        with closing(sqlite3.connect(":memory:")) as memory:
            memory.deserialize(self._real.serialize("main"))
            memory.backup(copy)

    def close(self) -> None:
        self._real.close()

    def _said(self, do: Callable[[], Any]) -> Any:
        try:
            return do()
        except apsw.Error as error:
            spoken = sqlite3.OperationalError(str(error).split(": ", 1)[-1])
            spoken.sqlite_errorcode = getattr(error, "extendedresult", 1)
            raise spoken from error
