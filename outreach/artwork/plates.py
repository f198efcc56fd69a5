"""A picture taken apart into the four plates of a press: cyan, magenta, yellow and black.

A profile says which inks look like a colour (relative colorimetric, black to black). Two things it
cannot know. A thin dark line without a hue, as a pen draws it, goes onto the black plate alone:
four plates never meet exactly, and it would get coloured edges. And no pixel gets more ink than
the print shop takes: what is too much is taken from the colours, and black makes up for it.
"""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageCms, ImageFilter

from outreach.artwork.palette import linear

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

_BLOCK, _REACH = 4, 5  # pixels; blocks: what is narrower than 20 is a line, 1.5 mm at 350 dpi
_DARKER = (12, 36)  # of 255 than what is around: from here on it may be a line, from there it is
_PALE = (175, 215)  # how light the ground of a line is
_DARK = (130, 90)  # how dark its middle is; its edges are paler, and belong to it
_EDGE = 5  # pixels that a line and its edges spread over a darkest one
_HUELESS = (18, 8)  # parts between the most and the least: from colour to none
_GREY, _DIRT = 8, 0.001  # a hue less than this is none; so few pixels with one are dirt on a grey
_DEEPER = 0.35  # black for each part of the colours that is taken away: as dark as before


def to_inks(rgb: bytes, size: tuple[int, int], profile: bytes, limit: float) -> bytes:
    """Return the CMYK samples (0 to 255, 255 all ink) of an sRGB picture, four bytes a pixel.

    ``rgb`` has three bytes a pixel, rows from the top; ``size`` is columns and rows. ``limit`` is
    the most ink of a pixel in percent. The ICC profile must be one that ``separates``.
    """
    picture = Image.frombytes("RGB", size, rgb)
    forth, ramp = _press(profile)
    separated = ImageCms.applyTransform(picture, forth)
    assert separated is not None  # it is only where the picture itself is changed
    plates = np.array(separated)
    _draw_in_black(plates, picture, ramp)
    _spare(plates, limit)
    return plates.tobytes()


def separates(profile: bytes) -> bool:
    """Return whether a profile really turns colours into inks and inks into colours."""
    try:
        forth, _ = _press(profile)
        ImageCms.applyTransform(Image.new("RGB", (1, 1), "white"), forth)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return False
    return True


