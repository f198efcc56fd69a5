"""(recipient, design, message, stock) to Frame: the two faces of a mailpiece."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.errors import Problem
from outreach.frame import Frame


@dataclass(frozen=True, slots=True)
class Face:
    """A finished frame, or None with the errors that kept it from being one; warnings besides."""

    frame: Frame | None
    problems: tuple[Problem, ...] = ()
