"""Pictures in inks: our own profile, the four plates of a picture, a drawn page without RGB."""

from __future__ import annotations

import io
import runpy
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from outreach.artwork import DrawnDesign
from outreach.artwork.draw import Drawn, draw_design
from outreach.artwork.ink import read_ink
from outreach.artwork.inks import SHIPPED, Inks, default_profile, read_profile
from outreach.artwork.layouts import layout_names, own_layouts
from outreach.artwork.palette import WINTER, css_palette, slot_colours
from outreach.artwork.plates import to_inks
from outreach.errors import ExitCode, Problem
from outreach.frame import Gray
from outreach.model.design import Design
from outreach.model.stock import HAGAKI
from outreach.press import separate
from outreach.press.separate import separated
from outreach.sources.fault import Fault
from outreach.workflow import separating

ROOT = Path(__file__).parent.parent
OURS = Inks(default_profile())
CYAN, MAGENTA, YELLOW, BLACK = range(4)

Pixels = np.ndarray


def plates_of(picture: Pixels, inks: Inks = OURS) -> Pixels:
    """The inks of a picture in percent, as an array of rows, columns and plates."""
    rows, columns, _ = picture.shape
    made = to_inks(picture.astype(np.uint8).tobytes(), (columns, rows), inks.profile, inks.limit)
    return np.frombuffer(made, np.uint8).reshape(rows, columns, 4) / 2.55


def flat(*colour: int) -> Pixels:
    return np.full((4, 4, 3), colour)


