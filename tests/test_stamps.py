"""The stamp drawer as it is typed: bought, dealt to cards, posted, counted."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from outreach.model.stamp import Stamp
from outreach.post.calendar import fiscal_year
from outreach.sources.stamp_list import is_design, read_stamps, shown_stamps
from outreach.workflow.desk import open_desk
from tests.conftest import OFFICE_FILES, Office

TOML = "rounds/r1/round.toml"
LIST = "rounds/r1/stamps.csv"


def buy(office: Office, design: str, yen: int, count: int) -> None:
    amounts = ("--yen", str(yen), "--count", str(count))
    office.done("stamps", "buy", design, *amounts, "--on", "today")


def drawer(office: Office) -> dict[str, int]:
    listed = json.loads(office.done("stamps", "list", "--json"))["drawer"]
    return {f"{each['design']} {each['yen']}": each["count"] for each in listed}


def dealt(office: Office, *options: str) -> dict[str, str]:
    """Return the stamps of each key of round r1, as its list says."""
    text = office.done("stamps", "plan", "r1", "--format", "csv", *options)
    return {row["key"]: row["stamps"] for row in csv.DictReader(io.StringIO(text))}


def posted(office: Office) -> dict[str, dict[str, Any]]:
    found = json.loads(office.done("log", "--round", "r1", "--json"))
    return {each["key"]: each["data"] for each in found if each["kind"] == "posted"}


def entry(office: Office, kind: str) -> int:
    found = json.loads(office.done("log", "--json"))
    return max(each["seq"] for each in found if each["kind"] == kind)


def post(office: Office, round_id: str = "r1", on: str = "today") -> Any:
    return office.run("post", round_id, "--on", on, "--count", "3")


def test_bought_stamps_lie_in_the_drawer(office: Office) -> None:
    buy(office, "yuki", 85, 20)
    buy(office, "ＹＵＫＩ", 85, 5)
    buy(office, "ゆきうさぎ", 110, 2)
    assert drawer(office) == {"ゆきうさぎ 110": 2, "yuki 85": 25}


@pytest.mark.parametrize(("yen", "count"), [
    ("85000000", "1"), ("10001", "1"), ("85", "4000000"),
])  # fmt: skip
def test_a_slip_of_the_key_buys_no_stamps(office: Office, yen: str, count: str) -> None:
    for verb, more in (("buy", ("--on", "today")), ("count", ()), ("use", ())):
        amounts = ("--yen", yen, "--count", count, *more)
        result = office.run("stamps", verb, "yuki", *amounts)
        assert (result.exit_code, "too much" in result.stderr) == (2, True)
    assert drawer(office) == {}


def test_more_stamps_than_there_are_cannot_be_used(office: Office) -> None:
    buy(office, "yuki", 85, 2)
    result = office.run("stamps", "use", "yuki", "--yen", "85", "--count", "3", "--spoilt")
    assert result.exit_code == 10
    assert drawer(office) == {"yuki 85": 2}
    office.done("stamps", "use", "yuki", "--yen", "85", "--count", "2", "--spoilt")
    assert drawer(office) == {}


def test_counting_enters_only_a_difference(office: Office) -> None:
    buy(office, "yuki", 85, 20)
    before = entry(office, "stamps")
    office.done("stamps", "count", "yuki", "--yen", "85", "--count", "20")
    assert entry(office, "stamps") == before
    office.done("stamps", "count", "yuki", "--yen", "85", "--count", "17")
    assert drawer(office) == {"yuki 85": 17}


@pytest.mark.parametrize("design", ["two words", "a+b", "85", "x" * 33, ""])
def test_a_design_is_called_by_one_word(office: Office, design: str) -> None:
    result = office.run("stamps", "buy", design, "--yen", "85", "--count", "1", "--on", "today")
    assert result.exit_code == 2
    assert not is_design(design)


def test_a_purchase_is_undone_unless_its_stamps_are_gone(office: Office) -> None:
    buy(office, "yuki", 85, 20)
    bought = entry(office, "stamps")
    office.done("stamps", "use", "yuki", "--yen", "85")
    refused = office.run("undo", str(bought), "--because", "typed twice")
    assert refused.exit_code == 10
    office.done("undo", str(entry(office, "stamps")), "--because", "it was not")
    office.done("undo", str(bought), "--because", "typed twice")
    assert drawer(office) == {}


def test_the_plan_says_what_to_buy_beside_the_drawer(office: Office) -> None:
    for command in ("plan", "print"):
        assert "3 stamps of 85 yen" in office.done(command, "r1")
    buy(office, "yuki", 85, 1)
    buy(office, "old", 63, 1)
    plan = json.loads(office.done("plan", "r1", "--json"))
    assert plan["stamps_to_buy"] == [
        {"yen": 22, "count": 1, "beside": 63},
        {"yen": 85, "count": 1, "beside": None},
    ]


def test_nothing_is_to_buy_where_a_mark_pays(office: Office) -> None:
    office.replace(
        "outreach.toml", "[sender.a]",
        '[print]\npayment = "kounou"\npost_office = "札幌中央郵便局"\n[sender.a]',
    )  # fmt: skip
    assert json.loads(office.done("plan", "r1", "--json"))["stamps_to_buy"] == []
    office.done("print", "r1")
    assert office.run("stamps", "plan", "r1").exit_code == 10


def test_stamps_are_put_only_to_cards_that_have_numbers(office: Office) -> None:
    buy(office, "yuki", 85, 3)
    result = office.run("stamps", "plan", "r1")
    assert (result.exit_code, "outreach print r1" in result.stderr) == (10, True)


def test_what_was_on_the_table_is_what_the_posting_enters(printed_office: Office) -> None:
    office = printed_office
    buy(office, "yuki", 85, 2)
    buy(office, "tsuru", 85, 2)
    table = dealt(office)
    buy(office, "usagi", 85, 50)  # bought later, and so on no card of the table
    assert dealt(office) == table
    assert post(office).exit_code == 0
    assert {key: f"{each['stamp']} 85" for key, each in posted(office).items()} == table
    assert sum(drawer(office).values()) == 51


def test_whoever_puts_on_another_stamp_writes_it_in_the_list(printed_office: Office) -> None:
    office = printed_office
    buy(office, "yuki", 85, 3)
    dealt(office)
    office.write(LIST, "番号,切手\n1,old 63＋tsuru 22円\n")
    post(office)
    assert posted(office)["kcccc"]["stamps"] == [["old", 63], ["tsuru", 22]]
    assert drawer(office) == {"yuki 85": 1}


def test_without_a_list_the_posting_deals_the_stamps(printed_office: Office) -> None:
    buy(printed_office, "yuki", 85, 5)
    said = post(printed_office)
    assert "yuki 85 × 3" in said.stdout
    assert {each["stamp"] for each in posted(printed_office).values()} == {"yuki"}
    assert drawer(printed_office) == {"yuki 85": 2}


def test_an_office_without_a_drawer_posts_as_ever(printed_office: Office) -> None:
    said = post(printed_office)
    assert (said.exit_code, said.stderr) == (0, "")
    assert set(map(str, posted(printed_office).values())) == {"{'v': 1}"}


def test_a_posting_says_which_cards_the_drawer_had_no_stamp_for(printed_office: Office) -> None:
    buy(printed_office, "yuki", 85, 2)
    said = post(printed_office)
    assert said.exit_code == 0
    assert "had no stamps for 1 piece" in said.stderr


def test_a_posting_that_is_undone_gives_its_stamp_back(printed_office: Office) -> None:
    office = printed_office
    buy(office, "yuki", 85, 3)
    post(office)
    assert drawer(office) == {}
    used = entry(office, "stamps")
    assert office.run("undo", str(used), "--because", "slip").exit_code == 10
    office.done("undo", str(entry(office, "posted")), "--because", "it still lies here")
    assert drawer(office) == {"yuki 85": 1}
    office.done("post", "r1", "--on", "today", "--count", "1")
    assert drawer(office) == {}


def test_nobody_gets_the_stamp_of_last_time(printed_office: Office) -> None:
    office = printed_office
    buy(office, "yuki", 85, 2)
    buy(office, "tsuru", 85, 1)
    first = dealt(office)
    post(office, on="2026-12-08")
    office.write("rounds/r2/round.toml", (office.root / TOML).read_text("utf-8"))
    office.done("print", "r2")
    buy(office, "yuki", 85, 1)
    buy(office, "tsuru", 85, 2)
    office.done("stamps", "plan", "r2")
    office.done("post", "r2", "--on", "today", "--count", "3")
    found = json.loads(office.done("log", "--round", "r2", "--json"))
    second = {each["key"]: each["data"]["stamp"] + " 85" for each in found
              if each["kind"] == "posted"}  # fmt: skip
    assert first.keys() == second.keys()
    assert all(first[key] != second[key] for key in first)


def test_stamps_of_one_round_are_not_dealt_to_another(printed_office: Office) -> None:
    office = printed_office
    buy(office, "yuki", 85, 3)
    dealt(office)
    office.write("rounds/r2/round.toml", (office.root / TOML).read_text("utf-8"))
    assert json.loads(office.done("plan", "r2", "--json"))["stamps_to_buy"] == [
        {"yen": 85, "count": 3, "beside": None}
    ]
    assert json.loads(office.done("plan", "r1", "--json"))["stamps_to_buy"] == []


def test_the_list_of_the_drawer_says_what_waiting_rounds_need(printed_office: Office) -> None:
    buy(printed_office, "yuki", 85, 1)
    (need,) = json.loads(printed_office.done("stamps", "list", "--json"))["needs"]
    assert (need["round"], need["frozen"]) == ("r1", True)
    assert need["pieces"] == [{"yen": 85, "count": 3}]
    assert need["to_buy"] == [{"yen": 85, "count": 2, "beside": None}]


def test_someone_who_stopped_gets_no_stamp(printed_office: Office) -> None:
    buy(printed_office, "yuki", 85, 3)
    printed_office.done("stop", "kaaaa")
    assert dealt(printed_office).keys() == {"kbbbb", "kcccc"}


# -- the rates change on the way ---------------------------------------------------------------


@pytest.fixture(scope="module")
def old_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose round was printed for the last days of the 63 yen card."""
    office = Office(tmp_path_factory.mktemp("old") / "office")
    for name, text in OFFICE_FILES.items():
        text = text.replace("2026-12-08", "2024-09-25").replace("2025-04-01", "2024-04-01")
        office.write(name, text)
    office.done("print", "r1")
    return office.root


