"""A battery that stays green without a guard proves nothing: each one is taken away in turn."""

from __future__ import annotations

import pytest

from tests.battery.mutation import table
from tests.battery.settings import COUNTS, DONE, FULL
from tests.battery.without import guards

SOME = 12  # every twelfth guard in the short battery


@pytest.mark.battery
@pytest.mark.slow
def test_every_guard_that_is_taken_away_is_missed() -> None:
    chosen = guards() if COUNTS is FULL else guards()[::SOME]
    survived = [name for name, noticed in table(chosen) if not noticed]
    DONE["guards taken away"] += len(chosen)
    assert survived == []
