"""Checks in words: each finding at and around its threshold, and silence about good pictures."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from outreach.artwork.cropping import trusted_area, window
from outreach.artwork.judging import LOOK_DPI, Condition, Finding
from outreach.artwork.judging_colour import (
    Lab,
    as_printed,
    condition_from,
    difference,
    ink_of,
    lab_of,
    labs,
)
from outreach.artwork.judging_edge import is_at_risk, marks_in
from outreach.artwork.judging_likeness import are_alike, fingerprint
from outreach.artwork.judging_page import PageLook, WordPlace, judge_picture, judge_words
from outreach.artwork.layouts import Hole
from outreach.frame import Box, Gray
from outreach.model.stock import HAGAKI
from outreach.units import MM_PER_INCH
from outreach.workflow import judging
from tests.test_artwork_layouts import in_process

if TYPE_CHECKING:
    from tests.conftest import Office

__all__ = ["in_process"]
ROOT = Path(__file__).parent.parent
SAMPLES = sorted((ROOT / "designs").glob("*/picture.jpg"))
APPROXIMATED = Condition()
FULL = Hole("main", Box(-3.0, -3.0, 106.0, 154.0))
CALM = (168, 186, 190)
RGB8 = tuple[int, int, int]


@pytest.fixture(autouse=True)
def no_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is installed on this computer, the approximation is what judges."""
    monkeypatch.setattr(judging, "profile_folders", list)


def plain(colour: RGB8, size: tuple[int, int] = (200, 300)) -> Image.Image:
    return Image.new("RGB", size, colour)


def partly(colour: RGB8, percent: int, rest: RGB8 = CALM) -> Image.Image:
    """A picture of which so much has the one colour."""
    image = plain(rest, (200, 300))
    image.paste(colour, (0, 0, 200, 3 * percent))
    return image


def codes(image: Image.Image, condition: Condition = APPROXIMATED) -> set[str]:
    return {finding.code for finding in judge_picture(image, 0, condition)}


# -- colours ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [  # from the test data of Sharma, Wu and Dalal (2005)
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ],
)
def test_the_difference_of_colours_is_that_of_the_standard(
    one: tuple[float, float, float], other: tuple[float, float, float], wanted: float
) -> None:
    assert difference(Lab(*one), Lab(*other)) == pytest.approx(wanted, abs=5e-5)


def test_white_is_white_and_grey_grey() -> None:
    assert lab_of(1, 1, 1) == pytest.approx((100, 0, 0), abs=0.02)
    assert lab_of(0.5, 0.5, 0.5).chroma < 0.02


@given(st.tuples(*[st.integers(0, 255)] * 3))
@settings(max_examples=150, deadline=None)
def test_paper_never_shows_more_colour_than_the_screen(colour: RGB8) -> None:
    meant = next(labs(plain(colour, (1, 1))))
    printed = next(labs(as_printed(plain(colour, (1, 1)), APPROXIMATED)))
    assert printed.chroma <= meant.chroma + 4


@pytest.mark.parametrize("level", [0, 20, 90, 180, 255])
def test_greys_stay_as_they_are(level: int) -> None:
    grey = plain((level, level, level), (1, 1))
    assert as_printed(grey, APPROXIMATED).getpixel((0, 0)) == (level, level, level)


@pytest.mark.parametrize(
    ("colour", "hue"),
    [
        ((0, 60, 255), "blue"),
        ((0, 250, 60), "green"),
        ((0, 250, 250), "turquoise"),
        ((255, 0, 255), "purple"),
        ((255, 0, 190), "pink"),
    ],
)
def test_a_colour_ink_cannot_reach_is_named(colour: RGB8, hue: str) -> None:
    findings = list(judge_picture(partly(colour, 40), 2, APPROXIMATED))
    assert findings == [Finding("colour-duller", 2, 40, hue)]


@pytest.mark.parametrize(("percent", "is_said"), [(3, False), (8, True)])
def test_a_few_bright_spots_are_not_worth_a_word(percent: int, is_said: bool) -> None:
    assert ("colour-duller" in codes(partly((0, 60, 255), percent))) is is_said


