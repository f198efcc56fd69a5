"""The same person twice, whatever the spelling; the text itself is never touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.errors import Problem, Where
from outreach.ledger import Staging
from outreach.model.recipient import (
    Addressee,
    Basis,
    ConsentCell,
    JointName,
    Kind,
    Mailing,
    Recipient,
)
from outreach.model.standing import Standing, Status
from outreach.workflow import likeness, people
from outreach.workflow.content import identity_of
from outreach.workflow.likeness import Place, everyday, place_of, plain_address
from outreach.workflow.people import households, note_face, note_home, same_people

HOME = Addressee(
    "佐藤", "一郎", postal_code="0600001", prefecture="北海道", city="札幌市中央区",
    street="北1条西2丁目3-4",
)  # fmt: skip
NEW = Standing()
KNOWN = Standing(Status.CONSENTED, Basis.SELF, 7)
STOPPED = Standing(Status.STOPPED)


def row(key: str, **parts: object) -> Recipient:
    own = {name: parts.pop(name) for name in ("consent", "kind", "mailings") if name in parts}
    line = int(key[1:]) + 1
    to = replace(HOME, **parts)
    return Recipient(key, to, where=Where("recipients/people.csv", line, key), **own)


def found(rows: Iterable[Recipient], **standings: Standing) -> list[Problem]:
    with Staging() as faces:
        for each in rows:
            note_face(faces, each, identity_of(each), standings.get(each.key, NEW))
        return list(same_people(faces))


def codes(rows: Iterable[Recipient], **standings: Standing) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.where.key) for problem in found(rows, **standings)]


@pytest.mark.parametrize(
    "street",
    ["北一条西二丁目三番四号", "北１条西２－３－４", "北1条西2丁目3番地4", "北1条西2ー3ー4",
     "北 1条西 2丁目3の4", "北1条西2‐3−4"],
)  # fmt: skip
def test_the_same_house_written_otherwise_is_the_same_house(street: str) -> None:
    assert codes([row("k1"), row("k2", street=street)]) == [("same-person", "k2")]


@pytest.mark.parametrize(
    "address",
    ["札幌市中央区北1条西2-3-4", "〒060-0001 北海道札幌市中央区北一条西2丁目3番4号"],
)
def test_a_whole_address_is_compared_with_one_in_parts(address: str) -> None:
    whole = row("k2", prefecture="", city="", street="", address=address)
    assert codes([row("k1"), whole]) == [("same-person", "k2")]


@pytest.mark.parametrize(
    ("city", "other"),
    [("虻田郡ニセコ町", "ニセコ町"), ("余市郡余市町", "余市町"), ("神崎郡市川町", "市川町"),
     ("龍ヶ崎市", "竜ケ崎市")],
)  # fmt: skip
def test_a_county_left_out_or_an_old_form_makes_no_other_place(city: str, other: str) -> None:
    assert codes([row("k1", city=city), row("k2", city=other)]) == [("same-person", "k2")]


@pytest.mark.parametrize("city", ["大和郡山市", "郡上市", "蒲郡市", "小郡市", "郡山市"])
def test_a_city_whose_name_holds_the_word_for_county_keeps_it(city: str) -> None:
    assert plain_address(f"{city}本町1-2").startswith(city)


@pytest.mark.parametrize(
    ("family", "other"),
    [("髙橋", "高橋"), ("山﨑", "山崎"), ("齋藤", "斉藤"), ("渡邉\U000e0100", "渡辺"),
     ("澤田", "沢田"), ("濵口", "浜口"), ("𠮷田", "吉田"), ("槗本", "橋本")],
)  # fmt: skip
def test_another_shape_of_a_character_is_a_reason_to_ask(family: str, other: str) -> None:
    said = found([row("k1", family_name=family), row("k2", family_name=other)])
    assert [(p.code, p.is_error) for p in said] == [("same-person-perhaps", False)]
    assert "k1 (recipients/people.csv:2)" in str(said[0].message)


@pytest.mark.parametrize(
    ("given_name", "other"), [("マリー", "ﾏﾘｰ"), ("Marie", "ＭＡＲＩＥ"), ("真 理", "真\u3000理")]
)
def test_width_case_and_blanks_make_no_other_name(given_name: str, other: str) -> None:
    rows = [row("k1", given_name=given_name), row("k2", given_name=other)]
    assert codes(rows) == [("same-person", "k2")]


def test_hiragana_for_katakana_is_a_reason_to_ask() -> None:
    rows = [row("k1", given_name="まりー"), row("k2", given_name="マリー")]
    assert codes(rows) == [("same-person-perhaps", "k2")]


def test_the_room_written_once_and_once_not_is_a_reason_to_ask() -> None:
    rows = [row("k1", building="ハイツ北 101号室"), row("k2")]
    assert codes(rows) == [("same-person-perhaps", "k2")]


def test_a_room_behind_the_house_number_is_the_room_in_the_building_cell() -> None:
    rows = [row("k1", building="101"), row("k2", street="北1条西2丁目3-4 101号室")]
    assert codes(rows) == [("same-person", "k2")]


def test_a_building_after_a_blank_is_the_one_in_the_building_cell() -> None:
    parts = row("k1", city="虻田郡ニセコ町", street="中央通986番地", building="雪ハイツ5")
    whole = row("k2", prefecture="", city="", street="", address="ニセコ町中央通986番地 雪ハイツ5")
    assert codes([parts, whole]) == [("same-person", "k2")]


@pytest.mark.parametrize(
    "other", [{"given_name": "二郎"}, {"street": "北1条西2丁目3-5"}, {"family_name": "加藤"},
              {"city": "札幌市北区"}, {"street": "北1条西23-4"}],
)  # fmt: skip
def test_another_person_or_another_house_is_not_pointed_out(other: dict[str, str]) -> None:
    assert not codes([row("k1"), row("k2", **other)])


def test_names_that_are_only_alike_are_different_names() -> None:
    rows = [row("k1", family_name="坂本"), row("k2", family_name="阪本")]
    assert not codes(rows)


# -- a stop ----------------------------------------------------------------------------------


def test_a_stop_does_not_slip_under_another_way_of_writing_the_address() -> None:
    rows = [row("k1"), row("k2", street="北一条西２－３－４")]
    (problem,) = found(rows, k1=STOPPED)
    assert (problem.code, problem.where.key) == ("stopped-under-another-key", "k2")
    assert problem.is_error


def test_a_stop_under_another_shape_of_the_name_is_asked_about_and_refuses_nobody() -> None:
    rows = [row("k1", family_name="髙橋"), row("k2", family_name="高橋")]
    (problem,) = found(rows, k1=STOPPED)
    assert (problem.code, problem.where.key) == ("perhaps-stopped", "k2")
    assert not problem.is_error


def test_a_stop_in_the_file_counts_like_one_in_the_ledger() -> None:
    (problem,) = found([row("k1", consent=ConsentCell.STOP), row("k2")])
    assert problem.is_error


def test_whoever_was_asked_since_is_only_pointed_out() -> None:
    assert codes([row("k1"), row("k2")], k1=STOPPED, k2=KNOWN) == [("same-person", "k2")]


def test_three_rows_of_one_person_each_name_the_first() -> None:
    said = found([row("k1"), row("k2"), row("k3")])
    assert [p.where.key for p in said] == ["k2", "k3"]
    assert all("k1 (recipients/people.csv:2)" in str(p.message) for p in said)


# -- joint names and households -----------------------------------------------------------------


def test_a_joint_name_with_a_row_of_its_own_is_pointed_out_where_the_couple_stands() -> None:
    couple = row("k1", joint_names=(JointName("花子", "様"),))
    assert codes([couple, row("k2", given_name="花子")]) == [("joint-name-twice", "k1")]


def test_a_joint_name_of_another_surname_is_found_too() -> None:
    couple = row("k1", joint_names=(JointName("綾", "様", "小野寺"),))
    wife = row("k2", family_name="小野寺", given_name="綾")
    assert codes([couple, wife]) == [("joint-name-twice", "k1")]


def test_a_joint_name_that_says_stop_elsewhere_is_pointed_out() -> None:
    couple = row("k1", joint_names=(JointName("花子", "様"),))
    rows = [couple, row("k2", given_name="花子")]
    assert codes(rows, k2=STOPPED) == [("joint-name-stopped", "k1")]


def at_home(rows: Iterable[Recipient]) -> list[Problem]:
    with Staging() as homes:
        for each in rows:
            note_home(homes, each)
        return list(households(homes))


def test_several_of_one_household_are_named_once() -> None:
    rows = [row("k1"), row("k2", given_name="花子"), row("k3", given_name="次郎")]
    (problem,) = at_home(rows)
    assert (problem.code, problem.where.key) == ("same-household", "k1")
    assert "k2 (recipients/people.csv:3), k3 (recipients/people.csv:4)" in str(problem.message)


def test_whoever_was_all_asked_in_person_gets_several_on_purpose() -> None:
    own = ConsentCell.SELF
    assert not at_home([row("k1", consent=own), row("k2", given_name="花子", consent=own)])
    assert at_home([row("k1", consent=own), row("k2", given_name="花子")])


@pytest.mark.parametrize(
    "other",
    [{"kind": Kind.ORGANISATION}, {"consent": ConsentCell.STOP}, {"building": "101"},
     {"mailings": frozenset({Mailing.REPORT})}],
)  # fmt: skip
def test_no_household_is_made_of_an_office_a_stop_another_room_or_other_mail(
    other: dict[str, object],
) -> None:
    assert not at_home([row("k1"), row("k2", given_name="花子", **other)])


def test_no_message_holds_a_name_or_an_address() -> None:
    couple = row("k1", joint_names=(JointName("花子", "様"),))
    rows = [couple, row("k2", given_name="花子"), row("k3"), row("k4", building="101")]
    for problem in (*found(rows), *at_home(rows)):
        said = f"{problem.message} {problem.hint}"
        assert not any(word in said for word in ("佐藤", "一郎", "花子", "北1条", "札幌"))


# -- the folds ----------------------------------------------------------------------------------

NUMBERS = st.integers(1, 99)


def kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else "〇一二三四五六七八九"[tens] + "十"
    return head + ("〇一二三四五六七八九"[ones] if ones else "")


@given(NUMBERS, NUMBERS, NUMBERS)
def test_any_house_number_is_one_house_in_every_way_of_writing(a: int, b: int, c: int) -> None:
    ways = (
        f"中町{a}-{b}-{c}", f"中町{a}丁目{b}番{c}号", f"中町{kanji(a)}丁目{kanji(b)}番地の{c}",
        f"字中町{a}丁目{b}番地{c}",
    )  # fmt: skip
    assert len({plain_address(way) for way in ways}) == 1


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_two_house_numbers_are_never_one(a: int, b: int, c: int, d: int) -> None:
    one, other = plain_address(f"中町{a}-{b}"), plain_address(f"中町{c}-{d}")
    assert (one == other) == ((a, b) == (c, d))


@given(st.text(max_size=20))
def test_folding_takes_any_text(text: str) -> None:
    assert everyday(everyday(text)) == everyday(text)
    assert place_of(replace(HOME, street=text, building=text)).whole is not None


def test_what_was_folded_stays_as_it_was_typed() -> None:
    typed = row("k1", family_name="髙橋", street="北一条西２－３－４")
    found([typed, row("k2")])
    assert typed.addressee.family_name == "髙橋"
    assert typed.addressee.street == "北一条西２－３－４"


def test_addresses_are_looked_at_only_where_names_are_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []

    def place_in(typed: str, building: str) -> Place:
        seen.append(typed)
        return likeness.place_in(typed, building)

    monkeypatch.setattr(people, "place_in", place_in)
    assert not found([row(f"k{line}", given_name=f"{line}郎") for line in range(1, 9)])
    assert not seen
