"""What waits, as lines under each role and as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from outreach.cli.language import say
from outreach.cli.output import MOST_SHOWN, note, tell, tell_line
from outreach.phrase import phrase
from outreach.workflow.tasks import Role, Task

_ROLES = {
    Role.PEERS: phrase("For those who draw and write"),
    Role.SECRETARIAT: phrase("For the secretariat"),
    Role.COORDINATOR: phrase("For the coordinator"),
}


def show_tasks(tasks: Sequence[Task]) -> None:
    """Show what waits, role by role."""
    for role, heading in _ROLES.items():
        _show(say(heading), [task for task in tasks if task.role is role])


def _show(heading: str, tasks: Sequence[Task]) -> None:
    if not tasks:
        return
    tell(phrase("{role}:", role=heading))
    for task in tasks[:MOST_SHOWN]:
        what = phrase("by {day}: {what}", day=task.due, what=task.what) if task.due else task.what
        tell_line(say(what))
        tell_line(f"  → {task.command}")
    if len(tasks) > MOST_SHOWN:
        note(phrase("… and {count} more.", count=len(tasks) - MOST_SHOWN))


def task_data(task: Task) -> dict[str, object]:
    """Return a task as JSON has it."""
    return {
        "role": task.role.value,
        "code": task.code,
        "round": task.round or None,
        "key": task.key or None,
        "card_no": task.card_no,
        "due": task.due.isoformat() if task.due else None,
        "what": say(task.what),
        "command": task.command,
    }
