"""outreach recipients find: by name, reading, address or key."""

from __future__ import annotations

import click

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import as_json, verb
from outreach.cli.register import people, show_people
from outreach.model.recipient import Recipient
from outreach.sources.export import recipient_cells
from outreach.workflow.likeness import everyday


@verb("find", _("Width, case, blanks and kind of kana do not matter."))
@click.argument("text", metavar="TEXT")
@as_json
def command(text: str, as_json: bool) -> None:
    """List those in whose row the text is found."""
    desk = outside.desk()
    wanted = everyday(text)  # a name is typed so, though the register writes it otherwise
    show_people(desk, [each for each in people(desk) if wanted in _said_of(each)], as_json)


def _said_of(recipient: Recipient) -> str:
    cells = recipient_cells(recipient)
    to = recipient.addressee
    address = cells.postal_code, to.prefecture, to.city, to.street, to.building, to.address
    names = cells.family_name, cells.given_name, cells.joint_names, cells.organisation
    # A mark between the fields, which no folded text holds, so that nothing matches across two.
    return "|".join(
        everyday("".join(part)) for part in (names, (cells.kana,), address, (cells.key,))
    )
