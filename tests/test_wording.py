"""The adviser on wording: what it finds in messages, what it leaves alone, and how it is told."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.cli import advised
from outreach.errors import ProblemsFoundError, SourceError
from outreach.wording import CODES, Adviser, Finding, open_adviser
from outreach.workflow.advice import read_drafts

if TYPE_CHECKING:
    from tests.conftest import Office

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def adviser() -> Adviser:
    return open_adviser()


def corpus(name: str) -> list[dict[str, str]]:
    with (DATA / f"wording-{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings}


# -- the corpora: written for the rules, so these figures are no measure of what is new to them ----


@pytest.mark.parametrize(("name", "least"), [("demanding", 0.95), ("indirect", 0.6)])
def test_what_weighs_on_someone_is_found(adviser: Adviser, name: str, least: float) -> None:
    rows = corpus(name)
    read = [codes(adviser.read(row["message"])) for row in rows]
    found = sum(map(bool, read))
    right = sum(row["code"] in each for row, each in zip(rows, read, strict=True))
    assert found >= least * len(rows)
    assert right >= (least - 0.05) * len(rows)


@pytest.mark.parametrize("name", ["gentle", "near"])
def test_a_gentle_message_is_left_alone(adviser: Adviser, name: str) -> None:
    rows = corpus(name)
    alarms = [row["message"] for row in rows if adviser.read(row["message"])]
    assert len(alarms) <= 0.05 * len(rows), alarms


# Written by another hand who had not seen the rules. They were tuned on it afterwards, so these
# figures too say only that nothing is lost of what is found now.


@pytest.mark.parametrize(("kind", "least"), [("direct", 0.98), ("indirect", 0.93)])
def test_what_weighs_in_the_words_of_another_hand_is_still_found(
    adviser: Adviser, kind: str, least: float
) -> None:
    rows = [row for row in corpus("other-hand") if row["kind"] == kind]
    missed = [row["message"] for row in rows if not adviser.read(row["message"])]
    assert len(missed) <= (1 - least) * len(rows), missed


def test_the_gentle_words_of_another_hand_are_still_left_alone(adviser: Adviser) -> None:
    rows = [row for row in corpus("other-hand") if row["kind"] == "gentle"]
    alarms = [row["message"] for row in rows if adviser.read(row["message"])]
    assert len(alarms) <= 0.02 * len(rows), alarms


# By yet another hand who had not seen the rules, and the first that was read only once they were
# widened. What it brought to light has been mended since.


@pytest.mark.parametrize(("kind", "most"), [("direct", 0), ("indirect", 2), ("gentle", 1)])
def test_the_messages_of_a_third_hand_are_judged_no_worse_than_after_mending(
    adviser: Adviser, kind: str, most: int
) -> None:
    """Keep what holds now: at most so many of a kind are judged wrongly.

    When this corpus was first read, 66 of 70 direct and 56 of 80 indirect messages were found, and
    6 of 120 gentle ones were false alarms: those are the figures of measure (docs/wording.md),
    these only guard.
    """
    rows = [row for row in corpus("third-hand") if row["kind"] == kind]
    wrong = [r["message"] for r in rows if bool(adviser.read(r["message"])) == (kind == "gentle")]
    assert len(rows) == {"direct": 70, "indirect": 80, "gentle": 120}[kind]
    assert len(wrong) <= most, wrong


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("あとひとふんばりだよ！", "press"),
        ("ずいぶん元気になったみたいですね。", "assume"),
        ("ぜひいらしてくださいね。", "oblige"),
        ("お返事がないのなら、こちらにも覚悟があります。", "promise"),
        ("その体質なら、お灸で治せますよ。", "creed"),
        ("気が進まなくて、億劫な日もあると思います。", "assume"),
        ("連絡がなければ、もう何も送りません。", "promise"),
    ],
)
def test_a_family_of_phrasing_is_found_in_other_words(
    adviser: Adviser, text: str, code: str
) -> None:
    assert code in codes(adviser.read(text))


@pytest.mark.parametrize(
    "text",
    ["マフラーは、あと一息で編みあがります。", "鉢の菊が、すっかり元気になったようです。",
     "お湯がわくまで待っています。", "家では、こたつが待っています。",
     "日曜日の朝は餅と決めています。", "きのうは本屋で働く日でした。",
     "勤め先の裏に、きつねの足あとがありました。", "今日はどの色で塗ろうかな。",
     "あなたへ、と書いたところで、猫が乗ってきました。"],
)  # fmt: skip
def test_what_only_sounds_like_such_a_family_is_left_alone(adviser: Adviser, text: str) -> None:
    assert adviser.read(text) == ()


# -- what is said, however it is spelt -----------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["頑張って下さい。", "がんばってくださいね", "ガンバって！", "もっと頑張りなさい",
     "頑張れ", "頑張ろうよ", "がんば\nってください。", "　頑張って くださいね🌸", "ｶﾞﾝﾊﾞﾚ！"],
)  # fmt: skip
def test_an_encouragement_is_found_however_it_is_written(adviser: Adviser, text: str) -> None:
    assert "press" in codes(adviser.read(text))


@pytest.mark.parametrize(
    "text",
    ["返事はいりません。", "お返事はお気になさらず。", "返事は要らないからね。",
     "頑張らなくていいです。", "頑張らないでください。", "「頑張れ」と書かれた旗が見えます。",
     "誰も頑張れと言いませんでした。"],
)  # fmt: skip
def test_what_is_denied_or_quoted_is_no_finding(adviser: Adviser, text: str) -> None:
    assert adviser.read(text) == ()


def test_a_telling_word_is_found_in_quotation_marks_too(adviser: Adviser) -> None:
    assert codes(adviser.read("『ひきこもり新聞』を読みました。")) == {"expose"}


def test_lines_without_full_stops_are_sentences_of_their_own(adviser: Adviser) -> None:
    text = "雪がふりました\nお元気ですか\nりすが来ました"
    (finding,) = adviser.read(text)
    assert (finding.code, finding.words) == ("question", "お元気ですか")


def test_the_gap_of_a_template_is_a_name(adviser: Adviser) -> None:
    assert codes(adviser.read("{{ call_name }}さん、お元気ですか。")) == {"question"}
    assert adviser.read("{{ call_name }}さんへ。りすが来ました。") == ()


def test_a_finding_says_where_and_in_which_words(adviser: Adviser) -> None:
    text = "雪がふりました。お返事をお待ちしています。"
    (finding,) = adviser.read(text)
    assert text[finding.start :].startswith(finding.words)
    assert finding.words.startswith("お返事")
    assert finding.why
    assert finding.gentler


def test_one_place_has_one_finding_of_a_code(adviser: Adviser) -> None:
    found = adviser.read("頑張って、頑張って、頑張ってください。お返事ください。")
    places = [(finding.code, finding.start) for finding in found]
    assert len(places) == len({*places})


# -- what this recipient does not wish ------------------------------------------------------------


@pytest.mark.parametrize(
    ("avoid", "text"),
    [
        ("猫の話", "ねこが窓にいました。"),
        ("学校、犬", "小さな犬を見ました。"),
        ("ねこ", "猫が窓にいました。"),
        ("いぬ・とり", "小さな犬を見ました。"),
        ("花 ネコ", "猫が窓にいました。"),
        ("おかね", "道にお金が落ちていました。"),
        ("仕事", "今日は会社の窓から虹を見ました。"),
    ],
)
def test_a_topic_to_avoid_is_found_and_named_as_theirs(
    adviser: Adviser, avoid: str, text: str
) -> None:
    assert adviser.read(text) == ()
    (finding,) = adviser.read(text, (avoid,))
    assert finding.code == "topic"
    assert "この方" in finding.why


# -- lines that are no sentences ------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "ひきこもり支援センター",
        "2026-12-hikikomori",
        "こころの相談室",
        "若者サポートステーション",
        "精神保健福祉係",
    ],
)
def test_a_telling_line_is_found(adviser: Adviser, line: str) -> None:
    assert codes(adviser.exposing(line)) == {"expose"}


@pytest.mark.parametrize("line", ["便りのへや", "みなみ", "r2026-12", "中央区大通西"])
def test_a_discreet_line_tells_nothing(adviser: Adviser, line: str) -> None:
    assert adviser.exposing(line) == ()


# -- the organisation's own rules -----------------------------------------------------------------


OWN = """
[wording]
telling = ["青空の会"]
off = ["question"]

