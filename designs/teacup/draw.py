"""A cup of tea by the window in the morning, with mandarins, an open book and a few blossoms."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from brushes import watercolour as wc  # noqa: E402

CUP_X, RIM_Y = 590.0, 838.0
RIM_WIDE, RIM_HIGH = 208.0, 56.0
SAUCER_Y = 1088.0
SHADOW = wc.COBALT.mixed(wc.MAUVE, 0.55)


def cup_outline() -> wc.Points:
    """Return the cup: a generous bowl drawing in to a small foot."""
    left = [
        (CUP_X - RIM_WIDE, RIM_Y),
        (CUP_X - RIM_WIDE + 4, RIM_Y + 70),
        (CUP_X - 172, RIM_Y + 150),
        (CUP_X - 118, RIM_Y + 212),
        (CUP_X - 92, RIM_Y + 236),
        (CUP_X - 90, RIM_Y + 256),
        (CUP_X, RIM_Y + 272),
    ]
    right = [(2 * CUP_X - x, y) for x, y in reversed(left[:-1])]
    back = wc.oval(CUP_X, RIM_Y, RIM_WIDE, RIM_HIGH)
    back = back[back[:, 1] < RIM_Y - 4]
    return np.vstack([wc.curve(left + right), back[np.argsort(-back[:, 0])]])


def handle_outline() -> wc.Points:
    """Return the handle as a curved ribbon on the right."""
    x = CUP_X + RIM_WIDE
    line = wc.curve(
        [
            (x - 14, RIM_Y + 38),
            (x + 52, RIM_Y + 24),
            (x + 92, RIM_Y + 62),
            (x + 74, RIM_Y + 122),
            (x + 18, RIM_Y + 158),
            (x - 34, RIM_Y + 168),
        ]
    )
    return wc.ribbon(line, [34, 26, 24, 25, 26, 34])


def fruit_outline(x: float, y: float, wide: float) -> wc.Points:
    """Return a mandarin: flattened, a little dented at the top."""
    outline = wc.oval(x, y, wide, wide * 0.86)
    dent = np.exp(-np.square((outline[:, 0] - x) / (wide * 0.3))) * (outline[:, 1] < y)
    outline[:, 1] += dent * wide * 0.06
    return outline


FRUITS = [(1196.0, 1016.0, 104.0), (1052.0, 1082.0, 122.0)]


def reserve(sheet: wc.Sheet) -> list[wc.Patch]:
    """Mask everything standing on the table, so the washes behind run straight through."""
    rng_shapes = [
        (cup_outline(), 2.0),
        (handle_outline(), 1.6),
        (wc.oval(CUP_X, SAUCER_Y, 336, 92), 3.0),
        *[(fruit_outline(*fruit), 3.0) for fruit in FRUITS],
    ]
    kept = []
    for outline, wobble in rng_shapes:
        patch = sheet.shape(outline, wobble, 90)
        patch.mask = wc.smoothstep(0.2, 0.8, sheet.spread(patch, 1.5, 0.25))
        sheet.mask_off(patch)
        kept.append(patch)
    return kept


def leaf_shadow(sheet: wc.Sheet) -> wc.Array:
    """Return the soft shadow a garden branch throws through the window."""
    rng = sheet.rng
    marks = []
    for knots in (
        [(1480, 40), (1300, 190), (1120, 260), (960, 250)],
        [(1480, 330), (1330, 420), (1190, 440), (1080, 420)],
    ):
        bough = wc.curve(knots)
        marks.append(wc.ribbon(bough, [16, 10, 5]))
        for share in np.linspace(0.08, 1.0, 13):
            x, y = bough[int(share * (len(bough) - 1))]
            for side in (-1, 1):
                size = rng.uniform(54, 88)
                turn = 2.8 + side * rng.uniform(0.5, 1.1)
                at = x + np.cos(turn) * size * 0.55, y + np.sin(turn) * size * 0.55
                marks.append(wc.wobbled(rng, wc.leaf(*at, size, size * 0.42, turn), 3, 30))
    patch = sheet.widened(sheet.marks(marks), 40)
    shade = np.zeros((wc.HEIGHT, wc.WIDTH), np.float32)
    shade[patch.window] = wc.blurred(patch.mask, 9)
    return shade


def paint_wall(sheet: wc.Sheet) -> None:
    """Wash the wall in quiet shade, leaving the slanting panes of morning light."""
    panes = []
    for column in range(4):
        for row in range(2):
            x, y = 812 + column * 236 - row * 118, -130 + row * 424 - column * 44
            panes.append(
                wc.wobbled(
                    sheet.rng,
                    wc.dense([(x, y), (x + 206, y - 38), (x + 100, y + 352), (x - 106, y + 390)]),
                    7,
                    80,
                )
            )
    light = sheet.widened(sheet.marks(panes), 90)
    bright = np.zeros((wc.HEIGHT, wc.WIDTH), np.float32)
    bright[light.window] = 0.5 * sheet.spread(light, 9, 0.3) + 0.5 * wc.blurred(light.mask, 36)
    bright *= 1 - 0.55 * leaf_shadow(sheet)
    bright *= wc.smoothstep(860, 560, sheet.rows + 0.2 * sheet.columns - 200)
    side = wc.smoothstep(-260, 700, sheet.columns + 0.35 * sheet.rows)
    wall = wc.smoothstep(824, 806, sheet.rows + 3 * sheet.clouds(120, 2)) * (1 - 0.86 * bright)
    wall = wall * (0.35 + 0.65 * side)
    cool = wall * wc.smoothstep(-300, 1500, 1200 - sheet.rows + 0.6 * sheet.columns)
    sheet.flood(sheet.field(wall), wc.OCHRE.mixed(wc.MADDER, 0.42), 0.36, flow=0.16)
    sheet.flood(
        sheet.field(cool),
        wc.COBALT.mixed(wc.MAUVE, 0.5),
        0.36,
        flow=0.16,
        grain=0.7,
    )
    sheet.flood(sheet.field(bright), wc.GAMBOGE.mixed(wc.MADDER, 0.25), 0.10)
    sheet.bloom(210, 235, 170, 0.26)
    sheet.bloom(690, 120, 120, 0.18)
    low = np.exp(-np.square((sheet.rows - 830) / 110)) * (sheet.rows < 818) * (1 - bright)
    sheet.flood(sheet.field(wc.blurred(low.astype(np.float32), 8)), SHADOW, 0.16)


def paint_table(sheet: wc.Sheet) -> None:
    """Lay honey-coloured wood at the back and a pale cloth with a thin blue line in front."""
    back = wc.curve([(-30, 812), (400, 806), (900, 812), (1500, 806)])
    wood = np.vstack([back, [(1500, 1060), (-30, 1080)]])
    sheet.wash(
        sheet.shape(wood, 2.5, 120),
        wc.SIENNA,
        0.60,
        charge=(wc.BURNT_SIENNA.mixed(wc.OCHRE, 0.4), 0.4),
        flow=0.3,
        rim=0.25,
        tone=np.clip(0.7 + 0.4 * sheet.columns[:1] / wc.WIDTH, 0, 1.2),
    )
    grain = []
    for y in np.linspace(822, 1010, 22):
        long = sheet.rng.uniform(260, 900)
        x = sheet.rng.uniform(-60, 1300)
        line = wc.curve([(x, y), (x + long * 0.5, y + sheet.rng.normal(0, 4)), (x + long, y + 2)])
        grain.append(wc.ribbon(wc.wobbled(sheet.rng, line, 2, 70), [1, 4, 3, 1]))
    sheet.wash(
        sheet.marks(grain), wc.BURNT_SIENNA.mixed(wc.SEPIA, 0.3), 0.40, wet=1.5, rim=0, dry=0.34
    )
    hem = wc.wobbled(
        sheet.rng,
        wc.curve([(-30, 1030), (300, 1016), (760, 996), (1130, 986), (1500, 966)]),
        3,
        110,
    )
    cloth = sheet.shape(np.vstack([hem, [(1500, 2180), (-30, 2180)]]), 0)
    sheet.lift(cloth, 0.97, wet=1.5, ragged=0.25)
    under = wc.ribbon(wc.moved(hem, 0, -5), [7, 10, 6, 9])
    sheet.wash(sheet.shape(under, 1), wc.BURNT_SIENNA.mixed(wc.VIOLET, 0.5), 0.40, wet=2.5, rim=0)
    near = np.clip(1.1 - (sheet.rows[:, :1] - 920) / 520, 0.24, 1)
    sheet.wash(cloth, wc.OCHRE.mixed(wc.MAUVE, 0.5), 0.09, tone=near, flow=0.3, rim=0.6)
    sheet.wash(cloth, SHADOW, 0.07, tone=near, flow=0.4, rim=0)
    for lower, thick, strength in ((20, 8, 0.50), (36, 4, 0.42)):
        stripe = wc.ribbon(wc.moved(wc.wobbled(sheet.rng, hem, 1.2, 90), 0, lower), [thick] * 5)
        sheet.wash(
            sheet.shape(stripe, 0.8), wc.INDIGO.mixed(wc.COBALT, 0.5), strength, wet=1.3, dry=0.26
        )


def paint_folds(sheet: wc.Sheet) -> None:
    """Breathe a few folds into the cloth, faint enough to be written over."""
    folds = [
        [(120, 1300), (250, 1560), (330, 1850), (380, 2180)],
        [(1370, 1270), (1240, 1560), (1150, 1880), (1110, 2180)],
    ]
    for knots in folds:
        line = wc.curve(knots)
        slope = sheet.shape(wc.ribbon(wc.moved(line, 36, 0), [4, 90, 130, 150]), 8, 200)
        sheet.wash(slope, SHADOW, 0.022, wet=34, rim=0, ragged=0, flow=0.5)
        edge = wc.ribbon(wc.wobbled(sheet.rng, line, 4, 160), [1, 9, 12, 10])
        sheet.wash(sheet.shape(edge, 1), SHADOW, 0.026, wet=12, rim=0, ragged=0)
    weave = wc.smoothstep(1250, 1500, sheet.rows[:, :1])
    sheet.flood(sheet.whole(), wc.OCHRE, 0.045, tone=weave, flow=0.25)


def paint_book(sheet: wc.Sheet) -> None:
    """Leave an open book lying in the light, its lines no more than a grey shimmer."""
    left = np.vstack(
        [
            wc.curve([(1058, 800), (990, 776), (900, 778), (812, 800)]),
            wc.curve([(760, 890), (850, 872), (960, 876), (1066, 912)]),
        ]
    )
    right = np.vstack(
        [
            wc.curve([(1058, 800), (1120, 772), (1230, 764), (1346, 780)]),
            wc.curve([(1420, 862), (1300, 852), (1160, 868), (1066, 912)]),
        ]
    )
    cover = np.array(
        [(750, 884), (1066, 908), (1428, 858), (1434, 874), (1068, 932), (744, 904)], float
    )
    sheet.lift(sheet.shape(wc.dense(cover), 1), 0.9, wet=1.3, ragged=0.2)
    sheet.wash(
        sheet.shape(wc.dense(cover), 1.2),
        wc.VIRIDIAN.mixed(wc.INDIGO, 0.4),
        0.75,
        wet=1.3,
        charge=(wc.COBALT, 0.4),
    )
    block = np.array(
        [(756, 890), (1066, 912), (1424, 862), (1330, 800), (1060, 860), (830, 820)], float
    )
    edges = sheet.shape(wc.dense(block), 1)
    sheet.lift(edges, 0.95, wet=1.3, ragged=0.2)
    sheet.wash(edges, wc.OCHRE.mixed(wc.GREY, 0.4), 0.30, rim=0.2)
    for page in (left, right):
        patch = sheet.shape(page, 1.5, 90)
        sheet.lift(patch, 0.97, wet=1.4, ragged=0.2)
        sheet.wash(patch, wc.OCHRE, 0.11, rim=0.7, flow=0.5)
    gutter = wc.ribbon(wc.curve([(1058, 802), (1063, 850), (1066, 910)]), [30, 48, 40])
    sheet.wash(sheet.shape(gutter, 2), SHADOW, 0.34, wet=9, rim=0)
    sheet.wash(sheet.shape(gutter - (26, 0), 2), SHADOW, 0.22, wet=16, rim=0)
    lines = []
    for side, far in ((-1, 214), (1, 246)):
        for row in range(8):
            share = 0.16 + row * 0.098
            y = 800 + share * 106
            start = 1060 + side * (34 + 6 * share)
            end = start + side * (far - 46 + 34 * share - sheet.rng.uniform(0, 50) * (row % 4 == 3))
            bulge = -30 + 10 * share
            line = wc.curve(
                [
                    (start, y + 2),
                    ((start * 2 + end) / 3, y + bulge * 0.75),
                    ((start + end * 2) / 3, y + bulge),
                    (end, y + bulge * 0.6),
                ]
            )
            lines.append(wc.ribbon(wc.wobbled(sheet.rng, line, 0.9, 14), [2, 3.4, 2.4, 3.4, 2]))
    sheet.wash(sheet.marks(lines), wc.GREY, 0.34, wet=1, rim=0, dry=0.42, ragged=0.8)
    sheet.pencil(wc.curve([(1058, 800), (1120, 772), (1230, 764), (1346, 780)]), 0.5, 2.4)
    sheet.pencil(wc.curve([(1058, 800), (990, 776), (900, 778), (812, 800)]), 0.5, 2.4)


def paint_shadows(sheet: wc.Sheet) -> None:
    """Cast the soft morning shadows to the right, bluer as they leave the things."""
    casts = [
        (wc.oval(CUP_X + 120, SAUCER_Y + 42, 372, 72, 0.05), 0.40, 11),
        (wc.oval(FRUITS[1][0] + 84, FRUITS[1][1] + 84, 168, 40, 0.06), 0.44, 8),
        (wc.oval(FRUITS[0][0] + 84, FRUITS[0][1] + 66, 150, 34, 0.04), 0.40, 8),
        (
            wc.dense([(772, 904), (1068, 934), (1440, 876), (1470, 896), (1084, 962), (800, 924)]),
            0.34,
            7,
        ),
    ]
    for outline, strength, wet in casts:
        sheet.wash(
            sheet.shape(outline, 5, 70),
            SHADOW,
            strength,
            wet=wet,
            rim=0.15,
            flow=0.35,
            charge=(wc.ULTRAMARINE.mixed(wc.MAUVE, 0.4), 0.4),
        )


def paint_saucer(sheet: wc.Sheet, plate: wc.Patch, cup: wc.Patch, handle: wc.Patch) -> None:
    """Turn the saucer with a few greys and a brushed blue ring."""
    sheet.mask_off(cup)
    sheet.mask_off(handle)
    sheet.wash(plate, wc.OCHRE.mixed(wc.MAUVE, 0.5), 0.08, rim=1.1)
    well = sheet.shape(wc.oval(CUP_X + 6, SAUCER_Y - 2, 190, 46), 3)
    sheet.wash(well, SHADOW, 0.20, wet=5, rim=0.3)
    dark = sheet.shape(wc.oval(CUP_X + 128, SAUCER_Y + 8, 150, 40, 0.1), 5)
    sheet.wash(dark, SHADOW, 0.42, wet=7, rim=0.2, charge=(wc.COBALT, 0.3))
    edge = wc.oval(CUP_X, SAUCER_Y + 6, 332, 90)
    lip = edge[(edge[:, 1] > SAUCER_Y + 12)]
    sheet.wash(
        sheet.shape(wc.ribbon(lip[np.argsort(lip[:, 0])], [3, 12, 15, 12, 4]), 1),
        SHADOW,
        0.36,
        wet=2.5,
        rim=0.1,
    )
    ring = wc.oval(CUP_X, SAUCER_Y - 2, 306, 79)
    band = wc.ribbon(np.vstack([ring, ring[:1]]), 5 + 2.2 * wc.wander(sheet.rng, 60, 14))
    sheet.wash(sheet.shape(band, 1.2), wc.INDIGO.mixed(wc.COBALT, 0.6), 0.62, wet=1.2, dry=0.2)
    sheet.unmask()


def paint_cup(sheet: wc.Sheet, cup: wc.Patch, handle: wc.Patch) -> None:
    """Model the white bowl, fill it with tea and brush a blue spray of leaves on it."""
    inside = np.zeros((wc.HEIGHT, wc.WIDTH), np.float32)
    inside[cup.window] = cup.mask
    round_it = wc.smoothstep(CUP_X - 40, CUP_X + RIM_WIDE, sheet.columns[:1])
    edge = wc.smoothstep(CUP_X - 150, CUP_X - RIM_WIDE, sheet.columns[:1])
    below = wc.smoothstep(RIM_Y + 60, RIM_Y + 260, sheet.rows[:, :1])
    for tone, strength in ((round_it, 0.36), (edge, 0.20), (below, 0.20)):
        sheet.flood(
            sheet.field(inside * tone),
            SHADOW,
            strength,
            flow=0.35,
            charge=(wc.COBALT.mixed(wc.GREY, 0.5), 0.35),
        )
    warm = wc.smoothstep(CUP_X + 110, CUP_X + 205, sheet.columns[:1]) * below
    sheet.flood(sheet.field(inside * warm), wc.ORANGE, 0.26)
    sheet.wash(handle, SHADOW, 0.16, rim=1.0)
    core = wc.curve(
        [
            (CUP_X + 262, RIM_Y + 34),
            (CUP_X + 298, RIM_Y + 74),
            (CUP_X + 276, RIM_Y + 128),
            (CUP_X + 206, RIM_Y + 168),
        ]
    )
    sheet.wash(sheet.shape(wc.ribbon(core, [4, 12, 14, 12]), 1), SHADOW, 0.40, wet=3)
    foot = wc.curve([(CUP_X - 94, RIM_Y + 234), (CUP_X, RIM_Y + 250), (CUP_X + 94, RIM_Y + 234)])
    sheet.wash(sheet.shape(wc.ribbon(foot, [3, 7, 12]), 1), SHADOW, 0.42, wet=2, rim=0.1)
    paint_tea(sheet)
    paint_spray(sheet)
    left = wc.curve(
        [
            (CUP_X - RIM_WIDE, RIM_Y),
            (CUP_X - RIM_WIDE + 4, RIM_Y + 70),
            (CUP_X - 172, RIM_Y + 150),
            (CUP_X - 112, RIM_Y + 216),
            (CUP_X - 90, RIM_Y + 250),
        ]
    )
    sheet.pencil(wc.moved(left, -1, 1), 0.55, 2.4)
    sheet.pencil(
        wc.curve([(CUP_X - 92, RIM_Y + 254), (CUP_X, RIM_Y + 273), (CUP_X + 90, RIM_Y + 254)]),
        0.5,
        2.2,
    )


def paint_tea(sheet: wc.Sheet) -> None:
    """Look into the cup: the far wall in shade, the amber tea, one glint of window."""
    hollow = sheet.shape(wc.oval(CUP_X, RIM_Y, RIM_WIDE - 9, RIM_HIGH - 7), 1.5, 90)
    sheet.lift(hollow, 0.95, wet=1.3, ragged=0.1)
    shade = wc.smoothstep(CUP_X + 200, CUP_X - 230, sheet.columns[:1])
    sheet.wash(hollow, SHADOW, 0.34, tone=0.25 + shade, rim=0.3, wet=1.5)
    tea = sheet.shape(wc.oval(CUP_X + 2, RIM_Y + 10, RIM_WIDE - 28, RIM_HIGH - 19), 2, 90)
    sheet.lift(tea, 0.9, wet=1.3, ragged=0.1)
    glint = sheet.shape(
        wc.dense(
            [
                (CUP_X + 30, RIM_Y - 8),
                (CUP_X + 96, RIM_Y - 4),
                (CUP_X + 84, RIM_Y + 6),
                (CUP_X + 20, RIM_Y + 3),
            ]
        ),
        3,
        24,
    )
    sheet.mask_off(glint, 0.75)
    sheet.wash(tea, wc.SIENNA, 0.75, charge=(wc.ORANGE, 0.5), rim=0.6, wet=1.6)
    deep = sheet.shape(wc.oval(CUP_X - 40, RIM_Y + 16, 128, 20), 5)
    sheet.wash(deep, wc.BURNT_SIENNA, 0.62, wet=8, rim=0)
    sheet.unmask()
    front = wc.oval(CUP_X, RIM_Y, RIM_WIDE - 3, RIM_HIGH - 2)
    sheet.pencil(np.vstack([front, front[:1]]), 0.42, 2.2)


def paint_spray(sheet: wc.Sheet) -> None:
    """Brush a small blue branch across the bowl, darker where the brush was pressed."""
    rng = sheet.rng
    blue = wc.INDIGO.mixed(wc.ULTRAMARINE, 0.5)
    stem = wc.curve(
        [
            (CUP_X - 128, RIM_Y + 168),
            (CUP_X - 70, RIM_Y + 132),
            (CUP_X + 4, RIM_Y + 124),
            (CUP_X + 92, RIM_Y + 96),
        ]
    )
    marks = [wc.wobbled(rng, wc.ribbon(stem, [2, 4, 3, 1.5]), 0.8, 40)]
    for share in np.linspace(0.14, 0.97, 9):
        x, y = stem[int(share * (len(stem) - 1))]
        for side in (-1, 1):
            size = rng.uniform(30, 44) * (1 - 0.35 * share)
            turn = -0.3 + side * rng.uniform(0.75, 1.05)
            at = x + np.cos(turn) * size * 0.55, y + np.sin(turn) * size * 0.55
            marks.append(wc.wobbled(rng, wc.leaf(*at, size, size * 0.36, turn), 1, 16))
    depths = rng.uniform(0.5, 1.0, len(marks)).tolist()
    sheet.wash(sheet.marks(marks, depths), blue, 0.62, wet=1.4, rim=0.6, charge=(wc.COBALT, 0.5))
    dots = [
        wc.oval(CUP_X + 112 + dx, RIM_Y + 92 + dy, 7, 6.5)
        for dx, dy in ((0, 0), (17, 9), (11, -13))
    ]
    sheet.wash(
        sheet.marks([wc.wobbled(rng, dot, 0.9, 10) for dot in dots]), wc.MADDER, 0.85, wet=1.2
    )
    rim = wc.oval(CUP_X, RIM_Y + 15, RIM_WIDE - 3, RIM_HIGH)
    rim = rim[rim[:, 1] > RIM_Y + 17]
    band = wc.ribbon(rim[np.argsort(rim[:, 0])], [3, 6, 5, 7, 4])
    sheet.wash(sheet.shape(band, 0.9), blue, 0.6, wet=1.2, dry=0.2)


def paint_fruit(sheet: wc.Sheet, body: wc.Patch, x: float, y: float, wide: float) -> None:
    """Paint one mandarin wet in wet: light upper left, warm dusk lower right."""
    rng = sheet.rng
    shine = sheet.shape(
        wc.oval(x - wide * 0.38, y - wide * 0.36, wide * 0.17, wide * 0.10, -0.6), 4
    )
    shine.mask = wc.blurred(shine.mask, 3)
    sheet.mask_off(shine, 0.85)
    sheet.lift(body, 0.95, wet=1, ragged=0)
    far = np.hypot(sheet.columns - (x - wide * 0.4), sheet.rows - (y - wide * 0.4)) / wide
    sheet.wash(body, wc.GAMBOGE, 0.70, rim=0.2, charge=(wc.ORANGE, 0.35))
    sheet.wash(body, wc.ORANGE, 0.80, rim=0.35, tone=wc.smoothstep(0.1, 1.3, far))
    sheet.wash(
        body,
        wc.BURNT_SIENNA.mixed(wc.MADDER, 0.5),
        0.55,
        rim=0.2,
        tone=wc.smoothstep(0.9, 1.75, far),
    )
    sheet.unmask()
    pores = []
    for _ in range(70):
        angle, out = rng.uniform(0, 2 * np.pi), rng.random() ** 0.5 * 0.86
        pores.append(
            wc.oval(
                x + wide * out * np.cos(angle),
                y + wide * 0.84 * out * np.sin(angle),
                rng.uniform(1.5, 3.2),
                rng.uniform(1.2, 2.4),
            )
        )
    sheet.wash(sheet.marks(pores), wc.BURNT_SIENNA, 0.28, wet=1.2, rim=0)
    dent = sheet.shape(wc.oval(x + 4, y - wide * 0.70, wide * 0.22, wide * 0.08), 3)
    sheet.wash(dent, wc.BURNT_SIENNA, 0.4, wet=5, rim=0)
    star = [
        wc.wobbled(
            rng,
            wc.leaf(x + 9 * np.cos(turn), y - wide * 0.73 + 4 * np.sin(turn), 19, 9, turn),
            1,
            10,
        )
        for turn in np.linspace(0, 2 * np.pi, 5, endpoint=False) + 0.4
    ]
    sheet.wash(sheet.marks(star), wc.SAP_GREEN, 0.95, wet=1.3, charge=(wc.OLIVE, 0.4))


def paint_leaf(sheet: wc.Sheet) -> None:
    """Give the nearer fruit its leaf, with a light vein left between two strokes."""
    x, y, wide = FRUITS[1]
    base = (x + 6, y - wide * 0.74)
    tip = (x - 136, y - wide * 1.02)
    vein = wc.curve([base, (x - 58, y - wide * 1.12), tip])
    for shift, pigment, strength in (
        (-10, wc.SAP_GREEN, 0.62),
        (11, wc.VIRIDIAN.mixed(wc.SAP_GREEN, 0.5), 0.85),
    ):
        half = wc.ribbon(wc.moved(vein, 0, shift), [2, 19, 25, 17, 1])
        sheet.wash(
            sheet.shape(half, 1.4, 40),
            pigment,
            strength,
            wet=1.4,
            rim=0.5,
            charge=(wc.GAMBOGE.mixed(wc.SAP_GREEN, 0.5), 0.4),
        )


def paint_spoon(sheet: wc.Sheet) -> None:
    """Rest a small wooden spoon on the saucer's edge."""
    stem = wc.curve([(402, 1128), (330, 1168), (236, 1214), (178, 1236)])
    shade = wc.ribbon(wc.moved(stem, 12, 18), [8, 10, 12, 14])
    sheet.wash(sheet.shape(shade, 2), SHADOW, 0.34, wet=5, rim=0)
    shape = wc.ribbon(stem, [9, 11, 13, 17])
    bowl = wc.oval(440, 1112, 62, 27, -0.38)
    for outline in (shape, bowl):
        patch = sheet.shape(outline, 1.2, 60)
        sheet.lift(patch, 0.9, wet=1.2, ragged=0.1)
        sheet.wash(patch, wc.SIENNA, 0.72, wet=1.5, rim=0.5, charge=(wc.OCHRE, 0.4))
    hollow = sheet.shape(wc.oval(444, 1113, 46, 17, -0.38), 1.5, 40)
    sheet.wash(hollow, wc.BURNT_SIENNA, 0.6, wet=3, rim=0.3)
    sheet.wash(
        sheet.shape(wc.ribbon(wc.moved(stem, 0, 4), [2, 3, 4, 6]), 1), wc.BURNT_SIENNA, 0.6, wet=1.6
    )


