"""outreach log: the mailing ledger, entry by entry."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.entries import COLUMNS, entry_cells, entry_data, show_entries
from outreach.cli.language import _, say
from outreach.cli.options import Day, Key, Plain, as_json, option, out_file, verb
from outreach.cli.output import show_json, tell
from outreach.cli.register import known_person, known_round
from outreach.model.event import Event
from outreach.model.words import entries
from outreach.phrase import phrase
from outreach.sources.export import export_table, table_as_csv
from outreach.workflow.desk import Desk


@verb("log", _("Keys and numbers only; names are in the address book."))
@option("--round", "round_id", type=Plain(), metavar="ROUND", help=_("Only this round."))
@option("--recipient", "key", type=Key(), metavar="KEY", help=_("Only this recipient."))
@option("--since", type=Day(), metavar="DATE", help=_("Only what happened on that day or later."))
@option("--until", type=Day(), metavar="DATE", help=_("Only what happened up to that day."))
@option("--format", "form", type=click.Choice(["table", "csv", "json", "xlsx"]), default="table",
        help=_("How it is shown; xlsx needs -o."))  # fmt: skip
@out_file
@as_json
def command(
    round_id: str | None, key: str | None, since: date | None, until: date | None, form: str,
    out: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Show the ledger."""
    form = "json" if as_json else form
    if (form == "xlsx") != (out is not None) and form != "csv":
        raise click.UsageError(say(phrase("-o FILE goes with --format csv or xlsx.")))
    if since and until and since > until:
        raise click.UsageError(say(phrase("--since is later than --until: turn them round.")))
    wanted = _entries(outside.desk(), round_id, key)
    found = [each for each in wanted if (since or date.min) <= each.on <= (until or date.max)]
    if form == "json":
        show_json([entry_data(each) for each in found])
    elif out is not None:
        outside.refuse_existing(out)
        export_table(COLUMNS, map(entry_cells, found), out)
        tell(phrase("{entries} written to {file}.", entries=entries(len(found)), file=out.name))
    elif form == "csv":
        click.echo(table_as_csv(COLUMNS, map(entry_cells, found)), nl=False)
    else:
        show_entries(found)


def _entries(desk: Desk, round_id: str | None, key: str | None) -> list[Event]:
    with desk.read_ledger(damaged=True) as ledger:
        if round_id is not None:
            known_round(desk, ledger, round_id)
        return list(ledger.events(round=round_id, key=key and known_person(desk, ledger, key)))
