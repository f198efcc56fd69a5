"""Watercolour on cold-pressed paper: transparent washes, granulation, wet edges and blooms.

A `Sheet` keeps the share of light each spot of the paper gives back. Every wash takes some of it
away by the law of Beer and Lambert, so layers glaze over one another as real pigment does and the
white of the paper is the only white. Three things make a wash look wet: its edge wanders with the
paper's tooth, pigment gathers in a dark rim where the water dried last, and coarse pigments settle
in the hollows of the paper. All chance comes from the sheet's own seed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1461, 2122  # 106 x 154 mm at 350 dpi: the card and 3 mm of bleed all round
PAPER = np.array([0.992, 0.980, 0.952], np.float32)  # a warm cotton paper
SUPER = 2  # outlines are drawn this much larger, then reduced
MAX_BYTES = 1_500_000

Array = NDArray[np.float32]
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Pigment:
    """A colour as it absorbs light, and how coarsely it settles in the paper."""

    absorb: tuple[float, float, float]
    granulation: float

    def mixed(self, other: Pigment, share: float) -> Pigment:
        """Return this pigment with `share` of the other stirred in."""
        mine, theirs = np.array(self.absorb), np.array(other.absorb)
        red, green, blue = (mine * (1 - share) + theirs * share).tolist()
        coarse = self.granulation * (1 - share) + other.granulation * share
        return Pigment((red, green, blue), coarse)


def _tube(red: float, green: float, blue: float, granulation: float) -> Pigment:
    """Make a pigment from the colour of one full-strength wash."""
    absorb = -np.log(np.array([red, green, blue]))
    return Pigment((float(absorb[0]), float(absorb[1]), float(absorb[2])), granulation)


ULTRAMARINE = _tube(0.24, 0.30, 0.66, 0.9)
COBALT = _tube(0.32, 0.50, 0.80, 0.7)
CERULEAN = _tube(0.38, 0.66, 0.80, 0.8)
PRUSSIAN = _tube(0.09, 0.22, 0.38, 0.2)
INDIGO = _tube(0.14, 0.19, 0.33, 0.3)
VIOLET = _tube(0.38, 0.26, 0.60, 0.6)
MAUVE = _tube(0.60, 0.44, 0.68, 0.5)
MADDER = _tube(0.86, 0.45, 0.50, 0.2)
GAMBOGE = _tube(0.97, 0.78, 0.25, 0.1)
OCHRE = _tube(0.86, 0.68, 0.34, 0.5)
SIENNA = _tube(0.80, 0.55, 0.28, 0.5)
BURNT_SIENNA = _tube(0.66, 0.34, 0.20, 0.6)
ORANGE = _tube(0.96, 0.56, 0.18, 0.1)
SEPIA = _tube(0.30, 0.23, 0.20, 0.5)
SAP_GREEN = _tube(0.44, 0.54, 0.24, 0.2)
OLIVE = _tube(0.52, 0.52, 0.26, 0.4)
VIRIDIAN = _tube(0.30, 0.52, 0.44, 0.5)
GREY = _tube(0.40, 0.43, 0.50, 0.7)


@dataclass
class Patch:
    """A wetted place on the sheet: where its upper left corner lies, and how wet each spot is."""

    left: int
    top: int
    mask: Array

    @property
    def window(self) -> tuple[slice, slice]:
        """The rows and columns of the sheet this patch covers."""
        height, width = self.mask.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


def smoothstep(low: float, high: float, value: Array) -> Array:
    """Rise softly from 0 to 1 between low and high."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)


def resized(values: Array, width: int, height: int, how: Image.Resampling) -> Array:
    """Resize one float plane."""
    return np.asarray(Image.fromarray(values, "F").resize((width, height), how), np.float32)


def blurred(mask: Array, radius: float) -> Array:
    """Blur by going down to a smaller size and back, which is quick for any radius."""
    height, width = mask.shape
    step = max(1.0, radius)
    small = max(2, round(width / step)), max(2, round(height / step))
    less = resized(mask, *small, Image.Resampling.HAMMING)
    return np.clip(resized(less, width, height, Image.Resampling.BICUBIC), 0, 1)