def paint_vase(sheet: wc.Sheet) -> None:
    """Stand a small glass with a few blue blossoms where the wall is palest."""
    rng = sheet.rng
    glass = np.vstack(
        [
            wc.curve([(206, 742), (204, 790), (176, 838), (170, 900), (186, 950), (246, 960)]),
            wc.curve([(246, 960), (306, 948), (320, 898), (312, 838), (284, 790), (282, 742)]),
        ]
    )
    patch = sheet.shape(glass, 2, 70)
    sheet.lift(patch, 0.72, wet=1.5, ragged=0.2)
    sheet.wash(sheet.shape(wc.oval(318, 962, 120, 18, 0.03), 4), SHADOW, 0.36, wet=7, rim=0)
    stems: list[list[tuple[float, float]]] = [
        [(244, 946), (236, 820), (216, 690), (168, 540)],
        [(250, 948), (248, 800), (256, 640), (270, 456)],
        [(256, 944), (262, 820), (296, 690), (372, 590)],
        [(240, 948), (230, 800), (200, 716), (136, 654)],
    ]
    lines = [wc.wobbled(rng, wc.ribbon(wc.curve(stem), [4.5, 4, 3, 2]), 1.5, 50) for stem in stems]
    sheet.wash(sheet.marks(lines), wc.SAP_GREEN.mixed(wc.VIRIDIAN, 0.3), 0.75, wet=1.3, rim=0.3)
    paint_leaves(sheet, stems)
    paint_blossoms(sheet, stems)
    sheet.wash(patch, wc.CERULEAN.mixed(wc.GREY, 0.4), 0.13, rim=2.2, wet=1.6)
    water = np.vstack(
        [
            wc.curve([(180, 858), (246, 866), (314, 856)]),
            wc.curve([(318, 900), (304, 944), (246, 957), (188, 946), (174, 900)]),
        ]
    )
    sheet.wash(
        sheet.shape(water, 1.6, 60), wc.CERULEAN.mixed(wc.VIRIDIAN, 0.3), 0.24, wet=1.6, rim=0.7
    )
    gleam = wc.ribbon(wc.curve([(196, 838), (188, 884), (194, 922)]), [3, 8, 4])
    sheet.lift(sheet.shape(gleam, 1.2), 0.85, wet=2)


