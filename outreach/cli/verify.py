"""outreach verify: is the ledger whole?"""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.boundary import problem_data
from outreach.cli.language import _
from outreach.cli.noted import Noted
from outreach.cli.options import as_json, option, verb
from outreach.cli.output import show_json, show_problems, tell
from outreach.errors import ExitCode
from outreach.model.words import entries
from outreach.phrase import phrase
from outreach.workflow.footing import refuse_strange
from outreach.workflow.verifying import verified


@verb("verify", _("Every entry is worked through again; the first bad one is named."))
@option("--head", type=Noted(), metavar="NO:HASH",
        help=_("Number and hash from a batch sheet: is that entry still there?"))  # fmt: skip
@as_json
def command(head: tuple[int | None, str] | None, as_json: bool) -> int:
    """Verify the ledger."""
    desk = outside.desk()
    with desk.read_ledger(damaged=True) as ledger:
        refuse_strange(desk.project.state_folder, ledger)
        problems = verified(ledger, head)
        count, hash_ = ledger.head()
    show_problems(problems)
    if as_json:
        show_json({
            "entries": count, "head": hash_,
            "problems": [problem_data(problem) for problem in problems],
        })  # fmt: skip
    elif not problems:
        tell(phrase("The ledger is whole: {entries}, the last one {hash}.",
                    entries=entries(count), hash=hash_[:16]))  # fmt: skip
    return ExitCode.LEDGER if problems else ExitCode.DONE
