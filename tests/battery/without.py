"""Every guard of the ledger, and how it is taken away, to see that the battery notices.

``OUTREACH_BATTERY_WITHOUT`` names the one that is missing in this process; as a plugin of pytest
(``-p tests.battery.without``) it also serves tests outside the battery.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from outreach import selection
from outreach.ledger import connection, copying, freezing, invariants, log, posting, schema, verify
from outreach.ledger.decisions import Decisions
from outreach.ledger.freezing import Freezing
from outreach.ledger.log import EventLog
from outreach.ledger.posting import Posting
from outreach.ledger.rounds import Rounds
from outreach.model.standing import Status
from outreach.workflow import archive, keeping

HERE = "tests/battery/"
ATTACKS = (f"{HERE}test_attacks.py",)
CUTS = (f"{HERE}test_powercut.py",)
LIFE = (f"{HERE}test_withdrawal.py", f"{HERE}test_machine.py")
FIGHT = (f"{HERE}test_at_once.py",)
FORGED = "test_a_backup_whose_files_were_changed_or_added_by_others_is_refused"
DAMAGE = (f"{HERE}test_damaged_backups.py::{FORGED}",)
TAMPER = ("tests/test_ledger_guards.py",)
ROUNDS = ("tests/test_ledger_rounds.py",)
TRANSACTIONS = ("tests/test_ledger_file.py", "tests/test_ledger_rounds.py")


@dataclass(frozen=True, slots=True)
class Guard:
    """A guard: its name, how it is removed, and the tests of which one must then fail."""

    name: str
    remove: Callable[[], None]
    tests: tuple[str, ...]


# -- the triggers --------------------------------------------------------------------------------


def rewritten(change: Callable[[str], str | None]) -> None:
    """Make every ledger from now on with other statements; None leaves one out."""
    schema.MIGRATIONS = tuple(
        tuple(made for each in step if (made := change(each)) is not None)
        for step in schema.MIGRATIONS
    )


def _last_of(name: str) -> str:
    """Return the statement that makes a trigger as it is in force now."""
    every = [each for step in schema.MIGRATIONS for each in step]
    return [each for each in every if each.startswith(f"CREATE TRIGGER {name} ")][-1]


def without_rule(statement: str, rule: str) -> None:
    rewritten(lambda each: each.replace(rule, "") if each == statement else each)


def without_trigger(statement: str) -> None:
    rewritten(lambda each: None if each == statement else each)


def of_triggers() -> Iterator[Guard]:
    """Yield each rule of each trigger in force, and each trigger that is one rule."""
    every = [each for step in schema.MIGRATIONS for each in step]
    for name in dict.fromkeys(re.findall(r"CREATE TRIGGER (\w+)", "\n".join(every))):
        statement = _last_of(name)
        rules = re.findall(r"    WHEN .*\n", statement)
        if len(rules) < 2:
            yield Guard(f"trigger {name}", partial(without_trigger, statement), ATTACKS)
        for number, rule in enumerate(rules if len(rules) > 1 else (), start=1):
            words = re.findall(r"RAISE\(FAIL, '([^']*)'", rule)[-1]
            remove = partial(without_rule, statement, rule)
            yield Guard(f"trigger {name} {number}: {words}", remove, ATTACKS)


def without_unique(unique: str, plain: str, rule: str) -> None:
    """Leave out a UNIQUE and the trigger's rule that stands before it: each alone is enough."""
    assert any(unique in each for step in schema.MIGRATIONS for each in step), unique
    rewritten(lambda each: re.sub(rf"    WHEN .*{rule}'\)\n", "", each.replace(unique, plain)))


def of_tables() -> Iterator[Guard]:
    reversed_once = partial(
        without_unique, "CREATE UNIQUE INDEX event_reversed",
        "CREATE INDEX event_reversed", "the entry is reversed already",
    )  # fmt: skip
    yield Guard("UNIQUE reverses, and the rule before it", reversed_once, ATTACKS)


# -- how the file is opened ----------------------------------------------------------------------


def set_otherwise(**pragmas: str) -> None:
    """Open every ledger with other settings."""
    names = set(pragmas)
    kept = [each for each in connection._SETTINGS if each.split()[1] not in names]
    changed = [f"PRAGMA {name} = {value}" for name, value in pragmas.items()]
    connection._SETTINGS = (*kept, *changed)


def of_settings() -> Iterator[Guard]:
    yield Guard("synchronous = EXTRA (NORMAL)", partial(set_otherwise, synchronous="NORMAL"), CUTS)
    yield Guard("synchronous = EXTRA (OFF)", partial(set_otherwise, synchronous="OFF"), CUTS)
    yield Guard("journal (MEMORY)", partial(set_otherwise, journal_mode="MEMORY"), CUTS)
    deleted = partial(set_otherwise, journal_mode="DELETE", synchronous="FULL")
    yield Guard("journal kept and synced (DELETE, FULL)", deleted, CUTS)
    yield Guard("secure_delete", partial(set_otherwise, secure_delete="OFF"), ATTACKS)
    yield Guard("foreign_keys", partial(set_otherwise, foreign_keys="OFF"), ATTACKS)


# -- what the program itself looks at ------------------------------------------------------------


