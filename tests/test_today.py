"""What waits for whom: said in words, with the command that helps, and gone when it is done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Office

Task = dict[str, object]


def tasks(office: Office, day: str = "today") -> list[Task]:
    found = json.loads(office.done("today", "--date", day, "--json"))
    assert list(found) == ["date", "tasks"]
    return list(found["tasks"])


def coded(office: Office, code: str, day: str = "today") -> list[Task]:
    return [task for task in tasks(office, day) if task["code"] == code]


def enter(office: Office, *lines: str) -> None:
    for line in lines:
        office.done(*line.split())


@pytest.fixture
def quiet(office: Office) -> Office:
    """A project whose only round lies far ahead."""
    office.replace("rounds/r1/round.toml", "2026-12-08", "2027-06-08")
    return office


def test_an_empty_day_has_a_kind_word(quiet: Office) -> None:
    assert quiet.done("today") == "Nothing is waiting today. Have a good day.\n"
    assert tasks(quiet) == []
    assert not (quiet.root / "ledger.db").exists()


def test_a_round_to_come_waits_for_the_secretariat(office: Office) -> None:
    (to_print,) = coded(office, "to-print", "2026-12-01")
    assert to_print["role"] == "secretariat"
    assert to_print["command"] == "outreach print r1"
    assert to_print["due"] == "2026-12-04"
    assert "3 pieces" in str(to_print["what"])


@pytest.mark.parametrize("day", ["2026-10-01", "2027-04-01"])
def test_a_round_far_off_or_long_forgotten_waits_for_nobody(office: Office, day: str) -> None:
    assert tasks(office, day) == []


def test_a_round_whose_day_went_by_is_not_forgotten(office: Office) -> None:
    assert coded(office, "to-print", "2026-12-20")


def test_missing_words_wait_for_those_who_write(office: Office) -> None:
    office.replace("rounds/r1/round.toml", "{{ call_name }}へ\\n雪がふりました。", "")
    office.write("rounds/r1/messages.csv", "key,message\nkaaaa,雪の朝です。\n")
    (words,) = coded(office, "words-missing", "2026-11-25")
    assert words["role"] == "peers"
    assert words["due"] == "2026-11-27"
    assert "2 cards" in str(words["what"])


def test_a_missing_picture_waits_for_those_who_draw(office: Office) -> None:
    office.replace("rounds/r1/round.toml", '"plain"', '"snow-hare"')
    (picture,) = coded(office, "picture-missing", "2026-11-20")
    assert picture["role"] == "peers"
    assert "snow-hare" in str(picture["what"])


def test_handwriting_that_is_not_scanned_waits(office: Office) -> None:
    office.replace("rounds/r1/round.toml", "post_on", 'hand = "直筆"\npost_on')
    office.write("rounds/r1/hand/kaaaa.png", "")
    (scans,) = coded(office, "scan-missing", "2026-11-25")
    assert "2 cards" in str(scans["what"])
    assert scans["command"] == "outreach hand list r1"


def test_a_round_with_errors_is_named(office: Office) -> None:
    office.replace("rounds/r1/round.toml", "2026-12-08", '"soon"')
    (task,) = tasks(office)
    assert (task["code"], task["command"]) == ("round-unreadable", "outreach check r1")


def test_cards_move_through_the_day_until_they_are_posted(printed_office: Office) -> None:
    def codes() -> list[object]:
        return [task["code"] for task in tasks(printed_office)]

    assert codes() == ["stamps-to-buy", "to-confirm"]
    enter(printed_office, "printed r1")
    assert codes() == ["stamps-to-buy", "to-post"]
    (post,) = coded(printed_office, "to-post")
    assert post["command"] == "outreach post r1 --on today --count 3"
    enter(printed_office, "post r1 --on today --count 3")
    assert codes() == []


def test_the_count_to_post_is_one_that_post_accepts(printed_office: Office) -> None:
    enter(printed_office, "printed r1 --spoilt 1", "stop kaaaa", "pulled r1 kaaaa")
    (post,) = coded(printed_office, "to-post")
    enter(printed_office, str(post["command"]).removeprefix("outreach "))


def test_a_spoilt_card_is_to_be_printed_again(printed_office: Office) -> None:
    enter(printed_office, "printed r1 --spoilt 2")
    (again,) = coded(printed_office, "to-print-again")
    assert again["command"] == "outreach print r1 --again --only kaaaa --because …"


def test_a_stopped_card_is_to_be_pulled_until_somebody_has(printed_office: Office) -> None:
    enter(printed_office, "stop kaaaa")
    (pull,) = coded(printed_office, "to-pull")
    assert (pull["round"], pull["key"], pull["card_no"]) == ("r1", "kaaaa", 2)
    enter(printed_office, str(pull["command"]).removeprefix("outreach "))
    assert coded(printed_office, "to-pull") == []


def test_what_must_not_go_stands_before_all_else_of_the_stack(printed_office: Office) -> None:
    enter(printed_office, "stop kbbbb")
    assert tasks(printed_office)[0]["code"] == "to-pull"


def test_a_row_that_says_stop_or_is_gone_is_to_be_pulled_as_well(printed_office: Office) -> None:
    book = "recipients/recipients.csv"
    printed_office.replace(book, "person,self,2025-04-01,ゆみさん", "person,停止,,ゆみさん")
    text = (printed_office.root / book).read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith("kbbbb")]
    printed_office.write(book, "".join(kept))
    assert {task["key"] for task in coded(printed_office, "to-pull")} == {"kaaaa", "kbbbb"}
    assert [task["key"] for task in coded(printed_office, "missing")] == ["kbbbb"]


def test_a_card_held_back_is_asked_about(printed_office: Office) -> None:
    enter(printed_office, "post r1 --on today --count 2 --held 3")
    (held,) = coded(printed_office, "held-back")
    assert held["card_no"] == 3


def test_returned_mail_waits_until_the_address_is_released(printed_office: Office) -> None:
    enter(printed_office, "post r1 --on today --count 3",
          "returned r1 kaaaa --reason incomplete --on today")  # fmt: skip
    (back,) = coded(printed_office, "returned")
    assert back["role"] == "coordinator"
    assert back["command"] == "outreach release kaaaa --because …"
    printed_office.replace("recipients/recipients.csv", "北1条西2丁目3-4", "北1条西2丁目3-4-501")
    assert coded(printed_office, "returned") == []
    (release,) = coded(printed_office, "hold-to-release")
    assert release["key"] == "kaaaa"
    printed_office.done("release", "kaaaa", "--because", "部屋番号を足した")
    assert tasks(printed_office) == []


def test_refused_mail_asks_for_nothing(printed_office: Office) -> None:
    enter(printed_office, "post r1 --on today --count 3",
          "returned r1 kaaaa --reason refused --on today")  # fmt: skip
    assert tasks(printed_office) == []


def test_a_rest_is_asked_about_on_its_day_and_not_before(quiet: Office) -> None:
    enter(quiet, "pause kaaaa --until 2027-02-01")
    assert coded(quiet, "pause-over", "2027-01-31") == []
    assert coded(quiet, "pause-over", "2027-02-01")[0]["key"] == "kaaaa"
    quiet.done("release", "kaaaa", "--because", "また送ってと")
    assert coded(quiet, "pause-over", "2027-02-02") == []


def test_a_consent_is_looked_at_again_on_its_day(quiet: Office) -> None:
    enter(quiet, "consent kaaaa --basis family --on today --review 2027-02-01")
    assert coded(quiet, "consent-review", "2027-01-31") == []
    assert coded(quiet, "consent-review", "2027-02-01")[0]["key"] == "kaaaa"


def test_the_end_of_forwarding_is_told_a_month_before(quiet: Office) -> None:
    enter(quiet, "moved kaaaa --on 2026-02-20")
    assert coded(quiet, "forwarding", "2027-01-19") == []
    (soon,) = coded(quiet, "forwarding", "2027-01-20")
    assert soon["due"] == "2027-02-20"
    assert "until 2027-02-20" in str(soon["what"])
    assert "no longer" in str(coded(quiet, "forwarding", "2027-02-21")[0]["what"])
    quiet.done("recipients", "confirm", "kaaaa")
    assert coded(quiet, "forwarding", "2027-02-21") == []


def test_mourning_and_farewell_are_told(quiet: Office) -> None:
    enter(quiet, "wish kaaaa mourning --until 2027-02-01", "wish kbbbb farewell --self")
    assert coded(quiet, "mourning-over", "2027-01-31") == []
    assert coded(quiet, "mourning-over", "2027-02-10")[0]["key"] == "kaaaa"
    assert "2 cards" in str(coded(quiet, "farewell")[0]["what"])


def test_a_reply_is_read_before_the_next_card(printed_office: Office) -> None:
    enter(printed_office, "reply kaaaa --on 2026-12-01")
    (reply,) = coded(printed_office, "reply-to-read")
    assert reply["command"] == "outreach letter kaaaa"
    enter(printed_office, "post r1 --on today --count 3")
    assert coded(printed_office, "reply-to-read") == []


def test_a_letter_waits_for_its_answer(quiet: Office) -> None:
    enter(quiet, "letter kaaaa --in --on 2026-12-01")
    assert coded(quiet, "letter-to-answer")[0]["key"] == "kaaaa"
    enter(quiet, "letter kaaaa --out --on today")
    assert coded(quiet, "letter-to-answer") == []


def test_what_was_undone_waits_for_nobody(quiet: Office) -> None:
    enter(quiet, "letter kaaaa --in --on today", "reply kaaaa --on today")
    for seq in ("1", "2"):
        quiet.done("undo", seq, "--because", "別の方")
    assert tasks(quiet) == []


def test_whoever_said_stop_is_asked_nothing_more(quiet: Office) -> None:
    enter(quiet, "moved kaaaa --on 2025-01-01", "pause kaaaa --until 2027-02-01",
          "reply kaaaa --on today", "stop kaaaa")  # fmt: skip
    assert tasks(quiet, "2027-02-01") == []


def test_each_task_says_whose_it_is_and_what_to_type(printed_office: Office) -> None:
    enter(printed_office, "stop kaaaa", "letter kbbbb --in --on today")
    said = printed_office.done("today")
    lines = [line.strip() for line in said.splitlines()]
    assert lines.index("For the secretariat:") < lines.index("For the coordinator:")
    assert "→ outreach pulled r1 kaaaa" in lines
    for word in ("青木", "由美", "𠮷上", "北1条"):
        assert word not in said


def test_the_days_are_those_of_the_year_and_what_is_over_is_overdue(office: Office) -> None:
    settings = office.root / "outreach.toml"
    settings.write_text(settings.read_text("utf-8") + "[year]\nwords = 12\nprint = 4\n", "utf-8")
    (to_print,) = coded(office, "to-print", "2026-12-05")
    assert (to_print["due"], to_print["overdue"]) == ("2026-12-04", True)
    assert "overdue since 2026-12-04" in office.done("today", "--date", "2026-12-05")
    assert not coded(office, "to-print", "2026-12-04")[0]["overdue"]


def test_a_draft_without_words_is_not_to_be_printed(office: Office) -> None:
    office.replace("rounds/r1/round.toml", "{{ call_name }}へ\\n雪がふりました。", "")
    office.replace("rounds/r1/round.toml", "post_on", "draft = true\npost_on")
    assert coded(office, "to-print", "2026-12-07") == []
    assert coded(office, "words-missing", "2026-12-07")[0]["overdue"]
