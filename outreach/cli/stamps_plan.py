"""outreach stamps plan: which stamp goes onto which card, in printing order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import Day, as_json, option, out_file, round_id, verb
from outreach.cli.output import show_json, show_problems, tell
from outreach.cli.register import known_round
from outreach.cli.stamp_table import COLUMNS, plan_cells, plan_data, show_plan
from outreach.phrase import phrase
from outreach.sources.export import export_table, table_as_csv
from outreach.workflow.stamps import plan_stamps


@verb("plan", _("It is noted in the round's folder (stamps.csv), and outreach post enters it; who "
                "put on another stamp writes that there."))  # fmt: skip
@round_id
@option("--on", type=Day(), metavar="DATE",
        help=_("The day of posting, whose rates hold; that of the round if left out."))  # fmt: skip
@option("--again", is_flag=True, help=_("Forget what is noted, and deal all stamps anew."))
@option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
        help=_("How it is shown."))  # fmt: skip
@out_file
@as_json
def command(
    round_id: str, on: date | None, again: bool, form: str, out: Path | None, as_json: bool
) -> None:  # fmt: skip
    """Show which stamp goes onto which card."""
    form = "json" if as_json else form
    if out is not None and form == "json":
        raise click.UsageError(say(phrase("-o FILE writes a .csv or .xlsx file, not JSON.")))
    desk = outside.desk()
    if out is not None:
        outside.refuse_existing(out)
    with desk.read_ledger() as ledger:
        known_round(desk, ledger, round_id)
    made = plan_stamps(desk, round_id, on, anew=again)
    show_problems(made.problems)
    if form == "json":
        show_json(plan_data(made))
    elif out is not None:
        export_table(COLUMNS, map(plan_cells, made.rows), out)
        tell(phrase("The list is in {file}.", file=out.name))
    elif form == "csv":
        click.echo(table_as_csv(COLUMNS, map(plan_cells, made.rows)), nl=False)
    else:
        show_plan(made)
