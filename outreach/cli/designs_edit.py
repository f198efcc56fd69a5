"""outreach designs edit: single values of a design's file."""

from __future__ import annotations

from typing import Any

import click

from outreach.cli import outside
from outreach.cli.design_words import Place, described, flat, handed
from outreach.cli.designed import design_data
from outreach.cli.designs_show import show_design
from outreach.cli.language import _, say
from outreach.cli.options import Plain, as_json, option, verb
from outreach.cli.output import show_json, show_problems
from outreach.phrase import phrase
from outreach.workflow.designs import design_called
from outreach.workflow.editing import edit_design


@verb("edit", _("Only what is named changes; everything else in design.toml stays as it is."))
@click.argument("name", metavar="DESIGN", type=Plain())
@described
@handed
@option("--focus", type=Place(auto=True), metavar="X,Y|auto",
        help=_("The main thing, as fractions from left and top; auto has it found."))  # fmt: skip
@as_json
def command(name: str, as_json: bool, **words: Any) -> None:
    """Change the file."""
    changes = _changes(**words)
    if not changes:
        raise click.UsageError(say(phrase("Say what is to change, for instance --title TEXT.")))
    project = outside.desk(writes=True).project
    design, problems = edit_design(project, design_called(project, name), changes)
    show_problems(problems)
    if as_json:
        show_json(design_data(design))
    else:
        show_design(design)


def _changes(**words: Any) -> dict[tuple[str, str], object]:
    """Return the keys to change with their new values; None takes a key away."""
    changes: dict[tuple[str, str], object] = {
        ("", key): words[key]
        for key in ("title", "artist", "credit", "layout", "alt", "hand", "lettering")
        if words[key] is not None
    }
    if words["uses"]:
        changes["", "permission"] = flat(words["uses"])
    if words["focus"] is not None:
        changes["", "focus"] = words["focus"] or None
    for key, given in (("season", "seasons"), ("mood", "moods")):
        if words[given]:
            changes["tags", key] = flat(words[given])
    return changes
