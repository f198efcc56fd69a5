"""outreach recipients list: everyone."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.options import as_json, verb
from outreach.cli.register import ask_to_fill_in, people, show_people


@verb("list")
@as_json
def command(as_json: bool) -> None:
    """List everyone."""
    desk = outside.desk()
    everyone = people(desk)
    show_people(desk, everyone, as_json)
    if not as_json:
        ask_to_fill_in(len(everyone))
