"""init, backup, restore and verify: what is made whole, and what must never be lost."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from outreach.cli.main import cli
from outreach.errors import OutputError
from outreach.ledger import Ledger
from outreach.phrase import phrase

if TYPE_CHECKING:
    from tests.conftest import Office

ROOT = Path(__file__).parent.parent


@pytest.fixture
def kept(printed_office: Office, tmp_path: Path) -> Path:
    """A backup of a project whose round was printed."""
    file = tmp_path / "kept.zip"
    printed_office.done("backup", str(file))
    return file


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["--lang", "en", *map(str, arguments)])


def test_a_backup_brings_everything_to_another_computer(
    printed_office: Office, kept: Path, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    result = run("--project", there, "restore", kept)
    assert result.exit_code == 0, result.stderr
    head = json.loads(printed_office.done("verify", "--json"))["head"]
    assert json.loads(run("--project", there, "verify", "--json").stdout)["head"] == head
    book = "recipients/recipients.csv"
    assert (there / book).read_bytes() == (printed_office.root / book).read_bytes()
    assert run("--project", there, "print", "r1").exit_code == 0  # the files are made again
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.zip", "office", "there"]


def test_a_backup_holds_own_layouts_and_labels_too(printed_office: Office, tmp_path: Path) -> None:
    own = {"labels.toml": b"# none yet\n", "layouts/ours/layout.css": b"/* ours */\n"}
    for name, data in own.items():
        (printed_office.root / name).parent.mkdir(parents=True, exist_ok=True)
        (printed_office.root / name).write_bytes(data)
    printed_office.done("backup", str(tmp_path / "own.zip"))
    there = tmp_path / "there"
    there.mkdir()
    assert run("--project", there, "restore", tmp_path / "own.zip").exit_code == 0
    assert {name: (there / name).read_bytes() for name in own} == own


def test_a_full_disk_is_that_of_the_backup_not_of_the_ledger(
    printed_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(ledger: Ledger, path: Path) -> tuple[int, str]:
        raise OutputError(phrase("The ledger cannot be written."))

    monkeypatch.setattr(Ledger, "copy_to", full)
    result = printed_office.run("backup", str(tmp_path / "kept.zip"))
    assert result.exit_code == 9
    assert "The backup kept.zip cannot be written" in result.stderr
    assert "the ledger is as it was" in result.stderr
    assert not (tmp_path / "kept.zip").exists()


def test_what_differs_is_kept_aside(printed_office: Office, kept: Path) -> None:
    printed_office.write("recipients/recipients.csv", "edited since")
    assert "before-restore-1" in printed_office.done("restore", str(kept))
    aside = printed_office.root / "before-restore-1" / "recipients" / "recipients.csv"
    assert aside.read_text(encoding="utf-8") == "edited since"
    printed_office.done("check")


def test_a_backup_without_the_latest_stop_is_refused(printed_office: Office, kept: Path) -> None:
    printed_office.done("stop", "kaaaa")
    result = printed_office.run("restore", str(kept))
    assert result.exit_code == 8
    assert "entries that the backup lacks" in result.stderr
    plan = json.loads(printed_office.done("plan", "r1", "--json"))
    assert {"key": "kaaaa", "reason": "stopped"} in plan["left_out"]


def test_a_lost_ledger_comes_back(printed_office: Office, kept: Path) -> None:
    (printed_office.root / "ledger.db").unlink()
    assert printed_office.run("plan", "r1").exit_code == 8
    printed_office.done("restore", str(kept))
    printed_office.done("verify")


def test_a_damaged_ledger_is_replaced_and_kept_aside(printed_office: Office, kept: Path) -> None:
    ledger = printed_office.root / "ledger.db"
    ledger.write_bytes(b"no ledger at all" * 500)
    assert printed_office.run("verify").exit_code == 8
    printed_office.done("restore", str(kept))
    assert (printed_office.root / "before-restore-1" / "ledger.db").exists()


def flipped(source: Path, target: Path) -> None:
    data = bytearray(source.read_bytes())
    data[len(data) // 2] ^= 1
    target.write_bytes(data)


def with_a_name_that_leads_out(source: Path, target: Path) -> None:
    shutil.copy(source, target)
    with zipfile.ZipFile(target, "a") as packed:
        packed.writestr("../escaped.txt", "x")


def with_another_address_book(source: Path, target: Path) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b"\n" if name.endswith(".csv") else b""))


def no_zip(source: Path, target: Path) -> None:
    target.write_text("hello", encoding="utf-8")


@pytest.mark.parametrize(
    "spoil", [flipped, with_a_name_that_leads_out, with_another_address_book, no_zip]
)
def test_a_spoilt_backup_is_refused_and_nothing_changes(
    spoil: Callable[[Path, Path], None], printed_office: Office, kept: Path, tmp_path: Path
) -> None:
    spoil(kept, tmp_path / "spoilt.zip")
    before = {path: path.stat().st_mtime_ns for path in printed_office.root.rglob("*.csv")}
    result = printed_office.run("restore", str(tmp_path / "spoilt.zip"))
    assert result.exit_code == 8
    assert "nothing of it was used" in result.stderr
    assert {p: p.stat().st_mtime_ns for p in printed_office.root.rglob("*.csv")} == before
    assert not (tmp_path / "escaped.txt").exists()


def test_a_backup_of_another_project_is_refused(kept: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert run("init", other).exit_code == 0
    assert run("--project", other, "stop", "kaaaa").exit_code == 0
    result = run("--project", other, "restore", kept)
    assert result.exit_code == 8
    assert "another project" in result.stderr


def test_a_backup_never_overwrites(printed_office: Office, kept: Path) -> None:
    before = kept.read_bytes()
    assert printed_office.run("backup", str(kept)).exit_code == 9
    assert kept.read_bytes() == before


def test_the_same_project_makes_the_same_backup(
    printed_office: Office, kept: Path, tmp_path: Path
) -> None:
    printed_office.done("backup", str(tmp_path / "second.zip"))
    assert (tmp_path / "second.zip").read_bytes() == kept.read_bytes()


def test_a_changed_entry_is_found_and_named(printed_office: Office) -> None:
    connection = sqlite3.connect(printed_office.root / "ledger.db")
    (rule,) = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE name = 'event_never_changed'"
    ).fetchone()
    connection.execute("DROP TRIGGER event_never_changed")
    connection.execute("UPDATE event SET on_date = '2020-01-01' WHERE seq = 2")
    connection.execute(rule)
    connection.commit()
    connection.close()
    result = printed_office.run("verify", "--json")
    assert result.exit_code == 8
    assert "Entry 2" in json.loads(result.stdout)["problems"][0]["message"]


@pytest.mark.usefixtures("spoken")
def test_a_new_project_passes_its_own_check(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--lang", "ja", "init", str(tmp_path / "new")])
    assert result.exit_code == 0, result.stderr
    assert "outreach proof 2026-12a" in result.stdout
    assert run("--project", tmp_path / "new", "check").exit_code == 0
    header = (tmp_path / "new" / "recipients" / "recipients.csv").read_bytes()
    assert header.startswith("\ufeff管理番号,姓,名".encode())
    assert "sample = true" in (tmp_path / "new" / "outreach.toml").read_text(encoding="utf-8")


@pytest.mark.usefixtures("spoken")
def test_the_sample_project_is_copied_without_traces_of_work(tmp_path: Path) -> None:
    assert run("init", tmp_path / "try", "--sample").exit_code == 0
    found = {path.name for path in (tmp_path / "try").rglob("*")}
    assert found >= {"recipients.csv", "round.toml", "design.toml"}
    assert not found & {"out", "ledger.db", ".outreach", "__pycache__", "draw.py"}
    assert run("--project", tmp_path / "try", "check").exit_code == 0


@pytest.mark.usefixtures("spoken")
def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    assert run("init", tmp_path).exit_code == 9
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.slow
def test_the_wheel_carries_the_sample_and_both_languages(tmp_path: Path) -> None:
    wheel = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, capture_output=True,
    )  # fmt: skip
    assert wheel.returncode == 0, wheel.stderr
    (file,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(file) as packed:
        packed.extractall(tmp_path / "installed")
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "installed")}
    made = subprocess.run(
        [sys.executable, "-m", "outreach.cli.main", "--lang", "ja", "init", "new", "--sample"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert "プロジェクトを作りました" in made.stdout
    assert (tmp_path / "new" / "recipients" / "recipients.csv").exists()