def coloured(picture: Pixels) -> Pixels:
    """The picture with a corner of red, so that it is none without colour."""
    picture = picture.copy()
    picture[: max(8, len(picture) // 10), : max(8, picture.shape[1] // 10)] = (220, 30, 20)
    return picture


def opened(profile: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(profile))


def through(picture: Image.Image, profiles: tuple[object, object], modes: tuple[str, str],
            intent: ImageCms.Intent = ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags: ImageCms.Flags = ImageCms.Flags.NONE) -> Pixels:  # fmt: skip
    transform = ImageCms.buildTransform(*profiles, *modes, intent, flags)
    found = ImageCms.applyTransform(picture, transform)
    assert found is not None
    return np.asarray(found)


# --- the profile ------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_script_makes_the_very_profile_that_is_shipped(tmp_path: Path) -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "make-profile"))["profile"]()
    assert made == SHIPPED.read_bytes()


def test_the_profile_is_a_small_one_of_a_press_and_free() -> None:
    profile = opened(default_profile()).profile
    assert len(default_profile()) <= 300_000
    assert (profile.device_class, profile.xcolor_space) == ("prtr", "CMYK")
    assert profile.version == pytest.approx(2.4)
    assert "CC0" in profile.copyright
    assert "Outreach" in profile.profile_description  # it claims to be no other's condition
    for intent in ImageCms.Intent:
        assert ImageCms.isIntentSupported(
            opened(default_profile()), intent, ImageCms.Direction.OUTPUT
        )


@pytest.mark.parametrize("intent", [ImageCms.Intent.PERCEPTUAL,
                                    ImageCms.Intent.RELATIVE_COLORIMETRIC,
                                    ImageCms.Intent.SATURATION])  # fmt: skip
def test_no_colour_becomes_more_than_300_percent_of_ink(intent: ImageCms.Intent) -> None:
    shades = np.stack(np.meshgrid(*[np.arange(0, 256, 5)] * 3), -1).reshape(1, -1, 3)
    picture = Image.fromarray(shades.astype(np.uint8))
    profiles = ImageCms.createProfile("sRGB"), opened(default_profile())
    inks = through(picture, profiles, ("RGB", "CMYK"), intent)
    assert inks.astype(int).sum(axis=2).max() <= 765


def test_what_can_be_printed_comes_back_from_inks_as_the_same_colour() -> None:
    chance = np.random.default_rng(7)
    tones = chance.integers(0, 200, (1, 4000, 4)).astype(np.uint8)
    tones = tones[:, tones[0].astype(int).sum(axis=1) < 700]
    press, lab = opened(default_profile()), ImageCms.createProfile("LAB")
    wanted = through(Image.fromarray(tones, "CMYK"), (press, lab), ("CMYK", "LAB"))
    inks = through(Image.fromarray(wanted, "LAB"), (lab, press), ("LAB", "CMYK"))
    found = through(Image.fromarray(inks, "CMYK"), (press, lab), ("CMYK", "LAB"))
    assert distance(wanted, found).mean() < 1.0
    assert np.percentile(distance(wanted, found), 99) < 4.0


def distance(one: Pixels, other: Pixels) -> Pixels:
    """How far colours lie apart in CIELAB as Pillow keeps it: L of 255, a and b wrapped bytes."""

    def numbers(lab: Pixels) -> Pixels:
        light, pure = lab[..., :1] / 2.55, lab[..., 1:].astype(np.int8)
        return np.concatenate([light, pure.astype(float)], axis=-1)

    return np.sqrt(((numbers(one) - numbers(other)) ** 2).sum(axis=-1))


def test_white_is_paper_and_black_is_mostly_black_ink() -> None:
    assert plates_of(coloured(np.full((100, 100, 3), 255)))[50, 50].sum() == 0
    black = plates_of(coloured(np.zeros((100, 100, 3))))[50, 50]
    assert black[BLACK] >= 90
    assert black.sum() <= 300


def ramp() -> Pixels:
    grey = np.tile(np.linspace(255, 0, 256).round()[None, :, None], (100, 1, 3))
    return coloured(grey)


def test_a_grey_ramp_gets_ever_more_of_every_ink() -> None:
    inks = plates_of(ramp())[80]
    assert np.diff(inks.sum(axis=1)).min() >= 0
    assert np.diff(inks[:, BLACK]).min() >= 0


def test_grey_stays_grey_in_print() -> None:
    press, lab = opened(default_profile()), ImageCms.createProfile("LAB")
    inks = np.round(plates_of(ramp())[80:81] * 2.55).astype(np.uint8)
    seen = through(Image.fromarray(inks, "CMYK"), (press, lab), ("CMYK", "LAB"))
    assert np.abs(seen[..., 1:].astype(np.int8)).max() <= 2


def test_a_picture_looks_in_print_as_it_did_on_the_screen() -> None:
    with Image.open(ROOT / "designs" / "cat-window" / "picture.jpg") as file:
        picture = file.convert("RGB").resize((300, 436))
    inks = np.round(plates_of(np.asarray(picture)) * 2.55).astype(np.uint8)
    lab, press = ImageCms.createProfile("LAB"), opened(default_profile())
    wanted = through(picture, (ImageCms.createProfile("sRGB"), lab), ("RGB", "LAB"))
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    found = through(Image.fromarray(inks, "CMYK"), (press, lab), ("CMYK", "LAB"), flags=flags)
    assert distance(wanted, found).mean() < 3


# --- the plates of a picture ------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=64, max_size=64),
       st.integers(100, 400))  # fmt: skip
def test_no_pixel_gets_more_ink_than_the_shop_takes(
    colours: list[tuple[int, int, int]], limit: int
) -> None:
    picture = np.array(colours).reshape(8, 8, 3).repeat(4, 0).repeat(4, 1)
    assert plates_of(picture, Inks(default_profile(), limit)).sum(axis=2).max() <= limit + 1e-6


def test_a_lower_limit_hardly_changes_how_a_dark_colour_looks() -> None:
    dark = coloured(np.tile(np.array([[[25, 22, 30]]]), (100, 100, 1)))
    press, lab = opened(default_profile()), ImageCms.createProfile("LAB")
    seen = []
    for limit in (300, 250):
        inks = np.round(plates_of(dark, Inks(default_profile(), limit))[50:51, 50:51] * 2.55)
        image = Image.fromarray(inks.astype(np.uint8), "CMYK")
        seen.append(through(image, (press, lab), ("CMYK", "LAB")))
    assert distance(*seen).max() < 3


def drawing(paper: tuple[int, int, int], pen: tuple[int, int, int], width: int = 9) -> Image.Image:
    """Lines on paper as a scanner saw them, three pixels wide and kept as JPEG."""
    image = Image.new("RGB", (900, 900), paper)
    for at in range(60, 900, 120):
        ImageDraw.Draw(image).line((at, 0, 900 - at, 900), fill=pen, width=width)
    ImageDraw.Draw(image).rectangle((0, 0, 150, 150), fill=(200, 40, 30))  # something with a hue
    kept = io.BytesIO()
    image.resize((300, 300), Image.Resampling.LANCZOS).save(kept, "JPEG", quality=92, subsampling=0)
    return Image.open(kept).convert("RGB")


def inks_in_the_dark(image: Image.Image) -> Pixels:
    there = np.asarray(image.convert("L"))[60:] < 90
    return plates_of(np.asarray(image))[60:][there]


@pytest.mark.parametrize("paper", [(255, 255, 255), (250, 246, 236)])
def test_a_pens_dark_line_is_on_the_black_plate_alone(paper: tuple[int, int, int]) -> None:
    inks = inks_in_the_dark(drawing(paper, (25, 25, 25)))
    assert np.median(inks[:, :BLACK].sum(axis=1)) == 0
    assert np.median(inks[:, BLACK]) > 85


def test_a_line_in_coloured_ink_keeps_its_colour() -> None:
    inks = inks_in_the_dark(drawing((255, 255, 255), (30, 40, 120)))
    assert np.median(inks[:, CYAN]) > 70


def test_a_dark_place_in_a_photograph_keeps_its_four_inks() -> None:
    light = np.full((300, 300, 3), 235)
    light[100:250, 100:250] = 12
    inks = plates_of(coloured(light))
    assert inks[105:245, 105:245, :BLACK].sum(axis=2).min() > 120


def test_no_step_shows_where_a_stroke_grows_as_wide_as_an_area() -> None:
    image = Image.new("RGB", (600, 200), (255, 255, 255))
    ImageDraw.Draw(image).polygon([(0, 100), (600, 40), (600, 160)], fill=(30, 30, 30))
    inks = plates_of(coloured(np.asarray(image)))
    along = inks[100, 120:, :].sum(axis=1)
    assert np.abs(np.diff(along)).max() < 25


def test_a_picture_without_colour_is_on_the_black_plate_alone() -> None:
    grey = np.tile(np.linspace(0, 255, 200).round()[None, :, None], (200, 1, 3))
    inks = plates_of(grey)
    assert inks[..., :BLACK].max() == 0
    assert np.diff(inks[0, :, BLACK]).max() <= 0
    assert (inks[0, 0, BLACK], inks[0, -1, BLACK]) == (100, 0)


def test_a_photograph_without_much_colour_is_no_grey_picture() -> None:
    assert plates_of(coloured(ramp()))[80, 128, :BLACK].sum() > 50


# --- profiles of print shops ------------------------------------------------------------------


def refusal(path: Path) -> str:
    found = read_profile(path)
    assert isinstance(found, Fault)
    assert found.code in ("profile-unusable", "file-unreadable")
    return str(found.message)


def written(folder: Path, data: bytes) -> Path:
    path = folder / "shop.icc"
    path.write_bytes(data)
    return path


def test_a_shops_own_profile_is_read_as_it_is(tmp_path: Path) -> None:
    assert read_profile(written(tmp_path, default_profile())) == default_profile()


def test_a_profile_for_screens_is_refused_in_words(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert "it is for RGB, not for CMYK" in refusal(written(tmp_path, srgb))


def test_a_profile_of_a_scanner_is_refused_in_words(tmp_path: Path) -> None:
    scanner = default_profile()[:12] + b"scnr" + default_profile()[16:]
    assert "no printing press" in refusal(written(tmp_path, scanner))


@pytest.mark.parametrize("damage", [
    lambda data: data[:5000], lambda data: b"", lambda data: b"%PDF-1.7 " * 100,
    lambda data: data.replace(b"B2A", b"XXX"), lambda data: data[:140] + b"\xff" * 60 + data[200:],
])  # fmt: skip
def test_a_broken_profile_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    assert refusal(written(tmp_path, damage(default_profile())))


def test_a_missing_profile_is_refused(tmp_path: Path) -> None:
    assert "missing" in refusal(tmp_path / "none.icc")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 700), st.binary(min_size=1, max_size=40))
