"""What the outside of a round tells: every face is looked at, each finding once, with a way out."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from outreach.cli import outside
from outreach.errors import Problem, Severity
from outreach.press.imposition import Target
from outreach.workflow import exposure
from outreach.workflow.desk import open_desk
from outreach.workflow.furnishing import room_for
from outreach.workflow.prepare import prepare
from outreach.workflow.telling import Teller

if TYPE_CHECKING:
    from tests.conftest import Office

BOOK = "recipients/recipients.csv"
ROUND = "rounds/r1/round.toml"
SETTINGS = "outreach.toml"
WORDS = "雪がふりました。"
SENDER = 'name = "ゆきあかり"\n'
TELLS = SENDER + 'organisation = "ひきこもり支援の会"\n'
KOJIN = (
    '[sender.kojin]\nname = "南 みなみ"\npostal_code = "060-0042"\naddress = "札幌市中央区1-2"\n'
)
Clue = dict[str, object]
_TELLING = re.compile("ひきこもり|支援|相談|病気")


class Found(NamedTuple):
    code: str
    words: str
    start: int
    why: str = "家族の目にふれます"
    gentler: str = "「おうちで」と書く"


class PlainAdviser:
    """Knows four words, as an adviser with very short rules would."""

    def read(self, text: str, avoid: Iterable[str] = ()) -> tuple[Found, ...]:
        return tuple(Found("expose", hit[0], hit.start()) for hit in _TELLING.finditer(text))

    def exposing(self, text: str) -> tuple[Found, ...]:
        return self.read(text)


@pytest.fixture(autouse=True)
def plain_adviser(monkeypatch: pytest.MonkeyPatch) -> None:
    teller = Teller(PlainAdviser())  # type: ignore[arg-type]
    monkeypatch.setattr(exposure, "open_teller", lambda _root: teller)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of a small project whose one design was drawn."""
    from tests.conftest import OFFICE_FILES, Office

    found = Office(tmp_path_factory.mktemp("drawn") / "office")
    for name, text in OFFICE_FILES.items():
        found.write(name, text)
    found.done("proof", "r1")
    return found.root / ".outreach" / "cache"


@pytest.fixture
def office(office: Office, drawn: Path) -> Office:
    """A small project whose design need not be drawn once more."""
    shutil.copytree(drawn, office.root / ".outreach" / "cache")
    return office


def clues(office: Office, *arguments: str, lang: str = "en") -> list[Clue]:
    found: list[Clue] = json.loads(office.done("exposure", "r1", *arguments, "--json", lang=lang))
    return found


def only(office: Office, part: str, *arguments: str) -> Clue:
    (found,) = [clue for clue in clues(office, *arguments) if clue["part"] == part]
    return found


def cell(office: Office, key: str, column: str, text: str) -> None:
    """Fill a cell of the address book, which gets the column if it has none."""
    lines = (office.root / BOOK).read_text("utf-8").splitlines()
    heads = lines[0].split(",")
    if column not in heads:
        lines = [f"{lines[0]},{column}", *(f"{line}," for line in lines[1:])]
        heads.append(column)
    at = heads.index(column)
    rows = [line.split(",") for line in lines]
    for row in rows:
        row[at] = text if row[0] == key else row[at]
    office.write(BOOK, "\n".join(map(",".join, rows)) + "\n")


# -- the sender -------------------------------------------------------------------------------


def test_an_outside_that_tells_nothing_is_said_to(office: Office) -> None:
    assert clues(office) == []
    assert "3 cards looked at; nothing found" in office.done("exposure", "r1")


def test_a_telling_sender_is_one_finding_for_all_who_have_it(office: Office) -> None:
    office.replace(SETTINGS, SENDER, TELLS)
    clue = only(office, "sender")
    assert clue["where"] == "outreach.toml:5"
    assert clue["side"] == "address"
    assert clue["words"] == "ひきこもり、支援"
    assert clue["keys"] == ["kcccc", "kaaaa", "kbbbb"]
    assert clue["reader"] == ["carrier", "family"]


def test_a_discreet_sender_of_the_project_is_proposed(office: Office) -> None:
    office.replace(SETTINGS, SENDER, TELLS)
    office.write(SETTINGS, (office.root / SETTINGS).read_text("utf-8") + KOJIN)
    office.replace(SETTINGS, 'name = "試し"\n', 'name = "試し"\nsender = "a"\n')
    first, *_ = only(office, "sender")["proposals"]  # type: ignore[misc]
    assert "kojin" in first
    assert ROUND in first


