"""outreach designs check: how the pictures will come out in print, in words."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.boundary import problem_data
from outreach.cli.language import _, say
from outreach.cli.options import Plain, as_json, option, verb
from outreach.cli.output import (
    progress_bar,
    show_json,
    show_problems,
    tell,
    tell_files,
    tell_where_all_is,
)
from outreach.errors import errors_in
from outreach.model import words
from outreach.phrase import Phrase, phrase
from outreach.workflow.designs import design_called
from outreach.workflow.judging import Judgement, check_designs, compare


@verb(
    "check",
    _("Pixels, colours, ink, words on the picture, signatures at the edge, pictures that were "
      "there before. All designs if none is named."),
)  # fmt: skip
@click.argument("names", metavar="[DESIGN]...", nargs=-1, type=Plain())
@option(
    "--picture", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help=_("Write a PNG with each design as on the screen and, beside it, as printed."),
)  # fmt: skip
@as_json
def command(names: tuple[str, ...], picture: Path | None, as_json: bool) -> int:
    """Judge the designs; errors lead to their exit code, warnings to 0."""
    if picture is not None and picture.suffix.lower() != ".png":
        raise click.BadParameter(say(phrase("Name a file that ends in .png.")))
    with progress_bar(phrase("Looking at the pictures")) as progress:
        desk = outside.desk(progress)
        names = tuple(design_called(desk.project, name) for name in names)
        found = check_designs(desk, names)
    shows_all = show_problems(found.problems)
    errors = errors_in(found.problems)
    files = () if picture is None or errors else (compare(desk, names, picture)[0],)
    shown = [outside.shown(file, desk.project.root) for file in files]
    if as_json:
        show_json(_data(found, shown))
    else:
        if not shows_all:
            tell_where_all_is()
        tell(_conclusion(found))
        for words_of_it in condition_words(found):
            tell(words_of_it)
        tell_files(shown)
    return min((problem.kind for problem in errors), default=0)


def _conclusion(found: Judgement) -> Phrase:
    designs = words.designs(len(found.designs))
    count = len(found.problems) - len(errors_in(found.problems))
    if count:
        return phrase("{designs} looked at; {warnings}.",
                      designs=designs, warnings=words.warnings(count))  # fmt: skip
    return phrase("{designs} looked at.", designs=designs)


def condition_words(found: Judgement) -> tuple[Phrase, ...]:
    """Return what the colours were judged by, and what may be done for a better judgement."""
    if found.condition.profile is None:
        return (
            phrase("No profile of a printer is known, so the colours are judged by an "
                   "approximation: offset printing on coated paper."),
            phrase("That will do for most cards. If the print shop has an .icc file for its "
                   "paper, put it into the project and write profile = \"NAME.icc\" under [print] "
                   "in outreach.toml."),
        )  # fmt: skip
    return (phrase("The colours are judged by the profile {name}.", name=found.condition.name),)


def _data(found: Judgement, files: list[str]) -> dict[str, object]:
    return {
        "designs": [
            {"name": design.name, "title": design.title, "layout": design.layout}
            for design in found.designs
        ],
        "profile": found.condition.name or None,
        "problems": [problem_data(problem) for problem in found.problems],
        "files": files,
    }
