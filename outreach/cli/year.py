"""outreach year: the rounds of a fiscal year."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.almanac import AlmanacYear
from outreach.cli.language import _, say
from outreach.cli.options import as_json, option, verb
from outreach.cli.output import show_json, show_problems, tell
from outreach.cli.year_page import calendar_bytes, refuse_calendar, show_year, tell_next, year_data
from outreach.errors import errors_in
from outreach.model.words import rounds
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.workflow.year import plan_year, write_rounds
from outreach.workflow.year_remarks import remarks


@verb("year", _("From April to March, by [rhythm] and [year] in outreach.toml; the rounds that "
                "are there stay. Nothing is written without --write or --ics."))  # fmt: skip
@click.argument("year", metavar="YEAR", type=AlmanacYear())
@option("--write", is_flag=True, help=_("Make the folders of the rounds that are proposed."))
@option("--late", is_flag=True,
        help=_("With --write: also those that should be printed or ready by now."))  # fmt: skip
@option("--ics", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
        help=_("Write what is due when into this file, for a calendar program."))  # fmt: skip
@as_json
def command(year: int, write: bool, late: bool, ics: Path | None, as_json: bool) -> int:
    """Show a year, and write what was asked for."""
    if late and not write:
        raise click.UsageError(say(phrase("--late goes with --write.")))
    if ics is not None:
        refuse_calendar(ics)
    desk = outside.desk()
    found = plan_year(desk, year)
    problems = [*found.problems, *remarks(desk.project, found)]
    written = write_rounds(desk.project, found, late=late) if write else []
    if ics is not None:
        with replacing(ics) as file:
            file.write(calendar_bytes(desk, found))
    show_problems(problems)
    if as_json:
        show_json(year_data(found, problems, written))
    else:
        show_year(found)
        if write:
            tell(phrase("Written: {rounds}.", rounds=rounds(len(written))))
        if ics is not None:
            tell(phrase("The calendar stands in {file}.", file=ics.name))
        tell_next(found, write=write, late=late)
    return min((problem.kind for problem in errors_in(problems)), default=0)