[[rule]]
name = "own-tea"
code = "press"
why = "お茶の話です。"
gentler = "水の話にします。"
find = ["お茶 を 飲む"]
"""


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "wording.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def test_the_own_file_adds_and_switches_off(own: Callable[[str], Path]) -> None:
    adviser = open_adviser(own(OWN))
    assert codes(adviser.read("青空の会より")) == {"expose"}
    assert codes(adviser.exposing("青空 の会")) == {"expose"}
    assert adviser.read("お元気ですか。") == ()
    assert codes(adviser.read("温かいお茶を飲みました。")) == {"press"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[wording\n", 1),
        ('[wording]\ntelling = "青空"\n', 2),
        ('[wording]\noff = ["nothing"]\n', 2),
        ("[wordings]\n", 1),
        ('[[rule]]\nname = "a"\ncode = "b"\nwhy = "c"\ngentler = "d"\nfind = ["e"]\n', 3),
        ('[[rule]]\nname = "a"\ncode = "press"\nwhy = "c"\ngentler = "d"\nfind = ["{ない}"]\n', 6),
        ('[[rule]]\nname="a"\ncode="press"\nwhy="c"\ngentler="d"\nfind=["な (の だ) よ"]\n', 6),
        ('[[rule]]\nname = "a"\ncode = "press"\nwhy = "c"\ngentler = "d"\n', 2),
        ("rule = 3\n", 1),
    ],
)
def test_an_error_in_the_own_file_is_said_with_its_line(
    own: Callable[[str], Path], text: str, line: int
) -> None:
    with pytest.raises(ProblemsFoundError) as raised:
        open_adviser(own(text))
    assert raised.value.exit_code == 3
    assert [problem.where.line for problem in raised.value.problems] == [line]


# -- anything at all ------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="返事頑張っくださいますかん。、？「」\n　a😊{}ー々", max_size=80))
def test_any_text_can_be_read_and_the_words_stand_in_it(text: str) -> None:
    for finding in SHARED.read(text):
        assert finding.code in CODES
        assert text[finding.start] == finding.words[0]


SHARED = open_adviser()


def test_a_very_long_message_is_read_to_its_end(adviser: Adviser) -> None:
    found = adviser.read("雪がふりました。" * 1300 + "。お元気ですか。")
    assert codes(found) == {"question"}


# -- the command ----------------------------------------------------------------------------------


def wording(folder: Path, *words: str, stdin: bytes = b"") -> list[dict[str, object]]:
    result = subprocess.run(
        [sys.executable, "-m", "outreach.cli.main", "wording", *words, "--json"],
        cwd=folder, input=stdin, capture_output=True, check=True,
        env={"PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUTF8": "1"},
    )  # fmt: skip
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_text_file_is_one_message(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "m.txt").write_bytes("雪です。\nお元気ですか。".encode(encoding))
    (entry,) = wording(tmp_path, "m.txt")
    assert entry["key"] == ""
    assert isinstance(entry["findings"], list)
    assert [set(found) for found in entry["findings"]] == [{"code", "words", "why", "gentler"}]


def test_a_table_has_an_entry_for_each_row_outside_of_any_project(tmp_path: Path) -> None:
    text = 'key,message,avoid\nk1,"雪です。\nお元気ですか",\nk2,りすが来ました。,りす\nk3,,\n'
    (tmp_path / "m.csv").write_bytes(text.encode("cp932"))
    entries = wording(tmp_path, "m.csv")
    assert [entry["key"] for entry in entries] == ["k1", "k2", "k3"]
    assert [bool(entry["findings"]) for entry in entries] == [True, True, False]
    assert wording(tmp_path, "-", stdin=text.encode()) == entries


def test_a_table_without_messages_is_refused_with_the_column(office: Office) -> None:
    (office.root / "m.csv").write_text("key,words\nk1,雪です\n", "utf-8")
    result = office.run("wording", str(office.root / "m.csv"))
    assert result.exit_code == 4
    assert "message" in result.stderr


def test_findings_are_advice_and_no_error(office: Office) -> None:
    (office.root / "m.txt").write_text("頑張ってください。", "utf-8")
    result = office.run("wording", str(office.root / "m.txt"), lang="ja")
    assert result.exit_code == 0
    assert "頑張って" in result.stdout


@pytest.mark.parametrize("words", ["", " \n\u3000\r\n", "\ufeff"])
def test_where_nothing_comes_in_there_is_nothing_to_read(
    office: Office, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(words.encode())))
    with advised.handed_in(Path("-")) as path, pytest.raises(SourceError, match="nothing to read"):
        advised.words_in(read_drafts(path, "-"))
    (office.root / "m.txt").write_text(words, "utf-8")
    result = office.run("wording", str(office.root / "m.txt"))
    assert (result.exit_code, result.stdout) == (4, "")
    assert "There is nothing to read" in result.stderr


def test_a_reading_over_a_word_hides_it_from_nobody(tmp_path: Path) -> None:
    (tmp_path / "m.txt").write_text("頑張《がんば》って下さい。", "utf-8")
    (entry,) = wording(tmp_path, "m.txt")
    assert isinstance(entry["findings"], list)
    assert [found["code"] for found in entry["findings"]] == ["press"]


# -- the words of a round ------------------------------------------------------------------------


def test_check_warns_of_the_words_of_a_round_without_showing_them(office: Office) -> None:
    office.write("wording.toml", OWN.replace('off = ["question"]', ""))
    text = (office.root / "rounds/r1/round.toml").read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("message"))
    office.replace("rounds/r1/round.toml", line, 'message = "{{ call_name }}さん、お元気ですか。"')
    result = office.run("check", "r1", "--json")
    assert result.exit_code != 70, result.stderr
    problems = json.loads(result.stdout)["problems"]
    found = [each for each in problems if each["code"] == "wording-question"]
    assert found
    assert {each["severity"] for each in found} == {"warning"}
    assert {each["file"] for each in found} == {"rounds/r1/round.toml"}
    assert all("お元気" not in each["message"] + each["hint"] for each in found)
    assert "wording-reply" not in {each["code"] for each in problems}


def warnings_of(office: Office, code: str) -> list[tuple[str, str]]:
    """Where each warning of a code stands: its file and its key."""
    problems = json.loads(office.run("check", "r1", "--json").stdout)["problems"]
    return [(each["file"], each.get("key") or "") for each in problems if each["code"] == code]


def give_the_round(office: Office, words: str) -> None:
    text = (office.root / "rounds/r1/round.toml").read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("message"))
    office.replace("rounds/r1/round.toml", line, f'message = "{words}"')


def test_the_words_all_share_are_warned_of_once(office: Office) -> None:
    give_the_round(office, "{{ call_name }}、頑張《がんば》ってください。猫がいました。")
    assert warnings_of(office, "wording-press") == [("rounds/r1/round.toml", "")]


def test_what_only_one_does_not_wish_is_warned_of_with_the_key(office: Office) -> None:
    give_the_round(office, "雪の上に猫がいました。")
    office.replace("recipients/recipients.csv", "call_name\n", "call_name,avoid\n")
    office.replace("recipients/recipients.csv", "けんさん\n", "けんさん,ねこ\n")
    assert warnings_of(office, "wording-topic") == [("rounds/r1/round.toml", "kbbbb")]
