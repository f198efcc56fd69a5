"""What every child process of the artwork is given and kept to: hostile files end up in them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import outreach

CPU_SECONDS = 20  # for all that one child is asked


def child_environment() -> dict[str, str]:
    """Return the environment in which a child finds this very package, installed or not."""
    home = str(Path(outreach.__file__).resolve().parent.parent)
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def limit_this_process(memory: int) -> None:
    """Bound address space (bytes) and processor time where the system can.

    The parent watches the clock.
    """
    if sys.platform == "win32":
        return
    import resource  # not there on Windows

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
