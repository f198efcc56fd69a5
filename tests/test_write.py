"""Writing lists: what an author is given, and what is taken when it comes back."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.cli import outside
from outreach.errors import ExitCode, Problem
from outreach.sources.lost import changed_fault, lost_at
from outreach.sources.writing_list import (
    WRITING_COLUMNS,
    ListEntry,
    ListRow,
    read_list,
    write_list,
)
from tests.test_artwork_layouts import in_process

if TYPE_CHECKING:
    from tests.conftest import Office

__all__ = ["in_process"]
BOOK = "recipients/recipients.csv"
MESSAGES = "rounds/r1/messages.csv"
ROUND = "rounds/r1/round.toml"
ENGLISH = {name: name for name in WRITING_COLUMNS}

pytestmark = pytest.mark.usefixtures("in_process")


@pytest.fixture
def unwritten(office: Office) -> Office:
    """A project whose round has no words yet: its author asks for a list."""
    office.replace(ROUND, 'message = "{{ call_name }}へ\\n雪がふりました。"\n', "")
    return office


def exported(office: Office, name: str = "list.csv", *more: str, lang: str = "en") -> Path:
    path = office.root.parent / name
    path.unlink(missing_ok=True)
    office.done("write", "export", "r1", "-o", str(path), *more, lang=lang)
    return path


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def rewrite(
    path: Path, words: Mapping[str, str], encoding: str = "utf-8-sig", delimiter: str = ","
) -> Path:
    """Put messages into a CSV list by key, and save it as a spreadsheet would."""
    found = rows(path)
    for row in found:
        row["message"] = words.get(row["key"], row["message"])
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(found[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(found)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def edited(path: Path, edit: Callable[[Any], None]) -> Path:
    """Save a workbook after somebody worked on its sheet."""
    book = openpyxl.load_workbook(path)
    edit(book.active)
    book.save(path)
    return path


def taken(office: Office, path: Path, *more: str, code: int = 0) -> dict[str, Any]:
    result = office.run("write", "import", str(path), "--json", *more)
    assert result.exit_code == code, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def codes(found: Mapping[str, Any]) -> list[tuple[int, str]]:
    return [(each["line"], one["code"]) for each in found["refused"] for one in each["problems"]]


def written(office: Office) -> dict[str, str]:
    path = office.root / MESSAGES
    return {row["key"]: row["message"] for row in rows(path)}


# -- what an author is given ----------------------------------------------------------------------

CANARIES = {
    "family_name": "籠鳥", "given_name": "伝羽", "kana": "かごどり", "joint_names": "弐羽:様",
    "organisation": "鳥籠会", "department": "飼育課", "title": "飼育長", "care_of": "留鳥",
    "postal_code": "064-0987", "prefecture": "北海道", "city": "札幌市中央区",
    "street": "鳥居町六丁目9-87", "building": "巣箱荘605", "kind": "person",
    "mailings": "card;newsletter", "gender": "女性", "branch": "とまり木支所", "consent": "family",
    "consent_on": "2024-11-23", "note": "備えの鳥",
}  # fmt: skip
SHOWN = {"key": "kcana", "call_name": "ちゅんさん", "likes": "鈴の音", "avoid": "猫の話"}


def with_canaries(office: Office) -> None:
    columns = {**SHOWN, **CANARIES}
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(columns), list(columns.values())])
    office.write("recipients/canary.csv", text.getvalue())
    office.replace(ROUND, "{{ call_name }}へ", "{{ family_name }}{{ given_name }}様へ")


def all_bytes(path: Path) -> str:
    """Everything a file holds, a workbook's parts unpacked and its entities resolved."""
    if path.suffix != ".xlsx":
        return path.read_text("utf-8-sig")
    import html

    with ZipFile(path) as parts:
        return "".join(html.unescape(parts.read(name).decode()) for name in parts.namelist())


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_a_writing_list_holds_nothing_that_says_who_or_where_somebody_is(
    office: Office, name: str
) -> None:
    with_canaries(office)
    office.done("print", "r1")
    office.done("post", "r1", "--on", "today", "--count", "4")
    text = all_bytes(exported(office, name))
    assert all(word in text for word in SHOWN.values())
    assert "雪がふりました。" in text  # what was written before, without the name it began with
    hidden = [word for word in CANARIES.values() if word not in ("card", "person", "family")]
    found = [word for word in hidden if word in text or word.replace("-", "") in text]
    assert found == []
    assert not {*CANARIES} & {*text.replace('"', ",").split(",")}


