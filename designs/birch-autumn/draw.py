"""A wood of white birches in autumn gold, the light coming towards us between the trunks."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from brushes import watercolour as wc  # noqa: E402

GLOW_X, GLOW_Y = 720.0, 960.0  # where the low sun stands behind the wood


@dataclass
class Birch:
    """One trunk: where it stands, how thick it is there, and how far its top leans."""

    x: float
    foot: float
    thick: float
    lean: float
    near: bool

    def line(self) -> wc.Points:
        """Return the middle line from above the sheet down to the foot."""
        bend = 0.2 * self.thick
        return wc.curve(
            [
                (self.x + self.lean, -60),
                (self.x + self.lean * 0.62 + bend, self.foot * 0.3),
                (self.x + self.lean * 0.2 - bend * 0.7, self.foot * 0.62),
                (self.x, self.foot - 60),
                (self.x - bend * 0.2, self.foot + 30),
            ]
        )

    def widths(self) -> list[float]:
        """Return the width along the line, flaring at the foot."""
        return [self.thick * share for share in (0.62, 0.7, 0.8, 0.88, 0.94, 1.0, 1.25)]

    def at(self, y: float) -> tuple[float, float]:
        """Return the middle and the width of the trunk at the height y."""
        line = self.line()
        middle = float(np.interp(y, line[:, 1], line[:, 0]))
        share = np.interp(y, line[:, 1], np.linspace(0, 1, len(line)))
        return middle, float(np.interp(share, np.linspace(0, 1, 7), self.widths()))


BIRCHES = [
    Birch(330, 1600, 40, -34, False),
    Birch(622, 1566, 46, 30, False),
    Birch(806, 1540, 34, -16, False),
    Birch(1130, 1610, 48, 44, False),
    Birch(1395, 1590, 42, 20, False),
    Birch(118, 1850, 96, 30, True),
    Birch(440, 1905, 128, -58, True),
    Birch(968, 1830, 108, 42, True),
    Birch(1300, 1990, 118, -36, True),
]


def glow(sheet: wc.Sheet, wide: float, high: float) -> wc.Array:
    """Return 1 at the light between the trunks, falling off softly."""
    far = np.square((sheet.columns - GLOW_X) / wide) + np.square((sheet.rows - GLOW_Y) / high)
    return np.exp(-far).astype(np.float32)


def mask_trunks(sheet: wc.Sheet) -> dict[int, wc.Patch]:
    """Keep the trunks white with masking fluid."""
    patches = {}
    for index, birch in enumerate(BIRCHES):
        outline = wc.ribbon(birch.line(), birch.widths())
        patch = sheet.shape(outline, birch.thick * 0.03 + 1.2, 110)
        patch.mask = wc.smoothstep(0.25, 0.75, sheet.spread(patch, 1.6, 0.4))
        torn = wc.noise(sheet.rng, patch.mask.shape, 24, 3) * birch.thick * 0.13
        above = birch.foot - sheet.rows[patch.window]
        patch.mask *= wc.smoothstep(0.06, 0.5, (above + torn) / birch.thick)
        patches[index] = patch
        sheet.mask_off(patch, 0.98 if birch.near else 0.86)
    return patches


def paint_light(sheet: wc.Sheet) -> None:
    """Flood the wood with gold round a heart of bare paper, and cool it towards the ground."""
    far = 1 - 0.94 * glow(sheet, 330, 520)
    sheet.flood(sheet.field(far), wc.GAMBOGE, 0.42, charge=(wc.OCHRE, 0.4), flow=0.3)
    clouds = sheet.clouds(330, 3)
    warm = wc.smoothstep(0.1, 1.5, clouds) * far * wc.smoothstep(1500, 700, sheet.rows)
    sheet.flood(sheet.field(warm), wc.ORANGE, 0.42, charge=(wc.SIENNA, 0.5))
    cool = wc.smoothstep(0.2, 1.5, -clouds) * (1 - glow(sheet, 300, 420))
    sheet.flood(
        sheet.field(cool * wc.smoothstep(200, 1100, sheet.rows)),
        wc.COBALT.mixed(wc.MAUVE, 0.5),
        0.30,
    )
    haze = np.exp(-np.square((sheet.rows - 1360) / 170)) * (1 - 0.8 * glow(sheet, 260, 700))
    sheet.flood(sheet.field(haze), wc.COBALT.mixed(wc.MAUVE, 0.45), 0.34, flow=0.5)
    green = wc.smoothstep(0.5, 1.6, sheet.clouds(260, 3)) * far
    sheet.flood(sheet.field(green), wc.SAP_GREEN, 0.30)


def paint_far_trunks(sheet: wc.Sheet) -> None:
    """Suggest the depth of the wood with pale and with violet-grey stems."""
    rng = sheet.rng
    pale: list[wc.Points] = []
    grey: list[wc.Points] = []
    for x in np.arange(20, 1461, 41):
        at = x + rng.uniform(-18, 18)
        foot = rng.uniform(1360, 1480)
        line = wc.curve([(at + rng.normal(0, 26), -40), (at + rng.normal(0, 9), 700), (at, foot)])
        stem = wc.ribbon(line, [rng.uniform(4, 9), rng.uniform(9, 18)])
        (pale if rng.random() < 0.6 else grey).append(wc.wobbled(rng, stem, 2.2, 70))
    low = wc.smoothstep(0, 500, sheet.rows) * wc.smoothstep(1470, 1350, sheet.rows)
    stems = sheet.marks(pale)
    stems.mask *= low[stems.window]
    sheet.lift(stems, 0.62, wet=2.0)
    sheet.wash(
        sheet.marks(grey),
        wc.GREY.mixed(wc.MAUVE, 0.5),
        0.30,
        wet=2.5,
        rim=0.3,
        tone=(0.25 + 0.75 * low) * (1 - 0.75 * glow(sheet, 230, 500)),
    )


def leaves(
    sheet: wc.Sheet,
    likely: wc.Array,
    count: int,
    sizes: tuple[float, float],
    pigment: wc.Pigment,
    strength: float,
    *,
    wet: float = 1.4,
    flat: float = 1.0,
    charge: tuple[wc.Pigment, float] | None = None,
) -> None:
    """Dab leaves where the plane of likelihood is high."""
    rng = sheet.rng
    x = rng.uniform(-20, wc.WIDTH + 20, count * 6)
    y = rng.uniform(-20, wc.HEIGHT + 20, count * 6)
    rows = np.clip(y, 0, wc.HEIGHT - 1).astype(int)
    columns = np.clip(x, 0, wc.WIDTH - 1).astype(int)
    kept = np.flatnonzero(likely[rows, columns] > rng.random(len(x)))[:count]
    outlines, depths = [], []
    for index in kept:
        size = rng.uniform(*sizes)
        mark = wc.leaf(0, 0, size, size * rng.uniform(0.42, 0.72), rng.uniform(0, np.pi))
        mark[:, 1] *= flat
        outlines.append(wc.wobbled(rng, wc.moved(mark, x[index], y[index]), size * 0.06, 10))
        depths.append(rng.uniform(0.35, 1.0))
    sheet.wash(
        sheet.marks(outlines, depths),
        pigment,
        strength,
        wet=wet,
        ragged=0.5,
        rim=0.4,
        charge=charge,
    )


def canopy(sheet: wc.Sheet, reach: float, threshold: float) -> wc.Array:
    """Return where foliage hangs: drifts of it, thick above and loosening downwards."""
    drift = sheet.clouds(250, 4, stretch=1.25)
    high = np.clip(1.25 - sheet.rows / reach, -0.2, 1.3)
    side = 0.9 * np.abs(sheet.columns - GLOW_X) / 730
    return wc.smoothstep(threshold, threshold + 1.1, drift + 2.1 * high - 1.1 + side * high)


def paint_distant_leaves(sheet: wc.Sheet) -> None:
    """Fill the middle distance with small, wet, sunlit leaves."""
    far = canopy(sheet, 1500, 0.1)
    leaves(sheet, far, 1500, (12, 34), wc.GAMBOGE, 0.55, wet=6, charge=(wc.OCHRE, 0.4))
    leaves(sheet, far * 0.8, 900, (9, 22), wc.SIENNA, 0.40, wet=3.5, charge=(wc.ORANGE, 0.5))
    bush = np.exp(-np.square((sheet.rows - 1440) / 70)) * wc.smoothstep(
        -0.2, 1.2, sheet.clouds(150, 3)
    )
    leaves(sheet, bush, 900, (9, 22), wc.OCHRE, 0.6, wet=2.5, charge=(wc.SAP_GREEN, 0.5))
    leaves(sheet, bush, 420, (8, 18), wc.BURNT_SIENNA, 0.5, wet=2.0)


def paint_ground(sheet: wc.Sheet) -> None:
    """Lay the leaf-covered floor and the long shadows coming towards us."""
    rng = sheet.rng
    edge = 1450 + 16 * sheet.clouds(160, 3)
    floor = wc.smoothstep(0, 90, sheet.rows - edge)
    light = np.exp(-np.square((sheet.columns - GLOW_X) / (150 + (sheet.rows - 1400) * 0.35)))
    light = light * wc.smoothstep(2250, 1500, sheet.rows)
    sheet.flood(sheet.field(floor * (1 - 0.8 * light)), wc.OCHRE, 0.50, charge=(wc.SIENNA, 0.45))
    streak = wc.smoothstep(-0.1, 1.4, sheet.clouds(90, 4, stretch=4.5))
    sheet.flood(
        sheet.field(floor * streak * (1 - 0.65 * light)),
        wc.BURNT_SIENNA,
        0.42,
        charge=(wc.OLIVE, 0.4),
    )
    near = wc.smoothstep(1650, 2150, sheet.rows)
    sheet.flood(
        sheet.field(near * (1 - 0.6 * light)),
        wc.BURNT_SIENNA.mixed(wc.VIOLET, 0.35),
        0.34,
        flow=0.5,
    )
    shadows = []
    for birch in BIRCHES:
        away = (birch.x - GLOW_X) / (birch.foot - 1250)
        end = birch.foot + (420 if birch.near else 300)
        line = wc.curve(
            [
                (birch.x, birch.foot - 6),
                (
                    birch.x + away * (end - birch.foot) * 0.5,
                    (birch.foot + end) / 2 + rng.normal(0, 8),
                ),
                (birch.x + away * (end - birch.foot), end),
            ]
        )
        shadows.append(wc.wobbled(rng, wc.ribbon(line, [birch.thick, birch.thick * 1.5]), 9, 40))
    sheet.wash(
        sheet.marks(shadows),
        wc.ULTRAMARINE.mixed(wc.MAUVE, 0.5),
        0.36,
        wet=14,
        ragged=0.8,
        rim=0,
        tone=wc.smoothstep(2300, 1600, sheet.rows),
    )


def bark(sheet: wc.Sheet, birch: Birch) -> tuple[list[wc.Points], list[float]]:
    """Return the dark marks of one trunk: breathing pores, old branch scars, peeling edges."""
    rng = sheet.rng
    marks: list[wc.Points] = []
    depths: list[float] = []
    y = rng.uniform(-20, 40)
    while y < birch.foot - 6:
        x, wide = birch.at(y)
        side = rng.choice([-1, 1])
        long = wide * rng.uniform(0.08, 0.42)
        begin = (
            x + side * wide * rng.uniform(0.5, 0.52)
            if rng.random() < 0.62
            else (x + wide * rng.uniform(-0.4, 0.4))
        )
        droop = rng.uniform(0.02, 0.10) * wide
        line = wc.curve(
            [
                (begin, y),
                (begin - side * long * 0.5, y + droop),
                (begin - side * long, y + droop * 0.6),
            ]
        )
        heavy = birch.thick * rng.uniform(0.018, 0.055) * (1.6 if rng.random() < 0.15 else 1)
        marks.append(wc.wobbled(rng, wc.ribbon(line, [heavy * 1.6, heavy, 0.6]), 0.9, 16))
        depths.append(rng.uniform(0.3, 0.9))
        y += birch.thick * rng.uniform(0.10, 0.55)
    for _ in range(3 if birch.near else 2):
        y = rng.uniform(150, birch.foot - 200)
        x, wide = birch.at(y)
        x += wide * rng.uniform(-0.2, 0.2)
        size = wide * rng.uniform(0.07, 0.13)
        scar = wc.leaf(x, y, size * 2.6, size * 0.9, rng.normal(0.05, 0.2))
        brow = wc.ribbon(
            wc.curve(
                [
                    (x - size * 3.0, y + size * 1.9),
                    (x - size * 1.3, y + size * 0.1),
                    (x, y - size * 0.6),
                    (x + size * 1.2, y + size * 0.2),
                    (x + size * 2.4, y + size * 2.2),
                ]
            ),
            [1, size * 0.4, size * 0.7, size * 0.4, 1],
        )
        marks += [wc.wobbled(rng, scar, size * 0.15, 14), wc.wobbled(rng, brow, 1.6, 14)]
        depths += [0.8, 0.6]
    return marks, depths


def paint_trunk(sheet: wc.Sheet, birch: Birch, patch: wc.Patch) -> None:
    """Model one white trunk: cool on the side away from the light, golden where leaves glow."""
    away = 1 if birch.x > GLOW_X else -1
    line = birch.line()
    inside = np.zeros((wc.HEIGHT, wc.WIDTH), np.float32)
    inside[patch.window] = patch.mask
    spread = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, 7), birch.widths())
    for shift, share, strength, wet in ((0.36, 0.55, 0.62, 0.13), (0.10, 0.75, 0.22, 0.22)):
        side = line + np.stack([away * spread * shift, np.zeros(len(line))], axis=1)
        sheet.wash(
            sheet.shape(wc.ribbon(side, spread * share), birch.thick * 0.05, 60),
            wc.GREY.mixed(wc.MAUVE, 0.45),
            strength * (1 if birch.near else 0.75),
            wet=birch.thick * wet,
            ragged=0.7,
            rim=0,
            charge=(wc.COBALT.mixed(wc.GREY, 0.55), 0.4),
            tone=inside,
            flow=0.4,
        )
    gold = line + np.stack([-away * spread * 0.1, np.zeros(len(line))], axis=1)
    patchy = inside * wc.smoothstep(-0.2, 1.4, sheet.clouds(230, 2))
    sheet.wash(
        sheet.shape(wc.ribbon(gold, spread * 0.8), 2),
        wc.OCHRE.mixed(wc.ORANGE, 0.3),
        0.24,
        wet=birch.thick * 0.12,
        rim=0,
        tone=patchy,
    )
    marks, depths = bark(sheet, birch)
    sheet.wash(
        sheet.marks(marks, depths),
        wc.SEPIA.mixed(wc.INDIGO, 0.3),
        0.80 if birch.near else 0.55,
        wet=1.2,
        ragged=0.9,
        rim=0.2,
        dry=0.25,
        tone=inside,
    )
    base = np.array(
        [
            (birch.x - birch.thick, birch.foot + 20),
            (birch.x, birch.foot - 120),
            (birch.x + birch.thick, birch.foot + 20),
        ],
        float,
    )
    sheet.wash(
        sheet.shape(wc.dense(base), 8),
        wc.SEPIA.mixed(wc.BURNT_SIENNA, 0.4),
        0.5,
        wet=birch.thick * 0.22,
        rim=0,
        ragged=0.9,
        tone=inside,
    )


def paint_branches(sheet: wc.Sheet) -> None:
    """Draw fine twigs arching out of the trunks, thinner and thinner."""
    rng = sheet.rng
    twigs: list[wc.Points] = []
    sprays: list[wc.Points] = []
    for birch in BIRCHES:
        for _ in range(8 if birch.near else 4):
            y = rng.uniform(-20, 860)
            x, wide = birch.at(y)
            side = rng.choice([-1, 1])
            long = rng.uniform(120, 360)
            rise = rng.uniform(0.1, 0.5)
            droop = rng.uniform(0.1, 0.5)
            bough = wc.curve(
                [
                    (x + side * wide * 0.42, y),
                    (x + side * long * 0.34, y - long * rise),
                    (x + side * long * 0.72, y - long * rise * 1.05),
                    (x + side * long, y - long * (rise - droop)),
                ]
            )
            thick = birch.thick * rng.uniform(0.05, 0.085)
            twigs.append(wc.wobbled(rng, wc.ribbon(bough, [thick, thick * 0.5, 1.2]), 1.5, 40))
            for share in rng.uniform(0.35, 1.0, 3):
                start = bough[int(share * (len(bough) - 1))]
                fall = rng.uniform(24, 80)
                bend = wc.moved(start, side * fall * 0.3, fall * 0.15)
                end = wc.moved(start, side * fall * 0.5, fall)
                twigs.append(
                    wc.wobbled(
                        rng, wc.ribbon(wc.curve([start, bend, end]), [thick * 0.35, 1]), 1, 40
                    )
                )
                for _ in range(6):
                    at = start + (end - start) * rng.uniform(0.1, 1.1) + rng.normal(0, 9, 2)
                    size = rng.uniform(14, 27)
                    mark = wc.leaf(
                        float(at[0]), float(at[1]), size, size * 0.6, rng.normal(np.pi / 2, 0.6)
                    )
                    sprays.append(wc.wobbled(rng, mark, 1.2, 10))
    sheet.wash(
        sheet.marks(twigs),
        wc.SEPIA.mixed(wc.BURNT_SIENNA, 0.35),
        0.50,
        wet=1.1,
        ragged=0.5,
        rim=0.2,
    )
    sheet.wash(
        sheet.marks(sprays, rng.uniform(0.45, 1.0, len(sprays)).tolist()),
        wc.ORANGE,
        0.62,
        wet=1.4,
        rim=0.4,
        charge=(wc.GAMBOGE, 0.55),
    )


def paint_leaves(sheet: wc.Sheet) -> None:
    """Hang the near foliage, let some leaves fall, and strew the floor."""
    near = canopy(sheet, 1080, 0.35)
    leaves(sheet, near, 240, (50, 110), wc.GAMBOGE, 0.34, wet=9, charge=(wc.ORANGE, 0.4))
    leaves(sheet, near, 900, (20, 40), wc.GAMBOGE, 0.62, charge=(wc.OCHRE, 0.4))
    leaves(sheet, near, 760, (16, 34), wc.ORANGE, 0.50, charge=(wc.SIENNA, 0.5))
    leaves(sheet, near * 0.8, 420, (14, 28), wc.BURNT_SIENNA, 0.52, charge=(wc.ORANGE, 0.4))
    leaves(sheet, near * 0.7, 170, (16, 30), wc.SAP_GREEN, 0.48, charge=(wc.OCHRE, 0.5))
    falling = 0.9 * wc.smoothstep(500, 800, sheet.rows) * wc.smoothstep(1600, 1300, sheet.rows)
    leaves(
        sheet,
        falling * wc.smoothstep(-0.6, 1, sheet.clouds(300, 2)),
        34,
        (20, 34),
        wc.ORANGE,
        0.75,
        charge=(wc.GAMBOGE, 0.5),
    )
    flicks = np.stack([sheet.rng.uniform(0, 1461, 160), sheet.rng.uniform(300, 2100, 160)], axis=1)
    sheet.spatter(wc.SIENNA, 0.45, flicks, 6)
    floor = wc.smoothstep(1480, 1950, sheet.rows) * wc.smoothstep(-1.2, 1, sheet.clouds(180, 3))
    for pigment, count, strength in (
        (wc.GAMBOGE, 420, 0.6),
        (wc.ORANGE, 300, 0.55),
        (wc.BURNT_SIENNA, 260, 0.65),
        (wc.SEPIA.mixed(wc.VIOLET, 0.4), 130, 0.5),
    ):
        leaves(sheet, floor, count, (16, 44), pigment, strength, flat=0.55, charge=(wc.SIENNA, 0.4))


def paint_grass(sheet: wc.Sheet) -> None:
    """Flick a little grass round the feet of the trunks."""
    rng = sheet.rng
    blades = []
    for birch in BIRCHES:
        for _ in range(24 if birch.near else 12):
            x = birch.x + rng.normal(0, birch.thick * 0.75)
            y = birch.foot + rng.uniform(-4, 26)
            tall = birch.thick * rng.uniform(0.3, 0.8)
            tip = (x + rng.normal(0, tall * 0.4), y - tall)
            blades.append(
                wc.ribbon(
                    wc.curve([(x, y), ((x + tip[0]) / 2 - 3, y - tall * 0.6), tip]), [5, 4, 1]
                )
            )
    sheet.wash(sheet.marks(blades), wc.OLIVE, 0.75, wet=1.1, ragged=0.5, charge=(wc.SIENNA, 0.5))


def main() -> None:
    """Paint the light first, then come forward trunk by trunk."""
    sheet = wc.Sheet(seed=1018)
    patches = mask_trunks(sheet)
    paint_light(sheet)
    paint_far_trunks(sheet)
    paint_distant_leaves(sheet)
    paint_ground(sheet)
    sheet.unmask()
    for index, birch in enumerate(BIRCHES):
        paint_trunk(sheet, birch, patches[index])
    paint_branches(sheet)
    paint_leaves(sheet)
    paint_grass(sheet)
    sheet.finish(HERE / "picture.jpg")


if __name__ == "__main__":
    main()