def samples(jpeg: bytes) -> bytes | None:
    """Return the RGB samples of a JPEG, or None where it cannot be decoded."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
            return image.convert("RGB").tobytes()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


@lru_cache(maxsize=4)
def _press(profile: bytes) -> tuple[ImageCms.ImageCmsTransform, Floats]:
    """Return what turns sRGB into inks, and the light that each tone of black alone throws back."""
    opened, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
    meant, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags
    forth = ImageCms.buildTransform(
        srgb, opened, "RGB", "CMYK", meant, flags.BLACKPOINTCOMPENSATION
    )  # fmt: skip
    back = ImageCms.buildTransform(
        opened, ImageCms.createProfile("LAB"), "CMYK", "LAB", meant, flags.NONE
    )  # fmt: skip
    tones = b"".join(bytes((0, 0, 0, tone)) for tone in range(256))
    seen = ImageCms.applyTransform(Image.frombytes("CMYK", (256, 1), tones), back)
    assert seen is not None
    light = np.array(seen)[0, :, 0] / 255 * 100
    bent = (light + 16) / 116
    ramp = np.where(light > 8, bent**3, light / 903.3).astype(np.float32)
    return forth, np.minimum.accumulate(ramp)


# -- black alone ------------------------------------------------------------------------------


def _draw_in_black(plates: Bytes, picture: Image.Image, ramp: Floats) -> None:
    """Put what is drawn without a hue onto the black plate alone, softly where that ends."""
    share = _drawn(picture)
    place = np.nonzero(share)
    if not place[0].size:
        return
    part = share[place][:, None].astype(np.float32) / 255
    black = np.zeros((len(part), 4), np.float32)
    black[:, 3] = _black_for(np.array(picture)[place], ramp)
    mixed = plates[place] + (black - plates[place]) * part
    plates[place] = np.rint(mixed).astype(np.uint8)


def _drawn(picture: Image.Image) -> Bytes:
    """Return how far (0 to 255) each pixel is part of a line without a hue, or of a grey picture.

    A line is what a closing fills: darker than all that is around it, and narrow.
    """
    red, green, blue = picture.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    hue = ImageChops.subtract(most, least).filter(ImageFilter.BoxBlur(2))
    light = picture.convert("L")
    if sum(hue.histogram()[_GREY:]) <= _DIRT * light.width * light.height:
        return np.full((light.height, light.width), 255, np.uint8)
    ground = ImageChops.lighter(_closed(light), light)
    line = ImageChops.subtract(ground, light).point(_from_to(*_DARKER))
    if line.getbbox() is None:
        return np.zeros((light.height, light.width), np.uint8)
    for rule, image in ((_PALE, ground), (_HUELESS, hue)):
        line = ImageChops.multiply(line, image.point(_from_to(*rule)))
    middle = ImageChops.multiply(line, light.point(_from_to(*_DARK)))
    near = middle.filter(ImageFilter.MaxFilter(_EDGE)).filter(ImageFilter.BoxBlur(1))
    return np.array(ImageChops.multiply(line, near))


def _closed(light: Image.Image) -> Image.Image:
    """Return a picture whose narrow dark parts have taken on the light of what is around them."""
    full = np.pad(np.array(light), [(0, -side % _BLOCK) for side in light.size[::-1]], mode="edge")
    rows, columns = full.shape[0] // _BLOCK, full.shape[1] // _BLOCK
    blocks = full.reshape(rows, _BLOCK, columns, _BLOCK).max(axis=(1, 3))
    small = Image.fromarray(blocks)
    small = small.filter(ImageFilter.MaxFilter(_REACH)).filter(ImageFilter.MinFilter(_REACH))
    # Softly: a stroke that grows as wide as an area must not change its black at one place.
    small = small.filter(ImageFilter.GaussianBlur(_REACH / 2))
    grown = small.resize((columns * _BLOCK, rows * _BLOCK), Image.Resampling.BILINEAR)
    return grown.crop((0, 0, *light.size))


def _from_to(start: int, end: int) -> list[int]:
    """Return the table of a soft step: 0 up to one value, 255 from the other on."""
    parts = [min(max((value - start) / (end - start), 0.0), 1.0) for value in range(256)]
    return [round(255 * part * part * (3 - 2 * part)) for part in parts]


_LINEAR = np.array([linear(value / 255) for value in range(256)], np.float32)


def _black_for(colours: Bytes, ramp: Floats) -> Floats:
    """Return how much black alone is as dark as each colour (n, 3), black becoming all of it."""
    red, green, blue = (_LINEAR[colours[:, at]] for at in range(3))
    light = ramp[-1] + (ramp[0] - ramp[-1]) * (0.2126 * red + 0.7152 * green + 0.0722 * blue)
    black: Floats = np.interp(-light, -ramp, np.arange(256)).astype(np.float32)
    return black


# -- the limit --------------------------------------------------------------------------------


def _spare(plates: Bytes, limit: float) -> None:
    """Take ink away where there is more than ``limit`` percent of it; hues stay as they are."""
    most = int(limit * 255 / 100)
    place = np.nonzero(plates.sum(axis=2, dtype=np.uint16) > most)
    if not place[0].size:
        return
    there = plates[place].astype(np.float32)
    colours = there[:, :3].sum(axis=1)
    over = colours + there[:, 3] - most
    black = np.minimum(np.floor(there[:, 3] + _DEEPER * over), min(255, most))
    scale = np.minimum((most - black) / np.maximum(colours, 1), 1)
    there[:, :3] = np.floor(there[:, :3] * scale[:, None])
    there[:, 3] = black
    plates[place] = there.astype(np.uint8)


# -- packing ----------------------------------------------------------------------------------


def filtered(plates: bytes, size: tuple[int, int]) -> bytes:
    """Return CMYK samples as what each row differs from the one above: so they pack better.

    They are PNG's rows of type 2, its number before each (PNG 3rd edition §9.2).
    """
    columns, rows = size
    flat = np.frombuffer(plates, np.uint8).reshape(rows, columns * 4)
    out = np.full((rows, columns * 4 + 1), 2, np.uint8)
    out[0, 1:] = flat[0]
    np.subtract(flat[1:], flat[:-1], out=out[1:, 1:])
    return out.tobytes()
