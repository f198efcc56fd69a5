"""outreach preflight: what would come out wrong, before paper is spent."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import as_json, option, verb
from outreach.cli.output import progress_bar, show_json, show_problems, tell, tell_files
from outreach.cli.preflighted import data, draw, hear, tell_checked
from outreach.errors import errors_in
from outreach.phrase import phrase
from outreach.sources.project import find_root
from outreach.sources.shops import shop_named
from outreach.workflow.preflight import check_files, count_problems, judge, refuse_file


@verb("preflight", _("Boxes, standard, inks, pictures, fonts and bleed, each with its page and "
                     "place in mm from the cut card's upper left corner. Without --preset a file "
                     "is judged by what it says it is."))  # fmt: skip
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=hear)
@option("--preset", metavar="NAME", help=_("Judge by this print shop's preset."))
@option("--png", "folder", type=hear, metavar="DIR",
        help=_("Write a marked picture of each page with findings into this folder."))  # fmt: skip
@as_json
def command(files: tuple[Path, ...], preset: str | None, folder: Path | None, as_json: bool) -> int:
    """Look at print files; errors lead to exit code 4, warnings to 0."""
    root = find_root(outside.here())
    project = outside.desk().project if root else None
    shop = None if preset is None else shop_named(project, preset)
    if folder is not None:
        refuse_file(folder)
    here = root or Path.cwd()
    named = [(file, outside.shown(file, here)) for file in dict.fromkeys(files)]
    with progress_bar(phrase("Looking at the files")) as progress:
        checked = check_files(named, judge(project, shop), progress)
    counts = count_problems(checked)
    problems = [*counts, *(each for file in checked for each in file.found.problems)]
    show_problems(problems)
    drawn = [] if folder is None else draw(checked, folder, project)
    shown = [outside.shown(file, here) for file in drawn]
    if as_json:
        show_json(data(checked, counts, shown))
    else:
        for file in checked:
            tell_checked(file)
        if shown:
            tell(phrase("Marked pictures:"))
            tell_files(shown)
    return min((problem.kind for problem in errors_in(problems)), default=0)
