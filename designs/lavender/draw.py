"""Lavender hills of Furano in July: rows running up to a farmhouse, a far range, one big cloud."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from brushes import watercolour as wc  # noqa: E402

HORIZON = 800.0  # where the rows would meet, hidden behind the crest
VANISH = 640.0
SPACING = 0.215  # from row to row, as a share of the distance below the horizon


def crest(x: wc.Points) -> wc.Points:
    """Return the upper edge of the lavender hill: a slow swell, higher on the right."""
    return 1046 - 58 * np.exp(-np.square((x - 980) / 560)) + 18 * np.sin(x / 310 + 0.6)


def row_x(place: float, y: wc.Points) -> wc.Points:
    """Return where the row numbered `place` stands at the height y, swaying with the ground."""
    below = y - HORIZON
    return VANISH + place * SPACING * below + 70 * np.sin((y - 1000) / 420) * below / 900


def paint_sky(sheet: wc.Sheet) -> None:
    """Leave a cumulus white, flow the blue round it, and shade its belly while damp."""
    heap = [
        (300, 560, 250, 92),
        (470, 470, 190, 120),
        (620, 520, 210, 110),
        (800, 580, 230, 74),
        (390, 400, 120, 96),
        (545, 375, 112, 92),
        (690, 440, 110, 84),
        (170, 600, 190, 52),
        (980, 610, 180, 44),
    ]
    puffs = [wc.wobbled(sheet.rng, wc.oval(x, y, wide, high), 16, 55) for x, y, wide, high in heap]
    cloud = sheet.widened(sheet.marks(puffs), 70)
    cloud.mask = sheet.spread(cloud, 9, 1.0)
    foot = wc.smoothstep(600, 470, sheet.rows[cloud.window])
    cloud.mask = cloud.mask * foot + wc.blurred(cloud.mask, 60) * (1 - foot)
    sheet.mask_off(cloud, 0.97)
    thin = wc.smoothstep(0.6, 2.0, sheet.clouds(240, 4, stretch=2.6))
    sheet.resist = np.maximum(sheet.resist, 0.75 * thin)
    down = np.clip(1.08 - sheet.rows[:, :1] / 860, 0.10, 1)
    sheet.flood(sheet.whole(), wc.CERULEAN, 0.42, tone=down, flow=0.12, grain=0.55)
    sheet.flood(sheet.whole(), wc.COBALT, 0.34, tone=down**1.7, flow=0.22, grain=0.55)
    sheet.unmask()
    belly = [
        (430, 560, 250, 40),
        (660, 580, 230, 34),
        (250, 610, 190, 26),
        (520, 480, 90, 26),
        (690, 512, 80, 20),
        (380, 470, 60, 20),
    ]
    for x, y, wide, high in belly:
        shade = sheet.shape(wc.oval(x, y, wide, high, -0.04), 14)
        sheet.wash(shade, wc.MAUVE, 0.17, wet=34, ragged=0, rim=0, charge=(wc.COBALT, 0.5))
    glow = np.exp(-np.square((sheet.rows - 770) / 170))
    sheet.wash(sheet.field(glow), wc.OCHRE.mixed(wc.MADDER, 0.4), 0.13, wet=1, ragged=0, rim=0)


def ridge(sheet: wc.Sheet, knots: list[tuple[float, float]], rough: float, foot: float) -> wc.Patch:
    """Return a hill or mountain from its skyline down to `foot`."""
    line = wc.wobbled(sheet.rng, wc.curve(knots), rough, 46)
    return sheet.shape(np.vstack([line, [(1500, foot), (-40, foot)]]), 0)


def paint_mountains(sheet: wc.Sheet) -> None:
    """Set two ranges one behind the other, dissolving into mist at the foot."""
    far = ridge(
        sheet,
        [
            (-40, 742),
            (90, 716),
            (190, 690),
            (270, 702),
            (360, 650),
            (430, 668),
            (520, 612),
            (590, 588),
            (650, 622),
            (730, 606),
            (820, 664),
            (930, 650),
            (1040, 700),
            (1170, 690),
            (1290, 734),
            (1390, 724),
            (1500, 756),
        ],
        6,
        960,
    )
    mist = np.clip((940 - sheet.rows[:, :1]) / 300, 0.12, 1)
    sheet.wash(
        far, wc.COBALT, 0.42, tone=mist, charge=(wc.MAUVE, 0.45), rim=0.22, flow=0.22, ragged=0.7
    )
    paint_flanks(sheet, far)
    near = ridge(
        sheet,
        [
            (-40, 846),
            (120, 828),
            (300, 842),
            (460, 806),
            (640, 832),
            (820, 820),
            (1000, 796),
            (1160, 822),
            (1320, 800),
            (1500, 826),
        ],
        4,
        1010,
    )
    sheet.wash(
        near,
        wc.COBALT.mixed(wc.VIRIDIAN, 0.35),
        0.34,
        tone=np.clip((985 - sheet.rows[:, :1]) / 190, 0.15, 1),
        charge=(wc.MAUVE, 0.35),
        rim=0.2,
        ragged=0.7,
    )


def paint_flanks(sheet: wc.Sheet, far: wc.Patch) -> None:
    """Shade the sides of the far range that turn away from the morning."""
    slopes = np.zeros((wc.HEIGHT, wc.WIDTH), np.float32)
    slopes[far.window] = far.mask * np.clip((870 - sheet.rows[far.window]) / 200, 0, 1)
    flanks = []
    for x, y, reach in [
        (366, 648, 130),
        (590, 584, 200),
        (736, 604, 150),
        (934, 648, 130),
        (1176, 688, 90),
        (198, 688, 110),
        (1300, 730, 80),
        (500, 634, 110),
        (668, 640, 130),
        (846, 678, 90),
    ]:
        spur = np.array(
            [
                (0, -0.1),
                (0.10, 0.26),
                (0.04, 0.50),
                (0.26, 0.84),
                (0.46, 0.70),
                (0.92, 0.80),
                (0.7, 0.2),
            ]
        )
        flanks.append(
            wc.wobbled(sheet.rng, wc.dense(wc.moved(spur * reach, x, y)), reach * 0.05, 30)
        )
    sheet.wash(
        sheet.marks(flanks),
        wc.ULTRAMARINE.mixed(wc.MAUVE, 0.4),
        0.22,
        wet=6,
        ragged=0.8,
        rim=0.1,
        tone=slopes,
    )


def paint_fields(sheet: wc.Sheet) -> None:
    """Lay the patchwork of wheat, beans and potato flower between the range and the hill."""
    bands = [
        (
            [(-40, 878), (260, 866), (560, 888), (900, 872), (1200, 884), (1500, 862)],
            wc.SAP_GREEN.mixed(wc.CERULEAN, 0.3),
            0.26,
        ),
        (
            [(-40, 922), (200, 908), (430, 900), (700, 930), (1000, 926), (1500, 930)],
            wc.GAMBOGE,
            0.42,
        ),
        (
            [(-40, 990), (460, 974), (760, 928), (1010, 908), (1260, 916), (1500, 898)],
            wc.SAP_GREEN.mixed(wc.GAMBOGE, 0.35),
            0.42,
        ),
        ([(-40, 968), (180, 952), (420, 966), (640, 978), (820, 1004)], wc.SAP_GREEN, 0.34),
    ]
    plain = np.array([(-40, 872), (1500, 866), (1500, 1130), (-40, 1130)], float)
    sheet.lift(sheet.shape(wc.dense(plain), 3), 0.75, wet=8)
    for knots, pigment, strength in bands:
        line = wc.wobbled(sheet.rng, wc.curve(knots), 3, 70)
        foot = [(line[-1, 0], 1120), (line[0, 0], 1120)]
        sheet.wash(
            sheet.shape(np.vstack([line, foot]), 0),
            pigment,
            strength,
            charge=(wc.GAMBOGE, 0.30),
            rim=0.3,
            ragged=0.6,
            tone=np.clip(1.15 - (sheet.rows[:, :1] - 870) / 330, 0.35, 1),
        )
    furrows = []
    for step in range(13):
        start = 720 + step * 62
        line = wc.curve([(start, 1010), (start + 24 - step * 3, 960), (start + 54 - step * 9, 918)])
        furrows.append(wc.wobbled(sheet.rng, wc.ribbon(line, [5, 3, 1.5]), 1.2, 30))
    sheet.wash(sheet.marks(furrows), wc.OLIVE, 0.30, ragged=0.8, rim=0, dry=0.42)


def bushes(
    sheet: wc.Sheet,
    places: list[tuple[float, float, float, float]],
    pigment: wc.Pigment,
    strength: float,
    dab: float,
) -> None:
    """Dab foliage into soft heaps given as x, y and half axes."""
    outlines, depths = [], []
    for x, y, wide, high in places:
        for _ in range(int(8 + wide * high / dab**2 * 2.2)):
            angle, far = sheet.rng.uniform(0, 2 * np.pi), sheet.rng.random() ** 0.55
            at = x + wide * far * np.cos(angle), y + high * far * np.sin(angle)
            size = dab * sheet.rng.uniform(0.5, 1.25)
            outlines.append(
                wc.wobbled(
                    sheet.rng, wc.leaf(*at, size * 1.5, size, sheet.rng.normal(-0.5, 0.7)), 1.2, 9
                )
            )
            depths.append(sheet.rng.uniform(0.45, 1.0))
    sheet.wash(sheet.marks(outlines, depths), pigment, strength, wet=1.6, ragged=0.6, rim=0.5)


def poplar(sheet: wc.Sheet, x: float, foot: float, tall: float) -> None:
    """Paint one poplar as a loose flame: sunny green first, then its shaded right side."""
    rng = sheet.rng
    wide = tall * 0.125
    for pigment, strength, low, high, count in (
        (wc.SAP_GREEN.mixed(wc.GAMBOGE, 0.35), 0.60, -1.0, 1.0, 1.1),
        (wc.SAP_GREEN, 0.60, -0.6, 1.05, 0.8),
        (wc.VIRIDIAN.mixed(wc.INDIGO, 0.45), 0.72, 0.0, 1.0, 0.55),
    ):
        outlines, depths = [], []
        for _ in range(int(tall * count)):
            up = rng.random() ** 0.85
            half = wide * np.sin(np.pi * min(1.0, up * 0.94 + 0.08)) ** 0.6 * (1.05 - 0.55 * up)
            across = rng.uniform(low, high)
            size = rng.uniform(9, 19)
            turn = -np.pi / 2 + 0.5 * across + rng.normal(0, 0.25)
            mark = wc.leaf(x + across * half, foot - 10 - up * (tall - 14), size, size * 0.5, turn)
            outlines.append(wc.wobbled(rng, mark, 0.9, 8))
            depths.append(rng.uniform(0.4, 1))
        sheet.wash(sheet.marks(outlines, depths), pigment, strength, wet=2.0, ragged=0.5, rim=0.3)
    trunk = wc.ribbon(wc.curve([(x, foot + 4), (x + 1, foot - 22)]), [5, 3])
    sheet.wash(sheet.shape(trunk, 0.6), wc.SEPIA, 0.7, wet=1, rim=0)


def paint_farm(sheet: wc.Sheet) -> None:
    """Place the house under its poplars, where the rows lead the eye."""
    hedge: list[tuple[float, float, float, float]] = [
        (x, 890 - 6 * np.sin(x / 90) + sheet.rng.normal(0, 4), 30, 11) for x in range(-10, 690, 38)
    ]
    bushes(sheet, hedge, wc.VIRIDIAN.mixed(wc.OLIVE, 0.4), 0.55, 10)
    roof = np.array([(872, 922), (900, 872), (1004, 866), (1036, 916), (1030, 924)], float)
    wall = np.array([(884, 922), (1022, 920), (1022, 972), (884, 976)], float)
    for patch in (sheet.shape(wc.dense(roof), 1.5), sheet.shape(wc.dense(wall), 1.5)):
        patch.mask = np.minimum(1, patch.mask * 1.2)
        sheet.lift(patch, 0.96, wet=1.5, ragged=0.2)
    for x, foot, tall in [(1084, 968, 262), (1124, 966, 214), (1158, 964, 164)]:
        poplar(sheet, x, foot, tall)
    bushes(
        sheet, [(850, 950, 30, 30), (822, 966, 28, 18), (1056, 958, 30, 18)], wc.SAP_GREEN, 0.8, 11
    )
    bushes(
        sheet, [(858, 962, 22, 16), (1064, 966, 26, 12)], wc.VIRIDIAN.mixed(wc.INDIGO, 0.3), 0.6, 9
    )
    sheet.wash(
        sheet.shape(wc.dense(roof), 1.6),
        wc.MADDER.mixed(wc.BURNT_SIENNA, 0.5),
        0.72,
        wet=1.2,
        charge=(wc.ORANGE, 0.35),
        ragged=0.3,
        rim=0.4,
    )
    gable = np.array([(978, 921), (1000, 880), (1022, 919), (1022, 972), (978, 974)], float)
    sheet.wash(sheet.shape(wc.dense(gable), 1.2), wc.COBALT.mixed(wc.MAUVE, 0.5), 0.30, wet=1.2)
    sheet.wash(sheet.shape(wc.dense(wall), 1.2), wc.OCHRE, 0.10, wet=1.2)
    panes = [(908, 938, 15, 17), (944, 937, 15, 17), (996, 936, 12, 16)]
    sills = [
        wc.wobbled(
            sheet.rng, wc.dense([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], 4), 1.2, 14
        )
        for x, y, w, h in panes
    ]
    sheet.wash(sheet.marks(sills), wc.INDIGO, 0.48, wet=1, ragged=0.3, rim=0)
    chimney = wc.dense([(918, 852), (931, 851), (932, 878), (919, 880)], 4)
    sheet.wash(sheet.shape(chimney, 1), wc.BURNT_SIENNA, 0.8, wet=1, ragged=0.2)


def on_hill(sheet: wc.Sheet, patch: wc.Patch) -> wc.Array:
    """Return the hill as a full-size plane, so no later mark runs over its crest."""
    inside = np.zeros((wc.HEIGHT, wc.WIDTH), np.float32)
    inside[patch.window] = sheet.spread(patch, 1.5, 0.3)
    return inside


def paint_hill(sheet: wc.Sheet) -> wc.Array:
    """Wash the hill in lilac and rose, and let a cloud's shadow lie across it."""
    across = np.linspace(-40, 1500, 300)
    edge = wc.wobbled(sheet.rng, np.stack([across, crest(across)], axis=1), 4, 30)
    patch = sheet.shape(np.vstack([edge, [(1500, 2180), (-40, 2180)]]), 0)
    sheet.lift(patch, 0.9, wet=1.5, ragged=0.4)
    deepen = np.clip(0.50 + (sheet.rows[:, :1] - 1000) / 1700, 0.4, 1.0)
    sheet.wash(
        patch,
        wc.MAUVE,
        0.52,
        charge=(wc.MAUVE.mixed(wc.MADDER, 0.45), 0.42),
        tone=deepen,
        flow=0.3,
        rim=0.2,
        dry=0.10,
    )
    inside = on_hill(sheet, patch)
    lean = sheet.rows - 0.18 * sheet.columns
    shadow = wc.smoothstep(90, 0, np.abs(lean - 1130 + 26 * sheet.clouds(300, 2)) - 60)
    shadow += 0.9 * wc.smoothstep(1560, 1960, lean + 60 * sheet.clouds(400, 2))
    sheet.wash(
        sheet.field(shadow * inside),
        wc.ULTRAMARINE.mixed(wc.VIOLET, 0.5),
        0.42,
        wet=1,
        ragged=0,
        rim=0,
        flow=0.4,
    )
    return inside