def test_a_list_names_everyone_the_round_writes_to_and_nobody_else(unwritten: Office) -> None:
    unwritten.done("stop", "kbbbb")
    assert [row["key"] for row in rows(exported(unwritten))] == ["kaaaa", "kcccc"]


def test_the_cards_of_one_author_are_those_the_round_or_the_row_gives_them(office: Office) -> None:
    office.write(MESSAGES, "key,message,author\nkbbbb,きのうの月。,けい\n")
    assert [row["key"] for row in rows(exported(office, "k.csv", "--author", "けい"))] == ["kbbbb"]
    found = rows(exported(office, "m.csv", "--author", "みなみ"))
    assert [row["key"] for row in found] == ["kaaaa", "kcccc"]
    assert [row["message"] for row in found] == ["", ""]


def test_an_author_who_writes_nothing_is_asked_back(office: Office) -> None:
    result = office.run("write", "export", "r1", "--author", "みなも", "-o", "nothing.csv")
    assert (result.exit_code, "Did you mean みなみ?" in result.stderr) == (4, True)


def test_a_person_without_a_call_name_is_only_a_key(office: Office) -> None:
    office.replace(BOOK, ",あおいさん", ",")
    office.write(MESSAGES, "key,message\nkcccc,きのうの月。\n")
    row = rows(exported(office))[2]
    assert (row["key"], row["call_name"]) == ("kcccc", "")


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_a_list_in_either_language_comes_back_unchanged(
    office: Office, name: str, lang: str
) -> None:
    office.write(MESSAGES, 'key,message\nkaaaa,"一行め\n　二行め"\nkbbbb,-5℃の朝。\n')
    before = (office.root / MESSAGES).read_bytes()
    found = taken(office, exported(office, name, lang=lang))
    assert (found["added"], found["changed"], found["refused"]) == ([], [], [])
    assert len(found["unchanged"]) == 3
    assert (office.root / MESSAGES).read_bytes() == before


