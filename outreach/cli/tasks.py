"""What waits, as lines under each role and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from outreach.cli.language import say
from outreach.cli.output import MOST_SHOWN, note, tell, tell_line
from outreach.phrase import Phrase, phrase
from outreach.workflow.tasks import Role, Task

_ROLES = {
    Role.PEERS: phrase("For those who draw and write"),
    Role.SECRETARIAT: phrase("For the secretariat"),
    Role.COORDINATOR: phrase("For the coordinator"),
}


def show_tasks(tasks: Sequence[Task], day: date) -> None:
    """Show what waits on a day, role by role."""
    for role, heading in _ROLES.items():
        _show(say(heading), [task for task in tasks if task.role is role], day)


def _show(heading: str, tasks: Sequence[Task], day: date) -> None:
    if not tasks:
        return
    tell(phrase("{role}:", role=heading))
    for task in tasks[:MOST_SHOWN]:
        tell_line(say(_dated(task, day)))
        tell_line(f"  → {task.command}")
    if len(tasks) > MOST_SHOWN:
        note(phrase("… and {count} more.", count=len(tasks) - MOST_SHOWN))


def _dated(task: Task, day: date) -> Phrase:
    """Return what waits with the day it is due on, and whether that is over."""
    if task.due is None:
        return task.what
    if task.is_overdue(day):
        return phrase("overdue since {day}: {what}", day=task.due, what=task.what)
    return phrase("by {day}: {what}", day=task.due, what=task.what)


def task_data(task: Task, day: date) -> dict[str, object]:
    """Return a task as JSON has it on a day."""
    return {
        "role": task.role.value,
        "code": task.code,
        "round": task.round or None,
        "key": task.key or None,
        "card_no": task.card_no,
        "due": task.due.isoformat() if task.due else None,
        "overdue": task.is_overdue(day),
        "what": say(task.what),
        "command": task.command,
    }