def paint_rows(sheet: wc.Sheet, inside: wc.Array) -> None:
    """Draw the green furrows, and the shadow each rounded bush throws to its right."""
    rng = sheet.rng
    green, shade = [], []
    for place in range(-18, 24):
        top = float(crest(np.array([VANISH + place * SPACING * 220]))[0]) + 2
        y = np.linspace(top, 2190, 90)
        wide = SPACING * (y - HORIZON)
        furrow = np.stack([row_x(place, y) + wide * 0.5, y], axis=1)
        vary = np.clip(1 + 0.35 * wc.wander(rng, len(y), 26), 0.35, 1.8)
        green.append(wc.wobbled(rng, wc.ribbon(furrow, wide * 0.20 * vary), 5, 26))
        at = top + rng.uniform(0, 20)
        while at < 2230:
            size = SPACING * (at - HORIZON)
            x = float(row_x(place, np.array([at]))[0])
            arc = np.linspace(-0.85, 1.75, 12) + rng.normal(0, 0.25)
            hook = np.stack([x + size * 0.42 * np.cos(arc), at + size * 0.30 * np.sin(arc)], axis=1)
            if -200 < x < 1660:
                outline = wc.ribbon(hook, size * np.array([0.02, 0.26, 0.30, 0.16, 0.02]))
                shade.append(wc.wobbled(rng, outline, 0.022 * size, 0.2 * size + 8))
            at += size * rng.uniform(0.34, 0.5)
    near = np.clip(0.34 + (sheet.rows[:, :1] - 1000) / 900, 0.25, 1.0) * inside
    sheet.wash(
        sheet.marks(green),
        wc.SAP_GREEN,
        0.72,
        wet=4.0,
        ragged=1.0,
        rim=0.2,
        charge=(wc.VIRIDIAN.mixed(wc.COBALT, 0.4), 0.45),
        tone=near,
    )
    sheet.wash(
        sheet.marks(shade),
        wc.ULTRAMARINE.mixed(wc.VIOLET, 0.55),
        0.40,
        wet=13.0,
        ragged=0.9,
        rim=0,
        charge=(wc.VIOLET, 0.5),
        tone=near,
    )


