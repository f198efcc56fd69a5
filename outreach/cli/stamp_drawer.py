"""The stamp drawer as a table and as JSON, and what the next rounds need of it."""

from __future__ import annotations

from outreach.cli.language import _, say
from outreach.cli.output import show_table, tell, tell_line
from outreach.cli.stamped import purchases_data, stamp_data, tell_purchases
from outreach.model.stamp import Drawer
from outreach.model.words import pieces
from outreach.phrase import phrase
from outreach.workflow.stamp_needs import Need


def drawer_data(drawer: Drawer) -> dict[str, object]:
    """Return what lies in the drawer as JSON has it, and what it is worth."""
    listed = [{**stamp_data(stamp), "count": count} for stamp, count in drawer.items()]
    return {"drawer": listed, "yen": _worth(drawer)}


def _worth(drawer: Drawer) -> int:
    return sum(stamp.yen * count for stamp, count in drawer.items())


def show_drawer(drawer: Drawer) -> None:
    """Show what lies in the drawer, the highest values first."""
    if not drawer:
        tell(phrase("The drawer is empty: outreach stamps buy DESIGN --yen YEN --count N --on "
                    "DATE"))  # fmt: skip
        return
    rows = [(stamp.design, stamp.yen, count) for stamp, count in drawer.items()]
    show_table((_("Stamp"), _("Yen"), _("Number")), rows)
    tell(phrase("Worth {yen:,} yen.", yen=_worth(drawer)))


def tell_need(need: Need) -> None:
    """Say what a round needs, and what to buy for it."""
    gaps = {"id": need.round_id, "day": need.post_on}
    if not need.readable:
        tell(phrase("Round {id} ({day}): outreach check {id} says what comes first.", **gaps))
        return
    tell(phrase("Round {id} ({day}) needs:", **gaps))
    for yen, count in sorted(need.due.items(), reverse=True):
        tell_line(say(phrase("{pieces} at {yen:,} yen", pieces=pieces(count), yen=yen)))
    if not need.purchases:
        tell(phrase("The drawer has enough."))
    tell_purchases(need.purchases)


def need_data(need: Need) -> dict[str, object]:
    """Return what a round needs as JSON has it."""
    return {
        "round": need.round_id,
        "post_on": need.post_on.isoformat(),
        "frozen": need.frozen,
        "readable": need.readable,
        "pieces": [{"yen": yen, "count": count} for yen, count in sorted(need.due.items())],
        "to_buy": purchases_data(need.purchases),
    }
