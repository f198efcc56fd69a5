"""``outreach designs sheet``: every design on A4, small, with what one must know to choose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from PIL import Image

from outreach.units import MM_PER_POINT
from tests.test_artwork_layouts import in_process

if TYPE_CHECKING:
    from tests.conftest import Office

__all__ = ["in_process"]
RED, BLUE = (200, 40, 30), (40, 70, 160)

pytestmark = pytest.mark.usefixtures("in_process")


def take(
    office: Office,
    name: str,
    colour: tuple[int, int, int] = RED,
    layout: str = "full-picture",
    title: str = "雪の朝",
) -> None:
    folder = office.root / "designs" / name
    folder.mkdir(parents=True)
    Image.new("RGB", (400, 580), colour).save(folder / "p.png")
    (folder / "design.toml").write_text(
        f'title = "{title}"\nartist = "ゆき"\nlayout = "{layout}"\npicture = "p.png"\nalt = "絵"\n'
        '[tags]\nseason = ["winter"]\n',
        encoding="utf-8",
    )


def look(path: Path, page: int = 0) -> tuple[str, tuple[float, float], Image.Image]:
    """The text of a page, its size in mm, and what it looks like at 100 dpi."""
    with pypdfium2.PdfDocument(path) as pdf:
        sheet = pdf[page]
        width, height = (side * MM_PER_POINT for side in sheet.get_size())
        text = sheet.get_textpage().get_text_range()
        return text, (width, height), sheet.render(scale=100 / 72).to_pil().convert("RGB")


def part_of(image: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int, int, int] | None:
    """The box of what has a colour, in pixels."""
    near = [
        band.point(lambda value, wanted=wanted: 255 if abs(value - wanted) < 12 else 0)
        for band, wanted in zip(image.split(), colour, strict=True)
    ]
    white = Image.new("L", image.size, 255)
    mask = Image.composite(white, Image.new("L", image.size), near[0])
    for band in near[1:]:
        mask = Image.composite(mask, Image.new("L", image.size), band)
    return mask.getbbox()


def test_the_sheet_is_a4_and_says_title_artist_season_and_layout(office: Office) -> None:
    take(office, "snow")
    said = office.done("designs", "sheet")
    assert "out/designs.pdf" in said
    text, size, _ = look(office.root / "out" / "designs.pdf")
    assert size == pytest.approx((210, 297), abs=0.1)
    for words in ("雪の朝", "ゆき", "winter", "Picture alone", "snow"):
        assert words in text


def test_a_card_is_shown_as_it_is_cut(office: Office) -> None:
    take(office, "snow")
    office.done("designs", "sheet", "snow", "-o", str(office.root / "s.pdf"))
    _, _, image = look(office.root / "s.pdf")
    box = part_of(image, RED)
    assert box is not None
    width, height = box[2] - box[0], box[3] - box[1]
    assert width / height == pytest.approx(100 / 148, abs=0.02)
    assert height == pytest.approx(68 * 100 / 25.4, abs=3)


def test_a_card_that_lies_is_shown_lying(office: Office) -> None:
    take(office, "snow", layout="wide-full")
    office.done("designs", "sheet", "snow", "-o", str(office.root / "s.pdf"))
    box = part_of(look(office.root / "s.pdf")[2], RED)
    assert box is not None
    assert (box[2] - box[0]) / (box[3] - box[1]) == pytest.approx(148 / 100, abs=0.03)


def test_nine_stand_on_a_page_and_the_tenth_on_the_next(office: Office) -> None:
    for number in range(9):
        take(office, f"d{number}", title=f"絵の{number}")
    office.done("designs", "sheet", "-o", str(office.root / "s.pdf"))  # and the one that was there
    with pypdfium2.PdfDocument(office.root / "s.pdf") as pdf:
        assert len(pdf) == 2
    assert "線" in look(office.root / "s.pdf", 1)[0]


def test_a_long_title_ends_before_its_neighbour(office: Office) -> None:
    take(office, "snow", title="とても長い題名" * 12)
    office.done("designs", "sheet", "snow", "-o", str(office.root / "s.pdf"))
    text, _, image = look(office.root / "s.pdf")
    assert "…" in text
    grey = image.convert("L").crop((round(74 * 100 / 25.4), round(95 * 100 / 25.4), 826, 450))
    assert min(grey.tobytes()) > 200


def test_a_png_is_made_of_every_sheet(office: Office) -> None:
    for number in range(9):
        take(office, f"d{number}")
    office.done("designs", "sheet", "-o", str(office.root / "s.png"))
    made = sorted(path.name for path in office.root.glob("*.png"))
    assert made == ["s-1.png", "s-2.png"]


def test_a_broken_design_is_named_and_the_others_are_shown(office: Office) -> None:
    take(office, "snow")
    take(office, "torn", BLUE)
    (office.root / "designs" / "torn" / "p.png").write_bytes(b"no picture")
    result = office.run("designs", "sheet")
    assert result.exit_code == 5
    assert "designs/torn/p.png" in result.stderr
    text = look(office.root / "out" / "designs.pdf")[0]
    assert "snow" in text and "torn" not in text


def test_the_same_designs_give_the_same_sheet(office: Office) -> None:
    take(office, "snow")
    office.done("designs", "sheet", "-o", str(office.root / "a.pdf"))
    office.done("designs", "sheet", "-o", str(office.root / "b.pdf"))
    assert (office.root / "a.pdf").read_bytes() == (office.root / "b.pdf").read_bytes()


def test_a_file_of_another_kind_is_refused(office: Office) -> None:
    assert office.run("designs", "sheet", "-o", "sheet.docx").exit_code == 2


def test_an_unknown_design_alone_makes_no_sheet(office: Office) -> None:
    result = office.run("designs", "sheet", "plane")
    assert result.exit_code == 5
    assert not (office.root / "out").exists()
