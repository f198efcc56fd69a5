"""outreach moved: someone filed a move with the post, which forwards their mail for a year."""

from __future__ import annotations

from datetime import date

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import PastDay, key, option, verb
from outreach.cli.output import note, tell
from outreach.cli.register import known_person
from outreach.phrase import phrase
from outreach.workflow.returns import enter_move


@verb(
    "moved",
    _(
        "The year counts from the day of filing. Before it ends, outreach today asks for "
        "the new address; afterwards nothing goes there until it is confirmed."
    ),
)
@key
@option("--on", required=True, type=PastDay(), metavar="DATE",
        help=_("The day on which the move was filed with the post."))  # fmt: skip
def command(key: str, on: date) -> None:
    """Enter a move."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known = known_person(desk, ledger, key)
        made = enter_move(ledger, known, on)
        is_held = ledger.standings([known])[known].held
    tell(phrase("The move of {key} is entered (entry {seq}); the post forwards until {until}.",
                key=known, seq=made.seq, until=made.until))  # fmt: skip
    if made.is_over(desk.today):
        note(phrase("That is over: nothing goes to {key} until the address is confirmed.",
                    key=known))  # fmt: skip
    tell(phrase("When the new address stands in the address book: outreach recipients confirm "
                "{key}", key=known))  # fmt: skip
    if is_held:
        tell(phrase("And because mail came back: outreach release {key} --because …", key=known))
