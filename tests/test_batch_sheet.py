"""The paper beside a stack of cards, and the ledger held against it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from outreach.faces.batch_sheet import (
    BatchSlip,
    SheetFile,
    SheetLine,
    StampWay,
    batch_sheets,
    grouped,
)
from outreach.faces.batch_words import LEFT_OUT
from outreach.model.standing import Reason
from outreach.stamping import Purchase
from outreach.units import to_mm
from outreach.workflow import batch_sheet
from outreach.workflow.batch_sheet import stamps_for

if TYPE_CHECKING:
    from outreach.fonts import FontSet
    from outreach.frame import Frame
    from tests.conftest import Office, Paper

NAMES = ("青木", "由美", "𠮷上", "江口", "北1条西", "若松町")


def sheet(office: Office, folder: str = "1") -> Path:
    return office.root / "out" / "r1" / folder / "batch-sheet.pdf"


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def head_on(path: Path) -> str:
    """The ledger's number and hash as the sheet bears them in full."""
    lines = text_of(path).replace("\r", "").split("\n")
    (found,) = [line for line in lines if ":" in line and len(line.partition(":")[2]) == 64]
    return found.strip()


def slip_of(*lines: SheetLine, **parts: object) -> BatchSlip:
    day, head = date(2026, 12, 9), (7, "0a" * 32)
    return BatchSlip("試し", "r1", 1, day, head, (), len(lines), lines, **parts)  # type: ignore[arg-type]


def right_edge(frame: Frame) -> float:
    """How far to the right (mm) the words reach, by the place of each word's last glyph."""
    return max(
        run.glyphs[-1].x + to_mm(run.size) / 2 for run in frame.items if hasattr(run, "glyphs")
    )


def cut_the_end_off(office: Office, entries: int) -> None:
    connection = sqlite3.connect(office.root / "ledger.db")
    rules = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
    for name in rules:
        connection.execute(f"DROP TRIGGER {name}")
    last = connection.execute("SELECT max(seq) FROM event").fetchone()[0]
    for table in ("content", "note", "event"):
        connection.execute(f"DELETE FROM {table} WHERE seq > ?", (last - entries,))
    for rule in rules.values():
        connection.execute(rule)
    connection.commit()
    connection.close()


def test_a_print_makes_a_sheet_that_names_every_piece_and_nobody(printed_office: Office) -> None:
    text = text_of(sheet(printed_office))
    assert all(key in text for key in ("kaaaa", "kbbbb", "kcccc"))
    assert "同意なし 1" in text
    assert "r1" in text and "試し" in text
    assert not any(name in text for name in NAMES)


def test_the_sheet_is_a4_and_holds_no_name_in_its_data(printed_office: Office) -> None:
    with pypdfium2.PdfDocument(sheet(printed_office)) as document:
        width, height = document[0].get_size()
        data = document.get_metadata_dict()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)
    assert "試し" not in str(data) and not any(name in str(data) for name in NAMES)


def test_a_lost_sheet_comes_back_with_the_same_bytes(printed_office: Office) -> None:
    before = sheet(printed_office).read_bytes()
    printed_office.done("stop", "kdddd")  # the ledger goes on; the freeze is what it was
    for path in sheet(printed_office).parent.iterdir():
        path.unlink()
    printed_office.done("print", "r1")
    assert sheet(printed_office).read_bytes() == before


def test_other_files_of_the_same_freeze_bear_the_same_head(printed_office: Office) -> None:
    printed_office.done("print", "r1", "--duplex")
    assert head_on(sheet(printed_office, "1-duplex")) == head_on(sheet(printed_office))


def test_pictures_alone_go_to_the_shop_without_a_sheet(office: Office) -> None:
    office.done("print", "r1", "--side", "picture")
    assert not sheet(office).exists()


def test_the_batch_record_knows_only_what_is_printed(printed_office: Office) -> None:
    record = json.loads((sheet(printed_office).parent / "batch.json").read_text("utf-8"))
    assert [file["name"] for file in record["files"]] == ["address.pdf", "picture.pdf"]


def test_a_long_list_goes_on_over_pages_and_forgets_nobody(fonts: FontSet, paper: Paper) -> None:
    lines = tuple(SheetLine(no, f"k{no:04d}", no) for no in range(1, 301))
    frames = list(batch_sheets(slip_of(*lines), fonts["address"]))
    text = "".join(paper.text_of(paper.sheet(frame)) for frame in frames)
    assert len(frames) > 1
    assert all(line.key in text for line in lines)


