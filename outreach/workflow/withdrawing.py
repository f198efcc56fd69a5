"""designs withdraw: an artist takes a picture back."""

from __future__ import annotations

from datetime import date

from outreach.ledger import UnpostedCard
from outreach.workflow.designs import edit_design
from outreach.workflow.desk import Desk


def withdraw(desk: Desk, name: str, on: date) -> list[UnpostedCard]:
    """Note that an artist takes a picture back from a day on; return the cards that carry it.

    They are those of all rounds that are frozen and not posted. Raises ProblemsFoundError where
    there is no such design, DesignError or OutputError where its file cannot be written.
    """
    with desk.read_ledger() as ledger:
        edit_design(desk.project, name, {("", "withdrawn"): on})
        return ledger.unposted_with([name])
