"""A photo of a drawing on paper: the sheet is found, made straight and white; the pencil stays."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from outreach.artwork.corners import find_corners, in_order
from outreach.artwork.paper import Sheet, flatten_sheet

Corners = list[tuple[float, float]]

PHOTO = (900, 1200)
A4 = (630, 891)
PENCIL, BLUE, ORANGE, YELLOW = (208, 208, 206), (70, 130, 190), (225, 120, 60), (252, 226, 130)
WOOD, DARK, PALE = (150, 110, 70), (45, 42, 40), (196, 192, 186)
TILTED = (12.0, -9.0, 5.0)


def drawing(size: tuple[int, int] = A4) -> Image.Image:
    """A sheet with faint pencil above and two painted shapes below."""
    sheet = Image.new("RGB", size, (247, 245, 239))
    pen = ImageDraw.Draw(sheet)
    width, height = size
    for row in range(6):
        y = height * (0.10 + 0.06 * row)
        pen.line([(width * 0.12, y), (width * 0.88, y + height * 0.01)], PENCIL, 3)
    pen.rectangle((width * 0.1, height * 0.55, width * 0.45, height * 0.85), BLUE)
    pen.rectangle((width * 0.55, height * 0.55, width * 0.9, height * 0.85), ORANGE)
    pen.rectangle((width * 0.65, height * 0.62, width * 0.8, height * 0.75), YELLOW)
    return sheet


def seen_corners(ratio: float, angles: tuple[float, float, float], far: float = 2.0) -> Corners:
    """Where a real camera sees the corners of a sheet turned by these degrees, as fractions."""
    x, y, z = (math.radians(angle) for angle in angles)
    turns = [
        np.array([[1, 0, 0], [0, math.cos(x), -math.sin(x)], [0, math.sin(x), math.cos(x)]]),
        np.array([[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]]),
        np.array([[math.cos(z), -math.sin(z), 0], [math.sin(z), math.cos(z), 0], [0, 0, 1]]),
    ]
    corners = []
    for across, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        place = turns[0] @ turns[1] @ turns[2] @ np.array([across * ratio / 2, down / 2, 0.0])
        scale = 0.75 * PHOTO[1] / (place[2] + far)  # a lens of 27 mm
        corners.append((0.5 + place[0] * scale / PHOTO[0], 0.5 + place[1] * scale / PHOTO[1]))
    return corners


def photo_of(
    sheet: Image.Image, corners: Corners, desk: tuple[int, int, int], shadow: float = 0.0,
    fall: float = 0.3,
) -> Image.Image:  # fmt: skip
    """The sheet on a table with grain, in light that falls off, with noise, as a phone's JPEG."""
    random = np.random.default_rng(7)
    width, height = PHOTO
    grain = np.full((height, width, 3), desk, float) + random.normal(0, 6, (height, 1, 1))
    table = Image.fromarray(grain.clip(0, 255).astype(np.uint8))
    matrix = _inverse_projection(corners, sheet.size)
    way = Image.Transform.PERSPECTIVE
    lying = sheet.transform(PHOTO, way, matrix, Image.Resampling.BICUBIC)
    mask = Image.new("L", sheet.size, 255).transform(PHOTO, way, matrix, Image.Resampling.BILINEAR)
    seen = np.asarray(Image.composite(lying, table, mask), float)
    down, across = np.mgrid[0:height, 0:width]
    light = 1 - fall * (0.6 * across / width + 0.4 * down / height)
    dark = Image.new("L", PHOTO, 255)
    ImageDraw.Draw(dark).ellipse((420, 190, 1050, 750), fill=round(255 * (1 - shadow)))
    light = light * np.asarray(dark.filter(ImageFilter.GaussianBlur(68)), float) / 255
    seen = seen * light[..., None] * (1.0, 0.97, 0.9) + random.normal(0, 3, seen.shape)
    return Image.fromarray(seen.clip(0, 255).astype(np.uint8))


