"""Taking in a picture file: what is accepted comes out plain and upright, the rest is refused."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile, PngImagePlugin

from outreach.artwork import confined
from outreach.artwork.intake import LONGEST, MAX_PIXELS, Intake, Paper, kind_of, take_in
from outreach.artwork.intake_child import MEMORY, answer
from outreach.sources.fault import Fault

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 40), (30, 40, 190), (255, 255, 255)
JOB = {"longest": LONGEST, "most": MAX_PIXELS, "turn": 0, "paper": False, "corners": []}


def quarters(width: int = 160, height: int = 120) -> Image.Image:
    """Red, green over blue, white: any turn or mirroring shows."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image


def noisy(width: int = 160, height: int = 120) -> Image.Image:
    """A picture with something everywhere, as a photo has."""
    random = np.random.default_rng(5)
    return Image.fromarray(random.integers(0, 256, (height, width, 3), np.uint8))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    if kind == "JPEG":
        options = {"quality": 95, "subsampling": 0} | options
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.fixture
def taken(tmp_path: Path) -> Callable[..., Intake | Fault]:
    """Take in a file of these bytes, in a child process as ever."""

    def take(data: bytes, seconds: float = 20.0) -> Intake | Fault:
        file = tmp_path / "given"
        file.write_bytes(data)
        return take_in(file, seconds=seconds)

    return take


def opened(data: bytes) -> Image.Image:
    """What becomes of a file, taken in without a child: a sound one does no harm."""
    kind = kind_of(data[:1024])
    assert not isinstance(kind, Fault), str(kind)
    line, _, master = answer(io.BytesIO(data), {"kind": kind.name, **JOB}).partition(b"\n")
    assert b'"fault"' not in line, line
    picture = Image.open(io.BytesIO(master))
    picture.load()
    return picture


def corners(picture: Image.Image) -> list[tuple[int, ...]]:
    array = np.asarray(picture.convert("RGB")).astype(int)
    height, width = array.shape[:2]
    return [tuple(array[round(y * height), round(x * width)])
            for x, y in ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8))]  # fmt: skip


def assert_quarters(picture: Image.Image, within: int = 14) -> None:
    for found, wanted in zip(corners(picture), (RED, GREEN, BLUE, WHITE), strict=True):
        assert all(abs(one - two) <= within for one, two in zip(found, wanted, strict=True)), found


# -- what is accepted -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "MPO"])
def test_every_accepted_kind_comes_out_with_its_colours(kind: str) -> None:
    assert_quarters(opened(saved(quarters(), kind)))


def test_the_heic_photo_of_a_phone_comes_out_with_its_colours() -> None:
    heif = pytest.importorskip("pillow_heif")
    out = io.BytesIO()
    heif.from_pillow(quarters()).save(out, quality=95)
    assert_quarters(opened(out.getvalue()))


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1", "I;16", "YCbCr"])
def test_every_kind_of_pixel_becomes_plain_rgb(mode: str) -> None:
    image = quarters().convert("L").convert("I").point(lambda value: value * 257).convert("I;16") \
        if mode == "I;16" else quarters().convert(mode)  # fmt: skip
    picture = opened(saved(image, "TIFF" if mode in ("CMYK", "YCbCr", "LA") else "PNG"))
    assert picture.mode == "RGB"
    red, *_, white = corners(picture)
    assert min(white) > 245
    assert max(red) < 220


def test_sixteen_bits_keep_their_tones() -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (20, 1))
    values = np.asarray(opened(saved(Image.fromarray(ramp), "PNG")).convert("L"), int)[10]
    assert np.abs(values - np.arange(256)).max() <= 1


def test_what_is_transparent_lies_on_white() -> None:
    image = Image.new("RGBA", (80, 60), (0, 0, 0, 0))
    image.paste((*RED, 255), (0, 0, 40, 60))
    picture = opened(saved(image, "PNG"))
    assert picture.getpixel((70, 30)) == WHITE
    assert picture.getpixel((10, 30)) == RED


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_comes_out_upright_whatever_way_the_phone_was_held(turn: int, kind: str) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    lying = quarters().transpose(undo[turn]) if turn > 1 else quarters()
    exif = Image.Exif()
    exif[0x0112] = turn
    picture = opened(saved(lying, kind, exif=exif))
    assert picture.size == (160, 120)
    assert_quarters(picture)


