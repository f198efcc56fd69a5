"""What a peer is: a program that a person could use instead, asked for the same cards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Task(NamedTuple):
    """How many cards of which design, with which picture, to be made in which empty folder."""

    folder: Path
    cards: int
    design: str
    picture: Path


class Peer(NamedTuple):
    """A program to compare with.

    ``install`` is what to type where ``find`` returns None. ``prepare`` writes what the program
    reads (not timed) and returns its command; the command leaves one PDF in the folder ``made``.
    """

    name: str
    install: str
    find: Callable[[], str | None]
    prepare: Callable[[str, Task], list[str]]