def spike(
    rng: np.random.Generator, x: float, y: float, size: float, lean: float
) -> list[wc.Points]:
    """Return one flower spike: a single dab when far, a stack of florets when near."""
    if size < 26:
        return [wc.wobbled(rng, wc.leaf(x, y, size, size * 0.34, lean), size * 0.04, 12)]
    florets = []
    for step in np.linspace(-0.5, 0.5, 5 if size < 48 else 7):
        thick = size * (0.26 - 0.20 * max(step, 0) ** 1.2) * rng.uniform(0.7, 1.1)
        aside = rng.normal(0, 0.05) * size
        florets.append(
            wc.wobbled(
                rng,
                wc.leaf(
                    x + step * size * np.cos(lean) + aside,
                    y + step * size * np.sin(lean),
                    thick * 1.15,
                    thick * 0.8,
                    lean + rng.normal(0, 0.6),
                ),
                thick * 0.09,
                8,
            )
        )
    return florets


def paint_flowers(sheet: wc.Sheet, inside: wc.Array) -> None:
    """Dab the flower spikes: rosy on the lit side of a row, deep violet on the other."""
    layers: list[tuple[wc.Pigment, float, float, float]] = [
        (wc.MAUVE.mixed(wc.MADDER, 0.35), 0.50, -0.56, 0.30),
        (wc.VIOLET.mixed(wc.MAUVE, 0.4), 0.54, -0.50, 0.46),
        (wc.VIOLET.mixed(wc.ULTRAMARINE, 0.45), 0.60, -0.10, 0.56),
        (wc.ULTRAMARINE.mixed(wc.VIOLET, 0.4), 0.55, 0.16, 0.54),
    ]
    rng = sheet.rng
    for pigment, strength, low, high in layers:
        outlines, depths = [], []
        for place in range(-18, 24):
            y = 1012.0 + rng.uniform(0, 10)
            while y < 2210:
                scale = (y - HORIZON) / 1320
                wide = SPACING * (y - HORIZON)
                x = float(row_x(place, np.array([y]))[0])
                if -60 < x < 1520 and y > crest(np.array([x]))[0] - 2:
                    for _ in range(2):
                        across = rng.uniform(low, high)
                        lean = -np.pi / 2 + across * 1.0 + rng.normal(0, 0.15)
                        rise = (0.25 - across**2) * wide * 0.45
                        size = 66 * scale * rng.uniform(0.5, 1.2)
                        marks = spike(
                            rng, x + across * wide, y - rise + rng.normal(0, 8 * scale), size, lean
                        )
                        outlines += marks
                        depths += [rng.uniform(0.3, 1.0)] * len(marks)
                y += 30 * scale * rng.uniform(0.7, 1.3)
        fade = np.clip(0.5 + (sheet.rows[:, :1] - 1000) / 1500, 0.4, 1.0)
        sheet.wash(
            sheet.marks(outlines, depths),
            pigment,
            strength,
            wet=1.3,
            ragged=0.5,
            rim=0.4,
            tone=fade * (0.2 + 0.8 * inside),
        )


def main() -> None:
    """Paint from the back to the front, as watercolour is."""
    sheet = wc.Sheet(seed=707)
    paint_sky(sheet)
    paint_mountains(sheet)
    paint_fields(sheet)
    paint_farm(sheet)
    inside = paint_hill(sheet)
    paint_rows(sheet, inside)
    paint_flowers(sheet, inside)
    sheet.finish(HERE / "picture.jpg")


if __name__ == "__main__":
    main()
