"""``python -m benchmarks.sheets``: what sheets cost beside single cards, and asserts nothing.

The same round through the whole command, fresh each time: cards for the tray, then laid on sheets
with marks and slugs. They take turns, so that all have the same weather.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.contest import Contestant, compete, our_contestant
from benchmarks.people import VECTOR

SHEETS = {"a4-2up": 2, "sra4-4up": 4, "a4-4up-butt": 4, "sra3-8up": 8}
WANTED = 1.3  # times as long as single cards, 4-up with marks


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sheets", description=__doc__)
    parser.add_argument("--cards", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with TemporaryDirectory() as work:
        everyone = contestants(Path(work), asked.cards)
        compete(everyone, asked.runs, lambda line: print(line, file=sys.stderr, flush=True))
        for line in table(everyone):
            print(line)


def contestants(work: Path, count: int) -> list[Contestant]:
    """Return the round as single cards, and on each kind of sheet."""
    single = our_contestant(work, count, VECTOR, None)
    return [replace(single, name="single cards")] + [
        replace(single, name=name, up=up, runs=[], command=[*single.command, "--sheet", name])
        for name, up in SHEETS.items()
    ]


def table(everyone: list[Contestant]) -> list[str]:
    """Return a line for each: seconds, times as long as single cards, bytes a card."""
    single = everyone[0].seconds
    return [
        f"{one.name:14} {one.seconds:6.1f} s  ({min(one.runs):.1f}-{max(one.runs):.1f})  "
        f"{one.seconds / single:.2f} x (wanted for 4-up: {WANTED} x)  "
        f"{one.bytes_a_card / 1000:.1f} KB a card"
        for one in everyone
    ]


if __name__ == "__main__":
    main()
