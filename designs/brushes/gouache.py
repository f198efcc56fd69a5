"""Gouache and paper-cut painting with Pillow and numpy.

A `Sheet` is a piece of toothy paper. Shapes are cut as soft, rough-edged stencils (drawn three
times too large, then reduced) and laid down as slightly uneven flat colour, each over a faint,
displaced first impression, as in a hand-pulled print. Strokes are bundles of single bristles.
All sizes are in pixels of the finished picture; all chance comes from the sheet's own seed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1461, 2122
OVERSIZE = 3
MAX_BYTES = 1_500_000
PAPER = "#fbf7ee"

Colour = str | np.ndarray
Outline = np.ndarray
Point = Sequence[float] | np.ndarray
Points = Sequence[Point] | np.ndarray
Stops = Sequence[tuple[float, Colour]]


def ink(colour: Colour) -> np.ndarray:
    """A colour as three numbers from 0 to 1; accepts '#rrggbb'."""
    if isinstance(colour, str):
        return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255
    return np.asarray(colour, np.float32)


def mix(first: Colour, second: Colour, share: float) -> np.ndarray:
    """Stir `share` of the second colour into the first."""
    return ink(first) * (1 - share) + ink(second) * share


def smoothstep(low: float, high: float, value: np.ndarray) -> np.ndarray:
    """Rise softly from 0 at `low` to 1 at `high`."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def cloud(
    rng: np.random.Generator, height: int, width: int, tall: float, wide: float
) -> np.ndarray:
    """Smooth noise with spots about `tall` x `wide` pixels, mean 0 and spread 1."""
    rows, columns = int(height / tall) + 4, int(width / wide) + 4
    seeds = Image.fromarray(rng.standard_normal((rows, columns)).astype(np.float32))
    box = (1, 1, 1 + width / wide, 1 + height / tall)
    noise = np.asarray(seeds.resize((width, height), Image.Resampling.BICUBIC, box=box))
    return np.asarray((noise - noise.mean()) / (noise.std() + 1e-6))


# ---------------------------------------------------------------- lines drawn by hand


def straight(points: Points, closed: bool = True, step: float = 8) -> Outline:
    """Points about `step` apart along straight edges, corners kept."""
    corners = np.asarray(points, float)
    ends = np.roll(corners, -1, axis=0) if closed else corners[1:]
    pieces = []
    for start, end in zip(corners if closed else corners[:-1], ends, strict=True):
        count = max(1, int(np.hypot(*(end - start)) / step))
        pieces.append(start + (end - start) * (np.arange(count) / count)[:, None])
    if not closed:
        pieces.append(corners[-1:])
    return np.concatenate(pieces)


def curved(points: Points, closed: bool = True, step: float = 8) -> Outline:
    """A smooth (Catmull-Rom) line through the points."""
    knots = np.asarray(points, float)
    if closed:
        knots = np.concatenate([knots[-1:], knots, knots[:2]])
    else:
        knots = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    pieces = []
    for before, start, end, after in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        count = max(2, int(np.hypot(*(end - start)) / step))
        t = (np.arange(count) / count)[:, None]
        pieces.append(
            0.5
            * (
                2 * start
                + (end - before) * t
                + (2 * before - 5 * start + 4 * end - after) * t**2
                + (3 * start - before - 3 * end + after) * t**3
            )
        )
    if not closed:
        pieces.append(knots[-2:-1])
    return np.concatenate(pieces)