@pytest.mark.parametrize("colour", [(200, 60, 50), (240, 150, 30), (60, 90, 140), (90, 130, 80)])
def test_colours_of_paint_print_as_they_are(colour: RGB8) -> None:
    assert codes(plain(colour)) == set()


@pytest.mark.parametrize(("percent", "is_said"), [(50, False), (70, True)])
def test_a_picture_is_dark_when_most_of_it_is(percent: int, is_said: bool) -> None:
    assert ("picture-dark" in codes(partly((28, 30, 40), percent))) is is_said


@pytest.mark.parametrize(("percent", "is_said"), [(10, False), (20, True)])
def test_black_lines_take_ink_but_only_black_fields_too_much(percent: int, is_said: bool) -> None:
    assert ("picture-ink" in codes(partly((4, 4, 6), percent))) is is_said


def test_black_takes_what_a_print_shop_lays_down_and_white_nothing() -> None:
    assert ink_of(plain((0, 0, 0), (1, 1)), APPROXIMATED) == pytest.approx([350])
    assert ink_of(plain((255, 255, 255), (1, 1)), APPROXIMATED) == pytest.approx([0])


@pytest.mark.parametrize(("level", "is_said"), [(120, False), (200, True)])
def test_a_pencil_drawing_is_pale_only_when_its_lines_are(level: int, is_said: bool) -> None:
    image = plain((250, 250, 248), (400, 600))
    draw = ImageDraw.Draw(image)
    for at in range(20, 400, 40):
        draw.line((at, 50, at + 60, 550), fill=(level, level, level), width=2)
    assert ("picture-pale" in codes(image)) is is_said


# -- a profile --------------------------------------------------------------------------------


def grey_printer() -> bytes:
    """An ICC profile for CMYK (version 2, lut8) of a printer that prints everything in grey."""
    ramp = bytes(range(256))
    corners = [
        max(0, 255 - 85 * ((at >> 3 & 1) + (at >> 2 & 1) + (at >> 1 & 1)) - 255 * (at & 1))
        for at in range(16)
    ]
    to_lab = _lut(4, 3, 2, b"".join(bytes((light, 128, 128)) for light in corners), ramp)
    inks = bytearray()
    for at in range(9**3):
        ink = 255 - round(at // 81 * 255 / 8)
        inks += bytes((ink, ink, ink, 0))
    to_ink = _lut(3, 4, 9, bytes(inks), ramp)
    text = b"desc" + bytes(4) + struct.pack(">I", 2) + b"g\0" + bytes(12 + 67)
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    copyright_ = b"text" + bytes(4) + b"none\0"
    tags = {b"desc": text, b"wtpt": white, b"cprt": copyright_, b"A2B0": to_lab, b"B2A0": to_ink}
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">2I", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"none", 0x02400000, b"prtr", b"CMYK",
                       b"Lab ")  # fmt: skip
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    head += struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + table + body


def _lut(ways_in: int, ways_out: int, grid: int, table: bytes, ramp: bytes) -> bytes:
    head = b"mft1" + bytes(4) + bytes((ways_in, ways_out, grid, 0))
    matrix = struct.pack(">9i", *(65536 if at % 4 == 0 else 0 for at in range(9)))
    return head + matrix + ramp * ways_in + table + ramp * ways_out


def test_a_profile_decides_where_there_is_one() -> None:
    condition = condition_from("grey", grey_printer())
    assert condition is not None
    red, green, blue = as_printed(plain((200, 60, 50), (1, 1)), condition).getpixel((0, 0))
    assert max(red, green, blue) - min(red, green, blue) <= 4
    assert "colour-duller" in codes(plain((200, 60, 50)), condition)
    assert "colour-duller" not in codes(plain((200, 60, 50)))
    assert ink_of(plain((0, 0, 0), (1, 1)), condition) == pytest.approx([300], abs=3)


@pytest.mark.parametrize("data", [b"", b"not a profile", grey_printer()[:200]])
def test_what_is_no_profile_is_not_taken_for_one(data: bytes) -> None:
    assert condition_from("x", data) is None


def test_a_profile_for_screens_is_not_taken() -> None:
    from PIL import ImageCms

    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert condition_from("screen", screen) is None


