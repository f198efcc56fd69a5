"""outreach layouts preview: layouts with pictures and words in them."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import Plain, option, out_file, verb
from outreach.cli.output import show_problems, tell, tell_files
from outreach.phrase import phrase
from outreach.workflow.designs import design_called
from outreach.workflow.layouts import preview_layouts

_KINDS = (".pdf", ".png")


@verb(
    "preview",
    _("With pictures of the sample, or of one of your designs; all layouts if none is named."),
)
@click.argument("names", metavar="[LAYOUT]...", nargs=-1, type=Plain())
@option("--design", default="", metavar="DESIGN", help=_("Show the pictures of this design."))
@option("--guides", is_flag=True, help=_("Mark the margin, the slots and the main thing."))
@out_file
def command(names: tuple[str, ...], design: str, guides: bool, out: Path | None) -> None:
    """Make the preview."""
    if out is not None and out.suffix.lower() not in _KINDS:
        raise click.BadParameter(say(phrase("Name a file that ends in .pdf or .png.")))
    desk = outside.desk()
    design = design and design_called(desk.project, design)
    made = preview_layouts(desk, names, design=design, out=out, guides=guides)
    show_problems(made.problems)
    tell(phrase("A preview of the layouts:"))
    tell_files([outside.shown(file, desk.project.root) for file in made.files])
