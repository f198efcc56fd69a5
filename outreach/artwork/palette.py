"""The few colours a layout may use, as sRGB for the home printer or as inks for the print shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.frame import CMYK, RGB, Colour, Gray

HOME, SHOP = "home", "shop"

# Words are black ink alone: four plates never meet exactly, and thin strokes would show it. A press
# gets them whole, since a paler black is screened into dots and loses its edge.
_INK = {HOME: Gray(0.1), SHOP: Gray(0.0)}
_QUIET = {HOME: Gray(0.4), SHOP: Gray(0.0)}
_PAPER = Gray(1.0)
_RED = RGB(0.76, 0.21, 0.17)  # vermilion as on a New Year's card, whatever the picture
READS_ON = 0.30  # luminance of a picture above which ink reads better on it than paper


@dataclass(frozen=True, slots=True)
class Tones:
    """The two colours a picture lends to its card: one to draw with, one hardly more than paper."""

    accent: RGB
    soft: RGB


# Where there is no picture to take them from: a winter dusk in Sapporo.
WINTER = Tones(accent=RGB(0.30, 0.42, 0.55), soft=RGB(0.84, 0.89, 0.93))


def css_palette(tones: Tones, target: str) -> dict[str, str]:
    """Return the palette as CSS colours: ``rgb()`` for home, ``device-cmyk()`` for the shop."""
    colours = {"paper": _PAPER, "ink": _INK[target], "quiet": _QUIET[target]} | {
        "accent": tones.accent,
        "soft": tones.soft,
        "red": _RED,
    }
    write = {HOME: _css_rgb, SHOP: _css_cmyk}[target]
    return {name: write(colour) for name, colour in colours.items()}


def slot_colours(tones: Tones, target: str, light: float = 1.0) -> Mapping[str, Colour]:
    """Return what the words of a slot may be coloured with; ink and quiet are black ink alone.

    ``light`` is the luminance of the picture under the slot: "clear" is ink on a light place and
    bare paper on a dark one.
    """
    accent: Colour = to_cmyk(tones.accent) if target == SHOP else tones.accent
    clear = _INK[target] if light > READS_ON else _PAPER
    return {"ink": _INK[target], "quiet": _QUIET[target], "accent": accent, "clear": clear}


def to_cmyk(colour: RGB) -> CMYK:
    """Return the inks for a flat tone, the grey part of it carried by black (full GCR).

    No profile is asked: these are calm tones of at most 200 % ink, where the plain conversion
    prints close enough, and black keeps them from turning green or pink between two presses.
    """
    black = 1 - max(colour)
    if black >= 1:
        return CMYK(0.0, 0.0, 0.0, 1.0)
    cyan, magenta, yellow = ((1 - part - black) / (1 - black) for part in colour)
    return CMYK(*(round(part, 3) for part in (cyan, magenta, yellow, black)))


def linear(part: float) -> float:
    """Return the light of a part (0 to 1) of an sRGB colour (IEC 61966-2-1)."""
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def encoded(light: float) -> float:
    """Return the part of an sRGB colour that gives this light; undoes ``linear``."""
    return float(12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055)


def luminance(colour: RGB) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.2), 0 to 1."""
    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_to_paper(colour: RGB) -> float:
    """Return the contrast ratio to white paper (WCAG 2.2), 1 to 21."""
    return 1.05 / (luminance(colour) + 0.05)


def _css_rgb(colour: Gray | RGB) -> str:
    parts = (colour.level,) * 3 if isinstance(colour, Gray) else colour
    return "rgb({} {} {})".format(*(round(part * 255) for part in parts))


def _css_cmyk(colour: Gray | RGB) -> str:
    inks = CMYK(0, 0, 0, 1 - colour.level) if isinstance(colour, Gray) else to_cmyk(colour)
    return "device-cmyk({:g} {:g} {:g} {:g})".format(*(round(ink, 3) for ink in inks))
