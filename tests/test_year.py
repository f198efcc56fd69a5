"""outreach year: a fiscal year proposed, written into folders, and taken into a calendar."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from outreach.cli import outside
from outreach.post.holidays import holiday_on
from outreach.sources.ics import Entry, calendar_file
from outreach.sources.project import load_project
from outreach.sources.rounds import load_round

if TYPE_CHECKING:
    from tests.conftest import Office, Paper

MADE = datetime(2026, 12, 9, 1, 2, 3, tzinfo=UTC)
TEAM = """
[year]
authors = ["みなみ", "こだま"]
artists = ["ゆき", "たろう", "さとこ"]
"""


@pytest.fixture
def team(office: Office) -> Office:
    """An office in which two write and three draw."""
    settings = office.root / "outreach.toml"
    settings.write_text(settings.read_text("utf-8") + TEAM, "utf-8")
    return office


def proposed(office: Office, *arguments: str, year: str = "2027") -> dict[str, Any]:
    found = json.loads(office.done("year", year, "--json", *arguments))
    assert isinstance(found, dict)
    return found


def days(found: dict[str, Any]) -> list[date]:
    return [date.fromisoformat(each["post_on"]) for each in found["rounds"]]


def codes(found: dict[str, Any]) -> set[str]:
    return {problem["code"] for problem in found["problems"]}


def settle(office: Office, text: str) -> None:
    settings = office.root / "outreach.toml"
    settings.write_text(settings.read_text("utf-8") + text, "utf-8")


# -- what is proposed -----------------------------------------------------------------------------


def test_a_year_has_two_rounds_a_month_and_a_reserve_each_quarter(team: Office) -> None:
    found = proposed(team)
    assert Counter(each["post_on"][:7] for each in found["rounds"]) == {
        f"{2027 + (month < 4)}-{month:02}": 2 for month in range(1, 13)
    }
    assert [each["id"] for each in found["rounds"][:3]] == ["2027-04a", "2027-04b", "2027-05a"]
    assert [each["id"] for each in found["reserves"]] == [
        f"2027-q{quarter}-reserve" for quarter in (1, 2, 3, 4)
    ]
    assert found["lacking"] == [] and codes(found) == set()


def test_authors_and_artists_have_as_many_rounds_as_each_other(team: Office) -> None:
    found = proposed(team)
    for role, key in (("author", "authors"), ("artist", "artists")):
        names = [each[role] for each in found["rounds"]]
        counts = Counter(names).values()
        assert max(counts) - min(counts) <= 1 and "" not in names
        assert all(name != after for name, after in pairwise(names))
        assert sum(found[key].values()) == 28


def test_somebody_who_rests_has_nothing_due_or_posted_in_that_month(team: Office) -> None:
    settle(team, '[year.away]\n"ゆき" = ["2027-08", "2027年9月"]\n')
    found = proposed(team)
    assert codes(found) == set()
    for each in (*found["rounds"], *found["reserves"]):
        if each["artist"] == "ゆき":
            assert not {"2027-08", "2027-09"} & {each["post_on"][:7], each["pictures"][:7]}


def test_a_rest_that_makes_the_load_uneven_is_said(team: Office) -> None:
    settle(team, '[year.away]\n"こだま" = ["2027-08", "2027-09", "2027-10"]\n')
    assert {"year-load", "year-in-a-row"} == codes(proposed(team))


def test_a_rest_of_somebody_nobody_knows_is_said(team: Office) -> None:
    settle(team, '[year.away]\n"ゆさ" = ["2027-08"]\n')
    assert codes(proposed(team)) == {"year-away-unknown"}


def test_without_a_team_the_names_in_rounds_and_designs_serve(office: Office) -> None:
    found = proposed(office)
    assert {each["author"] for each in found["rounds"]} == {"みなみ"}
    assert {each["artist"] for each in found["rounds"]} == {"ゆき"}


def test_where_nobody_is_known_the_rounds_stand_all_the_same(office: Office) -> None:
    office.replace("rounds/r1/round.toml", 'author = "みなみ"\n', "")
    office.replace("designs/plain/design.toml", 'artist = "ゆき"', 'artist = ""')
    found = proposed(office)
    assert len(found["rounds"]) == 24 and codes(found) == {"year-nobody-known"}


def test_each_greeting_goes_out_once_and_is_read_in_its_days(team: Office) -> None:
    found = proposed(team)
    greeted = {each["greeting"]: each for each in found["rounds"] if each["greeting"]}
    assert list(greeted) == ["shochu", "zansho", "nenga", "kanchu", "yokan"]
    for window in found["windows"]:
        each = greeted[window["greeting"]]
        assert window["first"] <= each["post_on"] <= window["last"]
        if window["greeting"] != "nenga":
            assert window["first"] <= each["arrives"] <= window["last"]
    assert greeted["nenga"]["arrives"] == "2028-01-01"
    assert greeted["kanchu"] is next(e for e in found["rounds"] if e["post_on"] > "2028")


@pytest.mark.parametrize("year", range(2020, 2046, 5))
def test_every_year_keeps_to_its_rules(team: Office, year: int) -> None:
    found = proposed(team, year=str(year))
    every = [each for each in found["rounds"] if not each["exists"]]
    names = [each["id"] for each in (*found["rounds"], *found["reserves"])]
    assert len(set(names)) == len(names)
    for each, day in zip(found["rounds"], days(found), strict=True):
        assert each["exists"] or (day.weekday() <= 2 and not holiday_on(day))
        in_rush = (day.month, day.day) >= (12, 15) or (day.month, day.day) <= (1, 7)
        assert each["exists"] or in_rush is (each["greeting"] == "nenga")
        due = [each["pictures"], each["words"], each["print"], each["post_on"], each["arrives"]]
        assert due == sorted(due)
    assert [each["greeting"] for each in every if each["greeting"]] == [
        window["greeting"] for window in found["windows"]
    ]


def test_a_month_without_room_is_named_and_nothing_is_squeezed_in(team: Office) -> None:
    settle(team, "[rhythm]\ngap = 20\n")
    found = proposed(team)
    assert codes(found) == {"year-month-short"}
    assert sum(each["count"] for each in found["lacking"]) + len(found["rounds"]) == 24
    assert all(after - day >= timedelta(days=20)
               for day, after in pairwise(days(found)))  # fmt: skip


def test_rounds_that_are_there_stay_and_are_counted(team: Office) -> None:
    found = proposed(team, year="2026")
    mine = [each for each in found["rounds"] if each["exists"]]
    assert [(each["id"], each["post_on"], each["author"]) for each in mine] == [
        ("r1", "2026-12-08", "みなみ")
    ]
    assert len(found["rounds"]) == 24
    assert all(day == date(2026, 12, 8) or abs((day - date(2026, 12, 8)).days) >= 10
               for day in days(found))  # fmt: skip


def test_a_round_for_single_people_stands_for_none_of_the_year(team: Office) -> None:
    team.replace("rounds/r1/round.toml", "post_on", 'only = ["kaaaa"]\npost_on')
    found = proposed(team, year="2026")
    assert sum(each["post_on"].startswith("2026-12") for each in found["rounds"]) == 3


def test_a_round_moved_to_a_holiday_is_named_with_its_line(team: Office) -> None:
    team.replace("rounds/r1/round.toml", "2026-12-08", "2027-05-03")
    assert holiday_on(date(2027, 5, 3))
    (problem,) = proposed(team)["problems"]
    assert (problem["code"], problem["file"], problem["line"]) == (
        "year-bad-day", "rounds/r1/round.toml", 2,
    )  # fmt: skip


@pytest.mark.parametrize("year", ["2027", "２０２７", "2027年度", "令和9年", "R9"])
def test_a_year_is_understood_as_people_write_it(team: Office, year: str) -> None:
    assert proposed(team, year=year)["fiscal_year"] == 2027


@pytest.mark.parametrize("year", ["27", "next", "1949", "2100", "令和0年", "-1"])
def test_another_word_is_no_year(team: Office, year: str) -> None:
    assert team.run("year", "--", year).exit_code == 2


def test_the_page_says_the_same_twice_in_both_languages(team: Office) -> None:
    for lang in ("ja", "en"):
        page = team.done("year", "2027", lang=lang)
        assert page == team.done("year", "2027", lang=lang)
        assert "2027-04a" in page and "年賀" in page and "2027-q1-reserve" in page


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("reserve = -1", 2),
        ("reserve = true", 2),
        ('pictures = "3"', 2),
        ('words = 1\nprnt = 3', 3),
        ('away = { "ゆき" = ["2027-13"] }', 2),
        ('away = ["ゆき"]', 2),
        ("authors = [1]", 2),
        ('new_year = "yes"', 2),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_its_line(office: Office, text: str, line: int) -> None:
    before = (office.root / "outreach.toml").read_text("utf-8").count("\n")
    settle(office, f"[year]\n{text}\n")
    result = office.run("year", "2027", "--json")
    problems = json.loads(result.stdout)["problems"]
    assert result.exit_code == 3 and {each["line"] for each in problems} == {before + line}


# -- folders --------------------------------------------------------------------------------------


def test_the_folders_hold_what_was_proposed_and_nothing_is_proposed_any_more(team: Office) -> None:
    before = proposed(team)
    written = proposed(team, "--write")["written"]
    assert written == [each["id"] for each in (*before["rounds"], *before["reserves"])]
    after = proposed(team)
    assert all(each.pop("exists") for each in (*after["rounds"], *after["reserves"]))
    for each in (*before["rounds"], *before["reserves"]):
        assert not each.pop("exists")
    assert after == before
    assert proposed(team, "--write")["written"] == []


def test_a_written_round_can_be_read_and_awaits_its_words(team: Office) -> None:
    team.done("year", "2027", "--write")
    assert team.run("check").exit_code == 0
    project, _ = load_project(team.root)
    assert project is not None
    for path in sorted(team.root.glob("rounds/202*")):
        plan, problems = load_round(project, path.name)
        assert plan is not None and problems == [] and plan.auto and plan.draft
        assert plan.reserve is path.name.endswith("reserve")
    assert "no message" in team.run("check", "2027-04a").stderr
    assert team.run("print", "2027-04a").exit_code != 0


def test_a_draft_with_words_is_checked_like_any_other(team: Office) -> None:
    team.done("year", "2027", "--write")
    team.replace("rounds/2027-04a/round.toml", '"""\n"""', '"""{{ wrong }}"""')
    assert team.run("check").exit_code != 0


def test_words_and_nothing_else_make_a_draft_a_round(team: Office) -> None:
    team.done("year", "2027", "--write")
    team.replace("rounds/2027-04a/round.toml", '"""\n"""', '"""\n雪がとけました。"""')
    assert '"included"' in team.done("plan", "2027-04a", "--json")
    assert "3" in team.done("print", "2027-04a")


def test_a_file_that_is_there_is_never_overwritten(team: Office) -> None:
    team.write("rounds/2027-04a/note.txt", "mine")
    team.write("rounds/2027-q1-reserve/note.txt", "mine")
    team.done("year", "2027", "--write")
    assert not (team.root / "rounds/2027-04a/round.toml").exists()
    assert (team.root / "rounds/2027-04b/round.toml").exists()
    assert (team.root / "rounds/2027-04c/round.toml").exists()
    assert (team.root / "rounds/2027-q1-reserve-2/round.toml").exists()


def test_nothing_is_written_beside_a_round_that_cannot_be_read(team: Office) -> None:
    team.write("rounds/2027-05x/round.toml", "post_on =\n")
    result = team.run("year", "2027", "--write")
    assert result.exit_code == 3 and "rounds/2027-05x/round.toml" in result.stderr
    assert sorted(path.name for path in (team.root / "rounds").iterdir()) == ["2027-05x", "r1"]


def test_of_days_that_are_over_no_folder_is_made(team: Office) -> None:
    found = proposed(team, "--write", year="2026")
    over = {
        each["id"]
        for each in (*found["rounds"], *found["reserves"])
        if each["past"] or each["late"] == ["ready"]
    }
    assert over and not over & set(found["written"])
    assert set(found["written"]) == {
        each["id"] for each in (*found["rounds"], *found["reserves"])
    } - over - {"r1"}


def test_a_reserve_is_printed_once_it_has_a_day(team: Office) -> None:
    team.done("year", "2027", "--write")
    name = "rounds/2027-q1-reserve/round.toml"
    team.replace(name, '"""\n"""', '"""\nお茶をいれました。"""')
    assert team.run("print", "2027-q1-reserve").exit_code == 10
    team.replace(name, "reserve = true\n", "")
    assert team.run("print", "2027-q1-reserve").exit_code == 0


def test_a_pen_name_with_quotation_marks_survives(office: Office) -> None:
    settle(office, "[year]\nauthors = ['み\"な\\み', 'b']\n")
    found = proposed(office, "--write")
    text = (office.root / "rounds/2027-04a/round.toml").read_text("utf-8")
    assert tomllib.loads(text)["author"] == found["rounds"][0]["author"]


# -- greetings in a round -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "day", "good"),
    [
        ("年賀", "2027-12-20", True),
        ("年賀状", "2027-12-25", True),
        ("nenga", "2027-12-27", False),
        ("nenga", "2027-12-14", False),
        ("寒中見舞", "2028-01-11", True),
        ("kanchu", "2028-02-02", False),
        ("余寒見舞い", "2028-02-02", True),
        ("暑中お見舞い", "2027-07-26", True),
        ("残暑", "2027-08-30", False),
    ],
)
def test_a_greeting_out_of_its_days_is_a_warning(
    office: Office, word: str, day: str, good: bool
) -> None:
    office.replace("rounds/r1/round.toml", "2026-12-08", f"{day}\ngreeting = '{word}'")
    project, _ = load_project(office.root)
    assert project is not None
    plan, problems = load_round(project, "r1")
    assert plan is not None and not any(each.is_error for each in problems)
    assert [each.code for each in problems] == ([] if good else ["greeting-out-of-season"])
    assert [each.where.line for each in problems] == ([] if good else [2])


def test_a_greeting_nobody_knows_is_an_error(office: Office) -> None:
    office.replace("rounds/r1/round.toml", "post_on", 'greeting = "neng"\npost_on')
    result = office.run("check", "r1")
    assert result.exit_code == 3 and "nenga" in result.stderr


def test_words_of_a_new_year_card_are_of_the_day_it_is_read(office: Office, paper: Paper) -> None:
    office.replace("rounds/r1/round.toml", "2026-12-08", '2026-12-21\ngreeting = "年賀"')
    office.replace("rounds/r1/round.toml", "雪がふりました。", "{{ month }}の雪です。")
    office.done("print", "r1")
    words = paper.text_of(office.root / "out/r1/1/picture.pdf", 1)
    assert "1月の雪です" in words and "12月" not in words


def test_a_card_printed_with_another_greeting_is_not_as_it_was_frozen(office: Office) -> None:
    office.done("print", "r1")
    office.replace("rounds/r1/round.toml", "2026-12-08", '2026-12-08\ngreeting = "年賀"')
    assert office.run("print", "r1").exit_code == 10
    office.replace("rounds/r1/round.toml", 'greeting = "年賀"', 'greeting = "年賀"\nmark = false')
    assert office.run("print", "r1").exit_code == 0


def test_new_year_cards_that_are_there_are_not_sent_twice(team: Office) -> None:
    team.replace("rounds/r1/round.toml", "2026-12-08", '2026-12-10\ngreeting = "年賀"')
    found = proposed(team, year="2026")
    december = [each for each in found["rounds"] if each["post_on"].startswith("2026-12")]
    assert [each["greeting"] for each in december if each["exists"]] == ["nenga"]
    assert all(each["post_on"] < "2026-12-15" for each in december)


# -- the calendar ---------------------------------------------------------------------------------


def entries(data: bytes) -> Iterator[dict[str, str]]:
    """Read an iCalendar file as RFC 5545 has it, and give the properties of every event."""
    assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    for piece in data.split(b"\r\n"):
        piece.decode()  # no character is cut in two
    lines = data.replace(b"\r\n ", b"").decode().rstrip().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in lines and any(line.startswith("PRODID:") for line in lines)
    event: dict[str, str] | None = None
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            assert event is not None and {"UID", "DTSTAMP", "SUMMARY"} <= event.keys()
            yield event
            event = None
        elif event is not None:
            assert name not in event
            event[name] = value


def exported(office: Office, name: str = "year.ics", lang: str = "ja") -> bytes:
    file = office.root.parent / name
    office.done("year", "2027", "--ics", str(file), lang=lang)
    return file.read_bytes()


def test_the_calendar_tells_what_is_due_when(team: Office) -> None:
    found = proposed(team)
    events = list(entries(exported(team)))
    assert len(events) == 24 * 4 + 4 and len({each["UID"] for each in events}) == len(events)
    due = [each["DTSTART;VALUE=DATE"] for each in events]
    assert due == sorted(due)
    expected = sorted(
        each[key].replace("-", "") for each in found["rounds"]
        for key in ("pictures", "words", "print", "post_on")
    )  # fmt: skip
    ready = [each["ready"].replace("-", "") for each in found["reserves"]]
    assert sorted([*expected, *ready]) == due
    for each in events:
        first = date.fromisoformat(each["DTSTART;VALUE=DATE"])
        assert date.fromisoformat(each["DTEND;VALUE=DATE"]) == first + timedelta(days=1)
    assert any("2027-12b" in each["SUMMARY"] and "年賀" in each["SUMMARY"] for each in events)


def test_the_calendar_names_no_recipient_and_is_the_same_again(
    team: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "clock", lambda: MADE)
    data = exported(team)
    assert data == exported(team, "again.ics")
    text = data.decode().replace("\r\n ", "")
    assert not [name for name in ("青木", "吉上", "江口", "kaaaa", "札幌") if name in text]


def test_entries_keep_their_names_once_the_rounds_are_written(team: Office) -> None:
    before = {each["UID"] for each in entries(exported(team))}
    team.done("year", "2027", "--write")
    assert {each["UID"] for each in entries(exported(team, "later.ics", "en"))} == before


def test_a_calendar_that_is_there_is_not_overwritten(team: Office) -> None:
    file = team.root.parent / "mine.ics"
    file.write_bytes(b"mine")
    assert team.run("year", "2027", "--ics", str(file)).exit_code == 9
    assert file.read_bytes() == b"mine"


@pytest.mark.parametrize("text", ["あ" * 60, "x" * 200, "a,b;c\\d\ne", "🐦" * 40, ""])
def test_any_text_comes_back_out_of_the_calendar(text: str) -> None:
    data = calendar_file("名前", [Entry("u", date(2027, 4, 7), text, text)], MADE)
    (event,) = entries(data)
    said = event["SUMMARY"]
    for escaped, mark in (("\\n", "\n"), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\")):
        said = said.replace(escaped, mark)
    assert said == text


def test_the_calendar_goes_where_it_can_be_written(team: Office, tmp_path: Path) -> None:
    assert team.run("year", "2027", "--ics", str(tmp_path / "no" / "a.ics")).exit_code == 9


# -- too late -------------------------------------------------------------------------------------


@pytest.fixture
def short(team: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A year of which one proposed round should be printed today or yesterday."""
    (first, *_) = [each for each in proposed(team)["rounds"] if each["post_on"] > "2027-06"]
    day = date.fromisoformat(first["print"]) + timedelta(days=1)
    monkeypatch.setattr(outside, "today", lambda: day)
    return team


