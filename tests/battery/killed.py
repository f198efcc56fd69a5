"""Programs that write the ledger, and are killed: python -m tests.battery.killed KILLS SEED.

Everything is imported once; each writer is a fork of this program, so that a kill costs
milliseconds. A writer says each entry on a pipe after the ledger said it was written. It prints
what went wrong, a line each, and last how many died, how many lines they had said, and which points
were met.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outreach.ledger import connection
from tests.battery.settings import fast_folder
from tests.battery.without import remove_guard
from tests.battery.work import Work, open_ledger, wrongs

# A writer dies before or after the n-th statement that begins so.
STATEMENTS = (
    "PRAGMA", "CREATE", "BEGIN", "SAVEPOINT", "RELEASE", "SELECT", "INSERT INTO person",
    "UPDATE person", "INSERT OR FAIL INTO event", "INSERT INTO content", "INSERT INTO note",
    "COMMIT",
)  # fmt: skip
POINTS = [(moment, each) for each in STATEMENTS for moment in ("before", "after")]
LIVES = 30  # kills of one ledger, so that looking at all of it stays quick
PATIENCE = 3.0  # seconds until a writer that never meets its point is killed all the same


class Mortal(sqlite3.Connection):
    """A connection that kills its program at a point."""

    point: tuple[str, str] | None = None
    countdown = 0

    def _met(self, moment: str, sql: str) -> None:
        if Mortal.point == (moment, next((s for s in STATEMENTS if sql.startswith(s)), "")):
            Mortal.countdown -= 1
            if Mortal.countdown <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        self._met("before", sql)
        done = super().execute(sql, *values)
        self._met("after", sql)
        return done

    def executemany(self, sql: str, rows: Iterable[Any]) -> sqlite3.Cursor:  # type: ignore[override]
        def passing() -> Iterable[Any]:
            for row in rows:
                yield row
                self._met("before", sql)

        done = super().executemany(sql, passing())
        self._met("after", sql)
        return done


@dataclass
class Writer:
    """A fork of this program at work, and the end of the pipe it speaks into."""

    pid: int
    ear: int
    heads: list[tuple[int, str]] = field(default_factory=list)

    def heard(self) -> list[tuple[int, str]]:
        """Return the entries it said; a line cut short was not said."""
        with os.fdopen(self.ear, "rb") as pipe:
            lines = pipe.read().split(b"\n")[:-1]
        return [(int(seq), hash_.decode()) for seq, hash_ in map(bytes.split, lines)]


def fork(work: Callable[[Callable[[tuple[int, str]], None]], None]) -> Writer:
    """Start a writer; it ends with code 1 where anything but a refusal in words stopped it."""
    ear, mouth = os.pipe()
    if pid := os.fork():
        os.close(mouth)
        return Writer(pid, ear)
    code = 1
    try:
        os.close(ear)
        work(lambda head: void(os.write(mouth, b"%d %b\n" % (head[0], head[1].encode()))))
        code = 0
    except BaseException as error:
        print(f"a writer failed: {type(error).__name__}: {error}", flush=True)
    finally:
        os._exit(code)


def void(_: object) -> None:
    """Return nothing."""


def write_on(path: Path, seed: int, mark: str, say: Callable[[tuple[int, str]], None]) -> None:
    """Work until killed; another writer's lock is waited for."""
    rng = random.Random(seed)
    with open_ledger(path, rng, patience=60) as ledger:
        work = Work(ledger, rng, mark)
        for _ in range(400):
            if work.step():
                say(ledger.head())


@dataclass
class Graveyard:
    """What the kills came to."""

    kills: int = 0
    said: int = 0
    points: Counter[str] = field(default_factory=Counter)

    def bury(self, writers: list[Writer], rng: random.Random, at_point: bool) -> None:
        """Kill the writers, each at its own moment, and wait until they are gone."""
        end = time.monotonic() + (PATIENCE if at_point else 0)
        for number, writer in enumerate(writers):
            if at_point and number == 0:
                while time.monotonic() < end and not self._is_gone(writer, os.WNOHANG):
                    time.sleep(0.001)
            else:
                time.sleep(rng.random() ** 2 * 0.06)
            if writer.pid:
                os.kill(writer.pid, signal.SIGKILL)
                self._is_gone(writer, 0)

    def _is_gone(self, writer: Writer, how: int) -> bool:
        pid, status = os.waitpid(writer.pid, how)
        if pid:
            writer.pid = 0
            self.kills += os.WIFSIGNALED(status)
        return bool(pid)


def kill(kills: int, seed: int) -> Graveyard:
    """Kill writers until enough are dead; prints what is wrong with any ledger they left."""
    rng, grave, turn = random.Random(seed), Graveyard(), seed
    connect = sqlite3.connect
    connection.sqlite3.connect = lambda *a, **k: connect(*a, **({"factory": Mortal} | k))  # type: ignore[assignment]
    with fast_folder() as name:
        while grave.kills < kills:
            folder = Path(name) / str(turn)
            folder.mkdir()
            heads: list[tuple[int, str]] = []
            for _ in range(LIVES):
                turn += 1
                heads += one_death(folder / "ledger.db", rng, grave, turn)
                grave.said += len(heads)
                if not looked_at(folder / "ledger.db", heads, turn):
                    return grave
                heads = heads[-1:]
    return grave


def one_death(path: Path, rng: random.Random, grave: Graveyard, turn: int) -> list[tuple[int, str]]:
    """Let one to three writers work until they are killed; returns what they had said."""
    at_point = turn % 2 == 0
    point = POINTS[turn // 2 % len(POINTS)]
    place = path
    if point[1] == "CREATE" and at_point:  # only a ledger that is made meets it
        place = path.with_name(f"new-{turn}.db")
    writers = []
    for number in range(1 if place != path else rng.randint(1, 3)):
        if at_point and number == 0:
            Mortal.point, Mortal.countdown = point, rng.randint(1, 4)
        writers.append(
            fork(lambda say, n=number: write_on(place, turn * 10 + n, "abc"[n], say))  # type: ignore[misc]
        )
        Mortal.point = None
    before = grave.kills
    grave.bury(writers, rng, at_point)
    if at_point and grave.kills > before:
        grave.points[" ".join(point)] += 1
    said = [head for writer in writers for head in writer.heard()]
    if place != path:
        looked_at(place, said, turn)
        return []
    return said


def looked_at(path: Path, heads: list[tuple[int, str]], turn: int) -> bool:
    """Open the ledger as the next command would; returns whether all is as it must be."""
    began = time.monotonic()
    with open_ledger(path, random.Random(turn)) as ledger:
        found = wrongs(ledger, heads)
        ledger.stop("k-next", Work(ledger, random.Random(turn)).on)
    if time.monotonic() - began > 10:
        found.append("opening it took over ten seconds")
    for wrong in found:
        print(f"after death {turn}: {wrong}", flush=True)
    return not found


if __name__ == "__main__":
    remove_guard()
    result = kill(int(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps({"kills": result.kills, "said": result.said, "points": result.points}))
