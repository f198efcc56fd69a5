"""outreach designs list: the names a round may give as its design."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.design_words import SEASON_WORDS, spoken
from outreach.cli.designed import design_data
from outreach.cli.language import _
from outreach.cli.options import as_json, verb
from outreach.cli.output import show_json, show_problems, show_table, tell
from outreach.phrase import phrase
from outreach.workflow.designs import all_designs

_COLUMNS = (_("Design"), _("Title"), _("Artist"), _("Layout"), _("Season"), _("Pictures"),
            _("Withdrawn"))  # fmt: skip


@verb("list")
@as_json
def command(as_json: bool) -> int:
    """List the designs."""
    designs, problems = all_designs(outside.desk().project)
    show_problems(problems)
    if as_json:
        show_json([design_data(design) for design in designs])
    elif designs:
        show_table(_COLUMNS, [
            (each.name, each.title, each.artist, each.layout,
             spoken(each.season, SEASON_WORDS), len(each.pictures),
             each.withdrawn.isoformat() if each.withdrawn else "")
            for each in designs
        ])  # fmt: skip
    else:
        tell(phrase("There is no design yet: outreach designs add FILE"))
    return min((problem.kind for problem in problems if problem.is_error), default=0)
