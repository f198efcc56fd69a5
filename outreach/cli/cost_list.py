"""outreach cost list: what was paid in a fiscal year."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import as_json, option, verb
from outreach.cli.output import show_json, show_table, tell
from outreach.cli.reported import FiscalYearOf
from outreach.cli.spent import cost_data
from outreach.phrase import phrase
from outreach.report.figures import FiscalYear, fiscal_year_of
from outreach.report.words import cost_words
from outreach.workflow.costs import costs


@verb("list", _("Without postage: outreach report adds that to them."))
@option("--fiscal-year", "fiscal", type=FiscalYearOf(), metavar="YYYY",
        help=_("The year its April is in; this one if left out."))  # fmt: skip
@as_json
def command(fiscal: FiscalYear | None, as_json: bool) -> None:
    """List costs."""
    desk = outside.desk()
    year = (fiscal or fiscal_year_of(desk.today)).year
    found = costs(desk, year)
    total = sum(cost.yen for cost in found)
    if as_json:
        listed = [cost_data(cost) for cost in found]
        show_json({"fiscal_year": year, "yen": total, "costs": listed})
        return
    if not found:
        tell(phrase("No costs are entered for fiscal year {year}.", year=year))
        return
    show_table(
        (_("Entry"), _("Day"), _("For"), _("Yen"), _("Words")),
        [(cost.seq, cost.on, say(cost_words(cost.what)), cost.yen, cost.because) for cost in found],
    )
    tell(phrase("Fiscal year {year}: {yen:,} yen.", year=year, yen=total))