def paint_leaves(sheet: wc.Sheet, stems: list[list[tuple[float, float]]]) -> None:
    """Set leaves along the stems, some pale and far, some near and dark."""
    rng = sheet.rng
    for pigment, strength, offset in (
        (wc.SAP_GREEN.mixed(wc.CERULEAN, 0.4), 0.42, 0.0),
        (wc.SAP_GREEN, 0.62, 0.05),
        (wc.VIRIDIAN.mixed(wc.SAP_GREEN, 0.5), 0.72, 0.1),
    ):
        marks = []
        for stem in stems:
            line = wc.curve(stem)
            for share in np.arange(0.44 + offset, 0.95, 0.13):
                x, y = line[int(share * (len(line) - 1))]
                size = rng.uniform(38, 62)
                turn = -np.pi / 2 + rng.choice([-1, 1]) * rng.uniform(0.5, 1.2)
                at = x + np.cos(turn) * size * 0.5, y + np.sin(turn) * size * 0.5
                marks.append(wc.wobbled(rng, wc.leaf(*at, size, size * 0.34, turn), 1.4, 20))
        sheet.wash(
            sheet.marks(marks),
            pigment,
            strength,
            wet=1.6,
            rim=0.45,
            charge=(wc.GAMBOGE.mixed(wc.SAP_GREEN, 0.6), 0.3),
        )


