"""Cropping: the main thing is found, kept clear of the trim, and missed in words when it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from outreach.artwork import draw
from outreach.artwork.attention import MainThing, given_thing, main_thing
from outreach.artwork.child import Page
from outreach.artwork.cropping import MARGIN, fate, trusted_area, window, window_around
from outreach.artwork.draw import draw_designs
from outreach.artwork.layouts import Hole, Shape, Veil
from outreach.errors import Problem, Severity
from outreach.frame import Box
from outreach.model.design import Design
from outreach.model.stock import HAGAKI
from tests.test_artwork_layouts import in_process

__all__ = ["in_process"]
FULL = Hole("main", Box(-3, -3, 106, 154))
SAFE = trusted_area(HAGAKI, is_landscape=False)


def scene(size: tuple[int, int], middle: tuple[float, float], part: float = 0.16) -> Image.Image:
    """A calm landscape in two tones, and one warm round thing in it."""
    image = Image.new("RGB", size, (150, 175, 190))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, size[1] * 0.6, *size), fill=(128, 150, 132))
    x, y, r = middle[0] * size[0], middle[1] * size[1], part * max(size) / 2
    pen.ellipse((x - r, y - r, x + r, y + r), fill=(225, 120, 50))
    return image.filter(ImageFilter.GaussianBlur(2))


@given(
    size=st.sampled_from([(600, 400), (400, 600), (500, 500), (900, 300)]),
    x=st.floats(0.15, 0.85),
    y=st.floats(0.2, 0.8),
)
@settings(max_examples=30, deadline=None)
def test_the_one_thing_that_stands_out_is_found(size: tuple[int, int], x: float, y: float) -> None:
    found = main_thing(scene(size, (x, y)))
    longer = max(size)
    assert abs(found.focus[0] - x) * size[0] / longer < 0.08
    assert abs(found.focus[1] - y) * size[1] / longer < 0.08
    assert found.left <= x <= found.right
    assert found.top <= y <= found.bottom


def test_of_two_things_one_is_chosen_and_not_the_gap_between_them() -> None:
    image = scene((900, 400), (0.25, 0.5), 0.2)
    image.paste(scene((900, 400), (0.9, 0.5), 0.08).crop((700, 0, 900, 400)), (700, 0))
    assert abs(main_thing(image).focus[0] - 0.25) < 0.08


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (90, 140, 60)])
def test_an_empty_picture_has_its_middle(colour: tuple[int, int, int]) -> None:
    assert main_thing(Image.new("RGB", (300, 200), colour)).focus == (0.5, 0.5)


@given(
    size=st.tuples(st.integers(10, 900), st.integers(10, 900)),
    box=st.tuples(st.integers(20, 110), st.integers(20, 110)),
    focus=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@settings(deadline=None)
def test_the_part_shown_has_the_holes_shape_lies_in_the_picture_and_holds_the_focus(
    size: tuple[int, int], box: tuple[int, int], focus: tuple[float, float]
) -> None:
    hole = Hole("main", Box(0, 0, *box))
    left, top, right, bottom = window(size, hole, focus)
    assert left >= 0 and top >= 0
    assert right <= size[0] + 1e-6 and bottom <= size[1] + 1e-6
    assert (right - left) / (bottom - top) == pytest.approx(box[0] / box[1])
    assert left - 1e-6 <= focus[0] * size[0] <= right + 1e-6
    assert top - 1e-6 <= focus[1] * size[1] <= bottom + 1e-6


def test_under_words_the_main_thing_is_moved_up_to_where_it_is_seen() -> None:
    box = Box(0, 0, 100, 100)
    veiled = Hole("main", box, Veil(Box(-40, 60, 180, 80), 0.8, 10))
    size, focus = (300, 600), (0.5, 0.5)
    plain_top, veiled_top = (window(size, Hole("main", box), focus)[1],
                             window(size, veiled, focus)[1])  # fmt: skip
    assert veiled_top > plain_top


def test_a_point_within_five_millimetres_of_the_trim_is_lost_and_one_inside_is_not() -> None:
    size = (1060, 1540)  # ten pixels a millimetre, bleed and all
    for x, is_lost in ((3 + MARGIN - 0.5, True), (3 + MARGIN + 0.5, False)):
        focus = (x / 106, 0.5)
        part = window(size, FULL, focus)
        assert (fate(given_thing(focus), size, part, FULL, SAFE)[1] > 0.5) == is_lost


def test_where_the_focus_lies_on_the_page_is_told_in_millimetres() -> None:
    size, focus = (1060, 1540), (0.25, 0.5)
    place, *_ = fate(given_thing(focus), size, window(size, FULL, focus), FULL, SAFE)
    assert place == pytest.approx((106 * 0.25 - 3, 154 * 0.5 - 3))


def test_what_a_tear_takes_is_lost() -> None:
    hole = Hole("main", Box(20, 20, 60, 60), shape=Shape("torn", edges=("bottom",)))
    size, focus = (600, 600), (0.5, 0.97)
    part = window(size, hole, focus)
    assert fate(given_thing(focus), size, part, hole, SAFE)[1] > 0.5


def figure(size: tuple[int, int], x: float, top: float) -> tuple[Image.Image, MainThing]:
    """Someone on a pale ground, head and body in two tones; and where they really are."""
    width, height = size
    unit = min(size) * 0.1
    image = Image.new("RGB", size, (236, 226, 206))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, height * 0.8, *size), fill=(196, 160, 120))
    middle, head = x * width, top * height
    pen.ellipse((middle - unit, head, middle + unit, head + 2 * unit), fill=(100, 95, 105))
    low = head + 5 * unit
    pen.ellipse(
        (middle - 1.4 * unit, head + 1.6 * unit, middle + 1.4 * unit, low), fill=(88, 84, 94)
    )
    left, right = max(middle - 1.4 * unit, 0) / width, (middle + 1.4 * unit) / width
    there = MainThing((x, (head + 3 * unit) / height), left, top, right, low / height)
    return image.filter(ImageFilter.GaussianBlur(1)), there


@pytest.mark.parametrize(("size", "x", "top"), [
    ((800, 1200), 0.5, 0.12), ((800, 1200), 0.3, 0.4), ((1200, 800), 0.12, 0.3),
    ((1200, 800), 0.9, 0.1),
])  # fmt: skip
def test_the_main_thing_is_found_from_head_to_foot(
    size: tuple[int, int], x: float, top: float
) -> None:
    image, there = figure(size, x, top)
    found = main_thing(image)
    for side in ("left", "top", "right", "bottom"):
        assert getattr(found, side) == pytest.approx(getattr(there, side), abs=0.05), side


@given(
    size=st.sampled_from([(800, 1200), (1200, 800), (1000, 1000)]),
    hole=st.sampled_from([Box(12, 21, 76, 57), Box(-3, -3, 154, 64), Box(-3, -3, 106, 154)]),
    box=st.tuples(st.floats(0, 0.7), st.floats(0, 0.7), st.floats(0.05, 0.3), st.floats(0.05, 0.3)),
    heart=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@example(  # it just fits, without the air
    size=(800, 1200), hole=Box(-3, -3, 154, 64), box=(0.0, 0.5, 0.25, 0.2734375), heart=(0.0, 0.0)
)
def test_the_main_thing_is_seen_whole_wherever_it_can_be(
    size: tuple[int, int], hole: Box, box: tuple[float, ...], heart: tuple[float, float]
) -> None:
    x, y, width, height = box
    thing = MainThing((x + heart[0] * width, y + heart[1] * height), x, y, x + width, y + height)
    left, top, right, low = window_around(thing, size, Hole("main", hole))
    assert 0 <= left < right <= size[0] + 1e-6 and 0 <= top < low <= size[1] + 1e-6
    if width * size[0] <= right - left:
        assert left <= x * size[0] + 1e-6 and (x + width) * size[0] <= right + 1e-6
    if height * size[1] <= low - top:
        assert top <= y * size[1] + 1e-6 and (y + height) * size[1] <= low + 1e-6


def test_of_a_thing_too_tall_for_its_place_the_head_is_kept() -> None:
    thing = MainThing((0.5, 0.45), 0.3, 0.14, 0.7, 0.6)
    _, top, _, low = window_around(thing, (1600, 2400), Hole("main", Box(0, 0, 150, 60)))
    assert top < 0.14 * 2400 < low < 0.6 * 2400


def test_a_gradient_has_no_main_thing_that_could_be_lost() -> None:
    thing = main_thing(Image.linear_gradient("L").resize((400, 600)).convert("RGB"))
    assert not thing.is_clear
    part = window_around(thing, (400, 600), FULL, SAFE)
    assert fate(thing, (400, 600), part, FULL, Box(0, 0, 1, 1))[1:] == (0, 0)


# -- what a person is told ----------------------------------------------------------------------


def drawn(folder: Path, picture: Image.Image, layout: str, **given: object) -> list[Problem]:
    place = folder / "designs" / "test"
    place.mkdir(parents=True)
    picture.save(place / "picture.png")
    design = Design("test", place, "Test", "Nobody", layout, ("picture.png",), **given)
    [(made, problems)] = draw_designs([design], HAGAKI, "home", folder / "cache")
    assert made is not None
    return problems


@pytest.mark.usefixtures("in_process")
def test_a_named_main_thing_at_the_edge_is_a_warning(tmp_path: Path) -> None:
    image = scene((1500, 2200), (0.5, 0.5))
    [problem] = drawn(tmp_path, image, "full-picture", focus=(0.5, 0.01))
    assert (problem.code, problem.severity) == ("picture-cut", Severity.WARNING)
    assert problem.where.file == "designs/test/picture.png"


@pytest.mark.usefixtures("in_process")
def test_a_found_main_thing_that_the_hole_cuts_off_is_a_warning(tmp_path: Path) -> None:
    wide = Image.new("RGB", (2400, 800), (150, 175, 190))
    ImageDraw.Draw(wide).rectangle((300, 330, 2100, 480), fill=(225, 120, 50))
    problems = drawn(tmp_path, wide.filter(ImageFilter.GaussianBlur(4)), "picture-right")
    assert "picture-cut" in [problem.code for problem in problems]


@pytest.mark.usefixtures("in_process")
def test_a_main_thing_under_the_words_is_called_so(tmp_path: Path) -> None:
    image = scene((1590, 2310), (0.5, 0.8))
    [problem] = drawn(tmp_path, image, "full-corner")
    assert problem.code == "picture-cut"
    assert "under the words" in str(problem.message)


@pytest.mark.usefixtures("in_process")
def test_a_main_thing_in_its_place_is_not_spoken_of(tmp_path: Path) -> None:
    image = scene((1500, 2200), (0.5, 0.4))
    assert drawn(tmp_path, image, "picture-above") == []


def test_several_designs_are_drawn_by_one_child_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children: list[object] = []

    class Child:
        def __init__(self) -> None:
            children.append(self)

        def __enter__(self) -> Child:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    boxes = {f"slot-{name}": Box(10, 10, 50, 5) for name in ("message", "qr", "credit")}
    seen: list[str] = []

    def render(_child: object, job: draw.Job, *_: object) -> Page:
        seen.append(str(job.context["season"]))
        return Page(b"%PDF " + seen[-1].encode(), boxes)

    monkeypatch.setattr(draw, "DrawingProcess", Child)
    monkeypatch.setattr(draw, "render_page", render)
    place = tmp_path / "designs" / "test"
    place.mkdir(parents=True)
    scene((1500, 2200), (0.5, 0.5)).save(place / "picture.png")
    designs = [
        Design(season, place, "", "", "picture-above", ("picture.png",), season=(season,))
        for season in ("spring", "summer", "autumn")
    ]
    made = draw_designs([*designs, designs[0]], HAGAKI, "home", tmp_path / "cache")
    assert [each.pdf for each, _ in made if each] == [
        b"%PDF spring", b"%PDF summer", b"%PDF autumn", b"%PDF spring",
    ]  # fmt: skip
    assert len(children) == 1
    assert seen == ["spring", "summer", "autumn"]
