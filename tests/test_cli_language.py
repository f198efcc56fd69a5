"""Both languages are complete, and everything the person reads is in theirs."""

from __future__ import annotations

import gettext
import os
import re
import string
import subprocess
import sys
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from click.testing import CliRunner

from outreach.cli import language
from outreach.cli.commands import Group
from outreach.cli.main import cli
from outreach.cli.pages import width_of, wrapped

ROOT = Path(__file__).parent.parent
KEYWORDS = {"phrase": None, "_": None, "translate": None, "ngettext": (1, 2)}
CLICK = Path(click.__file__).parent
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
CATALOGUES = [
    ("ja", "outreach", ROOT / "outreach"), ("en", "outreach", ROOT / "outreach"),
    ("ja", "click", CLICK),
]  # fmt: skip


def said_in(package: Path) -> set[str]:
    """Every text a package says, by its msgid."""
    found = extract_from_dir(package, [("**.py", "python")], keywords=KEYWORDS)
    return {text if isinstance(text, str) else text[0] for _, _, text, *_ in found}


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    context = click.Context(group)
    found: list[tuple[str, ...]] = [path]
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        inner = commands(command, (*path, name)) if isinstance(command, Group) else [(*path, name)]
        found += inner
    return found


@pytest.mark.parametrize(("locale", "domain", "package"), CATALOGUES)
def test_the_catalogue_says_all_that_the_code_says_and_nothing_else(
    locale: str, domain: str, package: Path
) -> None:
    path = ROOT / "outreach" / "locale" / locale / "LC_MESSAGES" / f"{domain}.po"
    with path.open("rb") as source:
        catalogue = read_po(source)
    messages = [message for message in catalogue if message.id]
    texts = {m.id if isinstance(m.id, str) else m.id[0]: m for m in messages}
    assert said_in(package) == texts.keys()
    assert not list(catalogue.obsolete)
    for text, message in texts.items():
        said = message.string if isinstance(message.string, str) else message.string[0]
        assert said and not message.fuzzy, text
        if domain == "outreach":
            assert gaps(said) == gaps(text), text


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_a_help_page_is_in_one_language(path: tuple[str, ...]) -> None:
    english = CliRunner().invoke(cli, ["--lang", "en", *path, "--help"]).stdout
    japanese = CliRunner().invoke(cli, ["--lang", "ja", *path, "--help"]).stdout
    assert not JAPANESE.search(english)
    explained = [
        line for line in japanese.splitlines()
        if len(line.strip().split("  ")) > 1 and not line.startswith("使い方")
    ]  # fmt: skip
    assert explained
    assert not [line for line in explained if not re.search(r"[^\x00-\x7f]", line)]


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("arguments", [
    ["post"], ["prnt"], ["check", "--bogus"], ["stop", "1-2"], ["pause", "kaaaa", "--until", "x"],
    ["print", "r1", "--for", "moon"], ["print", "r1", "--again"], ["letter", "k", "--on", "today"],
])  # fmt: skip
def test_a_usage_error_is_in_one_language(arguments: list[str]) -> None:
    english = CliRunner().invoke(cli, ["--lang", "en", *arguments])
    japanese = CliRunner().invoke(cli, [*arguments, "--lang", "ja"])
    assert english.exit_code == japanese.exit_code == 2
    assert not JAPANESE.search(english.stderr)
    assert not re.search(r"Usage|Error|Try|Invalid|Missing|No such|Did you", japanese.stderr)
    assert JAPANESE.search(japanese.stderr.splitlines()[-1])


@pytest.mark.parametrize(("arguments", "environment", "expected"), [
    (["--lang", "en"], {"OUTREACH_LANG": "ja"}, "en"),
    (["check", "--lang=ja"], {"LANG": "en_GB.UTF-8"}, "ja"),
    ([], {"OUTREACH_LANG": "ja", "LC_ALL": "C"}, "ja"),
    ([], {"LC_ALL": "ja_JP.UTF-8", "LANG": "C"}, "ja"),
    ([], {"LC_MESSAGES": "en_US.UTF-8", "LANG": "ja_JP.UTF-8"}, "en"),
    (["--lang", "fr"], {"LANG": "ja_JP.UTF-8"}, "ja"),
    (["find", "--", "--lang=ja"], {"LANG": "C"}, "en"),
])  # fmt: skip
def test_the_language_is_the_one_asked_for_else_the_computers(
    arguments: list[str], environment: dict[str, str], expected: str
) -> None:
    assert language.choose(arguments, environment) == expected


def test_without_catalogues_everything_is_said_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    monkeypatch.setenv("LANGUAGE", "")
    page = CliRunner().invoke(cli, ["--lang", "ja", "--help"]).stdout
    assert "Make a new project folder." in page
    assert gettext.gettext("Options") == "Options"


def test_help_loads_no_library_that_takes_time() -> None:
    program = (
        "import sys; from outreach.cli.main import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "slow = 'rich pikepdf weasyprint uharfbuzz openpyxl jinja2 PIL sqlite3'.split()\n"
        "sys.exit([name for name in slow if name in sys.modules] or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr


def test_a_console_that_lacks_a_character_stops_nothing(tmp_path: Path) -> None:
    head = "key,family_name,postal_code,address\n"
    folder = tmp_path / "recipients"
    folder.mkdir()
    (folder / "a.csv").write_text(head + "kaaaa,𠮷上,060-0001,札幌市1\n", encoding="utf-8")
    (tmp_path / "outreach.toml").write_text(
        '[project]\nname = "a"\n[sender.a]\nname = "b"\npostal_code = "0600001"\naddress = "c"\n',
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONIOENCODING": "cp932", "OUTREACH_LANG": "ja"}
    command = [sys.executable, "-m", "outreach.cli.main", "--project", str(tmp_path)]
    ran = subprocess.run(
        [*command, "recipients", "list"], capture_output=True, env=environment, cwd=ROOT
    )
    assert ran.returncode == 0, ran.stderr
    assert "?上" in ran.stdout.decode("cp932")
    ran = subprocess.run(
        [*command, "recipients", "list", "--json"], capture_output=True, env=environment, cwd=ROOT
    )
    assert rb"\ud842\udfb7" in ran.stdout  # nothing is lost where a program reads it


@pytest.mark.parametrize("width", [10, 24, 60])
def test_wrapped_lines_fit_and_begin_with_no_closing_mark(width: int) -> None:
    text = "回を確定して、印刷するファイルを作ります。同じ内容なら、outreach は何もしません。"
    lines = wrapped(text, width)
    assert all(width_of(line) <= width + 2 for line in lines)
    assert not [line for line in lines if line[:1] in "、。"]
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
