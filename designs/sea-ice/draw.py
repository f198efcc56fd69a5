"""Sea ice: drift ice (流氷) on the Okhotsk coast at dawn, a lighthouse, a resting sea eagle."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from brushes import gouache
from brushes.gouache import Bundle, Outline, Sheet, mix

HORIZON = 806.0
SUN = (846.0, 792.0)
ICE_PINK, ICE_WHITE, ICE_SHADE = "#f6d8d2", "#f1f5f5", "#b9d2dc"
ICE_MAUVE = "#cfc6da"
TURQUOISE, TURQUOISE_DEEP = "#7fbfc0", "#4f98a3"
SEA_FAR, SEA_NEAR = "#d9b9b0", "#2f6a7c"

# the middle of the open lead: height on the sheet, and how far from the left
LEAD = ((806, 846), (880, 838), (960, 800), (1080, 690), (1240, 640), (1450, 790), (1700, 850))
LEAD += ((1950, 690), (2160, 600))

Point = tuple[float, float]


@dataclass(frozen=True)
class Floe:
    """A piece of ice on the sea, by its outline on the level water (x, distance)."""

    outline: Outline
    distance: float
    size: float


def on_sea(level: Outline) -> Outline:
    """Where points of the level water (to the side, distance) are seen on the sheet."""
    depth = level[:, 1]
    return np.stack([730 + 2300 * level[:, 0] / depth, HORIZON + 1330 / depth], axis=1)


def paint_sky(sheet: Sheet) -> None:
    """Dawn: grey turquoise above, rose and apricot low, thin clouds lit from beneath."""
    stops = [(0, "#8fb3bd"), (0.3, "#b3c9c9"), (0.52, "#dccfc8"), (0.74, "#f0cabb")]
    stops += [(0.9, "#f2c6a4"), (1, "#f4cfa9")]
    sheet.wash(sheet.whole(), stops, (680, -20), (760, HORIZON), ragged=0.04)
    for _ in range(120):
        y = HORIZON * sheet.rng.random() ** 0.8
        x, reach = sheet.rng.uniform(-250, 1400), sheet.rng.uniform(220, 560)
        height = y / HORIZON
        light = mix("#a9c6cb", "#f9e2c9", height)
        tint = mix(light, mix("#86a9b6", "#e0aaa4", height), float(sheet.rng.random()))
        lift = sheet.rng.uniform(-16, 12)
        path = [(x, y), (x + reach / 2, y + lift), (x + reach, y + lift * 0.2)]
        width = sheet.rng.uniform(12, 30) + 50 * (1 - height)
        sheet.stroke(path, width, tint, 0.2, bristles=16, ragged=0.5, taper=0.7)


def paint_clouds(sheet: Sheet) -> None:
    """Long quiet bars of cloud, mauve above and glowing beneath."""
    bars = [(120, 560, 620, 40), (820, 618, 760, 34), (-80, 668, 560, 26), (560, 470, 900, 46)]
    bars += [(980, 704, 420, 18), (-120, 380, 640, 44), (260, 724, 420, 14)]
    for x, y, reach, thick in bars:
        low = y / HORIZON
        for _ in range(13):
            start = x + sheet.rng.uniform(0, reach * 0.6)
            span = reach * sheet.rng.uniform(0.25, 0.55)
            lane = y + sheet.rng.normal(0, thick * 0.35)
            under = lane > y
            tint = mix("#f3c3ae", "#fbdcb8", low) if under else mix("#a7b1bf", "#d5a9aa", low)
            path = [(start, lane), (start + span / 2, lane - 7), (start + span, lane + 2)]
            sheet.stroke(
                path,
                thick * sheet.rng.uniform(0.3, 0.7),
                tint,
                0.42,
                bristles=11,
                ragged=0.5,
                taper=0.9,
            )


def paint_sun(sheet: Sheet) -> None:
    """The sun just clear of the ice, pale, with its light in the haze."""
    sheet.glow(SUN, (620, 300), "#f3b08c", 0.34)
    sheet.glow(SUN, (170, 110), "#f6b98a", 0.4)
    disc = gouache.blob(sheet.rng, (SUN[0], SUN[1] - 22), (43, 42), 0.02, 10)
    sheet.lay(sheet.cut(disc, rough=2.5), "#fff6df")


def paint_headland(sheet: Sheet) -> None:
    """A snow-topped cape on the left with its dark cliffs, and a farther one behind."""
    far = [(-40, 760), (160, 752), (330, 768), (470, 786), (560, 802), (560, 822), (-40, 822)]
    stencil = sheet.paint(far, "#b59fa9", shake=2.5, rough=2)
    cape = [(-40, 668), (90, 662), (210, 672), (300, 690), (352, 706), (372, 742), (392, 788)]
    cape += [(420, 816), (300, 824), (-40, 828)]
    stencil = sheet.paint(cape, "#7d7f92", shake=3, rough=2)
    with sheet.frisket(stencil):
        for _ in range(70):
            x = sheet.rng.uniform(-30, 410)
            y = sheet.rng.uniform(690, 780)
            tint = mix("#64687f", "#c9a7a3", float(sheet.rng.random()))
            path = [(x, y), (x + 6, y + 24), (x + 18, y + sheet.rng.uniform(40, 70))]
            sheet.stroke(path, 12, tint, 0.5, bristles=6, ragged=0.5)
        top = [(-50, 640), (210, 650), (366, 692), (380, 730), (340, 722), (262, 712), (180, 716)]
        top += [(90, 700), (-50, 712)]
        sheet.paint(top, "#eee5e0", smooth=True, shake=3, rough=2)
        sheet.paint(
            [(240, 684), (372, 704), (366, 722), (280, 702)], "#fbe3cb", shake=2, opacity=0.9
        )
    talus = [(-40, 800), (120, 806), (260, 800), (440, 812), (470, 828), (-40, 836)]
    sheet.paint(talus, "#e8dcd9", smooth=True, shake=3, opacity=0.9)


def paint_lighthouse(sheet: Sheet) -> None:
    """The small banded lighthouse on the cape, its lamp still burning."""
    x, foot, top = 246.0, 684.0, 560.0
    tower = [(x - 17, foot), (x - 12, top), (x + 12, top), (x + 17, foot)]
    stencil = sheet.paint(tower, "#f1e8e0", shake=0.8, rough=1, slip=1)
    with sheet.frisket(stencil):
        for low, high in ((0.08, 0.32), (0.56, 0.8)):
            y0, y1 = foot + (top - foot) * low, foot + (top - foot) * high
            sheet.paint(
                [(x - 20, y0), (x + 20, y0 + 2), (x + 20, y1 + 2), (x - 20, y1)],
                "#4f5468",
                shake=0.7,
                rough=1,
                slip=0.6,
            )
        shade = [(x - 22, foot), (x - 22, top), (x - 4, top), (x - 6, foot)]
        sheet.paint(shade, "#767c95", opacity=0.35, shake=0.8, slip=0)
    sheet.paint(
        [(x - 17, top), (x + 17, top), (x + 17, top - 6), (x - 17, top - 6)],
        "#4f5468",
        shake=0.5,
        rough=0.9,
        slip=0,
    )
    sheet.paint(
        [(x - 9, top - 6), (x + 9, top - 6), (x + 9, top - 27), (x - 9, top - 27)],
        "#ffe0a0",
        shake=0.5,
        rough=0.9,
        slip=0,
    )
    sheet.paint(
        [(x - 13, top - 26), (x, top - 42), (x + 13, top - 26)],
        "#565a6d",
        shake=0.6,
        rough=0.9,
        slip=0,
    )
    sheet.glow((x, top - 17), (60, 60), "#ffd38a", 0.55)
    sheet.glow((x, top - 17), (190, 110), "#f5b98a", 0.2)
    hut = [(x + 20, foot + 4), (x + 20, foot - 22), (x + 58, foot - 20), (x + 58, foot + 8)]
    sheet.paint(hut, "#b9a9ad", shake=0.8, rough=1)
    roof = [(x + 16, foot - 21), (x + 26, foot - 34), (x + 54, foot - 33), (x + 63, foot - 19)]
    sheet.paint(roof, "#f6ede6", shake=0.9, rough=1)


def paint_sea(sheet: Sheet) -> None:
    """Open water between the floes: the sky's rose far off, deep turquoise near by."""
    edge = gouache.wobble(
        sheet.rng, gouache.straight([(-40, HORIZON), (1500, HORIZON + 3)], closed=False), 1.5, 300
    )
    stencil = sheet.cut(np.concatenate([edge, [(1500, 2160), (-40, 2160)]]), rough=1.5)
    stops = [(0, SEA_FAR), (0.08, "#c2b5b3"), (0.22, "#8db1b5"), (0.5, "#5892a0"), (1, SEA_NEAR)]
    sheet.wash(stencil, stops, (730, HORIZON), (730, 2122), ragged=0.03)
    with sheet.frisket(stencil):
        for _ in range(240):
            near = float(sheet.rng.random()) ** 1.4
            y = HORIZON + 8 + near * 1300
            x, reach = sheet.rng.uniform(-100, 1450), 60 + near * 260
            tint = mix(mix("#e6c3b4", "#a2b8bb", near), "#3f7f8e", float(sheet.rng.random()) * near)
            path = [(x, y), (x + reach / 2, y + 3), (x + reach, y)]
            sheet.stroke(path, 4 + 18 * near, tint, 0.35, bristles=7, ragged=0.5, taper=0.8)
        for _ in range(90):
            near = float(sheet.rng.random()) ** 1.5
            y = HORIZON + 6 + near * 800
            x = SUN[0] + sheet.rng.normal(0, 22 + near * 90)
            reach = 26 + near * 120
            path = [(x - reach / 2, y), (x, y + 2), (x + reach / 2, y)]
            sheet.stroke(
                path, 3 + 11 * near, "#fddcae", 0.75 * (1 - near * 0.6), bristles=5, taper=0.9
            )


