"""outreach restore: a backup comes back."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import verb
from outreach.cli.output import tell
from outreach.model.words import entries, files
from outreach.phrase import phrase
from outreach.workflow.keeping import restore


@verb("restore", _("Into the project's folder; files that differ are kept aside, never lost."))
@click.argument("file", metavar="FILE",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
def command(file: Path) -> None:
    """Bring the backup back."""
    root = outside.root_or_here()
    kept = restore(root, file, outside.clock, outside.entropy)
    tell(phrase("Restored: {files}, {entries} of the ledger.",
                files=files(kept.files), entries=entries(kept.entries)))  # fmt: skip
    if kept.aside:
        tell(phrase("What stood here and differed is in {folder}.", folder=kept.aside.name))
