"""outreach check: everything that is wrong, all at once."""

from __future__ import annotations

import click

from outreach.cli import outside
from outreach.cli.boundary import problem_data
from outreach.cli.options import Plain, as_json, command
from outreach.cli.output import show_json, show_problems, tell
from outreach.cli.language import _
from outreach.errors import errors_in
from outreach.model.recipient import Recipient
from outreach.phrase import phrase
from outreach.sources.designs import design_names
from outreach.sources.recipients import read_recipients
from outreach.sources.rounds import round_ids
from outreach.workflow.checking import check
from outreach.workflow.desk import Desk


@command("check", _("With a round also whether every card of it can be set. What passes, prints."))
@click.argument("round_id", metavar="[ROUND]", required=False, type=Plain())
@as_json
def command(round_id: str | None, as_json: bool) -> int:
    desk = outside.desk()
    problems = check(desk, round_id)
    errors = errors_in(problems)
    if as_json:
        show_json({"problems": [problem_data(problem) for problem in problems]})
    show_problems(problems)
    if not as_json:
        tell(_verdict(desk, round_id, len(errors), len(problems) - len(errors)))
    return min((problem.kind for problem in errors), default=0)
