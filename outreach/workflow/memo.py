"""Which backups were made here: beside the ledger, without personal data, and only a help.

It lies in .outreach/, does not travel with the project, and may be lost: then nobody is told which
backups hold a person who was erased, or are too old to be kept.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from outreach.sources.atomic import replacing
from outreach.workflow.desk import Desk

_FILE = "backups.json"
KEEP_DAYS = 365  # a backup of everyone's address is not kept for ever


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A backup that was made: the name of its file, the day, and the last entry in it."""

    file: str
    on: str
    seq: int

    @property
    def expires(self) -> date:
        """Return the day from which it should be there no more."""
        return date.fromisoformat(self.on) + timedelta(days=KEEP_DAYS)


def backups_made(desk: Desk) -> list[BackupMade]:
    """Return the backups made here, the oldest first; none where the note is lost."""
    try:
        noted = json.loads((desk.project.state_folder / _FILE).read_text(encoding="utf-8"))
        found = [BackupMade(str(e["file"]), str(e["on"]), int(e["seq"])) for e in noted]
        return [each for each in found if date.fromisoformat(each.on)]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def note_backup(desk: Desk, file: str, seq: int) -> None:
    """Note a backup made today. Raises OutputError where the note cannot be written."""
    kept = [each for each in backups_made(desk) if each.file != file]
    noted = [*map(asdict, kept), asdict(BackupMade(file, desk.today.isoformat(), seq))]
    desk.project.state_folder.mkdir(parents=True, exist_ok=True)
    with replacing(desk.project.state_folder / _FILE) as stream:
        stream.write((json.dumps(noted, indent=1) + "\n").encode())
