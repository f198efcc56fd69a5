"""An import as a person is shown it: planned, with what ledger and postal data say about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from outreach.errors import Problem
from outreach.phrase import phrase
from outreach.sources.importers.reading import AUTO
from outreach.workflow.desk import Desk
from outreach.workflow.import_codes import CodeClerk
from outreach.workflow.importing import Import, plan_import
from outreach.workflow.postal import open_postmaster, postal_problem
from outreach.workflow.stops import stop_remarks


def review_import(desk: Desk, paths: Iterable[Path], format: str = AUTO) -> Import:
    """Return what importing foreign files would do, with every warning; nothing is written.

    Raises:
        ProblemsFoundError: a file of the address book itself cannot be read.
        LedgerError: the ledger cannot be read.
    """
    with desk.read_ledger() as ledger:
        taken = list(ledger.known_keys())
        clerk = CodeClerk(lambda: open_postmaster(desk).gazetteer)
        plan = plan_import(desk.project, paths, desk.entropy, taken, format, clerk)
        plan.remarks += stop_remarks(plan, ledger)
    plan.remarks += _postal_warnings(desk, plan)
    order = {file: at for at, file in enumerate(plan.formats)}
    plan.remarks.sort(key=lambda each: (order.get(each.where.file or "", -1), each.where.line or 0))
    return plan


def without_new_keys(plan: Import) -> list[Problem]:
    """Return the remarks without keys that only writing would give, for who only looks."""
    new = {each.recipient.key for each in plan.added}
    return [_without_key(each, new) for each in plan.remarks]


def _without_key(remark: Problem, new: Collection[str]) -> Problem:
    if remark.where.key in new:
        remark = replace(remark, where=replace(remark.where, key=None))
    if any(value in new for _, value in remark.hint.values if isinstance(value, str)):
        hint = phrase("Correct it in the file, or here after the import.")
        remark = replace(remark, hint=hint)
    return remark


def _postal_warnings(desk: Desk, plan: Import) -> list[Problem]:
    """Return the warnings about postal codes that do not go with what comes in."""
    people = [new.recipient for new in plan.added]
    people += [each.recipient for each in plan.changed if each.recipient]
    if not people:
        return []
    postmaster = open_postmaster(desk)
    found = (postal_problem(postmaster.look(person)) for person in people)
    return [problem for problem in found if problem is not None]
