"""Help for an empty page: the season is right, the words are a beginning and never a message."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.ideas.lines import Wish, rows, terms_in, touches
from outreach.ideas.page import page_for
from outreach.ideas.places import place_in, places
from outreach.ideas.prompts import dated_prompt, openings_for, prompts_for
from outreach.ideas.season import KINDS, coming_days, in_season
from outreach.model.season import season_named
from outreach.wording.adviser import open_adviser

if TYPE_CHECKING:
    from tests.conftest import Office

LEAP_YEAR = [date(2028, 1, 1) + timedelta(days=at) for at in range(366)]
DATED = [row["prompt"] for row in rows("prompts.csv")]
UNDATED = [row["prompt"] for row in rows("undated.csv")]
OPENINGS = [row["opening"] for row in rows("openings.csv")]
NAMES = ("青木", "由美", "ゆみ", "あおき", "吉上", "江口", "葵", "あおい")
SAPPORO = places()["sapporo"]
# Verb and adjective ends, with and without politeness: what would make a prompt a sentence.
SENTENCE = re.compile(r"(です|ます|ました|ません|でした|だった|である|[。！？!?])$|[。！？!?]")
# What a card had better not speak of, to be found even where nobody's adviser looks.
HEAVY = re.compile(
    r"学校|会社|仕事|就職|結婚|病|薬|元気|健康|年齢|年をとる|お金|円|家族|両親|友だち|恋人|がんば|頑張"
    r"|外出|出かけ|返事|あなた|きみ|ください|しましょう"
)

days = st.dates(date(2020, 1, 1), date(2045, 12, 31))


def shown(office: Office, *arguments: str, lang: str = "en") -> list[str]:
    return office.done("ideas", *arguments, lang=lang).splitlines()


def data(office: Office, *arguments: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(office.done("ideas", "--json", *arguments))
    return found


# -- the words ----------------------------------------------------------------------------------


def test_every_calendar_day_has_a_prompt_of_its_own() -> None:
    prompts = [dated_prompt(day) for day in LEAP_YEAR]
    assert len(DATED) == 366 and len({*prompts}) == 366
    assert len({*prompts, *UNDATED}) == 366 + len(UNDATED)


def test_no_two_prompts_are_one_with_a_word_changed() -> None:
    every = [*DATED, *UNDATED]
    alike = [
        (one, other)
        for at, one in enumerate(every)
        for other in every[at + 1 :]
        if abs(len(one) - len(other)) < 6
        and len({*one} & {*other}) > 0.6 * max(len({*one}), len({*other}))
        and difflib.SequenceMatcher(None, one, other).ratio() > 0.72
    ]
    assert alike == []


def test_every_opening_breaks_off() -> None:
    assert [text for text in OPENINGS if not text.endswith(("…", "、"))] == []
    assert [text for text in OPENINGS if SENTENCE.search(text) or len(text) > 20] == []


def test_a_prompt_is_no_sentence_that_could_stand_on_a_card() -> None:
    assert [text for text in (*DATED, *UNDATED) if SENTENCE.search(text) or len(text) > 30] == []


def test_nothing_speaks_of_what_a_card_leaves_alone_or_to_the_reader() -> None:
    season = [row["japanese"] for name in ("season.csv", "hokkaido.csv") for row in rows(name)]
    assert [text for text in (*DATED, *UNDATED, *OPENINGS, *season) if HEAVY.search(text)] == []


def test_the_adviser_finds_nothing_in_any_of_them() -> None:
    adviser = open_adviser(None)
    season = [row["japanese"] for name in ("season.csv", "hokkaido.csv") for row in rows(name)]
    # A message that breaks off after 〜たら would be a hint; an opening is always gone on with.
    begun = [opening.rstrip("…") + "雪の匂いがしました。" for opening in OPENINGS]
    texts = [*DATED, *UNDATED, *begun, *season]
    assert {text: adviser.read(text) for text in texts if adviser.read(text)} == {}


def test_every_line_is_for_seasons_and_months_there_are() -> None:
    named = {
        season
        for name in ("undated.csv", "openings.csv")
        for row in rows(name)
        for season in row["season"].split()
    }
    assert {season for season in named if season_named(season) is None} == {"all"}


def test_all_words_are_composed_and_without_blanks_at_their_ends() -> None:
    for text in (*DATED, *UNDATED, *OPENINGS):
        assert text == text.strip() == unicodedata.normalize("NFC", text)


# -- the season ---------------------------------------------------------------------------------


@given(days, st.sampled_from(sorted(places())))
@settings(max_examples=60, deadline=None)
def test_every_day_everywhere_has_flowers_birds_food_and_words(day: date, town: str) -> None:
    page = page_for(day, places()[town], Wish("x"))
    assert {"bird", "food"} <= {*page.notes} and page.sun is not None
    assert len(page.openings) == len(page.prompts) == 3
    assert page.prompts[0] == dated_prompt(day)


def test_every_row_of_the_season_names_a_kind_two_days_and_known_regions() -> None:
    regions = {place.region for place in places().values()} | {*places()}
    for row in rows("season.csv"):
        assert row["kind"] in KINDS and {*row["where"].split()} <= regions, row
        assert row["japanese"] and row["english"].isascii(), row
        for end in ("first", "last"):
            date.fromisoformat(f"2028-{row[end]}")


def test_drift_ice_is_spoken_of_on_the_okhotsk_coast_alone() -> None:
    day = date(2027, 2, 5)
    ice = {
        town for town, place in places().items()
        for note in in_season("weather", day, place) if "流氷" in note.ja
    }  # fmt: skip
    assert ice == {"kitami", "abashiri", "monbetsu"}


def test_first_snow_and_cherry_blossom_are_spoken_of_in_their_weeks() -> None:
    def usual(day: date) -> dict[str, date]:
        return {**page_for(day, SAPPORO, Wish("x")).usual}

    assert usual(date(2026, 10, 20)) == {"first_snow": date(2026, 10, 28)}
    assert usual(date(2026, 12, 1)) == {"snow_stays": date(2026, 12, 6)}
    assert usual(date(2027, 3, 25)) == {"snow_gone": date(2027, 4, 2)}
    assert usual(date(2027, 4, 25)) == {"sakura": date(2027, 5, 1)}
    assert usual(date(2026, 7, 1)) == {}


def test_the_usual_warmth_goes_evenly_from_month_to_month() -> None:
    warmth = [SAPPORO.warmth(day) for day in LEAP_YEAR]
    assert all(each is not None for each in warmth)
    known = [each for each in warmth if each is not None]
    assert max(abs(after - before) for before, after in pairwise(known)) <= 1
    assert (min(known), max(known)) == (-3, 22)


def test_places_lie_in_hokkaido_and_are_found_in_branches_and_addresses() -> None:
    for place in places().values():
        assert 41.3 < place.latitude < 45.6 and 139.7 < place.longitude < 145.9
        assert place_in(place.name.ja) == place_in(place.name.en.upper()) == place
    assert place_in("旭川支部") == places()["asahikawa"]
    assert place_in("北海道函館市若松町6-7") == places()["hakodate"]
    assert place_in("本部") is None


def test_the_days_of_custom_move_with_the_sun_and_the_moon() -> None:
    names = {each.name.ja: each.day for each in coming_days(date(2025, 1, 30))}
    assert names["節分"] == date(2025, 2, 2) and names["立春"] == date(2025, 2, 3)
    autumn = {each.name.ja: each.day for each in coming_days(date(2026, 9, 20))}
    assert autumn["中秋の名月"] == date(2026, 9, 25)
    assert "敬老の日" not in autumn and autumn["祝日"] == date(2026, 9, 21)


# -- what is drawn, and for whom ------------------------------------------------------------------


def test_the_cell_of_likes_is_read_as_things() -> None:
    assert terms_in("ラジオ、昔の音楽") == ("ラジオ", "音楽")
    assert terms_in("旅行の話；猫について") == ("旅行", "猫")
    assert terms_in("のりもの") == ("のりもの",)
    assert terms_in("") == ()


def test_what_a_person_likes_comes_first() -> None:
    wish = Wish("x", likes=("ラジオ",))
    assert "ラジオから、…" in openings_for(date(2027, 2, 1), wish, 3)


@given(days)
@settings(max_examples=30, deadline=None)
def test_what_is_barred_never_comes(day: date) -> None:
    wish = Wish("x", is_barred=lambda text: touches(text, ("雪", "猫", "窓")))
    page = page_for(day, SAPPORO, wish)
    notes = [note.ja for found in page.notes.values() for note in found]
    for text in (*page.openings, *page.prompts, *notes, *(each.name.ja for each in page.coming)):
        assert not touches(text, ("雪", "猫", "窓"))


def test_an_opening_that_was_used_of_late_does_not_come_again() -> None:
    for opening in openings_for(date(2027, 2, 1), Wish("x"), 9):
        begun = opening.rstrip("…、") + "、何かがありました"
        assert opening not in openings_for(date(2027, 2, 1), Wish("x", begun=(begun,)), 99)


def test_prompts_that_are_barred_are_replaced_by_others() -> None:
    day = date(2027, 1, 14)
    own = dated_prompt(day)
    found = prompts_for(day, Wish("x", is_barred=lambda text: text == own), 3)
    assert own not in found and len(found) == 3


# -- the command --------------------------------------------------------------------------------


def test_the_same_day_person_and_author_give_the_same_page(office: Office) -> None:
    asked = ("--date", "2027-02-01", "--recipient", "kbbbb", "--author", "みなみ")
    assert shown(office, *asked) == shown(office, *asked)
    others = [
        shown(office, "--date", "2027-02-02", "--recipient", "kbbbb", "--author", "みなみ"),
        shown(office, "--date", "2027-02-01", "--recipient", "kcccc", "--author", "みなみ"),
        shown(office, "--date", "2027-02-01", "--recipient", "kbbbb", "--author", "けい"),
    ]
    assert shown(office, *asked) not in others


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("month", range(1, 13))
def test_a_page_fits_on_one_screen(office: Office, lang: str, month: int) -> None:
    assert len(shown(office, "--date", f"2027-{month:02}-03", lang=lang)) <= 25


def test_the_town_is_the_one_named_else_the_branch_else_the_senders(office: Office) -> None:
    office.replace("recipients/recipients.csv", "call_name\n", "call_name,branch\n")
    office.replace("recipients/recipients.csv", "けんさん\n", "けんさん,旭川\n")
    assert shown(office)[0].startswith("Sapporo")
    assert shown(office, "--recipient", "kbbbb")[0].startswith("Asahikawa")
    assert shown(office, "--recipient", "kbbbb", "--place", "釧路")[0].startswith("Kushiro")


def test_a_town_nobody_knows_is_refused_with_those_that_are_known(office: Office) -> None:
    refused = office.run("ideas", "--place", "東京")
    assert refused.exit_code == 2 and "札幌 Sapporo" in refused.stderr


@pytest.mark.parametrize("day", ["1949-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_the_almanac_is_not_good_for_is_refused(office: Office, day: str) -> None:
    refused = office.run("ideas", "--date", day)
    assert refused.exit_code == 2 and "1950" in refused.stderr


@pytest.mark.parametrize("day", ["1950-01-01", "2028-02-29", "2100-12-31"])
def test_the_first_the_last_and_the_leap_day_have_a_page(office: Office, day: str) -> None:
    assert shown(office, "--date", day)


def test_without_a_ledger_it_works_too_and_makes_none(office: Office) -> None:
    found = data(office, "--date", "2027-02-01", "--recipient", "kaaaa", "--author", "みなみ")
    assert found["exchanged"] == {"cards": [], "gifts": [], "likes": "", "avoid": ""}
    assert not (office.root / "ledger.db").exists()


def test_the_last_cards_and_gifts_of_a_person_are_shown_without_names(
    printed_office: Office,
) -> None:
    printed_office.done("post", "r1", "--on", "2026-12-09", "--count", "3")
    printed_office.done("reply", "kaaaa", "--on", "2026-12-09")
    printed_office.replace("recipients/recipients.csv", "call_name\n", "call_name,likes,avoid\n")
    printed_office.replace("recipients/recipients.csv", "ゆみさん\n", "ゆみさん,絵本,旅行の話\n")
    asked = ("--date", "2026-12-20", "--recipient", "kaaaa", "--author", "みなみ")
    lines = shown(printed_office, *asked)
    text = "\n".join(lines)
    assert len(lines) <= 25
    assert "Sent 2026-12-09 to kaaaa by みなみ, picture plain: 「雪がふりました。」" in text
    assert "2026-12-09" in text.split("A gift came")[1]
    assert "絵本" in text and "旅行の話" in text
    assert "北1条西" not in text and not [name for name in NAMES if name in text]
    found = data(printed_office, *asked)
    assert not [name for name in NAMES if name in json.dumps(found, ensure_ascii=False)]


def test_a_reply_that_was_undone_is_no_gift(printed_office: Office) -> None:
    printed_office.done("reply", "kaaaa", "--on", "2026-12-09")
    seq = json.loads(printed_office.done("log", "--recipient", "kaaaa", "--json"))[-1]["seq"]
    printed_office.done("undo", str(seq), "--because", "slip")
    exchanged = data(printed_office, "--recipient", "kaaaa")["exchanged"]
    assert isinstance(exchanged, dict) and exchanged["gifts"] == []


def test_an_author_sees_what_they_wrote_last(printed_office: Office) -> None:
    lines = shown(printed_office, "--date", "2026-12-20", "--author", "みなみ")
    assert any("by みなみ" in line and "雪がふりました" in line for line in lines)
    assert not any("by みなみ" in line for line in shown(printed_office, "--author", "けい"))


def test_a_newsletter_is_no_card_to_be_shown(office: Office) -> None:
    office.replace("recipients/recipients.csv", "call_name\n", "call_name,mailings\n")
    office.replace("recipients/recipients.csv", "ゆみさん\n", "ゆみさん,newsletter\n")
    plan = 'mailing = "newsletter"\npost_on = 2026-12-08\nstock = "naga3"\nweight = 28\n'
    office.write("rounds/n1/round.toml", plan)
    office.done("print", "n1")
    exchanged = data(office, "--recipient", "kaaaa")["exchanged"]
    assert isinstance(exchanged, dict) and exchanged["cards"] == []


def test_names_inside_a_message_are_blotted_out(office: Office) -> None:
    office.write(
        "rounds/r1/messages.csv",
        "key,message\nkaaaa,青木さんの町にも雪でしょうか。ゆみさんへ、ここでも。\n",
    )
    office.done("print", "r1")
    line = next(line for line in shown(office, "--recipient", "kaaaa") if "by みなみ" in line)
    assert "〇〇" in line and not [name for name in NAMES if name in line]


def test_a_topic_to_avoid_is_avoided_however_it_is_spelt(office: Office) -> None:
    office.replace("recipients/recipients.csv", "call_name\n", "call_name,avoid\n")
    office.replace("recipients/recipients.csv", "ゆみさん\n", "ゆみさん,ねこの話\n")
    for day in ("2027-02-22", "2027-01-03", "2027-03-15"):
        page = data(office, "--date", day, "--recipient", "kaaaa")
        words = json.dumps([page["openings"], page["prompts"], page["season"], page["days"]],
                           ensure_ascii=False)  # fmt: skip
        assert "猫" not in words


def test_that_nothing_goes_to_somebody_is_said_beside_the_page(office: Office) -> None:
    office.done("stop", "kaaaa")
    result = office.run("ideas", "--recipient", "kaaaa")
    assert result.exit_code == 0 and "kaaaa" in result.stderr


def test_json_holds_the_season_in_both_languages(office: Office) -> None:
    found = data(office, "--date", "2027-02-05", "--place", "北見")
    assert found["place"] == {"ja": "北見", "en": "Kitami"}
    climate, season = found["climate"], found["season"]
    assert isinstance(climate, dict) and climate["name"] == "東風解凍"
    assert isinstance(season, dict)
    for notes in season.values():
        assert all(note["ja"] and note["en"] for note in notes)
