"""Two cards never come to one home on one day, unless those who live there wished so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.errors import ExitCode
from outreach.ledger import Identity, PlannedCard
from outreach.model.recipient import Basis
from outreach.workflow.desk import open_desk
from outreach.workflow.planning import plan as plan_round

if TYPE_CHECKING:
    from tests.conftest import Office

SETTINGS, ROUND, BOOK = "outreach.toml", "rounds/r1/round.toml", "recipients/recipients.csv"
HEADER = "key,family_name,given_name,postal_code,prefecture,city,street,building,kind,consent"
DAY = date(2026, 12, 9)
CODE, CITY = "040-0063,北海道,函館市", "若松町6-7"


def row(key: str, family: str, given: str, street: str = CITY, building: str = "",
        consent: str = "self", kind: str = "person") -> str:  # fmt: skip
    """Return a row of the address book."""
    return f"{key},{family},{given},{CODE},{street},{building},{kind},{consent}"


def people(office: Office, rows: Sequence[str]) -> None:
    lines = [f"{HEADER},consent_on,call_name", *(f"{each},2025-04-01,あなた" for each in rows)]
    office.write(BOOK, "\n".join(lines) + "\n")


def plan(office: Office, round_id: str = "r1") -> dict[str, object]:
    found: dict[str, object] = json.loads(office.done("plan", round_id, "--json"))
    return found


def included(office: Office, round_id: str = "r1") -> set[str]:
    found = plan(office, round_id)["included"]
    assert isinstance(found, list)
    return {each["key"] for each in found}


def left_out(office: Office, round_id: str = "r1") -> dict[str, str]:
    found = plan(office, round_id)["left_out"]
    assert isinstance(found, list)
    return {each["key"]: each["reason"] for each in found}


def later(office: Office, name: str, day: str, more: str = "") -> None:
    text = (office.root / ROUND).read_text(encoding="utf-8")
    office.write(f"rounds/{name}/round.toml", text.replace("2026-12-08", day) + more)


MOTHER = row("kaaaa", "江口", "春子", kind="family")
CHILD = row("kbbbb", "江口", "葵")
OTHER = row("kcccc", "青木", "健")


def test_one_of_a_home_waits_and_the_plan_says_so_and_adds_up(office: Office) -> None:
    people(office, [MOTHER, CHILD, OTHER])
    assert included(office) == {"kaaaa", "kcccc"}
    assert left_out(office) == {"kbbbb": "household"}
    said = office.run("plan", "r1")
    assert "kaaaa in the same home gets one that day" in said.stdout
    assert "2 cards + 1 left out = 3 in the address book." in said.stdout
    assert 'only = ["kbbbb"]' in said.stderr


def test_whoever_waited_is_first_the_next_time(office: Office) -> None:
    people(office, [MOTHER, CHILD, OTHER])
    office.done("print", "r1")
    office.done("post", "r1", "--on", "today", "--count", "2")
    later(office, "r2", "2026-12-22")
    assert left_out(office, "r2") == {"kaaaa": "household"}


def test_whoever_waits_gets_a_round_of_their_own_a_few_days_later(office: Office) -> None:
    people(office, [MOTHER, CHILD])
    office.done("print", "r1")
    later(office, "r2", "2026-12-08", 'only = ["kbbbb"]\n')
    assert office.run("plan", "r2").exit_code == ExitCode.CONSENT  # asked for by name
    office.replace("rounds/r2/round.toml", "2026-12-08", "2026-12-11")
    assert included(office, "r2") == {"kbbbb"}


def test_what_was_settled_at_the_freeze_stays_so(office: Office) -> None:
    people(office, [MOTHER, CHILD])
    office.done("print", "r1")
    people(office, [row("kaaaa", "江口", "春子", "若松町9-9", kind="family"), CHILD])
    assert left_out(office) == {"kbbbb": "household"}
    people(office, [MOTHER, CHILD])
    office.done("print", "r1")


def test_who_lives_with_somebody_stopped_gets_the_card(office: Office) -> None:
    people(office, [MOTHER, CHILD])
    office.done("stop", "kaaaa")
    assert included(office) == {"kbbbb"}


@pytest.mark.parametrize("wish", ["true", '["kaaaa", "KBBBB"]'])
def test_cards_on_one_day_can_be_wished(office: Office, wish: str) -> None:
    people(office, [MOTHER, CHILD])
    with (office.root / SETTINGS).open("a", encoding="utf-8") as settings:
        settings.write(f"[rhythm]\nhousehold_same_day = {wish}\n")
    assert included(office) == {"kaaaa", "kbbbb"}


def test_a_wish_of_one_alone_is_not_enough(office: Office) -> None:
    people(office, [MOTHER, CHILD])
    with (office.root / SETTINGS).open("a", encoding="utf-8") as settings:
        settings.write('[rhythm]\nhousehold_same_day = ["kaaaa"]\n')
    assert included(office) == {"kaaaa"}


@pytest.mark.parametrize(
    "other",
    [row("kbbbb", "江口", "葵", building="ハイツ201号室"), row("kbbbb", "青木", "葵"),
     row("kbbbb", "江口", "葵", "若松町6-8"), row("kbbbb", "江口", "春子"),
     row("kbbbb", "江口", "葵", kind="organisation")],
    ids=["another room", "another family", "another house", "the same name", "an organisation"],
)  # fmt: skip
def test_only_a_family_at_one_address_is_a_home(office: Office, other: str) -> None:
    people(office, [row("kaaaa", "江口", "春子"), other])
    if other.split(",")[8] == "organisation":
        other = other.replace("organisation", "person")
    assert "household" not in left_out(office).values()


def test_ways_of_writing_an_address_make_no_difference(office: Office) -> None:
    people(office, [row("kaaaa", "髙橋", "春子", "若松町６－７"),
                    row("kbbbb", "高橋", "葵", "若松町6番7号")])  # fmt: skip
    assert left_out(office) == {"kbbbb": "household"}


def test_a_house_where_many_live_is_no_home(office: Office) -> None:
    people(office, [row(f"k{letter * 4}", "江口", letter) for letter in "abcdefg"])
    assert len(included(office)) == 7


def test_of_three_at_home_one_gets_a_card_at_a_time(office: Office) -> None:
    people(office, [MOTHER, CHILD, row("kdddd", "江口", "修")])
    assert left_out(office) == {"kbbbb": "household", "kdddd": "household"}


def test_whoever_of_a_home_is_asked_for_by_name_is_refused(office: Office) -> None:
    people(office, [MOTHER, CHILD])
    office.replace(ROUND, "author = ", 'only = ["kaaaa", "kbbbb"]\nauthor = ')
    refused = office.run("print", "r1")
    assert refused.exit_code == 7
    assert "another card goes to the same home that day" in refused.stderr


HOMES = st.lists(
    st.tuples(st.sampled_from(["江口", "青木"]), st.sampled_from(["6-7", "6-8"]),
              st.sampled_from(["", "201号室"]), st.sampled_from(["self", "family", "", "停止"])),
    min_size=1, max_size=10,
)  # fmt: skip


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=HOMES)
def test_one_card_comes_to_each_home_and_all_are_accounted_for(
    office: Office, rows: list[tuple[str, str, str, str]]
) -> None:
    people(office, [row(f"k{no}", family, f"名{no}", f"若松町{house}", room, consent)
                    for no, (family, house, room, consent) in enumerate(rows)])  # fmt: skip
    desk = open_desk(office.root, lambda: datetime(2026, 1, 1, tzinfo=UTC), bytes, DAY)
    got = plan_round(desk, "r1")
    assert len(got.included) + len(got.left_out) == len(rows)
    homes: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for no, (*home, consent) in enumerate(rows):
        if consent != "停止":
            homes.setdefault(tuple(home), []).append((f"k{no}", consent))
    expected = set()
    for members in homes.values():
        agreed = [key for key, consent in members if consent]
        expected |= set(agreed if len(members) > 6 else agreed[:1])
    assert {card.key for card in got.included} == expected


def test_over_a_year_everyone_at_home_has_their_turn(office: Office) -> None:
    """Of three at home one gets a card each round, and nobody falls behind the others."""
    home = ["kaaaa", "kbbbb", "kdddd"]
    people(office, [MOTHER, CHILD, row("kdddd", "江口", "修"), OTHER])
    numbers, first = count(1), date(2026, 1, 6)
    desk = open_desk(
        office.root, lambda: datetime(2026, 1, 1, tzinfo=UTC),
        lambda size: next(numbers).to_bytes(size, "big"), first,
    )  # fmt: skip
    had = dict.fromkeys([*home, "kcccc"], 0)
    with desk.write_ledger() as ledger:
        for key in had:
            ledger.consent(key, first, Basis.SELF)
    for no in range(24):
        name, day = f"y{no:02}", first + timedelta(days=15 * no)
        later(office, name, day.isoformat())
        got = plan_round(desk, name)
        assert len(got.included) + len(got.left_out) == 4
        keys = [card.key for card in got.included]
        with desk.write_ledger() as ledger:
            facts = {"design": "plain"}
            cards = [PlannedCard(card.card_no, Identity(card.key), "{}", facts, "", "")
                     for card in got.included]  # fmt: skip
            ledger.freeze(name, day, 1, cards, [], [])
            ledger.made(name, day, 1, [card.no for card in cards], {})
            ledger.post(name, day, len(cards))
        for key in keys:
            had[key] += 1
        assert len(set(home) & set(keys)) == 1
    assert had == {"kaaaa": 8, "kbbbb": 8, "kdddd": 8, "kcccc": 24}


def test_a_newsletter_comes_to_everyone_at_home(office: Office) -> None:
    people(office, [MOTHER, CHILD])
    book = (office.root / BOOK).read_text(encoding="utf-8")
    lines = [line + (",mailings" if not at else ",newsletter")
             for at, line in enumerate(book.splitlines())]  # fmt: skip
    office.write(BOOK, "\n".join(lines) + "\n")
    office.write("rounds/n/round.toml", 'mailing = "newsletter"\npost_on = 2026-12-15\nweight=20\n')
    assert included(office, "n") == {"kaaaa", "kbbbb"}
