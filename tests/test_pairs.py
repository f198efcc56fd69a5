"""Pair codes on both sides of every card, and the maps by which a program finds each card."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.artwork.layouts import SHIPPED
from outreach.faces.paircode import ALPHABET, code_font, pair_code, picture_mark
from outreach.frame import Box, Frame, Gray
from outreach.frame import Path as Shape
from outreach.model.stock import HAGAKI
from outreach.workflow.page_map import Runs
from tests.conftest import Office, Paper

LAYOUTS = sorted(path.name for path in SHIPPED.iterdir() if path.is_dir())
PEOPLE = "recipients/recipients.csv"


class Found(NamedTuple):
    """Where a code was found: page (from 1) and the middle of its first letter, mm from above."""

    page: int
    x: float
    y: float


@pytest.fixture
def crowd(office: Office) -> Office:
    """A project with cards for eleven people, one of them in an envelope."""
    head = ("key,family_name,given_name,postal_code,prefecture,city,street,kind,consent,"
            "consent_on,call_name,envelope\n")  # fmt: skip
    rows = [
        f"k{no:03},谷{'あいうえおかきくけこさ'[no]},,060-00{no:02},北海道,札幌市中央区,"
        f"北{no + 1}条,person,self,2025-04-01,ともさん,{'yes' if no == 4 else ''}\n"
        for no in range(11)
    ]
    office.write(PEOPLE, head + "".join(rows))
    return office


def made(office: Office, *ways: str) -> Path:
    before = set((office.root / "out").glob("r1/*"))
    office.done("print", "r1", *ways)
    (folder,) = set((office.root / "out").glob("r1/*")) - before
    return folder


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "batch.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def record(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "batch.json").read_text(encoding="utf-8"))
    return found


def where(pdf: Path, codes: Mapping[int, str]) -> dict[int, list[Found]]:
    """Where each card's code stands in a file, by number of the card."""
    found: dict[int, list[Found]] = {no: [] for no in codes}
    with pypdfium2.PdfDocument(pdf) as document:
        for at, leaf in enumerate(document, start=1):
            text, height = leaf.get_textpage(), leaf.get_height()
            for no, code in codes.items():
                search = text.search(code, match_case=True)
                while (hit := search.get_next()) is not None:
                    left, low, right, top = text.get_charbox(hit[0])
                    x, y = (left + right) / 2, height - (low + top) / 2
                    found[no].append(Found(at, x * 25.4 / 72, y * 25.4 / 72))
    return found


def told(file: dict[str, Any]) -> Iterator[tuple[int, int, int]]:
    """Yield number, page and place of every card, as a map tells them."""
    for run in file["map"]:
        for further in range(run["last_card"] - run["first_card"] + 1):
            page = run["page"] + further * run.get("page_step", 0)
            place = run.get("place", 0) + further * run.get("place_step", 0)
            yield run["first_card"] + further, page, place


def codes_of(folder: Path) -> dict[int, str]:
    return {int(row["card_no"]): row["code"] for row in table(folder)}


# -- both sides of a card -------------------------------------------------------------------------


def test_both_sides_of_a_card_bear_one_code_and_no_two_cards_the_same(crowd: Office) -> None:
    folder = made(crowd)
    codes = codes_of(folder)
    assert len(set(codes.values())) == 11
    on_address, on_picture = (where(folder / name, codes) for name in
                              ("address.pdf", "picture.pdf"))  # fmt: skip
    for no in codes:
        assert len(on_address[no]) == len(on_picture[no]) == 1
        assert on_address[no][0].page == on_picture[no][0].page


def test_the_envelope_bears_the_code_of_its_card(crowd: Office) -> None:
    folder = made(crowd)
    (enclosed,) = (row for row in table(folder) if row["stock"])
    found = where(folder / "envelopes-you2.pdf", codes_of(folder))
    assert [no for no, places in found.items() if places] == [int(enclosed["card_no"])]


