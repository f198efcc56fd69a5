"""outreach ideas: help for an empty page."""

from __future__ import annotations

from datetime import date

from outreach.cli import outside
from outreach.cli.almanac import AlmanacDay, Town
from outreach.cli.ideas_page import ideas_data, show_ideas
from outreach.cli.language import _
from outreach.cli.options import Key, Plain, as_json, option, verb
from outreach.cli.output import note, show_json
from outreach.cli.register import person
from outreach.cli.words import standing_of
from outreach.ideas.places import Place
from outreach.model.recipient import Recipient
from outreach.model.standing import Status
from outreach.phrase import phrase
from outreach.workflow.ideas import Ideas, ideas

_NOTHING_GOES = frozenset({Status.STOPPED, Status.REFUSED, Status.PAUSED})


@verb("ideas", _("The season, words to begin with, and the last cards; never a finished message."))
@option(
    "--date", "day", type=AlmanacDay(), metavar="DATE", help=_("For this day instead of today.")
)
@option("--recipient", "key", type=Key(), metavar="KEY", help=_("For a card to this recipient."))
@option("--author", type=Plain(), default="", metavar="NAME", help=_("For this author."))
@option("--place", type=Town(), metavar="PLACE", help=_("The season of this town."))
@as_json
def command(
    day: date | None, key: str | None, author: str, place: Place | None, as_json: bool
) -> None:  # fmt: skip
    """Show ideas."""
    desk = outside.desk()
    recipient = person(desk, key) if key else None
    found = ideas(desk, day or desk.today, recipient, author, place)
    if as_json:
        show_json(ideas_data(found))
    else:
        show_ideas(found)
    if recipient is not None:
        _say_if_nothing_goes(recipient, found)


def _say_if_nothing_goes(recipient: Recipient, found: Ideas) -> None:
    standing = found.exchanged.standing
    if standing is not None and standing.status in _NOTHING_GOES:
        note(phrase("Nothing goes to {key} now: {standing}.", key=recipient.key,
                    standing=standing_of(recipient, standing)))  # fmt: skip
