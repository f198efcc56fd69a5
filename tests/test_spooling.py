"""What a printer is told, and what people are told who print the files themselves."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from outreach.errors import OutputError, ProjectError
from outreach.model.printer import Facing, Margins, Printer, SideSetup
from outreach.model.shop import Shop
from outreach.model.stock import STOCKS
from outreach.press.imposition import Flip, Target
from outreach.workflow.how_to_print import instructions, save_instructions
from outreach.workflow.spooling import Job, media_of, send, spool_jobs
from outreach.workflow.ways import Ways

SINGLY = Ways()
OFFICE = Printer("office", "ゆきどけ 300", "rear", queue="Office_Rear")


def batch(
    folder: Path, *files: tuple[str, str, int, int], stock: str = "", sheet: str = ""
) -> Path:
    """A batch folder with nothing in it but what it says of itself."""
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "schema": 1, "round": "2026-12a", "batch": 2, "cards": 38,
        **({"sheet": sheet} if sheet else {}),
        "files": [
            {"name": name, "side": side, "pages": pages, "direction_pages": directions, "volume": 1,
             **({"stock": stock} if stock else {})}
            for name, side, pages, directions in files
        ],
    }  # fmt: skip
    (folder / "batch.json").write_text(json.dumps(record), "utf-8")
    return folder


ADDRESS, PICTURE = ("address.pdf", "address", 39, 1), ("picture.pdf", "picture", 39, 1)


def jobs(folder: Path, ways: Ways = SINGLY, printer: Printer = OFFICE) -> tuple[Job, ...]:
    return spool_jobs(folder.parent, folder, ways, printer)


def options(job: Job) -> set[str]:
    return {word for flag, word in zip(job.words, job.words[1:], strict=False) if flag == "-o"}


def value(job: Job, flag: str) -> str:
    return job.words[job.words.index(flag) + 1] if flag in job.words else ""


# -- what lp is told ----------------------------------------------------------------------------


def test_every_job_is_printed_in_true_size_on_the_right_paper(tmp_path: Path) -> None:
    for job in jobs(batch(tmp_path / "2", ADDRESS, PICTURE)):
        assert value(job, "-d") == "Office_Rear"
        assert options(job) >= {
            "media=jpn_hagaki_100x148mm", "InputSlot=rear", "sides=one-sided",
            "print-scaling=none", "fit-to-page=false", "number-up=1", "job-sheets=none,none",
        }  # fmt: skip


def test_the_queue_shows_round_and_batch_and_nothing_else(tmp_path: Path) -> None:
    assert {value(job, "-t") for job in jobs(batch(tmp_path / "2", ADDRESS))} == {"2026-12a 2"}


def test_the_direction_page_comes_alone_and_the_rest_waits(tmp_path: Path) -> None:
    first, rest = jobs(batch(tmp_path / "2", ADDRESS))
    assert (value(first, "-P"), value(first, "-H")) == ("1", "")
    assert (value(rest, "-P"), value(rest, "-H")) == ("2-39", "hold")
    assert rest.first is not None and "direction page" in str(rest.first)


def test_both_direction_pages_of_a_duplex_file_come_together(tmp_path: Path) -> None:
    folder = batch(tmp_path / "2", ("cards.pdf", "cards", 78, 2))
    first, rest = jobs(folder, Ways(duplex=True))
    assert (value(first, "-P"), value(rest, "-P")) == ("1-2", "3-78")


def test_addresses_wait_until_the_pile_is_turned_over(tmp_path: Path) -> None:
    found = jobs(batch(tmp_path / "2", ADDRESS, PICTURE))
    assert [job.file for job in found] == ["picture.pdf"] * 2 + ["address.pdf"] * 2
    assert [value(job, "-H") for job in found] == ["", "hold", "hold", "hold"]
    assert "turn the pile over" in str(found[2].first)


def test_a_file_without_direction_page_is_one_job(tmp_path: Path) -> None:
    (job,) = jobs(batch(tmp_path / "2", ("labels-24.pdf", "label", 2, 0), stock="naga3"))
    assert "-P" not in job.words and job.first is None


@pytest.mark.parametrize(
    ("flip", "sides"), [(Flip.LONG, "two-sided-long-edge"), (Flip.SHORT, "two-sided-short-edge")]
)
def test_a_duplex_printer_turns_over_the_edge_that_was_asked_for(
    tmp_path: Path, flip: Flip, sides: str
) -> None:
    folder = batch(tmp_path / "2", ("cards.pdf", "cards", 78, 2))
    assert f"sides={sides}" in options(jobs(folder, Ways(duplex=True, flip=flip))[0])


def test_envelopes_are_printed_on_one_side_whatever_the_cards_are(tmp_path: Path) -> None:
    folder = batch(tmp_path / "2", ("envelopes-you2.pdf", "envelope", 8, 1), stock="you2")
    assert "sides=one-sided" in options(jobs(folder, Ways(duplex=True))[0])


def test_sheets_are_printed_on_their_own_paper_and_not_from_the_tray_of_cards(
    tmp_path: Path,
) -> None:
    folder = batch(tmp_path / "2", ADDRESS, sheet="a4-2up")
    found = options(jobs(folder, Ways(sheet="a4-2up"))[0])
    assert "media=iso_a4_210x297mm" in found and "InputSlot=rear" not in found


def test_a_tray_in_words_for_people_is_no_name_of_a_slot(tmp_path: Path) -> None:
    printer = Printer("office", "", "後ろのトレイ", queue="q")
    job = jobs(batch(tmp_path / "2", ADDRESS), printer=printer)[0]
    assert not any(option.startswith("InputSlot") for option in options(job))


@pytest.mark.parametrize("stock", [stock for stock in STOCKS.values() if stock.japanese])
def test_all_stocks_have_a_name_printers_know(stock: object) -> None:
    width, height = stock.width, stock.height  # type: ignore[attr-defined]
    assert media_of(width, height).endswith(f"_{width:g}x{height:g}mm")


def test_unusual_paper_is_named_by_its_size() -> None:
    assert media_of(329.0, 483.0) == "Custom.329x483mm"


def test_a_printer_without_queue_says_how_to_find_it(tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as raised:
        jobs(batch(tmp_path / "2", ADDRESS), printer=Printer("office"))
    assert "lpstat -e" in str(raised.value.hint)


# -- handing over -------------------------------------------------------------------------------

FAKE = """#!/bin/sh
no() { echo "lp: The printer or class does not exist." >&2; exit 1; }
case "$FAIL$*" in 1*address.pdf*) no;; esac
for word; do printf '%s\\n' "$word"; done >> "$LOG"; echo --END >> "$LOG"
echo "request id is Office_Rear-$(grep -c -e '^--END$' "$LOG") (1 file(s))"
"""


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called lp that notes what it is told; FAIL: it takes no addresses."""
    if os.name == "nt":
        pytest.skip("a shell script stands in for lp")
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "lp").write_text(FAKE, "utf-8")
    (folder / "lp").chmod(0o755)
    log = tmp_path / "lp.log"
    monkeypatch.setenv("LOG", str(log))
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return log


