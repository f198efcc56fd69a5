"""What goes to a print shop names nobody of the address book, however it got into the words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.errors import ExitCode, Problem, errors_in
from outreach.model.recipient import Addressee, JointName, Kind, Recipient
from outreach.press.imposition import Target
from outreach.press.pdf import Volume
from outreach.workflow.desk import Desk, open_desk
from outreach.workflow.furnishing import room_for
from outreach.workflow.known_people import KnownPeople
from outreach.workflow.prepare import prepare
from outreach.workflow.press_room import Side, rows_of
from outreach.workflow.shop_privacy import personal_data
from tests.conftest import OFFICE_DAY, Office

QUIET = "雪がふりました。\\n窓が白いです。"
HOUSE = Addressee(
    "小笠原", "美津子", postal_code="0640809", prefecture="北海道", city="札幌市中央区",
    street="南9条西7丁目91-8", building="青空ハイツ305", organisation="ななかまど工房",
    care_of="横溝様方", joint_names=(JointName("慎一", "様"),),
)  # fmt: skip
PEOPLE = (
    Recipient("k7f3q", HOUSE, kana="おがさわら みつこ", call_name="みっちゃん"),
    Recipient("kx2d8", Addressee("森", "さくら", postal_code="0700034"), kana="もり さくら"),
    Recipient("kp4w6", Addressee("髙橋", "渉", postal_code="0400063"), call_name="髙橋さん"),
    Recipient("kyumi", Addressee("小林", "文", postal_code="0400064"), call_name="お母さん"),
    Recipient(
        "koff1", Addressee("", organisation="北のひろば", postal_code="0010024",
                           city="札幌市北区", street="北24条西5丁目1-23"),
        kind=Kind.ORGANISATION, kana="きたのひろば",
    ),
)  # fmt: skip


def everyone(people: Iterable[Recipient], offices: Collection[str] = ()) -> KnownPeople:
    """Return a reading of all these people; ``offices`` are the senders' postal codes."""
    known = KnownPeople(offices)
    for person in people:
        known.note(person)
    return known


@pytest.fixture(scope="module")
def known() -> KnownPeople:
    return everyone(PEOPLE, {"0600042"})


def sure(known: KnownPeople, text: str, own: Recipient | None = None) -> set[str]:
    return {found.what.value for found in known.found(text, own) if found.sure}


# -- in a text ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("小笠原美津子", "whole"),
        ("小笠原　美津子様", "whole"),
        ("小笠原慎一", "whole"),
        ("高橋渉さん", "whole"),
        ("昨日、小笠原さんと会って", "family"),
        ("髙橋が来た", "family"),
        ("森さん、お元気ですか", "family"),
        ("慎一くんにも", "given"),
        ("美津子、雪です", "given"),
        ("みっちゃんへ", "call"),
        ("おがさわらみつこさんへ", "reading"),
        ("オガサワラ ミツコ", "reading"),
        ("ｵｶﾞｻﾜﾗさん", "reading"),
        ("横溝さんの家", "care-of"),
        ("ななかまど工房の窓", "organisation"),
        ("〒064-0809", "code"),
        ("０６４－０８０９", "code"),
        ("札幌市中央区南九条西七丁目九一番八号", "address"),
        ("南9条西7-91-8の庭", "address"),
        ("青空ハイツ305号室", "address"),
        ("K7F3Q", "key"),
        ("小笠《おがさ》原さん", "family"),
        ("あの小笠\n原さんが", "family"),
    ],
)
def test_what_tells_who_somebody_is_is_found(known: KnownPeople, text: str, what: str) -> None:
    assert what in sure(known, text)


@pytest.mark.parametrize(
    "text",
    [
        "森の中を歩きました",
        "森へ行きました",
        "お森さまの祠",
        "小森さんの店",
        "さくらが咲いて、もりもり食べて",
        "さくらもちを買いました",
        "文をしたためて、文具を並べて",
        "お母さんの味がします",
        "みなさん、お元気ですか",
        "南9条の花屋",
        "南9条西7-91-80",
        "雪が305回",
        "北24条西5丁目1-23 北のひろばで",
        "〒060-0042",
        "kyumi という字",
    ],
)
def test_words_that_mean_nobody_stop_nothing(known: KnownPeople, text: str) -> None:
    assert sure(known, text) == set()


def test_a_word_that_is_also_a_name_is_only_pointed_at(known: KnownPeople) -> None:
    (found,) = known.found("さくらが咲きました")
    assert (found.what, found.sure, found.line) == ("given", False, 1)