def test_a_profile_damaged_anywhere_is_read_or_refused_but_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, at: int, bits: bytes
) -> None:
    data = default_profile()[:at] + bits + default_profile()[at + len(bits) :]
    assert read_profile(written(tmp_path_factory.mktemp("icc"), data))


# --- a drawn page -----------------------------------------------------------------------------


def design_in(folder: Path, layout: str) -> Design:
    place = folder / "designs" / "test"
    place.mkdir(parents=True, exist_ok=True)
    many = {"words-only": 0, "two-pictures": 2, "wide-three": 3, "four-square": 4}
    shades = np.zeros((440, 300, 3), np.uint8)
    shades[..., 0], shades[..., 2] = np.linspace(0, 255, 300), np.linspace(0, 90, 440)[:, None]
    Image.fromarray(shades).save(place / "picture.png")
    pictures = ("picture.png",) * many.get(layout, 1)
    return Design("test", place, "Test", "Nobody", layout, pictures, season=("winter",))


def drawn_for_shop(folder: Path, layout: str) -> Drawn:
    design = design_in(folder, layout)
    return draw_design(design, HAGAKI, "shop", folder / "cache", [own_layouts(folder)], 60.0)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> DrawnDesign:
    drawn, _ = drawn_for_shop(tmp_path_factory.mktemp("page"), "full-picture")
    assert drawn is not None
    return drawn


