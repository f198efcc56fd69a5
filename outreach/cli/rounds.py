"""What a round's plan and print say of themselves: as JSON, and in a few lines."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.output import note, tell, tell_files
from outreach.ledger.numbers import listed
from outreach.model.words import cards
from outreach.phrase import Phrase, phrase
from outreach.press.imposition import Target
from outreach.workflow.batch import Ways
from outreach.workflow.desk import Desk
from outreach.workflow.planning import Plan
from outreach.workflow.printing import Printed


def plan_data(made: Plan) -> dict[str, object]:
    """Return a plan as the contract's JSON has it."""
    return {
        "round": made.round_id,
        "included": [{"card_no": card.card_no, "key": card.key} for card in made.included],
        "left_out": [{"key": each.key, "reason": each.reason} for each in made.left_out],
        "unreadable": made.unreadable,
        "unfinished": made.unfinished,
        "missing": list(made.missing),
        "postage_yen": made.postage_yen,
    }


def sum_of(made: Plan) -> Phrase:
    """Return the counts of a plan, which add up to the address book."""
    parts = phrase("{cards} + {others} left out",
                   cards=cards(len(made.included)), others=len(made.left_out))  # fmt: skip
    if made.unfinished:
        parts = phrase("{parts} + {count} to be corrected", parts=parts, count=made.unfinished)
    if made.unreadable:
        parts = phrase("{parts} + {count} that cannot be read", parts=parts, count=made.unreadable)
    return phrase("{parts} = {all} in the address book.", parts=parts, all=made.register)


def tell_printed(desk: Desk, made: Printed, ways: Ways) -> None:
    """Show what was printed and where, the folder first, and what comes next."""
    gaps = {"folder": outside.shown(made.folder, desk.project.root), "cards": cards(made.cards)}
    if made.fresh:
        tell(phrase("{folder}: the files of {cards}.", **gaps))
    elif made.superseded:
        tell(phrase("{folder}: the files of this batch ({cards}) are there.", **gaps))
    else:
        tell(phrase("{folder}: the very same files of {cards} are there already.", **gaps))
    tell_files([file.name for file in sorted(made.folder.glob("*.pdf"))])
    if not made.fresh and made.superseded:
        note(phrase("Do not use its pages of these cards any more: {numbers}. They were printed "
                    "again in a later batch, or stopped.",
                    numbers=listed(made.superseded)))  # fmt: skip
    for folder in made.newer:
        tell(phrase("The cards printed again are in {folder}.",
                    folder=outside.shown(folder, desk.project.root)))  # fmt: skip
    tell(phrase("Left out: {others} (outreach plan {id} says why). Postage: {yen:,} yen.",
                others=made.left_out, id=made.round_id, yen=made.postage_yen))  # fmt: skip
    waiting = _waiting(desk, made, ways)
    if waiting and ways.target is Target.HOME:
        tell(phrase("Next: print at 100 % (actual size), count the stack, and when it is in the "
                    "letter box: outreach post {id} --on today --count {waiting}",
                    id=made.round_id, waiting=waiting))  # fmt: skip


def _waiting(desk: Desk, made: Printed, ways: Ways) -> int:
    """Return how many cards wait to be posted, those of earlier prints included."""
    if made.fresh and made.batch == 1 and ways.first is None and ways.last is None:
        return made.cards  # the round was frozen a moment ago; a million cards are not asked again
    with desk.read_ledger() as ledger:
        return len(ledger.tally(made.round_id).waiting)
