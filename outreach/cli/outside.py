"""The outside world, made in this one place and handed in: clock, day, chance, project."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import click

from outreach.cli.boundary import Wishes
from outreach.errors import OutputError
from outreach.phrase import phrase
from outreach.sources.project import find_root
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
    """Return the folder the command starts in."""
    return wishes().project or Path()


def desk(progress: Callable[[int, int], None] = silent, *, writes: bool = False) -> Desk:
    """Open the project the command works in; ``writes``: to change its files.

    Raises StateError where they are to be changed and the project was handed over.
    """
    found = open_desk(here(), clock, entropy, today(), progress)
    if writes:
        found.refuse_away()
    return found


def shown(path: Path, root: Path) -> str:
    """Return a path as it is shown: relative to the project where it lies in it."""
    path = path.absolute()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def refuse_existing(file: Path) -> None:
    """Raise OutputError where a file stands already: what someone keeps is never overwritten.

    It is raised too where the folder to write it into is none, before any work is done.
    """
    if not file.parent.is_dir():
        raise OutputError(
            phrase("{file} cannot be written: {reason}.", file=file.name,
                   reason=phrase("the folder does not exist")),
            phrase("Make the folder first, or name one that is there."),
        )  # fmt: skip
    if file.exists():
        raise OutputError(
            phrase("{folder} is there already and is never overwritten.", folder=file.name),
            phrase("Choose another name, or move the old file away."),
        )


def root_or_here() -> Path:
    """Return the folder that was named, else the project's, else the one we are in.

    A folder named for a project that is still to come is that folder, whatever lies above it.
    """
    return wishes().project or find_root(Path()) or Path.cwd()
