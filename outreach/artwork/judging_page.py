"""Looking at a drawn page: its pictures as they lie there, and the places of the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageStat

from outreach.artwork.judging import MOST_INK, Condition, Finding
from outreach.artwork.judging_colour import (
    Lab,
    as_printed,
    difference,
    ink_of,
    labs,
    palette_of,
)
from outreach.artwork.palette import encoded, linear, luminance
from outreach.frame import CMYK, RGB, Box, Colour, Gray, Separation

# Colours (CIEDE2000): beside each other, 8 is a difference everyone sees and minds.
DULLER = 8.0
DULL_PART = 0.05  # of the picture
# Toner: below this lightness (CIELAB) an office printer's tones run into one black …
DEEP = 18.0
DEEP_PART = 0.6
# … and a drawing whose strongest hundredth is paler than this hardly shows.
PALE = 70.0
INK_PART = 0.15
# Words: contrast to the paper or picture behind them (WCAG 2.2, 1.4.3), and how much of their
# place may fall short of it; unrest is how far the tones behind them stray, as a part of how far
# they are from the words' own.
CONTRAST = 4.5
FAINT_PART = 0.10
UNREST = 0.14
# The artist's name is small and aside: it may be sought, as long as it can be found.
CREDIT = "credit"
CREDIT_CONTRAST = 3.0
CREDIT_PART = 0.4
_STROKE, _LINE = 0.35, 2.0  # mm: what is finer than a stroke, and wider than a line, unsettles none
_HUES = (
    (20, "pink"), (52, "red"), (80, "orange"), (112, "yellow"), (170, "green"),
    (230, "turquoise"), (311, "blue"), (340, "purple"), (361, "pink"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageLook:
    """A drawn page as pixels: ``bleed`` mm around the trim, ``scale`` pixels per mm."""

    image: Image.Image
    bleed: float
    scale: float

    def part(self, box: Box) -> Image.Image | None:
        """Return what lies in a box (mm from the trim), None where that is not on the page."""
        edges = (box.x, box.y, box.right, box.bottom)
        left, top, right, low = (round((edge + self.bleed) * self.scale) for edge in edges)
        left, top = max(left, 0), max(top, 0)
        right, low = min(right, self.image.width), min(low, self.image.height)
        if right - left < 2 or low - top < 2:
            return None
        return self.image.crop((left, top, right, low))


@dataclass(frozen=True, slots=True)
class WordPlace:
    """Where words will stand on a page: the slot's name, its box (mm) and their colour."""

    name: str
    box: Box
    colour: Colour


def judge_picture(image: Image.Image, number: int, condition: Condition) -> Iterator[Finding]:
    """Yield what will not come out well of a picture as it lies on the page."""
    small = image.reduce(max(1, max(image.size) // 400))
    row, counts = palette_of(small)
    whole = sum(counts)
    yield from _duller(row, counts, whole, number, condition)
    tones = [lab.light for lab in labs(row)]
    deep = _part(counts, (tone < DEEP for tone in tones), whole)
    if deep >= DEEP_PART:
        yield Finding("picture-dark", number, _percent(deep))
    if _strongest(image) > PALE:
        yield Finding("picture-pale", number)
    heavy = _part(counts, (ink > MOST_INK for ink in ink_of(row, condition)), whole)
    if heavy >= INK_PART:
        yield Finding("picture-ink", number, _percent(heavy))


def _duller(
    row: Image.Image, counts: Sequence[int], whole: int, number: int, condition: Condition
) -> Iterator[Finding]:
    """Yield how much of the picture loses colour, where it is enough, and the hue of most of it."""
    lost: dict[str, int] = {}
    pairs = zip(labs(row), labs(as_printed(row, condition)), counts, strict=True)
    for meant, printed, count in pairs:
        if difference(meant, printed) >= DULLER:
            hue = hue_of(meant)
            lost[hue] = lost.get(hue, 0) + count
    part = sum(lost.values()) / whole
    if part >= DULL_PART:
        most = max(sorted(lost), key=lost.__getitem__)
        yield Finding("colour-duller", number, _percent(part), most)


def hue_of(colour: Lab) -> str:
    """Return the everyday word for the hue of a vivid colour."""
    return next(name for end, name in _HUES if colour.hue < end)


def _part(counts: Sequence[int], chosen: Iterator[bool], whole: int) -> float:
    return sum(count for count, is_meant in zip(counts, chosen, strict=True) if is_meant) / whole


def _percent(part: float) -> int:
    """Return a part in percent as one says it: to the nearest five, never none."""
    return max(round(part * 20) * 5, 5)


def _strongest(image: Image.Image) -> float:
    """Return the lightness that a hundredth of the picture is stronger than; colour counts."""
    red, green, blue = image.split()
    ink = ImageChops.darker(ImageChops.darker(red, green), blue).histogram()
    wanted, seen = sum(ink) / 100, 0
    for value, count in enumerate(ink):
        seen += count
        if seen > wanted:
            return _lightness(value)
    return 100.0


def _lightness(value: int) -> float:
    return next(labs(Image.new("RGB", (1, 1), (value, value, value)))).light


# -- words ------------------------------------------------------------------------------------


def judge_words(look: PageLook, place: WordPlace) -> Iterator[Finding]:
    """Yield what makes words hard to read where they will stand.

    What is behind them is looked at as wide as a stroke and no wider than a line: finer grain is
    paper, and a slow change from light to dark disturbs nobody.
    """
    behind = look.part(place.box)
    if behind is None:
        return
    grey = behind.convert("L").filter(ImageFilter.GaussianBlur(_STROKE * look.scale))
    is_credit = place.name == CREDIT
    contrast, most = (CREDIT_CONTRAST, CREDIT_PART) if is_credit else (CONTRAST, FAINT_PART)
    faint = _faint(grey, _luminance_of(place.colour), contrast)
    if faint >= most:
        yield Finding("words-faint", None, _percent(faint), place.name)
    if faint >= most or is_credit:
        return
    slow = grey.filter(ImageFilter.GaussianBlur(_LINE * look.scale))
    if _unrest(grey, slow, _luminance_of(place.colour)) >= UNREST:
        yield Finding("words-unrest", None, 0, place.name)


def _faint(grey: Image.Image, ink: float, contrast: float) -> float:
    """Return the part of a place that words of this luminance do not stand out from enough."""
    counts = grey.histogram()
    short = 0
    for value, count in enumerate(counts):
        behind = linear(value / 255)
        high, low = max(ink, behind), min(ink, behind)
        if (high + 0.05) / (low + 0.05) < contrast:
            short += count
    return short / max(sum(counts), 1)


def _unrest(grey: Image.Image, slow: Image.Image, ink: float) -> float:
    """Return the root mean square of what the place has beside its slow changes, see UNREST."""
    strays = float(ImageStat.Stat(ImageChops.difference(grey, slow)).rms[0])
    own = 255 * encoded(ink)
    return strays / max(abs(float(ImageStat.Stat(grey).mean[0]) - own), 1.0)


def _luminance_of(colour: Colour) -> float:
    """Return the relative luminance (WCAG 2.2) of a colour of words on paper."""
    match colour:
        case Gray(level):
            return linear(level)
        case RGB():
            return luminance(colour)
        case CMYK(cyan, magenta, yellow, black):
            inks = (cyan, magenta, yellow)
            return luminance(RGB(*((1 - ink) * (1 - black) for ink in inks)))
        case Separation(tint):
            return linear(1 - tint)
