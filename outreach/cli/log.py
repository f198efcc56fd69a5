"""outreach log: the mailing ledger, entry by entry."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import Key, Plain, as_json, option, verb
from outreach.cli.output import show_json, show_table, tell
from outreach.cli.register import known_key, known_round
from outreach.model.event import Event
from outreach.model.words import EVENTS
from outreach.phrase import phrase
from outreach.sources.export import export_table, table_as_csv
from outreach.workflow.desk import Desk

COLUMNS = ("seq", "at", "on", "kind", "round", "key", "card_no", "batch", "reverses", "data")


@verb("log", _("Keys and numbers only; names are in the address book."))
@option("--round", "round_id", type=Plain(), metavar="ROUND", help=_("Only this round."))
@option("--recipient", "key", type=Key(), metavar="KEY", help=_("Only this recipient."))
@option("--format", "form", type=click.Choice(["table", "csv", "json", "xlsx"]), default="table",
        help=_("How it is shown; xlsx needs -o."))  # fmt: skip
@option("-o", "out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
        help=_("Write it into this file."))  # fmt: skip
@as_json
def command(
    round_id: str | None, key: str | None, form: str, out: Path | None, as_json: bool
) -> None:  # fmt: skip
    """Show the ledger."""
    form = "json" if as_json else form
    if (form == "xlsx") != (out is not None) and form != "csv":
        raise click.UsageError(say(phrase("-o FILE goes with --format csv or xlsx.")))
    desk = outside.desk()
    entries = _entries(desk, round_id, key)
    if form == "json":
        show_json([dict(zip(COLUMNS, _cells(each), strict=True)) for each in entries])
    elif out is not None:
        export_table(COLUMNS, map(_flat, entries), out)
        tell(phrase("{count} entries written to {file}.", count=len(entries), file=out.name))
    elif form == "csv":
        click.echo(table_as_csv(COLUMNS, map(_flat, entries)), nl=False)
    else:
        _show(entries)


def _entries(desk: Desk, round_id: str | None, key: str | None) -> list[Event]:
    with desk.read_ledger() as ledger:
        if round_id is not None:
            known_round(desk, ledger, round_id)
        known = known_key(desk, ledger, key) if key else None
        return list(ledger.events(round=round_id, key=known))


def _cells(event: Event) -> tuple[object, ...]:
    return (event.seq, event.at, event.on.isoformat(), event.kind.value, event.round, event.key,
            event.card_no, event.batch, event.reverses, dict(event.data))  # fmt: skip


def _flat(event: Event) -> list[str]:
    *cells, data = _cells(event)
    return [*("" if cell is None else str(cell) for cell in cells), json.dumps(data)]


def _show(entries: Iterable[Event]) -> None:
    columns = (_("Entry"), _("Day"), _("What"), _("Key"), _("Round"), _("Card"), _("Batch"),
               _("Undoes"))  # fmt: skip
    show_table(columns, [
        (each.seq, each.on, say(EVENTS[each.kind]), each.key, each.round, each.card_no,
         each.batch, each.reverses)
        for each in entries
    ])  # fmt: skip
