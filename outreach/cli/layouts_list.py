"""outreach layouts list: the names a design may give as its layout."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _, translate
from outreach.cli.options import as_json, verb
from outreach.cli.output import show_json, show_problems, show_table
from outreach.workflow.layouts import Listed, list_layouts

_COLUMNS = (_("Layout"), _("What it is"), _("Pictures"), _("Good for"))


@verb("list")
@as_json
def command(as_json: bool) -> None:
    """List the layouts."""
    layouts, problems = list_layouts(outside.root_or_here())
    show_problems(problems)
    if as_json:
        show_json([_entry(listed) for listed in layouts])
        return
    language = translate(_("en"))  # the catalogue of each language has its own name for it
    show_table(
        _COLUMNS,
        [
            (each.name, each.title[language], len(each.holes), each.good_for[language])
            for each in (listed.layout for listed in layouts)
        ],
    )


def _entry(listed: Listed) -> dict[str, object]:
    layout = listed.layout
    return {
        "name": layout.name,
        "title": dict(layout.title),
        "good_for": dict(layout.good_for),
        "stock": layout.stock,
        "orientation": layout.orientation,
        "pictures": len(layout.holes),
        "slots": [slot.name for slot in layout.slots],
        "own": listed.is_own,
    }
