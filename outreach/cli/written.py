"""Writing lists in words: what their columns are called, and what one that came back does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from outreach.cli.boundary import problem_data
from outreach.cli.language import _, say
from outreach.cli.output import MOST_SHOWN, show_table, tell, tell_line
from outreach.errors import OutputError, Where
from outreach.phrase import Phrase, phrase
from outreach.sources.recipients import FOLDER
from outreach.workflow.writing_back import Returned, Taken

# As reading knows them: each in Japanese as in sources/writing_list.py.
HEADINGS = {
    "key": phrase("key"),
    "call_name": phrase("call_name"),
    "likes": phrase("likes"),
    "avoid": phrase("avoid"),
    "last_written": phrase("last_written"),
    "message": phrase("message"),
    "room": phrase("room"),
    "length": phrase("length"),
    "round": phrase("round"),
    "trace": phrase("trace"),
}
_NEW, _CHANGED = phrase("new"), phrase("changed")


def spoken(headings: Mapping[str, Phrase]) -> dict[str, str]:
    """Return headings in the reader's language."""
    return {name: say(words) for name, words in headings.items()}


def refuse_inside(file: Path, root: Path) -> None:
    """Raise OutputError for a list that would be read as a second address book."""
    if file.resolve().parent == (root / FOLDER).resolve():
        raise OutputError(
            phrase("In the folder {folder} the list would be a second address book.",
                   folder=FOLDER),
            phrase("Name another place for it: -o FILE"),
        )  # fmt: skip


def show_returned(returned: Returned) -> None:
    """Show whose messages are new or changed, of very many the first."""
    rows = [_line(each) for each in returned.taken]
    if rows:
        columns = (_("Line"), _("Key"), _("What"), _("Characters"))
        show_table(columns, rows[:MOST_SHOWN])
    if len(rows) > MOST_SHOWN:
        tell(phrase("… and {count} more.", count=len(rows) - MOST_SHOWN))


def _line(taken: Taken) -> tuple[object, ...]:
    what = say(_CHANGED if taken.before else _NEW)
    return taken.where.line, taken.key, what, len("".join(taken.text.split("\n")))


def conclude(returned: Returned, *, written: bool) -> None:
    """Say how many there were of each kind, and where they were written."""
    tell(
        phrase(
            "{added} new, {changed} changed, {unchanged} unchanged, {refused} refused.",
            added=len(returned.added), changed=len(returned.changed),
            unchanged=len(returned.unchanged), refused=len(returned.refused),
        )
    )  # fmt: skip
    if written:
        tell(phrase("Written:"))
        tell_line(returned.file.name)
    elif returned.has_news:
        tell(phrase("Nothing was written."))


def returned_data(returned: Returned, *, written: bool) -> dict[str, object]:
    """Return what a list does as JSON has it: places and keys, never the words."""
    return {
        "round": returned.round_id,
        "added": [_data(each.where) for each in returned.added],
        "changed": [_data(each.where) for each in returned.changed],
        "unchanged": [_data(each) for each in returned.unchanged],
        "refused": [
            {**_data(each.where), "problems": [problem_data(one) for one in each.problems]}
            for each in returned.refused
        ],
        "warnings": [problem_data(each) for each in returned.remarks],
        "written": written,
        "file": returned.file.name if written else None,
    }


def _data(where: Where) -> dict[str, object]:
    return {"file": where.file, "line": where.line, "key": where.key}
