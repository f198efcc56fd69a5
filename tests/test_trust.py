"""Keys without a project, passphrases that hold, and words for whatever is wrong with a copy."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np
import pypdfium2
import pyrage
import pytest
import zxingcpp
from click.testing import CliRunner, Result

from outreach.cli import sealing
from outreach.cli.main import cli
from outreach.errors import LedgerError
from outreach.workflow.sealing import identities_in
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Office

LONG, OTHER = "ゆきの ひの しろい はがき", "ゆきの ひの あかい はがき"


def outside_any_project(folder: Path, *words: str, lang: str = "en") -> Result:
    folder.mkdir(exist_ok=True)
    start = ["--lang", lang, "--project", str(folder)]
    return CliRunner().invoke(cli, [*start, *words])


# -- keys -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["key.txt", "key.pdf"])
def test_a_branch_makes_its_key_before_it_has_a_project(
    spoken: None, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "branch" / name
    result = outside_any_project(tmp_path / "branch", "backup", "keys", str(file))
    assert result.exit_code == 0, result.stderr
    (secret,) = identities_in(file)
    assert str(pyrage.x25519.Identity.from_str(secret).to_public()) in result.stdout
    assert "outreach.toml" not in result.stdout


def test_the_sheet_of_a_branch_is_read_by_a_scanner(spoken: None, tmp_path: Path) -> None:
    file = tmp_path / "key.pdf"
    assert outside_any_project(tmp_path, "backup", "keys", str(file)).exit_code == 0
    with pypdfium2.PdfDocument(file) as document:
        bitmap = document[0].render(scale=3).to_numpy()
    (code,) = zxingcpp.read_barcodes(np.ascontiguousarray(bitmap))
    assert identities_in(file) == (code.text,)


def test_a_key_is_taken_as_it_stands_on_paper(tmp_path: Path) -> None:
    secret = str(pyrage.x25519.Identity.generate())
    groups = [secret[at : at + 5].lower() for at in range(0, len(secret), 5)]
    file = tmp_path / "typed.txt"
    lines = ("   ".join(groups[:7]), "   ".join(groups[7:]))
    file.write_text("# from the sheet\n" + "\r\n".join(lines), encoding="utf-8")
    assert identities_in(file) == (secret,)


def test_two_keys_in_a_file_are_two(tmp_path: Path) -> None:
    secrets = tuple(str(pyrage.x25519.Identity.generate()) for _ in range(2))
    (tmp_path / "keys").write_text("# a\n{}\n# b\n{}\n".format(*secrets), encoding="ascii")
    assert identities_in(tmp_path / "keys") == secrets


def test_a_sheet_nobody_can_read_is_to_be_typed(tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4\nno page at all")
    with pytest.raises(LedgerError) as caught:
        identities_in(tmp_path / "scan.pdf")
    assert caught.value.hint is not None and "type its letters" in str(caught.value.hint)


def test_the_sheets_own_file_opens_a_backup(printed_office: Office, tmp_path: Path) -> None:
    said = printed_office.done("backup", "keys", str(tmp_path / "key.pdf"))
    public = said.split('["')[1].split('"')[0]
    printed_office.done("backup", str(tmp_path / "kept.age"), "--to", public)
    identity = ("--identity", str(tmp_path / "key.pdf"))
    result = outside_any_project(
        tmp_path / "there", "restore", str(tmp_path / "kept.age"), *identity
    )
    assert result.exit_code == 0, result.stderr


# -- passphrases ------------------------------------------------------------------------------


def sealed_with(office: Office, file: Path, typed: str) -> Result:
    words = ["--lang", "en", "--project", str(office.root), "backup", str(file), "--passphrase"]
    return CliRunner().invoke(cli, words, input=typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abc\nabc\n", "too short"),
        (f"{'あ' * 11}\n{'あ' * 11}\n", "too short"),
        (f"abc{' ' * 20}\nabc{' ' * 20}\n", "too short"),
        (f"{LONG}\n{OTHER}\n", "differ"),
        (f"{LONG}\n", "No passphrase came"),
        ("", "No passphrase came"),
    ],
    ids=["short", "eleven", "blanks", "mismatch", "once", "nothing"],
)
def test_a_passphrase_that_will_not_do_seals_nothing(
    printed_office: Office, tmp_path: Path, typed: str, said: str
) -> None:
    result = sealed_with(printed_office, tmp_path / "kept.age", typed)
    assert result.exit_code == 2 and said in result.stderr
    assert not (tmp_path / "kept.age").exists()


def test_a_packet_asks_for_as_long_a_passphrase(printed_office: Office, tmp_path: Path) -> None:
    packet = str(tmp_path / "packet.age")
    words = ["--lang", "en", "--project", str(printed_office.root), "baton", "give", packet]
    result = CliRunner().invoke(cli, [*words, "--passphrase"], input="abc\nabc\n")
    assert result.exit_code == 2 and "12 characters" in result.stderr
    printed_office.done("stop", "kaaaa")  # nothing was handed over


def test_a_restore_without_any_words_ends_at_once(printed_office: Office, tmp_path: Path) -> None:
    file = tmp_path / "kept.age"
    assert sealed_with(printed_office, file, f"{LONG}\n{LONG}\n").exit_code == 0
    result = outside_any_project(tmp_path / "there", "restore", str(file))
    assert result.exit_code == 2 and "No passphrase came" in result.stderr
    assert list((tmp_path / "there").iterdir()) == []


def test_a_pipe_that_says_nothing_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, writing = os.pipe()
    try:
        with TextIOWrapper(os.fdopen(reading, "rb"), "utf-8") as silent:
            monkeypatch.setattr(sys, "stdin", silent)
            monkeypatch.setattr(sealing, "_PATIENCE", 0.1)
            with pytest.raises(click.UsageError, match="No passphrase came"):
                sealing.asked()
            os.write(writing, b"\n")  # lets the reader go
    finally:
        os.close(writing)


def at_a_terminal(office: Office, file: Path, *typed: str) -> tuple[int, str]:
    """Start a backup with a passphrase at a terminal of its own, and type when it asks."""
    pty = pytest.importorskip("pty", reason="no terminals to be had on this system")
    terminal, its_end = pty.openpty()
    start = "from outreach.cli.main import main; main()"
    words = ["--lang", "en", "--project", str(office.root), "backup", str(file), "--passphrase"]
    said = b""
    with subprocess.Popen(
        [sys.executable, "-c", start, *words], stdin=its_end, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    ) as running:  # fmt: skip
        assert running.stdout is not None
        for line in typed:
            heard = len(said)
            while not said.endswith((b"Passphrase: ", b"once more: "), heard):
                piece = os.read(running.stdout.fileno(), 4096)
                assert piece, said.decode()
                said += piece
            os.write(terminal, f"{line}\n".encode())
        said += running.communicate(timeout=30)[0]
    os.close(its_end)
    os.close(terminal)
    return running.returncode, said.decode()


@pytest.mark.slow
def test_at_a_terminal_a_short_one_and_a_slip_are_asked_for_again(
    printed_office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "kept.age"
    code, said = at_a_terminal(printed_office, file, "abc", LONG, OTHER, LONG, LONG)
    assert code == 0, said
    assert "too short" in said and "differ" in said and LONG not in said


# -- where a backup lies ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [("kept.zip", "both are gone"), ("recipients/kept.zip", "would hold this one as well")],
)
def test_a_backup_in_the_project_itself_is_warned_of(
    printed_office: Office, name: str, said: str
) -> None:
    result = printed_office.run("backup", str(printed_office.root / name))
    assert result.exit_code == 0 and said in result.stderr and "stick" in result.stderr


def test_a_backup_elsewhere_is_not_warned_of(printed_office: Office, tmp_path: Path) -> None:
    result = printed_office.run("backup", str(tmp_path / "kept.zip"))
    assert "both are gone" not in result.stderr


@pytest.mark.parametrize("words", [("backup",), ("backup", "keys")])
def test_a_folder_that_does_not_exist_is_said_so(
    printed_office: Office, tmp_path: Path, words: tuple[str, ...]
) -> None:
    result = printed_office.run(*words, str(tmp_path / "stick" / "a.zip"))
    assert result.exit_code == 9
    assert "The folder stick does not exist." in result.stderr
    assert not (tmp_path / "stick").exists()


# -- verify -----------------------------------------------------------------------------------


def head_of(office: Office) -> tuple[int, str]:
    connection = sqlite3.connect(office.root / "ledger.db")
    (head,) = connection.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchall()
    connection.close()
    return int(head[0]), str(head[1])


def test_a_digit_misread_asks_for_the_paper_before_a_restore(printed_office: Office) -> None:
    seq, hash_ = head_of(printed_office)
    wrong = ("0" if hash_[0] != "0" else "1") + hash_[1:16]
    result = printed_office.run("verify", "--head", f"{seq}:{wrong}")
    assert result.exit_code == 8
    assert result.stderr.index("with the paper once more") < result.stderr.index("restore")


def test_a_number_misread_is_told_by_the_digits(printed_office: Office) -> None:
    seq, hash_ = head_of(printed_office)
    for number in (seq - 1, seq + 10):
        result = printed_office.run("verify", "--head", f"{number}:{hash_[:16]}")
        assert f"those of entry {seq}, not of entry {number}" in result.stderr


def test_an_end_that_was_cut_off_is_said_in_words_of_the_ledger(printed_office: Office) -> None:
    printed_office.done("consent", "kaaaa", "--basis", "self", "--on", "today", "--by", "x")
    seq, hash_ = head_of(printed_office)
    connection = sqlite3.connect(printed_office.root / "ledger.db")
    guards = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
    ).fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DELETE FROM event WHERE seq = ?", (seq,))
    for _, sql in guards:
        connection.execute(sql)
    connection.commit()
    connection.close()
    (printed_office.root / ".outreach" / "head").unlink()  # as on a computer that never saw it
    said = printed_office.run("verify").stderr
    assert f"An entry at the end is missing: {seq}." in said and "event" not in said
    noted = printed_office.run("verify", "--head", f"{seq}:{hash_[:16]}").stderr
    assert f"ends with entry {seq - 1}" in noted


# -- what is left behind ----------------------------------------------------------------------


def test_the_doctor_names_what_killed_runs_left_wherever_it_lies(office: Office) -> None:
    for name in (
        ".outreach-a/unpacked/.outreach-c/x",
        "recipients/.outreach-b.tmp",
        "kept/.outreach-d/x",
    ):
        office.write(name, "x")
    said = office.run("doctor").stdout
    assert ".outreach-a, kept/.outreach-d, recipients/.outreach-b.tmp" in said
    assert "Delete them" in said


def test_a_reclaim_says_what_is_to_be_done_on_paper(printed_office: Office, tmp_path: Path) -> None:
    public = str(pyrage.x25519.Identity.generate().to_public())
    printed_office.done("baton", "give", str(tmp_path / "packet.age"), "--to", public)
    said = printed_office.run("baton", "reclaim", "--because", "lost").stderr
    assert "have it destroyed" in said and "enter it here by hand" in said
