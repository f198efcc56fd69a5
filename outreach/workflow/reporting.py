"""report: what was done in a fiscal year, counted from the ledger alone."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from outreach.model.event import EventKind
from outreach.report.document import Say
from outreach.report.figures import OF_THE_YEAR, FiscalYear, year_of
from outreach.report.files import as_book, as_csv
from outreach.report.making import Made, make_report
from outreach.report.page import PageProcess
from outreach.sources.atomic import replacing
from outreach.workflow.desk import Desk

PAGES = {".html": "html", ".pdf": "pdf"}
KINDS = (*PAGES, ".csv", ".xlsx")
_PAID_LATE = timedelta(days=366)  # a bill may come in a year after, or be paid in advance


def report_year(desk: Desk, fiscal: FiscalYear, *, exact: bool = False) -> Made:
    """Return the report of a fiscal year.

    ``exact`` tells every figure, for the office only; otherwise small ones are merged or left out.

    Raises:
        LedgerError: the ledger is missing though there was one, newer, or damaged.
    """
    with desk.read_ledger() as ledger:
        first, last = fiscal.first, fiscal.last
        costs = (first - _PAID_LATE, last + _PAID_LATE, (EventKind.COST,))
        year = year_of(
            fiscal,
            ledger.figures(first, last),
            ledger.entries_between(first, last, OF_THE_YEAR),
            ledger.entries_between(*costs),
        )
    project = desk.project
    return make_report(year, project.name, project.report, desk.today, exact=exact)


def write_report(
    desk: Desk, fiscal: FiscalYear, path: Path, say: Say, *, exact: bool = False
) -> Made:
    """Write the report of a fiscal year to a file, in the language of ``say``, and return it.

    Args:
        desk: the project.
        fiscal: the year.
        path: the file; its suffix is one of ``KINDS``.
        say: renders a phrase.
        exact: as in ``report_year``.

    Raises:
        LedgerError: as ``report_year``.
        OutputError: the file cannot be written.
    """
    kind = path.suffix.lower()
    with ExitStack() as stack:
        # It loads on the other processor while this one counts.
        child = stack.enter_context(PageProcess(_cache(desk))) if kind in PAGES else None
        made = report_year(desk, fiscal, exact=exact)
        if child is not None:
            data = child.draw(made.report, PAGES[kind], say, desk.fonts["credit"])
        elif kind == ".xlsx":
            data = as_book(made.report, say)
        else:
            data = as_csv(made.report, say).encode("utf-8-sig")
    with replacing(path) as stream:
        stream.write(data)
    return made


def _cache(desk: Desk) -> Path:
    return desk.project.state_folder / "cache" / "matplotlib"
