"""tidy: what was printed is removed when its time is over; what happened stays in the ledger.

The files of a round bear every name and address. They go some days after the round's last posting,
and only where nothing of the round lies here any more. batch.json stays: it names nobody, and by
it a lost ledger is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from outreach.ledger import Ledger
from outreach.model.event import EventKind
from outreach.workflow.desk import Desk
from outreach.workflow.removal import BATCH_JSON, remove


@dataclass(frozen=True, slots=True)
class Due:
    """Files of a round whose time is over: the day of its last posting, and what lies there."""

    round_id: str
    posted_on: date
    files: tuple[Path, ...]


def overdue(desk: Desk, ledger: Ledger, days: int | None = None) -> list[Due]:
    """Return what ``tidy`` would remove, by round; ``days`` is instead of the settings'.

    A round of which anything may still be printed or posted is never among them.
    """
    limit = desk.today - timedelta(days=desk.project.trust.days if days is None else days)
    found = []
    for folder in sorted(desk.project.out_folder.glob("*")):
        files = tuple(_personal(folder)) if folder.is_dir() else ()
        if not files:
            continue
        posted_on = _all_posted(ledger, folder.name)
        if posted_on is not None and posted_on <= limit:
            found.append(Due(folder.name, posted_on, files))
    return found


def _personal(folder: Path) -> Iterator[Path]:
    """Yield the files of a round that may name somebody: all but the trace of each batch."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != BATCH_JSON:
            yield path


def _all_posted(ledger: Ledger, round_id: str) -> date | None:
    """Return the day of a round's last posting, None while anything of it may lie here."""
    tally = ledger.tally(round_id)
    if not tally.posted or tally.waiting or tally.pull or tally.held:
        return None
    days = [event.on for event in ledger.events(round=round_id) if event.kind is EventKind.POSTED]
    return max(days, default=None)


def tidy(desk: Desk, days: int | None = None) -> list[Due]:
    """Remove the files whose time is over, and enter that for each round.

    Raises OutputError where a file is open elsewhere; what is gone by then is entered later.
    """
    with desk.read_ledger() as ledger:
        if not overdue(desk, ledger, days):
            return []
    with desk.write_ledger() as ledger:
        due = overdue(desk, ledger, days)
        for each in due:
            for path in each.files:
                remove(path)
            with ledger.transaction():
                for batch in sorted({_batch(desk, each, path) for path in each.files}):
                    data = {"batch": batch}
                    ledger.office(EventKind.TIDIED, desk.today, data, "", each.round_id)
    return due


def _batch(desk: Desk, due: Due, path: Path) -> int:
    """Return the number of the batch a file belongs to, 0 for a preview."""
    folder = path.relative_to(desk.project.out_folder / due.round_id).parts[0]
    number = folder.partition("-")[0]
    return int(number) if number.isdecimal() else 0
