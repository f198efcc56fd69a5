"""Every call of the system fails once, in every command: the old state, or the new, and words."""

from __future__ import annotations

import errno
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from outreach.errors import ExitCode, OutreachError, errors_in
from outreach.ledger import Ledger
from tests.battery.settings import COUNTS, DONE, FULL, fast_folder
from tests.battery.shim import CODES, Faults, injected
from tests.battery.test_damaged_backups import tree
from tests.battery.work import AT
from tests.conftest import OFFICE_FILES, Office

ALL_CODES = (*CODES, errno.ENOMEM)
# What an office keeps; whatever else lies there after a fault must be named as half-made.
KEPT = ("recipients/", "rounds/", "designs/", "outreach.toml")


@dataclass(frozen=True)
class Chore:
    """A command, what was done before it, and what it may leave changed."""

    name: str
    arguments: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    prepare: Callable[[Office], None] = lambda office: None
    second_time: tuple[ExitCode, ...] = ()  # how it may end where it was done already


def put(name: str, text: str) -> Callable[[Office], None]:
    return lambda office: office.write(name, text)


# Where the disk refuses to remove a folder, no program can do it then.
REMOVING = ("rmdir", "unlink", "remove")
MORE_PEOPLE = (
    "key,family_name,given_name,postal_code,prefecture,city,street\n"
    "knew1,秋田,幸,060-0001,北海道,札幌市中央区,北1条西2丁目3-5\n"
)
PRINT = ("print", "r1")
PRINTED = ("printed", "r1")
POST = ("post", "r1", "--on", "today", "--count", "3")
BACKUP = ("backup", "{place}/kept.zip")
CHORES = (
    Chore("print", PRINT),
    Chore("print again", ("print", "r1", "--again", "--because", "x"), (PRINT, PRINTED),
          second_time=(ExitCode.STATE,)),
    Chore("printed", ("printed", "r1", "--spoilt", "2"), (PRINT,)),
    Chore("none printed", ("printed", "r1", "--none"), (PRINT,), second_time=(ExitCode.STATE,)),
    Chore("post", POST, (PRINT,), second_time=(ExitCode.STATE,)),
    Chore("returned", ("returned", "r1", "kaaaa", "--reason", "unknown", "--on", "today"),
          (PRINT, POST), second_time=(ExitCode.STATE,)),
    Chore("reply", ("reply", "kaaaa", "--on", "today")),
    Chore("consent", ("consent", "kdddd", "--basis", "self", "--on", "today")),
    Chore("stop", ("stop", "kbbbb"), (PRINT,)),
    Chore("undo", ("undo", "1", "--because", "x"), (("stop", "kbbbb"),),
          second_time=(ExitCode.STATE,)),
    Chore("pulled", ("pulled", "r1", "kbbbb"), (PRINT, ("stop", "kbbbb")),
          second_time=(ExitCode.STATE,)),
    Chore("erase", ("erase", "kdddd", "--yes"), (("consent", "kdddd", "--basis", "self", "--on",
          "today"),)),
    Chore("backup", BACKUP, (PRINT,), second_time=(ExitCode.OUTPUT,)),
    Chore("restore", ("restore", "{place}/kept.zip"), (PRINT, BACKUP)),
    Chore("import", ("import", "{place}/more.csv", "--yes"), (), put("../more.csv", MORE_PEOPLE)),
    Chore("tidy", ("tidy", "--days", "0"), (PRINT, POST)),
)  # fmt: skip


def filled(arguments: tuple[str, ...], office: Office) -> list[str]:
    """Return the arguments with the folder beside the project's."""
    return [each.replace("{place}", str(office.root.parent)) for each in arguments]


class Bench:
    """One chore, done over and over in copies of the same project, each time with another fault."""

    def __init__(self, chore: Chore, folder: Path) -> None:
        self.chore = chore
        self.folder = folder
        self.number = count()
        self.first = folder / "first"
        office = Office(self.first / "office")
        for name, text in OFFICE_FILES.items():
            office.write(name, text)
        chore.prepare(office)
        for arguments in chore.before:
            office.done(*filled(arguments, office))

    def again(self) -> Office:
        """Return a fresh copy of the project as it was before the chore."""
        for old in self.folder.glob("try-*"):
            shutil.rmtree(old)
        place = self.folder / f"try-{next(self.number)}"
        shutil.copytree(self.first, place)
        return Office(place / "office")

    def do(self, fail_at: int, code: int) -> tuple[Faults, int, str, Office]:
        office = self.again()
        with injected(Faults(office.root.parent, fail_at, code)) as faults:
            result = office.run(*filled(self.chore.arguments, office))
        return faults, result.exit_code, result.stderr + str(result.exception or ""), office


