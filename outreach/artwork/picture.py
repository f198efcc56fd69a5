"""Baking a picture: whatever a camera or a scanner gave becomes one plain, upright sRGB JPEG.

This is the only place that opens a picture file. What comes out is built from raw pixels: nothing
of the file's metadata, profile, comment or thumbnail can reach a card.
"""

from __future__ import annotations

import colorsys
import importlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageDraw, ImageFile, ImageFilter, ImageOps, UnidentifiedImageError

from outreach.artwork.layouts import Hole, Veil
from outreach.artwork.palette import WINTER, Tones, contrast_to_paper
from outreach.errors import ExitCode, Problem, Where
from outreach.frame import RGB, Box
from outreach.phrase import Phrase, phrase
from outreach.units import MM_PER_INCH, pixels

DPI = 350  # what Japanese print shops ask for at printed size
MAX_PIXELS = 60_000_000
JPEG_QUALITY = 92
ACCEPTED = ("JPEG", "PNG", "TIFF", "WEBP")  # MPO, many phones' JPEG, opens as JPEG
READABLE = 4.5  # contrast of the accent to paper, WCAG 2.2 AA

# How kinds that are not accepted begin, so that the refusal can say their name.
_KINDS = (
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"%PDF", "PDF"),
    (b"%!PS", "PostScript"),
    (b"8BPS", "Photoshop"),
    (b"<?xml", "SVG"),
    (b"<svg", "SVG"),
)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


@dataclass(frozen=True, slots=True)
class Baked:
    """A picture ready for its hole: JPEG bytes, its tones, and its true resolution there."""

    jpeg: bytes
    tones: Tones
    dpi: float


class _RefusedError(Exception):
    """A picture that will not be used, and why."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason.text)
        self.reason = reason


def bake(
    data: bytes, hole: Hole, focus: tuple[float, float], where: Where
) -> tuple[Baked | None, list[Problem]]:
    """Return the picture cut for ``hole`` around ``focus``, or the Problem that forbids it.

    It is never stretched and never enlarged. ``focus`` is in fractions from left and top of the
    upright picture. Pillow raises all kinds of exceptions; this is the one place they end at.
    """
    try:
        with _strict_pillow():
            return _bake(data, hole, focus), []
    except Exception as error:
        return None, [_refusal(_reason(error, data), where)]


def _bake(data: bytes, hole: Hole, focus: tuple[float, float]) -> Baked:
    upright = _upright_srgb(data)
    cut, dpi = _cut(upright, hole.box, focus)
    tones = _tones(cut)
    if hole.veil:
        cut = _veiled(cut, hole.box, hole.veil)
    return Baked(_plain_jpeg(cut), tones, dpi)


@contextmanager
def _strict_pillow() -> Iterator[None]:
    # WeasyPrint, where it shares the process, sets this to True: half a picture would then pass.
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _upright_srgb(data: bytes) -> Image.Image:
    formats = list(ACCEPTED)
    if _is_heic(data):
        formats += _heic_formats()
    image: Image.Image = Image.open(io.BytesIO(data), formats=formats)
    if image.width * image.height > MAX_PIXELS:
        raise _RefusedError(_too_large())
    profile = image.info.get("icc_profile")
    image.load()
    return _flat_srgb(ImageOps.exif_transpose(image), profile)


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS


def _heic_formats() -> list[str]:
    try:
        plugin = importlib.import_module("pillow_heif")
    except ImportError:
        raise _RefusedError(
            phrase("it is HEIC, and the add-on that reads HEIC (pillow-heif) is not installed")
        ) from None
    plugin.register_heif_opener()
    return ["HEIF"]


def _flat_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        image = image.convert("F").point(lambda value: value / 257.0).convert("L")
    alpha = None
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    elif image.mode in ("1", "P"):
        image = image.convert("RGB")
    colours = _to_srgb(image, profile)
    if alpha is None:
        return colours
    return Image.composite(colours, Image.new("RGB", colours.size, "white"), alpha)


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A broken profile, or one for another kind of colour: the picture itself is sound.
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _cut(image: Image.Image, box: Box, focus: tuple[float, float]) -> tuple[Image.Image, float]:
    """Return the part of the box's shape nearest to the focus, at most 350 dpi, and its dpi."""
    aspect = box.width / box.height
    width = min(image.width, image.height * aspect)
    height = min(image.height, width / aspect)  # the quotient may exceed it by a hair
    left = min(max(focus[0] * image.width - width / 2, 0.0), image.width - width)
    top = min(max(focus[1] * image.height - height / 2, 0.0), image.height - height)
    dpi = width / box.width * MM_PER_INCH
    size = (
        max(1, min(pixels(box.width, DPI), round(width))),
        max(1, min(pixels(box.height, DPI), round(height))),
    )
    part = (left, top, left + width, top + height)
    return image.resize(size, Image.Resampling.LANCZOS, box=part), dpi


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


_OUT_OF_MEMORY = phrase("it needs more memory than there is")


def _too_large() -> Phrase:
    return phrase(
        "it has too many pixels (more than {millions} million)", millions=MAX_PIXELS // 1_000_000
    )


def _reason(error: Exception, data: bytes) -> Phrase:
    """Return in plain words why a picture was refused."""
    if isinstance(error, _RefusedError):
        return error.reason
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return _too_large()
    if isinstance(error, MemoryError):
        return _OUT_OF_MEMORY
    if isinstance(error, UnidentifiedImageError):
        head = data[:16].lstrip()
        kind = next((name for magic, name in _KINDS if head.startswith(magic)), None)
        if kind:
            return phrase("it is a kind that is not accepted ({kind})", kind=kind)
        return phrase("what it holds is not a picture, or its beginning is damaged")
    return phrase("it is cut off or damaged")


def _refusal(reason: Phrase, where: Where) -> Problem:
    return Problem(
        ExitCode.DESIGN,
        "picture-refused",
        phrase("The picture cannot be used: {reason}.", reason=reason),
        _what_helps(reason),
        where,
    )


def _what_helps(reason: Phrase) -> Phrase:
    if reason in (_too_large(), _OUT_OF_MEMORY):
        return phrase("Make it smaller: 2,000 by 3,000 pixels are plenty for a postcard.")
    return phrase("Save it again as JPEG or PNG, or copy it anew from the camera or phone.")
