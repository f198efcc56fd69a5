"""Consent as it is given, narrowed and taken back, and its story."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from outreach.cli import outside
from outreach.workflow.consents import how_of

if TYPE_CHECKING:
    from tests.conftest import Office


def left_out(office: Office, round_id: str = "r1") -> dict[str, str]:
    plan = json.loads(office.done("plan", round_id, "--json"))
    assert len(plan["included"]) + len(plan["left_out"]) == 4
    return {each["key"]: each["reason"] for each in plan["left_out"]}


def shown(office: Office, key: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(office.done("consent", "show", key, "--json"))
    return found


def agree(office: Office, key: str, *terms: str, basis: str = "self") -> str:
    return office.done("consent", key, "--basis", basis, "--on", "today", *terms)


# -- scope and envelope -----------------------------------------------------------------------


def test_a_consent_holds_only_for_what_it_names(office: Office) -> None:
    agree(office, "kaaaa", "--only", "会報、報告書")
    assert left_out(office)["kaaaa"] == "scope"
    assert shown(office, "kaaaa")["only"] == ["newsletter", "report"]


def test_the_last_consent_says_how_far_it_goes(office: Office) -> None:
    agree(office, "kaaaa", "--only", "newsletter")
    agree(office, "kaaaa")
    assert "kaaaa" not in left_out(office)


def test_a_mailing_nobody_knows_is_refused(office: Office) -> None:
    result = office.run("consent", "kaaaa", "--basis", "self", "--on", "today", "--only", "fax")
    assert result.exit_code == 2
    assert "card, newsletter or report" in result.stderr


def test_whoever_wants_an_envelope_gets_the_card_in_one(office: Office) -> None:
    agree(office, "kaaaa", "--envelope")
    plan = json.loads(office.done("plan", "r1", "--json"))
    assert {(kind["stock"], kind["pieces"]) for kind in plan["postage"]} == {
        ("hagaki", 2), ("you2", 1),
    }  # fmt: skip


@pytest.mark.parametrize("terms", [("--envelope",), ("--only", "newsletter")])
def test_a_consent_narrowed_after_the_print_keeps_the_open_card_home(
    printed_office: Office, terms: tuple[str, ...]
) -> None:
    consent = ("consent", "kaaaa", "--basis", "self", "--on", "today")
    assert "Piece 2 of round r1 may lie here" in printed_office.run(*consent, *terms).stderr
    refused = printed_office.run("post", "r1", "--on", "today", "--count", "3")
    assert refused.exit_code == 7
    assert "Take out of the stack: 2." in refused.stderr
    printed_office.done("pulled", "r1", "kaaaa")
    printed_office.done("post", "r1", "--on", "today", "--count", "2")


# -- stop, at every step ----------------------------------------------------------------------


def test_a_stop_holds_at_plan_print_and_post(printed_office: Office) -> None:
    printed_office.done("stop", "kaaaa")
    assert left_out(printed_office)["kaaaa"] == "stopped"
    assert printed_office.run("print", "r1", "--side", "address").exit_code == 7
    for counted in ("2", "3"):
        assert printed_office.run("post", "r1", "--on", "today", "--count", counted).exit_code == 7
    printed_office.done("pulled", "r1", "kaaaa")
    printed_office.done("post", "r1", "--on", "today", "--count", "2")


def test_a_card_taken_out_of_the_stack_is_not_named_again(printed_office: Office) -> None:
    assert "Piece 2 of round r1 may lie here" in printed_office.run("stop", "kaaaa").stderr
    printed_office.done("pulled", "r1", "kaaaa")
    assert "may lie here" not in printed_office.run("stop", "kaaaa").stderr
    printed_office.done("post", "r1", "--on", "today", "--count", "2")


def test_a_rest_after_the_print_keeps_the_card_home(printed_office: Office) -> None:
    paused = printed_office.run("pause", "kaaaa", "--until", "2027-04-01")
    assert "Piece 2 of round r1 may lie here" in paused.stderr
    assert printed_office.run("post", "r1", "--on", "today", "--count", "3").exit_code == 7


def test_the_family_cannot_lift_what_the_person_stopped(office: Office) -> None:
    office.done("stop", "kaaaa", "--by", "self")
    said = office.run("consent", "kaaaa", "--basis", "family", "--on", "today")
    assert "only their own consent lifts it" in " ".join(said.stderr.split())
    assert left_out(office)["kaaaa"] == "stopped"
    agree(office, "kaaaa")
    assert "kaaaa" not in left_out(office)


def test_a_stop_of_the_family_is_lifted_by_the_family(office: Office) -> None:
    office.done("stop", "kbbbb", "--by", "family", "--on", "2026-12-01")
    agree(office, "kbbbb", basis="family")
    assert "kbbbb" not in left_out(office)


def test_what_was_agreed_before_the_stop_lifts_nothing(office: Office) -> None:
    office.done("stop", "kaaaa", "--on", "2026-12-05")
    office.done("consent", "kaaaa", "--basis", "self", "--on", "2026-12-04")
    assert left_out(office)["kaaaa"] == "stopped"


def test_of_a_stop_and_a_consent_on_one_day_the_one_entered_last_counts(office: Office) -> None:
    agree(office, "kaaaa")
    office.done("stop", "kaaaa")
    assert left_out(office)["kaaaa"] == "stopped"


# -- pause ------------------------------------------------------------------------------------


def test_a_rest_does_not_end_by_itself_and_the_plan_says_to_ask(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.done("pause", "kaaaa", "--until", "2026-12-20")
    assert "paused, ask again on 2026-12-20" in office.done("plan", "r1")
    monkeypatch.setattr(outside, "today", lambda: date(2026, 12, 20))
    assert left_out(office)["kaaaa"] == "paused"
    said = office.done("plan", "r1")
    assert "2026-12-20 is past: ask, then outreach release kaaaa" in said
    assert "ask, then outreach release kaaaa" in office.done("consent", "show", "kaaaa")
    office.done("release", "kaaaa", "--because", "また送ってほしいと")
    assert "kaaaa" not in left_out(office)


# -- how it was given -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "word"),
    [("phone", "phone"), ("お電話で", "phone"), ("書面", "paper"), ("ご訪問", "visit"),
     ("ｅ-mail", "mail"), ("手紙にて", "letter"), ("その他", "other"), ("by telephone", "phone"),
     ("電話に出ないので手紙で", ""), ("", "")],
)  # fmt: skip
def test_a_known_way_is_kept_as_a_word(typed: str, word: str) -> None:
    assert how_of(typed) == word


def test_free_words_lie_beside_the_ledger_and_in_no_log(office: Office) -> None:
    agree(office, "kaaaa", "--how", "訪問のときに、お茶を飲みながら", "--by", "きた")
    assert "お茶" not in office.done("log", "--json")
    assert "お茶を飲みながら" in office.done("consent", "show", "kaaaa")
    said = shown(office, "kaaaa")["said"]
    assert isinstance(said, list)
    assert said[-1]["note"] == "きた; 訪問のときに、お茶を飲みながら"


# -- the story --------------------------------------------------------------------------------


def test_the_story_tells_who_said_what_when_and_what_holds(office: Office) -> None:
    office.done("consent", "kbbbb", "--basis", "family", "--on", "2026-12-01", "--how", "電話",
                "--only", "card", "--review", "2027-12-01")  # fmt: skip
    office.done("stop", "kbbbb", "--by", "self", "--on", "2026-12-05")
    said = office.done("consent", "show", "kbbbb")
    assert "consent, by the family, by telephone, only card, ask again on 2027-12-01" in said
    assert "stop, by the person" in said
    assert "Nothing goes there: stop." in said


def test_an_entry_undone_stays_in_the_story_and_counts_no_more(office: Office) -> None:
    office.done("stop", "kaaaa")
    office.done("undo", "1", "--because", "別の方だった")
    story = shown(office, "kaaaa")
    assert story["reason"] is None
    assert story["said"] == [
        {"seq": 1, "on": "2026-12-09", "kind": "stop", "note": "", "undone_by": 2}
    ]


def test_a_consent_only_the_address_book_states_is_said_to_be_so(office: Office) -> None:
    assert "the address book says so" in office.done("consent", "show", "kaaaa")
    assert shown(office, "kaaaa")["reason"] is None
    assert shown(office, "kdddd")["reason"] == "no-consent"


def test_a_consent_of_the_file_that_was_undone_is_none(printed_office: Office) -> None:
    entries = json.loads(printed_office.done("log", "--recipient", "kaaaa", "--json"))
    consent = next(each["seq"] for each in entries if each["kind"] == "consent")
    printed_office.done("undo", str(consent), "--because", "まちがい")
    assert shown(printed_office, "kaaaa")["reason"] == "no-consent"


def test_an_empty_cell_counts_more_than_a_consent_in_the_ledger(office: Office) -> None:
    agree(office, "kdddd")
    story = office.done("consent", "show", "kdddd")
    assert "The consent in the address book is empty, so nothing is sent." in story
    assert shown(office, "kdddd")["reason"] == "no-consent"


def test_a_review_whose_day_is_past_is_asked_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(office, "kaaaa", "--review", "2027-12-01")
    monkeypatch.setattr(outside, "today", lambda: date(2027, 12, 1))
    assert "Ask now whether it still holds" in office.done("consent", "show", "kaaaa")
    assert "kaaaa" not in left_out(office)


def test_a_review_lies_ahead(office: Office) -> None:
    result = office.run("consent", "kaaaa", "--basis", "self", "--on", "today", "--review", "今日")
    assert result.exit_code == 2


def test_the_story_of_nobody_is_refused(office: Office) -> None:
    assert office.run("consent", "show", "kzzzz").exit_code == 4
    assert not (office.root / "ledger.db").exists()


# -- keys nobody knows, and reasons told apart ---------------------------------------------------


@pytest.mark.parametrize("line", ["pause kzzzz --until 2027-04-01", "release kzzzz --because x"])
def test_only_a_stop_holds_for_a_key_nobody_knows(office: Office, line: str) -> None:
    assert office.run(*line.split()).exit_code == 4
    assert office.run("stop", "kzzzz").exit_code == 0


@pytest.mark.parametrize(
    ("by", "basis", "on", "said"),
    [
        (("--by", "self"), "family", "today", "the person said it themselves"),
        ((), "self", "2026-12-01", "it was said later than this consent"),
        ((), "family", "2026-12-01", "it was said later than this consent"),
    ],
)
def test_a_consent_that_lifts_nothing_says_why(
    office: Office, by: tuple[str, ...], basis: str, on: str, said: str
) -> None:
    office.done("stop", "kaaaa", "--on", "2026-12-05", *by)
    result = office.run("consent", "kaaaa", "--basis", basis, "--on", on)
    assert said in " ".join(result.stderr.split())


def test_an_empty_cell_is_named_where_the_ledger_has_the_consent(office: Office) -> None:
    agree(office, "kaaaa")
    office.replace(
        "recipients/recipients.csv", "person,self,2025-04-01,ゆみさん", "person,,,ゆみさん"
    )
    assert left_out(office)["kaaaa"] == "no-consent"
    assert "the cell in the address book is empty" in " ".join(office.done("plan", "r1").split())


def test_a_plan_for_somebody_stopped_says_what_print_will(office: Office) -> None:
    office.done("stop", "kaaaa")
    office.replace("rounds/r1/round.toml", "post_on", 'only = ["kaaaa"]\npost_on')
    for command in ("plan", "print"):
        result = office.run(command, "r1")
        assert result.exit_code == 7 and "Asked for by name" in result.stderr
