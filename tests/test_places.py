"""Where the project lies: not on a network, not in a folder that is carried elsewhere."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from outreach.sources.places import PlaceKind, place_of
from outreach.workflow import custody, desk, disk
from tests.conftest import Office

if TYPE_CHECKING:
    from collections.abc import Callable

MOUNTS = (
    "/dev/sda1 / ext4 rw 0 0\n"
    "//server/share {root}/net cifs rw 0 0\n"
    "host:/x {root}/nfs nfs4 rw 0 0\n"
    "me@host: {root}/far\\040away fuse.sshfs rw 0 0\n"
    "/dev/sdb1 {root}/net/inner ext4 rw 0 0\n"
)


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    for name in ("net/inner", "nfs", "far away", "net2"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "mounts").write_text(MOUNTS.format(root=tmp_path), encoding="utf-8")
    return tmp_path / "mounts"


@pytest.mark.parametrize(
    ("folder", "name"),
    [("net", "SMB"), ("nfs", "NFS"), ("far away", "SSHFS"), ("net/inner", ""), ("net2", "")],
)
def test_a_network_is_told_by_the_deepest_mount(mounts: Path, folder: str, name: str) -> None:
    place = place_of(mounts.parent / folder, mounts)
    assert (place.name, place.is_network) == (name, bool(name))


@pytest.mark.parametrize(
    "folder",
    [
        "OneDrive", "OneDrive - 法人", "Dropbox", "Google Drive", "My Drive", "iCloudDrive",
        "Library/Mobile Documents", "Library/CloudStorage/GoogleDrive-a", "Nextcloud",
    ],
)  # fmt: skip
def test_a_synced_folder_is_told_by_its_name(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder / "絵はがき").mkdir(parents=True)
    assert place_of(tmp_path / folder / "絵はがき").kind is PlaceKind.SYNCED


@pytest.mark.parametrize("mark", [".stfolder", ".dropbox.cache", ".tmp.driveupload"])
def test_a_synced_folder_is_told_by_what_the_service_leaves(tmp_path: Path, mark: str) -> None:
    (tmp_path / "shared" / mark).mkdir(parents=True)
    (tmp_path / "shared" / "project").mkdir()
    assert place_of(tmp_path / "shared" / "project").is_synced


@pytest.mark.parametrize("folder", ["boxes", "Drive", "onedrivers", "私の箱", ".dropbox"])
def test_an_everyday_folder_is_not_taken_for_one(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder / "project").mkdir(parents=True)
    assert place_of(tmp_path / folder / "project").kind is PlaceKind.LOCAL


def moved(office: Office, folder: Path) -> Office:
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(office.root, folder)
    return Office(folder)


def test_nothing_is_entered_in_a_ledger_that_is_carried_away(
    printed_office: Office, tmp_path: Path
) -> None:
    away = moved(printed_office, tmp_path / "Dropbox" / "office")
    before = (away.root / "ledger.db").read_bytes()
    result = away.run("stop", "kaaaa")
    assert result.exit_code == 8
    assert "Dropbox" in result.stderr and "allow_network" in result.stderr
    assert (away.root / "ledger.db").read_bytes() == before
    away.done("plan", "r1")  # reading goes on


def test_whoever_says_so_in_the_settings_may_risk_it(
    printed_office: Office, tmp_path: Path
) -> None:
    away = moved(printed_office, tmp_path / "Dropbox" / "office")
    settings = (away.root / "outreach.toml").read_text("utf-8")
    away.write("outreach.toml", f"{settings}[ledger]\nallow_network = true\n")
    away.done("stop", "kaaaa")
    findings = json.loads(away.done("doctor", "--json"))["findings"]
    (found,) = [each for each in findings if each["name"] == "place"]
    assert found["state"] == "warning"


def test_the_doctor_calls_it_an_error(printed_office: Office, tmp_path: Path) -> None:
    away = moved(printed_office, tmp_path / "OneDrive" / "office")
    result = away.run("doctor", "--json")
    assert result.exit_code == 8
    (found,) = [e for e in json.loads(result.stdout)["findings"] if e["name"] == "place"]
    assert (found["state"], "OneDrive" in found["message"]) == ("error", True)


def test_the_doctor_knows_of_backups(printed_office: Office, tmp_path: Path) -> None:
    def said() -> str:
        findings = json.loads(printed_office.done("doctor", "--json"))["findings"]
        return str(next(each["message"] for each in findings if each["name"] == "backup"))

    assert said() == "No backup is known here."
    printed_office.done("backup", str(tmp_path / "kept.zip"))
    assert "2026-12-09" in said()


def sys_folder(root: Path, uuid: str) -> tuple[Path, int]:
    """A /sys in which device 9:1 is a partition of LVM on 9:2, with this uuid."""
    device = os.makedev(9, 1)
    top, low = root / "devices" / "dm-1", root / "devices" / "dm-0"
    for place in (top / "slaves", low / "dm", root / "dev" / "block"):
        place.mkdir(parents=True)
    (low / "dm" / "uuid").write_text(uuid, encoding="ascii")
    (top / "slaves" / "dm-0").symlink_to(low)
    (root / "dev" / "block" / "9:1").symlink_to(top)
    return root, device


@pytest.mark.parametrize(("uuid", "told"), [("CRYPT-LUKS2-0a", True), ("LVM-0a", False)])
def test_an_encrypted_disk_is_found_below_what_lies_on_it(
    tmp_path: Path, uuid: str, told: bool
) -> None:
    folder, device = sys_folder(tmp_path, uuid)
    assert disk.on_encrypted_device(device, folder) is told


def test_a_device_nobody_tells_of_is_not_known(tmp_path: Path) -> None:
    assert disk.on_encrypted_device(os.makedev(9, 7), tmp_path) is None


@pytest.mark.parametrize(
    ("system", "said", "told"),
    [
        ("darwin", "FileVault is On.", True), ("darwin", "FileVault is Off.", False),
        ("darwin", "", None),
    ],
)  # fmt: skip
def test_what_the_system_says_is_believed_and_silence_is_no_answer(
    system: str, said: str, told: bool | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer: Callable[[list[str]], str] = lambda _command: said  # noqa: E731
    monkeypatch.setattr(disk, "_said", answer)
    monkeypatch.setattr(disk.sys, "platform", system)
    assert disk.is_encrypted(tmp_path) is told


def test_whatever_the_disk_the_doctor_says_how_to_encrypt_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "is_encrypted", lambda _root: False)
    findings = json.loads(office.done("doctor", "--json"))["findings"]
    (found,) = [each for each in findings if each["name"] == "encryption"]
    assert found["state"] == "warning" and found["hint"]
    assert custody.encryption is disk.encryption and desk.place_of is place_of
