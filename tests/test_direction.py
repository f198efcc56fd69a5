"""The direction page: what it says, how large it is, and where the cards are behind it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.faces.direction import DirectionSlip, Edge, direction_page
from outreach.frame import Box, Frame, GlyphRun
from tests.conftest import Office, Paper, Sight

MM = 72 / 25.4
CARD = DirectionSlip(
    "2027-01a", 2, 1, ("宛名面", "address side"), "カード", 4, 90, 87, paired=True, by_hand=True
)
PAPERS = ((100.0, 148.0), (90.0, 205.0), (240.0, 332.0), (162.0, 114.0), (210.0, 297.0),
          (297.0, 210.0), (450.0, 320.0))  # fmt: skip


def page(
    paper: Paper, size: tuple[float, float] = (100.0, 148.0), *, turned: bool = False,
    upended: bool = False,
) -> Frame:  # fmt: skip
    edge = Edge.first(*size, turned=turned)
    fonts = (*paper.fonts["credit"], *paper.fonts["address"])
    return direction_page(CARD, size, edge, fonts, upended=upended)


def looked_at(paper: Paper, frame: Frame, dpi: float = 150) -> Sight:
    return paper.look(paper.sheet(frame), dpi=dpi)


def texts(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(leaf.get_textpage().get_text_range().split()) for leaf in document]


def made(office: Office, *ways: str, round_id: str = "r1") -> Path:
    office.done("print", round_id, *ways)
    (record,) = (office.root / "out" / round_id).glob("*/batch.json")
    return record.parent


# -- what it says ---------------------------------------------------------------------------------


def test_it_says_which_edge_goes_in_and_that_it_is_no_card(paper: Paper) -> None:
    text = paper.text_of(paper.sheet(page(paper)))
    for words in ("この辺を先に", "宛名面", "1枚だけ刷って、向きと位置を確かめてから",
                  "残りを刷ってください。", "このカードは送りません"):  # fmt: skip
        assert words in text


def test_it_says_whose_stack_it_is_and_how_many_cards_follow(paper: Paper) -> None:
    text = paper.text_of(paper.sheet(page(paper)))
    assert "2027-01a第2刷" in text
    assert "このあと87枚4番から90番まで" in text
    assert CARD.code in text


def test_batches_have_codes_of_their_own() -> None:
    def coded(round_id: str, batch: int) -> str:
        return DirectionSlip(round_id, batch, 1, ("", ""), "", 1, 1, 1).code

    assert len({coded(f"r{no}", batch) for no in range(5) for batch in range(1, 5)}) == 20


def test_a_long_name_of_a_round_stays_on_the_paper(paper: Paper) -> None:
    slip = DirectionSlip("a-very-long-name-of-a-round-that-someone-chose-2027", 12, 3,
                         ("絵柄面", "picture side"), "カード", 10_001, 15_000, 5_000)  # fmt: skip
    frame = direction_page(slip, (100.0, 148.0), Edge.TOP, paper.fonts["credit"])
    bounds = looked_at(paper, frame).bounds(looked_at(paper, frame).ink)
    assert bounds is not None and bounds.x >= 4.5 and bounds.right <= 95.5


# -- what one measures on it ----------------------------------------------------------------------


@pytest.mark.parametrize("size", PAPERS)
def test_angles_stand_five_millimetres_from_the_corners_of_any_paper(
    paper: Paper, size: tuple[float, float]
) -> None:
    sight = looked_at(paper, page(paper, size))
    bounds = sight.bounds(sight.ink)
    assert bounds is not None
    width, height = size
    edges = (bounds.x, bounds.y, width - bounds.right, height - bounds.bottom)
    assert edges == pytest.approx((5.0, 5.0, 5.0, 5.0), abs=0.3)


@pytest.mark.parametrize("size", PAPERS)
def test_the_rulers_are_fifty_millimetres_long_whatever_the_paper(
    paper: Paper, size: tuple[float, float]
) -> None:
    lines = [item for item in page(paper, size).items if not isinstance(item, GlyphRun)]
    spans = []
    for line in (each for each in lines if len(getattr(each, "points", ())) == 2):
        (x, y), (right, low) = line.points  # type: ignore[union-attr]
        spans.append((round(abs(right - x), 6), round(abs(low - y), 6)))
    assert (50.0, 0.0) in spans
    assert (0.0, 50.0) in spans


@given(st.floats(90.0, 107.0), st.floats(140.0, 154.0), st.booleans(), st.booleans())
def test_everything_lies_on_the_paper(
    paper: Paper, short: float, long: float, lies: bool, turned: bool
) -> None:
    width, height = (long, short) if lies else (short, long)
    frame = page(paper, (width, height), turned=turned)
    assert (frame.width, frame.height) == (width, height)
    for item in frame.items:
        points = [(g.x, g.y) for g in item.glyphs] if isinstance(item, GlyphRun) else item.points  # type: ignore[union-attr]
        assert all(4.0 <= x <= width - 4.0 and 4.0 <= y <= height - 4.0 for x, y in points)


# -- which way the arrow points -------------------------------------------------------------------


def pointed_at(sight: Sight, size: tuple[float, float]) -> str:
    """The edge at which the arrow stands: nothing else is as black over 30 mm."""
    width, height = size
    strips = {
        "top": Box(width / 2 - 6, 8, 12, 30), "bottom": Box(width / 2 - 6, height - 38, 12, 30),
        "left": Box(8, height / 2 - 2, 30, 4), "right": Box(width - 38, height / 2 - 2, 30, 4),
    }  # fmt: skip
    black = {edge: float(sight.window(sight.black, strip).mean()) for edge, strip in strips.items()}
    assert max(black.values()) > 0.5
    return max(black, key=lambda edge: black[edge])


@pytest.mark.parametrize(
    ("size", "turned", "upended", "edge"),
    [((100.0, 148.0), False, False, "top"), ((100.0, 148.0), True, False, "bottom"),
     ((100.0, 148.0), True, True, "top"), ((100.0, 148.0), False, True, "bottom"),
     ((297.0, 210.0), False, False, "right"), ((297.0, 210.0), True, False, "left"),
     ((297.0, 210.0), False, True, "left")],
)  # fmt: skip
def test_the_arrow_points_to_the_edge_that_goes_in_first(
    paper: Paper, size: tuple[float, float], turned: bool, upended: bool, edge: str
) -> None:
    frame = page(paper, size, turned=turned, upended=upended)
    assert pointed_at(looked_at(paper, frame), size) == edge


# -- in the files of a batch ----------------------------------------------------------------------


def test_every_file_of_cards_begins_with_one_unless_told_otherwise(office: Office) -> None:
    folder = made(office)
    for name, side in (("address.pdf", "宛名面"), ("picture.pdf", "絵柄面")):
        first, *cards = texts(folder / name)
        assert "この辺を先に" in first and side in first
        assert "このあと3枚1番から3番まで" in first
        assert len(cards) == 3 and not any("この辺を先に" in card for card in cards)


def test_both_sides_of_it_bear_one_code(office: Office) -> None:
    folder = made(office)
    code = DirectionSlip("r1", 1, 1, ("", ""), "", 1, 1, 1).code
    assert all(code in texts(folder / name)[0] for name in ("address.pdf", "picture.pdf"))


def test_a_duplex_file_begins_with_both_sides_of_it(office: Office) -> None:
    folder = made(office, "--duplex")
    pages = texts(folder / "cards.pdf")
    assert len(pages) == 8
    assert "宛名面" in pages[0] and "絵柄面" in pages[1]
    assert "この辺を先に" not in "".join(pages[2:])


def test_it_is_as_large_as_the_card(office: Office) -> None:
    with pikepdf.open(made(office) / "address.pdf") as pdf:
        boxes = [[round(float(value) / MM, 1) for value in leaf.mediabox] for leaf in pdf.pages]
    assert boxes == [[0.0, 0.0, 100.0, 148.0]] * 4


def test_envelopes_have_one_of_their_own_size(office: Office) -> None:
    office.replace("recipients/recipients.csv", "call_name\n", "call_name,envelope\n")
    office.replace("recipients/recipients.csv", "ゆみさん\n", "ゆみさん,yes\n")
    folder = made(office)
    direction, envelope = texts(folder / "envelopes-you2.pdf")
    assert "この封筒は送りません" in direction and "洋形2号" in direction
    assert "裏" not in direction
    assert "この封筒は送りません" not in envelope


def test_labels_and_the_print_shop_get_none(office: Office) -> None:
    office.replace("rounds/r1/round.toml", "{{ call_name }}へ\\n", "")
    folder = made(office, "--for", "shop")
    assert not any("この辺を先に" in text for text in texts(folder / "picture.pdf"))
    record = json.loads((folder / "batch.json").read_text(encoding="utf-8"))
    assert [file["direction_pages"] for file in record["files"]] == [0]


def test_a_project_may_do_without(office: Office) -> None:
    office.prints("direction_page = false")
    folder = made(office)
    assert len(texts(folder / "address.pdf")) == 3


def test_it_counts_what_follows_in_a_reprint(office: Office) -> None:
    office.done("print", "r1")
    office.done("print", "r1", "--from", "2", "--to", "2")
    (folder,) = (office.root / "out/r1").glob("1-*")
    assert "このあと1枚2番" in texts(folder / "address.pdf")[0]


def test_on_sheets_it_is_a_whole_sheet(office: Office) -> None:
    folder = made(office, "--sheet", "a4-2up")
    first = texts(folder / "address.pdf")[0]
    assert "この紙は送りません" in first and "カード3枚ぶん" in first
    with pikepdf.open(folder / "address.pdf") as pdf:
        sizes = {tuple(round(float(value) / MM) for value in leaf.mediabox) for leaf in pdf.pages}
    assert len(sizes) == 1


def test_it_names_nobody(office: Office) -> None:
    folder = made(office)
    first = texts(folder / "address.pdf")[0]
    assert not any(name in first for name in ("青木", "由美", "kaaaa", "𠮷上", "札幌"))


def test_the_same_batch_has_the_same_bytes(paper: Paper) -> None:
    one, other = (paper.sheet(page(paper)).read_bytes() for _ in range(2))
    assert one == other


def test_what_is_black_on_it_is_black_ink_alone(paper: Paper) -> None:
    pixels = looked_at(paper, page(paper)).pixels.astype(int)
    assert int(np.ptp(pixels, axis=2).max()) == 0