def paint_far_ice(sheet: Sheet) -> None:
    """The ice edge along the horizon, too far off to tell floe from floe."""
    for _ in range(170):
        y = HORIZON + 3 + 26 * sheet.rng.random()
        x, reach = sheet.rng.uniform(-80, 1480), sheet.rng.uniform(30, 150)
        if in_lead(x + reach / 2, y, reach / 2 - 8):
            continue
        light = float(np.exp(-(((x - SUN[0]) / 330) ** 2)))
        tint = mix(mix("#efd9d6", "#d9cbd6", float(sheet.rng.random())), "#fde4c4", light * 0.8)
        path = [(x, y), (x + reach / 2, y - 1), (x + reach, y)]
        sheet.stroke(path, sheet.rng.uniform(3, 6), tint, 0.85, bristles=4, taper=0.8)


def clip(polygon: list[np.ndarray], middle: np.ndarray, away: np.ndarray) -> list[np.ndarray]:
    """The part of a polygon on the near side of the line through `middle` facing `away`."""
    kept: list[np.ndarray] = []
    for start, end in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        a, b = float((start - middle) @ away), float((end - middle) @ away)
        if a <= 0:
            kept.append(start)
        if (a < 0 < b) or (b < 0 < a):
            kept.append(start + (end - start) * (a / (a - b)))
    return kept


