"""How the faces of a job come onto paper: for whom, on which sheet, through which printer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.press.finish import PLAIN, Finish
from outreach.press.imposition import Flip, Target

if TYPE_CHECKING:
    from outreach.model.printer import SideSetup
    from outreach.model.shop import Shop
    from outreach.press.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Outfit:
    """What a job is printed with, beside its faces.

    ``setups`` are what the printer needs by side ("address", "picture", "envelope", "label").
    ``sheet`` is what several cards lie on, None: a card a page; ``flip``, ``stack``, ``repeat`` and
    ``two_pass`` are those of ``Ways``. ``reversed``: the second pass is fed from its last page on.
    ``direction``: every file begins with a direction page. ``marks``: the shop's pages bear marks.
    ``shop`` is what the files are judged by, None: a printer of one's own.
    """

    target: Target = Target.HOME
    finish: Finish = PLAIN
    setups: Mapping[str, SideSetup] = field(default_factory=dict)
    sheet: Sheet | None = None
    flip: Flip = Flip.LONG
    stack: int = 0
    repeat: bool = False
    two_pass: bool = False
    reversed: bool = False
    direction: bool = False
    marks: bool = False
    shop: Shop | None = None

    def finish_of(self, *, both_sides: bool) -> Finish:
        """Return how a file is finished: only one of both sides is for turning the paper over."""
        return self.finish if both_sides else replace(self.finish, flip=None)


HOME = Outfit()
