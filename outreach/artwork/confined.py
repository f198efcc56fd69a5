"""What every child process of the artwork is given and kept to: hostile files end up in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import outreach

CPU_SECONDS = 20  # for all that one child is asked


def child_environment() -> dict[str, str]:
    """Return the environment in which a child finds this very package, installed or not."""
    home = str(Path(outreach.__file__).resolve().parent.parent)
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def ask_child(
    module: str, stream: BinaryIO, job: Mapping[str, Any], seconds: float
) -> tuple[dict[str, Any], bytes] | str:
    """Return what a child found in the file it is given and the bytes it made, or a fault's code.

    The module is run as ``python -P -m MODULE JOB``, the file its standard input. It answers with a
    line of JSON, ``{"fault": code}`` where it refuses, and the bytes after it.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", module, json.dumps(job)],
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "slow"
    line, newline, made = done.stdout.partition(b"\n")
    if not newline:  # the system ended it: for memory, for time, or its decoder fell over
        return "died"
    found: dict[str, Any] = json.loads(line)
    return str(found["fault"]) if "fault" in found else (found, made)


def limit_this_process(memory: int, seconds: int = CPU_SECONDS) -> None:
    """Bound address space (bytes) and processor time where the system can.

    The parent watches the clock.
    """
    if sys.platform == "win32":
        return
    import resource  # not there on Windows

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
