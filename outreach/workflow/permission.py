"""What artists permit: which designs a round may use, and what a withdrawal still stops."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from outreach.artwork.layouts import own_layouts, read_layout
from outreach.errors import ExitCode, Problem, ProblemsFoundError, Severity, Where
from outreach.ledger import Ledger, UnpostedCard
from outreach.model.design import Design
from outreach.model.project import Project
from outreach.model.round import MessageRow, Round
from outreach.model.standing import Reason
from outreach.phrase import phrase
from outreach.sources.designs import design_file, design_names, load_design, withdrawal
from outreach.workflow.desk import Desk
from outreach.workflow.twins import Withdrawal, withdrawals


@dataclass(frozen=True, slots=True)
class Found:
    """The designs a round needs or may choose from by name, and what is wrong with them.

    ``every`` are all there are, where the round chooses; else none.
    """

    designs: dict[str, Design]
    problems: list[Problem]
    every: tuple[Design, ...] = ()


def round_designs(
    project: Project, plan: Round, messages: Mapping[str, MessageRow]
) -> Found:  # fmt: skip
    """Return the designs that a round and its messages name, and those it chooses from."""
    wanted = [plan.design, *plan.designs, *(row.design for row in messages.values())]
    named = list(dict.fromkeys(filter(None, wanted)))
    gone = withdrawals(project)
    designs: dict[str, Design] = {}
    problems: list[Problem] = []
    every: list[Design] = []
    others = [name for name in design_names(project.root) if name not in named]
    for name in [*named, *(others if plan.chooses else ())]:
        design, found = load_design(project, name)
        if name in named:
            problems += found
        elif plan.auto:
            problems += as_warnings(found)
        if design is None:
            continue
        if name in gone:
            design = replace(design, withdrawn=gone[name].day)
        every.append(design)
        if name in named and not design.permits(plan.mailing.value):
            problems.append(_not_permitted(design))
        if name in named or plan.auto:
            designs[name] = design
    return Found(designs, problems, tuple(every) if plan.chooses else ())


def wordless_designs(project: Project, designs: Collection[Design]) -> frozenset[str]:
    """Return the names of the designs whose layout has no place for a message."""
    names, folders = {design.layout for design in designs}, [own_layouts(project.root)]
    layouts = (read_layout(name, folders, Where())[0] for name in sorted(names))
    silent = {each.name for each in layouts if each and not each.has_slot("message")}
    return frozenset(design.name for design in designs if design.layout in silent)


def as_warnings(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems that stop one of many designs, and so not the round."""
    return [replace(problem, severity=Severity.WARNING) for problem in problems]


def _not_permitted(design: Design) -> Problem:
    return Problem(
        ExitCode.DESIGN,
        "not-permitted",
        phrase("The artist has not permitted this picture for this kind of mailing."),
        phrase("Choose another design, or ask the artist and add it to permission."),
        Where(design_file(design.name)),
    )


# -- withdrawn --------------------------------------------------------------------------------


def withdrawn_designs(project: Project, names: Collection[str], day: date) -> set[str]:
    """Return those of the designs that may be used for nothing on a day.

    Raises ProblemsFoundError where a file cannot be read, so that nobody knows what it says.
    """
    stated = [withdrawal(project, name) for name in sorted(names)]
    if unread := [each for each in stated if isinstance(each, Problem)]:
        raise ProblemsFoundError(
            phrase("Whether a picture is withdrawn cannot be read."), unread
        )  # fmt: skip
    return set(_withdrawn_by(withdrawals(project), day)) & set(names)


def withdrawn_design(name: str, found: Withdrawal) -> Problem:
    """Return the error for a design nothing may be made of, by its own file or by a twin's."""
    message = phrase(
        "The artist has withdrawn this picture; no card may carry it from {day} on.", day=found.day
    )
    hint = phrase(
        "Choose another design for the round. What lies here on paper must not be posted."
    )
    if found.design != name:
        message = phrase(
            "It shows the same picture as {design}, which its artist has withdrawn; no card may "
            "carry it from {day} on.", design=found.design, day=found.day,
        )  # fmt: skip
        hint = phrase("Withdraw it as well, and choose another design for the round: outreach "
                      "designs withdraw {design} --on {day}",
                      design=name, day=found.day)  # fmt: skip
    where = Where(design_file(name))
    return Problem(ExitCode.DESIGN, "design-withdrawn", message, hint, where)


