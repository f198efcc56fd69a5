"""outreach post: the mail was handed to the post."""

from __future__ import annotations

from datetime import date

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import Numbers, Whole, flat, on, option, round_id, verb
from outreach.cli.output import show_problems, tell
from outreach.cli.register import known_round
from outreach.cli.stamped import tell_franked
from outreach.ledger.numbers import listed
from outreach.model.words import pieces
from outreach.phrase import phrase
from outreach.workflow.posting import post_round


@verb("post", _("Count the stack: the number must be the one the ledger expects."))
@round_id
@on
@option("--count", required=True, type=Whole(least=0), metavar="N",
        help=_("How many pieces were counted."))  # fmt: skip
@option("--held", multiple=True, type=Numbers(), metavar="N",
        help=_("Numbers that stay here, as in 3,7-9."))  # fmt: skip
def command(round_id: str, on: date, count: int, held: tuple[tuple[int, ...], ...]) -> None:
    """Enter a posting."""
    desk = outside.desk()
    with desk.read_ledger() as ledger:
        known_round(desk, ledger, round_id)
    result = post_round(desk, round_id, on, count, flat(held))
    tell(phrase("Round {id}: {cards} posted on {on}.",
                cards=pieces(len(result.posted)), id=round_id, on=on))  # fmt: skip
    show_problems(result.problems)
    tell_franked(result, on)
    if result.held:
        tell(phrase("Stay here: {numbers}.", numbers=listed(result.held)))
