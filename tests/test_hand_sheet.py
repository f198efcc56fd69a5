"""``outreach hand sheet`` and ``hand list``: paper to write on, and what is still to be written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from outreach.units import MM_PER_POINT
from tests.test_artwork_layouts import in_process

if TYPE_CHECKING:
    from tests.conftest import Office

__all__ = ["in_process"]
RECORD = "rounds/r1/hand/sheets.json"

pytestmark = pytest.mark.usefixtures("in_process")


@pytest.fixture
def writers(office: Office) -> Office:
    """An office whose round is to be written by hand."""
    by_hand(office)
    return office


def by_hand(office: Office, more: str = "") -> None:
    path = office.root / "rounds" / "r1" / "round.toml"
    office.write("rounds/r1/round.toml", f'{path.read_text("utf-8")}hand = "scan"\n{more}')


def record(office: Office) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((office.root / RECORD).read_text("utf-8"))
    return data


def codes(office: Office) -> list[str]:
    return [sheet["code"] for sheet in record(office)["sheets"]]


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf)


def test_every_card_has_a_cell_with_its_number_and_what_the_person_is_called(
    writers: Office,
) -> None:
    writers.done("hand", "sheet", "r1", "-o", str(writers.root / "s.pdf"))
    text = text_of(writers.root / "s.pdf")
    for words in ("1", "2", "3", "ゆみさん", "けんさん", "あおいさん"):
        assert words in text
    assert "おさむさん" not in text  # has not consented


def test_nothing_else_of_a_person_is_on_paper_or_in_the_record(writers: Office) -> None:
    writers.done("hand", "sheet", "r1", "-o", str(writers.root / "s.pdf"))
    with pypdfium2.PdfDocument(writers.root / "s.pdf") as pdf:
        seen = text_of(writers.root / "s.pdf") + str(pdf.get_metadata_dict())
    seen += (writers.root / RECORD).read_text("utf-8")
    for words in ("青木", "由美", "吉上", "健,", "江口", "北1条", "旭川", "若松町", "060"):
        assert words not in seen
    on_paper = text_of(writers.root / "s.pdf")
    assert not any(key in on_paper for key in ("kaaaa", "kbbbb", "kcccc"))


def test_the_sheets_are_a4_and_the_cells_as_large_as_the_words_place(writers: Office) -> None:
    writers.done("hand", "sheet", "r1", "-o", str(writers.root / "s.pdf"))
    with pypdfium2.PdfDocument(writers.root / "s.pdf") as pdf:
        assert [side * MM_PER_POINT for side in pdf[0].get_size()] == pytest.approx((210, 297))
    cells = [cell for sheet in record(writers)["sheets"] for cell in sheet["cells"]]
    assert [cell["number"] for cell in cells] == [1, 2, 3]
    assert {tuple(cell["box"][2:]) for cell in cells} == {(56.0, 97.5)}
    assert {cell["direction"] for cell in cells} == {"ttb"}
    assert all(len(cell["guides"]) >= 4 for cell in cells)


def test_the_rounds_own_ruling_leads_the_pen_on_paper_too(office: Office) -> None:
    by_hand(office, 'ruling = "none"\n')
    office.done("hand", "sheet", "r1")
    assert {tuple(cell["guides"]) for cell in record(office)["sheets"][0]["cells"]} == {()}


def test_the_same_sheets_printed_again_are_the_same_paper(writers: Office) -> None:
    writers.done("hand", "sheet", "r1", "-o", str(writers.root / "a.pdf"))
    before = record(writers)
    writers.done("hand", "sheet", "r1", "-o", str(writers.root / "b.pdf"))
    assert (writers.root / "a.pdf").read_bytes() == (writers.root / "b.pdf").read_bytes()
    assert record(writers) == before


def test_sheets_of_other_cells_are_new_and_the_old_ones_stay_known(writers: Office) -> None:
    writers.done("hand", "sheet", "r1")
    old = codes(writers)
    writers.done("hand", "sheet", "r1", "--only", "kbbbb")
    assert codes(writers)[: len(old)] == old and len(codes(writers)) == len(old) + 1
    numbers = [sheet["number"] for sheet in record(writers)["sheets"]]
    assert numbers == [*range(1, len(old) + 2)]


def test_two_projects_with_the_same_people_have_other_codes(writers: Office) -> None:
    writers.done("hand", "sheet", "r1")
    before = codes(writers)
    (writers.root / RECORD).unlink()
    writers.done("hand", "sheet", "r1")
    assert not {*before} & {*codes(writers)}


def test_a_named_card_gets_a_cell_whatever_its_hand(office: Office) -> None:
    office.done("hand", "sheet", "r1", "--only", "kaaaa")
    assert [cell["key"] for cell in record(office)["sheets"][0]["cells"]] == ["kaaaa"]


def test_only_the_cards_of_one_author(writers: Office) -> None:
    writers.write("rounds/r1/messages.csv", "key,message,author\nkbbbb,こんにちは,こだま\n")
    writers.done("hand", "sheet", "r1", "--author", "こだま")
    assert [cell["key"] for cell in record(writers)["sheets"][0]["cells"]] == ["kbbbb"]


def test_a_round_nobody_writes_by_hand_has_no_sheet(office: Office) -> None:
    result = office.run("hand", "sheet", "r1")
    assert result.exit_code == 10
    assert 'hand = "scan"' in result.stderr
    assert not (office.root / RECORD).exists()


def test_a_newsletter_has_no_words_to_be_written(office: Office) -> None:
    office.write("rounds/n1/round.toml", 'mailing = "newsletter"\npost_on = 2026-12-15\n'
                 'stock = "naga3"\nweight = 28\n')  # fmt: skip
    people = office.root / "recipients" / "recipients.csv"
    text = people.read_text("utf-8").splitlines()
    rows = [f"{text[0]},mailings", *(f"{row},newsletter" for row in text[1:])]
    office.write("recipients/recipients.csv", "\n".join(rows) + "\n")
    assert office.run("hand", "sheet", "n1", "--only", "kaaaa").exit_code == 10


def test_a_file_of_another_kind_is_refused(writers: Office) -> None:
    assert writers.run("hand", "sheet", "r1", "-o", "sheet.docx").exit_code == 2


def test_somebody_without_consent_gets_no_cell(writers: Office) -> None:
    assert writers.run("hand", "sheet", "r1", "--only", "kdddd").exit_code == 7


def test_a_damaged_record_is_never_overwritten(writers: Office) -> None:
    writers.write(RECORD, '{"version": 1, "sheets"')
    result = writers.run("hand", "sheet", "r1")
    assert result.exit_code == 4
    assert (writers.root / RECORD).read_text("utf-8") == '{"version": 1, "sheets"'


def test_the_list_says_what_is_missing(writers: Office) -> None:
    writers.done("hand", "sheet", "r1", "--only", "kaaaa")
    places = json.loads(writers.done("hand", "list", "r1", "--json"))
    assert {place["key"]: place["there"] for place in places} == {
        "kaaaa": False, "kbbbb": False, "kcccc": False,
    }  # fmt: skip
    assert {place["key"]: place["sheet"] for place in places}["kaaaa"] == 1
    assert {place["hand"] for place in places} == {"scan"}
    assert "0 of 3" in writers.done("hand", "list", "r1")