def test_the_code_stands_where_the_stamp_will_hide_it(crowd: Office) -> None:
    folder = made(crowd)
    found = where(folder / "address.pdf", codes_of(folder))
    for row in table(folder):
        (place,) = found[int(row["card_no"])]
        if row["stock"]:
            assert place.x < 10 and place.y > 138  # no stamp there: the envelope has it
        else:
            assert 14 < place.x < 23 and 15 < place.y < 22


def test_a_stamp_that_may_be_printed_on_the_card_is_not_printed_over(crowd: Office) -> None:
    crowd.prints("heading = false")
    folder = made(crowd)
    places = [place for each in where(folder / "address.pdf", codes_of(folder)).values()
              for place in each]  # fmt: skip
    assert len(places) == 11 and all(place.x < 10 and place.y > 138 for place in places)


def test_on_the_picture_all_codes_stand_in_one_place(crowd: Office) -> None:
    folder = made(crowd)
    places = [place for each in where(folder / "picture.pdf", codes_of(folder)).values()
              for place in each]  # fmt: skip
    assert len(places) == 11
    assert max(place.x for place in places) - min(place.x for place in places) < 0.5
    assert all(94 < place.x < 96 and 142 < place.y < 143.5 for place in places)


def test_a_project_may_do_without_codes_but_for_envelopes(crowd: Office) -> None:
    with_codes = codes_of(made(crowd))
    crowd.prints("pair_code = false")
    folder = made(crowd, "--from", "1")
    left = {no: code for no, code in codes_of(folder).items() if code}
    (enclosed,) = (int(row["card_no"]) for row in table(folder) if row["stock"])
    assert left == {enclosed: with_codes[enclosed]}
    assert not any(where(folder / "picture.pdf", with_codes).values())


def test_a_proof_shows_the_codes(crowd: Office) -> None:
    crowd.done("proof", "r1", "--all")
    codes = {no: pair_code("r1", no) for no in range(1, 12)}
    found = where(crowd.root / "out/r1/proof.pdf", codes)
    assert all(len(places) >= 2 for places in found.values())


def test_a_card_printed_again_keeps_number_code_and_pair(crowd: Office) -> None:
    first = table(made(crowd))
    folder = made(crowd, "--from", "7", "--to", "7")
    (again,) = table(folder)
    before = first[6]
    assert [again[name] for name in ("card_no", "key", "code")] == [
        before[name] for name in ("card_no", "key", "code")
    ]
    for name in ("address.pdf", "picture.pdf"):
        ((place,),) = (where(folder / name, {7: again["code"]}).values(),)
        assert [each.page for each in place] == [2]


def test_a_code_says_nothing_of_anybody(crowd: Office) -> None:
    before = codes_of(made(crowd))
    assert before == {no: pair_code("r1", no) for no in range(1, 12)}
    assert set("".join(before.values())) <= set(ALPHABET)


# -- on any picture -------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_layout_has_anything_of_its_own_where_the_code_stands(paper: Paper, layout: str) -> None:
    from outreach.artwork.draw import draw_design
    from outreach.model.design import Design

    place = paper.folder / "designs" / layout
    design = Design(layout, place, "線", "こだま", layout, pictures(paper, layout))
    drawn, problems = draw_design(design, HAGAKI, "home", paper.folder / "cache")
    assert drawn is not None, problems
    frame = Frame(HAGAKI.width, HAGAKI.height, picture_mark("QWMR", font(paper), HAGAKI))
    sight = paper.see(frame, dpi=300)
    mark = sight.bounds(sight.ink)
    assert mark is not None
    for slot in drawn.slots:
        assert not overlap(mark, slot.bounds), slot.name


def pictures(paper: Paper, layout: str) -> tuple[str, ...]:
    from PIL import Image

    folder = paper.folder / "designs" / layout
    folder.mkdir(parents=True, exist_ok=True)
    count = {"words-only": 0, "two-pictures": 2, "wide-three": 3, "four-square": 4}.get(layout, 1)
    for no in range(count):
        Image.new("RGB", (1461, 1461), (90, 120, 90)).save(folder / f"{no}.png")
    return tuple(f"{no}.png" for no in range(count))


