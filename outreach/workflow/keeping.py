"""backup and restore: checked copies of the ledger and of everything that cannot be made again."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from outreach import __version__
from outreach.errors import LedgerError, OutputError, OutreachError, ProblemsFoundError, errors_in
from outreach.ledger import Clock, Entropy, Ledger
from outreach.model.project import Project
from outreach.phrase import phrase
from outreach.sources.project import FILE_NAME, load_project
from outreach.sources.stocks import LABELS_FILE
from outreach.workflow.desk import Desk, cannot_write

SCHEMA = 1
MANIFEST = "manifest.json"
LEDGER = "ledger.db"
ID_FILE = ".outreach/id"
FOLDERS = ("designs", "fonts", "layouts", "recipients", "rounds")
_STAMP = (1980, 1, 1, 0, 0, 0)  # a zip must bear a time; the same content, the same bytes
_CHUNK = 1 << 20

Head = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that was read back, or brought back: files in it, and the ledger's last entry.

    ``aside`` is the folder that took the files which were replaced.
    """

    files: int
    entries: int
    aside: Path | None = None


# -- backup -----------------------------------------------------------------------------------


def backup(desk: Desk, file: Path) -> Kept:
    """Write a backup, read it back and compare it before it gets its name; never overwrites.

    Raises OutputError where the file is there already or cannot be written, LedgerError where the
    ledger itself does not verify.
    """
    file = file.absolute()
    if file.exists():
        raise OutputError(
            phrase("{folder} is there already and is never overwritten.", folder=file.name),
            phrase("Choose another name, or move the old file away."),
        )
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".outreach-") as name:
            room = Path(name)
            head = _copy_ledger(desk, room / LEDGER, file)
            made = room / "backup.zip"
            _pack(made, _sources(desk.project, room, head), head)
            made.chmod(0o600)
            kept = _read_back(made, room / "back", desk.clock, desk.entropy)
            made.replace(file)
            return kept
    except OSError as error:
        raise cannot_write(file, error) from None


def _copy_ledger(desk: Desk, copy: Path, file: Path) -> Head | None:
    """Copy the ledger, or return None where none was ever made."""
    with desk.read_ledger() as ledger:
        if not desk.project.ledger_path.exists():
            return None
        try:
            return ledger.copy_to(copy)
        except OutputError as error:  # it is the backup's disk that is full, not the ledger's
            raise OutputError(
                phrase("The backup {file} cannot be written: the disk is full or failing.",
                       file=file.name),
                phrase("Make room there or take another disk; the ledger is as it was."),
            ) from error  # fmt: skip


def _sources(project: Project, room: Path, head: Head | None) -> Iterator[tuple[str, Path]]:
    """Yield the name in the archive and the place of every file that is kept."""
    yield FILE_NAME, project.root / FILE_NAME
    if head is not None:
        yield LEDGER, room / LEDGER
        yield ID_FILE, project.root / ID_FILE
    if (labels := project.root / LABELS_FILE).is_file():
        yield LABELS_FILE, labels
    for folder in FOLDERS:
        for path in sorted((project.root / folder).rglob("*")):
            part = path.relative_to(project.root)
            hidden = any(name.startswith((".", "~$", "__pycache__")) for name in part.parts)
            if path.is_file() and not path.is_symlink() and not hidden:
                yield part.as_posix(), path


def _pack(archive: Path, sources: Iterator[tuple[str, Path]], head: Head | None) -> None:
    shas: dict[str, str] = {}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, path in sources:
            data = path.read_bytes()
            shas[name] = hashlib.sha256(data).hexdigest()
            packed.writestr(_entry(name), data)
        manifest = {
            "schema": SCHEMA,
            "tool": f"outreach {__version__}",
            "ledger": {"seq": head[0], "hash": head[1]} if head else None,
            "files": shas,
        }
        packed.writestr(_entry(MANIFEST), json.dumps(manifest, indent=2, ensure_ascii=False))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


# -- reading one back -------------------------------------------------------------------------


