"""Looking once more: files of the project in which words of an erased person may still stand."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.model.project import Project

_LARGEST = 64_000_000  # bytes; a picture or a ledger, and nothing people write
_SKIPPED = (".git", ".venv", "node_modules")
_PACKED = (".xlsx", ".docx", ".ods", ".zip")


@dataclass(frozen=True, slots=True)
class Residue:
    """A file in which the key or, worse, the name or the address still stands."""

    file: str
    is_name: bool


def residues(project: Project, key: str, words: Sequence[str]) -> Iterator[Residue]:
    """Yield the files that still hold the key, or one of the words (name, address).

    Plain files and packed ones (Excel) are looked into, in the encodings people save in. The
    ledger is not: it keeps the key, which says nothing about anybody.
    """
    # Very short words stand everywhere: a call name of one character is no trace of anybody.
    traces = [(word, True) for word in words if len(word) > 2] + [(key, False)]
    for path in sorted(project.root.rglob("*")):
        part = path.relative_to(project.root)
        if path.suffix == ".db" or any(name in _SKIPPED for name in part.parts):
            continue
        if not path.is_file() or path.is_symlink() or path.stat().st_size > _LARGEST:
            continue
        found = [is_name for word, is_name in traces if _holds(path, word)]
        if found:
            yield Residue(part.as_posix(), any(found))


def _holds(path: Path, word: str) -> bool:
    # XML may name characters by number; a character an encoding lacks is in no file of it.
    codes = {_encoded(word, each) for each in ("utf-8", "cp932", "utf-16-le")}
    codes = {*codes, word.encode("ascii", "xmlcharrefreplace")} - {b""}
    return any(code in data for data in _data(path) for code in codes)


def _encoded(word: str, encoding: str) -> bytes:
    try:
        return word.encode(encoding)
    except UnicodeEncodeError:
        return b""


def _data(path: Path) -> Iterator[bytes]:
    try:
        yield path.read_bytes()
        if path.suffix.lower() in _PACKED:
            with zipfile.ZipFile(path) as packed:
                for entry in packed.infolist():
                    if entry.file_size <= _LARGEST:
                        yield packed.read(entry)
    except (OSError, zipfile.BadZipFile, RuntimeError, ValueError):
        return
