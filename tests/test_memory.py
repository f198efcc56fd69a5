"""The memory of own words: what a person or a household has read before is pointed out, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.errors import Problem, Severity, Where
from outreach.ledger import FileConsent, Identity, Ledger, PlannedCard
from outreach.model.event import ReturnReason
from outreach.model.recipient import Addressee, Basis
from outreach.model.round import Message
from outreach.workflow.content import addressee_text, card_body, message_text
from outreach.workflow.desk import open_desk
from outreach.workflow.memory import YEAR, Said, repeated, said_again
from outreach.workflow.prepare import prepare
from outreach.workflow.sentences import units_of
from tests.test_artwork_layouts import in_process

if TYPE_CHECKING:
    from tests.conftest import Office

__all__ = ["in_process"]
DAY = date(2026, 6, 1)
BOOK = "recipients/recipients.csv"


def content(text: str, author: str = "みなみ") -> str:
    to = addressee_text(Addressee("試験", "花子", address="札幌市北区1-2"))
    return card_body(to, "a", message_text(Message(text, "plain", author, "set")))


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    numbers = count(1)
    with Ledger.open_for_reading(
        Path("no-such-ledger.db"),
        clock=lambda: datetime(2026, 6, 1, 9, 30, tzinfo=UTC),
        entropy=lambda size: next(numbers).to_bytes(size, "big"),
        expected=False,
    ) as opened:
        yield opened


def post(
    ledger: Ledger, round_id: str, texts: dict[str, str], on: date = DAY, *, posted: bool = True
) -> None:
    """Freeze a round of one card for each key, and hand it to the post."""
    cards = [
        PlannedCard(no, Identity(key, key, key), content(text), {"kind": "person"}, key, text)
        for no, (key, text) in enumerate(texts.items(), start=1)
    ]
    stated = [FileConsent(card.identity, Basis.SELF, DAY - 2 * YEAR) for card in cards]
    ledger.freeze(round_id, on, 1, cards, [], stated)
    ledger.made(round_id, on, 1, range(1, len(cards) + 1), {"side": "both"})
    if posted:
        ledger.post(round_id, on, len(cards))


def again(ledger: Ledger, texts: dict[str, str], since: date = DAY - YEAR) -> list[str]:
    said = [
        Said(no, key, text, "みなみ", Where("rounds/r9/messages.csv", no + 1, key))
        for no, (key, text) in enumerate(texts.items(), start=1)
    ]
    return [str(problem.message) for problem in said_again(ledger, "r9", said, since)]


# -- what the ledger tells ------------------------------------------------------------------------


def test_words_are_known_from_the_freeze_on_and_with_the_day_they_were_posted(
    ledger: Ledger,
) -> None:
    post(ledger, "r1", {"k1": "a", "k2": "b"}, DAY)
    post(ledger, "r2", {"k1": "c"}, DAY + timedelta(20), posted=False)
    found = ledger.words_written(["k1", "k3"], DAY)
    assert [(each.round, each.card_no, each.on, each.posted) for each in found["k1"]] == [
        ("r1", 1, DAY, True), ("r2", 1, DAY + timedelta(20), False),
    ]  # fmt: skip
    assert [each.content for each in found["k1"]] == [content("a"), content("c")]
    assert found.keys() == {"k1"}
    assert ledger.words_written(["k1"], DAY + timedelta(21)) == {}


def test_a_posting_that_was_undone_is_none(ledger: Ledger) -> None:
    post(ledger, "r1", {"k1": "a"})
    posted = next(event.seq for event in ledger.events() if event.kind == "posted")
    ledger.undo(posted, DAY)
    assert [each.posted for each in ledger.words_written(["k1"], DAY)["k1"]] == [False]


def test_a_card_that_came_back_was_not_read(ledger: Ledger) -> None:
    post(ledger, "r1", {"k1": "a"})
    ledger.returned("r1", "k1", ReturnReason.UNKNOWN, DAY)
    assert ledger.words_written(["k1"], DAY) == {}


def test_of_a_card_made_anew_only_the_last_words_count_and_none_of_an_erased_person(
    ledger: Ledger,
) -> None:
    post(ledger, "r1", {"k1": "a"}, posted=False)
    card = PlannedCard(1, Identity("k1", "k1", "k1"), content("b"), {"kind": "person"}, "k1", "b")
    ledger.freeze("r1", DAY, 2, [card], [], [])
    assert [each.content for each in ledger.words_written(["k1"], DAY)["k1"]] == [content("b")]
    ledger.erase("k1")
    assert ledger.words_written(["k1"], DAY) == {}


# -- the same person ------------------------------------------------------------------------------

OLD = "ゆみさんへ\nこんにちは。\n窓の雪が、今朝は\n青く見えます。猫はまだ夢のなか。\nみなみ"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("こんにちは。梅が咲きました。", "The opening stood"),
        ("梅です。窓の雪が今朝は青く見えます！", "in line 1 stood"),
        ("ゆみさんへ\n梅です。\n猫は　まだ\n夢のなか。", "in line 3 stood"),
        ("こんにちは。窓の雪が、今朝は青く見えます。猫はまだ夢のなか", "The whole message stood"),
        ("おはよう、ゆみさん\n梅が咲きました。", ""),
        ("梅が咲きました。", ""),
        ("ゆみさんへ\n梅が咲きました。\nみなみ", ""),
    ],
)
def test_a_greeting_or_a_sentence_read_before_is_pointed_out(
    ledger: Ledger, text: str, said: str
) -> None:
    post(ledger, "r1", {"k0": "x", "k1": OLD})
    found = again(ledger, {"k1": text})
    assert len(found) == bool(said)
    assert all(said in each and "No. 2 of round r1, posted on 2026-06-01" in each for each in found)


@pytest.mark.parametrize(
    "words", ["お返事はいりません。", "返事はどうぞお気になさらず。", "ご返信は不要です。"]
)
def test_that_no_answer_is_needed_may_be_said_again_and_again(ledger: Ledger, words: str) -> None:
    post(ledger, "r1", {"k1": f"雪の朝です。{words}"})
    assert again(ledger, {"k1": f"梅の朝です。{words}"}) == []


def test_a_greeting_by_name_counts_and_a_line_that_only_names_somebody_does_not(
    ledger: Ledger,
) -> None:
    post(ledger, "r1", {"k1": "おはよう、ゆみさん\n雪です。", "k2": "親愛なるけんさんへ\n雪です。"})
    assert len(again(ledger, {"k1": "おはよう、ゆみさん\n梅の花。"})) == 1
    assert again(ledger, {"k2": "親愛なるけんさんへ\n梅の花。"}) == []


def test_after_a_year_words_may_come_again_and_nobody_shares_another_persons(
    ledger: Ledger,
) -> None:
    post(ledger, "r1", {"k1": OLD, "k2": "x"})
    assert again(ledger, {"k1": OLD}, DAY + timedelta(1)) == []
    assert again(ledger, {"k2": OLD}) == []


def test_the_last_card_with_the_words_is_the_one_that_is_named(ledger: Ledger) -> None:
    post(ledger, "r1", {"k1": "猫のしっぽがゆれました。"})
    post(ledger, "r2", {"k1": "猫のしっぽがゆれました。"}, DAY + timedelta(3), posted=False)
    assert [each.endswith("No. 1 of round r2, fixed on 2026-06-04, not posted yet.") for each in
            again(ledger, {"k1": "猫のしっぽがゆれました。"})] == [True]  # fmt: skip


def test_one_greeting_to_everybody_is_one_warning(ledger: Ledger) -> None:
    people = [f"k{no}" for no in range(38)]
    post(ledger, "r1", {key: f"さむい朝です。{key}の話。" for key in people})
    (said,) = again(ledger, {key: f"さむい朝です。{key}への別の話。" for key in people})
    assert said.startswith("The opening stood on cards to the same 38 people before: No. 1-38 of")


def test_the_frozen_cards_of_the_round_itself_are_not_held_against_it(ledger: Ledger) -> None:
    post(ledger, "r9", {"k1": OLD}, posted=False)
    assert again(ledger, {"k1": OLD}) == []


PIECES = st.lists(st.sampled_from(["雪がふりました", "梅が咲きそうです", "猫がねています"]),
                  min_size=1, max_size=5)  # fmt: skip


@given(PIECES, PIECES, st.sampled_from(["。", "！", "。\n", "\n\n"]))
def test_messages_share_words_exactly_where_a_sentence_is_the_same(
    one: list[str], other: list[str], end: str
) -> None:
    shared = units_of(end.join(one)).shared(units_of("。".join(other)))
    assert {each for each in shared if each in one} == {*one} & {*other}


@given(st.text("雪猫、。！\nがの ", max_size=40))
def test_a_message_shares_all_its_sentences_with_itself(text: str) -> None:
    units = units_of(text)
    assert units.sentences <= units.shared(units) | {each for each in units.lines if len(each) < 6}
    assert all(1 <= line <= text.count("\n") + 1 for line in units.lines.values())


# -- one household --------------------------------------------------------------------------------


def found_in(office: Office, round_id: str = "r1") -> list[Problem]:
    desk = open_desk(
        office.root, lambda: datetime(2026, 12, 9, tzinfo=UTC), lambda size: b"\0" * size,
        date(2026, 12, 9),
    )  # fmt: skip
    with desk.read_ledger() as read, prepare(desk, read, round_id) as prepared:
        problems = list(repeated(desk, read, prepared))
    assert all(problem.severity is Severity.WARNING for problem in problems)
    return problems


@pytest.fixture
def family(office: Office) -> Office:
    """A mother and her son under one address, written in two ways, and somebody elsewhere."""
    office.replace(BOOK, "070-0034,北海道,旭川市,４条通17丁目5",
                   "060-0001,北海道,札幌市中央区,北一条西二丁目３番４号")  # fmt: skip
    return office


def test_one_text_for_all_is_pointed_out_once_for_a_household(family: Office) -> None:
    (problem,) = found_in(family)
    assert (problem.code, problem.where.key) == ("words-in-household", "kaaaa")
    assert str(problem.message) == (
        "The same message goes to several people at one address: "
        "No. 2-3 of this round (2026-12-08; kaaaa, kbbbb)."
    )


def test_two_of_a_household_with_words_of_their_own_are_no_warning(family: Office) -> None:
    family.write("rounds/r1/messages.csv", "key,message\nkaaaa,やかんの湯気がのぼります。\n")
    assert found_in(family) == []


def test_a_long_sentence_in_common_is_one(family: Office) -> None:
    family.write(
        "rounds/r1/messages.csv",
        "key,message\nkaaaa,ゆみさんへ。やかんの湯気がまっすぐのぼります。\n"
        "kbbbb,梅です。やかんの湯気が、まっすぐのぼります！\n",
    )
    (problem,) = found_in(family)
    assert str(problem.message).startswith("The same sentence goes to several")
    assert problem.where == Where("rounds/r1/messages.csv", 2, "kaaaa")


@pytest.mark.usefixtures("in_process")
def test_what_one_of_a_household_had_last_month_is_not_new_to_the_other(family: Office) -> None:
    family.write(
        "rounds/r1/messages.csv", "key,message\nkaaaa,やかんの湯気がまっすぐのぼります。\n"
    )
    family.done("print", "r1")
    family.done("post", "r1", "--on", "today", "--count", "3")
    family.write("rounds/r2/round.toml", (family.root / "rounds/r1/round.toml").read_text("utf-8"))
    family.replace("rounds/r2/round.toml", "雪がふりました。", "梅。")
    family.write(
        "rounds/r2/messages.csv", "key,message\nkbbbb,やかんの湯気がまっすぐのぼります。\n"
    )
    (problem,) = found_in(family, "r2")
    assert (problem.code, problem.where.line) == ("words-in-household", 2)
    assert "had the same sentence: No. 2 of round r1, posted on 2026-12-09" in str(problem.message)


def round_two(office: Office, *lines: str, message: str = "雪がふりました。") -> None:
    """A second round a week later, with the words of the first unless they are others."""
    office.write(
        "rounds/r2/round.toml",
        f'mailing = "card"\npost_on = 2026-12-15\ndesign = "plain"\nauthor = "みなみ"\n'
        f'message = "{{{{ call_name }}}}へ\\n{message}"\n' + "".join(f"{each}\n" for each in lines),
    )


@pytest.fixture
def one_home(office: Office) -> Office:
    """Two of one family name at one address: by themselves they come into different rounds."""
    text = (office.root / BOOK).read_text("utf-8")
    son = (
        text.splitlines()[1]
        .replace("kaaaa", "kaaab")
        .replace("由美,あおき ゆみ", "光,あおき ひかる")
    )
    office.write(BOOK, f"{text}{son.replace('ゆみさん', 'ひかるさん')}\n")
    return office


def households_in(office: Office, round_id: str) -> list[str]:
    found = [each for each in found_in(office, round_id) if each.code == "words-in-household"]
    return [f"{each.where.key}: {each.message}" for each in found]


@pytest.mark.parametrize("only", [(), ('only = ["kaaab", "kcccc"]',)])
@pytest.mark.usefixtures("in_process")
def test_two_of_a_home_whose_cards_come_in_two_rounds_are_a_household_all_the_same(
    one_home: Office, only: tuple[str, ...]
) -> None:
    one_home.done("print", "r1")
    round_two(one_home, *only)
    fixed = "had the same sentence: No. 2 of round r1, fixed on 2026-12-09, not posted yet."
    assert households_in(one_home, "r2") == [f"kaaab: Someone else at this address {fixed}"]
    one_home.done("post", "r1", "--on", "today", "--count", "3")
    (posted,) = households_in(one_home, "r2")
    assert posted.endswith("No. 2 of round r1, posted on 2026-12-09.")
    one_home.done("print", "r2")
    assert len(households_in(one_home, "r2")) == 1


def test_a_round_that_is_only_planned_counts_while_its_words_are_the_same(
    one_home: Office,
) -> None:
    round_two(one_home, 'only = ["kaaab"]')
    (said,) = households_in(one_home, "r2")
    assert "the same sentence in round r1 (2026-12-08), which is not fixed yet: kaaab." in said
    one_home.write("rounds/r1/messages.csv", "key,message\nkaaaa,梅が咲きました。\n")
    assert households_in(one_home, "r2") == []
    (one_home.root / "rounds/r1/messages.csv").unlink()
    round_two(one_home, 'only = ["kaaab"]', message="梅が咲きました。")
    assert households_in(one_home, "r2") == []


def test_a_name_within_a_sentence_does_not_make_it_another_one(one_home: Office) -> None:
    one_home.replace(
        "rounds/r1/round.toml", "雪がふりました。", "{{ call_name }}と見たい青い雪です。"
    )
    one_home.done("print", "r1")
    round_two(one_home, 'only = ["kaaab"]', message="ひかるさんと見たい青い雪です。")
    assert len(households_in(one_home, "r2")) == 1


def test_of_very_many_at_one_address_only_a_family_is_a_household(one_home: Office) -> None:
    text = (one_home.root / BOOK).read_text("utf-8")
    row = text.splitlines()[1]
    others = [
        row.replace("kaaaa", f"khom{no}").replace("青木,由美,あおき", f"{name},由美,あおき")
        for no, name in enumerate("森林川谷原野")
    ]
    one_home.write(BOOK, text + "\n".join(others) + "\n")
    one_home.replace("rounds/r1/round.toml", "author", 'only = ["kaaaa"]\nauthor')
    one_home.done("print", "r1")
    round_two(one_home, 'only = ["kaaab", "khom0", "khom1"]')
    said = [each for each in households_in(one_home, "r2") if "of round r1" in each]
    assert [each.partition(":")[0] for each in said] == ["kaaab"]


def test_those_of_an_organisation_are_no_household(office: Office) -> None:
    office.write(
        "recipients/firm.csv",
        "key,organisation,kind,mailings,postal_code,address,call_name\n"
        "kfirm,あさひ堂,organisation,card,060-0001,札幌市北区北1条西1-2,あさひ堂さん\n"
        "kshop,ゆうひ堂,organisation,card,060-0001,札幌市北区北1条西1-2,ゆうひ堂さん\n",
    )
    assert found_in(office) == []


def test_no_warning_holds_a_word_of_the_message_or_a_name(family: Office) -> None:
    said = " ".join(str(problem.message) + str(problem.hint) for problem in found_in(family))
    assert not any(word in said for word in ("雪", "ゆみ", "青木", "札幌"))
