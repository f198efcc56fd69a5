"""outreach exposure: what the outside of every piece tells, to whom, and what can be done."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.exposed import clue_data, show_clues, tell_exposure
from outreach.cli.language import _
from outreach.cli.options import Key, as_json, option, round_id, verb
from outreach.cli.output import progress_bar, show_json, show_problems
from outreach.cli.register import person
from outreach.phrase import phrase
from outreach.workflow.exposure import exposure


@verb(
    "exposure",
    _("Address side, picture side, envelope, label, QR address and names of files: what carrier, "
      "neighbours and family could conclude. Nothing is changed, and nothing is stopped by it."),
)  # fmt: skip
@round_id
@option("--recipient", type=Key(), metavar="KEY", help=_("Only what goes to this recipient."))
@as_json
def command(round_id: str, recipient: str | None, as_json: bool) -> int:
    """Show what the outside of a round tells."""
    with progress_bar(phrase("Reading the outside")) as progress:
        desk = outside.desk(progress)
        found = exposure(desk, round_id, person(desk, recipient).key if recipient else "")
    show_problems(found.problems)
    if as_json:
        show_json([clue_data(clue) for clue in found.clues])
    else:
        show_clues(found.clues)
        tell_exposure(found, recipient or "")
    return min((problem.kind for problem in found.problems), default=0)