# -- words ------------------------------------------------------------------------------------

SCALE = LOOK_DPI / MM_PER_INCH
PLACE = Box(10.0, 90.0, 60.0, 40.0)


def page(background: RGB8, paint: Callable[[ImageDraw.ImageDraw], None] | None = None) -> PageLook:
    image = plain(background, (round(106 * SCALE), round(154 * SCALE)))
    if paint:
        paint(ImageDraw.Draw(image))
    return PageLook(image, 3.0, SCALE)


def found_of(look: PageLook, name: str = "message", ink: float = 0.0) -> list[str]:
    return [finding.code for finding in judge_words(look, WordPlace(name, PLACE, Gray(ink)))]


@pytest.mark.parametrize(
    ("level", "ink", "is_said"),
    [(140, 0.0, False), (100, 0.0, True), (90, 1.0, False), (150, 1.0, True)],
)
def test_words_need_a_place_lighter_or_darker_than_they_are(
    level: int, ink: float, is_said: bool
) -> None:
    said = found_of(page((level, level, level)), ink=ink)
    assert said == (["words-faint"] if is_said else [])


def leaves(light: int, dark: int) -> Callable[[ImageDraw.ImageDraw], None]:
    def paint(draw: ImageDraw.ImageDraw) -> None:
        for y in range(0, 900, 12):
            for x in range(y % 24, 640, 24):
                draw.ellipse((x, y, x + 12, y + 12), fill=(dark, dark, dark))

    return paint


@pytest.mark.parametrize(("dark", "is_said"), [(215, False), (140, True)])
def test_words_need_a_place_that_is_calm(dark: int, is_said: bool) -> None:
    said = found_of(page((255, 255, 255), leaves(255, dark)))
    assert said == (["words-unrest"] if is_said else [])


def test_a_slow_change_from_light_to_dark_disturbs_nobody() -> None:
    def paint(draw: ImageDraw.ImageDraw) -> None:
        for y in range(910):
            level = 255 - y * 120 // 910
            draw.line((0, y, 640, y), fill=(level, level, level))

    assert found_of(page((255, 255, 255), paint)) == []


def test_the_artists_name_may_be_sought_as_long_as_it_is_found() -> None:
    assert found_of(page((255, 255, 255), leaves(255, 140)), "credit") == []
    assert found_of(page((60, 60, 60)), "credit") == ["words-faint"]


# -- signatures -------------------------------------------------------------------------------

STROKES = ((0, 5, 2, 0), (2, 0, 4, 5), (1, 3, 3, 3), (6, 0, 6, 5), (6, 0, 9, 2), (6, 5, 9, 2),
           (11, 0, 14, 5), (14, 0, 11, 5), (16, 5, 18, 1), (18, 1, 20, 5), (22, 0, 22, 5),
           (22, 5, 25, 5))  # fmt: skip


def signed(right: float, low: float, ink: RGB8 = (40, 40, 55)) -> Image.Image:
    """A calm picture of 106 x 154 mm with a name that ends so far from its edges (mm)."""
    image = plain(CALM, (1060, 1540))
    draw = ImageDraw.Draw(image)
    x, y = 1060 - 10 * right - 170, 1540 - 10 * low - 35
    for stroke in STROKES:
        ends = [x + stroke[0] * 6.8, y + stroke[1] * 7, x + stroke[2] * 6.8, y + stroke[3] * 7]
        draw.line(ends, fill=ink, width=4)
    return image


def risks(image: Image.Image, hole: Hole = FULL) -> list[bool]:
    part = window(image.size, hole, (0.5, 0.5))
    trusted = trusted_area(HAGAKI, is_landscape=False)
    return [is_at_risk(mark, image.size, part, hole, trusted) for mark in marks_in(image)]


@pytest.mark.parametrize("ink", [(40, 40, 55), (250, 250, 250)])
def test_a_signature_near_the_trim_is_seen(ink: RGB8) -> None:
    assert risks(signed(right=6, low=5, ink=ink)) == [True]


def test_a_signature_well_inside_is_left_in_peace() -> None:
    # 3 mm of bleed, 5 mm of margin and the grid of one millimetre.
    assert risks(signed(right=10, low=10)) == [False]


