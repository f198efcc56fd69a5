"""What the doctor says of keeping: place, disk, backups, old files, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from outreach.errors import ExitCode, OutreachError, Severity
from outreach.phrase import phrase
from outreach.sources.places import place_of
from outreach.workflow.desk import Desk
from outreach.workflow.disk import encryption
from outreach.workflow.finding import Finding
from outreach.workflow.lease import lease_of
from outreach.workflow.memo import backups_made
from outreach.workflow.retention import overdue

_OFTEN = 35  # days between two backups: two rounds and a few days


def custody(desk: Desk) -> Iterator[Finding]:
    """Yield what was found about disk, place, backups, old files and the baton."""
    yield encryption(desk.project.root)
    yield _place(desk)
    if desk.has_history:
        yield _backups(desk)
        yield from _of_ledger(desk)


def _place(desk: Desk) -> Finding:
    place = place_of(desk.project.ledger_path.parent)
    if not (place.is_network or place.is_synced):
        return Finding("place", phrase("The folder lies on this computer."))
    if place.is_network:
        words = phrase("The folder lies on a network ({place}): the ledger would lose entries.",
                       place=place.name)  # fmt: skip
    else:
        words = phrase("{place} carries the folder to other computers, and every address with it.",
                       place=place.name)  # fmt: skip
    hint = phrase("Move the whole project onto this computer's own disk; outreach baton hands it "
                  "to another one.")  # fmt: skip
    if desk.project.trust.allow_network:
        return Finding("place", words, Severity.WARNING, hint)
    return Finding("place", words, Severity.ERROR, hint, ExitCode.LEDGER)


def _backups(desk: Desk) -> Finding:
    made = backups_made(desk)
    last = max((date.fromisoformat(each.on) for each in made), default=None)
    how = phrase("outreach backup FILE, on a stick or another disk")
    if last is None:
        return Finding("backup", phrase("No backup is known here."), Severity.WARNING, how)
    if expired := [each.file for each in made if each.expires <= desk.today]:
        words = phrase("Backups older than a year: {files}", files=", ".join(expired))
        hint = phrase("Destroy them: they hold people who may have been erased since.")
        return Finding("backup", words, Severity.WARNING, hint)
    words = phrase("The last backup is of {day}.", day=last.isoformat())
    if (desk.today - last).days > _OFTEN:
        return Finding("backup", words, Severity.WARNING, how)
    return Finding("backup", words)


def _of_ledger(desk: Desk) -> Iterator[Finding]:
    """Yield what the ledger tells; where it cannot be read, another finding says so."""
    try:
        with desk.read_ledger(damaged=True) as ledger:
            lease, due = lease_of(ledger), overdue(desk, ledger)
    except OutreachError:
        return
    if lease.is_away:
        yield Finding(
            "baton",
            phrase("The project was handed over on {day}; here it can only be read.",
                   day=lease.on.isoformat() if lease.on else ""),
            Severity.WARNING,
            phrase("outreach baton show"),
        )  # fmt: skip
    if due:
        yield Finding(
            "tidy",
            phrase("Printed files with addresses lie longer than {days} days: {rounds}",
                   days=desk.project.trust.days,
                   rounds=", ".join(each.round_id for each in due)),
            Severity.WARNING,
            phrase("outreach tidy"),
        )  # fmt: skip
