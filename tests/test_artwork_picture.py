"""Baking: what a camera, a phone or a scanner gives comes out upright, plain and unharmed."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile

from outreach.artwork.layouts import Hole, Veil
from outreach.artwork.palette import contrast_to_paper
from outreach.artwork.picture import Baked, bake
from outreach.errors import ExitCode, Where
from outreach.frame import Box

WHERE = Where("designs/test/picture.jpg")
SQUARE = Hole("main", Box(0, 0, 10, 10))
MIDDLE = (0.5, 0.5)
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 40), (30, 40, 190), (255, 255, 255)


def quarters(width: int = 160, height: int = 160) -> Image.Image:
    """Red, green over blue, white: any turn or mirroring shows."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    if kind == "JPEG":
        options = {"quality": 95, "subsampling": 0} | options
    image.save(out, kind, **options)
    return out.getvalue()


def baked(data: bytes, hole: Hole = SQUARE, focus: tuple[float, float] = MIDDLE) -> Baked:
    picture, problems = bake(data, hole, focus, WHERE)
    assert not problems, [str(problem.message) for problem in problems]
    assert picture is not None
    return picture


def refused(data: bytes) -> str:
    picture, problems = bake(data, SQUARE, MIDDLE, WHERE)
    assert picture is None
    [problem] = problems
    assert problem.kind is ExitCode.DESIGN
    assert problem.where == WHERE
    return str(problem.message)


def pixels_of(picture: Baked) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(picture.jpeg))).astype(int)


