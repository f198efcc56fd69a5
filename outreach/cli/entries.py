"""Entries of the ledger as rows and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from outreach.cli.event_words import what_of
from outreach.cli.language import _, say
from outreach.cli.output import show_table, tell
from outreach.model.event import Event
from outreach.phrase import phrase

COLUMNS = ("seq", "at", "on", "kind", "round", "key", "card_no", "batch", "reverses", "data")


def entry_data(event: Event) -> dict[str, object]:
    """Return an entry as the contract's JSON has it."""
    cells = (event.seq, event.at, event.on.isoformat(), event.kind.value, event.round, event.key,
             event.card_no, event.batch, event.reverses, dict(event.data))  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))


def entry_cells(event: Event) -> list[str]:
    """Return an entry as the cells of a CSV row."""
    *cells, data = entry_data(event).values()
    return [*("" if cell is None else str(cell) for cell in cells), json.dumps(data)]


def show_entries(entries: Iterable[Event]) -> None:
    """Show entries as a table."""
    columns = (_("Entry"), _("Day"), _("Round"), _("Key"), _("What"), _("Card"), _("Batch"),
               _("Undoes"))  # fmt: skip
    show_table(columns, [
        (each.seq, each.on, each.round, each.key, say(what_of(each)), each.card_no, each.batch,
         each.reverses)
        for each in entries
    ])  # fmt: skip


def show_conversation(events: Sequence[Event]) -> None:
    """Show what went to and fro with one person."""
    if not events:
        tell(phrase("Nothing went to and fro yet."))
        return
    show_table((_("Entry"), _("Day"), _("What"), _("Round")), [
        (each.seq, each.on, say(what_of(each)), each.round) for each in events
    ])  # fmt: skip
