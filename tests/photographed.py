"""Sheets written on and photographed: what a phone makes of paper on a desk."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from outreach.frame import Direction
from outreach.scan.sheet import HEIGHT, WIDTH, HandCell
from outreach.units import MM_PER_INCH

Pixels = npt.NDArray[np.uint8]
Ink = tuple[int, int, int]

INKS: Mapping[str, Ink] = {
    "black": (25, 25, 28),
    "blue": (30, 45, 140),
    "red": (190, 40, 35),
    "green": (30, 110, 60),
    "pencil": (95, 95, 98),
}
WORDS = "あかさたなはまやらわ雪がふりました窓の外は白くて静かです猫がねむっていますお茶をいれました"
PITCH, SIZE = 7.2, 6.2  # mm from letter to letter, and of a letter


@dataclass
class Written:
    """A sheet that was written on: what it looks like, and what was written into each cell."""

    picture: Image.Image
    dpi: float
    masks: dict[int, Pixels]

    def in_cell(self, cell: HandCell, dpi: float) -> Pixels:
        """Return what was written into a cell, at this resolution."""
        scale = self.dpi / MM_PER_INCH
        box = cell.box
        top, low, left, right = (
            round(edge * scale) for edge in (box.y, box.bottom, box.x, box.right)
        )
        size = round(box.width * dpi / MM_PER_INCH), round(box.height * dpi / MM_PER_INCH)
        part = self.masks[cell.number][top:low, left:right]
        return cv2.resize(part, size, interpolation=cv2.INTER_AREA)


def write(
    sheet: Image.Image, cells: Sequence[HandCell], rng: np.random.Generator, fonts: Sequence[Path],
    dpi: float, *, skip: Collection[int] = (), ink: str = "",
) -> Written:  # fmt: skip
    """Write into the cells, each with a hand and a pen of its own, but for those left empty."""
    scale = dpi / MM_PER_INCH
    pixels = np.asarray(sheet.convert("RGB")).astype(np.float32) / 255
    masks = {}
    for cell in (cell for cell in cells if cell.number not in skip):
        name = ink or list(INKS)[rng.integers(len(INKS))]
        mask = Image.new("L", sheet.size)
        font = ImageFont.truetype(str(fonts[rng.integers(len(fonts))]), round(SIZE * scale))
        for x, y, letter in _letters(cell, rng):
            ImageDraw.Draw(mask).text((x * scale, y * scale), letter, font=font, fill=255)
        part = np.asarray(mask).astype(np.float32) / 255
        if name == "pencil":
            grain = cv2.GaussianBlur(rng.standard_normal(part.shape).astype(np.float32), (0, 0), 1)
            part = part * np.clip(0.8 + 0.8 * grain, 0.2, 1)
        colour = np.array(INKS[name]) / 255
        pixels *= 1 - 0.97 * part[..., None] * (1 - colour)
        masks[cell.number] = np.asarray(mask)
    return Written(Image.fromarray((pixels * 255).round().astype(np.uint8)), dpi, masks)


def _letters(cell: HandCell, rng: np.random.Generator) -> list[tuple[float, float, str]]:
    down = cell.direction is Direction.DOWN
    box = cell.box
    span, length = (box.width, box.height) if down else (box.height, box.width)
    starts = [box.x if down else box.y, *cell.lines]
    row = span / len(starts)
    found = []
    for start in starts:
        most = int((length - 2) / PITCH)
        for at in range(int(rng.integers(min(3, most), most + 1))):
            along = 1.5 + at * PITCH + rng.normal(0, 0.3)
            across = start + (row - SIZE) / 2 + rng.normal(0, 0.3)
            x, y = (across, box.y + along) if down else (box.x + along, across)
            found.append((x, y, WORDS[rng.integers(len(WORDS))]))
    return found


@dataclass(frozen=True)
class Camera:
    """How a photo is taken; angles in degrees, ``blur`` in pixels, None where chance decides."""

    size: tuple[int, int] = (2400, 1800)
    tilt: float = 25.0
    turn: float | None = None
    blur: float | None = None
    noise: float | None = None
    shift: tuple[float, float] = (0.0, 0.0)
    curl: float = 0.0  # mm that the paper rises and falls across


def photograph(
    sheets: Sequence[Image.Image], rng: np.random.Generator, camera: Camera | None = None
) -> Pixels:
    """Return a photo of sheets lying beside each other on a desk, as JPEG leaves it."""
    camera = camera or Camera()
    wide, high = camera.size
    scene = _desk(high, wide, rng)
    for at, sheet in enumerate(sheets):
        paper = _curled(np.asarray(sheet).astype(np.float32), camera.curl)
        corners = _corners(rng, camera, at, len(sheets))
        rows, columns = paper.shape[:2]
        flat = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
        matrix = cv2.getPerspectiveTransform(flat, corners)
        scale = float(np.hypot(*(corners[1] - corners[0]))) / columns
        if scale < 0.8:
            paper = cv2.GaussianBlur(paper, (0, 0), 0.35 / scale)
        shown = cv2.warpPerspective(paper, matrix, camera.size)
        mask = cv2.warpPerspective(np.ones((rows, columns), np.float32), matrix, camera.size)
        shade = np.roll(cv2.GaussianBlur(mask, (0, 0), 20), (15, 10), (0, 1))
        scene *= (1 - 0.45 * shade * (1 - mask))[..., None]
        scene = scene * (1 - mask[..., None]) + 0.94 * shown * mask[..., None]
    return _exposed(scene, rng, camera)


def _desk(high: int, wide: int, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    kind = rng.integers(4)
    if kind == 0:  # wood
        grain = cv2.resize(rng.random((high // 4, 6)).astype(np.float32), (wide, high))
        return np.array([150, 105, 70], np.float32) * (0.8 + 0.4 * grain[..., None])
    if kind == 1:  # a checked cloth
        checks = (np.indices((high, wide)).sum(0) // 60 % 2)[..., None]
        return np.where(checks, (200, 80, 70), (230, 220, 200)).astype(np.float32)
    tone = (45, 45, 50) if kind == 2 else (225, 225, 222)
    return np.full((high, wide, 3), tone, np.float32)


def _curled(paper: npt.NDArray[np.float32], curl: float) -> npt.NDArray[np.float32]:
    if not curl:
        return paper
    rows, columns = paper.shape[:2]
    y, x = np.indices((rows, columns)).astype(np.float32)
    by = curl * columns / WIDTH
    y += by * np.sin(x / columns * math.pi)
    x += 0.5 * by * np.sin(y / rows * 2 * math.pi)
    return cv2.remap(paper, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _corners(
    rng: np.random.Generator, camera: Camera, at: int, many: int
) -> npt.NDArray[np.float32]:
    """Return where the corners of a sheet come to lie in the photo."""
    turn = rng.uniform(0, 360) if camera.turn is None else camera.turn
    angles = [math.radians(angle) for angle in (turn, *rng.uniform(-camera.tilt, camera.tilt, 2))]
    (cz, sz), (cx, sx), (cy, sy) = ((math.cos(angle), math.sin(angle)) for angle in angles)
    about_z = np.array([(cz, -sz, 0), (sz, cz, 0), (0, 0, 1)])
    about_x = np.array([(1, 0, 0), (0, cx, -sx), (0, sx, cx)])
    about_y = np.array([(cy, 0, sy), (0, 1, 0), (-sy, 0, cy)])
    half = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (WIDTH / 2, HEIGHT / 2)
    space = np.column_stack([half, np.zeros(4)]) @ (about_x @ about_y @ about_z).T
    seen = space[:, :2] / (space[:, 2:] + 700)
    room = np.array([camera.size[0] / many, camera.size[1]])
    seen *= 0.94 * min(room / np.ptp(seen, axis=0))
    middle = (at + 0.5) * room[0], room[1] / 2
    shifted = seen - (seen.max(axis=0) + seen.min(axis=0)) / 2 + middle + camera.shift
    return shifted.astype(np.float32)


def _exposed(scene: npt.NDArray[np.float32], rng: np.random.Generator, camera: Camera) -> Pixels:
    """Return the scene lit from one side, half in a shadow, warm or cold, not quite sharp."""
    wide, high = camera.size
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    way = rng.uniform(0, 2 * math.pi)
    slope = (x / wide - 0.5) * math.cos(way) + (y / high - 0.5) * math.sin(way)
    light = 0.82 + 0.3 * rng.uniform(0.3, 1.2) * slope
    way = rng.uniform(0, 2 * math.pi)
    past = (x - wide * rng.uniform(0.3, 0.7)) * math.cos(way)
    past += (y - high * rng.uniform(0.3, 0.7)) * math.sin(way)
    soft = rng.uniform(4, 120)
    light *= 1 - rng.uniform(0.2, 0.5) / (1 + np.exp(-np.clip(past / soft, -50, 50)))
    warm = rng.uniform(-1, 1)
    cast = np.array([1 + 0.12 * warm, 1, 1 - 0.22 * warm])
    scene = scene * light[..., None] * (cast / cast.max()) * rng.uniform(0.55, 1.0)
    blur = rng.uniform(0, 1.2) if camera.blur is None else camera.blur
    if blur > 0.2:
        scene = cv2.GaussianBlur(scene, (0, 0), blur)
    noise = rng.uniform(1, 6) if camera.noise is None else camera.noise
    scene = scene + noise * rng.standard_normal(scene.shape, np.float32)
    photo = np.clip(scene, 0, 255).astype(np.uint8)[..., ::-1]
    _, jpeg = cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 91))])
    return cv2.cvtColor(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def likeness(got: Pixels, want: Pixels, dpi: float) -> tuple[float, float]:
    """Return how alike two pieces of handwriting are (1: the same), and how many mm apart."""
    most = round(2.5 * dpi / MM_PER_INCH)
    room = cv2.copyMakeBorder(got, most, most, most, most, cv2.BORDER_CONSTANT)
    if room.shape[0] < want.shape[0] or room.shape[1] < want.shape[1]:
        return 0.0, 99.0
    scores = cv2.matchTemplate(room, want, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(scores)
    return best, math.hypot(x - most, y - most) * MM_PER_INCH / dpi
