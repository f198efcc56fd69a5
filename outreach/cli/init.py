"""outreach init: a new project folder."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import option, verb
from outreach.cli.output import tell
from outreach.phrase import phrase
from outreach.workflow.setup import make_project


@verb("init", _("An empty address book, one design, one round; it works as it is."))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@option("--sample", is_flag=True, help=_("With invented people and two rounds, to try things."))
def command(folder: Path, sample: bool) -> None:
    """Make the project."""
    made = make_project(folder, outside.today(), sample=sample)
    tell(phrase("A project was made in {folder}. Next:", folder=folder))
    tell(phrase("  cd {folder}", folder=folder))
    if sample:
        tell(phrase("  outreach check"))
        tell(phrase("  outreach print {id}", id=made.round_id))
        return
    tell(phrase("  fill in outreach.toml (the sender) and recipients/recipients.csv"))
    tell(phrase("  outreach recipients number"))
    tell(phrase("  outreach proof {id}", id=made.round_id))