def test_thirty_eight_pieces_fit_on_one_page(fonts: FontSet) -> None:
    lines = [SheetLine(no, f"k{no:04d}", no + 1) for no in range(1, 39)]
    assert len(list(batch_sheets(slip_of(*lines), fonts["address"]))) == 1


def test_each_piece_bears_its_code_and_four_boxes_to_tick(fonts: FontSet, paper: Paper) -> None:
    codes = ("K3F7", "XNMP", "WWWW")
    lines = [SheetLine(no, f"k{no}", no + 1, code=code) for no, code in enumerate(codes, start=1)]
    (frame,) = batch_sheets(slip_of(*lines), fonts["address"])
    text = paper.text_of(paper.sheet(frame))
    assert all(code in text for code in codes)
    assert all(step in text for step in ("刷れたprinted", "pair", "切手stamp", "投函posted"))
    (empty,) = batch_sheets(slip_of(), fonts["address"])
    assert len(boxes(frame)) - len(boxes(empty)) == 4 * len(codes)


def boxes(frame: Frame) -> list[object]:
    return [item for item in frame.items if getattr(item, "closed", False)]


def test_a_piece_on_a_sheet_of_several_says_its_pile_and_one_of_many_files_its_file(
    fonts: FontSet, paper: Paper
) -> None:
    on_sheets = slip_of(SheetLine(17, "k1", 6, place=3))
    labels = slip_of(SheetLine(17, "k1", 2, label=11))
    volumes = slip_of(SheetLine(1, "k1", 2), SheetLine(5001, "k2", 9, volume=2))
    for slip, shown in ((on_sheets, "6-3"), (labels, "2-11"), (volumes, "2-9")):
        (frame,) = batch_sheets(slip, fonts["address"])
        assert shown in paper.shows(paper.sheet(frame))


def test_the_files_are_named_with_their_pages_and_the_first_page_is_no_card(
    fonts: FontSet, paper: Paper
) -> None:
    files = (SheetFile("address.pdf", 39, 1), SheetFile("picture.pdf", 39, 1))
    (frame,) = batch_sheets(slip_of(files=files), fonts["address"])
    text = paper.text_of(paper.sheet(frame))
    assert "address.pdf39" in text and "picture.pdf39" in text
    assert "はじめの1枚は向きの紙" in text
    (frame,) = batch_sheets(slip_of(files=(SheetFile("picture.pdf", 38),)), fonts["address"])
    assert "向きの紙" not in paper.text_of(paper.sheet(frame))


def test_of_very_many_files_the_rest_is_counted(fonts: FontSet, paper: Paper) -> None:
    files = tuple(SheetFile(f"address-{no:04d}.pdf", 5001, 1) for no in range(1, 21))
    (frame,) = batch_sheets(slip_of(files=files), fonts["address"])
    text = paper.text_of(paper.sheet(frame))
    named = sum(file.name in text for file in files)
    assert f"ほか{len(files) - named}個" in text


def test_the_sheet_says_which_stamps_are_needed_and_which_to_buy(
    fonts: FontSet, paper: Paper
) -> None:
    slip = slip_of(
        postage=(("hagaki", 85, 36), ("you2", 110, 2)), drawer=(StampWay((63, 22), 10),),
        purchases=(Purchase(85, 20), Purchase(22, 6, 63), Purchase(110, 2)),
    )  # fmt: skip
    (frame,) = batch_sheets(slip, fonts["address"])
    text = paper.text_of(paper.sheet(frame))
    for said in ("計3,280円", "はがき85円×36通", "洋形2号110円×2通", "63+22円×10通", "85円×20枚",
                 "22円×6枚（63円のとなりに）", "110円×2枚"):  # fmt: skip
        assert said in text


def test_the_stamps_on_the_sheet_pay_for_every_piece_to_the_yen() -> None:
    kinds = (("hagaki", 85, 36), ("you2", 110, 5))
    drawer = Counter({85: 7, 63: 12, 22: 4, 110: 1, 60: 9, 50: 3})
    ways, bought = stamps_for(kinds, drawer)
    paid = sum(sum(way.values) * way.pieces for way in ways)
    paid += sum((each.yen + each.beside) * each.count for each in bought)
    assert paid == 36 * 85 + 5 * 110
    spent = sum((Counter(way.values * way.pieces) for way in ways), Counter())
    spent += Counter({each.beside: each.count for each in bought if each.beside})
    assert not spent - drawer


