"""A command as a whole process: how long from start to exit, how much memory its tree takes.

Memory is the proportional set size (PSS): a page that several processes share counts once, split
between them. It is read from Linux's ``/proc``; elsewhere it is not known.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

EVERY = 0.05  # seconds between two looks at the memory
PROC = Path("/proc")


class Run(NamedTuple):
    """How a command went: wall time in seconds, highest PSS of its tree in bytes (0: not known)."""

    seconds: float
    peak: int = 0


class CommandError(Exception):
    """A command of the benchmark failed; the text is the end of what it said."""


def timed(command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None) -> Run:
    """Run a command in ``folder``, undisturbed, with ``more`` in its environment."""
    start = time.perf_counter()
    process = _start(command, folder, more)
    said = process.communicate()[0]
    seconds = time.perf_counter() - start
    _refuse_failure(process, command, said)
    return Run(seconds)


def watched(command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None) -> Run:
    """Run a command and look at the memory of its tree all the while, which slows it a little."""
    start = time.perf_counter()
    with (folder / "said.txt").open("w+b") as said:
        process = _start(command, folder, more, said.fileno())
        peak = 0
        while process.poll() is None:
            peak = max(peak, sum(map(_pss, _tree(process.pid))))
            time.sleep(EVERY)
        seconds = time.perf_counter() - start
        said.seek(0)
        _refuse_failure(process, command, said.read())
    return Run(seconds, peak)


def _start(
    command: Sequence[str],
    folder: Path,
    more: Mapping[str, str] | None,
    output: int = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **(more or {})}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
    )


def _refuse_failure(process: subprocess.Popen[bytes], command: Sequence[str], said: bytes) -> None:
    if process.returncode != 0:
        end = said.decode("utf-8", "replace")[-1000:]
        raise CommandError(f"{' '.join(command)} left with {process.returncode}:\n{end}")


def _tree(root: int) -> Iterator[int]:
    """Yield a process and everything it started."""
    yield root
    try:
        threads = list((PROC / str(root) / "task").iterdir())
        children = [int(pid) for at in threads for pid in (at / "children").read_text().split()]
    except OSError:  # gone meanwhile, or no Linux
        return
    for child in children:
        yield from _tree(child)


def _pss(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
