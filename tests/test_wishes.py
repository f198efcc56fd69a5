"""Fewer cards, another author, a rest, mourning and a farewell; and cards that come too close."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.model.project import Rhythm
from outreach.model.recipient import Mailing
from outreach.model.round import Round
from outreach.model.standing import Reason, Standing
from outreach.selection import Past, against_wish, is_new_year, too_close

if TYPE_CHECKING:
    from tests.conftest import Office

SETTINGS, ROUND = "outreach.toml", "rounds/r1/round.toml"


def later(office: Office, name: str, day: str, more: str = "") -> None:
    """Write another round like the first."""
    text = (office.root / ROUND).read_text(encoding="utf-8")
    office.write(f"rounds/{name}/round.toml", text.replace("2026-12-08", day) + more)


def rhythm(office: Office, text: str) -> None:
    settings = (office.root / SETTINGS).read_text(encoding="utf-8")
    office.write(SETTINGS, f"{settings}[rhythm]\n{text}\n")


def plan(office: Office, round_id: str) -> Mapping[str, object]:
    found: dict[str, object] = json.loads(office.done("plan", round_id, "--json"))
    return found


def left_out(office: Office, round_id: str) -> dict[str, str]:
    found = plan(office, round_id)
    others, included = found["left_out"], found["included"]
    assert isinstance(others, list) and isinstance(included, list)
    assert len(others) + len(included) == 4
    return {each["key"]: each["reason"] for each in others}


@pytest.fixture
def posted_office(printed_office: Office) -> Office:
    """The round of 8 December is posted, on the 9th."""
    printed_office.done("post", "r1", "--on", "today", "--count", "3")
    return printed_office


# -- fewer cards ------------------------------------------------------------------------------


def test_whoever_wished_for_fewer_cards_waits(posted_office: Office) -> None:
    posted_office.done("wish", "kaaaa", "less", "--days", "30")
    later(posted_office, "r2", "2026-12-22")
    later(posted_office, "r3", "2027-01-08")
    assert left_out(posted_office, "r2")["kaaaa"] == "too-soon"
    assert "too close to the card of 2026-12-09" in posted_office.done("plan", "r2")
    assert "kaaaa" not in left_out(posted_office, "r3")
    posted_office.done("wish", "kaaaa", "usual")
    assert "kaaaa" not in left_out(posted_office, "r2")


def test_a_card_that_lies_here_counts_as_sent(printed_office: Office) -> None:
    printed_office.done("wish", "kaaaa", "less", "--days", "30")
    later(printed_office, "r2", "2026-12-22")
    assert left_out(printed_office, "r2")["kaaaa"] == "too-soon"
    assert "kaaaa" not in left_out(printed_office, "r1")


# -- the distance of all ----------------------------------------------------------------------


def test_cards_too_close_are_said_but_go_out_unless_the_project_says_so(
    posted_office: Office,
) -> None:
    later(posted_office, "r2", "2026-12-14")
    said = posted_office.run("plan", "r2")
    assert "3 recipients would get two cards less than 10 days apart" in said.stderr
    assert left_out(posted_office, "r2") == {"kdddd": "no-consent"}
    rhythm(posted_office, "gap = 5")
    assert left_out(posted_office, "r2") == {"kdddd": "no-consent"}
    posted_office.replace(SETTINGS, "gap = 5", "gap = 6")
    assert set(left_out(posted_office, "r2").values()) == {"no-consent", "too-soon"}


def test_nobody_gets_more_cards_in_a_month_than_the_cap(posted_office: Office) -> None:
    rhythm(posted_office, "gap = 0\ncap = 1")
    later(posted_office, "r2", "2026-12-31")
    later(posted_office, "r3", "2027-01-01")
    assert left_out(posted_office, "r2")["kaaaa"] == "cap"
    assert left_out(posted_office, "r3") == {"kdddd": "no-consent"}


def test_whoever_is_asked_for_by_name_is_refused_in_words(posted_office: Office) -> None:
    rhythm(posted_office, "gap = 10")
    later(posted_office, "r2", "2026-12-14", 'only = ["kaaaa"]\n')
    refused = posted_office.run("print", "r2")
    assert refused.exit_code == 7
    assert "the last card was too few days ago" in refused.stderr
    assert "another day for the round" in refused.stderr


def test_a_frozen_card_stays_though_another_came_close(posted_office: Office) -> None:
    rhythm(posted_office, "gap = 30")
    assert left_out(posted_office, "r1") == {"kdddd": "no-consent"}
    assert "there already" in posted_office.done("print", "r1")


@pytest.mark.parametrize("text", ["gap = -1", "cap = 0", 'per_month = "2"', "gab = 3"])
def test_a_rhythm_that_makes_no_sense_is_named_with_its_line(office: Office, text: str) -> None:
    rhythm(office, text)
    result = office.run("check")
    assert result.exit_code == 3
    assert "outreach.toml:8: " in result.stderr


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(
    on=DAYS, days=st.lists(DAYS, max_size=5), gap=st.integers(0, 40), less=st.integers(0, 90),
    cap=st.integers(1, 4),
)  # fmt: skip
def test_who_is_let_through_keeps_every_distance(
    on: date, days: list[date], gap: int, less: int, cap: int
) -> None:
    standing = Standing(less=less or None)
    reason = too_close(standing, on, Past(tuple(days)), Rhythm(gap=gap, cap=cap))
    near = any(timedelta(0) <= abs(on - day) < timedelta(days=max(gap, less)) for day in days)
    full = len([day for day in days if (day.year, day.month) == (on.year, on.month)]) >= cap
    assert reason == (Reason.TOO_SOON if near else Reason.CAP if full else None)


# -- another author ---------------------------------------------------------------------------


def test_an_author_somebody_would_rather_not_hear_from_is_replaced_for_them(office: Office) -> None:
    office.done("wish", "kaaaa", "author", "--not", "みなみ")
    refused = office.run("print", "r1")
    assert refused.exit_code == 7
    assert "(kaaaa): This person would rather not hear from the author" in refused.stderr
    office.write("rounds/r1/messages.csv", "key,author\nkaaaa,きた\n")
    assert office.run("plan", "r1").stderr == ""


def test_an_author_nobody_knows_is_entered_and_said(office: Office) -> None:
    said = office.run("wish", "kaaaa", "author", "--not", "みなと")
    assert said.exit_code == 0
    assert "No round names this author. Did you mean みなみ?" in said.stderr
    assert "No round" not in office.run("wish", "kaaaa", "author", "--not", "みなみ ").stderr


# -- rest, mourning ---------------------------------------------------------------------------


def test_a_rest_that_was_wished_is_a_pause(office: Office) -> None:
    office.done("wish", "kaaaa", "rest", "--until", "2027-04-01")
    assert left_out(office, "r1")["kaaaa"] == "paused"
    office.done("release", "kaaaa", "--because", "また、とのこと")
    assert "kaaaa" not in left_out(office, "r1")


def test_nobody_in_mourning_gets_a_new_year_card(office: Office) -> None:
    office.done("wish", "kaaaa", "mourning", "--until", "2027-01-31")
    later(office, "r2", "2026-12-22", 'greeting = "年賀"\n')
    assert "kaaaa" not in left_out(office, "r1")
    assert left_out(office, "r2")["kaaaa"] == "mourning"
    assert "in mourning until 2027-01-31" in office.done("plan", "r2")
    office.replace("rounds/r2/round.toml", "2026-12-22", "2027-12-20")
    assert "kaaaa" not in left_out(office, "r2")


def test_the_words_make_a_new_year_card_for_somebody_in_mourning(office: Office) -> None:
    office.done("wish", "kaaaa", "mourning", "--until", "2027-01-31")
    office.write("rounds/r1/messages.csv", "key,message\nkbbbb,あけましておめでとう\n")
    assert "kaaaa" not in left_out(office, "r1")
    office.write("rounds/r1/messages.csv", "key,message\nkaaaa,明けましておめでとう\n")
    assert left_out(office, "r1")["kaaaa"] == "mourning"


def test_a_new_year_card_printed_before_the_death_stays_here(printed_office: Office) -> None:
    printed_office.replace(ROUND, "雪がふりました。", "謹賀新年")
    printed_office.done("wish", "kaaaa", "mourning", "--until", "2027-01-31")
    refused = printed_office.run("post", "r1", "--on", "today", "--count", "3")
    assert refused.exit_code == 7
    assert "Take out of the stack: 2." in refused.stderr


@pytest.mark.parametrize(
    ("words", "is_one"),
    [("あけましておめでとうございます。", True), ("謹賀新年", True), ("新春", False),
     ("年賀状をありがとうございました。", False), ("雪が明けました。", False)],
)  # fmt: skip
def test_only_congratulations_make_a_new_year_card(words: str, is_one: bool) -> None:
    assert is_new_year(Round("r", date(2026, 12, 20)), words) is is_one


# -- farewell ---------------------------------------------------------------------------------


def test_only_the_person_asks_for_a_farewell(office: Office) -> None:
    refused = office.run("wish", "kaaaa", "farewell")
    assert refused.exit_code == 7
    assert "Only the person themselves" in refused.stderr
    assert not (office.root / "ledger.db").exists()


def test_a_farewell_is_exactly_two_more_cards(printed_office: Office) -> None:
    office = printed_office
    office.done("wish", "kaaaa", "farewell", "--self")
    later(office, "r2", "2026-12-22")
    later(office, "r3", "2027-01-12")
    assert "(kaaaa) is a farewell: card 1 of 2" in office.done("plan", "r1")
    assert "(kaaaa) is a farewell: card 2 of 2" in office.done("plan", "r2")
    office.done("print", "r2")
    office.done("post", "r1", "--on", "today", "--count", "3")
    assert "1 of the two last cards still to come" in office.done("consent", "show", "kaaaa")
    assert left_out(office, "r3")["kaaaa"] == "stopped"
    office.done("post", "r2", "--on", "today", "--count", "3")
    assert "both cards of the farewell were sent" in office.done("plan", "r3")
    assert json.loads(office.done("consent", "show", "kaaaa", "--json"))["reason"] == "stopped"
    assert office.run("wish", "kaaaa", "farewell", "--self").exit_code == 10


def test_of_three_cards_frozen_before_a_farewell_the_third_stays_here(office: Office) -> None:
    for name, day in (("r2", "2026-12-22"), ("r3", "2027-01-12")):
        later(office, name, day)
    for name in ("r1", "r2", "r3"):
        office.done("print", name, "--side", "address")
    office.done("wish", "kaaaa", "farewell", "--self")
    for name in ("r1", "r2"):
        office.done("post", name, "--on", "today", "--count", "3")
    assert office.run("post", "r3", "--on", "today", "--count", "3").exit_code == 7
    office.done("pulled", "r3", "kaaaa")
    office.done("post", "r3", "--on", "today", "--count", "2")


def test_a_consent_given_anew_ends_a_farewell(posted_office: Office) -> None:
    posted_office.done("wish", "kaaaa", "farewell", "--self")
    posted_office.done("consent", "kaaaa", "--basis", "self", "--on", "today")
    later(posted_office, "r2", "2026-12-22")
    assert "farewell" not in posted_office.done("plan", "r2")


# -- as typed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [(("less",), "less needs --days"), (("author",), "author needs --not"),
     (("usual", "--days", "3"), "usual takes no --days"), (("rest",), "rest needs --until"),
     (("less", "--days", "0"), "1 or more"), (("rest", "--until", "today"), "not to come")],
)  # fmt: skip
def test_a_wish_that_lacks_something_says_how_it_is_written(
    office: Office, typed: tuple[str, ...], said: str
) -> None:
    result = office.run("wish", "kaaaa", *typed)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_newsletter_knows_no_distance_between_cards(posted_office: Office) -> None:
    rhythm(posted_office, "gap = 30")
    book = posted_office.root / "recipients/recipients.csv"
    book.write_text(
        book.read_text(encoding="utf-8")
        .replace("call_name\n", "call_name,mailings\n", 1)
        .replace("ゆみさん\n", "ゆみさん,card;newsletter\n"), encoding="utf-8",
    )  # fmt: skip
    posted_office.write(
        "rounds/n/round.toml", 'mailing = "newsletter"\npost_on = 2026-12-15\nweight = 20\n'
    )
    assert "kaaaa" not in left_out(posted_office, "n")


def test_a_scope_speaks_of_every_mailing() -> None:
    standing = Standing(scope=frozenset({Mailing.CARD}))
    assert against_wish(standing, Mailing.REPORT) is Reason.SCOPE
    assert against_wish(standing, Mailing.CARD) is None


def test_a_second_wish_about_an_author_says_that_it_replaces_the_first(office: Office) -> None:
    wish = ("wish", "kaaaa", "author", "--not")
    assert "takes the place" not in office.run(*wish, "みなみ").stderr
    said = " ".join(office.run(*wish, "こだま").stderr.split())
    assert "takes the place of the wish before, which named みなみ" in said


def test_authors_nobody_is_like_are_listed_in_a_stable_order(office: Office) -> None:
    office.write("rounds/r1/messages.csv", "key,author\nkaaaa,い\nkbbbb,あ\n")
    said = " ".join(office.run("wish", "kaaaa", "author", "--not", "zzz").stderr.split())
    assert "Known here: あ, い, みなみ." in said
