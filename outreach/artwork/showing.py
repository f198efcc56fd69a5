"""Pictures for the screen: cards laid side by side on a pale ground, each with a soft shadow."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageFilter

from outreach.artwork.judging import Condition
from outreach.artwork.judging_colour import as_printed
from outreach.units import pixels

GROUND = (236, 233, 227)
SHADOW = (150, 145, 138)
GAP, DROP, BLUR = 9.0, 1.2, 1.6  # mm
Rows = Sequence[Sequence[bytes]]


def on_ground(rows: Rows, dpi: float) -> bytes:
    """Return one PNG with the pictures (PNG, ``dpi``) of each row beside each other."""
    opened = [[Image.open(io.BytesIO(data)).convert("RGB") for data in row] for row in rows]
    gap = pixels(GAP, dpi)
    heights = [max(image.height for image in row) for row in opened]
    widths = [sum(image.width + gap for image in row) for row in opened]
    ground = Image.new("RGB", (max(widths) + gap, sum(heights) + gap * (len(rows) + 1)), GROUND)
    top = gap
    for row, height, width in zip(opened, heights, widths, strict=True):
        left = gap + (max(widths) - width) // 2
        for image in row:
            _lay(ground, image, (left, top + (height - image.height) // 2), dpi)
            left += image.width + gap
        top += height + gap
    return _png(ground, dpi)


def _lay(ground: Image.Image, image: Image.Image, corner: tuple[int, int], dpi: float) -> None:
    """Put a card on the ground; light comes from above."""
    drop, blur = pixels(DROP, dpi), pixels(BLUR, dpi)
    around = 3 * blur
    mask = Image.new("L", (image.width + 2 * around, image.height + 2 * around), 0)
    mask.paste(200, (around, around, around + image.width, around + image.height))
    mask = mask.filter(ImageFilter.GaussianBlur(blur))
    x, y = corner
    ground.paste(Image.new("RGB", mask.size, SHADOW), (x - around, y - around + drop), mask)
    ground.paste(image, corner)


def turned_upright(png: bytes) -> bytes:
    """Return the picture of a landscape card that stands, lying as it is looked at."""
    with Image.open(io.BytesIO(png)) as image:
        dpi = float(image.info.get("dpi", (72.0,))[0])
        return _png(image.convert("RGB").transpose(Image.Transpose.ROTATE_270), dpi)


def trimmed(png: bytes, bleed: float, dpi: float) -> bytes:
    """Return a drawn page (PNG with ``bleed`` mm around it) as it is when it is cut."""
    with Image.open(io.BytesIO(png)) as image:
        edge = pixels(bleed, dpi)
        card = image.convert("RGB").crop((edge, edge, image.width - edge, image.height - edge))
    return _png(card, dpi)


def as_printed_too(png: bytes, condition: Condition) -> bytes:
    """Return a card on the screen (PNG) as it will look on paper."""
    with Image.open(io.BytesIO(png)) as image:
        dpi = float(image.info.get("dpi", (72.0,))[0])
        return _png(as_printed(image.convert("RGB"), condition), dpi)


def _png(image: Image.Image, dpi: float) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG", dpi=(dpi, dpi))
    return data.getvalue()
