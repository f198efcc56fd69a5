"""Shapes of a picture on the paper: cut round, torn, run out like watercolour, a print on a table.

All is baked into an opaque picture on paper white, which is no ink at all: the page itself knows
no transparency. What looks like chance (a tear, the edge of a wash) is drawn from the picture's own
pixels, so that the same picture always tears the same way.
"""

from __future__ import annotations

import hashlib
import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from outreach.artwork.layouts import SHADOW, TEAR, Hole, Shape
from outreach.artwork.palette import Tones
from outreach.frame import RGB

PAPER = (255, 255, 255)
FINER = 3  # a mask's edge is drawn this many times larger, so that it has no steps
TAPE = (23.0, 6.6)  # mm
TAPE_TURN = 2.2  # degrees against the print it holds: nobody sticks tape on straight

# Lengths (mm) of the waves of a tear and how far each swings: paper fibres at every scale.
_RIP = ((26.0, 1.3), (9.0, 0.6), (3.1, 0.36), (1.1, 0.2), (0.42, 0.12))
_FIBRE = ((7.0, 0.75), (2.3, 0.4), (0.7, 0.2), (0.3, 0.1))  # how wide the bared paper is
_TURNS = {  # that bring what is torn along the bottom to another edge
    "bottom": None,
    "right": Image.Transpose.ROTATE_90,
    "top": Image.Transpose.ROTATE_180,
    "left": Image.Transpose.ROTATE_270,
}


def shaped(image: Image.Image, hole: Hole, shape: Shape, tones: Tones) -> Image.Image:
    """Return the picture (it fills the hole's opening) as it lies on the paper of its place."""
    scale = image.width / hole.opening.width  # pixels per mm
    match shape.kind:
        case "oval" | "rounded":
            return _on_paper(image, _cut_out(image.size, shape, scale))
        case "wash":
            return _on_paper(image, _wash(image, shape.feather * scale))
        case "torn":
            return _torn(image, shape.edges, scale)
    return _photo(image, hole, shape, tones, scale)


def _on_paper(image: Image.Image, mask: Image.Image) -> Image.Image:
    return Image.composite(image, Image.new("RGB", image.size, PAPER), mask)


def _cut_out(size: tuple[int, int], shape: Shape, scale: float) -> Image.Image:
    feather = shape.feather * scale
    large = Image.new("L", (size[0] * FINER, size[1] * FINER), 0)
    pen = ImageDraw.Draw(large)
    # A soft edge reaches outwards as far as inwards, and must end before the picture does.
    inset = feather * FINER
    corners = (inset, inset, large.width - 1 - inset, large.height - 1 - inset)
    if shape.kind == "oval":
        pen.ellipse(corners, fill=255)
    else:
        pen.rounded_rectangle(corners, shape.radius * scale * FINER, fill=255)
    mask = large.reduce(FINER)
    return mask.filter(ImageFilter.GaussianBlur(feather / 2.2)) if feather else mask


# -- watercolour ------------------------------------------------------------------------------


