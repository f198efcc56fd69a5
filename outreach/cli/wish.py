"""outreach wish: what somebody wishes about their cards."""

from __future__ import annotations

from datetime import date

import click

from outreach.cli import outside
from outreach.cli.consenting import tell_waiting
from outreach.cli.language import _, say
from outreach.cli.options import ComingDay, PastDay, Whole, key, option, verb
from outreach.cli.output import note, tell
from outreach.cli.register import known_person
from outreach.cli.story import wish_words
from outreach.model.event import Wish
from outreach.phrase import phrase
from outreach.workflow import wishes


@verb("wish", _("less --days N, fewer cards; author --not NAME, another author; rest --until "
                "DATE; mourning --until DATE, no New Year card; farewell --self, two more cards "
                "and then none; usual ends fewer cards and another author."))  # fmt: skip
@key
@click.argument("wish", metavar="WISH", type=click.Choice([wish.value for wish in Wish]))
@option("--days", type=Whole(), metavar="N", help=_("less: so many days apart at least."))
@option("--not", "not_author", default="", metavar="NAME",
        help=_("author: whose cards they would rather not get."))  # fmt: skip
@option("--until", type=ComingDay(), metavar="DATE",
        help=_("rest: the day to ask again; mourning: its last day."))  # fmt: skip
@option("--self", "own", is_flag=True, help=_("The person said so themselves."))
@option("--on", type=PastDay(), metavar="DATE", help=_("The day it was said; today if left out."))
@option("--how", default="", metavar="TEXT", help=_("How it was said; kept beside the entry."))
def command(
    key: str, wish: str, days: int | None, not_author: str, until: date | None, own: bool,
    on: date | None, how: str,
) -> None:  # fmt: skip
    """Enter a wish."""
    desk = outside.desk()
    data = wishes.wish_data(Wish(wish), days, not_author.strip(), until, own=own)
    if fault := wishes.wish_fault(Wish(wish), data):
        raise click.UsageError(say(fault))
    with desk.write_ledger() as ledger:
        known = known_person(desk, ledger, key)
        if wish == Wish.FAREWELL:
            wishes.refuse_farewell(ledger, known, own=own)
        before = ledger.standings([known])[known].not_author
        seq = ledger.wish(known, on or desk.today, Wish(wish), how.strip(), **data)
        tell(phrase("Wish of {key} entered (entry {seq}): {wish}.", key=known, seq=seq,
                    wish=wish_words({"wish": wish, **data})))  # fmt: skip
        tell_waiting(wishes.waiting_here(desk, ledger, known))
    if wish == Wish.AUTHOR and before:
        note(phrase("This takes the place of the wish before, which named {author}: only the last "
                    "one counts.", author=before))  # fmt: skip
    if not_author and (unknown := wishes.unknown_author(desk, not_author)):
        note(unknown)