def _read_back(archive: Path, folder: Path, clock: Clock, entropy: Entropy) -> Kept:
    """Unpack a backup into a new folder and check every file and the ledger.

    Raises LedgerError where anything is not as it was written.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            manifest = json.loads(packed.read(MANIFEST))
            shas, head = _described(manifest)
            _refuse_strange_names(packed.namelist(), shas)
            for name, sha in shas.items():
                _unpack(packed, name, sha, folder / name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError, TypeError,
            NotImplementedError, EOFError, RuntimeError) as error:  # fmt: skip
        raise _damaged() from error
    if head is not None:
        _verify_copy(folder / LEDGER, head, clock, entropy)
    return Kept(len(shas), head[0] if head else 0)


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
    listed = name in (FILE_NAME, LABELS_FILE, LEDGER, ID_FILE)
    return plain and (listed or (len(parts) > 1 and parts[0] in FOLDERS))


def _unpack(packed: zipfile.ZipFile, name: str, sha: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with packed.open(name) as source, target.open("wb") as sink:
        while chunk := source.read(_CHUNK):
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


# -- restore ----------------------------------------------------------------------------------


def restore(root: Path, file: Path, clock: Clock, entropy: Entropy) -> Kept:
    """Bring a backup back into a folder; what stands there and differs is kept aside.

    Raises LedgerError where the backup is damaged, another project's, or lacks entries that the
    ledger here has; OutputError where something cannot be written. Nothing is changed then.
    """
    root = root.absolute()
    try:
        with tempfile.TemporaryDirectory(dir=root, prefix=".outreach-") as name:
            unpacked = Path(name) / "unpacked"
            kept = _read_back(file, unpacked, clock, entropy)
            ledger = root / _settings(unpacked).ledger
            _refuse_loss(root, ledger, unpacked, clock, entropy)
            aside = _put_back(root, ledger, unpacked)
            return Kept(kept.files, kept.entries, aside)
    except OSError as error:
        raise cannot_write(root, error) from None


def _settings(folder: Path) -> Project:
    project, problems = load_project(folder)
    if project is None or errors_in(problems):
        raise ProblemsFoundError(phrase("outreach.toml has errors."), problems)
    return project


def _refuse_loss(
    root: Path, ledger: Path, unpacked: Path, clock: Clock, entropy: Entropy
) -> None:  # fmt: skip
    """Refuse a backup that would make the ledger forget: a stop entered since, above all."""
    here, there = root / ID_FILE, unpacked / ID_FILE
    if here.exists() and there.exists() and here.read_bytes() != there.read_bytes():
        raise LedgerError(
            phrase("The backup belongs to another project."),
            phrase("Restore it into the folder of that project, or into an empty one."),
        )
    head = _present_head(ledger, clock, entropy)
    if head is None or head[0] == 0:
        return
    if (unpacked / LEDGER).exists():
        copy = unpacked / LEDGER
        with Ledger.open_for_reading(copy, clock=clock, entropy=entropy, expected=True) as kept:
            if not kept.verify(head):
                return
    raise LedgerError(
        phrase("The ledger here has entries that the backup lacks (the last one is {seq}); they "
               "would be forgotten.", seq=head[0]),
        phrase("Take a newer backup. If you are sure, move the ledger {file} away first.",
               file=ledger.name),
    )  # fmt: skip


def _present_head(ledger: Path, clock: Clock, entropy: Entropy) -> Head | None:
    """Return the last entry of the ledger that is there; None where there is none to be read."""
    if not ledger.exists():
        return None
    try:
        with Ledger.open_for_reading(
            ledger, clock=clock, entropy=entropy, expected=True
        ) as present:
            return None if present.verify() else present.head()
    except OutputError:
        raise
    except OutreachError:
        return None  # damaged: what the backup is for; it is kept aside


def _put_back(root: Path, ledger: Path, unpacked: Path) -> Path | None:
    """Move what differs aside, then everything into place, the ledger last."""
    aside = _free_name(root)
    moves = [
        (path, ledger if path == unpacked / LEDGER else root / path.relative_to(unpacked))
        for path in sorted(unpacked.rglob("*"))
        if path.is_file()
    ]
    moves.sort(key=lambda move: move[1] == ledger)
    for source, target in moves:
        if target.exists() and source.read_bytes() != target.read_bytes():
            _move_aside(target, root, aside)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target == ledger:
            # A journal left by a crash belongs to the old file and would spoil the new one.
            journal = target.with_name(target.name + "-journal")
            if journal.exists():
                _move_aside(journal, root, aside)
            source.chmod(0o600)
        source.replace(target)
    return aside if aside.exists() else None


def _free_name(root: Path) -> Path:
    number = 1
    while (root / f"before-restore-{number}").exists():
        number += 1
    return root / f"before-restore-{number}"


def _move_aside(path: Path, root: Path, aside: Path) -> None:
    part = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
    (aside / part).parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, aside / part)