@dataclass(frozen=True)
class Ends:
    """What there is before and after a chore: what the ledger says, and the files that are kept.

    ``between``: a print notes the files it made in a transaction of its own.
    """

    calls: int
    old: tuple[str, ...]
    between: tuple[str, ...]
    new: tuple[str, ...]
    files: tuple[dict[str, str], dict[str, str]]


def ends_of(bench: Bench) -> Ends:
    """Return the ends of a chore, done once without a fault."""
    before = bench.again()
    old, files = ledger_state(before), kept(before)
    faults, code, said, office = bench.do(0, 0)
    assert code == 0, said
    new = ledger_state(office)
    assert old is not None
    assert new is not None
    made = sum(line.startswith("made") for line in new[len(old) :])
    return Ends(faults.count, old, new[: len(new) - made], new, (files, kept(office)))


def ledger_state(office: Office) -> tuple[str, ...] | None:
    """Return the kinds of what the ledger holds; None where it is not whole, or gone."""
    try:
        with Ledger.open_for_reading(
            office.root / "ledger.db", clock=lambda: AT, entropy=random.Random(0).randbytes,
            expected=(office.root / ".outreach/id").exists(),
        ) as ledger:  # fmt: skip
            if errors_in(ledger.verify()):
                return None
            return tuple(f"{event.kind} {event.key}" for event in ledger.events())
    except OutreachError:
        return None


def kept(office: Office) -> dict[str, str]:
    """Return what cannot be made again, apart from the ledger."""
    return {name: sha for name, sha in tree(office.root).items() if name.startswith(KEPT)}


def wrongs(bench: Bench, fail_at: int, code: int, ends: Ends) -> Iterator[str]:
    """Yield what is wrong after the n-th call failed."""
    faults, exit_code, said, office = bench.do(fail_at, code)
    if not faults.met:
        return
    DONE["faults"] += 1
    yield from words_wrong(exit_code, said, code)
    state = ledger_state(office)
    if state not in (ends.old, ends.between, ends.new):
        yield "the ledger is neither the old nor the new one"
    elif exit_code == 0 and state != ends.new:
        yield "said to be done, and is not"
    now = kept(office)
    for name in sorted(now.keys() | ends.files[0].keys() | ends.files[1].keys()):
        if now.get(name) not in [files.get(name) for files in ends.files]:
            yield f"{name} is neither the old nor the new one"
    left = [path.name for path in office.root.parent.rglob("*") if is_half_made(path)]
    if left and faults.met not in REMOVING:
        yield f"left behind: {left}"
    yield from wrong_when_started_again(bench, office)


def words_wrong(exit_code: int, said: str, code: int) -> Iterator[str]:
    """Yield what is wrong with how it was said; without memory nothing better can be."""
    if exit_code == ExitCode.BUG and code != errno.ENOMEM:
        yield f"said to be our bug: {said[:300]}"
    if "Traceback" in said:
        yield "a traceback"
    if exit_code and not said.strip():
        yield "no words"


def is_half_made(path: Path) -> bool:
    """Return whether a file bears a name of what is not finished."""
    return path.name.startswith((".outreach-", ".~")) or path.suffix in (".part", ".tmp")


def wrong_when_started_again(bench: Bench, office: Office) -> Iterator[str]:
    """Yield what is wrong when the same command is simply started again."""
    result = office.run(*filled(bench.chore.arguments, office))
    if result.exit_code not in (ExitCode.DONE, *bench.chore.second_time):
        yield f"started again it ends with {result.exit_code}: {result.stderr[:200]}"


@pytest.mark.battery
@pytest.mark.parametrize("chore", CHORES, ids=lambda chore: chore.name)
def test_whatever_call_fails_the_state_is_the_old_or_the_new(spoken: None, chore: Chore) -> None:
    with fast_folder() as name:
        bench = Bench(chore, Path(name))
        ends = ends_of(bench)
        found = [
            f"call {fail_at} of {ends.calls} ({errno.errorcode[code]}): {wrong}"
            for fail_at, code in chosen(ends.calls)
            for wrong in wrongs(bench, fail_at, code, ends)
        ]
        assert not found, "\n".join(found)


def chosen(calls: int) -> list[tuple[int, int]]:
    """Return which calls fail how: in full each of them, else some, spread over all."""
    if COUNTS is FULL:
        return [(at, ALL_CODES[at % len(ALL_CODES)]) for at in range(1, calls + 1)]
    step = max(1, calls // max(1, COUNTS.faults // len(CHORES)))
    return [(at, ALL_CODES[at % len(ALL_CODES)]) for at in range(1 + step // 2, calls + 1, step)]
