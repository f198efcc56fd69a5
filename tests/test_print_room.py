"""The print room through its one command: what goes together, what is refused, what is left."""

from __future__ import annotations

import json
import os
import shlex
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from outreach.errors import ExitCode
from tests.conftest import Office

TRUE = "12.0 88.0 12.0 88.0 22.0 126.0"
READ = "12.4 88.5 12.3 88.4 22.3 126.4"  # a card that lies a little to the right
LP = """#!/bin/sh
echo "$@" >> "$LOG"; echo "request id is Office-$(grep -c . "$LOG") (1 file(s))"
"""


@pytest.fixture
def quiet(office: Office) -> Office:
    """A round that names nobody on its picture side."""
    office.replace("rounds/r1/round.toml", "{{ call_name }}へ", "窓のそとは")
    return office


def folders(office: Office) -> list[str]:
    return sorted(path.name for path in (office.root / "out" / "r1").glob("*"))


def changed(office: Office, name: str) -> bool:
    return (office.root / name).exists()


@pytest.mark.parametrize("wrong", [
    ("--for", "shop", "--side", "address"),
    ("--for", "shop", "--side", "both"),
    ("--for", "shop", "--duplex"),
    ("--for", "shop", "--sheet", "a4-2up"),
    ("--shop", "x4"),
    ("--vt",),
    ("--duplex", "--side", "picture"),
    ("--duplex", "--two-pass"),
    ("--stack", "5"),
    ("--sheet", "a4-2up", "--repeat"),
    ("--dry-run",),
], ids=" ".join)  # fmt: skip
def test_what_does_not_go_together_is_refused_before_anything_is_made(
    quiet: Office, wrong: tuple[str, ...]
) -> None:
    assert quiet.run("print", "r1", *wrong).exit_code == ExitCode.USAGE
    assert not changed(quiet, "ledger.db") and not changed(quiet, "out")


@pytest.mark.parametrize(("wrong", "told"), [
    (("--sheet", "a4-4up"), "a4-4up-butt"),
    (("--sheet", "a5-2up"), "a4-2up"),
    (("--for", "shop", "--shop", "x1b"), "x1a"),
    (("--for", "shop", "--shop", "x1a", "--vt"), "PDF/X-4"),
    (("--printer", "office"), "printers add office"),
], ids=lambda each: " ".join(each) if isinstance(each, tuple) else each)  # fmt: skip
def test_what_nobody_knows_or_nothing_holds_is_answered_with_what_would_do(
    quiet: Office, wrong: tuple[str, ...], told: str
) -> None:
    result = quiet.run("print", "r1", *wrong)
    assert result.exit_code == ExitCode.PROJECT
    assert told in result.stderr
    assert not changed(quiet, "out")


def test_a_sheet_is_one_way_however_it_is_typed(quiet: Office) -> None:
    quiet.done("print", "r1", "--sheet", "A4-2UP")
    quiet.done("print", "r1", "--sheet", "a4-2up")
    assert folders(quiet) == ["1"]


def test_a_round_of_letters_has_nothing_for_sheets_or_a_shop(office: Office) -> None:
    office.write("rounds/n1/round.toml", 'mailing = "newsletter"\npost_on = 2026-12-08\n'
                 'stock = "naga3"\n')  # fmt: skip
    for ways in (("--sheet", "a4-2up"), ("--for", "shop")):
        assert office.run("print", "n1", *ways).exit_code == ExitCode.STATE


@pytest.mark.parametrize(("flip", "wish"), [
    ("long", "/DuplexFlipLongEdge"), ("short", "/DuplexFlipShortEdge"),
])  # fmt: skip
def test_a_duplex_file_tells_the_viewer_which_edge(quiet: Office, flip: str, wish: str) -> None:
    quiet.done("print", "r1", "--duplex", "--flip", flip)
    with pikepdf.open(quiet.root / "out/r1/1/cards.pdf") as pdf:
        assert pdf.Root.ViewerPreferences.Duplex == wish


# -- a printer of one's own -----------------------------------------------------------------------


