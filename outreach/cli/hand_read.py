"""outreach hand read: written sheets become the handwriting of their cards."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.handwritten import reading_data, show_reading
from outreach.cli.language import _
from outreach.cli.options import Plain, as_json, option, verb
from outreach.cli.output import progress_bar, show_json, show_problems
from outreach.errors import errors_in
from outreach.phrase import phrase
from outreach.workflow.hand_reading import read_sheets


@verb(
    "read",
    _("JPEG, PNG, TIFF, HEIC and PDF; sheets in any order, turned any way, several in one picture. "
      "What can be read is kept, whatever else is wrong."),
)  # fmt: skip
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--round", "round_id", default="", type=Plain(), metavar="ROUND",
        help=_("Refuse sheets of any other round."))  # fmt: skip
@option("--dry-run", is_flag=True, help=_("Only say what would be taken in."))
@as_json
def command(files: tuple[Path, ...], round_id: str, dry_run: bool, as_json: bool) -> int:
    """Read the sheets."""
    with progress_bar(phrase("Reading handwriting")) as progress:
        desk = outside.desk(progress, writes=not dry_run)
        made = read_sheets(desk, files, round_id=round_id, dry_run=dry_run)
    show_problems(made.problems)
    if as_json:
        show_json(reading_data(made))
    else:
        show_reading(made)
    return min((problem.kind for problem in errors_in(made.problems)), default=0)
