"""Which picture goes to whom: never the same one twice, every artist in turn, the same again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.choosing import Chooser, Fallen, Past, fallen_for_all
from outreach.model.design import Design
from outreach.model.season import SEASONS, is_in_season, season_named, season_word

if TYPE_CHECKING:
    from tests.conftest import Office

WINTER = date(2026, 12, 8)


def design(name: str, artist: str = "", **more: object) -> Design:
    return replace(
        Design(name, Path(name), name, artist or name[0], "words-only"),
        **more,  # type: ignore[arg-type]
    )


def choose_all(
    chooser: Chooser, pasts: Mapping[str, Past], order: Sequence[str] | None = None
) -> dict[str, str]:
    """What everyone gets, in the order a round gives out its pictures."""
    keys = sorted(order or pasts, key=lambda key: (chooser.rank(key, pasts[key]), key))
    return {key: chooser.choose(key, pasts[key]).design for key in keys}


# -- the rules ----------------------------------------------------------------------------------

POOL = [design(f"{artist}{no}") for artist in "abcd" for no in range(3)]
PASTS = st.lists(
    st.builds(
        Past,
        st.lists(st.sampled_from([each.name for each in POOL]), unique=True, max_size=12).map(
            lambda names: {name: f"r{at}" for at, name in enumerate(names)}
        ),
        st.sampled_from(["", *"abcd"]),
    ),
    max_size=40,
).map(lambda pasts: {f"k{at}": past for at, past in enumerate(pasts)})


@given(PASTS)
def test_nobody_gets_a_picture_twice_while_there_is_another(pasts: dict[str, Past]) -> None:
    for key, name in choose_all(Chooser("s", POOL), pasts).items():
        assert name not in pasts[key].sent or len(pasts[key].sent) == len(POOL)


@given(PASTS)
def test_no_artist_comes_twice_running_where_another_is_left(pasts: dict[str, Past]) -> None:
    for key, name in choose_all(Chooser("s", POOL), pasts).items():
        left = {each.artist for each in POOL if each.name not in pasts[key].sent}
        assert name[0] != pasts[key].artist or left <= {pasts[key].artist}


@given(PASTS, st.randoms())
def test_the_order_of_the_rows_and_of_the_designs_plays_no_part(
    pasts: dict[str, Past], chance: object
) -> None:
    keys, pool = list(pasts), list(POOL)
    chance.shuffle(keys)  # type: ignore[attr-defined]
    chance.shuffle(pool)  # type: ignore[attr-defined]
    assert choose_all(Chooser("s", pool), pasts, keys) == choose_all(Chooser("s", POOL), pasts)


@given(st.integers(1, 200), st.text(max_size=5))
def test_every_artist_has_a_fair_turn_however_many_pictures_are_theirs(
    people: int, seed: str
) -> None:
    pool = [*POOL, design("z0"), *(design(f"y{no}") for no in range(9))]
    chosen = choose_all(Chooser(seed, pool), {f"k{no}": Past() for no in range(people)})
    turns = Counter(name[0] for name in chosen.values())
    counts = [turns[artist] for artist in "abcdyz"]
    assert max(counts) - min(counts) <= 1


def test_whoever_has_little_left_to_choose_from_does_not_spoil_the_turns() -> None:
    had = {each.name: "r1" for each in POOL if each.artist != "a"}
    pasts = {f"p{no}": Past(had, "b") for no in range(10)}
    pasts |= {f"q{no}": Past() for no in range(30)}
    turns = Counter(name[0] for name in choose_all(Chooser("s", POOL), pasts).values())
    assert set(turns.values()) == {10}


def test_another_seed_gives_another_choice_and_the_same_seed_the_same() -> None:
    pasts = {f"k{no}": Past() for no in range(40)}
    first, second = (choose_all(Chooser("r1", POOL), pasts) for _ in range(2))
    assert first == second != choose_all(Chooser("r2", POOL), pasts)


def test_the_choice_is_the_same_on_every_machine_for_ever() -> None:
    pasts = {f"k{no}": Past() for no in range(6)}
    assert list(choose_all(Chooser("こだま", POOL), pasts).values()) == FOR_EVER


FOR_EVER = ["b1", "a2", "c2", "d2", "d1", "a1"]


def test_when_all_were_sent_the_one_longest_ago_goes_out_again_and_says_so() -> None:
    past = Past({"b1": "2025-01a", "a1": "2025-02a"}, "a")
    choice = Chooser("s", [design("a1"), design("b1")]).choose("k", past)
    assert (choice.design, choice.again) == ("b1", "2025-01a")


def test_a_wished_mood_comes_before_the_turns_but_not_before_a_picture_sent_already() -> None:
    pool = [design("a1", mood=("Calm",)), design("b1", mood=("bright",)), design("c1")]
    chooser = Chooser("s", pool, ["calm"])
    assert [chooser.choose(f"k{no}", Past()).design for no in range(3)] == ["a1"] * 3
    assert chooser.choose("k9", Past({"a1": "r0"}, "")).design in ("b1", "c1")


def test_each_picture_says_why_it_was_not_the_one() -> None:
    pool = [design("a1"), design("a2"), design("b1", mood=("calm",)), design("b2"), design("c1")]
    chooser = Chooser("s", pool, ["calm"])
    past = Past({"a1": "r0"}, "a")
    told = {each.design: each.fallen for each in chooser.candidates(past, "b1")}
    assert told == {
        "a1": Fallen.SENT_BEFORE, "a2": Fallen.SAME_ARTIST, "b1": None,
        "b2": Fallen.OTHER_MOOD, "c1": Fallen.OTHER_MOOD,
    }  # fmt: skip


# -- seasons and permission ---------------------------------------------------------------------


def test_every_day_has_one_of_the_four_seasons() -> None:
    days = [date.fromordinal(at) for at in range(date(2028, 1, 1).toordinal(), 737000 + 4000)]
    for day in days:
        assert sum(is_in_season(season, day) for season in SEASONS[:4]) == 1


@pytest.mark.parametrize(
    ("season", "day", "fits"),
    [("winter", (2, 29), True), ("winter", (3, 1), False), ("spring", (3, 1), True),
     ("autumn", (11, 30), True), ("winter", (11, 30), False), ("winter", (12, 1), True),
     ("new-year", (12, 14), False), ("new-year", (12, 15), True), ("new-year", (1, 7), True),
     ("new-year", (1, 8), False), ("12月", (12, 31), True), ("1月", (12, 31), False),
     ("rainy", (6, 1), False)],
)  # fmt: skip
def test_a_season_has_its_days(season: str, day: tuple[int, int], fits: bool) -> None:
    assert is_in_season(season, date(2028, *day)) is fits


def test_seasons_go_by_their_japanese_names_too() -> None:
    assert [season_named(word) for word in ("冬", "Winter", "正月", "4月", "雪どけ")] == [
        "winter", "winter", "new-year", "4月", None,
    ]  # fmt: skip
    assert season_word(date(2026, 4, 10)) == "春"


@pytest.mark.parametrize(
    ("more", "fallen"),
    [({}, None), ({"season": ("summer",)}, Fallen.OUT_OF_SEASON),
     ({"season": ("summer", "winter")}, None), ({"permission": ("web",)}, Fallen.NOT_PERMITTED),
     ({"permission": ("card",)}, None), ({"withdrawn": date(2026, 12, 8)}, Fallen.WITHDRAWN),
     ({"withdrawn": date(2026, 12, 9)}, None)],
)  # fmt: skip
def test_a_design_falls_out_for_everyone_by_what_it_says_itself(
    more: dict[str, object], fallen: Fallen | None
) -> None:
    assert fallen_for_all(design("a1", **more), "card", WINTER, WINTER) is fallen


# -- a project ----------------------------------------------------------------------------------


def add(office: Office, name: str, artist: str, more: str = "") -> None:
    office.write(
        f"designs/{name}/design.toml",
        f'title = "{name}"\nartist = "{artist}"\nlayout = "words-only"\nalt = "線"\n{more}',
    )


@pytest.fixture
def gallery(office: Office) -> Office:
    """A round that chooses among four designs by three artists, all for winter or any time."""
    (office.root / "designs/plain/design.toml").unlink()
    artists = {"ume": "ゆき", "matsu": "ゆき", "take": "さとこ", "yuki": "たろう"}
    for name, artist in artists.items():
        add(office, name, artist)
    office.replace("rounds/r1/round.toml", 'design = "plain"', 'design = "auto"')
    return office


def pictures(office: Office, round_id: str = "r1") -> dict[str, str]:
    plan = json.loads(office.done("plan", round_id, "--json"))
    return {each["key"]: each["design"] for each in plan["included"]}


def copy_round(office: Office, name: str, day: str) -> None:
    text = (office.root / "rounds/r1/round.toml").read_text(encoding="utf-8")
    office.write(f"rounds/{name}/round.toml", text.replace("2026-12-08", day))


def test_a_round_gives_each_artist_a_turn_and_says_the_same_each_time(gallery: Office) -> None:
    first = pictures(gallery)
    assert len(set(first.values())) == 3
    assert {"ume", "matsu"} & set(first.values()) and {"take", "yuki"} <= set(first.values())
    assert pictures(gallery) == first


def test_what_was_frozen_stays_and_later_rounds_bring_something_new(gallery: Office) -> None:
    before = pictures(gallery)
    gallery.done("print", "r1")
    add(gallery, "aki", "みずき")
    assert pictures(gallery) == before
    had = {key: {name} for key, name in before.items()}
    for round_id in ("r2", "r3", "r4"):
        copy_round(gallery, round_id, "2026-12-21")
        now = pictures(gallery, round_id)
        gallery.done("print", round_id)
        assert not any(name in had[key] for key, name in now.items())
        for key, name in now.items():
            had[key].add(name)


def test_somebody_who_had_everything_gets_the_oldest_with_a_warning(gallery: Office) -> None:
    for name in ("ume", "matsu", "take"):
        (gallery.root / f"designs/{name}/design.toml").unlink()
    gallery.done("print", "r1")
    copy_round(gallery, "r2", "2026-12-21")
    result = gallery.run("check", "r2", "--json")
    codes = [problem["code"] for problem in json.loads(result.stdout)["problems"]]
    assert (result.exit_code, codes) == (0, ["picture-again"] * 3 + ["words-again"])
    told = json.loads(gallery.done("plan", "r2", "--why", "kaaaa", "--json"))
    assert (told["design"], told["again"]) == ("yuki", "r1")


def test_a_picture_under_another_name_is_still_the_same_picture(
    gallery: Office, tmp_path: Path
) -> None:
    from PIL import Image

    for name in ("ume", "take"):
        (gallery.root / f"designs/{name}/design.toml").unlink()
    for name in ("matsu", "yuki"):
        picture = gallery.root / f"designs/{name}/p.png"
        Image.new("RGB", (60, 90), (200, 40, len(name))).save(picture)
        add(gallery, name, name, 'picture = "p.png"\n')
        gallery.replace(f"designs/{name}/design.toml", "words-only", "picture-above")
    before = pictures(gallery)
    gallery.run("print", "r1")
    (gallery.root / "designs/matsu").rename(gallery.root / "designs/pine")
    copy_round(gallery, "r2", "2026-12-21")
    other = {"matsu": "yuki", "yuki": "pine"}
    assert pictures(gallery, "r2") == {key: other[name] for key, name in before.items()}


def test_a_list_is_chosen_from_and_nothing_else(gallery: Office) -> None:
    gallery.replace("rounds/r1/round.toml", '"auto"', '["ume", "yuki"]')
    assert set(pictures(gallery).values()) == {"ume", "yuki"}


def test_a_row_with_a_design_of_its_own_keeps_it(gallery: Office) -> None:
    gallery.write("rounds/r1/messages.csv", "key,design\nkaaaa,ume\nkbbbb,ume\n")
    assert pictures(gallery)["kaaaa"] == pictures(gallery)["kbbbb"] == "ume"
    assert pictures(gallery)["kcccc"] in ("take", "yuki")  # whose artists had no turn yet
    told = json.loads(gallery.done("plan", "r1", "--why", "KAAAA", "--json"))
    assert (told["how"], told["design"], told["candidates"]) == ("messages", "ume", [])


def test_only_what_is_permitted_in_season_and_has_room_for_words_is_chosen(
    gallery: Office,
) -> None:
    add(gallery, "ume", "ゆき", '[tags]\nseason = ["夏"]\n')
    add(gallery, "matsu", "ゆき", 'permission = ["web"]\n')
    add(gallery, "take", "さとこ", "withdrawn = 2026-12-01\n")
    add(gallery, "mado", "さとこ")
    gallery.replace("designs/mado/design.toml", "words-only", "full-picture")
    assert set(pictures(gallery).values()) == {"yuki"}
    told = json.loads(gallery.done("plan", "r1", "--why", "kaaaa", "--json"))
    assert {each["design"]: each["reason"] for each in told["candidates"]} == {
        "ume": "season", "matsu": "not-permitted", "take": "withdrawn", "mado": "no-place",
        "yuki": "",
    }  # fmt: skip
    assert "not for this season" in gallery.done("plan", "r1", "--why", "kaaaa")


def test_a_round_for_which_no_design_is_left_stops(gallery: Office) -> None:
    for name in ("ume", "matsu", "take", "yuki"):
        add(gallery, name, "ゆき", '[tags]\nseason = "summer"\n')
    result = gallery.run("check", "r1", "--json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (result.exit_code, problem["code"]) == (5, "no-design-fits")
    assert gallery.run("print", "r1").exit_code == 5


def test_a_design_that_cannot_be_read_is_left_out_with_a_warning(gallery: Office) -> None:
    gallery.write("designs/ume/design.toml", "title = \n")
    result = gallery.run("print", "r1")
    assert result.exit_code == 0
    assert "designs/ume/design.toml" in result.stderr


def test_a_picture_on_a_list_that_nobody_gets_is_named(gallery: Office) -> None:
    add(gallery, "ume", "ゆき", '[tags]\nseason = "summer"\n')
    gallery.replace("rounds/r1/round.toml", '"auto"', '["ume", "yuki"]')
    result = gallery.run("check", "r1", "--json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["code"], problem["severity"]) == ("design-for-nobody", "warning")


@pytest.mark.parametrize(
    ("line", "code"),
    [('design = ["auto", "ume"]', "auto-in-list"), ("design = []", "toml-missing"),
     ('design = ["ume", "umme"]', "design-unknown"), ("design = 3", "toml-type")],
)  # fmt: skip
def test_what_a_round_cannot_choose_from_is_said(gallery: Office, line: str, code: str) -> None:
    gallery.replace("rounds/r1/round.toml", 'design = "auto"', line)
    result = gallery.run("check", "r1", "--json")
    assert code in [problem["code"] for problem in json.loads(result.stdout)["problems"]]
    assert result.exit_code in (3, 5)


@pytest.mark.parametrize("names", ['"umme"', '["ume", "umme"]'])
def test_the_check_of_everything_names_a_design_there_is_not_until_the_freeze(
    gallery: Office, names: str
) -> None:
    gallery.replace("rounds/r1/round.toml", '"auto"', names)
    found = gallery.run("check", "--json")
    codes = [each["code"] for each in json.loads(found.stdout)["problems"]]
    assert (found.exit_code, codes) == (5, ["design-unknown"])
    gallery.replace("rounds/r1/round.toml", names, '"ume"')
    gallery.done("print", "r1")
    (gallery.root / "designs/ume/design.toml").unlink()
    gallery.done("check")


def test_why_tells_also_who_gets_nothing_and_who_the_round_names(gallery: Office) -> None:
    assert "no consent" in gallery.done("plan", "r1", "--why", "kdddd")
    gallery.replace("rounds/r1/round.toml", '"auto"', '"ume"')
    told = json.loads(gallery.done("plan", "r1", "--why", "kaaaa", "--json"))
    assert (told["how"], told["design"]) == ("round", "ume")
    assert gallery.run("plan", "r1", "--why", "kzzzz").exit_code == 4


def test_a_newcomer_after_the_freeze_gets_a_picture_and_nobody_elses_changes(
    gallery: Office,
) -> None:
    before = pictures(gallery)
    gallery.done("print", "r1")
    book = gallery.root / "recipients/recipients.csv"
    text = book.read_text(encoding="utf-8")
    newcomer = text.splitlines()[1].replace("kaaaa", "keeee").replace("青木", "江川")
    gallery.write("recipients/recipients.csv", f"{text}{newcomer}\n")
    after = pictures(gallery)
    assert after.pop("keeee") in {"ume", "matsu", "take", "yuki"}
    assert after == before


def test_a_design_shows_the_rounds_that_may_choose_it(gallery: Office) -> None:
    copy_round(gallery, "r2", "2026-12-15")
    gallery.replace("rounds/r2/round.toml", '"auto"', '["ume", "take"]')
    copy_round(gallery, "r3", "2026-07-15")
    with (gallery.root / "designs/ume/design.toml").open("a", encoding="utf-8") as file:
        file.write('[tags]\nseason = ["winter"]\n')
    for name, rounds in {"ume": ["r1", "r2"], "matsu": ["r1", "r3"]}.items():
        data = json.loads(gallery.done("designs", "show", name, "--json"))
        assert [use["round"] for use in data["rounds"]] == rounds