def test_a_signature_the_layout_cuts_off_is_seen() -> None:
    above = Hole("main", Box(-3.0, -3.0, 106.0, 90.0))
    assert risks(signed(right=10, low=10), above) == [True]


def test_a_red_seal_is_a_signature_and_a_grey_stone_is_not() -> None:
    for ink, wanted in (((190, 30, 25), [True]), ((120, 120, 120), [])):
        image = plain((235, 230, 220), (1060, 1540))
        draw = ImageDraw.Draw(image)
        for at in range(4):
            draw.line((960, 1430 + at * 20, 1020, 1430 + at * 20), fill=ink, width=9)
            draw.line((960 + at * 20, 1430, 960 + at * 20, 1490), fill=ink, width=9)
        assert risks(image) == wanted


def test_grass_along_the_edge_is_no_signature() -> None:
    image = plain(CALM, (1060, 1540))
    draw = ImageDraw.Draw(image)
    for x in range(5, 1060, 14):
        draw.line((x, 1540, x + x % 9 - 4, 1440 - x % 37), fill=(60, 90, 50), width=4)
    assert risks(image) == []


def test_falling_snow_is_no_signature() -> None:
    image = plain((70, 90, 120), (1060, 1540))
    draw = ImageDraw.Draw(image)
    for at in range(400):
        x, y = at * 397 % 1040, at * 911 % 1520
        draw.ellipse((x, y, x + 6 + at % 5, y + 6 + at % 5), fill=(245, 248, 250))
    assert risks(image) == []


# -- pictures that were there before ----------------------------------------------------------


@pytest.fixture(scope="module")
def prints() -> Iterator[dict[str, str]]:
    found = {}
    for path in SAMPLES:
        with Image.open(path) as image:
            found[path.parent.name] = fingerprint(image.convert("RGB"))
    yield found


def test_different_pictures_are_not_taken_for_one(prints: dict[str, str]) -> None:
    alike = {
        (one, other)
        for one in prints
        for other in prints
        if one < other and are_alike(prints[one], prints[other])
    }
    assert alike == set()


def test_a_picture_scanned_again_is_known(prints: dict[str, str]) -> None:
    for path in SAMPLES:
        with Image.open(path) as image:
            again = image.convert("RGB").resize((700, 1016)).crop((8, 10, 690, 1008))
        again = again.point(lambda value: min(255, int(value * 1.06 + 4)))
        data = io.BytesIO()
        again.save(data, "JPEG", quality=60)
        with Image.open(data) as saved:
            assert are_alike(fingerprint(saved.convert("RGB")), prints[path.parent.name]), path


def test_the_same_shapes_in_other_colours_are_another_picture() -> None:
    with Image.open(SAMPLES[0]) as image:
        red, green, blue = image.convert("RGB").split()
    one = fingerprint(Image.merge("RGB", (red, green, blue)))
    assert not are_alike(one, fingerprint(Image.merge("RGB", (blue, red, green))))


def test_plain_fields_are_like_nothing() -> None:
    assert not are_alike(fingerprint(plain(CALM)), fingerprint(plain(CALM)))


# -- the commands -----------------------------------------------------------------------------


def take(office: Office, name: str, image: Image.Image, layout: str = "full-picture") -> None:
    folder = office.root / "designs" / name
    folder.mkdir(parents=True)
    image.save(folder / "p.png")
    (folder / "design.toml").write_text(
        f'title = "絵"\nartist = "ゆき"\nlayout = "{layout}"\npicture = "p.png"\nalt = "絵"\n'
        "focus = [0.5, 0.5]\n",
        encoding="utf-8",
    )


def scene(colour: RGB8) -> Image.Image:
    """A picture of its own with a hill of one colour: no other has its shapes."""
    image = plain((225, 230, 232), (1060, 1540))
    ImageDraw.Draw(image).ellipse((-400, 500, 1500, 1300), fill=colour)
    return image


