"""outreach init: a new project folder."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import option, verb
from outreach.cli.output import tell, tell_line
from outreach.phrase import phrase
from outreach.workflow.setup import make_project


@verb("init", _("An empty address book, one design, one round; it works as it is."))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@option("--sample", is_flag=True, help=_("With invented people and two rounds, to try things."))
def command(folder: Path, sample: bool) -> None:
    """Make the project."""
    made = make_project(folder, outside.today(), sample=sample)
    tell(phrase("A project was made in {folder}. Next:", folder=folder))
    tell_line(f"cd {folder}")
    if sample:
        tell_line("outreach check")
        tell_line(f"outreach print {made.round_id}")
        return
    tell_line(say(phrase("fill in outreach.toml (the sender) and recipients/recipients.csv")))
    tell_line("outreach recipients number")
    tell_line(f"outreach proof {made.round_id}")
