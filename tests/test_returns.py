"""Mail comes back, people move, and gifts arrive: what is entered, and what is said next."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.cli import outside
from outreach.faces.paircode import pair_code
from outreach.model.event import ReturnReason
from outreach.workflow.returns import end_of_forwarding

if TYPE_CHECKING:
    from tests.conftest import Office

SECOND = (
    'mailing = "card"\npost_on = 2026-12-21\ndesign = "plain"\nauthor = "みなみ"\n'
    'message = "{{ call_name }}へ\\n氷がはりました。"\n'
)


def entries(office: Office, *arguments: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(office.done("log", "--json", *arguments))
    return found


def kinds(office: Office, key: str) -> list[object]:
    return [entry["kind"] for entry in entries(office, "--recipient", key)]


def status(office: Office, key: str) -> tuple[str, bool]:
    shown = json.loads(office.done("recipients", "show", key, "--json"))
    return shown["status"], shown["held"]


@pytest.fixture(scope="module")
def both_once(printed_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose round r1 was posted and whose round r2 was printed: three cards each."""
    from tests.conftest import Office

    root = tmp_path_factory.mktemp("both") / "office"
    shutil.copytree(printed_once, root)
    found = Office(root)
    found.write("rounds/r2/round.toml", SECOND)
    found.done("print", "r2")
    found.done("post", "r1", "--on", "2026-12-08" if outside.today() > date(2026, 12, 8) else
               "today", "--count", "3")  # fmt: skip
    return root


@pytest.fixture
def both(spoken: None, both_once: Path, tmp_path: Path) -> Office:
    from tests.conftest import Office

    shutil.copytree(both_once, tmp_path / "office")
    return Office(tmp_path / "office")


def test_every_reason_has_a_next_step_of_its_own(both: Office) -> None:
    said = set()
    for reason in ReturnReason:
        done = both.done("returned", "r1", "kaaaa", "--reason", reason.value, "--on", "today")
        said.add("\n".join(done.splitlines()[1:]))
        seq = entries(both)[-1]["seq"]
        both.done("undo", str(seq), "--because", "試し")
    assert len(said) == len(ReturnReason)


@pytest.mark.parametrize(
    ("reason", "stands"),
    [
        ("unknown", ("consented", True)),
        ("moved", ("consented", True)),
        ("incomplete", ("consented", True)),
        ("refused", ("refused", False)),
        ("expired", ("consented", False)),
        ("underpaid", ("consented", False)),
        ("other", ("consented", False)),
    ],
)
def test_where_a_return_leaves_its_person(
    both: Office, reason: str, stands: tuple[str, bool]
) -> None:
    both.done("returned", "r1", "kaaaa", "--reason", reason, "--on", "today")
    assert status(both, "kaaaa") == stands


@pytest.mark.parametrize("typed", ["2", "２", "KAAAA", "kaaaa", pair_code("r1", 2).lower()])
def test_a_piece_is_found_by_key_number_or_pair_code(both: Office, typed: str) -> None:
    both.done("returned", "r1", typed, "--reason", "other", "--on", "today")
    last = entries(both)[-1]
    assert (last["kind"], last["key"], last["card_no"]) == ("returned", "kaaaa", 2)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("r1", "kaaaa", "--reason", "other", "--on", "2020-01-01"), 10, "cannot have come back"),
        (("r1", "kaaaa", "--reason", "other", "--on", "2099-01-01"), 2, "still to come"),
        (("r2", "kaaaa", "--reason", "other", "--on", "today"), 10, "Nothing of round r2"),
        (("r1", "99", "--reason", "other", "--on", "today"), 10, "Its numbers are 1-3"),
        (("r1", "kzzzz", "--reason", "other", "--on", "today"), 4, "has the key kzzzz"),
        (("r1", "kdddd", "--reason", "other", "--on", "today"), 10, "Nothing of round r1"),
        (("r9", "kaaaa", "--reason", "other", "--on", "today"), 3, "r9"),
        (("r1", "kaaaa", "--reason", "lost", "--on", "today"), 2, "lost"),
    ],
)
def test_a_return_that_cannot_be_is_refused_and_nothing_entered(
    both: Office, arguments: tuple[str, ...], code: int, words: str
) -> None:
    before = entries(both)
    refused = both.run("returned", *arguments)
    assert refused.exit_code == code, refused.stderr
    assert words in refused.stderr
    assert entries(both) == before