def normals(line: Outline) -> np.ndarray:
    """Unit vectors across the line at each of its points."""
    along = np.gradient(line, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    return np.asarray(across / (np.hypot(across[:, 0], across[:, 1])[:, None] + 1e-6))


def wobble(rng: np.random.Generator, line: Outline, size: float, wave: float = 60) -> Outline:
    """Move a line aside as an unhurried hand does: a slow drift and a small tremble."""
    steps = np.hypot(*np.diff(line, axis=0, append=line[:1]).T)
    length = max(float(steps.sum()), 1.0)
    place = np.cumsum(steps) / length * 2 * np.pi
    shift = np.zeros(len(line))
    for part, share in ((wave, 0.75), (wave / 3.1, 0.35)):
        # whole turns only, so that a closed outline meets itself
        turns = max(1, round(length / part))
        for turn in sorted({turns, turns + 1, max(1, turns - 1)}):
            shift += share * 0.6 * np.sin(turn * place + rng.uniform(0, 2 * np.pi))
    return line + normals(line) * (shift * size)[:, None]


def moved(points: np.ndarray, right: float, down: float) -> np.ndarray:
    """The same point or line a little further on."""
    return np.asarray(points + np.array([right, down]))


def ribbon(path: Outline, widths: np.ndarray | float) -> Outline:
    """The outline of a band of the given (full) widths around a path."""
    half = np.broadcast_to(np.asarray(widths, float) / 2, len(path))[:, None]
    across = normals(path)
    return np.concatenate([path + across * half, (path - across * half)[::-1]])


def blob(
    rng: np.random.Generator,
    centre: Point,
    radii: Point,
    uneven: float = 0.12,
    knots: int = 9,
) -> Outline:
    """A roundish spot, never a true circle."""
    angles = np.arange(knots) / knots * 2 * np.pi + rng.uniform(0, 2 * np.pi)
    reach = 1 + uneven * rng.standard_normal(knots).clip(-1.6, 1.6)
    points = np.stack([np.cos(angles) * reach * radii[0], np.sin(angles) * reach * radii[1]], 1)
    return curved(points + np.asarray(centre), step=max(1.5, min(radii) / 4))


# ------------------------------------------------------------------------ stencils


@dataclass
class Stencil:
    """How much paint each pixel takes, within a box of the sheet."""

    left: int
    top: int
    alpha: np.ndarray

    @property
    def window(self) -> tuple[slice, slice]:
        height, width = self.alpha.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


@dataclass
class Bundle:
    """Many small marks (bristles, hairs, flakes) that are laid down together."""

    marks: list[tuple[Outline, float, float]] = field(default_factory=list)

    def add(self, outline: Outline, alpha: float = 1.0, tone: float = 0.0) -> None:
        """One mark; `tone` from -1 to 1 makes it darker or lighter than its bundle."""
        self.marks.append((outline, alpha, tone))

    def hair(self, path: Outline, width: float, alpha: float = 1.0, tone: float = 0.0) -> None:
        """A mark that swells after its root and ends in a point."""
        along = np.linspace(0, 1, len(path))
        self.add(ribbon(path, width * (1 - along) ** 0.7 * (0.55 + 0.45 * along)), alpha, tone)


class Sheet:
    """Paper, paint and chance for one picture."""

    def __init__(self, seed: int, ground: Colour) -> None:
        self.rng = np.random.default_rng(seed)
        self.pixels = np.empty((HEIGHT, WIDTH, 3), np.float32)
        self.pixels[:] = ink(ground)
        self.tooth = self._paper_tooth()
        # one larger field each; every shape looks at another part of it
        size = (HEIGHT + 300, WIDTH + 300)
        self._mottle = 0.7 * cloud(self.rng, *size, 90, 110) + 0.5 * cloud(self.rng, *size, 26, 30)
        self._level = cloud(self.rng, *size, 5, 150) + 0.6 * cloud(self.rng, *size, 12, 260)
        self._upright = cloud(self.rng, *size, 150, 5) + 0.6 * cloud(self.rng, *size, 260, 12)
        self._frisket: np.ndarray | None = None

    def _paper_tooth(self) -> np.ndarray:
        tooth = sum(
            share * cloud(self.rng, HEIGHT, WIDTH, wave, wave * 1.15)
            for wave, share in ((2.3, 0.45), (4.7, 0.6), (10, 0.35))
        )
        return np.asarray(tooth / np.std(tooth), np.float32)

    def _elsewhere(self, noise: np.ndarray, stencil: Stencil) -> np.ndarray:
        down, right = self.rng.integers(0, 300, 2)
        rows, columns = stencil.window
        return noise[
            rows.start + down : rows.stop + down, columns.start + right : columns.stop + right
        ]

    # ------------------------------------------------------------------ cutting

    def _box(self, outlines: Sequence[Outline], margin: int) -> tuple[int, int, int, int] | None:
        every = np.concatenate(outlines)
        left, top = np.floor(every.min(axis=0)).astype(int) - margin
        right, bottom = np.ceil(every.max(axis=0)).astype(int) + margin
        left, top = max(0, left), max(0, top)
        right, bottom = min(WIDTH, right), min(HEIGHT, bottom)
        return (left, top, right, bottom) if right > left + 1 and bottom > top + 1 else None

    def cut(self, *outlines: Outline, rough: float = 1.6, sharp: float = 1.7) -> Stencil | None:
        """Cut outlines into one stencil.

        `rough` is how far paper and brush fray its edge; `sharp` (1 or more) how crisp it is.
        """
        box = self._box(outlines, int(rough * 3) + 3)
        if box is None:
            return None
        left, top, right, bottom = box
        large = Image.new("L", ((right - left) * OVERSIZE, (bottom - top) * OVERSIZE))
        pen = ImageDraw.Draw(large)
        for outline in outlines:
            pen.polygon([tuple(p) for p in (outline - (left, top)) * OVERSIZE], fill=255)
        image = large.reduce(OVERSIZE)
        if rough:
            image = image.filter(ImageFilter.GaussianBlur(rough))
        stencil = Stencil(left, top, np.asarray(image, np.float32) / 255)
        if rough:
            # fray the rim only: the tooth must speckle neither the shape nor the paper around it
            rim = 4 * stencil.alpha * (1 - stencil.alpha) * min(1.0, 3 / rough)
            fray = self.tooth[stencil.window] * rim * 0.2
            stencil.alpha = np.clip((stencil.alpha - 0.5 + fray) * sharp + 0.5, 0, 1)
        return stencil

    def whole(self) -> Stencil:
        """A stencil that leaves the whole sheet open."""
        return Stencil(0, 0, np.ones((HEIGHT, WIDTH), np.float32))

    @contextmanager
    def frisket(self, stencil: Stencil | None) -> Iterator[None]:
        """While this is on, paint reaches only the parts the stencil leaves open."""
        before = self._frisket
        film = np.zeros((HEIGHT, WIDTH), np.float32)
        if stencil is not None:
            film[stencil.window] = stencil.alpha
        self._frisket = film if before is None else film * before
        try:
            yield
        finally:
            self._frisket = before

    # ----------------------------------------------------------------- painting

    def lay(
        self,
        stencil: Stencil | None,
        colour: Colour,
        opacity: float = 1.0,
        *,
        uneven: float = 1.0,
        dry: float = 0.0,
        upright: bool = False,
    ) -> None:
        """Lay colour (one, or one per pixel of the stencil) through a stencil.

        `uneven` is how much the pigment settles in clouds and brush lines; `dry` from 0 to 1
        lets the deep parts of the paper stay bare.
        """
        if stencil is None:
            return
        alpha = stencil.alpha * opacity
        if self._frisket is not None:
            alpha = alpha * self._frisket[stencil.window]
        if dry:
            streak = self._elsewhere(self._upright if upright else self._level, stencil)
            hold = self.tooth[stencil.window] * 0.6 + streak * 0.7
            alpha = alpha * smoothstep(-0.5, 0.5, hold + 1.6 - 2.6 * dry)
        pigment = np.broadcast_to(ink(colour), (*alpha.shape, 3))
        if uneven:
            settle = self._elsewhere(self._mottle, stencil)
            lines = self._elsewhere(self._upright if upright else self._level, stencil)
            light = 0.015 * settle + 0.006 * lines + 0.005 * self.tooth[stencil.window]
            warmth = 0.007 * self._elsewhere(self._mottle, stencil)
            drift = np.stack([light + warmth, light, light - warmth], axis=-1)
            pigment = pigment + drift * uneven
        part = self.pixels[stencil.window]
        part += (pigment - part) * alpha[..., None]

    def wash(
        self,
        stencil: Stencil | None,
        stops: Stops,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        ragged: float = 0.05,
        opacity: float = 1.0,
        uneven: float = 1.0,
    ) -> None:
        """Shade from colour to colour between two points, wiped by hand (bokashi)."""
        if stencil is None:
            return
        rows, columns = stencil.window
        across = np.arange(columns.start, columns.stop, dtype=np.float32)[None, :] - start[0]
        down = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] - start[1]
        run = np.array(end, np.float32) - np.array(start, np.float32)
        place = (across * run[0] + down * run[1]) / float(run @ run)
        place = place + ragged * (
            0.6 * self._elsewhere(self._mottle, stencil)
            + 0.25 * self._elsewhere(self._level, stencil)
            + 0.3 * self.tooth[stencil.window]
        )
        where = [stop for stop, _ in stops]
        tints = np.array([ink(colour) for _, colour in stops])
        blend = np.stack([np.interp(place, where, tints[:, i]) for i in range(3)], axis=-1)
        self.lay(stencil, blend.astype(np.float32), opacity, uneven=uneven)

    def paint(
        self,
        points: Points,
        colour: Colour,
        *,
        smooth: bool = False,
        shake: float = 2.0,
        wave: float = 70,
        rough: float = 1.6,
        slip: float = 2.0,
        opacity: float = 1.0,
        dry: float = 0.0,
        uneven: float = 1.0,
        upright: bool = False,
    ) -> Stencil | None:
        """Paint one shape by hand and return its stencil.

        A thin first impression is laid a little aside (`slip`), so edges double here and there.
        """
        line = curved(points) if smooth else straight(points)
        if slip:
            aside = wobble(self.rng, line, shake * 1.3, wave) + self.rng.normal(0, slip, 2)
            ghost = self.cut(aside, rough=rough * 1.2)
            self.lay(ghost, mix(colour, PAPER, 0.22), opacity * 0.5, dry=0.3, upright=upright)
        stencil = self.cut(wobble(self.rng, line, shake, wave), rough=rough)
        self.lay(stencil, colour, opacity, dry=dry, uneven=uneven, upright=upright)
        return stencil

    def scatter(
        self,
        bundle: Bundle,
        colour: Colour,
        opacity: float = 1.0,
        *,
        contrast: float = 0.1,
        soft: float = 0.0,
    ) -> None:
        """Lay down a bundle of marks in one go."""
        if not bundle.marks:
            return
        box = self._box([outline for outline, _, _ in bundle.marks], int(soft * 3) + 3)
        if box is None:
            return
        left, top, right, bottom = box
        size = ((right - left) * 2, (bottom - top) * 2)
        cover, shade = Image.new("L", size), Image.new("L", size, 128)
        cover_pen, shade_pen = ImageDraw.Draw(cover), ImageDraw.Draw(shade)
        for outline, alpha, tone in bundle.marks:
            corners = [tuple(p) for p in (outline - (left, top)) * 2]
            cover_pen.polygon(corners, fill=int(alpha * 255))
            shade_pen.polygon(corners, fill=int(128 + 120 * max(-1.0, min(1.0, tone))))
        small = cover.reduce(2)
        if soft:
            small = small.filter(ImageFilter.GaussianBlur(soft))
        stencil = Stencil(left, top, np.asarray(small, np.float32) / 255)
        tones = (np.asarray(shade.reduce(2), np.float32) / 255 - 0.5) * 2 * contrast
        stencil.alpha *= np.clip(1 + 0.12 * self.tooth[stencil.window], 0, 1)
        self.lay(stencil, ink(colour) + tones[..., None], opacity, uneven=0.6)

    def stroke(
        self,
        path: Points,
        width: float,
        colour: Colour,
        opacity: float = 0.9,
        *,
        bristles: int = 14,
        ragged: float = 0.15,
        taper: float = 0.35,
        contrast: float = 0.05,
    ) -> None:
        """Draw one brush stroke, bristle by bristle, running dry towards its end."""
        spine = curved(path, closed=False, step=10)
        across, count = normals(spine), len(spine)
        bundle = Bundle()
        for place in np.linspace(-0.5, 0.5, bristles):
            first = int(count * self.rng.uniform(0, ragged * 0.5))
            last = count - int(count * self.rng.uniform(0, ragged))
            if last - first < 3:
                continue
            along = np.linspace(0, 1, last - first)
            swell = 1 - taper * np.abs(2 * along - 1) ** 2
            middle = spine[first:last] + across[first:last] * (place * width * swell)[:, None]
            thick = width / bristles * self.rng.uniform(1.0, 1.9)
            tone = float(self.rng.normal(0, 0.5))
            bundle.add(ribbon(middle, thick * (1 - 0.5 * along**3)), 1.0, tone)
        self.scatter(bundle, colour, opacity, contrast=contrast)

    def snowfall(
        self,
        count: int,
        radius: tuple[float, float],
        box: tuple[float, float, float, float],
        colour: Colour,
        opacity: float = 0.9,
        soft: float = 0.6,
    ) -> None:
        """Dab falling snow into a box (left, top, right, bottom)."""
        bundle = Bundle()
        for _ in range(count):
            size = radius[0] + (radius[1] - radius[0]) * self.rng.random() ** 2.2
            centre = (self.rng.uniform(box[0], box[2]), self.rng.uniform(box[1], box[3]))
            flake = blob(self.rng, centre, (size, size * self.rng.uniform(0.8, 1.15)), 0.16, 7)
            bundle.add(flake, self.rng.uniform(0.55, 1.0))
        self.scatter(bundle, colour, opacity, soft=soft)

    # -------------------------------------------------------------------- light

    def glow(
        self,
        centre: tuple[float, float],
        radii: tuple[float, float],
        colour: Colour,
        strength: float = 0.5,
    ) -> None:
        """Let light shine into the air around a point, with the grain of dry pigment."""
        box = self._box([np.array(centre) + np.outer((-1, 1), radii) * 2.6], 0)
        if box is None:
            return
        left, top, right, bottom = box
        across = (np.arange(left, right, dtype=np.float32)[None, :] - centre[0]) / radii[0]
        down = (np.arange(top, bottom, dtype=np.float32)[:, None] - centre[1]) / radii[1]
        far = across**2 + down**2
        # wide skirts and a bright heart, both reaching zero before the box ends
        light = 0.6 * np.exp(-2.2 * far) + 0.4 * np.exp(-0.9 * far)
        light = np.clip(light - 0.4 * np.exp(-0.9 * 6.7), 0, 1) * strength
        stencil = Stencil(left, top, light)
        light = light * np.clip(1 + 0.1 * self.tooth[stencil.window], 0, 2)
        if self._frisket is not None:
            light = light * self._frisket[stencil.window]
        part = self.pixels[stencil.window]
        part += (1 - part) * ink(colour) * light[..., None]

    # ------------------------------------------------------------------ finish

    def finish(self, path: Path) -> None:
        """Let the paper show through everything and save the picture without metadata."""
        relief = np.roll(self.tooth, 1, axis=0) + np.roll(self.tooth, 1, axis=1) - 2 * self.tooth
        shade = 1 + 0.011 * relief + 0.010 * self.tooth
        printed = self.pixels * shade[..., None] * (0.5 + 0.5 * ink(PAPER) / ink(PAPER).max())
        levels = (
            np.clip(printed, 0, 1) * 255 + self.rng.uniform(0, 1, self.pixels.shape[:2])[..., None]
        )
        image = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8), "RGB")
        for quality in range(91, 70, -2):
            jpeg = io.BytesIO()
            image.save(jpeg, "JPEG", quality=quality, subsampling="4:2:0", optimize=True)
            if jpeg.tell() <= MAX_BYTES:
                break
        path.write_bytes(jpeg.getvalue())