@pytest.mark.usefixtures("in_process")
def test_the_command_says_what_to_do_and_ends_well(office: Office) -> None:
    take(office, "neon", scene((0, 60, 255)))
    result = office.run("designs", "check", "neon")
    assert result.exit_code == 0
    assert "above all the bright blue" in result.stderr
    assert "designs/neon/p.png" in result.stderr
    assert "approximation" in result.stdout


@pytest.mark.usefixtures("in_process")
def test_json_names_every_warning(office: Office) -> None:
    take(office, "neon", scene((0, 60, 255)))
    take(office, "twin", scene((0, 60, 255)), "picture-above")
    found = json.loads(office.done("designs", "check", "--json"))
    assert [each["name"] for each in found["designs"]] == ["neon", "plain", "twin"]
    said = {(each["code"], each["file"].split("/")[1]) for each in found["problems"]}
    assert {("colour-duller", "neon"), ("picture-alike", "twin")} <= said
    assert ("picture-alike", "neon") not in said
    assert found["profile"] is None


@pytest.mark.usefixtures("in_process")
def test_a_second_look_finds_the_same_without_opening_a_picture(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(office, "neon", scene((0, 60, 255)))
    first = office.run("designs", "check").stderr

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a picture was opened")

    monkeypatch.setattr(Image, "open", refuse)
    assert office.run("designs", "check").stderr == first


@pytest.mark.usefixtures("in_process")
def test_a_round_is_told_of_its_own_designs(office: Office) -> None:
    take(office, "neon", scene((0, 60, 255)), "picture-above")
    take(office, "night", scene((0, 60, 255)).point(lambda value: value // 9), "full-picture")
    office.replace("rounds/r1/round.toml", "plain", "neon")
    said = office.run("check", "r1").stderr
    assert "designs/neon/p.png" in said and "the bright blue" in said
    assert "toner" not in said


@pytest.mark.usefixtures("in_process")
def test_the_comparison_shows_the_screen_left_and_the_paper_right(office: Office) -> None:
    take(office, "neon", plain((0, 60, 255), (1060, 1540)))
    file = office.root / "compare.png"
    office.done("designs", "check", "neon", "--picture", str(file))
    with Image.open(file) as image:
        left = image.getpixel((image.width // 4, image.height // 2))
        right = image.getpixel((image.width * 3 // 4, image.height // 2))
        assert image.getpixel((3, 3)) == (236, 233, 227)
    assert left == pytest.approx((0, 60, 255), abs=3)
    assert right[2] < 200


@pytest.mark.usefixtures("in_process")
def test_the_projects_profile_is_named(office: Office) -> None:
    (office.root / "shop.icc").write_bytes(grey_printer())
    text = (office.root / "outreach.toml").read_text(encoding="utf-8")
    office.write("outreach.toml", text + '[print]\nprofile = "shop.icc"\n')
    take(office, "red", scene((200, 60, 50)))
    result = office.run("designs", "check", "red")
    assert "the profile shop" in result.stdout and "the bright red" in result.stderr


@pytest.mark.usefixtures("in_process")
def test_a_profile_that_is_none_is_said_and_does_no_harm(office: Office) -> None:
    (office.root / "shop.icc").write_text("x")
    text = (office.root / "outreach.toml").read_text(encoding="utf-8")
    office.write("outreach.toml", text + '[print]\nprofile = "shop.icc"\n')
    result = office.run("designs", "check")
    assert result.exit_code == 0
    assert "no ICC profile" in result.stderr


def test_an_unknown_design_is_an_error_of_the_designs(office: Office) -> None:
    result = office.run("designs", "check", "plane")
    assert result.exit_code == 5
    assert "plain" in result.stderr


def test_the_comparison_is_a_png(office: Office) -> None:
    assert office.run("designs", "check", "--picture", "x.pdf").exit_code == 2


@pytest.mark.slow
def test_nothing_in_the_sample_pictures_looks_like_a_signature() -> None:
    for path in SAMPLES:
        with Image.open(path) as image:
            assert marks_in(image.convert("RGB")) == [], path


@pytest.mark.slow
def test_the_sample_designs_are_without_blame(sample_project: Path, spoken: None) -> None:
    from tests.conftest import Office

    assert Office(sample_project).run("designs", "check").stderr == ""