def paint_blossoms(sheet: wc.Sheet, stems: list[list[tuple[float, float]]]) -> None:
    """Open five-petalled blossoms at the tips, each petal one touch of the brush."""
    rng = sheet.rng
    centres = [stem[-1] for stem in stems] + [(212, 600), (300, 520), (326, 660), (150, 690)]
    petals, hearts = [], []
    for x, y in centres:
        size = rng.uniform(25, 34)
        start = rng.uniform(0, 2)
        squash = rng.uniform(0.6, 0.95)
        for turn in start + np.linspace(0, 2 * np.pi, 5, endpoint=False):
            petal = wc.oval(
                size * 0.62 * np.cos(turn),
                size * 0.62 * np.sin(turn),
                size * 0.48,
                size * 0.40,
                turn,
            )
            petal[:, 1] *= squash
            petals.append(wc.wobbled(rng, wc.moved(petal, x, y), 1.6, 16))
        hearts.append(wc.wobbled(rng, wc.oval(x, y, 5.5, 4.5), 0.8, 8))
    patch = sheet.marks(petals)
    sheet.lift(patch, 0.85, wet=1.4, ragged=0.2)
    sheet.wash(
        sheet.marks(petals, rng.uniform(0.55, 1.0, len(petals)).tolist()),
        wc.COBALT,
        0.50,
        wet=1.5,
        rim=0.8,
        charge=(wc.MAUVE, 0.4),
    )
    sheet.lift(sheet.marks(hearts), 0.9, wet=1.2)
    sheet.wash(sheet.marks(hearts), wc.GAMBOGE, 0.9, wet=1.2, rim=0.5)


