"""check: everything that is wrong in every file, all at once; what it passes, prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from outreach.errors import ExitCode, Problem, ProblemsFoundError, Severity, Where, errors_in
from outreach.fonts import FontSet
from outreach.ledger import Ledger, Staging
from outreach.merge import Shown, message_faults
from outreach.model.recipient import Mailing, Recipient
from outreach.model.round import MessageRow, Round
from outreach.model.stock import HAGAKI
from outreach.model.words import FONT_ROLES, REASONS
from outreach.phrase import phrase
from outreach.post.labels import read_labels
from outreach.press.imposition import Target
from outreach.sources.designs import design_names, load_design
from outreach.sources.recipients import file_name, read_recipients, recipient_files
from outreach.sources.rounds import load_messages, load_round, round_ids, unused_messages
from outreach.sources.shops import shop_problems
from outreach.sources.stocks import own_labels
from outreach.wording import open_adviser
from outreach.workflow.advice import advice, own_rules
from outreach.workflow.content import identity_of
from outreach.workflow.desk import Desk
from outreach.workflow.exposure import exposed
from outreach.workflow.formes import lay_out
from outreach.workflow.furnishing import open_press_room, room_for
from outreach.workflow.judging import judge_designs
from outreach.workflow.memory import repeated
from outreach.workflow.outfitting import fitted
from outreach.workflow.people import (
    future_consent,
    households,
    note_face,
    note_home,
    same_people,
    someone_else,
)
from outreach.workflow.permission import round_designs, withdrawn_anywhere, wordless_designs
from outreach.workflow.postal import (
    Postmaster,
    barcode_problem,
    open_postmaster,
    postal_problem,
    sender_problems,
)
from outreach.workflow.postal_choice import kept_keys
from outreach.workflow.posting_day import posting_day_remarks
from outreach.workflow.prepare import CHUNK, Prepared, prepare
from outreach.workflow.press_room import rows_of
from outreach.workflow.printers import printer_problems
from outreach.workflow.ways import Ways


def check(desk: Desk, round_id: str | None = None) -> list[Problem]:
    """Return every Problem in the project's files; with a round also what would not print.

    Raises LedgerError where the ledger cannot be read: without it nobody knows who said stop.
    """
    problems = [*absent_fonts(desk.fonts), *_own_labels(desk), *_skipped(desk), *_machines(desk)]
    with desk.read_ledger() as ledger:
        if round_id is not None:
            return [*problems, *_once(_check_round(desk, ledger, round_id))]
        problems += _address_book(desk, ledger)
    names = design_names(desk.project.root)
    for done, name in enumerate(names, start=1):
        problems += _design(desk, name)
        desk.progress(done, len(names))
    plans: list[Round] = []
    with desk.read_ledger() as ledger:
        for round_name in round_ids(desk.project.root):
            problems += _round_files(desk, ledger, round_name, plans)
        problems += withdrawn_anywhere(desk, ledger, plans)
    return _once(problems)


def _machines(desk: Desk) -> list[Problem]:
    """Return what is wrong with the files of printers and print shops."""
    return [*printer_problems(desk.project), *shop_problems(desk.project)]


def _address_book(desk: Desk, ledger: Ledger) -> Iterator[Problem]:
    """Yield what is wrong with the rows, by themselves and beside what the ledger knows."""
    postmaster = open_postmaster(desk)
    yield from sender_problems(postmaster.gazetteer, desk.project.senders.values())
    with Staging() as faces, Staging() as homes:
        rows = read_recipients(desk.project)
        while chunk := list(islice(rows, CHUNK)):
            yield from (found for found in chunk if isinstance(found, Problem))
            people = [found for found in chunk if isinstance(found, Recipient)]
            yield from _rows(desk, ledger, people, faces)
            yield from _postal(desk, ledger, people, postmaster)
            for recipient in people:
                note_home(homes, recipient)
        yield from same_people(faces)
        yield from households(homes)


def _postal(
    desk: Desk, ledger: Ledger, people: list[Recipient], postmaster: Postmaster
) -> Iterator[Problem]:
    """Yield what the postal data has against the addresses and nobody decided yet."""
    kept = kept_keys(ledger, people)
    for recipient in people:
        finding = postmaster.look(recipient)
        problem = postal_problem(finding)
        if problem is not None and recipient.key not in kept:
            yield problem
        if desk.project.printing.barcode and (none := barcode_problem(postmaster, finding)):
            yield none


def _rows(desk: Desk, ledger: Ledger, people: list[Recipient], faces: Staging) -> Iterator[Problem]:
    identities = [identity_of(recipient) for recipient in people]
    strangers = set(ledger.identity_changed(identities))
    standings = ledger.standings([recipient.key for recipient in people])
    for recipient, identity in zip(people, identities, strict=True):
        if recipient.key in strangers:
            yield someone_else(recipient)
            continue
        if late := future_consent(recipient, desk.today):
            yield late
        note_face(faces, recipient, identity, standings[recipient.key])


def _design(desk: Desk, name: str) -> list[Problem]:
    """Return what is wrong with a design, its layout and pictures: it is drawn once for that."""
    design, problems = load_design(desk.project, name)
    if design is None:
        return problems
    _, found = open_press_room(desk, HAGAKI, [design], "", Target.HOME, name)
    return [*problems, *(problem for problem in found if problem.kind is ExitCode.DESIGN)]


def _skipped(desk: Desk) -> Iterator[Problem]:
    """Yield a line for every file beside the address book that is not read."""
    for path in recipient_files(desk.project.root)[1]:
        yield Problem(
            ExitCode.SOURCE,
            "file-skipped",
            phrase("This file is not read."),
            phrase("Only .csv, .tsv and .xlsx are, and no copies (~$…, .bak): save it as one of "
                   "these if it holds people."),
            Where(file_name(path)),
            Severity.WARNING,
        )  # fmt: skip


def _round_files(
    desk: Desk, ledger: Ledger, round_id: str, plans: list[Round]
) -> list[Problem]:  # fmt: skip
    """Return what is wrong with a round's files, as far as it can be said without a recipient.

    A round that can be read is added to ``plans``.
    """
    plan, problems = load_round(desk.project, round_id)
    plans += [plan] if plan is not None else []
    if plan is not None and not ledger.is_frozen(round_id):
        problems = [*problems, *posting_day_remarks(desk.project, plan, desk.today)]
    if plan is not None and plan.mailing is not Mailing.CARD:
        return [*problems, *unused_messages(desk.project, plan)]
    rows, found = load_messages(desk.project, round_id)
    # Of rows that cannot be read nobody knows whether they hold a message.
    faults = _card_faults(desk, ledger, plan, rows) if plan and not errors_in(found) else []
    return [*problems, *found, *faults]


def _card_faults(
    desk: Desk, ledger: Ledger, plan: Round, rows: Mapping[str, MessageRow]
) -> list[Problem]:
    """Return what is wrong with the words of a round, and while it is not frozen its designs."""
    if plan.draft and not plan.message.strip() and not rows:
        return []  # its words are still to come; check ROUND and print do say so
    designs = round_designs(desk.project, plan, rows)
    wordless = wordless_designs(desk.project, designs.designs.values())
    wrong = [] if ledger.is_frozen(plan.id) else errors_in(designs.problems)
    return [*wrong, *message_faults(plan, rows.values(), Shown(designs.designs, wordless))]


def _own_labels(desk: Desk) -> list[Problem]:
    """Return what is wrong with the project's own sheets of labels."""
    own = own_labels(desk.project.root)
    return read_labels(own)[1] if own else []


