"""Options about keys and passphrases that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli.language import _, say
from outreach.cli.options import option
from outreach.phrase import phrase
from outreach.workflow.sealing import Opener, identities_in

to = option(
    "--to", multiple=True, metavar="AGE1…",
    help=_("Seal it for this public key; may be given several times."),
)  # fmt: skip
identity = option(
    "--identity", multiple=True, metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("The file with the secret key, if it is sealed."),
)  # fmt: skip


def opener(files: tuple[Path, ...], worded: bool) -> Opener:
    """Return what a sealed file may be opened with; a passphrase is asked for when it is needed."""
    found = tuple(key for file in files for key in identities_in(file))
    return Opener(found, asked if worded or not files else None)


def asked() -> str:
    """Ask for a passphrase that is there already."""
    return str(click.prompt(say(phrase("Passphrase")), hide_input=True, err=True))


def new_passphrase() -> str:
    """Ask for a new passphrase, twice."""
    while True:
        first = str(click.prompt(say(phrase("Passphrase")), hide_input=True, err=True))
        again = str(click.prompt(say(phrase("The same once more")), hide_input=True, err=True))
        if first == again:
            return first
        click.echo(say(phrase("The two differ; once more.")), err=True)
