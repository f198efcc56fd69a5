"""backup and restore: checked copies of the ledger and of everything that cannot be made again."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import (
    LedgerError,
    OutputError,
    OutreachError,
    ProblemsFoundError,
    StateError,
    errors_in,
)
from outreach.ledger import Clock, Entropy, Ledger
from outreach.model.project import Project
from outreach.phrase import Phrase, phrase
from outreach.sources.atomic import room_beside
from outreach.sources.places import place_of
from outreach.sources.project import load_project
from outreach.workflow.archive import FOLDERS, ID_FILE, LEDGER, Contents, Head, pack, pad, read_back
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.footing import forget_head
from outreach.workflow.memo import note_backup
from outreach.workflow.sealing import (
    ENDING,
    Opener,
    Seal,
    check_recipients,
    is_sealed,
    seal,
    unseal,
)

NO_KEY = Opener()


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that was read back, or brought back: files in it, and the ledger's last entry.

    ``file`` is where a backup was written; ``aside`` the folder that took the files which were
    replaced.
    """

    files: int
    entries: int
    aside: Path | None = None
    file: Path | None = None


# -- backup -----------------------------------------------------------------------------------


def backup(desk: Desk, file: Path, with_: Seal | None = None) -> Kept:
    """Write a backup, read it back and compare it before it gets its name; never overwrites.

    In a folder it is named after the ledger's last entry. ``with_`` seals it; None: for the keys
    of the settings, if there are any.

    Raises OutputError where the file is there already, cannot be written or would lie open in a
    folder that is carried elsewhere, LedgerError where the ledger itself does not verify.
    """
    with_ = Seal(desk.project.trust.keys) if with_ is None else with_
    check_recipients(with_.recipients)
    file = file.absolute()
    folder = file if file.is_dir() else file.parent
    refuse_no_folder(folder / file.name)
    _refuse_carried(folder, with_)
    if file != folder:
        _refuse_existing(file)
    try:
        with room_beside(folder) as room:
            head = copy_ledger(desk, room / LEDGER, file.name)
            if file == folder:
                file = _free_file(folder, head, with_)
            made = room / "backup.zip"
            pack(made, desk.project, room / LEDGER if head else None, head)
            contents = sealed_and_read(made, room, with_, desk)
            (room / "made").replace(file)
            note_backup(desk, file.name, head[0] if head else 0)
            return Kept(contents.files, head[0] if head else 0, file=file)
    except OSError as error:
        raise cannot_write(file, error) from None


def risk_of(desk: Desk, file: Path) -> tuple[Phrase, Phrase] | None:
    """Return what is wrong with a backup's place and what to do, None for any but the project."""
    root = desk.project.root.resolve()
    file = file.resolve()
    if not file.is_relative_to(root):
        return None
    move = phrase("Move it onto a stick or another disk.")
    if file.relative_to(root).parts[0] in FOLDERS:
        return phrase("It lies among the project's own files: every backup from now on would hold "
                      "this one as well."), move  # fmt: skip
    return phrase("It lies in the project's folder: should the disk fail or the folder be lost, "
                  "both are gone."), move  # fmt: skip


def refuse_no_folder(file: Path) -> None:
    """Raise OutputError where the folder a file is to lie in does not exist."""
    if not file.parent.is_dir():
        raise OutputError(
            phrase("The folder {folder} does not exist.", folder=file.parent.name),
            phrase("Check how it is spelt and whether the stick is in, or make it first."),
        )


def _refuse_existing(file: Path) -> None:
    if file.exists():
        raise OutputError(
            phrase("{folder} is there already and is never overwritten.", folder=file.name),
            phrase("Choose another name, or move the old file away."),
        )


def _refuse_carried(folder: Path, with_: Seal) -> None:
    place = place_of(folder)
    if place.is_synced and not with_:
        raise OutputError(
            phrase("{place} carries its files to other computers; a backup there must be sealed.",
                   place=place.name),
            phrase("Seal it with --to age1… or --passphrase, or write it to a stick."),
        )  # fmt: skip


def _free_file(folder: Path, head: Head | None, with_: Seal) -> Path:
    """Return a new name in a folder that says which entry the backup ends with."""
    seq, hash_ = head or (0, "0" * 8)
    stem, ending = f"backup-{seq:06d}-{hash_[:8]}", f".zip{ENDING if with_ else ''}"
    number, file = 1, folder / f"{stem}{ending}"
    while file.exists():
        number += 1
        file = folder / f"{stem}-{number}{ending}"
    return file


