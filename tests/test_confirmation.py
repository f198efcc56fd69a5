"""Paper and the ledger: a batch is answered for, and what must not go is out of the stack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from outreach.errors import ExitCode

if TYPE_CHECKING:
    from tests.conftest import Office

# In printing order round r1 is kcccc (1), kaaaa (2), kbbbb (3).
BOOK = "recipients/recipients.csv"
AGAIN = ("print", "r1", "--again", "--because", "x")


def kinds(office: Office, key: str) -> list[str]:
    said = json.loads(office.done("log", "--round", "r1", "--recipient", key, "--json"))
    return [each["kind"] for each in said]


def due(office: Office) -> list[str]:
    return [task["code"] for task in json.loads(office.done("today", "--json"))["tasks"]]


# -- a batch is answered for -----------------------------------------------------------------------


def test_a_second_batch_waits_until_somebody_says_what_became_of_the_first(
    printed_office: Office,
) -> None:
    before = printed_office.done("log", "--json")
    refused = printed_office.run(*AGAIN)
    assert refused.exit_code == ExitCode.STATE
    assert "Was batch 1 of round r1 printed?" in refused.stderr
    assert "no. 1-3" in refused.stderr
    for answer in ("printed r1.", "printed r1 --spoilt N", "printed r1 --none"):
        assert f"outreach {answer}" in refused.stderr
    assert printed_office.done("log", "--json") == before
    assert not (printed_office.root / "out/r1/2").exists()


@pytest.mark.parametrize(
    "answers",
    [
        ("printed r1",),
        ("printed r1 --spoilt 2",),
        ("printed r1 --none",),
        ("pulled r1 kaaaa kbbbb kcccc",),
        ("post r1 --on today --count 0 --held 1-3",),
        ("post r1 --on today --count 1 --held 1,3",),
    ],
)
def test_each_answer_lets_the_second_batch_be_made(
    printed_office: Office, answers: tuple[str, ...]
) -> None:
    for answer in answers:
        printed_office.done(*answer.split())
    printed_office.done(*AGAIN)
    assert (printed_office.root / "out/r1/2/batch.json").exists()


def test_one_piece_nobody_spoke_of_is_enough_to_ask(printed_office: Office) -> None:
    printed_office.done("pulled", "r1", "kaaaa", "kbbbb")
    refused = printed_office.run(*AGAIN)
    assert refused.exit_code == ExitCode.STATE
    assert "Of 1 piece nothing is entered yet (no. 1)" in refused.stderr


def test_a_single_piece_printed_again_asks_as_well(printed_office: Office) -> None:
    one = (*AGAIN, "--only", "kaaaa")
    assert printed_office.run(*one).exit_code == ExitCode.STATE
    printed_office.done("printed", "r1", "--spoilt", "2")
    printed_office.done(*one)
    refused = printed_office.run(*one)
    assert "Was batch 2 of round r1 printed?" in refused.stderr


def test_the_same_batch_in_another_way_is_no_second_batch(printed_office: Office) -> None:
    printed_office.done("print", "r1")
    printed_office.done("print", "r1", "--side", "address")
    printed_office.done("print", "r1", "--from", "2", "--to", "2")


def test_an_answer_taken_back_is_asked_for_again(printed_office: Office) -> None:
    printed_office.done("printed", "r1")
    entered = json.loads(printed_office.done("log", "--round", "r1", "--json"))
    last = next(each for each in reversed(entered) if each["kind"] == "printed")
    printed_office.done("undo", str(last["seq"]), "--because", "数えまちがい")
    assert printed_office.run(*AGAIN).exit_code == ExitCode.STATE


def test_today_reminds_of_a_batch_nobody_confirmed(printed_office: Office) -> None:
    assert "to-confirm" in due(printed_office)
    printed_office.done("printed", "r1")
    assert "to-confirm" not in due(printed_office)


# -- nothing was printed ---------------------------------------------------------------------------


def test_nothing_printed_leaves_nothing_to_post_and_names_the_next_step(
    printed_office: Office,
) -> None:
    said = printed_office.done("printed", "r1", "--none")
    assert "of 3 pieces nothing is on paper" in said
    assert "outreach print r1 --again --because …" in said
    assert "To be posted: 0 pieces." in said
    refused = printed_office.run("post", "r1", "--on", "today", "--count", "3")
    assert refused.exit_code == ExitCode.STATE


def test_nothing_printed_is_said_of_the_last_batch_only(printed_office: Office) -> None:
    printed_office.done("printed", "r1", "--spoilt", "2")
    printed_office.done(*AGAIN, "--only", "kaaaa")
    assert "of 1 piece nothing" in printed_office.done("printed", "r1", "--none")
    printed_office.done("post", "r1", "--on", "today", "--count", "2")


def test_what_was_entered_as_printed_is_not_called_unprinted(printed_office: Office) -> None:
    printed_office.done("printed", "r1")
    refused = printed_office.run("printed", "r1", "--none")
    assert refused.exit_code == ExitCode.STATE
    assert "outreach printed r1 --spoilt N" in refused.stderr
    printed_office.done("post", "r1", "--on", "today", "--count", "3")


def test_none_and_numbers_exclude_each_other(printed_office: Office) -> None:
    both = printed_office.run("printed", "r1", "--none", "--spoilt", "2")
    assert both.exit_code == ExitCode.USAGE


def test_a_round_never_made_has_nothing_to_answer_for(office: Office) -> None:
    assert office.run("printed", "r1", "--none").exit_code == ExitCode.STATE


def test_a_batch_thrown_away_is_made_again_and_goes_out_whole(printed_office: Office) -> None:
    printed_office.done("printed", "r1", "--none")
    printed_office.done(*AGAIN)
    printed_office.done("post", "r1", "--on", "today", "--count", "3")
    life = kinds(printed_office, "kaaaa")
    assert life[-6:] == ["made", "spoilt", "planned", "made", "printed", "posted"]


def test_a_stack_spoilt_as_a_whole_is_one_task_of_today(printed_office: Office) -> None:
    people = "".join(
        f"kx{no:03d},森,実{'一二三四五六七八'[no]},もり みのる,060-0001,北海道,札幌市中央区,"
        f"北1条西{no + 5}丁目1,person,self,2025-04-01,みのるさん\n"
        for no in range(8)
    )
    book = (printed_office.root / BOOK).read_text("utf-8")
    printed_office.write("rounds/r2/round.toml",
                         (printed_office.root / "rounds/r1/round.toml").read_text("utf-8")
                         .replace("2026-12-08", "2026-12-22"))  # fmt: skip
    printed_office.write(BOOK, book + people)
    printed_office.done("print", "r2")
    printed_office.done("printed", "r2", "--none")
    tasks = json.loads(printed_office.done("today", "--json"))["tasks"]
    (again,) = [task for task in tasks if task["code"] == "to-print-again"]
    assert again["command"] == "outreach print r2 --again --because …"


def test_where_good_ones_lie_only_the_many_spoilt_ones_are_named(printed_office: Office) -> None:
    said = printed_office.done("printed", "r1", "--spoilt", "1,2")
    assert "--again --only kcccc --only kaaaa --because" in said


# -- what must not go is out of the stack ----------------------------------------------------------


def no_consent(office: Office) -> None:
    office.replace(BOOK, "北1条西2丁目3-4,person,self,2025-04-01", "北1条西2丁目3-4,person,,")


def vanished(office: Office) -> None:
    rows = (office.root / BOOK).read_text("utf-8").splitlines(keepends=True)
    office.write(BOOK, "".join(row for row in rows if not row.startswith("kaaaa")))


def by_command(*arguments: str) -> object:
    return lambda office: office.done(*arguments)


@pytest.mark.parametrize(
    "bar",
    [
        by_command("stop", "kaaaa"),
        by_command("pause", "kaaaa", "--until", "2027-02-01"),
        by_command("wish", "kaaaa", "rest", "--until", "2027-02-01"),
        no_consent,
        vanished,
    ],
)
@pytest.mark.parametrize("counted", ["2", "3"])
def test_whatever_bars_a_piece_posting_waits_until_it_is_out_of_the_stack(
    printed_office: Office, bar: object, counted: str
) -> None:
    printed_office.done("printed", "r1")
    bar(printed_office)  # type: ignore[operator]
    before = printed_office.done("log", "--json")
    refused = printed_office.run("post", "r1", "--on", "today", "--count", counted)
    assert refused.exit_code == ExitCode.CONSENT
    assert "Take out of the stack: 2." in refused.stderr
    assert "outreach pulled r1 kaaaa" in refused.stderr
    assert printed_office.done("log", "--json") == before
    printed_office.done("pulled", "r1", "kaaaa")
    printed_office.done("post", "r1", "--on", "today", "--count", "2")
    assert kinds(printed_office, "kaaaa")[-1] == "pulled"


def test_every_piece_to_be_pulled_has_its_number_and_its_command(printed_office: Office) -> None:
    printed_office.done("stop", "kaaaa")
    printed_office.done("stop", "kbbbb")
    refused = printed_office.run("post", "r1", "--on", "today", "--count", "1")
    assert "Take out of the stack: 2-3." in refused.stderr
    assert all(f"outreach pulled r1 {key}" in refused.stderr for key in ("kaaaa", "kbbbb"))
    printed_office.done("pulled", "r1", "kaaaa")
    again = printed_office.run("post", "r1", "--on", "today", "--count", "1")
    assert (again.exit_code, "pulled r1 kaaaa" in again.stderr) == (ExitCode.CONSENT, False)


def test_keeping_a_forbidden_piece_back_is_not_taking_it_out(printed_office: Office) -> None:
    printed_office.done("stop", "kaaaa")
    held = printed_office.run("post", "r1", "--on", "today", "--count", "2", "--held", "2")
    assert held.exit_code == ExitCode.CONSENT


def test_too_few_counted_is_still_a_miscount(printed_office: Office) -> None:
    printed_office.done("stop", "kaaaa")
    low = printed_office.run("post", "r1", "--on", "today", "--count", "1")
    assert low.exit_code == ExitCode.STATE


def test_a_person_let_in_again_goes_with_the_stack(printed_office: Office) -> None:
    printed_office.done("pause", "kaaaa", "--until", "2027-02-01")
    printed_office.done("release", "kaaaa", "--because", "もうだいじょうぶ")
    printed_office.done("post", "r1", "--on", "today", "--count", "3")


def test_pieces_are_pulled_by_number_code_or_key_several_at_once(printed_office: Office) -> None:
    said = printed_office.done("pulled", "r1", "２", "KBBBB")
    assert said.count("is out of the stack") == 2
    printed_office.done("post", "r1", "--on", "today", "--count", "1")


def test_of_several_pulls_one_that_cannot_be_leaves_all_undone(printed_office: Office) -> None:
    before = printed_office.done("log", "--json")
    assert printed_office.run("pulled", "r1", "kaaaa", "kdddd").exit_code == ExitCode.STATE
    assert printed_office.run("pulled", "r1", "1", "9").exit_code == ExitCode.STATE
    assert printed_office.done("log", "--json") == before


# -- a piece by its number -------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["2", "２", "002", "kaaaa", "KAAAA"])
def test_a_piece_is_printed_again_by_its_number_or_its_key(
    printed_office: Office, typed: str
) -> None:
    printed_office.done("printed", "r1", "--spoilt", "2")
    printed_office.done(*AGAIN, "--only", typed)
    lines = (printed_office.root / "out/r1/2/batch.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [["2", "kaaaa"]]


def test_a_number_and_the_key_of_the_same_piece_are_one_piece(printed_office: Office) -> None:
    printed_office.done("printed", "r1", "--spoilt", "1-2")
    printed_office.done(*AGAIN, "--only", "2", "--only", "kaaaa")
    assert len((printed_office.root / "out/r1/2/batch.csv").read_text("utf-8").splitlines()) == 2


def test_a_number_nobody_has_is_refused_with_those_there_are(printed_office: Office) -> None:
    printed_office.done("printed", "r1")
    refused = printed_office.run(*AGAIN, "--only", "17")
    assert refused.exit_code == ExitCode.STATE
    assert "no piece 17" in refused.stderr and "1-3" in refused.stderr


@pytest.mark.parametrize("typed", ["0", "-3", "3-5", "1.5", "３つめ", "99999999"])
def test_what_is_neither_key_nor_number_is_a_slip_of_the_hand(
    printed_office: Office, typed: str
) -> None:
    assert printed_office.run(*AGAIN, f"--only={typed}").exit_code == ExitCode.USAGE
