"""Take every guard away, one at a time, and see the tests fail: python -m tests.battery.mutation.

Prints a table: what was removed, and the first test that noticed. Ends with 1 where nothing did.
Words after the name choose guards whose name begins so.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from tests.battery.settings import ROOT
from tests.battery.without import Guard, guards

NONE = Guard("", lambda: None, ())


def noticed_by(guard: Guard) -> str:
    """Return the first test that fails without a guard; blank where all pass."""
    command = [
        sys.executable, "-m", "pytest", "-x", "-n0", "-p", "no:cacheprovider", "-p",
        "tests.battery.without", "--no-header", "-rf", "--deselect",
        "tests/test_ledger_guards.py::test_the_rules_of_a_version_never_change", *guard.tests,
    ]  # fmt: skip
    environment = {
        **os.environ,
        "OUTREACH_BATTERY_WITHOUT": guard.name,
        "OUTREACH_BATTERY": "short",
    }
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=environment, check=False
    )
    found = re.search(r"^(?:FAILED|ERROR) \S*::(\S+)", done.stdout, re.MULTILINE)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return found[1] if found else ""


def table(chosen: Sequence[Guard]) -> Iterator[tuple[str, str]]:
    """Yield each guard's name and the test that noticed, two at a time.

    Before that all of the tests must pass: what fails anyway notices nothing.
    """
    every = tuple(dict.fromkeys(test for guard in chosen for test in guard.tests))
    if failing := noticed_by(replace(NONE, tests=every)):
        raise RuntimeError(f"{failing} fails though every guard is in place")
    with ThreadPoolExecutor(2) as pool:
        yield from zip([guard.name for guard in chosen], pool.map(noticed_by, chosen), strict=True)


def main(beginnings: Sequence[str]) -> int:
    """Print the table; returns how many guards were missed by nobody, at most 1."""
    chosen = [g for g in guards() if not beginnings or g.name.startswith(tuple(beginnings))]
    survived = 0
    for name, test in table(chosen):
        survived += not test
        print(f"{name:70}  {test or 'NOBODY NOTICED'}", flush=True)
    print(f"{len(chosen)} guards removed, {len(chosen) - survived} noticed")
    return min(survived, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