def paint_steam(sheet: wc.Sheet) -> None:
    """Lift two slow ribbons of steam out of the wall's wash."""
    for knots, widths, share in (
        (
            [(572, 830), (540, 720), (590, 590), (560, 450), (520, 320), (560, 170)],
            [60, 84, 70, 96, 80, 40],
            0.80,
        ),
        ([(640, 832), (672, 740), (640, 640), (668, 540), (720, 440)], [36, 56, 50, 56, 24], 0.60),
    ):
        line = wc.curve(knots)
        fade = wc.smoothstep(120, 520, sheet.rows)
        for shift, share_of, thin, wet in (
            (0, 0.55, 1.0, 34),
            (-14, 0.6, 0.42, 14),
            (16, 0.35, 0.3, 9),
        ):
            plume = sheet.shape(
                wc.ribbon(wc.moved(line, shift, 0), [w * thin for w in widths]), 7, 150
            )
            plume = sheet.widened(plume, 3 * wet)
            plume.mask = wc.blurred(plume.mask, wet) * fade[plume.window]
            sheet.lift(plume, share * share_of, wet=3, ragged=0)


def main() -> None:
    """Paint the room's light first, then each thing in it."""
    sheet = wc.Sheet(seed=415)
    cup, handle, plate, *fruits = reserve(sheet)
    paint_wall(sheet)
    paint_table(sheet)
    paint_book(sheet)
    paint_shadows(sheet)
    sheet.unmask()
    paint_folds(sheet)
    paint_vase(sheet)
    paint_saucer(sheet, plate, cup, handle)
    paint_cup(sheet, cup, handle)
    for body, place in zip(fruits, FRUITS, strict=True):
        paint_fruit(sheet, body, *place)
    paint_leaf(sheet)
    paint_spoon(sheet)
    paint_steam(sheet)
    sheet.finish(HERE / "picture.jpg")


if __name__ == "__main__":
    main()