def test_in_somebodys_own_message_their_name_is_no_word_like_any_other(known: KnownPeople) -> None:
    sakura = PEOPLE[1]
    assert sure(known, "さくら、今日は晴れです", sakura) == {"given"}
    assert sure(known, "さくらんぼを買いました", sakura) == set()


def test_a_number_to_call_is_the_offices_where_all_have_it(known: KnownPeople) -> None:
    text = "電話は 011-234-5678、yuki@example.org です"
    assert sure(known, text) == set()
    assert sure(known, text, PEOPLE[0]) == {"phone", "mail"}


def test_a_pen_name_may_stand_unless_somebody_is_addressed_by_it(known: KnownPeople) -> None:
    assert known.found("雪です。\nさくらより", None, ["さくら"]) == ()
    assert [each.what for each in known.found("さくらさんへ", None, ["さくら"])] == ["given"]


def test_a_name_is_found_in_the_line_it_stands_in(known: KnownPeople) -> None:
    (found,) = known.found("雪です。\n\n小笠原美津子さん")
    assert found.line == 3


KANJI = st.text("山川田村木林原野谷口石井上下松竹梅本島沢橋藤佐加渡", min_size=2, max_size=3)
WORDS = st.sampled_from(["", "雪です。", "きのう、", "窓のむこうで ", "あの", "「", "\n"])


@settings(max_examples=60, deadline=None)
@given(family=KANJI, given=KANJI, before=WORDS, blank=st.sampled_from(["", " ", "　"]))
def test_a_whole_name_is_found_wherever_it_stands(
    family: str, given: str, before: str, blank: str
) -> None:
    people = everyone([Recipient("k1", Addressee(family, given))])
    found = people.found(f"{before}{family}{blank}{given}さんと歩きました。")
    assert any(each.what == "whole" and each.sure for each in found)


# -- in a round ---------------------------------------------------------------------------------


def desk_of(office: Office) -> Desk:
    return open_desk(
        office.root, lambda: datetime(2026, 12, 9, tzinfo=UTC), lambda count: bytes(count),
        OFFICE_DAY,
    )  # fmt: skip


def found_in(office: Office) -> list[Problem]:
    """Return what the picture sides of round r1 would tell a shop."""
    desk = desk_of(office)
    with desk.read_ledger() as ledger, prepare(desk, ledger, "r1") as prepared:
        assert not errors_in(prepared.problems), [str(each.message) for each in prepared.problems]
        room, _ = room_for(prepared, Target.SHOP)
        assert room is not None
        return personal_data(prepared, room, rows_of(prepared))


def says(office: Office, message: str) -> None:
    """Give the round a message for all."""
    path = office.root / "rounds/r1/round.toml"
    text = re.sub(
        r"message = .*", f'message = "{message}"'.replace("\\", "\\\\"), path.read_text("utf-8")
    )
    path.write_text(text, "utf-8")


def test_words_that_name_nobody_pass(office: Office) -> None:
    says(office, QUIET)
    assert found_in(office) == []


def test_a_merged_call_name_is_said_once_for_all_cards(office: Office) -> None:
    (problem,) = found_in(office)
    assert (problem.kind, problem.code) == (ExitCode.PROJECT, "personal-data")
    assert problem.is_error
    assert problem.where.file == "rounds/r1/round.toml"
    assert "{{ call_name }}" in str(problem.message) and "No. 1-3" in str(problem.message)
    assert "outreach print r1" in str(problem.hint)


@pytest.mark.parametrize("gap", ["family_name", "given_name", "call_name"])
def test_no_name_may_be_merged(office: Office, gap: str) -> None:
    says(office, f"{{{{ {gap} }}}}、{QUIET}")
    assert [problem.code for problem in found_in(office)] == ["personal-data"]


def test_author_season_and_month_may_be_merged(office: Office) -> None:
    says(office, "{{ season }}、{{ month }}です。\\n{{ author }}より")
    assert found_in(office) == []


def test_a_name_typed_into_one_message_is_said_with_key_and_card(office: Office) -> None:
    says(office, QUIET)
    office.write(
        "rounds/r1/messages.csv",
        "key,message\nkaaaa,雪です。\nkcccc,葵、雪です。江口さんらしい。\n",
    )
    (problem,) = errors_in(found_in(office))
    assert (problem.kind, problem.where.key, problem.where.line) == (ExitCode.SOURCE, "kcccc", 3)
    assert "No. 1" in str(problem.message) and "family name" in str(problem.message)