def _inverse_projection(corners: Corners, size: tuple[int, int]) -> list[float]:
    """Coefficients from the photo's pixels to the sheet's, by eight equations."""
    rows, values = [], []
    ends = ((0, 0), (size[0], 0), size, (0, size[1]))
    for (u, v), (x, y) in zip(corners, ends, strict=True):
        u, v = u * PHOTO[0], v * PHOTO[1]
        rows += [[u, v, 1, 0, 0, 0, -x * u, -x * v], [0, 0, 0, u, v, 1, -y * u, -y * v]]
        values += [x, y]
    return list(np.linalg.solve(np.array(rows), np.array(values)))


@cache
def flattened(desk: tuple[int, int, int], shadow: float = 0.0) -> tuple[Image.Image, Sheet]:
    corners = seen_corners(210 / 297, TILTED)
    return flatten_sheet(photo_of(drawing(), corners, desk, shadow), 1000)


def part(image: Image.Image, x: float, y: float, side: float = 0.02) -> np.ndarray:
    """The mean colour around a place given as fractions."""
    box = ((x - side) * image.width, (y - side) * image.height,
           (x + side) * image.width, (y + side) * image.height)  # fmt: skip
    return np.asarray(image.crop([round(edge) for edge in box]), float).mean(axis=(0, 1))


def farthest(found: tuple[tuple[float, float], ...], real: Corners) -> float:
    return max(math.dist(one, two) for one, two in zip(found, real, strict=True))


# -- corners ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("desk", "shadow"),
    [(WOOD, 0.0), (WOOD, 0.45), (DARK, 0.45), ((90, 110, 140), 0.0), ((170, 60, 50), 0.45)],
)
def test_the_corners_are_found_on_tables_of_any_colour(
    desk: tuple[int, int, int], shadow: float
) -> None:
    real = seen_corners(210 / 297, TILTED)
    assert farthest(find_corners(photo_of(drawing(), real, desk, shadow)), real) < 0.004


def test_the_corners_are_found_on_a_pale_table_in_even_light() -> None:
    real = seen_corners(210 / 297, TILTED)
    found = find_corners(photo_of(drawing(), real, PALE, fall=0.05))
    assert farthest(found, real) < 0.006


@pytest.mark.slow
@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.tuples(st.floats(-25, 25), st.floats(-25, 25), st.floats(-14, 14)))
def test_the_corners_are_found_from_any_side(angles: tuple[float, float, float]) -> None:
    real = seen_corners(100 / 148, angles)
    assert farthest(find_corners(photo_of(drawing(), real, WOOD)), real) < 0.006


def test_a_photo_without_a_sheet_has_no_corners() -> None:
    random = np.random.default_rng(1)
    noise = random.integers(60, 200, (160, 120, 3), np.uint8)
    meadow = Image.fromarray(noise).resize(PHOTO, Image.Resampling.BICUBIC)
    assert find_corners(meadow) == ()


def test_a_sheet_that_goes_on_outside_the_photo_has_no_corners() -> None:
    corners = [(-0.2, 0.1), (0.8, 0.12), (0.82, 0.9), (-0.18, 0.88)]
    assert find_corners(photo_of(drawing(), corners, DARK)) == ()


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (2, 0, 3, 1), (3, 2, 1, 0)])
def test_corners_may_be_given_in_any_order(order: tuple[int, ...]) -> None:
    corners = [(0.1, 0.2), (0.9, 0.1), (0.8, 0.9), (0.2, 0.8)]
    assert in_order([corners[at] for at in order]) == tuple(corners)


# -- straightening ----------------------------------------------------------------------------


@pytest.mark.parametrize("angles", [(0.0, 0.0, 3.0), (25.0, 5.0, 0.0), TILTED])
def test_the_sheet_comes_out_in_its_own_proportion(angles: tuple[float, float, float]) -> None:
    ratio = 210 / 297
    flat, _ = flatten_sheet(photo_of(drawing(), seen_corners(ratio, angles), DARK), 1000)
    assert flat.width / flat.height == pytest.approx(ratio, rel=0.02)


