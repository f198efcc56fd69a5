"""Cells that a spreadsheet would run as a formula: an apostrophe before them, and off again."""

from __future__ import annotations

import re

from outreach.sources.characters import FORMULA_LEADS

# A cell that begins with one of these is run as a formula by spreadsheets, also in full width.
_RUN = re.compile(f"'*[\t\r{re.escape(FORMULA_LEADS)}]")
_MARKED = re.compile(f"'+[\t\r{re.escape(FORMULA_LEADS)}]")


def harmless(cell: str) -> str:
    """Return a cell of a CSV with an apostrophe before what would be run as a formula.

    One that already has apostrophes gets one more, so that ``as_meant`` finds every cell again.
    """
    return f"'{cell}" if _RUN.match(cell) else cell


def harmless_text(cell: str) -> str:
    """Return a text cell of a workbook, where only what looks marked already needs the mark."""
    return f"'{cell}" if _MARKED.match(cell) else cell


def as_meant(cell: str) -> str:
    """Return a cell that was read, without the apostrophe that ``harmless`` put before it."""
    return cell[1:] if _MARKED.match(cell) else cell
