"""outreach tidy: printed files go when their time is over."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import Whole, as_json, option, verb
from outreach.cli.output import show_json, tell
from outreach.model.words import files
from outreach.phrase import phrase
from outreach.workflow.desk import Desk
from outreach.workflow.retention import Due, overdue, tidy


@verb("tidy", _("Files of rounds posted long ago; whatever may still lie here stays."))
@option("--days", type=Whole(0), metavar="N",
        help=_("So many days after the posting; those of outreach.toml if left out."))  # fmt: skip
@option("--dry-run", is_flag=True, help=_("Only show what would be removed."))
@as_json
def command(days: int | None, dry_run: bool, as_json: bool) -> None:
    """Remove the files."""
    desk = outside.desk()
    if dry_run:
        with desk.read_ledger() as ledger:
            due = overdue(desk, ledger, days)
    else:
        due = tidy(desk, days)
    if as_json:
        show_json([_data(desk, each) for each in due])
        return
    words = (
        phrase("{round}, posted on {day}: {files} would be removed.") if dry_run
        else phrase("{round}, posted on {day}: {files} removed.")
    )  # fmt: skip
    for each in due:
        gaps = {"round": each.round_id, "day": each.posted_on.isoformat()}
        tell(type(words)(words.text, (*gaps.items(), ("files", files(len(each.files))))))
    if not due:
        tell(phrase("There is nothing whose time is over."))


def _data(desk: Desk, due: Due) -> dict[str, object]:
    names = [outside.shown(path, desk.project.root) for path in due.files]
    return {"round": due.round_id, "posted_on": due.posted_on.isoformat(), "files": names}