def paint_fir(
    sheet: Sheet,
    foot: tuple[float, float],
    tall: float,
    colours: tuple[Colour, Colour, Colour],
    boughs: int = 8,
) -> None:
    """A fir with drooping boughs: its own colour, its shaded side, and the snow it carries."""
    x, ground = foot
    right: list[tuple[float, float]] = []
    left: list[tuple[float, float]] = []
    for tier in range(1, boughs + 1):
        t = tier / boughs
        y, half = ground - tall * (1 - t), tall * 0.25 * t**0.9
        for side, points in ((1, right), (-1, left)):
            reach = half * sheet.rng.uniform(0.82, 1.15)
            points.append((x + side * reach, y + reach * 0.16))
            points.append((x + side * half * 0.5, y - tall / boughs * 0.08))
    crown = [(x - 1.5, ground - tall), (x + 1.5, ground - tall)]
    outline = straight([*crown, *right, *left[::-1]], step=4)
    tree = sheet.cut(wobble(sheet.rng, outline, 1.2, 30), rough=1.5)
    sheet.lay(tree, colours[0], upright=True)
    with sheet.frisket(tree):
        shade = straight([(x, ground - tall), (x + tall * 0.4, ground), (x + tall * 0.04, ground)])
        sheet.lay(sheet.cut(shade, rough=4), colours[1], 0.6)
    for points, side in ((right, 1), (left, -1)):
        for tip in points[::2]:
            if sheet.rng.random() < 0.15:
                continue
            root = (x + (tip[0] - x) * sheet.rng.uniform(0.1, 0.4), tip[1] - tall / boughs * 0.62)
            middle = ((root[0] + tip[0]) / 2 + side * 2, (root[1] + tip[1]) / 2 - tall * 0.012)
            path = curved([root, middle, tip], closed=False, step=3)
            swell = np.sin(np.linspace(0.35, np.pi - 0.25, len(path)))
            lump = wobble(sheet.rng, ribbon(path, swell * tall / boughs * 0.5), 0.7, 16)
            sheet.lay(sheet.cut(lump, rough=1.2), colours[2], 0.95)
