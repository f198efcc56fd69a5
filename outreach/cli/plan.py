"""outreach plan: who gets a card, who does not and why, and what it costs."""

from __future__ import annotations

from collections import Counter

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import as_json, round_id, verb
from outreach.cli.output import note, show_json, show_problems, show_table, tell, tell_line
from outreach.errors import errors_in
from outreach.model.recipient import Recipient
from outreach.model.standing import Reason
from outreach.model.words import REASONS
from outreach.phrase import phrase
from outreach.sources.recipients import read_recipients
from outreach.workflow.desk import Desk
from outreach.workflow.planning import Plan, plan


@verb("plan", _("Nothing is written. The counts add up to the address book."))
@round_id
@as_json
def command(round_id: str, as_json: bool) -> int:
    """Show the plan of a round."""
    desk = outside.desk()
    made = plan(desk, round_id)
    show_problems(made.problems)
    if as_json:
        show_json(_data(made))
    else:
        _show(desk, made)
    return min((problem.kind for problem in errors_in(made.problems)), default=0)


def _show(desk: Desk, made: Plan) -> None:
    found = read_recipients(desk.project)
    places = {each.key: each.branch for each in found if isinstance(each, Recipient)}
    rows = [(card.card_no, card.key, places.get(card.key, "")) for card in made.included]
    show_table((_("Card"), _("Key"), _("Branch")), rows)
    if made.left_out:
        left_out = [(each.key, say(REASONS[Reason(each.reason)])) for each in made.left_out]
        show_table((_("Key"), _("No card, because")), left_out)
    cards, others = len(made.included), len(made.left_out)
    tell(phrase("{cards} cards + {others} left out = {all} in the address book.",
                cards=cards, others=others, all=cards + others))  # fmt: skip
    for reason, count in Counter(each.reason for each in made.left_out).most_common():
        tell_line(f"{count}  {say(REASONS[Reason(reason)])}")
    tell(phrase("Postage: {yen:,} yen.", yen=made.postage_yen))
    if made.frozen:
        tell(phrase("The round is frozen: these card numbers stay."))
    if made.missing:
        note(phrase("In the ledger but in no file: {keys}.", keys=", ".join(made.missing)))


def _data(made: Plan) -> dict[str, object]:
    return {
        "round": made.round_id,
        "included": [{"card_no": card.card_no, "key": card.key} for card in made.included],
        "left_out": [{"key": each.key, "reason": each.reason} for each in made.left_out],
        "missing": list(made.missing),
        "postage_yen": made.postage_yen,
    }