def test_the_printer_in_use_is_used_where_its_tray_holds_the_cards(quiet: Office) -> None:
    quiet.done("printers", "add", "office")
    quiet.done("printers", "test", "office", "--read", "address", READ)
    quiet.done("print", "r1")
    (entry, *_) = (each for each in json.loads(quiet.done("log", "--json"))
                   if each["kind"] == "made")  # fmt: skip
    assert entry["data"]["printer"] == "office"
    quiet.done("print", "r1", "--sheet", "a4-2up")
    made = [each["data"] for each in json.loads(quiet.done("log", "--json"))
            if each["kind"] == "made"]  # fmt: skip
    assert "printer" not in made[-1]  # A4 is not what lies in its tray


def test_a_printer_that_is_named_for_another_paper_is_refused(quiet: Office) -> None:
    quiet.done("printers", "add", "office")
    result = quiet.run("print", "r1", "--printer", "office", "--sheet", "a4-2up")
    assert result.exit_code == ExitCode.PROJECT
    assert "--stock a4" in result.stderr


def test_after_another_test_the_files_are_made_anew_beside_the_old_ones(quiet: Office) -> None:
    quiet.done("printers", "add", "office")
    quiet.done("print", "r1")
    quiet.done("printers", "test", "office", "--read", "picture", READ)
    quiet.done("print", "r1")
    assert len(folders(quiet)) == 2
    quiet.done("print", "r1")
    assert len(folders(quiet)) == 2


def test_check_of_a_round_sees_what_the_printer_would_swallow(quiet: Office) -> None:
    quiet.done("printers", "add", "office", "--margins", "22,3,3,3")
    result = quiet.run("check", "r1")
    assert result.exit_code == ExitCode.LAYOUT
    assert "printers.toml" in result.stderr


def test_check_reads_the_files_of_printers_and_shops(quiet: Office) -> None:
    quiet.write("printers.toml", "[printer.office]\nmodell = 1\n")
    quiet.write("shops.toml", "[shop.ours]\nink = 900\n")
    told = quiet.run("check").stderr
    assert "printers.toml" in told and "shops.toml" in told


def test_a_backup_keeps_the_printers_the_shops_and_their_profiles(quiet: Office) -> None:
    quiet.done("printers", "add", "office")
    quiet.done("print", "r1")
    quiet.write("shops.toml", '[shop.ours]\nbased = "x1a"\n')
    quiet.write("profiles/ours.icc", "x")
    quiet.done("backup", str(quiet.root / "b.zip"))
    with zipfile.ZipFile(quiet.root / "b.zip") as packed:
        assert {"printers.toml", "shops.toml", "profiles/ours.icc"} <= {*packed.namelist()}


def test_the_same_readings_typed_twice_correct_once(quiet: Office) -> None:
    quiet.done("printers", "add", "office")
    quiet.done("printers", "test", "office")
    quiet.done("printers", "test", "office", "--read", "address", READ)
    once = (quiet.root / "printers.toml").read_bytes()
    quiet.done("printers", "test", "office", "--read", "address", READ)
    assert (quiet.root / "printers.toml").read_bytes() == once


def test_a_reading_that_was_mistyped_is_mended_by_typing_it_again(quiet: Office) -> None:
    quiet.done("printers", "add", "office")
    quiet.done("printers", "test", "office")
    quiet.done("printers", "test", "office", "--read", "address", "13 89 13 89 22 126")
    quiet.done("printers", "test", "office", "--read", "address", TRUE)
    listed = json.loads(quiet.done("printers", "list", "--json"))
    (printer,) = listed["printers"] if isinstance(listed, dict) else listed
    assert printer["address"]["offset"] == [0, 0]


def test_paper_is_turned_over_the_edge_the_printer_turns(quiet: Office) -> None:
    quiet.done("printers", "add", "office", "--duplex", "short")
    quiet.done("print", "r1", "--duplex")
    with pikepdf.open(quiet.root / "out/r1/1/cards.pdf") as pdf:
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"


def test_a_printer_that_turns_nothing_over_is_pointed_out(quiet: Office) -> None:
    quiet.done("printers", "add", "office", "--duplex", "none")
    assert "--two-pass" in quiet.run("print", "r1", "--duplex").stderr


@pytest.mark.parametrize("margins", ["4,4,4,4", "3,5,3,3"])
def test_margins_that_take_only_the_pair_code_stop_nothing(quiet: Office, margins: str) -> None:
    quiet.done("printers", "add", "office", "--margins", margins)
    result = quiet.run("print", "r1", "--side", "picture")
    assert "pair code" in result.stderr or margins == "4,4,4,4"
    assert result.exit_code == ExitCode.DONE, result.stderr


