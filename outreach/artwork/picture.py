"""Baking a picture: whatever a camera or a scanner gave becomes one plain, upright sRGB JPEG.

What comes out is built from raw pixels: nothing of the file's metadata, profile, comment or
thumbnail can reach a card.
"""

from __future__ import annotations

import colorsys
import io
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from outreach.artwork.attention import given_thing, main_thing
from outreach.artwork.cropping import ANYWHERE, Part, fate, resolution, window_around
from outreach.artwork.intake import HEAD, fault_of, kind_of
from outreach.artwork.layouts import Hole, Veil
from outreach.artwork.opening import RefusedError, code_of, open_plain
from outreach.artwork.palette import WINTER, Tones, contrast_to_paper, luminance
from outreach.artwork.shapes import shaped
from outreach.errors import ExitCode, Problem, Where
from outreach.frame import RGB, Box
from outreach.model.design import Focus
from outreach.sources.fault import Fault
from outreach.units import pixels

DPI = 350  # what Japanese print shops ask for at printed size
SHAPE_DPI = 200  # at least, where the edge of a shape is drawn into the picture
MIST_DPI = 60  # at least, where a mist ends softly in it
MAX_PIXELS = 60_000_000
JPEG_QUALITY = 92
READABLE = 4.5  # contrast of the accent to paper, WCAG 2.2 AA


@dataclass(frozen=True, slots=True)
class Baked:
    """A picture ready for its hole: JPEG bytes, its tones, and how it came to lie there.

    ``dpi`` is the true resolution, ``focus`` the place of the main thing in mm from the trim
    corner, and ``lost`` the part of the main thing (0 to 1) that was cut off or lies in the margin
    that is not to be trusted; ``veiled`` is as much of it as only the mist under words takes.
    """

    jpeg: bytes
    tones: Tones
    dpi: float
    focus: Focus = (0.0, 0.0)
    lost: float = 0.0
    veiled: float = 0.0


def bake(
    data: bytes, hole: Hole, focus: Focus | None, where: Where, trusted: Box = ANYWHERE
) -> tuple[Baked | None, list[Problem]]:
    """Return the picture cut for ``hole`` around its main thing, or the Problem that forbids it.

    It is never stretched, and enlarged only where a shape or a mist needs a clean edge. ``focus``
    is in fractions from left and top of the upright picture; where it is None, the main thing is
    looked for. ``trusted`` is the part of the page (mm) that no cutting or printing harms.
    """
    kind = kind_of(data[:HEAD])
    if isinstance(kind, Fault):
        return None, [kind.at(where, ExitCode.DESIGN)]
    try:
        return _bake(open_upright(data), hole, focus, trusted), []
    except Exception as error:  # Pillow raises all kinds; this is the one place they end at
        return None, [fault_of(code_of(error), MAX_PIXELS).at(where, ExitCode.DESIGN)]


def open_upright(data: bytes, longest: int = MAX_PIXELS) -> Image.Image:
    """Return a picture file as one upright sRGB picture, its longer side at most ``longest``.

    Raises RefusedError, or what Pillow raises of bad ones.
    """
    kind = kind_of(data[:HEAD])
    if isinstance(kind, Fault):
        raise RefusedError("unknown")
    return open_plain(io.BytesIO(data), kind.name, longest, MAX_PIXELS).image


def _bake(upright: Image.Image, hole: Hole, focus: Focus | None, trusted: Box) -> Baked:
    thing = main_thing(upright) if focus is None else given_thing(focus)
    part = window_around(thing, upright.size, hole, trusted)
    cut = _cut(upright, hole, part)
    tones = _tones(cut)
    if hole.veil:
        cut = _veiled(cut, hole.opening, hole.veil)
    if hole.shape:
        cut = shaped(cut, hole, hole.shape, tones)
    place, lost, veiled = fate(thing, upright.size, part, hole, trusted)
    return Baked(_plain_jpeg(cut), tones, resolution(part, hole), place, lost, veiled)


