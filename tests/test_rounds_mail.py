"""Newsletters, reports and cards in envelopes: pieces with numbers, on other paper than cards."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.errors import ExitCode
from outreach.faces.barcode import barcode_box
from outreach.faces.paircode import pair_code
from outreach.model.recipient import Addressee
from outreach.model.round import Message
from outreach.model.stock import NAGA3 as NAGA3_STOCK
from outreach.post.barcode import symbols
from outreach.post.labels import load_labels
from outreach.units import MM_PER_POINT
from outreach.workflow import pressing
from outreach.workflow.barcodes import Barcodes
from outreach.workflow.content import (
    addressee_text,
    card_body,
    card_of,
    message_in,
    message_text,
    stock_in,
)
from outreach.workflow.piles import Piles
from outreach.workflow.press_room import Row, Side
from tests.barcode_reader import read

if TYPE_CHECKING:
    from tests.conftest import Office, Paper

BOOK, SETTINGS, NEWS = "recipients/recipients.csv", "outreach.toml", "rounds/n1/round.toml"
HEADER = (
    "key,family_name,given_name,organisation,postal_code,prefecture,city,street,kind,mailings,"
    "consent,consent_on,call_name,sender_line,envelope"
)
FAMILIES = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤"]
GIVEN = ["由美", "健", "葵", "修", "実", "稔", "香", "直人", "恵", "緑"]


def person(no: int, **cells: str) -> str:
    """A row of an invented person, whose postal code rises with the number."""
    row = {
        "key": f"p{no:04d}", "family_name": FAMILIES[no % 10], "given_name": GIVEN[no // 10 % 10],
        "postal_code": f"06{no // 1000}-{no % 1000:03d}1", "prefecture": "北海道",
        "city": "札幌市中央区", "street": f"北1条西{no % 20 + 1}丁目{no + 1}", "kind": "person",
        "mailings": "card", "consent": "self", "consent_on": "2025-04-01", "call_name": "あなた",
    } | cells  # fmt: skip
    return ",".join(row.get(name, "") for name in HEADER.split(","))


def group(no: int, **cells: str) -> str:
    """A row of an invented organisation, which needs no consent."""
    names = {"family_name": "", "given_name": "", "organisation": f"第{no}ひだまり会"}
    usual = {"kind": "organisation", "mailings": "newsletter;report", "consent": ""}
    return person(no, **(names | usual | {"consent_on": "", "call_name": ""} | cells))


def fill(office: Office, rows: Sequence[str], round_text: str, name: str = "n1") -> None:
    office.write(BOOK, "\n".join((HEADER, *rows, "")))
    office.write(f"rounds/{name}/round.toml", f"post_on = 2026-12-15\n{round_text}")
    office.prints("direction_page = false")


def lines(folder: Path) -> list[dict[str, str]]:
    with (folder / "batch.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def texts(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def sizes(path: Path) -> set[tuple[int, int]]:
    with pypdfium2.PdfDocument(path) as document:
        measured = [document[at].get_size() for at in range(len(document))]
    return {(round(w * MM_PER_POINT), round(h * MM_PER_POINT)) for w, h in measured}


def kinds(office: Office, name: str = "n1") -> list[str]:
    log = json.loads(office.done("log", "--round", name, "--json"))
    return [entry["kind"] for entry in log]


def out(office: Office, name: str = "n1", batch: str = "1") -> Path:
    return office.root / "out" / name / batch


NAGA3 = 'mailing = "newsletter"\nstock = "長形3号"\nweight = 30\n'
LABELS = 'mailing = "newsletter"\nstock = "ラベル24面"\nweight = 30\n'
KAKU2 = 'mailing = "report"\nweight = 120\n'
CARDS = 'mailing = "card"\ndesign = "plain"\nauthor = "みなみ"\nmessage = "雪がふりました。"\n'


# -- newsletters and reports ------------------------------------------------------------------


def test_a_newsletter_to_a_hundred_is_planned_printed_posted_and_logged(office: Office) -> None:
    fill(office, [person(no, mailings="card;newsletter") for no in range(100)], NAGA3)
    plan = json.loads(office.done("plan", "n1", "--json"))
    assert (len(plan["included"]), plan["postage_yen"]) == (100, 11_000)
    assert "1 piece" not in office.done("plan", "n1")
    office.done("print", "n1")
    folder = out(office)
    assert sorted(path.name for path in folder.iterdir()) == [
        "batch-sheet.pdf", "batch.csv", "batch.json", "envelopes-naga3.pdf", "how-to-print.txt",
    ]  # fmt: skip
    assert sizes(folder / "envelopes-naga3.pdf") == {(120, 235)}
    pages = texts(folder / "envelopes-naga3.pdf")
    for line, page in zip(lines(folder), pages, strict=True):
        no = int(line["key"][1:])
        assert pages[int(line["page"]) - 1] is page
        assert FAMILIES[no % 10] in page and GIVEN[no // 10 % 10] in page
    assert office.run("post", "n1", "--on", "today", "--count", "99").exit_code == 10
    assert "100 pieces" in office.done("post", "n1", "--on", "today", "--count", "100")
    found = kinds(office)
    assert found.count("planned") == found.count("made") == found.count("posted") == 100


def test_a_report_goes_to_three_hundred_organisations_without_consent(office: Office) -> None:
    stopped = group(300, consent="停止")
    fill(office, [*(group(no) for no in range(300)), stopped], KAKU2)
    office.done("print", "n1")
    pages = texts(out(office) / "envelopes-kaku2.pdf")
    assert len(pages) == 300
    assert all("御中" in page and "様" not in page for page in pages)
    assert sizes(out(office) / "envelopes-kaku2.pdf") == {(240, 332)}
    log = json.loads(office.done("log", "--round", "n1", "--json"))
    planned = [entry["data"] for entry in log if entry["kind"] == "planned"]
    assert {(d["mailing"], d["stock"], d["class"], d["yen"]) for d in planned} == {
        ("report", "kaku2", "large", 270)
    }
    assert [entry["data"]["reason"] for entry in log if entry["kind"] == "left_out"] == ["stopped"]


def test_a_person_without_consent_gets_no_newsletter(office: Office) -> None:
    rows = [person(1, mailings="newsletter"), person(2, mailings="newsletter", consent="")]
    fill(office, rows, NAGA3)
    plan = json.loads(office.done("plan", "n1", "--json"))
    assert [each["key"] for each in plan["included"]] == ["p0001"]
    assert plan["left_out"] == [{"key": "p0002", "reason": "no-consent"}]


def test_the_same_newsletter_again_makes_nothing_new(office: Office) -> None:
    fill(office, [group(no) for no in range(4)], NAGA3)
    office.done("print", "n1")
    data = (out(office) / "envelopes-naga3.pdf").read_bytes()
    before = kinds(office)
    assert "already" in office.done("print", "n1")
    assert kinds(office) == before
    for path in out(office).iterdir():
        path.unlink()
    office.done("print", "n1")
    assert (out(office) / "envelopes-naga3.pdf").read_bytes() == data


def test_a_spoilt_envelope_is_printed_again_alone_and_comes_back(office: Office) -> None:
    fill(office, [group(no) for no in range(4)], NAGA3)
    office.done("print", "n1")
    office.done("printed", "n1", "--spoilt", "2")
    office.done("print", "n1", "--again", "--only", "p0001", "--because", "曲がった")
    assert [line["card_no"] for line in lines(out(office, batch="2"))] == ["2"]
    assert len(texts(out(office, batch="2") / "envelopes-naga3.pdf")) == 1
    office.done("post", "n1", "--on", "today", "--count", "3", "--held", "4")
    office.done("returned", "n1", "p0001", "--reason", "unknown", "--on", "today")
    office.done("post", "n1", "--on", "today", "--count", "1")
    assert kinds(office).count("posted") == 4


def test_an_undone_posting_can_be_entered_anew(office: Office) -> None:
    fill(office, [group(1)], NAGA3)
    office.done("print", "n1")
    office.done("post", "n1", "--on", "today", "--count", "1")
    log = json.loads(office.done("log", "--round", "n1", "--json"))
    office.done("undo", str(log[-1]["seq"]), "--because", "数えまちがい")
    office.done("post", "n1", "--on", "today", "--count", "1")


def test_a_changed_address_or_envelope_after_the_freeze_is_refused(office: Office) -> None:
    fill(office, [group(1), group(2)], NAGA3)
    office.done("print", "n1")
    office.replace(NEWS, "長形3号", "長形4号")
    refused = office.run("print", "n1")
    assert refused.exit_code == 10
    assert "the stock" in refused.stderr
    office.done("printed", "n1")
    office.done("print", "n1", "--again", "--because", "封筒を変えた")
    assert sizes(out(office, batch="2") / "envelopes-naga4.pdf") == {(90, 205)}


def test_horizontal_writing_turns_the_envelope(office: Office) -> None:
    fill(office, [group(1)], f'{NAGA3}writing = "横書き"\n')
    office.done("print", "n1")
    assert sizes(out(office) / "envelopes-naga3.pdf") == {(235, 120)}
    assert "第1ひだまり会御中" in texts(out(office) / "envelopes-naga3.pdf")[0]


def test_many_envelopes_come_in_volumes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pressing, "VOLUME", 3)
    fill(office, [group(no) for no in range(7)], NAGA3)
    office.done("print", "n1")
    names = [f"envelopes-naga3-{volume:04d}.pdf" for volume in (1, 2, 3)]
    assert sorted(path.name for path in out(office).glob("envelopes*.pdf")) == names
    assert [len(texts(out(office) / name)) for name in names] == [3, 3, 1]
    assert [(r["volume"], r["page"]) for r in lines(out(office))][2:5] == [
        ("1", "3"), ("2", "1"), ("2", "2"),
    ]  # fmt: skip


@pytest.mark.parametrize("wish", [("--duplex",), ("--side", "picture")])
def test_a_newsletter_has_no_sides_of_a_card(office: Office, wish: tuple[str, ...]) -> None:
    fill(office, [group(1)], NAGA3)
    refused = office.run("print", "n1", *wish)
    assert refused.exit_code == 10
    assert "no picture side" in refused.stderr
    assert not (office.root / "out").exists()


def test_a_newsletters_messages_and_design_are_ignored_with_a_word(office: Office) -> None:
    fill(office, [group(1)], f'{NAGA3}design = "plain"\n')
    office.write("rounds/n1/messages.csv", "key,message\np0001,雪\n")
    result = office.run("print", "n1")
    assert result.exit_code == 0
    assert result.stderr.count("is not used in this round") == 2
    assert office.run("check", "n1").exit_code == 0


def test_a_sender_is_the_rows_or_the_rounds_or_the_projects(office: Office) -> None:
    office.write(SETTINGS, SENDERS)
    fill(office, [group(1, sender_line="c"), group(2)], f'{NAGA3}sender = "b"\n')
    office.done("print", "n1")
    first, second = texts(out(office) / "envelopes-naga3.pdf")
    assert "わたなべ" in first and "きたの" not in first
    assert "きたの" in second


SENDERS = '[project]\nname = "試し"\nsender = "a"\n' + "".join(
    f'[sender.{name}]\nname = "{shown}"\npostal_code = "060-0042"\naddress = "札幌市大通西1"\n'
    for name, shown in (("a", "ゆきあかり"), ("b", "きたの"), ("c", "わたなべ"))
)


def test_a_payment_mark_on_too_few_pieces_is_a_warning(office: Office) -> None:
    office.prints('payment = "別納"')
    fill(office, [group(no) for no in range(9)], NAGA3)
    assert "料金別納" in office.run("plan", "n1").stderr
    fill(office, [group(no) for no in range(10)], NAGA3)
    assert "料金別納" not in office.run("plan", "n1").stderr


@given(
    st.lists(st.sampled_from(["", "you2", "naga3", "label-12"]), max_size=60),
    st.sampled_from([(Side.ADDRESS, Side.PICTURE), (Side.CARDS,), ()]),
    st.integers(1, 12),
)
def test_every_piece_is_dealt_out_once_and_in_order(
    stocks: list[str], sides: tuple[Side, ...], start: int
) -> None:
    piles = Piles(sides, {"label-12": load_labels()["label-12"]}, (start, ()))
    bodies = [card_body("{}", "a", "[]", stock) for stock in stocks]
    dealt = [piles.spots(Row(no, f"k{no}", body)) for no, body in enumerate(bodies, 1)]
    for spots, stock in zip(dealt, stocks, strict=True):
        assert len({spot.page for spot in spots if not spot.stock}) <= 1  # both sides agree
        assert [spot.stock for spot in spots if spot.stock] == [stock] * bool(stock)
    for kind in {(spot.side, spot.stock) for spots in dealt for spot in spots}:
        places = [(s.volume, s.page, s.label) for spots in dealt for s in spots if s[:2] == kind]
        assert places == sorted(set(places))


def test_a_content_names_its_stock_and_barcode_only_where_there_is_one() -> None:
    plain = card_body('{"family_name":"原"}', "a", '["雪","plain","","set",""]')
    assert plain == (
        '{"v":1,"to":{"family_name":"原"},"from":"a","words":["雪","plain","","set",""]}'
    )
    assert (stock_in(plain), card_of(1, "k", plain).barcode) == ("", None)
    full = card_body('{"family_name":"原"}', "a", '["","","","",""]', "you2", "3-30B")
    card = card_of(1, "k", full)
    assert (stock_in(full), card.stock, card.barcode) == ("you2", "you2", "3-30B")


@given(st.lists(st.text(), min_size=4, max_size=5), st.text(), st.sampled_from([None, "", "1-2"]))
def test_the_words_are_found_in_a_content_whatever_stands_around_them(
    words: list[str], name: str, barcode: str | None
) -> None:
    to = addressee_text(Addressee(name, ',"words":["', "様"))
    body = card_body(to, "a", message_text(Message(*words)), "you2", barcode)
    assert message_in(body) == Message(*words) == card_of(1, "k", body).message


def test_workers_make_the_same_envelopes_and_labels_as_one_process(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [group(no) for no in range(60)]
    found = []
    for name, alone in (("n1", 400), ("n2", 10)):
        monkeypatch.setattr(pressing, "ALONE", alone)
        monkeypatch.setattr(pressing, "VOLUME", 25)
        for text in (NAGA3, LABELS):
            fill(office, rows, text, name)
            for path in office.root.glob("ledger.db*"):
                path.unlink()
            shutil.rmtree(office.root / ".outreach", ignore_errors=True)
            shutil.rmtree(office.root / "out", ignore_errors=True)
            office.done("print", name)
            files = json.loads((out(office, name) / "batch.json").read_text("utf-8"))["files"]
            pages = [texts(out(office, name) / file["name"]) for file in files]
            found.append(
                [
                    (file["name"], file["pages"], text)
                    for file, text in zip(files, pages, strict=True)
                ]
            )
    assert found[:2] == found[2:]


# -- labels -----------------------------------------------------------------------------------


def test_labels_start_where_asked_and_skip_used_ones(office: Office) -> None:
    fill(office, [group(no) for no in range(30)], LABELS)
    office.done("print", "n1", "--label-from", "5", "--label-used", "7,9")
    folder = out(office)
    found = lines(folder)
    free = [label for label in range(5, 25) if label not in (7, 9)]
    assert [int(line["label"]) for line in found] == [*free, *range(1, 13)]
    assert [line["page"] for line in found] == ["1"] * 18 + ["2"] * 12
    path = folder / "labels-label-24.pdf"
    assert sizes(path) == {(210, 297)}
    first, second = texts(path)
    assert "第0ひだまり会" in first and "第17ひだまり会" in first
    assert "第18ひだまり会" in second and "第17ひだまり会" not in second


def test_each_label_lies_in_its_own_place(office: Office) -> None:
    fill(office, [group(no) for no in range(3)], LABELS)
    office.done("print", "n1", "--label-from", "23", "--label-used", "24")
    sheet = load_labels()["label-24"]
    with pypdfium2.PdfDocument(out(office) / "labels-label-24.pdf") as document:
        for line in lines(out(office)):
            page = document[int(line["page"]) - 1].get_textpage()
            x, y = sheet.place(int(line["label"]))
            low = (sheet.height - y - sheet.label_height) / MM_PER_POINT
            box = (x / MM_PER_POINT, low, (x + sheet.label_width) / MM_PER_POINT,
                   (sheet.height - y) / MM_PER_POINT)  # fmt: skip
            shown = "".join(page.get_text_bounded(*box).split())
            assert f"第{int(line['key'][1:])}ひだまり会" in shown


def test_a_volume_of_labels_holds_whole_sheets(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressing, "VOLUME", 50)
    fill(office, [group(no) for no in range(60)], LABELS)
    office.done("print", "n1", "--label-from", "3")
    names = [f"labels-label-24-{volume:04d}.pdf" for volume in (1, 2)]
    assert [len(texts(out(office) / name)) for name in names] == [2, 1]
    assert [line["volume"] for line in lines(out(office))] == ["1"] * 46 + ["2"] * 14


@pytest.mark.parametrize("wish", [("--label-from", "25"), ("--label-from", "24", "--label-used",
                                                           "24")])  # fmt: skip
def test_a_label_that_is_not_there_is_refused(office: Office, wish: tuple[str, ...]) -> None:
    fill(office, [group(1)], LABELS)
    assert office.run("print", "n1", *wish).exit_code == 3
    assert not (office.root / "out").exists()
    assert not (office.root / "ledger.db").exists()


def test_labels_are_refused_where_there_are_none(office: Office) -> None:
    fill(office, [group(1)], NAGA3)
    refused = office.run("print", "n1", "--label-from", "2")
    assert refused.exit_code == 10
    assert "not printed on labels" in refused.stderr


def test_labels_count_the_postage_of_their_envelope(office: Office) -> None:
    fill(office, [group(1)], f'{LABELS}envelope = "角2"\n')
    plan = json.loads(office.done("plan", "n1", "--json"))
    assert plan["postage"] == [
        {"stock": "label-24", "class": "large", "pieces": 1, "yen_each": 140, "yen": 140}
    ]


# -- cards in envelopes -----------------------------------------------------------------------


@pytest.fixture
def mixed(office: Office) -> Office:
    """A round of seven cards, three of them in envelopes."""
    people = [person(no, envelope="yes" if no in (1, 4, 6) else "") for no in range(7)]
    fill(office, people, CARDS)
    return office


def test_cards_in_envelopes_keep_their_page_pair_and_get_a_third_file(mixed: Office) -> None:
    plan = json.loads(mixed.done("plan", "n1", "--json"))
    assert plan["postage_yen"] == 4 * 85 + 3 * 110
    assert "670 yen" in mixed.done("print", "n1")
    folder = out(mixed)
    record = json.loads((folder / "batch.json").read_text(encoding="utf-8"))
    assert [(file["name"], file["pages"]) for file in record["files"]] == [
        ("address.pdf", 7), ("picture.pdf", 7), ("envelopes-you2.pdf", 3),
    ]  # fmt: skip
    addresses = texts(folder / "address.pdf")
    for no in (1, 4, 6):
        assert addresses[no] == pair_code("n1", no + 1)
    envelopes = texts(folder / "envelopes-you2.pdf")
    for page, no in zip(envelopes, (1, 4, 6), strict=True):
        assert FAMILIES[no] in page and pair_code("n1", no + 1) in page
    assert sizes(folder / "envelopes-you2.pdf") == {(114, 162)}
    assert [line["envelope_page"] for line in lines(folder)] == ["", "1", "", "", "2", "", "3"]
    assert [line["page"] for line in lines(folder)] == [str(no) for no in range(1, 8)]


def test_the_ledger_knows_what_each_card_cost(mixed: Office) -> None:
    mixed.done("print", "n1")
    log = json.loads(mixed.done("log", "--round", "n1", "--json"))
    planned = [e["data"] for e in log if e["kind"] == "planned"]
    assert [(d["stock"], d["class"], d["yen"]) for d in planned] == [
        ("you2", "letter", 110) if no in (1, 4, 6) else ("hagaki", "card", 85) for no in range(7)
    ]
    mixed.done("post", "n1", "--on", "today", "--count", "7")


def test_the_pictures_alone_hold_no_address_and_no_envelope(mixed: Office) -> None:
    mixed.done("print", "n1", "--side", "picture")
    assert [path.name for path in out(mixed).glob("*.pdf")] == ["picture.pdf"]
    pages = "".join(texts(out(mixed) / "picture.pdf"))
    assert not any(word in pages for word in ("札幌", "北一条", *FAMILIES))


def test_the_addresses_alone_come_with_their_envelopes(mixed: Office) -> None:
    mixed.done("print", "n1", "--side", "address")
    names = sorted(path.name for path in out(mixed).glob("*.pdf"))
    assert names == ["address.pdf", "batch-sheet.pdf", "envelopes-you2.pdf"]


def test_duplex_cards_have_their_envelopes_beside_them(mixed: Office) -> None:
    mixed.done("print", "n1", "--duplex")
    pages = texts(out(mixed) / "cards.pdf")
    assert len(pages) == 14
    assert pages[2] == pair_code("n1", 2)
    assert "雪がふりました" in pages[3]
    assert len(texts(out(mixed) / "envelopes-you2.pdf")) == 3


def test_some_cards_bring_only_their_own_envelopes(mixed: Office) -> None:
    mixed.done("print", "n1")
    mixed.done("print", "n1", "--from", "4", "--to", "6")
    folder = out(mixed, batch="1-4-to-6")
    assert len(texts(folder / "address.pdf")) == 3
    (page,) = texts(folder / "envelopes-you2.pdf")
    assert FAMILIES[4] in page


def test_an_envelope_can_be_printed_again_alone(mixed: Office) -> None:
    mixed.done("print", "n1")
    mixed.replace(
        BOOK, person(4, envelope="yes"), person(4, envelope="yes", street="南2条西5丁目9")
    )
    mixed.done("printed", "n1")
    again = ("--again", "--only", "p0004", "--because", "番地の直し")
    assert "110 yen" in mixed.done("print", "n1", *again)
    (page,) = texts(out(mixed, batch="2") / "envelopes-you2.pdf")
    assert FAMILIES[4] in page and "南二条西五丁目" in page
    assert "already" in mixed.done("print", "n1") or "this batch" in mixed.done("print", "n1")


def test_who_asks_for_an_envelope_after_the_print_never_gets_the_open_card(mixed: Office) -> None:
    mixed.done("print", "n1")
    mixed.replace(BOOK, person(2), person(2, envelope="yes"))
    assert "the stock" in mixed.run("print", "n1").stderr
    refused = mixed.run("post", "n1", "--on", "today", "--count", "7")
    assert refused.exit_code == 7
    assert "wants an envelope" in refused.stderr
    mixed.done("printed", "n1")
    mixed.done("print", "n1", "--again", "--only", "p0002", "--because", "封書にする")
    mixed.done("post", "n1", "--on", "today", "--count", "7")


def test_the_envelope_is_the_rounds_or_the_projects(mixed: Office) -> None:
    mixed.prints('envelope = "長形4号"')
    mixed.done("print", "n1")
    assert sizes(out(mixed) / "envelopes-naga4.pdf") == {(90, 205)}


def test_a_proof_shows_the_card_and_then_its_envelope(mixed: Office) -> None:
    mixed.done("proof", "n1", "--only", "p0001", "--png")
    folder = mixed.root / "out" / "n1"
    blank, picture, envelope = texts(folder / "proof.pdf")
    assert FAMILIES[1] not in blank and pair_code("n1", 2) in blank
    assert "雪がふりました" in picture
    assert FAMILIES[1] in envelope
    assert sizes(folder / "proof.pdf") == {(100, 148), (114, 162)}
    assert sorted(path.name for path in folder.glob("*.png")) == [
        f"proof-p0001-{side}.png" for side in ("address", "envelope", "picture")
    ]


def test_the_proof_of_the_picture_alone_shows_no_envelope(mixed: Office) -> None:
    mixed.done("proof", "n1", "--all", "--side", "picture")
    assert sizes(mixed.root / "out" / "n1" / "proof.pdf") == {(100, 148)}


# -- the customer barcode ---------------------------------------------------------------------


def test_the_barcode_of_a_frozen_piece_stays_as_it_was(
    office: Office, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.prints("barcode = true")
    home = {"postal_code": "060-0001", "street": "北1条西2丁目3-14 ビルB105"}
    fill(office, [group(1, **home)], NAGA3)
    office.done("print", "n1")
    for path in out(office).iterdir():
        path.unlink()
    # The postal data of another month might read the address otherwise.
    monkeypatch.setattr(Barcodes, "data", lambda *_: "9-9")
    office.done("print", "n1")
    sight = paper.look(out(office) / "envelopes-naga3.pdf", dpi=600)
    found = read(sight.window(sight.black, barcode_box(NAGA3_STOCK)))
    assert found.symbols == symbols("0600001", "2-3-14B105")


def test_without_a_barcode_the_postal_data_stays_closed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("the postal data was opened")

    monkeypatch.setattr("outreach.workflow.prepare.open_barcodes", opened)
    office.done("print", "r1")


# -- what a plan says -------------------------------------------------------------------------


def test_what_is_posted_stays_in_the_plan_with_its_money(office: Office) -> None:
    fill(office, [group(no) for no in range(4)], NAGA3)
    office.done("print", "n1")
    office.done("post", "n1", "--on", "today", "--count", "3", "--held", "4")
    office.done("returned", "n1", "p0000", "--reason", "moved", "--on", "today")
    fill(office, [group(no) for no in range(1, 4)], NAGA3)
    plan = json.loads(office.done("plan", "n1", "--json"))
    assert (plan["posted"], plan["posted_yen"], plan["postage_yen"]) == (3, 330, 440)
    assert [card.get("posted", False) for card in plan["included"]] == [True, True, False]
    office.done("returned", "n1", "p0001", "--reason", "moved", "--on", "today")
    plan = json.loads(office.done("plan", "n1", "--json"))
    assert (plan["posted_yen"], plan["postage_yen"], plan["left_out"]) == (330, 440, [])
    assert "Posted: 3 pieces, 330 yen." in office.done("plan", "n1")


def test_people_of_other_mailings_are_one_line_of_a_plan(office: Office) -> None:
    fill(office, [group(1), *(person(no) for no in range(2, 30))], NAGA3)
    said = office.done("plan", "n1")
    assert "28  gets other mailings (listed with --all)" in said
    assert "p0002" not in said
    assert "p0002" in office.done("plan", "n1", "--all")
    assert len(json.loads(office.done("plan", "n1", "--json"))["left_out"]) == 28


def test_labels_say_that_they_bear_neither_mark_nor_sender(office: Office) -> None:
    office.prints('payment = "後納"')
    fill(office, [group(1)], f'{LABELS}sender = "a"\n')
    result = office.run("plan", "n1", lang="en")
    assert "round.toml:3: Labels bear no payment mark" in result.stderr
    assert "round.toml:5: Labels bear no sender" in result.stderr
    assert "Reckoned for labels on: envelope naga3." in result.stdout
    assert json.loads(office.done("plan", "n1", "--json"))["envelope"] == "naga3"
    fill(office, [group(1)], f'{NAGA3}sender = "a"\n')
    assert "Labels" not in office.run("plan", "n1").stderr
    assert json.loads(office.done("plan", "n1", "--json"))["envelope"] is None


# -- senders ----------------------------------------------------------------------------------

LONG = f'[sender.long]\nname = "ひびき"\npostal_code = "060-0042"\naddress = "{"札幌市" * 60}"\n'


def test_a_sender_who_sends_nothing_does_not_stop_a_round(mixed: Office) -> None:
    settings = (mixed.root / SETTINGS).read_text("utf-8")
    mixed.write(SETTINGS, settings.replace("[sender.a]", f'sender = "a"\n{LONG}[sender.a]'))
    mixed.done("print", "n1")


@pytest.mark.parametrize("writing", ["縦書き", "横書き"])
def test_a_sender_too_long_is_blamed_at_its_table(mixed: Office, writing: str) -> None:
    settings = (mixed.root / SETTINGS).read_text("utf-8")
    mixed.write(SETTINGS, settings.replace("[sender.a]", f'sender = "a"\n{LONG}[sender.a]'))
    people = [person(1), person(2, envelope="yes", sender_line="long")]
    fill(mixed, people, f'{CARDS}writing = "{writing}"\n')
    assert mixed.run("print", "n1").exit_code == ExitCode.LAYOUT
    found = json.loads(mixed.run("check", "n1", "--json").stdout)["problems"]
    (problem,) = [each for each in found if each["code"] == "does-not-fit"]
    assert (problem["file"], problem["line"]) == (SETTINGS, 4)
    assert "envelope you2" in problem["hint"] and "[sender.long]" in problem["hint"]


@pytest.mark.parametrize(("text", "words"), [
    ('writing = "x"', "vertical (縦書き), horizontal (横書き)"),
    ('stock = "x"', "hagaki (はがき), naga3 (長形3号)"),
    ('envelope = "x"', "naga3 (長形3号), naga4 (長形4号)"),
])  # fmt: skip
def test_a_word_nobody_knows_is_answered_with_all_in_both_languages(
    office: Office, text: str, words: str
) -> None:
    fill(office, [group(1)], f'mailing = "newsletter"\nweight = 30\n{text}\n')
    said = office.run("plan", "n1").stderr
    assert words in said
    assert said.count("縦書き") <= 1
    assert f'For instance: {text.split()[0]} = "' in said