@pytest.fixture
def old_office(spoken: None, old_once: Path, tmp_path: Path) -> Office:
    """A copy of that project."""
    shutil.copytree(old_once, tmp_path / "office")
    return Office(tmp_path / "office")


def spent(office: Office) -> int:
    found = json.loads(office.done("plan", "r1", "--json"))
    return int(found["posted_yen"])


def spent_in_2024(office: Office) -> int:
    """Return the postage of the fiscal year, as the report counts it."""
    now = datetime(2026, 12, 9, tzinfo=UTC)
    desk = open_desk(office.root, lambda: now, bytes, now.date())
    with desk.read_ledger() as ledger:
        return sum(each.yen for each in ledger.figures(*fiscal_year(2024)))


@pytest.mark.parametrize(("on", "yen"), [("2024-09-30", 189), ("2024-10-01", 255)])
def test_the_day_of_posting_decides_the_postage(old_office: Office, on: str, yen: int) -> None:
    assert post(old_office, on=on).exit_code == 0
    assert (spent(old_office), spent_in_2024(old_office)) == (yen, yen)


def test_both_rates_stand_in_one_fiscal_year(old_office: Office) -> None:
    post(old_office, on="2024-09-25")
    text = (old_office.root / TOML).read_text("utf-8").replace("2024-09-25", "2024-10-15")
    old_office.write("rounds/r2/round.toml", text)
    old_office.done("print", "r2")
    said = post(old_office, "r2", on="2024-10-15")
    assert (said.exit_code, said.stderr) == (0, "")
    assert spent_in_2024(old_office) == 3 * 63 + 3 * 85


