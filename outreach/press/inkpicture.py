"""Pictures of a page as plates of ink: samples unpacked, and their colours taken apart."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
from PIL import Image

from outreach.press.inkplaces import Mask, Plates, levels
from outreach.press.page_colours import PROCESS, Family, Space, space_of
from outreach.press.page_painted import Bitmap
from outreach.press.page_painting import bitmap_of

MOST_PIXELS = 120_000_000  # of one picture; more is not opened
_DECODERS = {"/DCTDecode": "JPEG", "/DCT": "JPEG", "/JPXDecode": "JPEG2000"}
_UNREADABLE = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, OSError,
    SyntaxError, NotImplementedError, struct.error, Image.DecompressionBombError,
    pikepdf.PdfError, pikepdf.DependencyError,
)  # fmt: skip


def opened(picture: Bitmap) -> tuple[Plates, Mask | None, bool]:
    """Return a picture's plates, where it is opaque (None: everywhere), and whether it is whole.

    Of a stencil there is one plane, above 0 where it paints. What cannot be opened is one pixel:
    bare paper, or a stencil that paints all; under a mask that cannot, all of a picture is seen.
    """
    stencil = picture.family is None
    try:
        if not 0 < picture.width * picture.height <= MOST_PIXELS:
            raise ValueError("size")
        samples = _stencil(picture) if stencil else _plates(picture)
    except _UNREADABLE:
        bare = np.ones((1, 1, 1), np.uint8) if stencil else np.zeros((1, 1, 5), np.uint8)
        return bare, None, False
    try:
        return samples, _alpha(picture), True
    except _UNREADABLE:
        return samples, None, True


def _entries(picture: Bitmap) -> Any:
    source = picture.source
    return source if isinstance(source, pikepdf.Object) else source.obj


def _entry(picture: Bitmap, long: str, short: str) -> Any:
    entries = _entries(picture)
    return entries.get(long, entries.get(short))


def _stencil(picture: Bitmap) -> Plates:
    bits = _samples(picture, 1)
    decode = _entry(picture, "/Decode", "/D")
    paints = int(decode[0]) if decode is not None else 0
    stencil: Plates = (bits == paints).astype(np.uint8)
    return stencil


def _plates(picture: Bitmap) -> Plates:
    space = space_of(_entry(picture, "/ColorSpace", "/CS"), picture.spaces)
    samples = _samples(picture, space.count)
    if space.table:
        return _looked_up(samples[:, :, 0], space)
    return _inked(_toned(samples, picture), space)


def _samples(picture: Bitmap, planes: int) -> Plates:
    """Return the numbers of a picture as its file has them; those of 16 bits as 8."""
    kind = _DECODERS.get(picture.filters[-1]) if picture.filters else None
    if kind is None:
        data = bytes(picture.source.read_bytes())
        return _unpacked(data, picture.width, picture.height, planes, picture.bits)
    samples = _compressed(picture, kind)
    if samples.shape[2] != planes:
        raise ValueError("planes")
    return samples


def _toned(samples: Plates, picture: Bitmap) -> Plates:
    """Return samples stretched to 0 to 255, turned round where the picture says so."""
    most = (1 << min(picture.bits, 8)) - 1
    toned: Plates = (samples.astype(np.uint16) * 255 // most).astype(np.uint8)
    decode = _entry(picture, "/Decode", "/D")
    return 255 - toned if decode is not None and float(decode[0]) > float(decode[1]) else toned


def _compressed(picture: Bitmap, kind: str) -> Plates:
    """Return the samples of a JPEG or JPEG 2000 as the file means them.

    No other decoder of Pillow's is asked: one of them would hand the data to Ghostscript. It turns
    JPEGs with four plates round, as Photoshop writes them; PDF does not.
    """
    with Image.open(io.BytesIO(_packed(picture)), formats=[kind]) as image:
        if image.size != (picture.width, picture.height):
            raise ValueError("size")
        samples = np.asarray(image)
        turned = image.mode == "CMYK" and image.format == "JPEG"
    planes = samples[:, :, None] if samples.ndim == 2 else samples
    return 255 - planes if turned else planes


def _packed(picture: Bitmap) -> bytes:
    """Return a picture's data as its own decoder takes it, whatever it was packed in besides."""
    raw = bytes(_entries(picture).read_raw_bytes())
    if len(picture.filters) == 1:
        return raw
    with pikepdf.new() as pdf:
        around = pikepdf.Array([pikepdf.Name(each) for each in picture.filters[:-1]])
        return pikepdf.Stream(pdf, raw, Filter=around).read_bytes()


def _unpacked(data: bytes, width: int, height: int, planes: int, bits: int) -> Plates:
    """Return samples of any depth, rows padded to bytes (ISO 32000-1 §8.9.5.2); 16 bits as 8."""
    row = -(-width * planes * bits // 8)
    packed = np.frombuffer(data, np.uint8, count=row * height).reshape(height, row)
    if bits == 16:
        values = packed[:, ::2]
    elif bits == 8:
        values = packed
    elif bits in (1, 2, 4):
        single = np.unpackbits(packed, axis=1).reshape(height, -1, bits)
        weights = np.array([1 << at for at in reversed(range(bits))], np.uint8)
        values = (single * weights).sum(axis=2, dtype=np.uint8)
    else:
        raise ValueError("bits")
    return values[:, : width * planes].reshape(height, width, planes)


def _looked_up(numbers: npt.NDArray[np.uint8], space: Space) -> Plates:
    base = space.base
    assert base is not None
    inks = [space.ink((float(at),)) for at in range(len(space.table) // base.count)]
    table: Plates = np.array([levels(ink) for ink in inks] or [[0] * 5], np.uint8)
    return table[np.minimum(numbers, len(table) - 1)]


def _inked(samples: Plates, space: Space) -> Plates:
    """Return samples of a space as five plates."""
    plates = np.zeros((*samples.shape[:2], 5), np.uint8)
    match space.family:
        case Family.CMYK | Family.ICC_CMYK:
            plates[:, :, :4] = samples
        case Family.GRAY | Family.ICC_GRAY | Family.CAL_GRAY | Family.LAB:
            plates[:, :, 3] = 255 - samples[:, :, 0]
        case Family.ALL:
            plates[:, :, :4] = samples[:, :, :1]
        case Family.SPOT:
            _spots(plates, samples, space.names)
        case _:
            black = 255 - samples.max(axis=2)
            plates[:, :, :3] = 255 - samples - black[:, :, None]
            plates[:, :, 3] = black
    return plates


def _spots(plates: Plates, samples: Plates, names: Sequence[str]) -> None:
    for at, name in enumerate(names):
        plane = PROCESS.get(name, 4)
        if name != "None":
            sums = plates[:, :, plane].astype(np.uint16) + samples[:, :, at]
            plates[:, :, plane] = np.minimum(sums, 255)


def _alpha(picture: Bitmap) -> Mask | None:
    """Return where a soft mask or a stencil mask lets at least half of the picture be seen."""
    entries = _entries(picture)
    soft, hard = entries.get("/SMask"), entries.get("/Mask")
    mask = soft if isinstance(soft, pikepdf.Stream) else hard
    if picture.family is None or not isinstance(mask, pikepdf.Stream):
        return None
    veil = bitmap_of(mask, mask, None)
    if (veil.width, veil.height) != (picture.width, picture.height):
        return None  # another size: what it hides is left to the eye
    seen = _stencil(veil) > 0 if mask is hard else _toned(_samples(veil, 1), veil) >= 128
    return seen[:, :, 0]
