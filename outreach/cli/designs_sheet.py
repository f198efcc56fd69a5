"""outreach designs sheet: all designs on A4."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from outreach.artwork.layouts import Layout
from outreach.cli import outside
from outreach.cli.design_words import SEASON_WORDS, spoken
from outreach.cli.language import _, say, translate
from outreach.cli.options import Plain, out_file, verb
from outreach.cli.output import show_problems, tell, tell_files
from outreach.errors import errors_in
from outreach.model import words
from outreach.model.design import Design
from outreach.phrase import phrase
from outreach.workflow.designs import design_called
from outreach.workflow.sheets import make_sheets

_KINDS = (".pdf", ".png")


@verb(
    "sheet",
    _("Picture, title, artist, season and layout, nine on a page of A4; all if none is named."),
)
@click.argument("names", metavar="[DESIGN]...", nargs=-1, type=Plain())
@out_file
def command(names: tuple[str, ...], out: Path | None) -> int:
    """Make the sheets; a design that cannot be drawn leads to its exit code."""
    if out is not None and out.suffix.lower() not in _KINDS:
        raise click.BadParameter(say(phrase("Name a file that ends in .pdf or .png.")))
    desk = outside.desk()
    names = tuple(design_called(desk.project, name) for name in names)
    path = out or desk.project.out_folder / "designs.pdf"
    made = make_sheets(desk, names, path, say(phrase("Designs")), _caption)
    show_problems(made.problems)
    tell(phrase("A sheet of {designs}:", designs=words.designs(made.designs)))
    tell_files([outside.shown(file, desk.project.root) for file in made.files])
    return min((problem.kind for problem in errors_in(made.problems)), default=0)


def _caption(design: Design, layout: Layout) -> Iterator[str]:
    language = translate(_("en"))  # the catalogue of each language has its own name for it
    yield design.title
    season = spoken(design.season, SEASON_WORDS)
    yield "  ".join(part for part in (design.artist, season) if part)
    yield f"{layout.title[language]}  ({design.name})"
