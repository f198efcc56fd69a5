"""outreach letter: a consultation by letter, and what went to and fro so far."""

from __future__ import annotations

from datetime import date

import click

from outreach.cli import outside
from outreach.cli.entries import entry_data, show_conversation
from outreach.cli.language import _, say
from outreach.cli.options import PastDay, as_json, key, option, verb
from outreach.cli.output import show_json, tell
from outreach.cli.register import known_person
from outreach.phrase import phrase
from outreach.workflow.gifts import conversation


@verb(
    "letter",
    _(
        "Give --in or --out and the day; with neither, all that went to and fro with "
        "the person is shown."
    ),
)
@key
@option("--in", "incoming", is_flag=True, help=_("The letter came in."))
@option("--out", "outgoing", is_flag=True, help=_("The letter went out."))
@option("--on", type=PastDay(), metavar="DATE",
        help=_("The day it happened: 2026-12-08, or today."))  # fmt: skip
@option("--continuing", is_flag=True, help=_("It is one of several about the same matter."))
@as_json
def command(
    key: str, incoming: bool, outgoing: bool, on: date | None, continuing: bool, as_json: bool
) -> None:
    """Enter a letter, or show the conversation."""
    if not (incoming or outgoing or on or continuing):
        _show(key, as_json)
        return
    if incoming == outgoing:
        raise click.UsageError(say(phrase("Give either --in or --out.")))
    if on is None:
        raise click.UsageError(say(phrase("Give the day: --on 2026-12-08, or --on today.")))
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known = known_person(desk, ledger, key)
        seq = ledger.letter(known, on, incoming, continuing)
    tell(phrase("A letter of {key} entered (entry {seq}).", key=known, seq=seq))


def _show(key: str, as_json: bool) -> None:
    desk = outside.desk()
    with desk.read_ledger() as ledger:
        events = conversation(ledger, known_person(desk, ledger, key))
    if as_json:
        show_json([entry_data(each) for each in events])
    else:
        show_conversation(events)
