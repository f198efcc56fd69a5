"""Snow fairies: two long-tailed tits (シマエナガ) on a snowy rowan branch with red berries."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from brushes import gouache
from brushes.gouache import Bundle, Outline, Sheet, mix

BARK, BARK_DARK = "#6f5f5c", "#463f45"
SNOW_LIGHT, SNOW_SHADE = "#f7f6f2", "#b7c6d4"
DOWN_LIGHT, DOWN_SHADE = "#fbf9f4", "#b9c3d0"
BERRY, BERRY_DARK, BERRY_LIGHT = "#ab3d33", "#74292e", "#d2694f"
BRANCH = [(-60, 1420), (220, 1368), (520, 1322), (820, 1312), (1120, 1262), (1540, 1130)]

Point = tuple[float, float]


def paint_background(sheet: Sheet) -> None:
    """A winter wood out of focus: grey blue above, a little warmth low between the trunks."""
    stops = [(0, "#8ba3b2"), (0.35, "#a3b7c0"), (0.62, "#c2cdcf"), (0.8, "#d6d6d0"), (1, "#cdd3d4")]
    sheet.wash(sheet.whole(), stops, (640, -20), (820, 2140), ragged=0.07)
    for _ in range(90):
        x, y = sheet.rng.uniform(-200, 1450), sheet.rng.uniform(-20, 2140)
        reach, lift = sheet.rng.uniform(180, 420), sheet.rng.uniform(-60, 60)
        tint = mix("#8199ac", "#dcdfdc", float(sheet.rng.beta(2, 2)) * 0.6 + 0.4 * y / 2122)
        path = [(x, y), (x + reach / 2, y + lift), (x + reach, y + lift * 0.3)]
        sheet.stroke(path, sheet.rng.uniform(60, 130), tint, 0.2, bristles=22, ragged=0.5)
    trunks = [(150, 74, 0.5), (372, 40, 0.3), (560, 30, 0.22), (930, 46, 0.28), (1180, 38, 0.24)]
    for x, width, strength in [*trunks, (1345, 88, 0.46)]:
        lean = sheet.rng.uniform(-50, 50)
        spine = gouache.curved([(x, -40), (x + lean * 0.3, 900), (x + lean, 2180)], closed=False)
        spine = gouache.wobble(sheet.rng, spine, 6, 400)
        trunk = sheet.cut(
            gouache.ribbon(spine, np.linspace(width * 0.8, width * 1.2, len(spine))),
            rough=11,
            sharp=1,
        )
        sheet.lay(trunk, "#6d8497", strength, upright=True)
        lit = sheet.cut(gouache.ribbon(spine - (width * 0.36, 0), width * 0.3), rough=8, sharp=1)
        sheet.lay(lit, "#dfe5e5", strength * 0.7, upright=True)
    sheet.glow((730, 900), (620, 560), "#f6e7d2", 0.36)


def paint_far_berries(sheet: Sheet) -> None:
    """Berries and twigs far behind, melted into soft spots."""
    for points in (
        [(-40, 330), (240, 420), (430, 560)],
        [(1500, 1640), (1290, 1700), (1120, 1830)],
    ):
        twig = gouache.ribbon(gouache.curved(points, closed=False), 12)
        sheet.lay(sheet.cut(twig, rough=8, sharp=1), "#73808f", 0.4)
        for _ in range(22):
            spot = np.array(points[2]) + sheet.rng.normal(0, 1, 2) * (30, 36) + (-40, 60)
            round_ = gouache.blob(sheet.rng, tuple(spot), (25, 24))
            sheet.lay(sheet.cut(round_, rough=9, sharp=1), "#b0645c", 0.2)


def snow_on(sheet: Sheet, spine: Outline, width: float, height: float) -> None:
    """Snow heaped along the top of a branch, with gaps where it has slipped off."""
    lengths = np.linspace(0, 1, len(spine))
    rolling = gouache.cloud(sheet.rng, 4, len(spine), 4, 16)[1]
    heap = np.clip(0.55 + 0.42 * rolling, 0, 1.3) * height
    heap *= np.clip(np.sin(lengths * np.pi) * 4, 0, 1)
    crest = spine - np.stack([heap * 0.04, heap + width * 0.3], axis=1)
    foot = spine + np.stack([heap * 0, heap * 0.16 - width * 0.16], axis=1)
    outline = np.concatenate([crest, foot[::-1]])
    stencil = sheet.cut(gouache.wobble(sheet.rng, outline, 1.6, 60), rough=1.8)
    sheet.lay(stencil, SNOW_LIGHT)
    with sheet.frisket(stencil):
        shade = gouache.ribbon(gouache.moved(foot, 0, 2), np.maximum(height * 0.36, 3))
        sheet.lay(sheet.cut(shade, rough=5, sharp=1), SNOW_SHADE, 0.75)
        sheet.lay(sheet.cut(gouache.ribbon(gouache.moved(crest, 0, 3), 5), rough=2), "#ffffff", 0.6)


def paint_branch(
    sheet: Sheet, points: Sequence[Point], width: float, tip: float, snow: float
) -> None:
    """One branch: rough bark, light from the upper left, snow on its back."""
    spine = gouache.wobble(sheet.rng, gouache.curved(points, closed=False), width * 0.08, 140)
    widths = np.linspace(width, tip, len(spine))
    bark = sheet.cut(gouache.ribbon(spine, widths), rough=1.6)
    sheet.lay(bark, BARK)
    with sheet.frisket(bark):
        sheet.lay(
            sheet.cut(gouache.ribbon(gouache.moved(spine, 0, width * 0.26), widths * 0.6), rough=3),
            BARK_DARK,
            0.75,
        )
        marks = Bundle()
        for _ in range(int(len(spine) * 0.7)):
            index = int(sheet.rng.integers(0, max(1, len(spine) - 7)))
            aside = gouache.normals(spine)[index] * sheet.rng.uniform(-0.5, 0.5) * widths[index]
            marks.add(
                gouache.ribbon(spine[index : index + 6] + aside, 2.2),
                0.8,
                float(sheet.rng.normal(0, 0.6)),
            )
        sheet.scatter(marks, "#7c6c68", 0.7, contrast=0.2)
    if snow:
        snow_on(sheet, spine, float(widths.mean()), snow)


def paint_berries(sheet: Sheet, top: Point, size: float, count: int, spread: float) -> None:
    """A hanging cluster of rowan berries under a cap of snow."""
    centre = gouache.moved(np.array(top), 0, spread * 1.0)
    stalks = Bundle()
    places = []
    for index in range(count):
        angle, reach = index * 2.4, spread * np.sqrt((index + 0.5) / count)
        jitter = sheet.rng.normal(0, size * 0.3, 2)
        droop = np.array(
            [np.cos(angle) * reach * 1.1, np.sin(angle) * reach * 0.9 + 0.004 * reach**2]
        )
        places.append(centre + droop + jitter)
        bend = (np.array(top) + places[-1]) / 2 + (sheet.rng.normal(0, 8), -6)
        stalks.add(gouache.ribbon(gouache.curved([top, bend, places[-1]], closed=False), 3.2), 1)
    sheet.scatter(stalks, "#6b4a45", 0.9)
    for place in sorted(places, key=lambda p: p[1]):
        tint = mix(BERRY, mix(BERRY_DARK, BERRY_LIGHT, float(sheet.rng.random())), 0.35)
        round_ = gouache.blob(sheet.rng, tuple(place), (size, size * 0.95), 0.05, 8)
        sheet.lay(sheet.cut(gouache.moved(round_, 2, 3), rough=1.5), BERRY_DARK, 0.8)
        berry = sheet.cut(round_, rough=1.3)
        sheet.lay(berry, tint)
        with sheet.frisket(berry):
            low = gouache.blob(
                sheet.rng, tuple(place + size * np.array([0.35, 0.6])), (size, size * 0.6)
            )
            sheet.lay(sheet.cut(low, rough=3), BERRY_DARK, 0.5)
            shine = gouache.blob(sheet.rng, tuple(place - size * 0.38), (size * 0.3, size * 0.22))
            sheet.lay(sheet.cut(shine, rough=1.5), "#f3b59a", 0.8)
        crown = gouache.blob(
            sheet.rng, tuple(gouache.moved(place, size * 0.1, size * 0.72)), (2.6, 2.2)
        )
        sheet.lay(sheet.cut(crown, rough=0.8), "#4b2226", 0.8)
    for place in sorted(places, key=lambda p: p[1])[: count // 2 + 1]:
        paint_cap(sheet, place - (0, size * 0.7), size * sheet.rng.uniform(0.8, 1.25), size * 0.55)


def paint_cap(sheet: Sheet, centre: np.ndarray, half: float, height: float) -> None:
    """A cushion of snow with an uneven lower edge."""
    upper = [
        gouache.moved(centre, np.cos(a) * half, -np.sin(a) * height)
        for a in np.linspace(np.pi, 0, 6)
    ]
    sag = [
        gouache.moved(centre, half * t, height * sheet.rng.uniform(0.1, 0.5))
        for t in (0.6, 0, -0.6)
    ]
    cap = sheet.paint([*upper, *sag], SNOW_LIGHT, smooth=True, shake=1, wave=40, slip=1)
    with sheet.frisket(cap):
        low = gouache.blob(
            sheet.rng, tuple(gouache.moved(centre, half * 0.3, height * 0.5)), (half, height * 0.5)
        )
        sheet.lay(sheet.cut(low, rough=3, sharp=1), SNOW_SHADE, 0.6)


def down(
    sheet: Sheet, centre: Point, radii: Point, count: int, length: float, rim: float = 0.0
) -> Bundle:
    """Fluff lying outwards and down from the middle; `rim` keeps it to the outer part."""
    fluff = Bundle()
    for _ in range(count):
        angle = sheet.rng.uniform(0, 2 * np.pi)
        reach = np.sqrt(rim**2 + (1 - rim**2) * sheet.rng.random())
        root = np.array(centre) + reach * np.array(radii) * (np.cos(angle), np.sin(angle))
        out = np.array([np.cos(angle), np.sin(angle) * 0.7 + 0.55])
        out = out / (np.hypot(*out) + 1e-6)
        aside = np.array([-out[1], out[0]]) * sheet.rng.normal(0, 0.16)
        size = length * sheet.rng.uniform(0.6, 1.2)
        bend, tip = root + (out + aside) * size * 0.5, root + (out + aside * 2.2) * size
        path = gouache.curved([root, bend, tip], closed=False, step=6)
        tone = float(sheet.rng.normal(0, 0.5))
        fluff.hair(path, sheet.rng.uniform(2.6, 5.4), sheet.rng.uniform(0.5, 1), tone)
    return fluff


def paint_down(sheet: Sheet, centre: Point, radii: Point) -> None:
    """A round mass of white down: a shaded ball first, then its fluffy rim."""
    tint = mix(DOWN_LIGHT, DOWN_SHADE, 0.22)
    form = gouache.blob(sheet.rng, centre, radii, 0.012, 14)
    sheet.lay(sheet.cut(form, rough=6, sharp=1.1), tint)
    sheet.scatter(down(sheet, centre, radii, 1500, 22, 0.93), tint, 0.7, soft=0.5)
    sheet.scatter(down(sheet, centre, radii, 700, 30, 0.9), tint, 0.45, soft=0.7)


def model_down(sheet: Sheet, centre: Point, radii: Point) -> None:
    """Light from the upper left: grey blue below and right, a warm bounce from the snow."""
    layers = (
        ((0.3, 0.42), (0.86, 0.62), DOWN_SHADE, 0.75),
        ((0.36, 0.7), (0.62, 0.34), "#9aa6bb", 0.6),
        ((0.0, 0.84), (0.5, 0.16), "#dcc9ba", 0.5),
        ((-0.2, -0.16), (0.78, 0.72), DOWN_LIGHT, 0.85),
        ((-0.34, -0.3), (0.48, 0.46), "#fffdf8", 0.85),
    )
    for (dx, dy), (rx, ry), tint, strength in layers:
        spot = (centre[0] + dx * radii[0], centre[1] + dy * radii[1])
        size = (rx * radii[0], ry * radii[1])
        patch = gouache.blob(sheet.rng, spot, size, 0.04, 12)
        sheet.lay(sheet.cut(patch, rough=34, sharp=1), tint, strength)
        fluff = down(sheet, spot, size, 420, 34)
        sheet.scatter(fluff, tint, 0.34 * strength, contrast=0.05, soft=0.6)


def paint_body(sheet: Sheet, body: Point, radii: Point, head: Point, crown: Point) -> None:
    """The round white bird: body and head flow together."""
    paint_down(sheet, body, radii)
    paint_down(sheet, head, crown)
    round_ = [
        gouache.blob(sheet.rng, spot, np.array(size) * 1.04, 0.01, 14)
        for spot, size in ((body, radii), (head, crown))
    ]
    with sheet.frisket(sheet.cut(*round_, rough=9, sharp=1)):
        model_down(sheet, body, radii)
        chin = gouache.blob(sheet.rng, (head[0] + 26, head[1] + crown[1] * 0.95), (120, 22), 0.05)
        sheet.lay(sheet.cut(chin, rough=22, sharp=1), "#c3cbd6", 0.55)
        face = gouache.blob(sheet.rng, (head[0] - 16, head[1] - 8), np.array(crown) * 0.8, 0.04)
        sheet.lay(sheet.cut(face, rough=34, sharp=1), "#fffdf8", 0.9)
        sheet.scatter(down(sheet, head, crown, 420, 26), "#fffdf8", 0.4, soft=0.6)
    sheet.scatter(down(sheet, body, radii, 240, 26, 0.9), "#fffdf8", 0.6, soft=0.5)
    sheet.scatter(down(sheet, head, crown, 160, 20, 0.9), "#fffdf8", 0.6, soft=0.5)


def paint_face(sheet: Sheet, middle: Point, gap: float, tilt: float, turn: float = 0) -> None:
    """Two bead eyes and a tiny beak; `turn` shifts the beak to where the bird looks."""
    x, y = middle
    for side in (-1, 1):
        centre = (x + side * gap * (1 - 0.12 * side * turn), y + side * tilt)
        ring = gouache.blob(sheet.rng, centre, (19, 18), 0.05, 9)
        sheet.lay(sheet.cut(ring, rough=4, sharp=1), "#d9d2cd", 0.8)
        eye = gouache.blob(sheet.rng, centre, (14.5, 15), 0.04, 9)
        sheet.lay(sheet.cut(eye, rough=1.2), "#262328")
        glint = gouache.blob(sheet.rng, (centre[0] - 4.5, centre[1] - 5.5), (3.8, 3.6), 0.1, 7)
        sheet.lay(sheet.cut(glint, rough=0.8), "#fbf9f4", 0.95)
        low = gouache.blob(sheet.rng, (centre[0] + 4, centre[1] + 7), (5, 2.5), 0.1, 7)
        sheet.lay(sheet.cut(low, rough=1.5), "#6c7685", 0.6)
    shape = np.array([(-11, 0), (0, -7), (11, 0), (5, 12), (0, 19), (-5, 12)])
    beak = gouache.moved(shape, x + turn * 22, y + 20)
    sheet.lay(
        sheet.cut(gouache.wobble(sheet.rng, gouache.curved(beak, step=3), 0.8, 20), rough=1),
        "#2d2a2e",
    )
    light = gouache.curved(
        np.array([(-6, -3), (-1, -7), (3, -3)]) + beak.mean(axis=0), closed=False
    )
    sheet.lay(sheet.cut(gouache.ribbon(light, 2), rough=0.8), "#7d7a80", 0.7)


def paint_tail(sheet: Sheet, points: Sequence[Point], width: float) -> None:
    """The long dark tail with its white outer feathers, blunt at the end."""
    middle = gouache.curved(points, closed=False)
    across, along = gouache.normals(middle), np.linspace(0, 1, len(middle))
    feathers = ((-0.62, "#e9e7e4", 0.42, 0.9), (0.62, "#dcdfe3", 0.42, 0.93))
    for lane, tint, share, reach in (
        *feathers,
        (-0.2, "#474148", 0.6, 1),
        (0.2, "#38343a", 0.6, 0.98),
    ):
        count = int(len(middle) * reach)
        spine = (middle + across * (lane * width * (0.45 + 0.4 * along))[:, None])[:count]
        thick = width * share * (0.75 + 0.5 * along[:count]) * (1 - np.linspace(0, 1, count) ** 16)
        stencil = sheet.cut(
            gouache.wobble(sheet.rng, gouache.ribbon(spine, thick), 1.0, 60), rough=1.4
        )
        sheet.lay(stencil, tint, upright=True)
        with sheet.frisket(stencil):
            for aside in (-0.2, 0.2):
                line = spine[::5] + across[:count:5] * (aside * width * share)
                sheet.stroke(line, 6, mix(tint, "#9a969d", 0.45), 0.5, bristles=4, ragged=0.3)


def paint_wing(sheet: Sheet, outline: Sequence[Point], rose: Point, flow: Point) -> None:
    """A folded wing lying in the down: charcoal, a dusty rose shoulder, pale feather edges.

    The first point of the outline is the shoulder, the middle one the tip; `flow` is the way
    the feathers lie.
    """
    way = np.array(flow) / np.hypot(*flow)
    tip = np.array(outline[len(outline) // 2])
    edge = gouache.curved(outline)
    wing = sheet.cut(gouache.wobble(sheet.rng, edge, 1.5, 50), rough=2)
    sheet.lay(wing, "#403b42", upright=True)
    low, high = edge.min(axis=0), edge.max(axis=0)
    with sheet.frisket(wing):
        vanes = Bundle()
        for _ in range(420):
            root = sheet.rng.uniform(low, high) - way * 20
            path = gouache.straight(
                [root, root + way * sheet.rng.uniform(30, 64)], closed=False, step=9
            )
            vanes.hair(path, 4.5, 0.8, float(sheet.rng.normal(0, 0.6)))
        sheet.scatter(vanes, "#4a444b", 0.7, contrast=0.1)
        for start in edge[: len(edge) // 2 : 7]:
            inner = start + (tip - start) * 0.1
            bend = (inner + tip) / 2 + (np.array([-way[1], way[0]])) * 5
            line = gouache.curved([inner, bend, tip - way * 6], closed=False)
            sheet.lay(sheet.cut(gouache.ribbon(line, 2.6), rough=0.9), "#d9d0c9", 0.6, dry=0.25)
    blush = Bundle()
    for _ in range(190):
        root = np.array(rose) + sheet.rng.normal(0, 1, 2).clip(-1.6, 1.6) * (9, 24)
        turn = way + sheet.rng.normal(0, 0.14, 2)
        path = gouache.straight(
            [root, root + turn * sheet.rng.uniform(24, 44)], closed=False, step=6
        )
        blush.hair(path, 5, 0.9, float(sheet.rng.normal(0, 0.5)))
    sheet.scatter(blush, "#a98a84", 0.75, contrast=0.1, soft=0.4)


def tuck_in(sheet: Sheet, edge: Sequence[Point], flow: Point) -> None:
    """Let body down grow over the inner edge of a wing, so that it lies in the plumage."""
    line = gouache.curved(edge, closed=False, step=2)
    way = np.array(flow) / np.hypot(*flow)
    fluff = Bundle()
    for _ in range(260):
        root = line[int(sheet.rng.integers(0, len(line)))] + sheet.rng.normal(0, 7, 2)
        turn = way + sheet.rng.normal(0, 0.2, 2)
        path = gouache.straight(
            [root, root + turn * sheet.rng.uniform(18, 40)], closed=False, step=6
        )
        fluff.hair(path, 5, 0.9, float(sheet.rng.normal(0, 0.5)))
    sheet.scatter(fluff, "#e4e6ea", 0.85, contrast=0.07, soft=0.4)


def paint_feet(sheet: Sheet, x: float, y: float) -> None:
    """Dark toes around the branch, half hidden in down."""
    for leg in (-34, 30):
        for toe in (-10, 0, 10):
            path = gouache.curved(
                [(x + leg, y - 22), (x + leg + toe, y - 4), (x + leg + toe * 1.3, y + 16)],
                closed=False,
                step=3,
            )
            sheet.lay(sheet.cut(gouache.ribbon(path, 6), rough=0.9), "#3a3438")


def paint_far_bird(sheet: Sheet) -> None:
    """The bird on the right, turned a little towards its neighbour, tail slanting away."""
    paint_tail(sheet, [(985, 1190), (1078, 1330), (1160, 1470), (1226, 1600)], 40)
    paint_feet(sheet, 868, 1300)
    paint_body(sheet, (868, 1108), (196, 186), (836, 990), (150, 130))
    wing = [(952, 972), (1022, 1028), (1062, 1120), (1072, 1226), (1010, 1180), (968, 1090)]
    paint_wing(sheet, wing, (972, 1030), (0.5, 0.9))
    tuck_in(sheet, [(942, 985), (958, 1090), (1004, 1190)], (0.75, 0.6))
    # the shadow of its neighbour
    shade = gouache.blob(sheet.rng, (736, 1120), (66, 150), 0.05)
    with sheet.frisket(sheet.cut(gouache.blob(sheet.rng, (868, 1100), (186, 184), 0.01))):
        sheet.lay(sheet.cut(shade, rough=26, sharp=1), "#8f9db4", 0.55)
    paint_face(sheet, (828, 986), 54, 3, -0.35)


def paint_near_bird(sheet: Sheet) -> None:
    """The bird on the left, in front, looking straight out."""
    paint_tail(sheet, [(520, 1230), (478, 1370), (448, 1480), (430, 1566)], 36)
    paint_feet(sheet, 574, 1322)
    paint_body(sheet, (562, 1130), (196, 180), (576, 1016), (152, 130))
    wing = [(418, 1034), (442, 1110), (436, 1200), (408, 1282), (382, 1210), (388, 1110)]
    paint_wing(sheet, wing, (412, 1080), (0.02, 1))
    tuck_in(sheet, [(444, 1020), (462, 1120), (446, 1220)], (-0.85, 0.6))
    tuck_in(sheet, [(396, 1030), (380, 1090)], (-0.4, 0.9))
    paint_face(sheet, (586, 1008), 56, -3, 0.15)


def main() -> None:
    sheet = Sheet(seed=712, ground=gouache.PAPER)
    paint_background(sheet)
    paint_far_berries(sheet)
    sheet.snowfall(60, (14, 34), (0, 0, 1461, 2122), "#eef0ee", 0.45, soft=9)
    paint_branch(sheet, [(1540, 590), (1300, 540), (1080, 470), (880, 446)], 26, 9, 34)
    paint_branch(sheet, [(1110, 486), (1050, 540), (1024, 590)], 9, 6, 0)
    paint_branch(sheet, [(1240, 522), (1250, 560), (1262, 590)], 8, 5, 0)
    paint_berries(sheet, (1024, 586), 21, 19, 78)
    paint_berries(sheet, (1264, 586), 22, 24, 96)
    paint_branch(sheet, [(330, 1352), (262, 1440), (236, 1510)], 14, 7, 0)
    paint_berries(sheet, (236, 1500), 22, 17, 80)
    paint_branch(sheet, BRANCH, 62, 40, 52)
    paint_far_bird(sheet)
    paint_near_bird(sheet)
    sheet.snowfall(170, (2, 7), (0, 0, 1461, 2122), "#fbfaf6", 0.9)
    sheet.snowfall(46, (7, 13), (0, 0, 1461, 2122), "#fbfaf6", 0.8, soft=1.4)
    sheet.finish(Path(__file__).with_name("picture.jpg"))


if __name__ == "__main__":
    main()