def red_and_blue_exchanged() -> bytes:
    """The profile of a screen whose red is blue: sRGB with two of its colours exchanged."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(data[128:132], "big")
    entries = {bytes(data[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, blue = entries[b"rXYZ"] + 4, entries[b"bXYZ"] + 4
    data[red : red + 8], data[blue : blue + 8] = data[blue : blue + 8], data[red : red + 8]
    return bytes(data)


def test_a_profile_is_turned_into_srgb() -> None:
    picture = opened(saved(quarters(), "PNG", icc_profile=red_and_blue_exchanged()))
    found = corners(picture)
    assert found[0] == pytest.approx((30, 30, 200), abs=12)
    assert found[3] == pytest.approx(WHITE, abs=2)


def test_lab_becomes_srgb_with_a_profile_and_without() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.createProfile("sRGB")
    image = ImageCms.profileToProfile(quarters(), srgb, lab, outputMode="LAB")
    assert_quarters(opened(saved(image, "TIFF", icc_profile=lab.tobytes())))
    image.info.clear()
    assert_quarters(opened(saved(image, "TIFF")))


def test_a_broken_profile_leaves_the_picture_as_it_is() -> None:
    assert_quarters(opened(saved(quarters(), "JPEG", icc_profile=b"no profile")))


def test_the_first_picture_of_several_is_taken(taken: Callable[..., Intake | Fault]) -> None:
    pages = [quarters(), noisy()]
    found = taken(saved(pages[0], "GIF", save_all=True, append_images=pages[1:]))
    assert isinstance(found, Intake) and found.has_more
    assert_quarters(Image.open(io.BytesIO(found.master)))


def test_a_large_picture_comes_out_as_large_as_print_needs_it() -> None:
    picture = opened(saved(noisy(40, 30).resize((6000, 4500)), "JPEG"))
    assert picture.size == (LONGEST, LONGEST * 3 // 4)


def test_a_panorama_keeps_enough_height_to_fill_a_card() -> None:
    picture = opened(saved(noisy(80, 20).resize((8000, 2000)), "JPEG"))
    assert picture.width == 2 * LONGEST
    assert picture.height / (154 / 25.4) > 250  # dpi


def test_a_small_picture_is_not_enlarged() -> None:
    assert opened(saved(noisy(31, 17), "PNG")).size == (31, 17)


# -- the master -------------------------------------------------------------------------------


def test_a_photo_is_kept_as_jpeg_and_a_flat_drawing_as_png() -> None:
    assert opened(saved(noisy(), "PNG")).format == "JPEG"
    assert opened(saved(quarters(), "PNG")).format == "PNG"


def test_nothing_but_the_picture_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET description"
    exif.get_ifd(0x8825)[2] = (43.0, 3.0, 51.0)
    data = saved(noisy(), "JPEG", exif=exif, comment=b"SECRET comment",
                 icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
                 xmp=b"<x>SECRET</x>") + b"SECRET trailer"  # fmt: skip
    assert data.count(b"SECRET") == 4
    picture = opened(data)
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"SECRET" not in answer(io.BytesIO(data), {"kind": "JPEG", **JOB})


def test_a_flat_drawing_keeps_no_chunk_but_the_picture() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "SECRET")
    data = saved(quarters(), "PNG", pnginfo=notes, dpi=(300, 300))
    master = answer(io.BytesIO(data), {"kind": "PNG", **JOB}).partition(b"\n")[2]
    names, at = [], 8
    while at < len(master):
        length = int.from_bytes(master[at : at + 4], "big")
        names.append(master[at + 4 : at + 8])
        at += 12 + length
    assert set(names) == {b"IHDR", b"IDAT", b"IEND"}


def test_the_same_file_gives_the_same_master() -> None:
    data = saved(noisy(), "JPEG")
    assert answer(io.BytesIO(data), {"kind": "JPEG", **JOB}) == answer(
        io.BytesIO(data), {"kind": "JPEG", **JOB}
    )


# -- what is refused --------------------------------------------------------------------------


def heif_like(brand: bytes, *others: bytes) -> bytes:
    brands = brand + b"\0\0\0\0" + b"".join(others)
    return struct.pack(">I", 8 + len(brands)) + b"ftyp" + brands + b"\0" * 40


REFUSED = {
    "SVG": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "svg without a head": b"\xef\xbb\xbf\n<!-- drawn -->\n<svg></svg>",
    "PDF": b"%PDF-1.7\n",
    "PDF after rubbish": b"\0\0junk\n%PDF-1.4\n",
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "EPS of Windows": b"\xc5\xd0\xd3\xc6" + b"\0" * 30,
    "Photoshop": b"8BPS\0\1",
    "CLIP STUDIO": b"CSFCHUNK" + b"\0" * 30,
    "AVIF": heif_like(b"avif", b"mif1"),
    "AVIF by its second brand": heif_like(b"mif1", b"avif"),
    "film": heif_like(b"qt  "),
    "RAW of Canon": heif_like(b"crx "),
    "older RAW of Canon": b"II*\0\x10\0\0\0CR\2\0",
    "JPEG XL": b"\xff\x0a" + b"\0" * 20,
    "Word": b"PK\x03\x04" + b"\0" * 30,
    "a letter": "拝啓".encode(),
    "nothing": b"",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_refused_with_a_way_out(name: str) -> None:
    fault = kind_of(REFUSED[name])
    assert isinstance(fault, Fault)
    assert str(fault.hint)


def test_a_vector_drawing_is_answered_with_how_to_export_it() -> None:
    for name in ("SVG", "PDF", "EPS"):
        fault = kind_of(REFUSED[name])
        assert isinstance(fault, Fault)
        assert name in str(fault.message)
        assert "PNG" in str(fault.hint)


def test_a_raw_file_that_looks_like_tiff_is_refused(taken: Callable[..., Intake | Fault]) -> None:
    found = taken(saved(quarters(), "TIFF", tiffinfo={50706: b"\1\4\0\0"}))
    assert isinstance(found, Fault)
    assert "RAW" in str(found.message)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9, 0.98])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_file_that_was_cut_off_is_refused_never_half_taken(share: float, kind: str) -> None:
    data = saved(noisy(), kind)
    line = answer(io.BytesIO(data[: round(len(data) * share)]), {"kind": kind, **JOB})
    assert line in (b'{"fault": "damaged"}\n', b'{"fault": "unknown"}\n')


def bomb(side: int, rows: int) -> bytes:
    """A PNG that says it has side × side white pixels, in a few kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + crc

    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * (side // 8)
    packed = b"".join(packer.compress(row) for _ in range(rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = (chunk(b"IHDR", head), chunk(b"IDAT", packed), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(("side", "rows"), [(12000, 12000), (20000, 20000), (400000, 10)])
def test_a_bomb_of_pixels_is_refused_at_once(
    side: int, rows: int, taken: Callable[..., Intake | Fault]
) -> None:
    data = bomb(side, rows)
    assert len(data) < 100_000
    found = taken(data, seconds=5.0)
    assert isinstance(found, Fault)
    assert str(found.message) == "It has too many pixels (more than 100 million)."


def test_what_takes_too_long_is_ended(taken: Callable[..., Intake | Fault]) -> None:
    found = taken(saved(noisy(), "JPEG"), seconds=0.01)
    assert isinstance(found, Fault)
    assert found.code == "picture-large"


def test_a_child_that_dies_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, taken: Callable[..., Intake | Fault]
) -> None:
    monkeypatch.setattr(confined.sys, "executable", "/bin/false" if sys.platform != "win32" else "")
    found = taken(saved(quarters(), "PNG"))
    assert isinstance(found, Fault)


@pytest.mark.skipif(sys.platform == "win32", reason="no rlimits there")
def test_the_child_has_no_more_memory_than_allowed() -> None:
    code = (
        "from outreach.artwork.confined import limit_this_process as limit\n"
        f"limit({MEMORY})\ntry:\n    bytearray({MEMORY})\nexcept MemoryError:\n    print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"refused"


def test_pictures_cut_off_are_refused_whatever_another_library_has_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    data = saved(noisy(), "JPEG")
    assert b"fault" in answer(io.BytesIO(data[: len(data) // 2]), {"kind": "JPEG", **JOB})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), min_size=1, max_size=12),
)
def test_no_broken_byte_gets_past_the_one_answer(kind: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(saved(noisy(40, 30), kind))
    for at, value in changes:
        data[at % len(data)] = value
    line, newline, _ = answer(io.BytesIO(bytes(data)), {"kind": kind, **JOB}).partition(b"\n")
    assert newline and line.startswith(b"{")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=64))
def test_any_beginning_of_a_file_is_a_kind_or_a_fault(head: bytes) -> None:
    found = kind_of(head)
    assert isinstance(found, Fault) or found.name


@pytest.mark.parametrize(
    ("turn", "seen"),
    [(90, (BLUE, RED, WHITE, GREEN)), (180, (WHITE, BLUE, GREEN, RED)),
     (270, (GREEN, WHITE, RED, BLUE))],
)  # fmt: skip
def test_a_picture_is_turned_clockwise_when_it_is_wished(
    tmp_path: Path, turn: int, seen: tuple[tuple[int, ...], ...]
) -> None:
    file = tmp_path / "given"
    file.write_bytes(saved(quarters(), "PNG"))
    found = take_in(file, turn=turn)
    assert isinstance(found, Intake)
    assert corners(Image.open(io.BytesIO(found.master))) == list(seen)


@pytest.mark.parametrize("size", [(20, 20), (99, 400), (400, 99)])
def test_a_picture_of_a_few_dots_is_refused(
    taken: Callable[..., Intake | Fault], size: tuple[int, int]
) -> None:
    fault = taken(saved(noisy(*size), "PNG"))
    assert isinstance(fault, Fault)
    assert (fault.code, f"{size[0]} × {size[1]} dots" in str(fault.message)) == (
        "picture-tiny", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        ((0.5, 0.5),) * 4,
        ((0.1, 0.1), (0.3, 0.3), (0.6, 0.6), (0.9, 0.9)),
        ((0.1, 0.1), (0.9, 0.1), (0.4, 0.3), (0.1, 0.9)),
        ((0.1, 0.1), (0.9, 0.1), (0.9, 0.1), (0.1, 0.9)),
        ((100, 100), (900, 100), (900, 900), (100, 900)),
        ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9)),
    ],
)
def test_corners_that_make_no_sheet_are_refused(
    tmp_path: Path, given: tuple[tuple[float, float], ...]
) -> None:
    file = tmp_path / "given"
    file.write_bytes(saved(noisy(), "PNG"))
    fault = take_in(file, Paper(given))
    assert isinstance(fault, Fault)
    assert fault.code == "paper-corners"
