"""An archive of a project: everything that cannot be made again, with the hash of every file.

A zip that any program opens. It is read back before it counts, and nothing of it is used unless
every file and the ledger in it are as they were written.
"""

from __future__ import annotations

import errno
import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from outreach import __version__
from outreach.errors import LedgerError
from outreach.ledger import Clock, Entropy, Ledger
from outreach.model.project import Project
from outreach.phrase import phrase
from outreach.sources.printers import FILE_NAME as PRINTERS_FILE
from outreach.sources.project import FILE_NAME
from outreach.sources.shops import SHOPS_FILE
from outreach.sources.stocks import LABELS_FILE
from outreach.workflow.sealing import CHUNK

SCHEMA = 1
MANIFEST = "manifest.json"
LEDGER = "ledger.db"
ID_FILE = ".outreach/id"
FOLDERS = ("designs", "fonts", "layouts", "profiles", "recipients", "rounds",
           "signatures")  # fmt: skip
FILES = (LABELS_FILE, PRINTERS_FILE, SHOPS_FILE, "wording.toml")
_STAMP = (1980, 1, 1, 0, 0, 0)  # a zip must bear a time; the same content, the same bytes
_PIECE = 1 << 20

# What a foreign or damaged zip makes zipfile, zlib and json say.
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, KeyError, ValueError,
    TypeError, NotImplementedError, EOFError, RuntimeError, OverflowError,
)  # fmt: skip

Head = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds, read back: its files, the head of its ledger, and its lease.

    ``lease`` is what a baton says of itself, None in a backup.
    """

    files: int
    head: Head | None
    lease: Mapping[str, object] | None = None


def kept_files(project: Project) -> Iterator[tuple[str, Path]]:
    """Yield the name in the archive and the place of every file that is kept, but the ledger."""
    yield FILE_NAME, project.root / FILE_NAME
    for name in FILES:
        if (project.root / name).is_file():
            yield name, project.root / name
    for folder in FOLDERS:
        for path in sorted((project.root / folder).rglob("*")):
            part = path.relative_to(project.root)
            hidden = any(name.startswith((".", "~$", "__pycache__")) for name in part.parts)
            if path.is_file() and not path.is_symlink() and not hidden:
                yield part.as_posix(), path


def pack(
    archive: Path,
    project: Project,
    ledger: Path | None,
    head: Head | None,
    lease: Mapping[str, object] | None = None,
) -> None:
    """Write an archive of a project; ``ledger`` is a copy of its ledger, None where it has none."""
    shas: dict[str, str] = {}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, path in _sources(project, ledger):
            data = path.read_bytes()
            shas[name] = hashlib.sha256(data).hexdigest()
            packed.writestr(_entry(name), data)
        manifest = {
            "schema": SCHEMA,
            "tool": f"outreach {__version__}",
            "ledger": {"seq": head[0], "hash": head[1]} if head else None,
            **({"baton": dict(lease)} if lease is not None else {}),
            "files": shas,
        }
        packed.writestr(_entry(MANIFEST), json.dumps(manifest, indent=2, ensure_ascii=False))
    archive.chmod(0o600)


def _sources(project: Project, ledger: Path | None) -> Iterator[tuple[str, Path]]:
    yield from kept_files(project)
    if ledger is not None:
        yield LEDGER, ledger
        yield ID_FILE, project.root / ID_FILE


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def pad(archive: Path) -> None:
    """Lengthen an archive to whole chunks of what will seal it, by a comment of blanks."""
    lacking = -archive.stat().st_size % CHUNK
    with zipfile.ZipFile(archive, "a") as packed:
        packed.comment = b" " * lacking


def read_back(archive: Path, folder: Path, clock: Clock, entropy: Entropy) -> Contents:
    """Unpack an archive into a new folder and check every file and the ledger.

    Raises LedgerError where anything is not as it was written.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            manifest = json.loads(packed.read(MANIFEST))
            shas, head = _described(manifest)
            _refuse_strange_names(packed.namelist(), shas)
            for name, sha in shas.items():
                _unpack(packed, name, sha, folder / name)
    except _BROKEN as error:
        raise _damaged() from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place in the file that cannot be: no fault of the disk
            raise
        raise _damaged() from error
    if head is not None:
        _verify_copy(folder / LEDGER, head, clock, entropy)
    lease = manifest.get("baton")
    return Contents(len(shas), head, lease if isinstance(lease, dict) else None)


def _described(manifest: Mapping[str, object]) -> tuple[dict[str, str], Head | None]:
    if manifest["schema"] != SCHEMA:
        raise LedgerError(
            phrase("The backup was written by a newer version of this program."),
            phrase("Update outreach, then restore it."),
        )
    files, ledger = manifest["files"], manifest["ledger"]
    if not isinstance(files, dict):
        raise ValueError
    head = (int(ledger["seq"]), str(ledger["hash"])) if isinstance(ledger, dict) else None
    if FILE_NAME not in files or (LEDGER in files) != (head is not None):
        raise ValueError
    return {str(name): str(sha) for name, sha in files.items()}, head


def _refuse_strange_names(names: list[str], shas: Mapping[str, str]) -> None:
    """Refuse an archive whose names lead out of the project, or are not those of the manifest."""
    if sorted(names) != sorted([*shas, MANIFEST]) or not all(map(_is_expected, shas)):
        raise LedgerError(
            phrase("The file holds names that no backup has; nothing of it was used."),
            phrase("Take another backup: this one was made or changed by another program."),
        )


def _is_expected(name: str) -> bool:
    parts = PurePosixPath(name).parts
    plain = "\\" not in name and ":" not in name and ".." not in parts and name[:1] != "/"
    listed = name in (FILE_NAME, *FILES, LEDGER, ID_FILE)
    return plain and (listed or (len(parts) > 1 and parts[0] in FOLDERS))


def _unpack(packed: zipfile.ZipFile, name: str, sha: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with packed.open(name) as source, target.open("wb") as sink:
        while chunk := source.read(_PIECE):
            digest.update(chunk)
            sink.write(chunk)
    if digest.hexdigest() != sha:
        raise ValueError


def _verify_copy(path: Path, head: Head, clock: Clock, entropy: Entropy) -> None:
    with Ledger.open_for_reading(path, clock=clock, entropy=entropy, expected=True) as ledger:
        problems = ledger.verify(head)
    if problems:
        raise LedgerError(_damaged().message, _damaged().hint, problems)


def _damaged() -> LedgerError:
    return LedgerError(
        phrase("The backup is damaged or no backup at all; nothing of it was used."),
        phrase("Take another backup."),
    )