def made_of_inks(pdf: bytes) -> None:
    """Fails where anything on a page, or anything it names, is not of inks, or is transparent."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for thing in file.objects:
            text = bytes(thing.unparse()) if not isinstance(thing, pikepdf.Stream) else bytes(
                pikepdf.Dictionary(dict(thing.items())).unparse(resolved=False))  # fmt: skip
            for word in (b"/DeviceRGB", b"/ICCBased", b"/Lab", b"/CalRGB", b"/Metadata", b"/SMask",
                         b"/ca ", b"/CA ", b"/Producer"):  # fmt: skip
                assert word not in text, (word, text[:200])
        for each in pikepdf.parse_content_stream(file.pages[0]):
            assert str(each.operator) not in ("rg", "RG", "gs"), each
        for image in file.pages[0].get_images().values():
            assert image.ColorSpace == pikepdf.Name.DeviceCMYK
            assert image.Filter == pikepdf.Name.FlateDecode  # a JPEG would overshoot the limit


@pytest.mark.parametrize("layout", [
    pytest.param(name, marks=() if name in ("season-frame", "wide-three") else pytest.mark.slow)
    for name in layout_names(ROOT)
])  # fmt: skip
def test_every_layout_is_made_of_inks_alone(tmp_path: Path, layout: str) -> None:
    drawn, problems = drawn_for_shop(tmp_path, layout)
    assert drawn is not None, problems
    made = separated(drawn.pdf, OURS)
    assert isinstance(made, bytes)
    made_of_inks(made)


def test_the_same_page_gives_the_same_bytes(page: DrawnDesign) -> None:
    assert separated(page.pdf, OURS) == separated(page.pdf, OURS)


def test_a_picture_keeps_its_pixels(page: DrawnDesign) -> None:
    sizes = []
    for pdf in (page.pdf, separated(page.pdf, OURS)):
        assert isinstance(pdf, bytes)
        with pikepdf.open(io.BytesIO(pdf)) as file:
            [image] = file.pages[0].get_images().values()
            sizes.append((image.Width, image.Height))
    assert sizes[0] == sizes[1]


@pytest.mark.skipif(shutil.which("gs") is None, reason="Ghostscript is not installed")
@pytest.mark.parametrize("limit", [300, 250])
def test_ghostscript_finds_no_more_ink_than_the_limit(
    tmp_path: Path, page: DrawnDesign, limit: int
) -> None:
    made = separated(page.pdf, Inks(default_profile(), limit))
    assert isinstance(made, bytes)
    (tmp_path / "page.pdf").write_bytes(made)
    subprocess.run(
        ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-r150", "-sDEVICE=tiff32nc",
         "-sOutputFile=page.tif", "page.pdf"],
        cwd=tmp_path, check=True, timeout=60,
    )  # fmt: skip
    with Image.open(tmp_path / "page.tif") as image:
        most = np.asarray(image).astype(int).sum(axis=2).max() / 2.55
    assert 150 < most <= limit + 1


def own_layout(folder: Path, css: str, face: str = "") -> Problem:
    place = own_layouts(folder) / "mine"
    place.mkdir(parents=True)
    texts = '[title]\nja = "あ"\nen = "a"\n[good_for]\nja = "あ"\nen = "a"\n'
    html = '{% extends "page.html" %}{% block face %}<p id="p"></p>' + face + "{% endblock %}"
    (place / "layout.html").write_text(html, encoding="utf-8")
    (place / "layout.css").write_text("#p { width: 20mm; height: 20mm } " + css, encoding="utf-8")
    (place / "layout.toml").write_text(texts, encoding="utf-8")
    (folder / "designs" / "test").mkdir(parents=True)
    design = Design("test", folder / "designs" / "test", "", "", "mine")
    drawn, problems = draw_design(
        design, HAGAKI, "shop", folder / "cache", [own_layouts(folder)], 60.0
    )
    assert drawn is not None, problems
    [(page, [problem])] = separating.separated_designs(
        [design], [(drawn, [])], OURS, folder / "cache"
    )
    assert page is None
    return problem


@pytest.mark.parametrize("css", [
    "#p { background: #c03020 }",
    "#p { border: 0.3mm solid rgb(20% 40% 60%) }",
])  # fmt: skip
def test_a_layout_of_ones_own_with_screen_colours_is_refused(tmp_path: Path, css: str) -> None:
    problem = own_layout(tmp_path, css)
    assert (problem.code, problem.kind) == ("rgb-left", ExitCode.DESIGN)
    assert problem.where.file == "layouts/mine/layout.html"


RED_SHADE = (
    b"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 1 1] "
    b"/Function << /FunctionType 2 /Domain [0 1] /N 1 /C0 [1 0 0] /C1 [0 0 1] >> >>"
)


def painted(content: bytes, resources: bytes, form: bytes = b"") -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 440))
        pdf.pages[0].Resources = pikepdf.Object.parse(resources)
        pdf.pages[0].Contents = pdf.make_stream(content)
        if form:
            inner = pdf.make_stream(form)
            inner.Type, inner.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            inner.BBox = pikepdf.Array([0, 0, 50, 50])
            pdf.pages[0].Resources.XObject = pikepdf.Dictionary(F=inner)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


@pytest.mark.parametrize("pdf", [
    painted(b"1 0 0 RG 0 0 m 9 9 l S", b"<< >>"),
    painted(b"/DeviceRGB cs 1 0 0 sc 0 0 9 9 re f", b"<< >>"),
    painted(b"/L cs 50 9 9 sc 0 0 9 9 re f",
            b"<< /ColorSpace << /L [/Lab << /WhitePoint [0.96 1 0.82] >>] >> >>"),
    painted(b"/F Do", b"<< >>", b"1 0 0 rg 0 0 50 50 re f"),
    painted(b"/S sh", b"<< /Shading << /S " + RED_SHADE + b" >> >>"),
    painted(b"/Pattern cs /P scn 0 0 9 9 re f",
            b"<< /Pattern << /P << /PatternType 2 /Shading " + RED_SHADE + b" >> >> >>"),
    painted(b"BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI", b"<< >>"),
], ids=["stroke", "space", "lab", "form", "shading", "pattern", "inline"])  # fmt: skip
def test_rgb_is_refused_wherever_it_is_painted(pdf: bytes) -> None:
    found = separated(pdf, OURS)
    assert isinstance(found, Problem) and found.code == "rgb-left"


def test_inks_and_spots_of_ink_are_left_as_they_are() -> None:
    spot = b"<< /ColorSpace << /S [/Separation /All /DeviceCMYK << /FunctionType 2 /Domain [0 1] "
    spot += b"/N 1 /C0 [0 0 0 0] /C1 [1 1 1 1] >>] >> >>"
    made = separated(painted(b"0.3 g 0 1 0 0 K /S cs 1 scn 0 0 9 9 re f", spot), OURS)
    assert isinstance(made, bytes)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert "/S" in pdf.pages[0].Resources.ColorSpace


# --- kept, so that it is done once ------------------------------------------------------------


def twice(page: DrawnDesign, cache: Path, inks: Inks = OURS) -> DrawnDesign:
    design = Design("test", cache, "", "", "full-picture")
    [(made, found)] = separating.separated_designs([design], [(page, [])], inks, cache)
    assert made is not None and not found
    return made


def test_a_second_time_nothing_is_separated(
    tmp_path: Path, page: DrawnDesign, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = twice(page, tmp_path)
    monkeypatch.setattr(separate, "separated", lambda *_: pytest.fail("separated again"))
    assert twice(page, tmp_path) == first
    assert first.slots == page.slots


def test_what_was_kept_and_damaged_is_made_anew(tmp_path: Path, page: DrawnDesign) -> None:
    first = twice(page, tmp_path)
    [kept] = (tmp_path / "separated").iterdir()
    kept.write_bytes(kept.read_bytes()[:-40])
    assert twice(page, tmp_path) == first


def test_its_name_changes_with_the_press(tmp_path: Path, page: DrawnDesign) -> None:
    other = default_profile()[:-1] + bytes([default_profile()[-1] ^ 1])
    presses = [OURS, Inks(default_profile(), 250), Inks(other)]
    names = {twice(page, tmp_path, inks).name for inks in presses}
    assert len(names | {page.name}) == 4


def test_a_cache_that_cannot_be_written_costs_no_card(tmp_path: Path, page: DrawnDesign) -> None:
    (tmp_path / "separated").write_text("a file where the folder should be")
    made_of_inks(twice(page, tmp_path).pdf)


# --- words and pens ---------------------------------------------------------------------------


def test_words_for_a_shop_are_solid_black_ink() -> None:
    colours = slot_colours(WINTER, "shop")
    assert colours["ink"] == colours["quiet"] == colours["clear"] == Gray(0.0)
    assert css_palette(WINTER, "shop")["ink"] == "device-cmyk(0 0 0 1)"


def test_a_black_pen_is_solid_at_a_shop_and_a_pencil_stays_one(tmp_path: Path) -> None:
    darkest = {}
    for name, level in (("pen", 40), ("pencil", 130)):
        ink = Image.new("RGBA", (200, 200), (level, level, level, 0))
        ImageDraw.Draw(ink).line((10, 10, 190, 190), fill=(level, level, level, 255), width=12)
        path = tmp_path / f"{name}.png"
        ink.save(path, dpi=(300, 300))
        read = read_ink(path, "shop")
        assert not isinstance(read, Problem)
        darkest[name] = min(layer.colour for layer in read.layers)
    assert darkest["pen"] == Gray(0.0)
    assert 0.4 < darkest["pencil"][0] < 0.6
