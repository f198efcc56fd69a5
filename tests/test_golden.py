"""A few pages beside pictures of how they looked when somebody last judged them.

``make golden`` draws the pictures anew; look at them before you commit them. They are small and
grey, and the comparison forgives what differs between two builds of a renderer, not a moved column.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from outreach.errors import Where
from outreach.faces.picture import picture_side
from outreach.fonts import FontSet
from outreach.frame import Frame, GlyphRun
from outreach.model.recipient import JointName
from outreach.model.round import Message
from outreach.model.stock import HAGAKI

if TYPE_CHECKING:
    from tests.conftest import Paper

GOLDEN = Path(__file__).parent / "golden"
DPI = 60
LARGEST_FILE = 20_000
ALLOWED = 40.0  # of 255, after blurring over three pixels: 1.3 mm

Grey = npt.NDArray[np.float64]


def a_plain_card(paper: Paper) -> Frame:
    return paper.frame(paper.person("渡邉\U000e0100", "佐知", building="ハイツ北一条302"))


def a_family(paper: Paper) -> Frame:
    joint = (JointName("陽介", "様"), JointName("すみれ", "ちゃん"))
    return paper.frame(paper.person("小川", "佳代", joint_names=joint), frame=False)


def an_organisation(paper: Paper) -> Frame:
    addressee = paper.person(
        "", honorific="御中", organisation="一般社団法人ななかまど市民活動センター",
        department="事務局", building="ななかまどビル4階",
    )  # fmt: skip
    return paper.frame(addressee, sample=True)


def words_only(paper: Paper) -> Frame:
    # The address font serves as hand: a wheel pins it, so every machine draws the same.
    design, drawn = paper.drawn("words-only")
    serif = paper.fonts["address"]
    roles, letterings = (dict.fromkeys(each, serif) for each in
                         (paper.fonts.roles, paper.fonts.letterings))  # fmt: skip
    fonts = FontSet(roles, paper.fonts.wanted, letterings=letterings)
    side, problems = picture_side(HAGAKI, design, drawn, fonts)
    assert side is not None, problems
    text = "街灯の下にだけ、\n降る雪が見えます。\nどこかの家から、\n「煮物」の匂いがしました。"
    frame = side.face(Message(text, "words-only", "こだま", "set"), Where()).frame
    assert frame is not None
    return frame


FACES: dict[str, Callable[[Paper], Frame]] = {
    make.__name__.replace("_", "-"): make
    for make in (a_plain_card, a_family, an_organisation, words_only)
}


def grey_of(paper: Paper, frame: Frame) -> Grey:
    return paper.see(frame, dpi=DPI).pixels.astype(float).mean(axis=2).round()


def difference(seen: Grey, expected: Grey) -> float:
    """The largest difference of the two pages, each pixel taken with its neighbours."""
    if seen.shape != expected.shape:
        return 255.0
    return float(np.abs(blurred(seen) - blurred(expected)).max())


def blurred(page: Grey) -> Grey:
    for axis in (0, 1):
        page = (np.roll(page, 1, axis) + page + np.roll(page, -1, axis)) / 3
    return page


@pytest.mark.parametrize("name", FACES)
def test_the_page_looks_as_it_was_last_judged(
    paper: Paper, request: pytest.FixtureRequest, name: str
) -> None:
    seen = grey_of(paper, FACES[name](paper))
    path = GOLDEN / f"{name}.png"
    if request.config.getoption("--rewrite-golden"):
        GOLDEN.mkdir(exist_ok=True)
        Image.fromarray(seen.astype(np.uint8)).save(path, optimize=True)
    with Image.open(path) as picture:
        expected = np.asarray(picture, dtype=float)
    assert difference(seen, expected) <= ALLOWED, "if it is meant: make golden, and look at it"


@pytest.mark.parametrize("name", FACES)
def test_a_golden_picture_is_small(name: str) -> None:
    assert (GOLDEN / f"{name}.png").stat().st_size <= LARGEST_FILE


def test_every_golden_picture_belongs_to_a_test() -> None:
    assert {path.stem for path in GOLDEN.glob("*.png")} == set(FACES)


def test_a_column_moved_by_a_millimetre_would_be_seen(paper: Paper) -> None:
    frame = a_plain_card(paper)
    shifted = replace(frame, items=tuple(_moved(item) for item in frame.items))
    assert difference(grey_of(paper, shifted), grey_of(paper, frame)) > ALLOWED


def test_a_shift_of_a_tenth_of_a_pixel_is_forgiven(paper: Paper) -> None:
    frame = a_plain_card(paper)
    shifted = replace(frame, items=tuple(_moved(item, 0.04) for item in frame.items))
    assert difference(grey_of(paper, shifted), grey_of(paper, frame)) <= ALLOWED


def _moved(item: object, by: float = 1.0) -> object:
    """Move the column with the town, and only that."""
    if isinstance(item, GlyphRun) and item.text.startswith("北海道"):
        glyphs = tuple(glyph._replace(x=glyph.x + by) for glyph in item.glyphs)
        return item._replace(glyphs=glyphs)
    return item
