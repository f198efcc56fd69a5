"""outreach report: what was done in a fiscal year."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import as_json, option, out_file, verb
from outreach.cli.output import note, show_json, tell
from outreach.cli.reported import FiscalYearOf, report_data, show_report
from outreach.phrase import phrase
from outreach.report.figures import FiscalYear
from outreach.workflow.reporting import KINDS, report_year, write_report


@verb("report", _("The row for the activity report form, and the tables behind it."))
@option("--fiscal-year", "fiscal", required=True, type=FiscalYearOf(), metavar="YYYY",
        help=_("The year it begins in: 2024 is April 2024 to March 2025."))  # fmt: skip
@out_file
@option("--internal", is_flag=True,
        help=_("Tell small counts too: for the office, never to be handed on."))  # fmt: skip
@as_json
def command(fiscal: FiscalYear, out: Path | None, internal: bool, as_json: bool) -> None:
    """Report a year; the file's name says what kind it is."""
    if out is not None:
        _refuse(out)
    desk = outside.desk()
    made = (
        write_report(desk, fiscal, out, say, exact=internal)
        if out is not None
        else report_year(desk, fiscal, exact=internal)
    )
    if as_json:
        show_json(report_data(made))
    elif out is None:
        show_report(made)
    else:
        tell(phrase("The report stands in {file}.", file=out.name))
        for words in made.report.warnings:
            note(words)


def _refuse(out: Path) -> None:
    if out.suffix.lower() not in KINDS:
        kinds = ", ".join(KINDS)
        raise click.BadParameter(say(phrase("Name a file that ends in {kinds}.", kinds=kinds)))
    outside.refuse_existing(out)