def test_a_batch_that_was_cut_off_before_its_entry_is_taken_up(
    quiet: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("outreach.ledger.Ledger.made", _cut_off)
        assert quiet.run("print", "r1").exit_code == ExitCode.BUG
    before = (quiet.root / "out/r1/1/address.pdf").stat().st_mtime_ns
    quiet.done("print", "r1")
    assert (quiet.root / "out/r1/1/address.pdf").stat().st_mtime_ns == before
    assert folders(quiet) == ["1"]
    assert any(each["kind"] == "made" for each in json.loads(quiet.done("log", "--json")))


def _cut_off(*_: object) -> None:
    raise RuntimeError


# -- handed over ----------------------------------------------------------------------------------


@pytest.fixture
def lp(quiet: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called lp that notes what it is told, and a printer with a queue."""
    if os.name == "nt":
        pytest.skip("a shell script stands in for lp")
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "lp").write_text(LP, "utf-8")
    (folder / "lp").chmod(0o755)
    monkeypatch.setenv("LOG", str(tmp_path / "lp.log"))
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    quiet.done("printers", "add", "office", "--queue", "Office_Rear")
    return tmp_path / "lp.log"


def test_a_dry_run_shows_the_commands_and_leaves_no_trace(quiet: Office, lp: Path) -> None:
    told = quiet.done("print", "r1", "--printer", "office", "--dry-run")
    assert "lp -d Office_Rear" in told and "out/r1/1/picture.pdf" in told
    assert not lp.exists() and not changed(quiet, "out") and not changed(quiet, "ledger.db")


def test_what_a_dry_run_showed_is_what_is_handed_over(quiet: Office, lp: Path) -> None:
    shown = quiet.done("print", "r1", "--printer", "office", "--dry-run")
    quiet.done("print", "r1", "--printer", "office")
    lines = [shlex.split(line) for line in shown.splitlines() if line.strip().startswith("lp ")]
    taken = lp.read_text("utf-8").splitlines()
    assert [" ".join(words[1:]) for words in lines] == taken


def test_pages_that_count_no_more_are_not_handed_over(quiet: Office, lp: Path) -> None:
    quiet.done("print", "r1", "--printer", "office")
    taken = lp.read_text("utf-8")
    quiet.done("stop", "kaaaa")
    told = quiet.run("print", "r1", "--printer", "office")
    assert told.exit_code == 0 and "Do not use its pages" in told.stderr
    assert "Nothing was handed to the printer" in told.stderr
    assert lp.read_text("utf-8") == taken


def test_a_dry_run_refuses_what_a_print_would_refuse(quiet: Office, lp: Path) -> None:
    quiet.done("print", "r1")
    quiet.done("stop", "kaaaa")
    result = quiet.run("print", "r1", "--printer", "office", "--dry-run")
    assert result.exit_code == ExitCode.CONSENT and not lp.exists()


def test_nothing_is_handed_over_unless_the_printer_is_named(quiet: Office, lp: Path) -> None:
    quiet.done("print", "r1")
    assert not lp.exists()


def test_the_same_command_again_does_not_print_the_stack_once_more(quiet: Office, lp: Path) -> None:
    quiet.done("print", "r1", "--printer", "office")
    before = lp.read_text("utf-8")
    told = quiet.done("print", "r1", "--printer", "office")
    assert "lp -d Office_Rear" in told
    assert lp.read_text("utf-8") == before


# -- a print shop ---------------------------------------------------------------------------------


def test_the_shop_gets_a_folder_that_names_nobody(quiet: Office) -> None:
    told = quiet.done("print", "r1", "--for", "shop")
    assert "picture.pdf" in told and "--side address" in told
    (folder,) = (quiet.root / "out/r1").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == [
        "batch.csv", "batch.json", "how-to-print.txt", "picture.pdf",
    ]  # fmt: skip
    everything = b"".join(path.read_bytes() for path in folder.iterdir())
    for word in ("kaaaa", "青木", "由美", "ゆみ", "060-0001"):
        assert word.encode() not in everything


def test_a_file_that_fails_the_preflight_is_never_made(quiet: Office) -> None:
    Image.new("RGB", (1461, 2122), (200, 40, 30)).save(quiet.root / "designs/plain/picture.png")
    quiet.replace(
        "designs/plain/design.toml", '"words-only"', '"picture-above"\npicture = "picture.png"'
    )
    quiet.write("shops.toml", '[shop.strict]\nbased = "x4"\nleast_dpi = 600\n')
    result = quiet.run("print", "r1", "--for", "shop", "--shop", "strict")
    assert result.exit_code == ExitCode.DESIGN
    assert "picture.pdf" in result.stderr
    assert not changed(quiet, "out")
    assert not any(each["kind"] == "planned" for each in json.loads(quiet.done("log", "--json")))


@pytest.mark.parametrize("file", ["no.icc", "picture.icc"])
def test_a_profile_that_is_none_is_refused_in_words(quiet: Office, file: str) -> None:
    quiet.write("picture.icc", "not a profile")
    quiet.write("shops.toml", f'[shop.ours]\nprofile = "{file}"\n')
    result = quiet.run("print", "r1", "--for", "shop", "--shop", "ours")
    assert result.exit_code == ExitCode.PROJECT
    assert "shops.toml" in result.stderr
    assert not changed(quiet, "out")


def test_the_same_file_for_the_shop_is_the_same_bytes(quiet: Office, tmp_path: Path) -> None:
    quiet.done("print", "r1", "--for", "shop", "--shop", "x1a")
    (folder,) = (quiet.root / "out/r1").iterdir()
    before = (folder / "picture.pdf").read_bytes()
    (folder / "picture.pdf").unlink()
    folder.rename(tmp_path / "aside")
    quiet.done("print", "r1", "--for", "shop", "--shop", "x1a")
    assert (folder / "picture.pdf").read_bytes() == before


def test_the_addresses_asked_for_are_those_of_the_same_cards(quiet: Office) -> None:
    told = quiet.done("print", "r1", "--for", "shop", "--from", "2", "--to", "3")
    assert "--side address --from 2 --to 3" in told
    (folder,) = (quiet.root / "out/r1").iterdir()
    page = (folder / "how-to-print.txt").read_text("utf-8-sig")
    assert "--side address --from 2 --to 3" in page
    assert "PDF/X-4、CMYK、インキ総量 300 % まで、トンボつき" in page


def test_without_codes_nobody_is_told_to_compare_them(quiet: Office) -> None:
    quiet.prints("pair_code = false")
    quiet.done("print", "r1", "--for", "shop")
    (folder,) = (quiet.root / "out/r1").iterdir()
    assert "合わせ番号" not in (folder / "how-to-print.txt").read_text("utf-8-sig")


def test_the_profile_of_the_project_is_the_shop_s_unless_it_has_its_own(quiet: Office) -> None:
    quiet.write("picture.icc", "not a profile")
    quiet.prints('profile = "picture.icc"')
    result = quiet.run("print", "r1", "--for", "shop")
    assert result.exit_code == ExitCode.PROJECT
    assert "outreach.toml" in result.stderr


def test_a_file_that_was_cut_off_is_said_to_be_damaged(quiet: Office) -> None:
    quiet.done("print", "r1", "--for", "shop")
    (file,) = quiet.root.glob("out/r1/*/picture.pdf")
    (quiet.root / "cut.pdf").write_bytes(file.read_bytes()[:-100])
    result = quiet.run("preflight", str(quiet.root / "cut.pdf"))
    assert result.exit_code == ExitCode.SOURCE
    assert "damaged or cut off" in result.stderr


def test_a_picture_whose_data_is_cut_off_is_told_with_its_place(quiet: Office) -> None:
    Image.new("RGB", (1461, 2122), (200, 40, 30)).save(quiet.root / "designs/plain/picture.png")
    quiet.replace(
        "designs/plain/design.toml", '"words-only"', '"picture-above"\npicture = "picture.png"'
    )
    quiet.done("print", "r1", "--for", "shop")
    (file,) = quiet.root.glob("out/r1/*/picture.pdf")
    with pikepdf.open(file) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image":
                each.write(each.read_bytes()[:5000])
        pdf.save(quiet.root / "short.pdf")
    result = quiet.run("preflight", str(quiet.root / "short.pdf"))
    assert "the picture's data is damaged or cut off" in result.stderr
