"""Scanned ink becomes flat layers that a press paints: one-bit pictures, each in one colour.

A pen's stroke is a few tones of one colour. Each tone is a layer of dots painted over the lighter
one, so that a pencil stays a pencil and nothing on the page is transparent.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops

from outreach.artwork.palette import SHOP, to_cmyk
from outreach.errors import NOWHERE, ExitCode, Problem, Where
from outreach.frame import RGB, Colour, Gray
from outreach.phrase import Phrase, phrase
from outreach.units import MM_PER_INCH, pixels

DPI = 600  # of the layers: what an office printer draws
MOST_LAYERS = 6
LARGEST = 320.0  # mm of a side: a sheet of A4 and a little
_MOST_PIXELS = 60_000_000  # 600 dpi over A4 are 35 million
_RESOLUTIONS = (72.0, 1300.0)  # dots an inch of what may come in
_END = b"IEND\xaeB`\x82"  # what every PNG ends with
_FAINT = 24  # of 255: below is no ink, only the edge of it
_GREYISH = 0.07  # parts between the most and the least: an ink without a hue of its own
_SOLID = 0.3  # of light: a pen as dark as this is black; screened, its edges would fray

# From which part of its full strength ink belongs to a tone, and how dark that is painted.
_TONES = {
    1: ((0.45, 1.0),),
    2: ((0.30, 0.62), (0.58, 1.0)),
    3: ((0.24, 0.45), (0.46, 0.74), (0.72, 1.0)),
}
_MOST_TONES, _MOST_TONES_SHOP = 3, 2  # a shop's screen breaks pale tones into dots


class InkLayer(NamedTuple):
    """One tone of one ink: ``bits`` has 1 for ink, rows from the top, each filled up to a byte.

    ``name`` stands for the dots alone: the same name always means the same bits.
    """

    name: str
    columns: int
    rows: int
    bits: bytes
    colour: Colour


@dataclass(frozen=True, slots=True)
class Ink:
    """Scanned ink of ``width`` by ``height`` mm; ``layers`` are painted in their order."""

    width: float
    height: float
    layers: tuple[InkLayer, ...]


def read_ink(path: Path, target: str, where: Where = NOWHERE) -> Ink | Problem:
    """Return the ink in an RGBA PNG as layers of 600 dpi, or what is wrong with the file.

    ``target`` is "home" or "shop": the shop gets black ink or process colours. The size comes from
    the file's own resolution (pHYs, PNG 3rd edition §11.3.4.3).
    """
    try:
        data = path.read_bytes()
        # Others in this process may have Pillow take half a file for a whole one.
        if not data.rstrip(b"\0").endswith(_END):
            return _problem(phrase("it is cut off, or no PNG"), where)
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if fault := _fault(image):
                return _problem(fault, where)
            image.load()
            across, down = image.info["dpi"]
            return _ink(image, (across, down), target)
    except (OSError, ValueError, SyntaxError, MemoryError):
        return _problem(phrase("it cannot be read as a PNG"), where)


def _fault(image: Image.Image) -> Phrase | None:
    if image.mode != "RGBA":
        return phrase("nothing in it is transparent")
    dpi = image.info.get("dpi")
    low, high = _RESOLUTIONS
    if dpi is None or not all(low <= part <= high for part in dpi):
        return phrase("it does not say its resolution")
    largest = max(side / part * MM_PER_INCH for side, part in zip(image.size, dpi, strict=True))
    if largest > LARGEST or image.width * image.height > _MOST_PIXELS:
        return phrase("it is larger than a sheet of A4")
    return None


def _problem(reason: Phrase, where: Where) -> Problem:
    return Problem(
        ExitCode.SOURCE,
        "ink-unreadable",
        phrase("The scanned handwriting cannot be used: {reason}.", reason=reason),
        phrase("Read the sheet or the signature in again: outreach hand --help"),
        where,
    )


def _ink(image: Image.Image, dpi: tuple[float, float], target: str) -> Ink:
    width, height = (
        side / part * MM_PER_INCH for side, part in zip(image.size, dpi, strict=True)
    )  # fmt: skip
    size = max(1, pixels(width, DPI)), max(1, pixels(height, DPI))
    inks = list(_separated(image))
    tones = _tones(len(inks), target)
    layers = [
        layer for colour, part in inks for layer in _layers(part, colour, size, tones, target)
    ]  # fmt: skip
    return Ink(width, height, tuple(layers))


def _tones(inks: int, target: str) -> tuple[tuple[float, float], ...]:
    most = _MOST_TONES_SHOP if target == SHOP else _MOST_TONES
    return _TONES[max(1, min(most, MOST_LAYERS // max(1, inks)))]


def _separated(image: Image.Image) -> Iterator[tuple[RGB, Image.Image]]:
    """Yield each ink's colour and how much of it lies where (L), the most frequent one first."""
    alpha = image.getchannel("A")
    seen = alpha.point([0] * _FAINT + [255] * (256 - _FAINT))
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image.convert("RGB"), mask=seen)
    labels = flat.quantize(MOST_LAYERS + 1, Image.Quantize.MEDIANCUT, 2, dither=Image.Dither.NONE)
    palette = labels.getpalette() or []
    found = []
    for number in range(len(palette) // 3):
        mine = labels.point([255 if at == number else 0 for at in range(256)], "L")
        part = ImageChops.multiply(alpha, ImageChops.darker(mine, seen))
        many = sum(part.histogram()[1:])
        if many:
            red, green, blue = (value / 255 for value in palette[3 * number : 3 * number + 3])
            found.append((many, RGB(red, green, blue), part))
    found.sort(key=lambda each: (-each[0], each[1]))
    yield from ((colour, part) for _, colour, part in found[:MOST_LAYERS])


def _layers(
    part: Image.Image, colour: RGB, size: tuple[int, int], tones: tuple[tuple[float, float], ...],
    target: str,
) -> Iterator[InkLayer]:  # fmt: skip
    """Yield an ink's tones from the palest, each holding the darker ones."""
    fine = part.resize(size, Image.Resampling.BICUBIC)
    for least, strength in tones:
        level = round(least * 255)
        dots = fine.point([0] * level + [255] * (256 - level), "1")
        if dots.getbbox() is None:
            continue
        bits = dots.tobytes()
        mark = hashlib.sha256(f"{size[0]}x{size[1]} ".encode() + bits).hexdigest()[:24]
        yield InkLayer(f"ink-{mark}", *size, bits, _painted(_toned(colour, strength), target))


def _toned(colour: RGB, strength: float) -> RGB:
    """Return the colour as it looks with less of the ink on white paper."""
    return RGB(*(round(1 - (1 - part) * strength, 3) for part in colour))


def _painted(colour: RGB, target: str) -> Colour:
    """Return what an ink is painted with; one without a hue is black ink alone, whole at a shop."""
    if max(colour) - min(colour) <= _GREYISH:
        level = round(sum(colour) / 3, 3)
        return Gray(0.0) if target == SHOP and level <= _SOLID else Gray(level)
    return to_cmyk(colour) if target == SHOP else colour
