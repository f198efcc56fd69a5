"""Colours as the operators of ISO 32000-1 §8.6, and paler as ink that runs low."""

from __future__ import annotations

from functools import lru_cache

from outreach.frame import CMYK, RGB, Colour, Gray, Separation

_OPERATORS = {Gray: ("g", "G"), CMYK: ("k", "K"), RGB: ("rg", "RG")}


@lru_cache(maxsize=256, typed=True)  # as tuples a gray and a registration tint are the same
def colour_operator(colour: Colour, *, fill: bool) -> str:
    """Return the operator that sets the colour for filling, or for stroking."""
    values = " ".join(f"{value:g}" for value in colour)
    if isinstance(colour, Separation):
        return f"/All {'cs' if fill else 'CS'} {values} {'scn' if fill else 'SCN'}"
    return f"{values} {_OPERATORS[type(colour)][0 if fill else 1]}"


@lru_cache(maxsize=256)
def both_operators(colour: Colour, tone: float) -> str:
    """Return the operators for filling and stroking alike, ``tone`` (0 to 1) of it paper."""
    paler = _paler(colour, tone) if tone else colour
    return f"{colour_operator(paler, fill=True)} {colour_operator(paler, fill=False)}"


def _paler(colour: Colour, tone: float) -> Colour:
    """Return the colour with less of it; of light there is more on paper, of ink there is less."""
    if isinstance(colour, Gray):
        return Gray(_to_paper(colour.level, tone))
    if isinstance(colour, RGB):
        return RGB(*[_to_paper(light, tone) for light in colour])
    return type(colour)(*[round(ink * (1 - tone), 4) for ink in colour])


def _to_paper(light: float, tone: float) -> float:
    return round(light + (1 - light) * tone, 4)