def in_lead(x: float, y: float, half: float) -> bool:
    """Whether a spot lies in the open lead that winds from the reader to the sun."""
    middle = np.interp(y, *zip(*LEAD, strict=True))
    return abs(x - middle) < half + 7 + 0.085 * (y - HORIZON)


def strew_seeds(sheet: Sheet) -> np.ndarray:
    """Middles and radii of floes, great ones first, small ones in the gaps left over."""
    seeds = np.empty((0, 3))
    for base, tries in ((0.17, 120), (0.105, 400), (0.06, 1300), (0.028, 1700)):
        for _ in range(tries):
            distance = 0.92 * np.exp(sheet.rng.random() * 4.3)
            if base < 0.03 and distance > 5:
                continue
            radius = base * distance**0.8 * sheet.rng.uniform(0.8, 1.2)
            seed = np.array([sheet.rng.uniform(-0.42, 0.42) * distance, distance, radius])
            x, y = on_sea(seed[None, :2])[0]
            if in_lead(x, y, 2300 * radius / distance * (0.85 if base > 0.03 else -2)):
                continue
            room = (seeds[:, 2] + radius) * 0.93
            if (np.hypot(*(seeds[:, :2] - seed[:2]).T) > room).all():
                seeds = np.append(seeds, [seed], axis=0)
    return seeds


