"""outreach recipients show: one row, and what the ledger says."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.event_words import what_of
from outreach.cli.language import _, say
from outreach.cli.options import as_json, key, verb
from outreach.cli.output import show_json, show_table, tell
from outreach.cli.register import person
from outreach.cli.words import standing_of
from outreach.phrase import phrase
from outreach.sources.columns import label
from outreach.sources.export import recipient_cells


@verb("show")
@key
@as_json
def command(key: str, as_json: bool) -> None:
    """Show one recipient."""
    desk = outside.desk()
    recipient = person(desk, key)
    cells = {name: text for name, text in recipient_cells(recipient)._asdict().items() if text}
    with desk.read_ledger() as ledger:
        standing = ledger.standings([recipient.key])[recipient.key]
        events = list(ledger.events(key=recipient.key))
    if as_json:
        entries = [{"seq": each.seq, "on": each.on.isoformat(), "kind": each.kind.value,
                    "round": each.round, "card_no": each.card_no} for each in events]  # fmt: skip
        show_json({"recipient": cells, "status": standing.status.value, "held": standing.held,
                   "events": entries})  # fmt: skip
        return
    show_table((_("Column"), _("Cell")), [(say(label(name)), text) for name, text in cells.items()])
    tell(phrase("{file}, line {line}", file=recipient.where.file, line=recipient.where.line))
    tell(phrase("In the ledger: {standing}", standing=standing_of(recipient, standing)))
    if events:
        show_table((_("Entry"), _("Day"), _("What"), _("Round"), _("Card")), [
            (each.seq, each.on, say(what_of(each)), each.round, each.card_no)
            for each in events
        ])  # fmt: skip