def _cut(image: Image.Image, hole: Hole, part: Part) -> Image.Image:
    """Return the part of the picture for the hole's opening, at most 350 dpi."""
    box = hole.opening
    width, height = part[2] - part[0], part[3] - part[1]
    # Never enlarged, but where an edge or a mist is drawn into it: that would come out in steps.
    least = SHAPE_DPI if hole.shape else MIST_DPI if hole.veil else 0
    across, down = (
        max(1, pixels(wanted, least), min(pixels(wanted, DPI), round(found)))
        for wanted, found in ((box.width, width), (box.height, height))
    )
    return image.resize((across, down), Image.Resampling.LANCZOS, box=part)


def _veiled(image: Image.Image, box: Box, veil: Veil) -> Image.Image:
    """Return the picture gone soft and pale where the words will stand, with no edge to it."""
    scale = image.width / box.width
    feather = max(veil.feather * scale, 0.5)
    mask = _mist(image.size, box, veil, scale)
    blurred = image.filter(ImageFilter.GaussianBlur(feather / 3))
    soft = Image.composite(blurred, image, mask)
    pale = Image.blend(soft, Image.new("RGB", image.size, "white"), veil.strength)
    return Image.composite(pale, soft, mask)


def _mist(size: tuple[int, int], box: Box, veil: Veil, scale: float) -> Image.Image:
    # Drawn small: a mist has no detail, and a wide blur of the full size would take seconds.
    coarse = 8
    small = (max(1, size[0] // coarse), max(1, size[1] // coarse))
    mask = Image.new("L", small, 0)
    factor = scale / coarse
    corners = (
        (veil.box.x - box.x) * factor,
        (veil.box.y - box.y) * factor,
        (veil.box.right - box.x) * factor,
        (veil.box.bottom - box.y) * factor,
    )
    ImageDraw.Draw(mask).rectangle(corners, fill=255)
    soft = mask.filter(ImageFilter.GaussianBlur(veil.feather * factor / 2))
    return soft.resize(size, Image.Resampling.BICUBIC)


def light_of(baked: Baked, hole: Hole, box: Box) -> float:
    """Return the luminance (0 to 1) of a baked picture where ``box`` (mm from the trim) lies."""
    with Image.open(io.BytesIO(baked.jpeg)) as image:
        place, scale = hole.place, image.width / hole.place.width
        part = (
            (box.x - place.x) * scale,
            (box.y - place.y) * scale,
            (box.right - place.x) * scale,
            (box.bottom - place.y) * scale,
        )
        red, green, blue = image.resize((1, 1), Image.Resampling.BOX, box=part).tobytes()
    return luminance(RGB(red / 255, green / 255, blue / 255))


def _plain_jpeg(image: Image.Image) -> bytes:
    # From raw pixels: resize and filter carry the old file's info along, comment and all.
    plain = Image.frombytes("RGB", image.size, image.tobytes())
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0, progressive=False)
    return out.getvalue()


def _tones(image: Image.Image) -> Tones:
    """Return a restrained accent and a near-paper tone of the hue the picture has most of."""
    small = image.resize((48, 48), Image.Resampling.BOX).tobytes()
    weights = [0.0] * 24
    saturations = [0.0] * 24
    for start in range(0, len(small), 3):
        red, green, blue = (part / 255 for part in small[start : start + 3])
        hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
        step = int(hue * 24) % 24
        weights[step] += saturation * value
        saturations[step] += saturation * saturation * value
    most = max(range(24), key=weights.__getitem__)
    if weights[most] < 20:  # of 2304 points: a picture without colour lends none
        return WINTER
    saturation = saturations[most] / weights[most]
    return Tones(_accent((most + 0.5) / 24, saturation), _soft((most + 0.5) / 24, saturation))


def _accent(hue: float, saturation: float) -> RGB:
    lightness = 0.46
    while True:
        colour = RGB(*colorsys.hls_to_rgb(hue, lightness, min(saturation, 0.42)))
        if contrast_to_paper(colour) >= READABLE:
            return colour
        lightness -= 0.02


def _soft(hue: float, saturation: float) -> RGB:
    return RGB(*colorsys.hls_to_rgb(hue, 0.89, min(saturation, 0.38)))
