"""The outside world, made in this one place and handed in: clock, day, chance, project."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import click

from outreach.cli.boundary import Wishes
from outreach.workflow.desk import Desk, open_desk, silent

entropy = secrets.token_bytes


def clock() -> datetime:
    """Return the time now, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day it is where the computer stands."""
    return datetime.now().astimezone().date()


def wishes() -> Wishes:
    """Return what was asked for beside the command itself."""
    return click.get_current_context().ensure_object(Wishes)


def here() -> Path:
    """Return the folder the command works in."""
    return wishes().project


def desk(progress: Callable[[int, int], None] = silent) -> Desk:
    """Open the project the command works in."""
    return open_desk(here(), clock, entropy, today(), progress)
