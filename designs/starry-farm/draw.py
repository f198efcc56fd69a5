"""A small farm asleep under the Milky Way after the first light snow, one window still warm."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from brushes import watercolour as wc  # noqa: E402

NIGHT = wc.INDIGO.mixed(wc.PRUSSIAN, 0.45)
LAND = 1420.0  # where the sky ends


def milky_way(sheet: wc.Sheet) -> tuple[wc.Array, wc.Array]:
    """Return the glow of the Milky Way and the dark dust lane along its middle."""
    along = (sheet.rows - 120) * 0.88 + (sheet.columns - 1180) * -0.47
    across = (sheet.columns - 1180) * 0.88 + (sheet.rows - 120) * 0.47
    across = across + 46 * sheet.clouds(420, 3) - 60 * np.sin(along / 620)
    wide = 150 + 0.05 * along
    band = np.exp(-np.square(across / wide)) * (0.76 + 0.26 * sheet.clouds(150, 4))
    band += 0.5 * np.exp(-np.square(across / (wide * 2.1)))
    lane = across - 12 - 26 * sheet.clouds(120, 3)
    dust = np.exp(-np.square(lane / (wide * 0.20)))
    dust *= wc.smoothstep(-1.0, 1.2, sheet.clouds(170, 4))
    return np.clip(band, 0, 1.2).astype(np.float32), dust.astype(np.float32)


def paint_sky(sheet: wc.Sheet) -> wc.Array:
    """Flood the night wet in wet round the pale river of stars, paling towards the land."""
    band, dust = milky_way(sheet)
    sky = wc.smoothstep(LAND + 60, LAND, sheet.rows)
    pale = np.clip(0.76 * band - 0.30 * dust * band, 0, 0.86)
    low = wc.smoothstep(480, 1400, sheet.rows)
    sheet.flood(sheet.field(sky * low), wc.MADDER.mixed(wc.OCHRE, 0.35), 0.20)
    sheet.flood(
        sheet.field(sky * (1 - 0.7 * low) * (1 - 0.5 * pale)),
        wc.MAUVE.mixed(wc.ULTRAMARINE, 0.5),
        0.46,
        flow=0.25,
    )
    sheet.flood(
        sheet.field(sky * (1 - 0.78 * low) * (1 - pale)),
        wc.ULTRAMARINE.mixed(wc.PRUSSIAN, 0.5),
        0.64,
        flow=0.18,
        grain=0.8,
    )
    sheet.flood(
        sheet.field(sky * (1 - 0.86 * low) * (1 - 1.1 * pale)),
        NIGHT,
        0.44,
        flow=0.22,
        grain=0.8,
    )
    sheet.flood(sheet.field(sky * low), wc.CERULEAN.mixed(wc.COBALT, 0.5), 0.30, flow=0.12)
    rose = band * wc.smoothstep(0.2, 1.6, sheet.clouds(200, 3)) * sky
    sheet.flood(sheet.field(0.8 * rose), wc.MADDER.mixed(wc.MAUVE, 0.5), 0.26)
    sheet.flood(sheet.field(sky * dust * band * 0.8), wc.INDIGO.mixed(wc.BURNT_SIENNA, 0.2), 0.26)
    sheet.bloom(250, 330, 170, 0.20)
    sheet.bloom(1240, 900, 140, 0.16)
    return band


def star_patch(sheet: wc.Sheet, places: list[tuple[float, float, float]]) -> wc.Patch:
    """Return unsteady dots of white given as x, y and radius."""
    dots, depths = [], []
    for x, y, size in places:
        dots.append(wc.wobbled(sheet.rng, wc.oval(x, y, size, size), size * 0.14, 6))
        depths.append(sheet.rng.uniform(0.6, 1.0))
    return sheet.marks(dots, depths)


def paint_stars(sheet: wc.Sheet, band: wc.Array) -> None:
    """Spatter white off the brush, thickest along the Milky Way, and set a few stars by hand."""
    rng = sheet.rng
    x, y = rng.uniform(0, wc.WIDTH, 15000), rng.uniform(0, LAND - 20, 15000)
    there = band[y.astype(int), x.astype(int)]
    likely = (0.035 + 0.34 * np.clip(there, 0, 1) ** 1.6) * np.clip(1.25 - y / LAND, 0.08, 1)
    kept = np.flatnonzero(rng.random(len(x)) < likely)
    fine = [(x[i], y[i], 0.7 + 1.3 * rng.random() ** 3) for i in kept]
    sheet.body(star_patch(sheet, fine), (1.0, 0.98, 0.93), 0.80)
    some = [
        (rng.uniform(20, 1440), rng.uniform(20, LAND - 160), rng.uniform(1.8, 3.2))
        for _ in range(120)
    ]
    sheet.body(star_patch(sheet, some), (1.0, 0.97, 0.90), 0.92)
    bright = [
        (248, 228, 5.6),
        (402, 520, 4.8),
        (1188, 560, 5.2),
        (1306, 262, 4.6),
        (700, 190, 4.4),
        (176, 820, 4.4),
        (968, 900, 4.6),
        (560, 770, 4.2),
        (1010, 380, 5.8),
        (1330, 820, 4.2),
        (330, 1010, 3.8),
        (846, 640, 4.4),
    ]
    halo = sheet.widened(star_patch(sheet, [(x, y, size * 2.6) for x, y, size in bright]), 20)
    halo.mask = wc.blurred(halo.mask, 8)
    sheet.lift(halo, 0.55, wet=1, ragged=0)
    tints = [(1.0, 0.96, 0.86), (0.93, 0.96, 1.0), (1.0, 0.90, 0.80)]
    for index, star in enumerate(bright):
        sheet.body(star_patch(sheet, [star]), tints[index % 3], 1.0)


def skyline(sheet: wc.Sheet, knots: list[tuple[float, float]], rough: float) -> wc.Patch:
    """Return the land below a skyline."""
    line = wc.wobbled(sheet.rng, wc.curve(knots), rough, 50)
    return sheet.shape(np.vstack([line, [(1500, 2180), (-40, 2180)]]), 0)


def paint_hills(sheet: wc.Sheet) -> None:
    """Set far snow-dusted mountains and a dark belt of wood under the glow."""
    far = skyline(
        sheet,
        [
            (-40, 1352),
            (120, 1322),
            (260, 1276),
            (360, 1300),
            (480, 1248),
            (600, 1290),
            (760, 1322),
            (930, 1300),
            (1080, 1264),
            (1190, 1294),
            (1320, 1270),
            (1500, 1330),
        ],
        6,
    )
    mist = np.clip((1520 - sheet.rows[:, :1]) / 230, 0.1, 1)
    sheet.lift(far, 0.55, wet=2)
    sheet.wash(
        far,
        wc.ULTRAMARINE.mixed(wc.GREY, 0.4),
        0.62,
        tone=mist,
        flow=0.3,
        rim=0.25,
        charge=(wc.COBALT.mixed(wc.MAUVE, 0.4), 0.4),
    )
    near = skyline(
        sheet,
        [
            (-40, 1424),
            (180, 1404),
            (420, 1420),
            (700, 1404),
            (900, 1422),
            (1160, 1396),
            (1500, 1412),
        ],
        5,
    )
    sheet.wash(
        near,
        NIGHT.mixed(wc.VIRIDIAN, 0.25),
        0.62,
        flow=0.35,
        rim=0.2,
        tone=np.clip((1530 - sheet.rows[:, :1]) / 120, 0.0, 1),
    )
    trees = []
    for _ in range(150):
        x = sheet.rng.uniform(-20, 1480)
        tall = sheet.rng.uniform(18, 52) * (0.5 + 0.5 * abs(np.sin(x / 170)))
        foot = 1436 + sheet.rng.uniform(-10, 8)
        trees.append(
            wc.wobbled(
                sheet.rng,
                wc.dense([(x - tall * 0.22, foot), (x, foot - tall), (x + tall * 0.22, foot)], 4),
                2.2,
                9,
            )
        )
    sheet.wash(
        sheet.marks(trees, sheet.rng.uniform(0.4, 1, 150).tolist()), NIGHT, 0.62, wet=2, rim=0.2
    )


def paint_snow(sheet: wc.Sheet) -> None:
    """Uncover the snowfield: nearly white where it faces the sky, blue in its hollows."""
    rng = sheet.rng
    field = skyline(
        sheet,
        [
            (-40, 1470),
            (220, 1458),
            (480, 1462),
            (760, 1448),
            (1040, 1452),
            (1280, 1466),
            (1500, 1458),
        ],
        4,
    )
    sheet.lift(field, 0.97, wet=2.0, ragged=0.4)
    deep = np.clip(0.45 + (sheet.rows[:, :1] - 1450) / 900, 0.4, 1.2)
    sheet.wash(
        field,
        wc.COBALT.mixed(wc.MAUVE, 0.3),
        0.40,
        tone=deep,
        flow=0.24,
        rim=0.3,
        charge=(wc.ULTRAMARINE.mixed(wc.COBALT, 0.6), 0.3),
    )
    hollows = []
    for y in np.linspace(1500, 2130, 9):
        step = (y - 1420) / 700
        for _ in range(2):
            x, long = rng.uniform(-200, 1200), rng.uniform(400, 900)
            line = wc.curve(
                [
                    (x, y),
                    (x + long * 0.35, y - 26 * step),
                    (x + long * 0.7, y + 10 * step),
                    (x + long, y - 8 * step),
                ]
            )
            hollows.append(
                wc.wobbled(rng, wc.ribbon(line, [2, 60 * step + 6, 40 * step + 4, 2]), 6, 110)
            )
    sheet.wash(
        sheet.marks(hollows),
        wc.ULTRAMARINE.mixed(wc.INDIGO, 0.35),
        0.22,
        wet=20,
        ragged=0.7,
        rim=0,
        charge=(wc.MAUVE, 0.35),
    )
    edge = wc.smoothstep(1720, 2240, sheet.rows + 36 * sheet.clouds(300, 2, stretch=3))
    sheet.flood(sheet.field(edge), wc.INDIGO.mixed(wc.ULTRAMARINE, 0.6), 0.44, flow=0.2)
    paint_stubble(sheet)


def paint_stubble(sheet: wc.Sheet) -> None:
    """Prick the rows of cut stalks that still stand out of the thin snow."""
    rng = sheet.rng
    stubble = []
    for row in range(17):
        for y in np.arange(1600.0, 2160.0, 13.0):
            scale = (y - 1440) / 700
            x = 700 + (row - 9.5) * 190 * scale * 1.5 + 40 * scale + rng.normal(0, 6)
            if rng.random() < 0.50 and -20 < x < 1480:
                tall = 26 * scale * rng.uniform(0.5, 1.3)
                stubble.append(
                    wc.ribbon(wc.curve([(x, y), (x + rng.normal(0, 5), y - tall)]), [3.4, 1])
                )
    sheet.wash(
        sheet.marks(stubble),
        wc.SEPIA.mixed(wc.INDIGO, 0.3),
        0.62,
        wet=1.1,
        ragged=0.7,
        rim=0,
        tone=np.clip((sheet.rows[:, :1] - 1540) / 300, 0.2, 1),
    )


ROOF = [(552, 1428), (606, 1320), (830, 1312), (786, 1430), (670, 1434)]
WALL = [(574, 1424), (876, 1418), (874, 1530), (576, 1538)]
GABLE = [(784, 1428), (828, 1318), (876, 1418), (874, 1530), (783, 1534)]
BARN_WALL = [(968, 1428), (1150, 1426), (1150, 1522), (968, 1526)]
BARN_ROOF = [(956, 1430), (974, 1382), (1004, 1350), (1126, 1346), (1150, 1378), (1164, 1428)]
SILO = [
    (1166, 1524),
    (1165, 1340),
    (1172, 1312),
    (1194, 1298),
    (1218, 1310),
    (1226, 1340),
    (1225, 1522),
]


def paint_farm(sheet: wc.Sheet) -> None:
    """Set the house, its barn and silo; leave snow on the roofs and light in one window."""
    silo = sheet.shape(wc.dense(np.array(SILO, float)), 1.4)
    for outline in (ROOF, WALL, GABLE, BARN_WALL, BARN_ROOF):
        sheet.lift(sheet.shape(wc.dense(np.array(outline, float)), 1.5), 0.97, wet=1.5, ragged=0.2)
    sheet.lift(silo, 0.9, wet=1.5, ragged=0.2)
    dusk = wc.BURNT_SIENNA.mixed(wc.INDIGO, 0.42)
    sheet.wash(
        sheet.shape(wc.dense(np.array(WALL, float)), 1.4),
        dusk,
        0.78,
        wet=1.4,
        charge=(wc.BURNT_SIENNA, 0.35),
    )
    gable = sheet.shape(wc.dense(np.array(GABLE, float)), 1.4)
    sheet.wash(
        gable,
        wc.BURNT_SIENNA.mixed(wc.INDIGO, 0.62),
        0.80,
        wet=1.4,
        charge=(wc.INDIGO.mixed(wc.MAUVE, 0.3), 0.4),
    )
    loft = sheet.shape(wc.dense([(818, 1372), (840, 1371), (840, 1398), (818, 1399)], 4), 1.2, 14)
    sheet.wash(loft, wc.INDIGO, 0.8, wet=1, rim=0)
    planks = [
        wc.ribbon(wc.curve([(x, y), (x + 1, 1528)]), [2, 1])
        for x, y in ((800, 1412), (816, 1408), (834, 1408), (850, 1408), (863, 1416))
    ]
    planks += [
        wc.ribbon(wc.curve([(x, 1446), (x + 1, 1530)]), [2, 1.4])
        for x in (592, 606, 716, 734, 752, 768)
    ]
    sheet.wash(sheet.marks(planks), wc.SEPIA, 0.5, wet=1, rim=0, dry=0.35)
    sheet.wash(
        sheet.shape(wc.dense(np.array(BARN_WALL, float)), 1.4),
        wc.BURNT_SIENNA.mixed(wc.INDIGO, 0.35),
        1.0,
        wet=1.4,
        charge=(wc.INDIGO, 0.35),
    )
    stone = wc.smoothstep(1318, 1340, sheet.rows[:, :1])
    turned = 0.55 + 0.6 * wc.smoothstep(1160, 1230, sheet.columns[:1])
    sheet.wash(silo, wc.BURNT_SIENNA.mixed(wc.INDIGO, 0.55), 0.80, wet=1.5, tone=stone * turned)
    sheet.wash(silo, wc.COBALT.mixed(wc.MAUVE, 0.3), 0.30, wet=1.5, tone=turned)
    hoops = [
        wc.ribbon(wc.curve([(1166, y), (1196, y + 6), (1226, y)]), [2, 3, 2])
        for y in (1372, 1418, 1466)
    ]
    sheet.wash(sheet.marks(hoops), wc.INDIGO, 0.5, wet=1, rim=0)
    for outline, strength in ((ROOF, 0.26), (BARN_ROOF, 0.32)):
        patch = sheet.shape(wc.dense(np.array(outline, float)), 1.6)
        sheet.wash(
            patch,
            wc.COBALT.mixed(wc.MAUVE, 0.3),
            strength,
            wet=1.6,
            rim=0.5,
            charge=(wc.ULTRAMARINE, 0.3),
        )
    eaves = [
        wc.ribbon(wc.curve([(556, 1433), (670, 1439), (784, 1434)]), [4, 6, 5]),
        wc.ribbon(wc.curve([(962, 1433), (1060, 1436), (1160, 1431)]), [4, 7, 5]),
    ]
    sheet.wash(sheet.marks(eaves), wc.INDIGO, 0.85, wet=1.3, rim=0)
    verge = wc.ribbon(wc.curve([(827, 1313), (853, 1368), (883, 1425)]), [5, 10, 12])
    sheet.body(sheet.shape(verge, 1.2), (0.86, 0.90, 0.97), 0.95)
    boards = [wc.ribbon(wc.curve([(x, 1440), (x + 1, 1526)]), [2, 1]) for x in range(980, 1150, 15)]
    sheet.wash(sheet.marks(boards), wc.INDIGO, 0.5, wet=1, dry=0.35, rim=0)
    paint_snow_caps(sheet, dusk)
    paint_window(sheet)


def paint_snow_caps(sheet: wc.Sheet, dusk: wc.Pigment) -> None:
    """Add the chimney with its cap of snow, and bank the drifts against the walls."""
    chimney = wc.dense([(656, 1290), (684, 1288), (685, 1352), (671, 1358), (658, 1353)], 4)
    sheet.lift(sheet.shape(chimney, 1), 0.8, wet=1.2)
    sheet.wash(sheet.shape(chimney, 1), dusk, 0.9, wet=1.2, charge=(wc.INDIGO, 0.3))
    cap = wc.wobbled(sheet.rng, wc.oval(670, 1287, 19, 7), 1.2, 14)
    sheet.body(sheet.marks([cap]), (0.88, 0.91, 0.97), 0.95)
    drifts = []
    for left, right, y in (
        (560, 700, 1539),
        (690, 884, 1537),
        (956, 1080, 1529),
        (1060, 1240, 1527),
    ):
        mound = wc.curve(
            [
                (left, y + 4),
                (left + 34, y - 7),
                ((left + right) / 2, y - 3),
                (right - 26, y - 8),
                (right, y + 4),
                ((left + right) / 2, y + 14),
            ],
            closed=True,
        )
        drifts.append(wc.wobbled(sheet.rng, mound, 2.2, 30))
    bank = sheet.widened(sheet.marks(drifts), 10)
    bank.mask = wc.blurred(bank.mask, 2.5)
    sheet.body(bank, (0.84, 0.88, 0.96), 0.92)


def paint_window(sheet: wc.Sheet) -> None:
    """Let one window glow, and let its light reach out over the snow."""
    panes = [
        wc.wobbled(
            sheet.rng,
            wc.dense([(x, y), (x + 27, y - 1), (x + 27, y + 33), (x, y + 34)], 4),
            1.2,
            14,
        )
        for x in (628, 660)
        for y in (1450, 1488)
    ]
    glass = sheet.marks(panes)
    sheet.lift(glass, 0.99, wet=1, ragged=0)
    far = np.hypot((sheet.columns - 658) / 130, (sheet.rows - 1486) / 105)
    halo = np.exp(-np.square(far)) * (sheet.rows > 1432)
    sheet.lift(sheet.field(0.42 * halo), 1.0, wet=1, ragged=0)
    sheet.flood(sheet.field(halo), wc.GAMBOGE.mixed(wc.ORANGE, 0.5), 0.34)
    sheet.wash(glass, wc.GAMBOGE, 0.62, wet=1, ragged=0, rim=0, charge=(wc.ORANGE, 0.4))
    bars = [
        wc.ribbon(wc.curve([(657, 1448), (658, 1524)]), [5, 4]),
        wc.ribbon(wc.curve([(626, 1486), (690, 1485)]), [4, 5]),
    ]
    bars = [wc.wobbled(sheet.rng, bar, 0.8, 20) for bar in bars]
    sheet.wash(sheet.marks(bars), wc.BURNT_SIENNA.mixed(wc.SEPIA, 0.5), 0.85, wet=1, rim=0)
    sill = wc.ribbon(wc.curve([(616, 1528), (658, 1530), (702, 1527)]), [7, 9, 7])
    sheet.body(sheet.shape(sill, 1.2), (0.93, 0.88, 0.82), 0.9)
    pool = wc.dense([(596, 1546), (722, 1544), (800, 1650), (690, 1720), (560, 1690)])
    reach = wc.smoothstep(1740, 1545, sheet.rows[:, :1])
    spill = sheet.widened(sheet.shape(pool, 14), 110)
    spill.mask = wc.blurred(spill.mask, 46) * reach[spill.window[0]]
    sheet.lift(spill, 0.8, wet=1, ragged=0)
    sheet.wash(spill, wc.GAMBOGE.mixed(wc.ORANGE, 0.5), 0.34, wet=1, ragged=0, rim=0, flow=0.1)


def spruce(sheet: wc.Sheet, x: float, foot: float, tall: float) -> None:
    """Paint a spruce in layered boughs, a little snow caught on each."""
    rng = sheet.rng
    boughs, snow = [], []
    for up in np.linspace(0.02, 0.97, int(tall / 15)):
        half = tall * 0.24 * (1 - up) ** 0.85 + 4
        y = foot - 12 - up * (tall - 12)
        for side in (-1, 1):
            for _ in range(2):
                long = half * rng.uniform(0.6, 1.15)
                tip = (x + side * long, y + long * rng.uniform(0.25, 0.5))
                line = wc.curve(
                    [(x - side * 4, y - 6), (x + side * long * 0.55, y + long * 0.08), tip]
                )
                boughs.append(wc.wobbled(rng, wc.ribbon(line, [9, 15, 2]), 2.4, 14))
                if rng.random() < 0.5:
                    top = wc.moved(line[len(line) // 3 :], 0, -5)
                    if len(top) > 3:
                        snow.append(wc.wobbled(rng, wc.ribbon(top, [2, 7, 2]), 1.4, 12))
    boughs.append(wc.ribbon(wc.curve([(x, foot + 6), (x, foot - tall)]), [9, 2]))
    depths = rng.uniform(0.6, 1, len(boughs)).tolist()
    sheet.wash(
        sheet.marks(boughs, depths),
        NIGHT.mixed(wc.VIRIDIAN, 0.35),
        0.95,
        wet=1.5,
        rim=0.3,
        charge=(wc.INDIGO, 0.4),
    )
    sheet.body(
        sheet.marks(snow, rng.uniform(0.4, 0.9, len(snow)).tolist()), (0.74, 0.80, 0.92), 0.62
    )


def paint_fence(sheet: wc.Sheet) -> None:
    """Lead the eye in along a leaning field fence and two wheel tracks."""
    rng = sheet.rng
    ruts = []
    for shift in (0, 1):
        line = wc.curve(
            [
                (1130 - 260 * shift, 2180),
                (1034 - 176 * shift, 1930),
                (930 - 92 * shift, 1750),
                (888 - 46 * shift, 1640),
                (906 - 24 * shift, 1560),
            ]
        )
        vary = 1 + 0.3 * wc.wander(rng, 40, 16)
        rut = wc.ribbon(
            line, np.interp(np.linspace(0, 1, 40), [0, 0.3, 0.6, 1], [46, 26, 13, 3]) * vary
        )
        ruts.append(wc.wobbled(rng, rut, 3, 40))
    sheet.wash(
        sheet.marks(ruts),
        wc.ULTRAMARINE.mixed(wc.INDIGO, 0.4),
        0.34,
        wet=6,
        ragged=1.0,
        rim=0.2,
        flow=0.3,
    )
    posts, wires = [], []
    line = wc.curve([(150, 1960), (236, 1820), (318, 1714), (398, 1634), (470, 1580)])
    last: tuple[float, float] | None = None
    for share in (0.0, 0.27, 0.47, 0.63, 0.76, 0.87, 0.96):
        x, y = line[int(share * (len(line) - 1))]
        tall = 112 * (1 - share) ** 0.9 + 22
        lean = rng.normal(0, 0.09) * tall
        posts.append(
            wc.wobbled(
                rng,
                wc.ribbon(
                    wc.curve([(x, y), (x + lean, y - tall)]), [tall * 0.08 + 2, tall * 0.07 + 2]
                ),
                1,
                20,
            )
        )
        top = (x + lean, y - tall * 0.8)
        if last is not None:
            middle = ((last[0] + top[0]) / 2, (last[1] + top[1]) / 2 + 8)
            wires.append(
                wc.ribbon(wc.curve([last, middle, top]), [3.2 - 2 * share, 2.4 - 1.6 * share])
            )
        last = top
    sheet.wash(sheet.marks(wires), wc.SEPIA.mixed(wc.INDIGO, 0.5), 0.7, wet=1, rim=0, dry=0.2)
    sheet.wash(sheet.marks(posts), wc.SEPIA.mixed(wc.INDIGO, 0.5), 0.72, wet=1.3, rim=0.3)
    caps = []
    for post in posts:
        x, y = post[:, 0].mean(), post[:, 1].min()
        wide = float(np.ptp(post[:, 0])) * 0.62 + 3
        caps.append(wc.wobbled(rng, wc.oval(x, y, wide * 0.7, wide * 0.34), 1, 10))
    sheet.body(sheet.marks(caps), (0.86, 0.90, 0.97), 0.95)


def paint_smoke(sheet: wc.Sheet) -> None:
    """Let a thread of chimney smoke climb towards the stars."""
    line = wc.curve([(671, 1282), (682, 1220), (650, 1140), (676, 1040), (640, 920), (668, 800)])
    fade = wc.smoothstep(760, 1240, sheet.rows)
    for widths, wet, share in (
        ([10, 30, 46, 66, 84, 90], 18, 0.42),
        ([7, 16, 22, 30, 30, 20], 8, 0.36),
    ):
        plume = sheet.widened(sheet.shape(wc.ribbon(line, widths), 7, 110), 60)
        plume.mask = wc.blurred(plume.mask, wet) * fade[plume.window]
        sheet.lift(plume, share, wet=2, ragged=0.2)


def main() -> None:
    """Paint the night first, then uncover the snow and light the window last."""
    sheet = wc.Sheet(seed=77)
    band = paint_sky(sheet)
    paint_stars(sheet, band)
    paint_hills(sheet)
    paint_snow(sheet)
    paint_smoke(sheet)
    spruce(sheet, 500, 1540, 250)
    spruce(sheet, 446, 1548, 172)
    spruce(sheet, 918, 1530, 150)
    paint_farm(sheet)
    spruce(sheet, 1290, 1560, 232)
    spruce(sheet, 1350, 1570, 160)
    paint_fence(sheet)
    sheet.finish(HERE / "picture.jpg")


if __name__ == "__main__":
    main()
