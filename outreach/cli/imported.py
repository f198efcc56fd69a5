"""What an import does, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outreach.cli.boundary import problem_data
from outreach.cli.language import _, say
from outreach.cli.output import MOST_SHOWN, show_table, tell, tell_files
from outreach.errors import Where
from outreach.model.recipient import Recipient
from outreach.phrase import Phrase, phrase
from outreach.sources.columns import RECIPIENT_COLUMNS, label
from outreach.workflow.importing import Import

_ADDED, _CHANGED = phrase("new"), phrase("changed")


def show_plan(plan: Import) -> None:
    """Show who is new and what changes, of very many the first; the others are only counted."""
    for file, format in plan.formats.items():
        tell(phrase("{file}: {format}", file=file, format=format))
    rows = list(_lines(plan))
    if rows:
        columns = (_("Line"), _("What"), _("Key"), _("Name"), _("Columns"))
        show_table(columns, rows[:MOST_SHOWN])
    if len(rows) > MOST_SHOWN:
        tell(phrase("… and {count} more.", count=len(rows) - MOST_SHOWN))


def _lines(plan: Import) -> Iterator[tuple[object, ...]]:
    several = len(plan.formats) > 1
    for new in plan.added:
        place = _place(new.where, several)
        yield place, say(_ADDED), new.recipient.key, _name(new.recipient), ""
    for each in plan.changed:
        columns = ", ".join(say(_label(column)) for column in each.cells)
        name = _name(each.recipient) if each.recipient else ""
        yield _place(each.where, several), say(_CHANGED), each.row.cells.key, name, columns


def _place(where: Where, several: bool) -> str:
    return f"{where.file}:{where.line}" if several else str(where.line)


def _label(column: str) -> Phrase:
    return label(column) if column in RECIPIENT_COLUMNS else Phrase(column)


def _name(recipient: Recipient) -> str:
    to = recipient.addressee
    person = f"{to.family_name} {to.given_name}".strip()
    return " ".join(part for part in (to.organisation, person) if part)


def conclude(plan: Import, written: Sequence[str]) -> None:
    """Say how many there were of each kind, and where they were written."""
    tell(
        phrase(
            "{added} new, {changed} changed, {unchanged} unchanged, {refused} refused.",
            added=len(plan.added), changed=len(plan.changed), unchanged=len(plan.unchanged),
            refused=len(plan.refused),
        )
    )  # fmt: skip
    if written:
        tell(phrase("Written:"))
        tell_files(written)
    if written and plan.added:
        tell(phrase("New rows are without consent: nothing is sent to them until consent (同意) "
                    "and consent_on (同意日) are filled in in that file."))  # fmt: skip


def plan_data(plan: Import, written: Sequence[str]) -> dict[str, object]:
    """Return an import as JSON has it; ``file`` is the first file that was written."""
    return {
        "formats": plan.formats,
        "added": [{**_data(each.where), "key": each.recipient.key} for each in plan.added],
        "changed": [
            {**_data(each.where), "key": each.row.cells.key, "columns": list(each.cells)}
            for each in plan.changed
        ],
        "unchanged": [{**_data(each.where), "key": each.row.cells.key} for each in plan.unchanged],
        "refused": [
            {**_data(each.where), "problems": [problem_data(one) for one in each.problems]}
            for each in plan.refused
        ],
        "warnings": [problem_data(each) for each in plan.remarks],
        "written": bool(written),
        "file": written[0] if written else None,
        "files": list(written),
    }


def _data(where: Where) -> dict[str, object]:
    return {"file": where.file, "line": where.line}
