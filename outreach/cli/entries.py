"""Entries of the ledger as rows and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable

from outreach.cli.language import _, say
from outreach.cli.output import show_table
from outreach.model.event import Event, EventKind, ReturnReason
from outreach.model.standing import Reason
from outreach.model.words import EVENTS, REASONS, RETURNS
from outreach.phrase import Phrase, phrase

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


def what_of(event: Event) -> Phrase:
    """Return what an entry is about in words, with its reason where it has one."""
    what, reason = EVENTS[event.kind], str(event.data.get("reason", ""))
    if event.kind is EventKind.LEFT_OUT and reason in set(Reason):
        return phrase("{what} ({why})", what=what, why=REASONS[Reason(reason)])
    if event.kind is EventKind.RETURNED and reason in set(ReturnReason):
        return phrase("{what} ({why})", what=what, why=RETURNS[ReturnReason(reason)])
    return what
