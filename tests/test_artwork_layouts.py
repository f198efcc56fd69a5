"""Layouts as drawn: one page, the right colours, no transparency, words in the safe area."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

import outreach
from outreach.artwork import DrawnDesign, draw, render
from outreach.artwork.child import Page
from outreach.artwork.draw import Drawn, draw_design, draw_designs
from outreach.artwork.layouts import SHIPPED, layout_names, own_layouts, read_layout
from outreach.errors import ExitCode, Problem, Severity, Where, errors_in
from outreach.frame import Direction, Gray
from outreach.model.design import Design
from outreach.model.stock import HAGAKI, Stock
from outreach.sources.designs import design_names, load_design
from outreach.sources.project import load_project
from outreach.units import POINTS_PER_MM

LAYOUTS = (
    "four-square", "full-corner", "full-picture", "letter", "new-year", "picture-above",
    "picture-right", "polaroid", "round-vignette", "season-frame", "torn-edge", "two-pictures",
    "wide-full", "wide-left", "wide-panorama", "wide-three", "words-only",
)  # fmt: skip
ROOT = Path(__file__).parent.parent
WORDLESS = ("full-picture", "wide-full")
ON_THE_PICTURE = ("full-corner", *WORDLESS)
PICTURES = {"words-only": 0, "two-pictures": 2, "wide-three": 3, "four-square": 4}
RED = (200, 40, 30)
BLEEDING = {  # the sides of the sheet each layout's picture must reach
    "picture-above": "top left right",
    "picture-right": "top right bottom",
    "full-corner": "top left right bottom",
    "full-picture": "top left right bottom",
    "torn-edge": "top left right",
    "new-year": "left right bottom",
    "wide-full": "top left right bottom",
    "wide-left": "top left bottom",
    "wide-panorama": "top left right",
}


def make_design(folder: Path, layout: str, size: tuple[int, int] = (300, 440)) -> Design:
    place = folder / "designs" / "test"
    place.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, RED).save(place / "picture.png")
    pictures = ("picture.png",) * PICTURES.get(layout, 1)
    return Design("test", place, "Test", "Nobody", layout, pictures)


def drawn_in(
    folder: Path, layout: str, target: str = "home", seconds: float = 20.0
) -> tuple[DrawnDesign | None, list[Problem]]:
    design = make_design(folder, layout)
    layouts = [own_layouts(folder)]
    return draw_design(design, HAGAKI, target, folder / "cache", layouts, seconds)


def _half_slow(layouts: Iterable[str]) -> list[object]:
    """Every second layout in its turn only in the long battery: drawing all takes half a minute."""
    turn = {layout: place % 2 for place, layout in enumerate(LAYOUTS)}
    slow = pytest.mark.slow
    return [pytest.param(each, marks=slow if turn[each] else ()) for each in layouts]


@pytest.fixture(scope="module", params=_half_slow(LAYOUTS))
def layout(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child's work without the child: the same bytes, and a second saved in every test.

    A test without this fixture goes the whole way.
    """

    class Inside(contextlib.nullcontext[None]):
        def __enter__(self) -> Self:
            return self

        def run(self, job: bytes, _seconds: float) -> bytes:
            sink = io.BytesIO()
            render.main(io.BytesIO(job), sink)
            return sink.getvalue()

    monkeypatch.setattr(draw, "DrawingProcess", Inside)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def draws(in_process: None, kept: Path) -> Callable[[str, str], DrawnDesign]:
    def draws(layout: str, target: str) -> DrawnDesign:
        design, problems = drawn_in(kept, layout, target)
        assert not errors_in(problems), [str(problem.message) for problem in problems]
        assert design is not None
        return design

    return draws


Draws = Callable[[str, str], DrawnDesign]


def raster(design: DrawnDesign) -> np.ndarray:
    """The sheet with its bleed, ten pixels a millimetre."""
    page = pypdfium2.PdfDocument(design.pdf)[0]
    bitmap = page.render(scale=10 / POINTS_PER_MM)
    return np.asarray(bitmap.to_pil().convert("RGB")).astype(int)


def operators(design: DrawnDesign) -> set[str]:
    with pikepdf.open(io.BytesIO(design.pdf)) as pdf:
        found = set()
        for instruction in pikepdf.parse_content_stream(pdf.pages[0]):
            name = str(instruction.operator)
            found.add(f"{instruction.operands[0]}" if name in ("cs", "CS") else name)
        return found


