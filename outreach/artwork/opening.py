"""Opening a picture file of any accepted kind as one plain, upright sRGB picture.

The one way in: a child process takes new files in by it, and a design's own picture is baked from
it. Of very large files no more is decoded than will be used.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageCms, ImageFile, ImageMath, TiffImagePlugin, UnidentifiedImageError

_REDUCED = 4  # times as many pixels may a JPEG have: a half or a quarter of each side is decoded

_CARD = 106 / 154  # the shorter side of a postcard with its bleed by the longer
_SUBFILE, _PHOTOMETRIC, _DNG = 254, 262, 50706  # tags of TIFF 6.0 and DNG 1.4
_SENSOR = (32803, 34892)  # photometric: colour filter array, linear raw
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # EXIF 2.32, tag 274


class RefusedError(Exception):
    """A picture that is not taken; ``outreach.artwork.intake.fault_of`` has words for ``code``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture as it is looked at: RGB, upright, no larger than asked.

    ``given`` is the size in pixels the file has, upright; ``has_more`` whether the file holds more
    pages or moves (a phone's extra pictures beside its photo do not count), ``pages`` how many.
    """

    image: Image.Image
    given: tuple[int, int]
    has_more: bool
    pages: int = 1


def open_plain(stream: BinaryIO, kind: str, longest: int, most: int, page: int = 0) -> Opened:
    """Return a picture of a file, the first or page 1, 2 …; at most ``longest`` pixels long.

    Of a panorama it is up to twice that: the part of it that fills a card is only as high as it.
    ``kind`` is Pillow's name of the format the file begins like; no other decoder is asked. Never
    more than ``most`` pixels are decoded.

    Raises RefusedError with a code, or whatever Pillow throws at a damaged file (``code_of``).
    """
    with _strict_pillow():
        image = _opened(stream, kind)
        if page:
            image.seek(page)
        return _open_plain(image, longest, most)


def code_of(error: Exception) -> str:
    """Return the code of what went wrong while a picture was opened."""
    match error:
        case RefusedError():
            return error.code
        case MemoryError():
            return "memory"
        case UnidentifiedImageError():
            return "unknown"
    return "damaged"  # Pillow throws of all kinds; each means that this is no sound picture


@contextmanager
def _strict_pillow() -> Iterator[None]:
    """Have Pillow refuse half a picture, and leave it as others in this process want it."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # our own measure is taken before anything is decoded
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = before


def _open_plain(image: Image.Image, longest: int, most: int) -> Opened:
    if image.width * image.height > _REDUCED * most:
        raise RefusedError("pixels")
    if isinstance(image, TiffImagePlugin.TiffImageFile) and _is_raw(image):
        raise RefusedError("raw")
    has_more = image.format != "MPO" and bool(getattr(image, "is_animated", False))
    pages = int(getattr(image, "n_frames", 1)) if has_more else 1
    across, down = image.size
    image.draft(None, _shrunk(image.size, longest))  # JPEG decodes a half or a quarter as well
    if image.width * image.height > most:
        raise RefusedError("pixels")
    image.load()
    turn = _turn(image)
    profile = image.info.get("icc_profile")
    plain = _srgb(_smaller(_plain_mode(image), longest), profile)
    if turn is not None:
        plain = plain.transpose(turn)
    if turn in (_TURNS[5], _TURNS[6], _TURNS[7], _TURNS[8]):
        across, down = down, across
    return Opened(plain, (across, down), has_more, pages)


def _opened(stream: BinaryIO, kind: str) -> Image.Image:
    if kind == "HEIF":
        import pillow_heif  # only for those who have such a file: it loads three more libraries

        pillow_heif.options.THUMBNAILS = False
        pillow_heif.options.DEPTH_IMAGES = False
        pillow_heif.options.AUX_IMAGES = False
        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener()
    return Image.open(stream, formats=[kind])


def _is_raw(image: TiffImagePlugin.TiffImageFile) -> bool:
    """Return whether a TIFF is a camera's raw file, of which only a small preview would open."""
    tags = image.tag_v2
    return (
        _DNG in tags
        or tags.get(_PHOTOMETRIC) in _SENSOR
        or (bool(int(tags.get(_SUBFILE, 0)) & 1) and 330 in tags)  # a preview, the rest in SubIFDs
    )


def _turn(image: Image.Image) -> Image.Transpose | None:
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # broken EXIF, in any of the ways EXIF breaks, says nothing
        return None


def _plain_mode(image: Image.Image) -> Image.Image:
    """Return the picture in 8 bits a channel: L, LA, RGB, RGBA, CMYK or LAB."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _eight_bits(image)
    if "transparency" in image.info or image.mode in ("PA", "RGBa", "La"):
        return image.convert("RGBA")
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return a gray picture of 16 or 32 bits in 8; one of unknown range from its own extremes."""
    levels = image if image.mode in ("I", "F") else image.convert("I")
    low, high = (float(end) for end in levels.getextrema())  # type: ignore[arg-type]
    if low < 0 or high > 65535 or image.mode == "F":
        scale = 255 / (high - low) if high > low else 0.0
    else:
        low, scale = 0.0, 1 / 257 if high > 255 else 1.0
    stretched: Image.Image = ImageMath.lambda_eval(
        lambda bands: bands["float"](bands["levels"]) * scale + (0.5 - low * scale), levels=levels
    )
    return stretched.convert("L")


def _shrunk(size: tuple[int, int], longest: int) -> tuple[int, int]:
    across = longest / max(size)
    down = longest * _CARD / min(size)
    scale = min(1.0, max(across, min(down, 2 * across)))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _smaller(image: Image.Image, longest: int) -> Image.Image:
    size = _shrunk(image.size, longest)
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in sRGB, what is transparent on white."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    if alpha is not None:
        image = image.convert("L" if image.mode == "LA" else "RGB")
    colours = _converted(image, profile) or image.convert("RGB")
    if alpha is None:
        return colours
    return Image.composite(colours, Image.new("RGB", colours.size, "white"), alpha)


def _converted(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    if not profile and image.mode != "LAB":
        return None
    try:
        given = io.BytesIO(profile) if profile else ImageCms.createProfile("LAB")
        source = ImageCms.ImageCmsProfile(given)
        return ImageCms.profileToProfile(
            image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None  # a broken profile, or one for another kind of colour: the picture is sound
