"""``outreach proof --png`` and ``--safe``: pictures of a card to look at on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.test_artwork_layouts import in_process

if TYPE_CHECKING:
    from tests.conftest import Office

__all__ = ["in_process"]
GROUND = (236, 233, 227)
CARD = (591, 874)  # pixels at 150 dpi
GUIDE = (217, 51, 140)

pytestmark = pytest.mark.usefixtures("in_process")


@pytest.fixture
def both(office: Office) -> Path:
    """The picture of both sides of one card."""
    office.done("proof", "r1", "--only", "kaaaa", "--png")
    return office.root / "out" / "r1" / "proof-kaaaa-both.png"


def pixel(path: Path, x: int, y: int) -> tuple[int, ...]:
    with Image.open(path) as image:
        found = image.convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def has_guide(path: Path) -> bool:
    with Image.open(path) as image:
        colours = image.convert("RGB").getcolors(image.width * image.height) or []
    return any(
        count > 50 and all(abs(a - b) < 30 for a, b in zip(colour, GUIDE, strict=True))
        for count, colour in colours
        if isinstance(colour, tuple)
    )


def test_both_sides_lie_side_by_side_on_a_pale_ground(both: Path) -> None:
    with Image.open(both) as image:
        assert image.width > 2 * CARD[0] and CARD[1] < image.height < CARD[1] + 150
    assert pixel(both, 5, 5) == GROUND
    assert pixel(both, 53 + 30, 53 + 400) == (255, 255, 255)


def test_a_card_casts_a_soft_shadow(both: Path) -> None:
    below = [pixel(both, 300, 53 + CARD[1] + step)[0] for step in (2, 8, 30)]
    assert below[0] < below[1] < below[2] <= GROUND[0]


def test_the_picture_tells_nothing_about_its_making(both: Path) -> None:
    with Image.open(both) as image:
        assert set(image.info) <= {"dpi"}


def test_every_card_gets_its_own(office: Office) -> None:
    office.done("proof", "r1", "--all", "--png")
    made = sorted(path.name for path in (office.root / "out" / "r1").glob("*-both.png"))
    assert made == ["proof-kaaaa-both.png", "proof-kbbbb-both.png", "proof-kcccc-both.png"]


def test_one_side_alone_makes_no_pair(office: Office) -> None:
    office.done("proof", "r1", "--side", "picture", "--png")
    assert not list((office.root / "out" / "r1").glob("*-both.png"))


def test_a_card_that_lies_is_shown_lying(office: Office) -> None:
    office.replace("designs/plain/design.toml", "words-only", "wide-left")
    folder = office.root / "designs" / "plain"
    Image.new("RGB", (1480, 1000), (200, 40, 30)).save(folder / "p.png")
    toml = folder / "design.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + 'picture = "p.png"\n', encoding="utf-8")
    office.done("proof", "r1", "--only", "kaaaa", "--png")
    path = office.root / "out" / "r1" / "proof-kaaaa-both.png"
    with Image.open(path) as image:
        assert image.width == pytest.approx(CARD[0] + CARD[1] + 3 * 53, abs=6)


def test_the_safe_area_is_marked_only_when_asked_for(office: Office) -> None:
    pictures = [office.root / "out" / "r1" / f"proof-kaaaa-{side}.png"
                for side in ("address", "picture", "both")]  # fmt: skip
    office.done("proof", "r1", "--only", "kaaaa", "--png")
    assert not any(map(has_guide, pictures))
    office.done("proof", "r1", "--only", "kaaaa", "--png", "--safe")
    assert all(map(has_guide, pictures))


def test_the_safe_line_runs_five_millimetres_from_the_edge(office: Office) -> None:
    office.done("proof", "r1", "--only", "kaaaa", "--png", "--safe")
    with Image.open(office.root / "out" / "r1" / "proof-kaaaa-picture.png") as image:
        row = [
            image.convert("RGB").getpixel((x, y)) for y in (400, 404, 408, 412) for x in range(60)
        ]
    marked = {at % 60 for at, (_, green, _) in enumerate(row) if green < 150}
    assert marked and all(at * 25.4 / 150 == pytest.approx(5, abs=0.3) for at in marked)