def break_ice(sheet: Sheet) -> list[Floe]:
    """Break the sea's skin into floes of many sizes, each pressing against its neighbours."""
    seeds = strew_seeds(sheet)
    floes = []
    for seed in seeds:
        middle, radius = seed[:2], seed[2]
        angles = (np.arange(8) + sheet.rng.uniform(-0.3, 0.3, 8)) / 8 * 2 * np.pi
        reach = radius * sheet.rng.uniform(0.92, 1.5, 8)
        cell = list(middle + np.stack([np.cos(angles) * reach, np.sin(angles) * reach], 1))
        for other in seeds[np.argsort(np.hypot(*(seeds[:, :2] - middle).T))[1:18]]:
            share = radius / (radius + other[2])
            cell = clip(cell, middle + (other[:2] - middle) * share, other[:2] - middle)
        if len(cell) < 3:
            continue
        gap = 0.011 * seed[1] ** 0.8 * sheet.rng.uniform(0.5, 1.5)
        corners = middle + (np.array(cell) - middle) * max(0.6, 1 - gap / radius)
        if corners[:, 1].min() > 0.4:
            floes.append(Floe(round_off(sheet, corners), float(middle[1]), float(radius)))
    return sorted(floes, key=lambda floe: -floe.distance)


def round_off(sheet: Sheet, corners: Outline) -> Outline:
    """Wear the corners of a floe, unevenly."""
    following = np.roll(corners, -1, axis=0)
    cut = sheet.rng.uniform(0.06, 0.24, (len(corners), 1))
    pairs = np.stack(
        [corners + (following - corners) * cut, following + (corners - following) * cut], 1
    )
    return pairs.reshape(-1, 2)


def paint_floe(sheet: Sheet, floe: Floe) -> None:
    """One floe: its reflection, its turquoise side, its snowy top and the light on it."""
    top = on_sea(floe.outline)
    near = min(1.0, 1 / floe.distance)
    if top[:, 0].max() < -60 or top[:, 0].min() > 1520 or top[:, 1].min() > 2200:
        return
    width = float(np.ptp(top[:, 0]))
    thick = 30 * near**1.05 * sheet.rng.uniform(0.6, 1.3) * min(1.0, width / (260 * near)) + 1.2
    line = gouache.straight(top, step=max(3, width / 60))
    line = gouache.wobble(sheet.rng, line, 0.3 + 2.2 * near, 40 + 200 * near)
    rough = 0.7 + 0.9 * near
    if near > 0.1:
        sheet.lay(
            sheet.cut(gouache.moved(line, 0, thick * 1.9), rough=rough * 2.5), "#8cc0c2", 0.38
        )
    side = sheet.cut(
        line, gouache.moved(line, 0, thick * 0.5), gouache.moved(line, 0, thick), rough=rough
    )
    warm = float(np.clip(1.15 - near * 2.2, 0, 1))
    toward = float(np.exp(-(((top[:, 0].mean() - SUN[0]) / (240 + 380 * near)) ** 2)))
    sheet.lay(side, mix(mix(TURQUOISE_DEEP, TURQUOISE, sheet.rng.random()), "#b79aa6", warm * 0.8))
    crown = sheet.cut(line, rough=rough)
    shade = [ICE_SHADE, ICE_MAUVE, ICE_WHITE][int(sheet.rng.integers(0, 3))]
    tint = mix(ICE_WHITE, shade, float(sheet.rng.uniform(0.1, 0.75)))
    tint = mix(tint, ICE_PINK, float(sheet.rng.uniform(0.1, 0.5)) + 0.4 * warm)
    tint = mix(tint, "#fde6cb", 0.75 * toward * warm)
    sheet.lay(crown, tint)
    if width > 70:
        with sheet.frisket(crown):
            detail_floe(sheet, top, near, thick, toward * (0.3 + 0.7 * warm))


