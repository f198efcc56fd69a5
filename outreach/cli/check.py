"""outreach check: everything that is wrong, all at once."""

from __future__ import annotations

import click

from outreach.cli import outside
from outreach.cli.boundary import problem_data
from outreach.cli.language import _
from outreach.cli.options import Plain, as_json, verb
from outreach.cli.output import show_json, show_problems, tell, tell_where_all_is
from outreach.cli.register import ask_to_fill_in
from outreach.errors import errors_in
from outreach.model import words
from outreach.model.recipient import Recipient
from outreach.phrase import phrase
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
    problems = list(dict.fromkeys(check(desk, round_id)))
    errors = errors_in(problems)
    shows_all = show_problems(problems)
    if as_json:
        show_json({"problems": [problem_data(problem) for problem in problems]})
    else:
        if not shows_all:
            tell_where_all_is()
        _conclude(desk, len(errors), len(problems) - len(errors))
    return min((problem.kind for problem in errors), default=0)


def _conclude(desk: Desk, errors: int, warnings: int) -> None:
    found = {"errors": words.errors(errors), "warnings": words.warnings(warnings)}
    if errors:
        tell(phrase("{errors}, {warnings}.", **found))
        return
    root = desk.project.root
    people = sum(isinstance(each, Recipient) for each in read_recipients(desk.project))
    seen = phrase("{people}, {rounds}, {designs}", people=words.recipients(people),
                  rounds=words.rounds(len(round_ids(root))),
                  designs=words.designs(len(design_names(root))))  # fmt: skip
    if warnings:
        tell(phrase("Nothing stands in the way; {warnings} ({seen}).",
                    warnings=found["warnings"], seen=seen))  # fmt: skip
    else:
        tell(phrase("All is well: {seen}.", seen=seen))
    ask_to_fill_in(people)