def test_where_every_sender_tells_the_lines_of_another_are_shown(office: Office) -> None:
    office.replace(SETTINGS, SENDER, TELLS)
    said = "\n".join(only(office, "sender")["proposals"])  # type: ignore[arg-type]
    assert '[sender.private]\nname = "…"' in said


def test_whoever_has_a_discreet_sender_is_not_named(office: Office) -> None:
    office.replace(SETTINGS, SENDER, TELLS)
    office.write(SETTINGS, (office.root / SETTINGS).read_text("utf-8") + KOJIN)
    office.replace(SETTINGS, 'name = "試し"\n', 'name = "試し"\nsender = "a"\n')
    cell(office, "kcccc", "sender_line", "kojin")
    assert only(office, "sender")["keys"] == ["kaaaa", "kbbbb"]


def test_a_senders_word_that_is_broken_over_two_columns_is_found(office: Office) -> None:
    long = "北海道札幌市中央区の雪のふる町にすむみんなでつくるちいさなひきこもりの会"
    office.replace(SETTINGS, SENDER, f'{SENDER}organisation = "{long}"\n')
    assert only(office, "sender")["words"] == "ひきこもり"


def test_a_domain_that_tells_is_found_in_the_sender(office: Office) -> None:
    office.replace(SETTINGS, SENDER, SENDER + 'organisation = "hikikomori.example.org"\n')
    assert only(office, "sender")["words"] == "hikikomori"


# -- envelopes and labels ---------------------------------------------------------------------


def test_the_envelope_is_the_outside_and_the_card_in_it_is_not(office: Office) -> None:
    office.replace(SETTINGS, SENDER, TELLS)
    office.replace(ROUND, WORDS, "病気のこと")
    cell(office, "kcccc", "envelope", "yes")
    sides = {clue["side"]: clue["keys"] for clue in clues(office) if clue["part"] == "sender"}
    assert sides == {"address": ["kaaaa", "kbbbb"], "envelope": ["kcccc"]}
    assert only(office, "message")["keys"] == ["kaaaa", "kbbbb"]


def test_an_envelope_in_horizontal_writing_is_read_as_well(office: Office) -> None:
    office.replace(SETTINGS, SENDER, TELLS)
    office.write(ROUND, 'mailing = "newsletter"\npost_on = 2026-12-08\nwriting = "horizontal"\n'
                        'stock = "naga3"\nweight = 20\n')  # fmt: skip
    cell(office, "kaaaa", "mailings", "newsletter")
    clue = only(office, "sender")
    assert (clue["side"], clue["keys"]) == ("envelope", ["kaaaa"])


def test_a_label_bears_no_sender_and_so_nothing_of_it_tells(office: Office) -> None:
    office.replace(SETTINGS, SENDER, TELLS)
    office.write(ROUND, 'mailing = "newsletter"\npost_on = 2026-12-08\nstock = "label-24"\n'
                        'envelope = "naga3"\nweight = 20\n')  # fmt: skip
    cell(office, "kaaaa", "mailings", "newsletter")
    cell(office, "kaaaa", "care_of", "あおば病院")
    (clue,) = clues(office)
    assert (clue["part"], clue["side"]) == ("addressee", "label")


def test_the_office_in_a_payment_mark_is_read(office: Office) -> None:
    office.write(SETTINGS, (office.root / SETTINGS).read_text("utf-8")
                 + '[print]\npayment = "kounou"\npost_office = "支援郵便局"\n')  # fmt: skip
    clue = only(office, "payment")
    assert (clue["where"], clue["words"]) == ("outreach.toml:9", "支援")


# -- the recipient's own lines ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text", "word"),
    [
        ("care_of", "あおば病院", "病院"),
        ("building", "第三若草寮12", "寮"),
        ("organisation", "作業所こだま", "作業所"),
        ("department", "デイケア", "デイケア"),
        ("street", "４条通17丁目5 あおば病院内", "病院"),
        ("title", "親展", "親展"),
        ("honorific", "利用者様", "利用者"),
    ],
)
def test_a_line_of_the_recipients_own_is_said_with_its_row_and_not_quoted(
    office: Office, column: str, text: str, word: str
) -> None:
    cell(office, "kbbbb", column, text)
    clue = only(office, "addressee")
    assert (clue["where"], clue["keys"], clue["words"]) == (f"{BOOK}:3", ["kbbbb"], word)
    assert clue["proposals"]
    everything = json.dumps(clue, ensure_ascii=False)
    assert not any(name in everything for name in ("𠮷上", "あおば", "若草", "こだま"))


