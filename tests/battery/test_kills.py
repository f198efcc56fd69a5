"""Programs are killed at any moment: what they said was written is there, and sent once."""

from __future__ import annotations

import json
import os

import pytest

from tests.battery.settings import COUNTS, DONE, FULL, result_of, started

pytestmark = [
    pytest.mark.battery,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks"),
]
NAMED_POINTS = 24
PARTS = 2 if COUNTS is FULL else 1  # one for each core


@pytest.mark.parametrize("part", range(PARTS))
def test_what_killed_writers_had_acknowledged_is_never_lost_nor_sent_twice(part: int) -> None:
    *wrongs, last = result_of(started("killed", COUNTS.kills // PARTS, part))
    assert wrongs == []
    result = json.loads(last)
    DONE["kills of writers"] += result["kills"]
    DONE["acknowledged entries looked for after kills"] += result["said"]
    assert result["kills"] >= COUNTS.kills // PARTS
    assert COUNTS is not FULL or len(result["points"]) == NAMED_POINTS, result["points"]


@pytest.mark.parametrize("part", range(PARTS))
def test_a_round_whose_commands_are_killed_is_still_printed_and_posted_once(part: int) -> None:
    *wrongs, last = result_of(started("killed_commands", COUNTS.command_kills // PARTS, part))
    assert wrongs == []
    result = json.loads(last)
    DONE["kills of commands"] += result["kills"]
    assert result["kills"] >= COUNTS.command_kills // PARTS
