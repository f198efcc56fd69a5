"""Files as people hand them over: real files only, copied whole, told from the litter of systems.

A link, a pipe or a device is never read: what it leads to may be anything, and may never end.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from outreach.phrase import phrase
from outreach.sources.fault import Fault, unreadable

ORIGINALS = ".original"  # the folder in a design's own where what was given is kept
MARK = 12  # digits of a file's SHA-256 that stand in its name there

_PIECE = 1_000_000  # bytes
_LITTER = ("thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store", ".localized")

_MISSING = Fault(
    "file-missing",
    phrase("There is no such file."),
    phrase("See that its name is written as it is shown, its ending too."),
)
_LINK = Fault(
    "file-link",
    phrase("It is a link to another file."),
    phrase("Name the file itself."),
)
LINK = Fault(
    "design-link",
    phrase("It is a link, and what it leads to may lie anywhere."),
    phrase("Put the folder or the file itself in its place."),
)
_FOLDER = Fault(
    "file-folder",
    phrase("It is a folder."),
    phrase("Name the files in it; several may be named at once."),
)
_NO_FILE = Fault(
    "file-special",
    phrase("It is no file, but a device or a pipe."),
    phrase("Name a file."),
)


def is_litter(path: Path) -> bool:
    """Return whether a file is one that macOS or Windows leave beside pictures."""
    return path.name.startswith("._") or path.name.lower() in _LITTER


def is_plain_name(name: str) -> bool:
    """Return whether a name is that of a file in a folder, and leads nowhere else."""
    return bool(name) and not name.startswith(".") and not set("/\\:") & set(name)


def leads_away(path: Path) -> bool:
    """Return whether a file or folder is a link, or on Windows a junction."""
    return path.is_symlink() or path.resolve().parent != path.parent.resolve()


def original_name(sha256: str, ending: str) -> str:
    """Return the name a given file is kept under: that of its content."""
    return f"original-{sha256[:MARK]}.{ending}"


def originals_in(folder: Path) -> frozenset[str]:
    """Return the beginnings of the SHA-256 of all files a design was made of, by their names."""
    kept = (folder / ORIGINALS).glob("original-*")
    return frozenset(path.stem.removeprefix("original-") for path in kept)


def copy_given(path: Path, target: Path, most: int) -> str | Fault:
    """Copy a file someone gave, open to its owner only, and return its SHA-256.

    A Fault comes back where it is no plain file, cannot be read, or has more than ``most`` bytes.

    Raises OSError where the copy cannot be written.
    """
    try:
        fault = _nature(path.lstat().st_mode)
        source = -1 if fault else _opened(path)
    except FileNotFoundError:
        return _MISSING
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        return unreadable(error if isinstance(error, OSError) else OSError())
    if fault is not None:
        return fault
    try:
        # Between the look and the opening it may have been exchanged.
        fault = _nature(os.fstat(source).st_mode)
        return fault if fault is not None else _copied(source, target, most)
    finally:
        os.close(source)


def _nature(mode: int) -> Fault | None:
    """Return what is wrong with a file by its kind, None for a plain one."""
    if stat.S_ISLNK(mode):
        return _LINK
    if stat.S_ISDIR(mode):
        return _FOLDER
    return None if stat.S_ISREG(mode) else _NO_FILE


def _opened(path: Path) -> int:
    # Where the system knows them: no link is followed, and no pipe waited for.
    flags = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC")
    return os.open(path, os.O_RDONLY | sum(getattr(os, flag, 0) for flag in flags))


def _copied(source: int, target: Path, most: int) -> str | Fault:
    digest, length = hashlib.sha256(), 0
    with target.open("xb") as copy:
        target.chmod(0o600)
        while True:
            try:
                piece = os.read(source, _PIECE)
            except OSError as error:
                return unreadable(error)
            if not piece:
                break
            length += len(piece)
            if length > most:
                return _too_long(most)
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()


def _too_long(most: int) -> Fault:
    return Fault(
        "file-large",
        phrase("The file has more than {megabytes} MB.", megabytes=most // 1_000_000),
        phrase("Make the picture smaller: 2,000 by 3,000 pixels are plenty for a postcard."),
    )