def detail_floe(sheet: Sheet, top: Outline, near: float, thick: float, toward: float) -> None:
    """Wind-swept snow on a floe: cool hollows, warm crests, a lit far rim."""
    low, high = top.min(axis=0), top.max(axis=0)
    span, middle = high - low, (low + high) / 2
    hollow = gouache.blob(sheet.rng, tuple(middle + span * (0.08, 0.24)), tuple(span * (0.42, 0.2)))
    sheet.lay(sheet.cut(hollow, rough=4 + 16 * near, sharp=1), ICE_SHADE, 0.5)
    for _ in range(int(8 + 30 * near * span[0] / 400)):
        x, y = sheet.rng.uniform(low, high)
        reach = span[0] * sheet.rng.uniform(0.1, 0.34)
        tint = [ICE_SHADE, ICE_MAUVE, "#fbe7dc", "#fdfaf5", "#fdfaf5"][
            int(sheet.rng.integers(0, 5))
        ]
        path = [(x - reach / 2, y), (x, y - reach * 0.04), (x + reach / 2, y + reach * 0.03)]
        width = 4 + 40 * near * sheet.rng.random()
        sheet.stroke(path, width, tint, 0.5, bristles=10, ragged=0.6, taper=0.9)
    rim = gouache.straight(top)
    back = rim[rim[:, 1] < rim[:, 1].mean()]
    if len(back) > 4:
        order = back[np.argsort(back[:, 0])]
        sheet.lay(
            sheet.cut(gouache.ribbon(gouache.moved(order, 0, 2), 3 + thick * 0.2), rough=1.5),
            mix("#fffaf2", "#ffe6c4", toward),
            0.7,
            dry=0.25,
        )


def paint_hummock(sheet: Sheet, foot: Point, size: float) -> None:
    """A small pressure ridge: tilted blocks, turquoise where light comes through, and snow."""
    x, y = foot
    for _ in range(9):
        offset = float(sheet.rng.normal(0, 0.75))
        tall = size * (0.95 - 0.32 * abs(offset)) * sheet.rng.uniform(0.6, 1.1)
        wide, lean = size * sheet.rng.uniform(0.42, 0.75), size * sheet.rng.uniform(0.05, 0.34)
        left = x + offset * size - wide / 2
        tall = max(tall, size * 0.16)
        block = [
            (left, y),
            (left + lean * 0.7, y - tall * 0.72),
            (left + lean + wide * 0.3, y - tall),
        ]
        block += [
            (left + lean + wide * 0.86, y - tall * 0.8),
            (left + wide * 1.05, y + size * 0.04),
        ]
        outline = gouache.wobble(sheet.rng, gouache.straight(block, step=5), size * 0.012, 40)
        stencil = sheet.cut(outline, rough=1.3)
        stops = [(0, "#f8ece4"), (0.35, "#d5e4e3"), (0.8, "#93c6c9"), (1, "#b4d2d8")]
        sheet.wash(stencil, stops, (left, y - tall), (left + wide * 0.2, y), ragged=0.08)
        with sheet.frisket(stencil):
            facet = [
                block[3],
                block[4],
                (left + wide * 0.5, y),
                (left + lean + wide * 0.45, y - tall * 0.8),
            ]
            sheet.paint(facet, "#64a6b2", opacity=0.4, shake=1.2, slip=0)
            edge = gouache.straight(block[1:4], closed=False, step=4)
            sheet.lay(sheet.cut(gouache.ribbon(edge, size * 0.13), rough=1.5), "#fdf1e4", 0.9)
    heap = [
        (-1.9, 0.1),
        (-1.2, -0.1),
        (-0.5, -0.2),
        (0.2, -0.1),
        (0.9, -0.22),
        (1.6, -0.04),
        (2.0, 0.12),
    ]
    drift = [(x + dx * size, y + dy * size) for dx, dy in [*heap, (0.6, 0.2), (-0.8, 0.2)]]
    stencil = sheet.paint(drift, "#f3f1f0", smooth=True, shake=size * 0.015, rough=1.8)
    with sheet.frisket(stencil):
        hollow = gouache.blob(
            sheet.rng, (x + size * 0.2, y + size * 0.12), (size * 1.5, size * 0.1)
        )
        sheet.lay(sheet.cut(hollow, rough=5, sharp=1), "#bfd3de", 0.6)


