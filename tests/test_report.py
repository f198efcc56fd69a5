"""The yearly report counts right, and points at nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.ledger import CardFigure
from outreach.model.event import Event, EventKind
from outreach.model.project import ReportSettings
from outreach.report.activity import rhythm, thousands
from outreach.report.document import Table
from outreach.report.figures import FiscalYear, Year, fiscal_year_of, year_of
from outreach.report.making import Made, make_report
from outreach.report.small import LEAST, joined, parted
from outreach.report.words import beneficiaries_words, year_words

FISCAL = FiscalYear(2024)
LATER = date(2026, 12, 9)


def piece(person: str, on: date = date(2024, 4, 9), **facts: object) -> CardFigure:
    usual = {
        "round": f"r{on:%m%d}", "card_no": 1, "posted_on": on, "person_id": person, "returned": "",
        "mailing": "card", "kind": "person", "gender": "female", "branch": "", "yen": 63,
        "author": "みなみ",
    }  # fmt: skip
    return CardFigure(**usual | facts)  # type: ignore[arg-type]


def entry(
    event: EventKind, person: str = "p1", on: date = date(2024, 5, 1), **data: object
) -> Event:
    return Event(1, "", on, event, None, person, None, None, None, data)


def report(
    pieces: Sequence[CardFigure], entries: Sequence[Event] = (), costs: Sequence[Event] = (),
    *, exact: bool = False, settings: ReportSettings | None = None,
) -> Made:  # fmt: skip
    year = year_of(FISCAL, pieces, entries, costs)
    return make_report(year, "便り", settings or ReportSettings(), LATER, exact=exact)


def table(made: Made, name: str) -> Table:
    return next(each for each in made.report.tables if each.name == name)


def names(made: Made) -> set[str]:
    return {each.name for each in made.report.tables}


def numbers(made: Made, name: str) -> dict[str, tuple[object, ...]]:
    return {row.code: row.cells[1:] for row in table(made, name).rows}


def people(**groups: int) -> list[str]:
    return [f"{name}-{at}" for name, count in groups.items() for at in range(count)]


# -- the year ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "year"), [
    (date(2024, 3, 31), 2023), (date(2024, 4, 1), 2024), (date(2025, 3, 31), 2024),
])  # fmt: skip
def test_a_fiscal_year_runs_from_april_to_march(day: date, year: int) -> None:
    assert fiscal_year_of(day) == FiscalYear(year)
    assert day in FiscalYear(year) and day not in FiscalYear(year + 1)


@pytest.mark.parametrize(("year", "words"), [
    (2024, "fiscal year 2024 (Reiwa 6)"), (2019, "fiscal year 2019 (Reiwa 1st year)"),
    (2018, "fiscal year 2018 (Heisei 30)"),
])  # fmt: skip
def test_a_year_has_the_name_of_its_era(year: int, words: str) -> None:
    assert str(year_words(year)) == words


@pytest.mark.parametrize(("rounds", "words"), [
    ({month: 2 for month in FISCAL.months}, "通年・概ね毎月2回程度"),
    ({month: 1 + at % 2 for at, month in enumerate(FISCAL.months)}, "通年・概ね毎月2回程度"),
    ({month: 4 for month in FISCAL.months[:11]}, "通年・概ね毎月4回程度"),
    ({month: 2 for month in FISCAL.months[2:7]}, "Jun〜Oct・概ね毎月2回程度"),
    ({month: 1 for month in FISCAL.months[::2]}, "年6回（Apr, Jun, Aug, Oct, Dec, Feb）"),
    ({FISCAL.months[5]: 2}, "年2回（Sep）"),
    ({}, "なし"),
])  # fmt: skip
def test_the_rhythm_is_worded_as_it_was(rounds: dict[date, int], words: str) -> None:
    assert str(rhythm(FISCAL, rounds)).startswith(words + " (")


@pytest.mark.parametrize(("kinds", "words"), [
    ({"person", "family"}, "当事者（家族） (people, family members) 38名"),
    ({"person"}, "当事者 (people themselves) 38名"),
    ({"organisation"}, "団体 38か所 (organisations)"),
    ({""}, "38名 (people)"),
])  # fmt: skip
def test_who_was_reached_is_worded_as_the_form_has_it(kinds: set[str], words: str) -> None:
    assert str(beneficiaries_words(kinds, 38)) == words


@pytest.mark.parametrize(("yen", "thousand"), [
    (0, 0), (499, 0), (500, 1), (1_500, 2), (2_500, 3), (167_208, 167), (167_500, 168),
])  # fmt: skip
def test_thousand_yen_are_rounded_half_up(yen: int, thousand: int) -> None:
    assert thousands(yen) == thousand


def test_a_person_counts_once_however_many_cards_came() -> None:
    made = report([piece(who, date(2024, month, 9)) for who in people(a=6) for month in (4, 5, 6)])
    (row,) = made.activities
    assert (row.people, row.pieces, row.rounds, row.yen) == (6, 18, 3, 18 * 63)


def test_somebody_who_moved_counts_at_the_last_branch() -> None:
    before = [piece(who, branch="札幌") for who in people(a=10)]
    after = [piece(who, date(2024, 6, 1), branch="旭川") for who in people(a=5)]
    found = numbers(report(before + after), "branch")
    assert {code: cells[0] for code, cells in found.items()} == {"札幌": 5, "旭川": 5, "total": 10}


def test_both_rates_of_a_year_in_which_postage_rose_are_told() -> None:
    days = (date(2024, 9, 30), date(2024, 10, 1))
    made = report([
        piece(who, day, yen=yen)
        for who in people(a=7) for day, yen in zip(days, (63, 85), strict=True)
    ])  # fmt: skip
    assert numbers(made, "postage") == {
        "63": (*table(made, "postage").rows[0].cells[1:2], 7, 441),
        "85": (*table(made, "postage").rows[1].cells[1:2], 7, 595),
        "total": (*table(made, "postage").rows[2].cells[1:2], 14, 1036),
    }


def test_a_cost_counts_in_the_year_it_names() -> None:
    costs = [
        entry(EventKind.COST, on=date(2025, 4, 9), yen=1000, what="ink", fiscal_year=2024),
        entry(EventKind.COST, on=date(2024, 4, 9), yen=20_000, what="ink", fiscal_year=2023),
        entry(EventKind.COST, on=date(2024, 4, 9), yen=300, what="paper"),
        entry(EventKind.COST, on=date(2025, 4, 9), yen=4000, what="paper"),
    ]
    made = report([piece(who) for who in people(a=5)], costs=costs)
    assert made.year.costs == {"ink": 1000, "paper": 300}
    assert made.activities[0].yen == 5 * 63 + 1300


def test_each_mailing_is_a_row_of_its_own_and_costs_stand_in_the_first() -> None:
    pieces = [piece(who) for who in people(a=6)]
    pieces += [
        piece(who, mailing="newsletter", yen=110, kind="organisation") for who in people(b=8)
    ]
    letters = [entry(EventKind.LETTER, f"p{at}", direction="in") for at in range(6)]
    made = report(pieces, letters, [entry(EventKind.COST, yen=1000, what="ink")])
    assert [(row.code, row.people, row.yen) for row in made.activities] == [
        ("card", 6, 1378), ("newsletter", 8, 880), ("letters", 6, 0),
    ]  # fmt: skip


def test_staff_are_those_who_wrote_unless_the_project_says_how_many() -> None:
    authors = zip(people(a=6), "あいうえあい", strict=True)
    pieces = [piece(who, author=author) for who, author in authors]
    assert report(pieces).staff == 4
    assert report(pieces, settings=ReportSettings(staff=9)).staff == 9


def test_a_year_of_nothing_has_a_row_that_says_so() -> None:
    made = report([])
    assert made.year.is_empty
    assert [(row.code, row.people, row.pieces) for row in made.activities] == [("card", 0, 0)]
    assert names(made) == {"form"}


def test_a_year_of_newsletters_alone_has_no_row_of_cards() -> None:
    made = report([piece(who, mailing="newsletter") for who in people(a=6)])
    assert [row.code for row in made.activities] == ["newsletter"]


def test_a_year_that_goes_on_is_said_to_be_so() -> None:
    year = Year(FISCAL)
    texts = [
        [each.text for each in make_report(year, "", ReportSettings(), day, exact=False)
         .report.warnings]
        for day in (FISCAL.last, date(2025, 4, 1))
    ]  # fmt: skip
    assert sum("not over" in text for text in texts[0]) == 1
    assert not any("not over" in text for text in texts[1])


# -- nobody is pointed at ----------------------------------------------------------------------

counts = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), max_size=8)


@given(counts)
def test_no_part_is_small_unless_it_is_all_there_is(groups: dict[str, int]) -> None:
    parts = parted(list(groups), lambda some: sum(groups[name] for name in some))
    sizes = [sum(groups[name] for name in part) for part in parts]
    assert all(size >= LEAST for size in sizes) or len(sizes) <= 1
    assert Counter(name for part in parts for name in part) == Counter(
        name for name, count in groups.items() if count
    )


@given(st.lists(st.frozensets(st.sampled_from("abcdefghijk"), max_size=9), max_size=12))
def test_no_span_of_time_is_small_unless_it_is_all_there_is(months: list[frozenset[str]]) -> None:
    def size(some: Sequence[int]) -> int:
        return len(frozenset[str]().union(*(months[at] for at in some)))

    parts = joined(range(len(months)), size)
    assert all(size(part) >= LEAST for part in parts) or len(parts) <= 1
    filled = [at for at, people_then in enumerate(months) if people_then]
    assert [at for part in parts for at in part] == filled


somebody = st.tuples(
    st.sampled_from(["male", "female", ""]), st.sampled_from(["person", "family"]),
    st.sampled_from(["札幌", "旭川", "函館", ""]),
    st.sampled_from([(4,), (4, 9), (4, 9, 10), (10,)]), st.booleans(),
)  # fmt: skip


def pieces_of(everyone: Sequence[tuple[str, str, str, tuple[int, ...], bool]]) -> list[CardFigure]:
    """Cards to people some of whom came later, left earlier, or want an envelope."""
    return [
        piece(f"p{at}", date(2024, month, 9), gender=gender, kind=kind, branch=branch,
              yen=(84 if month < 10 else 110) if envelope else (63 if month < 10 else 85))
        for at, (gender, kind, branch, months, envelope) in enumerate(everyone)
        for month in months
    ]  # fmt: skip


@given(st.lists(somebody, min_size=1, max_size=60))
def test_no_table_and_no_difference_from_its_total_tells_of_fewer_than_five(
    everyone: list[tuple[str, str, str, tuple[int, ...], bool]],
) -> None:
    made = report(pieces_of(everyone))
    for name in {"kind", "gender", "branch"} & names(made):
        *parts, total = (cells[0] for cells in numbers(made, name).values())
        assert sum(parts) == total == len(everyone)  # type: ignore[arg-type]
        assert all(part >= LEAST for part in parts)  # type: ignore[operator]
    if "months" in names(made):
        assert all(row.cells[3] >= LEAST for row in table(made, "months").rows)  # type: ignore[operator]


@given(st.lists(somebody, min_size=5, max_size=60))
def test_months_and_rates_together_do_not_tell_how_few_want_an_envelope(
    everyone: list[tuple[str, str, str, tuple[int, ...], bool]],
) -> None:
    """Whoever knows the tariff takes the known rates from the sum of the months they held in."""
    pieces = pieces_of(everyone)
    made = report(pieces)
    *months, _ = table(made, "months").rows
    if any(row.code[:7] < "2024-10" <= row.code[-7:] for row in months):
        return  # a row over both tariffs leaves nothing to take from
    alone = {row.code: row.cells[2] for row in table(made, "postage").rows}
    for rates, of_old in ((("63", "84"), True), (("85", "110"), False)):
        sums = sum(row.cells[2] for row in months if (row.code < "2024-10") is of_old)  # type: ignore[misc]
        remainder = sums - sum(alone.get(rate, 0) for rate in rates)  # type: ignore[misc]
        hidden = {each for each in pieces if str(each.yen) in rates and str(each.yen) not in alone}
        assert remainder == len(hidden)
        assert len({each.person_id for each in hidden}) not in range(1, LEAST)


def test_sums_in_yen_that_give_a_rate_away_are_told_in_thousands() -> None:
    open_cards = [piece(who, yen=63) for who in people(a=30)]
    closed = [piece(who, yen=84) for who in people(b=2)]
    made = report(open_cards + closed)
    assert numbers(made, "postage")["other"][1:] == (32, None)
    *_, pieces, total = numbers(made, "postage")["total"]
    assert (pieces, str(total)) == (32, "about 2 thousand yen")
    assert numbers(made, "money")["postage-card"] == (2,)
    assert numbers(report(open_cards + closed, exact=True), "money")["postage-card"] == (2058,)


def test_the_office_can_have_every_figure() -> None:
    pieces = [piece(who, gender="male") for who in people(a=20)]
    pieces += [piece(who) for who in people(b=2)]
    assert "gender" not in names(report(pieces))
    made = report(pieces, exact=True)
    assert {code: cells[0] for code, cells in numbers(made, "gender").items()} == {
        "male": 20, "female": 2, "total": 22,
    }  # fmt: skip
    assert made.report.is_internal and "office only" in made.report.warnings[0].text


def test_few_returns_are_told_neither_by_reason_nor_in_all() -> None:
    pieces = [piece(who, returned="moved" if who == "a-0" else "") for who in people(a=20)]
    (total,) = numbers(report(pieces), "returned")["total"]
    assert str(total) == "fewer than 5"
    back = [piece(who, returned="moved" if who == "a-0" else "unknown") for who in people(a=20)]
    assert numbers(report(back), "returned") == {"total": (20,)}
    assert numbers(report(back, exact=True), "returned") == {
        "unknown": (19,), "moved": (1,), "total": (20,),
    }  # fmt: skip


def test_what_a_gender_cell_says_in_words_of_its_own_stands_in_no_report() -> None:
    made = report([piece(who, gender="こたえたくない") for who in people(a=9)], exact=True)
    assert "gender" not in names(made)


@pytest.mark.parametrize(("came", "went", "told"), [
    (9, 9, {"in": "9", "out": "9", "total": "18"}), (9, 2, {"total": "11"}),
    (1, 2, {"total": "fewer than 5"}),
])  # fmt: skip
def test_letters_are_told_as_far_as_they_point_at_nobody(
    came: int, went: int, told: dict[str, str]
) -> None:
    ways = ["in"] * came + ["out"] * went
    letters = [entry(EventKind.LETTER, f"p{at}", direction=way) for at, way in enumerate(ways)]
    found = numbers(report([], letters), "letters")
    about_letters = {code: str(cells[0]) for code, cells in found.items()}
    del about_letters["people"], about_letters["continuing"]
    assert about_letters == told


def test_how_many_letters_go_on_is_told_to_the_office() -> None:
    letters = [
        entry(EventKind.LETTER, f"p{at}", direction="in", continuing=at == 4) for at in range(9)
    ]
    assert numbers(report([], letters, exact=True), "letters")["continuing"] == (1,)
    assert str(numbers(report([], letters), "letters")["continuing"][0]) == "fewer than 5"


def test_gifts_are_counted_and_never_set_against_what_was_sent() -> None:
    kinds = ["new-year"] * 7 + ["visit"] * 6 + [""] * 5
    gifts = [
        entry(EventKind.REPLY, f"p{at}", kind=kind, prompted=at < 6)
        for at, kind in enumerate(kinds)
    ]
    made = report([piece(who) for who in people(a=20)], gifts)
    assert numbers(made, "gifts") == {"new-year": (7,), "visit": (6,), "": (5,), "total": (18,)}
    assert numbers(made, "gifts_by") == {"own": (12,), "prompted": (6,), "total": (18,)}


# -- years and words ------------------------------------------------------------------------------


def test_few_letters_are_told_in_a_sentence_of_their_own() -> None:
    few = [entry(EventKind.LETTER, f"p{at}", direction=way) for at, way in enumerate(["in", "out"])]
    activity = report([], few).activities[-1]
    assert str(activity.words).endswith("Letters that came or went out: fewer than 5.")
