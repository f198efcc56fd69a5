"""designs withdraw: an artist takes a picture back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from outreach.errors import Problem, errors_in
from outreach.ledger import UnpostedCard
from outreach.sources.design_file import Changes
from outreach.sources.designs import withdrawal
from outreach.workflow.desk import Desk
from outreach.workflow.editing import change_design
from outreach.workflow.twins import twins_of


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The other designs of the same picture, withdrawn with it, and the cards that carry any.

    ``problems`` are the errors in the files of any of them, which stopped nothing.
    """

    also: tuple[str, ...]
    unposted: tuple[UnpostedCard, ...]
    problems: tuple[Problem, ...]


def withdraw(desk: Desk, name: str, on: date) -> Withdrawn:
    """Note that an artist takes a picture back from a day on, in every design that shows it.

    One that was withdrawn earlier stays so. The cards are those of all rounds that are frozen and
    not posted. Raises ProblemsFoundError where there is no such design, DesignError or OutputError
    where a file cannot be written.
    """
    with desk.read_ledger() as ledger:
        change: Changes = {("", "withdrawn"): on}
        problems = change_design(desk.project, name, change)[1]
        twins = twins_of(desk.project, name)
        for twin in twins:
            before = withdrawal(desk.project, twin)
            if not isinstance(before, date) or before > on:
                problems += change_design(desk.project, twin, change)[1]
        unposted = ledger.unposted_with([name, *twins])
        return Withdrawn(tuple(twins), tuple(unposted), tuple(errors_in(problems)))
