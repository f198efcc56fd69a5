"""outreach hand signature: an author's signature for the cards."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import verb
from outreach.cli.output import show_problems, tell
from outreach.phrase import phrase
from outreach.workflow.hand_signature import take_signature


@verb(
    "signature",
    _("NAME is the author as rounds and messages have it. The signature is printed under what this "
      "author's cards say; it is never imitated."),
)  # fmt: skip
@click.argument("name", metavar="NAME")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def command(name: str, file: Path) -> None:
    """Take the signature in."""
    made = take_signature(outside.desk(writes=True), name, file)
    if made.is_replaced:
        tell(phrase("{file}: the signature was replaced.", file=made.file))
    else:
        tell(phrase("{file}: the signature was taken in.", file=made.file))
    show_problems(made.remarks)
    tell(phrase("See it on a card: outreach proof ROUND"))