def test_what_is_drawn_lies_where_it_lay_on_the_paper() -> None:
    flat, _ = flattened(WOOD)
    dark = np.asarray(flat.convert("L"), float) < 200
    rows = np.flatnonzero(dark[:, round(0.3 * flat.width)]) / flat.height
    painted = [row for row in rows if row > 0.5]
    assert painted[0] == pytest.approx(0.55, abs=0.006)
    assert painted[-1] == pytest.approx(0.85, abs=0.006)


def test_given_corners_are_used_as_they_are() -> None:
    real = seen_corners(210 / 297, TILTED)
    photo = photo_of(drawing(), real, PALE, 0.5, 0.6)
    _, sheet = flatten_sheet(photo, 1000, real[::-1])
    assert farthest(sheet.corners, real) < 1e-9


def test_nothing_is_larger_than_asked() -> None:
    flat, _ = flatten_sheet(drawing(), 300)
    assert max(flat.size) == 300


# -- light ------------------------------------------------------------------------------------


@pytest.mark.parametrize("shadow", [0.0, 0.45])
def test_bare_paper_comes_out_white_also_in_a_shadow(shadow: float) -> None:
    flat, _ = flattened(WOOD, shadow)
    for x, y in ((0.05, 0.05), (0.95, 0.05), (0.5, 0.5), (0.95, 0.5), (0.05, 0.95), (0.95, 0.95)):
        assert part(flat, x, y).min() > 252, (x, y)


@pytest.mark.parametrize("shadow", [0.0, 0.45])
def test_faint_pencil_is_still_there(shadow: float) -> None:
    flat, _ = flattened(WOOD, shadow)
    gray = np.asarray(flat.convert("L"), float)
    for share in (0.2, 0.5, 0.8):
        column = gray[:, round(share * flat.width)]
        for row in range(6):
            place = 0.10 + 0.06 * row + 0.01 * (share - 0.12) / 0.76
            around = column[
                round((place - 0.01) * len(column)) : round((place + 0.01) * len(column))
            ]
            assert around.min() < 245, (share, row)
            assert np.median(around) > 250, (share, row)


def test_colours_stay_what_they_are() -> None:
    flat, _ = flattened(WOOD)
    for (x, y), colour in (((0.2, 0.7), BLUE), ((0.6, 0.8), ORANGE), ((0.72, 0.68), YELLOW)):
        assert np.abs(part(flat, x, y) - colour).max() < 22, colour


def test_a_sheet_painted_all_over_keeps_its_light() -> None:
    random = np.random.default_rng(2)
    colours = random.integers(20, 230, (12, 9, 3), np.uint8)
    painted = Image.fromarray(colours).resize(A4, Image.Resampling.NEAREST)
    flat, sheet = flatten_sheet(painted, 1188)
    assert sheet.shade is None
    assert np.array_equal(np.asarray(flat), np.asarray(painted))


def test_how_uneven_the_light_was_is_told() -> None:
    _, dim = flattened(WOOD, 0.45)
    _, even = flattened(WOOD)
    assert even.shade is not None and dim.shade is not None
    assert 0.1 < even.shade < 0.3 < dim.shade < 0.75


def test_the_same_photo_gives_the_same_picture() -> None:
    one, two = (flattened.__wrapped__(WOOD) for _ in range(2))
    assert one[0].tobytes() == two[0].tobytes()


# -- no sheet in sight --------------------------------------------------------------------------


def test_a_photo_in_which_no_sheet_is_found_is_left_as_it_is() -> None:
    photo = Image.new("RGB", (300, 200), (235, 232, 225))
    photo.paste((90, 60, 40), (0, 0, 60, 200))  # the light part is no sheet: it has no end
    photo.paste((60, 110, 70), (200, 120, 300, 200))
    flat, sheet = flatten_sheet(photo, 1000)
    assert sheet == Sheet((), None)
    assert flat.tobytes() == photo.tobytes()


def test_a_photo_that_is_nearly_all_paper_is_made_white() -> None:
    photo = Image.new("RGB", (300, 200), (205, 198, 180))
    photo.paste((70, 60, 120), (110, 60, 190, 140))
    flat, sheet = flatten_sheet(photo, 1000)
    assert sheet.corners == () and sheet.shade is not None
    assert part(flat, 0.05, 0.05).min() > 250
