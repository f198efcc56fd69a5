"""outreach printed: the paper exists, and which of it is no good."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import Numbers, flat, option, round_id, verb
from outreach.cli.output import tell
from outreach.cli.register import known_round
from outreach.model.words import pieces
from outreach.phrase import phrase


@verb("printed", _("Without it, outreach post enters the printing together with the posting."))
@round_id
@option("--spoilt", multiple=True, type=Numbers(), metavar="N",
        help=_("Numbers that came out badly, as in 3,7-9."))  # fmt: skip
def command(round_id: str, spoilt: tuple[tuple[int, ...], ...]) -> None:
    """Enter what was printed."""
    desk = outside.desk()
    bad = flat(spoilt)
    with desk.write_ledger() as ledger:
        known_round(desk, ledger, round_id)
        count = ledger.printed(round_id, desk.today, bad)
        spoilt_keys = ledger.spoilt_cards(round_id).values()
        waiting = len(ledger.tally(round_id).waiting)
    tell(phrase("Entered as printed: {good}, as spoilt: {bad}.",
                good=pieces(count), bad=pieces(len(bad))))  # fmt: skip
    if spoilt_keys:
        only = " ".join(f"--only {key}" for key in spoilt_keys)
        tell(phrase("To print the spoilt ones anew: outreach print {id} --again {only} --because …",
                    id=round_id, only=only))  # fmt: skip
    tell(phrase("To be posted: {cards}.", cards=pieces(waiting)))
