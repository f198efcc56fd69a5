"""Several programs fight for the same rounds: one posts each, the others are told so in words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from outreach.errors import errors_in
from tests.battery.settings import COUNTS, DONE, FULL, fast_folder, result_of, started
from tests.battery.work import open_ledger, posted_twice

PROGRAMS = range(2, 9) if COUNTS is FULL else (3,)


@pytest.mark.battery
@pytest.mark.parametrize("programs", PROGRAMS)
def test_of_programs_that_fight_for_a_round_one_posts_it(programs: int) -> None:
    with fast_folder() as folder:
        path = Path(folder) / "ledger.db"
        with open_ledger(path, random.Random(0)):
            pass
        running = [started("fighting", path, COUNTS.rounds, seed) for seed in range(programs)]
        lines = [line for program in running for line in result_of(program)]
        posted = sorted(line.split()[1] for line in lines if line.startswith("posted"))
        assert sorted(set(posted)) == posted, "each round is posted by one program alone"
        with open_ledger(path, random.Random(0), expected=True) as ledger:
            assert errors_in(ledger.verify()) == []
            assert posted_twice(ledger) == []
            sent = {event.round for event in ledger.events() if event.kind == "posted"}
        assert sent == set(posted), "what is in the ledger was said, and the other way round"
        assert len(sent) == COUNTS.rounds
        words = sum(int(line.split()[1]) for line in lines if line.startswith("lost"))
        DONE["rounds fought for"] += COUNTS.rounds
        DONE["losers told so in words"] += words
        assert words > 0
