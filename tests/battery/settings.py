"""How long the battery runs: full by ``make test-all``, short within ``make test``."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED_MEMORY = Path("/dev/shm")  # a disk in memory, where there is one: an fsync costs nothing


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each the battery tries at least."""

    cuts: int  # states of the disk after a power cut
    kills: int  # of programs that write the ledger
    command_kills: int  # of real commands
    faults: int  # failing calls of the system
    machine: int  # runs of the state machine
    steps: int  # of one such run, at most
    damages: int  # of backups
    rounds: int  # that programs fight for
    people: int  # of a round from which one withdraws


FULL = Counts(20_000, 2_000, 250, 1_500, 10_000, 100, 1_000, 1_000, 38)
SHORT = Counts(700, 60, 6, 60, 40, 40, 60, 25, 4)
COUNTS = FULL if os.environ.get("OUTREACH_BATTERY") == "full" else SHORT

# What was really run, for the line at the end.
DONE: Counter[str] = Counter()


def fast_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder on a disk in memory, or where temporary files are."""
    place = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
    return tempfile.TemporaryDirectory(dir=place, prefix="outreach-battery-")


def started(module: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a program of the battery; it says what went wrong on its output, a line each."""
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.battery.{module}", *map(str, arguments)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def result_of(program: subprocess.Popen[str]) -> list[str]:
    """Return the lines a program of the battery said; it must have ended well."""
    output, errors = program.communicate(timeout=7200)
    assert program.returncode == 0, errors[-4000:]
    return output.splitlines()
