"""Card numbers as a person writes them."""

from __future__ import annotations

from collections.abc import Iterable


def listed(numbers: Iterable[int]) -> str:
    """Return numbers in order, runs shortened: 3, 7-9."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)