def paint_eagle(sheet: Sheet, foot: Point, size: float) -> None:
    """A Steller's sea eagle at rest: dark, white shoulder and tail, a heavy yellow beak."""

    def at(points: Sequence[Point]) -> list[Point]:
        # the bird leans forward, heavy in the shoulders
        return [(foot[0] + (x + 0.16 * y) * size, foot[1] + y * size) for x, y in points]

    tail = at([(0.1, -0.34), (0.3, -0.12), (0.42, 0.1), (0.3, 0.16), (0.1, -0.1)])
    sheet.paint(tail, "#f4efe8", smooth=True, shake=0.8, rough=1, slip=0.6)
    body = at([(-0.2, -0.82), (-0.3, -0.6), (-0.3, -0.32), (-0.18, -0.06), (0.04, -0.04)])
    body += at([(0.2, -0.16), (0.28, -0.4), (0.2, -0.68), (0.04, -0.84)])
    stencil = sheet.paint(body, "#413a41", smooth=True, shake=1, rough=1.2, slip=0.8)
    with sheet.frisket(stencil):
        plumes = Bundle()
        for _ in range(130):
            root = np.array(foot) + sheet.rng.uniform((-0.32, -0.86), (0.3, -0.1)) * size
            path = gouache.straight(
                [root, root + np.array([0.03, 0.12]) * size], closed=False, step=3
            )
            plumes.hair(path, size * 0.022, 0.8, float(sheet.rng.normal(0, 0.6)))
        sheet.scatter(plumes, "#544a50", 0.8, contrast=0.1)
    shoulder = at([(0.0, -0.72), (0.14, -0.66), (0.2, -0.5), (0.13, -0.42), (0.05, -0.52)])
    sheet.paint(shoulder, "#f1ebe4", smooth=True, shake=0.6, rough=1, slip=0.4)
    wing = at([(0.06, -0.52), (0.2, -0.44), (0.27, -0.14), (0.2, 0.02), (0.08, -0.2)])
    sheet.paint(wing, "#332e36", smooth=True, shake=0.6, rough=1, slip=0.4)
    for leg in (-0.12, 0.02):
        thigh = at(
            [(leg - 0.05, -0.13), (leg + 0.05, -0.13), (leg + 0.03, 0.01), (leg - 0.03, 0.01)]
        )
        sheet.paint(thigh, "#cfc6c4", smooth=True, shake=0.5, rough=1, slip=0.3)
    head = at([(-0.24, -0.88), (-0.15, -0.97), (-0.02, -0.94), (0.08, -0.78), (-0.06, -0.7)])
    head += at([(-0.2, -0.76)])
    sheet.paint(head, "#4d444a", smooth=True, shake=0.5, rough=1, slip=0.4)
    beak = at([(-0.2, -0.92), (-0.29, -0.91), (-0.35, -0.85), (-0.34, -0.77), (-0.28, -0.82)])
    beak += at([(-0.2, -0.82)])
    sheet.paint(beak, "#dda24c", smooth=True, shake=0.4, rough=0.8, slip=0.3)
    eye = gouache.blob(sheet.rng, at([(-0.17, -0.9)])[0], (size * 0.016, size * 0.016))
    sheet.lay(sheet.cut(eye, rough=0.7), "#f0dca8")
    rim = gouache.curved(
        at([(0.05, -0.92), (0.19, -0.7), (0.28, -0.42), (0.25, -0.2)]), closed=False
    )
    sheet.lay(sheet.cut(gouache.ribbon(rim, size * 0.02), rough=1), "#f2b996", 0.7, dry=0.2)


def main() -> None:
    sheet = Sheet(seed=226, ground=gouache.PAPER)
    paint_sky(sheet)
    paint_clouds(sheet)
    paint_sun(sheet)
    paint_headland(sheet)
    paint_lighthouse(sheet)
    paint_sea(sheet)
    paint_far_ice(sheet)
    ridges = {
        0.2: [(330, 996, 26), (1260, 930, 16)],
        0.35: [(1330, 1150, 46)],
        0.6: [(180, 1330, 60)],
    }
    waiting = sorted(ridges)
    for floe in break_ice(sheet):
        while waiting and 1 / floe.distance > waiting[0]:
            for x, y, size in ridges[waiting.pop(0)]:
                paint_hummock(sheet, (x, y), size)
        paint_floe(sheet, floe)
    sheet.glow((SUN[0], HORIZON + 24), (420, 60), "#f3b58a", 0.28)
    paint_hummock(sheet, (1010, 1090), 64)
    paint_eagle(sheet, (1004, 1042), 128)
    sheet.finish(Path(__file__).with_name("picture.jpg"))


if __name__ == "__main__":
    main()
