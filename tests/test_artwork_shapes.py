"""Shapes baked into a picture: paper where the picture ends, no edge, the same every time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from outreach.artwork.layouts import EDGES, Hole, Shape, own_layouts, read_layout
from outreach.artwork.picture import Baked, bake
from outreach.errors import Where
from outreach.frame import Box
from tests.test_artwork_layouts import own_layout

WHERE = Where("designs/test/picture.png")
MIDDLE = (0.5, 0.5)
DARK = (40, 60, 90)
BOX = Box(10, 10, 60, 50)
PHOTO = Shape("photo", frame=(4, 4, 4, 12), tilt=3.0)
SHAPES = {
    "oval": Shape("oval", feather=0.2),
    "rounded": Shape("rounded", radius=4),
    "wash": Shape("wash", feather=5),
    "torn": Shape("torn", edges=EDGES),
    "photo": PHOTO,
    "taped": replace(PHOTO, tape=True),
}
ALL = pytest.mark.parametrize("name", SHAPES)


def picture(size: tuple[int, int] = (900, 750), colour: tuple[int, int, int] = DARK) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    return data.getvalue()


def baked(shape: Shape, data: bytes = b"") -> Baked:
    made, problems = bake(data or picture(), Hole("main", BOX, shape=shape), MIDDLE, WHERE)
    assert made is not None, [str(problem.message) for problem in problems]
    return made


def pixels(made: Baked) -> np.ndarray:
    with Image.open(io.BytesIO(made.jpeg)) as image:
        assert image.mode == "RGB"
        return np.asarray(image).astype(int)


def border(sheet: np.ndarray) -> Iterator[np.ndarray]:
    yield from (sheet[0], sheet[-1], sheet[:, 0], sheet[:, -1])


@pytest.mark.parametrize("name", ["oval", "wash", "torn", "photo", "taped"])
def test_a_shape_has_run_out_into_paper_before_its_picture_ends(name: str) -> None:
    sheet = pixels(baked(SHAPES[name]))
    edges = list(border(sheet))
    if name == "oval":  # which touches its box in four points
        edges = [edge[: len(edge) // 3] for edge in edges]
    assert min(edge.min() for edge in edges) >= 250


@ALL
def test_the_middle_of_a_shape_is_the_picture_itself(name: str) -> None:
    sheet = pixels(baked(SHAPES[name]))
    height, width = sheet.shape[:2]
    part = sheet[height * 2 // 5 : height // 2, width * 2 // 5 : width * 3 // 5]
    assert np.abs(part - DARK).max() <= 6


@ALL
def test_the_same_picture_is_cut_and_torn_the_same_way(name: str) -> None:
    assert baked(SHAPES[name]).jpeg == baked(SHAPES[name]).jpeg


def test_another_picture_tears_another_way() -> None:
    torn = Shape("torn", edges=("bottom",))
    one = pixels(baked(torn)).min(axis=2) < 128
    other = pixels(baked(torn, picture(colour=(44, 60, 90)))).min(axis=2) < 128
    assert (one != other).mean() > 0.005


@pytest.mark.parametrize("edge", EDGES)
def test_only_the_edges_named_are_torn(edge: str) -> None:
    sheet = pixels(baked(Shape("torn", edges=(edge,))))
    sides = dict(zip(("top", "bottom", "left", "right"), border(sheet), strict=True))
    for name, line in sides.items():
        inner = line[len(line) // 3 : -len(line) // 3]
        assert (inner.min() >= 250) == (name == edge), name


def test_a_tear_has_bared_paper_between_picture_and_sheet_and_casts_a_shade() -> None:
    sheet = pixels(baked(Shape("torn", edges=("bottom",))))
    column = sheet[:, sheet.shape[1] // 2].mean(axis=1)
    end = np.flatnonzero(column < 100)[-1]
    below = column[end + 3 :]
    assert below[:6].max() > 240  # the core of the paper
    assert below.min() < 238  # the shade under it
    assert below[-1] >= 250  # and the sheet again


def test_a_photo_leans_to_the_left_when_it_is_turned_anticlockwise() -> None:
    sheet = pixels(baked(PHOTO))
    dark = np.abs(sheet - DARK).max(axis=2) < 20
    rows = np.flatnonzero(dark.any(axis=1))
    top, bottom = dark[rows[5]], dark[rows[-5]]
    assert (
        np.flatnonzero(top).mean() > np.flatnonzero(bottom).mean()
    )  # its upper right corner leads


def test_a_photo_and_its_shade_lie_wholly_in_their_place() -> None:
    place = Hole("main", BOX, shape=PHOTO).place
    assert place.x < BOX.x and place.right > BOX.right
    assert place.y < BOX.y and place.bottom > BOX.bottom
    assert (place.x + place.right) == pytest.approx(BOX.x + BOX.right)
    sheet = pixels(baked(PHOTO))
    assert sheet.shape[1] / sheet.shape[0] == pytest.approx(place.width / place.height, abs=0.01)


@given(
    size=st.tuples(st.integers(20, 400), st.integers(20, 400)),
    box=st.tuples(st.integers(12, 50), st.integers(22, 50)),
    name=st.sampled_from(["oval", "rounded", "wash", "photo", "taped"]),
)
@settings(max_examples=25, deadline=None)
def test_any_picture_takes_any_shape(
    size: tuple[int, int], box: tuple[int, int], name: str
) -> None:
    hole = Hole("main", Box(0, 0, *box), shape=SHAPES[name])
    made, problems = bake(picture(size), hole, None, WHERE)
    assert made is not None and not problems
    sheet = pixels(made)
    aspect = hole.place.width / hole.place.height
    assert sheet.shape[1] / sheet.shape[0] == pytest.approx(aspect, rel=0.03)


def test_a_picture_without_pixels_to_spare_still_gets_a_clean_edge() -> None:
    sheet = pixels(baked(SHAPES["oval"], picture((60, 50))))
    assert sheet.shape[1] >= 400  # 200 dpi on 60 mm


@pytest.mark.parametrize(
    "toml",
    [
        'kind = "star"',
        'kind = "torn"\nedges = ["below"]',
        'kind = "photo"\nframe = [1, 2]',
        'kind = "photo"\ntilt = 200',
        'kind = "photo"\ntilts = 2',
    ],
)
def test_a_wrong_shape_in_a_layout_is_a_problem_at_its_line(tmp_path: Path, toml: str) -> None:
    head = "[picture.main]\nbox = [0, 0, 17, 17]\n[picture.main.shape]\n"
    own_layout(tmp_path, "", toml=f"{head}{toml}\n")
    layout, [problem] = read_layout("mine", [own_layouts(tmp_path)], Where())
    assert layout is None
    assert problem.where.line == 10 + toml.count("\n")


@pytest.mark.parametrize(
    "toml",
    [
        "shape = 3",
        'shape = {kind = "photo", frame = [20, 0, 20, 0]}',
        'shape = {kind = "torn", edges = ["top", "bottom", "left", "right"]}',
    ],
)
def test_a_shape_that_leaves_nothing_is_a_problem(tmp_path: Path, toml: str) -> None:
    own_layout(tmp_path, "", toml=f"[picture.main]\nbox = [0, 0, 17, 17]\n{toml}\n")
    layout, problems = read_layout("mine", [own_layouts(tmp_path)], Where())
    assert layout is None
    assert len(problems) == 1
