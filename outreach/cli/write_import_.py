"""outreach write import: the messages of a writing list that came back."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import Plain, as_json, option, verb
from outreach.cli.output import progress_bar, show_json, show_problems
from outreach.cli.written import conclude, returned_data, show_returned
from outreach.errors import ExitCode
from outreach.phrase import phrase
from outreach.workflow.writing_back import read_back


@verb(
    "import",
    _("Every row is checked; what is right is written into the round's messages.csv, and of the "
      "rest it is said why not. A blank message changes nothing."),
)  # fmt: skip
@click.argument("file", metavar="FILE",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@option("--round", "round_id", type=Plain(), default="", metavar="ROUND",
        help=_("The round, should the list not say it."))  # fmt: skip
@option("--dry-run", is_flag=True, help=_("Only show what would be done."))
@as_json
def command(file: Path, round_id: str, dry_run: bool, as_json: bool) -> int:
    """Take the messages in; rows that are refused lead to exit code 4."""
    with progress_bar(phrase("Reading the list")) as progress:
        returned = read_back(outside.desk(progress, writes=not dry_run), file, round_id)
    if not as_json:
        show_returned(returned)
    show_problems([*returned.remarks, *(p for each in returned.refused for p in each.problems)])
    if not dry_run:
        returned.write()
    if as_json:
        show_json(returned_data(returned, written=returned.has_news and not dry_run))
    else:
        conclude(returned, written=returned.has_news and not dry_run)
    return ExitCode.SOURCE if returned.refused else ExitCode.DONE