def test_a_piece_comes_back_once(both: Office) -> None:
    both.done("returned", "r1", "kaaaa", "--reason", "moved", "--on", "today")
    seq = entries(both)[-1]["seq"]
    refused = both.run("returned", "r1", "2", "--reason", "moved", "--on", "today")
    assert refused.exit_code == 10
    assert f"outreach undo {seq}" in refused.stderr


@pytest.mark.parametrize("reason", ["refused", "unknown"])
def test_the_other_cards_of_whoever_gets_nothing_now_are_named(both: Office, reason: str) -> None:
    said = both.run("returned", "r1", "kaaaa", "--reason", reason, "--on", "today")
    assert "Piece 2 of round r2" in said.stderr
    assert "outreach pulled r2 kaaaa" in said.stderr


def test_a_return_that_holds_nothing_names_no_other_card(both: Office) -> None:
    said = both.run("returned", "r1", "kaaaa", "--reason", "expired", "--on", "today")
    assert "r2" not in said.stderr


def test_a_card_is_taken_out_of_the_stack_once(both: Office) -> None:
    both.done("stop", "kaaaa")
    both.done("pulled", "r2", "KAAAA")
    last = entries(both)[-1]
    assert (last["kind"], last["round"], last["card_no"]) == ("pulled", "r2", 2)
    assert both.run("pulled", "r2", "kaaaa").exit_code == 10


def test_a_card_is_taken_out_though_nothing_forbids_it_and_that_is_said(both: Office) -> None:
    said = both.run("pulled", "r2", "kaaaa")
    assert said.exit_code == 0
    assert "nothing forbids sending it to kaaaa" in said.stderr
    assert f"outreach undo {entries(both)[-1]['seq']}" in said.stderr
    assert "outreach print r2 --again --only kaaaa" in said.stderr


@pytest.mark.parametrize("because", ["stop", "file", "forwarding"])
def test_a_card_that_must_not_go_is_taken_out_without_a_remark(both: Office, because: str) -> None:
    if because == "stop":
        both.done("stop", "kaaaa")
    elif because == "file":
        both.replace("recipients/recipients.csv", "person,self,2025-04-01,ゆみさん",
                     "person,stop,2025-04-01,ゆみさん")  # fmt: skip
    else:
        both.done("moved", "kaaaa", "--on", "2025-01-01")
    assert "forbids" not in both.run("pulled", "r2", "kaaaa").stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("r2", "kaaaa", "--on", "2020-01-01"), 10, "cannot have been taken out"),
        (("r2", "kaaaa", "--on", "2099-01-01"), 2, "still to come"),
        (("r2", "kaaab"), 4, "Did you mean kaaaa?"),
        (("r2", "kdddd"), 10, "No card of round r2 to kdddd"),
    ],
)
def test_what_cannot_have_been_taken_out_is_refused(
    both: Office, arguments: tuple[str, ...], code: int, words: str
) -> None:
    before = entries(both)
    refused = both.run("pulled", *arguments)
    assert (refused.exit_code, entries(both)) == (code, before)
    assert words in refused.stderr


def test_the_plan_names_what_was_taken_out(both: Office) -> None:
    assert "Taken out" not in both.run("plan", "r2").stdout
    both.done("pulled", "r2", "kaaaa")
    assert "Taken out of the stack, so that they do not go out: 2." in both.run("plan", "r2").stdout
    plan = json.loads(both.run("plan", "r2", "--json").stdout)
    assert [each["key"] for each in plan["included"] if each.get("pulled")] == ["kaaaa"]
    both.done("undo", str(entries(both)[-1]["seq"]), "--because", "束に戻した")
    assert "Taken out" not in both.run("plan", "r2").stdout


def test_a_card_taken_out_is_not_counted_though_its_person_agrees_again(both: Office) -> None:
    both.done("stop", "kaaaa")
    both.done("pulled", "r2", "kaaaa")
    both.done("consent", "kaaaa", "--basis", "self", "--on", "today")
    both.done("post", "r2", "--on", "today", "--count", "2")
    assert "posted" not in kinds(both, "kaaaa")[-3:]


def test_a_card_put_back_into_the_stack_goes_out(both: Office) -> None:
    both.done("pulled", "r2", "kaaaa")
    both.done("undo", str(entries(both)[-1]["seq"]), "--because", "束に戻した")
    both.done("post", "r2", "--on", "today", "--count", "3")


