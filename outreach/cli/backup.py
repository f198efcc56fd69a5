"""outreach backup: a checked copy of everything that cannot be made again."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import verb
from outreach.cli.output import tell
from outreach.model.words import entries, files
from outreach.phrase import phrase
from outreach.workflow.keeping import backup


@verb("backup", _("A zip file with the ledger and all files; it is read back before it counts."))
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Write the backup."""
    kept = backup(outside.desk(), file)
    counts = {"files": files(kept.files), "entries": entries(kept.entries)}
    tell(phrase("{file} was made and read back: {files}, {entries} of the ledger.",
                file=file.name, **counts))  # fmt: skip
    tell(phrase("It holds names and addresses: keep it where only you can reach it."))