def test_deadlines_that_are_over_are_marked(short: Office) -> None:
    found = proposed(short)
    today = outside.today().isoformat()
    for each in found["rounds"]:
        due = [what for what in ("pictures", "words", "print") if each[what] < today]
        assert each["late"] == due
    assert "too late by now: picture, words, printing" in short.done("year", "2027")


def test_what_should_be_printed_by_now_is_only_written_where_it_is_asked_for(short: Office) -> None:
    late = {each["id"] for each in proposed(short)["rounds"]
            if "print" in each["late"] and not each["past"]}  # fmt: skip
    assert late
    assert "--late" in short.run("year", "2027").stderr
    assert not late & set(proposed(short, "--write")["written"])
    assert late <= set(proposed(short, "--write", "--late")["written"])
    assert short.run("year", "2027", "--late").exit_code == 2


def test_authors_of_single_rows_are_seen(office: Office) -> None:
    assert "year-one-alone" in codes(proposed(office))
    office.write("rounds/r1/messages.csv", "key,author\nkaaaa,こだま\n")
    found = proposed(office)
    assert set(found["authors"]) == {"みなみ", "こだま"}
    assert not [each for each in found["problems"] if "writes" in each["message"]]


def test_a_calendar_needs_its_folder_and_a_name_of_its_own(team: Office) -> None:
    result = team.run("year", "2027", "--ics", str(team.root / "none" / "x.ics"))
    assert result.exit_code == 9 and "There is no folder" in result.stderr
    team.write("x.ics", "")
    result = team.run("year", "2027", "--ics", str(team.root / "x.ics"))
    assert result.exit_code == 9 and "delete the old file" in " ".join(result.stderr.split())


# -- the day of a round ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "code", "near"),
    [
        ("2026-12-13", "post-on-day-off", "2026-12-09, 2026-12-14"),
        ("2027-01-11", "post-on-day-off", "2026-12-14, 2027-01-12"),
        ("2026-11-24", "post-on-past", "2026-12-09"),
        ("2026-12-14", "", ""),
    ],
)
@pytest.mark.parametrize("arguments", [(), ("r1",)])
def test_a_bad_day_is_a_warning_with_the_nearest_good_ones(
    office: Office, day: str, code: str, near: str, arguments: tuple[str, ...]
) -> None:
    office.replace("rounds/r1/round.toml", "2026-12-08", day)
    problems = json.loads(office.done("check", *arguments, "--json"))["problems"]
    about = [each for each in problems if each["code"].startswith("post-on")]
    assert [each["code"] for each in about] == [code] * bool(code)
    assert all(near in each["hint"] and each["line"] == 2 for each in about)


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", '"2026-02-30"'])
def test_a_day_no_calendar_has_is_said_to_be_none(office: Office, day: str) -> None:
    office.replace("rounds/r1/round.toml", "2026-12-08", day)
    result = office.run("check", "r1")
    assert result.exit_code == 3 and "There is no such day" in result.stderr
