"""Every kind of bad input: its exit code, where it is, what to do, in both languages."""

from __future__ import annotations

import errno
import json
import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner

from outreach.cli import check as check_command
from outreach.cli import outside
from outreach.cli.main import cli

if TYPE_CHECKING:
    from tests.conftest import Office

BOOK = "recipients/recipients.csv"
NAMES = ("青木", "由美", "𠮷上", "江口", "大谷", "北1条西", "若松町", "4条通")


class Case(NamedTuple):
    """Something broken, what is typed then, and what must come of it."""

    spoil: Callable[[Office], None]
    arguments: tuple[str, ...]
    code: int
    place: str
    words: tuple[str, str]  # English, Japanese


def edit(name: str, old: str, new: str) -> Callable[[Office], None]:
    return lambda office: office.replace(name, old, new)


def lose_the_ledger(office: Office) -> None:
    office.done("stop", "kcccc")
    (office.root / "ledger.db").unlink()


def age_the_program(office: Office) -> None:
    office.done("stop", "kcccc")
    with sqlite3.connect(office.root / "ledger.db") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()


def occupy(office: Office) -> None:
    office.write("out/r1/1/note.txt", "mine")


def nothing(office: Office) -> None:
    pass


CASES = {
    "an unknown key in the settings": Case(
        edit("outreach.toml", "[sender.a]", "smaple = true\n[sender.a]"), ("check",),
        3, "outreach.toml:3", ("Did you mean sample?", "もしかして sample ですか。"),
    ),
    "a round nobody made": Case(
        nothing, ("plan", "r11"), 3, "rounds", ("Did you mean r1?", "もしかして r1 ですか。"),
    ),
    "a round nobody made, for the ledger": Case(
        nothing, ("log", "--round", "r2"), 3, "rounds",
        ("There is no round r2", "回 r2 の round.toml がありません"),
    ),
    "a column that is missing": Case(
        edit(BOOK, "postal_code", "postcode"), ("check",), 4, f"{BOOK}:1",
        ("column postal_code (郵便番号) is missing.", "列「郵便番号」（postal_code）がありません"),
    ),
    "a character that was lost": Case(
        edit(BOOK, "江口", "江?"), ("print", "r1"), 4, f"{BOOK}:4 (kcccc)",
        ("Type it again and save as CSV UTF-8.", "「CSV UTF-8」で保存してください"),
    ),
    "a key that is used twice": Case(
        edit(BOOK, "kbbbb", "kaaaa"), ("check",), 4, f"{BOOK}:3 (kaaaa)",
        (f"used before, at {BOOK}:2", f"前の行（{BOOK}:2）"),
    ),
    "a house number that Excel made a date": Case(
        edit(BOOK, "北1条西2丁目3-4", "1月2日"), ("check",), 4, f"{BOOK}:2 (kaaaa)",
        ("Excel changed this", "Excel で日付か数値に変わっています"),
    ),
    "a name the message cannot know": Case(
        edit("rounds/r1/round.toml", "call_name", "salary"), ("check", "r1"), 3,
        "rounds/r1/round.toml:5", ("Only these may stand", "使えない名前があります：salary。"),
    ),
    "a key nobody has": Case(
        nothing, ("recipients", "show", "kaaab"), 4, "", ("Did you mean kaaaa?", "kaaaa ですか"),
    ),
    "a design that is missing": Case(
        edit("rounds/r1/round.toml", '"plain"', '"plane"'), ("print", "r1"), 5, "designs",
        ("Did you mean plain?", "もしかして plain ですか。"),
    ),
    "a character no font has": Case(
        edit("rounds/r1/round.toml", "雪が", "\U00013000"), ("check", "r1"), 6,
        "rounds/r1/round.toml", ("No font for the message has", "便りの書体に"),
    ),
    "a message that does not fit": Case(
        edit("rounds/r1/round.toml", "雪が", "雪が" * 400), ("print", "r1"), 6,
        "rounds/r1/round.toml", ("characters too long; their place", "字ぶん長すぎます"),
    ),
    "someone excluded, by name": Case(
        nothing, ("proof", "r1", "--only", "kdddd"), 7, "(kdddd)", ("no consent", "同意がない"),
    ),
    "a ledger that is gone": Case(
        lose_the_ledger, ("plan", "r1"), 8, "",
        ("outreach restore FILE", "新しく作り直さないでください"),
    ),
    "a ledger of a newer program": Case(
        age_the_program, ("stop", "kaaaa"), 8, "",
        ("Update outreach", "outreach を新しくしてください"),
    ),
    "a folder that is taken": Case(
        occupy, ("print", "r1"), 9, "", ("never overwritten", "上書きはしません"),
    ),
    "a posting without files": Case(
        nothing, ("post", "r1", "--on", "today", "--count", "3"), 10, "",
        ("first: outreach print r1", "先にファイルを作ってください：outreach print r1"),
    ),
    "an entry that is not there": Case(
        nothing, ("undo", "7", "--because", "x"), 10, "", ("no entry 7", "記録 7 はありません"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_bad_input_is_named_with_its_place_and_what_to_do(office: Office, case: Case) -> None:
    case.spoil(office)
    for lang, words in zip(("en", "ja"), case.words, strict=True):
        result = office.run(*case.arguments, lang=lang)
        assert result.exit_code == case.code, result.stderr
        assert case.place in result.stderr
        assert words in result.stderr
        assert "→" in result.stderr or case.code == 10
        assert "Traceback" not in result.output
        assert not [name for name in NAMES if name in result.output]
    assert not [path for path in office.root.rglob("*.tmp")]


def test_every_error_is_listed_at_once_and_the_lowest_kind_counts(office: Office) -> None:
    office.replace(BOOK, "江口", "江?")
    office.replace(BOOK, "060-0001", "")
    office.replace("rounds/r1/round.toml", '"plain"', '"plane"')
    problems = json.loads(office.run("check", "r1", "--json").stdout)["problems"]
    assert {(each["file"], each["line"]) for each in problems} == {
        ("designs", None),
        (BOOK, 2),
        (BOOK, 4),
    }
    assert office.run("check", "r1").exit_code == 4
    assert set(problems[0]) == {"severity", "code", "file", "line", "key", "message", "hint"}


def test_of_very_many_errors_only_the_first_are_shown(office: Office) -> None:
    with (office.root / BOOK).open("a", encoding="utf-8") as book:
        book.writelines(f"k{no},,,,,,,,person,,,\n" for no in range(60))
    shown = office.run("check").stderr
    assert len(re.findall("^Error", shown, re.MULTILINE)) == 50
    assert "… and " in shown


def test_errors_come_as_json_too(office: Office) -> None:
    result = office.run("plan", "r9", "--json", lang="ja")
    (problem,) = json.loads(result.stdout)["problems"]
    assert problem["code"] == "round-unknown"
    assert problem["message"] == "回 r9 の round.toml がありません。"


@pytest.mark.usefixtures("spoken")
def test_outside_a_project_the_way_in_is_shown(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--project", str(tmp_path), "--lang", "ja", "check"])
    assert result.exit_code == 3
    assert "outreach init" in result.stderr


def test_our_own_mistake_names_its_place_and_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("青木由美")

    monkeypatch.setattr(check_command, "check", fail)
    result = office.run("check")
    assert result.exit_code == 70
    assert "KeyError at cli/check.py:" in result.stderr
    assert "青木" not in result.output and "Traceback" not in result.output
    monkeypatch.setenv("OUTREACH_DEBUG", "1")
    assert isinstance(office.run("check").exception, KeyError)


def test_a_full_disk_leaves_nothing_half_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    before = (office.root / BOOK).read_bytes()
    office.replace(BOOK, "kdddd,", ",")
    result = office.run("recipients", "number", lang="ja")
    assert result.exit_code == 9
    assert "空きがあるか" in result.stderr
    assert (office.root / BOOK).read_bytes() == before.replace(b"kdddd,", b",")
    assert [path.name for path in (office.root / "recipients").iterdir()] == ["recipients.csv"]


def test_a_full_disk_anywhere_is_said_plainly(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/home/青木/secret.txt")

    monkeypatch.setattr(outside, "desk", full)
    result = office.run("check", lang="ja")
    assert result.exit_code == 9
    assert "ディスクがいっぱいです。" in result.stderr
    assert "青木" not in result.stderr


def test_stopping_by_hand_is_no_error_of_ours(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check_command, "check", interrupted)
    result = office.run("check", lang="ja")
    assert result.exit_code == 1
    assert "中止しました" in result.stderr
