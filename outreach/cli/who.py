"""outreach who: everything that is held about one person, on the screen or as a file."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.held import held_data, held_lines
from outreach.cli.language import _
from outreach.cli.options import as_json, key, out_file, verb
from outreach.cli.output import show_json, tell
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.workflow.who import person_held


@verb(
    "who",
    _(
        "For whoever asks what is held about them: rows, cards and their words, entries, "
        "files. It shows name and address; with -o it is a text file (UTF-8)."
    ),
)
@key
@out_file
@as_json
def command(key: str, out: Path | None, as_json: bool) -> None:
    """Show what is held."""
    held = person_held(outside.desk(), key)
    if as_json:
        show_json(held_data(held))
    if out is not None:
        outside.refuse_existing(out)
        with replacing(out) as stream:
            stream.write(("\n".join(held_lines(held)) + "\n").encode("utf-8"))
        tell(phrase("Written to {file}. It holds name and address: keep it safe.",
                    file=out.name))  # fmt: skip
    elif not as_json:
        click.echo("\n".join(held_lines(held)))