def overlap(one: Box, other: Box) -> bool:
    beside = one.right <= other.x or other.right <= one.x
    return not beside and one.y < other.bottom and other.y < one.bottom


def font(paper: Paper) -> Any:
    return code_font((*paper.fonts["credit"], *paper.fonts["address"]))


def test_it_keeps_four_millimetres_from_the_trim(paper: Paper) -> None:
    widest = max(ALPHABET, key=lambda letter: width(paper, letter * 4))
    frame = Frame(100.0, 148.0, picture_mark(widest * 4, font(paper), HAGAKI))
    sight = paper.see(frame, dpi=600)
    bounds = sight.bounds(sight.ink)
    assert bounds is not None
    assert bounds.right <= 96.0 and bounds.bottom <= 144.0 and bounds.height < 6.0


def width(paper: Paper, code: str) -> float:
    return picture_mark(code, font(paper), HAGAKI)[1].glyphs[-1].x


@pytest.mark.parametrize("level", [0.0, 0.2, 0.42, 0.7, 1.0])
def test_it_is_read_on_any_ground(paper: Paper, level: float) -> None:
    corners = ((0.0, 0.0), (100.0, 0.0), (100.0, 148.0), (0.0, 148.0))
    ground = Shape(corners, Gray(level))
    marked = Frame(100.0, 148.0, (ground, *picture_mark("K7QR", font(paper), HAGAKI)))
    sight = paper.see(marked, dpi=600)
    around = sight.window(sight.pixels[:, :, 0], Box(93.8, 138.0, 2.4, 5.6))  # type: ignore[arg-type]
    assert int(around.min()) < 130 and int(around.max()) > 235


def test_whoever_reads_the_page_finds_the_code_once(paper: Paper) -> None:
    pdf = paper.pdf(Frame(100.0, 148.0, picture_mark("K7QR", font(paper), HAGAKI)))
    assert paper.text_of(pdf) == "K7QR"
    assert paper.lines_by_poppler(pdf) == ["K7QR"]


def test_it_is_painted_in_black_ink_and_paper_alone(paper: Paper) -> None:
    pdf = paper.pdf(Frame(100.0, 148.0, picture_mark("K7QR", font(paper), HAGAKI)))
    pixels = paper.look(pdf, dpi=600).pixels.astype(int)
    assert int(np.ptp(pixels, axis=2).max()) == 0
    assert pixels.min() > 60  # grey, not black


# -- the maps -------------------------------------------------------------------------------------


WAYS = {
    "singles": (), "duplex": ("--duplex",), "two passes": ("--two-pass",),
    "pairs on A4": ("--sheet", "a4-2up"), "fours on A4": ("--sheet", "a4-4up-butt"),
    "fours, both sides": ("--sheet", "a4-4up-butt", "--duplex"),
    "eights": ("--sheet", "a3-8up-butt", "--duplex", "--flip", "short"),
}  # fmt: skip


@pytest.mark.parametrize("ways", WAYS.values(), ids=WAYS.keys())
def test_the_map_finds_every_card_in_every_file(crowd: Office, ways: tuple[str, ...]) -> None:
    folder = made(crowd, *ways)
    listed = {int(row["card_no"]): row for row in table(folder)}
    first, *_ = files = [file for file in record(folder)["files"] if file["side"] != "envelope"]
    for file in files:
        assert_found(folder, file)
    for no, page, place in told(first):
        assert listed[no]["page"] == str(page)
        assert listed[no]["sheet_place"] == (str(place) if place else "")


