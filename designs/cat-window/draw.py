"""Cat at the window: a ginger cat seen from behind, watching the snow over a heated sill."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from brushes import gouache
from brushes.gouache import Bundle, Outline, Sheet, mix

WALL, WALL_DARK = "#a98d78", "#7c6459"
WOOD, WOOD_LIGHT, WOOD_DARK = "#9a6f50", "#cda27a", "#5f4437"
GINGER, GINGER_LIGHT, GINGER_DARK = "#c0854f", "#e9c59c", "#84502f"
SNOW_LIGHT, SNOW_BLUE = "#eff2f4", "#b6c7d6"
SILL = 1452.0
HEAD = (812.0, 934.0)
# the sitting body from behind: narrow shoulders, round haunches, weight to the left
BODY = (
    (700, 1508), (636, 1490), (590, 1424), (580, 1330), (604, 1218), (650, 1116), (694, 1036),
    (730, 970), (800, 940), (880, 960), (916, 1030), (952, 1110), (996, 1214), (1020, 1326),
    (1012, 1424), (968, 1490), (900, 1510), (800, 1518),
)  # fmt: skip
BODY_FORM = (
    ((804, 1290), (130, 240), GINGER_DARK, 0.42),
    ((800, 1506), (230, 46), "#64402f", 0.6),
    ((634, 1390), (44, 110), GINGER_LIGHT, 0.55),
    ((972, 1390), (42, 110), GINGER_LIGHT, 0.55),
    ((668, 1150), (34, 110), GINGER_LIGHT, 0.6),
    ((944, 1150), (32, 110), GINGER_LIGHT, 0.6),
    ((690, 1440), (70, 60), "#d8a873", 0.35),
    ((914, 1440), (70, 60), "#d8a873", 0.35),
)

Point = tuple[float, float]


def paint_outdoors(sheet: Sheet) -> None:
    """Beyond the glass: a blue afternoon, a garden tree, one house with its light on."""
    view = sheet.cut(
        gouache.straight([(150, -30), (1500, -30), (1500, SILL), (150, SILL)]), rough=1
    )
    stops = [(0, "#7f9bb5"), (0.4, "#a3b7c8"), (0.66, "#c9d2d8"), (0.8, "#dfe0de"), (1, "#e9ecee")]
    sheet.wash(view, stops, (700, 60), (760, 1400), ragged=0.05)
    with sheet.frisket(view):
        for _ in range(60):
            x, y = sheet.rng.uniform(0, 1450), sheet.rng.uniform(-20, 900)
            reach, lift = sheet.rng.uniform(160, 360), sheet.rng.uniform(-30, 30)
            tint = mix("#7f9ab4", "#d5dce1", float(sheet.rng.random()) * 0.5 + y / 2000)
            path = [(x, y), (x + reach / 2, y + lift), (x + reach, y + lift * 0.3)]
            sheet.stroke(path, sheet.rng.uniform(50, 90), tint, 0.22, bristles=18, ragged=0.5)
        hill = [(100, 930), (420, 850), (700, 880), (1000, 820), (1300, 870), (1500, 850)]
        sheet.paint([*hill, (1500, 1200), (100, 1200)], "#a9bccc", smooth=True, shake=4, rough=4)
        for x, tall in ((300, 150), (356, 210), (1130, 190), (1190, 250), (1262, 200), (1330, 230)):
            gouache.paint_fir(sheet, (x, 1010), tall, ("#869db0", "#768fa6", "#dfe6ea"))
        paint_neighbour(sheet)
        garden = [(100, 1040), (380, 1006), (640, 1030), (900, 1000), (1180, 1034), (1500, 1000)]
        sheet.paint([*garden, (1500, 1500), (100, 1500)], "#e6ebef", smooth=True, shake=4, rough=3)
        for _ in range(40):
            x, y = sheet.rng.uniform(100, 1400), sheet.rng.uniform(1040, 1440)
            path = [(x, y), (x + 110, y - 12), (x + 230, y + 6)]
            tint = mix("#c0cfdd", "#f7f7f5", float(sheet.rng.random()))
            sheet.stroke(path, 40, tint, 0.35, bristles=14, ragged=0.6)
        paint_garden_tree(sheet)
        sheet.snowfall(300, (2.5, 6), (150, 0, 1461, 1400), "#f8f9f8", 0.85)
        sheet.snowfall(90, (6, 12), (150, 0, 1461, 1400), "#fafaf8", 0.85, soft=1.5)
        sheet.snowfall(26, (12, 22), (150, 0, 1461, 1300), "#fafaf8", 0.5, soft=5)


def paint_neighbour(sheet: Sheet) -> None:
    """The house across the gardens, small, with one warm window."""
    sheet.paint([(500, 1050), (500, 940), (700, 936), (700, 1050)], "#8d97a8", shake=2, rough=2.5)
    roof = [(470, 946), (548, 862), (656, 856), (734, 940), (700, 946), (500, 952)]
    sheet.paint(roof, "#eef1f3", shake=3, rough=2.5)
    sheet.paint([(590, 872), (590, 828), (616, 826), (616, 870)], "#8a8492", shake=1.2, rough=2)
    sheet.paint([(584, 832), (602, 818), (622, 830)], "#f3f4f4", smooth=True, shake=1, rough=2)
    sheet.glow((572, 992), (110, 90), "#f1b26a", 0.4)
    sheet.paint([(548, 968), (598, 967), (598, 1014), (548, 1015)], "#fbd48c", shake=1.2, rough=2)
    bar = gouache.straight([(573, 967), (573, 1015)], closed=False)
    sheet.lay(sheet.cut(gouache.ribbon(bar, 3.5), rough=1.2), "#8a7468", 0.8)


def paint_garden_tree(sheet: Sheet) -> None:
    """A birch near the glass, its twigs carrying lines of snow."""
    wood, snow = Bundle(), Bundle()
    trunk = gouache.curved([(1186, 1250), (1172, 900), (1200, 520), (1180, -40)], closed=False)
    body = sheet.cut(
        gouache.ribbon(gouache.wobble(sheet.rng, trunk, 3, 160), np.linspace(44, 24, len(trunk))),
        rough=2,
    )
    sheet.lay(body, "#d9d6d4", upright=True)
    with sheet.frisket(body):
        sheet.lay(
            sheet.cut(gouache.ribbon(gouache.moved(trunk, 13, 0), 18), rough=5, sharp=1),
            "#9da5b4",
            0.7,
        )
        for _ in range(34):
            x, y = trunk[int(sheet.rng.integers(0, len(trunk)))] + (sheet.rng.normal(0, 12), 0)
            mark = gouache.blob(sheet.rng, (x, y), (sheet.rng.uniform(5, 12), 2.4), 0.2)
            sheet.lay(sheet.cut(mark, rough=1), "#5e5a62", 0.75)
    for y, side, reach in (
        (220, -1, 330),
        (330, 1, 260),
        (470, -1, 420),
        (560, 1, 230),
        (690, -1, 260),
    ):
        x = float(np.interp(-y, -trunk[::-1, 1][::-1], trunk[:, 0]))
        twig(sheet, np.array([x, y]), np.pi / 2 - side * 1.15, reach, 9, wood, snow)
    sheet.scatter(wood, "#6b6670", 0.85)
    sheet.scatter(snow, "#f6f7f6", 0.95)


def twig(
    sheet: Sheet,
    root: np.ndarray,
    angle: float,
    reach: float,
    width: float,
    wood: Bundle,
    snow: Bundle,
) -> None:
    """A twig that droops at its end, and the smaller ones that leave it."""
    points, heading = [root], angle
    for _ in range(5):
        heading += 0.05 * np.sign(angle - np.pi / 2) + sheet.rng.normal(0, 0.1)
        points.append(points[-1] + reach / 5 * np.array([np.cos(heading), -np.sin(heading)]))
    path = gouache.curved(points, closed=False, step=6)
    wood.add(gouache.ribbon(path, np.linspace(width, width * 0.4, len(path))))
    snow.add(
        gouache.ribbon(path - (0, width * 0.5 + 1), np.linspace(width * 0.8, 2, len(path))), 0.95
    )
    if width < 3:
        return
    for index in (1, 2, 3, 4):
        turn = sheet.rng.uniform(0.35, 0.75) * (-1) ** index
        size = reach * sheet.rng.uniform(0.34, 0.5)
        twig(sheet, points[index], heading + turn, size, width * 0.48, wood, snow)


def paint_room(sheet: Sheet) -> None:
    """The warm dim wall around and under the window."""
    below = sheet.cut(
        gouache.straight([(-30, SILL), (1500, SILL), (1500, 2160), (-30, 2160)]), rough=1
    )
    sheet.wash(below, [(0, "#8d7263"), (0.4, WALL), (1, "#8b6f60")], (700, SILL), (760, 2122))
    left = sheet.cut(gouache.straight([(-30, -30), (160, -30), (160, SILL + 20), (-30, SILL + 20)]))
    sheet.wash(left, [(0, "#7f675b"), (1, "#a2846f")], (-20, 0), (170, 60), ragged=0.08)
    with sheet.frisket(below):
        for _ in range(70):
            x, y = sheet.rng.uniform(-60, 1461), sheet.rng.uniform(SILL, 2122)
            tint = mix(WALL_DARK, "#bb9d85", float(sheet.rng.random()))
            path = [(x, y), (x + 6, y + 90), (x - 4, y + 190)]
            sheet.stroke(path, 46, tint, 0.18, bristles=14, ragged=0.5)


def paint_heater(sheet: Sheet) -> None:
    """The panel heater under the sill: pale upright ribs, warm air above."""
    sheet.paint(
        [(250, 1640), (1400, 1634), (1404, 2052), (248, 2058)],
        "#6b544a",
        shake=3,
        rough=6,
        opacity=0.6,
    )
    sheet.paint([(236, 1618), (1386, 1614), (1390, 2030), (234, 2036)], "#d9c9b4", shake=2.5)
    for index in range(19):
        x = 256 + index * 60 + sheet.rng.normal(0, 1.5)
        rib = [(x, 1648), (x + 33, 1646), (x + 34, 2000), (x + 1, 2004)]
        stencil = sheet.paint(rib, "#e8dbc7", shake=1.6, rough=2, upright=True)
        with sheet.frisket(stencil):
            sheet.paint(
                [(x + 22, 1640), (x + 40, 1640), (x + 40, 2010), (x + 24, 2010)],
                "#bfa994",
                opacity=0.6,
                shake=1.5,
                rough=3,
                slip=0,
            )
    shade = [(230, 1612), (1392, 1608), (1392, 1690), (230, 1680)]
    sheet.lay(sheet.cut(gouache.straight(shade), rough=16, sharp=1), "#6f5548", 0.5)
    knob = gouache.blob(sheet.rng, (1352, 1962), (19, 22), 0.06)
    sheet.lay(sheet.cut(knob), "#b39880")


def paint_frame(sheet: Sheet) -> None:
    """The wooden frame: a tall pane, a bar across, a narrower pane on the left."""
    bars = [
        [(146, -30), (206, -30), (208, SILL), (146, SILL)],
        [(1372, -30), (1500, -30), (1500, SILL), (1376, SILL)],
        [(140, -30), (1500, -30), (1500, 78), (140, 84)],
        [(462, 70), (498, 70), (500, SILL), (462, SILL)],
        [(200, 372), (1380, 366), (1380, 398), (200, 404)],
        [(150, SILL - 50), (1500, SILL - 54), (1500, SILL + 6), (150, SILL + 8)],
    ]
    for index, bar in enumerate(bars):
        upright = index in (0, 1, 3)
        stencil = sheet.paint(bar, WOOD, shake=2, wave=140, upright=upright)
        with sheet.frisket(stencil):
            (x0, y0), (x1, y1) = bar[0], bar[2]
            for _ in range(16):
                t = sheet.rng.random()
                if upright:
                    x = x0 + (x1 - x0) * t
                    start = sheet.rng.uniform(0, 1200)
                    path = [(x, start), (x + 3, start + 170), (x, start + 360)]
                else:
                    y = y0 + (y1 - y0) * t
                    start = sheet.rng.uniform(140, 1200)
                    path = [(start, y), (start + 170, y + 2), (start + 360, y)]
                tint = mix(WOOD_DARK, WOOD_LIGHT, float(sheet.rng.random()))
                sheet.stroke(path, 10, tint, 0.35, bristles=5, ragged=0.6)
    for line, tint in (
        ([(210, 90), (212, 366)], WOOD_LIGHT),
        ([(502, 86), (502, 364)], WOOD_LIGHT),
        ([(504, 406), (504, SILL - 54)], WOOD_LIGHT),
        ([(212, 406), (212, SILL - 52)], WOOD_LIGHT),
        ([(204, 407), (1374, 401)], WOOD_DARK),
        ([(204, 86), (1374, 80)], WOOD_DARK),
    ):
        path = gouache.wobble(sheet.rng, gouache.straight(line, closed=False), 1, 150)
        sheet.lay(sheet.cut(gouache.ribbon(path, 5), rough=1.2), tint, 0.7, dry=0.2)


def paint_sill(sheet: Sheet) -> None:
    """The broad sill, lit by the snow, with its front edge in shade."""
    board = [(110, SILL), (1500, SILL - 4), (1500, SILL + 76), (90, SILL + 82)]
    stencil = sheet.paint(board, "#c89f7a", shake=2)
    with sheet.frisket(stencil):
        sheet.wash(
            sheet.cut(gouache.straight(board)),
            [(0, "#e2c9b0"), (1, "#bb8d67")],
            (700, SILL),
            (702, SILL + 80),
            ragged=0.1,
        )
        for _ in range(60):
            x, y = sheet.rng.uniform(80, 1450), sheet.rng.uniform(SILL, SILL + 80)
            tint = mix(WOOD, "#f0dcc6", float(sheet.rng.random()))
            sheet.stroke(
                [(x, y), (x + 90, y + 2), (x + 210, y)], 9, tint, 0.35, bristles=5, ragged=0.6
            )
    lip = [(90, SILL + 78), (1500, SILL + 72), (1500, SILL + 118), (90, SILL + 122)]
    sheet.paint(lip, "#86593e", shake=2)
    edge = gouache.wobble(
        sheet.rng, gouache.straight([(92, SILL + 81), (1500, SILL + 75)], closed=False), 1.2, 200
    )
    sheet.lay(sheet.cut(gouache.ribbon(edge, 6), rough=1.4), "#eccfae", 0.8, dry=0.2)
    under = [(90, SILL + 120), (1500, SILL + 116), (1500, SILL + 160), (90, SILL + 164)]
    sheet.lay(sheet.cut(gouache.straight(under), rough=12, sharp=1), "#5c4438", 0.65)


def paint_curtain(sheet: Sheet) -> None:
    """A heavy curtain drawn to the left, and the edge of its fellow on the right."""
    for folds, foot in (((-40, 60, 130, 205, 262), 1900), ((1372, 1424, 1500), 1880)):
        for left, right in pairwise(folds):
            lean = sheet.rng.uniform(-12, 12)
            body = [
                (left, -40),
                (right + 12, -40),
                (right + 16 + lean, foot),
                (left + lean, foot + 14),
            ]
            line = gouache.wobble(sheet.rng, gouache.straight(body), 4, 300)
            stencil = sheet.cut(line, rough=2)
            stops = [(0, "#6d5256"), (0.3, "#a3746a"), (0.62, "#bd8f7d"), (1, "#7d5c5c")]
            sheet.wash(stencil, stops, (left, 0), (right + 14, 0), ragged=0.06)
            with sheet.frisket(stencil):
                for row in range(13):
                    y = 60 + row * 150 + (75 if left % 2 else 0)
                    sprig(sheet, ((left + right) / 2 + sheet.rng.normal(0, 10), y))


def sprig(sheet: Sheet, centre: Point) -> None:
    """A small printed flower on the curtain."""
    for angle in np.arange(5) / 5 * 2 * np.pi + sheet.rng.uniform(0, 1):
        spot = (centre[0] + 11 * np.cos(angle), centre[1] + 13 * np.sin(angle))
        sheet.lay(
            sheet.cut(gouache.blob(sheet.rng, spot, (7, 8)), rough=1.2), "#e3c3ae", 0.6, dry=0.2
        )


def turned(points: Sequence[Point]) -> list[Point]:
    """Head points, measured from its middle, tilted as the cat looks up and to the right."""
    angle = 0.11
    return [
        (
            HEAD[0] + x * np.cos(angle) - y * np.sin(angle),
            HEAD[1] + x * np.sin(angle) + y * np.cos(angle),
        )
        for x, y in points
    ]


def comb(
    sheet: Sheet, outline: Outline, count: int, length: float, centre: Point, lift: float
) -> Bundle:
    """Hairs within an outline, fanning away from a place `lift` above the centre."""
    hairs = Bundle()
    middle = outline.mean(axis=0)
    for _ in range(count):
        edge = outline[int(sheet.rng.integers(0, len(outline)))]
        root = middle + (edge - middle) * np.sqrt(sheet.rng.random()) * 0.97
        way = root - (centre[0], centre[1] - lift)
        way = way / (np.hypot(*way) + 1e-6) + sheet.rng.normal(0, 0.15, 2)
        size = length * sheet.rng.uniform(0.6, 1.3)
        path = gouache.straight([root, root + way * size], closed=False, step=7)
        alpha, tone = sheet.rng.uniform(0.5, 1), float(sheet.rng.normal(0, 0.5))
        hairs.hair(path, sheet.rng.uniform(2.5, 5.5), alpha, tone)
    return hairs


def furry_mark(sheet: Sheet, points: Sequence[Point], width: float, flow: Point) -> Bundle:
    """A tabby stripe made of hairs, thinning out towards its end."""
    hairs, spine = Bundle(), gouache.curved(points, closed=False, step=3)
    way = np.array(flow) / np.hypot(*flow)
    for _ in range(int(len(spine) * 5)):
        place = sheet.rng.random() ** 1.15
        swell = (1 - 0.75 * place) * min(1.0, 0.4 + place * 5)
        root = spine[int(place * (len(spine) - 1))] + sheet.rng.normal(0, width * 0.26 * swell, 2)
        turn = way + sheet.rng.normal(0, 0.2, 2)
        path = gouache.straight(
            [root, root + turn * sheet.rng.uniform(12, 26)], closed=False, step=5
        )
        hairs.hair(path, 4.2, sheet.rng.uniform(0.5, 0.95), float(sheet.rng.normal(0, 0.5)))
    return hairs


def paint_cat(sheet: Sheet) -> None:
    """The body first, then the head before it; each flat, then form, marks, fur and rim light."""
    cast = gouache.blob(sheet.rng, (812, 1514), (270, 20), 0.05)
    sheet.lay(sheet.cut(cast, rough=8, sharp=1), "#6b4633", 0.6)
    body = gouache.wobble(sheet.rng, gouache.curved(BODY), 2.5, 90)
    stencil = sheet.cut(body, rough=2.4)
    sheet.lay(stencil, GINGER)
    with sheet.frisket(stencil):
        shade_form(sheet, BODY_FORM)
        sheet.scatter(comb(sheet, body, 2600, 40, (802, 1000), 260), GINGER, 0.4, contrast=0.1)
        paint_body_marks(sheet)
        sheet.scatter(comb(sheet, body, 900, 38, (802, 1000), 260), GINGER_LIGHT, 0.26)
        nape = gouache.blob(sheet.rng, (HEAD[0] - 6, HEAD[1] + 104), (128, 40), 0.05)
        sheet.lay(sheet.cut(nape, rough=18, sharp=1), "#5e3826", 0.62)
    paint_rim(sheet, body, (802, 1300), 1010)
    paint_head(sheet)


def shade_form(sheet: Sheet, form: tuple[tuple[Point, Point, str, float], ...]) -> None:
    """Round a flat shape with soft patches of shade and light."""
    for centre, radii, tint, strength in form:
        patch = gouache.blob(sheet.rng, centre, radii, 0.06, 10)
        sheet.lay(sheet.cut(patch, rough=24, sharp=1), tint, strength)


def paint_body_marks(sheet: Sheet) -> None:
    """Tabby marks: a broken line down the back and uneven ribs to either side."""
    back = furry_mark(sheet, [(806, 1040), (800, 1200), (806, 1330), (802, 1470)], 30, (0, 1))
    sheet.scatter(back, GINGER_DARK, 0.62)
    for side in (-1, 1):
        for y, reach in ((1098, 96), (1164, 136), (1236, 168), (1312, 184), (1394, 190)):
            y += sheet.rng.normal(0, 9)
            reach *= sheet.rng.uniform(0.86, 1.08)
            start = (803 + side * sheet.rng.uniform(22, 44), y - 26)
            ends = [(803 + side * reach * 0.6, y - 4), (803 + side * reach, y + 52)]
            mark = furry_mark(sheet, [start, *ends], 30, (side * 0.5, 1))
            sheet.scatter(mark, GINGER_DARK, 0.62)
    for side, x in ((-1, 690), (1, 914)):
        # the fold of the haunch
        fold = [(x, 1290), (x + side * 4 - side * 50, 1370), (x - side * 46, 1490)]
        sheet.scatter(furry_mark(sheet, fold, 20, (side * 0.2, 1)), "#74452c", 0.4)


def paint_ear(sheet: Sheet, side: int) -> None:
    """The back of an ear, warm where the light comes through its thin edge."""
    shape = [(18, -84), (54, -118), (88, -162), (103, -168), (115, -152), (125, -98), (121, -30)]
    points = [(side * x, y) for x, y in [*shape, (64, -48)]]
    ear = gouache.wobble(sheet.rng, gouache.curved(turned(points)), 1.2, 50)
    stencil = sheet.cut(ear, rough=2)
    sheet.lay(stencil, mix(GINGER, GINGER_DARK, 0.25))
    with sheet.frisket(stencil):
        light = turned([(side * 98, -116)])[0]
        glow = gouache.blob(sheet.rng, light, (26, 42), 0.08)
        sheet.lay(sheet.cut(glow, rough=12, sharp=1), "#e0987c", 0.7)
        sheet.scatter(comb(sheet, ear, 150, 20, turned([(side * 66, 0)])[0], 0), GINGER_LIGHT, 0.3)
    paint_rim(sheet, ear, turned([(side * 84, -80)])[0], HEAD[1] - 70, 10, 6)


def paint_head(sheet: Sheet) -> None:
    """The head from behind, ears up, cheeks a little wider than the crown."""
    for side in (-1, 1):
        paint_ear(sheet, side)
    points = [(-60, -88), (0, -98), (62, -88), (106, -48), (124, 8), (134, 48), (104, 84)]
    points += [(44, 108), (-40, 108), (-100, 82), (-130, 44), (-122, 4), (-104, -48)]
    head = gouache.wobble(sheet.rng, gouache.curved(turned(points)), 2, 70)
    stencil = sheet.cut(head, rough=2.4)
    sheet.lay(stencil, GINGER)
    x, y = HEAD
    with sheet.frisket(stencil):
        form = (
            ((x, y + 34), (84, 66), GINGER_DARK, 0.32),
            ((x - 8, y + 100), (120, 30), "#6b402a", 0.45),
            ((x - 98, y + 10), (34, 56), GINGER_LIGHT, 0.55),
            ((x + 100, y + 26), (36, 54), GINGER_LIGHT, 0.65),
            ((x + 6, y - 86), (70, 22), GINGER_LIGHT, 0.5),
        )
        shade_form(sheet, form)
        sheet.scatter(comb(sheet, head, 900, 28, HEAD, 130), GINGER, 0.4, contrast=0.1)
        for start, middle, end in (
            ((0, -92), (2, -40), (0, 40)),
            ((-38, -86), (-36, -40), (-24, 16)),
            ((38, -86), (38, -40), (26, 16)),
            ((-70, -14), (-92, 14), (-104, 48)),
            ((72, -14), (94, 14), (108, 50)),
        ):
            mark = furry_mark(sheet, turned([start, middle, end]), 19, (start[0] * 0.008, 1))
            sheet.scatter(mark, GINGER_DARK, 0.6)
        sheet.scatter(comb(sheet, head, 360, 26, HEAD, 130), GINGER_LIGHT, 0.28)
    paint_rim(sheet, head, HEAD, HEAD[1] + 30, 14, 24)
    cheek = Bundle()
    for _ in range(90):
        root = np.array(turned([(sheet.rng.uniform(104, 132), sheet.rng.uniform(20, 84))])[0])
        path = gouache.straight(
            [root, gouache.moved(root, sheet.rng.uniform(8, 24), 16)], closed=False, step=4
        )
        cheek.hair(path, 4, 0.85, float(sheet.rng.normal(0, 0.5)))
    sheet.scatter(cheek, "#f0d9bb", 0.8, contrast=0.08)


def paint_rim(
    sheet: Sheet,
    outline: Outline,
    middle: Point,
    lowest: float,
    length: float = 17,
    fade: float = 190,
) -> None:
    """Pale light from the snow on the hairs along an edge, fading out below `lowest`."""
    hairs = Bundle()
    across, along = gouache.normals(outline), np.gradient(outline, axis=0)
    for _ in range(int(len(outline) * 7)):
        index = int(sheet.rng.integers(0, len(outline)))
        if outline[index][1] > lowest + abs(sheet.rng.normal(0, fade)):
            continue
        out = across[index] * np.sign(across[index] @ (outline[index] - middle))
        # hairs lie nearly along the edge and point down it
        down = along[index] / (np.hypot(*along[index]) + 1e-6)
        down = down * (1 if down[1] > 0 else -1)
        way = down + out * sheet.rng.uniform(0.05, 0.5)
        root = outline[index] - out * sheet.rng.uniform(1, 8)
        size = length * sheet.rng.uniform(0.6, 1.3)
        path = gouache.straight([root, root + way * size], closed=False, step=4)
        hairs.hair(path, 3.6, sheet.rng.uniform(0.5, 0.95), float(sheet.rng.normal(0, 0.5)))
    sheet.scatter(hairs, "#f6e7d3", 0.8, contrast=0.06)


def paint_whiskers(sheet: Sheet) -> None:
    """A few whiskers past the cheek that is turned to us."""
    for side, lift, reach in ((1, -16, 92), (1, 6, 100), (1, 26, 84), (-1, 6, 44), (-1, 22, 36)):
        (x, y), size = turned([(side * 128, 42)])[0], reach
        end = (x + side * size, y + lift * 1.5 - 6)
        line = gouache.curved([(x, y), ((x + end[0]) / 2, (y + end[1]) / 2 - 9), end], closed=False)
        whisker = gouache.ribbon(line, np.linspace(3, 1.2, len(line)))
        sheet.lay(sheet.cut(whisker, rough=0.7), "#fbf7f0", 0.85)


def paint_tail(sheet: Sheet) -> None:
    """The tail hanging over the sill in front of the warm heater, its tip curling."""
    path = [
        (850, 1440),
        (896, 1510),
        (926, 1600),
        (918, 1700),
        (920, 1790),
        (968, 1846),
        (1036, 1838),
    ]
    spine = gouache.curved(path, closed=False)
    along = np.linspace(0, 1, len(spine))
    outline = gouache.ribbon(spine, 66 * (1 - 0.24 * along) * (1 - along**14) ** 0.5)
    cast = sheet.cut(gouache.moved(outline, 20, 16), rough=9, sharp=1)
    sheet.lay(cast, "#64493b", 0.4)
    stencil = sheet.cut(gouache.wobble(sheet.rng, outline, 1.6, 50), rough=2)
    sheet.lay(stencil, GINGER)
    across = gouache.normals(spine)
    with sheet.frisket(stencil):
        sheet.lay(
            sheet.cut(gouache.ribbon(spine + across * 17, 24), rough=7, sharp=1), GINGER_DARK, 0.5
        )
        sheet.lay(
            sheet.cut(gouache.ribbon(spine - across * 20, 12), rough=5, sharp=1), GINGER_LIGHT, 0.6
        )
        for index in np.linspace(12, len(spine) - 13, 9).astype(int):
            ring = [spine[index] + across[index] * t * 36 + (0, 5 * t * t) for t in (-1, 0, 1)]
            width = sheet.rng.uniform(13, 22)
            sheet.stroke(ring, width, GINGER_DARK, 0.6, bristles=8, ragged=0.25, taper=0.3)
        sheet.lay(sheet.cut(gouache.blob(sheet.rng, path[-1], (34, 40)), rough=7), "#f3e6d3", 0.9)
    hairs = Bundle()
    for _ in range(420):
        index = int(sheet.rng.integers(0, len(spine) - 3))
        side = sheet.rng.uniform(-1, 1)
        root = spine[index] + across[index] * side * 27 * (1 - 0.28 * along[index])
        ahead = spine[min(index + 2, len(spine) - 1)] - spine[index]
        way = ahead / (np.hypot(*ahead) + 1e-6) + across[index] * side * 0.3
        line = gouache.straight(
            [root, root + way * sheet.rng.uniform(10, 24)], closed=False, step=5
        )
        hairs.hair(line, 3.5, 0.8, float(sheet.rng.normal(0, 0.6)))
    sheet.scatter(hairs, mix(GINGER, GINGER_LIGHT, 0.45), 0.5, contrast=0.12)


def paint_mug(sheet: Sheet) -> None:
    """A mug of something hot on the sill, left of the cat."""
    cast = gouache.blob(sheet.rng, (484, 1518), (92, 13), 0.05)
    sheet.lay(sheet.cut(cast, rough=6, sharp=1), "#6b4633", 0.55)
    ring = gouache.curved(
        [(416, 1412), (378, 1404), (366, 1444), (390, 1476), (424, 1468)], closed=False
    )
    sheet.lay(sheet.cut(gouache.ribbon(ring, 17), rough=1.5), "#43667a")
    body = [
        (406, 1386),
        (552, 1384),
        (548, 1450),
        (538, 1510),
        (480, 1520),
        (422, 1511),
        (412, 1450),
    ]
    stencil = sheet.paint(body, "#527a8d", shake=1.5)
    with sheet.frisket(stencil):
        sheet.paint(
            [(508, 1376), (564, 1376), (554, 1530), (496, 1530)],
            "#365668",
            opacity=0.55,
            rough=9,
            slip=0,
        )
        sheet.paint(
            [(420, 1380), (442, 1380), (446, 1520), (428, 1520)],
            "#9dbcc6",
            opacity=0.5,
            rough=6,
            slip=0,
        )
        for y in (1428, 1474):
            band = gouache.curved([(400, y), (480, y + 9), (556, y - 1)], closed=False)
            sheet.lay(
                sheet.cut(gouache.ribbon(gouache.wobble(sheet.rng, band, 1.4, 40), 8), rough=1.2),
                "#e9dfcf",
                0.85,
                dry=0.15,
            )
    lip = gouache.blob(sheet.rng, (479, 1386), (74, 14), 0.03, 12)
    sheet.lay(sheet.cut(lip), "#89aab5")
    sheet.lay(sheet.cut(gouache.blob(sheet.rng, (479, 1388), (62, 9), 0.03, 12)), "#6a4632")
    for x, sway in ((462, 16), (496, -14)):
        path = [(x, 1376), (x + sway, 1320), (x - sway * 0.6, 1262), (x + sway * 1.3, 1196)]
        steam = gouache.curved(path, closed=False)
        along = np.linspace(0, np.pi, len(steam))
        sheet.lay(
            sheet.cut(gouache.ribbon(steam, 4 + 15 * np.sin(along)), rough=7, sharp=1),
            "#fbf8f2",
            0.75,
        )


def paint_cyclamen(sheet: Sheet) -> None:
    """A potted cyclamen, flower of the Hokkaido winter window, right of the cat."""
    cast = gouache.blob(sheet.rng, (1166, 1516), (112, 14), 0.05)
    sheet.lay(sheet.cut(cast, rough=6, sharp=1), "#6b4633", 0.55)
    pot = [
        (1080, 1380),
        (1250, 1378),
        (1240, 1420),
        (1220, 1512),
        (1164, 1520),
        (1108, 1513),
        (1088, 1420),
    ]
    stencil = sheet.paint(pot, "#b3694c", shake=1.5)
    with sheet.frisket(stencil):
        sheet.paint(
            [(1190, 1370), (1264, 1370), (1234, 1530), (1174, 1530)],
            "#7d4536",
            opacity=0.55,
            rough=10,
            slip=0,
        )
        sheet.paint(
            [(1098, 1376), (1118, 1376), (1128, 1520), (1114, 1520)],
            "#dda07c",
            opacity=0.5,
            rough=6,
            slip=0,
        )
    sheet.paint([(1072, 1376), (1258, 1374), (1254, 1412), (1076, 1414)], "#bf7757", shake=1.5)
    stems = [(1104, 1130), (1160, 1070), (1214, 1124), (1264, 1184), (1064, 1204), (1184, 1182)]
    for x, y in stems:
        line = gouache.curved(
            [(1164, 1360), ((1164 + x) / 2 + 8, (1360 + y) / 2 - 20), (x, y)], closed=False
        )
        sheet.lay(sheet.cut(gouache.ribbon(line, 7), rough=1.2), "#8a5a52")
    for _ in range(30):
        angle = sheet.rng.uniform(np.pi * 0.94, np.pi * 2.06)
        reach = sheet.rng.uniform(20, 118)
        x, y = 1164 + np.cos(angle) * reach, 1374 + np.sin(angle) * reach * 0.66
        paint_leaf(sheet, (x, y), sheet.rng.uniform(34, 50), angle)
    for x, lean in ((1128, 3.6), (1172, 4.7), (1212, 5.8)):
        paint_leaf(sheet, (x, 1362), 48, lean)
    for x, y in stems:
        paint_flower(sheet, (x, y), sheet.rng.uniform(30, 38))


def paint_leaf(sheet: Sheet, centre: Point, size: float, angle: float) -> None:
    """A heart-shaped leaf with silver marbling."""
    shape = np.array([(-0.2, 0), (-0.7, -0.6), (0, -0.75), (0.9, 0), (0, 0.75), (-0.7, 0.6)]) * size
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    leaf = shape @ turn * (1, 0.8) + centre
    tint = mix("#3f5a4b", "#6f8a6a", float(sheet.rng.random()))
    stencil = sheet.paint(leaf, tint, smooth=True, shake=1.2, wave=30, rough=1.3, slip=1)
    with sheet.frisket(stencil):
        silver = shape[1:] * 0.55 @ turn * (1, 0.8) + centre
        ring = gouache.ribbon(gouache.curved(silver), 5)
        sheet.lay(sheet.cut(ring, rough=1.8), "#b7c7b4", 0.6, dry=0.3)


def paint_flower(sheet: Sheet, centre: Point, size: float) -> None:
    """A cyclamen flower: petals swept straight up and back, twisted a little, throat below."""
    x, y = centre
    sway = sheet.rng.uniform(-0.25, 0.25)
    for lean in (-0.62, 0.6, -0.26, 0.3, 0.02):
        tall = size * sheet.rng.uniform(1.75, 2.1) * (1 - 0.3 * abs(lean))
        tip = (x + (lean * 1.25 + sway) * size, y - tall)
        side = size * sheet.rng.uniform(0.28, 0.36)
        belly = (x + lean * size * 0.9, y - tall * 0.55)
        petal = [(x + lean * size * 0.15, y + 3), (belly[0] - side, belly[1]), tip]
        petal += [(belly[0] + side, belly[1] + size * 0.12)]
        tint = mix("#c4606f", "#efb4b2", float(sheet.rng.random()))
        stencil = sheet.paint(petal, tint, smooth=True, shake=1, wave=30, rough=1.3, slip=1)
        with sheet.frisket(stencil):
            throat = gouache.blob(sheet.rng, (x, y), (size * 0.5, size * 0.5))
            sheet.lay(sheet.cut(throat, rough=6), "#993a50", 0.6)
            vein = gouache.straight([(x + lean * size * 0.2, y), tip], closed=False)
            sheet.lay(sheet.cut(gouache.ribbon(vein, 3), rough=1.5), "#f6d0c9", 0.5, dry=0.3)
    sheet.lay(sheet.cut(gouache.blob(sheet.rng, (x, y + 2), (size * 0.3, size * 0.22))), "#9b3f54")


def main() -> None:
    sheet = Sheet(seed=87, ground=gouache.PAPER)
    paint_outdoors(sheet)
    paint_room(sheet)
    paint_frame(sheet)
    paint_heater(sheet)
    paint_sill(sheet)
    paint_curtain(sheet)
    sheet.glow((800, 900), (520, 640), "#e8eef2", 0.12)
    paint_cyclamen(sheet)
    paint_mug(sheet)
    paint_tail(sheet)
    paint_cat(sheet)
    paint_whiskers(sheet)
    sheet.glow((820, 1700), (560, 260), "#f0b27c", 0.16)
    sheet.finish(Path(__file__).with_name("picture.jpg"))


if __name__ == "__main__":
    main()
