"""outreach addresses: what each address of a table consists of, and whether its code is right."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.answers import on_disk, show_answers, show_answers_as_json
from outreach.cli.language import _
from outreach.cli.options import as_json, verb
from outreach.errors import ExitCode
from outreach.post.gazetteer import open_gazetteer
from outreach.sources.project import find_root
from outreach.workflow.reading import read_addresses


@verb("addresses", _("Reads CSV, TSV or xlsx with the columns postal_code and address, or those of "
                     "the address book; - reads what comes in. Nothing is changed."))  # fmt: skip
@click.argument("file", metavar="FILE|-", type=click.Path(dir_okay=False, path_type=Path))
@as_json
def command(file: Path, as_json: bool) -> int:
    """Answer every row; rows whose cells cannot be told apart lead to exit code 4."""
    gazetteer = open_gazetteer(_cache())
    with on_disk(file) as path, _in_one_go():
        answers = read_addresses(path, file.name, gazetteer)
        broken = show_answers_as_json(answers) if as_json else show_answers(answers)
    return ExitCode.SOURCE if broken else ExitCode.DONE


def _cache() -> Path:
    """Return the project's cache folder, outside of any project the user's own."""
    root = outside.wishes().project or find_root(Path())
    if root is not None:
        return root / ".outreach" / "cache"
    return Path(click.get_app_dir("outreach")) / "cache"


@contextmanager
def _in_one_go() -> Iterator[None]:
    """Look for no cycles meanwhile: rows make none, and the search is a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
