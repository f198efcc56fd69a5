"""Winter street: a back street in Sapporo on a blue snowy evening, drawn as layered gouache.

The lowest two fifths stay nearly white, because the message is set over them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from brushes import gouache
from brushes.gouache import Bundle, Sheet, mix

VANISHING = np.array([770.0, 985.0])
SNOW_LIGHT = "#e9eef3"
SNOW_BLUE = "#b9c9dc"
SNOW_SHADE = "#8fa6c2"
NIGHT = "#33445f"
LAMPLIGHT = "#ffc774"

Point = tuple[float, float]
Face = Callable[[float, float], np.ndarray]


@dataclass(frozen=True)
class House:
    """A gabled house; `side` is where its long wall shows (1: to its right, -1: to its left)."""

    left: float
    right: float
    base: float
    eave: float
    peak: Point
    wall: str
    side: int
    depth: float

    @property
    def near_corners(self) -> tuple[Point, Point, Point]:
        """Eave and foot of the corner towards the lane, and the top of the gable."""
        x = self.right if self.side > 0 else self.left
        return (x, self.eave), (x, self.base), self.peak

    def far(self, point: Point) -> Point:
        """The same point at the back of the house."""
        return tuple(np.array(point) + (VANISHING - point) * self.depth)


def face(top_left: Point, top_right: Point, foot_right: Point, foot_left: Point) -> Face:
    """Places on a wall: across and down, each from 0 to 1."""
    corners = [np.array(p, float) for p in (top_left, top_right, foot_right, foot_left)]

    def place(across: float, down: float) -> np.ndarray:
        upper = corners[0] + (corners[1] - corners[0]) * across
        lower = corners[3] + (corners[2] - corners[3]) * across
        return upper + (lower - upper) * down

    return place


def paint_sky(sheet: Sheet) -> None:
    """Deep blue above, a last warmth low over the mountains, snow clouds between."""
    stops = [
        (0.0, "#3b5274"),
        (0.3, "#526c8f"),
        (0.62, "#8499b3"),
        (0.85, "#b9bcc8"),
        (1.0, "#dcc7bd"),
    ]
    sheet.wash(sheet.whole(), stops, (700, -20), (760, 940), ragged=0.05)
    for _ in range(46):
        x, y = sheet.rng.uniform(-100, 1500), sheet.rng.uniform(0, 640)
        reach, lift = sheet.rng.uniform(160, 420), sheet.rng.uniform(-26, 14)
        tint = mix("#48618a", "#a4b3c8", float(sheet.rng.random()) * (0.3 + y / 900))
        path = [(x, y), (x + reach / 2, y + lift), (x + reach, y + lift * 0.4)]
        sheet.stroke(path, sheet.rng.uniform(24, 70), tint, 0.16, bristles=16, ragged=0.5)


def paint_mountains(sheet: Sheet) -> None:
    """Two ranges behind the town, paler with distance, with snow in their folds."""
    far = [(-40, 800), (120, 742), (300, 690), (420, 655), (540, 700), (700, 742), (860, 690)]
    far += [(1000, 640), (1130, 612), (1260, 668), (1500, 720), (1500, 1000), (-40, 1000)]
    near = [(-40, 860), (160, 836), (380, 800), (560, 818), (740, 850), (900, 812), (1090, 776)]
    near += [(1280, 800), (1500, 840), (1500, 1010), (-40, 1010)]
    for ridge, top, low in ((far, "#7489a8", "#aeb5c6"), (near, "#5f7897", "#a3adc0")):
        outline = gouache.wobble(sheet.rng, gouache.straight(ridge), 4, 120)
        stencil = sheet.cut(outline, rough=2.2)
        sheet.wash(stencil, [(0, top), (1, low)], (700, 640), (740, 930), ragged=0.08)
        with sheet.frisket(stencil):
            for _ in range(70):
                x, y = sheet.rng.uniform(0, 1461), sheet.rng.uniform(630, 840)
                slant = sheet.rng.uniform(10, 40)
                path = [(x, y), (x + slant * 0.4, y + slant * 0.6), (x + slant, y + slant)]
                sheet.stroke(path, 9, "#d5dce6", 0.4, bristles=5, ragged=0.5)


def paint_pane(
    sheet: Sheet, wall: Face, box: tuple[float, float, float, float]
) -> list[np.ndarray]:
    """The lit glass of a window in its frame; returns the glass corners."""
    left, top, right, foot = box
    corners = [wall(left, top), wall(right, top), wall(right, foot), wall(left, foot)]
    middle = np.mean(corners, axis=0)
    height = float(np.hypot(*(corners[3] - corners[0])))
    sheet.glow(tuple(middle), (height * 0.95, height * 0.95), "#f0a04e", 0.34)
    frame = [middle + (corner - middle) * 1.13 for corner in corners]
    sheet.paint(frame, "#574a4e", shake=0.9, rough=0.9, slip=0.8)
    outline = gouache.wobble(sheet.rng, gouache.straight(corners, step=4), 0.9, 40)
    stencil = sheet.cut(outline, rough=0.9)
    stops = [(0, "#f3b765"), (0.45, "#ffe2a0"), (1, "#f7c577")]
    sheet.wash(stencil, stops, tuple(corners[0]), tuple(corners[3]), ragged=0.12)
    with sheet.frisket(stencil):
        for near, far in ((0, 1), (1, 0)):
            inward = corners[far] - corners[near]
            fold = [corners[near], corners[near] + inward * 0.27]
            fold += [corners[3 - near] + inward * 0.16, corners[3 - near]]
            sheet.paint(fold, "#fbeccb", shake=1.5, wave=30, rough=0.9, slip=0.5, opacity=0.6)
        sheet.glow(tuple(middle), (height * 0.4, height * 0.4), "#fff3cf", 0.5)
    return corners


def paint_window(sheet: Sheet, wall: Face, box: tuple[float, float, float, float]) -> None:
    """A lit window with its bars and the snow that settled on its sill."""
    corners = paint_pane(sheet, wall, box)
    height = float(np.hypot(*(corners[3] - corners[0])))
    thick = max(2.0, height * 0.035)
    bars = [((corners[0] + corners[1]) / 2, (corners[3] + corners[2]) / 2)]
    bars.append((corners[0] * 0.66 + corners[3] * 0.34, corners[1] * 0.66 + corners[2] * 0.34))
    for start, end in bars:
        path = gouache.straight([start, end], closed=False, step=6)
        bar = gouache.wobble(sheet.rng, path, 0.5, 50)
        sheet.lay(sheet.cut(gouache.ribbon(bar, thick), rough=0.7), "#6a5450", 0.85)
    along = corners[2] - corners[3]
    spots = [corners[3] + along * (-0.12 + 0.155 * i) for i in range(9)]
    heights = np.sin(np.linspace(0.15, np.pi - 0.15, 9)) ** 0.5 * height * 0.13
    heap = [s - (0, h) + (0, height * 0.07) for s, h in zip(spots, heights, strict=True)]
    heap += [spots[-1] + (0, height * 0.1), spots[0] + (0, height * 0.1)]
    sheet.paint(heap, SNOW_LIGHT, smooth=True, shake=1, rough=1, slip=1)


def paint_boards(sheet: Sheet, wall: Face, colour: str, rows: int) -> None:
    """The lap siding of a wall: lines that start and stop."""
    bundle = Bundle()
    for row in np.linspace(-0.9, 1, rows * 2):
        start = sheet.rng.uniform(0, 0.35)
        while start < 1:
            end = start + sheet.rng.uniform(0.15, 0.6)
            points = [wall(start, row), wall(min(end, 1), row)]
            line = gouache.straight(points, closed=False, step=10)
            if len(line) > 3:
                line = gouache.wobble(sheet.rng, line, 0.6, 60)
                bundle.add(gouache.ribbon(line, sheet.rng.uniform(1.2, 2.6)), 0.8)
            start = end + sheet.rng.uniform(0.02, 0.2)
    sheet.scatter(bundle, mix(colour, NIGHT, 0.55), 0.5)


def paint_walls(sheet: Sheet, house: House) -> tuple[Face, Face]:
    """Gable wall and long wall; returns places on the two."""
    eave, foot, peak = house.near_corners
    front = [(house.left, house.eave), peak, (house.right, house.eave)]
    front += [(house.right, house.base + 30), (house.left, house.base + 30)]
    side = [eave, house.far(eave), house.far((foot[0], foot[1] + 30)), (foot[0], foot[1] + 30)]
    front_face = face(
        (house.left, house.eave),
        (house.right, house.eave),
        (house.right, house.base),
        (house.left, house.base),
    )
    # the long wall reads from left to right on either side of the street
    near, back = (eave, foot), (house.far(eave), house.far(foot))
    (tl, bl), (tr, br) = (near, back) if house.side > 0 else (back, near)
    side_face = face(tl, tr, br, bl)
    with sheet.frisket(sheet.paint(side, mix(house.wall, "#6e7f9a", 0.35), shake=1.5)):
        paint_boards(sheet, side_face, house.wall, 12)
    with sheet.frisket(sheet.paint(front, house.wall, shake=1.5)):
        paint_boards(sheet, front_face, house.wall, 12)
        span = house.right - house.left
        shade = [(house.left, house.eave), peak, (house.right, house.eave)]
        line = gouache.straight(shade, closed=False)
        sheet.lay(sheet.cut(gouache.ribbon(line, span * 0.16), rough=4), NIGHT, 0.35)
    return front_face, side_face


def paint_roof(sheet: Sheet, house: House) -> None:
    """Deep snow on the roof: the long slope, then the rounded edge over the gable."""
    eave, _, peak = house.near_corners
    span, out = house.right - house.left, house.side
    over = np.array([out * span * 0.07, span * 0.05])
    drop = house.far(eave) + over * 0.8
    slope = [np.array(peak), np.array(house.far(peak)), drop, np.array(eave) + over]
    lump = [gouache.moved(p, 0, -span * 0.03) for p in slope[:2]] + slope[2:]
    lip = [gouache.moved(p, 0, span * 0.05) for p in (slope[3], slope[2])]
    under = sheet.cut(gouache.wobble(sheet.rng, gouache.straight([*slope[2:], *lip]), 2.5, 50))
    stencil = sheet.paint(lump, SNOW_BLUE, shake=3.5, wave=90, rough=2)
    sheet.lay(under, SNOW_SHADE)
    with sheet.frisket(stencil):
        for _ in range(26):
            t, s = sheet.rng.random(2)
            start = slope[0] * (1 - t) + slope[1] * t
            foot = slope[3] * (1 - t) + slope[2] * t
            a, b = start + (foot - start) * s * 0.6, start + (foot - start) * min(1, s + 0.3)
            tint = mix(SNOW_LIGHT, SNOW_BLUE, float(sheet.rng.random()))
            sheet.stroke([a, (a + b) / 2, b], span * 0.07, tint, 0.5, bristles=9, ragged=0.5)
    paint_gable_snow(sheet, house)


def paint_gable_snow(sheet: Sheet, house: House) -> None:
    """The snow edge over the gable, plump above and shaded below."""
    span = house.right - house.left
    peak = np.array(house.peak)
    ends = [np.array([house.left - span * 0.08, house.eave + span * 0.06])]
    ends.append(np.array([house.right + span * 0.08, house.eave + span * 0.06]))
    thick = span * 0.1 + 8
    board = gouache.straight([ends[0], peak, ends[1]], closed=False)
    eaves = gouache.ribbon(gouache.moved(board, 0, thick * 0.42), thick * 0.3)
    sheet.lay(sheet.cut(eaves, rough=1.2), "#4c4650", 0.9)
    halves = [ends[0] * 0.5 + peak * 0.5, ends[1] * 0.5 + peak * 0.5]
    top = [ends[0] + (-thick * 0.3, 0), ends[0] + (thick * 0.1, -thick * 0.6)]
    top += [halves[0] + (0, -thick * 1.05), gouache.moved(peak, -thick * 0.75, -thick * 0.5)]
    top += [gouache.moved(peak, 0, -thick * 0.85), gouache.moved(peak, thick * 0.75, -thick * 0.5)]
    top += [halves[1] + (0, -thick * 1.05), ends[1] + (-thick * 0.1, -thick * 0.6)]
    low = [ends[1] + (thick * 0.3, 0), ends[1] + (-thick * 0.1, thick * 0.4)]
    low += [
        halves[1] + (0, thick * 0.3),
        gouache.moved(peak, 0, thick * 0.5),
        halves[0] + (0, thick * 0.2),
    ]
    low += [ends[0] + (thick * 0.1, thick * 0.4)]
    stencil = sheet.paint(top + low, SNOW_LIGHT, smooth=True, shake=2.5, wave=60, rough=1.8)
    with sheet.frisket(stencil):
        shade = gouache.wobble(sheet.rng, gouache.moved(board, 0, thick * 0.3), 3, 70)
        sheet.lay(sheet.cut(gouache.ribbon(shade, thick * 0.36), rough=3), SNOW_SHADE, 0.6)


def paint_chimney(sheet: Sheet, x: float, foot: float, size: float) -> None:
    """A square chimney with a cushion of snow and a thread of smoke."""
    sheet.paint(
        [(x, foot), (x, foot - size * 2), (x + size, foot - size * 2.05), (x + size, foot)],
        "#75606a",
        shake=1.2,
    )
    cap = [(x - 5, foot - size * 1.95), (x, foot - size * 2.35), (x + size / 2, foot - size * 2.5)]
    cap += [(x + size, foot - size * 2.38), (x + size + 6, foot - size * 1.98)]
    sheet.paint(cap, SNOW_LIGHT, smooth=True, shake=1)
    y = foot - size * 2.6
    for step in range(16):
        drift = np.array([x + size / 2 + 2.2 * step**1.35, y - step * 13])
        puff = gouache.blob(sheet.rng, tuple(drift), (8 + step * 2.4, 7 + step * 1.7), 0.2)
        sheet.lay(sheet.cut(puff, rough=5, sharp=1), "#c4c8d4", 0.26 * (1 - step / 17))


def grow_branch(
    sheet: Sheet,
    root: np.ndarray,
    angle: float,
    length: float,
    width: float,
    wood: Bundle,
    snow: Bundle,
) -> None:
    """Draw a bare branch and its twigs, with snow lying along the upper side."""
    bend = sheet.rng.normal(0, 0.16)
    points = [root]
    for _ in range(4):
        angle += bend * 0.5 + sheet.rng.normal(0, 0.07)
        points.append(points[-1] + length / 4 * np.array([np.cos(angle), -np.sin(angle)]))
    path = gouache.curved(points, closed=False, step=5)
    wood.add(gouache.ribbon(path, np.linspace(width, width * 0.55, len(path))), 1, 0)
    if abs(np.cos(angle)) > 0.3 and sheet.rng.random() < 0.8:
        snow.add(gouache.ribbon(path - (0, width * 0.5 + 0.8), max(1.8, width * 0.62)), 0.95)
    if width < 1.7:
        return
    first = sheet.rng.choice([-1, 1])
    for child in range(4 if width > 4 else 2 + (width > 2.4)):
        start = points[4 - child % 3]
        turn = sheet.rng.uniform(0.3, 0.7) * first * (-1) ** child
        # twigs reach for the light
        rise = (np.pi / 2 - angle) * 0.25
        reach = length * sheet.rng.uniform(0.6, 0.8)
        grow_branch(sheet, start, angle + turn + rise, reach, width * 0.62, wood, snow)


def paint_bare_tree(sheet: Sheet, foot: Point, height: float, width: float) -> None:
    """A rowan or cherry of the gardens, leafless, drawn with a fine brush."""
    wood, snow = Bundle(), Bundle()
    grow_branch(sheet, np.array(foot), np.pi / 2 + 0.06, height * 0.4, width, wood, snow)
    sheet.scatter(wood, "#47506a", 0.9)
    sheet.scatter(snow, SNOW_LIGHT, 0.9)


def paint_far_end(sheet: Sheet) -> None:
    """The small roofs where the street bends away, and one window there."""
    for x, y, span in ((500, 930, 96), (612, 942, 84), (872, 940, 92), (985, 930, 120)):
        house = House(x, x + span, y + 40, y - 30, (x + span / 2, y - 84), "#68799a", 1, 0.1)
        paint_walls(sheet, house)
        paint_gable_snow(sheet, house)
    for x, foot, height in ((590, 985, 150), (845, 985, 170), (455, 985, 190)):
        gouache.paint_fir(sheet, (x, foot), height, ("#4d6478", "#3c5068", "#d5dfe9"))
    home = House(700, 822, 1010, 920, (764, 838), "#5d6480", -1, 0.1)
    front, _ = paint_walls(sheet, home)
    paint_gable_snow(sheet, home)
    paint_window(sheet, front, (0.3, 0.22, 0.7, 0.72))


def paint_left_side(sheet: Sheet) -> None:
    """Two houses on the left and the trees of their gardens."""
    back = House(330, 520, 1045, 850, (425, 726), "#7d7076", 1, 0.2)
    front, side = paint_walls(sheet, back)
    paint_chimney(sheet, 462, 778, 24)
    paint_roof(sheet, back)
    paint_window(sheet, front, (0.34, -0.06, 0.68, 0.26))
    paint_window(sheet, side, (0.25, 0.42, 0.75, 0.78))
    big = House(-90, 290, 1140, 760, (102, 500), "#5b6c80", 1, 0.24)
    front, side = paint_walls(sheet, big)
    paint_chimney(sheet, 190, 600, 40)
    paint_roof(sheet, big)
    paint_window(sheet, front, (0.4, -0.08, 0.68, 0.2))
    paint_window(sheet, front, (0.52, 0.46, 0.86, 0.78))
    paint_window(sheet, side, (0.3, 0.5, 0.74, 0.8))
    paint_bare_tree(sheet, (452, 1110), 500, 12)


def paint_porch(sheet: Sheet) -> None:
    """The glazed porch (玄関フード) of the house on the right, with its light on."""
    wall = face((1010, 960), (1124, 950), (1124, 1150), (1010, 1140))
    sheet.glow((1066, 1050), (180, 170), "#f0a04e", 0.42)
    paint_pane(sheet, wall, (0, 0, 1, 1))
    door = [wall(0.34, 0.22), wall(0.68, 0.22), wall(0.68, 1), wall(0.34, 1)]
    sheet.paint(door, "#a34a3c", shake=1, opacity=0.85)
    for across in (0.02, 0.34, 0.67, 0.98):
        bar = gouache.straight([wall(across, 0), wall(across, 1)], closed=False)
        sheet.lay(sheet.cut(gouache.ribbon(bar, 5), rough=0.8), "#5f4d4c", 0.9)
    cap = [(992, 966), (1000, 930), (1060, 912), (1124, 914), (1142, 950), (1070, 962)]
    sheet.paint(cap, SNOW_LIGHT, smooth=True, shake=2)


def paint_right_side(sheet: Sheet) -> None:
    """Two houses on the right, one with its porch light on."""
    back = House(905, 1080, 1050, 862, (992, 748), "#6f7f80", -1, 0.22)
    front, side = paint_walls(sheet, back)
    paint_roof(sheet, back)
    paint_window(sheet, front, (0.16, 0.1, 0.46, 0.4))
    big = House(1130, 1560, 1165, 730, (1348, 452), "#84665f", -1, 0.26)
    front, side = paint_walls(sheet, big)
    paint_chimney(sheet, 1250, 560, 42)
    paint_roof(sheet, big)
    paint_window(sheet, front, (0.2, -0.1, 0.46, 0.18))
    paint_window(sheet, front, (0.16, 0.44, 0.52, 0.74))
    paint_window(sheet, side, (0.3, 0.1, 0.72, 0.34))
    paint_bare_tree(sheet, (962, 1090), 560, 12)
    paint_porch(sheet)


def paint_ground(sheet: Sheet) -> None:
    """The street under snow: blue far away, nearly white towards the reader."""
    edge = [(-30, 1090), (200, 1085), (430, 1040), (640, 1000), (770, 992), (920, 1004)]
    edge += [(1120, 1080), (1300, 1110), (1500, 1105)]
    skyline = gouache.wobble(sheet.rng, gouache.curved(edge, closed=False), 4, 110)
    outline = np.concatenate([skyline, [(1500, 2160), (-40, 2160)]])
    stops = [
        (0, "#a9bbd1"),
        (0.13, "#c6d3e1"),
        (0.26, "#dfe6ee"),
        (0.42, "#ecf0f3"),
        (1, "#f4f3ef"),
    ]
    stencil = sheet.cut(outline, rough=2)
    sheet.wash(stencil, stops, (740, 1000), (720, 2122), ragged=0.03)
    with sheet.frisket(stencil):
        for _ in range(110):
            y = 1010 + 1080 * sheet.rng.random() ** 1.2
            x, reach = sheet.rng.uniform(-150, 1350), sheet.rng.uniform(140, 420)
            sag = sheet.rng.uniform(-14, 22)
            near = min(1.0, (y - 1000) / 460)
            tint = mix(mix("#8ea5c3", "#e3eaf1", near), "#f8f7f3", float(sheet.rng.random()))
            path = [(x, y), (x + reach / 2, y + sag), (x + reach, y + sag * 0.3)]
            sheet.stroke(path, 16 + 46 * near, tint, 0.28, bristles=18, ragged=0.6)
        paint_drifts(sheet)
        paint_ruts(sheet)


def paint_drifts(sheet: Sheet) -> None:
    """Long soft swells in the foreground, barely darker than the snow between them."""
    swells = [
        ([(-60, 1420), (180, 1352), (420, 1398), (700, 1500)], 90, 0.5),
        ([(1520, 1480), (1280, 1392), (1040, 1420), (860, 1520)], 90, 0.5),
        ([(-60, 1700), (260, 1620), (640, 1690), (1000, 1820)], 120, 0.4),
        ([(1520, 1790), (1240, 1700), (960, 1760), (700, 1900)], 120, 0.4),
        ([(-60, 1990), (300, 1930), (760, 2000), (1200, 2120)], 130, 0.4),
    ]
    for path, width, opacity in swells:
        crest = gouache.wobble(sheet.rng, gouache.curved(path, closed=False), 5, 260)
        body = gouache.ribbon(crest, width * np.sin(np.linspace(0.1, np.pi - 0.1, len(crest))))
        sheet.lay(sheet.cut(body, rough=16, sharp=1), "#d3deeb", opacity)
        lit = gouache.ribbon(crest - (0, width * 0.34), width * 0.3)
        sheet.lay(sheet.cut(lit, rough=8, sharp=1), "#f7f8f9", 0.7)


def paint_ruts(sheet: Sheet) -> None:
    """Two old wheel tracks that lead the eye up the street and fade towards the reader."""
    for foot, bend, width in ((430, 640, 30), (800, 770, 34)):
        path = [(foot, 1480), (bend - 60, 1290), (bend, 1140), (764, 1010)]
        track = gouache.curved(path, closed=False)
        shade, lit = Bundle(), Bundle()
        for lane in np.linspace(-0.5, 0.5, 7):
            fade = np.linspace(1, 0.32, len(track))
            line = gouache.wobble(
                sheet.rng, track + np.outer(fade * lane * width, (1, 0.25)), 2, 90
            )
            for start in range(0, len(line) - 8, 8):
                # the nearer a stretch is to the reader, the fewer bristles still mark it
                if sheet.rng.random() < 2.2 * start / len(line) - 0.1:
                    piece = line[start : start + 11]
                    shade.add(gouache.ribbon(piece, 5 * fade[start : start + 11]), 0.8)
                    lit.add(gouache.ribbon(piece - (width * 0.8 * fade[start], 2), 3), 0.8)
        sheet.scatter(shade, "#9fb3cf", 0.6, soft=1.6)
        sheet.scatter(lit, "#f4f6f7", 0.5, soft=1.2)


def paint_lane_light(sheet: Sheet) -> None:
    """Warm light on the snow in front of doors and windows and under the lamp."""
    spots = [((664, 1105), (190, 38), 0.34), ((1040, 1176), (170, 34), 0.34)]
    spots += [((250, 1176), (200, 34), 0.22), ((1240, 1200), (160, 26), 0.16)]
    spots += [((764, 1026), (80, 14), 0.3)]
    for centre, radii, strength in spots:
        for share, tint in ((1.0, "#ecd6c8"), (0.7, "#f8e0c4"), (0.4, "#fff0da")):
            pool = gouache.blob(sheet.rng, centre, np.array(radii) * share, 0.07, 12)
            sheet.lay(sheet.cut(pool, rough=20 * share, sharp=1), tint, strength)


def paint_banks(sheet: Sheet) -> None:
    """Shovelled snow along both sides of the street."""
    heaps = [
        [(-60, 1240), (-40, 1120), (80, 1078), (200, 1104), (320, 1082), (420, 1100), (505, 1150)],
        [(400, 1128), (450, 1072), (520, 1050), (590, 1060), (640, 1090)],
        [(860, 1080), (900, 1046), (960, 1048), (1000, 1090)],
        [(1110, 1180), (1160, 1122), (1270, 1104), (1360, 1130), (1520, 1090), (1540, 1260)],
    ]
    for heap in heaps:
        base = max(y for _, y in heap) + 24
        outline = [*heap, (heap[-1][0] - 30, base), (heap[0][0] + 40, base)]
        stencil = sheet.cut(gouache.wobble(sheet.rng, gouache.curved(outline), 4, 90), rough=2.2)
        top = min(y for _, y in heap)
        stops = [(0, "#eef2f5"), (0.35, "#cfdae7"), (0.75, "#b4c5da"), (1, "#d9e2ec")]
        sheet.wash(stencil, stops, (heap[0][0], top), (heap[0][0] + 14, base), ragged=0.1)
        with sheet.frisket(stencil):
            for _ in range(26):
                x = sheet.rng.uniform(heap[0][0], heap[-1][0])
                y = sheet.rng.uniform(top, base)
                path = [(x, y), (x + 40, y - 10), (x + 84, y + 6)]
                tint = mix("#9fb4cf", "#f4f5f5", float(sheet.rng.random()))
                sheet.stroke(path, 26, tint, 0.22, bristles=12, ragged=0.6)


def paint_footprints(sheet: Sheet) -> None:
    """Somebody came home a while ago; the snow is already filling the steps."""
    path = gouache.curved(
        [(800, 1300), (850, 1240), (950, 1200), (1050, 1172)], closed=False, step=1
    )
    steps = Bundle()
    for count, index in enumerate(np.linspace(0, len(path) - 2, 13).astype(int)):
        x, y = path[index]
        size = (y - 1000) / 30
        offset = (size * 0.7) * (1 if count % 2 else -1)
        spot = gouache.blob(sheet.rng, (x + offset * 0.5, y + offset * 0.5), (size, size * 0.45))
        steps.add(spot, 0.9)
    sheet.scatter(steps, "#a3b6cf", 0.75, soft=1.2)


def paint_ice_candle(sheet: Sheet, foot: Point, size: float) -> None:
    """An ice candle (アイスキャンドル): a bucket of clear ice with a small flame inside."""
    x, y = foot
    sheet.glow((x, y - size * 0.5), (size * 2.3, size * 1.7), "#f0a45c", 0.5)
    mound = [(-1.3, 0.1), (-0.6, -0.14), (0, -0.06), (0.6, -0.16), (1.35, 0.1), (0, 0.24)]
    heap = [(x + dx * size, y + dy * size) for dx, dy in mound]
    sheet.paint(heap, "#f3e6da", smooth=True, shake=1.4, rough=1.6)
    sides = [
        (-0.42, 0.04),
        (-0.52, -0.96),
        (-0.2, -1.04),
        (0.22, -1.03),
        (0.52, -0.95),
        (0.4, 0.05),
    ]
    outline = gouache.straight([(x + dx * size, y + dy * size) for dx, dy in sides], step=5)
    stencil = sheet.cut(gouache.wobble(sheet.rng, outline, 1.2, 40), rough=1.3)
    stops = [(0, "#dfe9ee"), (0.35, "#fbe3b4"), (0.7, "#ffd58c"), (1, "#f0ae68")]
    sheet.wash(stencil, stops, (x, y - size), (x, y), ragged=0.06)
    with sheet.frisket(stencil):
        for side in (-0.48, 0.48):
            edge = gouache.blob(
                sheet.rng, (x + side * size, y - size * 0.5), (size * 0.12, size * 0.6)
            )
            sheet.lay(sheet.cut(edge, rough=4, sharp=1), "#b9cfdd", 0.8)
        heart = gouache.blob(sheet.rng, (x, y - size * 0.4), (size * 0.22, size * 0.34))
        sheet.lay(sheet.cut(heart, rough=5, sharp=1), "#fff6d8")
    rim = gouache.blob(sheet.rng, (x, y - size), (size * 0.5, size * 0.12), 0.04, 10)
    sheet.lay(sheet.cut(rim, rough=1.3), "#f2f4f4", 0.95)
    hollow = gouache.blob(sheet.rng, (x, y - size * 0.99), (size * 0.3, size * 0.06), 0.04, 9)
    sheet.lay(sheet.cut(hollow, rough=1.2), "#fbd9a0")


def paint_ice_candles(sheet: Sheet) -> None:
    """Three ice candles that somebody set out by the street lamp."""
    for foot, size in (((520, 1146), 42), ((622, 1154), 50), ((894, 1136), 38)):
        paint_ice_candle(sheet, foot, size)


def paint_lamp(sheet: Sheet) -> None:
    """A leaning utility pole with a street lamp, its wires weighed down with snow."""
    pole = gouache.straight([(566, 1096), (556, 300)], closed=False)
    sheet.lay(
        sheet.cut(
            gouache.ribbon(
                gouache.wobble(sheet.rng, pole, 1.5, 300), np.linspace(19, 12, len(pole))
            )
        ),
        "#46495c",
    )
    sheet.lay(sheet.cut(gouache.ribbon(pole - (6, 0), 4)), "#cdd8e5", 0.8, dry=0.35, upright=True)
    for y, half in ((352, 76), (402, 58)):
        arm = gouache.straight([(557 - half, y + 4), (557 + half, y - 3)], closed=False)
        sheet.lay(sheet.cut(gouache.ribbon(arm, 9)), "#46495c")
        sheet.lay(sheet.cut(gouache.ribbon(arm - (0, 7), 7)), SNOW_LIGHT, 0.95)
    wires = [
        ([(486, 350), (220, 430), (-30, 410)], 3),
        ([(504, 402), (240, 500), (-30, 470)], 3),
        ([(632, 348), (980, 396), (1500, 240)], 3),
        ([(616, 398), (1000, 470), (1500, 330)], 3.4),
    ]
    for points, width in wires:
        line = gouache.wobble(sheet.rng, gouache.curved(points, closed=False), 1.2, 200)
        sheet.lay(sheet.cut(gouache.ribbon(line, width), rough=0.8), "#3c4660", 0.85)
        sheet.lay(sheet.cut(gouache.ribbon(line - (0, 4.5), 5), rough=1), "#dbe4ee", 0.85, dry=0.25)
    bracket = gouache.curved([(560, 600), (600, 574), (650, 578)], closed=False)
    sheet.lay(sheet.cut(gouache.ribbon(bracket, 7)), "#46495c")
    sheet.glow((664, 606), (260, 260), "#e8a35c", 0.3)
    sheet.glow((664, 606), (95, 95), LAMPLIGHT, 0.75)
    beam = [(640, 612), (690, 612), (820, 1090), (510, 1090)]
    sheet.lay(sheet.cut(gouache.straight(beam), rough=26, sharp=1), "#ffe0a8", 0.09, uneven=2)
    shade = [(630, 594), (644, 574), (684, 574), (700, 594), (664, 600)]
    sheet.paint(shade, "#4b4a58", smooth=True, shake=1)
    sheet.paint([(632, 578), (664, 558), (698, 580), (664, 582)], SNOW_LIGHT, smooth=True, shake=1)
    bulb = gouache.blob(sheet.rng, (665, 605), (19, 13))
    sheet.lay(sheet.cut(bulb, rough=1.5), "#fff3cf")


def main() -> None:
    sheet = Sheet(seed=1201, ground=gouache.PAPER)
    paint_sky(sheet)
    paint_mountains(sheet)
    sheet.glow((770, 960), (420, 150), "#e8a878", 0.28)
    paint_far_end(sheet)
    paint_ground(sheet)
    paint_left_side(sheet)
    paint_right_side(sheet)
    paint_lane_light(sheet)
    paint_banks(sheet)
    paint_lane_light(sheet)
    paint_footprints(sheet)
    paint_ice_candles(sheet)
    paint_lamp(sheet)
    sheet.snowfall(420, (1.6, 4.5), (0, 0, 1461, 1250), "#dfe8f2", 0.75)
    sheet.snowfall(170, (4, 9), (0, 0, 1461, 1240), "#f3f5f7", 0.85, soft=1)
    sheet.snowfall(26, (9, 15), (0, 0, 1461, 1150), "#f3f5f7", 0.6, soft=3)
    sheet.finish(Path(__file__).with_name("picture.jpg"))


if __name__ == "__main__":
    main()
