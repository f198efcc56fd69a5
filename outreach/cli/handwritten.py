"""What came of reading handwriting: as JSON, and in a few lines."""

from __future__ import annotations

from collections.abc import Sequence

from outreach.cli.boundary import problem_data
from outreach.cli.output import note, tell
from outreach.ledger.numbers import listed
from outreach.phrase import Phrase, phrase
from outreach.workflow.hand_reading import Cell, Fate, Reading


def show_reading(made: Reading) -> None:
    """Show by round and sheet what was taken in, what is missing, and what was not needed."""
    for round_id, sheet in dict.fromkeys((cell.round_id, cell.sheet) for cell in made.cells):
        cells = [cell for cell in made.cells if (cell.round_id, cell.sheet) == (round_id, sheet)]
        for fate, words in _fates(cells, round_id, sheet).items():
            if any(cell.fate is fate for cell in cells):
                tell(words)
    for spare in made.unneeded:
        tell(phrase("{file}: not needed, sheet {number} was read from another photo.",
                    file=spare.where.file, number=spare.sheet))  # fmt: skip
    for each in made.missing:
        note(phrase("Round {id}, sheet {number}: still open are {cells}.",
                    id=each.round_id, number=each.sheet, cells=listed(each.cells)))  # fmt: skip


def _fates(cells: Sequence[Cell], round_id: str, sheet: int) -> dict[Fate, Phrase]:
    numbers = {fate: listed([cell.number for cell in cells if cell.fate is fate]) for fate in Fate}
    gaps = {"id": round_id, "number": sheet}
    return {
        Fate.STORED: phrase("Round {id}, sheet {number}: taken in {cells}.",
                            cells=numbers[Fate.STORED], **gaps),
        Fate.REPLACED: phrase("Round {id}, sheet {number}: replaced {cells}.",
                              cells=numbers[Fate.REPLACED], **gaps),
        Fate.SAME: phrase("Round {id}, sheet {number}: there already {cells}.",
                          cells=numbers[Fate.SAME], **gaps),
    }  # fmt: skip


def reading_data(made: Reading) -> dict[str, object]:
    """Return what came of reading as JSON has it."""
    return {
        "cells": [
            {"round": cell.round_id, "sheet": cell.sheet, "cell": cell.number, "key": cell.key,
             "state": cell.fate.value}
            for cell in made.cells
        ],
        "missing": [
            {"round": each.round_id, "sheet": each.sheet, "cells": list(each.cells)}
            for each in made.missing
        ],
        "unneeded": [
            {"file": each.where.file, "line": each.where.line, "sheet": each.sheet}
            for each in made.unneeded
        ],
        "problems": [problem_data(problem) for problem in made.problems],
    }  # fmt: skip
