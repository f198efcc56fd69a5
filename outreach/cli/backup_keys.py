"""outreach backup keys: a pair of keys, the secret one on paper or in a file."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import verb
from outreach.cli.output import tell, tell_line
from outreach.phrase import phrase
from outreach.sources.project import find_root
from outreach.workflow.keys import make_keys


@verb("keys", _("FILE.pdf is a sheet to print, any other FILE the text that age reads."))
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Make the keys."""
    desk = outside.desk() if find_root(outside.here()) else None
    public = make_keys(file, desk)
    tell(phrase("{file} holds the secret key, and nothing else does.", file=file.name))
    if file.suffix.lower() == ".pdf":
        tell(phrase("Print it twice, lock the sheets up in two places, then delete the file."))
    else:
        tell(phrase("Keep it on a stick, apart from the computer and from the backups."))
    if desk is None:
        tell(phrase("Whoever hands you the project needs this public key; it is no secret:"))
        tell_line(public)
        return
    tell(phrase("For every backup to be sealed, write this into outreach.toml:"))
    tell_line("[backup]")
    tell_line(f'recipients = ["{public}"]')
