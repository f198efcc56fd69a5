"""outreach wording: what in a message might ask, press or expose, and a gentler way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.advised import handed_in, show_advised, words_in
from outreach.cli.language import _
from outreach.cli.options import as_json, verb
from outreach.cli.output import show_json
from outreach.sources.project import find_root
from outreach.wording import open_adviser
from outreach.workflow.advice import Advised, advise, own_rules, read_drafts


@verb("wording", _("Reads a text file as one message, or CSV, TSV or xlsx with the columns key and "
                   "message; - reads what comes in. It only advises: nothing is changed, and "
                   "findings are no error."))  # fmt: skip
@click.argument("file", metavar="FILE|-", type=click.Path(dir_okay=False, path_type=Path))
@as_json
def command(file: Path, as_json: bool) -> None:
    """Show what the adviser finds in each message."""
    root = outside.wishes().project or find_root(Path())
    adviser = open_adviser(own_rules(root))
    with handed_in(file) as path:
        advised = advise(words_in(read_drafts(path, file.name)), adviser)
    if as_json:
        show_json(_data(advised))
    else:
        show_advised(advised)


def _data(advised: Sequence[Advised]) -> list[dict[str, object]]:
    return [
        {
            "key": each.key,
            "findings": [
                {
                    "code": finding.code,
                    "words": finding.words,
                    "why": finding.why,
                    "gentler": finding.gentler,
                }
                for finding in each.findings
            ],
        }
        for each in advised
    ]
