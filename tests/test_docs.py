"""The documents are true: what they show runs, what they name exists."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from outreach.cli import (
    baton,
    cost,
    designs,
    hand,
    layouts,
    printers,
    recipients,
    stamps,
    write,
)
from outreach.cli.main import TABLE
from outreach.errors import ExitCode
from outreach.sources.columns import MESSAGE_COLUMNS, RECIPIENT_COLUMNS
from tests.test_hand_read import signed

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("README*.md"), ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")])
PAIRS = [("README.md", "README.ja.md")] + [
    (f"docs/{name}.en.md", f"docs/{name}.md")
    for name in (
        "coordinator",
        "address-book",
        "secretariat",
        "print-room",
        "envelopes",
        "peers",
        "designs",
        "handwriting",
        "ideas",
        "consent",
        "money",
        "returns",
        "trust",
    )
]
# What sets the machine up is run by whoever clones the repository, not by a test.
NOT_RUN = frozenset({"make", "git", "sudo", "."})
SAMPLE_PARTS = ("outreach.toml", "designs", "recipients", "rounds")
DAY = date(2026, 12, 21)  # the documents name days of December 2026
# The command itself, on the day the documents speak of.
OUTREACH = f"""
from datetime import date
from outreach.cli import main, outside
outside.today = lambda: date({DAY.year}, {DAY.month}, {DAY.day})
main.main()
"""


class Line(NamedTuple):
    """A command line of a document and the exit code it notes."""

    words: tuple[str, ...]
    code: int


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}(?: \S+)?\n(.*?)^```$", path.read_text("utf-8"), re.M | re.S)


def files(path: Path) -> dict[str, str]:
    """Return the files a document shows, by the name after the language of a block."""
    return dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", path.read_text("utf-8"), re.M | re.S))


def lines(path: Path) -> Iterator[Line]:
    for text in "".join(blocks(path, "console")).splitlines():
        if text.startswith("$ "):
            code = re.search(r"# (?:exit code|終了コード) (\d+)$", text)
            words = shlex.split(text[2:], comments=True)
            yield Line(tuple(words), int(code[1]) if code else 0)


def different_documents() -> list[Path]:
    """Return the documents with commands; of those that show the very same only the first."""
    by_commands = {(*lines(path), *files(path).items()): path for path in reversed(DOCUMENTS)}
    return sorted(path for commands, path in by_commands.items() if commands)


def run(words: tuple[str, ...], folder: Path) -> subprocess.CompletedProcess[str]:
    # The package is found also where it is not installed: the commands start in another folder.
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "OUTREACH_LANG": "en"}
    return subprocess.run(
        [sys.executable, "-c", OUTREACH, *words], cwd=folder, env=environment,
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


def lay_pictures(words: tuple[str, ...], folder: Path) -> None:
    """Put one of the sample's pictures wherever a command takes a new one in."""
    if words[1:3] == ("designs", "add"):
        wanted = [folder / word for word in words if word.endswith(".jpg")]
        for picture, there in zip(sorted(ROOT.glob("designs/*/picture.jpg")), wanted, strict=False):
            shutil.copyfile(picture, there)
    if words[1:3] == ("hand", "signature"):
        signed(folder / words[-1])


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the sample project whose designs are drawn already."""
    folder = tmp_path_factory.mktemp("documents") / "sample"
    folder.mkdir()
    for part in SAMPLE_PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
        copy(ROOT / part, folder / part)
    for round_folder in (folder / "rounds").iterdir():
        run(("check", round_folder.name), folder)
    return folder


@pytest.mark.parametrize("path", different_documents(), ids=lambda path: path.name)
def test_every_command_a_document_shows_does_what_it_says(
    path: Path, sample: Path, tmp_path: Path
) -> None:
    here = tmp_path / "project"
    shutil.copytree(sample, here)
    for name, text in files(path).items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text, "utf-8")
    for words, code in lines(path):
        if words[0] == "cd":
            here = (here / words[1]).resolve(strict=True)
        elif words[0] not in NOT_RUN:
            assert words[0] == "outreach", f"{path.name} shows a command of another program"
            lay_pictures(words, here)
            result = run(words[1:], here)
            said = f"{path.name}: {shlex.join(words)}\n{result.stdout[-1500:]}{result.stderr}"
            assert result.returncode == code, said


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_both_languages_of_a_document_show_the_same_commands(pair: tuple[str, str]) -> None:
    english, japanese = ([line for line in lines(ROOT / name)] for name in pair)
    assert english == japanese


def test_every_command_of_the_program_is_shown_in_some_document() -> None:
    shown = {line.words for path in DOCUMENTS for line in lines(path)}
    groups = {
        "recipients": recipients,
        "designs": designs,
        "layouts": layouts,
        "hand": hand,
        "write": write,
        "stamps": stamps,
        "cost": cost,
        "baton": baton,
        "printers": printers,
    }
    commands = {("outreach", name) for name in TABLE if name not in groups}
    for group, module in groups.items():
        commands |= {("outreach", group, name) for name in module.command.table}
    assert commands <= {words[:length] for words in shown for length in (2, 3)}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_to_a_file(path: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8"))
    near = [link.partition("#")[0] for link in links if "://" not in link]
    assert [link for link in near if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_no_folder_of_one_machine(path: Path) -> None:
    found = re.findall(r"/(?:home|root|Users|work|tmp)/|[A-Z]:\\", path.read_text("utf-8"))
    assert found == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_shown_command_names_no_day_that_may_still_be_to_come(path: Path) -> None:
    days = [
        line.words[line.words.index("--on") + 1] for line in lines(path) if "--on" in line.words
    ]
    assert {*days} <= {"today"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_is_short_enough_to_be_read(path: Path) -> None:
    most = 120 if path.name.startswith("README") else 150
    assert len(path.read_text("utf-8").splitlines()) <= most


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_the_settings_a_document_shows_can_be_read(path: Path) -> None:
    for text in blocks(path, "toml"):
        assert tomllib.loads(text)


def test_the_page_on_files_names_every_column_in_both_languages() -> None:
    words = set(re.findall(r"[\w-]+", (ROOT / "docs" / "files.md").read_text("utf-8")))
    for columns in (RECIPIENT_COLUMNS, MESSAGE_COLUMNS):
        assert {*columns, *columns.values()} <= words


@pytest.mark.parametrize("name", ["README.md", "README.ja.md", "docs/files.md"])
def test_every_exit_code_is_explained(name: str) -> None:
    rows = [row.split("|") for row in (ROOT / name).read_text("utf-8").splitlines()]
    cells = {cell.strip() for row in rows for cell in row}
    assert {str(int(code)) for code in ExitCode} <= cells
