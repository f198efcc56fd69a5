"""outreach today: what waits for whom."""

from __future__ import annotations

from datetime import date

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import Day, as_json, option, verb
from outreach.cli.output import show_json, tell
from outreach.cli.tasks import show_tasks, task_data
from outreach.phrase import phrase
from outreach.workflow.today import waiting


@verb("today", _("Keys and rounds only, each with the command that helps; nothing is written."))
@option("--date", "day", type=Day(), metavar="DATE",
        help=_("What waits on that day; today if left out."))  # fmt: skip
@as_json
def command(day: date | None, as_json: bool) -> None:
    """Show what waits."""
    desk = outside.desk()
    day = day or desk.today
    tasks = waiting(desk, day)
    if as_json:
        show_json({"date": day.isoformat(), "tasks": [task_data(task, day) for task in tasks]})
    elif tasks:
        show_tasks(tasks, day)
    else:
        tell(phrase("Nothing is waiting today. Have a good day."))