def test_the_files_are_handed_over_in_order_exactly_as_shown(tmp_path: Path, lp: Path) -> None:
    found = jobs(batch(tmp_path / "it's 刷り 2", ADDRESS, PICTURE))
    sent = send(found)
    taken = [call.split("\n")[:-1] for call in lp.read_text("utf-8").split("--END\n")[:-1]]
    assert taken == [shlex.split(job.line)[1:] for job in found]
    assert Path(taken[0][-1]) == tmp_path / "it's 刷り 2" / "picture.pdf"
    assert [each.request for each in sent] == [f"Office_Rear-{n}" for n in (1, 2, 3, 4)]
    assert [each.release for each in sent][:2] == ["", "lp -i Office_Rear-2 -H resume"]


def test_the_first_refusal_ends_it_in_the_words_of_lp(
    tmp_path: Path, lp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIL", "1")
    with pytest.raises(OutputError) as raised:
        send(jobs(batch(tmp_path / "2", ADDRESS, PICTURE)))
    assert "address.pdf: lp: The printer or class does not exist." in str(raised.value.message)
    assert "cancel Office_Rear-1 Office_Rear-2" in str(raised.value.hint)
    assert lp.read_text("utf-8").count("--END") == 2


def test_a_printer_that_does_not_answer_is_said_to(tmp_path: Path) -> None:
    def silent(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        raise subprocess.TimeoutExpired(list(words), 120)

    with pytest.raises(OutputError, match="did not take"):
        send(jobs(batch(tmp_path / "2", ADDRESS)), silent)


def test_where_there_is_no_lp_nothing_breaks(tmp_path: Path) -> None:
    folder = batch(tmp_path / "2", ADDRESS)
    with pytest.raises(OutputError) as raised:
        send(spool_jobs(tmp_path, folder, Ways(), OFFICE, str(tmp_path / "no-such-lp")))
    assert "how-to-print.txt" in str(raised.value.hint)


# -- in words -----------------------------------------------------------------------------------


def said(folder: Path, ways: Ways = SINGLY, printer: Printer | None = None) -> str:
    return instructions(folder.parent, folder, ways, printer)


def test_the_page_says_what_to_set_and_in_which_order(tmp_path: Path) -> None:
    text = said(batch(tmp_path / "2", ADDRESS, PICTURE))
    for words in ("はがき（100 × 148 ミリ）　39 枚", "実際のサイズ",
                  "絵柄面は、する", "宛名面は、しない", "両面印刷：しない",
                  "長い辺を軸に裏返して", "まず 1 ページ目だけ",
                  "outreach print 2026-12a --from", "outreach printed 2026-12a"):  # fmt: skip
        assert words in text
    assert text.index("picture.pdf") < text.index("address.pdf")


def test_a_profile_says_how_the_paper_lies(tmp_path: Path) -> None:
    down = SideSetup(Margins(3, 3, 14, 3), face=Facing.DOWN)
    printer = Printer("office", "ゆきどけ 300", "手差し", sides={"address": down, "picture": down})
    text = said(batch(tmp_path / "2", ADDRESS, PICTURE), printer=printer)
    assert "office（ゆきどけ 300）　給紙：手差し" in text
    assert "刷る面を下にして入れます" in text
    assert "絵柄面は、しない（端に白いふちが残ります）" in text


def test_an_overshoot_that_was_measured_stays_as_it_is(tmp_path: Path) -> None:
    printer = Printer("office", sides={"picture": SideSetup(overshoot=2.0)})
    text = said(batch(tmp_path / "2", PICTURE), Ways(side="picture"), printer)
    assert "フチなし：する（はみ出し量は、調整したときと同じに）" in text


def test_for_sheets_it_says_paper_turning_and_cutting(tmp_path: Path) -> None:
    passes = ("pass-2.pdf", "address", 11, 1), ("pass-1.pdf", "picture", 11, 1)
    folder = batch(tmp_path / "2", *passes, sheet="a4-4up-butt")
    ways = Ways(sheet="a4-4up-butt", two_pass=True, flip=Flip.SHORT, stack=5)
    text = said(folder, ways)
    for words in ("A4（210 × 297 ミリ）　11 枚", "短い辺を軸に",
                  "一度だけ切ります", "5 枚ずつ重ねて"):  # fmt: skip
        assert words in text


def test_a_duplex_file_needs_half_as_much_paper_as_it_has_pages(tmp_path: Path) -> None:
    text = said(batch(tmp_path / "2", ("cards.pdf", "cards", 78, 2)), Ways(duplex=True))
    assert "39 枚" in text and "する（長辺とじ）" in text and "まず 1～2 ページ目だけ" in text


def test_a_print_shop_is_told_what_to_ask_and_what_stays_here(tmp_path: Path) -> None:
    folder = batch(tmp_path / "2", ("picture.pdf", "picture", 38, 0))
    ways = Ways(side="picture", target=Target.SHOP, shop="ours")
    text = instructions(folder.parent, folder, ways, None, Shop("ours", ink_limit=320))
    for words in ("picture.pdf　38 ページ", "batch.csv", "渡しません", "順番のまま",
                  "塗り足しは 3 ミリ", "2026-12a --side address",
                  "インキ総量 320 % まで"):  # fmt: skip
        assert words in text


def test_the_page_opens_in_any_editor(tmp_path: Path) -> None:
    folder = batch(tmp_path / "2", ADDRESS)
    save_instructions(tmp_path, folder, Ways(), None)
    data = (folder / "how-to-print.txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\r\n") == data.count(b"\n") > 10
