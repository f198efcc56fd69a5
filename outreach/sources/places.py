"""Where a folder lies: on this computer, on a network, or in a folder carried to other computers.

A ledger written over a network loses entries (locks are not kept), and one in a synced folder is
carried away half-written, with every address. Only what the system and the names say is looked
at; nothing is opened, and nobody is asked over a network.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class PlaceKind(StrEnum):
    """How far away a folder is."""

    LOCAL = "local"
    NETWORK = "network"
    SYNCED = "synced"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a folder lies; ``name`` is the kind of network, or the service that carries it off."""

    kind: PlaceKind = PlaceKind.LOCAL
    name: str = ""

    @property
    def is_network(self) -> bool:
        """Return whether the folder is another computer's."""
        return self.kind is PlaceKind.NETWORK

    @property
    def is_synced(self) -> bool:
        """Return whether what is put there is copied to other computers."""
        return self.kind is PlaceKind.SYNCED


LOCAL = Place()

# What Linux calls file systems of other computers (the types in /proc/mounts, "fuse." apart).
_NETWORKS = {
    "cifs": "SMB", "smb3": "SMB", "smbfs": "SMB", "nfs": "NFS", "nfs4": "NFS", "sshfs": "SSHFS",
    "afs": "AFS", "ncpfs": "NCP", "davfs": "WebDAV", "davfs2": "WebDAV", "ceph": "Ceph",
    "glusterfs": "GlusterFS", "lustre": "Lustre", "beegfs": "BeeGFS", "gvfsd-fuse": "GVFS",
    "curlftpfs": "FTP", "s3fs": "S3", "afpfs": "AFP", "webdav": "WebDAV",
}  # fmt: skip
_CARRIERS = {"rclone": "rclone", "google-drive-ocamlfuse": "Google Drive", "onedriver": "OneDrive"}

# How the folders are called, in lower case; a name followed by " - …" is another account's.
_FOLDERS = {
    "onedrive": "OneDrive", "dropbox": "Dropbox", "google drive": "Google Drive",
    "googledrive": "Google Drive", "googleドライブ": "Google Drive", "my drive": "Google Drive",
    "マイドライブ": "Google Drive", "iclouddrive": "iCloud", "icloud drive": "iCloud",
    "mobile documents": "iCloud", "com~apple~clouddocs": "iCloud", "cloudstorage": "CloudStorage",
    "nextcloud": "Nextcloud", "owncloud": "ownCloud", "box sync": "Box", "pclouddrive": "pCloud",
    "synologydrive": "Synology Drive", "seafile": "Seafile",
}  # fmt: skip
# What the services leave in the folders they carry, and in none else.
_MARKS = {
    ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".stfolder": "Syncthing",
    ".849c9593-d756-4e56-8d6e-42412f2a707b": "OneDrive", ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive", ".sync_folder": "Nextcloud",
    ".nextcloudsync.log": "Nextcloud", ".owncloudsync.log": "ownCloud",
}  # fmt: skip
_REMOTE_DRIVE = 4  # DRIVE_REMOTE, Windows' GetDriveType


def place_of(folder: Path, mounts: Path = Path("/proc/mounts")) -> Place:
    """Return where a folder lies; what cannot be told is taken as on this computer.

    ``mounts`` is Linux's list of what is mounted where.
    """
    folder = folder.resolve()
    if sys.platform == "win32":
        network = _windows_drive(folder)
    else:
        network = _mounted(folder, mounts)
    return network or _carried(folder) or LOCAL


def _carried(folder: Path) -> Place | None:
    """Return the service whose folder this lies in, by its name or by what it leaves there."""
    for above in (folder, *folder.parents):
        name = above.name.lower()
        known = _FOLDERS.get(name) or _FOLDERS.get(name.partition(" - ")[0])
        # Dropbox keeps its own settings in ~/.dropbox too, but that is a folder.
        known = known or next(
            (service for mark, service in _MARKS.items() if _has(above, mark)), ""
        )
        if known:
            return Place(PlaceKind.SYNCED, known)
    return None


def _has(folder: Path, mark: str) -> bool:
    try:
        found = folder / mark
        return found.is_file() if mark == ".dropbox" else found.exists()
    except OSError:
        return False


def _mounted(folder: Path, mounts: Path) -> Place | None:
    """Return the network a folder is mounted from, by the deepest mount above it."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None  # macOS has no such list; its network volumes are told by their names only
    best, kind = "", ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = _unescaped(fields[1])
        if folder.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, fields[2].removeprefix("fuse.")
    if kind in _CARRIERS:
        return Place(PlaceKind.SYNCED, _CARRIERS[kind])
    return Place(PlaceKind.NETWORK, _NETWORKS[kind]) if kind in _NETWORKS else None


def _unescaped(text: str) -> str:
    """Return a path of /proc/mounts, in which blanks stand as octal numbers (getmntent(3))."""
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text


def _windows_drive(folder: Path) -> Place | None:
    """Return whether Windows says that the drive is another computer's."""
    if folder.drive.startswith("\\\\"):
        return Place(PlaceKind.NETWORK, "SMB")
    try:
        import ctypes

        kind = ctypes.windll.kernel32.GetDriveTypeW(folder.drive + "\\")  # type: ignore[attr-defined,unused-ignore]
    except (ImportError, AttributeError, OSError):
        return None
    return Place(PlaceKind.NETWORK, "SMB") if kind == _REMOTE_DRIVE else None