def test_no_message_says_what_it_found(office: Office) -> None:
    says(office, "青木由美さんへ。060-0001 北1条西2丁目3-4、ゆみさん、kaaaa、けんさん。")
    said = "".join(f"{each.message}{each.hint}{each.where}" for each in found_in(office))
    assert found_in(office)
    assert not re.search("青木|由美|ゆみ|けん|0001|北1条|kaaaa", said)


def test_somebody_who_gets_no_card_is_not_named_either(office: Office) -> None:
    says(office, "大谷修さんも元気です。")
    assert [problem.code for problem in found_in(office)] == ["personal-data"]


def test_the_pen_leaves_no_words_to_read(office: Office) -> None:
    says(office, "由美さんへ")
    path = office.root / "rounds/r1/round.toml"
    path.write_text(path.read_text("utf-8") + 'hand = "ペン"\n', "utf-8")
    assert found_in(office) == []


def test_the_address_of_a_page_is_read_as_well(office: Office) -> None:
    says(office, QUIET)
    text = (office.root / "outreach.toml").read_text("utf-8")
    office.write("outreach.toml", text + '[qr.home]\nurl = "https://example.org/060-0001"\n')
    path = office.root / "rounds/r1/round.toml"
    path.write_text(path.read_text("utf-8") + 'qr = "home"\n', "utf-8")
    assert [str(problem.message) for problem in found_in(office)] == [
        "Somebody's postal code stands in the address the QR code leads to."
    ]


def test_the_name_of_the_round_is_the_title_of_the_file(office: Office) -> None:
    says(office, QUIET)
    text = (office.root / "recipients/recipients.csv").read_text("utf-8")
    office.write("recipients/recipients.csv", text.replace("kaaaa", "r1"))
    (problem,) = found_in(office)
    assert "name of the round" in str(problem.message) and problem.is_error


# -- on the paper -------------------------------------------------------------------------------


def pages_of(path: Path) -> Iterator[str]:
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            yield page.get_textpage().get_text_range().replace("\r\n", "\n")


@pytest.mark.parametrize("named", [False, True])
def test_the_finished_pages_say_what_the_check_said(office: Office, *, named: bool) -> None:
    """The text is taken out of the file itself and searched again, page by page."""
    if not named:
        says(office, QUIET)
    desk = desk_of(office)
    with desk.read_ledger() as ledger, prepare(desk, ledger, "r1") as prepared:
        room, _ = room_for(prepared, Target.SHOP)
        assert room is not None and room.card is not None
        rows = list(rows_of(prepared))
        volume = Volume(room.page(Side.PICTURE, ""), room.store, room.title, room.outfit.finish)
        for row in rows:
            for face in room.faces(row, Side.PICTURE):
                assert face.frame is not None
                volume.add(face.frame)
        path = office.root / "picture.pdf"
        volume.save(path)
        refused = bool(errors_in(personal_data(prepared, room, rows)))
    people = [
        Recipient("kaaaa", Addressee("青木", "由美"), call_name="ゆみさん"),
        Recipient("kbbbb", Addressee("𠮷上", "健"), call_name="けんさん"),
        Recipient("kcccc", Addressee("江口", "葵"), call_name="あおいさん"),
    ]
    known = everyone(people)
    told = [bool(sure(known, text)) for text in pages_of(path)]
    assert told == [named] * 3 and refused is named


def test_a_refused_print_leaves_nothing_behind(office: Office) -> None:
    result = office.run("print", "r1", "--for", "shop")
    assert result.exit_code == 3 and "{{ call_name }}" in result.stderr
    assert not (office.root / "out").exists() and not (office.root / "ledger.db").exists()


def test_nothing_in_the_folder_for_the_shop_names_anybody(office: Office) -> None:
    says(office, QUIET)
    office.done("print", "r1", "--for", "shop")
    folder = office.root / "out/r1/1"
    book = (office.root / "recipients/recipients.csv").read_text("utf-8").splitlines()[1:]
    cells = {cell for row in book for cell in row.split(",") if len(cell) > 1 and cell != "self"}
    told = "".join(pages_of(folder / "picture.pdf"))
    with pypdfium2.PdfDocument(folder / "picture.pdf") as document:
        told += "".join(document.get_metadata_dict().values())
    for name in ("batch.json", "batch.csv", "how-to-print.txt"):
        told += (folder / name).read_text("utf-8-sig")
    assert "雪がふりました" in told
    assert [cell for cell in cells - {"person", "family"} if cell in told] == []
