"""outreach baton take: the project comes from another computer."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import option, verb
from outreach.cli.output import tell
from outreach.cli.sealing import identity, opener
from outreach.model.words import files
from outreach.phrase import phrase
from outreach.workflow.baton import take


@verb("take", _("Nothing is merged: files here that differ are kept aside, never lost."))
@click.argument("file", metavar="FILE",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@identity
@option("--passphrase", "worded", is_flag=True, help=_("It was sealed with a passphrase."))
def command(file: Path, identity: tuple[Path, ...], worded: bool) -> None:
    """Take the project over."""
    root = outside.root_or_here()
    keys = opener(identity, worded)
    made = take(root, file, outside.today(), outside.clock, outside.entropy, keys)
    tell(phrase("The project is here: {files}, generation {generation}.",
                files=files(made.files), generation=made.generation))  # fmt: skip
    if made.aside is not None and made.aside.exists():
        tell(phrase("What stood here and differed is in {folder}.", folder=made.aside.name))
    tell(phrase("To hand it back: outreach baton give FILE --to age1…"))