@pytest.mark.parametrize(
    ("column", "text"), [("building", "病院前ハイツ303"), ("street", "病院通2丁目5")]
)
def test_a_hospital_next_door_is_no_finding(office: Office, column: str, text: str) -> None:
    cell(office, "kbbbb", column, text)
    assert clues(office) == []


def test_an_office_that_gets_mail_is_not_exposed(office: Office) -> None:
    office.replace(SETTINGS, SENDER, TELLS)
    cell(office, "kbbbb", "kind", "organisation")
    cell(office, "kbbbb", "organisation", "ひきこもり相談センター")
    cell(office, "kbbbb", "mailings", "card")
    assert only(office, "sender")["keys"] == ["kcccc", "kaaaa"]
    assert [clue["part"] for clue in clues(office)] == ["sender"]


# -- the picture side -------------------------------------------------------------------------


def test_words_on_an_open_card_are_said_with_a_gentler_way_and_the_envelope(office: Office) -> None:
    office.write("rounds/r1/messages.csv", "key,message\nkbbbb,病気のことを思い\n")
    clue = only(office, "message")
    assert (clue["where"], clue["keys"]) == ("rounds/r1/messages.csv:2", ["kbbbb"])
    gentler, envelope = clue["proposals"]  # type: ignore[misc]
    assert gentler == "「おうちで」と書く"
    assert "envelope" in envelope


def test_the_artists_line_tells_only_where_it_is_printed(office: Office) -> None:
    design = "designs/plain/design.toml"
    office.replace(design, 'artist = "ゆき"', 'artist = "相談室のゆき"')
    clue = only(office, "credit")
    assert (clue["where"], clue["words"]) == (f"{design}:2", "相談")
    office.replace(design, "layout", "credit = false\nlayout")
    assert clues(office) == []


def test_another_design_is_proposed_if_it_tells_nothing(office: Office) -> None:
    plain = (office.root / "designs/plain/design.toml").read_text("utf-8")
    office.write("designs/quiet/design.toml", plain)
    office.write("designs/loud/design.toml", plain.replace('alt = "線"', 'alt = "支援の旗"'))
    office.replace("designs/plain/design.toml", 'alt = "線"', 'alt = "ひきこもりの部屋"')
    first, *_ = only(office, "picture")["proposals"]  # type: ignore[misc]
    assert "quiet" in first
    assert "loud" not in first


def test_words_that_a_layout_draws_are_read_from_its_page(office: Office) -> None:
    settings = 'stock = "hagaki"\norientation = "portrait"\n'
    office.write("layouts/own/layout.toml", settings + _LAYOUT)
    office.write("layouts/own/layout.html", _PAGE)
    office.write("layouts/own/layout.css", "#slot-message { left: 9mm; top: 40mm; width: 80mm; "
                                           "height: 80mm }\n")  # fmt: skip
    office.replace("designs/plain/design.toml", "words-only", "own")
    clue = only(office, "drawn")
    assert (clue["where"], clue["words"]) == ("layouts/own/layout.html", "相談")


_LAYOUT = """
[title]
ja = "文字"
en = "Words"
[good_for]
ja = "文字だけ"
en = "Words alone"
[slot.message]
direction = "ltr"
role = "message"
size = 12
minimum = 10
leading = 1.7
align = "start"
valign = "start"
colour = "ink"
"""
_PAGE = """{% extends "page.html" %}
{% block face -%}
<p style="position: absolute; left: 9mm; top: 9mm">こころの相談室</p>
<div id="slot-message"></div>
{%- endblock %}
"""


def test_the_address_behind_the_qr_code_is_for_the_family(office: Office) -> None:
    office.write(SETTINGS, (office.root / SETTINGS).read_text("utf-8")
                 + '[qr.home]\nurl = "https://hikikomori.example.org/"\n')  # fmt: skip
    office.replace(ROUND, 'author = "みなみ"', 'author = "みなみ"\nqr = "home"')
    clue = only(office, "qr")
    assert (clue["reader"], clue["where"]) == (["family"], "outreach.toml:8")