def noise(
    rng: np.random.Generator,
    shape: tuple[int, int],
    scale: float,
    octaves: int = 3,
    stretch: float = 1.0,
) -> Array:
    """Smooth random clouds with a mean of 0 and a spread of about 1; stretch widens them."""
    height, width = shape
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        step = scale / 2**octave
        columns = int(width / (step * stretch)) + 4
        rows = int(height / step) + 4
        grid = rng.standard_normal((rows, columns)).astype(np.float32)
        wide, high = int((columns - 3) * step * stretch) + 1, int((rows - 3) * step) + 1
        wide, high = max(wide, width), max(high, height)
        box = (1.0, 1.0, columns - 2.0, rows - 2.0)
        image = Image.fromarray(grid, "F").resize((wide, high), Image.Resampling.BICUBIC, box)
        total += np.asarray(image, np.float32)[:height, :width] * 0.6**octave
    return total * np.float32(1.25)


def curve(
    points: Sequence[tuple[float, float] | Points] | Points, *, closed: bool = False
) -> Points:
    """Lead a smooth line (Catmull-Rom) through the points, about every 5 px."""
    knots = np.asarray(points, float)
    padded = (
        np.vstack([knots[-1:], knots, knots[:2]])
        if closed
        else np.vstack([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    )
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        count = max(2, int(np.hypot(*(c - b)) / 5))
        t = np.linspace(0, 1, count, endpoint=False)[:, None]
        pieces.append(
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
        )
    if not closed:
        pieces.append(knots[-1:])
    return np.vstack(pieces)


def dense(points: Sequence[tuple[float, float]] | Points, step: float = 6.0) -> Points:
    """Return the closed outline with a point at least every `step` px, corners kept."""
    knots = np.asarray(points, float)
    pieces = []
    for a, b in zip(knots, np.roll(knots, -1, axis=0), strict=True):
        count = max(1, int(np.hypot(*(b - a)) / step))
        pieces.append(a + (b - a) * np.linspace(0, 1, count, endpoint=False)[:, None])
    return np.vstack(pieces)


def wander(rng: np.random.Generator, count: int, knots: int) -> Points:
    """Return a slow random walk around 0 with about `knots` turns over `count` steps."""
    values = rng.standard_normal(max(3, knots) + 1)
    at = np.linspace(0, len(values) - 1, count)
    low = np.minimum(at.astype(int), len(values) - 2)
    t = at - low
    t = t * t * (3 - 2 * t)
    return values[low] * (1 - t) + values[low + 1] * t


def wobbled(rng: np.random.Generator, points: Points, amount: float, span: float = 60) -> Points:
    """Move an outline as an unsteady hand would: slowly by `amount`, quickly by a third of it."""
    length = float(np.hypot(*np.diff(points, axis=0).T).sum())
    slow, quick = int(length / span) + 2, int(length / (span / 4)) + 2
    shaken = points.astype(float).copy()
    for axis in range(2):
        shaken[:, axis] += amount * 0.7 * wander(rng, len(points), slow)
        shaken[:, axis] += amount * 0.25 * wander(rng, len(points), quick)
    return shaken


def moved(points: Points, right: float, down: float) -> Points:
    """Return the points shifted as a whole."""
    return points + np.array([right, down])


def ribbon(line: Points, widths: Sequence[float] | Points) -> Points:
    """Return the outline of a brush stroke along a line; widths are spread along it."""
    spread = np.interp(
        np.linspace(0, 1, len(line)), np.linspace(0, 1, len(widths)), np.asarray(widths, float)
    )
    ahead = np.gradient(line, axis=0)
    ahead /= np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-6)[:, None]
    side = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1) * spread[:, None] / 2
    return np.vstack([line + side, (line - side)[::-1]])


def oval(x: float, y: float, wide: float, high: float, turn: float = 0.0) -> Points:
    """Return an ellipse of the given half axes, turned by `turn` radians."""
    angle = np.linspace(0, 2 * np.pi, max(10, int((wide + high) / 2)), endpoint=False)
    across, down = wide * np.cos(angle), high * np.sin(angle)
    return np.stack(
        [
            x + across * np.cos(turn) - down * np.sin(turn),
            y + across * np.sin(turn) + down * np.cos(turn),
        ],
        axis=1,
    )


