"""outreach cost add: something was paid."""

from __future__ import annotations

from datetime import date

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import as_json, on, option
from outreach.cli.output import show_json, tell
from outreach.cli.reported import FiscalYearOf
from outreach.cli.spent import CostCommand, WhatFor, Yen, cost_data
from outreach.phrase import phrase
from outreach.report.figures import FiscalYear
from outreach.report.words import cost_words
from outreach.workflow.costs import What, add_cost


@click.command(
    "add", cls=CostCommand,
    help=_("Postage is not entered: the ledger knows it from what was posted."),
)  # fmt: skip
@click.argument("yen", metavar="YEN", type=Yen())
@option("--what", required=True, type=WhatFor(), help=_("What was paid for."))
@on
@option("--fiscal-year", "fiscal", type=FiscalYearOf(), metavar="YYYY",
        help=_("The fiscal year it counts in, where that is not the day's."))  # fmt: skip
@option("--because", default="", metavar="TEXT",
        help=_("Words kept beside the entry, never printed."))  # fmt: skip
@as_json
def command(
    yen: int, what: str, on: date, fiscal: FiscalYear | None, because: str, as_json: bool
) -> None:  # fmt: skip
    """Enter a cost."""
    desk = outside.desk()
    year = fiscal.year if fiscal else None
    with desk.write_ledger() as ledger:
        cost = add_cost(ledger, yen, What(what), on, because.strip(), year)
    if as_json:
        show_json(cost_data(cost))
        return
    tell(phrase("{yen:,} yen for {what} entered, fiscal year {year} (entry {seq}).",
                yen=cost.yen, what=cost_words(cost.what), year=cost.fiscal_year,
                seq=cost.seq))  # fmt: skip
