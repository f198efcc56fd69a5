"""today: what waits for whom, from the files of the next rounds and from the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from outreach.errors import Problem
from outreach.ledger import Ledger
from outreach.model.event import EventKind
from outreach.model.recipient import Recipient
from outreach.model.words import rounds
from outreach.phrase import phrase
from outreach.sources.recipients import read_recipients
from outreach.workflow.desk import Desk
from outreach.workflow.printers import printers_waiting
from outreach.workflow.retention import overdue
from outreach.workflow.returns import MOVING, forwardings
from outreach.workflow.tasks import Register, Role, Task
from outreach.workflow.waiting_people import ASKED, people_waiting
from outreach.workflow.waiting_rounds import rounds_waiting


def waiting(desk: Desk, day: date) -> list[Task]:
    """Return what waits on a day, by role, the most urgent first.

    Raises LedgerError where the ledger is lost, damaged or newer.
    """
    desk = replace(desk, today=day)
    register = read_register(desk)
    with desk.read_ledger() as ledger:
        said = list(ledger.entries_of((*ASKED, *MOVING, EventKind.ERASED)))
        moves = forwardings(said)
        found = [
            *rounds_waiting(desk, ledger, register, moves, day),
            *people_waiting(ledger, register, said, moves, day),
            *_files_waiting(desk, ledger),
            *printers_waiting(desk, ledger),
        ]
    return sorted(found, key=_urgency)


def _files_waiting(desk: Desk, ledger: Ledger) -> Iterator[Task]:
    """Yield printed files with addresses whose time is over."""
    if due := overdue(desk, ledger):
        what = phrase("The printed files of {rounds} show addresses and are not needed any more.",
                      rounds=rounds(len(due)))  # fmt: skip
        yield Task(Role.COORDINATOR, "files-to-remove", what, "outreach tidy")


def read_register(desk: Desk) -> Register:
    """Return the address book; a row with an error has a key, if any, and nothing else."""
    people: dict[str, Recipient] = {}
    keys: set[str] = set()
    for found in read_recipients(desk.project):
        if isinstance(found, Recipient):
            people[found.key] = found
        key = found.where.key if isinstance(found, Problem) else found.key
        keys |= {key} if key else set()
    return Register(people, frozenset(keys))


def _urgency(task: Task) -> tuple[object, ...]:
    """Return what tasks are sorted by: first what must not go out by mistake, then by day."""
    role, due = list(Role).index(task.role), task.due or date.max
    later = task.code != "to-pull"
    return (role, later, due, task.round, task.code, task.card_no or 0, task.key)
