"""A backup that was damaged on the way comes back whole, or not at all and in words."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.cli import outside
from outreach.errors import LedgerError, OutreachError
from outreach.workflow.desk import open_desk
from outreach.workflow.keeping import backup, restore
from outreach.workflow.sealing import Opener, Seal, new_keys
from tests.battery.settings import COUNTS, DONE, fast_folder
from tests.conftest import Office

Damage = Callable[[bytes, random.Random], bytes]


def flipped(data: bytes, rng: random.Random) -> bytes:
    """One bit is another."""
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def cut_short(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def with_a_hole(data: bytes, rng: random.Random) -> bytes:
    """A sector reads as zeros, as on a failing stick."""
    at = rng.randrange(len(data)) // 512 * 512
    return data[:at] + bytes(min(512, len(data) - at)) + data[at + 512 :]


def with_more(data: bytes, rng: random.Random) -> bytes:
    return data + rng.randbytes(rng.randrange(1, 2000))


def shuffled(data: bytes, rng: random.Random) -> bytes:
    """Two sectors changed places."""
    sectors = [data[at : at + 512] for at in range(0, len(data), 512)]
    one, other = rng.sample(range(len(sectors)), 2)
    sectors[one], sectors[other] = sectors[other], sectors[one]
    return b"".join(sectors)


BLIND: tuple[Damage, ...] = (flipped, cut_short, with_a_hole, with_more, shuffled)


def lacking_or_changed(file: Path, target: Path, rng: random.Random) -> None:
    """Write the archive anew: valid, but a member is missing, changed, doubled or strange."""
    with zipfile.ZipFile(file) as whole:
        members = [(info, whole.read(info)) for info in whole.infolist()]
    victim = rng.randrange(len(members))
    what = rng.choice(("missing", "changed", "renamed", "strange"))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for number, (info, data) in enumerate(members):
            name = info.filename
            if number == victim and what == "missing":
                continue
            if number == victim and what == "changed":
                data = flipped(data, rng) if data else b"x"
            if number == victim and what == "renamed":
                name = f"rounds/{name}.old"
            made.writestr(name, data)
        if what == "strange":
            made.writestr(rng.choice(("../outside", "/outside", "rounds/../../outside")), b"x")


def tree(folder: Path) -> dict[str, str]:
    """Return every file under a folder with the digest of what it holds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


class Safe:
    """Backups of one project, open and sealed, and what they hold."""

    def __init__(self, root: Path, folder: Path) -> None:
        desk = open_desk(root, outside.clock, outside.entropy, outside.today())
        self.folder = folder
        self.refusal: OutreachError | None = None
        self.keys = new_keys()
        self.open, self.sealed = folder / "open.zip", folder / "sealed.age"
        backup(desk, self.open)
        backup(desk, self.sealed, Seal((self.keys.public,)))
        self.whole = {self.bring_back(self.open), self.bring_back(self.sealed)}
        assert len(self.whole) == 1

    def bring_back(self, file: Path, opener: Opener | None = None) -> str | None:
        """Restore into an empty folder; returns what is there then, None where it was refused."""
        target = self.folder / "target"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        opener = opener or Opener((self.keys.secret,))
        try:
            restore(target, file, outside.clock, outside.entropy, opener)
        except OutreachError as error:
            self.refusal = error
            assert list(target.iterdir()) == [], "nothing is half there"
            return None
        return repr(sorted(tree(target).items()))


@pytest.mark.battery
@pytest.mark.parametrize("damage", BLIND)
@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_damaged_backup_is_called_so_and_not_the_disk(
    printed_office: Office, damage: Damage, is_sealed: bool
) -> None:
    with fast_folder() as name:
        safe = Safe(printed_office.root, Path(name))
        damaged = safe.folder / "damaged"
        for seed in range(4):
            source = safe.sealed if is_sealed else safe.open
            damaged.write_bytes(damage(source.read_bytes(), random.Random(seed)))
            if safe.bring_back(damaged) is None:
                assert isinstance(safe.refusal, LedgerError), safe.refusal


@pytest.mark.battery
def test_a_damaged_backup_is_restored_whole_or_refused(printed_office: Office) -> None:
    with fast_folder() as name:
        safe = Safe(printed_office.root, Path(name))
        refused = 0
        for number in range(COUNTS.damages):
            rng = random.Random(number)
            damaged = safe.folder / "damaged"
            source = (safe.open, safe.sealed)[number % 2]
            if number % 12 == 0:
                lacking_or_changed(safe.open, damaged, rng)
            else:
                damaged.write_bytes(BLIND[number // 2 % len(BLIND)](source.read_bytes(), rng))
            if number % 24 == 1:  # whole, but the wrong key
                damaged.write_bytes(safe.sealed.read_bytes())
                held = safe.bring_back(damaged, Opener((new_keys().secret,)))
                assert held is None
            else:
                held = safe.bring_back(damaged)
            assert held is None or held in safe.whole, f"damage {number} was restored in part"
            refused += held is None
            DONE["damaged backups"] += 1
        DONE["damaged backups refused"] += refused
        assert refused > COUNTS.damages // 2


def written_anew(file: Path, target: Path, changes: dict[str, bytes]) -> None:
    """Write an archive anew with other or more members; more ones stand in its manifest too."""
    with zipfile.ZipFile(file) as whole:
        members = {info.filename: whole.read(info) for info in whole.infolist()}
    manifest = json.loads(members["manifest.json"])
    for name, data in changes.items():
        if name not in members:
            manifest["files"][name] = hashlib.sha256(data).hexdigest()
    members |= {"manifest.json": json.dumps(manifest).encode(), **changes}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)


@pytest.mark.battery
def test_a_backup_whose_files_were_changed_or_added_by_others_is_refused(
    printed_office: Office,
) -> None:
    with fast_folder() as name:
        safe = Safe(printed_office.root, Path(name))
        forged = safe.folder / "forged"
        strange = ("../outside", "rounds/../../outside", f"{safe.folder}/outside", "out/strange")
        with zipfile.ZipFile(safe.open) as whole:
            there = [each for each in whole.namelist() if each != "manifest.json"]
        for changed in (*there, *strange):
            written_anew(safe.open, forged, {changed: b"[project]\nname = 'x'\n"})
            assert safe.bring_back(forged) is None, changed
            assert not (safe.folder / "outside").exists()
