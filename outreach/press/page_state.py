"""The graphics state of a page (ISO 32000-1 §8.4), as far as a preflight follows it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pikepdf

from outreach.frame import Matrix
from outreach.press.page_colours import BLACK_INK, DEVICE_GRAY, Ink, Space
from outreach.press.page_fonts import PageFont
from outreach.press.page_painted import Clip

_BLENDS = ("Normal", "Compatible")


class State(NamedTuple):
    """What is in force when something is painted; ``ctm`` leads to mm from the trim's corner."""

    ctm: Matrix
    clips: tuple[Clip, ...] = ()
    fill_space: Space = DEVICE_GRAY
    pen_space: Space = DEVICE_GRAY
    fill: Ink = BLACK_INK
    pen: Ink = BLACK_INK
    width: float = 1.0
    fill_alpha: float = 1.0
    pen_alpha: float = 1.0
    blend: str = "Normal"
    masked: bool = False
    fill_overprint: bool = False
    pen_overprint: bool = False
    font: PageFont | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


def with_settings(state: State, settings: Any) -> State:
    """Return the state after the operator ``gs`` with such a dictionary (§8.4.5)."""
    if not isinstance(settings, pikepdf.Dictionary):
        return state
    change: dict[str, Any] = {}
    for key, name in (("/CA", "pen_alpha"), ("/ca", "fill_alpha"), ("/LW", "width")):
        if key in settings:
            change[name] = float(settings[key])
    if "/OP" in settings:
        change["pen_overprint"] = bool(settings.OP)
        change["fill_overprint"] = bool(settings.get("/op", settings.OP))
    elif "/op" in settings:
        change["fill_overprint"] = bool(settings["/op"])
    if "/SMask" in settings:
        change["masked"] = isinstance(settings.SMask, pikepdf.Dictionary)
    if "/BM" in settings:
        change["blend"] = _blend(settings.BM)
    return state._replace(**change)


def _blend(mode: Any) -> str:
    """Return a blend mode; of several the first one counts, as every reader knows them all."""
    if isinstance(mode, pikepdf.Array):
        mode = mode[0] if len(mode) else pikepdf.Name.Normal
    name = str(mode).removeprefix("/")
    return "Normal" if name in _BLENDS else name
