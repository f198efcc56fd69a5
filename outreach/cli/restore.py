"""outreach restore: a backup comes back."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import option, verb
from outreach.cli.output import tell
from outreach.cli.sealing import identity, opener
from outreach.model.words import entries, files
from outreach.phrase import phrase
from outreach.workflow.keeping import restore


@verb("restore", _("Into the project's folder; files that differ are kept aside, never lost."))
@click.argument("file", metavar="FILE",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@identity
@option("--passphrase", "worded", is_flag=True, help=_("It was sealed with a passphrase."))
def command(file: Path, identity: tuple[Path, ...], worded: bool) -> None:
    """Bring the backup back."""
    root = outside.root_or_here()
    kept = restore(root, file, outside.clock, outside.entropy, opener(identity, worded))
    tell(phrase("Restored: {files}, {entries} of the ledger.",
                files=files(kept.files), entries=entries(kept.entries)))  # fmt: skip
    if kept.aside:
        tell(phrase("What stood here and differed is in {folder}.", folder=kept.aside.name))
