"""How the faces of a job come onto paper: for whom, on which sheet, through which printer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from outreach.frame import Matrix
from outreach.press.finish import PLAIN, Finish
from outreach.press.imposition import Target


@dataclass(frozen=True, slots=True)
class Outfit:
    """What a job is printed with, beside its faces.

    ``corrections`` are by side ("address", "picture", "envelope", "label"): how the printer needs
    all of a page moved about its upper left corner (mm, y downwards). ``direction``: every file
    for a printer of one's own begins with a direction page.
    """

    target: Target = Target.HOME
    finish: Finish = PLAIN
    corrections: Mapping[str, Matrix] = field(default_factory=dict)
    direction: bool = False


HOME = Outfit()