# -- names of files ---------------------------------------------------------------------------


def test_a_rounds_name_becomes_a_folder_and_a_title_and_may_tell(office: Office) -> None:
    (office.root / "rounds/r1").rename(office.root / "rounds/hikikomori-12")
    (clue,) = json.loads(office.done("exposure", "hikikomori-12", "--json"))
    assert (clue["part"], clue["side"], clue["words"]) == ("round", "files", "hikikomori")
    assert (clue["reader"], clue["keys"]) == (["onlooker"], [])


def test_a_key_that_tells_is_named(office: Office) -> None:
    office.replace(BOOK, "kbbbb", "shien-3")
    clue = only(office, "key")
    assert (clue["where"], clue["keys"]) == (f"{BOOK}:3", ["shien-3"])


# -- the command ------------------------------------------------------------------------------


def test_for_one_recipient_only_their_own_outside_is_shown(office: Office) -> None:
    office.replace(SETTINGS, SENDER, TELLS)
    cell(office, "kbbbb", "care_of", "あおば病院")
    assert [clue["keys"] for clue in clues(office, "--recipient", "KAAAA")] == [["kaaaa"]]
    assert [clue["part"] for clue in clues(office, "--recipient", "kbbbb")] == [
        "sender", "addressee",
    ]  # fmt: skip


def test_for_someone_who_gets_nothing_the_reason_is_said(office: Office) -> None:
    said = office.done("exposure", "r1", "--recipient", "kdddd")
    assert "Nothing goes to kdddd: no consent." in said


def test_findings_are_advice_and_no_error(office: Office) -> None:
    office.replace(SETTINGS, SENDER, TELLS)
    result = office.run("exposure", "r1")
    assert result.exit_code == 0
    assert "→ " in result.stdout


def test_handwriting_that_nobody_can_read_here_is_said(office: Office) -> None:
    assert "handwriting" not in office.run("exposure", "r1").stdout
    office.replace(ROUND, 'author = "みなみ"', 'author = "みなみ"\nhand = "pen"')
    assert "handwriting, of which there is some on 3 cards" in office.run("exposure", "r1").stdout


def test_what_is_broken_in_a_row_is_said_and_leads_to_its_exit_code(office: Office) -> None:
    office.replace(BOOK, "060-0001", "060-00011")
    result = office.run("exposure", "r1")
    assert result.exit_code == 4
    assert f"{BOOK}:2" in result.stderr


def test_nothing_is_written(office: Office) -> None:
    def files() -> set[str]:
        return {path.name for path in office.root.rglob("*") if ".outreach" not in path.parts}

    before = files()
    office.done("exposure", "r1")
    assert files() == before


# -- in check ---------------------------------------------------------------------------------


def problems_of(office: Office) -> list[Problem]:
    desk = open_desk(office.root, outside.clock, outside.entropy, outside.today())
    with desk.read_ledger() as ledger, prepare(desk, ledger, "r1") as prepared:
        room, _ = room_for(prepared, Target.HOME)
        assert room is not None
        return list(exposure.exposed(desk, prepared, room))


def test_check_warns_of_a_shared_cause_once_with_the_number_of_cards(office: Office) -> None:
    office.replace(SETTINGS, SENDER, TELLS)
    (problem,) = problems_of(office)
    assert (problem.code, problem.severity) == ("exposed-sender", Severity.WARNING)
    assert (problem.where.file, problem.where.line, problem.where.key) == (SETTINGS, 5, None)
    assert "3 cards" in str(problem.message)


def test_check_names_the_key_of_a_single_row(office: Office) -> None:
    cell(office, "kbbbb", "care_of", "あおば病院")
    (problem,) = problems_of(office)
    assert (problem.where.key, problem.where.line) == ("kbbbb", 3)


def test_check_leaves_the_words_of_messages_to_the_adviser(office: Office) -> None:
    office.replace(ROUND, WORDS, "病気のこと")
    assert problems_of(office) == []


def test_what_would_be_printed_is_said_also_while_no_card_can_be_set(office: Office) -> None:
    office.replace("designs/plain/design.toml", 'artist = "ゆき"', 'artist = "相談室のゆき"')
    office.replace(ROUND, WORDS, "ながいことば" * 300)
    assert only(office, "credit")["words"] == "相談"
