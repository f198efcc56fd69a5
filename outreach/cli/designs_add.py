"""outreach designs add: pictures become designs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from outreach.artwork.intake import Paper
from outreach.cli import outside
from outreach.cli.design_words import Place, Point, described, flat
from outreach.cli.designed import adding_data, show_adding
from outreach.cli.language import _
from outreach.cli.options import as_json, half_width, option, verb
from outreach.cli.output import progress_bar, show_json, show_problems
from outreach.errors import ExitCode, errors_in
from outreach.phrase import phrase
from outreach.workflow.designs import Wish, add_designs
from outreach.workflow.judging import first_look


@verb(
    "add",
    _("JPEG, PNG, TIFF, WebP, GIF, BMP and HEIC, in any orientation; the file is kept, and what "
      "is printed holds no place, date or name. A file that is refused does not stop the others."),
)  # fmt: skip
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@described
@option("--focus", type=Place(), metavar="X,Y",
        help=_("The main thing, as fractions from left and top; found if not given."))  # fmt: skip
@option("--paper", is_flag=True,
        help=_("A photo of a drawing on paper: cut out, straightened, made white."))  # fmt: skip
@option("--corners", nargs=4, type=Place(), metavar="X1,Y1 … X4,Y4",
        help=_("The corners of the paper, should they not be found."))  # fmt: skip
@option("--name", metavar="FOLDER",
        help=_("What the design is called in commands and rounds; made from the title if left "
               "out."))  # fmt: skip
@option("--rotate", type=click.Choice(["90", "180", "270"]), metavar="DEGREES",
        help=_("Turn the picture clockwise first: 90, 180 or 270 degrees."))  # fmt: skip
@option("--together", is_flag=True, help=_("All files are the pictures of one design."))
@as_json
def command(
    files: Sequence[Path], paper: bool, corners: Sequence[Point] | None, together: bool,
    as_json: bool, **words: Any,
) -> int:  # fmt: skip
    """Take the pictures in."""
    desk = outside.desk(writes=True)
    flat_paper = Paper(tuple(corners or ())) if paper or corners else None
    wish = _wish(paper=flat_paper, together=together, **words)
    with progress_bar(phrase("Taking in pictures")) as progress:
        done = add_designs(desk.project, files, wish, progress)
    done = first_look(desk, done)
    show_problems(done.problems)
    if as_json:
        show_json(adding_data(done))
    else:
        show_adding(done)
    return ExitCode.DESIGN if errors_in(done.problems) else ExitCode.DONE


def _wish(*, paper: Paper | None, together: bool, **words: Any) -> Wish:
    title, artist, layout, alt = (words[key] or "" for key in ("title", "artist", "layout", "alt"))
    return Wish(
        title, artist, words["credit"], flat(words["uses"]) or ("card",), layout,
        flat(words["seasons"]), flat(words["moods"]), alt, words["focus"], paper, together,
        half_width(words["name"] or ""), int(words["rotate"] or 0),
    )  # fmt: skip
