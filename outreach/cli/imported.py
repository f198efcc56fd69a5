"""What an import does, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outreach.cli.boundary import problem_data
from outreach.cli.language import _, say
from outreach.cli.output import MOST_SHOWN, show_table, tell, tell_files
from outreach.errors import Where
from outreach.model.recipient import Recipient
from outreach.phrase import Phrase, phrase
from outreach.sources.columns import label
from outreach.workflow.importing import Import

_ADDED, _CHANGED, _REFUSED = phrase("new"), phrase("changed"), phrase("by hand")
FORMAT_NAMES = {
    "table": phrase("a table made by hand"),
    "outreach": phrase("an export of this program"),
    "google_contacts_new": phrase("Google Contacts (new)"),
    "google_contacts_old": phrase("Google Contacts (old)"),
    "outlook_ja": phrase("Outlook"),
    "windows_contacts_ja": phrase("Windows Contacts"),
    "hagaki_design_kit": phrase("Hagaki Design Kit"),
    "atena_shokunin": phrase("Atena Shokunin"),
    "fudemame_cloud": phrase("Fudemame Cloud"),
    "printmagic": phrase("PrintMagic"),
    "cybozu_atena_mix": phrase("Cybozu"),
    "eight_meishi": phrase("Eight"),
    "fudemame": phrase("Fudemame"),
    "contactxml": phrase("ContactXML"),
    "vcard": phrase("vCard"),
}


def show_plan(plan: Import, *, has_keys: bool = True) -> None:
    """Show who is new and what changes, of very many the first; the others are only counted.

    ``has_keys``: whether new people get their keys, or someone only looks.
    """
    for file, format in plan.formats.items():
        tell(phrase("{file}: {format}", file=file, format=FORMAT_NAMES[format]))
    rows = list(_lines(plan, has_keys))
    if rows:
        columns = (_("Line"), _("What"), _("Key"), _("Name"), _("Changes"))
        show_table(columns, rows[:MOST_SHOWN])
    if len(rows) > MOST_SHOWN:
        tell(phrase("… and {count} more.", count=len(rows) - MOST_SHOWN))


def _lines(plan: Import, has_keys: bool) -> Iterator[tuple[object, ...]]:
    several = len(plan.formats) > 1
    for new in plan.added:
        place = _place(new.where, several)
        yield place, say(_ADDED), new.recipient.key if has_keys else "", _name(new.recipient), ""
    for each in plan.changed:
        changes = "; ".join(
            say(_change(label(name), old, text)) for name, (old, text) in each.changes.items()
        )
        name = _name(each.recipient) if each.recipient else ""
        yield _place(each.where, several), say(_CHANGED), each.row.cells.key, name, changes
    for entry in plan.refused:
        if entry.by_hand:
            cells = "; ".join(f"{cell} = {text}" for cell, text in entry.by_hand.items())
            yield _place(entry.where, several), say(_REFUSED), entry.where.key or "", "", cells


def _change(column: Phrase, old: str, new: str) -> Phrase:
    return phrase("{column}: {old} → {new}", column=column, old=old or "–", new=new or "–")


def _place(where: Where, several: bool) -> str:
    return f"{where.file}:{where.line}" if several else str(where.line)


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


def plan_data(plan: Import, written: Sequence[str], *, has_keys: bool = True) -> dict[str, object]:
    """Return an import as JSON has it; ``file`` is the first file that was written.

    ``changes`` are the old and the new text of each cell; ``by_hand`` what to write in Excel.
    """
    return {
        "formats": plan.formats,
        "added": [
            {**_data(each.where), "key": each.recipient.key if has_keys else None}
            for each in plan.added
        ],
        "changed": [
            {
                **_data(each.where),
                "key": each.row.cells.key,
                "columns": list(each.cells),
                "changes": each.changes,
            }
            for each in plan.changed
        ],
        "unchanged": [{**_data(each.where), "key": each.row.cells.key} for each in plan.unchanged],
        "refused": [
            {
                **_data(each.where),
                "problems": [problem_data(one) for one in each.problems],
                "by_hand": dict(each.by_hand),
            }
            for each in plan.refused
        ],
        "warnings": [problem_data(each) for each in plan.remarks],
        "written": bool(written),
        "file": written[0] if written else None,
        "files": list(written),
    }


def _data(where: Where) -> dict[str, object]:
    return {"file": where.file, "line": where.line}
