"""A design: picture, layout and credit, made by an artist; a folder under designs/."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Design:
    """One folder of designs/. ``focus`` is the main thing as fractions from left and top."""

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
    focus: tuple[float, float] = (0.5, 0.5)