def test_the_shipped_layouts_are_found(tmp_path: Path) -> None:
    assert tuple(layout_names(tmp_path)) == LAYOUTS


def test_every_shipped_layout_says_what_it_is_in_both_languages(layout: str) -> None:
    read, problems = read_layout(layout, [], Where())
    assert read is not None and not problems
    assert set(read.title) == set(read.good_for) == {"ja", "en"}


@pytest.mark.parametrize("target", ["home", "shop"])
def test_a_page_is_one_sheet_with_its_bleed_and_no_transparency(
    draws: Draws, layout: str, target: str
) -> None:
    with pikepdf.open(io.BytesIO(draws(layout, target).pdf)) as pdf:
        assert len(pdf.pages) == 1
        left, lower, right, upper = (float(value) for value in pdf.pages[0].mediabox)
        size = (right - left) / POINTS_PER_MM, (upper - lower) / POINTS_PER_MM
        wanted = (154, 106) if layout.startswith("wide-") else (106, 154)
        assert size == pytest.approx(wanted, abs=0.01)
        assert "/Annots" not in pdf.pages[0] and "/Group" not in pdf.pages[0]
        for thing in pdf.objects:
            for table in tables_in(thing):
                assert not {"/SMask", "/Group", "/BM"} & set(table.keys())
                assert all(float(table.get(key, 1)) == 1 for key in ("/ca", "/CA"))


def tables_in(thing: object) -> Iterator[pikepdf.Dictionary]:
    if isinstance(thing, pikepdf.Stream | pikepdf.Dictionary):
        yield thing
        for value in dict(thing.items()).values():
            if not value.is_indirect if isinstance(value, pikepdf.Object) else False:
                yield from tables_in(value)


def test_home_has_no_process_inks_and_the_shop_no_rgb(draws: Draws, layout: str) -> None:
    home, shop = operators(draws(layout, "home")), operators(draws(layout, "shop"))
    assert not home & {"k", "K", "/DeviceCMYK"}
    assert not shop & {"rg", "RG", "/DeviceRGB"}


def test_no_words_are_drawn_into_a_design(draws: Draws, layout: str) -> None:
    assert not operators(draws(layout, "home")) & {"Tj", "TJ", "BT"}


def test_every_slot_lies_in_the_safe_area(draws: Draws, layout: str) -> None:
    for slot in draws(layout, "home").slots:
        assert slot.bounds.x >= 5 and slot.bounds.y >= 5
        assert slot.bounds.right <= 95 and slot.bounds.bottom <= 143


def test_no_slot_lies_on_another(draws: Draws, layout: str) -> None:
    slots = draws(layout, "home").slots
    for one in slots:
        for other in slots:
            if {one.name, other.name} == {"message", "qr"}:
                continue  # the words of a card with a QR code keep above it
            apart = (
                one.bounds.right <= other.bounds.x + 0.01
                or other.bounds.right <= one.bounds.x + 0.01
                or one.bounds.bottom <= other.bounds.y + 0.01
                or other.bounds.bottom <= one.bounds.y + 0.01
            )
            assert one is other or apart, (one.name, other.name)


def test_a_message_has_room_for_a_hundred_characters_in_black_ink(
    draws: Draws, layout: str
) -> None:
    slot = draws(layout, "shop").slot("message")
    assert (slot is None) == (layout in WORDLESS)
    if slot is None:
        return
    em = slot.size / POINTS_PER_MM
    down = slot.direction is Direction.DOWN
    along, across = (slot.box.height, slot.box.width) if down else (slot.box.width, slot.box.height)
    lines = int((across - em) / (em * slot.leading) + 1e-6) + 1
    assert lines * int(along / em) >= 100
    assert isinstance(slot.colour, Gray) and slot.colour.level <= 0.25
    assert 10 <= slot.minimum <= slot.size


def test_a_qr_slot_is_a_square_of_twenty_millimetres(draws: Draws, layout: str) -> None:
    slot = draws(layout, "home").slot("qr")
    assert slot is not None or layout not in ("picture-above", "picture-right", "words-only")
    if slot:
        assert (slot.box.width, slot.box.height) == (pytest.approx(20), pytest.approx(20))


