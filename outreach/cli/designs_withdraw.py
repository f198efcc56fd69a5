"""outreach designs withdraw: an artist takes a picture back; nothing more is made of it."""

from __future__ import annotations

from datetime import date

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import Day, Plain, as_json, option, verb
from outreach.cli.output import note, show_json, show_problems, show_table, tell
from outreach.model.words import cards
from outreach.phrase import phrase
from outreach.workflow.designs import design_called
from outreach.workflow.withdrawing import withdraw


@verb("withdraw", _("From that day no card carries it, on no stage. Lists what is not posted yet."))
@click.argument("design", metavar="DESIGN", type=Plain())
@option("--on", type=Day(), metavar="DATE",
        help=_("From which day on: 2026-12-08; today if left out."))  # fmt: skip
@as_json
def command(design: str, on: date | None, as_json: bool) -> int:
    """Enter a withdrawal; other errors in the files lead to their exit code, and stop nothing."""
    desk = outside.desk(writes=True)
    design = design_called(desk.project, design)
    day = on or desk.today
    done = withdraw(desk, design, day)
    show_problems(done.problems)
    failed = min((problem.kind for problem in done.problems), default=0)
    if as_json:
        found = [{"round": each.round, "card_no": each.card_no, "key": each.key, "made": each.made}
                 for each in done.unposted]  # fmt: skip
        show_json({"design": design, "withdrawn": day.isoformat(), "also": list(done.also),
                   "unposted": found})  # fmt: skip
        return failed
    tell(phrase("From {day} on no card may carry {design}.", day=day, design=design))
    for twin in done.also:
        tell(phrase("{twin} shows the same picture and was withdrawn with it.", twin=twin))
    if done.unposted:
        rows = [(each.round, each.card_no, each.key) for each in done.unposted]
        show_table((_("Round"), _("No."), _("Key")), rows)
        note(phrase("These carry it and are not posted: {cards}. Take them out of the stack.",
                    cards=cards(len(done.unposted))),
             phrase("With another picture: outreach print ROUND --again --because …"))  # fmt: skip
    return failed
