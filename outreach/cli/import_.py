"""outreach import: foreign address books into ours; nothing is written without a yes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.imported import conclude, plan_data, show_plan
from outreach.cli.language import _, say
from outreach.cli.options import as_json, option, verb
from outreach.cli.output import note, show_json, show_problems
from outreach.errors import ExitCode
from outreach.phrase import phrase
from outreach.sources.importers.reading import AUTO, FORMATS
from outreach.workflow.import_files import write_import
from outreach.workflow.import_review import review_import, without_new_keys


@verb("import", _("CSV, Excel, vCard and ContactXML; the format is found by the headers."))
@click.argument("files", metavar="FILE…", nargs=-1, required=True,
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@option("--format", "format", type=click.Choice([AUTO, *FORMATS]), default=AUTO,
        help=_("The format, should it not be found by the headers."))  # fmt: skip
@option("--dry-run", is_flag=True, help=_("Only show what would be done."))
@option("--yes", is_flag=True, help=_("Write without asking."))
@as_json
def command(files: Sequence[Path], format: str, dry_run: bool, yes: bool, as_json: bool) -> int:
    """Show what is new, changed and refused, and write it on a yes."""
    desk = outside.desk(writes=not dry_run)
    plan = review_import(desk, files, format)
    if dry_run:
        plan.remarks = without_new_keys(plan)
    if not as_json:
        show_plan(plan, has_keys=not dry_run)
    show_problems([*plan.remarks, *(each for entry in plan.refused for each in entry.problems)])
    asked = plan.has_news and not dry_run
    agreed = asked and (yes or _is_agreed(as_json))
    written = write_import(desk.project, plan) if agreed else []
    if as_json:
        show_json(plan_data(plan, written, has_keys=not dry_run))
    else:
        conclude(plan, written)
    if asked and not agreed:
        return ExitCode.ABORTED
    return ExitCode.SOURCE if plan.refused else ExitCode.DONE


def _is_agreed(as_json: bool) -> bool:
    """Return whether a person says yes; where nobody can be asked, how to say it."""
    if as_json or not sys.stdin.isatty():
        note(phrase("Nothing was written: nobody could be asked."),
             phrase("Add --yes to write it, or --dry-run only to look."))  # fmt: skip
        return False
    return click.confirm(say(phrase("Write this?")), err=True)
