"""outreach names: is every name printed in the very shape that is registered?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.named import name_data, show_names
from outreach.cli.options import Key, as_json, option, out_file, verb
from outreach.cli.output import show_json, show_problems, tell, tell_line
from outreach.cli.register import person
from outreach.errors import Problem, errors_in
from outreach.model.words import recipients
from outreach.phrase import phrase
from outreach.workflow.desk import Desk
from outreach.workflow.naming import name_proof, read_names


@verb("names", _("Lists the names with characters beyond the everyday ones, and whether the font "
                 "of the address side has each of them exactly."))  # fmt: skip
@option("--proof", is_flag=True, help=_("Make sheets with every name large, to check the shapes."))
@option("--only", "keys", multiple=True, type=Key(), metavar="KEY",
        help=_("Only the name of this key; may be given several times."))  # fmt: skip
@out_file
@as_json
def command(proof: bool, keys: tuple[str, ...], out: Path | None, as_json: bool) -> int:
    """Show the names, or make the sheets; a name that cannot be printed is an error."""
    if out is not None and not proof:
        raise click.UsageError(say(phrase("-o FILE goes with --proof.")))
    desk = outside.desk()
    known = [person(desk, key).key for key in keys]
    problems = _prove(desk, known, out, as_json) if proof else _list(desk, known, as_json)
    return min((problem.kind for problem in errors_in(problems)), default=0)


def _prove(desk: Desk, keys: Sequence[str], out: Path | None, as_json: bool) -> Sequence[Problem]:
    made = name_proof(desk, say, keys, out)
    show_problems(made.problems)
    file = outside.shown(made.file, desk.project.root)
    if as_json:
        show_json({"file": file, "recipients": made.recipients})
    else:
        people = recipients(made.recipients)
        tell(phrase("The names of {people}, to be held beside the register:", people=people))
        tell_line(file)
    return made.problems


def _list(desk: Desk, keys: Sequence[str], as_json: bool) -> Sequence[Problem]:
    names = read_names(desk, keys)
    show_problems(names.problems)
    if as_json:
        show_json([name_data(entry) for entry in names.entries if entry.characters])
    else:
        show_names(names)
    return names.problems