def withdrawn_cards(desk: Desk, ledger: Ledger, plan: Round) -> list[Problem]:
    """Return an error for every frozen card of a round that shows a withdrawn picture.

    Cards that are posted are past help, and none of them.
    """
    if not ledger.is_frozen(plan.id):
        return []
    names = _withdrawn_by(withdrawals(desk.project), max(plan.post_on, desk.today))
    return [_withdrawn_card(card) for card in ledger.unposted_with(names, plan.id)] if names else []


def _withdrawn_by(found: Mapping[str, Withdrawal], day: date) -> list[str]:
    """Return the designs that are withdrawn on a day."""
    return [name for name, each in found.items() if day >= each.day]


def withdrawn_anywhere(desk: Desk, ledger: Ledger, plans: Iterable[Round]) -> list[Problem]:
    """Return what withdrawn pictures stop in all rounds together.

    A warning for every card that is frozen and not posted, for it may lie here for good reasons,
    and for every other design of the same picture; an error for a round that is not frozen yet and
    names such a picture.
    """
    found = withdrawals(desk.project)
    names = _withdrawn_by(found, desk.today)
    waiting = ledger.unposted_with(names) if names else []
    problems = as_warnings(_withdrawn_card(card) for card in waiting)
    twins = {name: each for name, each in found.items() if each.design != name}
    problems += as_warnings(withdrawn_design(name, each) for name, each in twins.items())
    for plan in plans:
        if ledger.is_frozen(plan.id):
            continue
        gone = _withdrawn_by(found, max(plan.post_on, desk.today))
        if plan.design in gone:
            problems.append(_names_withdrawn(plan))
    return problems


def _names_withdrawn(plan: Round) -> Problem:
    return Problem(
        ExitCode.DESIGN,
        "design-withdrawn",
        phrase("The round names a picture that its artist has withdrawn."),
        phrase("Choose another design."),
        Where(plan.where.file),
    )


def still_carried(
    desk: Desk, ledger: Ledger, plan: Round, designs: Iterable[Design],
    shown: Iterable[tuple[str, str]],
) -> list[Problem]:  # fmt: skip
    """Return an error for every withdrawn design that cards of a round would carry.

    ``shown`` are the key and the design of each card as it would be made now; of those posted
    already nothing is said, so that a round that went out in time stays in order.
    """
    day = max(plan.post_on, desk.today)
    gone = {each.name for each in designs if each.is_withdrawn(day)}
    if not gone:
        return []
    posted = ledger.posted_cards(plan.id)
    past = {card.key for card in ledger.cards(plan.id) if card.no in posted}
    carried = {name for key, name in shown if key not in past}
    found = withdrawals(desk.project)
    return [withdrawn_design(name, found[name]) for name in sorted(gone) if name in carried]


def _withdrawn_card(card: UnpostedCard) -> Problem:
    return Problem(
        ExitCode.DESIGN,
        "withdrawn-card",
        phrase("No. {no} of round {round} shows a picture that its artist has withdrawn.",
               no=card.card_no, round=card.round),
        phrase("Take it out of the stack. With another picture: outreach print {round} --again "
               "--only {key} --because …", round=card.round, key=card.key),
        Where(design_file(card.design), None, card.key),
    )  # fmt: skip


def barred_by_artist(desk: Desk, ledger: Ledger, round_id: str, on: date) -> dict[str, Reason]:
    """Return the people of a round whose card shows a picture withdrawn by the day of posting."""
    shown = {card.key: str(card.facts.get("design") or "") for card in ledger.cards(round_id)}
    gone = withdrawn_designs(desk.project, {name for name in shown.values() if name}, on)
    return {key: Reason.WITHDRAWN for key, name in shown.items() if name in gone}