def test_cards_posted_after_the_change_lack_the_difference(old_office: Office) -> None:
    said = post(old_office, on="2024-10-01")
    assert "255 yen, and not 189" in said.stdout
    assert "22 yen of stamps are missing on 3 pieces (no. 1-3)" in said.stderr
    assert {each["yen"] for each in posted(old_office).values()} == {85}


def test_a_day_written_into_the_round_after_the_freeze_hides_nothing(old_office: Office) -> None:
    old_office.replace(TOML, "2024-09-25", "2024-10-01")
    said = post(old_office, on="2024-10-01")
    assert "22 yen of stamps are missing on 3 pieces" in said.stderr
    assert spent_in_2024(old_office) == 255


def test_cards_whose_list_has_the_difference_lack_nothing(old_office: Office) -> None:
    buy(old_office, "old", 63, 3)
    buy(old_office, "tsuru", 22, 3)
    assert set(dealt(old_office, "--on", "2024-10-01").values()) == {"old 63 + tsuru 22"}
    said = post(old_office, on="2024-10-01")
    assert "missing" not in said.stderr


def test_a_list_of_the_old_rate_says_what_is_missing(old_office: Office) -> None:
    buy(old_office, "old", 63, 3)
    dealt(old_office, "--on", "2024-09-25")
    plan = json.loads(old_office.done("stamps", "plan", "r1", "--on", "2024-10-01", "--json"))
    assert [card["missing_yen"] for card in plan["cards"]] == [22, 22, 22]
    assert plan["to_buy"] == [{"yen": 22, "count": 3, "beside": None}]