def _wash(image: Image.Image, feather: float) -> Image.Image:
    """Return a mask that runs out unevenly, as a wash does that was laid on wet paper."""
    coarse = 4  # a wash is soft: its edge needs no finer drawing
    size = (max(8, image.width // coarse), max(8, image.height // coarse))
    reach = max(feather / coarse, 1.0)
    sheet = Image.new("L", size, 0)
    corners = (reach, reach, size[0] - 1 - reach, size[1] - 1 - reach)
    ImageDraw.Draw(sheet).rounded_rectangle(corners, reach * 2.0, fill=255)
    soft = sheet.filter(ImageFilter.GaussianBlur(reach * 0.62))
    seed = _seed(image)
    clouds = Image.blend(
        _clouds(size, reach * 3.2, seed + b"large"), _clouds(size, reach * 0.8, seed + b"fine"), 0.4
    )
    uneven = ImageChops.add(soft, clouds, 1.0, -128)
    edge = uneven.point([round(255 * _smooth((value - 62) / 96)) for value in range(256)])
    # Whatever the clouds say, nothing of the picture may reach its own straight border.
    return ImageChops.multiply(edge, _border(size, reach)).resize(
        image.size, Image.Resampling.BICUBIC
    )


def _border(size: tuple[int, int], reach: float) -> Image.Image:
    sheet = Image.new("L", size, 0)
    inset = reach * 0.45
    corners = (inset, inset, size[0] - 1 - inset, size[1] - 1 - inset)
    ImageDraw.Draw(sheet).rectangle(corners, fill=255)
    return sheet.filter(ImageFilter.GaussianBlur(reach * 0.16))


def _smooth(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return value * value * (3 - 2 * value)


def _clouds(size: tuple[int, int], grain: float, seed: bytes) -> Image.Image:
    columns, rows = (max(4, round(length / grain) + 3) for length in size)
    grains = hashlib.shake_256(seed).digest(columns * rows)
    coarse = Image.frombytes("L", (columns, rows), grains)
    return coarse.resize(size, Image.Resampling.BICUBIC)


def _seed(image: Image.Image) -> bytes:
    return image.resize((8, 8), Image.Resampling.BOX).tobytes()


# -- torn paper -------------------------------------------------------------------------------


def _torn(image: Image.Image, edges: tuple[str, ...], scale: float) -> Image.Image:
    """Return the picture torn off along its edges: bared paper, and its shade on the sheet."""
    seed = _seed(image)
    ink, paper = Image.new("L", image.size, 255), Image.new("L", image.size, 255)
    for edge in edges:
        inner, outer = _tear(image.size, edge, scale, seed + edge.encode())
        ink, paper = ImageChops.darker(ink, inner), ImageChops.darker(paper, outer)
    cast = Image.new("L", image.size, 0)
    cast.paste(paper, (round(0.15 * scale), round(0.55 * scale)))
    cast = cast.filter(ImageFilter.GaussianBlur(0.7 * scale)).point(lambda value: value * 3 // 10)
    sheet = Image.composite(Image.new("RGB", image.size, (58, 52, 48)), _white(image.size), cast)
    # The core of a sheet is not as white as its coating, and rough to the light.
    grain = _clouds(image.size, max(0.25 * scale, 1.0), seed + b"grain")
    core = [grain.point([top - value // 28 for value in range(256)]) for top in (255, 254, 250)]
    sheet = Image.composite(Image.merge("RGB", core), sheet, paper)
    return Image.composite(image, sheet, ink)


def _tear(
    size: tuple[int, int], edge: str, scale: float, seed: bytes
) -> tuple[Image.Image, Image.Image]:
    """Return the masks of what is left along one edge: of the picture, and of its paper."""
    turn = _TURNS[edge]
    width, height = size if edge in ("top", "bottom") else (size[1], size[0])
    depth = min(round((TEAR + 1.0) * scale), height)
    ink = [0.28 * depth + scale * swing for swing in _waves(width, scale, _RIP, seed + b"rip")]
    bared = _waves(width, scale, _FIBRE, seed + b"fibre")
    paper = [y + scale * (0.55 + abs(by)) for y, by in zip(ink, bared, strict=True)]
    masks = []
    for line in (ink, paper):
        mask = Image.new("L", (width, height), 255)
        mask.paste(_below((width, depth), line), (0, height - depth))
        masks.append(mask if turn is None else mask.transpose(turn))
    return masks[0], masks[1]


def _white(size: tuple[int, int]) -> Image.Image:
    return Image.new("RGB", size, PAPER)


def _below(size: tuple[int, int], line: list[float]) -> Image.Image:
    """Return a mask of all that lies above a line, its edge without steps."""
    high = Image.new("L", (size[0], size[1] * FINER), 0)
    pen = ImageDraw.Draw(high)
    for x, y in enumerate(line):
        pen.line((x, 0, x, y * FINER), fill=255)
    return high.resize(size, Image.Resampling.BOX)


def _waves(
    count: int, scale: float, waves: tuple[tuple[float, float], ...], seed: bytes
) -> list[float]:
    """Return a wandering line (mm), one value a pixel: waves of every length laid together."""
    line = [0.0] * count
    for length, swing in waves:
        step = max(length * scale / 2, 1.0)
        knots = hashlib.shake_256(seed + str(length).encode()).digest(math.ceil(count / step) + 2)
        for at in range(count):
            knot, part = divmod(at / step, 1)
            blend = _smooth(part)
            value = knots[int(knot)] * (1 - blend) + knots[int(knot) + 1] * blend
            line[at] += (value / 127.5 - 1) * swing
    return line


# -- a photograph -----------------------------------------------------------------------------


def _photo(image: Image.Image, hole: Hole, shape: Shape, tones: Tones, scale: float) -> Image.Image:
    left, top = (round(width * scale) for width in shape.frame[:2])
    size = (round(hole.box.width * scale), round(hole.box.height * scale))
    printed = Image.new("RGB", size, (254, 254, 252))
    printed.paste(image, (left, top))
    frame = (left, top, left + image.width - 1, top + image.height - 1)
    ImageDraw.Draw(printed).rectangle(frame, outline=(214, 210, 204))
    ground = (round(hole.place.width * scale), round(hole.place.height * scale))
    mask = _turned(Image.new("L", size, 255), shape.tilt, ground)
    sheet = _shadowed(ground, mask, scale)
    sheet.paste(_turned(printed, shape.tilt, ground), (0, 0), mask)
    if shape.tape:
        _stick(sheet, hole, shape, tones, scale)
    return sheet


def _turned(image: Image.Image, tilt: float, ground: tuple[int, int]) -> Image.Image:
    """Return an image turned about its middle, in the middle of a larger one."""
    sheet = Image.new(image.mode, ground, 0 if image.mode == "L" else PAPER)
    sheet.paste(image, ((ground[0] - image.width) // 2, (ground[1] - image.height) // 2))
    return sheet.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=0 if image.mode == "L" else PAPER)


def _shadowed(ground: tuple[int, int], mask: Image.Image, scale: float) -> Image.Image:
    """Return the paper with the shadow of what will lie on it: a close one and a wide one."""
    sheet = _white(ground)
    for aside, below, soft, part in ((0.1, 0.25, 0.3, 5), (0.35, 0.95, 1.15, 4)):
        cast = ImageChops.offset(mask, round(aside * scale), round(below * scale))
        cast = cast.filter(ImageFilter.GaussianBlur(soft * scale)).point(
            lambda value, part=part: value * part // 20
        )
        sheet.paste((72, 66, 62), (0, 0), _ending(cast, scale))
    return sheet


def _ending(cast: Image.Image, scale: float) -> Image.Image:
    """Return a shadow that has ended before its picture does: no edge on the paper."""
    border = Image.new("L", cast.size, 0)
    inset = SHADOW / 4 * scale
    ImageDraw.Draw(border).rectangle(
        (inset, inset, cast.width - 1 - inset, cast.height - 1 - inset), fill=255
    )
    return ImageChops.multiply(cast, border.filter(ImageFilter.GaussianBlur(inset / 3)))


def _stick(sheet: Image.Image, hole: Hole, shape: Shape, tones: Tones, scale: float) -> None:
    """Put a strip of paper tape over the upper edge of a print, in the picture's own tone."""
    turn = math.radians(shape.tilt)
    up = hole.box.height / 2 - 0.4
    middle = (
        sheet.width / 2 - math.sin(turn) * up * scale,
        sheet.height / 2 - math.cos(turn) * up * scale,
    )
    mask = Image.new("L", (sheet.width * 2, sheet.height * 2), 0)
    ImageDraw.Draw(mask).polygon(_strip(scale * 2), fill=255)
    half = tuple(length * scale for length in TAPE)
    mask = mask.crop((0, 0, round(half[0] * 2) + 8, round(half[1] * 2) + 8)).reduce(2)
    box = Image.new("L", sheet.size, 0)
    box.paste(mask, (round(middle[0] - half[0] / 2), round(middle[1] - half[1] / 2)))
    box = box.rotate(shape.tilt + TAPE_TURN, Image.Resampling.BICUBIC, center=middle, fillcolor=0)
    sheet.paste(_bytes_of(_between(tones)), (0, 0), box.point(lambda value: value * 4 // 5))


def _strip(scale: float) -> list[tuple[float, float]]:
    """Return the outline of a strip of tape, its ends cut by the teeth of the roll."""
    length, width = (part * scale for part in TAPE)
    teeth, deep = 9, 0.5 * scale
    steps = range(teeth + 1)
    left = [(deep * (step % 2), width * step / teeth) for step in steps]
    right = [(length - deep * (step % 2), width * step / teeth) for step in reversed(steps)]
    return [*left, *right]


def _between(tones: Tones) -> RGB:
    pairs = zip(tones.soft, tones.accent, strict=True)
    return RGB(*(soft * 0.8 + accent * 0.2 for soft, accent in pairs))


def _bytes_of(colour: RGB) -> tuple[int, int, int]:
    red, green, blue = (round(part * 255) for part in colour)
    return red, green, blue
