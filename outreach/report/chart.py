"""Bars as SVG: greys that print, letters as outlines, the same bytes for the same figures.

Only the drawing child imports this module: matplotlib takes a second to load.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from outreach.units import MM_PER_INCH

_WIDTH, _HEIGHT = 102.0, 52.0  # mm of a chart of standing bars
_LYING_WIDTH, _LYING_BAR, _LYING_REST = 84.0, 6.2, 3.0  # mm
_SIZE = 7.0  # pt
_DARK, _PALE, _RULE, _INK = "#595959", "#a6a6a6", "#d0d0d0", "#222222"
_ROOM = 1.18  # how far the scale goes beyond the longest bar, for its number
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "path",  # whoever opens it need not have the font
    "svg.hashsalt": "outreach",
    "axes.unicode_minus": False,
    "figure.constrained_layout.use": True,
}


def draw_bars(bars: Mapping[str, Any], font: Path) -> bytes:
    """Return a chart as SVG.

    Args:
        bars: ``labels``, ``numbers``, whether they are ``lying``, the ``mark`` (before which bar
            a line stands, 0 for none) and its ``mark_words``.
        font: the font file of its letters.
    """
    letters = FontProperties(fname=font, size=_SIZE)
    with matplotlib.rc_context(_SETTINGS):
        figure = _lying(bars, letters) if bars["lying"] else _standing(bars, letters)
        made = io.BytesIO()
        figure.savefig(made, format="svg", metadata={"Date": None, "Creator": None})
    return made.getvalue()


def _figure(width: float, height: float) -> tuple[Figure, Any]:
    figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH))
    axes = figure.subplots()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_RULE)
    axes.tick_params(length=0)
    return figure, axes


def _standing(bars: Mapping[str, Any], letters: FontProperties) -> Figure:
    labels, numbers, mark = bars["labels"], bars["numbers"], bars["mark"]
    figure, axes = _figure(_WIDTH, _HEIGHT)
    shades = [_PALE if at < mark else _DARK for at in range(len(numbers))]
    axes.bar(range(len(numbers)), numbers, width=0.62, color=shades)
    axes.set_ylim(0, max(*numbers, 1) * _ROOM)
    axes.set_xticks(range(len(labels)), labels, fontproperties=letters, color=_INK)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    for at, number in enumerate(numbers):
        _number(axes, letters, number, (at, number), (0, 2), ha="center", va="bottom")
    if mark:
        axes.axvline(mark - 0.5, color=_INK, linewidth=0.7, linestyle=(0, (2, 2)))
        axes.annotate(
            bars["mark_words"], (mark - 0.5, axes.get_ylim()[1]), (3, -1), ha="left", va="top",
            textcoords="offset points", fontproperties=letters, color=_INK,
        )  # fmt: skip
    return figure


def _lying(bars: Mapping[str, Any], letters: FontProperties) -> Figure:
    labels, numbers = bars["labels"], bars["numbers"]
    figure, axes = _figure(_LYING_WIDTH, _LYING_BAR * len(numbers) + _LYING_REST)
    axes.barh(range(len(numbers)), numbers, height=0.6, color=_DARK)
    axes.invert_yaxis()
    axes.set_xlim(0, max(*numbers, 1) * _ROOM)
    axes.set_yticks(range(len(labels)), labels, fontproperties=letters, color=_INK)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for at, number in enumerate(numbers):
        _number(axes, letters, number, (number, at), (3, 0), ha="left", va="center")
    return figure


def _number(
    axes: Any, letters: FontProperties, number: int, at: Sequence[float],
    offset: tuple[float, float], **sides: str,
) -> None:  # fmt: skip
    """Write a number beside its bar; a bar that is not there says nothing."""
    if number:
        axes.annotate(f"{number:,}", at, offset, textcoords="offset points",
                      fontproperties=letters, color=_INK, **sides)  # fmt: skip