def assert_found(folder: Path, file: dict[str, Any]) -> None:
    """The map tells the page of every card, and no card stands before the direction pages end."""
    codes = codes_of(folder)
    found, places = where(folder / file["name"], codes), list(told(file))
    assert [no for no, _, _ in places] == list(codes)
    assert [found[no][0].page for no, _, _ in places] == [page for _, page, _ in places]
    pages = {page for _, page, _ in places}
    assert min(pages) == file["direction_pages"] + 1
    assert max(pages) <= file["pages"]


@pytest.mark.parametrize("ways", [(), ("--sheet", "a4-4up-butt")], ids=["singles", "fours on A4"])
def test_the_map_counts_down_where_the_second_pass_does(
    crowd: Office, ways: tuple[str, ...]
) -> None:
    stock = "a4" if ways else "hagaki"
    crowd.done("printers", "add", "office", "--stock", stock, "--second-pass", "reversed")
    folder = made(crowd, "--two-pass", "--printer", "office", *ways)
    passes = [file for file in record(folder)["files"] if file["side"] != "envelope"]
    passes.sort(key=lambda file: file["name"])
    assert [file["name"] for file in passes] == ["pass-1.pdf", "pass-2.pdf"]
    for file in passes:
        assert_found(folder, file)
    assert {run["page_step"] for run in passes[1]["map"] if "page_step" in run} == {-1}


@pytest.mark.parametrize("sheet", ["a4-2up", "a4-4up-butt", "a3-8up-butt"])
def test_places_on_a_sheet_are_counted_along_its_rows(crowd: Office, sheet: str) -> None:
    folder = made(crowd, "--sheet", sheet)
    (file, *_) = record(folder)["files"]
    found = where(folder / "address.pdf", codes_of(folder))
    for page in range(1, file["pages"] + 1):
        on_page = [(no, place) for no, at, place in told(file) if at == page]
        enclosed = {int(row["card_no"]) for row in table(folder) if row["stock"]}
        seen = sorted(  # an enclosed card bears its code elsewhere
            (round(found[no][0].y / 40), found[no][0].x, place) for no, place in on_page
            if no not in enclosed
        )  # fmt: skip
        assert [place for *_, place in seen] == sorted(place for *_, place in seen)


def test_page_k_of_one_side_backs_page_k_of_the_other(crowd: Office) -> None:
    for ways in ((), ("--sheet", "a4-2up")):
        address, picture, *_ = record(made(crowd, *ways))["files"]
        assert address["pages"] == picture["pages"]
        assert address["direction_pages"] == picture["direction_pages"]
        assert [(no, page) for no, page, _ in told(address)] == [
            (no, page) for no, page, _ in told(picture)
        ]


def test_a_pile_of_any_height_is_one_run(crowd: Office) -> None:
    address, *_ = record(made(crowd, "--sheet", "a4-2up"))["files"]
    assert [(run["first_card"], run["last_card"]) for run in address["map"]] == [(1, 6), (7, 11)]


def test_what_goes_to_a_print_shop_bears_no_keys(crowd: Office) -> None:
    crowd.replace("rounds/r1/round.toml", "{{ call_name }}へ\\n", "")
    folder = made(crowd, "--for", "shop")
    assert {row["key"] for row in table(folder)} == {""}
    assert not (folder / "batch-sheet.pdf").exists()
    text = "".join((folder / name).read_text(encoding="utf-8-sig") for name in
                   ("batch.csv", "batch.json"))  # fmt: skip
    assert not any(f"k{no:03}" in text for no in range(11))


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 9), st.integers(0, 8))))
def test_runs_give_back_what_was_noted(cards: list[tuple[int, int, int]]) -> None:
    runs = Runs()
    for card in cards:
        runs.note(*card)
    assert list(told({"map": runs.data()})) == cards


@pytest.mark.parametrize("key", ["pair_code", "direction_page"])
def test_settings_that_are_no_yes_or_no_are_refused(office: Office, key: str) -> None:
    office.prints(f'{key} = "maybe"')
    result = office.run("check", "r1")
    assert result.exit_code == 3 and key in result.stderr
