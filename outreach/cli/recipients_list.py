"""outreach recipients list: everyone."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.options import as_json, verb
from outreach.cli.register import people, show_people


@verb("list")
@as_json
def command(as_json: bool) -> None:
    """List everyone."""
    desk = outside.desk()
    show_people(desk, people(desk), as_json)
