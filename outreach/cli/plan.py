"""outreach plan: who gets a card, who does not and why, and what it costs."""

from __future__ import annotations

from collections import Counter

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import as_json, round_id, verb
from outreach.cli.output import note, show_json, show_problems, show_table, tell, tell_line
from outreach.cli.register import ask_to_fill_in
from outreach.cli.rounds import plan_data, sum_of
from outreach.errors import errors_in
from outreach.model.standing import Reason
from outreach.model.words import REASONS
from outreach.phrase import phrase
from outreach.workflow.planning import Plan, plan


@verb("plan", _("Nothing is written. The counts add up to the address book."))
@round_id
@as_json
def command(round_id: str, as_json: bool) -> int:
    """Show the plan of a round."""
    made = plan(outside.desk(), round_id)
    show_problems(made.problems)
    if as_json:
        show_json(plan_data(made))
    else:
        _show(made)
    return min((problem.kind for problem in errors_in(made.problems)), default=0)


def _show(made: Plan) -> None:
    rows = [(card.card_no, card.key, card.branch) for card in made.included]
    show_table((_("Card"), _("Key"), _("Branch")), rows)
    if made.left_out:
        left_out = [(each.key, say(REASONS[Reason(each.reason)])) for each in made.left_out]
        show_table((_("Key"), _("No card, because")), left_out)
    tell(sum_of(made))
    for reason, count in Counter(each.reason for each in made.left_out).most_common():
        tell_line(f"{count}  {say(REASONS[Reason(reason)])}")
    ask_to_fill_in(made.register)
    tell(phrase("Postage: {yen:,} yen.", yen=made.postage_yen))
    if made.frozen:
        tell(phrase("The round is frozen: these card numbers stay."))
    if made.missing:
        note(phrase("In the ledger but in no file: {keys}.", keys=", ".join(made.missing)))