def test_a_posted_card_is_in_no_stack(both: Office) -> None:
    refused = both.run("pulled", "r1", "kaaaa")
    assert refused.exit_code == 10
    assert "No card of round r1 to kaaaa lies here" in refused.stderr


# -- moves ----------------------------------------------------------------------------------------


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_forwarding_ends_a_year_after_the_filing(filed: date) -> None:
    until = end_of_forwarding(filed)
    assert until.year == filed.year + 1
    assert 365 <= (until - filed).days <= 366
    assert (until.month, until.day) == (filed.month, filed.day) or filed.day == 29


def test_a_move_says_until_when_the_post_forwards(both: Office) -> None:
    said = both.done("moved", "kaaaa", "--on", "2026-12-01")
    assert "until 2027-12-01" in said
    assert entries(both)[-1]["data"] == {"until": "2027-12-01", "v": 1}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("kaaaa", "--on", "2099-01-01"), 2), (("kzzzz", "--on", "today"), 4), (("kaaaa",), 2)],
)
def test_a_move_that_cannot_be_is_refused(
    both: Office, arguments: tuple[str, ...], code: int
) -> None:
    before = entries(both)
    assert both.run("moved", *arguments).exit_code == code
    assert entries(both) == before


def left_out(office: Office, round_id: str) -> dict[str, str]:
    plan = json.loads(office.run("plan", round_id, "--json").stdout)
    return {each["key"]: each["reason"] for each in plan["left_out"]}


def test_nothing_goes_out_after_forwarding_has_ended(both: Office) -> None:
    both.done("moved", "kaaaa", "--on", "2025-12-01")
    assert left_out(both, "r2")["kaaaa"] == "address-held"
    refused = both.run("post", "r2", "--on", "today", "--count", "3")
    assert refused.exit_code == 7
    assert "Take out of the stack: 2." in refused.stderr


def test_a_card_still_goes_out_while_mail_is_forwarded(both: Office) -> None:
    both.done("moved", "kaaaa", "--on", "2026-01-10")
    assert "kaaaa" not in left_out(both, "r2")
    both.done("post", "r2", "--on", "today", "--count", "3")


def test_a_confirmed_address_ends_the_matter(both: Office) -> None:
    both.done("moved", "kaaaa", "--on", "2025-12-01")
    both.replace("recipients/recipients.csv", "北1条西2丁目3-4", "北2条西3丁目5")
    both.done("recipients", "confirm", "kaaaa")
    assert "kaaaa" not in left_out(both, "r2")


def test_the_address_from_before_a_move_is_confirmed_only_by_saying_so(both: Office) -> None:
    both.done("moved", "kaaaa", "--on", "2025-12-01")
    before = entries(both)
    refused = both.run("recipients", "confirm", "kaaaa")
    assert (refused.exit_code, entries(both)) == (10, before)
    assert "outreach recipients confirm kaaaa --same" in refused.stderr
    assert left_out(both, "r2")["kaaaa"] == "address-held"
    both.done("recipients", "confirm", "kaaaa", "--same")
    both.done("post", "r2", "--on", "today", "--count", "3")


def test_a_confirmation_without_a_move_asks_for_nothing(both: Office) -> None:
    both.done("recipients", "confirm", "kaaaa")
    assert kinds(both, "kaaaa")[-1] == "confirm"


def test_whoever_never_got_anything_is_confirmed_with_a_word_of_care(both: Office) -> None:
    both.done("moved", "kdddd", "--on", "2026-12-01")
    said = both.run("recipients", "confirm", "kdddd")
    assert said.exit_code == 0
    assert "only you can see" in said.stderr


def test_a_confirmation_after_a_return_names_the_release_it_takes(both: Office) -> None:
    both.done("returned", "r1", "kaaaa", "--reason", "moved", "--on", "today")
    assert "outreach release kaaaa" in both.done("moved", "kaaaa", "--on", "2026-12-01")
    both.replace("recipients/recipients.csv", "北1条西2丁目3-4", "北2条西3丁目5")
    said = both.run("recipients", "confirm", "kaaaa")
    assert (said.exit_code, status(both, "kaaaa")) == (0, ("consented", True))
    assert "outreach release kaaaa" in said.stderr
    both.done("release", "kaaaa", "--because", "新しい住所")
    assert "kaaaa" not in left_out(both, "r2")


