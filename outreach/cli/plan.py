"""outreach plan: who gets mail, who does not and why, and what it costs."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import Key, as_json, option, round_id, verb
from outreach.cli.output import note, show_json, show_problems, show_table, tell
from outreach.cli.register import ask_to_fill_in, person
from outreach.cli.rounds import plan_data, show_left_out, tell_farewells, tell_postage
from outreach.cli.why import show_why, why_data
from outreach.errors import errors_in
from outreach.model.words import stock_words
from outreach.phrase import phrase
from outreach.workflow.drift import drifts
from outreach.workflow.planning import Plan, Why, explain, plan


@verb("plan", _("Nothing is written. The counts add up to the address book."))
@round_id
@option("--why", type=Key(), metavar="KEY",
        help=_("Say why this recipient gets the picture they get."))  # fmt: skip
@option("--all", "every", is_flag=True, help=_("List those who get other mailings too."))
@as_json
def command(round_id: str, why: str | None, every: bool, as_json: bool) -> int:
    """Show the plan of a round."""
    desk = outside.desk()
    made = explain(desk, round_id, person(desk, why).key) if why else plan(desk, round_id)
    show_problems(made.problems)
    if isinstance(made, Plan):
        show_problems(drifts(desk, made))
    if as_json:
        show_json(why_data(made) if isinstance(made, Why) else plan_data(made))
    elif isinstance(made, Why):
        show_why(made)
    else:
        _show(made, every=every)
    return min((problem.kind for problem in errors_in(made.problems)), default=0)


def _show(made: Plan, *, every: bool) -> None:
    mixed = len(made.postage) > 1
    rows = [
        (card.card_no, card.key, card.branch, card.design,
         say(stock_words(card.separate)) if mixed else "")
        for card in made.included
    ]  # fmt: skip
    show_table((_("No."), _("Key"), _("Branch"), _("Design"), _("Goes out in")), rows)
    show_left_out(made, every=every)
    tell_farewells(made)
    ask_to_fill_in(made.register)
    tell_postage(made)
    if made.frozen:
        tell(phrase("The round is frozen: these numbers stay."))
    if made.missing:
        note(phrase("In the ledger but in no file: {keys}.", keys=", ".join(made.missing)))