def leaf(x: float, y: float, length: float, width: float, turn: float) -> Points:
    """Return one pressed-down brush mark: pointed at its ends, fuller past the middle."""
    along = np.linspace(0, 1, 9)
    half = width / 2 * np.sin(np.pi * along**0.8)
    across = np.concatenate([half, -half[::-1]])
    forth = np.concatenate([along, along[::-1]]) * length - length / 2
    return np.stack(
        [
            x + forth * np.cos(turn) - across * np.sin(turn),
            y + forth * np.sin(turn) + across * np.cos(turn),
        ],
        axis=1,
    )


class Sheet:
    """A sheet of paper and what has been painted on it."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.light = np.ones((HEIGHT, WIDTH, 3), np.float32)
        self.resist = np.zeros((HEIGHT, WIDTH), np.float32)
        self.rows, self.columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
        shape = (HEIGHT, WIDTH)
        rough = noise(self.rng, shape, 11, 2) + 0.8 * noise(self.rng, shape, 3.2, 1)
        self.tooth = np.clip(0.5 + 0.17 * rough, 0, 1).astype(np.float32)

    # --- shapes ---------------------------------------------------------------------------

    def shape(self, points: Points, wobble: float = 3.0, span: float = 60) -> Patch:
        """Wet the inside of one outline."""
        outline = wobbled(self.rng, points, wobble, span) if wobble else points
        return self.marks([outline])

    def marks(self, outlines: Sequence[Points], depths: Sequence[float] | None = None) -> Patch:
        """Wet many outlines at once, each to its own depth (0 to 1)."""
        every = np.vstack(outlines)
        margin = 14
        left = int(np.clip(every[:, 0].min() - margin, 0, WIDTH - 4))
        top = int(np.clip(every[:, 1].min() - margin, 0, HEIGHT - 4))
        right = int(np.clip(every[:, 0].max() + margin, left + 4, WIDTH))
        bottom = int(np.clip(every[:, 1].max() + margin, top + 4, HEIGHT))
        image = Image.new("L", ((right - left) * SUPER, (bottom - top) * SUPER))
        pen = ImageDraw.Draw(image)
        for index, outline in enumerate(outlines):
            depth = 255 if depths is None else int(255 * np.clip(depths[index], 0, 1))
            corners = (outline - (left, top)) * SUPER
            if len(corners) > 2:
                pen.polygon([(float(x), float(y)) for x, y in corners], fill=depth)
        mask = np.asarray(image.reduce(SUPER), np.float32) / 255
        return Patch(left, top, mask)

    def whole(self) -> Patch:
        """Wet the whole sheet."""
        return Patch(0, 0, np.ones((HEIGHT, WIDTH), np.float32))

    def field(self, values: Array | Points) -> Patch:
        """Wet the sheet as a full-size plane of values says."""
        return Patch(0, 0, np.clip(values, 0, 1).astype(np.float32))

    def clouds(self, scale: float, octaves: int = 3, stretch: float = 1.0) -> Array:
        """Full-size noise, mean 0 and spread 1."""
        return noise(self.rng, (HEIGHT, WIDTH), scale, octaves, stretch)

    # --- painting -------------------------------------------------------------------------

    def spread(self, patch: Patch, wet: float, ragged: float) -> Array:
        """Let the water find its edge: soft where wet, wandering with the paper's tooth."""
        soft = blurred(patch.mask, wet) if wet > 1 else patch.mask
        if not ragged:
            return soft
        edge = 4 * soft * (1 - soft)
        torn = 0.6 * noise(self.rng, soft.shape, 26, 3) + 2.5 * (self.tooth[patch.window] - 0.5)
        return np.clip(soft + edge * ragged * 0.35 * torn, 0, 1).astype(np.float32)

    def wash(
        self,
        patch: Patch,
        pigment: Pigment,
        strength: float,
        *,
        wet: float = 2.5,
        ragged: float = 0.5,
        rim: float = 0.35,
        flow: float = 0.3,
        charge: tuple[Pigment, float] | None = None,
        dry: float = 0.0,
        tone: Array | None = None,
        grain: float = 1.0,
    ) -> None:
        """Lay one transparent wash.

        rim darkens the edge, flow makes pooled and thin places, charge drops a second pigment into
        the wet wash by the given share, dry skips the hollows of the paper, and tone (full size or
        broadcastable) thins the wash from place to place.
        """
        patch = self.widened(patch, int(3 * wet) if wet > 3 else 0)
        window, shape = patch.window, patch.mask.shape
        wetness = self.spread(patch, wet, ragged)
        if wet <= 8 and ragged:
            wetness = smoothstep(0.22, 0.78, wetness) if patch.mask.max() > 0.95 else wetness
        if dry:
            wetness = wetness * smoothstep(dry - 0.16, dry + 0.08, self.tooth[window])
        depth = wetness * (1 + flow * np.clip(noise(self.rng, shape, 190, 3), -1.6, 1.9))
        if rim:
            depth += rim * self._rim(wetness)
        if tone is not None:
            depth = depth * self._cut(tone, window)
        depth = np.maximum(depth, 0) * strength * (1 - self.resist[window])
        self._glaze(window, depth, pigment, charge, grain)

    def flood(
        self,
        patch: Patch,
        pigment: Pigment,
        strength: float,
        *,
        flow: float = 0.3,
        charge: tuple[Pigment, float] | None = None,
        tone: Array | None = None,
        grain: float = 1.0,
    ) -> None:
        """Lay a wash wet in wet: as deep as the patch is wet, and with no edge of its own."""
        self.wash(
            patch,
            pigment,
            strength,
            wet=1.0,
            ragged=0.0,
            rim=0.0,
            flow=flow,
            charge=charge,
            tone=tone,
            grain=grain,
        )

    @staticmethod
    def widened(patch: Patch, room: int) -> Patch:
        """Give the water room to run out softly, so a wet mark never ends at its frame."""
        height, width = patch.mask.shape
        left, top = min(room, patch.left), min(room, patch.top)
        right = min(room, WIDTH - patch.left - width)
        bottom = min(room, HEIGHT - patch.top - height)
        mask = np.pad(patch.mask, ((top, bottom), (left, right)))
        return Patch(patch.left - left, patch.top - top, mask)

    def _rim(self, wetness: Array) -> Array:
        """Where pigment gathers along the drying edge, here strongly, there hardly at all."""
        narrow = np.clip(wetness - blurred(wetness, 7), 0, 1)
        broad = np.clip(wetness - blurred(wetness, 20), 0, 1)
        uneven = np.clip(0.75 + 0.5 * noise(self.rng, wetness.shape, 90, 2), 0.05, 1.8)
        return ((1.5 * narrow + 0.6 * broad) * uneven).astype(np.float32)

    def _glaze(
        self,
        window: tuple[slice, slice],
        depth: Array,
        pigment: Pigment,
        charge: tuple[Pigment, float] | None,
        grain: float,
    ) -> None:
        """Take away the light a layer of this depth absorbs."""
        settle = (0.5 - self.tooth[window]) * 2
        depth = depth * np.maximum(1 + pigment.granulation * grain * 0.45 * settle, 0.1)
        if charge is None:
            self.light[window] *= np.exp(-depth[..., None] * np.array(pigment.absorb, np.float32))
            return
        other, share = charge
        drift = smoothstep(-1.1, 1.1, noise(self.rng, depth.shape, 210, 2) + (share - 0.5) * 2.4)
        for channel in range(3):
            absorb = pigment.absorb[channel] * (1 - drift) + other.absorb[channel] * drift
            self.light[window][..., channel] *= np.exp(-depth * absorb)

    @staticmethod
    def _cut(tone: Array, window: tuple[slice, slice]) -> Array:
        """Return the part of a broadcastable full-size plane inside a window."""
        rows = window[0] if tone.shape[0] > 1 else slice(None)
        columns = window[1] if tone.shape[1] > 1 else slice(None)
        return tone[rows, columns]

    def lift(self, patch: Patch, share: float, *, wet: float = 6, ragged: float = 0.4) -> None:
        """Take pigment up again with a damp brush: the same hue, less of it."""
        patch = self.widened(patch, int(3 * wet) if wet > 3 else 0)
        amount = self.spread(patch, wet, ragged) * share * (1 - self.resist[patch.window])
        self.light[patch.window] **= np.clip(1 - amount, 0, 1)[..., None]

    def bloom(self, x: float, y: float, radius: float, push: float = 0.35) -> None:
        """Drop clear water into a damp wash: a pale flower with a crinkled dark edge."""
        reach = int(radius * 1.7)
        left, top = max(0, int(x) - reach), max(0, int(y) - reach)
        right, bottom = min(WIDTH, int(x) + reach), min(HEIGHT, int(y) + reach)
        window = slice(top, bottom), slice(left, right)
        far = np.hypot(self.columns[window] - x, (self.rows[window] - y) * 1.15) / radius
        crinkle = noise(self.rng, far.shape, radius * 0.7, 5)
        far = far + 0.17 * crinkle
        inside = smoothstep(0.0, 0.25, 1 - far)
        edge = np.exp(-np.square((far - 1) / np.where(far > 1, 0.02, 0.07)))
        change = 1 - push * inside * np.clip(1.2 - far * 0.6, 0, 1) + push * 0.9 * edge
        kept = self.resist[window]
        self.light[window] **= (change * (1 - kept) + kept)[..., None].astype(np.float32)

    def mask_off(self, patch: Patch, share: float = 1.0) -> None:
        """Paint masking fluid: later washes do not reach the paper here."""
        window = patch.window
        self.resist[window] = np.maximum(self.resist[window], patch.mask * share)

    def unmask(self) -> None:
        """Rub all the masking fluid off."""
        self.resist[:] = 0

    def body(self, patch: Patch, colour: tuple[float, float, float], cover: float) -> None:
        """Touch in a little opaque white or tinted body colour."""
        amount = (patch.mask * cover)[..., None]
        here = self.light[patch.window]
        here += (np.array(colour, np.float32) - here) * amount

    def pencil(self, line: Points, strength: float = 0.35, width: float = 3.0) -> None:
        """Draw a soft graphite line that catches only on the paper's tooth."""
        rough = wobbled(self.rng, line, 1.6, 50)
        count = len(rough)
        pressure = np.clip(1 + 0.4 * wander(self.rng, count, count // 12 + 3), 0.25, 1.7)
        patch = self.marks([ribbon(rough, width * pressure)])
        caught = smoothstep(0.30, 0.62, self.tooth[patch.window])
        depth = patch.mask * caught * strength
        self.light[patch.window] *= np.exp(-depth[..., None] * np.float32([1.0, 1.02, 0.98]))

    def spatter(
        self, pigment: Pigment, strength: float, places: Points, largest: float = 5.0
    ) -> None:
        """Flick droplets off the brush."""
        sizes = 1 + largest * self.rng.random(len(places)) ** 4
        drops = [
            wobbled(self.rng, oval(x, y, size, size * 0.9), size * 0.15, 8)
            for (x, y), size in zip(places, sizes, strict=True)
        ]
        depths = 0.4 + 0.55 * self.rng.random(len(drops))
        self.wash(self.marks(drops, depths.tolist()), pigment, strength, ragged=0, rim=0.6, wet=1)

    # --- the finished picture -------------------------------------------------------------

    def finish(self, path: Path) -> None:
        """Look at the paper in slanting light and save it as a JPEG without metadata."""
        relief = np.gradient(self.tooth, axis=1) + np.gradient(self.tooth, axis=0)
        colour = self.light * PAPER * (1 + 0.10 * np.clip(relief, -0.3, 0.3))[..., None]
        pixels = (np.clip(colour, 0, 1) * 255 + 0.5).astype(np.uint8)
        image = Image.fromarray(pixels, "RGB")
        for quality in (91, 89, 87, 85, 82):
            buffer = io.BytesIO()
            image.save(buffer, "JPEG", quality=quality, optimize=True)
            if buffer.tell() <= MAX_BYTES:
                break
        path.write_bytes(buffer.getvalue())
