"""outreach baton give: the project goes to another computer."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import Whole, option, verb
from outreach.cli.output import tell
from outreach.cli.sealing import new_passphrase, to
from outreach.model.words import files
from outreach.phrase import phrase
from outreach.workflow.baton import give
from outreach.workflow.lease import USUAL_DAYS
from outreach.workflow.sealing import Seal


@verb("give", _("Nothing can be entered here until it comes back, or is reclaimed."))
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@to
@option("--passphrase", "worded", is_flag=True, help=_("Seal it with words you are asked for."))
@option("--days", type=Whole(), default=USUAL_DAYS, metavar="N",
        help=_("For how many days it can be taken; 14 if left out."))  # fmt: skip
@option("--note", default="", metavar="TEXT", help=_("Who takes it; kept beside the entry."))
def command(file: Path, to: tuple[str, ...], worded: bool, days: int, note: str) -> None:
    """Hand the project over."""
    words = new_passphrase() if worded and not to else ""
    made = give(outside.desk(), file, Seal(to, words), days, note.strip())
    tell(phrase("{file} holds the whole project: {files}, generation {generation}.",
                file=file.name, files=files(made.files), generation=made.generation))  # fmt: skip
    tell(phrase("It can be taken until {day}: outreach baton take {file}",
                day=made.expires and made.expires.isoformat(), file=file.name))  # fmt: skip
    tell(phrase("Here the project can only be read until it comes back."))