def _check_round(desk: Desk, ledger: Ledger, round_id: str) -> list[Problem]:
    try:
        with prepare(desk, ledger, round_id) as prepared:
            found = [*prepared.problems, *_asked_for(prepared), *_layout(prepared)]
            if not ledger.is_frozen(round_id):
                found += posting_day_remarks(desk.project, prepared.round, desk.today)
            return [*found, *_words(prepared, ledger)]
    except ProblemsFoundError as error:
        return list(error.problems)


def _layout(prepared: Prepared) -> list[Problem]:
    room, problems = room_for(prepared, Target.HOME)
    if room is None:
        return problems
    try:
        room = replace(room, outfit=fitted(prepared.desk, prepared.round, Ways()).outfit)
    except ProblemsFoundError as error:
        return [*problems, *error.problems]
    unread = {p.where.file for p in errors_in(prepared.problems) if p.kind is ExitCode.DESIGN}
    if unread:
        return problems
    judged = judge_designs(prepared.desk, list(prepared.designs.values()))
    outside = exposed(prepared.desk, prepared, room)
    return [*problems, *judged, *lay_out(room, rows_of(prepared)), *_or_why_not(outside)]


def _words(prepared: Prepared, ledger: Ledger) -> list[Problem]:
    """Return what the words of the cards would do better without, and what was said before."""
    if prepared.round.mailing is not Mailing.CARD:
        return []
    return [*_or_why_not(_advice(prepared)), *repeated(prepared.desk, ledger, prepared)]


def _advice(prepared: Prepared) -> Iterator[Problem]:
    yield from advice(prepared, open_adviser(own_rules(prepared.desk.project.root)))


def _or_why_not(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems, or what is wrong with the rules they are found by."""
    try:
        return list(problems)
    except ProblemsFoundError as error:
        return list(error.problems)


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
