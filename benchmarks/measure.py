"""Whole processes from start to exit: wall time, and the memory of the whole process tree."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
PERIOD = 0.05  # seconds between two looks at the memory


class Reading(NamedTuple):
    """Seconds from start to exit, and the highest sum of PSS over the process tree in MB."""

    seconds: float
    memory: float


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Reading:
    """Run a command to its end. Raises CalledProcessError where it fails."""
    highest = 0.0
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    errors: list[bytes] = []
    stderr = process.stderr
    assert stderr is not None
    reader = threading.Thread(target=lambda: errors.append(stderr.read()))
    reader.start()
    while process.poll() is None:
        highest = max(highest, tree_memory(process.pid))
        time.sleep(PERIOD)
    seconds = time.perf_counter() - start
    reader.join()
    stderr.close()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=errors[0])
    return Reading(seconds, highest)


def tree_memory(root: int) -> float:
    """Return the sum of PSS over a process and all below it in MB; 0 where there is no /proc."""
    return sum(_pss(pid) for pid in _tree(root)) / 1024


def _tree(root: int) -> Iterator[int]:
    yield root
    for path in PROC.glob(f"{root}/task/*/children"):
        try:
            children = path.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _tree(int(child))


def _pss(pid: int) -> float:
    """Return a process's proportional share of memory in kB, 0 once it is gone."""
    try:
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return float(line.split()[1])
    except OSError:
        pass
    return 0.0