@pytest.mark.parametrize("layout", _half_slow(BLEEDING))
def test_a_picture_reaches_the_edge_of_the_bleed(draws: Draws, layout: str) -> None:
    sheet = raster(draws(layout, "home"))
    red = np.abs(sheet - RED).max(axis=2) < 12
    low = layout == "new-year"  # its picture fills the lower half
    edges = {
        "top": red[1, -300:-2] if layout != "wide-left" else red[1, 2:300],
        "left": red[-300:-2, 1] if low else red[2:300, 1],
        "right": red[-300:-2, -2] if low else red[2:300, -2],
        # Where a veil has made it pale it is still not paper.
        "bottom": sheet[-2, 2:300].min(axis=1) < 250
        if layout == "wide-left"
        else sheet[-2, -300:-2].min(axis=1) < 250,
    }
    for side in BLEEDING[layout].split():
        assert edges[side].all(), side


@pytest.mark.parametrize(
    "layout", _half_slow(each for each in LAYOUTS if each not in ON_THE_PICTURE)
)
def test_the_paper_is_bare_where_the_words_go(draws: Draws, layout: str) -> None:
    design = draws(layout, "home")
    sheet = raster(design)
    if design.turned:
        design = design.lying(HAGAKI)
    for name in ("message", "qr"):
        slot = design.slot(name)
        if slot is None:
            continue
        x, y = round((slot.box.x + 3) * 10), round((slot.box.y + 3) * 10)
        part = sheet[y : y + round(slot.box.height * 10), x : x + round(slot.box.width * 10)]
        if layout == "letter":  # whose words stand between rules
            part = part[:, 5:40]
        assert part.min() >= 250, name


@pytest.mark.usefixtures("in_process")
def test_words_on_the_whole_picture_can_be_read_even_at_night(tmp_path: Path) -> None:
    design = make_design(tmp_path, "full-corner")
    Image.new("RGB", (300, 440), (0, 0, 0)).save(design.folder / "picture.png")
    drawn, _ = draw_design(design, HAGAKI, "home", tmp_path / "cache")
    assert drawn is not None
    slot = drawn.slot("message")
    assert slot is not None
    top, bottom = round((slot.box.y + 3) * 10), round((slot.box.bottom + 3) * 10)
    darkest = raster(drawn)[top:bottom, 150:900].min() / 255
    luminance = ((darkest + 0.055) / 1.055) ** 2.4
    assert (luminance + 0.05) / (0.0103 + 0.05) >= 4.5  # against ink of 10 % grey, WCAG 2.2 AA


@pytest.mark.usefixtures("in_process")
def test_a_second_time_nothing_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, warnings = drawn_in(tmp_path, "picture-above")
    monkeypatch.setattr(draw, "render_page", lambda *_: pytest.fail("drew again"))
    monkeypatch.setattr(draw, "_bake_all", lambda *_: pytest.fail("baked again"))
    assert drawn_in(tmp_path, "picture-above") == (first, warnings)
    assert [problem.code for problem in warnings] == ["picture-coarse"]


@pytest.mark.usefixtures("in_process")
def test_a_warm_cache_loads_neither_weasyprint_nor_pillow(tmp_path: Path) -> None:
    design, _ = drawn_in(tmp_path, "words-only")
    assert design is not None
    script = f"""
import sys
from pathlib import Path
from typing import Self
from outreach.artwork.draw import draw_design, draw_designs
from outreach.model.design import Design
from outreach.model.stock import HAGAKI
design = Design("test", Path({str(tmp_path)!r}, "designs", "test"), "", "", "words-only")
drawn, problems = draw_design(design, HAGAKI, "home", Path({str(tmp_path)!r}, "cache"))
assert drawn.name == {design.name!r}, problems
print(*({{"PIL", "weasyprint", "jinja2"}} & sys.modules.keys()))
"""
    home = str(Path(outreach.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=home, check=True
    )
    assert done.stdout.strip() == ""


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    ("ending", "damage"),
    [
        ("pdf", lambda data: data[:-40]),
        ("json", lambda data: data[:-40]),
        ("json", lambda data: data.replace(b"22.0", b"23.0")),
    ],
)
def test_a_damaged_cache_is_drawn_anew(
    tmp_path: Path, ending: str, damage: Callable[[bytes], bytes]
) -> None:
    first, _ = drawn_in(tmp_path, "words-only")
    [kept] = (tmp_path / "cache" / "artwork").glob(f"*.{ending}")
    sound = kept.read_bytes()
    kept.write_bytes(damage(sound))
    assert kept.read_bytes() != sound
    assert drawn_in(tmp_path, "words-only")[0] == first
    assert kept.read_bytes() == sound
    assert sorted(path.suffix for path in kept.parent.iterdir()) == [".json", ".pdf"]


