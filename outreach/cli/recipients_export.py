"""outreach recipients export: the address book as one file."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import verb
from outreach.cli.output import tell
from outreach.cli.register import people
from outreach.model.words import recipients
from outreach.phrase import phrase
from outreach.sources.export import export_recipients


@verb("export", _("The file's name ends in .csv or .xlsx; one that is there is not replaced."))
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Write the address book."""
    outside.refuse_existing(file)
    everyone = people(outside.desk())
    export_recipients(everyone, file)
    tell(phrase("{people} written to {file}.", people=recipients(len(everyone)), file=file.name))
