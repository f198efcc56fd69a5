"""What a person at the keyboard is told: enough, once, in plain words, and what comes next."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from outreach import merge
from outreach.cli import language, main, output, outside, rounds
from outreach.cli.commands import module_name
from outreach.cli.main import cli
from outreach.errors import ExitCode, Severity, errors_in
from outreach.fonts import FontSet
from outreach.ledger import guards
from outreach.ledger.rounds import OWN_NAMES
from outreach.merge import message_faults
from outreach.model.round import MessageRow, Round
from outreach.model.words import difference_in
from outreach.phrase import phrase
from outreach.workflow import setup
from outreach.workflow.checking import absent_fonts
from outreach.workflow.desk import open_desk
from outreach.workflow.printed import Printed
from outreach.workflow.ways import Ways

if TYPE_CHECKING:
    from tests.conftest import Office

ROUND = "rounds/r1/round.toml"
BOOK = "recipients/recipients.csv"
MESSAGE = 'message = "{{ call_name }}へ\\n雪がふりました。"\n'
CLI = Path(main.__file__).parent


def problems_of(office: Office, *arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(office.run(*arguments, "--json").stdout)["problems"]
    return found


# -- messages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("message", ["", 'message = ""\n', 'message = "　\\n"\n'])
def test_a_round_without_words_is_not_printed(office: Office, message: str) -> None:
    office.replace(ROUND, MESSAGE, message)
    result = office.run("print", "r1", lang="ja")
    assert result.exit_code == 3
    assert result.stderr.count("便りがありません。") == 1
    assert "rounds/r1/round.toml" in result.stderr
    assert 'message = "…"' in result.stderr
    assert not (office.root / "out").exists()


def test_whoever_has_a_message_of_their_own_needs_none_of_the_round(office: Office) -> None:
    office.replace(ROUND, MESSAGE, "")
    office.write("rounds/r1/messages.csv", "key,message\nkaaaa,a\nkbbbb,b\n")
    (problem,) = problems_of(office, "check", "r1")
    assert (problem["code"], problem["key"], problem["file"]) == ("no-words", "kcccc", ROUND)
    office.done("proof", "r1", "--only", "kaaaa")
    office.write("rounds/r1/messages.csv", "key,message\nkaaaa,a\nkbbbb,b\nkcccc,c\n")
    office.done("check", "r1")


def test_a_row_that_names_only_a_design_is_where_the_words_are_missing(office: Office) -> None:
    office.replace(ROUND, MESSAGE, "")
    office.write("rounds/r1/messages.csv", "key,message,design\nkaaaa,,plain\n")
    (problem,) = problems_of(office, "check")
    assert (problem["file"], problem["line"]) == ("rounds/r1/messages.csv", 2)
    assert office.run("check").exit_code == ExitCode.SOURCE


def test_the_check_of_all_looks_into_every_rounds_messages(office: Office) -> None:
    office.replace(ROUND, "call_name", "age")
    office.write("rounds/r1/messages.csv", "key,message\nkaaaa,{{ 1 + 1 }}\n")
    result = office.run("check", lang="ja")
    assert result.exit_code == 3
    assert f"{ROUND}:5：便りに使えない名前があります：age。" in result.stderr
    assert "rounds/r1/messages.csv:2 (kaaaa)：便りに、文字と名前のほか" in result.stderr


def test_an_author_nobody_named_is_known_without_a_recipient() -> None:
    plan = Round("r1", post_on=outside.today(), design="plain", message="{{ author }}より")
    (problem,) = message_faults(plan, [])
    assert problem.code == "blank-in-message"
    assert not message_faults(plan, [MessageRow("kaaaa", "雪。")])[1:]


# -- projects below projects ------------------------------------------------------------------


def test_a_folder_that_is_named_is_the_one_restored_into(
    printed_office: Office, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.zip"
    printed_office.done("backup", str(kept))
    below = printed_office.root / "below"
    below.mkdir()
    result = CliRunner().invoke(cli, ["restore", str(kept), "--project", str(below)])
    assert result.exit_code == 0, result.stderr
    assert (below / "ledger.db").exists()
    made = CliRunner().invoke(cli, ["init", str(printed_office.root / "new"), "--lang", "en"])
    assert made.exit_code == 0, made.stderr
    assert (printed_office.root / "new" / "outreach.toml").exists()


# -- counts -----------------------------------------------------------------------------------


def test_the_plan_adds_up_though_rows_cannot_be_read(office: Office) -> None:
    office.replace(BOOK, "江口", "江?")
    office.replace(BOOK, "けんさん", "")
    plan = office.run("plan", "r1", lang="ja").stdout
    counts = (
        "出す 1通 ＋ 出さない 1件 ＋ 直すところのある宛先 1件 ＋ 読めない行 1件 ＝ 宛先名簿 4件"
    )
    assert counts in plan
    found = json.loads(office.run("plan", "r1", "--json").stdout)
    assert (found["unreadable"], found["unfinished"]) == (1, 1)


def test_one_of_a_thing_is_said_in_the_singular(office: Office) -> None:
    office.replace(BOOK, "江口", "江?")
    assert office.run("check").stdout == "1 error, 0 warnings.\n"
    assert office.done("proof", "r1").startswith("A proof of 1 card:")
    assert office.done("recipients", "find", "kaaaa").endswith("1 recipient.\n")


def test_the_count_to_post_holds_the_cards_of_earlier_prints(printed_office: Office) -> None:
    printed_office.done("stop", "kcccc")
    printed_office.done("printed", "r1")
    again = ("print", "r1", "--again", "--only", "kaaaa", "--because", "x")
    assert "--on today --count 2" in printed_office.done(*again)
    printed_office.done("pulled", "r1", "kcccc")
    printed_office.done("post", "r1", "--on", "today", "--count", "2")
    assert "outreach post" not in printed_office.done("print", "r1", "--side", "both")


def test_after_spoilt_cards_the_command_to_print_them_again_is_complete(
    printed_office: Office,
) -> None:
    said = printed_office.done("printed", "r1", "--spoilt", "1,3")
    command = "outreach print r1 --again --only kcccc --only kbbbb --because …"
    assert command in said
    assert "To be posted: 1 piece." in said


def test_a_print_says_the_folder_first(office: Office) -> None:
    first, *files = office.done("print", "r1", lang="ja").splitlines()
    assert first == "out/r1/1 に、3通分のファイルを作りました："
    assert files[:2] == ["  address.pdf", "  picture.pdf"]


def test_what_differs_from_the_frozen_round_is_said_in_words(printed_office: Office) -> None:
    printed_office.replace(ROUND, "みなみ", "きた")
    printed_office.replace("designs/plain/design.toml", "線", "点")
    said = printed_office.run("print", "r1", lang="ja").stderr
    assert "1番が、確定したときと違います：便り、書き手、図案の絵や設定。" in said


def test_every_fact_of_a_frozen_card_has_words(printed_office: Office) -> None:
    entries = json.loads(printed_office.done("log", "--json"))
    planned = next(entry["data"] for entry in entries if entry["kind"] == "planned")
    facts = planned.keys() - OWN_NAMES
    assert "design_sha" in facts
    assert not [name for name in facts if str(difference_in(name)) == name]


# -- many at once -----------------------------------------------------------------------------


def test_a_problem_of_many_recipients_is_shown_once_with_ten_keys(office: Office) -> None:
    row = (
        ",青木,由美,あおき,060-0001,北海道,札幌市中央区,北1条西2,person,self,2025-04-01,ゆみさん\n"
    )
    with (office.root / BOOK).open("a", encoding="utf-8") as book:
        book.writelines(f"kz{no}{row}" for no in range(12))
    office.replace(ROUND, MESSAGE, "")
    said = office.run("check", "r1", lang="ja").stderr
    assert said.count("便りがありません。") == 1
    assert "kz6 … 他 5件" in said
    no_words = [each for each in problems_of(office, "check", "r1") if each["code"] == "no-words"]
    assert len(no_words) == 15


def test_a_proof_of_everyone_lists_only_a_few_files(office: Office) -> None:
    said = office.done("proof", "r1", "--all", "--png", lang="ja")
    assert "out/r1/proof-kcccc-address.png" in said
    assert "… 他 5件" in said


def test_a_peers_proof_shows_no_address(office: Office) -> None:
    office.done("proof", "r1", "--side", "picture", "--png")
    made = sorted(path.name for path in (office.root / "out" / "r1").iterdir())
    assert made == ["proof-kcccc-picture.png", "proof.pdf"]


# -- consent and empty books ------------------------------------------------------------------


@pytest.mark.parametrize(("key", "spoil", "words"), [
    ("kdddd", ("大谷", "大谷"), "名簿の同意の欄が空です"),
    ("kaaaa", ("self,2025-04-01,ゆみ", "停止,,ゆみ"), "名簿ではまだ「停止」"),
    ("kzzzz", ("大谷", "大谷"), "名簿にこの方の行がありません"),
])  # fmt: skip
def test_a_consent_the_address_book_lacks_is_said(
    office: Office, key: str, spoil: tuple[str, str], words: str
) -> None:
    office.replace(BOOK, *spoil)
    office.done("stop", key)  # the ledger knows them all, the address book not
    result = office.run("consent", key, "--basis", "self", "--on", "today", lang="ja")
    assert result.exit_code == 0
    assert words in result.stderr


def test_a_consent_the_address_book_has_needs_no_word(office: Office) -> None:
    assert not office.run("consent", "kaaaa", "--basis", "self", "--on", "today").stderr


def test_an_empty_address_book_comes_first(office: Office) -> None:
    book = (office.root / BOOK).read_text(encoding="utf-8")
    office.write(BOOK, book.splitlines()[0] + "\n")
    for command in (["check"], ["plan", "r1"], ["recipients", "list"]):
        assert "fill in recipients/recipients.csv first" in office.done(*command)


# -- fonts, log, refusals ---------------------------------------------------------------------


def test_only_an_absent_first_hand_is_warned_of_and_roles_have_names(fonts: FontSet) -> None:
    first = fonts.wanted["message"]
    rest = tuple(font for font in fonts["message"] if font.id != first)
    lacking = FontSet({**fonts.roles, "message": rest}, fonts.wanted, (("message", first),))
    (problem,) = absent_fonts(lacking)
    assert problem.severity is Severity.WARNING
    assert str(problem.message) == f"Font of the message: {first} is not installed."
    second = FontSet(fonts.roles, fonts.wanted, (("message", "Klee One"), ("credit", "Seto")))
    assert not absent_fonts(second)
    assert errors_in(absent_fonts(FontSet({**fonts.roles, "credit": ()}, fonts.wanted)))


def test_the_doctor_never_sends_for_the_klee_that_lacks_a_character() -> None:
    assert "fonts-klee" not in setup._PACKAGES.values()


def test_the_log_says_round_key_and_kind_in_words(printed_office: Office) -> None:
    said = printed_office.done("log", lang="ja")
    left_out = next(line for line in said.splitlines() if "kdddd" in line)
    assert re.fullmatch(r"\s*\d+\s+[\d-]+\s+r1\s+kdddd\s+対象外（同意がない）", left_out)


def test_what_a_guard_refuses_is_said_in_the_readers_language() -> None:
    told = re.findall(
        r"RAISE\(FAIL, '(.*?)'\)", "".join((*guards.FIRST_GUARDS, *guards.SECOND_GUARDS))
    )
    assert len(told) > 30
    assert all(guards.words_of(words).text == words for words in told)
    assert "UNIQUE" not in str(guards.words_of("UNIQUE constraint failed: event.seq"))


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(("arguments", "line"), [
    (["post"], "エラー：引数が足りません：「ROUND」。"),
    (["printd"], "もしかして「print」、「printed」、「printers」ですか。"),
    (["--project", "no", "check"], "「--project」の値が使えません：フォルダ「no」がありません。"),
    (["stop", "1-2"], "エラー：「KEY」の値が使えません：「k7f3q」のように、英字ではじまり、"),
])  # fmt: skip
def test_a_usage_error_has_japanese_marks(arguments: list[str], line: str) -> None:
    said = CliRunner().invoke(cli, ["--lang", "ja", *arguments]).stderr
    assert line in said
    assert not re.search(r"[。：] |[ぁ-ん一-龠]:", said)


def test_a_consent_for_a_key_nobody_has_is_refused_with_the_nearest(office: Office) -> None:
    result = office.run("consent", "kaaab", "--basis", "self", "--on", "today")
    assert result.exit_code == ExitCode.SOURCE
    assert "Did you mean kaaaa?" in result.stderr
    assert json.loads(office.done("log", "--json")) == []


@pytest.mark.parametrize(("before", "words"), [
    (["stop", "kaaaa"], "停止が解けるのは、あらためて同意をいただいたときだけです"),
    (["consent", "kaaaa", "--basis", "self", "--on", "今日"], "解くものがありません"),
])  # fmt: skip
def test_a_release_that_lifts_nothing_is_refused_and_not_entered(
    office: Office, before: list[str], words: str
) -> None:
    office.done(*before)
    result = office.run("release", "kaaaa", "--because", "x", lang="ja")
    assert result.exit_code == ExitCode.STATE
    assert words in result.stderr
    assert len(json.loads(office.done("log", "--json"))) == 1


def test_a_day_at_the_keyboard_may_be_in_the_years_of_japan(office: Office) -> None:
    office.done("stop", "kaaaa", "--on", "令和8年12月8日")
    office.done("stop", "kbbbb", "--on", "R8.12.8")
    days = {entry["on"] for entry in json.loads(office.done("log", "--json"))}
    assert days == {"2026-12-08"}


def test_the_list_tells_a_consent_the_ledger_does_not_know_yet(office: Office) -> None:
    said = office.done("recipients", "list", lang="ja").splitlines()
    assert next(line for line in said if "kaaaa" in line).endswith("名簿に同意あり")
    assert next(line for line in said if "kdddd" in line).endswith("記録なし")


def test_cards_that_stay_here_are_listed_as_ranges(printed_office: Office) -> None:
    said = printed_office.done("post", "r1", "--on", "today", "--count", "1", "--held", "1,2")
    assert "Stay here: 1-2." in said


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("arguments", [[], ["recipients"], ["post"], ["log"]])
def test_the_line_of_usage_is_japanese(arguments: list[str]) -> None:
    said = CliRunner().invoke(cli, [*arguments, "--help", "--lang", "ja"]).stdout
    first = said.splitlines()[0]
    assert "[オプション]" in first
    assert not {"OPTIONS", "COMMAND", "ARGS"} & set(re.findall(r"[A-Z]+", first))


def test_a_character_that_cannot_be_printed_is_described_in_japanese(office: Office) -> None:
    office.replace(BOOK, "江口", "江\u202e口")
    office.replace(BOOK, "由美", "由?")
    said = office.run("check", lang="ja").stderr
    assert "U+202E（文字の向きを変える見えない文字）" in said
    assert "U+003F（文字化けの印）" in said
    assert not re.search("OVERRIDE|QUESTION", said)


def test_an_older_batch_names_the_pages_that_count_no_more(
    printed_office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = printed_office.root / "out" / "r1" / "1"
    made = Printed("r1", 1, folder, 3, 1, (), False, superseded=(2, 3))
    desk = open_desk(printed_office.root, outside.clock, outside.entropy, outside.today())
    language.speak("en")
    rounds.tell_printed(desk, made, Ways())
    said = capsys.readouterr()
    assert "very same" not in said.out
    assert "Do not use its pages of these numbers any more: 2-3." in said.err


def test_each_command_fits_on_a_page() -> None:
    tables = [*main.TABLE, *(f"recipients_{name}" for name in ("list", "show", "find", "number"))]
    files = {name: CLI / f"{module_name(name)}.py" for name in tables}
    lengths = {name: file.read_text("utf-8").count("\n") for name, file in files.items()}
    assert not {name: length for name, length in lengths.items() if length > 60}


class Terminal(StringIO):
    """A screen somebody sits at."""

    def isatty(self) -> bool:
        return True


def test_the_log_shows_whole_days_on_eighty_columns(
    printed_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = shown_on_eighty_columns(printed_office, monkeypatch, "log")
    assert "Undoes" not in said
    printed_office.done("undo", "1", "--because", "x")
    said = shown_on_eighty_columns(printed_office, monkeypatch, "log")
    days = [entry["on"] for entry in json.loads(printed_office.done("log", "--json"))]
    assert "Undoes" in said
    assert "…" not in said
    assert re.findall(r"\d{4}-\d\d-\d\d", said) == days


def shown_on_eighty_columns(
    office: Office, monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> str:
    """Return what a command shows on a terminal of 80 columns."""
    terminal = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", terminal)
        patch.setenv("COLUMNS", "80")
        with pytest.raises(SystemExit):
            cli.main(["--lang", "en", "--project", str(office.root), *arguments])
    said = click.unstyle(terminal.getvalue())
    assert max(map(len, said.splitlines())) <= 80
    return said


def test_a_long_print_shows_its_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(output, "_PATIENCE", -1.0)
    monkeypatch.setenv("TERM", "xterm")
    with output.progress_bar(phrase("Setting the cards")) as show:
        show(5000, 10000)
    assert "50%" in terminal.getvalue()


def test_the_season_of_a_round_is_worked_out_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[date] = []
    monkeypatch.setattr(merge, "season_word", lambda day: asked.append(day) or "冬")
    merge._of_day.cache_clear()
    office.replace(ROUND, "雪", "{{ season }}、雪")
    office.done("plan", "r1")
    merge._of_day.cache_clear()
    assert len(asked) == 1