def test_the_last_two_messages_that_were_posted_are_told_with_day_and_author(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    words_of = {"r1": "一つめの便り。", "r2": "二つめの便り。", "r3": "三つめ。"}
    for day, (round_id, words) in enumerate(words_of.items(), start=9):
        monkeypatch.setattr(outside, "today", partial(date, 2026, 12, day))
        office.write(f"rounds/{round_id}/round.toml", round_of(words))
        office.done("print", round_id)
        office.done("post", round_id, "--on", "today", "--count", "3")
    office.write("rounds/r4/round.toml", round_of("四つめはまだここに。"))
    office.done("print", "r4")
    office.write("rounds/r5/round.toml", round_of("五つめ。"))
    path = office.root.parent / "r5.csv"
    office.done("write", "export", "r5", "-o", str(path))
    told = rows(path)[0]["last_written"]
    assert told == "2026-12-11 みなみ\n三つめ。\n\n2026-12-10 みなみ\n二つめの便り。"


def round_of(words: str) -> str:
    return (
        'mailing = "card"\npost_on = 2026-12-08\ndesign = "plain"\nauthor = "みなみ"\n'
        f'message = "{words}"\n'
    )


def test_a_name_in_an_earlier_message_is_blanked_unless_the_call_name_tells_it(
    printed_office: Office,
) -> None:
    words = "青木さん、あおきさん、由美さん、ゆみさんへ。ゆきの朝。"
    printed_office.write("rounds/r0/round.toml", round_of(words))
    printed_office.done("print", "r0")
    printed_office.done("post", "r0", "--on", "today", "--count", "3")
    path = printed_office.root.parent / "r1.csv"
    printed_office.done("write", "export", "r1", "-o", str(path))
    told = [row["last_written"].partition("\n")[2] for row in rows(path)]
    assert told == ["〇〇さん、〇〇さん、〇〇さん、ゆみさんへ。ゆきの朝。", words, words]


def test_as_many_characters_as_a_list_says_do_fit(unwritten: Office) -> None:
    room = int(rows(exported(unwritten))[0]["room"])
    path = rewrite(exported(unwritten), {"kaaaa": ("雪のふる朝は、静かです。" * room)[:room]})
    assert room > 20
    assert len(taken(unwritten, path)["added"]) == 1


def test_a_workbook_lets_only_messages_be_written_and_counts_them(office: Office) -> None:
    book = openpyxl.load_workbook(exported(office, "list.xlsx", lang="ja"))
    sheet = book.active
    assert sheet is not None
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    assert list(heads) == list(WRITING_COLUMNS.values())
    unlocked = {name for name, at in heads.items() if not sheet[f"{at}2"].protection.locked}
    assert (sheet.protection.sheet, unlocked) == (True, {"便り"})
    message, gauge = heads["便り"], heads["いまの文字数"]
    assert sheet[f"{gauge}2"].value == f'=LEN(SUBSTITUTE({message}2,CHAR(10),""))'
    assert sheet[f"{message}2"].alignment.wrap_text
    assert sheet.column_dimensions[message].width > 40
    assert sheet.freeze_panes == "C2"
    (rule,) = [rule for found in sheet.conditional_formatting for rule in found.rules]
    assert rule.formula == [f"AND(ISNUMBER($G2),${gauge}2>$G2)"]


def test_the_same_round_gives_the_same_bytes(office: Office) -> None:
    assert exported(office, "a.xlsx").read_bytes() == exported(office, "b.xlsx").read_bytes()


def test_what_a_spreadsheet_would_run_is_text_in_a_list(office: Office) -> None:
    office.write(MESSAGES, "key,message\nkcccc,=1+1\n")
    text = exported(office).read_text("utf-8-sig")
    assert "'=1+1" in text
    sheet = openpyxl.load_workbook(exported(office, "list.xlsx")).active
    assert sheet is not None
    assert (sheet["F4"].value, sheet["F4"].data_type) == ("=1+1", "s")


def test_a_list_gets_a_name_of_its_own_and_replaces_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = office.root.parent / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    office.done("write", "export", "r1")
    office.done("write", "export", "r1")
    assert sorted(path.name for path in here.iterdir()) == ["write-r1-2.xlsx", "write-r1.xlsx"]
    assert office.run("write", "export", "r1", "-o", "write-r1.xlsx").exit_code == ExitCode.OUTPUT


def test_a_list_is_not_written_among_the_address_books(office: Office) -> None:
    inside = office.root / "recipients" / "list.csv"
    assert office.run("write", "export", "r1", "-o", str(inside)).exit_code == ExitCode.OUTPUT
    assert not inside.exists()


def test_a_round_of_newsletters_has_nothing_to_write(office: Office) -> None:
    office.write("rounds/n/round.toml", 'mailing = "newsletter"\npost_on = 2026-12-15\n')
    assert office.run("write", "export", "n", "-o", "x.csv").exit_code == ExitCode.PROJECT


# -- what is taken when it comes back -------------------------------------------------------------


def test_messages_become_the_rows_of_a_new_table(unwritten: Office) -> None:
    path = rewrite(
        exported(unwritten), {"kaaaa": "屋根の雪が\n青く見えます。", "kcccc": "湯のみ。"}
    )
    found = taken(unwritten, path)
    assert [each["key"] for each in found["added"]] == ["kaaaa", "kcccc"]
    assert written(unwritten) == {"kaaaa": "屋根の雪が\n青く見えます。", "kcccc": "湯のみ。"}
    again = taken(unwritten, path)
    assert (again["added"], len(again["unchanged"])) == ([], 3)


def test_other_rows_columns_and_bytes_of_the_table_stay(office: Office) -> None:
    kept = 'key,design,わたしのメモ,message\r\nkbbbb,plain,"a,b",前のまま\r\n'
    with (office.root / MESSAGES).open("w", encoding="cp932", newline="") as stream:
        stream.write(kept + "kaaaa,,x,古い便り\r\n")
    path = rewrite(exported(office), {"kaaaa": "新しい便り", "kcccc": "雪、雪、雪。"})
    found = taken(office, path)
    assert ([x["key"] for x in found["changed"]], [x["key"] for x in found["added"]]) == (
        ["kaaaa"], ["kcccc"],
    )  # fmt: skip
    now = (office.root / MESSAGES).read_bytes().decode("cp932")
    assert now == f"{kept}kaaaa,,x,新しい便り\r\nkcccc,,,雪、雪、雪。\r\n"


def test_a_table_without_messages_gets_a_column_for_them(office: Office) -> None:
    office.write(MESSAGES, "管理番号,図案\nkbbbb,plain\n")
    taken(office, rewrite(exported(office), {"kbbbb": "雪の音。"}))
    text = (office.root / MESSAGES).read_text("utf-8")
    assert text == "管理番号,図案,便り\nkbbbb,plain,雪の音。\n"


def test_a_dry_run_says_the_same_and_writes_nothing(unwritten: Office) -> None:
    path = rewrite(exported(unwritten), {"kaaaa": "湯のみの湯気。"})
    found = taken(unwritten, path, "--dry-run")
    assert ([each["key"] for each in found["added"]], found["written"]) == (["kaaaa"], False)
    assert not (unwritten.root / MESSAGES).exists()


def test_what_an_author_left_alone_does_not_undo_what_was_changed_since(office: Office) -> None:
    office.write(MESSAGES, "key,message\nkaaaa,はじめの便り\nkbbbb,けんさんの便り\n")
    path = rewrite(exported(office), {"kbbbb": "書きなおした便り"})
    office.write(MESSAGES, "key,message\nkaaaa,事務局で直した便り\nkbbbb,けんさんの便り\n")
    taken(office, path)
    assert written(office) == {"kaaaa": "事務局で直した便り", "kbbbb": "書きなおした便り"}


def test_a_blank_message_changes_nothing(office: Office) -> None:
    office.write(MESSAGES, "key,message\nkaaaa,はじめの便り\n")
    found = taken(office, rewrite(exported(office), {"kaaaa": "　\n"}))
    assert (found["written"], written(office)) == (False, {"kaaaa": "はじめの便り"})


@pytest.mark.parametrize(("encoding", "delimiter"), [("cp932", ","), ("utf-16", "\t"),
                                                     ("utf-8", ",")])  # fmt: skip
def test_a_list_is_read_however_a_spreadsheet_saved_it(
    unwritten: Office, encoding: str, delimiter: str
) -> None:
    path = rewrite(exported(unwritten), {"kaaaa": "髙い空。"}, encoding, delimiter)
    assert len(taken(unwritten, path)["added"]) == 1
    assert written(unwritten) == {"kaaaa": "髙い空。"}


def test_a_key_in_full_width_or_capitals_is_the_key(unwritten: Office) -> None:
    path = exported(unwritten)
    path.write_text(path.read_text("utf-8").replace("kaaaa", "ＫＡＡＡＡ"), "utf-8")
    text = rewrite(path, {"ＫＡＡＡＡ": "雪。"})
    assert "ＫＡＡＡＡ" in text.read_text("utf-8")
    taken(unwritten, path)
    assert written(unwritten) == {"kaaaa": "雪。"}


def test_columns_may_be_moved_and_rows_left_blank(unwritten: Office) -> None:
    path = unwritten.root.parent / "moved.csv"
    path.write_text("メモ,便り,回,管理番号\n,,,\n,,,\nx,雪の音。,r1,kbbbb\n,,,\n", encoding="utf-8")
    assert [each["line"] for each in taken(unwritten, path)["added"]] == [4]


def test_everything_wrong_is_said_by_row_and_what_is_right_is_taken(unwritten: Office) -> None:
    many = "\n".join(
        f"k{no:04d},ひとり{no},person,self,2025-04-01,ひとり{no}さん,060-0001,札幌市北区,北{no}条西1-2"
        for no in range(9)
    )
    head = "key,family_name,kind,consent,consent_on,call_name,postal_code,city,street\n"
    unwritten.write("recipients/more.csv", head + many + "\n")
    path = exported(unwritten)
    unwritten.done("stop", "kbbbb")
    wrong = {
        "k0000": "x" * 3 + "長い便り。" * 100, "k0001": "😀です", "k0002": "{{ secret }}",
        "k0003": "見えない\u200b字", "k0004": "字" * 10_000, "kbbbb": "やめた人へ",
        "kaaaa": "これは正しい便り。", "k0005": "{% if %}", "k0006": "#NAME?",
    }  # fmt: skip
    rewrite(path, wrong)
    text = path.read_text("utf-8-sig")
    text += "kzzzz,,,,,だれへ,,r1,\n,,,,,鍵がない,,r1,\nk0007,,,,,いち,,r1,\nk0007,,,,,に,,r1,\n"
    path.write_text(text, "utf-8-sig")
    found = taken(unwritten, path, code=ExitCode.SOURCE)
    assert sorted(code for _, code in codes(found)) == sorted([
        "does-not-fit", "glyph-missing", "message-not-plain", "character-forbidden",
        "message-too-long", "no-card-for-key", "message-not-plain", "cell-formula",
        "unknown-key", "key-missing", "key-twice", "key-twice",
    ])  # fmt: skip
    assert written(unwritten) == {"kaaaa": "これは正しい便り。"}


def test_a_key_that_slipped_is_named_with_the_one_that_was_meant(unwritten: Office) -> None:
    path = exported(unwritten)
    path.write_text(path.read_text("utf-8").replace("kaaaa", "kaaab"), "utf-8")
    rewrite(path, {"kaaab": "雪。"})
    result = unwritten.run("write", "import", str(path))
    assert (result.exit_code, "Was kaaaa meant?" in result.stderr) == (4, True)


def test_messages_that_slipped_to_other_people_are_not_taken(unwritten: Office) -> None:
    path = exported(unwritten)
    found = rows(path)
    keys = [row["key"] for row in found]
    text = path.read_text("utf-8").replace(keys[0], "kx").replace(keys[1], keys[0])
    path.write_text(text.replace("kx", keys[1]), "utf-8")
    rewrite(path, {"kaaaa": "けんさんへの便り", "kbbbb": "ゆみさんへの便り", "kcccc": "雪。"})
    found_wrong = taken(unwritten, path, code=4)
    assert codes(found_wrong) == [(2, "key-mixed-up"), (3, "key-mixed-up")]
    assert written(unwritten) == {"kcccc": "雪。"}


def written_for(office: Office) -> Path:
    """A list that is given out with words in it already."""
    office.write(MESSAGES, "key,message\nkaaaa,梅の便り\nkbbbb,雪の便り\n")
    return exported(office)


@pytest.mark.parametrize("is_untouched", [True, False])
def test_a_changed_key_is_named_whether_or_not_somebody_wrote_in_its_row(
    office: Office, is_untouched: bool
) -> None:
    path = written_for(office)
    path.write_text(path.read_text("utf-8").replace("kaaaa", "kaaab"), "utf-8")
    if not is_untouched:
        rewrite(path, {"kaaab": "ちがう便り"})
    found = taken(office, path, code=4)
    assert codes(found) == [(2, "unknown-key")]
    assert [each["line"] for each in found["unchanged"]] == [3, 4]


def test_a_message_nobody_touched_under_another_persons_key_is_named(office: Office) -> None:
    path = written_for(office)
    text = path.read_text("utf-8").replace("kaaaa", "kcccc").replace("call_name", "memo")
    path.write_text(text, "utf-8")
    assert codes(taken(office, path, code=4)) == [(2, "key-mixed-up")]


def test_a_changed_key_without_any_words_is_only_pointed_out(office: Office) -> None:
    path = exported(office)
    path.write_text(path.read_text("utf-8").replace("kaaaa", "kaaab"), "utf-8")
    found = taken(office, path)
    assert [(each["code"], each["line"]) for each in found["warnings"]] == [("unknown-key", 2)]
    assert [each["line"] for each in found["unchanged"]] == [3, 4]


def test_a_row_of_somebody_who_stopped_since_is_unchanged(office: Office) -> None:
    path = written_for(office)
    office.done("stop", "kaaaa")
    assert len(taken(office, path)["unchanged"]) == 3


def test_a_message_that_lost_characters_does_not_take_the_place_of_the_whole_one(
    office: Office,
) -> None:
    whole = "髙い空に𠮷の字の雲♥\n雪です🌸"
    office.write(MESSAGES, f'key,message\nkaaaa,"{whole}"\nkbbbb,梅です\n')
    path = exported(office)
    saved = whole.replace("𠮷", "?").replace("♥", "?").replace("🌸", "??")
    result = office.run("write", "import", str(rewrite(path, {"kaaaa": saved, "kbbbb": "梅です?"})))
    assert result.exit_code == 4
    assert "characters that became ?: the first at position 5" in result.stderr
    assert '"CSV UTF-8" or as an Excel workbook' in result.stderr
    assert written(office) == {"kaaaa": whole, "kbbbb": "梅です?"}


def test_a_shared_message_that_lost_characters_is_not_taken_for_words_of_ones_own(
    office: Office,
) -> None:
    office.replace(ROUND, "雪がふりました。", "𠮷野の雪。")
    path = rewrite(exported(office), {"kaaaa": "{{ call_name }}へ\n??野の雪。"})
    assert codes(taken(office, path, code=4)) == [(2, "character-lost")]


def test_question_marks_where_nobody_asks_are_pointed_out_and_taken(unwritten: Office) -> None:
    words = {
        "kaaaa": "きょう?野の山を見ました。",
        "kbbbb": "雪って白い？\nそう? ね。",
        "kcccc": "梅〓雪",
    }
    found = taken(unwritten, rewrite(exported(unwritten), words), code=4)
    lost = [each for each in found["warnings"] if each["code"] == "character-perhaps-lost"]
    assert [(each["line"], each["key"]) for each in lost] == [(2, "kaaaa")]
    assert "? at position 4" in lost[0]["message"]
    assert codes(found) == [(5, "character-lost")]  # a message has two lines
    assert written(unwritten) == {key: words[key] for key in ("kaaaa", "kbbbb")}


def test_check_points_out_question_marks_in_the_words_of_a_round(office: Office) -> None:
    office.write(MESSAGES, "key,message\nkaaaa,雪です??\nkbbbb,白いですか?\n")
    office.replace(ROUND, "雪がふりました。", "𠮷?の雪〓。")
    found = json.loads(office.run("check", "r1", "--json").stdout)["problems"]
    lost = [(each["file"], each["line"], each["severity"]) for each in found
            if each["code"] == "character-perhaps-lost"]  # fmt: skip
    assert sorted(lost) == [(MESSAGES, 2, "warning"), (ROUND, 5, "warning")]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("?野さんへ", 0), ("雪の?道", 2), ("雪です??", 3), ("雪。?", 2), ("10?12時", 2),
        ("「?野」", 1), ("梅〓雪", 1), ("雪?《ゆき》", 1), ("雪です?", None), ("えっ？？", None),
        ("雪ですか?梅ですか？", None), ("え？と思う", None), ("えっ!?雪だ", None),
        ("そう…?", None), ("雪だるま(?)です", None), ("「?」という札", None),
        ("雪? 梅?\nふふ", None), ("https://example.org/?a=1", None), ("Really?Yes", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_question_mark_may_be_a_lost_character_only_where_nobody_asks(
    text: str, at: int | None
) -> None:
    assert lost_at(text) == at


@given(st.text("雪の梅。、\n髙𠮷♥🌸", min_size=1, max_size=30))
def test_what_excel_leaves_of_a_message_is_known_from_the_whole_one(text: str) -> None:
    whole = f"雪{text}雪"
    units = whole.encode("utf-16-le")
    each = [units[at : at + 2] for at in range(0, len(units), 2)]
    saved = "".join(
        unit.decode("utf-16-le") if unit.decode("utf-16-le", "replace") in "雪の梅。、\n" else "?"
        for unit in each
    )
    fault = changed_fault("x", saved, whole)
    assert (fault is not None) is (saved != whole)


def test_merged_cells_keep_only_their_own_rows_from_being_taken(unwritten: Office) -> None:
    def edit(sheet: Any) -> None:
        sheet["F2"], sheet["F3"], sheet["F4"] = "ひとりめ", "ふたりめ", "さんにんめ"
        sheet.merge_cells("F2:F3")

    found = taken(unwritten, edited(exported(unwritten, "list.xlsx"), edit), code=4)
    assert codes(found) == [(2, "cells-merged"), (3, "cells-merged")]
    assert written(unwritten) == {"kcccc": "さんにんめ"}


def test_a_message_merged_with_the_cells_beside_it_is_whole(unwritten: Office) -> None:
    def edit(sheet: Any) -> None:
        sheet["F2"] = "横に広げた便り"
        sheet.merge_cells("F2:G2")

    taken(unwritten, edited(exported(unwritten, "list.xlsx"), edit))
    assert written(unwritten) == {"kaaaa": "横に広げた便り"}


def test_a_changed_name_of_a_column_is_said(unwritten: Office) -> None:
    path = exported(unwritten)
    path.write_text(path.read_text("utf-8").replace(",message,", ",mesage,"), "utf-8")
    result = unwritten.run("write", "import", str(path))
    assert (result.exit_code, "Was mesage meant?" in result.stderr) == (4, True)


def test_a_list_for_another_round_is_not_taken(unwritten: Office) -> None:
    unwritten.write("rounds/r2/round.toml", round_of("x"))
    path = rewrite(exported(unwritten), {"kaaaa": "雪。"})
    found = taken(unwritten, path, "--round", "r2", code=4)
    assert codes(found) == [(2, "list-of-another-round")]


def test_a_list_that_lost_its_round_asks_for_it(unwritten: Office) -> None:
    path = rewrite(exported(unwritten), {"kaaaa": "雪。"})
    path.write_text(path.read_text("utf-8").replace(",r1,", ",Dec-26,"), "utf-8")
    result = unwritten.run("write", "import", str(path))
    assert (result.exit_code, "--round" in result.stderr) == (4, True)
    assert len(taken(unwritten, path, "--round", "r1")["added"]) == 1


def test_a_fixed_round_takes_no_list(printed_office: Office) -> None:
    said = printed_office.run("write", "export", "r1", "-o", str(printed_office.root / "x.csv"))
    assert "Round r1 is fixed already" in said.stderr
    path = rewrite(exported(printed_office), {"kaaaa": "あとから。"})
    result = printed_office.run("write", "import", str(path))
    assert (result.exit_code, "--again" in result.stderr) == (ExitCode.STATE, True)
    assert not (printed_office.root / MESSAGES).exists()


def test_words_read_before_are_pointed_out_and_taken(printed_office: Office) -> None:
    printed_office.done("post", "r1", "--on", "today", "--count", "3")
    printed_office.write("rounds/r2/round.toml", round_of("みんなへの便り。"))
    path = printed_office.root.parent / "r2.csv"
    printed_office.done("write", "export", "r2", "-o", str(path))
    rewrite(path, {"kaaaa": "朝です。雪がふりました。"})
    found = taken(printed_office, path)
    (warning,) = [each for each in found["warnings"] if each["code"] == "words-again"]
    assert (warning["line"], warning["key"]) == (2, "kaaaa")
    assert "No. 2 of round r1, posted on 2026-12-09" in warning["message"]
    assert len(found["added"]) == 1


def test_words_that_might_press_are_pointed_out_and_taken(unwritten: Office) -> None:
    words = {"kaaaa": "がんばって学校に行ってくださいね。", "kcccc": "窓の雪が青く見えます。"}
    found = taken(unwritten, rewrite(exported(unwritten), words))
    assert {each["key"] for each in found["warnings"]} == {"kaaaa"}
    assert all(each["code"].startswith("wording-") for each in found["warnings"])
    assert len(found["added"]) == 2


def test_rules_of_the_adviser_that_cannot_be_read_stop_no_message(unwritten: Office) -> None:
    unwritten.write("wording.toml", "no toml")
    found = taken(unwritten, rewrite(exported(unwritten), {"kaaaa": "雪の朝です。"}))
    assert [each["file"] for each in found["warnings"]] == ["wording.toml"]
    assert len(found["added"]) == 1


NO_LISTS = {
    "a.xlsx": b"PK\3\4broken",
    "a.xls": b"\xd0\xcf",
    "a.csv": b"",
    "b.csv": b"a,b\n1,2\n",
    "c.csv": b"key,message\n\x81\xff,\xff\xff\n",
}


@pytest.mark.parametrize("name", NO_LISTS)
def test_a_file_that_is_no_list_is_said_in_a_line(unwritten: Office, name: str) -> None:
    path = unwritten.root.parent / name
    path.write_bytes(NO_LISTS[name])
    result = unwritten.run("write", "import", str(path))
    assert (result.exit_code, "mistake in the program" in result.stderr) == (4, False)


def test_a_table_that_cannot_hold_a_character_refuses_that_row_only(unwritten: Office) -> None:
    with (unwritten.root / MESSAGES).open("w", encoding="cp932") as stream:
        stream.write("key,message\nkbbbb,前の便り\n")
    path = rewrite(exported(unwritten), {"kaaaa": "𠮷野の桜", "kcccc": "雪。"})
    found = taken(unwritten, path, code=4)
    assert codes(found) == [(2, "character-not-in-encoding")]
    assert [each["key"] for each in found["added"]] == ["kcccc"]


# -- for any words --------------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("=+-@＝'\"あ髙𠮷,;\n\t ｱ1。"), max_size=12)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(message=WORDS, likes=WORDS)
def test_a_message_comes_back_as_it_was_given(
    tmp_path: Path, suffix: str, message: str, likes: str
) -> None:
    from outreach.sources.toml import trimmed_message

    path = tmp_path / f"list.{suffix}"
    message = trimmed_message(message.replace("\t", ""))
    write_list([ListEntry("k1", "", likes, "", "", message, 60)], path, "r1", ENGLISH)
    found, problems = read_list(path, path.name)
    (row,) = found
    assert problems == []
    assert isinstance(row, ListRow)
    assert (row.key, row.message, row.round) == ("k1", message, "r1")
    assert row.untouched is bool(message)


@given(st.integers(0, 30), st.integers(1, 40))
def test_no_row_of_a_list_is_lost_between_blank_ones(blank: int, count: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        lines = [f"k{no},便り{no}\n" + "\n" * (no % 3) + ",\n" * (blank % 4) for no in range(count)]
        path.write_text("key,message\n" + "".join(lines), encoding="utf-8")
        found, _ = read_list(path, "list.csv")
    keys = [row.key for row in found if not isinstance(row, Problem)]
    assert keys == [f"k{no}" for no in range(count)]
    assert all(unicodedata.normalize("NFKC", key) == key for key in keys)
