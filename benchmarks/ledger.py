"""``python -m benchmarks.ledger``: how fast a ledger of many entries is, beside bare SQLite."""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from time import process_time

from outreach.ledger import Identity, Ledger, PlannedCard
from outreach.model.event import EventKind, NewEvent

DAY = date(2025, 6, 1)
ROUNDS = 24
APPENDED = 50_000
WANTED_A_SECOND, WANTED_VERIFY, WANTED_REPORT = 50_000, 10, 2


def main() -> None:
    """Measure and print; seconds are of the processor, the file lies in the temporary folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    events = parser.parse_args().events
    with tempfile.TemporaryDirectory() as folder:
        for line in report(Path(folder), events):
            print(line, flush=True)


def report(folder: Path, events: int) -> Iterator[str]:
    """Yield one line for each figure: about ``events`` entries of 24 rounds (1 to 4 a card)."""
    numbers = count(1)
    with Ledger.open(
        folder / "ledger.db",
        clock=lambda: datetime(2025, 6, 1, tzinfo=UTC),
        entropy=lambda size: next(numbers).to_bytes(size, "big"),
        expected=False,
    ) as ledger:
        people = [Identity(f"k{at}", f"n{at}", f"a{at}") for at in range(events // (ROUNDS * 4))]
        ids = list(ledger.register(people).values())
        yield from _appending(ledger, ids, folder)
        for number in range(ROUNDS):
            _round(ledger, f"r{number:02}", people)
        yield f"entries                       {ledger.head()[0]:,}"
        began = process_time()
        problems = ledger.verify()
        assert not problems, problems[:3]
        yield _seconds("verify", process_time() - began, WANTED_VERIFY)
        began = process_time()
        pieces = sum(1 for _ in ledger.figures(DAY, DAY))
        yield _seconds(f"the year's {pieces:,} pieces", process_time() - began, WANTED_REPORT)


def _appending(ledger: Ledger, ids: list[str], folder: Path) -> Iterator[str]:
    asked = [ids[at % len(ids)] for at in range(APPENDED)]
    events = [
        NewEvent(EventKind.CONSENT, DAY, each, data={"basis": "self", "source": "command"})
        for each in asked
    ]
    began = process_time()
    with ledger.transaction():
        ledger.append(events)
    ours = process_time() - began
    bare = _bare(folder / "bare.db", asked)
    yield (
        f"append in one transaction     {APPENDED / ours:,.0f}/s (wanted: {WANTED_A_SECOND:,}); "
        f"bare SQLite {APPENDED / bare:,.0f}/s, {ours / bare:.1f} times the work"
    )


def _bare(path: Path, people: list[str]) -> float:
    """Return the seconds for the same rows without chain, guards and indexes."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, at, day, kind, who, data)")
        rows = ((DAY.isoformat(), "consent", each, '{"v":1}') for each in people)
        began = process_time()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO event VALUES (NULL, 0, ?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
        return process_time() - began


def _round(ledger: Ledger, name: str, people: list[Identity]) -> None:
    facts = {"kind": "person", "gender": "女", "branch": "札幌", "yen": 85, "author": "みなみ"}
    cards = (
        PlannedCard(no, who, '{"v":1}', facts, "a", "m") for no, who in enumerate(people, start=1)
    )
    ledger.freeze(name, DAY, 1, cards, [], [])
    ledger.made(name, DAY, 1, range(1, len(people) + 1), {"side": "both"})
    ledger.post(name, DAY, len(people))


def _seconds(what: str, seconds: float, wanted: int) -> str:
    return f"{what:<29} {seconds:.1f} s (wanted: under {wanted} s)"


if __name__ == "__main__":
    main()