def corners_of(picture: Baked) -> list[tuple[int, ...]]:
    array = pixels_of(picture)
    height, width = array.shape[:2]
    places = [(height // 4, width // 4), (height // 4, width * 3 // 4)]
    places += [(height * 3 // 4, width // 4), (height * 3 // 4, width * 3 // 4)]
    return [tuple(array[place]) for place in places]


def near(found: tuple[int, ...], wanted: tuple[int, ...], within: int = 12) -> bool:
    return all(abs(a - b) <= within for a, b in zip(found, wanted, strict=True))


UNDO = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_the_camera_comes_out_upright(orientation: int) -> None:
    image = quarters()
    if orientation in UNDO:
        image = image.transpose(UNDO[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    corners = corners_of(baked(saved(image, exif=exif)))
    assert all(map(near, corners, (RED, GREEN, BLUE, WHITE)))


def test_nothing_of_the_files_metadata_is_left() -> None:
    exif = Image.Exif()
    exif[0x010E] = "CANARY-description"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = "CANARY-gps"
    data = saved(
        quarters(),
        exif=exif,
        comment=b"CANARY-comment",
        xmp=b"<x>CANARY-xmp</x>",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    assert data.count(b"CANARY") == 4
    jpeg = baked(data + b"CANARY-trailer").jpeg
    assert b"CANARY" not in jpeg
    assert not {"exif", "comment", "icc_profile", "xmp"} & Image.open(io.BytesIO(jpeg)).info.keys()


def test_what_comes_out_is_a_baseline_jpeg_with_full_colour() -> None:
    image = Image.open(io.BytesIO(baked(saved(quarters(), "PNG")).jpeg))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert not image.info.get("progressive")
    assert [layer[1:3] for layer in image.layer] == [(1, 1)] * 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_the_usual_kinds_of_picture_are_accepted(kind: str) -> None:
    assert all(map(near, corners_of(baked(saved(quarters(), kind))), (RED, GREEN, BLUE, WHITE)))


def test_a_phones_multi_picture_jpeg_gives_its_first_picture() -> None:
    other = Image.new("RGB", (160, 160), GREEN)
    data = saved(quarters(), "MPO", save_all=True, append_images=[other], quality=95)
    assert near(corners_of(baked(data))[0], RED, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_usual_colour_mode_becomes_plain_rgb(mode: str) -> None:
    grey = Image.new("L", (160, 160), 255)
    grey.paste(0, (0, 0, 80, 80))
    if mode == "I;16":
        wide = np.asarray(grey).astype(np.uint16) * 257
        image = Image.fromarray(wide)
        assert image.mode == "I;16"
    else:
        image = grey.convert("RGB").convert(mode) if mode == "CMYK" else grey.convert(mode)
    corners = corners_of(baked(saved(image, "JPEG" if mode == "CMYK" else "PNG")))
    assert all(map(near, corners, ((0, 0, 0), WHITE, WHITE, WHITE)))


def test_a_see_through_picture_lies_on_white_paper() -> None:
    image = Image.new("RGBA", (160, 160), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, 80, 80))
    assert all(map(near, corners_of(baked(saved(image, "PNG"))), (RED, WHITE, WHITE, WHITE)))


def test_a_profile_is_applied() -> None:
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = plain.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
    data = saved(quarters(), "PNG", icc_profile=swapped)  # what it calls red is blue
    assert near(corners_of(baked(data))[0], RED[::-1])


def test_a_broken_profile_does_the_picture_no_harm() -> None:
    data = saved(quarters(), "PNG", icc_profile=b"no profile at all")
    assert near(corners_of(baked(data))[0], RED)


@given(
    width=st.integers(20, 300),
    height=st.integers(20, 300),
    box=st.tuples(st.integers(5, 60), st.integers(5, 60)),
    focus=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@settings(max_examples=40, deadline=None)
def test_a_picture_is_never_stretched_and_never_enlarged(
    width: int, height: int, box: tuple[int, int], focus: tuple[float, float]
) -> None:
    data = saved(Image.new("RGB", (width, height), BLUE))
    image = Image.open(io.BytesIO(baked(data, Hole("main", Box(0, 0, *box)), focus).jpeg))
    assert image.width <= width
    assert image.height <= height
    wanted = box[0] / box[1]
    assert abs(image.width - image.height * wanted) <= 0.5 + 0.5 * wanted + 1e-6


def test_a_picture_with_pixels_to_spare_is_brought_to_350_dpi() -> None:
    picture = baked(saved(Image.new("RGB", (900, 900), BLUE)), Hole("main", Box(0, 0, 25.4, 25.4)))
    assert Image.open(io.BytesIO(picture.jpeg)).size == (350, 350)
    assert picture.dpi == pytest.approx(900)


@pytest.mark.parametrize(("focus", "colour"), [((0.1, 0.5), RED), ((0.9, 0.5), BLUE)])
def test_the_cut_keeps_the_main_thing(
    focus: tuple[float, float], colour: tuple[int, int, int]
) -> None:
    image = Image.new("RGB", (300, 100), RED)
    image.paste(BLUE, (150, 0, 300, 100))
    assert all(near(corner, colour) for corner in corners_of(baked(saved(image), focus=focus)))


def test_a_veil_over_a_picture_of_one_dot_takes_only_its_own_part() -> None:
    hole = Hole("main", Box(0, 0, 40, 40), Veil(Box(-20, 25, 80, 40), 0.8, 4))
    lights = pixels_of(baked(saved(Image.new("RGB", (1, 1)), "PNG"), hole)).mean(axis=(1, 2))
    assert lights[: len(lights) // 3].max() < 20
    assert lights[-1] > 180


def test_a_veil_makes_its_box_pale_and_leaves_the_rest() -> None:
    hole = Hole("main", Box(0, 0, 40, 40), Veil(Box(-20, 25, 80, 40), 0.8, 4))
    array = pixels_of(baked(saved(Image.new("RGB", (560, 560), (0, 0, 0))), hole))
    assert array[: array.shape[0] // 3].max() <= 2
    assert array[-40:].min() >= 195
    steps = np.diff(array.mean(axis=(1, 2)))
    assert steps.max() < 6  # no edge to be seen


@pytest.mark.parametrize("colour", [RED, GREEN, BLUE, (250, 240, 90), (20, 20, 60)])
def test_the_tones_a_picture_lends_can_be_read_and_drawn_on(colour: tuple[int, int, int]) -> None:
    tones = baked(saved(Image.new("RGB", (100, 100), colour))).tones
    assert contrast_to_paper(tones.accent) >= 4.5
    assert contrast_to_paper(tones.soft) < 1.6


def test_a_picture_without_colour_lends_the_winter_tones() -> None:
    grey = baked(saved(Image.new("RGB", (100, 100), (128, 128, 128)))).tones
    assert grey.accent.blue > grey.accent.red


@pytest.mark.parametrize("part", [0.3, 0.5, 0.99])
def test_a_cut_off_picture_is_refused_whatever_another_library_allows(
    part: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    data = saved(Image.fromarray(noise))
    assert "cut off" in refused(data[: int(len(data) * part)])
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "0 bytes"),
        (b"Hello, this is a letter.", "not a picture"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    ],
)
def test_what_is_no_accepted_picture_is_refused_in_words(data: bytes, word: str) -> None:
    assert word in refused(data)


def test_an_iphones_photo_is_accepted() -> None:
    import pillow_heif

    out = io.BytesIO()
    pillow_heif.from_pillow(quarters()).save(out, quality=95)
    corners = corners_of(baked(out.getvalue()))
    assert all(near(*pair, 25) for pair in zip(corners, (RED, GREEN, BLUE, WHITE), strict=True))


def test_a_gif_renamed_to_jpg_is_taken_for_what_it_is() -> None:
    corners = corners_of(baked(saved(quarters().quantize(), "GIF")))
    assert all(map(near, corners, (RED, GREEN, BLUE, WHITE)))


def test_the_library_is_left_as_others_in_the_process_want_it() -> None:
    before = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES
    baked(saved(quarters()))
    assert before == (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7_800, 10_000, 12_000, 20_000])
def test_a_bomb_is_refused_from_its_header(side: int) -> None:
    assert "too many pixels" in refused(png_header(side, side))


def test_a_picture_of_too_many_pixels_is_to_be_made_smaller() -> None:
    _, (problem,) = bake(png_header(8_000, 8_000), SQUARE, MIDDLE, WHERE)
    assert str(problem.hint).startswith("Make it smaller")


@given(st.binary(max_size=200), st.integers(0, 2000))
@settings(max_examples=60, deadline=None)
def test_damage_anywhere_is_a_picture_or_a_problem_never_an_exception(junk: bytes, at: int) -> None:
    data = saved(quarters(40, 40))
    picture, problems = bake(data[:at] + junk + data[at + len(junk) :], SQUARE, MIDDLE, WHERE)
    assert (picture is None) == bool(problems)


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = saved(quarters(), "PNG")
    assert baked(data).jpeg == baked(data).jpeg