def test_a_plan_that_is_late_warns_of_the_new_rates(old_office: Office) -> None:
    assert "the rates have changed since" in old_office.run("plan", "r1").stderr
    post(old_office, on="2024-09-25")
    assert "rates" not in old_office.run("plan", "r1").stderr


# -- the list as a file ------------------------------------------------------------------------


def test_a_row_without_stamps_is_a_warning_with_its_line(office: Office) -> None:
    office.write(LIST, "card_no,stamps\n1,yuki 85\n2,pretty\nthree,yuki 85\n")
    found, problems = read_stamps(office.root, "r1")
    assert found == {1: (Stamp("yuki", 85),)}
    assert [(each.where.line, each.is_error) for each in problems] == [(3, False), (4, False)]


def test_what_is_shown_is_read_back(office: Office) -> None:
    stamps = (Stamp("ゆき-うさぎ2", 63), Stamp("tsuru", 22))
    office.write(LIST, f"card_no,stamps\n1,{shown_stamps(stamps)}\n")
    assert read_stamps(office.root, "r1") == ({1: stamps}, [])


def test_a_list_that_cannot_be_read_stops_no_posting(printed_office: Office) -> None:
    buy(printed_office, "yuki", 85, 3)
    printed_office.write(LIST, "no columns\n")
    said = post(printed_office)
    assert (said.exit_code, "stamps.csv" in said.stderr) == (0, True)
    assert drawer(printed_office) == {}


def test_a_round_that_is_posted_waits_for_no_stamps(printed_office: Office) -> None:
    post(printed_office)
    assert "waits for stamps" in printed_office.done("stamps", "plan", "r1")


def test_the_list_is_written_as_a_file_once(printed_office: Office) -> None:
    buy(printed_office, "yuki", 85, 3)
    out = printed_office.root / "table.csv"
    printed_office.done("stamps", "plan", "r1", "-o", str(out))
    assert out.read_text("utf-8-sig").splitlines()[0] == "card_no,key,yen,stamps,missing_yen"
    assert printed_office.run("stamps", "plan", "r1", "-o", str(out)).exit_code == 9
