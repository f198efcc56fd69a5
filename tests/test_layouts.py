"""``outreach layouts``: listed and previewed; words turned with their slot, cards that lie."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from PIL import Image

from outreach.artwork.layouts import SHIPPED
from outreach.errors import Where
from outreach.faces.picture import picture_side
from outreach.faces.turning import turned
from outreach.frame import HandLine
from outreach.frame import Path as Line
from outreach.model.round import Message
from outreach.model.stock import HAGAKI
from outreach.sources.designs import load_design
from outreach.sources.project import load_project
from outreach.units import MM_PER_POINT
from tests.test_artwork_layouts import LAYOUTS, in_process, own_layout

if TYPE_CHECKING:
    from tests.conftest import Office, Paper

__all__ = ["in_process"]
WORDS = "雪の夜です。\n窓を少しあけたら、\n煮物の匂いがしました。"


@pytest.fixture(scope="module")
def thumbnails() -> Iterator[dict[str, Path]]:
    yield {path.parent.name: path for path in SHIPPED.glob("*/thumbnail.png")}


def test_every_layout_has_a_small_picture_of_itself(thumbnails: dict[str, Path]) -> None:
    assert sorted(thumbnails) == sorted(LAYOUTS)
    for name, path in thumbnails.items():
        assert path.stat().st_size <= 20_000, name
        with Image.open(path) as image:
            assert (image.width > image.height) == name.startswith("wide-")


def test_the_list_names_every_layout_and_what_it_holds(office: Office) -> None:
    entries = json.loads(office.done("layouts", "list", "--json"))
    assert [entry["name"] for entry in entries] == sorted(LAYOUTS)
    by_name = {entry["name"]: entry for entry in entries}
    assert by_name["four-square"]["pictures"] == 4
    assert by_name["wide-left"]["orientation"] == "landscape"
    assert "message" not in by_name["full-picture"]["slots"]
    assert set(by_name["letter"]["title"]) == {"ja", "en"}


def test_the_table_says_what_a_layout_is_good_for(office: Office) -> None:
    shown = office.done("layouts", "list")
    assert "Letter paper" in shown and "New Year card" in shown


def test_a_projects_own_layout_is_listed_and_a_broken_one_does_not_hide_the_rest(
    office: Office,
) -> None:
    own_layout(office.root, "")
    office.write("layouts/broken/layout.toml", "stock = 3\n")
    result = office.run("layouts", "list", "--json")
    own = [entry["name"] for entry in json.loads(result.stdout) if entry["own"]]
    assert own == ["mine"]
    assert "layouts/broken/layout.toml" in result.stderr


@pytest.mark.usefixtures("in_process")
def test_a_preview_shows_each_layout_as_it_is_looked_at(office: Office) -> None:
    office.done("layouts", "preview", "polaroid", "wide-left")
    with pypdfium2.PdfDocument(office.root / "out" / "layouts.pdf") as pdf:
        sizes = [tuple(round(side * MM_PER_POINT) for side in page.get_size()) for page in pdf]
        words = ["".join(page.get_textpage().get_text_range().split()) for page in pdf]
    assert sizes == [(100, 148), (148, 100)]
    assert all("りんごを煮て" in text for text in words)


@pytest.mark.usefixtures("in_process")
def test_a_preview_as_pictures_gives_a_file_for_each_layout(office: Office, tmp_path: Path) -> None:
    office.done("layouts", "preview", "letter", "words-only", "-o", str(tmp_path / "a.png"))
    assert sorted(path.name for path in tmp_path.glob("*.png")) == [
        "a-letter.png",
        "a-words-only.png",
    ]
    office.done("layouts", "preview", "words-only", "-o", str(tmp_path / "b.png"), "--guides")
    with (
        Image.open(tmp_path / "b.png") as guided,
        Image.open(tmp_path / "a-words-only.png") as bare,
    ):
        assert guided.size == bare.size
        assert guided.tobytes() != bare.tobytes()
    assert not list(tmp_path.glob(".*.tmp"))


@pytest.mark.usefixtures("in_process")
def test_a_preview_with_a_design_shows_its_picture_as_often_as_the_layout_asks(
    office: Office, tmp_path: Path
) -> None:
    Image.new("RGB", (900, 900), (200, 40, 30)).save(office.root / "designs" / "plain" / "a.png")
    office.write(
        "designs/plain/design.toml",
        'title = "線"\nartist = "ゆき"\nlayout = "words-only"\npicture = "a.png"\n',
    )
    file = tmp_path / "p.png"
    office.done("layouts", "preview", "four-square", "--design", "plain", "-o", str(file))
    with Image.open(file) as image:
        scale = image.width / 100
        for x, y in ((28, 28), (72, 28), (28, 72), (72, 72)):
            assert image.convert("RGB").getpixel((round(x * scale), round(y * scale)))[0] > 180


def wordless(office: Office, rows: str) -> None:
    """A design that is all picture, and a round whose words stand in ``rows`` alone."""
    Image.new("RGB", (1300, 1900), (90, 140, 160)).save(office.root / "designs/plain/a.png")
    office.write(
        "designs/plain/design.toml",
        'title = "線"\nartist = "ゆき"\nlayout = "full-picture"\npicture = "a.png"\n',
    )
    text = (office.root / "rounds/r1/round.toml").read_text("utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("message")]
    office.write("rounds/r1/round.toml", "\n".join(kept))
    office.write("rounds/r1/messages.csv", f"key,message\n{rows}")


@pytest.mark.usefixtures("in_process")
def test_a_card_that_is_all_picture_needs_no_words(office: Office) -> None:
    wordless(office, "")
    assert "no-words" not in office.done("check", "--json")
    office.done("check", "r1")
    office.done("proof", "r1")
    with pypdfium2.PdfDocument(office.root / "out/r1/proof.pdf") as pdf:
        assert len(pdf) == 2


@pytest.mark.usefixtures("in_process")
def test_words_that_would_have_no_place_are_an_error(office: Office) -> None:
    wordless(office, "kaaaa,雪の夜です。\n")
    result = office.run("check", "r1")
    assert result.exit_code == 6
    assert "messages.csv:2 (kaaaa): The layout of design plain has no place" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("polarod",), 5, "polaroid"),
        (("letter", "--design", "plane"), 5, "plain"),
        (("letter", "--design", "plain"), 5, "needs 1 pictures"),
        (("letter", "-o", "a.jpg"), 2, ".png"),
    ],
)
def test_what_cannot_be_shown_is_said(
    office: Office, arguments: tuple[str, ...], code: int, word: str
) -> None:
    result = office.run("layouts", "preview", *arguments)
    assert result.exit_code == code
    assert word in result.stderr
    assert not (office.root / "out").exists()


# -- words turned with their slot ---------------------------------------------------------------


def test_turning_is_anticlockwise_about_the_middle() -> None:
    [line] = turned([Line(((60.0, 50.0), (50.0, 40.0)))], 90.0, (50.0, 50.0))
    assert isinstance(line, Line)
    assert line.points[0] == pytest.approx((50.0, 40.0))
    assert line.points[1] == pytest.approx((40.0, 50.0))


def test_nothing_is_touched_where_nothing_is_turned() -> None:
    line = Line(((0.0, 0.0), (1.0, 1.0)))
    assert turned([line], 0.0, (5.0, 5.0)) == (line,)


def landscape(paper: Paper, layout: str) -> tuple[list[HandLine], float]:
    design, drawn = paper.drawn(layout)
    side, problems = picture_side(HAGAKI, design, drawn, paper.fonts)
    assert side is not None and not problems
    frame = side.face(Message(WORDS, layout, "", "set"), Where()).frame
    assert frame is not None
    sight = paper.see(frame, dpi=100)
    assert (frame.width, frame.height) == (100, 148)
    picture = sight.pixels[:, :, 2] < 90  # the red of the test's picture
    return [item for item in frame.items if isinstance(item, HandLine)], picture[-200:].mean()


def test_a_landscape_card_stands_with_its_top_at_the_left_edge(paper: Paper) -> None:
    runs, low = landscape(paper, "wide-left")
    assert low > 0.9  # its left side, where the picture is, has come to lie below
    first, second = runs[0].glyphs[0], runs[1].glyphs[0]
    assert second.y > first.y  # the next column lies to the left of the first, that is: below
    assert abs(second.x - first.x) < 2.0
    assert runs[0].matrix is not None
    assert runs[0].matrix[:4] == pytest.approx((0, -1, 1, 0), abs=1e-9)


def test_the_words_of_a_landscape_card_can_be_read_from_the_file(paper: Paper) -> None:
    design, drawn = paper.drawn("wide-panorama")
    side, _ = picture_side(HAGAKI, design, drawn, paper.fonts)
    assert side is not None
    frame = side.face(Message(WORDS, "wide-panorama", "", "set"), Where()).frame
    assert frame is not None
    shown = "".join(paper.shows(paper.pdf(frame)))
    assert [shown.index(line) for line in WORDS.split("\n")] == sorted(
        shown.index(line) for line in WORDS.split("\n")
    )


def test_a_name_written_on_a_tilted_photo_is_tilted_with_it(paper: Paper) -> None:
    _, drawn = paper.drawn("polaroid")
    credit = drawn.slot("credit")
    assert credit is not None and credit.angle > 0
    assert credit.bounds.height > credit.box.height


# -- the main thing of several pictures ---------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "points"),
    [
        ("", [None, None]),
        ("focus = [0.2, 0.3]", [(0.2, 0.3), None]),
        ("focus = [[0.2, 0.3], [0.4, 1]]", [(0.2, 0.3), (0.4, 1)]),
        ("focus = [[], [0.4, 0.5]]", [None, (0.4, 0.5)]),
    ],
)
def test_a_design_names_the_main_thing_of_each_picture_or_leaves_it_to_be_found(
    office: Office, line: str, points: list[tuple[float, float] | None]
) -> None:
    office.write(
        "designs/plain/design.toml",
        f'title = "線"\nartist = "ゆき"\nlayout = "two-pictures"\n{line}\n',
    )
    project, _ = load_project(office.root)
    assert project is not None
    design, problems = load_design(project, "plain")
    assert design is not None and not problems
    assert [design.focus_of(0), design.focus_of(1)] == points
