"""People who said stop, looked for among those an import would bring in or change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.ledger import Identity, Ledger
from outreach.model.standing import Status
from outreach.phrase import phrase
from outreach.sources.held import HeldRow
from outreach.workflow.content import identity_of
from outreach.workflow.importing import Added, Import, says_stop
from outreach.workflow.likeness import everyday, shapes_of
from outreach.workflow.matching import folded_name

_NO = frozenset({Status.STOPPED, Status.REFUSED})
_NOBODY = "\0"  # no folded name and no folded address is ever this


def stop_remarks(plan: Import, ledger: Ledger) -> list[Problem]:
    """Return a warning for every entry that changes or adds someone who does not want mail.

    Also for one whose row is gone: the ledger still knows name and address by their hashes.
    """
    return [*dict.fromkeys([*_in_files(plan, ledger), *_in_ledger(plan, ledger)])]


def _in_files(plan: Import, ledger: Ledger) -> Iterator[Problem]:
    by_name: dict[str, list[HeldRow]] = {}
    for row in plan.holdings.rows:
        by_name.setdefault(_everyday_name(row.cells._asdict()), []).append(row)
    themselves = [(entry.where, entry.row) for entry in plan.changed]  # who is unchanged, is so
    namesakes = [
        (new.where, row) for new in plan.added for row in by_name.get(_everyday_name(new.cells), ())
    ]
    keys = {row.cells.key for _, row in (*themselves, *namesakes) if row.cells.key}
    stopped = _stopped(ledger, sorted(keys))
    for words, rows in ((_stays_stopped, themselves), (_said_stop, namesakes)):
        for where, row in rows:
            if row.cells.key in stopped or says_stop(row.cells.consent):
                yield words(row.cells.key, where)


def _everyday_name(fields: Mapping[str, str]) -> str:
    """Return a name for finding one who is in the book as 高橋 and comes in as 髙橋."""
    return everyday(folded_name(fields))


def _stopped(ledger: Ledger, keys: list[str]) -> set[str]:
    return {key for key, each in ledger.standings(keys).items() if each.status in _NO}


def _in_ledger(plan: Import, ledger: Ledger) -> Iterator[Problem]:
    here = {row.cells.key.lower() for row in plan.holdings.rows}
    gone = [key for key in ledger.known_keys() if key.lower() not in here]
    stopped = sorted(_stopped(ledger, gone))
    if not stopped:
        return
    for new in plan.added:
        for key in _same_person(ledger, stopped, new):
            yield _said_stop(key, new.where)


def _same_person(ledger: Ledger, keys: Iterable[str], new: Added) -> set[str]:
    """Return the keys whose name the ledger has as that of a new row.

    The ledger only says where name and address both differ; so the address is made to differ, and
    the name is tried in the shapes it may have been written in.
    """
    keys = list(keys)
    identity = identity_of(new.recipient)
    left = ledger.identity_changed([Identity(key, _NOBODY, _NOBODY) for key in keys])
    known = {*left}
    for name in shapes_of(identity.name):
        left = ledger.identity_changed([Identity(key, name, _NOBODY) for key in left])
    return known - {*left}


def _stays_stopped(key: str, where: Where) -> Problem:
    return Problem(
        ExitCode.SOURCE,
        "entry-stopped",
        phrase("{key} is stopped; the stop stays.", key=key),
        phrase("Nothing is sent to them; the import only changes the cells that are named."),
        where,
        Severity.WARNING,
    )


def _said_stop(key: str, where: Where) -> Problem:
    return Problem(
        ExitCode.SOURCE,
        "entry-stopped",
        phrase("The same name is known under key {key}, and there they said stop.", key=key),
        phrase("The import changes nothing about that. If it is the same person, take the row out "
               "again; nothing may be sent."),
        where,
        Severity.WARNING,
    )  # fmt: skip
