"""check: everything that is wrong in every file, all at once; what it passes, prints."""

from __future__ import annotations

from collections.abc import Iterable

from outreach.errors import ExitCode, Problem, ProblemsFoundError, Severity, errors_in
from outreach.fonts import FontSet
from outreach.merge import message_faults
from outreach.model.words import FONT_ROLES, REASONS
from outreach.phrase import phrase
from outreach.press.imposition import Target
from outreach.sources.designs import design_names, load_design
from outreach.sources.recipients import read_recipients
from outreach.sources.rounds import load_messages, load_round, round_ids
from outreach.workflow.desk import Desk
from outreach.workflow.prepare import Prepared, prepare
from outreach.workflow.press_room import lay_out, open_press_room, rows_of


def check(desk: Desk, round_id: str | None = None) -> list[Problem]:
    """Return every Problem in the project's files; with a round also what would not print."""
    problems = [*absent_fonts(desk.fonts)]
    if round_id is not None:
        return [*problems, *_once(_check_round(desk, round_id))]
    problems += [found for found in read_recipients(desk.project) if isinstance(found, Problem)]
    for name in design_names(desk.project.root):
        problems += load_design(desk.project, name)[1]
    for round_name in round_ids(desk.project.root):
        problems += _round_files(desk, round_name)
    return problems


def _round_files(desk: Desk, round_id: str) -> list[Problem]:
    """Return what is wrong with a round's files, as far as it can be said without a recipient."""
    plan, problems = load_round(desk.project, round_id)
    rows, found = load_messages(desk.project, round_id)
    # Of rows that cannot be read nobody knows whether they hold a message.
    faults = message_faults(plan, rows.values()) if plan and not errors_in(found) else []
    return [*problems, *found, *faults]


def _check_round(desk: Desk, round_id: str) -> list[Problem]:
    try:
        with desk.read_ledger() as ledger, prepare(desk, ledger, round_id) as prepared:
            return [*prepared.problems, *_asked_for(prepared), *_layout(prepared)]
    except ProblemsFoundError as error:
        return list(error.problems)


def _layout(prepared: Prepared) -> list[Problem]:
    room, problems = open_press_room(
        prepared.desk, prepared.stock, prepared.designs.values(), prepared.round.qr,
        Target.HOME, prepared.round.id,
    )  # fmt: skip
    if room is None:
        return problems
    unread = {p.where.file for p in errors_in(prepared.problems) if p.kind is ExitCode.DESIGN}
    if unread:
        return problems
    return [*problems, *lay_out(room, rows_of(prepared))]


def _asked_for(prepared: Prepared) -> list[Problem]:
    return [
        Problem(
            ExitCode.CONSENT,
            "excluded-asked-for",
            phrase(
                "Asked for by name, but no card may go there: {reason}.", reason=REASONS[reason]
            ),
            phrase("Take the key out of only = […]; nobody but the person changes it."),
            prepared.round.where,
        )
        for _, reason in prepared.asked_for
    ]


def _once(problems: Iterable[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))


def absent_fonts(fonts: FontSet) -> list[Problem]:
    """Return an error for a role without any font, a warning where its first hand is missing."""
    return [
        _absent_font(fonts, role)
        for role, stack in fonts.roles.items()
        if not stack or fonts.is_substituted(role)
    ]


def _absent_font(fonts: FontSet, role: str) -> Problem:
    names = {"role": FONT_ROLES[role], "name": fonts.wanted[role]}
    stack = fonts[role]
    if not stack:
        return Problem(
            ExitCode.LAYOUT,
            "font-absent",
            phrase("{role}: {name} is not installed, and nothing that could stand in.", **names),
            phrase("outreach doctor says how to get it."),
        )
    return Problem(
        ExitCode.LAYOUT,
        "font-absent",
        phrase("{role}: {name} is not installed.", **names),
        phrase("outreach doctor says how to get it; until then {font} is used.", font=stack[0].id),
        severity=Severity.WARNING,
    )
