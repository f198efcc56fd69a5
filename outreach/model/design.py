"""A design: picture, layout and credit, made by an artist; a folder under designs/."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

Focus = tuple[float, float]

PERMISSIONS = ("card", "newsletter", "report", "web")


@dataclass(frozen=True, slots=True)
class Design:
    """One folder of designs/.

    ``focus`` is the main thing of the first picture as fractions from left and top, ``others`` that
    of the second, the third …; None, or none given, where it is to be found in the picture itself.
    ``artist`` is a pen name, blank where nobody is named. ``permission`` is what the picture may
    be used for, blank where nobody said; ``withdrawn`` is the day from which it may be used for
    nothing. ``hand`` and ``lettering`` are those of its cards where neither round nor recipient
    say another; blank for the usual ones.
    """

    name: str
    folder: Path
    title: str
    artist: str
    layout: str
    pictures: tuple[str, ...] = ()
    credit: bool = True
    permission: tuple[str, ...] = ()
    alt: str = ""
    season: tuple[str, ...] = ()
    mood: tuple[str, ...] = ()
    focus: Focus | None = None
    others: tuple[Focus | None, ...] = ()
    withdrawn: date | None = None
    hand: str = ""
    lettering: str = ""

    def focus_of(self, number: int) -> Focus | None:
        """Return the main thing of a picture, counted from 0; None where the artist gave none."""
        given = (self.focus, *self.others)
        return given[number] if number < len(given) else None

    def permits(self, use: str) -> bool:
        """Return whether the artist permits one of ``PERMISSIONS``."""
        return not self.permission or use in self.permission

    def is_withdrawn(self, day: date) -> bool:
        """Return whether nothing more may be made of the picture, or posted with it, on a day."""
        return self.withdrawn is not None and day >= self.withdrawn
