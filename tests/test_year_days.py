"""The days and turns of a year, whatever the settings."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model.project import Rhythm
from outreach.post.calendar import (
    days_between,
    fiscal_year,
    is_in_rush,
    is_posting_day,
    window_of,
)
from outreach.post.holidays import holiday_on
from outreach.workflow.cadence import Cadence, posting_days
from outreach.workflow.rota import Turn, rota

YEARS = st.integers(2020, 2045)
SEEDS = st.text(max_size=8)
RHYTHMS = st.builds(
    Rhythm, per_month=st.integers(1, 5), gap=st.integers(0, 30), spread=st.integers(0, 12)
)


def cadence(
    year: int, rhythm: Rhythm, seed: str = "", taken: list[date] | None = None, *,
    new_year: bool = True,
) -> Cadence:  # fmt: skip
    return posting_days(year, rhythm, seed, taken or [], new_year=new_year)


@given(YEARS, RHYTHMS, SEEDS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_day_is_a_weekend_a_holiday_or_in_the_rush(
    year: int, rhythm: Rhythm, seed: str, new_year: bool
) -> None:
    found = cadence(year, rhythm, seed, new_year=new_year)
    first, last = fiscal_year(year)
    for day in found.days:
        assert first <= day <= last
        assert day.weekday() <= 2 and not holiday_on(day) and is_posting_day(day)
        assert not is_in_rush(day) or day == found.new_year
    if found.new_year is not None:
        assert new_year and found.new_year in window_of("nenga", found.new_year)


@given(YEARS, RHYTHMS, SEEDS)
@settings(max_examples=60, deadline=None)
def test_days_keep_their_distance_and_every_card_is_there_or_said_to_be_lacking(
    year: int, rhythm: Rhythm, seed: str
) -> None:
    found = cadence(year, rhythm, seed)
    assert all(after - day >= timedelta(days=max(rhythm.gap, 1))
               for day, after in pairwise(found.days))  # fmt: skip
    months = Counter(day.replace(day=1) for day in found.days)
    for month in {*months, *found.lacking}:
        assert months[month] + found.lacking.get(month, 0) == rhythm.per_month


@given(YEARS, SEEDS, st.integers(0, 10), st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_twice_a_month_ten_days_apart_is_always_possible(
    year: int, seed: str, gap: int, spread: int
) -> None:
    found = cadence(year, Rhythm(2, gap, spread=spread), seed)
    assert len(found.days) == 24 and not found.lacking and found.new_year is not None


@given(YEARS, st.integers(1, 3), st.integers(1, 28), SEEDS)
@settings(max_examples=25, deadline=None)
def test_as_many_days_are_found_as_there_can_be(
    year: int, per_month: int, gap: int, seed: str
) -> None:
    found = cadence(year, Rhythm(per_month, gap), seed, new_year=False)
    # Taking the earliest day that is free, month by month, gives the most there are.
    most, last, held = 0, date.min, Counter[int]()
    for day in days_between(*fiscal_year(year)):
        free = is_posting_day(day) and not is_in_rush(day) and held[day.month] < per_month
        if free and (last == date.min or (day - last).days >= gap):
            most, last = most + 1, day
            held[day.month] += 1
    assert len(found.days) >= most


@given(YEARS, RHYTHMS, SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_same_wish_gives_the_same_days(year: int, rhythm: Rhythm, seed: str) -> None:
    assert cadence(year, rhythm, seed) == cadence(year, rhythm, seed)


def test_another_project_has_other_days_and_no_two_gaps_are_a_clockwork() -> None:
    one, other = (cadence(2027, Rhythm(), seed).days for seed in ("ゆきあかり", "こだま"))
    assert one != other
    gaps = {(after - day).days for day, after in pairwise(one)}
    assert len(gaps) > 4
    assert {day.weekday() for day in one} == {0, 1, 2}


@given(YEARS, SEEDS, st.integers(0, 7))
@settings(max_examples=40, deadline=None)
def test_twice_a_month_stays_twice_a_month(year: int, seed: str, spread: int) -> None:
    found = cadence(year, Rhythm(2, 10, spread=spread), seed)
    widest = max(after - day for day, after in pairwise(found.days))
    assert widest <= timedelta(days=15 + 2 * spread + 12)


@given(YEARS, SEEDS, st.data())
@settings(max_examples=40, deadline=None)
def test_rounds_that_are_there_are_counted_and_kept_clear_of(
    year: int, seed: str, data: st.DataObject
) -> None:
    first, last = fiscal_year(year)
    days = st.dates(first - timedelta(days=20), last + timedelta(days=20))
    taken = data.draw(st.lists(days, max_size=8, unique=True))
    found = cadence(year, Rhythm(), seed, taken)
    assert all(abs(day - other) >= timedelta(days=10) for day in found.days for other in taken)
    months = Counter((day.year, day.month) for day in found.days)
    held = Counter((day.year, day.month) for day in taken)
    assert all(months[month] <= max(2 - held[month], 1) for month in months)


def test_a_year_whose_rounds_are_all_there_lacks_nothing() -> None:
    found = cadence(2027, Rhythm())
    again = cadence(2027, Rhythm(), "another seed", list(found.days))
    assert again.days == () and not again.lacking and again.new_year is None


def test_a_round_in_the_rush_stands_for_the_new_year_cards() -> None:
    found = cadence(2027, Rhythm(), taken=[date(2027, 12, 21)])
    assert found.new_year is None
    assert [day.day < 15 for day in found.days if day.month == 12] == [True]


def test_without_new_year_cards_december_is_over_on_the_14th() -> None:
    found = cadence(2027, Rhythm(gap=5), new_year=False)
    assert [day for day in found.days if day.month == 12 and day.day > 14] == []
    assert found.new_year is None


def test_no_setting_is_too_large_to_be_answered() -> None:
    found = cadence(2027, Rhythm(per_month=10**9, gap=10**12, spread=10**12))
    assert len(found.days) == 1 and sum(found.lacking.values()) == 12 * 10**9 - 1


# -- turns ----------------------------------------------------------------------------------------

NAMES = ["みなみ", "ゆき", "たろう", "さとこ", "みずき", "こだま"]
PEOPLE = st.lists(st.sampled_from(NAMES), unique=True)


def turns(year: int = 2027) -> list[Turn]:
    return [Turn((day - timedelta(days=10), day)) for day in cadence(year, Rhythm()).days]


@given(PEOPLE, YEARS, SEEDS)
@settings(max_examples=60, deadline=None)
def test_turns_are_even_and_nobody_has_two_in_a_row(
    people: list[str], year: int, seed: str
) -> None:
    found = rota(people, turns(year), {}, seed)
    assert len(found.names) == 24 and found.is_fair
    assert set(found.names) <= {*people, ""} and found.alone == (0 if people else 24)
    if len(people) > 1:
        assert all(name != after for name, after in pairwise(found.names))
        assert set(found.load) == set(people)


@given(PEOPLE.filter(lambda people: len(people) > 2), SEEDS, st.data())
@settings(max_examples=60, deadline=None)
def test_nobody_is_asked_in_a_month_of_rest(
    people: list[str], seed: str, data: st.DataObject
) -> None:
    months = [f"2027-{month:02}" for month in range(4, 13)]
    away = {
        name: frozenset(data.draw(st.lists(st.sampled_from(months), max_size=2)))
        for name in people[:1]
    }
    found = rota(people, turns(), away, seed)
    for turn, name in zip(turns(), found.names, strict=True):
        assert not away.get(name, frozenset()) & {f"{day:%Y-%m}" for day in turn.days}
    assert found.is_fair and found.alone == 0
    assert all(name != after for name, after in pairwise(found.names))


def test_a_long_rest_is_shared_by_the_others_as_evenly_as_can_be() -> None:
    months = frozenset(f"{2027 + (at > 8)}-{(at + 3) % 12 + 1:02}" for at in range(11))
    found = rota(["a", "b", "c"], turns(), {"a": months}, "")
    assert found.load["a"] == 1  # of the two rounds of March, for nobody has two in a row
    assert sorted(found.load.values()) == [1, 11, 12]


def test_where_everybody_rests_nobody_is_named() -> None:
    found = rota(["a", "b"], turns(), dict.fromkeys("ab", frozenset({"2027-09"})), "")
    assert found.names.count("") == found.alone > 0


def test_what_is_given_already_counts_and_stays() -> None:
    given_first = [turn._replace(name="a", open=False) for turn in turns()[:6:2]]
    mixed = [given_first[at // 2] if at in (0, 2, 4) else turn for at, turn in enumerate(turns())]
    found = rota(["a", "b", "c"], mixed, {}, "")
    assert [found.names[at] for at in (0, 2, 4)] == ["a", "a", "a"]
    assert found.is_fair and all(name != after for name, after in pairwise(found.names))


def test_one_alone_takes_every_turn() -> None:
    assert set(rota(["a"], turns(), {}, "").names) == {"a"}
