"""Whether the disk under a folder is encrypted, as far as anybody but an administrator can tell.

Nothing is changed and nothing asked over a network; whatever takes longer than a few seconds, or
cannot be told for certain, is "not known".
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from outreach.errors import Severity
from outreach.phrase import Phrase, phrase
from outreach.workflow.finding import Finding

_PATIENCE = 10  # seconds for a program of the system
# System.Volume.BitLockerProtection, which Windows' shell tells everyone: on, and locked.
_BITLOCKER_ON, _BITLOCKER_OFF = ("1", "6"), ("0", "2", "4", "5")

_HOW = {
    "win32": phrase("Turn on BitLocker (device encryption): Settings, Privacy & security. Print "
                    "the recovery key and lock it up, away from the computer."),
    "darwin": phrase("Turn on FileVault: System Settings, Privacy & Security. Print the recovery "
                     "key and lock it up, away from the computer."),
}  # fmt: skip
_HOW_ELSEWHERE = phrase(
    "A Linux disk is encrypted (LUKS) when the system is installed; until then keep the project "
    "on an encrypted partition or stick, and seal the backups."
)


def encryption(root: Path) -> Finding:
    """Return whether the disk under the project is encrypted, and how to turn it on."""
    encrypted = is_encrypted(root)
    if encrypted:
        return Finding("encryption", phrase("The disk is encrypted."))
    if encrypted is None:
        words = phrase("Whether the disk is encrypted cannot be told.")
        return Finding("encryption", words, hint=_how())
    return Finding(
        "encryption",
        phrase("The disk is not encrypted: whoever takes the computer reads every address."),
        Severity.WARNING,
        _how(),
    )


def _how() -> Phrase:
    return _HOW.get(sys.platform, _HOW_ELSEWHERE)


def is_encrypted(root: Path) -> bool | None:
    """Return whether the disk under a folder is encrypted, None where it cannot be told."""
    if sys.platform == "darwin":
        said = _said(["fdesetup", "status"])
        return True if "FileVault is On" in said else False if "FileVault is Off" in said else None
    if sys.platform == "win32":
        return _by_bitlocker(root)
    return on_encrypted_device(_device(root))


def _by_bitlocker(root: Path) -> bool | None:
    if not re.fullmatch("[A-Za-z]:", root.drive):
        return None
    asked = (
        f"(New-Object -ComObject Shell.Application).NameSpace('{root.drive}').Self"
        ".ExtendedProperty('System.Volume.BitLockerProtection')"
    )
    state = _said(["powershell", "-NoProfile", "-NonInteractive", "-Command", asked]).strip()
    return True if state in _BITLOCKER_ON else False if state in _BITLOCKER_OFF else None


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE)
    except (OSError, subprocess.SubprocessError, ValueError):
        return ""
    return done.stdout


def _device(root: Path, mounts: Path = Path("/proc/mounts")) -> int:
    """Return the device a folder lies on; of a btrfs, which has none of its own, that below it."""
    device = root.stat().st_dev
    if os.major(device):
        return device
    try:
        lines = [line.split(" ") for line in mounts.read_text(encoding="utf-8").splitlines()]
        above = [line for line in lines if root.resolve().is_relative_to(line[1])]
        source = Path(max(above, key=lambda line: len(line[1]))[0])
        return source.stat().st_rdev if source.is_absolute() else device
    except (OSError, ValueError, IndexError):
        return device


def on_encrypted_device(device: int, sys_folder: Path = Path("/sys")) -> bool | None:
    """Follow a device of Linux to what it lies on: dm-crypt says so in its uuid."""
    block = sys_folder / "dev" / "block" / f"{os.major(device)}:{os.minor(device)}"
    layers = [block.resolve()] if block.exists() else []
    known = bool(layers)
    while layers:
        layer = layers.pop()
        uuid = layer / "dm" / "uuid"
        if uuid.is_file() and uuid.read_text().startswith("CRYPT-"):
            return True
        slaves = layer / "slaves"
        layers += [path.resolve() for path in slaves.iterdir()] if slaves.is_dir() else []
    return False if known else None
