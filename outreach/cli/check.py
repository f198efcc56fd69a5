"""outreach check: everything that is wrong, all at once."""

from __future__ import annotations

import click

from outreach.cli import outside
from outreach.cli.boundary import problem_data
from outreach.cli.language import _
from outreach.cli.options import Plain, as_json, verb
from outreach.cli.output import show_json, show_problems, tell
from outreach.errors import errors_in
from outreach.model.recipient import Recipient
from outreach.phrase import Phrase, phrase
from outreach.sources.designs import design_names
from outreach.sources.recipients import read_recipients
from outreach.sources.rounds import round_ids
from outreach.workflow.checking import check
from outreach.workflow.desk import Desk


@verb("check", _("With a round also whether every card of it can be set. What passes, prints."))
@click.argument("round_id", metavar="[ROUND]", required=False, type=Plain())
@as_json
def command(round_id: str | None, as_json: bool) -> int:
    """Check the files; errors lead to their exit code, warnings to 0."""
    desk = outside.desk()
    problems = check(desk, round_id)
    errors = errors_in(problems)
    show_problems(problems)
    if as_json:
        show_json({"problems": [problem_data(problem) for problem in problems]})
    else:
        tell(_verdict(desk, len(errors), len(problems) - len(errors)))
    return min((problem.kind for problem in errors), default=0)


def _verdict(desk: Desk, errors: int, warnings: int) -> Phrase:
    if errors:
        return phrase("{errors} errors, {warnings} warnings.", errors=errors, warnings=warnings)
    root = desk.project.root
    people = sum(isinstance(each, Recipient) for each in read_recipients(desk.project))
    looked_at = {
        "people": people, "rounds": len(round_ids(root)), "designs": len(design_names(root)),
    }  # fmt: skip
    if warnings:
        return phrase(
            "Nothing stands in the way, {warnings} warnings ({people} recipients, {rounds} "
            "rounds, {designs} designs).", warnings=warnings, **looked_at,
        )  # fmt: skip
    return phrase(
        "All is well: {people} recipients, {rounds} rounds, {designs} designs.", **looked_at
    )