def nothing(*_: object, **__: object) -> None:
    """Look at nothing."""


def instead(place: object, name: str, what: object) -> Callable[[], None]:
    return lambda: setattr(place, name, what)


@contextmanager
def _late_lock(self: EventLog) -> Iterator[None]:
    """A transaction that takes the lock only when it writes."""
    real = self._connection

    class Deferred:
        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        def execute(self, sql: str, *values: object) -> object:
            return real.execute("BEGIN" if sql == "BEGIN IMMEDIATE" else sql, *values)

    self._connection = Deferred()  # type: ignore[assignment]
    try:
        with _transaction(self):
            self._connection = real
            yield
    finally:
        self._connection = real


_transaction = EventLog.transaction


@contextmanager
def _no_transaction(self: EventLog) -> Iterator[None]:
    """Every statement by itself: half of it stays where something fails."""
    began = not self._connection.in_transaction
    with connection.plain_words():
        if began:
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            if began and self._connection.in_transaction:
                self._connection.execute("COMMIT")


def _without_status(status: Status) -> None:
    selection._BARRED = {each: why for each, why in selection._BARRED.items() if each != status}


def of_program() -> Iterator[Guard]:
    yield Guard("BEGIN IMMEDIATE", instead(EventLog, "transaction", _late_lock), FIGHT)
    yield Guard("roll back where something fails",
                instead(EventLog, "transaction", _no_transaction), TRANSACTIONS)  # fmt: skip
    yield Guard("consent looked at once more at the freeze",
                instead(freezing, "reason_against", nothing), LIFE)  # fmt: skip
    yield Guard("consent looked at once more at the post",
                instead(Posting, "_pull", lambda *_: ()), LIFE)  # fmt: skip
    yield Guard("the count at the post", instead(posting, "_refuse_count", nothing), LIFE)
    yield Guard("numbers that do not lie here", instead(posting, "_refuse_absent", nothing), ROUNDS)
    yield Guard("what is posted is not frozen again",
                instead(Freezing, "_refuse_posted", nothing), ROUNDS)  # fmt: skip
    yield Guard("made only what is a card", instead(Rounds, "_refuse_unknown", nothing), ROUNDS)
    yield Guard("what another entry rests on is not undone",
                instead(Decisions, "_resting_on", nothing), ROUNDS)  # fmt: skip
    for status in (Status.STOPPED, Status.PAUSED):
        yield Guard(f"selection: {status}", partial(_without_status, status), LIFE)
    yield Guard("selection: no consent", instead(selection, "_consented", lambda *_: True), LIFE)
    yield Guard("invariants before a commit", instead(log, "broken", lambda *_: iter(())),
                (f"{HERE}test_invariants.py",))  # fmt: skip


def of_invariants() -> Iterator[Guard]:
    for number, (code, _, _) in enumerate(invariants.OF_ROUNDS):
        rest = (*invariants.OF_ROUNDS[:number], *invariants.OF_ROUNDS[number + 1 :])
        tests = (f"{HERE}test_invariants.py",)
        yield Guard(f"invariant {code}", instead(invariants, "OF_ROUNDS", rest), tests)


def of_keeping() -> Iterator[Guard]:
    none: tuple[object, ...] = ()
    for name in ("_damage", "_rules", "_chain", "_cut_off", "_contents", "_unasked"):
        if hasattr(verify, name):
            tests = (
                (*TAMPER, *LIFE) if name != "_damage" else (*TAMPER, "tests/test_ledger_file.py")
            )
            yield Guard(f"verify {name}", instead(verify, name, lambda *_: iter(none)), tests)
    yield Guard("a ledger that is missing", instead(connection, "_refuse_missing", nothing),
                ("tests/test_ledger_file.py",))  # fmt: skip
    yield Guard("a ledger whose rules were changed",
                instead(connection, "_refuse_damaged", nothing),
                (*TAMPER, "tests/test_ledger_file.py"))  # fmt: skip
    yield Guard("a copy onto itself", instead(copying, "_refuse_itself", nothing),
                ("tests/test_ledger_file.py",))  # fmt: skip
    yield Guard("the files of a backup", instead(archive, "hashlib", _OneDigest), DAMAGE)
    yield Guard("names in a backup", instead(archive, "_refuse_strange_names", nothing), DAMAGE)
    yield Guard("an older backup", instead(keeping, "refuse_loss", nothing),
                ("tests/test_cli_keeping.py",))  # fmt: skip


class _OneDigest:
    """Digests that are the same of everything."""

    sha256: Callable[..., _OneDigest]

    def update(self, _: object) -> None:
        """Take no notice."""

    def hexdigest(self) -> str:
        """Return always the same."""
        return "0" * 64


_OneDigest.sha256 = lambda *_: _OneDigest()


def guards() -> list[Guard]:
    """Return every guard there is to be removed."""
    return [
        *of_triggers(),
        *of_tables(),
        *of_settings(),
        *of_program(),
        *of_invariants(),
        *of_keeping(),
    ]


def remove_guard() -> None:
    """Take away the guard the environment names, if any."""
    if name := os.environ.get("OUTREACH_BATTERY_WITHOUT"):
        (guard,) = [each for each in guards() if each.name == name]
        guard.remove()


def pytest_configure() -> None:
    remove_guard()
