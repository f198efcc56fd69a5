"""Which stamp goes onto which card, as a table, as rows of a file, and as JSON."""

from __future__ import annotations

from outreach.cli.language import _, say
from outreach.cli.output import note, show_table, tell
from outreach.cli.stamped import purchases_data, stamp_data, tell_purchases
from outreach.ledger.numbers import listed
from outreach.model.words import pieces
from outreach.phrase import Phrase, phrase
from outreach.sources.stamp_list import FILE, shown_stamps
from outreach.stamping import Stamped
from outreach.workflow.stamps import StampPlan, missing_on

COLUMNS = ("card_no", "key", "yen", "stamps", "missing_yen")


def plan_cells(row: Stamped) -> tuple[str, ...]:
    """Return a piece as the cells of a CSV row."""
    missing = missing_on(row)
    cells = (row.piece.no, row.piece.key, row.piece.yen, shown_stamps(row.stamps), missing or "")
    return tuple(map(str, cells))


def plan_data(made: StampPlan) -> dict[str, object]:
    """Return the stamps of a round as JSON has them."""
    return {
        "round": made.round_id,
        "on": made.on.isoformat(),
        "cards": [
            {
                "card_no": row.piece.no,
                "key": row.piece.key,
                "yen": row.piece.yen,
                "stamps": [stamp_data(stamp) for stamp in row.stamps],
                "again": row.again,
                "missing_yen": missing_on(row),
            }
            for row in made.rows
        ],
        "to_buy": purchases_data(made.purchases),
    }


def show_plan(made: StampPlan) -> None:
    """Show who gets which stamp, how many of each are needed, and what to buy."""
    if not made.rows:
        tell(phrase("Nothing of round {id} waits for stamps.", id=made.round_id))
        return
    show_table(
        (_("No."), _("Key"), _("Postage"), _("Stamps"), _("Note")),
        [
            (
                row.piece.no,
                row.piece.key,
                row.piece.yen,
                shown_stamps(row.stamps),
                say(_remark(row)),
            )
            for row in made.rows
        ],
    )
    if made.used:
        parts = [f"{shown_stamps([stamp])} × {count}" for stamp, count in sorted(made.used.items())]
        tell(phrase("Take out of the drawer: {stamps}.", stamps=", ".join(parts)))
    tell_purchases(made.purchases)
    if made.written:
        tell(phrase("Noted in {file} of the round's folder.", file=FILE))
    if again := [row.piece.no for row in made.rows if row.again]:
        note(
            phrase("The stamp of last time comes again on {count} (no. {numbers}).",
                   count=pieces(len(again)), numbers=listed(again)),
            phrase("Another design of that value is needed: buy one, then outreach stamps plan "
                   "{round} --again", round=made.round_id),
        )  # fmt: skip


def _shown(row: Stamped) -> tuple[object, ...]:
    return row.piece.no, row.piece.key, row.piece.yen, shown_stamps(row.stamps)


def _remark(row: Stamped) -> Phrase:
    if not row.stamps:
        return phrase("to buy")
    if missing := missing_on(row):
        return phrase("{yen:,} yen are missing", yen=missing)
    return phrase("as last time") if row.again else Phrase("")