def copy_ledger(desk: Desk, copy: Path, name: str) -> Head | None:
    """Copy the ledger and return its head, or None where none was ever made."""
    with desk.read_ledger() as ledger:
        if not desk.project.ledger_path.exists():
            return None
        try:
            return ledger.copy_to(copy)
        except OutputError as error:  # it is the backup's disk that is full, not the ledger's
            raise OutputError(
                phrase("The backup {file} cannot be written: the disk is full or failing.",
                       file=name),
                phrase("Make room there or take another disk; the ledger is as it was."),
            ) from error  # fmt: skip


def sealed_and_read(archive: Path, room: Path, with_: Seal, desk: Desk) -> Contents:
    """Seal an archive to the file ``made`` of a room if wished, and read that very file back."""
    made = room / "made"
    if not with_:
        archive.rename(made)
        return read_back(made, room / "back", desk.clock, desk.entropy)
    pad(archive)
    opener = seal(archive, made, with_)
    made.chmod(0o600)
    archive.unlink()
    return opened(made, room, room / "back", opener, desk.clock, desk.entropy)


def opened(
    file: Path, room: Path, folder: Path, opener: Opener, clock: Clock, entropy: Entropy
) -> Contents:
    """Open a file, sealed or not, and unpack it into a folder; everything is checked."""
    if not is_sealed(file):
        return read_back(file, folder, clock, entropy)
    plain = room / "opened.zip"
    unseal(file, plain, opener)
    contents = read_back(plain, folder, clock, entropy)
    plain.unlink()
    return contents


# -- restore ----------------------------------------------------------------------------------


def restore(
    root: Path, file: Path, clock: Clock, entropy: Entropy, opener: Opener = NO_KEY
) -> Kept:  # fmt: skip
    """Bring a backup back into a folder; what stands there and differs is kept aside.

    Raises LedgerError where the backup is damaged, sealed for another key, another project's, or
    lacks entries that the ledger here has; StateError where it is a baton; OutputError where
    something cannot be written. Nothing is changed then.
    """
    root = root.absolute()
    try:
        with room_beside(root) as room:
            unpacked = room / "unpacked"
            found = opened(file, room, unpacked, opener, clock, entropy)
            if found.lease is not None:
                raise StateError(
                    phrase("{file} is no backup, but the project handed over.", file=file.name),
                    phrase("outreach baton take {file}", file=file.name),
                )
            ledger = root / settings(unpacked).ledger
            refuse_loss(root, ledger, unpacked, clock, entropy)
            aside = put_back(root, ledger, unpacked)
            return Kept(found.files, found.head[0] if found.head else 0, aside)
    except OSError as error:
        raise cannot_write(root, error) from None


def settings(folder: Path) -> Project:
    """Return the settings of a project that was unpacked. Raises ProblemsFoundError."""
    project, problems = load_project(folder)
    if project is None or errors_in(problems):
        raise ProblemsFoundError(phrase("outreach.toml has errors."), problems)
    return project


def refuse_loss(
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


def put_back(
    root: Path, ledger: Path, unpacked: Path, aside: Path | None = None
) -> Path | None:  # fmt: skip
    """Move what differs aside, then everything into place, the ledger last.

    Returns the folder that took what was moved aside, None where nothing was.
    """
    aside = aside or free_name(root)
    moves = [
        (path, ledger if path == unpacked / LEDGER else root / path.relative_to(unpacked))
        for path in sorted(unpacked.rglob("*"))
        if path.is_file()
    ]
    moves.sort(key=lambda move: move[1] == ledger)
    for source, target in moves:
        if target.exists() and source.read_bytes() != target.read_bytes():
            copy_aside(target, root, aside)  # it stays until the new one takes its place
        target.parent.mkdir(parents=True, exist_ok=True)
        if target == ledger:
            # A journal left by a crash belongs to the old file and would spoil the new one.
            journal = target.with_name(target.name + "-journal")
            if journal.exists():
                move_aside(journal, root, aside)
            source.chmod(0o600)
            forget_head((root / ID_FILE).parent)
        source.replace(target)
    return aside if aside.exists() else None


def free_name(root: Path) -> Path:
    """Return a name for the folder that takes what is moved aside."""
    number = 1
    while (root / f"before-restore-{number}").exists():
        number += 1
    return root / f"before-restore-{number}"


def move_aside(path: Path, root: Path, aside: Path) -> None:
    """Move a file of the project into the same place of another folder."""
    copy_aside(path, root, aside)
    path.unlink()


def copy_aside(path: Path, root: Path, aside: Path) -> None:
    """Copy a file of the project into the same place of another folder."""
    part = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
    (aside / part).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, aside / part)