def test_a_move_that_was_a_mistake_is_undone(both: Office) -> None:
    both.done("moved", "kaaaa", "--on", "2025-12-01")
    both.done("undo", str(entries(both)[-1]["seq"]), "--because", "別の方")
    assert "kaaaa" not in left_out(both, "r2")


# -- gifts and letters ----------------------------------------------------------------------------


def test_a_reply_names_the_card_that_was_written_before_it(both: Office) -> None:
    said = both.run("reply", "kaaaa", "--on", "today", "--kind", "drawing", "--prompted")
    assert said.exit_code == 0
    assert "Piece 2 of round r2" in said.stderr
    assert "--held 2" in said.stderr
    assert entries(both)[-1]["data"] == {"kind": "drawing", "prompted": True, "v": 1}


def test_a_reply_needs_no_kind(both: Office) -> None:
    both.done("reply", "kaaaa", "--on", "today")
    assert entries(both)[-1]["data"] == {"prompted": False, "v": 1}


@pytest.mark.parametrize(
    ("key", "on", "words"),
    [
        ("kaaaa", "1990-01-01", "the first piece to kaaaa was posted on 20"),
        ("kdddd", "today", "nothing was posted to kdddd yet"),
    ],
)
def test_a_reply_before_anything_was_sent_is_remarked_upon(
    both: Office, key: str, on: str, words: str
) -> None:
    said = both.run("reply", key, "--on", on)
    assert said.exit_code == 0
    assert words in said.stderr
    assert "first piece" not in both.run("reply", "kaaaa", "--on", "today").stderr


def test_an_entry_there_is_not_cannot_be_undone(both: Office) -> None:
    last = entries(both)[-1]["seq"]
    refused = both.run("undo", "9999", "--because", "試し")
    assert refused.exit_code == 10
    assert f"The last is entry {last}" in refused.stderr


def test_undoing_an_entry_about_nobody_names_no_key(both: Office) -> None:
    both.done("cost", "add", "500", "--what", "paper", "--on", "today")
    said = both.done("undo", str(entries(both)[-1]["seq"]), "--because", "試し")
    assert "(cost) does not count" in said
    assert "None" not in said


@pytest.mark.parametrize("command", [("reply",), ("letter", "--in")])
def test_what_comes_from_nobody_is_refused(both: Office, command: tuple[str, ...]) -> None:
    before = entries(both)
    name, *options = command
    refused = both.run(name, "kzzzz", *options, "--on", "today")
    assert refused.exit_code == 4
    assert "has the key kzzzz" in refused.stderr
    assert entries(both) == before


def test_a_letter_is_entered_with_its_way(both: Office) -> None:
    both.done("letter", "kaaaa", "--in", "--on", "2026-12-01", "--continuing")
    both.done("letter", "kaaaa", "--out", "--on", "today")
    ways = [entry["data"] for entry in entries(both) if entry["kind"] == "letter"]
    assert ways == [
        {"continuing": True, "direction": "in", "v": 1},
        {"direction": "out", "v": 1},
    ]


def test_the_conversation_is_told_in_the_order_of_the_days(both: Office) -> None:
    both.done("letter", "kaaaa", "--out", "--on", "today")
    both.done("letter", "kaaaa", "--in", "--on", "2020-01-01")
    both.done("reply", "kaaaa", "--on", "2020-06-01")
    both.done("reply", "kbbbb", "--on", "2020-06-01")
    told = json.loads(both.done("letter", "kaaaa", "--json"))
    assert [each["kind"] for each in told] == ["letter", "reply", "posted", "letter"]
    assert [each["on"] for each in told] == sorted(each["on"] for each in told)


@pytest.mark.parametrize(
    "arguments", [("--on", "today"), ("--in", "--out", "--on", "today"), ("--in",)]
)
def test_a_letter_without_way_or_day_is_asked_for_it(
    both: Office, arguments: tuple[str, ...]
) -> None:
    assert both.run("letter", "kaaaa", *arguments).exit_code == 2


def test_no_message_of_the_desk_names_anyone(both: Office) -> None:
    said = [
        both.run("returned", "r1", "kaaaa", "--reason", "refused", "--on", "today"),
        both.run("pulled", "r2", "kaaaa"),
        both.run("moved", "kbbbb", "--on", "2025-01-01"),
        both.run("reply", "kbbbb", "--on", "today"),
        both.run("today"),
    ]
    for each in said:
        for word in ("青木", "由美", "𠮷上", "北1条", "旭川"):
            assert word not in each.output
