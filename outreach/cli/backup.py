"""outreach backup: checked copies of everything that cannot be made again, sealed or not."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.besides import WithCommands
from outreach.cli.language import _, say
from outreach.cli.options import option
from outreach.cli.output import note, tell
from outreach.cli.sealing import new_passphrase, to
from outreach.model.words import entries, files
from outreach.phrase import phrase
from outreach.workflow.keeping import backup, risk_of
from outreach.workflow.sealing import Seal


@click.command(
    "backup", cls=WithCommands, package="outreach.cli.backup_",
    table={"keys": _("Make a pair of keys, and a sheet of paper with the secret one.")},
    help=_("A zip file with the ledger and all files; it is read back before it counts."),
)  # fmt: skip
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@to
@option("--passphrase", "worded", is_flag=True, help=_("Seal it with words you are asked for."))
@option("--plain", is_flag=True, help=_("Do not seal it, though the settings name keys."))
def command(file: Path, to: tuple[str, ...], worded: bool, plain: bool) -> None:
    """Write the backup."""
    if plain + worded + bool(to) > 1:
        raise click.UsageError(say(phrase("--to, --passphrase and --plain do not go together.")))
    desk = outside.desk()
    wished = Seal(to, new_passphrase() if worded else "") if plain or worded or to else None
    kept = backup(desk, file, wished)
    assert kept.file is not None
    counts = {"files": files(kept.files), "entries": entries(kept.entries)}
    tell(phrase("{file} was made and read back: {files}, {entries} of the ledger.",
                file=kept.file.name, **counts))  # fmt: skip
    if words := risk_of(desk, kept.file):
        note(*words)
    if Seal(desk.project.trust.keys) if wished is None else wished:
        tell(phrase("It is sealed: without the key nobody opens it, you neither."))
    else:
        note(phrase("It holds names and addresses: keep it where only you can reach it."),
             phrase("To seal it: outreach backup keys, then --to age1…"))  # fmt: skip