def test_nothing_runs_over_the_edge_however_much_there_is_to_say(fonts: FontSet) -> None:
    slip = BatchSlip(
        "試し", "2026-12-extra-round", 12, date(2026, 12, 9), (1234567, "0a" * 32),
        tuple((reason.value, 888) for reason in Reason if reason in LEFT_OUT), 38,
        tuple(SheetLine(no, f"k{'x' * 31}", no, 24, True, "WWWW", 9, 20) for no in range(1, 39)),
        38, tuple((stock, 1110, 8888) for stock in ("hagaki", "you2", "naga3")), date(2026, 12, 8),
        tuple(SheetFile(f"envelopes-you2-{no:04d}.pdf", 5001, 1) for no in range(9)),
        tuple(StampWay((63, 22), 1000 + no) for no in range(4)),
        (Purchase(1110, 8888), Purchase(22, 8888, 63)),
    )  # fmt: skip
    for frame in batch_sheets(slip, fonts["address"]):
        assert right_edge(frame) <= 196.5


def test_the_sheet_says_how_the_work_goes_on_without_the_computer(printed_office: Office) -> None:
    text = "".join(text_of(sheet(printed_office)).split())
    assert "パソコンが動かないとき" in text
    for command in ("stopKEY", "pulledr1N", "printedr1--spoilt", "--none", "printr1--fromN--toM",
                    "postr1--onDATE--countN--heldN"):  # fmt: skip
        assert command in text


def test_the_sheet_says_when_it_is_posted_and_what_a_piece_costs(printed_office: Office) -> None:
    text = "".join(text_of(sheet(printed_office)).split())
    assert "投函の予定日" in text and "2026-12-08" in text
    assert "はがき85円" in text
    assert "封" not in text


def test_what_goes_into_an_envelope_is_marked(office: Office) -> None:
    office.replace("recipients/recipients.csv", "call_name\n", "call_name,envelope\n")
    for name, answer in (("ゆみ", "yes"), ("けん", ""), ("あおい", "yes"), ("おさむ", "")):
        office.replace("recipients/recipients.csv", f"{name}さん\n", f"{name}さん,{answer}\n")
    office.done("print", "r1")
    text = "".join(text_of(sheet(office)).split())
    assert "封：封筒に入れるはがき2通" in text
    assert text.count("封") == 4  # twice where it is explained, and once for each of the two
    assert "はがき85円" in text and "洋形2号110円" in text


def test_a_round_too_large_to_tick_says_where_its_list_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_sheet, "MOST_LISTED", 2)
    office.done("print", "r1")
    text = text_of(sheet(office))
    assert "batch.csv" in text
    assert "kaaaa" not in text


def test_the_number_and_hash_on_the_sheet_are_found_again(printed_office: Office) -> None:
    noted = head_on(sheet(printed_office))
    seq, _, hash_ = noted.partition(":")
    for typed in (noted, f"{seq} {grouped(hash_)}", f"{seq}：{grouped(hash_)}", hash_[:16].upper()):
        assert "whole" in printed_office.done("verify", "--head", typed)


def test_a_ledger_whose_end_was_cut_off_is_found_out_by_the_sheet(printed_office: Office) -> None:
    noted = head_on(sheet(printed_office))
    cut_the_end_off(printed_office, 5)
    (printed_office.root / ".outreach" / "head").unlink()  # another computer knows no head
    assert printed_office.run("verify").exit_code == 0  # by itself nothing shows
    result = printed_office.run("verify", "--head", noted)
    assert result.exit_code == 8
    assert "its end was cut off" in result.stderr
    assert printed_office.run("verify", "--head", noted.partition(":")[2]).exit_code == 8


def test_another_ledgers_head_is_refused(printed_office: Office) -> None:
    seq, _, hash_ = head_on(sheet(printed_office)).partition(":")
    other = f"{seq}:{'0' if hash_[0] != '0' else '1'}{hash_[1:16]}"
    assert printed_office.run("verify", "--head", other).exit_code == 8


@pytest.mark.parametrize("typed", ["", "12", "zz:zz", "5:xyz", "5:"])
def test_what_is_no_head_is_a_slip_of_the_hand(printed_office: Office, typed: str) -> None:
    assert printed_office.run("verify", "--head", typed).exit_code == 2
