"""outreach recipients number: a key for every row that has none."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import verb
from outreach.cli.output import show_problems, tell, tell_line
from outreach.errors import errors_in
from outreach.phrase import phrase
from outreach.sources.numbering import number_recipients


@verb("number", _("Fills the empty key cells of CSV files, and adds the column if it is missing."))
def command() -> int:
    """Fill in the keys."""
    desk = outside.desk(writes=True)
    with desk.read_ledger() as ledger:
        taken = list(ledger.known_keys())
    numbered, problems = number_recipients(desk.project, desk.entropy, taken)
    show_problems(problems)
    for place in numbered:
        tell_line(f"{place.file}:{place.line}  {place.key}")
    tell(phrase("Rows that were given a key: {count}.", count=len(numbered)))
    return min((problem.kind for problem in errors_in(problems)), default=0)
