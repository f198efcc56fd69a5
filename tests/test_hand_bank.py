"""The bank of shapes: each its own, none far from the font's, in a font file all read alike."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import hypot

import numpy as np
import pytest
import uharfbuzz as hb
from hypothesis import given
from hypothesis import strategies as st

from outreach.fonts import Contour, Font, FontSet
from outreach.frame import RELAXED, Manner
from outreach.press.truetype import truetype
from outreach.typeset.bank import EM, VARIANTS, Points, shape_of, warped
from outreach.typeset.chance import drawn, normals, seed_of
from outreach.typeset.outline import TOLERANCE, Ring, simplified

CHARACTERS = pytest.mark.parametrize("character", "のあ雪駅鬱、ーが回")
Point = tuple[float, float]


@pytest.fixture(scope="module")
def felt(fonts: FontSet) -> Font:
    return fonts.letterings["felt-tip"][0]


def glyph_of(font: Font, character: str) -> int:
    glyph = font.glyph_of(character)
    assert glyph is not None
    return glyph


def along(contour: Contour) -> list[Point]:
    """Points close together on a contour, in thousandths of an em."""
    points: list[Point] = []
    at = contour.start
    for piece in (*contour.pieces, contour.start):
        stops = [at, *zip(piece[::2], piece[1::2], strict=True)]
        points += [_bezier(stops, step / 8) for step in range(8)]
        at = stops[-1]
    return points


def _bezier(stops: list[Point], t: float) -> Point:
    while len(stops) > 1:
        stops = [(a + t * (c - a), b + t * (d - b)) for (a, b), (c, d) in pairwise(stops)]
    return stops[0]


def round_ring(ring: Ring) -> list[Point]:
    """Points close together on a ring as TrueType draws it."""
    full: Ring = []
    for before, dot in zip([ring[-1], *ring], ring, strict=False):
        if not before.on and not dot.on:
            full.append(dot._replace(x=(before.x + dot.x) / 2, y=(before.y + dot.y) / 2, on=True))
        full.append(dot)
    while not full[0].on:
        full.append(full.pop(0))
    points: list[Point] = []
    stops: list[Point] = []
    for dot in [*full, full[0]]:
        stops.append((dot.x, dot.y))
        if dot.on and len(stops) > 1:
            points += [_bezier(stops, step / 12) for step in range(12)]
            stops = [stops[-1]]
    return points


def farthest(of: list[Point], to: list[Point]) -> float:
    """How far the points stray from a closed line through others, at most."""
    points, start = np.array(of)[:, None], np.array(to)
    way = np.roll(start, -1, axis=0) - start
    length = np.maximum((way**2).sum(axis=1), 1e-9)
    share = np.clip(((points - start) * way).sum(axis=2) / length, 0, 1)
    off = points - (start + share[:, :, None] * way)
    return float(np.sqrt((off**2).sum(axis=2)).min(axis=1).max())


# -- outlines with fewer points --------------------------------------------------------------------


@CHARACTERS
def test_a_simplified_outline_stays_near_the_font_s(felt: Font, character: str) -> None:
    contours = felt.outline(glyph_of(felt, character))
    for contour, ring in zip(contours, simplified(contours), strict=True):
        ours, theirs = round_ring(ring), along(contour)
        assert farthest(theirs, ours) < 1.5 * TOLERANCE
        assert farthest(ours, theirs) < 1.5 * TOLERANCE


def test_a_traced_outline_needs_far_fewer_points(felt: Font) -> None:
    glyph = glyph_of(felt, "雪")
    before = sum(len(piece) // 2 for each in felt.outline(glyph) for piece in each.pieces)
    after = sum(len(ring) for ring in simplified(felt.outline(glyph)))
    assert after < 0.7 * before


def test_a_square_keeps_its_corners() -> None:
    square = Contour((0, 0), [(100.0, 0.0), (100.0, 100.0), (0.0, 100.0)])
    assert [(dot.x, dot.y, dot.on) for dot in simplified([square])[0]] == [
        (0, 0, True), (100, 0, True), (100, 100, True), (0, 100, True)
    ]  # fmt: skip


def test_cubic_outlines_become_quadratic_ones(fonts: FontSet) -> None:
    serif = fonts["address"][0]
    glyph = glyph_of(serif, "雪")
    contours = serif.outline(glyph)
    assert any(len(piece) == 6 for contour in contours for piece in contour.pieces)
    for contour, ring in zip(contours, simplified(contours), strict=True):
        assert farthest(along(contour), round_ring(ring)) < 1.5 * TOLERANCE


def test_a_blank_has_no_outline(felt: Font) -> None:
    assert simplified(felt.outline(glyph_of(felt, "\u3000"))) == []
    assert warped(felt, glyph_of(felt, "\u3000"), 3, RELAXED) == []


def test_the_dots_of_a_water_radical_are_parts_of_their_own(felt: Font) -> None:
    assert len(shape_of(felt, glyph_of(felt, "い")).parts) == 2
    assert len(shape_of(felt, glyph_of(felt, "口")).parts) == 1  # the hole belongs to its frame


# -- the variants ---------------------------------------------------------------------------------


def variants(font: Font, character: str, manner: Manner = RELAXED) -> list[list[Points]]:
    return [warped(font, glyph_of(font, character), each, manner) for each in range(VARIANTS)]


def shifts(one: list[Points], other: list[Points]) -> list[float]:
    """How far each point of one shape is from the same point of another, in thousandths."""
    pairs = [
        (a, b) for ours, theirs in zip(one, other, strict=True)
        for a, b in zip(ours, theirs, strict=True)
    ]  # fmt: skip
    return [hypot(a[0] - b[0], a[1] - b[1]) * 1000 / EM for a, b in pairs]


@CHARACTERS
def test_no_two_variants_are_alike(felt: Font, character: str) -> None:
    for one, other in combinations(variants(felt, character), 2):
        assert max(shifts(one, other)) > 6  # a tenth of a millimetre at 16 points, and more


@CHARACTERS
def test_no_variant_is_far_from_the_font_s_own_shape(felt: Font, character: str) -> None:
    plain = warped(felt, glyph_of(felt, character), 0, Manner(0.0))
    for variant in variants(felt, character):
        assert max(shifts(plain, variant)) < 110
        assert sum(shifts(plain, variant)) / len(shifts(plain, variant)) < 45


@CHARACTERS
def test_neighbouring_points_move_together(felt: Font, character: str) -> None:
    plain = warped(felt, glyph_of(felt, character), 0, Manner(0.0))
    for variant in variants(felt, character):
        for before, after in zip(plain, variant, strict=True):
            moved = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(before, after, strict=True)]
            for (a, b), (c, d), one, other in zip(
                moved, moved[1:], before, before[1:], strict=False
            ):
                apart = hypot(one[0] - other[0], one[1] - other[1])
                assert hypot(c - a, d - b) <= 0.35 * apart + 3  # units


def test_a_calm_manner_moves_less(felt: Font) -> None:
    plain = warped(felt, glyph_of(felt, "雪"), 0, Manner(0.0))
    lively, calm = variants(felt, "雪"), variants(felt, "雪", Manner(0.3))
    for a, b in zip(lively, calm, strict=True):
        assert sum(shifts(plain, b)) < 0.6 * sum(shifts(plain, a))


def test_without_unrest_all_variants_are_the_font_s_shape(felt: Font) -> None:
    assert len({str(each) for each in variants(felt, "の", Manner(0.0))}) == 1


def test_a_rising_manner_lifts_what_is_right(felt: Font) -> None:
    level = warped(felt, glyph_of(felt, "一"), 0, Manner(0.0))[0]
    rising = warped(felt, glyph_of(felt, "一"), 0, Manner(0.0, rise=0.1))[0]
    lift = [(a[0], b[1] - a[1]) for a, b in zip(level, rising, strict=True)]
    assert min(lift)[1] < 0 < max(lift)[1]


# -- chance that can be had again -----------------------------------------------------------------


def test_a_seed_tells_its_parts_apart() -> None:
    assert len({seed_of("ab", "c"), seed_of("a", "bc"), seed_of("abc"), seed_of("abc", "")}) == 4


def test_chance_is_the_same_in_every_version_of_python() -> None:
    assert drawn(bytes(32), 6).hex() == "f5977c828354"
    assert list(normals(bytes(32), 3)) == pytest.approx([1.739, 0.2322, -0.0343], abs=1e-9)


@given(st.binary(min_size=1, max_size=40))
def test_chance_is_centred_and_bounded(seed: bytes) -> None:
    numbers = list(normals(seed, 2000))
    assert abs(sum(numbers) / 2000) < 0.15
    assert all(abs(number) < 2.9 for number in numbers)


# -- the font file ---------------------------------------------------------------------------------

ring = st.lists(
    st.tuples(st.integers(-600, 1200), st.integers(-600, 1200), st.booleans()),
    min_size=2, max_size=12,
).map(lambda dots: [(*dots[0][:2], True), *dots[1:]])  # fmt: skip
outlines = st.lists(st.lists(ring, max_size=4), min_size=1, max_size=5)


@given(outlines, st.integers(0, 1000))
def test_harfbuzz_reads_every_glyph_as_it_was_given(
    glyphs: list[list[list[tuple[int, int, bool]]]], advance: int
) -> None:
    face = hb.Face(hb.Blob(truetype(500, [[], *glyphs], [advance] * (len(glyphs) + 1))))
    font = hb.Font(face)
    assert (face.upem, face.glyph_count) == (500, len(glyphs) + 1)
    for number, rings in enumerate(glyphs, start=1):
        assert font.get_glyph_h_advance(number) == advance
        assert _starts(font, number) == [each[0][:2] for each in rings]


def _starts(font: hb.Font, glyph: int) -> list[Point]:
    starts: list[Point] = []
    drawing = hb.DrawFuncs()
    drawing.set_move_to_func(lambda x, y, to: to.append((x, y)))
    for setter in ("set_line_to_func", "set_quadratic_to_func", "set_cubic_to_func"):
        getattr(drawing, setter)(lambda *_: None)
    font.draw_glyph(glyph, drawing, starts)
    return starts


def test_the_side_bearing_is_the_left_edge_so_that_no_glyph_slides() -> None:
    square = [(120, 0, True), (300, 0, True), (300, 200, True), (120, 200, True)]
    font = hb.Font(hb.Face(hb.Blob(truetype(500, [[], [square]], [500, 500]))))
    extents = font.get_glyph_extents(1)
    assert (extents.x_bearing, extents.width) == (120, 180)
    assert (extents.y_bearing, extents.height) == (200, -200)
