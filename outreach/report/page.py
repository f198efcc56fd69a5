"""The report as a page: HTML for the screen, PDF for paper, drawn by a child process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Self, cast

from outreach.artwork.confined import child_environment
from outreach.errors import OutreachError
from outreach.fonts import Font, Stack, first_covering
from outreach.phrase import phrase
from outreach.report.document import OFFICE_ONLY, Bars, Report, Say, SpokenTable, Unit, spoken

WALL_CLOCK = 60.0  # seconds; a report takes about four, most of it loading


class PageProcess:
    """The child that draws; started before there is anything to draw, for it loads for seconds.

    ``cache`` is a folder where matplotlib keeps its list of fonts.
    """

    def __init__(self, cache: Path) -> None:
        environment = {**child_environment(), "MPLCONFIGDIR": str(cache), "MPLBACKEND": "svg"}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "outreach.report.drawing"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                cast(IO[bytes], pipe).close()

    def draw(self, report: Report, kind: str, say: Say, stack: Stack) -> bytes:
        """Return the report as "html" or "pdf".

        Raises:
            OutreachError: it was not drawn, which is a mistake of the program.
        """
        context = context_of(report, say)
        font = _font_for(stack, json.dumps(context, ensure_ascii=False))
        job = {"kind": kind, "font": os.fspath(font.path), "context": context}
        try:
            output, _ = self._process.communicate(json.dumps(job).encode(), WALL_CLOCK)
        except subprocess.TimeoutExpired:
            output = b""
        line, newline, made = output.partition(b"\n")
        fault = json.loads(line).get("fault") if newline else phrase("it ended without a page")
        if fault:
            raise OutreachError(
                phrase("The report could not be drawn: {fault}.", fault=fault),
                phrase("As a .csv or .xlsx file it can still be made."),
            )
        return made


def _font_for(stack: Stack, text: str) -> Font:
    """Return the first font that draws every letter; a collection's later fonts are no use here."""
    alone = tuple(font for font in stack if font.index == 0) or stack
    return first_covering(alone, text) or alone[-1]


def context_of(report: Report, say: Say) -> dict[str, object]:
    """Return what the template fills in: words and numbers of one language, ready to be shown."""
    charts = [chart for section in report.sections for chart in section.charts]
    return {
        "language": say(phrase("en")),
        "title": say(report.title),
        "organisation": say(report.organisation),
        "form": _table(spoken(report.form, say)),
        "sections": [
            {
                "title": say(section.title),
                "tables": [_table(spoken(each, say)) for each in section.tables],
                "charts": {each.table: charts.index(each) for each in section.charts},
            }
            for section in report.sections
        ],
        "notes": [say(note) for note in report.remarks],
        "notes_title": say(phrase("notes")),
        "internal": say(OFFICE_ONLY) if report.is_internal else "",
        "charts": [_chart(each, say) for each in charts],
    }


def _table(table: SpokenTable) -> dict[str, object]:
    words = [unit is Unit.WORDS for unit in table.units]
    return {
        "name": table.name,
        "title": table.title,
        "headings": list(zip(table.headings, words, strict=True)),
        "rows": [
            {"cells": list(zip(_shown(row), words, strict=True)), "total": total}
            for row, total in zip(table.rows, table.totals, strict=True)
        ],
        "remark": table.remark,
    }


def _shown(cells: Iterable[str | int]) -> list[str]:
    return [f"{cell:,}" if isinstance(cell, int) else cell for cell in cells]


def _chart(bars: Bars, say: Say) -> dict[str, object]:
    return {
        "title": say(bars.title),
        "alt": say(bars.alt),
        "labels": [say(words) for words, _ in bars.bars],
        "numbers": [number for _, number in bars.bars],
        "lying": bars.lying,
        "mark": bars.mark,
        "mark_words": say(bars.mark_words) if bars.mark_words else "",
    }