def test_two_processes_draw_the_same_bytes(
    tmp_path: Path, draws: Draws, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = draws("full-corner", "shop")
    monkeypatch.undo()  # from now on a real child
    assert drawn_in(tmp_path, "full-corner", "shop")[0] == here


@pytest.mark.usefixtures("in_process")
def test_a_cache_that_cannot_be_written_costs_no_card(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    design, problems = drawn_in(tmp_path, "words-only")
    assert design is not None and not problems


@pytest.mark.usefixtures("in_process")
def test_the_name_changes_with_whatever_changes_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes = {f"slot-{name}": (0, 0, 1, 1) for name in ("message", "qr", "credit")}
    page = Page(b"%PDF", {name: draw.Box(*box) for name, box in boxes.items()})
    monkeypatch.setattr(draw, "render_page", lambda *_: page)
    design = make_design(tmp_path, "picture-above")
    names = []
    for change in ("", "focus", "target", "picture", "title"):
        if change == "focus":
            design = replace(design, focus=(0.2, 0.5))
        if change == "title":
            design = replace(design, title="Another", pictures=("again.png",))
            (design.folder / "picture.png").rename(design.folder / "again.png")
        if change == "picture":
            Image.new("RGB", (300, 440), (0, 0, 9)).save(design.folder / "picture.png")
        target = "home" if change in ("", "focus") else "shop"
        drawn, _ = draw_design(design, HAGAKI, target, tmp_path / "cache")
        assert drawn is not None
        names.append(drawn.name)
    assert len(set(names[:4])) == 4
    assert names[4] == names[3]  # a title is not drawn


# --- what is wrong with a design or a layout --------------------------------------------------


def own_layout(folder: Path, face: str, css: str = "", toml: str = "") -> None:
    place = own_layouts(folder) / "mine"
    place.mkdir(parents=True)
    texts = '[title]\nja = "あ"\nen = "a"\n[good_for]\nja = "あ"\nen = "a"\n'
    html = '{% extends "page.html" %}{% block face %}' + face + "{% endblock %}"
    (place / "layout.html").write_text(html, encoding="utf-8")
    (place / "layout.css").write_text(css, encoding="utf-8")
    (place / "layout.toml").write_text(texts + toml, encoding="utf-8")


def wrong_with(folder: Path, face: str, css: str = "", toml: str = "", **limits: float) -> str:
    own_layout(folder, face, css, toml)
    (folder / "designs" / "test").mkdir(parents=True)
    design = Design("test", folder / "designs" / "test", "", "", "mine")
    drawn, problems = draw_design(
        design, HAGAKI, "home", folder / "cache", [own_layouts(folder)], **limits
    )
    assert drawn is None
    [problem] = problems
    assert problem.kind is ExitCode.DESIGN
    return str(problem.message)


@pytest.mark.usefixtures("in_process")
def test_a_projects_own_layout_is_found_and_drawn(tmp_path: Path) -> None:
    css = "div {left: 20mm; top: 20mm; width: 9mm; height: 4mm}"
    own_layout(tmp_path, '<div id="slot-message"></div>', css, "[slot.message]\nsize = 12\n")
    assert "mine" in layout_names(tmp_path)
    design = Design("test", tmp_path / "designs" / "test", "", "", "mine")
    drawn, problems = draw_design(design, HAGAKI, "home", tmp_path, [own_layouts(tmp_path)])
    assert not problems and drawn is not None
    assert drawn.slots[0].box == (20, 20, 9, 4)


def test_a_layout_that_reads_a_file_is_refused_and_leaks_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY")
    uri = secret.as_uri()
    words = wrong_with(tmp_path, f'<a rel="attachment" href="{uri}">x</a><img src="{uri}">')
    assert "outside itself" in words
    assert "secret" not in words
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    "face",
    [
        '<img src="file:///etc/hostname">',
        '<img src="http://127.0.0.1:9/a.png">',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">',
        '<img src="asset:0000">',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<link rel="stylesheet" href="file:///etc/hostname">',
        '<style>@import "http://127.0.0.1:9/a.css";</style>',
        "<style>@font-face {font-family: x; src: url(file:///etc/hostname)}</style>",
        '<p style="background: url(file:///etc/hostname)">',
        '<svg><image href="file:///etc/hostname" width="9" height="9"/></svg>',
        '<object data="file:///etc/hostname"></object>',
        '<img src="picture.png">',
    ],
)
def test_nothing_outside_the_asset_table_is_given_out(face: str) -> None:
    job = {
        "templates": {"layout.html": f"<style>@page{{size:100mm 148mm;bleed:3mm}}</style>{face}"},
        "context": {"page": {"width": 100, "height": 148, "bleed": 3}},
    }
    with pytest.raises(render.NotDrawnError) as refusal:
        render.render(job, {"1111": b"x"})
    assert refusal.value.code in ("denied", "complaint")
    assert "hostname" not in refusal.value.detail


def test_a_layout_that_never_ends_is_stopped(tmp_path: Path) -> None:
    face = "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}"
    assert "takes longer" in wrong_with(tmp_path, face, seconds=1.5)


@pytest.mark.skipif(sys.platform == "win32", reason="address space is not limited on Windows")
def test_a_layout_that_eats_memory_is_stopped(tmp_path: Path) -> None:
    words = wrong_with(tmp_path, "{{ 'a'.center(3000000000) }}")
    assert "cannot be drawn" in words


@pytest.mark.parametrize(
    ("face", "css", "word"),
    [
        ("<p>{{ palet.ink }}</p>", "", "palet"),
        ("<p>{% if %}</p>", "", "template"),
        ("<p>a</p>", "p { opacity: 0.5 }", "opacity"),
        ("<p>a</p>", "p { writing-mode: vertical-rl }", "does not understand"),
        ("<p>a</p>", "body > * { position: static } p { break-after: page } ", ""),
        ('<a href="https://example.org/">a</a>', "", "link"),
        ("<p>a</p>", "@page { size: 90mm 90mm }", "90 × 90"),
        ("<div id='slot-extra'></div>", "", "extra"),
    ],
)
@pytest.mark.usefixtures("in_process")
def test_a_mistake_in_a_layout_is_said_in_words(
    tmp_path: Path, face: str, css: str, word: str
) -> None:
    if not word:
        face, word = face * 2, "2 pages"
    assert word in wrong_with(tmp_path, face, css)


def test_an_unknown_key_in_a_layout_names_the_nearest_and_the_line(tmp_path: Path) -> None:
    own_layout(tmp_path, "", toml="[slot.message]\nsize = 12\nleding = 1.5\n")
    _, [problem] = read_layout("mine", [own_layouts(tmp_path)], Where())
    assert (problem.where.file, problem.where.line) == ("layouts/mine/layout.toml", 9)
    assert "leading" in str(problem.hint)


@pytest.mark.parametrize(
    "toml",
    [
        "[slot.message]\nsize = -1\n",
        "[slot.message]\nsize = 9\nminimum = 10\n",
        '[slot.message]\ndirection = "up"\n',
        "[picture.main]\n",
        "[picture.main]\nbox = [0, 0, 0, 10]\n",
        "[picture.main]\nbox = [0, 0, 10, 10]\nveil = 3\n",
        "[picture.main]\nbox = [0, 0, 9, 9]\nveil = {box = [0, 0, 9, 9], strength = 2}\n",
        "picture = 3\n",
        "[[slot",
    ],
)
def test_a_wrong_value_in_a_layout_is_a_problem(tmp_path: Path, toml: str) -> None:
    own_layout(tmp_path, "")
    path = own_layouts(tmp_path) / "mine" / "layout.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(toml + "\n" + text if "=" in toml[:11] else text + toml, encoding="utf-8")
    layout, problems = read_layout("mine", [own_layouts(tmp_path)], Where())
    assert layout is None
    assert len(problems) == 1


def test_a_layout_without_its_page_is_a_problem(tmp_path: Path) -> None:
    own_layout(tmp_path, "")
    (own_layouts(tmp_path) / "mine" / "layout.html").unlink()
    (own_layouts(tmp_path) / "mine" / "layout.css").write_bytes(b"\xff\xfe\x00")
    layout, problems = read_layout("mine", [own_layouts(tmp_path)], Where())
    assert layout is None
    assert [problem.where.file for problem in problems] == [
        "layouts/mine/layout.html",
        "layouts/mine/layout.css",
    ]


def codes(design: Design, stock: Stock, cache: Path) -> list[tuple[str, Severity]]:
    _, problems = draw_design(design, stock, "home", cache)
    return [(problem.code, problem.severity) for problem in problems]


def test_a_layout_that_does_not_exist_is_answered_with_the_nearest(tmp_path: Path) -> None:
    design = make_design(tmp_path, "picture-abov")
    _, [problem] = draw_design(design, HAGAKI, "home", tmp_path)
    assert problem.where == Where("designs/test/design.toml")
    assert "picture-above" in str(problem.hint)


def test_a_design_must_fit_its_layout_and_its_stock(tmp_path: Path) -> None:
    design = replace(make_design(tmp_path, "picture-above"), pictures=())
    big = Stock("kakugata", 240, 332, "large")
    assert codes(design, big, tmp_path) == [
        ("layout-stock", Severity.ERROR),
        ("picture-missing", Severity.ERROR),
    ]


@pytest.mark.usefixtures("in_process")
def test_a_picture_the_layout_does_not_show_is_only_a_warning(tmp_path: Path) -> None:
    design = replace(make_design(tmp_path, "words-only"), pictures=("picture.png",))
    assert codes(design, HAGAKI, tmp_path) == [("picture-unused", Severity.WARNING)]


def test_a_picture_file_that_is_gone_or_huge_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    design = make_design(tmp_path, "picture-above")
    monkeypatch.setattr(draw, "MAX_FILE", 10)
    assert codes(design, HAGAKI, tmp_path) == [("picture-too-large", Severity.ERROR)]
    gone = replace(design, pictures=("gone.jpg",))
    assert codes(gone, HAGAKI, tmp_path) == [("picture-unreadable", Severity.ERROR)]


def test_a_damaged_picture_is_a_problem_at_its_file(tmp_path: Path) -> None:
    design = make_design(tmp_path, "picture-above")
    (design.folder / "picture.png").write_bytes(b"no picture")
    _, [problem] = draw_design(design, HAGAKI, "home", tmp_path)
    assert problem.where == Where("designs/test/picture.png")


@pytest.mark.usefixtures("in_process")
def test_a_coarse_picture_says_how_wide_it_may_be_printed(tmp_path: Path) -> None:
    _, [problem] = drawn_in(tmp_path, "picture-above")
    assert problem.severity is Severity.WARNING
    assert str(problem.message) == (
        "At 106 mm wide the picture has about 71 dpi and would look soft; it is fine up to 38 mm "
        "wide."
    )


@pytest.mark.usefixtures("in_process")
def test_the_frame_of_the_season_follows_the_design(tmp_path: Path) -> None:
    pages = []
    for season in ("spring", "summer", "autumn", "winter"):
        design = replace(make_design(tmp_path, "season-frame"), season=(season,))
        drawn, _ = draw_design(design, HAGAKI, "home", tmp_path / "cache")
        assert drawn is not None
        pages.append(drawn.pdf)
    assert len(set(pages)) == 4


@pytest.mark.slow
@pytest.mark.parametrize("target", ["home", "shop"])
def test_every_layout_takes_every_picture_of_the_sample(tmp_path: Path, target: str) -> None:
    project, _ = load_project(ROOT)
    assert project is not None
    sample = [load_design(project, name)[0] for name in design_names(ROOT)]
    designs = [
        replace(each, layout=layout, pictures=each.pictures * PICTURES.get(layout, 1))
        for each in sample
        for layout in LAYOUTS
        if each is not None
    ]
    for design, (drawn, problems) in zip(
        designs, draw_designs(designs, HAGAKI, target, tmp_path / "cache"), strict=True
    ):
        assert drawn is not None, (design.name, design.layout)
        assert not errors_in(problems)


# --- the templates themselves -----------------------------------------------------------------


def test_every_template_is_filled_in_with_escaping_on() -> None:
    assert render.template_environment({}).autoescape is True


def test_shipped_layouts_name_no_colour_and_no_effect_of_their_own() -> None:
    for file in [*SHIPPED.glob("*/*.html"), *SHIPPED.glob("*/*.css"), SHIPPED / "page.html"]:
        text = file.read_text(encoding="utf-8")
        for word in ("rgb(", "hsl(", "opacity", "shadow", "gradient", "blend", "filter", "url("):
            assert word not in text, (file.parent.name, word)
        assert "|safe" not in text.replace(" ", "")


def test_what_weasyprint_complains_of_is_told_without_values_or_places() -> None:
    told = render.scrubbed("Failed to load image at %r: file:///home/x data:abc /home/y\nmore")
    assert told == "Failed to load image at …: … … …"


def test_the_child_answers_even_when_it_fails() -> None:
    sink = io.BytesIO()
    job = {"templates": {}, "context": {}, "assets": []}
    render.main(io.BytesIO(json.dumps(job).encode() + b"\n"), sink)
    assert json.loads(sink.getvalue())["fault"] == "template"


# -- what a layout of one's own may get wrong -----------------------------------------------------


def own_slot(folder: Path, place: str, orientation: str = "portrait") -> Drawn:
    toml = "[slot.message]\nsize = 12\n"
    css = f"#slot-message {{ {place} }}"
    own_layout(folder, '<div id="slot-message"></div>', css, toml)
    file = own_layouts(folder) / "mine" / "layout.toml"
    file.write_text(f'orientation = "{orientation}"\n' + file.read_text(encoding="utf-8"),
                    encoding="utf-8")  # fmt: skip
    design = Design("test", folder / "designs" / "test", "", "", "mine")
    return draw_design(design, HAGAKI, "home", folder / "cache", [own_layouts(folder)])


@pytest.mark.parametrize(
    ("place", "orientation", "far"),
    [
        ("left: 97.5mm; top: 145mm; width: 20mm; height: 20mm", "portrait", "17.5"),
        ("left: -0.3mm; top: 20mm; width: 20mm; height: 20mm", "portrait", "0.3"),
        ("left: 20mm; top: 90mm; width: 20mm; height: 20mm", "landscape", "10"),
    ],
)
@pytest.mark.usefixtures("in_process")
def test_a_slot_that_leaves_the_sheet_is_an_error_every_time(
    tmp_path: Path, place: str, orientation: str, far: str
) -> None:
    page, [problem] = own_slot(tmp_path, place, orientation)
    assert page is None
    assert (problem.code, problem.severity) == ("slot-outside", Severity.ERROR)
    assert "message" in str(problem.message) and f" {far} mm" in str(problem.message)
    design = Design("test", tmp_path / "designs" / "test", "", "", "mine")
    kept, again = draw_design(design, HAGAKI, "home", tmp_path / "cache", [own_layouts(tmp_path)])
    assert (kept, again) == (None, [problem])


@pytest.mark.usefixtures("in_process")
def test_words_in_the_margin_are_a_warning(tmp_path: Path) -> None:
    page, [problem] = own_slot(tmp_path, "left: 3.5mm; top: 20mm; width: 20mm; height: 20mm")
    assert page is not None
    assert (problem.code, problem.severity) == ("slot-margin", Severity.WARNING)
    assert "3.5 mm" in str(problem.message)


@pytest.mark.usefixtures("in_process")
def test_a_slot_turned_by_css_is_an_error_that_names_angle(tmp_path: Path) -> None:
    place = "left: 20mm; top: 20mm; width: 20mm; height: 20mm; transform: rotate(9deg)"
    page, [problem] = own_slot(tmp_path, place)
    assert page is None
    assert "angle" in str(problem.message)


@pytest.mark.usefixtures("in_process")
def test_a_layout_that_does_not_show_its_picture_is_an_error(tmp_path: Path) -> None:
    own_layout(tmp_path, "<p></p>", "", "[picture.main]\nbox = [10, 10, 50, 50]\n")
    design = replace(make_design(tmp_path, "mine"), pictures=("picture.png",))
    page, [problem] = draw_design(design, HAGAKI, "home", tmp_path, [own_layouts(tmp_path)])
    assert page is None
    assert "pictures.main.url" in str(problem.message)


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: (file.unlink(), file.mkdir())])
def test_a_file_a_layout_lacks_is_said_in_our_own_words(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    own_layout(tmp_path, "<p></p>")
    spoil(own_layouts(tmp_path) / "mine" / "layout.css")
    _, [problem] = read_layout("mine", [own_layouts(tmp_path)], Where())
    assert str(problem.message) in ("The file is missing.", "It is a folder, not a file.")
