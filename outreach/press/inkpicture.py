"""Pictures of a page as plates of ink: samples unpacked, and their colours taken apart."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
from PIL import Image

from outreach.press.page_colours import Family, Space, space_of
from outreach.press.page_painted import Bitmap

MOST_PIXELS = 120_000_000  # of one picture; more is not opened
_PROCESS = ("Cyan", "Magenta", "Yellow", "Black")

Plates = npt.NDArray[np.uint8]  # rows, columns, five (a stencil: one)
Mask = npt.NDArray[np.bool_]


def opened(picture: Bitmap) -> tuple[Plates, Mask | None]:
    """Return a picture's plates, and where it is opaque (None: everywhere).

    Of a stencil there is one plane, above 0 where it paints. What cannot be opened is one pixel:
    bare paper, or a stencil that paints all.
    """
    stencil = picture.family is None
    try:
        if not 0 < picture.width * picture.height <= MOST_PIXELS:
            raise ValueError("size")
        samples = _stencil(picture) if stencil else _plates(picture)
        return samples, _alpha(picture)
    except (ValueError, TypeError, KeyError, IndexError, OSError, NotImplementedError,
            pikepdf.PdfError, pikepdf.DependencyError):  # fmt: skip
        return (np.ones((1, 1, 1), np.uint8) if stencil else np.zeros((1, 1, 5), np.uint8)), None


def _entries(picture: Bitmap) -> Any:
    source = picture.source
    return source if isinstance(source, pikepdf.Object) else source.obj


def _entry(picture: Bitmap, long: str, short: str) -> Any:
    entries = _entries(picture)
    return entries.get(long, entries.get(short))


def _stencil(picture: Bitmap) -> Plates:
    bits = _unpacked(_data(picture), picture.width, picture.height, 1, 1)
    decode = _entry(picture, "/Decode", "/D")
    paints = int(decode[0]) if decode is not None else 0
    stencil: Plates = (bits == paints).astype(np.uint8)
    return stencil


def _plates(picture: Bitmap) -> Plates:
    space = space_of(_entry(picture, "/ColorSpace", "/CS"), picture.spaces)
    if picture.filters and picture.filters[-1] in ("/DCTDecode", "/DCT", "/JPXDecode"):
        samples = _compressed(picture)
        if samples.shape[2] != space.count:
            raise ValueError("planes")
    else:
        most = (1 << picture.bits) - 1
        data = _unpacked(_data(picture), picture.width, picture.height, space.count, picture.bits)
        if space.table:
            return _looked_up(data[:, :, 0], space)
        samples = (data.astype(np.uint16) * 255 // min(most, 255)).astype(np.uint8)
    decode = _entry(picture, "/Decode", "/D")
    if decode is not None and float(decode[0]) > float(decode[1]):
        samples = 255 - samples
    return _inked(samples, space)


def _data(picture: Bitmap) -> bytes:
    source = picture.source
    if isinstance(source, pikepdf.Stream):
        return source.read_bytes()
    return bytes(source.read_bytes())


def _compressed(picture: Bitmap) -> Plates:
    """Return the samples of a JPEG as the file means them.

    Pillow turns those with four plates round, as Photoshop writes them; PDF does not.
    """
    source = picture.source
    stream = source if isinstance(source, pikepdf.Stream) else source.obj
    with Image.open(io.BytesIO(stream.read_raw_bytes())) as image:
        if image.size != (picture.width, picture.height):
            raise ValueError("size")
        samples = np.asarray(image)
        turned = image.mode == "CMYK" and image.format == "JPEG"
    planes = samples[:, :, None] if samples.ndim == 2 else samples
    return 255 - planes if turned else planes


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
    rows = [[*ink.plates, min(ink.spots, 1.0)] for ink in inks] or [[0.0] * 5]
    table: Plates = np.rint(np.array(rows) * 255).astype(np.uint8)
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
        plane = _PROCESS.index(name) if name in _PROCESS else 4
        if name != "None":
            sums = plates[:, :, plane].astype(np.uint16) + samples[:, :, at]
            plates[:, :, plane] = np.minimum(sums, 255)


def _alpha(picture: Bitmap) -> Mask | None:
    """Return where a soft mask or a stencil mask lets at least half of the picture be seen."""
    if picture.family is None:
        return None
    entries = _entries(picture)
    for key, soft in (("/SMask", True), ("/Mask", False)):
        mask = entries.get(key)
        if not isinstance(mask, pikepdf.Stream):
            continue
        size = int(mask.Width), int(mask.Height)
        if size != (picture.width, picture.height):
            return None  # another size: what it hides is left to the eye
        bits = int(mask.get("/BitsPerComponent", 1)) if soft else 1
        values = _unpacked(mask.read_bytes(), *size, 1, bits)[:, :, 0]
        return values * 2 >= (1 << bits) - 1 if soft else values == 0
    return None
