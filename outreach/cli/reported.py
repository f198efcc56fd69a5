"""A yearly report on the screen and as JSON, and the year it is asked for."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import click

from outreach.cli import outside
from outreach.cli.language import say
from outreach.cli.options import half_width
from outreach.cli.output import note, show_table, tell
from outreach.phrase import Phrase, phrase
from outreach.report.activity import Activity
from outreach.report.document import Table, spoken
from outreach.report.figures import FiscalYear
from outreach.report.making import Made

_YEAR = re.compile(r"(\d{4}|(?P<era>令和|平成|R|H)\s*(?P<of_era>\d{1,2}|元))\s*(年度|年)?", re.I)
_BEFORE = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988}
_EARLIEST = 1989  # nothing was written with this program before


class FiscalYearOf(click.ParamType[FiscalYear]):
    """A fiscal year that has begun: 2024, 2024年度, 令和6年度 or R6."""

    name = "year"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> FiscalYear:
        """Return the year."""
        found = _YEAR.fullmatch(half_width(str(value)))
        if found is None:
            self.fail(say(phrase("Write the year it begins in, as in 2024 or R6.")), param, ctx)
        fiscal = FiscalYear(_year(found))
        if fiscal.year < _EARLIEST:
            words = phrase("Fiscal year {year} is long past: the earliest is {earliest}.",
                           year=fiscal.year, earliest=_EARLIEST)  # fmt: skip
            self.fail(say(words), param, ctx)
        if fiscal.year >= date.max.year or fiscal.first > outside.today():
            words = phrase("Fiscal year {year} has not begun: it begins on {year}-04-01.",
                           year=fiscal.year)  # fmt: skip
            self.fail(say(words), param, ctx)
        return fiscal


def _year(found: re.Match[str]) -> int:
    if found["era"] is None:
        return int(found[1])
    return _BEFORE[found["era"].lower()] + (1 if found["of_era"] == "元" else int(found["of_era"]))


def show_report(made: Made) -> None:
    """Show the form as lines, for it is too wide for a screen, and the tables behind it."""
    report = made.report
    tell(report.title)
    form = spoken(report.form, say)
    for row in form.rows:
        pairs = zip(form.headings, row, strict=True)
        show_table(("", ""), [(heading, str(cell)) for heading, cell in pairs])
    for section in report.sections:
        for each in section.tables:
            tell(phrase("{section}: {table}", section=section.title, table=each.title))
            table = spoken(each, say)
            show_table(table.headings, table.rows)
    for words in report.remarks:
        note(words)


def report_data(made: Made) -> dict[str, object]:
    """Return a report as JSON has it; what may not be told is null."""
    fiscal, report = made.year.fiscal, made.report
    return {
        "fiscal_year": fiscal.year,
        "from": fiscal.first.isoformat(),
        "to": fiscal.last.isoformat(),
        "internal": report.is_internal,
        "staff": made.staff,
        "activities": [_activity_data(each) for each in made.activities],
        "form": _table_data(report.form),
        "sections": [
            {"title": say(section.title), "tables": [_table_data(each) for each in section.tables]}
            for section in report.sections
        ],
        "notes": [say(words) for words in report.remarks],
    }


def _activity_data(row: Activity) -> dict[str, object]:
    return {"code": row.code, "name": say(row.name), "rounds": row.rounds, "people": row.people,
            "pieces": row.pieces, "thousand_yen": row.thousand_yen}  # fmt: skip


def _table_data(table: Table) -> dict[str, object]:
    names = [column.name for column in table.columns]
    return {
        "name": table.name,
        "title": say(table.title),
        "rows": [
            {"code": row.code}
            | {name: _value(cell) for name, cell in zip(names, row.cells, strict=True)}
            for row in table.rows
        ],
    }


def _value(cell: int | Phrase | None) -> object:
    return say(cell) if isinstance(cell, Phrase) else cell
